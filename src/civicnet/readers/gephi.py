"""Gephi's and NodeXL's sheets: their own words for direction, names and drawing."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

import numpy as np

from civicnet import headers
from civicnet.readers.celltext import DIRECTION
from civicnet.readers.grid import apart
from civicnet.tables import Table, cells_of

# The columns of NodeXL's own template that draw the picture or hold what NodeXL computed.
_EDGE_WORDS = (
    "color, width, style, opacity, visibility, label text color, label font size, reciprocated, "
    "id, dynamic filter, add your own columns here"
)
_VERTEX_WORDS = (
    "color, shape, size, opacity, image file, visibility, label fill color, label position, "
    "tooltip, layout order, x, y, locked, polar r, polar angle, degree, in degree, out degree, "
    "betweenness centrality, closeness centrality, eigenvector centrality, pagerank, "
    "clustering coefficient, reciprocated vertex pair ratio, id, dynamic filter, "
    "add your own columns here"
)
_EDGE_DRAWING = frozenset(_EDGE_WORDS.split(", "))
_VERTEX_DRAWING = frozenset(_VERTEX_WORDS.split(", "))


def is_gephi(table: Table) -> bool:
    """Tell whether a table is Gephi's: nodes with Id and Label, or edges with a Type of arrow."""
    folded = [headers.fold(name) for name in table.header]
    if table.frame == "actors":
        return {"id", "label"} <= {*folded}
    return table.frame == "ties" and _arrow_type(table, folded) >= 0


def from_gephi(table: Table) -> Table:
    """Give Gephi's sheet our meaning: the Type of an edge is its direction, not its relation."""
    folded = [headers.fold(name) for name in table.header]
    position = _arrow_type(table, folded) if table.frame == "ties" else -1
    if position < 0:
        return table
    said = cells_of([DIRECTION[cell.lower()] for cell in table.columns[position]])
    return replace(
        table,
        header=_with(table.header, {position: "directed"}),
        columns=tuple(said if p == position else c for p, c in enumerate(table.columns)),
    )


def _arrow_type(table: Table, folded: Sequence[str]) -> int:
    """Find the column Type that says only directed or undirected; -1 where there is none."""
    if "type" not in folded or "directed" in folded:
        return -1
    position = folded.index("type")
    said = {cell.lower() for cell in table.columns[position]}
    return position if said <= {*DIRECTION} and said != {""} else -1


def is_nodexl(tables: Sequence[Table]) -> bool:
    """Tell whether a workbook is NodeXL's, by the names of the two ends of an edge."""
    return any(
        {"vertex 1", "vertex 2"} <= {headers.fold(name) for name in table.header}
        for table in tables
        if headers.fold(table.sheet) == "edges"
    )


def from_nodexl(tables: Iterable[Table], settings: Mapping[str, str]) -> tuple[Table, ...]:
    """
    Keep NodeXL's edges and vertices, and of them what was not for drawing.

    `settings` are those of its hidden sheet Misc: "Graph Directedness" holds for every edge.
    """
    kept = []
    for table in tables:
        sheet = headers.fold(table.sheet)
        if sheet == "edges":
            made = _without(table, _EDGE_DRAWING)
            kept.append(_directed(made, settings.get("graph directedness", "")))
        elif sheet == "vertices":
            kept.append(_without(table, _VERTEX_DRAWING))
    return tuple(map(apart, kept))


def _without(table: Table, drawing: frozenset[str]) -> Table:
    folded = [headers.fold(name) for name in table.header]
    positions = [
        p
        for p, name in enumerate(folded)
        if name not in drawing and (name != "label" or any(table.columns[p]))
    ]
    # A vertex is known by its first column; what is written beside it is a second name.
    names = {p: "label in the picture" for p, n in enumerate(folded) if n == "label"}
    names = names if "vertex" in folded else {}
    names |= {p: "weight" for p, name in enumerate(folded) if name == "edge weight"}
    header = _with(table.header, names)
    return replace(
        table,
        header=tuple(header[p] for p in positions),
        columns=tuple(table.columns[p] for p in positions),
        letters=tuple(table.letters[p] for p in positions) if table.letters else (),
    )


def _directed(table: Table, directedness: str) -> Table:
    said = DIRECTION.get(directedness.lower(), "")
    if not said:
        return table
    column = np.full(len(table), said, dtype=object)
    letters = (*table.letters, "") if table.letters else ()
    return replace(
        table, header=(*table.header, "directed"), columns=(*table.columns, column), letters=letters
    )


def _with(header: Sequence[str], names: Mapping[int, str]) -> tuple[str, ...]:
    return tuple(names.get(position, name) for position, name in enumerate(header))
