"""Whether there is a core, against every core there is."""

from itertools import chain, combinations
from math import isnan

import networkx as nx
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from civicnet import cohesion, core_periphery
from civicnet.errors import ArgumentError
from tests import toy
from tests.cases import RANDOM, SMALL, graphs, shuffled

PATTERNS = ("ignore-mixed", "either", "both")


def correlation(graph, core, pattern):
    """Correlate ties with the ideal pattern, cell by cell; None where either is constant."""
    ties, ideal = [], []
    for a in graph:
        for b in graph:
            inside = (a in core) + (b in core)
            if a == b or (inside == 1 and pattern == "ignore-mixed"):
                continue
            ties.append(float(graph.has_edge(a, b)))
            ideal.append(float(inside == 2 or (inside == 1 and pattern == "either")))
    if len(set(ties)) < 2 or len(set(ideal)) < 2:
        return None
    return float(np.corrcoef(ties, ideal)[0, 1])


def best_cores(graph, pattern):
    actors = sorted(graph)
    cores = chain.from_iterable(combinations(actors, k) for k in range(len(actors) + 1))
    known = {core: correlation(graph, core, pattern) for core in cores}
    scores = {core: r for core, r in known.items() if r is not None}
    if not scores:
        return None, []
    best = max(scores.values())
    return best, [core for core, r in scores.items() if r > best - 1e-9]


def runner_up(graph, pattern, best):
    actors = sorted(graph)
    cores = chain.from_iterable(combinations(actors, k) for k in range(len(actors) + 1))
    scores = [correlation(graph, core, pattern) for core in cores]
    return max((r for r in scores if r is not None and r < best - 1e-9), default=None)


@pytest.mark.parametrize(
    ("pattern", "core", "r"),
    [("ignore-mixed", ("B", "N1", "N2"), 0.632456), ("either", ("B",), 0.370679)],
)
def test_the_toy_has_this_best_core_but_no_clear_one(pattern, core, r):
    found = cohesion.core_periphery(toy.network(directed=False), pattern)
    assert found.core == core
    assert found.r == pytest.approx(r, abs=1e-6)
    assert found.exact
    assert found.margin > 0
    assert (found.verdict, found.clear) == ("no clear core", False)
    assert found.summary[0].startswith("No clear core")
    assert set(found.core) | set(found.periphery) == set("MSBFUPC") | {"N1", "N2"}


@pytest.mark.parametrize("pattern", PATTERNS)
def test_every_core_is_tried_on_small_and_random_graphs(pattern):
    directed = [nx.gnp_random_graph(5, 0.4, seed=i, directed=True) for i in range(12)]
    cases = [*SMALL[::3], *(g for g in RANDOM[::11] if len(g) < 9)]
    cases += [nx.relabel_nodes(g, str) for g in directed]
    compared = 0
    for graph in cases:
        found = cohesion.core_periphery(graph, pattern, draws=1)
        best, cores = best_cores(graph, pattern)
        if found.reason:
            assert len(graph) < 3 or best is None or graph.number_of_edges() == 0
            assert isnan(found.r)
            continue
        compared += 1
        assert found.r == pytest.approx(best, abs=1e-9)
        named = sorted(cores, key=lambda core: (len(core), core))
        assert [found.core, *found.alternatives] == named[:21]
        second = runner_up(graph, pattern, best)
        if len(named) > 1:
            assert found.margin == 0
        elif second is not None:
            assert found.margin == pytest.approx(best - second, abs=1e-9)
    assert compared > 40


@pytest.mark.parametrize("pattern", PATTERNS)
def test_above_the_limit_the_search_finds_the_best_core_here(monkeypatch, pattern):
    hits = 0
    for graph in RANDOM[100:140]:
        exact = cohesion.core_periphery(graph, pattern, draws=1)
        with monkeypatch.context() as few:
            few.setattr(core_periphery, "EXACT", 0)
            found = cohesion.core_periphery(graph, pattern, draws=1)
        assert not found.exact
        assert found.r <= exact.r + 1e-9
        assert found.r == pytest.approx(correlation(graph, found.core, pattern), abs=1e-9)
        hits += found.r > exact.r - 1e-9
    assert hits >= 38


def planted(core, fringe, seed=0):
    """Make a full core, each of the fringe tied to two of it."""
    graph = nx.complete_graph(core)
    random = np.random.default_rng(seed)
    for i in range(core, core + fringe):
        graph.add_edges_from((i, int(j)) for j in random.choice(core, 2, replace=False))
    return graph


@pytest.mark.parametrize(("core", "fringe"), [(6, 10), (9, 40)])
def test_a_planted_core_is_found_and_clear(core, fringe):
    found = cohesion.core_periphery(planted(core, fringe), draws=60)
    assert set(found.core) == {str(i) for i in range(core)}
    assert found.r == pytest.approx(1)
    assert found.p == pytest.approx(1 / 61)
    assert found.verdict == "clear core"
    assert found.exact == (core + fringe <= 18)
    assert ("best found" in found.summary[1]) != found.exact


def test_a_random_network_has_no_clear_core():
    drawn = [
        cohesion.core_periphery(nx.gnm_random_graph(12, 24, seed=i), draws=40).p for i in range(20)
    ]
    # Refitting each random network makes p fair: about as often low as high.
    assert 0.25 < np.mean(drawn) < 0.75
    assert sum(p <= 0.05 for p in drawn) <= 4


def test_random_networks_have_as_many_ties_each_pair_as_often():
    for directed, cells in ((False, 10), (True, 20)):
        seen = np.zeros((5, 5))
        captured = []

        def keep(matrix, pattern, random, captured=captured):
            captured.append(matrix.toarray())
            return 0.0, 0.0, []

        original, core_periphery._best = core_periphery._best, keep
        try:
            for seed in range(800):
                core_periphery._chance(
                    5, 4, "either", np.random.default_rng(seed), directed=directed
                )
        finally:
            core_periphery._best = original
        for matrix in captured:
            assert matrix.sum() == (4 if directed else 8)
            assert (matrix == matrix.T).all()
            assert not matrix.diagonal().any()
            seen += matrix
        share = seen[np.triu_indices(5, 1)] / 800
        assert share == pytest.approx(4 / cells, abs=0.07)


def test_the_table_lists_the_core_first():
    found = cohesion.core_periphery(planted(4, 5), draws=5)
    assert found.table["part"].tolist() == ["core"] * 4 + ["periphery"] * 5
    assert found.table.columns.tolist() == ["actor", "part", "reason"]


def test_the_seed_alone_decides_what_is_drawn():
    graph = nx.gnm_random_graph(30, 60, seed=4)
    one, two = (cohesion.core_periphery(graph, draws=15, seed=2) for _ in range(2))
    assert one == two


# --- laws --------------------------------------------------------------------------------------


@settings(max_examples=40)
@given(graphs(least=4, most=7), st.sampled_from(PATTERNS), st.randoms(use_true_random=False))
def test_the_order_of_actors_and_ties_does_not_matter(graph, pattern, random):
    one = cohesion.core_periphery(graph, pattern, draws=3)
    two = cohesion.core_periphery(shuffled(graph, random), pattern, draws=3)
    assert (one.core, one.alternatives, one.p) == (two.core, two.alternatives, two.p) or one.reason
    assert one.r == pytest.approx(two.r, nan_ok=True)


@settings(max_examples=40)
@given(graphs(least=4, most=7), st.sampled_from(PATTERNS))
def test_both_ways_of_every_tie_give_the_same_core(graph, pattern):
    one = cohesion.core_periphery(graph, pattern, draws=1)
    two = cohesion.core_periphery(graph.to_directed(), pattern, draws=1)
    assert (one.core, one.alternatives) == (two.core, two.alternatives)
    assert one.r == pytest.approx(two.r, nan_ok=True)


@settings(max_examples=40)
@given(graphs(least=4, most=7))
def test_the_complement_turns_core_and_periphery_round(graph):
    one = cohesion.core_periphery(graph, draws=1)
    two = cohesion.core_periphery(nx.complement(graph), draws=1)
    assert one.r == pytest.approx(two.r, nan_ok=True)


# --- edges -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("graph", "said"),
    [
        (nx.Graph(), "three actors or more"),
        (nx.path_graph(2), "three actors or more"),
        (nx.empty_graph(5), "no two actors are tied"),
        (nx.complete_graph(5), "everybody is tied to everybody"),
        (nx.path_graph(3), "so few actors"),
    ],
)
def test_where_no_core_can_be_told_it_says_why(graph, said):
    found = cohesion.core_periphery(graph)
    assert said in found.reason
    assert isnan(found.r)
    assert isnan(found.p)
    assert (found.core, found.verdict, found.clear) == ((), "undefined", False)
    assert said in found.summary[0]
    assert len(found.table) == 0


def test_an_unknown_pattern_is_refused():
    with pytest.raises(ArgumentError, match="one of ignore-mixed, either, both"):
        cohesion.core_periphery(nx.path_graph(5), "star")
