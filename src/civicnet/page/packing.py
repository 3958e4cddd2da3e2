"""Write what the page holds in few bytes; `assets/js/10-data.js` reads it back as it was."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

Item = Mapping[str, Any]
Rows = Sequence[dict[str, Any]]

# What the script knows from the kind, the sector, the line or the other rows.
FOLLOWS = {"id", "holder", "asset_kind", "color", "dashes", "width", "shape", "size"}
# What all rows of a sort share stands once, before them.
NODES_BY, EDGES_BY = ("kind",), ("line", "what")


def packed(nodes: Sequence[Item], edges: Sequence[Item], rest: Item) -> dict[str, Any]:
    """
    Pack actors, lines and the rest of a page.

    A row is its sort and its values in the order of that sort's fields; blanks at the end are
    left out, and the number of a row is its id. In the fields named in `worded`, in facts and in
    lists a text that stands in several places is a number: its place in `texts`, or, below zero,
    the actor who is called so (-1 is the first).
    """
    actors, lines = [_node(node, nodes) for node in nodes], [_brief(edge) for edge in edges]
    called = {node["label"]: ~int(node["id"]) for node in reversed(nodes) if node["label"]}
    worded = {"nodes": _worded(actors, NODES_BY), "edges": _worded(lines, EDGES_BY)}
    often = Counter(_in_fields(actors, worded["nodes"]))
    often.update(text for text in _elsewhere(actors, lines, worded, rest) if text not in called)
    texts = sorted((text for text in often if often[text] > 1), key=lambda x: (-often[x], x))
    number = {text: place for place, text in enumerate(texts)}
    anywhere = number | called
    return {
        "texts": texts,
        "worded": sorted({*worded["nodes"], *worded["edges"]}),
        "nodes": _table(_written(actors, worded["nodes"], number, anywhere), NODES_BY),
        "edges": _table(_written(lines, worded["edges"], anywhere, anywhere), EDGES_BY),
        **rest,
        "holdings": _holdings(rest["holdings"]),
        "relations": [[each["id"], each["count"]] for each in rest["relations"]],
        "lenses": [_lens(lens, anywhere) for lens in rest["lenses"]],
    }


def _brief(item: Item) -> dict[str, Any]:
    """Leave out what says nothing and what follows from something else."""
    return {
        key: value
        for key, value in item.items()
        if key not in FOLLOWS and value is not False and value not in (None, "")
    }


def _node(node: Item, nodes: Sequence[Item]) -> dict[str, Any]:
    """Leave out a home where it is the actor, the organizations where they are the home."""
    brief = {key: value for key, value in _brief(node).items() if value not in (0, [])}
    home, kind = node["home"], node["kind"]
    brief.pop("home", None)
    brief.pop("homes", None)
    if home != node["id"]:
        brief["home"] = home
    if node["homes"] != ([] if home == node["id"] or kind in ("asset", "ghost") else [home]):
        brief["homes"] = node["homes"]
    ending = f", {nodes[home]['label']}"
    if kind == "office" and home < node["id"] and node["label"].endswith(ending):
        # "Director, YMCA" is called after its post and its home.
        brief["label"] = [node["label"].removesuffix(ending)]
    return brief


def _worded(items: Rows, by: Sequence[str]) -> set[str]:
    """Name the fields that hold texts only."""
    kinds: dict[str, set[type]] = defaultdict(set)
    for item in items:
        for key, value in item.items():
            kinds[key].add(str if key == "label" else type(value))
    return {key for key, found in kinds.items() if found == {str} and key not in by}


def _in_fields(items: Rows, worded: set[str]) -> Iterator[str]:
    for item in items:
        for key in worded & item.keys():
            yield item[key][0] if isinstance(item[key], list) else item[key]


def _elsewhere(
    actors: Rows, lines: Rows, worded: Mapping[str, set[str]], rest: Item
) -> Iterator[str]:
    """Give each text that may also be the name of an actor."""
    yield from _in_fields(lines, worded["edges"])
    for item in (*actors, *lines):
        for fact in item.get("facts", ()):
            yield from fact
    for lens in rest["lenses"]:
        for title, *_ in lens.get("list", ()):
            yield title


def _written(
    items: Rows, worded: set[str], number: Mapping[str, int], anywhere: Mapping[str, int]
) -> Iterator[dict[str, Any]]:
    for item in items:
        row: dict[str, Any] = {}
        for key, value in item.items():
            if key == "facts":
                row[key] = [anywhere.get(text, text) for fact in value for text in fact]
            elif key not in worded:
                row[key] = _short(value)
            elif isinstance(value, list):
                row[key] = [number.get(value[0], value[0])]
            else:
                row[key] = number.get(value, value)
        yield row


def _table(items: Iterator[dict[str, Any]], by: Sequence[str]) -> dict[str, Any]:
    """Give each sort with what its rows share and its fields, the rarest last, and the rows."""
    sorts: dict[tuple[str, ...], list[dict[str, Any]]] = defaultdict(list)
    order = []
    for item in items:
        sort = tuple(item.pop(key) for key in by)
        sorts[sort].append(item)
        order.append((sort, item))
    fields = {}
    for sort, mine in sorts.items():
        filled = Counter(key for item in mine for key in item)
        fields[sort] = sorted(filled, key=lambda key: (-filled[key], key))
    place = {sort: number for number, sort in enumerate(sorts)}
    rows = []
    for sort, item in order:
        row = [item.get(key) for key in fields[sort]]
        while row and row[-1] is None:
            row.pop()
        rows.append([place[sort], *row])
    told = [[dict(zip(by, sort, strict=True)), fields[sort]] for sort in sorts]
    return {"sorts": told, "rows": rows}


def _short(value: Any) -> Any:
    return int(value) if isinstance(value, float) and value.is_integer() else value


def _holdings(view: Item) -> dict[str, Any]:
    """Keep the kinds and the needs: who brings a kind is read from the assets."""
    groups = [[group["label"], [row["kind"] for row in group["kinds"]]] for group in view["groups"]]
    return {"groups": groups, "needs": view["needs"]}


def _lens(lens: Item, number: Mapping[str, int]) -> dict[str, Any]:
    if "list" not in lens:
        return dict(lens)
    return {**lens, "list": [[number.get(row[0], row[0]), *row[1:]] for row in lens["list"]]}


def relative(flat: Sequence[float], homes: Sequence[int]) -> list[float]:
    """Give places, x and y one after the other by id, as steps from each actor's home."""
    steps: list[float] = []
    for who, home in enumerate(homes):
        for axis in (0, 1):
            at = flat[2 * who + axis]
            step = at if home == who else round(at - flat[2 * home + axis], 1)
            steps.append(int(step) if float(step).is_integer() else step)
    return steps
