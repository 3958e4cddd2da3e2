"""Who owns which result: every frame by hand on a small partnership, the laws, riverbend."""

import json
import re

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import civicnet as cn
from civicnet.cli import main
from civicnet.questions.outcomes.outcomes import outcomes
from tests.build import partnership, ties

AT = "2026-11-15"
FORBIDDEN = re.compile(r"\b(betweenness|nodes?|edges?|nan)\b", re.IGNORECASE)

PLACES = [
    {"organization": "Nest", "stage": "early"},
    {"organization": "Grade", "stage": "k-5"},
    {"organization": "Teens", "stage": "6-8"},
    {"organization": "Work", "stage": "career"},
    {"organization": "School"},
    {"organization": "City"},
    {"organization": "Fund"},
    {"organization": "Circle", "kind": "table", "purpose": "Reading, by nine years of age"},
    {"organization": "Fair", "kind": "table", "purpose": "The book campaign"},
    {"organization": "Mute", "kind": "table"},
    {"organization": "Talk", "kind": "table", "purpose": "Meets every month"},
]
OFFICES = [
    {"office": "Mayor", "organization": "City", "selection": "elected"},
    {"office": "Director", "organization": "Grade", "heads": "yes", "annual_departure": 0.1},
    {"office": "Superintendent", "organization": "School"},
]
TERMS = [
    {"person": "Ana", "office": "Mayor", "organization": "City", "end": "2028-01-01",
     "can_stay": "no"},
    {"person": "Dot", "office": "Director", "organization": "Grade"},
    {"person": "Cal", "office": "Superintendent", "organization": "School", "end": "2027-06-30",
     "can_stay": "0.5"},
]  # fmt: skip
PEOPLE = [
    {"person": "Ana", "organization": "City"},
    {"person": "Bo", "organization": "City"},
    {"person": "Cal", "organization": "School"},
    {"person": "Dot", "organization": "Grade"},
]
OUTCOMES = [
    {"outcome": "Reading", "goal": "All ready", "indicator": "At grade level", "baseline": 30,
     "target": 60, "end": "2028-12-31", "owner": "Director, Grade", "valid": "yes",
     "consistent": "no"},
    {"outcome": "Jobs", "end": "2027-06-30"},
    {"outcome": "Calm", "owner": "School", "end": "2028-12-31"},
]  # fmt: skip
ROLES = [
    {"outcome": "Reading", "actor": "Nest", "role": "responsible"},
    {"outcome": "Reading", "actor": "Work", "role": "informed"},
]
TIES = ties(("Dot", "Teens"), ("Bo", "Teens"), ("Bo", "Nest"), form="verbal", strength=3)


def asset(name, kind, holder, outcome="", **more):
    return {"asset": name, "kind": kind, "holder": holder, "outcome": outcome} | more


ASSETS = [
    asset("Tutors", "program", "Grade", "Reading", amount=10, unit="children", place="North"),
    asset("Camp", "program", "Teens", "Reading"),
    asset("Choir", "program", "Work"),
    asset("Opera", "program", "City", "Singing"),
    asset("Grant", "funding", "Fund", "Reading", amount=100, per="year", unit="USD",
          form="contract", start="2026-01-01", end="2027-12-31"),
    asset("Scores", "data", "Cal", "Reading"),
    asset("Speech", "agenda setting", "Ana", "Reading"),
    asset("Talks", "championing", "Bo"),
]  # fmt: skip
SEATS = [{"table": "Circle", "actor": x} for x in ("Nest", "Grade", "Teens")]


def built(**changed):
    frames = {
        "organizations": PLACES, "offices": OFFICES, "terms": TERMS, "people": PEOPLE,
        "outcomes": OUTCOMES, "roles": ROLES, "ties": TIES, "assets": ASSETS, "seats": SEATS,
    }  # fmt: skip
    return partnership(**{name: rows for name, rows in (frames | changed).items() if rows})


@pytest.fixture(scope="module")
def found():
    return outcomes(built(), at=AT)


@pytest.fixture(scope="module")
def city():
    return outcomes(cn.load_example("riverbend"), at=AT)


def row(frame, **where):
    """Give the one row that has these values."""
    for column, value in where.items():
        frame = frame[frame[column] == value]
    assert len(frame) == 1
    return frame.iloc[0]


# --- each frame by hand ------------------------------------------------------------------------


def test_the_tree_has_goal_outcome_program_and_orphans_both_ways(found):
    tree = found.tree
    tutors = row(tree, program="Tutors")
    assert (tutors["goal"], tutors["outcome"], tutors["holder"]) == (
        "All ready",
        "Reading",
        "Grade",
    )
    assert (tutors["amount"], tutors["unit"], tutors["place"]) == (10, "children", "North")
    assert (tutors["orphan"], tutors["reason"]) == ("", "")
    bare = tree[tree["orphan"] == "outcome without a program"]
    assert set(bare["outcome"]) == {"Jobs", "Calm"}
    assert bare["program"].isna().all()
    assert row(tree, program="Choir")["orphan"] == "program without an outcome"
    opera = row(tree, program="Opera")
    assert (opera["outcome"], opera["orphan"]) == (
        "Singing", "program for an outcome not in Outcomes"
    )  # fmt: skip


def test_pairs_on_the_same_outcome_are_told_by_whether_they_work_together(found):
    pairs = found.reinforcement
    # Nest, Grade and Teens work on Reading; who is only informed does not.
    assert len(pairs) == 3
    assert pairs["newman"].tolist() == [0.5, 0.5, 0.5]
    assert pairs["tied"].tolist() == [False, False, True]
    apart = row(pairs, organization="Nest", other="Teens")
    assert apart["outcomes"] == ("Reading",)
    assert (apart["steps"], apart["same_tables"]) == (2, ("Circle",))
    assert apart["introducers"] == ("Bo",)
    together = row(pairs, organization="Grade", other="Teens")
    assert (together["tied"], together["introducers"]) == (True, ())


def test_two_at_odds_on_one_outcome_are_told_first():
    quarrel = [*TIES, *ties(("Nest", "Teens"), relation="disputes")]
    found = outcomes(built(ties=quarrel), at=AT)
    first = found.reinforcement.iloc[0]
    assert (first["organization"], first["other"], first["at_odds"]) == ("Nest", "Teens", True)
    assert not first["tied"]


def test_owners_are_told_with_the_chance_that_they_have_left(found):
    reading, jobs, calm = (row(found.owners, outcome=x) for x in ("Reading", "Jobs", "Calm"))
    years = (pd.Timestamp("2028-12-31") - pd.Timestamp(AT)).days / 365.25
    assert reading["answers"] == ("Dot",)
    assert reading["chance_gone"] == pytest.approx(1 - 0.9**years)
    assert reading["accountable"] == ("Grade",)
    assert pd.isna(reading["first_end"])
    # The superintendent answers for the school, and stays with one half after June 2027.
    assert calm["answers"] == ("Cal",)
    assert calm["chance_gone"] == pytest.approx(0.5)
    assert calm["first_end"] == pd.Timestamp("2027-06-30")
    assert np.isnan(jobs["chance_gone"])
    assert jobs["reason"] == "nobody is written down as its owner"


def test_a_chance_nobody_knows_lies_between_two(city):
    reading = row(city.owners, outcome="Third-grade reading")
    # Superintendent Voss may stay or not after June 2027; till then 19% leave in a year.
    assert np.isnan(reading["chance_gone"])
    assert reading["chance_high"] == 1
    years = (pd.Timestamp("2030-12-31") - pd.Timestamp(AT)).days / 365.25
    assert reading["chance_low"] == pytest.approx(1 - 0.81**years)
    assert "High school graduation" in reading["also_answers_for"]


def test_a_date_that_has_passed_has_no_chance():
    late = [OUTCOMES[0] | {"end": "2020-12-31"}]
    found = outcomes(built(outcomes=late, roles=[]), at=AT)
    assert found.owners["reason"].tolist() == ["its date has passed"]
    assert np.isnan(found.owners["chance_gone"].iloc[0])


def test_hand_offs_are_pairs_with_a_working_tie_among_all(found):
    steps = found.handoffs[found.handoffs["next"]]
    assert steps["stage"].tolist() == ["prenatal", "early", "k-5", "6-8", "9-12", "postsecondary"]
    early, grade = (row(steps, stage=x) for x in ("early", "k-5"))
    assert (early["n_pairs"], early["n_tied"], early["density"]) == (1, 0, 0.0)
    assert (early["bridges"], early["tables"]) == ((), ("Circle",))
    assert (grade["density"], grade["tied"]) == (1.0, ("Grade - Teens",))
    assert (grade["bridges"], grade["hangs_on"]) == ((), ("Dot",))
    beside = row(found.handoffs, stage="early", other="6-8")
    assert (beside["next"], beside["bridges"]) == (False, ("City",))
    empty = row(steps, stage="6-8")
    assert np.isnan(empty["density"])
    assert empty["reason"] == "no organization has the stage 9-12"


def test_a_second_tie_means_that_a_hand_off_hangs_on_nobody():
    more = [*TIES, *ties(("Grade", "Teens"), form="mou")]
    steps = outcomes(built(ties=more), at=AT).handoffs
    assert row(steps, stage="k-5", other="6-8")["hangs_on"] == ()


def test_indicators_are_held_against_the_seven_criteria(found):
    reading = row(found.indicators, outcome="Reading")
    assert (reading["n_met"], reading["n_said"]) == (1, 2)
    assert (reading["valid"], reading["consistent"], reading["trusted"]) == (True, False, None)
    assert reading["fails"] == ("consistent",)
    assert len(reading["unsaid"]) == 5
    assert (reading["data"], reading["one_source"]) == (("Scores",), "School")
    assert reading["ends_with"] == ("Cal",)
    jobs = row(found.indicators, outcome="Jobs")
    assert np.isnan(jobs["n_met"])
    assert jobs["reason"].startswith("needs an indicator, the seven criteria")


def test_targets_are_held_against_the_money_that_serves_them(found):
    reading = row(found.money, outcome="Reading")
    assert (reading["grants"], reading["money_until"]) == (("Grant",), pd.Timestamp("2027-12-31"))
    assert reading["years_short"] == pytest.approx(366 / 365.25)
    assert reading["within_a_year"] is False
    assert reading["longest_years"] == pytest.approx(730 / 365.25)
    assert (reading["amount_now"], reading["amount_at_target"]) == (100, 0)
    calm = row(found.money, outcome="Calm")
    assert np.isnan(calm["years_short"])
    assert calm["within_a_year"] is None
    assert calm["reason"] == "nothing is named for it"


def test_tables_are_convened_around_an_outcome_an_initiative_or_neither(found):
    around = dict(zip(found.tables["table"], found.tables["around"], strict=True))
    assert around == {"Circle": "outcome", "Fair": "initiative", "Mute": None, "Talk": "neither"}
    assert row(found.tables, table="Circle")["names"] == ("Reading",)
    assert row(found.tables, table="Fair")["names"] == ("campaign",)
    assert row(found.tables, table="Mute")["reason"] == "needs purpose in Organizations"


def test_a_table_that_names_a_program_is_about_an_initiative():
    places = [*PLACES[:7], {"organization": "Circle", "kind": "table", "purpose": "Running Camp"}]
    found = outcomes(built(organizations=places), at=AT)
    assert row(found.tables, table="Circle")["names"] == ("Camp",)


def test_who_speaks_for_which_outcome_is_told_by_name(found):
    reading, jobs = (row(found.agenda, outcome=x) for x in ("Reading", "Jobs"))
    assert (reading["named_by"], reading["named_by_elected"]) == (("Ana",), ("Ana",))
    assert (jobs["named_by"], jobs["in_general_by"]) == ((), ("Bo",))
    ana, bo = (row(found.speakers, speaker=x) for x in ("Ana", "Bo"))
    assert (ana["elected"], ana["shared_share"]) == (True, pytest.approx(1 / 3))
    assert (bo["elected"], bo["reason"]) == (False, "speaks of no outcome by name")


def test_the_small_case_is_told_in_sentences(found):
    said = str(found)
    assert "Calm and Jobs have no program" in said
    assert "Choir and Opera serve no outcome" in said
    assert "Jobs has no owner, 1 of 3 outcomes." in said
    assert "2 of 3 pairs of organizations on the same outcome have no working tie" in said
    assert "The weakest hand-off is from early to k-5: 0 of 1 pair" in said


# --- what is missing is not zero ---------------------------------------------------------------


def test_without_outcomes_it_cannot_say_who_owns_them():
    found = outcomes(built(outcomes=[], roles=[]), at=AT)
    assert found.summary[0] == "Cannot say who owns which result: needs Outcomes."
    programs = found.tree.set_index("program")
    assert programs["orphan"].isna().all()
    assert set(programs["reason"]) == {"needs Outcomes"}
    assert len(found.owners) == len(found.indicators) == len(found.money) == 0


def test_without_programs_no_outcome_is_called_an_orphan():
    found = outcomes(built(assets=[]), at=AT)
    assert found.tree["orphan"].isna().all()
    assert set(found.tree["reason"]) == {"needs Assets of the kind program"}
    assert "cannot say by which programs" in str(found)


def test_without_stages_hand_offs_cannot_be_told():
    places = [{k: v for k, v in each.items() if k != "stage"} for each in PLACES]
    found = outcomes(built(organizations=places), at=AT)
    assert found.handoffs["density"].isna().all()
    assert "Cannot say where children are handed on: needs stage in Organizations." in str(found)


def test_an_answer_of_nothing_has_the_same_columns_and_kinds(found):
    empty = outcomes(partnership(organizations=[{"organization": "City"}]), at=AT)
    for name in found.to_dict()["tables"]:
        ours, theirs = getattr(empty, name), getattr(found, name)
        assert ours.columns.tolist() == theirs.columns.tolist()
        assert ours.dtypes.tolist() == theirs.dtypes.tolist(), name


def test_who_has_left_works_on_nothing_and_answers_for_nothing():
    people = [*PEOPLE, {"person": "Gus", "organization": "Fund", "end": "2025-01-01"}]
    owned = [OUTCOMES[0] | {"owner": "Gus"}]
    given = [{"outcome": "Reading", "actor": "Gus", "role": "accountable"}]
    found = outcomes(built(people=people, outcomes=owned, roles=given), at=AT)
    reading = found.owners.iloc[0]
    assert (reading["answers"], reading["accountable"]) == ((), ())
    assert reading["reason"] == "nobody is known to head or hold Gus"
    assert "Fund" not in set(found.reinforcement["organization"])


# --- laws --------------------------------------------------------------------------------------

BODIES = ("Nest", "Grade", "Teens", "Work")
NAMED = ("Reading", "Jobs", "Calm")


@settings(max_examples=6)
@given(
    st.lists(st.tuples(st.sampled_from(BODIES), st.sampled_from(NAMED)), min_size=1, max_size=8),
    st.sampled_from(NAMED),
)
def test_an_outcome_with_one_program_added_is_no_orphan(drawn, added):
    programs = [asset(f"P{i}", "program", body, name) for i, (body, name) in enumerate(drawn)]
    before = outcomes(built(assets=programs), at=AT).tree
    bare = set(before.loc[before["orphan"] == "outcome without a program", "outcome"])
    assert bare == set(NAMED) - {name for _, name in drawn}
    after = outcomes(built(assets=[*programs, asset("New", "program", "City", added)]), at=AT).tree
    left = set(after.loc[after["orphan"] == "outcome without a program", "outcome"])
    assert left == bare - {added}
    assert len(after["program"].dropna()) == len(programs) + 1


@settings(max_examples=6)
@given(
    st.lists(st.tuples(st.sampled_from(BODIES), st.sampled_from(NAMED)), min_size=2, max_size=8),
    st.sampled_from([(a, b) for a in BODIES for b in BODIES if a < b]),
)
def test_a_tie_joins_the_two_it_is_between_and_nobody_else(drawn, pair):
    programs = [asset(f"P{i}", "program", body, name) for i, (body, name) in enumerate(drawn)]
    rest = {"assets": programs, "roles": [], "outcomes": [{"outcome": x} for x in NAMED]}
    before = outcomes(built(**rest), at=AT).reinforcement
    more = [*TIES, *ties(pair, form="mou")]
    after = outcomes(built(**rest, ties=more), at=AT).reinforcement
    keys = ["organization", "other"]
    was, now = (x.set_index(keys)["tied"].to_dict() for x in (before, after))
    assert was.keys() == now.keys()
    assert {key for key in was if was[key] != now[key]} <= {pair}
    assert now.get(pair, True)
    # Each outcome that k work on gives its k(k-1)/2 pairs k/2 together.
    on = {x: {body for body, name in drawn if name == x} for x in NAMED}
    assert after["newman"].sum() == pytest.approx(
        sum(len(own) / 2 for own in on.values() if len(own) > 1)
    )


# --- riverbend ---------------------------------------------------------------------------------


def test_riverbends_two_reading_programs_quarrel_and_have_no_tie(city):
    first = city.reinforcement.iloc[0]
    assert {first["organization"], first["other"]} == {
        "Page by Page Literacy Project", "Riverbend Reads"
    }  # fmt: skip
    assert first["at_odds"]


def test_riverbends_network_for_kindergarten_is_convened_around_an_outcome(city):
    kindergarten = row(city.tables, table="Kindergarten Readiness Network")
    assert kindergarten["names"] == ("Kindergarten readiness",)
    assert (city.tables["around"] == "outcome").sum() == 1


def test_riverbends_indicators_meet_some_or_all_criteria(city):
    met = dict(zip(city.indicators["outcome"], city.indicators["n_met"], strict=True))
    assert met["High school graduation"] == met["Third-grade reading"] == 7
    assert met["Good first jobs"] == 2
    assert city.indicators["n_met"].is_monotonic_increasing


def test_riverbends_money_is_that_of_the_concentration(city):
    same = cn.concentration(cn.load_example("riverbend"), at=AT).commitments
    assert city.money["outcome"].tolist() == same["outcome"].tolist()
    assert np.allclose(city.money["years_short"], same["months_short"] / 12, equal_nan=True)


# --- the command -------------------------------------------------------------------------------


@pytest.mark.parametrize("format", ["table", "csv", "json", "md"])
def test_the_command_answers_in_each_format(capsys, city, format):
    with pytest.raises(SystemExit) as left:
        main(["outcomes", "example:riverbend", "--at", AT, "--format", format])
    assert left.value.code == 0
    out = capsys.readouterr().out
    if format == "json":
        said = json.loads(out)
        assert said["summary"] == list(city.summary)
        assert list(said["tables"])[:5] == [
            "tree", "reinforcement", "owners", "handoffs", "indicators"
        ]  # fmt: skip
    elif format == "csv":
        assert out.splitlines()[0].split(",")[:3] == ["goal", "outcome", "program"]
        assert len(out.splitlines()) == len(city.tree) + 1
    else:
        assert city.summary[2] in " ".join(out.split())
