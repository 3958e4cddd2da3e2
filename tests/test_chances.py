"""When holders of posts may leave, how likely that is, and in which order it is read (rule 5)."""

import csv

import pandas as pd
import pytest

from civicnet import ArgumentError, base_rates, chances, standing
from tests.build import partnership

AT = "2026-11-15"
UNTIL = pd.Timestamp("2035-12-31")


def day(text):
    return pd.Timestamp(text)


def post(until=UNTIL, at=AT, terms=None, people=None, **office):
    """Give what is known of the one who holds the mayor's office, as of the day."""
    office = {"office": "Mayor", "organization": "City", **office}
    rows = terms or [{}]
    terms = [{"person": "Marsh", "office": "Mayor", "organization": "City", **row} for row in rows]
    others = {(row["office"], row["organization"]) for row in terms} - {("Mayor", "City")}
    offices = [office, *({"office": one, "organization": body} for one, body in sorted(others))]
    p = partnership(people=people or [{"person": "Marsh"}], offices=offices, terms=terms)
    found = chances.outlooks(p, standing.standing(p, at), pd.Timestamp(until))
    return next(outlook for outlook in found if outlook.person == "Marsh")


def ends(outlook):
    return [(end.day.date().isoformat(), end.stays) for end in outlook.ends]


# --- the order of rule 5 -------------------------------------------------------------------------


def test_a_term_that_cannot_be_renewed_ends_surely_whatever_else_is_known():
    found = post(terms=[{"end": "2028-01-01", "can_stay": "no"}], can_stay="0.9", term_limit=3,
                 term_years=4, next_election="2027-11-02")  # fmt: skip
    assert ends(found) == [("2028-01-01", 0.0)]
    assert found.ends[0].source == "term's end: can stay no, said of the term"


def test_a_chance_said_of_the_term_goes_before_the_limit():
    found = post(terms=[{"start": "2024-01-01", "end": "2028-01-01", "can_stay": "0.35"}],
                 term_limit=1, term_years=40)  # fmt: skip
    assert ends(found) == [("2028-01-01", 0.35)]


def test_the_limit_of_terms_goes_before_what_is_said_of_the_office():
    terms = [
        {"start": "2020-01-06", "end": "2024-01-01"},
        {"start": "2024-01-01", "end": "2028-01-01"},
    ]
    found = post(terms=terms, term_limit=2, can_stay="0.7")
    assert ends(found) == [("2028-01-01", 0.0)]
    assert found.ends[0].source == "term's end: limit of 2 terms"


def test_before_the_limit_is_reached_the_office_says_how_likely_staying_is():
    terms = [{"start": "2024-01-01", "end": "2028-01-01"}]
    found = post(terms=terms, term_limit=2, term_years=4, can_stay="0.7")
    assert ends(found) == [("2028-01-01", 0.7), ("2032-01-01", 0.0)]
    assert found.ends[1].source == "term's end: limit of 2 terms"


def test_one_row_that_covers_two_terms_counts_as_two():
    terms = [{"start": "2020-01-06", "end": "2028-01-01"}]
    assert ends(post(terms=terms, term_limit=2, term_years=4)) == [("2028-01-01", 0.0)]


def test_an_open_term_may_be_over_at_the_next_election():
    found = post(terms=[{"start": "2020-01-06"}], next_election="2027-11-02", can_stay="0.6")
    assert ends(found) == [("2027-11-02", 0.6)]
    assert found.ends[0].source == "next election: can stay 0.6, said of the office"


def test_at_the_election_after_the_last_term_that_is_allowed_the_holder_goes():
    found = post(terms=[{"start": "2020-01-06"}], next_election="2027-11-02", term_years=4,
                 term_limit=2)  # fmt: skip
    assert ends(found) == [("2027-11-02", 0.0)]
    assert found.ends[0].source == "next election: limit of 2 terms"


def test_an_election_that_has_passed_says_nothing_of_the_next():
    assert ends(post(next_election="2024-11-05")) == []


def test_an_election_that_has_passed_tells_the_next_by_the_length_of_a_term():
    found = post(next_election="2024-11-05", term_years=4, until="2028-12-31")
    assert [end for end, _ in ends(found)] == ["2028-11-05"]


def test_a_limit_tells_when_an_open_term_ends_where_its_start_and_length_are_known():
    found = post(terms=[{"start": "2020-01-06"}], term_years=4, term_limit=2)
    assert ends(found) == [("2028-01-06", 0.0)]


def test_without_any_end_the_yearly_rate_of_the_office_holds():
    found = post(annual_departure="0.12")
    assert (ends(found), found.annual, found.source) == ([], 0.12, "yearly rate of the office")


def test_without_a_rate_of_its_own_an_office_has_that_published_of_its_kind():
    found = post(kind="superintendent")
    assert found.annual == base_rates.annual("superintendent")[0]
    assert "Rachel White" in found.source


def test_a_published_rate_does_not_hold_beside_the_end_of_a_term():
    found = post(terms=[{"end": "2027-06-30"}], kind="superintendent")
    assert ends(found)[0][0] == "2027-06-30"
    assert pd.isna(found.annual)


def test_a_yearly_rate_given_for_the_office_holds_beside_the_end_of_a_term():
    found = post(terms=[{"end": "2027-06-30", "can_stay": "no"}], annual_departure="0.19")
    assert (len(found.ends), found.annual) == (1, 0.19)


def test_who_has_none_of_these_has_no_known_risk():
    assert not post(term_years=4, can_stay="0.5").known
    assert post(annual_departure="0").known


def test_nobody_knows_whether_somebody_stays_where_the_data_do_not_say():
    found = post(terms=[{"end": "2027-06-30"}])
    assert pd.isna(found.ends[0].stays)
    assert found.ends[0].source == "term's end: not said whether they can stay"


# --- terms that follow each other ----------------------------------------------------------------


@pytest.mark.parametrize("start", ["2028-01-01", "2028-01-02", "2028-01-04", "2028-01-08"])
def test_a_renewal_after_up_to_seven_days_goes_on_from_the_term(start):
    terms = [{"start": "2024-01-01", "end": "2028-01-01"}, {"start": start, "end": "2032-01-05"}]
    assert [end for end, _ in ends(post(terms=terms))] == ["2032-01-05"]


def test_who_comes_back_after_a_longer_gap_stays_in_the_partnership_and_loses_the_post():
    terms = [{"start": "2024-01-01", "end": "2028-01-01"}, {"start": "2028-03-01"}]
    rows = [{"person": "Marsh", "office": "Mayor", "organization": "City", **row} for row in terms]
    offices = [{"office": "Mayor", "organization": "City"}]
    p = partnership(people=[{"person": "Marsh"}], offices=offices, terms=rows)
    now = standing.standing(p, AT)
    (held,) = chances.posts(p, now, UNTIL)
    assert [end for end, _ in ends(held)] == ["2028-01-01"]
    assert [x.known for x in chances.coming(p, now, UNTIL)] == [False]
    assert not chances.outlooks(p, now, UNTIL)[0].known


def test_a_renewal_counts_towards_the_limit():
    terms = [{"start": "2024-01-01", "end": "2028-01-01", "can_stay": "yes"},
             {"start": "2028-01-01", "end": "2032-01-05"}]  # fmt: skip
    assert ends(post(terms=terms, term_limit=2)) == [("2032-01-05", 0.0)]


def test_later_terms_follow_by_the_length_of_a_term_until_the_day_asked_about():
    terms = [{"start": "2024-01-01", "end": "2028-01-01", "can_stay": "yes"}]
    found = post(terms=terms, term_years=4, can_stay="0.5", until="2036-06-30")
    assert ends(found) == [("2028-01-01", 1.0), ("2032-01-01", 0.5), ("2036-01-01", 0.5)]


def test_the_first_end_is_told_even_where_it_lies_beyond_the_day():
    assert [end for end, _ in ends(post(terms=[{"end": "2040-01-01"}]))] == ["2040-01-01"]


# --- people with several posts, or a last day ----------------------------------------------------


def test_somebody_with_two_posts_leaves_with_the_last():
    terms = [{"end": "2027-06-30", "can_stay": "no"},
             {"office": "Trustee", "organization": "School", "end": "2029-06-30"}]  # fmt: skip
    found = post(terms=terms)
    assert (found.office, ends(found)[0][0]) == ("Trustee, School", "2029-06-30")


def test_somebody_with_one_post_of_unknown_end_has_no_known_risk():
    terms = [
        {"end": "2027-06-30", "can_stay": "no"},
        {"office": "Pastor", "organization": "Church"},
    ]
    assert not post(terms=terms).known


def test_a_post_that_comes_later_keeps_somebody():
    terms = [{"end": "2026-12-31", "can_stay": "no"},
             {"office": "Manager", "organization": "City", "start": "2027-01-01",
              "end": "2030-12-31", "can_stay": "no"}]  # fmt: skip
    assert ends(post(terms=terms)) == [("2030-12-31", 0.0)]


def test_a_last_day_in_people_goes_before_all_posts():
    people = [{"person": "Marsh", "end": "2027-03-31"}]
    found = post(terms=[{"end": "2029-06-30"}], people=people)
    assert (ends(found), found.office) == ([("2027-03-31", 0.0)], "Mayor, City")


# --- chances by a day ----------------------------------------------------------------------------


def test_the_chance_of_having_gone_multiplies_years_and_ends():
    found = post(terms=[{"end": "2027-06-30", "can_stay": "0.5"}], annual_departure="0.2")
    days = [day(AT), day("2027-06-30"), day("2027-07-01"), day("2028-11-15")]
    gone = chances.gone_by(found, days, day(AT), unknown=1.0)
    years = [(x - day(AT)) / pd.Timedelta(days=365.25) for x in days]
    rest = [0.8 ** years[0], 0.8 ** years[1], 0.8 ** years[2] * 0.5, 0.8 ** years[3] * 0.5]
    assert gone == pytest.approx([1 - x for x in rest])
    assert gone[0] == 0


def test_an_end_nobody_knows_about_takes_the_chance_that_is_asked_for():
    found = post(terms=[{"end": "2027-06-30"}])
    days = [day("2027-07-01")]
    assert chances.gone_by(found, days, day(AT), unknown=0.25) == pytest.approx([0.75])


def test_the_rate_of_others_is_only_for_those_without_known_risk():
    days, start = [day("2027-11-15")], day("2026-11-15")
    years = 365 / 365.25
    unknown = chances.gone_by(post(), days, start, unknown=1, others=0.15)
    assert unknown == pytest.approx([1 - 0.85**years])
    known = chances.gone_by(post(annual_departure="0"), days, start, unknown=1, others=0.15)
    assert known == pytest.approx([0])


@pytest.mark.parametrize("wrong", [{"unknown": 1.5}, {"unknown": 1, "others": -0.1}])
def test_a_chance_outside_0_and_1_is_refused(wrong):
    with pytest.raises(ArgumentError, match="between 0 and 1"):
        chances.gone_by(post(), [day("2027-01-01")], day(AT), **wrong)


# --- real data -----------------------------------------------------------------------------------


def real_rows(shared, name):
    with (shared / "real" / name).open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def test_renewals_in_congress_at_gaps_of_zero_one_and_three_days_are_one_time_in_office(shared):
    rows = real_rows(shared, "congress_terms_current_members.csv")
    terms = pd.DataFrame({
        "person": [x["bioguide"] for x in rows],
        "office": [x["type"] for x in rows],
        "organization": [f"{x['state']} {x['district']}".strip() for x in rows],
        "start": [x["start"] for x in rows],
        "end": [x["end"] for x in rows],
    })  # fmt: skip
    order = terms.sort_values(["person", "organization", "start"])
    same = (order["person"] == order["person"].shift(-1)) & (
        order["organization"] == order["organization"].shift(-1)
    )
    gaps = (pd.to_datetime(order["start"].shift(-1)) - pd.to_datetime(order["end"])).dt.days[same]
    assert {0, 1, 3} <= set(gaps)
    members = sorted(set(terms["person"]))[:60]
    some = terms[terms["person"].isin(members)]
    offices = some[["office", "organization"]].drop_duplicates().to_dict("records")
    people = [{"person": x} for x in members]
    p = partnership(people=people, offices=offices, terms=some.to_dict("records"))
    moment = "2012-06-01"
    now = standing.standing(p, moment)
    found = {(x.person, x.office): x for x in chances.posts(p, now, day("2013-12-31"))}
    assert len(found) > 10
    for (person, label), outlook in found.items():
        own = [
            (day(a), day(b))
            for who, office, body, a, b in zip(
                *(some[c] for c in ("person", "office", "organization", "start", "end"))
            )
            if (who, f"{office}, {body}") == (person, label)
        ]
        last = max(end for start, end in own if start <= day(moment) <= end)
        # By hand: go on while another term begins within a week of the last day.
        while later := [b for a, b in own if last < b and 0 <= (a - last).days <= 7]:
            last = max(later)
        assert outlook.ends[0].day == last
