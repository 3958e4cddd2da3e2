"""
The values worked out beforehand for the invented network of nine, measure by measure.

Nine actors and sixteen ties one way, or eleven when direction is left aside (tests/toy.py). Each
value was worked out by hand, by enumeration, or by two tools that agree.
"""

import json
import math
from fractions import Fraction
from pathlib import Path

import networkx as nx
import numpy as np
import pytest

from civicnet import brokerage, centrality, cohesion, fragmentation, gould_fernandez
from civicnet.gould_fernandez import ROLES, UNDIRECTED_ROLES, WHOLE
from tests import toy
from tests.oracles import values

FLAT, ARCS = toy.network(directed=False), toy.network()
SNA = json.loads((Path(__file__).parent / "reference" / "sna.json").read_text(encoding="utf-8"))
# Of the pairs of the other eight.
PAIRS = 28


@pytest.mark.parametrize(
    ("of", "network", "expected"),
    [
        ("constraint", FLAT, {
            "M": 0.5, "S": 0.5, "B": 0.356667, "F": 0.804444, "U": 0.5, "N1": 0.693457,
            "N2": 0.468642, "P": 1.0, "C": 0.5,
        }),
        ("constraint", ARCS, {"B": 0.348214, "F": 0.975765, "N1": 0.679289, "N2": 0.493941}),
        ("effective_size", FLAT, {"B": 4.2, "N1": 1.666667, "N2": 2.333333, "F": 1.0}),
        # networkx 3.6.1 says 4.5 and 2.125.
        ("effective_size", ARCS, {"B": 4.428571, "N1": 2.0, "N2": 2.5}),
        ("bridging", FLAT, {"M": 3.57143, "S": 3.57143, "B": 1.66154, "N2": 1.52174}),
    ],
)  # fmt: skip
def test_structural_holes_and_bridges(of, network, expected):
    found = values(getattr(brokerage, of)(network))
    assert {actor: found[actor] for actor in expected} == pytest.approx(expected, abs=5e-6)


def test_betweenness_as_a_count_of_pairs():
    found = values(centrality.betweenness(FLAT))
    assert {actor: share * PAIRS for actor, share in found.items()} == pytest.approx(
        {"B": 18, "N2": 7, "M": 5, "S": 5, "U": 1, "N1": 1, "C": 1, "F": 0, "P": 0}, abs=1e-12
    )


@pytest.mark.parametrize(
    ("gone", "cutpoint", "pairs_lost", "fragmentation_left", "distance_left"),
    [
        ("B", True, 16, 0.571429, 0.690476),
        ("N2", True, 7, 0.25, 0.505952),
        ("S", False, 0, 0, 0.421429),
        ("M", False, 0, 0, 0.421429),
    ],
)
def test_what_one_removal_breaks(gone, cutpoint, pairs_lost, fragmentation_left, distance_left):
    # The mayor and the superintendent are on many shortest ways, and nobody is lost without them.
    row = fragmentation.removals(FLAT, distances=True).set_index("actor").loc[gone]
    assert row["is_cutpoint"] == cutpoint
    assert row["pairs_lost"] == pairs_lost
    assert row["pairs_lost_share"] == pairs_lost / PAIRS
    assert row["fragmentation"] == pytest.approx(fragmentation_left, abs=1e-6)
    assert row["distance_fragmentation"] == pytest.approx(distance_left, abs=1e-6)


def test_contact_hangs_on_two_and_news_on_two_others():
    contact = fragmentation.removals(FLAT)
    assert contact["actor"][contact["is_cutpoint"]].tolist() == ["B", "N2"]
    news = fragmentation.strong_cutpoints(ARCS)
    assert news["actor"][news["is_cutpoint"]].tolist() == ["B", "S"]


@pytest.mark.parametrize(
    ("goal", "score", "partners"),
    [
        ("fragment", 0.666667, ["C", "N1", "N2", "U"]),
        ("distance_fragment", 0.746032, ["C", "N1", "N2", "U"]),
        ("reach", 0.944444, ["C", "U"]),
    ],
)
def test_the_best_pairs_have_the_backbone_in_them(goal, score, partners):
    found = fragmentation.key_players(FLAT, 2, goal)
    assert found.score == pytest.approx(score, abs=1e-6)
    assert found.exact
    assert sorted([found.actors, *found.alternatives]) == [("B", other) for other in partners]


def test_a_set_that_does_not_count_itself_reaches_less():
    found = fragmentation.key_players(FLAT, 2, "reach", members=0)
    assert found.score == pytest.approx(0.722222, abs=1e-6)


@pytest.mark.parametrize(
    ("network", "expected"),
    [
        (FLAT, {
            "density": 0.305556, "fragmentation": 0, "distance_fragmentation": 0.402778,
            "centralization_degree": 0.410714, "centralization_betweenness": 0.553571,
            "centralization_closeness": 0.537996, "krackhardt_efficiency": 0.892857,
        }),
        (ARCS, {
            "density": 0.222222,
            # Of the 36 pairs 5 are tied both ways, 6 one way, 25 not at all.
            "reciprocity_dyadic": (5 + 25) / 36, "reciprocity_nonnull": 5 / (5 + 6),
            "reciprocity_edgewise": 2 * 5 / (2 * 5 + 6),
            "centralization_indegree": 0.3125, "centralization_outdegree": 0.171875,
            "krackhardt_connectedness": 1, "krackhardt_hierarchy": 0.764706,
            # sna counts ties both ways twice: 0.875.
            "krackhardt_efficiency": 0.892857, "krackhardt_lub": 0.392857,
            # The two pairs without a closest common superior are C or M with F, by hand.
            "krackhardt_lub_closest": 26 / 28,
        }),
    ],
)  # fmt: skip
def test_the_whole_network(network, expected):
    found = values(cohesion.table(network))
    assert {measure: found[measure] for measure in expected} == pytest.approx(expected, abs=1e-6)


def test_ties_go_out_of_the_groups_a_little_less_than_chance_has_it():
    row = cohesion.ei_index(FLAT, "group", draws=99).iloc[0]
    assert (row["external"], row["internal"]) == (7, 4)
    assert row["ei_index"] == pytest.approx(0.272727, abs=1e-6)
    # E* = 0.75 of all pairs are between groups.
    assert row["expected"] == 2 * 0.75 - 1


@pytest.mark.parametrize(
    ("pattern", "core", "r"),
    [("ignore-mixed", ("B", "N1", "N2"), 0.632456), ("either", ("B",), 0.370679)],
)
def test_the_best_core(pattern, core, r):
    found = cohesion.core_periphery(FLAT, pattern, draws=50)
    assert (found.core, found.exact) == (core, True)
    assert found.r == pytest.approx(r, abs=1e-6)
    # Random networks of eleven ties often have a core that fits as well.
    assert found.verdict == "no clear core"


def test_two_groups_stay_in_one_piece_whoever_leaves_and_hang_together_by_one_actor():
    found = cohesion.k_components(FLAT)
    two = found[found["k"] == 2].groupby("component")["actor"].agg(list)
    assert two.tolist() == [["B", "C", "M", "S", "U"], ["B", "F", "N1", "N2"]]
    bridge = cohesion.bridges(FLAT)
    assert bridge[["source", "target", "pairs_cut"]].to_numpy().tolist() == [["N2", "P", 8]]
    # Who would have to leave before the mayor's office and the parents lose all connection?
    ways = cohesion.connectivity(FLAT, "M", "P")
    assert (ways.n_paths, ways.cut) == (1, ("B",))
    # And before the public sector and the nonprofits do?
    ways = cohesion.connectivity(FLAT, ["M", "S", "U"], ["N1", "N2", "P"])
    assert (ways.n_paths, ways.cut) == (1, ("B",))


# --- roles between groups ----------------------------------------------------------------------


@pytest.mark.parametrize("actor", [*SNA["directed"], "(sums)"])
def test_roles_with_direction(actor):
    found = brokerage.roles(ARCS, "group").set_index("actor")[list(ROLES)]
    found.loc["(sums)"] = found.sum()
    assert found.loc[actor].tolist() == (SNA["directed"] | {"(sums)": SNA["network"]})[actor]


def test_without_direction_each_pair_counts_once_and_the_boundary_is_one_role():
    found = brokerage.roles(FLAT, "group").set_index("actor").loc["B", list(UNDIRECTED_ROLES)]
    coordinator, consultant, representative, gatekeeper, liaison, total = SNA["symmetrized"]["B"]
    assert representative == gatekeeper
    assert found.tolist() == [coordinator / 2, consultant / 2, gatekeeper, liaison / 2, total / 2]


def test_what_chance_gives_an_actor():
    frame = brokerage.roles_expected(ARCS, group="group")
    rows = frame[frame["actor"] == "B"]
    assert rows["role"].tolist() == list(ROLES)
    assert rows["observed"].tolist() == SNA["directed"]["B"]
    assert rows["expected"].tolist() == pytest.approx(SNA["expected of an actor"], abs=1e-6)
    assert rows["sd"].tolist() == pytest.approx(SNA["sd of an actor"], abs=1e-6)
    assert rows["z"].tolist() == pytest.approx(SNA["z of B"], abs=1e-6)
    # All groups are of three, so that all actors may expect the same.
    wide = frame[frame["actor"] != WHOLE].pivot_table(index="actor", columns="role", values="sd")
    assert np.ptp(wide.to_numpy(), axis=0) == pytest.approx(0, abs=1e-12)
    whole = frame[frame["actor"] == WHOLE]
    assert whole["observed"].tolist() == SNA["network"]
    assert whole["sd"].tolist() == pytest.approx(SNA["sd of the network"][0]["exact"], abs=1e-6)


@pytest.mark.parametrize("case", SNA["sd of the network"], ids=lambda case: case["density"])
def test_deviations_of_the_whole_are_exact_where_those_of_sna_are_not(case):
    density = float(Fraction(case["density"]))
    _, variance = gould_fernandez.expected_of_network(np.array(case["sizes"]), density)
    assert np.sqrt(variance).tolist() == pytest.approx(case["exact"], abs=1e-6)
    wrong = [role for role, a, b in zip(ROLES, case["exact"], case["sna"]) if a != b]
    assert wrong == ["coordinator", "representative", "gatekeeper", "total"]


# --- other small ones --------------------------------------------------------------------------


def test_the_end_of_the_kites_tail_is_bound_to_its_one_contact_and_to_nobody_else():
    # A sum over everybody in place of contacts would give 1.25.
    assert values(brokerage.constraint(nx.krackhardt_kite_graph()))["9"] == 1.0


@pytest.mark.parametrize(
    ("by", "expected"),
    [
        ("newman", {("o1", "o2"): 1.5, ("o1", "o3"): 0.5, ("o2", "o3"): 0.5}),
        ("count", {("o1", "o2"): 2, ("o1", "o3"): 1, ("o2", "o3"): 1}),
        ("jaccard", {("o1", "o2"): 1, ("o1", "o3"): 0.5, ("o2", "o3"): 0.5}),
    ],
)
def test_who_meets_whom(by, expected):
    # Three in the first meeting, two of them in the second, one alone in the third.
    meetings = {"m1": ["o1", "o2", "o3"], "m2": ["o1", "o2"], "m3": ["o4"]}
    seats = nx.Graph((who, meeting) for meeting, all_of_it in meetings.items() for who in all_of_it)
    nx.set_node_attributes(seats, {v: "table" if v[0] == "m" else "seated" for v in seats}, "mode")
    found = cohesion.project(seats, by)
    links = zip(*(found.links[c] for c in ("source", "target", "weight")))
    assert {(a, b): weight for a, b, weight in links} == expected
    assert found.labels == ("o1", "o2", "o3", "o4")


def test_pairs_weigh_what_their_two_count():
    # F_w = 1 - sum (W_c^2 - sum w^2) / (W^2 - sum w^2), by hand: without b there are a and c, d.
    chain = nx.path_graph(["a", "b", "c", "d"])
    found = fragmentation.removals(chain, count={"a": 3, "b": 1, "c": 2, "d": 1}).set_index("actor")
    assert found.loc["b", "pairs_lost"] == 3 * 2 + 3 * 1
    after = (3**2 - 3**2) + (3**2 - 2**2 - 1**2)
    assert found.loc["b", "fragmentation"] == 1 - after / (6**2 - 3**2 - 2**2 - 1**2)
    assert math.isclose(found.loc["b", "fragmentation"], 9 / 11)
