"""Raw tables to typed rows: headers to columns, texts to values, each row knowing its place."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from civicnet import headers
from civicnet.cells import DateOrder, did_you_mean, quoted, read_texts
from civicnet.columns import ACTORS_SHEET, FRAMES, WHO, WHO_FEEDS, Column, Frame, Type
from civicnet.problems import Problem
from civicnet.tables import Cells, Table

# Where a typed row stands: the number of its table, and its position in that table.
TABLE, ROW = "__table", "__row"
_SAME_FAULT = 20  # rows shown of one wrong text in one column

_NAMED_OTHERWISE = ("people", "organizations", "actors", "who")
_SHEETS: dict[str, Frame] = {**FRAMES, "who": WHO, "actors": ACTORS_SHEET}
_FED_BY = {(f, c): name for name, fed in WHO_FEEDS.items() for f, c in fed}


@dataclass(frozen=True)
class Source:
    """A raw table with what its columns were understood to be."""

    table: Table
    sheet: Frame
    positions: Mapping[str, int]  # column name -> position in the header

    def problem(
        self, row: int, frame: str, column: str, code: str, message: str, hint: str = ""
    ) -> Problem:
        """Make a problem about one cell, said in the words of the sheet it was typed in."""
        name = column
        if self.sheet is WHO:
            name = _FED_BY.get((frame, column), column)
        elif self.sheet is ACTORS_SHEET and column in ("person", "organization"):
            name = "actor"
        position = self.positions.get(name, -1)
        return self.table.problem(code, message, hint, row=row, position=position)


def dtype(type_: Type) -> str:
    """Give the dtype of a column's type; texts and lists are objects, alike in every pandas."""
    if type_ in ("number", "share", "whole"):
        return "float64"
    return "datetime64[us]" if type_ in ("start", "end") else "object"


@cache
def _empty(frame: Frame, *, places: bool) -> pd.DataFrame:
    columns = {c.name: pd.Series([], dtype=dtype(c.type)) for c in frame.columns}
    where = {name: pd.Series([], dtype=np.int64) for name in (TABLE, ROW)} if places else {}
    return pd.DataFrame(columns | where)


def empty(frame: Frame, *, places: bool = False) -> pd.DataFrame:
    """Give a frame without rows, with every declared column and its dtype."""
    return _empty(frame, places=places).copy()


def blank_value(type_: Type) -> object:
    """Give what a blank cell of a column of this type holds."""
    if type_ == "list":
        return ()
    if dtype(type_) == "float64":
        return float("nan")
    return np.datetime64("NaT") if dtype(type_) == "datetime64[us]" else None


def blanks(size: int, type_: Type) -> pd.Series:
    """Make a column with nothing in it: one value stands for all, so it cannot be written to."""
    blank = np.empty(1, dtype=dtype(type_))
    blank[0] = blank_value(type_)
    return pd.Series(np.broadcast_to(blank, size), copy=False)


def series(values: Sequence[Any] | NDArray[Any], type_: Type) -> pd.Series:
    """Make one column of a frame from Python values, in the dtype of its type."""
    kind = dtype(type_)
    if kind == "object":
        cells = np.empty(len(values), dtype=object)
        cells[:] = values
        return pd.Series(cells, dtype=object)
    if kind == "float64":
        return pd.Series(np.asarray(values, dtype=np.float64))
    days = [np.datetime64("NaT") if pd.isna(v) else np.datetime64(v, "us") for v in values]
    return pd.Series(np.array(days, dtype="datetime64[us]"))


def recognise(
    table: Table, mapping: Mapping[str, str] | None = None
) -> tuple[Source, list[Problem]]:
    """
    Understand a table's headers.

    `mapping` gives the column for headers that civicnet would not know by itself; a header
    mapped to "" is kept as an unknown column.
    """
    sheet = _SHEETS[table.frame]
    chosen = {
        position: mapping[header]
        for position, header in enumerate(table.header)
        if mapping and header in mapping
    }
    others = [h if i not in chosen else "" for i, h in enumerate(table.header)]
    found = headers.match(sheet, others)
    taken = {name for name in chosen.values() if name}
    positions = {n: p for p, n in found.items() if n not in taken}
    positions |= {name: p for p, name in chosen.items() if name}
    rivals = headers.rivals(sheet, others)
    problems = [
        table.problem(
            "duplicate-column",
            f"{quoted(table.header[position])} and {quoted(table.header[positions[name]])} "
            f"both mean {name}.",
            "Rename or delete one of the two.",
            position=position,
        )
        for position, name in rivals.items()
        if name in positions and name not in taken
    ]
    key = next((c for c in sheet.columns if c.type == "key"), None)
    if key and key.name not in positions and "id" in positions:
        positions[key.name] = positions.pop("id")
    for column in sheet.columns:
        if (column.required or column is key) and column.name not in positions:
            if sheet is WHO and {"post", "organization"} & positions.keys():
                continue
            problems.append(
                table.problem(
                    "missing-column",
                    f"there is no column for {column.name} ({column.meaning}).",
                    _header_hint(table, column),
                )
            )
    known = set(positions.values())
    problems += [
        table.problem(
            "unknown-column",
            f"{quoted(header)} is not a column civicnet knows; it is kept, and stays out of "
            "what you share.",
            did_you_mean(header, sheet.names, cutoff=85),
            position=position,
        )
        for position, header in enumerate(table.header)
        if position not in known and position not in rivals and header
    ]
    return Source(table, sheet, positions), problems


def _header_hint(table: Table, column: Column) -> str:
    others = " or ".join(quoted(name) for name in (column.name, *column.synonyms[:2]))
    near = did_you_mean(column.name, [h for h in table.header if h], cutoff=80)
    return f"{near} Name the column {others}.".strip()


def typed_rows(
    source: Source, number: int, *, order: DateOrder | None = None
) -> tuple[pd.DataFrame, list[Problem]]:
    """
    Read every cell of a table by its column's declaration.

    Returns the typed rows, with the declared columns, the companion ids ("person_id"), the
    unknown columns as text, and the place of each row; and the problems of single cells.
    """
    table, problems = source.table, []
    data: dict[str, pd.Series] = {}
    for column in source.sheet.columns:
        if column.name not in source.positions:
            data[column.name] = blanks(len(table), column.type)
            continue
        position = source.positions[column.name]
        data[column.name], found = _typed_column(table, position, column, order)
        problems += found
        # People, organizations and actors may have an id for a name; in Who all may be blank.
        named = column.type == "key" and source.sheet.name not in _NAMED_OTHERWISE
        if column.required or named:
            problems += _blanks(table, position, column)
    declared = set(source.sheet.names)
    for name, position in source.positions.items():
        if name not in declared:
            data[name] = _texts(table.column(position))
    known = set(source.positions.values())
    for position, header in enumerate(table.header):
        if position not in known:
            name = header or f"column {position + 1}"
            while name in data:
                name += " (2)"
            data[name] = _texts(table.column(position))
    data[TABLE] = pd.Series(np.full(len(table), number, dtype=np.int64))
    data[ROW] = pd.Series(np.arange(len(table), dtype=np.int64))
    return pd.DataFrame(data, copy=False), problems


def _texts(cells: Cells) -> pd.Series:
    texts = series(cells, "text")
    return texts.where(texts != "", None)


def _typed_column(
    table: Table, position: int, column: Column, order: DateOrder | None
) -> tuple[pd.Series, list[Problem]]:
    codes, texts = pd.factorize(table.column(position))
    values, faults = read_texts(column, list(texts), order=order)
    distinct = series(values, column.type)
    problems = []
    faulty = pd.Series(codes)[np.isin(codes, list(faults))]
    for code, rows in faulty.groupby(faulty).groups.items():
        fault = faults[code]
        problems += [
            table.problem(fault.code, fault.message, fault.hint, row=int(row), position=position)
            for row in rows[:_SAME_FAULT]
        ]
        if len(rows) > _SAME_FAULT:
            more = f"{fault.message} So do {len(rows) - _SAME_FAULT} more rows."
            problems.append(table.problem(fault.code, more, fault.hint, position=position))
    return distinct.take(codes).reset_index(drop=True), problems


def _blanks(table: Table, position: int, column: Column) -> list[Problem]:
    rows = np.flatnonzero(table.column(position) == "")
    return [
        table.problem(
            "missing-value",
            f"the cell is blank; the row needs {column.name} ({column.meaning}).",
            "Fill it in, or delete the row.",
            row=int(row),
            position=position,
        )
        for row in rows[:_SAME_FAULT]
    ]


def stack(frame: Frame, parts: Sequence[pd.DataFrame]) -> pd.DataFrame:
    """Put the rows of several tables of one frame under one another, in the declared order."""
    parts = [part.reset_index(drop=True) for part in parts if len(part)]
    if not parts:
        return empty(frame, places=True)
    extras = list(dict.fromkeys(c for part in parts for c in part.columns if c not in frame.names))
    data = {}
    for name in (*frame.names, *extras):
        type_ = frame.column(name).type if name in frame.names else "text"
        pieces = [part[name] if name in part else blanks(len(part), type_) for part in parts]
        data[name] = pieces[0] if len(pieces) == 1 else pd.concat(pieces, ignore_index=True)
    return pd.DataFrame(data, copy=False)
