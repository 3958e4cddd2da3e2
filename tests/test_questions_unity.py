"""One body or silos: the answer's numbers, its sentences, what it says where it cannot say."""

import csv
import io
import json
import re

import networkx as nx
import pandas as pd
import pytest

import civicnet as cn
from civicnet import cohesion
from civicnet.cli import main
from civicnet.questions.unity import unity
from tests.build import partnership, ties
from tests.test_questions_brokers import AT, FORBIDDEN, organizations, toy_partnership


@pytest.fixture(scope="module")
def riverbend():
    return cn.load_example("riverbend")


@pytest.fixture(scope="module")
def found(riverbend):
    return unity(riverbend, at=AT)


@pytest.fixture(scope="module")
def graph(riverbend):
    return riverbend.network(at=AT).to_networkx()


# --- values worked out beforehand --------------------------------------------------------------


def test_the_toy_has_its_published_values():
    answer = unity(toy_partnership(), at=AT)
    whole = answer.ei.iloc[0]
    assert (whole["external"], whole["internal"]) == (7, 4)
    assert whole["ei_index"] == pytest.approx(3 / 11)
    assert whole["expected"] == pytest.approx(0.5)
    values = answer.table.set_index("measure")["value"]
    assert values["density"] == pytest.approx(11 / 36)
    assert values["centralization_degree"] == pytest.approx(0.410714, abs=1e-6)
    assert values["krackhardt_efficiency"] == pytest.approx(0.892857, abs=1e-6)
    assert answer.core_periphery.core == ("B", "N1", "N2")
    assert answer.core_periphery.r == pytest.approx(0.632456, abs=1e-6)


def test_the_toy_is_told_in_sentences():
    said = str(unity(toy_partnership(), at=AT))
    assert "All 9 partners can reach each other." in said
    assert "36 of 36 pairs of partners (100%) have some way to each other; 11 (31%)" in said
    assert "7 of 11 tied pairs are between sectors (64%), where" in said
    assert "would give 75%" in said


# --- the example against networkx --------------------------------------------------------------


def test_the_pieces_are_so(found, graph):
    pieces = sorted(nx.connected_components(graph), key=len)
    largest = pieces.pop()
    outside = set().union(*pieces)
    assert found.summary[1].startswith(f"{len(largest)} of {len(graph)} partners can reach")
    assert f"{len(outside)} stand apart" in found.summary[1]
    assert all(name in found.summary[1] for name in outside)


def test_the_pairs_and_steps_are_so(found, graph):
    steps = [
        far
        for one, ways in nx.all_pairs_shortest_path_length(graph)
        for two, far in ways.items()
        if one < two
    ]
    pairs = len(graph) * (len(graph) - 1) // 2
    said = found.summary[2]
    assert f"{len(steps):,} of {pairs:,} pairs of partners ({len(steps) / pairs:.0%})" in said
    assert f"; {graph.number_of_edges()} ({nx.density(graph):.0%}) are tied directly" in said
    assert f"{sum(steps) / len(steps):.1f} steps on average, {max(steps)} steps at most" in said


def test_the_ties_between_sectors_and_what_chance_would_give_are_so(found, graph):
    of = nx.get_node_attributes(graph, "sector")
    tied = [(of[a], of[b]) for a, b in graph.edges if a in of and b in of]
    between = sum(a != b for a, b in tied)
    sizes = pd.Series(of).value_counts()
    pairs = len(of) * (len(of) - 1) / 2
    even = 1 - sum(k * (k - 1) / 2 for k in sizes) / pairs
    said = found.summary[3]
    assert said.startswith(f"{between} of {len(tied)} tied pairs are between sectors")
    assert f"({between / len(tied):.0%})" in said
    assert f"would give {even:.0%}" in said
    assert between / len(tied) < even
    assert "keep to themselves more than chance" in said


def test_the_sector_most_tied_within_and_the_sectors_without_a_tie_are_so(found, graph):
    of = nx.get_node_attributes(graph, "sector")
    tied = [tuple(sorted((of[a], of[b]))) for a, b in graph.edges if a in of and b in of]
    name, ties_within = re.search(r"within itself is (\w+): (\d+) tied", found.summary[4]).groups()
    assert tied.count((name, name)) == int(ties_within)
    sectors = sorted(set(of.values()))
    without = [
        (a, b) for i, a in enumerate(sectors) for b in sectors[i + 1 :] if (a, b) not in tied
    ]
    assert found.summary[5].startswith(f"{len(without)} pairs of sectors have no tie")
    for one, two in re.findall(r"(\w+) and (\w+) \(", found.summary[5]):
        assert (one, two) in without


def test_the_core_is_tied_closer_than_the_rest(found, graph):
    core = found.core.loc[found.core["part"] == "core", "actor"].tolist()
    rest = found.core.loc[found.core["part"] == "periphery", "actor"].tolist()
    assert found.summary[6].startswith(f"There is a core of {len(core)} partners")
    inside = nx.density(graph.subgraph(core))
    assert inside > 3 * nx.density(graph.subgraph(rest))


def test_the_table_is_that_of_the_measures(riverbend, found):
    pd.testing.assert_frame_equal(found.table, cohesion.table(riverbend.network(at=AT)))


def test_the_sentences_are_plain_and_few(found):
    assert len(found.summary) <= 7
    assert not FORBIDDEN.search(str(found))
    assert "nor whether more ties would be better" in found.notes[-1]
    assert "On 15 November 2026: 55 partners" in found.notes[0]


def test_the_answer_is_plain_data_too(found):
    said = found.to_dict()
    json.dumps(said, allow_nan=False)
    assert list(said["tables"]) == ["table", "mixing", "ei", "core"]


# --- ordinary small cases ----------------------------------------------------------------------


def test_a_partnership_of_nobody_has_an_answer_with_the_same_columns(found):
    p = partnership(context=[{"place": "Riverbend", "key": "population", "value": "1"}])
    empty = unity(p, at=AT)
    assert empty.summary == ("Nobody is there on 15 November 2026.",)
    for name in ("mixing", "ei", "core"):
        ours, theirs = getattr(empty, name), getattr(found, name)
        assert len(ours) == 0
        assert ours.columns.tolist() == theirs.columns.tolist()


def test_one_partner_has_nothing_to_hold_together():
    one = unity(partnership(organizations=organizations("City", sector="public")), at=AT)
    assert one.summary == ("There is one partner only, City: nothing to hold together.",)


def test_without_ties_it_says_so():
    p = partnership(organizations=organizations("City", "YMCA"))
    assert unity(p, at=AT).summary[0] == "No tie or seat links any of the 2 partners."


def test_pieces_are_told_with_their_names():
    p = partnership(
        organizations=organizations(*"ABCDE"), ties=ties(("A", "B"), ("B", "C"), ("D", "E"))
    )
    said = unity(p, at=AT).summary
    assert said[0] == "3 of 5 partners can reach each other; 2 stand apart: D and E."
    assert said[1].startswith("4 of 10 pairs of partners (40%) have some way")


def test_without_sectors_silos_cannot_be_told():
    p = partnership(organizations=organizations("City", "YMCA"), ties=ties(("City", "YMCA")))
    said = unity(p, at=AT)
    needs = "Cannot say whether sectors are silos: needs the column sector in Organizations."
    assert needs in said.summary
    assert len(said.mixing) == len(said.ei) == 0


def test_one_sector_alone_is_no_silo():
    rows = organizations("City", "Parks", sector="public")
    said = str(unity(partnership(organizations=rows, ties=ties(("City", "Parks"))), at=AT))
    assert "needs a second sector: every partner that has one is public." in said


def test_two_closed_sectors_are_called_so_and_a_ring_has_no_clear_core():
    rows = [*organizations(*"ABCDEF", sector="public"), *organizations(*"UVWXYZ", sector="health")]
    closed = [(a, b) for side in ("ABCDEF", "UVWXYZ") for a in side for b in side if a < b]
    said = str(unity(partnership(organizations=rows, ties=ties(*closed, ("A", "U"))), at=AT))
    assert "1 of 31 tied pairs are between sectors (3%)" in said
    assert "sectors keep to themselves more than chance" in said
    ring = ties(*zip("ABCDEF", "BCDEFA", strict=True))
    round_table = unity(partnership(organizations=rows[:6], ties=ring), at=AT)
    assert "No clear core" in str(round_table)


def test_what_is_surely_no_chance_but_next_to_nothing_is_called_a_little():
    sides = [[f"{side}{i}" for i in range(40)] for side in "AB"]
    rows = [*organizations(*sides[0], sector="public"), *organizations(*sides[1], sector="health")]
    own = [(a, b) for side in sides for i, a in enumerate(side) for b in side[i + 1 :]]
    across = [(a, b) for a in sides[0] for b in sides[1]]
    p = partnership(organizations=rows, ties=ties(*own, *across[: len(across) * 9 // 10]))
    said = str(unity(p, at=AT))
    assert "sectors keep to themselves a little more than chance" in said


# --- the command -------------------------------------------------------------------------------


@pytest.mark.parametrize("format", ["table", "csv", "json", "md"])
def test_the_command_answers_in_each_format(capsys, found, format):
    with pytest.raises(SystemExit) as left:
        main(["unity", "example:riverbend", "--at", AT, "--format", format])
    assert left.value.code == 0
    out = capsys.readouterr().out
    if format == "csv":
        rows = list(csv.DictReader(io.StringIO(out)))
        assert [row["measure"] for row in rows] == found.table["measure"].tolist()
    elif format == "json":
        said = json.loads(out)
        assert said["question"] == "unity"
        assert said["summary"] == list(found.summary)
    else:
        assert found.summary[3] in " ".join(out.split())
        assert "density" in out.replace("\\_", "_")
