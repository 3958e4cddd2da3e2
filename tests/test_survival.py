"""How long holders stay: published and hand-worked curves, laws, renewals, delayed entry."""

import datetime as dt
import json
import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import civicnet as cn
from civicnet import ArgumentError
from civicnet.questions.survival import curve, survival
from tests.build import partnership
from tests.conftest import ROOT

COLUMNS = ["kind", "years", "at_risk", "left", "survival", "low", "high"]
LIFELINES = json.loads(
    (ROOT / "tests" / "reference" / "lifelines.json").read_text(encoding="utf-8")
)["cases"]


def spells(*rows, **columns):
    """Make a frame of person, office, start, end; a constant column for each keyword."""
    frame = pd.DataFrame(list(rows), columns=["person", "office", "start", "end"])
    return frame.assign(**columns)


def weeks(case):
    given = LIFELINES[case]["given"]
    entered = given["entered"]
    return (
        np.array(given["years"], dtype=float),
        np.array(given["left"]),
        np.zeros(len(given["years"])) if entered is None else np.array(entered, dtype=float),
    )


# --- published and other tools' values ----------------------------------------------------------


def test_the_remission_times_of_freireich_give_the_published_curve():
    # 6-MP arm; Kalbfleisch & Prentice (2002), and most textbooks since Gehan (1965).
    years, left, _ = weeks("6-MP")
    found = curve(years, left)
    assert found["years"].tolist() == [6, 7, 10, 13, 16, 22, 23]
    assert found["at_risk"].tolist() == [21, 17, 15, 12, 11, 7, 6]
    assert found["left"].tolist() == [3, 1, 1, 1, 1, 1, 1]
    assert found["survival"].round(3).tolist() == [0.857, 0.807, 0.753, 0.690, 0.627, 0.538, 0.448]


@pytest.mark.parametrize("case", LIFELINES)
def test_curve_and_interval_are_those_of_lifelines(case):
    years, left, entered = weeks(case)
    found, theirs = curve(years, left, entered=entered), LIFELINES[case]["table"]
    for column in ("years", "at_risk", "left", "survival"):
        assert found[column].tolist() == pytest.approx(theirs[column], abs=1e-12)
    # lifelines gives 0 to 0 once all have left, where the interval is undefined.
    some = found["survival"] > 0
    for column in ("low", "high"):
        assert found.loc[some, column].tolist() == pytest.approx(
            np.array(theirs[column])[some].tolist(), rel=1e-9
        )
        assert found.loc[~some, column].isna().all()


@pytest.mark.parametrize(
    ("case", "years"), [("6-MP", (23, 13, None)), ("placebo", (8, 4, 11)), ("late", (7, 2.5, 9))]
)
def test_the_median_and_its_interval_are_those_of_lifelines(case, years):
    assert LIFELINES[case]["median"] == list(years)
    rows = []
    # Ten years for each unit, so that all are whole; who left did so on the eve of the last day.
    last = pd.Timestamp("2100-01-01")
    for i, (time, gone, entry) in enumerate(zip(*weeks(case))):
        start = last - pd.DateOffset(years=round(10 * time))
        seen = start + pd.DateOffset(years=round(10 * entry))
        rows.append((f"P{i}", "o", start, last - pd.Timedelta(days=1) if gone else None, seen))
    frame = pd.DataFrame(rows, columns=["person", "office", "start", "end", "known_from"])
    found = survival(frame, by=None, at=last).medians.iloc[0]
    expected = [math.nan if x is None else 10 * x for x in years]
    assert found[["median", "low", "high"]].tolist() == pytest.approx(expected, nan_ok=True)


# --- worked by hand -----------------------------------------------------------------------------


def test_who_is_still_there_counts_for_as_long_as_seen():
    found = survival(
        spells(
            ("A", "o", "2010-01-01", "2011-12-31"),
            ("B", "o", "2012-01-01", None),
            ("C", "p", "2010-01-01", "2013-12-31"),
            ("D", "p", "2014-01-01", "2021-12-31"),
        ),
        by=None,
        at="2014-12-31",
    )
    # In office for 2, 3 (so far), 4 and 1 (so far): D's end lies ahead, so D has not left.
    assert found.table.iloc[:, :5].to_numpy().tolist() == [
        ["all", 2, 3, 1, pytest.approx(2 / 3)],
        ["all", 4, 1, 1, 0],
    ]
    row = found.medians.iloc[0]
    assert (row["n_spells"], row["n_left"], row["years_seen"]) == (4, 2, 10)
    assert row["annual_departure"] == pytest.approx(1 - math.exp(-2 / 10))
    assert row["median"] == 4


def test_the_columns_have_their_names_and_types():
    found = survival(spells(("A", "Mayor", "2010", "2011"), ("B", "Mayor", "2012", "2015")))
    assert list(found.table.columns) == COLUMNS
    assert [str(t) for t in found.table.dtypes[1:]] == ["float64", *["int64"] * 2, *["float64"] * 3]
    assert found.table["kind"].tolist() == ["mayor", "mayor"]


def test_the_interval_is_greenwoods_on_the_log_log_scale():
    found = curve(np.array([1, 2, 3, 4]), np.array([True, True, False, False]))
    share, variance = 0.5, 1 / (4 * 3) + 1 / (3 * 2)
    width = 1.959963984540054 * math.sqrt(variance) / abs(math.log(share))
    low, high = share ** math.exp(width), share ** math.exp(-width)
    assert found.iloc[-1][["survival", "low", "high"]].tolist() == pytest.approx([share, low, high])


def test_a_spell_known_from_a_date_on_counts_from_then():
    rows = [("A", "o", "2000-01-01", "2009-12-31"), ("B", "p", "2007-01-01", "2011-12-31")]
    full = survival(spells(*rows), by=None, at="2020-01-01").table
    assert full[["years", "at_risk"]].to_numpy().tolist() == [[5, 2], [10, 1]]
    # A is seen from the sixth year on, so was not at risk when B left after five.
    late = spells(*rows).assign(known_from=["2006-01-01", None])
    table = survival(late, by=None, at="2020-01-01").table
    assert table[["years", "at_risk", "survival"]].to_numpy().tolist() == [[5, 1, 0], [10, 1, 0]]
    notes = survival(late, by=None, at="2020-01-01").notes
    assert any("1 spell counted only from the day" in note for note in notes)
    assert any("all who were seen after 5.0 years" in note for note in notes)


def test_nobody_counts_before_the_day_since_which_departures_are_known():
    rows = [
        ("A", "o", "2000-01-01", "2009-12-31"),  # seen from 2005: enters at 5
        ("B", "o", "2010-01-01", None),
        ("C", "p", "1999-01-01", "2004-12-31"),  # over before: left out
    ]
    found = survival(spells(*rows), by=None, at="2012-12-31", since="2005-01-01")
    assert found.table[["years", "at_risk"]].to_numpy().tolist() == [[10, 1]]
    assert found.medians["years_seen"].tolist() == [5 + 3]
    assert any("1 spell left out" in note for note in found.notes)
    # A list of those in office on the day of looking says nothing of how long they stay.
    today = survival(spells(*rows), by=None, at="2012-12-31", since="2012-12-31")
    assert len(today.table) == 0
    assert today.medians["years_seen"].iloc[0] < 0.01


def test_years_are_whole_from_anniversary_to_anniversary():
    rows = [
        ("A", "o", "2011-07-01", "2014-06-30"),
        ("B", "o", "2012-02-29", "2015-02-28"),
        ("C", "o", "2015-01-01", "2015-07-02"),
        ("D", "o", "2016-03-05", "2016-03-05"),
    ]
    table = survival(spells(*rows), by=None, at="2020-01-01").table
    assert table["years"].tolist() == pytest.approx([1 / 365, 183 / 365, 3])
    assert table["left"].tolist() == [1, 1, 2]


def test_the_last_day_is_a_day_in_office():
    rows = [("A", "o", "2010-01-01", "2013-12-31")]
    assert len(survival(spells(*rows), by=None, at="2013-12-31").table) == 0
    assert survival(spells(*rows), by=None, at="2014-01-01").table["years"].tolist() == [4]


# --- renewals -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("begins", "joined"), [("2012-01-01", 1), ("2012-01-07", 1), ("2012-01-08", 2)]
)
def test_a_renewal_within_a_week_continues_the_spell(begins, joined):
    rows = [("A", "o", "2008-01-01", "2011-12-31"), ("A", "o", begins, "2015-12-31")]
    assert survival(spells(*rows), by=None).medians["n_spells"].tolist() == [joined]


def test_terms_that_overlap_are_one_spell():
    rows = [("A", "o", "2008", "2015"), ("A", "o", "2009", "2010"), ("A", "o", "2012", "2013")]
    table = survival(spells(*rows), by=None).table
    assert table["years"].tolist() == [8]


def test_another_office_another_organization_or_another_person_is_another_spell():
    rows = [("A", "o", "2008", "2011"), ("A", "p", "2012", "2015"), ("B", "o", "2012", "2015")]
    assert survival(spells(*rows), by=None).medians["n_spells"].tolist() == [3]
    same = spells(("A", "Mayor", "2008", "2011"), ("A", "Mayor", "2012", "2015"))
    apart = same.assign(organization=["Ash", "Elm"])
    assert survival(same).medians["n_spells"].tolist() == [1]
    assert survival(apart).medians["n_spells"].tolist() == [2]


def test_a_spell_that_continues_one_without_a_start_has_none_either():
    rows = [
        ("A", "o", None, "2011-12-31"),
        ("A", "o", "2012-01-01", "2015-12-31"),
        ("B", "o", "2016-01-01", "2018-12-31"),
    ]
    found = survival(spells(*rows), by=None)
    assert found.table["years"].tolist() == [3]
    assert "1 spell without a start left out: nobody knows since when." in found.notes


@pytest.mark.parametrize(("gap", "n_spells"), [(0, 1231), (1, 1075), (3, 677), (7, 599)])
def test_terms_of_congress_are_renewed_after_0_1_or_3_days(shared, gap, n_spells):
    terms = pd.read_csv(shared / "real" / "congress_terms_current_members.csv")
    assert len(terms) == 2792
    frame = terms.assign(person=terms["bioguide"], office=terms["type"] + " " + terms["state"])
    found = survival(frame, by="type", at="2026-11-15", gap=gap)
    begun = pd.to_datetime(terms["start"]) <= pd.Timestamp("2026-11-15")
    assert begun.all()
    assert found.medians["n_spells"].sum() == n_spells


def test_members_of_congress_in_office_now_look_as_if_they_stayed_for_ever(shared):
    terms = pd.read_csv(shared / "real" / "congress_terms_current_members.csv")
    frame = terms.assign(person=terms["bioguide"], office=terms["type"] + " " + terms["state"])
    found = survival(frame, by="type", at="2026-11-15")
    # Who left Congress is not in the file. What ended is time in the other chamber, an earlier
    # spell, and two appointments until the election of 3 November 2026.
    assert found.medians.set_index("type")["n_left"].to_dict() == {"rep": 62, "sen": 2}
    assert found.medians["median"].isna().all()
    honest = survival(frame, by="type", at="2026-11-15", since="2026-11-15")
    assert honest.medians["n_left"].sum() == 0
    assert honest.medians["annual_departure"].isna().all()


def test_superintendents_of_twenty_states_are_read_by_years(shared):
    rows = pd.read_csv(shared / "real" / "superintendents_20states_spells.csv.gz", dtype=str)
    names = {"super_id": "person", "leaid": "office", "first_year": "start", "last_year": "end"}
    found = survival(rows.rename(columns=names), by="state", at="2026-01-01")
    assert found.medians["n_spells"].sum() == 37_521
    assert len(found.medians) == 20
    assert (found.table["years"] % 1 == 0).all()
    first = found.table.iloc[0]
    arkansas = rows[rows["state"] == "ar"]
    one_year = (arkansas["first_year"] == arkansas["last_year"]).sum()
    assert first[["state", "years", "at_risk", "left"]].tolist() == [
        "ar",
        1,
        len(arkansas),
        one_year,
    ]


# --- laws ---------------------------------------------------------------------------------------

TIMES = st.lists(
    st.tuples(st.integers(0, 6), st.integers(1, 8), st.booleans()), min_size=1, max_size=25
)


def arrays(rows):
    entered = np.array([entry for entry, _, _ in rows], dtype=float)
    lasted = np.array([time for _, time, _ in rows], dtype=float)
    return entered + lasted, np.array([left for _, _, left in rows]), entered


@given(TIMES)
def test_it_is_what_the_definition_says(rows):
    years, left, entered = arrays(rows)
    share, expected = 1.0, []
    for time in sorted({t for t, gone in zip(years, left) if gone}):
        at_risk = sum(entry < time <= end for entry, end in zip(entered, years))
        gone = sum(t == time and out for t, out in zip(years, left))
        share *= 1 - gone / at_risk
        expected.append([time, at_risk, gone, pytest.approx(share, abs=1e-12)])
    found = curve(years, left, entered=entered).iloc[:, :4].to_numpy().tolist()
    assert found == expected


@given(TIMES, st.floats(0.01, 1000))
def test_another_unit_of_time_changes_only_the_times(rows, unit):
    years, left, entered = arrays(rows)
    one = curve(years, left, entered=entered)
    other = curve(years * unit, left, entered=entered * unit)
    assert other["years"].tolist() == pytest.approx((one["years"] * unit).tolist())
    assert other.drop(columns="years").equals(one.drop(columns="years"))


@given(TIMES)
def test_where_all_have_left_it_is_the_share_that_lasted_longer(rows):
    years, _, _ = arrays(rows)
    found = curve(years, np.ones(len(years), dtype=bool))
    expected = [float((years > time).mean()) for time in found["years"]]
    assert found["survival"].tolist() == pytest.approx(expected, abs=1e-12)


@given(TIMES)
def test_the_curve_falls_within_its_interval(rows):
    years, left, entered = arrays(rows)
    found = curve(years, left, entered=entered)
    assert (found["survival"].diff().dropna() <= 0).all()
    some = found[found["survival"] > 0]
    assert ((some["low"] <= some["survival"]) & (some["survival"] <= some["high"])).all()
    assert found.loc[found["survival"] == 0, ["low", "high"]].isna().all(axis=None)


DATED = st.lists(
    st.tuples(
        st.sampled_from(["A", "B", "C", "D"]),
        st.sampled_from(["Mayor, Ash", "Superintendent, Elm"]),
        st.dates(dt.date(1990, 1, 1), dt.date(2024, 1, 1)),
        st.integers(1, 3000),
    ),
    min_size=1,
    max_size=8,
)


def dated(rows):
    return spells(
        *(
            (who, office, start, start + dt.timedelta(days=days))
            for who, office, start, days in rows
        )
    )


@settings(max_examples=30)
@given(DATED, st.integers(0, 7), st.data())
def test_splitting_a_spell_into_renewals_changes_nothing(rows, gap, data):
    whole = dated(rows)
    parts = []
    for who, office, start, end in whole.itertuples(index=False):
        days = (end - start).days
        cut = data.draw(st.integers(0, days))
        first = start + dt.timedelta(days=cut)
        again = min(first + dt.timedelta(days=gap), end)
        parts += [(who, office, start, first), (who, office, again, end)]
    one, other = (survival(frame, at="2023-06-30") for frame in (whole, spells(*parts)))
    assert other.table.equals(one.table)
    assert other.medians.equals(one.medians)


@settings(max_examples=30)
@given(DATED, st.randoms())
def test_neither_the_order_of_rows_nor_other_names_change_it(rows, random):
    shuffled = list(rows)
    random.shuffle(shuffled)
    renamed = dated(shuffled).assign(person=lambda f: f["person"].map(dict(zip("ABCD", "ZYXW"))))
    one, other = survival(dated(rows), at="2023-06-30"), survival(renamed, at="2023-06-30")
    assert other.table.equals(one.table)
    left, right = (x.medians.drop(columns="years_seen") for x in (one, other))
    pd.testing.assert_frame_equal(left, right)
    assert other.medians["years_seen"].tolist() == pytest.approx(one.medians["years_seen"].tolist())


# --- kinds --------------------------------------------------------------------------------------


def test_without_a_column_of_kinds_the_kind_is_read_from_the_office():
    found = survival(spells(("A", "Mayor, Ash", "2010", "2013"), ("B", "Pastor", "2010", "2015")))
    assert found.medians["kind"].tolist() == ["mayor", "not said"]


def test_the_first_column_is_named_for_what_tells_kinds_apart():
    frame = spells(("A", "o", "2010", "2013"), ("B", "o", "2014", "2015"), party=["x", "y"])
    found = survival(frame, by="party")
    assert found.table.columns[0] == found.medians.columns[0] == "party"
    assert found.table["party"].tolist() == ["x", "y"]


def test_where_nobody_left_the_rates_are_blank_with_a_reason():
    found = survival(spells(("A", "Mayor", "2010-01-01", None)), at="2020-01-01")
    assert len(found.table) == 0
    row = found.medians.iloc[0]
    assert row["reason"] == "nobody was seen to leave"
    assert math.isnan(row["annual_departure"])
    assert math.isnan(row["median"])
    assert "Nobody was seen to leave: mayor (1 spell)." in found.summary


def test_a_median_that_is_not_reached_is_blank_with_a_reason():
    rows = [("A", "o", "2010", "2013"), ("B", "p", "2010", None), ("C", "q", "2010", None)]
    found = survival(spells(*rows), by=None, at="2020-01-01")
    assert found.medians["reason"].tolist() == ["fewer than half have left"]
    assert math.isnan(found.medians["median"].iloc[0])


# --- a partnership ------------------------------------------------------------------------------


def test_the_terms_of_a_partnership_are_its_spells():
    found = survival(cn.load_example("riverbend"), at="2026-11-15")
    own = found.table[found.table["kind"] == "superintendent"]
    # Ibáñez 2012-2018, Craddock 2018-2021, Carranza one acting year; Voss and the county's
    # superintendent are still there, for 4.4 and 3.9 years.
    assert own[["years", "at_risk", "left"]].round(1).to_numpy().tolist() == [
        [1.0, 5, 1],
        [3.0, 4, 1],
        [6.0, 1, 1],
    ]
    mayors = found.medians.set_index("kind").loc["mayor"]
    assert (mayors["n_spells"], mayors["n_left"]) == (2, 1)


def test_kinds_can_be_any_column_of_terms_offices_or_organizations():
    p = cn.load_example("riverbend")
    for by in ("sector", "selection", "acting", "kind"):
        found = survival(p, by=by, at="2026-11-15")
        assert found.medians.columns[0] == by
        assert found.medians["n_spells"].sum() == 52
    with pytest.raises(ArgumentError, match="did you mean 'sector'"):
        survival(p, by="sektor")


def test_the_first_column_of_another_day_is_an_answer_for_that_day():
    p = cn.load_example("riverbend")
    early, late = (survival(p, by=None, at=at).medians["n_left"].iloc[0] for at in ("2019", "2026"))
    assert early < late


def test_where_only_those_in_office_are_listed_that_is_said_first_of_all():
    found = survival(cn.load_example("riverbend"), at="2026-11-15")
    assert found.summary[-1].startswith("In 34 of 38 offices nobody is listed who left")
    known = survival(cn.load_example("riverbend"), at="2026-11-15", since="2026-11-15")
    assert not any("nobody is listed" in sentence for sentence in known.summary)


def test_time_so_far_is_told_apart_from_completed_time():
    rows = [("A", "o", "2010", "2013"), ("B", "o", "2014-01-01", None)]
    notes = " ".join(survival(spells(*rows), by=None, at="2015-12-31").notes)
    assert "still in office have been there 2.0 years on average. That is time so far" in notes
    assert "Those who left had stayed 4.0 years on average. That is too short for all" in notes


def test_a_partnership_without_terms_cannot_say():
    found = survival(partnership(ties=[{"source": "A", "target": "B"}]), at="2024-12-31")
    assert list(found.table.columns) == COLUMNS
    assert found.summary == ("Cannot say: needs somebody in office whose first day is known.",)


# --- what it refuses, what it gives -------------------------------------------------------------

ROW = ("Ann", "Mayor", "2010-01-01", "2013-12-31")


def test_a_frame_without_rows_gives_frames_without_rows():
    full, empty = survival(spells(ROW)), survival(spells())
    assert empty.table.equals(full.table.head(0))
    assert empty.medians.equals(full.medians.head(0))


@pytest.mark.parametrize(
    ("frame", "options", "message"),
    [
        (spells(ROW).drop(columns="end"), {}, "there is no 'end'"),
        (spells(ROW).rename(columns={"office": "offic"}), {}, "rename 'offic'"),
        (spells(ROW).assign(left=1), {"by": "left"}, "by: 'left' is a column of the answer"),
        (spells(ROW), {"by": "party"}, "by: spells have no column 'party'"),
        (spells(ROW).assign(end="someday"), {}, 'column end, row 1: "someday" is not a date'),
        (spells(ROW).assign(end="2009"), {}, r"row 1 \(Ann, Mayor\) ends before it starts"),
        (spells(ROW, (None, "o", "2010", None)), {}, "row 2 .* has no person or no office"),
        (spells(ROW), {"gap": -1}, "gap must be a whole number of days"),
        (spells(ROW), {"gap": 1.5}, "gap must be a whole number of days"),
        (spells(ROW), {"at": "soon"}, "at must be a date"),
        (spells(ROW), {"since": "long"}, "since must be a date such as 2026-11-15; got 'long'"),
        ([ROW], {}, "pandas frame or a Partnership; got list"),
    ],
)
def test_what_it_cannot_use_is_refused_in_words(frame, options, message):
    with pytest.raises(ArgumentError, match=message):
        survival(frame, **options)


@pytest.mark.parametrize(
    ("years", "left", "entered"),
    [([1, 2], [True], None), ([0], [True], None), ([2], [True], [2]), ([np.inf], [False], None)],
)
def test_times_that_are_none_are_refused(years, left, entered):
    with pytest.raises(ArgumentError, match="must be"):
        curve(np.array(years), np.array(left), entered=entered)


@pytest.mark.parametrize(
    "start",
    [
        pd.Timestamp("2010-01-01"),
        pd.Timestamp("2010-01-01 09:30", tz="UTC"),
        dt.date(2010, 1, 1),
        np.datetime64("2010-01-01"),
        "1 January 2010",
        "2010-01",
        2010,
        2010.0,
    ],
)
def test_dates_are_read_as_people_and_programs_write_them(start):
    frame = spells(("Ann", "Mayor", start, "2013-12-31"))
    assert survival(frame).table["years"].tolist() == [4]


def test_the_spells_are_not_changed():
    frame = spells(ROW)
    survival(frame)
    pd.testing.assert_frame_equal(frame, spells(ROW))


def test_it_is_given_as_plain_values_too():
    for found in (
        survival(spells(ROW), at="2020-01-01"),
        survival(cn.load_example("riverbend"), at="2026-11-15"),
    ):
        plain = json.loads(json.dumps(found.to_dict(), allow_nan=False))
        assert list(plain["tables"]) == ["table", "medians"]
        assert str(found) == "\n".join(found.summary)


def test_the_summary_is_short_and_plain():
    p = cn.load_example("riverbend")
    for by in ("kind", "sector", None):
        found = survival(p, by=by, at="2026-11-15")
        assert len(found.summary) <= 7
        assert max(len(sentence.split()) for sentence in found.summary) <= 25
        assert "nan" not in str(found).lower().split()
