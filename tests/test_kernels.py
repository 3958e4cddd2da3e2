"""The kernels against brute force, networkx, igraph and scipy; and one build against the other."""

import json
import os
from itertools import pairwise

import networkx as nx
import numpy as np
import pytest
import scipy.sparse as sp
from scipy.sparse.csgraph import connected_components

from civicnet import _kernels as kernels
from civicnet._kernels import builds, calls
from civicnet.arrays import simple
from civicnet.errors import ArgumentError, LimitError

COMPILED = builds.chosen() == "compiled"


@pytest.fixture(params=["uncompiled", "compiled"] if COMPILED else ["uncompiled"])
def build(request, monkeypatch):
    monkeypatch.setattr(builds, "chosen", lambda: request.param)
    return request.param


def arrays(graph):
    found = simple(nx.relabel_nodes(graph, {v: i for i, v in enumerate(graph)}))
    return found.indptr, found.indices


def random_graph(seed, most=24):
    """Give a graph with anything: nobody, isolates, several components, every third directed."""
    rng = np.random.default_rng(seed)
    n = int(rng.integers(0, most)) if seed > 3 else seed
    graph = nx.gnp_random_graph(n, rng.uniform(0, 0.35), seed=seed, directed=seed % 3 == 0)
    if seed % 5 == 0:
        graph.add_nodes_from(range(n, n + 3))
    return graph


def odd_graphs():
    """Give shapes on which algorithms stumble."""
    two = nx.disjoint_union(nx.cycle_graph(6), nx.star_graph(5))
    return {
        "nobody": nx.empty_graph(0),
        "one": nx.empty_graph(1),
        "isolates": nx.empty_graph(7),
        "pair": nx.path_graph(2),
        "path": nx.path_graph(130),
        "cycle": nx.cycle_graph(9),
        "star": nx.star_graph(8),
        "everybody": nx.complete_graph(7),
        "barbell": nx.barbell_graph(5, 3),
        "grid": nx.convert_node_labels_to_integers(nx.grid_2d_graph(5, 6)),
        "two": two,
        "tree": nx.balanced_tree(3, 3),
        "wheel": nx.wheel_graph(8),
        "one way": nx.gn_graph(12, seed=1),
        "there and back": nx.cycle_graph(5, create_using=nx.DiGraph),
    }


SMALL = [
    *(pytest.param(graph, id=name) for name, graph in odd_graphs().items()),
    *(pytest.param(random_graph(seed), id=f"random {seed}") for seed in range(25)),
]
UNDIRECTED = [each for each in SMALL if not each.values[0].is_directed()]


def distance_table(graph):
    table = np.full((len(graph), len(graph)), -1)
    for v, row in nx.all_pairs_shortest_path_length(graph):
        table[v, list(row)] = list(row.values())
    return table


def even_lengths(graph, seed=0):
    """Give each tie a whole length, the same in both directions; also as attribute `length`."""
    indptr, indices = arrays(graph)
    rows = np.repeat(np.arange(len(graph)), np.diff(indptr))
    low, high = np.minimum(rows, indices), np.maximum(rows, indices)
    lengths = (low * 7 + high * 3 + seed) % 3 + 1
    for v, w, length in zip(rows, indices, lengths, strict=True):
        graph[int(v)][int(w)]["length"] = int(length)
    return lengths


def pairs(graph, count):
    parts = nx.weakly_connected_components if graph.is_directed() else nx.connected_components
    sums = [(count[list(part)].sum(), (count[list(part)] ** 2).sum()) for part in parts(graph)]
    return sum(whole**2 - squares for whole, squares in sums) / 2


@pytest.mark.parametrize("graph", SMALL)
def test_betweenness_is_that_of_networkx_in_steps_and_in_lengths(graph, build):
    indptr, indices = arrays(graph)
    lengths = even_lengths(graph)
    both = 1 if graph.is_directed() else 2
    for attribute, given in ((None, None), ("length", lengths)):
        found = kernels.betweenness(indptr, indices, lengths=given)
        expected = nx.betweenness_centrality(graph, normalized=False, weight=attribute)
        assert found == pytest.approx([both * expected[v] for v in graph], abs=1e-9)


@pytest.mark.parametrize("graph", SMALL)
def test_distances_are_those_of_one_search_after_the_other(graph, build):
    indptr, indices = arrays(graph)
    table = distance_table(graph)
    reach = table > 0
    everybody = np.arange(len(graph))
    ones = np.ones(len(indices), dtype=np.int64)
    for found in (
        kernels.distances(indptr, indices),
        kernels.distances(indptr, indices, everybody),
        kernels.distances(indptr, indices, everybody, lengths=ones),
    ):
        assert found.reached.tolist() == reach.sum(1).tolist()
        assert found.total.tolist() == np.where(reach, table, 0).sum(1).tolist()
        assert found.largest.tolist() == np.where(reach, table, 0).max(1, initial=0).tolist()
        inverse = np.divide(1.0, table, where=reach, out=np.zeros(table.shape))
        assert found.harmonic == pytest.approx(inverse.sum(1))
    assert (kernels.distance_matrix(indptr, indices) == table).all()


@pytest.mark.parametrize("graph", SMALL)
def test_distances_over_lengths_are_those_of_networkx(graph, build):
    indptr, indices = arrays(graph)
    found = kernels.distances(indptr, indices, lengths=even_lengths(graph))
    for v, row in nx.all_pairs_dijkstra_path_length(graph, weight="length"):
        others = [length for w, length in row.items() if w != v]
        assert found.reached[v] == len(others)
        assert found.total[v] == sum(others)
        assert found.largest[v] == max(others, default=0)
        assert found.harmonic[v] == pytest.approx(sum(1 / length for length in others))


@pytest.mark.parametrize("graph", UNDIRECTED)
def test_removals_are_those_of_taking_each_actor_out(graph, build):
    indptr, indices = arrays(graph)
    count = np.random.default_rng(1).integers(0, 4, len(graph)).astype(float)
    found = kernels.removals(indptr, indices, count)
    whole = pairs(graph, count)
    for v in graph:
        rest = graph.copy()
        rest.remove_node(v)
        own = nx.node_connected_component(graph, v)
        parts = [part for part in nx.connected_components(rest) if part < own]
        before = whole - count[v] * (count[list(own)].sum() - count[v])
        assert found.pieces[v] == len(parts)
        assert found.pairs_lost[v] == before - pairs(rest, count)
        assert set(np.flatnonzero(found.component == found.component[v])) == own


@pytest.mark.parametrize("graph", UNDIRECTED)
def test_removals_after_some_have_left_are_those_of_the_rest(graph, build):
    indptr, indices = arrays(graph)
    leave = np.arange(0, len(graph), 3)
    found = kernels.removals(indptr, indices, leave=leave)
    rest = simple(nx.relabel_nodes(graph, {v: v for v in graph})).without(leave)
    expected = kernels.removals(rest.indptr, rest.indices)
    stays = np.setdiff1d(np.arange(len(graph)), leave)
    assert found.pieces[stays].tolist() == expected.pieces[stays].tolist()
    assert found.pairs_lost[stays].tolist() == expected.pairs_lost[stays].tolist()
    assert (found.component[leave] == -1).all()


@pytest.mark.parametrize("graph", UNDIRECTED)
def test_cutpoints_bridges_and_blocks_are_those_of_networkx(graph, build):
    indptr, indices = arrays(graph)
    found = kernels.cut(indptr, indices)
    assert set(np.flatnonzero(found.is_cutpoint)) == set(nx.articulation_points(graph))
    expected = sorted((min(tie), max(tie)) for tie in nx.bridges(graph))
    assert [tuple(tie) for tie in found.bridges.tolist()] == expected
    rows = np.repeat(np.arange(len(graph)), np.diff(indptr)).tolist()
    blocks = [set() for _ in range(found.n_blocks)]
    for v, w, block in zip(rows, indices.tolist(), found.block_of_link, strict=True):
        blocks[block].add(frozenset((v, w)))
    expected = [{frozenset(tie) for tie in each} for each in nx.biconnected_component_edges(graph)]
    assert len(blocks) == len(expected)
    assert set(map(frozenset, blocks)) == set(map(frozenset, expected))


@pytest.mark.parametrize("graph", UNDIRECTED)
def test_pairs_without_a_set_are_those_of_taking_it_out(graph, build):
    indptr, indices = arrays(graph)
    rng = np.random.default_rng(2)
    count = rng.integers(0, 4, len(graph)).astype(float)
    # Somebody may be named twice, and a set may be empty.
    leave = [rng.integers(0, len(graph), rng.integers(0, 5)) for _ in range(20)] if graph else [()]
    ptr = np.cumsum([0, *map(len, leave)])
    for method in ("local", "all"):
        found, largest = kernels.pairs_without(
            indptr, indices, ptr, np.concatenate(leave), count, method=method
        )
        for i, some in enumerate(leave):
            rest = graph.copy()
            rest.remove_nodes_from(list(some))
            parts = [count[list(part)].sum() for part in nx.connected_components(rest)]
            assert found[i] == pairs(rest, count)
            assert largest[i] == max(parts, default=0)


def worths(n):
    """Give what distances are worth: nothing beyond two steps, 1/d, and rising all the way."""
    return [0.0, 1.0, 1.0], [0.0, *(1 / d for d in range(1, n + 1))], [0.0, 0.0, *range(n)]


def worth_lost(graph, less, worth):
    """Give, for each pair, the worth of its distance less what it is worth in the other graph."""
    value = np.zeros(len(graph) + 2)
    value[1 : len(worth)] = worth[1 : len(graph) + 2]
    value[-1] = 0
    return value[distance_table(graph)] - value[distance_table(less)]


@pytest.mark.parametrize("graph", [each for each in SMALL if len(each.values[0]) < 60])
def test_distance_losses_are_those_of_taking_each_actor_out(graph, build):
    indptr, indices = arrays(graph)
    count = np.random.default_rng(3).integers(0, 3, len(graph)).astype(float)
    for worth in worths(len(graph)):
        found = kernels.distance_losses(indptr, indices, worth, count=count)
        for v in graph:
            rest = graph.copy()
            rest.remove_edges_from([tie for tie in graph.edges if v in tie])
            others = np.outer(count, count)
            others[v], others[:, v] = 0, 0
            assert found[v] == pytest.approx((others * worth_lost(graph, rest, worth)).sum())


@pytest.mark.parametrize("graph", [each for each in SMALL if len(each.values[0]) < 60])
def test_distance_losses_of_ties_are_those_of_taking_each_tie_out(graph, build):
    indptr, indices = arrays(graph)
    count = np.random.default_rng(3).integers(0, 3, len(graph)).astype(float)
    rows = np.repeat(np.arange(len(graph)), np.diff(indptr))
    for worth in worths(len(graph)):
        entries = kernels.distance_losses(indptr, indices, worth, count=count, of="ties")
        found = dict.fromkeys(graph.edges, 0.0)
        for v, w, lost in zip(rows.tolist(), indices.tolist(), entries, strict=True):
            found[(v, w) if (v, w) in found else (w, v)] += lost
        for tie in graph.edges:
            rest = graph.copy()
            rest.remove_edge(*tie)
            lost = np.outer(count, count) * worth_lost(graph, rest, worth)
            assert found[tie] == pytest.approx(lost.sum())


@pytest.mark.parametrize("n", [200, 2_000])
def test_distance_losses_of_ties_are_those_of_looking_at_all_distances_anew(n):
    if n > 200 and not COMPILED:
        pytest.skip("slow uncompiled")
    graph = sprawling(n)
    indptr, indices = arrays(graph)
    nearness = [0, *(1 / d for d in range(1, n))]
    found = kernels.distance_losses(indptr, indices, nearness, of="ties")
    whole = kernels.distances(indptr, indices).harmonic.sum()
    for v, w in list(graph.edges)[:: n // 20]:
        both = [indptr[a] + np.searchsorted(indices[indptr[a] : indptr[a + 1]], b)
                for a, b in ((v, w), (w, v))]  # fmt: skip
        rest = graph.copy()
        rest.remove_edge(v, w)
        less = kernels.distances(*arrays(rest)).harmonic.sum()
        assert found[both].sum() == pytest.approx(whole - less)


def test_losses_from_some_sources_add_up_to_those_from_all(build):
    indptr, indices = arrays(random_graph(22))
    n = len(indptr) - 1
    worth = [0, *(1 / d for d in range(1, n))]
    for of in ("actors", "ties"):
        whole = kernels.distance_losses(indptr, indices, worth, of=of)
        halves = [
            kernels.distance_losses(indptr, indices, worth, range(s, n, 2), of=of) for s in (0, 1)
        ]
        assert sum(halves) == pytest.approx(whole)


@pytest.mark.parametrize("graph", UNDIRECTED)
def test_holes_are_burts(graph, build):
    indptr, indices = arrays(graph)
    n = len(graph)
    rows = np.repeat(np.arange(n), np.diff(indptr))
    strength = (np.minimum(rows, indices) * 5 + np.maximum(rows, indices) * 3) % 4 + 1.0
    z = np.zeros((n, n))
    z[rows, indices] = strength
    for ego in (False, True):
        found = kernels.holes(indptr, indices, strength, ego=ego)
        for i in range(n):
            contacts = np.flatnonzero(z[i])
            if not len(contacts):
                assert np.isnan([found.constraint[i], found.effective_size[i]]).all()
                assert np.isnan(found.hierarchy[i])
                continue
            seen = z.copy()
            if ego:
                outside = np.setdiff1d(np.arange(n), [*contacts, i])
                seen[outside], seen[:, outside] = 0, 0
            with np.errstate(invalid="ignore"):
                p = np.nan_to_num(seen / seen.sum(1, keepdims=True))
                m = np.nan_to_num(seen / seen.max(1, keepdims=True))
            local = {
                j: (p[i, j] + sum(p[i, q] * p[q, j] for q in range(n) if q not in (i, j))) ** 2
                for j in contacts
            }
            size = sum(
                1 - sum(p[i, q] * m[j, q] for q in range(n) if q not in (i, j)) for j in contacts
            )
            total = sum(local.values())
            share = np.array(list(local.values())) / (total / len(contacts))
            hierarchy = 1.0
            if len(contacts) > 1:
                hierarchy = (share * np.log(share)).sum() / (len(contacts) * np.log(len(contacts)))
            assert found.constraint[i] == pytest.approx(total)
            assert found.effective_size[i] == pytest.approx(size)
            assert found.hierarchy[i] == pytest.approx(hierarchy, abs=1e-9)
            assert found.local[indptr[i] : indptr[i + 1]] == pytest.approx(list(local.values()))


@pytest.mark.parametrize("graph", SMALL)
@pytest.mark.parametrize("partial", [False, True], ids=["whole", "partial"])
def test_roles_are_those_of_looking_at_every_pair(graph, partial, build):
    indptr, indices = arrays(graph)
    n = len(graph)
    if n > 60:
        pytest.skip("too long for brute force")
    group = np.random.default_rng(4).integers(-1, 3, n)
    expected = np.zeros((n, 6))
    for a in graph:
        for b in graph:
            if a == b or graph.has_edge(a, b):
                continue
            between = [v for v in graph if graph.has_edge(a, v) and graph.has_edge(v, b)]
            for v in between:
                x, y, z = group[a], group[v], group[b]
                if min(x, y, z) < 0:
                    continue
                role = (0 if y == x else 1) if x == z else {x: 2, z: 3}.get(y, 4)
                credit = 1 / len(between) if partial else 1
                expected[v, role] += credit
                expected[v, 5] += credit
    found = kernels.roles(indptr, indices, group, partial=partial)
    assert found == pytest.approx(expected)


@pytest.mark.parametrize("graph", UNDIRECTED)
def test_coreness_and_triangles_are_those_of_networkx(graph, build):
    indptr, indices = arrays(graph)
    assert kernels.coreness(indptr, indices).tolist() == list(nx.core_number(graph).values())
    assert kernels.triangles(indptr, indices).tolist() == list(nx.triangles(graph).values())


@pytest.mark.parametrize("seed", range(40))
def test_the_best_move_is_the_one_that_correlates_most(seed, build):
    # Whole numbers, small enough that several moves are often as good: the first one is taken.
    rng = np.random.default_rng(seed)
    n = int(rng.integers(1, 12))
    way = rng.choice([-1.0, 1.0], n)
    brings, takes = rng.integers(0, 3, (2, n)).astype(float)
    tied, fewer, more = (tuple(rng.integers(6, 30, 2).astype(float)) for _ in range(3))
    found = kernels.best_move(way, brings, takes, tied, fewer, more)
    correlations = []
    for v in range(n):
        yes, no = fewer if way[v] < 0 else more
        one, other = tied[0] + 2 * way[v] * brings[v], tied[1] - 2 * way[v] * takes[v]
        spread = (one + other) * (yes + no - one - other) * yes * no
        phi = (one * no - other * yes) / spread**0.5 if spread > 0 else -np.inf
        correlations.append(round(phi, 12))
    assert found == correlations.index(max(correlations))


@pytest.mark.parametrize("graph", [each for each in SMALL if len(each.values[0]) > 1])
def test_independent_paths_are_as_many_as_must_leave(graph, build):
    indptr, indices = arrays(graph)
    last = len(graph) - 1
    for source, target in {(0, last), (last // 2, 0), (1, last)} - {(1, 1)}:
        if source == target:
            continue
        number, ways = kernels.independent_paths(indptr, indices, source, target)
        rest = graph.copy()
        direct = rest.has_edge(source, target)
        if direct:
            rest.remove_edge(source, target)
        assert number == len(ways) == direct + nx.node_connectivity(rest, source, target)
        between = [v for way in ways for v in way[1:-1]]
        assert len(set(between)) == len(between)
        assert not {source, target} & set(between)
        for way in ways:
            assert (way[0], way[-1]) == (source, target)
            assert all(graph.has_edge(v, w) for v, w in pairwise(way))
        cut = kernels.node_cut(indptr, indices, source, target)
        if direct:
            assert cut is None
        else:
            assert len(cut) == number
            rest.remove_nodes_from(cut.tolist())
            assert not nx.has_path(rest, source, target)


def test_paths_between_two_sides_begin_and_end_at_any_of_them(build):
    # 0 and 1 here, 5 and 6 there; 2 and 3 each lead across, 4 hangs on 3 alone.
    ties = [(0, 2), (1, 2), (1, 3), (2, 5), (3, 6), (3, 4), (4, 6), (0, 1)]
    graph = nx.empty_graph(7)
    graph.add_edges_from(ties)
    indptr, indices = arrays(graph)
    number, ways = kernels.independent_paths(indptr, indices, [0, 1], [5, 6])
    assert number == 2
    assert {way[1] for way in ways} == {2, 3}
    assert kernels.node_cut(indptr, indices, [0, 1], [5, 6]).tolist() == [2, 3]
    assert kernels.independent_paths(indptr, indices, [0, 1], [5, 6], enough=1)[0] == 1


def everything(indptr, indices, lengths, count, group, leave_ptr, leave):
    """Call every kernel, and give what they find by name."""
    n = len(count)
    nearness = [0, *(1 / d for d in range(1, n + 1))]
    found = {
        "betweenness": kernels.betweenness(indptr, indices),
        "betweenness_lengths": kernels.betweenness(indptr, indices, lengths=lengths),
        "distances": kernels.distances(indptr, indices, np.arange(n)),
        "distances_all": kernels.distances(indptr, indices),
        "distances_lengths": kernels.distances(indptr, indices, lengths=lengths),
        "matrix": kernels.distance_matrix(indptr, indices),
        "losses": kernels.distance_losses(indptr, indices, nearness, count=count),
        "losses_near": kernels.distance_losses(indptr, indices, [0, 1, 1], count=count),
        "losses_of_ties": kernels.distance_losses(indptr, indices, nearness, of="ties"),
        "roles": kernels.roles(indptr, indices, group),
        "roles_partial": kernels.roles(indptr, indices, group, partial=True),
    }
    if n > 1:
        number, ways = kernels.independent_paths(indptr, indices, 0, n - 1)
        found["paths"] = np.array([number, *(v for way in ways for v in way)])
    return found


def everything_undirected(indptr, indices, strength, count, leave_ptr, leave):
    return {
        "removals": kernels.removals(indptr, indices, count),
        "cut": kernels.cut(indptr, indices),
        "pairs_without": kernels.pairs_without(indptr, indices, leave_ptr, leave, count),
        "pairs_without_all": kernels.pairs_without(
            indptr, indices, leave_ptr, leave, count, method="all"
        ),
        "holes": kernels.holes(indptr, indices, strength),
        "holes_of_ego": kernels.holes(indptr, indices, strength, ego=True),
        "coreness": kernels.coreness(indptr, indices),
        "triangles": kernels.triangles(indptr, indices),
    }


def assert_same(one, two, *, exactly=False):
    assert one.keys() == two.keys()
    for name in one:
        left = one[name] if isinstance(one[name], tuple) else (one[name],)
        right = two[name] if isinstance(two[name], tuple) else (two[name],)
        for a, b in zip(left, right, strict=True):
            x, y = np.asarray(a), np.asarray(b)
            assert x.dtype == y.dtype, name
            if x.dtype.kind == "f" and not exactly:
                np.testing.assert_allclose(x, y, rtol=1e-12, atol=1e-12, err_msg=name)
            else:
                np.testing.assert_array_equal(x, y, err_msg=name)


def case(seed, most=24):
    graph = random_graph(seed, most)
    indptr, indices = arrays(graph)
    n = len(graph)
    rng = np.random.default_rng(seed)
    leave_ptr = np.cumsum([0, *rng.integers(0, 4, 8)]) if n else np.array([0])
    leave = rng.integers(0, max(n, 1), leave_ptr[-1])
    count = rng.uniform(0, 3, n)
    common = (even_lengths(graph, seed), count, rng.integers(-1, 3, n), leave_ptr, leave)
    strength = even_lengths(graph, seed + 1) / 7
    return graph, (indptr, indices, *common), (indptr, indices, strength, count, leave_ptr, leave)


@pytest.mark.skipif(not COMPILED, reason="the kernels are not compiled here")
def test_both_builds_find_the_same_in_200_random_networks(monkeypatch):
    for seed in range(200):
        graph, directed, undirected = case(seed, most=40)
        found = []
        for build in ("compiled", "uncompiled"):
            monkeypatch.setattr(builds, "chosen", lambda build=build: build)
            each = everything(*directed)
            if not graph.is_directed():
                each |= everything_undirected(*undirected)
            found.append(each)
        assert_same(*found)


@pytest.mark.parametrize("seed", [7, 8])
def test_threads_change_nothing_to_the_last_bit(seed, monkeypatch):
    monkeypatch.setattr(calls, "WORK_FOR_THREADS", 0)
    _, directed, undirected = case(seed, most=60)
    found = []
    for cores in (1, 2, 5):
        monkeypatch.setattr(calls, "cores", lambda cores=cores: cores)
        found.append(everything(*directed) | everything_undirected(*undirected))
    for each in found[1:]:
        assert_same(each, found[0], exactly=True)


@pytest.mark.parametrize("n", [200, 1500])
def test_kernels_agree_with_igraph(n):
    igraph = pytest.importorskip("igraph")
    if n > 200 and not COMPILED:
        pytest.skip("slow uncompiled")
    graph = nx.powerlaw_cluster_graph(n, 3, 0.5, seed=n)
    indptr, indices = arrays(graph)
    other = igraph.Graph(n, list(graph.edges))
    assert kernels.betweenness(indptr, indices) / 2 == pytest.approx(other.betweenness())
    harmonic = kernels.distances(indptr, indices).harmonic / (n - 1)
    assert harmonic == pytest.approx(other.harmonic_centrality())
    assert kernels.holes(indptr, indices).constraint == pytest.approx(other.constraint())
    assert kernels.coreness(indptr, indices).tolist() == other.coreness()
    found = set(np.flatnonzero(kernels.cut(indptr, indices).is_cutpoint))
    assert found == set(other.articulation_points())
    number, _ = kernels.independent_paths(indptr, indices, 0, n - 1)
    direct = graph.has_edge(0, n - 1)
    if direct:
        other.delete_edges([(0, n - 1)])
    assert number == direct + other.vertex_connectivity(0, n - 1)


def sprawling(n, seed=0):
    """Give a network with dense spots, long arms and small parts apart."""
    rng = np.random.default_rng(seed)
    core = nx.powerlaw_cluster_graph(n // 2, 2, 0.4, seed=seed)
    ties = list(core.edges)
    ties += [(int(rng.integers(max(0, v - 40), v)), v) for v in range(n // 2, n) if v % 29]
    graph = nx.empty_graph(n)
    graph.add_edges_from(ties)
    return graph


def recomputed(matrix, leave, count):
    """Count connected pairs and weigh the largest piece by scipy, from nothing."""
    stays = np.setdiff1d(np.arange(matrix.shape[0]), leave)
    _, label = connected_components(matrix[stays][:, stays], directed=False)
    sums = np.bincount(label, count[stays])
    squares = np.bincount(label, count[stays] ** 2)
    return (sums**2 - squares).sum() / 2, sums.max()


@pytest.mark.parametrize("n", [200, 2_000, 20_000])
def test_removals_and_scenarios_are_those_of_recomputing_at_every_size(n):
    samples = {200: 200, 2_000: 300, 20_000: 150 if COMPILED else 8}[n]
    indptr, indices = arrays(sprawling(n))
    matrix = sp.csr_array((np.ones(len(indices)), indices, indptr), shape=(n, n))
    rng = np.random.default_rng(n)
    count = rng.integers(0, 5, n).astype(float)
    found = kernels.removals(indptr, indices, count)
    whole, _ = recomputed(matrix, [], count)
    weight = np.bincount(found.component, count)
    some = rng.permutation(n)[:samples]
    degree = np.diff(indptr)
    for v in some:
        after, _ = recomputed(matrix, [v], count)
        before = whole - count[v] * (weight[found.component[v]] - count[v])
        assert found.pairs_lost[v] == before - after
    sizes = rng.integers(1, 30, samples)
    leave = [
        rng.choice(n, size, p=degree / degree.sum() if i % 2 else None)
        for i, size in enumerate(sizes)
    ]
    ptr = np.cumsum([0, *map(len, leave)])
    left, largest = kernels.pairs_without(indptr, indices, ptr, np.concatenate(leave), count)
    for i, each in enumerate(leave):
        assert (left[i], largest[i]) == recomputed(matrix, each, count)


def test_long_networks_are_searched_one_by_one(build):
    # The sets of everybody_in_… would take as many steps as the path is long.
    n = 1_300
    indptr, indices = arrays(nx.path_graph(n))
    found = kernels.distances(indptr, indices)
    assert found.largest[0] == n - 1
    assert found.total[0] == n * (n - 1) // 2


def test_more_ways_than_numbers_can_count_is_said(build):
    # Each diamond doubles the number of shortest ways.
    graph = nx.Graph()
    for i in range(0, 3 * 1_100, 3):
        graph.add_edges_from([(i, i + 1), (i, i + 2), (i + 1, i + 3), (i + 2, i + 3)])
    indptr, indices = arrays(nx.convert_node_labels_to_integers(graph, ordering="sorted"))
    with pytest.raises(LimitError, match="more shortest ways"):
        kernels.betweenness(indptr, indices, [0])


def test_read_only_arrays_are_welcome(build):
    indptr, indices = arrays(nx.karate_club_graph())
    count = np.ones(34)
    for each in (indptr, indices, count):
        each.flags.writeable = False
    assert kernels.removals(indptr, indices, count).pairs_lost.max() > 0
    assert kernels.betweenness(indptr, indices).max() > 0


GOOD = (np.array([0, 1, 2]), np.array([1, 0]))


@pytest.mark.parametrize(
    ("call", "said"),
    [
        (lambda: kernels.coreness(np.array([0, 1, 2], dtype=np.int32), GOOD[1]), "int64"),
        (lambda: kernels.coreness(GOOD[0], np.array([1.0, 0.0])), "int64"),
        (lambda: kernels.coreness(np.array([0, 1, 3]), GOOD[1]), "length of indices"),
        (lambda: kernels.coreness(np.array([0, 3, 2]), GOOD[1]), "must not fall"),
        (lambda: kernels.coreness(GOOD[0], np.array([1, 2])), "from 0 to 1"),
        (lambda: kernels.coreness(GOOD[0], np.array([1, 9, 0, 9])[::2]), "in one piece"),
        (lambda: kernels.betweenness(*GOOD, [2]), "from 0 to 1"),
        (lambda: kernels.betweenness(*GOOD, [0.5]), "whole numbers"),
        (lambda: kernels.betweenness(*GOOD, lengths=np.array([1, 0])), "above 0"),
        (lambda: kernels.betweenness(*GOOD, lengths=np.array([1.5, 2])), "whole numbers"),
        (lambda: kernels.betweenness(*GOOD, lengths=np.array([2**61, 1])), "2\\*\\*62"),
        (lambda: kernels.removals(*GOOD, [1.0]), "each of the 2"),
        (lambda: kernels.removals(*GOOD, [1.0, -1.0]), "0 or more"),
        (lambda: kernels.holes(*GOOD, [1.0, 0.0]), "above 0"),
        (lambda: kernels.holes(*GOOD, [1.0, np.nan]), "numbers"),
        (lambda: kernels.distance_losses(*GOOD, [0, 1], of="pairs"), "'actors' or 'ties'"),
        (lambda: kernels.roles(*GOOD, [1]), "each of the 2"),
        (lambda: kernels.best_move(np.ones(2), np.ones(2), np.ones(1), *[(1, 1)] * 3), "an actor"),
        (lambda: kernels.pairs_without(*GOOD, [0, 2], [1]), "end with the length"),
        (lambda: kernels.pairs_without(*GOOD, [0, 1], [1], method="some"), "'local' or 'all'"),
        (lambda: kernels.independent_paths(*GOOD, 1, 1), "must differ"),
    ],
)
def test_bad_arguments_never_reach_a_kernel(call, said, build):
    with pytest.raises(ArgumentError, match=said):
        call()


def test_uncompiled_kernels_can_be_asked_for(monkeypatch):
    monkeypatch.setenv("CIVICNET_KERNELS", "uncompiled")
    assert builds.chosen.__wrapped__() == "uncompiled"


def test_compiled_kernels_come_from_the_sources_beside_them():
    # Else they are not used, and everything is slow without a word: build anew.
    assert kernels.stale() == []


def test_kernels_compiled_from_other_sources_are_named_and_not_used(tmp_path, monkeypatch):
    hashes = {name: builds.source_hash(name) for name in builds.MODULES} | {"cuts": "old"}
    (tmp_path / "sources.json").write_text(json.dumps(hashes), encoding="utf-8")
    monkeypatch.setattr(builds, "RECORD", tmp_path / "sources.json")
    assert kernels.stale() == ["cuts"]
    assert builds.chosen.__wrapped__() == "uncompiled"


def test_the_build_under_test_is_the_one_that_was_meant():
    if os.environ.get("CIVICNET_EXPECT_COMPILED"):
        assert kernels.backend() == "compiled"
    else:
        assert kernels.backend() in ("compiled", "uncompiled")


def test_every_kernel_source_is_compiled():
    sources = {
        path.stem
        for path in builds.HERE.glob("*.py")
        if "import cython\n" in path.read_text(encoding="utf-8")
    }
    assert sources == set(builds.MODULES)
