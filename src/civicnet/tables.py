"""Raw tables: cells as text, each knowing the file, sheet, row and column where it stands."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from civicnet.problems import Problem

Cells = NDArray[np.object_]


@dataclass(frozen=True)
class Table:
    """
    One sheet or one file as text, before anything is understood.

    `header` and `columns` run in parallel; a column is an array of `str`, "" where the cell is
    blank. `rows` are row numbers as a spreadsheet shows them (a CSV's header is row 1).
    `letters` gives the spreadsheet letter of each column, or is empty for a text file.
    `frame` is the frame a reader knows the table to hold, or "".
    """

    file: str
    sheet: str
    header: tuple[str, ...]
    columns: tuple[Cells, ...]
    rows: NDArray[np.int64]
    letters: tuple[str, ...] = ()
    frame: str = ""
    header_row: int = 1

    def __len__(self) -> int:
        return len(self.rows)

    def column(self, position: int) -> Cells:
        """Give the cells of one column, by its position in the header."""
        return self.columns[position]

    def as_frame(self, frame: str) -> Table:
        """Give the same table, said to hold `frame`."""
        return replace(self, frame=frame)

    def problem(
        self, code: str, message: str, hint: str = "", *, row: int = -1, position: int = -1
    ) -> Problem:
        """
        Make a problem placed in this table.

        `row` counts from 0 in the table's own order (-1: no single row), `position` is the
        column's position in the header (-1: no single column).
        """
        number = int(self.rows[row]) if row >= 0 else 0
        column = self.header[position] if position >= 0 else ""
        letter = self.letters[position] if self.letters and position >= 0 else ""
        at = number or (self.header_row if position >= 0 else 0)
        cell = f"{letter}{at}" if letter and at else ""
        return Problem(self.file, self.sheet, number, column, code, message, hint, cell)


def cells_of(texts: Sequence[str]) -> Cells:
    """Make the cells of one column."""
    cells = np.empty(len(texts), dtype=object)
    cells[:] = texts
    return cells


def table(
    file: str,
    header: Sequence[str],
    records: Iterable[Sequence[str]],
    *,
    sheet: str = "",
    rows: Sequence[int] | None = None,
    letters: Sequence[str] = (),
    frame: str = "",
    header_row: int = 1,
) -> Table:
    """
    Build a Table from records; cells are stripped of surrounding white space.

    `rows` are the row numbers where they do not just follow the header's. Records shorter than
    the header are filled with blanks; longer ones must not come here: the reader reports them
    first (`ragged-row`).
    """
    width = len(header)
    filled = [[*record, *([""] * (width - len(record)))] for record in records]
    columns = [
        cells_of([record[position].strip() for record in filled]) for position in range(width)
    ]
    numbers = range(header_row + 1, header_row + 1 + len(filled)) if rows is None else rows
    return Table(
        file=file,
        sheet=sheet,
        header=tuple(name.strip() for name in header),
        columns=tuple(columns),
        rows=np.asarray(list(numbers), dtype=np.int64),
        letters=tuple(letters),
        frame=frame,
        header_row=header_row,
    )
