"""Kumu: its two-sheet workbook, and its JSON as blueprint, project or backup."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np

from civicnet import headers
from civicnet.cells import did_you_mean, quoted
from civicnet.problems import Problem
from civicnet.readers.celltext import DIRECTION, as_text
from civicnet.readers.grid import Parsed, apart
from civicnet.readers.own_json import table_of_rows
from civicnet.tables import Table, cells_of

# In Kumu's own template the home of a person is a town, not an organization.
_ELEMENT = {"home": "home (attribute)"}
# What Kumu's words for the columns of a connection mean here. Its strength is any number.
_CONNECTION = {"label": "connection label", "strength": "weight", "direction": "directed"}
_NOT_ATTRIBUTES = ("id", "_id", "attributes", "from", "to", "direction", "delayed", "reversed")


def is_kumu(tables: Sequence[Table]) -> bool:
    """Tell whether a workbook is Kumu's: a sheet Elements, a sheet Connections, or both."""
    names = {headers.fold(table.sheet): [headers.fold(h) for h in table.header] for table in tables}
    elements, connections = names.get("elements"), names.get("connections")
    if elements is None and connections is None:
        return False
    return (elements is None or "label" in elements) and (
        connections is None or {"from", "to"} <= {*connections}
    )


def from_workbook(tables: Sequence[Table]) -> tuple[Table, ...]:
    """Give Kumu's sheets our meaning: several targets in a cell become several ties."""
    shaped = {"actors": _elements, "ties": _connections}
    return tuple(apart(shaped[each.frame](each)) for each in tables if each.frame in shaped)


def _elements(table: Table) -> Table:
    names = (_ELEMENT.get(headers.fold(name), name) for name in table.header)
    return replace(table, header=tuple(names))


def _connections(table: Table) -> Table:
    header = list(table.header)
    columns = list(table.columns)
    for position, name in enumerate(header):
        if renamed := _CONNECTION.get(headers.fold(name)):
            header[position] = renamed
            if renamed == "directed":
                said = [DIRECTION.get(headers.fold(cell), cell) for cell in columns[position]]
                columns[position] = cells_of(said)
    folded = [headers.fold(name) for name in header]
    kept = [p for p, name in enumerate(header) if name != "connection label" or any(columns[p])]
    target = folded.index("to")
    parts = [[part.strip() for part in cell.split("|") if part.strip()] for cell in columns[target]]
    counts = [max(len(each), 1) for each in parts]
    repeat = np.repeat(np.arange(len(table)), counts)
    columns = [column[repeat] for column in columns]
    columns[target] = cells_of([part for each in parts for part in each or [""]])
    return replace(
        table,
        header=tuple(header[p] for p in kept),
        columns=tuple(columns[p] for p in kept),
        rows=table.rows[repeat],
        letters=tuple(table.letters[p] for p in kept) if table.letters else (),
    )


def read_blueprint(content: Mapping[str, object], file: str) -> Parsed:
    """
    Read a Kumu blueprint (`id`, `label`, `from`, `to`) or project (`_id`, `attributes`).

    An end of a connection is an element's id, else its label; ids tell elements of one label
    apart. Where elements have ids, an end that is neither is the problem `unknown-id`; where
    they have none, it is a name like any other.
    """
    problems: list[Problem] = []
    elements = _objects(content, "elements", file, problems)
    connections = _objects(content, "connections", file, problems)
    actors = [_element(element) for _, element in elements]
    ids = {actor["id"]: actor["label"] for actor in actors if actor["id"]}
    labels = Counter(actor["label"] for actor in actors)
    ties = []
    for row, connection in connections:
        ends = {
            end: _end(as_text(connection.get(key)).strip(), ids, labels)
            for end, key in (("source", "from"), ("target", "to"))
        }
        problems += [
            _unknown(as_text(connection.get(key)), [*labels, *ids], file, row, key)
            for end, key in (("source", "from"), ("target", "to"))
            if ends[end] is None
        ]
        ties.append(_tie(connection, ends))
    tables = (
        _table(actors, file, "elements", "actors", [row for row, _ in elements]),
        _table(ties, file, "connections", "ties", [row for row, _ in connections]),
    )
    if not problems and not any(map(len, tables)):
        message = "the Kumu file has no elements and no connections."
        problems.append(Problem(file, "", 0, "", "empty-file", message, "Export the map again."))
    return Parsed(tables, tuple(problems), "kumu-json")


def _objects(
    content: Mapping[str, object], key: str, file: str, problems: list[Problem]
) -> list[tuple[int, Mapping[str, object]]]:
    items = content.get(key) or []
    if not isinstance(items, list):
        items = [items]
    wrong = [row for row, item in enumerate(items, 1) if not isinstance(item, Mapping)]
    problems += [
        Problem(
            file,
            key,
            row,
            "",
            "bad-json",
            f"entry {row} of {key} is not an object.",
            "Export the map again from Kumu (Settings, Export to JSON).",
        )
        for row in wrong[:20]
    ]
    return [(row, item) for row, item in enumerate(items, 1) if isinstance(item, Mapping)]


def _attributes(item: Mapping[str, object]) -> dict[str, object]:
    """Join what Kumu keeps beside an object and within its `attributes`, by lower-case name."""
    nested = item.get("attributes")
    inner = nested if isinstance(nested, Mapping) else {}
    outer = {key: value for key, value in item.items() if key not in _NOT_ATTRIBUTES}
    return {str(key).lower(): value for key, value in {**inner, **outer}.items()}


def _element(item: Mapping[str, object]) -> dict[str, str]:
    attributes = _attributes(item)
    kind = attributes.pop("element type", None) or attributes.pop("type", None)
    label = as_text(attributes.pop("label", None)).strip()
    number = as_text(item.get("id") or item.get("_id")).strip()
    first = {"id": number, "label": label or number, "type": as_text(kind)}
    others = {
        _ELEMENT.get(key, key): as_text(value)
        for key, value in attributes.items()
        if key not in first
    }
    return first | others


def _end(
    reference: str, ids: Mapping[str, str], labels: Mapping[str, int]
) -> tuple[str, str] | None:
    """Find (name, id) of an end; None where ids are used and this is not one."""
    if reference in ids:
        return ids[reference], reference
    if reference in labels or not ids or not reference:
        return reference, ""
    return None


def _tie(
    connection: Mapping[str, object], ends: Mapping[str, tuple[str, str] | None]
) -> dict[str, str]:
    attributes = _attributes(connection)
    kind = attributes.pop("connection type", None) or attributes.pop("type", None)
    tie = {
        "source": (ends["source"] or ("", ""))[0],
        "source_id": (ends["source"] or ("", ""))[1],
        "target": (ends["target"] or ("", ""))[0],
        "target_id": (ends["target"] or ("", ""))[1],
        "type": as_text(kind),
        "directed": DIRECTION.get(as_text(connection.get("direction")).lower(), ""),
    }
    if connection.get("reversed"):
        tie["reversed"] = "yes"
    for key, value in attributes.items():
        name = _CONNECTION.get(key, key)
        if name not in tie:
            tie[name] = as_text(value)
    return tie


def _unknown(reference: str, known: Sequence[str], file: str, row: int, column: str) -> Problem:
    near = did_you_mean(reference, known)
    return Problem(
        file,
        "connections",
        row,
        column,
        "unknown-id",
        f"{quoted(reference)} is neither an id nor a label of an element.",
        f"{near} Correct it, or add the element.".strip(),
    )


def _table(
    items: list[dict[str, str]], file: str, sheet: str, frame: str, rows: list[int]
) -> Table:
    """Make a table, without the columns in which nothing stands."""
    filled = {key for item in items for key, value in item.items() if value}
    filled |= {"label"} if frame == "actors" else {"source", "target"}
    kept: list[Mapping[str, object]] = [
        {key: value for key, value in item.items() if key in filled} for item in items
    ]
    made = table_of_rows(kept, file, sheet, frame)
    return replace(apart(made), rows=np.asarray(rows, dtype=np.int64))
