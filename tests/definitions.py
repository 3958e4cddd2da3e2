"""Measures written out as their definitions say, slowly: what the fast ones are compared with."""

import itertools
import math
from collections import deque

import networkx as nx
import numpy as np

ROLES = ("coordinator", "consultant", "representative", "gatekeeper", "liaison", "total")


def distances_from(graph, source):
    """Give the steps from one actor to all it reaches."""
    found, queue = {source: 0}, deque([source])
    while queue:
        v = queue.popleft()
        for w in graph[v]:
            if w not in found:
                found[w] = found[v] + 1
                queue.append(w)
    return found


def betweenness(graph):
    """Count, over ordered pairs of others, the share of shortest ways through each actor."""
    far = {v: distances_from(graph, v) for v in graph}
    ways = {v: {v: 1} for v in graph}
    for v in graph:
        for w in sorted(far[v], key=far[v].get):
            if w != v:
                before = (u for u in far[v] if far[v][u] == far[v][w] - 1 and graph.has_edge(u, w))
                ways[v][w] = sum(ways[v][u] for u in before)
    total = dict.fromkeys(graph, 0.0)
    for s, t in itertools.permutations(graph, 2):
        for v in graph:
            if v in (s, t) or t not in far[s] or v not in far[s] or t not in far[v]:
                continue
            if far[s][v] + far[v][t] == far[s][t]:
                total[v] += ways[s][v] * ways[v][t] / ways[s][t]
    return total


def closeness(graph):
    """Wasserman and Faust: share in reach over mean distance; NaN where nobody is in reach."""
    found = {}
    for v in graph:
        steps = [d for w, d in distances_from(graph, v).items() if w != v]
        share = len(steps) / (len(graph) - 1) if len(graph) > 1 else math.nan
        found[v] = share / (sum(steps) / len(steps)) if steps else math.nan
    return found


def harmonic(graph):
    """Give the mean of 1/distance over all others."""
    if len(graph) < 2:
        return dict.fromkeys(graph, math.nan)
    return {
        v: sum(1 / d for w, d in distances_from(graph, v).items() if w != v) / (len(graph) - 1)
        for v in graph
    }


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
        near = [j for j in range(n) if both[i, j] > 0]
        if not near:
            continue
        s = both
        if ego:
            seen = [i, *near]
            s = np.zeros_like(both)
            s[np.ix_(seen, seen)] = both[np.ix_(seen, seen)]

        def p(a, b, s=s):
            return s[a, b] / s[a].sum() if s[a].sum() else 0.0

        def m(a, b, s=s):
            return s[a, b] / s[a].max()

        third = [[q for q in range(n) if q not in (i, j)] for j in near]
        local = np.array(
            [
                (p(i, j) + sum(p(i, q) * p(q, j) for q in others)) ** 2
                for j, others in zip(near, third)
            ]
        )
        constraint[i] = local.sum()
        size[i] = sum(1 - sum(p(i, q) * m(j, q) for q in others) for j, others in zip(near, third))
        if len(near) == 1:
            hierarchy[i] = 1.0
        else:
            r = local / (local.sum() / len(near))
            hierarchy[i] = (r * np.log(r)).sum() / (len(near) * math.log(len(near)))
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

    def cohesion(of):
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
            drops.append(cohesion(graph) - cohesion(less))
        found[v] = (between[v] / 2 / graph.degree(v) / near, sum(drops) / len(drops))
    return found
