"""From raw tables to frames: sheets split, names settled, rows merged, nothing guessed."""

import pandas as pd
import pytest

from civicnet import DataError, Partnership, UnknownActorError
from tests.build import partnership, problems, ties


def only(frame):
    """Give a frame's rows without blank cells."""
    return [
        {k: v for k, v in row.items() if v is not None and v != () and not pd.isna(v)}
        for row in frame.to_dict("records")
    ]


# --- Who ---------------------------------------------------------------------------------------

WHO = [
    {
        "person": "Ann Marsh",
        "post": "Mayor",
        "organization": "City",
        "sector": "public",
        "kind of post": "mayor",
        "elected/appointed/hired": "elected",
        "since": "2020",
        "until": "2027-12-31",
        "can stay": "no",
    },
    {"person": "Desmond", "post": "Chief of Staff", "organization": "City", "serves with": "Mayor"},
    {"person": "Ruth", "organization": "YMCA", "voices": "parents; residents"},
    {"person": "Zed", "sector": "community"},
    {"organization": "Library", "sector": "public"},
    {"post": "Data Director", "organization": "City"},
]


def test_who_is_split_into_people_organizations_offices_and_terms():
    p = partnership(who=WHO)
    assert set(p.people["person"]) == {"Ann Marsh", "Desmond", "Ruth", "Zed"}
    assert dict(zip(p.organizations["organization"], p.organizations["sector"])) == {
        "City": "public",
        "Library": "public",
        "YMCA": None,
    }
    assert list(p.offices["office"]) == ["Chief of Staff", "Data Director", "Mayor"]
    assert p.offices.set_index("office").loc["Chief of Staff", "serves_with"] == "Mayor, City"
    (mayor,) = only(p.terms[p.terms["office"] == "Mayor"])
    assert (mayor["person"], mayor["can_stay"]) == ("Ann Marsh", "no")
    assert mayor["end"] == pd.Timestamp("2027-12-31")


def test_a_person_in_a_post_belongs_to_the_organization_by_the_term_and_another_by_home():
    p = partnership(who=WHO)
    homes = dict(zip(p.people["person"], p.people["organization"]))
    assert homes["Ruth"] == "YMCA"
    assert homes["Ann Marsh"] is None
    assert p.people.set_index("person").loc["Ruth", "voices"] == ("parents", "residents")


def test_one_person_in_two_posts_is_one_person():
    rows = [
        {"person": "Ann", "post": "Mayor", "organization": "City"},
        {"person": "Ann", "post": "Trustee", "organization": "Schools"},
    ]
    p = partnership(who=rows)
    assert len(p.people) == 1
    assert len(p.terms) == 2


def test_a_post_without_an_organization_is_its_own():
    p = partnership(who=[{"person": "Ann", "post": "Mayor"}])
    assert only(p.offices) == [{"office": "Mayor", "organization": "Mayor"}]


# --- actors of other tools ---------------------------------------------------------------------


def test_a_list_of_actors_is_split_by_kind():
    rows = [
        {"label": "Ann", "type": "Person"},
        {"label": "City", "type": "Agency"},
        {"label": "Council", "type": "committee"},
    ]
    p = partnership(actors=rows, ties=ties(("Ann", "City")))
    assert list(p.people["person"]) == ["Ann"]
    assert dict(zip(p.organizations["organization"], p.organizations["kind"])) == {
        "City": "agency",
        "Council": "table",
    }


def test_an_id_wins_over_the_name_in_references():
    rows = [
        {"id": "n1", "label": "Education", "type": "agency"},
        {"id": "n2", "label": "Education", "type": "agency"},
    ]
    p = partnership(actors=rows, ties=ties(("n1", "n2")))
    assert only(p.ties) == [{"source": "Education (n1)", "target": "Education (n2)"}]


def test_companion_ids_keep_tables_of_one_name_apart():
    rows = [
        {"committee": "Education", "committee_id": "a", "person": "Ann", "person_id": "1"},
        {"committee": "Education", "committee_id": "b", "person": "Ann", "person_id": "1"},
    ]
    by_id = partnership(seats=rows)
    assert list(by_id.seats["table"]) == ["Education (a)", "Education (b)"]
    assert by_id.problems == ()
    by_name = partnership(seats=[{k: r[k] for k in ("committee", "person")} for r in rows])
    assert [problem.code for problem in by_name.problems] == ["duplicate-row"]


# --- names -------------------------------------------------------------------------------------

PEOPLE = [{"person": "Robert Smith"}, {"person": "Ann"}]


def test_aliases_are_written_out_and_nothing_else_is_merged():
    p = partnership(
        people=PEOPLE,
        ties=ties(("Bob Smith", "Ann")),
        aliases=[{"alias": "Bob Smith", "name": "Robert Smith"}],
    )
    assert list(p.ties["source"]) == ["Robert Smith"]


def test_rows_of_an_alias_and_of_its_name_become_one():
    p = partnership(
        people=[
            {"person": "Bob Smith", "email": "bob@example.org"},
            {"person": "Robert Smith", "sector": "public"},
        ],
        aliases=[{"alias": "Bob Smith", "name": "Robert Smith"}],
    )
    assert only(p.people) == [
        {"person": "Robert Smith", "sector": "public", "email": "bob@example.org"}
    ]


def test_an_alias_for_two_names_is_an_error():
    aliases = [{"alias": "Bob", "name": "Robert Smith"}, {"alias": "Bob", "name": "Ann"}]
    assert problems(people=PEOPLE, aliases=aliases) == ["alias-clash"]


def test_near_duplicates_are_suggested_and_stay_two():
    p = partnership(people=[{"person": "Maria Lopez"}, {"person": "María López"}])
    assert [problem.code for problem in p.problems] == ["near-duplicate"]
    assert len(p.people) == 2


def test_unknown_names_are_errors_unless_they_may_be_added():
    frames = {"organizations": [{"organization": "City"}], "ties": ties(("City", "YMCA"))}
    assert problems(**frames) == ["unknown-actor"]
    p = partnership(**frames, add_missing=True)
    assert list(p.organizations["organization"]) == ["City", "YMCA"]
    assert any("YMCA" in said for said in p.assumptions)


@pytest.mark.parametrize(
    ("actors_are", "people", "organizations"),
    [
        ("posts", ["Ann", "Bob", "Cy (holder)"], ["Council", "Cy"]),
        ("people", ["Ann", "Bob", "Cy"], ["Council"]),
        ("organizations", ["Ann", "Bob"], ["Council", "Cy"]),
    ],
)
def test_who_has_a_seat_is_a_person_whatever_ties_alone_would_say(
    actors_are, people, organizations
):
    seats = [{"table": "Council", "actor": "Ann"}, {"table": "Council", "actor": "Bob"}]
    frames = {"ties": ties(("Ann", "Bob"), ("Bob", "Cy")), "seats": seats}
    p = partnership(**frames, add_missing=True, actors_are=actors_are)
    assert sorted(p.people["person"]) == people
    assert sorted(p.organizations["organization"]) == organizations


def test_a_table_needs_no_row_of_its_own():
    p = partnership(people=PEOPLE, seats=[{"table": "Council", "actor": "Ann"}])
    assert only(p.organizations) == [{"organization": "Council", "kind": "table"}]


def test_a_list_separated_by_commas_is_read_where_every_part_is_known_and_warned_of():
    p = partnership(
        organizations=[{"organization": "City"}, {"organization": "YMCA"}],
        voices=[{"voice": "parents", "served_by": "City, YMCA"}],
    )
    assert p.voices["served_by"].iat[0] == ("City", "YMCA")
    assert [problem.code for problem in p.problems] == ["comma-list"]


def test_voices_and_outcomes_that_nothing_describes_are_warned_of():
    p = partnership(
        people=[{"person": "Ann", "voices": "parnts; Students"}],
        voices=[{"voice": "parents"}, {"voice": "students"}],
    )
    assert p.people["voices"].iat[0] == ("parnts", "students")
    (problem,) = p.problems
    assert problem.code == "unknown-reference"
    assert '"parents"' in problem.hint


def test_find_knows_names_posts_and_aliases_and_answers_with_the_nearest():
    p = partnership(
        who=[{"person": "Ann Marsh", "post": "Mayor", "organization": "City"}],
        aliases=[{"alias": "Annie", "name": "Ann Marsh"}],
    )
    assert p.find("annie") == "Ann Marsh"
    assert p.find("Mayor") == "Mayor, City"
    with pytest.raises(UnknownActorError, match="Ann Marsh"):
        p.find("Ann Mash")


# --- rows --------------------------------------------------------------------------------------


def test_rows_that_contradict_each_other_are_an_error_and_sectors_a_warning():
    assert problems(
        people=[{"person": "Ann", "level": "line"}, {"person": "Ann", "level": "director"}]
    ) == ["conflicting-rows"]
    assert problems(
        who=[
            {"person": "Ann", "organization": "City", "sector": "public"},
            {"person": "Bob", "organization": "City", "sector": "education"},
        ]
    ) == ["two-sectors"]


def test_a_self_tie_is_left_out_with_a_warning_and_parallel_ties_are_kept():
    p = partnership(ties=ties(("A", "A"), ("A", "B"), ("A", "B")))
    assert [problem.code for problem in p.problems] == ["self-tie"]
    assert len(p.ties) == 2


def test_an_end_before_the_start_is_an_error():
    rows = ties(("A", "B"), start="2025", end="2024")
    assert problems(ties=rows) == ["end-before-start"]


def test_a_blank_end_of_a_tie_is_an_error():
    assert problems(ties=[{"source": "A", "target": ""}]) == ["missing-value"]


def test_unknown_columns_are_kept_as_text_after_the_declared_ones():
    p = partnership(ties=ties(("A", "B"), colour="007"))
    assert p.ties.columns[-1] == "colour"
    assert list(p.ties["colour"]) == ["007"]
    assert [problem.severity for problem in p.problems] == ["note"]


def test_the_order_of_rows_does_not_matter():
    rows = [*ties(("B", "A")), *ties(("A", "C"), strength=2), *ties(("A", "C"), strength=1)]
    one, two = partnership(ties=rows), partnership(ties=rows[::-1])
    assert one.equals(two)


def test_the_agreement_of_a_tie_is_a_form_or_a_name():
    p = partnership(
        ties=[*ties(("A", "B"), agreement="MOU"), *ties(("C", "D"), agreement="Data pact")]
    )
    assert only(p.ties) == [
        {"source": "A", "target": "B", "form": "mou"},
        {"source": "C", "target": "D", "agreement": "Data pact"},
    ]


def test_an_unknown_frame_is_answered_with_the_nearest():
    with pytest.raises(ValueError, match="did you mean 'people'"):
        Partnership.from_frames(peple=pd.DataFrame({"person": ["Ann"]}))


def test_the_error_says_where_in_the_words_of_the_sheet():
    with pytest.raises(DataError) as caught:
        partnership(
            who=[{"person": "Ann", "post": "Mayor", "organization": "City", "until": "soon"}]
        )
    (problem,) = caught.value.problems
    assert (problem.sheet, problem.row, problem.column) == ("who", 1, "until")


def test_an_id_that_nobody_has_beside_a_name_that_nobody_has_is_an_error():
    rows = [{"source": "Zed", "source_id": "z9", "target": "Ann", "target_id": "1"}]
    frames = {"people": [{"id": "1", "person": "Ann"}], "ties": rows}
    assert problems(**frames) == ["unknown-actor"]
    known = [{**rows[0], "source": "Ann"}]
    assert problems(people=frames["people"], ties=known) == ["self-tie"]


def test_names_that_may_be_one_are_told_in_a_bare_list_too():
    with_accents = ties(("Maria Lopez", "City"), ("María López", "YMCA"))
    (problem,) = partnership(ties=with_accents).problems
    assert (problem.code, problem.row, problem.column) == ("near-duplicate", 2, "source")


def test_a_slip_in_the_form_of_an_agreement_is_told():
    p = partnership(
        ties=[*ties(("A", "B"), agreement="verbl"), *ties(("A", "C"), agreement="Charter")]
    )
    (problem,) = p.problems
    assert (problem.code, problem.row) == ("agreement-or-form", 1)
    assert '"verbal"' in problem.hint


def test_joiners_stay_in_names_and_do_not_tell_two_names_apart():
    p = partnership(ties=ties(("می\u200cخواهم", "B"), ("میخواهم", "C")))
    assert len(p.organizations) == 3
    assert "می\u200cخواهم" in set(p.organizations["organization"]) | {"میخواهم"}


def test_an_office_is_found_by_its_id_in_ties_and_in_terms():
    p = partnership(
        organizations=[{"organization": "City"}, {"organization": "Schools"}],
        offices=[
            {"id": "o1", "office": "Director", "organization": "City"},
            {"id": "o2", "office": "Director", "organization": "Schools"},
        ],
        people=[{"person": "Ann"}],
        terms=[{"person": "Ann", "office": "Director", "office_id": "o2"}],
        ties=ties(("o1", "Ann")),
    )
    assert only(p.ties) == [{"source": "Director, City", "target": "Ann"}]
    assert list(p.terms["organization"]) == ["Schools"]


def test_an_asset_without_a_name_is_an_error():
    rows = [{"asset": "", "kind": "space", "holder": "City"}]
    assert problems(organizations=[{"organization": "City"}], assets=rows) == ["missing-value"]


def test_two_columns_of_one_meaning_are_told_beside_a_mapping_too():
    rows = [{"From person": "A", "to": "B", "since": "2020", "start": "2021"}]
    found = problems(ties=rows, mapping={"From person": "source"})
    assert found == ["duplicate-column"]
