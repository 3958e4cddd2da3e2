"""Whose money it is: worked by hand on a small partnership, then on the example."""

import json
import re

import pandas as pd
import pytest

import civicnet as cn
from civicnet.questions.concentration import concentration, worth
from tests.build import partnership

AT = "2026-11-15"
FORBIDDEN = re.compile(r"\b(betweenness|nodes?|edges?|nan)\b", re.IGNORECASE)
PLACES = [
    {"organization": "City", "sector": "public"},
    {"organization": "Parks", "sector": "public", "part_of": "City"},
    {"organization": "Mill Fund", "sector": "philanthropy"},
    {"organization": "Old Fund", "sector": "philanthropy"},
    {"organization": "Club"},
    {"organization": "Reads"},
]
OFFICES = [
    {"office": "Mayor", "organization": "City", "selection": "elected"},
    {"office": "Manager", "organization": "City", "selection": "hired"},
]
PEOPLE = [{"person": "Marsh", "organization": "City"}, {"person": "Sims", "organization": "City"}]
TERMS = [
    {"person": "Marsh", "office": "Mayor", "organization": "City", "end": "2027-06-30"},
    {"person": "Sims", "office": "Manager", "organization": "City"},
]


def grant(holder, recipient, amount, **more):
    row = {"asset": f"{holder} to {recipient}", "kind": "funding", "holder": holder,
           "recipient": recipient, "amount": amount, "unit": "USD", "per": "year"}  # fmt: skip
    return row | more


GRANTS = [
    grant("Mill Fund", "Club", 50, end="2027-03-31"),
    grant("Old Fund", "Club", 30, gatekeeper="Manager, City"),
    grant("City", "Reads", 20, gatekeeper="Mayor, City", end="2030-12-31"),
]


def small(assets=GRANTS, **more):
    frames = {"organizations": PLACES, "offices": OFFICES, "people": PEOPLE, "terms": TERMS}
    return partnership(**(frames | {"assets": assets} | more))


@pytest.fixture(scope="module")
def riverbend():
    return cn.load_example("riverbend")


def whole(found):
    row = found.table.iloc[0]
    assert row["recipient"] == "everybody"
    return row


def test_everybody_together_by_hand():
    row = whole(concentration(small(), at=AT))
    assert (row["unit"], row["measured_by"], row["n_holders"], row["yearly"]) == (
        "USD", "amount", 3, 100,
    )  # fmt: skip
    assert row["hhi"] == pytest.approx(0.38)
    assert row["effective_number"] == pytest.approx(2.631579, abs=1e-6)
    assert (row["largest"], row["largest_share"], row["without_largest"]) == ("Mill Fund", 0.5, 50)
    assert row["largest_until"] == pd.Timestamp("2027-03-31")
    # 136 days of 365.25 / 12 a month.
    assert row["months_left"] == pytest.approx(136 / 30.4375)


def test_shares_that_end_or_have_no_end_by_hand():
    row = whole(concentration(small(), at=AT))
    assert (row["ending_share"], row["open_share"]) == (0.5, 0.3)
    later = whole(concentration(small(), at=AT, until="2030"))
    assert later["ending_share"] == pytest.approx(0.7)


def test_the_share_of_elected_officials_and_what_nobody_wrote_down():
    row = whole(concentration(small(), at=AT))
    assert (row["elected_share"], row["unsaid_share"]) == (0.2, 0.5)
    # Her time ends before the twelve months are over.
    assert row["elected_leaving_share"] == pytest.approx(0.2)
    sooner = whole(concentration(small(), at=AT, until="2027-06-29"))
    assert sooner["elected_leaving_share"] == 0


def test_each_recipient_by_hand():
    found = concentration(small(), at=AT).table.set_index("recipient")
    assert found.index.tolist() == ["everybody", "Club", "Reads"]
    assert found.loc["Club", "hhi"] == pytest.approx((5 / 8) ** 2 + (3 / 8) ** 2)
    assert found.loc["Club", "n_holders"] == 2
    assert found.loc["Reads", ["hhi", "n_holders", "largest"]].tolist() == [1, 1, "City"]


def test_givers_that_are_part_of_one_organization_are_also_taken_for_one():
    rows = [grant("City", "Club", 50), grant("Parks", "Club", 50)]
    row = whole(concentration(small(rows), at=AT))
    assert (row["hhi"], row["group_hhi"]) == (0.5, 1)


def test_shares_by_sector_of_the_givers():
    found = concentration(small(), at=AT).groups
    assert found[["sector", "n_holders", "amount", "share"]].values.tolist() == [
        ["philanthropy", 2, 80, 0.8],
        ["public", 1, 20, 0.2],
    ]


def test_every_giver_of_every_recipient_is_listed():
    found = concentration(small(), at=AT).holders
    rows = found[["recipient", "holder", "share"]].values.tolist()
    assert rows == [
        ["everybody", "Mill Fund", 0.5], ["everybody", "Old Fund", 0.3], ["everybody", "City", 0.2],
        ["Club", "Mill Fund", 0.625], ["Club", "Old Fund", 0.375], ["Reads", "City", 1.0],
    ]  # fmt: skip


def test_a_grant_given_once_is_spread_over_its_years():
    once = grant("Mill Fund", "Club", 300, per="once", start="2026-01-01", end="2028-12-31")
    row = whole(concentration(small([once]), at=AT))
    # 1,096 days.
    assert row["yearly"] == pytest.approx(300 / (1096 / 365.25))


def test_units_are_never_added_up():
    rows = [*GRANTS, grant("Old Fund", "Club", 900, unit="EUR", asset="Exchange")]
    found = concentration(small(rows), at=AT)
    both = found.table[found.table["recipient"] == "everybody"]
    assert both[["unit", "yearly"]].values.tolist() == [["USD", 100], ["EUR", 900]]
    assert any("EUR stand in rows of their own" in note for note in found.notes)


def test_it_says_among_how_many_amounts():
    rows = [*GRANTS, *[grant(f"Fund {i}", "Club", None) for i in range(3)]]
    places = [*PLACES, *[{"organization": f"Fund {i}"} for i in range(3)]]
    found = concentration(small(rows, organizations=places), at=AT)
    assert whole(found)["reason"] == "among the 3 of 6 with an amount"
    assert whole(found)["hhi"] == pytest.approx(0.38)
    assert "in the 3 of 6 assets with an amount." in found.summary[0]


def test_a_funder_who_gives_nothing_changes_nothing():
    before = whole(concentration(small(), at=AT))
    row = grant("Parks", "Club", 0)
    after = whole(concentration(small([*GRANTS, row]), at=AT))
    same = ["n_holders", "yearly", "hhi", "effective_number", "largest", "largest_share",
            "ending_share", "open_share", "elected_share", "unsaid_share"]  # fmt: skip
    assert after[same].tolist() == before[same].tolist()


def test_what_stands_in_several_units_is_counted_by_number():
    rooms = [
        {"asset": "Hall", "kind": "space", "holder": "City", "amount": 180, "unit": "seats"},
        {"asset": "Attic", "kind": "space", "holder": "City", "amount": 640, "unit": "sq ft"},
        {"asset": "Yard", "kind": "space", "holder": "Club"},
    ]
    found = concentration(small(rooms), "space", at=AT)
    row = whole(found)
    assert (row["measured_by"], row["n_holders"], row["largest"]) == ("number", 2, "City")
    assert row["hhi"] == pytest.approx((2 / 3) ** 2 + (1 / 3) ** 2)
    assert pd.isna(row["yearly"])
    assert "each counted as one" in found.summary[0]


def test_what_stands_in_one_unit_is_counted_by_amount():
    lent = [
        {"asset": "Aide", "kind": "staff", "holder": "City", "amount": 3, "unit": "FTE"},
        {"asset": "Clerk", "kind": "staff", "holder": "Club", "amount": 1, "unit": "FTE"},
        {"asset": "Cook", "kind": "staff", "holder": "Reads", "unit": "FTE"},
    ]
    row = whole(concentration(small(lent), "staff", at=AT))
    assert (row["measured_by"], row["hhi"]) == ("amount", 0.625)
    assert row["reason"] == "among the 2 of 3 with an amount"


# --- whose yes ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("gatekeeper", "elected"),
    [
        ("Mayor, City", True),
        ("Marsh", True),
        ("Manager, City", False),
        ("Sims", False),
        # The mayor heads it.
        ("City", True),
        ("Club", None),
        (None, None),
    ],
)
def test_whose_yes_is_an_elected_officials(gatekeeper, elected):
    row = grant("Mill Fund", "Club", 1, gatekeeper=gatekeeper)
    assert concentration(small([row]), at=AT).assets["elected"].tolist() == [elected]


def test_a_kind_that_is_elected_counts_where_nothing_is_said():
    offices = [{"office": "Mayor", "organization": "City"}]
    rows = [grant("Mill Fund", "Club", 1, gatekeeper="Mayor, City")]
    terms = TERMS[:1]
    found = concentration(small(rows, offices=offices, terms=terms), at=AT)
    assert found.assets["elected"].tolist() == [True]
    hired = [{"office": "Mayor", "organization": "City", "selection": "hired"}]
    found = concentration(small(rows, offices=hired, terms=terms), at=AT)
    assert found.assets["elected"].tolist() == [False]


def test_what_a_person_brings_needs_their_own_yes():
    rows = [grant("Marsh", "Club", 1)]
    found = concentration(small(rows), at=AT).assets
    assert found[["holder", "yes_of", "elected"]].values.tolist() == [["City", "Marsh", True]]


# --- commitments ----------------------------------------------------------------------------------

OUTCOMES = [
    {"outcome": "Reading", "end": "2030-12-31"},
    {"outcome": "Arithmetic", "end": "2027-01-31"},
    {"outcome": "Singing", "end": "2030-12-31"},
    {"outcome": "Dancing", "end": "2030-12-31"},
    {"outcome": "Sewing"},
]


def test_money_that_ends_before_the_target_date_by_hand():
    rows = [
        grant("Mill Fund", "Club", 50, outcome="Reading; Arithmetic", end="2027-03-31"),
        grant("Old Fund", "Club", 30, outcome="Reading", end="2028-12-31"),
        grant("City", "Club", 20, outcome="Dancing"),
        grant("Parks", "Club", 5),
    ]
    found = concentration(small(rows, outcomes=OUTCOMES), at=AT)
    by = found.commitments.set_index("outcome")
    assert list(by.index) == ["Reading", "Arithmetic", "Dancing", "Singing"]
    assert by.loc["Reading", "named_until"] == pd.Timestamp("2028-12-31")
    assert by.loc["Reading", "months_short"] == pytest.approx(730 / 30.4375)
    assert by.loc["Reading", ["amount_now", "amount_at_target"]].tolist() == [80, 0]
    assert by.loc["Arithmetic", ["months_short", "amount_at_target"]].tolist() == [0, 50]
    # What has no written end still runs, and nobody has promised it.
    assert pd.isna(by.loc["Dancing", "months_short"])
    assert by.loc["Dancing", "amount_at_target"] == 20
    assert by.loc["Dancing", "reason"] == "no end is written for City to Club"
    said = "nothing is named for it, only what serves all outcomes"
    assert by.loc["Singing", "reason"] == said
    assert found.summary[-1] == (
        "For 1 of 4 outcomes the funding named for it ends before the target date; for Reading, "
        "2.0 years before."
    )
    assert "1 outcome has no target date." in found.notes


# --- nothing, and what is wrong -------------------------------------------------------------------


def test_without_assets_it_cannot_say():
    found = concentration(small([]), at=AT)
    assert found.summary == ("Cannot say on whom funding hangs: needs Assets of the kind funding.",)
    full = concentration(small(), at=AT)
    for name in ("table", "holders", "groups", "assets", "commitments"):
        assert len(getattr(found, name)) == 0
        assert list(getattr(found, name).columns) == list(getattr(full, name).columns)


def test_without_an_amount_money_is_counted_by_number():
    found = concentration(small([grant("Mill Fund", "Club", None)]), at=AT)
    assert whole(found)["measured_by"] == "number"
    assert whole(found)["reason"].startswith("counted by number")


def test_amounts_of_nothing_are_no_concentration():
    found = concentration(small([grant("Mill Fund", "Club", 0)]), at=AT)
    said = "Cannot say on whom funding hangs: needs an amount above 0 in Assets."
    assert found.summary == (said,)


def test_an_unknown_kind_is_answered_with_the_nearest():
    with pytest.raises(cn.ArgumentError, match="did you mean 'funding'"):
        concentration(small(), "fundng", at=AT)
    assert concentration(small(), "Funding", at=AT).kind == "funding"


def test_a_day_that_has_passed_is_refused():
    with pytest.raises(cn.ArgumentError, match="until must be later than 15 November 2026"):
        concentration(small(), at=AT, until="2026-11-15")


@pytest.mark.parametrize(
    ("value", "unit", "said"),
    [
        (412500, "USD", "$412,500"), (0.25, "FTE", "0.25 FTE"), (3.0, "FTE", "3 FTE"),
        (31400.0, "sq ft", "31,400 sq ft"), (12.5, "", "12.5"), (100, "EUR", "€100"),
    ],
)  # fmt: skip
def test_amounts_in_words(value, unit, said):
    assert worth(value, unit) == said


# --- riverbend ------------------------------------------------------------------------------------


def test_riverbends_money(riverbend):
    found = concentration(riverbend, at=AT)
    row = whole(found)
    assert (row["n_holders"], row["n_assets"], row["yearly"]) == (7, 14, 1_612_100)
    assert row["largest"] == "Halvorsen Family Foundation"
    assert row["largest_share"] == pytest.approx(740_000 / 1_612_100)
    # The initiative line alone needs the mayor's yes; it has no end, her term has.
    assert row["elected_share"] == pytest.approx(60_000 / 1_612_100)
    promise = found.table.set_index("recipient").loc["Riverbend Promise"]
    assert promise["largest_share"] == pytest.approx(412_500 / 567_500)


def test_the_promise_of_riverbend_outlasts_its_money(riverbend):
    found = concentration(riverbend, at=AT).commitments
    assert int((found["months_short"] > 0).sum()) == 7
    assert found["reason"].ne("").sum() == 1


@pytest.mark.parametrize("kind", ["funding", "staff", "data", "space", "convening", "media"])
def test_summaries_are_few_short_plain_sentences(riverbend, kind):
    found = concentration(riverbend, kind, at=AT)
    assert len(found.summary) <= 7
    assert not FORBIDDEN.search(" ".join(found.summary + found.notes))
    assert [s for s in found.summary if len(s.split()) > 25] == []
    assert json.loads(json.dumps(found.to_dict()))["at"] == AT
    assert str(found) == "\n".join(found.summary)
