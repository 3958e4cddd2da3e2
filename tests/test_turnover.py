"""How many offices change hands: the published table of Indiana, spellings, and a partnership."""

import json

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import civicnet as cn
from civicnet import ArgumentError
from civicnet.questions.turnover import turnover
from tests.build import partnership

COLUMNS = ["period", "n_offices", "n_changed", "turnover_share"]
PANEL = [
    ("Ash", 2021, "Ann Lee"),
    ("Ash", 2022, "Ann Lee"),
    ("Ash", 2023, "Bo Fox"),
    ("Elm", 2021, "Cy Ray"),
    ("Elm", 2022, "Di Poe"),
    ("Elm", 2024, "Ed May"),
    ("Oak", 2022, "Flo Orr"),
    ("Oak", 2023, "Flo Orr"),
]


def panel(rows=PANEL):
    return pd.DataFrame(rows, columns=["office", "year", "person"])


def shares(found):
    """Give the share of every period that has one, in per cent with one digit."""
    table = found.table.dropna()
    return {
        str(year): f"{100 * share:.1f}"
        for year, share in zip(table["period"], table["turnover_share"])
    }


@pytest.fixture(scope="module")
def indiana(shared):
    return pd.read_csv(shared / "real" / "superintendents_in.csv", dtype={"leaid": str})


@pytest.fixture(scope="module")
def published(shared):
    file = shared / "oracles" / "values" / "superintendent_turnover_published_IN.json"
    said = json.loads(file.read_text(encoding="utf-8"))
    later = next(said[key] for key in said if key.startswith("same_row_in_2026"))
    return said["IN"], {year: f"{share:.1f}" for year, share in later.items()}


# --- counted by hand ----------------------------------------------------------------------------


def test_an_office_counts_where_it_is_seen_in_the_period_and_the_one_before():
    table = turnover(panel()).table
    assert list(table.columns) == COLUMNS
    assert [str(t) for t in table.dtypes] == ["int64", "int64", "int64", "float64"]
    # 2022: Ash stays, Elm changes. 2023: Ash changes, Oak stays. 2024: Elm was not seen in 2023.
    assert table.iloc[:, :3].to_numpy().tolist() == [
        [2021, 0, 0],
        [2022, 2, 1],
        [2023, 2, 1],
        [2024, 0, 0],
    ]


def test_where_no_office_is_seen_twice_the_share_is_blank_and_that_is_said():
    found = turnover(panel())
    assert found.table["turnover_share"].isna().tolist() == [True, False, False, True]
    assert any(note.startswith("Blank") and "2021 and 2024" in note for note in found.notes)


def test_a_change_behind_a_gap_is_in_no_period_and_that_is_said():
    found = turnover(panel())
    assert any(note.startswith("1 time an office is not seen") for note in found.notes)


def test_an_office_with_several_holders_counts_once_for_each():
    rows = [("Council", 2023, who) for who in ("A Ash", "B Elm", "C Oak", "D Fir")]
    rows += [("Council", 2024, who) for who in ("A Ash", "B Elm", "X Yew")]
    found = turnover(panel(rows))
    # Two of four left; that only one came in their stead does not matter.
    assert found.table.iloc[-1].tolist() == [2024, 4, 2, 0.5]
    assert any("1 office with several holders at once" in note for note in found.notes)


def test_a_row_given_twice_counts_once():
    assert turnover(panel(PANEL * 2)).table.equals(turnover(panel()).table)


def test_case_and_blanks_make_no_other_person():
    rows = [("Ash", 2023, "Ann  Lee"), ("ash", 2024, "ANN LEE")]
    assert turnover(panel(rows)).table["n_changed"].tolist() == [0, 0]


def test_a_row_without_a_holder_is_not_seen_and_that_is_said():
    found = turnover(panel([*PANEL, ("Fir", 2023, None), ("Fir", 2024, "Gus Ott")]))
    assert found.table["n_offices"].tolist() == [0, 2, 2, 0]
    assert any(note.startswith("1 row without") for note in found.notes)


@pytest.mark.parametrize("kind", ["object", "category", "string"])
def test_columns_may_be_of_any_type_of_pandas(kind):
    frame = panel().astype({"office": kind, "person": kind, "year": "Int64"})
    assert turnover(frame).table.equals(turnover(panel()).table)


def test_numbers_may_stand_for_offices_and_people():
    frame = pd.DataFrame({"o": [1, 1, 2, 2], "y": ["2023", "2024"] * 2, "p": [7.0, 8.0, 9.0, 9.0]})
    assert turnover(frame, "o", "p", "y").table["n_changed"].tolist() == [0, 1]


def test_periods_after_the_date_asked_for_are_left_out():
    assert turnover(panel(), at="2022-12-31").table["period"].tolist() == [2021, 2022]


def test_a_panel_without_rows_gives_a_frame_without_rows():
    found = turnover(panel([]))
    assert found.table.equals(turnover(panel()).table.head(0))
    assert list(found.suspects.columns) == ["period", "office", "before", "after", "why"]
    assert found.summary == ("Cannot say: needs the holder of each office, period by period.",)


def test_one_period_alone_cannot_say():
    found = turnover(panel(PANEL[:1]))
    assert found.summary[0].startswith("Cannot say: no office is seen in two periods")


# --- laws ---------------------------------------------------------------------------------------

PANELS = st.lists(
    st.tuples(
        st.sampled_from("ABCDE"), st.integers(2018, 2024), st.sampled_from(["P q", "R s", "T u"])
    ),
    max_size=40,
    unique_by=lambda row: row[:2],
)


def by_definition(rows):
    held = {(office, year): person for office, year, person in rows}
    for year in sorted({year for _, year, _ in rows}):
        both = [o for o, y in held if y == year and (o, year - 1) in held]
        changed = sum(held[o, year] != held[o, year - 1] for o in both)
        yield [year, len(both), changed]


@settings(max_examples=30)
@given(PANELS)
def test_it_is_what_the_definition_says(rows):
    assert turnover(panel(rows)).table.iloc[:, :3].to_numpy().tolist() == [*by_definition(rows)]


@settings(max_examples=30)
@given(PANELS, st.randoms())
def test_neither_the_order_of_rows_nor_other_names_change_it(rows, random):
    told = {"P q": "Xi Ya", "R s": "Bo Go", "T u": "Al Hu"}
    other = [(f"Office {office}", year, told[person]) for office, year, person in rows]
    random.shuffle(other)
    assert turnover(panel(other)).table.equals(turnover(panel(rows)).table)


@settings(max_examples=30)
@given(PANELS)
def test_taking_suspects_as_one_person_never_adds_a_change(rows):
    short = {"P q": "Tim Ray", "R s": "Timothy Ray", "T u": "Bo Fox"}
    found = turnover(panel([(office, year, short[who]) for office, year, who in rows]))
    assert (found.if_same["n_changed"] <= found.table["n_changed"]).all()
    assert found.if_same["n_offices"].equals(found.table["n_offices"])
    less = (found.table["n_changed"] - found.if_same["n_changed"]).sum()
    assert less == len(found.suspects)


# --- spellings ----------------------------------------------------------------------------------

SPELLED = [
    ("Elm", 2023, "Tim Garland"),
    ("Elm", 2024, "Timothy Garland"),
    ("Oak", 2023, "Jo Fox"),
    ("Oak", 2024, "Al Ray"),
]


def test_a_name_spelled_anew_is_named_as_suspect():
    found = turnover(panel(SPELLED))
    why = "the same family name, given names that begin alike"
    assert found.suspects.to_numpy().tolist() == [
        [2024, "Elm", "Tim Garland", "Timothy Garland", why]
    ]
    assert found.if_same.iloc[-1].tolist() == [2024, 2, 1, 0.5]
    assert found.summary[0] == "In 2024, 2 of 2 offices had another holder than in 2023 (100.0%)."
    assert found.summary[1] == (
        "1 change in 2024 may be one person under two names, such as Tim Garland and Timothy "
        "Garland: then it was 50.0%."
    )


def test_a_pair_said_to_be_one_person_is_no_change_and_no_suspect():
    for pair in (("Tim Garland", "Timothy Garland"), ("TIMOTHY GARLAND", "tim garland")):
        found = turnover(panel(SPELLED), same=[pair])
        assert found.table.iloc[-1].tolist() == [2024, 2, 1, 0.5]
        assert len(found.suspects) == 0


def test_the_suspects_can_be_given_back_as_pairs():
    found = turnover(panel(SPELLED))
    pairs = zip(found.suspects["before"], found.suspects["after"])
    assert turnover(panel(SPELLED), same=pairs).table.equals(found.if_same)


def test_a_pair_of_whom_nobody_is_in_the_panel_is_told():
    found = turnover(panel(SPELLED), same=[("Tim Garland", "Timoty Garland")])
    assert "Nobody in the panel is called so, of those in same=: Timoty Garland." in found.notes


def test_ids_are_compared_and_spellings_looked_for_in_the_column_of_names():
    frame = panel(SPELLED).rename(columns={"person": "name"}).assign(pid=["p1", "p2", "p3", "p4"])
    found = turnover(frame, person="pid")
    assert found.suspects["after"].tolist() == ["Timothy Garland"]
    assert "Spellings are compared in the column name." in found.notes
    by_id = turnover(frame, person="pid", same=[("p1", "p2")])
    assert by_id.table["n_changed"].tolist() == [0, 1]
    # The id says that they are one, so nothing is suspected.
    one = frame.assign(pid=["p1", "p1", "p3", "p4"])
    assert len(turnover(one, person="pid").suspects) == 0


def test_ids_without_names_cannot_be_looked_at_and_that_is_said():
    frame = panel(SPELLED).assign(person=["p1", "p2", "p3", "p4"])
    found = turnover(frame)
    assert len(found.suspects) == 0
    assert any("no spellings were compared" in note for note in found.notes)


def test_in_an_office_of_several_each_who_left_is_compared_with_each_who_came():
    rows = [("Council", 2023, x) for x in ("Bob Ash", "B Elm")]
    rows += [("Council", 2024, x) for x in ("Zoe Fir", "Robert Ash")]
    found = turnover(panel(rows))
    assert found.suspects[["before", "after"]].to_numpy().tolist() == [["Bob Ash", "Robert Ash"]]
    assert found.table["n_changed"].iloc[-1] == 2
    assert found.if_same["n_changed"].iloc[-1] == 1


# --- superintendents of Indiana -----------------------------------------------------------------


def test_the_published_table_of_indiana_is_reproduced(indiana, published):
    recomputed = shares(turnover(indiana, "leaid", "super_id", "year"))
    assert recomputed == {year: f"{float(share):.1f}" for year, share in published[0].items()}


def test_id_and_cleaned_name_give_the_same_and_the_raw_name_a_little_more(indiana):
    by_id, clean, raw = (
        turnover(indiana, "leaid", column, "year").table
        for column in ("super_id", "name_clean", "name_raw")
    )
    assert by_id.equals(clean)
    assert by_id["n_changed"].iloc[-1] == 100
    # Compared letter by letter it would be 120: capitals make no other person.
    assert raw["n_changed"].iloc[-1] == 101
    assert (raw["n_changed"] >= clean["n_changed"]).all()


def test_the_names_that_inflate_indiana_are_named(indiana):
    found = turnover(indiana, "leaid", "super_id", "year")
    pairs = {frozenset(pair) for pair in zip(found.suspects["before"], found.suspects["after"])}
    assert {
        frozenset(("tim garland", "timothy garland")),
        frozenset(("greg hinshaw", "gregory hinshaw")),
        frozenset(("e barker", "ernest barker")),
    } <= pairs
    assert "27 changes in 2024 may be one person under two names" in " ".join(found.summary)


def test_in_indiana_the_later_edition_lies_by_the_share_without_suspects(indiana, published):
    found = turnover(indiana, "leaid", "super_id", "year")
    later = published[1]
    for row in found.if_same.dropna().itertuples():
        assert 100 * row.turnover_share == pytest.approx(float(later[str(row.period)]), abs=2.1)
    # Far from what the names as they stand give.
    assert shares(found)["2024"] == "22.6"
    assert later["2024"] == "15.8"
    assert f"{found.if_same['turnover_share'].iloc[-1]:.1%}" == "16.5%"


def test_of_indiana_in_2024_thirty_changes_of_name_are_between_22_6_and_15_8(indiana):
    first = turnover(indiana, "leaid", "super_id", "year")
    own = first.suspects[first.suspects["period"] == 2024]
    # One person who goes by either given name, which no likeness tells: three districts.
    pairs = [*zip(own["before"], own["after"]), ("kevin teasley", "dana teasley")]
    table = turnover(indiana, "leaid", "super_id", "year", same=pairs).table
    assert table["n_changed"].iloc[-1] == 70
    assert f"{table['turnover_share'].iloc[-1]:.1%}" == "15.8%"


# --- a partnership ------------------------------------------------------------------------------

CITY = {
    "offices": [
        {"office": "Mayor", "organization": "City", "kind": "mayor"},
        {"office": "Superintendent", "organization": "Schools"},
        {"office": "Council Member", "organization": "Council", "holders": 2},
    ],
    "terms": [
        {"person": who, "office": office, "organization": body, "start": start, "end": end}
        for who, office, body, start, end in [
            ("Ann", "Mayor", "City", "2020-01-01", "2021-12-31"),
            ("Bo", "Mayor", "City", "2022-01-01", "2023-12-31"),
            ("Bo", "Mayor", "City", "2024-01-01", "2027-12-31"),
            # Over New Year nobody: five days are no vacancy.
            ("Cy", "Superintendent", "Schools", "2020-07-01", "2022-12-29"),
            ("Di", "Superintendent", "Schools", "2023-01-03", "2023-06-30"),
            # Vacant on 31 December 2023.
            ("Ed", "Superintendent", "Schools", "2024-07-01", None),
            ("Flo", "Council Member", "Council", "2020-01-01", None),
            ("Gus", "Council Member", "Council", "2020-01-01", "2021-06-30"),
            ("Hal", "Council Member", "Council", "2021-07-01", None),
        ]
    ],
}


def test_a_partnership_is_looked_at_on_every_last_day_of_a_year():
    table = turnover(partnership(**CITY), at="2024-12-31").table
    # Places: the mayor, two on the council, the superintendent where seen in both years.
    assert table.iloc[:, :3].to_numpy().tolist() == [
        [2020, 0, 0],
        [2021, 4, 1],
        [2022, 4, 1],
        [2023, 3, 0],
        [2024, 3, 0],
    ]


def test_the_year_that_is_not_over_is_not_counted():
    assert turnover(partnership(**CITY), at="2024-12-30").table["period"].max() == 2023


def test_on_the_day_of_handing_over_the_successor_holds_the_office():
    terms = [
        {"person": "Ann", "office": "Mayor", "organization": "City", "end": "2022-12-31"},
        {"person": "Bo", "office": "Mayor", "organization": "City", "start": "2022-12-31"},
    ]
    terms[0]["start"] = "2020-01-01"
    table = turnover(partnership(terms=terms), at="2023-12-31").table
    assert table["n_changed"].tolist() == [0, 0, 1, 0]
    assert table["n_offices"].tolist() == [0, 1, 1, 1]


def test_terms_without_a_start_are_left_out_and_that_is_said():
    terms = [{"person": "Ann", "office": "Mayor", "organization": "City", "end": "2027-12-31"}]
    found = turnover(partnership(terms=terms), at="2024-12-31")
    assert len(found.table) == 0
    assert "1 term without a start left out: nobody knows since when." in found.notes
    assert found.summary[0].startswith("Cannot say")


def test_a_partnership_that_lists_only_who_is_there_now_says_that_its_share_is_too_low():
    found = turnover(cn.load_example("riverbend"), at="2026-11-15")
    assert "33 of 38 offices no earlier holder is listed" in " ".join(found.summary)
    assert any("too high the other way" in note for note in found.notes)


def test_a_partnership_without_terms_cannot_say():
    found = turnover(partnership(ties=[{"source": "A", "target": "B"}]), at="2024-12-31")
    assert len(found.table) == 0
    assert found.summary[0].startswith("Cannot say")


# --- what it refuses, what it gives -------------------------------------------------------------


@pytest.mark.parametrize(
    ("change", "options", "message"),
    [
        ({}, {"office": "ofice"}, "office: the panel has no column 'ofice'; did you mean 'office'"),
        ({}, {"name": "nom"}, "name: the panel has no column 'nom'"),
        ({"year": "2023-24"}, {}, "whole numbers, such as 2024; got '2023-24'"),
        ({"year": 2023.5}, {}, "got '2023.5'"),
        ({"year": pd.Timestamp("2024-01-01")}, {}, "Of a date take the year"),
        ({}, {"same": [("Ann Lee",)]}, "same= takes pairs of names"),
        ({}, {"same": ["ab"]}, "same= takes pairs of names"),
        ({}, {"same": pd.DataFrame({"before": ["a"], "after": ["b"]})}, "zip"),
        ({}, {"at": "someday"}, "at must be a date"),
    ],
)
def test_what_it_cannot_use_is_refused_in_words(change, options, message):
    with pytest.raises(ArgumentError, match=message):
        turnover(panel().assign(**change), **options)


def test_two_columns_of_one_name_are_refused():
    frame = pd.concat([panel(), panel()[["person"]]], axis=1)
    with pytest.raises(ArgumentError, match="more than one column 'person'"):
        turnover(frame)


def test_columns_are_not_asked_of_a_partnership_nor_a_panel_of_a_list():
    with pytest.raises(ArgumentError, match="not a partnership"):
        turnover(partnership(**CITY), office="post")
    with pytest.raises(ArgumentError, match="pandas frame or a Partnership; got list"):
        turnover([("Ash", 2023, "Ann Lee")])


def test_the_panel_is_not_changed():
    frame = panel()
    turnover(frame)
    pd.testing.assert_frame_equal(frame, panel())


def test_it_is_given_as_plain_values_too(indiana):
    for found in (
        turnover(panel(), at="2024"),
        turnover(partnership(**CITY), at="2024-12-31"),
        turnover(indiana, "leaid", "super_id"),
    ):
        plain = json.loads(json.dumps(found.to_dict(), allow_nan=False))
        assert list(plain["tables"]) == ["table", "if_same", "suspects"]
        assert plain["tables"]["table"][0]["turnover_share"] is None
        assert str(found) == "\n".join(found.summary)


def test_the_summary_is_short_and_plain(indiana):
    for found in (
        turnover(indiana, "leaid", "super_id"),
        turnover(cn.load_example("riverbend"), at="2026-11-15"),
    ):
        assert len(found.summary) <= 7
        assert max(len(sentence.split()) for sentence in found.summary) <= 25
        assert "nan" not in str(found).lower().split()
