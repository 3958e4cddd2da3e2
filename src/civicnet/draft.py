"""The frames while names are being settled, and what every step of that needs."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd

from civicnet.cells import Fault
from civicnet.columns import FRAMES, Column
from civicnet.names import Register
from civicnet.problems import Problem
from civicnet.typed import ROW, TABLE, Source, blank_value, series

KEYS = {"people": "person", "organizations": "organization"}


@dataclass
class Draft:
    """The frames while names are being settled; lives only inside `understand`."""

    frames: dict[str, pd.DataFrame]
    bare: pd.DataFrame  # actors of whom the data do not say what they are: actor, id, …
    sources: list[Source]
    actors_are: str = "posts"
    add_missing: bool = False
    problems: list[Problem] = field(default_factory=list)
    assumptions: list[str] = field(default_factory=list)
    register: Register = field(default_factory=Register)
    bare_labels: set[str] = field(default_factory=set)

    def report(self, frame: str, position: int, column: str, fault: Fault) -> None:
        """Add a problem about one cell of a frame's row; a row made by us has no place."""
        rows = self.frames[frame]
        number, row = int(rows[TABLE].iat[position]), int(rows[ROW].iat[position])
        if number >= 0:
            source = self.sources[number]
            self.problems.append(
                source.problem(row, frame, column, fault.code, fault.message, fault.hint)
            )


def references(kind: str = "") -> Iterator[tuple[str, Column]]:
    """List every column that names actors (of one kind, where given)."""
    for name, frame in FRAMES.items():
        for column in frame.columns:
            if (
                column.refers
                and (not kind or kind in column.refers)
                and "outcomes" not in column.refers
            ):
                yield name, column


def strings(values: Iterable[object]) -> list[str]:
    """Give texts with "" for a missing one."""
    return [value if isinstance(value, str) else "" for value in values]


def items(values: Iterable[object]) -> Iterator[str]:
    """List the names in a column, whether it holds one or several in a cell."""
    for value in values:
        if isinstance(value, tuple):
            yield from value
        elif isinstance(value, str):
            yield value


def append(draft: Draft, frame: str, new: list[dict[str, Any]]) -> None:
    """Add rows that no table has; they have no place."""
    if not new:
        return
    rows, declared = draft.frames[frame], FRAMES[frame]
    data = {}
    for name in dict.fromkeys((*rows.columns, *(key for row in new for key in row))):
        if name in (TABLE, ROW):
            data[name] = pd.Series([int(row.get(name, -1)) for row in new], dtype=np.int64)
            continue
        type_ = declared.column(name).type if name in declared.names else "text"
        blank = blank_value(type_)
        given = [row.get(name, blank) for row in new]
        # Rows from several files lack one another's columns: what is missing there is blank.
        cells = [blank if isinstance(v, float) and math.isnan(v) else v for v in given]
        data[name] = series(cells, type_)
        if name not in rows:
            rows = rows.assign(**{name: series([None] * len(rows), "text")})
    draft.frames[frame] = pd.concat([rows, pd.DataFrame(data)], ignore_index=True)
