"""Measures written out as their definitions say, slowly: what the fast ones are compared with."""

import functools
import itertools
import math
from fractions import Fraction
from itertools import combinations

import networkx as nx
import numpy as np

ROLES = ("coordinator", "consultant", "representative", "gatekeeper", "liaison", "total")
PATTERNS = ("ignore-mixed", "either", "both")


# --- ways --------------------------------------------------------------------------------------


def length(data, weight=None):
    """Say how long a tie is: a step, or 1/strength, exactly."""
    return _inverse(data[weight]) if weight else 1


@functools.cache
def _inverse(strength):
    return 1 / Fraction(str(strength))


def distances_from(graph, source, weight=None):
    """Give the distance from one actor to all it reaches, in steps or as exact fractions."""
    found, waiting = {source: 0}, [source]
    while waiting:
        v = waiting.pop(0)
        for w, data in graph[v].items():
            far = found[v] + length(data, weight)
            if w not in found or far < found[w]:
                found[w] = far
                waiting.append(w)
    return found


def betweenness(graph, weight=None):
    """Sum, over ordered pairs of others, the share of shortest ways through each actor."""
    far = {v: distances_from(graph, v, weight) for v in graph}
    ways = {v: {v: 1} for v in graph}
    for v in graph:
        for w in sorted(far[v], key=far[v].get):
            if w != v:
                ways[v][w] = sum(
                    ways[v][u]
                    for u in far[v]
                    if graph.has_edge(u, w)
                    and far[v][u] + length(graph.edges[u, w], weight) == far[v][w]
                )
    total = dict.fromkeys(graph, 0.0)
    for s, t in itertools.permutations(graph, 2):
        for v in graph:
            if v in (s, t) or t not in far[s] or v not in far[s] or t not in far[v]:
                continue
            if far[s][v] + far[v][t] == far[s][t]:
                total[v] += ways[s][v] * ways[v][t] / ways[s][t]
    return total


def closeness(graph, weight=None):
    """Wasserman and Faust: share in reach over mean distance; NaN where nobody is in reach."""
    found = {}
    for v in graph:
        far = [d for w, d in distances_from(graph, v, weight).items() if w != v]
        share = len(far) / (len(graph) - 1) if len(graph) > 1 else math.nan
        found[v] = float(share * len(far) / sum(far)) if far else math.nan
    return found


def harmonic(graph, weight=None):
    """Give the mean of 1/distance over all others."""
    if len(graph) < 2:
        return dict.fromkeys(graph, math.nan)
    near = {
        v: sum(1 / d for w, d in distances_from(graph, v, weight).items() if w != v) for v in graph
    }
    return {v: float(x) / (len(graph) - 1) for v, x in near.items()}


def coreness(graph):
    """Give the largest k such that the actor survives taking out all with fewer than k ties."""
    found = dict.fromkeys(graph, 0)
    for k in range(1, len(graph)):
        left = nx.Graph(graph)
        while few := [v for v in left if left.degree(v) < k]:
            left.remove_nodes_from(few)
        found |= dict.fromkeys(left, k)
    return found


def matrix(graph, weight=None):
    """Give z_ij, without loops, in the order of the nodes."""
    z = nx.to_numpy_array(graph, weight=weight)
    np.fill_diagonal(z, 0)
    return z


def holes(z, *, ego=False):
    """Give constraint, effective size and hierarchy of each actor from z_ij, formula by formula."""
    both = z + z.T
    n = len(z)
    constraint, size, hierarchy = (np.full(n, np.nan) for _ in range(3))
    for i in range(n):
        near = np.flatnonzero(both[i])
        if not len(near):
            continue
        seen = np.isin(np.arange(n), [i, *near]) | (not ego)
        s = both * np.outer(seen, seen)
        with np.errstate(invalid="ignore"):
            p = np.nan_to_num(s / s.sum(axis=1, keepdims=True))
            m = np.nan_to_num(s / s.max(axis=1, keepdims=True))
        # p_ii = m_ii = 0, so that sums over q leave out i and j.
        local = (p[i] + p[i] @ p)[near] ** 2
        constraint[i] = local.sum()
        size[i] = sum(1 - p[i] @ m[j] for j in near)
        r = local / local.mean()
        hierarchy[i] = (r @ np.log(r)) / (len(near) * math.log(len(near))) if len(near) > 1 else 1
    return constraint, size, hierarchy


def role(a, v, b):
    """Name the role of a broker of group v between groups a and b."""
    if a == b:
        return "coordinator" if v == a else "consultant"
    if v == a:
        return "representative"
    return "gatekeeper" if v == b else "liaison"


def roles(graph, group, *, partial=False):
    """Count Gould-Fernandez roles over ordered pairs; actors with group None are left out."""
    found = {v: dict.fromkeys(ROLES, 0.0) for v in graph}
    for a, b in itertools.permutations(graph, 2):
        if graph.has_edge(a, b) or group[a] is None or group[b] is None:
            continue
        brokers = [v for v in graph if v not in (a, b)]
        brokers = [v for v in brokers if graph.has_edge(a, v) and graph.has_edge(v, b)]
        for v in brokers:
            if group[v] is not None:
                credit = 1 / len(brokers) if partial else 1
                found[v][role(group[a], group[v], group[b])] += credit
                found[v]["total"] += credit
    return found


def bridging(graph):
    """Give Hwang's bridging centrality and Valente and Fujimoto's bridging of each actor."""
    between = betweenness(graph)

    def together(of):
        return sum(1 / d for v in of for w, d in distances_from(of, v).items() if w != v) / 2

    found = {}
    for v in graph:
        if not graph.degree(v):
            found[v] = (math.nan, math.nan)
            continue
        near = sum(1 / graph.degree(w) for w in graph[v])
        drops = []
        for w in graph[v]:
            less = graph.copy()
            less.remove_edge(v, w)
            drops.append(together(graph) - together(less))
        found[v] = (between[v] / 2 / graph.degree(v) / near, sum(drops) / len(drops))
    return found


# --- what falls apart --------------------------------------------------------------------------


def without(graph, *leave):
    """Take actors out."""
    left = graph.copy()
    left.remove_nodes_from(leave)
    return left


def pairs_connected(graph, count):
    """Add up the products of what two connected actors count."""
    pieces = nx.connected_components(graph)
    return sum(count[a] * count[b] for piece in pieces for a, b in combinations(piece, 2))


def nearness(graph, count, worth):
    """Add up, over connected pairs, what they count times the worth of their distance."""
    far = {v: distances_from(graph, v) for v in graph}
    return sum(
        count[a] * count[b] * worth(far[a][b]) for a, b in combinations(graph, 2) if b in far[a]
    )


def removals(graph, count, steps):
    """Give the columns of `fragmentation.removals` of each actor, pair by pair."""
    found = {}
    for v in graph:
        left, others = without(graph, v), {w: count[w] for w in graph if w != v}
        # With v there, who counts nothing itself.
        there = others | {v: 0}
        possible = sum(a * b for a, b in combinations(others.values(), 2)) or math.nan
        after = pairs_connected(left, others)
        lost = pairs_connected(graph, there) - after
        near = nearness(left, others, lambda d: 1 / d)
        piece = nx.node_connected_component(graph, v)
        found[v] = {
            "n_pieces": nx.number_connected_components(graph.subgraph(piece - {v})),
            "pairs_lost": lost,
            "pairs_lost_share": lost / possible,
            "fragmentation": 1 - after / possible,
            "within_lost": nearness(graph, there, lambda d: d <= steps)
            - nearness(left, others, lambda d: d <= steps),
            "distance_fragmentation": 1 - near / possible,
        }
    return found


def set_score(graph, members, goal, *, member_counts=1):
    """Score a set of actors as Borgatti (2006) does: by what is left, or by whom it reaches."""
    if goal == "reach":
        far = [distances_from(graph, v) for v in members]
        nearest = [min((d[v] for d in far if v in d), default=math.inf) for v in graph]
        return sum(1 / d if d else member_counts for d in nearest) / len(graph)
    left = without(graph, *members)
    count, pairs = dict.fromkeys(left, 1), len(left) * (len(left) - 1) / 2
    if goal == "fragment":
        return 1 - pairs_connected(left, count) / pairs
    return 1 - nearness(left, count, lambda d: 1 / d) / pairs


def best_sets(graph, size, goal):
    """Give the best score of a set of that size, and all sets that have it."""
    sets = combinations(sorted(graph), size)
    scores = {members: set_score(graph, members, goal) for members in sets}
    best = max(scores.values())
    return best, sorted(members for members, score in scores.items() if score > best - 1e-9)


def independent_ways(graph, a, b):
    """Count the ways that share nobody between: as many as must leave to end them (Menger)."""
    plain = graph.copy()
    direct = plain.has_edge(a, b)
    if direct:
        plain.remove_edge(a, b)
    others = [v for v in graph if v not in (a, b)]
    sets = (leave for size in range(len(graph)) for leave in combinations(others, size))
    return direct + next(len(x) for x in sets if b not in distances_from(without(plain, *x), a))


def k_components(graph):
    """Give for each k the widest groups that stay in one piece whichever k - 1 of them leave."""
    names, n = sorted(graph), len(graph)
    # How many must leave a set to part it, or to leave one; sets are numbers, bit i for actor i.
    width = [0] * 2**n
    for members in range(1, 2**n):
        inside = [i for i in range(n) if members >> i & 1]
        if len(inside) > 1 and nx.is_connected(graph.subgraph(names[i] for i in inside)):
            least = min(width[members - (1 << i)] for i in inside)
            width[members] = min(len(inside) - 1, 1 + least)
    found = {}
    for members in sorted(range(2**n), key=int.bit_count, reverse=True):
        group = frozenset(names[i] for i in range(n) if members >> i & 1)
        for k in range(1, width[members] + 1):
            if not any(group < wider for wider in found.get(k, ())):
                found.setdefault(k, set()).add(group)
    return found


def strong_cutpoints(graph):
    """Name the actors whose leaving adds a piece within which everybody reaches everybody."""
    before = nx.number_strongly_connected_components(graph)
    return {v for v in graph if nx.number_strongly_connected_components(without(graph, v)) > before}


def bridges(graph):
    """Give, for each tie whose loss adds a piece, the sizes of its two sides."""
    found = {}
    for a, b in graph.edges:
        cut = graph.copy()
        cut.remove_edge(a, b)
        one, two = distances_from(cut, a), distances_from(cut, b)
        if b not in one:
            found[tuple(sorted((a, b)))] = (len(one), len(two))
    return found


# --- the whole network -------------------------------------------------------------------------


def table(graph):
    """Give the rows of `cohesion.table`, pair by pair."""
    flat, n, nan = graph.to_undirected(), len(graph), math.nan
    both_ways = graph.to_directed()
    pairs = list(combinations(graph, 2))
    mutual = sum(both_ways.has_edge(a, b) and both_ways.has_edge(b, a) for a, b in pairs)
    one_way = sum(both_ways.has_edge(a, b) != both_ways.has_edge(b, a) for a, b in pairs)
    ties = 2 * mutual + one_way
    far = {v: distances_from(graph, v) for v in graph}
    steps = [far[a][b] for a, b in itertools.permutations(graph, 2) if b in far[a]]
    near = {v: distances_from(flat, v) for v in graph}
    joined = [near[a].get(b) for a, b in pairs]
    pieces = list(nx.connected_components(flat))
    forks = [(v, a, b) for v in flat for a, b in combinations(flat[v], 2)]
    closed = sum(flat.has_edge(a, b) for _, a, b in forks)
    found = {
        "density": ties / (n * (n - 1)) if n > 1 else nan,
        "reciprocity_dyadic": 1 - one_way / len(pairs) if pairs else nan,
        "reciprocity_nonnull": mutual / (mutual + one_way) if ties else nan,
        "reciprocity_edgewise": 2 * mutual / ties if ties else nan,
        "transitivity": closed / len(forks) if forks else nan,
        "components": len(pieces),
        "largest_component": max(map(len, pieces), default=0),
        "diameter": max(steps, default=nan),
        "mean_distance": sum(steps) / len(steps) if steps else nan,
        "connectedness": 1 - joined.count(None) / len(pairs) if pairs else nan,
        "fragmentation": joined.count(None) / len(pairs) if pairs else nan,
        "distance_fragmentation": (
            1 - sum(1 / d for d in joined if d) / len(pairs) if pairs else nan
        ),
    }
    for measure in ("degree", "betweenness", "closeness", "indegree", "outdegree"):
        found[f"centralization_{measure}"] = centralization(graph, measure)
    both = sum(b in far[a] and a in far[b] for a, b in pairs)
    any_way = sum(b in far[a] or a in far[b] for a, b in pairs)
    most = sum((len(piece) - 1) * (len(piece) - 2) // 2 for piece in pieces)
    extra = flat.number_of_edges() - n + len(pieces)
    no_top = no_closest = 0
    for a, b in (pair for piece in pieces for pair in combinations(piece, 2)):
        bounds = [k for k in graph if a in far[k] and b in far[k]]
        no_top += not any(all(k in far[x] for k in bounds) for x in bounds)
        no_closest += not any(all(x in far[k] for k in bounds) for x in bounds)
    return found | {
        "krackhardt_connectedness": found["connectedness"],
        "krackhardt_hierarchy": 1 - both / any_way if any_way else nan,
        "krackhardt_efficiency": 1 - extra / most if most else nan,
        "krackhardt_lub": 1 - no_top / most if most else nan,
        "krackhardt_lub_closest": 1 - no_closest / most if most else nan,
    }


def centralization(graph, measure):
    """Sum how much less central than the most central the others are, over that of a star."""
    n, flat = len(graph), graph.to_undirected()
    if n < 3 or (measure in ("indegree", "outdegree") and not graph.is_directed()):
        return math.nan
    if measure == "closeness":
        if not nx.is_connected(flat):
            return math.nan
        central, star = closeness(flat), (n - 1) * (n - 2) / (2 * n - 3)
    elif measure == "betweenness":
        central = {v: x / 2 for v, x in betweenness(flat).items()}
        star = (n - 1) ** 2 * (n - 2) / 2
    elif measure == "degree":
        central, star = dict(flat.degree), (n - 1) * (n - 2)
    else:
        central = dict(graph.in_degree if measure == "indegree" else graph.out_degree)
        star = (n - 1) ** 2
    return sum(max(central.values()) - c for c in central.values()) / star


# --- groups ------------------------------------------------------------------------------------


def external_internal(graph, group, members):
    """Count ties between groups and within that touch one of the members, each tie once."""
    known = [(group[a], group[b]) for a, b in graph.edges if {a, b} & set(members)]
    known = [(a, b) for a, b in known if None not in (a, b)]
    return sum(a != b for a, b in known), sum(a == b for a, b in known)


def ei(external, internal):
    """Give (E - I) / (E + I)."""
    ties = external + internal
    return (external - internal) / ties if ties else math.nan


def chance_of_actor(graph, group, actor):
    """Give the two-sided p of an actor's index over all ways to deal out the others' groups."""
    others = [v for v in graph if v != actor and group[v] is not None]
    contacts = [v for v in others if v in graph[actor]]
    dealt = itertools.permutations([group[v] for v in others])
    within = [sum(dict(zip(others, deal))[v] == group[actor] for v in contacts) for deal in dealt]
    seen = sum(group[v] == group[actor] for v in contacts)
    low = sum(x <= seen for x in within) / len(within)
    high = sum(x >= seen for x in within) / len(within)
    return min(1, 2 * min(low, high))


def mixing(graph, group):
    """Count ties and pairs by the groups of their two ends: {(one, other): (ties, pairs)}."""
    found = {}
    pick = itertools.permutations if graph.is_directed() else combinations
    for a, b in pick([v for v in graph if group[v] is not None], 2):
        ends = (group[a], group[b])
        ends = ends if graph.is_directed() else tuple(sorted(ends))
        ties, pairs = found.get(ends, (0, 0))
        found[ends] = (ties + graph.has_edge(a, b), pairs + 1)
    return found


# --- core and periphery ------------------------------------------------------------------------


def core_fits(graph, pattern):
    """Correlate ties with the ideal pattern for every core; NaN where either does not vary."""
    n = len(graph)
    cores = [core for k in range(n + 1) for core in combinations(range(n), k)]
    inside = np.array([[v in core for v in range(n)] for core in cores], dtype=int)
    apart = ~np.eye(n, dtype=bool)
    # A row per core, a column per pair of actors: its ends in the core, and whether it is tied.
    ends = (inside[:, :, None] + inside[:, None, :])[:, apart]
    tied = nx.to_numpy_array(graph, nodelist=sorted(graph), weight=None)[apart]
    ideal = (ends == 2) | ((ends == 1) & (pattern == "either"))
    counts = (ends != 1) | (pattern != "ignore-mixed")
    number = counts.sum(axis=1)
    with np.errstate(divide="ignore", invalid="ignore"):
        x, y, both = (
            (counts * values).sum(axis=1) / number for values in (tied, ideal, tied * ideal)
        )
        fits = (both - x * y) / np.sqrt((x - x**2) * (y - y**2))
    names = sorted(graph)
    varies = (number > 0) & (x > 0) & (x < 1) & (y > 0) & (y < 1)
    return {
        tuple(names[v] for v in core): fit if known else math.nan
        for core, fit, known in zip(cores, fits.tolist(), varies)
    }


def continuous_fit(ties, c):
    """Correlate ties with the products of c; without the diagonal."""
    apart = ~np.eye(len(ties), dtype=bool)
    products = np.outer(c, c)[apart]
    return np.corrcoef(ties[apart], products)[0, 1] if np.ptp(products) > 1e-9 else math.nan


# --- two modes ---------------------------------------------------------------------------------


def projection(seats, people, by):
    """Weigh each pair of people by the tables they share: {(one, other): weight}."""
    found = {}
    for a, b in combinations(sorted(people), 2):
        shared = set(seats[a]) & set(seats[b])
        if shared:
            newman = sum(1 / (seats.degree(table) - 1) for table in shared)
            either = set(seats[a]) | set(seats[b])
            weights = {"newman": newman, "count": len(shared)}
            found[a, b] = (weights | {"jaccard": len(shared) / len(either)})[by]
    return found
