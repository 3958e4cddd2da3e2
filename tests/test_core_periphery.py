"""Whether there is a core, and how near to it everybody is; every core is in test_definitions."""

from itertools import product
from math import isnan

import networkx as nx
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import minimize

from civicnet import cohesion, core_periphery
from civicnet.errors import ArgumentError
from tests import definitions, toy
from tests.definitions import PATTERNS
from tests.random_networks import RANDOM, SMALL, graphs

# --- in or out ---------------------------------------------------------------------------------


@pytest.mark.parametrize("pattern", PATTERNS)
def test_above_the_limit_the_search_finds_the_best_core_here(monkeypatch, pattern):
    hits = 0
    for seed in range(30):
        size = 7 + seed % 3
        graph = nx.relabel_nodes(nx.gnm_random_graph(size, 3 + 2 * seed % size, seed=seed), str)
        exact = cohesion.core_periphery(graph, pattern, draws=1)
        with monkeypatch.context() as few:
            few.setattr(core_periphery, "EXACT", 0)
            found = cohesion.core_periphery(graph, pattern, draws=1)
        assert not found.exact
        assert found.r <= exact.r + 1e-9
        fits = definitions.core_fits(graph, pattern)
        assert found.r == pytest.approx(fits[found.core], abs=1e-9)
        hits += found.r > exact.r - 1e-9
    assert hits >= 28


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
        cohesion.core_periphery(nx.gnm_random_graph(11, 22, seed=i), draws=30).p for i in range(20)
    ]
    # Refitting each random network makes p fair: about as often low as high.
    assert 0.25 < np.mean(drawn) < 0.75
    assert sum(p <= 0.05 for p in drawn) <= 4


@pytest.mark.parametrize(("directed", "cells"), [(False, 10), (True, 20)])
def test_random_networks_have_as_many_ties_each_pair_as_often(monkeypatch, directed, cells):
    drawn = []
    keep = lambda matrix, *_: drawn.append(matrix.toarray()) or (0.0, 0.0, [])  # noqa: E731
    monkeypatch.setattr(core_periphery, "_best", keep)
    for seed in range(600):
        core_periphery._chance(5, 4, "either", np.random.default_rng(seed), directed=directed)
    for matrix in drawn:
        assert matrix.sum() == (4 if directed else 8)
        assert (matrix == matrix.T).all()
        assert not matrix.diagonal().any()
    share = np.mean(drawn, axis=0)[np.triu_indices(5, 1)]
    assert share == pytest.approx(4 / cells, abs=0.07)


def test_the_table_lists_the_core_first():
    found = cohesion.core_periphery(planted(4, 5), draws=5)
    assert found.table["part"].tolist() == ["core"] * 4 + ["periphery"] * 5
    assert found.table.columns.tolist() == ["actor", "part", "reason"]


def test_the_seed_alone_decides_what_is_drawn():
    graph = nx.gnm_random_graph(30, 60, seed=4)
    one, two = (cohesion.core_periphery(graph, draws=15, seed=2) for _ in range(2))
    assert one == two


@settings(max_examples=40)
@given(graphs(least=4, most=7, directed=False))
def test_the_complement_turns_core_and_periphery_round(graph):
    one = cohesion.core_periphery(graph, draws=1)
    two = cohesion.core_periphery(nx.complement(graph), draws=1)
    assert one.r == pytest.approx(two.r, nan_ok=True)


# --- how near the core -------------------------------------------------------------------------


def fitted(graph, **keywords):
    """Fit coreness; give what was found and c, by name, next to its limit where it has no top."""
    found = cohesion.core_periphery(graph, "continuous", **({"draws": 1} | keywords))
    if found.reason:
        return found, None
    coreness = dict(zip((*found.core, *found.periphery), found.coreness))
    coreness = np.array([coreness[str(v)] for v in sorted(graph)])
    # All nearly alike; or all but one nearly 0, of whom those tied to the one have a little.
    floor = min(found.floor, 1 - 1e-5)
    c = floor + (1 - floor) * coreness
    if np.count_nonzero(c) == 1:
        both = nx.to_numpy_array(graph, nodelist=sorted(graph), weight=None)
        tied = (both + both.T)[np.argmax(c)] / 2
        rest = (both.sum() - 2 * tied.sum()) / max(both.size - len(c) - 2 * np.sum(tied > 0), 1)
        c = np.where(c > 0, c, 1e-5 * np.maximum(tied - rest, 0))
    return found, c


def best_on_a_grid(ties, levels):
    """Try all c of these levels; give the best fits and their c."""
    n = len(ties)
    apart = ~np.eye(n, dtype=bool)
    c = np.array(list(product(levels, repeat=n)))
    products = (c[:, :, None] * c[:, None, :])[:, apart]
    products = products - products.mean(axis=1, keepdims=True)
    length = np.sqrt((products**2).sum(axis=1))
    cells = ties[apart] - ties[apart].mean()
    fits = products @ cells / np.where(length > 1e-9, length, np.inf) / np.sqrt((cells**2).sum())
    order = np.argsort(-fits)[:8]
    return fits[order], c[order]


CASES = [g for g in SMALL if 3 <= len(g) <= 5 or (len(g) == 6 and g.number_of_edges() % 6 == 0)]
CASES += [g for g in RANDOM if g.is_directed() and 4 <= len(g) <= 6][:6]


@pytest.mark.parametrize("part", range(2))
def test_no_coreness_fits_better(part):
    for number, graph in enumerate(CASES[part::2]):
        found, c = fitted(graph)
        n, ties = len(graph), nx.to_numpy_array(graph, nodelist=sorted(graph), weight=None)
        if found.reason:
            assert graph.number_of_edges() in (0, n * (n - 1) // (1 if graph.is_directed() else 2))
            continue
        assert definitions.continuous_fit(ties, c) == pytest.approx(found.r, abs=1e-4)
        levels = (0, 0.2, 0.4, 0.6, 0.8, 1) if n < 6 else (0, 0.25, 0.5, 0.75, 1)
        fits, starts = best_on_a_grid(ties, levels)
        assert found.r >= fits[0] - 1e-9
        # And from the best of the grid, and anywhere, on every fourth of them.
        anywhere = np.random.default_rng(number).random((3, n))
        for start in [] if number % 4 else [*starts[:3], *anywhere]:
            climbed = minimize(
                lambda c, ties=ties: -np.nan_to_num(definitions.continuous_fit(ties, c)),
                start,
                bounds=[(0, 1)] * n,
                options={"maxiter": 15},
            )
            assert found.r >= -climbed.fun - 1e-6


def test_no_actor_of_a_larger_network_fits_better_elsewhere():
    for seed in range(12):
        graph = nx.gnm_random_graph(14 + seed, 40, seed=seed)
        found, c = fitted(graph)
        ties = nx.to_numpy_array(graph, nodelist=sorted(graph))
        for v in range(len(graph)):
            for other in (0, 0.3, 0.6, 0.9, 1.2):
                moved = np.where(np.arange(len(c)) == v, other, c)
                assert not definitions.continuous_fit(ties, moved) > found.r + 1e-6


def test_a_core_apart_from_all_others_is_near_1_and_the_others_0():
    graph = nx.complete_graph(5)
    graph.add_nodes_from(range(5, 14))
    found, _ = fitted(graph, draws=40)
    assert found.r == pytest.approx(1)
    assert found.core == ("0", "1", "2", "3", "4")
    assert found.coreness == pytest.approx([1] * 5 + [0] * 9, abs=1e-3)
    assert (found.verdict, found.exact, found.floor) == ("clear core", False, pytest.approx(0))
    assert "best found from 8 starts" in found.summary[1]
    assert (isnan(found.margin), found.alternatives) == (True, ())


@pytest.mark.parametrize(("core", "fringe"), [(6, 10), (8, 30)])
def test_those_of_a_planted_core_are_nearer_to_it_than_all_others(core, fringe):
    found, _ = fitted(planted(core, fringe), draws=19)
    assert set(found.core) == {str(i) for i in range(core)}
    assert found.table["part"].tolist() == ["core"] * core + ["periphery"] * fringe
    assert found.table.columns.tolist() == ["actor", "part", "coreness", "reason"]
    assert found.table["coreness"].round(6).is_monotonic_decreasing
    ends = found.table["coreness"].tolist()[:: core + fringe - 1]
    assert ends == pytest.approx([1, 0], abs=1e-6)
    assert found.p == 1 / 20


def test_the_toy_is_fitted_best_as_a_star_of_its_backbone():
    found, c = fitted(toy.graph(directed=False), draws=20)
    assert (found.core, found.verdict) == (("B",), "no clear core")
    # The best that a climb from the discrete core and from any ideal star could do is less.
    ties = nx.to_numpy_array(toy.graph(directed=False), nodelist=sorted(toy.GROUPS))
    assert definitions.continuous_fit(ties, c) == pytest.approx(found.r, abs=1e-6)
    assert found.r > 0.6


@settings(max_examples=15)
@given(graphs(least=4, most=7), st.randoms(use_true_random=False))
def test_other_names_change_no_fit(graph, random):
    names = [f"person {i}" for i in range(len(graph))]
    random.shuffle(names)
    one, _ = fitted(graph)
    two, _ = fitted(nx.relabel_nodes(graph, dict(zip(graph, names))))
    assert one.reason == two.reason
    assert one.r == pytest.approx(two.r, abs=1e-6, nan_ok=True)


def test_random_networks_are_fitted_by_chance():
    drawn = [fitted(nx.gnm_random_graph(9, 15, seed=i), draws=9)[0].p for i in range(8)]
    assert 0.2 < np.mean(drawn) < 0.85


def test_ties_one_way_only_say_nothing_of_a_core():
    everybody_one_way = nx.DiGraph((a, b) for a in range(5) for b in range(a))
    found, _ = fitted(everybody_one_way)
    assert found.r == pytest.approx(0, abs=1e-6)
    assert found.verdict == "no clear core"


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
    assert found.table["actor"].tolist() == sorted(str(v) for v in graph)
    assert found.table["part"].isna().all()
    assert (found.table["reason"] == found.reason).all()


@pytest.mark.parametrize("graph", [nx.Graph(), nx.empty_graph(4), nx.complete_graph(4)])
def test_where_nothing_varies_coreness_is_blank_and_says_why(graph):
    table = cohesion.core_periphery(graph, "continuous").table
    assert table["coreness"].isna().all()
    assert table["coreness"].dtype == float
    assert (table["reason"] != "").all()


def test_where_no_other_core_can_be_compared_none_is_spoken_of():
    # Of three actors two are tied: every other core has no r, or the same.
    found = cohesion.core_periphery(nx.Graph([(0, 1), (2, 3)]), draws=2)
    assert all("nan" not in sentence for sentence in found.summary)


def test_an_unknown_pattern_is_refused():
    with pytest.raises(ArgumentError, match="one of ignore-mixed, either, both"):
        cohesion.core_periphery(nx.path_graph(5), "star")
