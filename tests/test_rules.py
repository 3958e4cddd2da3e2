"""The seven rules of the model, each quoted and shown."""

import pandas as pd
import pytest

from civicnet import ArgumentError, DataError, bodies, rules
from civicnet.moments import moment
from tests.build import linked, partnership, problems, ties

CITY = [
    {"organization": "City"},
    {"organization": "Schools"},
    {"organization": "YMCA"},
    {"organization": "Council", "kind": "table"},
    {"organization": "Board", "kind": "table"},
]
PEOPLE = [
    {"person": "Ann", "organization": "City"},
    {"person": "Bob", "organization": "Schools"},
    {"person": "Cy", "organization": "YMCA"},
]
AT = "2026-11-15"


# 1. Basis. "`form` gives it: none/verbal -> personal; mou/contract/law -> institutional"


@pytest.mark.parametrize(
    ("form", "basis"),
    [
        ("none", "personal"),
        ("verbal", "personal"),
        ("mou", "institutional"),
        ("contract", "institutional"),
        ("law", "institutional"),
    ],
)
def test_the_form_of_agreement_gives_the_basis(form, basis):
    p = partnership(organizations=CITY, ties=ties(("City", "Schools"), form=form))
    rests, inferred = rules.basis(p.frames)
    assert list(rests) == [basis]
    assert not inferred.any()


def test_a_basis_that_disagrees_with_the_form_is_a_conflict():
    rows = ties(("City", "Schools"), form="mou", basis="personal")
    assert problems(organizations=CITY, ties=rows) == ["basis-conflict"]


def test_a_filled_basis_counts_where_no_form_is_given():
    p = partnership(organizations=CITY, ties=ties(("City", "Schools"), basis="institutional"))
    rests, inferred = rules.basis(p.frames)
    assert (list(rests), inferred.any()) == (["institutional"], False)


def test_with_neither_filled_a_tie_is_personal_whatever_its_ends_except_between_two_tables():
    p = partnership(
        organizations=CITY, people=PEOPLE, ties=ties(("City", "Schools"), ("Council", "Board"))
    )
    rests, inferred = rules.basis(p.frames)
    assert dict(zip(p.ties["source"], rests, strict=True)) == {
        "City": "personal",
        "Council": "institutional",
    }
    assert inferred.all()
    assert any("2 of 2 ties say neither agreement nor basis" in said for said in p.assumptions)


def test_seats_written_for_an_organization_are_institutional_and_for_a_person_personal():
    p = partnership(
        organizations=CITY,
        people=PEOPLE,
        seats=[
            {"table": "Council", "actor": "Ann"},
            {"table": "Council", "actor": "Bob", "on_behalf_of": "Schools"},
            {"table": "Council", "actor": "YMCA"},
            {"table": "Board", "actor": "Cy", "on_behalf_of": "YMCA", "form": "none"},
        ],
    )
    found = dict(zip(zip(p.seats["table"], p.seats["actor"]), bodies.seat_basis(p)))
    assert found == {
        ("Council", "Ann"): "personal",
        ("Council", "Bob"): "institutional",
        ("Council", "YMCA"): "institutional",
        ("Board", "Cy"): "personal",
    }


# 2. Whose tie. "A personal tie belongs to its people (written between offices: to their holders)."

OFFICES = [
    {"office": "Mayor", "organization": "City"},
    {"office": "Clerk", "organization": "City"},
    {"office": "Superintendent", "organization": "Schools"},
]


def the_link(p, at=AT):
    (row,) = bodies.links(p, at).to_dict("records")
    return row


def test_a_personal_tie_between_offices_belongs_to_their_holders():
    p = partnership(
        organizations=CITY,
        offices=OFFICES,
        people=[{"person": "Ann"}, {"person": "Bob"}],
        terms=[
            {"person": "Ann", "office": "Mayor", "organization": "City"},
            {"person": "Bob", "office": "Superintendent", "organization": "Schools"},
        ],
        ties=ties(("Mayor", "Superintendent"), form="verbal"),
    )
    link = the_link(p)
    assert (link["source"], link["target"]) == ("City", "Schools")
    assert (link["source_people"], link["target_people"]) == (("Ann",), ("Bob",))


def test_an_institutional_tie_written_for_a_person_goes_to_the_office_held_when_it_began():
    p = partnership(
        organizations=CITY,
        offices=OFFICES,
        people=[{"person": "Ann"}, {"person": "Bob", "organization": "Schools"}],
        terms=[
            {"person": "Ann", "office": "Clerk", "organization": "City", "end": "2020"},
            {
                "person": "Ann",
                "office": "Superintendent",
                "organization": "Schools",
                "start": "2021",
            },
        ],
        ties=ties(("Ann", "YMCA"), form="mou", start="2019-05-01"),
    )
    link = the_link(p)
    assert (link["source"], link["source_office"]) == ("City", "Clerk, City")
    assert link["source_people"] == ()


def test_via_says_through_which_office_a_person_acts():
    p = partnership(
        organizations=CITY,
        offices=OFFICES,
        people=[{"person": "Ann"}],
        terms=[
            {"person": "Ann", "office": "Mayor", "organization": "City"},
            {"person": "Ann", "office": "Superintendent", "organization": "Schools"},
        ],
        ties=ties(("Ann", "YMCA"), form="mou", via="Superintendent"),
    )
    links = bodies.links(p, AT)
    assert list(links.loc[links["what"] == "tie", "source"]) == ["Schools"]


def test_two_offices_and_no_via_warn_and_the_tie_goes_to_the_office_that_heads():
    p = partnership(
        organizations=CITY,
        offices=OFFICES,
        people=[{"person": "Ann"}],
        terms=[
            {"person": "Ann", "office": "Clerk", "organization": "City"},
            {"person": "Ann", "office": "Mayor", "organization": "City"},
        ],
        ties=ties(("Ann", "YMCA"), form="contract"),
    )
    assert [problem.code for problem in p.problems] == ["ambiguous-office"]
    assert the_link(p)["source_office"] == "Mayor, City"


def test_with_no_office_an_institutional_tie_goes_to_the_organization_of_the_person():
    p = partnership(organizations=CITY, people=PEOPLE, ties=ties(("Ann", "YMCA"), form="mou"))
    link = the_link(p)
    assert (link["source"], link["basis"], link["source_people"]) == ("City", "institutional", ())


def test_having_neither_the_tie_is_personal_with_the_problem_no_institution():
    p = partnership(
        organizations=CITY, people=[{"person": "Dee"}], ties=ties(("Dee", "YMCA"), form="mou")
    )
    assert [problem.code for problem in p.problems] == ["no-institution"]
    link = the_link(p)
    assert (link["source"], link["basis"], link["source_people"]) == ("Dee", "personal", ("Dee",))


def test_a_personal_tie_between_organizations_is_carried_by_the_known_people_of_each():
    p = partnership(
        organizations=CITY,
        people=[*PEOPLE, {"person": "Ben", "organization": "Schools"}],
        ties=ties(("City", "Schools"), form="none"),
    )
    link = the_link(p)
    assert (link["source_people"], link["target_people"]) == (("Ann",), ("Ben", "Bob"))


def test_where_nobody_is_known_the_tie_stays_and_is_held_by_nobody_we_know():
    p = partnership(organizations=CITY, ties=ties(("City", "Schools")))
    link = the_link(p)
    assert (link["source_people"], link["target_people"]) == ((), ())


def test_a_personal_tie_between_organizations_ends_when_the_last_known_person_has_left():
    p = partnership(
        organizations=CITY,
        people=[{"person": "Ann", "organization": "City", "end": "2025"}],
        ties=ties(("City", "Schools")),
    )
    assert linked(p, "2025-06-01") == {("City", "Schools")}
    assert linked(p, "2026-06-01") == set()


# 3. Time. "An `end` is the last day on which a thing holds; a partial end is the last day of that
# period; a partial start its first."


def test_an_end_is_the_last_day_on_which_a_tie_holds():
    p = partnership(organizations=CITY, ties=ties(("City", "YMCA"), start="2026", end="2028-06"))
    assert linked(p, "2025-12-31") == set()
    assert linked(p, "2026-01-01") == {("City", "YMCA")}
    assert linked(p, "2028-06-30") == {("City", "YMCA")}
    assert linked(p, "2028-07-01") == set()


def test_a_blank_end_still_runs_and_a_blank_start_ran_before():
    p = partnership(organizations=CITY, ties=ties(("City", "YMCA")))
    assert linked(p, "1900-01-01") == linked(p, "2100-01-01") == {("City", "YMCA")}


def test_a_successor_with_a_blank_start_starts_when_the_predecessor_ends():
    p = partnership(
        terms=[
            {"person": "Ann", "office": "Mayor", "organization": "City", "end": "2024-01-01"},
            {"person": "Bob", "office": "Mayor", "organization": "City", "end": "2028-01-01"},
        ]
    )
    assert rules.holders(p.frames, moment(p.frames, "2020-01-01")) == {"Mayor, City": ["Ann"]}
    assert rules.holders(p.frames, moment(p.frames, "2026-01-01")) == {"Mayor, City": ["Bob"]}


def test_a_gap_of_up_to_seven_days_is_no_vacancy():
    def p(start):
        return partnership(
            terms=[
                {"person": "Ann", "office": "Mayor", "organization": "City", "end": "2024-01-01"},
                {"person": "Bob", "office": "Mayor", "organization": "City", "start": start},
            ]
        )

    short, long = p("2024-01-08"), p("2024-01-10")
    assert rules.vacancies(short.frames, moment(short.frames, "2024-01-04")) == []
    assert rules.vacancies(long.frames, moment(long.frames, "2024-01-04")) == ["Mayor, City"]


def test_the_default_moment_is_the_latest_wave_if_only_waves_are_given_else_today():
    rows = [*ties(("City", "YMCA"), wave="2024"), *ties(("City", "Schools"), wave="2026")]
    p = partnership(organizations=CITY, ties=rows)
    assert moment(p.frames).wave == "2026"
    assert linked(p, None) == {("City", "Schools")}
    assert linked(p, "2024") == {("City", "YMCA")}
    dated = partnership(organizations=CITY, ties=[{**rows[0], "start": "2020"}, rows[1]])
    assert str(moment(dated.frames)) == "15 November 2026"  # the tests fix today


def test_an_unknown_moment_names_the_waves_there_are():
    p = partnership(organizations=CITY, ties=ties(("City", "YMCA"), wave="spring"))
    with pytest.raises(ArgumentError, match="spring"):
        moment(p.frames, "sprung")


# 4. Who is there. "A person who has terms, none of which runs, is gone with every personal tie,
# seat and home, unless something of theirs starts later or `people.end` says otherwise."


def test_a_person_whose_terms_are_over_is_gone_with_ties_and_seats():
    p = partnership(
        organizations=CITY,
        people=[{"person": "Ann"}],
        terms=[{"person": "Ann", "office": "Mayor", "organization": "City", "end": "2024-12-31"}],
        ties=ties(("Ann", "YMCA"), form="verbal"),
        seats=[{"table": "Council", "actor": "Ann"}],
    )
    assert linked(p, "2024-06-01") == {("City", "YMCA"), ("City", "Council")}
    assert linked(p, "2025-06-01") == set()


def test_something_that_starts_later_or_a_last_day_of_their_own_keeps_a_person():
    term = {"person": "Ann", "office": "Mayor", "organization": "City", "end": "2024-12-31"}
    later = partnership(
        organizations=CITY,
        people=[{"person": "Ann"}],
        terms=[term],
        ties=ties(("Ann", "YMCA"), start="2025-02-01"),
    )
    stays = partnership(
        organizations=CITY,
        people=[{"person": "Ann", "end": "2030"}],
        terms=[term],
        ties=ties(("Ann", "YMCA")),
    )
    for p in (later, stays):
        assert rules.present(p.frames, moment(p.frames, "2026-01-01")) == {"Ann"}


def test_agreements_stay_with_the_office_when_the_person_leaves():
    p = partnership(
        organizations=CITY,
        people=[{"person": "Ann"}],
        terms=[
            {
                "person": "Ann",
                "office": "Mayor",
                "organization": "City",
                "start": "2020",
                "end": "2024",
            }
        ],
        ties=[
            *ties(("Ann", "YMCA"), form="verbal"),
            *ties(("Ann", "Schools"), form="mou", start="2021"),
        ],
    )
    assert linked(p, "2023-01-01") == {("City", "YMCA"), ("City", "Schools")}
    assert linked(p, "2025-01-01") == {("City", "Schools")}


def test_serves_with_is_transitive_and_one_way():
    p = partnership(
        organizations=[{"organization": "City"}],
        offices=[
            {"office": "Mayor", "organization": "City"},
            {"office": "Chief", "organization": "City", "serves_with": "Mayor"},
            {"office": "Aide", "organization": "City", "serves_with": "Chief"},
        ],
    )
    along = rules.leaves_along(p.frames)
    assert along["Mayor, City"] == {"Chief, City", "Aide, City"}
    assert along["Aide, City"] == set()


def test_offices_that_serve_with_each_other_in_a_circle_are_an_error():
    rows = [
        {"office": "Mayor", "organization": "City", "serves_with": "Chief"},
        {"office": "Chief", "organization": "City", "serves_with": "Mayor"},
    ]
    found = problems(organizations=[{"organization": "City"}], offices=rows)
    assert found == ["serves-with-cycle", "serves-with-cycle"]


# 5. Offices. "More holders at once than `holders` = warning `overlapping-terms`; none = a vacancy"


def test_more_holders_at_once_than_the_office_has_is_a_warning():
    terms = [
        {"person": "Ann", "office": "Mayor", "organization": "City", "end": "2025-06-30"},
        {"person": "Bob", "office": "Mayor", "organization": "City", "start": "2025-01-01"},
    ]
    p = partnership(terms=terms)
    (problem,) = p.problems
    assert problem.code == "overlapping-terms"
    assert '"Ann" and "Bob" on 2025-01-01' in problem.message
    two = partnership(
        organizations=[{"organization": "City"}],
        offices=[{"office": "Mayor", "organization": "City", "holders": 2}],
        people=[{"person": "Ann"}, {"person": "Bob"}],
        terms=terms,
    )
    assert two.problems == ()


def test_a_handover_on_one_day_is_no_overlap():
    p = partnership(
        terms=[
            {"person": "Ann", "office": "Mayor", "organization": "City", "end": "2025-01-01"},
            {"person": "Bob", "office": "Mayor", "organization": "City", "start": "2025-01-01"},
        ]
    )
    assert p.problems == ()


def test_the_kind_of_an_office_is_read_from_its_name_and_shown_as_inferred():
    p = partnership(offices=[{"office": "Superintendent of Schools", "organization": "Schools"}])
    (office,) = rules.offices(p.frames).values()
    assert (office.kind, office.kind_inferred, office.heads) == ("superintendent", True, True)
    assert any("read from their names" in said for said in p.assumptions)


# 6. Missing is not zero. "A question without the columns it needs answers 'cannot say: needs …'"


def test_a_question_without_its_columns_says_what_it_needs():
    p = partnership(organizations=CITY, ties=ties(("City", "YMCA")))
    questions = p.describe(at=AT).questions.set_index("question")
    assert questions.loc["Who links us?", "can"]
    assert not questions.loc["Who is not at the table?", "can"]
    assert "Voices" in questions.loc["Who is not at the table?", "needs"]


# 7. A bare list. "each actor is a body with one unnamed holder and its ties are personal; or, with
# `actors_are="organizations"`, a body whose ties are institutional."

BARE = ties(("Mayor", "YMCA"), ("YMCA", "Library"))


def test_in_a_bare_list_each_actor_is_a_body_with_one_unnamed_holder():
    p = partnership(ties=BARE)
    assert set(p.organizations["organization"]) == {"Mayor", "YMCA", "Library"}
    assert "Mayor (holder)" in set(p.people["person"])
    links = bodies.links(p, AT)
    assert set(links["basis"]) == {"personal"}
    assert ("Mayor (holder)",) in set(links["source_people"])
    assert any(
        "3 actors are: each was taken for a body" in said for said in p.describe(at=AT).notes
    )


def test_a_bare_list_of_organizations_has_institutional_ties():
    p = partnership(ties=BARE, actors_are="organizations")
    links = bodies.links(p, AT)
    assert set(links["basis"]) == {"institutional"}
    assert len(p.people) == 0


def test_a_bare_list_of_people_is_people():
    p = partnership(ties=BARE, actors_are="people")
    assert set(p.people["person"]) == {"Mayor", "YMCA", "Library"}
    assert linked(p) == {("Mayor", "YMCA"), ("Library", "YMCA")}


def test_actors_are_must_be_one_of_three():
    with pytest.raises(ArgumentError, match="posts, organizations, people"):
        partnership(ties=BARE, actors_are="robots")


def test_an_error_names_every_problem_and_reads_nothing():
    with pytest.raises(DataError) as caught:
        partnership(organizations=CITY, ties=ties(("Cty", "YMCA"), ("City", "YMCAA")))
    assert [p.code for p in caught.value.problems] == ["unknown-actor", "unknown-actor"]
    assert 'Did you mean "City"' in str(caught.value)


def test_frames_passed_in_are_not_changed():
    frame = pd.DataFrame({"from": ["City"], "to": ["YMCA"], "since": ["2020"]})
    before = frame.copy(deep=True)
    partnership(ties=frame)
    pd.testing.assert_frame_equal(frame, before)


def test_a_person_known_only_from_another_wave_is_not_there():
    seats = [
        {"table": "Council", "actor": "Ann", "year": "2012"},
        {"table": "Council", "actor": "Bob", "year": "2013"},
    ]
    p = partnership(seats=seats)
    assert rules.present(p.frames, moment(p.frames)) == {"Bob"}
    assert rules.present(p.frames, moment(p.frames, "2012")) == {"Ann"}


def test_who_is_still_to_come_is_not_there_and_carries_nothing():
    p = partnership(
        people=[{"person": "Ann", "organization": "City"},
                {"person": "Bea", "organization": "YMCA", "start": "2027-03"}],
        offices=[{"office": "Director", "organization": "City"}],
        terms=[{"person": "Ann", "office": "Director", "organization": "City",
                "start": "2027-01-11"}],
        organizations=[{"organization": "City"}, {"organization": "YMCA"}],
        ties=[{"source": "City", "target": "YMCA", "form": "verbal"}],
    )  # fmt: skip
    assert rules.present(p.frames, moment(p.frames, AT)) == set()
    assert rules.present(p.frames, moment(p.frames, "2027-06-01")) == {"Ann", "Bea"}
    # Nobody we know carries the tie today; it has not gone with somebody who has yet to come.
    today = bodies.links(p, AT).iloc[0]
    assert (today["source_people"], today["target_people"]) == ((), ())
    later = bodies.links(p, "2027-06-01").iloc[0]
    assert (later["source_people"], later["target_people"]) == (("Ann",), ("Bea",))


def test_who_sits_at_a_table_before_the_first_term_is_there():
    p = partnership(
        people=[{"person": "Ann", "organization": "City"}],
        offices=[{"office": "Director", "organization": "City"}],
        terms=[{"person": "Ann", "office": "Director", "organization": "City",
                "start": "2027-01-11"}],
        organizations=[{"organization": "City"}],
        seats=[{"table": "Council", "actor": "Ann", "start": "2025"}],
    )  # fmt: skip
    assert rules.present(p.frames, moment(p.frames, AT)) == {"Ann"}
