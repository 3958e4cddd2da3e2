"""Groups that many actors stand together in: who works together most, found from what is drawn."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

Node = Mapping[str, Any]
Edge = Mapping[str, Any]

# Below, everybody can be looked at one by one.
FEWEST_BODIES = 30
# A community of fewer is somebody at the edge of it all.
SMALLEST = 3
COUNTED = ("written", "personal", "tie", "seat")


def communities(nodes: Sequence[Node], edges: Sequence[Edge]) -> dict[str, list[int]]:
    """
    Divide the bodies of a map (organizations, people without one) into communities.

    Tables stand for themselves: a table joins those who sit there, whatever they do elsewhere.
    Only what is drawn counts, so that the division says nothing that the file does not say anyway.

    Returns `of`: the number of its community for each body, in the order of their ids, or -1 for
    those in none or in one of fewer than three; and `around`: for each community, the largest
    first, the id of its best linked body. Empty where there are few bodies, where there is one
    community only, or where most bodies are in none.
    """
    stems = [
        node
        for node in nodes
        if node["home"] == node["id"] and node["kind"] not in ("table", "ghost")
    ]
    if len(stems) < FEWEST_BODIES:
        return {}
    found = _divided(nodes, edges, {stem["id"] for stem in stems})
    inside = sum(map(len, found))
    if len(found) < 2 or 2 * inside < len(stems):
        return {}
    number = {body: place for place, mine in enumerate(found) for body in mine}
    links = {node["id"]: node["links"] for node in nodes}
    return {
        "of": [number.get(stem["id"], -1) for stem in stems],
        "around": [min(mine, key=lambda body: (-links[body], body)) for mine in found],
    }


def _divided(nodes: Sequence[Node], edges: Sequence[Edge], stems: set[int]) -> list[list[int]]:
    """Give the communities that are large enough, the largest first."""
    import networkx as nx  # only where there are groups

    from civicnet.pieces import communities as divide

    home = {node["id"]: node["home"] for node in nodes}
    pull: dict[tuple[str, str], float] = defaultdict(float)
    for edge in edges:
        one, two = sorted((home[edge["from"]], home[edge["to"]]))
        if edge["line"] in COUNTED and one != two and {one, two} <= stems:
            pull[_name(one), _name(two)] += float(edge.get("strength", 2.0)) / 2
    graph = nx.Graph()
    graph.add_nodes_from(_name(stem) for stem in sorted(stems))
    graph.add_weighted_edges_from((one, two, pull[one, two]) for one, two in sorted(pull))
    table = divide(graph, weight="weight")
    together: dict[int, list[int]] = defaultdict(list)
    for actor, community in zip(table["actor"], table["community"], strict=True):
        together[community].append(int(actor))
    kept = [sorted(mine) for mine in together.values() if len(mine) >= SMALLEST]
    return sorted(kept, key=lambda mine: (-len(mine), mine))


def _name(body: int) -> str:
    """Give an id as a name whose order is that of the ids."""
    return f"{body:09}"
