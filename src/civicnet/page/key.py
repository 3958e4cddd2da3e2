"""The numbers of actors, and the key: what is on the map, in which colours, how many of each."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from civicnet.page import looks

Node = dict[str, Any]
Edge = dict[str, Any]

BODIES = ("table", "organization")


def add_counts(nodes: list[Node], edges: list[Edge]) -> None:
    """
    Add to each node its home, and how many partners and assets it has.

    A body is linked to what its people and offices are linked to; lines within a body and lines
    at odds do not count.
    """
    offices = {edge["from"]: edge["to"] for edge in edges if edge["what"] == "of"}
    at_home = {node["id"]: _home(node, offices) for node in nodes}
    for node in nodes:
        if node["kind"] == "asset":
            at_home[node["id"]] = at_home[node["holder"]]
    linked: dict[int, set[int]] = defaultdict(set)
    own: dict[int, set[int]] = defaultdict(set)
    brings: Counter[int] = Counter()
    for edge in edges:
        one, two = edge["from"], edge["to"]
        if edge["line"] in ("written", "personal", "tie", "seat"):
            own[one].add(two)
            own[two].add(one)
            if at_home[one] != at_home[two]:
                linked[at_home[one]].add(at_home[two])
                linked[at_home[two]].add(at_home[one])
        elif edge["what"] == "brings":
            brings[one] += 1
            if at_home[one] != one:
                brings[at_home[one]] += 1
    for node in nodes:
        node["home"] = at_home[node["id"]]
        partners = linked if node["kind"] in BODIES else own
        node["links"] = len(partners[node["id"]])
        node["brings"] = brings[node["id"]]


def _home(node: Node, offices: Mapping[int, int]) -> int:
    """Give the body an actor is drawn with: itself, or its organization."""
    if node["kind"] == "office":
        return offices.get(node["id"], node["homes"][0] if node["homes"] else node["id"])
    if node["kind"] == "person" and node["homes"]:
        return int(node["homes"][0])
    return int(node["id"])


def key(nodes: Sequence[Node], edges: Sequence[Edge]) -> dict[str, Any]:
    """List what the key shows: kinds, sectors, lines and relations, each with its count."""
    kinds = Counter(node["kind"] for node in nodes if not node.get("coded"))
    # A table belongs to no sector, an asset has its holder's: neither is counted with a sector.
    sectors = Counter(
        node["sector"]
        for node in nodes
        if node["kind"] in ("organization", "office", "person") and not node.get("coded")
    )
    lines = Counter(edge["line"] for edge in edges)
    relations = Counter(edge["relation"] for edge in edges if edge.get("relation"))
    named = sorted(
        (sector for sector in sectors if sector), key=lambda name: (-sectors[name], name)
    )
    colors = looks.sector_looks(named)
    listed = [
        {"id": name, "label": name, "color": colors[name][0], "mark": colors[name][1]}
        for name in named
    ]
    if sectors[""] and named:
        listed.append({"id": "", "label": "no sector given", "color": looks.GREY, "mark": "plain"})
    for entry in listed:
        entry["count"] = sectors[entry["id"]]
    return {
        "kinds": [
            {
                "id": kind.name,
                "one": kind.one,
                "label": kind.many,
                "shape": kind.shape,
                "count": kinds[kind.name],
                "on": kind.drawn,
                "least": kind.least,
                "most": kind.most,
            }
            for kind in looks.KINDS.values()
            if kinds[kind.name]
        ],
        "sectors": listed,
        "lines": [
            {
                "id": line.name,
                "label": line.label,
                "meaning": line.meaning,
                "color": line.color,
                "dashes": list(line.dashes),
                "width": line.width,
                "count": lines[line.name],
                "on": True,
            }
            for line in looks.LINES.values()
            if lines[line.name]
        ],
        "relations": [
            {"id": name, "label": name, "count": count, "on": True}
            for name, count in sorted(relations.items(), key=lambda pair: (-pair[1], pair[0]))
        ],
    }
