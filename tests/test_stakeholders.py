"""Power and interest, salience, and the way to a decision: by hand, then riverbend and others."""

import json
import re

import networkx as nx
import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import civicnet as cn
from civicnet.cli import main
from civicnet.questions.stakeholders import GRID, SALIENCE, stakeholders
from tests.build import partnership, ties
from tests.strategies import partnerships

AT = "2026-11-15"
FORBIDDEN = re.compile(r"\b(betweenness|nodes?|edges?|nan)\b", re.IGNORECASE)


def place(name, power="", legitimacy="", urgency="", interest="", **more):
    return {"organization": name, "power": power, "legitimacy": legitimacy,
            "urgency": urgency, "interest": interest} | more  # fmt: skip


# One of each class of Mitchell, Agle and Wood; A sits at the Board and knows B, B knows C, C D.
PLACES = [
    {"organization": "Board", "kind": "table"},
    place("A", 3, 3, 3, 3),
    place("B", 2, 2, 1, 0),
    place("C", 0, 2, 2, 2, voices="students"),
    place("D", 1, 3, 3, 1),
    place("E", 3, 0, 2, 1),
    place("F", 2, 1, 0, 3),
    place("G", 1, 2, 1, 1),
    place("H", 0, 0, 3, 2),
    place("I", 0, 0, 0, 0),
    place("J", 0, 3, 3, 3),
]
SEATS = [
    {"table": "Board", "actor": "A", "engagement": "decides"},
    {"table": "Board", "actor": "F", "engagement": "informed"},
]
TIES = [
    *ties(("A", "B"), ("B", "C"), ("C", "D"), form="mou", strength=2),
    *ties(("A", "J"), form="none", strength=1),
]
FRAMES = {"organizations": PLACES, "seats": SEATS, "ties": TIES}


def small(**more):
    return partnership(**(FRAMES | more))


@pytest.fixture(scope="module")
def today():
    return stakeholders(small(), at=AT)


def row(found, name):
    return found.table.set_index("organization").loc[name]


def column(found, name):
    return dict(zip(found.table["organization"], found.table[name]))


# --- by hand --------------------------------------------------------------------------------------


def test_each_class_of_salience_is_told_by_which_of_three_attributes_are_high(today):
    assert column(today, "salience") == {
        "A": "definitive", "B": "dominant", "C": "dependent", "D": "dependent", "E": "dangerous",
        "F": "dormant", "G": "discretionary", "H": "demanding", "I": "non-stakeholder",
        "J": "dependent",
    }  # fmt: skip


def test_the_grid_is_told_by_power_and_interest(today):
    assert column(today, "grid") == {
        "A": "manage closely", "B": "keep satisfied", "C": "keep informed", "D": "monitor",
        "E": "keep satisfied", "F": "manage closely", "G": "monitor", "H": "keep informed",
        "I": "monitor", "J": "keep informed",
    }  # fmt: skip


def test_steps_lead_to_the_nearest_table_that_decides_and_to_who_decides(today):
    steps = column(today, "steps_to_decision")
    assert {name: steps[name] for name in "ABCDF"} == {"A": 1, "B": 2, "C": 3, "D": 4, "F": 1}
    assert all(np.isnan(steps[name]) for name in "EGHIJ")
    decider = column(today, "steps_to_decider")
    # F sits beside A: over the table, two steps.
    assert {name: decider[name] for name in "ABCDF"} == {"A": 0, "B": 1, "C": 2, "D": 3, "F": 2}
    assert row(today, "D")["through"] == row(today, "D")["only_through"] == ("C", "B", "A")
    assert (row(today, "A")["deciding_seats"], row(today, "F")["deciding_seats"]) == (1, 0)


def test_who_is_dependent_and_three_steps_from_any_decision_is_a_missing_voice(today):
    claim = column(today, "claim")
    assert [name for name, missing in claim.items() if missing] == ["C", "D", "J"]
    assert claim["A"] is False
    found = today.claims.set_index("organization")
    assert found.loc["C", "voices"] == ("students",)
    assert "no way" in found.loc["J", "reason"]
    nearer = stakeholders(small(ties=[*TIES, *ties(("A", "C"), form="mou")]), at=AT)
    assert [x for x, missing in column(nearer, "claim").items() if missing] == ["D", "J"]


def test_classes_are_counted_with_who_sits_decides_and_is_far(today):
    grid = today.grid.set_index("grid")
    assert list(grid.index) == list(GRID.values())
    assert list(grid["n"]) == [2, 2, 3, 3]
    assert tuple(grid.loc["manage closely", ["n_seated", "n_deciding", "n_far"]]) == (2, 1, 0)
    salience = today.salience.set_index("salience")
    assert list(salience.index) == list(SALIENCE.values())
    assert salience.loc["dependent", "organizations"] == ("C", "D", "J")
    assert salience.loc["dependent", "n_far"] == 3
    assert salience["n"].sum() == grid["n"].sum() == 10


def test_somebody_who_has_heard_of_a_missing_voice_can_introduce_it():
    people = [{"person": "Ann", "organization": "A"}, {"person": "Jo", "organization": "J"}]
    seats = [{"table": "Board", "actor": "Ann", "engagement": "decides"},
             {"table": "Annex", "actor": "Ann", "engagement": "decides"}]  # fmt: skip
    places = [*PLACES[:-1], PLACES[-1] | {"voices": "parents"}]
    places.append({"organization": "Annex", "kind": "table"})
    heard = ties(("Ann", "Jo"), strength=1)
    frames = {"people": people, "seats": seats, "ties": heard, "organizations": places}
    found = stakeholders(small(**frames), at=AT).claims.set_index("organization")
    assert found.loc["J", "introducers"] == ("Ann",)
    assert found.loc["J", "table"] == "Annex"
    # Where the group is expected comes before the alphabet.
    told = [{"voice": "parents", "expected_at": "Board"}]
    found = stakeholders(small(**frames, voices=told), at=AT).claims.set_index("organization")
    assert found.loc["J", "table"] == "Board"


def test_high_may_be_set():
    found = stakeholders(small(), at=AT, high=3)
    assert row(found, "B")["salience"] == "non-stakeholder"
    assert row(found, "A")["salience"] == "definitive"
    with pytest.raises(cn.ArgumentError, match="high"):
        stakeholders(small(), at=AT, high=4)


# --- what cannot be said --------------------------------------------------------------------------


def test_a_judgement_that_is_blank_leaves_open_only_what_needs_it():
    places = [*PLACES, place("K", 0, 3, "", 3), place("L", "", 3, 3, 3)]
    found = stakeholders(small(organizations=places), at=AT)
    k, other = row(found, "K"), row(found, "L")
    assert (k["grid"], k["salience"], k["claim"]) == ("keep informed", None, None)
    assert (other["grid"], other["salience"]) == (None, None)
    assert "needs urgency" in k["reason"]
    assert "needs power" in other["reason"]
    assert any("2 organizations, with a blank" in sentence for sentence in found.summary)


def test_without_judgements_the_answer_says_which_columns_it_needs():
    bare = [{"organization": name} for name in "AB"]
    found = stakeholders(partnership(organizations=bare, ties=ties(("A", "B"))), at=AT)
    assert found.table[["grid", "salience", "claim"]].isna().all(axis=None)
    assert "power, legitimacy, urgency and interest in Organizations" in found.summary[0]
    assert found.grid["n"].sum() == 0


def test_where_nobody_is_known_to_decide_no_claim_is_far_or_near():
    found = stakeholders(small(seats=[]), at=AT)
    assert row(found, "C")["salience"] == "dependent"
    assert row(found, "C")["claim"] is None
    assert not len(found.claims)
    assert np.isnan(row(found, "C")["seats"])
    assert "Cannot say how far a decision is: needs engagement in Seats." in found.summary
    assert found.grid["n_far"].sum() == 0
    assert not any("three steps" in sentence for sentence in found.summary)


def test_nobody_and_a_bare_list_give_the_same_frames(today):
    one = stakeholders(partnership(people=[{"person": "Ann"}]), at=AT)
    two = stakeholders(partnership(ties=ties(("A", "B"))), at=AT)
    for found in (one, two):
        for name in ("table", "grid", "salience", "claims"):
            mine, theirs = getattr(found, name), getattr(today, name)
            assert list(mine.dtypes.items()) == list(theirs.dtypes.items())
    assert one.summary == ("Cannot say: needs rows in Organizations.",)


# --- laws -----------------------------------------------------------------------------------------


@settings(max_examples=6)
@given(st.lists(st.tuples(*[st.integers(0, 3)] * 4), min_size=1, max_size=6))
def test_more_of_an_attribute_never_takes_it_away(judged):
    places = [place(f"O{i}", *values) for i, values in enumerate(judged)]
    more = [place(f"O{i}", *(min(3, v + 1) for v in values)) for i, values in enumerate(judged)]
    one, two = (stakeholders(partnership(organizations=x), at=AT) for x in (places, more))
    of = {name: attributes for attributes, name in SALIENCE.items()}
    for before, after in zip(one.table["salience"], two.table["salience"]):
        assert all(b <= a for b, a in zip(of[before], of[after]))


@settings(max_examples=8)
@given(partnerships())
def test_any_partnership_gets_an_answer_in_which_each_organization_stands_once(p):
    found = stakeholders(p, at=AT)
    organizations = p.organizations
    tables = set(organizations.loc[organizations["kind"] == "table", "organization"])
    assert sorted(found.table["organization"]) == sorted(
        set(organizations["organization"]) - tables
    )
    assert 1 <= len(found.summary) <= 7
    assert found.grid["n"].sum() == found.table["grid"].notna().sum()
    assert found.salience["n"].sum() == found.table["salience"].notna().sum()
    assert set(found.claims["organization"]) == {
        name for name, missing in column(found, "claim").items() if missing
    }
    json.dumps(found.to_dict(), allow_nan=False)


# --- riverbend and a real coalition ---------------------------------------------------------------


def test_riverbend_s_missing_voices_with_a_claim_are_those_across_the_river(today):
    found = stakeholders(cn.load_example("riverbend"), at=AT)
    assert list(found.claims["organization"]) == [
        "Eastbank Neighbors", "Parents for Eastbank Schools", "Riverbend Youth Action",
    ]  # fmt: skip
    claims = found.claims.set_index("organization")
    assert claims.loc["Eastbank Neighbors", "table"] == "Cradle to Career Council"
    assert "Simone Baptiste" in claims.loc["Eastbank Neighbors", "introducers"]
    assert row(found, "Delgado & Sons Builders")["salience"] is None
    for answer in (found, today):
        assert len(answer.summary) <= 7
        for sentence in answer.summary:
            assert len(sentence.split()) <= 25, sentence
            assert not FORBIDDEN.search(sentence), sentence


@pytest.mark.parametrize("format", ["table", "csv", "json", "md"])
def test_the_command_prints_what_the_function_finds(capsys, format):
    with pytest.raises(SystemExit) as done:
        main(["stakeholders", "example:riverbend", "--at", AT, "--format", format])
    assert not done.value.code
    printed = capsys.readouterr().out
    assert "Riverbend Youth Action" in printed
    if format == "csv":
        assert printed.startswith("organization,sector,power,legitimacy,urgency,interest,grid,")


def test_a_coalition_s_steps_are_those_networkx_finds(shared):
    rows = pd.read_csv(shared / "real" / "tobacco_indiana_coll_edges.csv")
    graph = nx.Graph(list(zip(rows["from"], rows["to"])))
    p = partnership(
        ties=[{"source": a, "target": b, "form": "mou"} for a, b in zip(rows["from"], rows["to"])],
        organizations=[place(name, 0, 3, 3, 3) for name in graph]
        + [{"organization": "Lead table", "kind": "table"}],
        seats=[{"table": "Lead table", "actor": "ITPC", "engagement": "decides"}],
        actors_are="organizations",
    )
    found = stakeholders(p, at=AT)
    far = nx.single_source_shortest_path_length(graph, "ITPC")
    assert column(found, "steps_to_decider") == far
    assert column(found, "steps_to_decision") == {name: steps + 1 for name, steps in far.items()}
    assert set(found.claims["organization"]) == {name for name, steps in far.items() if steps >= 2}


def test_a_coalition_without_judgements_cannot_be_laid_out(shared):
    edges = shared / "real" / "tobacco_indiana_coll_edges.csv"
    nodes = shared / "real" / "tobacco_indiana_coll_nodes.csv"
    found = stakeholders(cn.read(edges, actors=nodes, actors_are="organizations"), at=AT)
    assert len(found.table) == 25
    assert found.table["salience"].isna().all()
    assert found.summary[0].startswith("Cannot say all: needs the columns power")
