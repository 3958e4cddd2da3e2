"""Every measure against its definition: on all graphs of at most six actors and 500 random ones."""

import math
from itertools import combinations

import networkx as nx
import numpy as np
import pytest

from civicnet import brokerage, centrality, cohesion, fragmentation
from civicnet.network import Network
from tests import definitions
from tests.oracles import same, values
from tests.random_networks import RANDOM, SMALL

NETWORKS = [*SMALL, *RANDOM]


def strength(graph):
    """Say what holds the strength of ties; nothing in the small networks and half of the others."""
    return "strength" if graph in RANDOM and graph.number_of_edges() % 2 else None


def groups(graph):
    """Give the groups the random networks have; the small ones get some by number."""
    found = {v: graph.nodes[v].get("sector") for v in graph}
    if not any(found.values()):
        found = {v: ("x", "y", "z", None)[i % 4] for i, v in enumerate(sorted(graph))}
    return found


def check_degree_and_strength(graph):
    weight = strength(graph)
    ways = {"out": graph.adj, "in": graph.pred} if graph.is_directed() else {"out": graph.adj}
    rows = {way: {v: list(adj[v].values()) for v in graph} for way, adj in ways.items()}
    rows["both"] = {v: [tie for way in ways for tie in rows[way][v]] for v in graph}
    for way, ties in rows.items():
        found = values(centrality.degree(graph, direction=way))
        assert found == {v: len(ties[v]) for v in graph}
        found = values(centrality.strength(graph, weight=weight, direction=way))
        same(found, {v: sum(tie.get(weight, 1) for tie in ties[v]) for v in graph})


def check_ways(graph):
    n, weight = len(graph), strength(graph)
    between = definitions.betweenness(graph, weight)
    scale = 1 / ((n - 1) * (n - 2)) if n > 2 else math.nan
    found = values(centrality.betweenness(graph, weight=weight))
    same(found, {v: x * scale for v, x in between.items()})
    ways = {"out": graph} | ({"in": graph.reverse()} if graph.is_directed() else {})
    for direction, turned in ways.items():
        for measure in ("closeness", "harmonic"):
            frame = getattr(centrality, measure)(graph, weight=weight, direction=direction)
            same(values(frame), getattr(definitions, measure)(turned, weight))


def check_eigenvector(graph):
    flat, weight = nx.Graph(graph.to_undirected()), strength(graph)
    # A tie both ways is as strong as the stronger.
    for a, b, data in flat.edges(data=True):
        ways = [tie for tie in ((a, b), (b, a)) if graph.has_edge(*tie)]
        data["z"] = max(graph.edges[tie].get(weight, 1) for tie in ways)
    found = values(centrality.eigenvector(graph, weight=weight))
    if not flat.number_of_edges():
        assert all(map(math.isnan, found.values()))
        return
    matrix = nx.to_numpy_array(flat, weight="z")
    largest = np.linalg.eigvalsh(matrix)[-1]
    x = np.nan_to_num([found[v] for v in flat])
    assert np.allclose(matrix @ x, largest * x, atol=1e-9)
    for piece in nx.connected_components(flat):
        part = nx.to_numpy_array(flat.subgraph(piece), weight="z")
        leads = math.isclose(np.linalg.eigvalsh(part)[-1], largest, rel_tol=1e-9)
        inside = [found[v] for v in piece]
        assert (max(inside) == 1 and min(inside) > 0) if leads else np.isnan(inside).all()


def check_coreness(graph):
    expected = definitions.coreness(graph.to_undirected())
    assert values(centrality.coreness(graph)) == expected


def check_structural_holes(graph):
    weight = strength(graph)
    z = definitions.matrix(graph, weight)
    constraint, size, hierarchy = definitions.holes(z)
    contacts = ((z + z.T) > 0).sum(axis=1)
    frame = brokerage.effective_size(graph, weight=weight)
    same(values(frame, "effective_size"), dict(zip(graph, size)))
    efficiency = size / np.where(contacts, contacts, np.nan)
    same(values(frame, "burt_efficiency"), dict(zip(graph, efficiency)))
    same(values(brokerage.constraint(graph, weight=weight)), dict(zip(graph, constraint)))
    same(values(brokerage.hierarchy(graph, weight=weight)), dict(zip(graph, hierarchy)), 1e-10)
    ego, _, _ = definitions.holes(z, ego=True)
    same(values(brokerage.constraint_ego(graph, weight=weight)), dict(zip(graph, ego)))


def check_bridging(graph):
    frame = brokerage.bridging(graph)
    expected = definitions.bridging(graph.to_undirected())
    for i, column in enumerate(("bridging_centrality", "bridging")):
        same(values(frame, column), {v: found[i] for v, found in expected.items()})


def check_roles(graph):
    group = groups(graph)
    for partial, measure in ((False, brokerage.roles), (True, brokerage.roles_partial)):
        frame = measure(graph, group)
        expected = definitions.roles(graph.to_directed(), group, partial=partial)
        half = 1 if graph.is_directed() else 2
        for role in definitions.ROLES:
            column = role
            if not graph.is_directed() and role in ("representative", "gatekeeper"):
                # Each brokered pair is a representative one way and a gatekeeper the other.
                column, half = "boundary", 1
            known = {
                v: roles[role] / half if group[v] else math.nan for v, roles in expected.items()
            }
            same(values(frame, column), known)
            half = 1 if graph.is_directed() else 2


def check_removals(graph):
    flat = nx.Graph(graph.edges)
    flat.add_nodes_from(graph)
    steps = 1 + len(flat) % 3
    # The small ones count everybody once.
    count = {v: float(i * 7 % 4) if graph in RANDOM else 1.0 for i, v in enumerate(flat)}
    frame = fragmentation.removals(graph, count=count, within=steps, distances=True)
    expected = definitions.removals(flat, count, steps)
    for column in frame.columns.drop(["actor", "is_cutpoint", "reason"]):
        same(values(frame, column), {v: found[column] for v, found in expected.items()}, 1e-9)
    assert (frame["is_cutpoint"] == (frame["n_pieces"] > 1)).all()


def check_scenarios(graph):
    flat = graph.to_undirected()
    count = {v: float(i * 5 % 3) for i, v in enumerate(flat)}
    sets = [[], *(sorted(flat)[i::3][: len(flat) // 2] for i in range(3))]
    found = fragmentation.scenarios(graph, sets, count=count)
    for leave, row in zip(sets, found.itertuples(), strict=True):
        left = definitions.without(flat, *leave)
        assert row.pairs_connected == definitions.pairs_connected(left, count)
        sums = [sum(count[v] for v in piece) for piece in nx.connected_components(left)]
        assert row.largest_piece == max(sums, default=0)


def check_strong_cutpoints(graph):
    found = fragmentation.strong_cutpoints(graph)
    both_ways = graph.to_directed()
    assert set(found["actor"][found["is_cutpoint"]]) == definitions.strong_cutpoints(both_ways)


def check_key_players(graph):
    for goal in ("fragment", "distance_fragment", "reach"):
        size = 1 + len(graph) % 3
        if len(graph) < size + 2:
            continue
        network = graph if goal == "reach" else graph.to_undirected()
        best, sets = definitions.best_sets(network, size, goal)
        found = fragmentation.key_players(graph, size, goal)
        assert found.score == pytest.approx(best, abs=1e-12)
        assert [found.actors, *found.alternatives] == sets[:21]
        assert (found.exact, found.n_alternatives) == (True, len(sets) - 1)


def check_table(graph):
    frame = cohesion.table(graph)
    expected = definitions.table(graph)
    assert frame["measure"].tolist() == list(expected)
    same(dict(zip(frame["measure"], frame["value"])), expected, 1e-9)
    assert (frame["value"].isna() == (frame["reason"] != "")).all()


def check_pieces(graph):
    flat = graph.to_undirected()
    pieces = sorted(
        map(sorted, nx.connected_components(flat)), key=lambda piece: (-len(piece), piece[0])
    )
    expected = [(v, i, len(piece)) for i, piece in enumerate(pieces, start=1) for v in piece]
    frame = cohesion.components(graph)
    assert list(zip(*(frame[c] for c in ("actor", "component", "size")))) == expected
    frame = cohesion.bridges(graph)
    rows = zip(*(frame[c] for c in ("source", "target", "pairs_cut", "smaller_side")))
    found = {(a, b): rest for a, b, *rest in rows}
    sides = definitions.bridges(flat)
    assert found == {tie: [one * two, min(one, two)] for tie, (one, two) in sides.items()}


def check_k_components(graph):
    flat = graph.to_undirected()
    frame = cohesion.k_components(graph)
    groups = {}
    for actor, k, number, size in zip(*(frame[c] for c in ("actor", "k", "component", "size"))):
        groups.setdefault((k, number, size), set()).add(actor)
    found = {}
    for (k, _, size), members in groups.items():
        assert size == len(members)
        found.setdefault(k, set()).add(frozenset(members))
    assert found.pop(0, set()) == {frozenset([v]) for v in nx.isolates(flat)}
    assert found == definitions.k_components(flat)


def check_connectivity(graph):
    pairs = list(combinations(sorted(graph), 2))
    for a, b in pairs[:: max(1, len(pairs) // 2)]:
        found = cohesion.connectivity(graph, a, b)
        assert found.n_paths == definitions.independent_ways(graph, a, b)
        assert found.direct == graph.has_edge(a, b)
        assert len(found.cut) == found.n_paths - found.direct
        left = definitions.without(graph, *found.cut)
        left.remove_edges_from([(a, b)])
        assert b not in definitions.distances_from(left, a)
        inner = [v for way in found.paths["actors"] for v in way[1:-1]]
        assert len(inner) == len(set(inner))
        for way, steps in zip(found.paths["actors"], found.paths["n_steps"], strict=True):
            assert (way[0], way[-1], len(way) - 1) == (a, b, steps)
            assert nx.is_path(graph, way)


def check_groups(graph):
    group = groups(graph)
    rows = cohesion.ei_index(graph, group, draws=1).to_dict("records")
    found = {(row["level"], row["name"]): row for row in rows}
    names = sorted({g for g in group.values() if g})
    flat = graph.to_undirected()
    cases = {("network", ""): (graph, list(graph))}
    cases |= {("group", g): (graph, [v for v in graph if group[v] == g]) for g in names}
    cases |= {("actor", v): (flat, [v] if group[v] else []) for v in graph}
    assert found.keys() == cases.keys()
    for name, (network, members) in cases.items():
        external, internal = definitions.external_internal(network, group, members)
        assert (found[name]["external"], found[name]["internal"]) == (external, internal)
        expected = definitions.ei(external, internal)
        assert found[name]["ei_index"] == pytest.approx(expected, nan_ok=True)
        if name[0] == "actor" and len(graph) < 6 and external + internal:
            p = definitions.chance_of_actor(flat, group, name[1])
            assert found[name]["p"] == pytest.approx(p)
    frame = cohesion.mixing(graph, group)
    rows = zip(*(frame[c] for c in ("group", "other", "n_ties", "n_pairs")))
    counted = {(one, other): (ties, pairs) for one, other, ties, pairs in rows if pairs}
    assert counted == definitions.mixing(graph, group)


def check_core_periphery(graph):
    if len(graph) > 7:
        graph = graph.subgraph(sorted(graph)[:7])
    for pattern in definitions.PATTERNS:
        found = cohesion.core_periphery(graph, pattern, draws=1)
        fits = definitions.core_fits(graph, pattern)
        fits = {core: r for core, r in fits.items() if not math.isnan(r)}
        if found.reason:
            assert len(graph) < 3 or not fits
            continue
        best = max(fits.values())
        assert found.r == pytest.approx(best, abs=1e-9)
        cores = sorted((c for c, r in fits.items() if r > best - 1e-9), key=lambda c: (len(c), c))
        assert [found.core, *found.alternatives] == cores[:21]
        second = max((r for r in fits.values() if r <= best - 1e-9), default=math.nan)
        margin = 0 if len(cores) > 1 else best - second
        assert found.margin == pytest.approx(margin, abs=1e-9, nan_ok=True)


def check_projections(graph):
    people = set(sorted(graph)[::2])
    seats = nx.Graph()
    seats.add_nodes_from((v, {"mode": "seated" if v in people else "table"}) for v in graph)
    seats.add_edges_from(e for e in graph.edges if (e[0] in people) != (e[1] in people))
    network = Network.from_networkx(seats)
    for by in ("newman", "count", "jaccard"):
        links = cohesion.project(network, by).links
        found = {(a, b): w for a, b, w in zip(*(links[c] for c in ("source", "target", "weight")))}
        same(found, definitions.projection(seats, people, by))


CHECKS = [check for name, check in sorted(globals().items()) if name.startswith("check_")]


@pytest.mark.parametrize("part", range(3))
@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.__name__[6:])
def test_small_and_random_networks_follow_the_definition_of(check, part):
    for graph in NETWORKS[part::3]:
        check(graph)


def test_there_are_as_many_networks_as_there_should_be():
    sizes = [sum(len(g) == n for g in SMALL) for n in range(7)]
    assert sizes == [1, 1, 2, 4, 11, 34, 156]
    assert len(RANDOM) == 500
    assert sum(g.is_directed() for g in RANDOM) == 250
