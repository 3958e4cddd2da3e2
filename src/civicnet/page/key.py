"""The numbers of actors, and the key: what is on the map, in which colours, how many of each."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from civicnet import vocabulary as words
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


def key(
    nodes: Sequence[Node], edges: Sequence[Edge], others: Sequence[Mapping[str, Any]] = ()
) -> dict[str, Any]:
    """
    List what the key shows: kinds, sectors, lines and relations, each with its count.

    `others` are actors and lines of other moments: they count for nothing, but have to be drawn.
    """
    then = {item.get("line") or item["kind"] for item in others if item.get("then")}
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
            _kind(kind, kinds[kind.name])
            for kind in looks.KINDS.values()
            if kinds[kind.name] or kind.name in then
        ],
        "sectors": listed,
        "lines": [
            _line(line, lines[line.name])
            for line in looks.LINES.values()
            if lines[line.name] or line.name in then
        ],
        "relations": [
            {"id": name, "label": name, "count": count, "on": True}
            for name, count in sorted(relations.items(), key=lambda pair: (-pair[1], pair[0]))
        ],
    }


def spare(known: Mapping[str, Sequence[Mapping[str, Any]]]) -> dict[str, Any]:
    """List what the key does not show, as nobody is so, but the page may be told to add."""
    there = {group: {entry["id"] for entry in known[group]} for group in ("kinds", "lines")}
    taken = {(entry["color"], entry["mark"]) for entry in known["sectors"]}
    named = {entry["id"] for entry in known["sectors"]}
    free = [name for name in words.SECTORS if name not in named]
    drawn = {
        name: (color, mark) if (color, mark) not in taken else (looks.GREY, "plain")
        for name, (color, mark) in looks.sector_looks(words.SECTORS).items()
    }
    nobody = {"id": "", "label": "no sector given", "color": looks.GREY, "mark": "plain"}
    sectors = [
        {"id": name, "label": name, "color": drawn[name][0], "mark": drawn[name][1]}
        for name in free
    ]
    return {
        "kinds": [
            _kind(looks.KINDS[name], 0)
            for name in ("table", "organization", "person")
            if name not in there["kinds"]
        ],
        "sectors": sectors if "" in named else [*sectors, nobody],
        "lines": [
            _line(line, 0)
            for name, line in looks.LINES.items()
            if name not in ("brings", "wish") and name not in there["lines"]
        ],
    }


def _kind(kind: looks.Kind, count: int) -> dict[str, Any]:
    return {
        "id": kind.name,
        "one": kind.one,
        "label": kind.many,
        "shape": kind.shape,
        "count": count,
        "on": kind.drawn,
        "least": kind.least,
        "most": kind.most,
    }


def _line(line: looks.Line, count: int) -> dict[str, Any]:
    return {
        "id": line.name,
        "label": line.label,
        "meaning": line.meaning,
        "color": line.color,
        "dashes": list(line.dashes),
        "width": line.width,
        "count": count,
        "on": True,
    }
