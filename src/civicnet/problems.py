"""What can be wrong with data: each problem is a value that says where it is and how to mend it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

Severity = Literal["error", "warning", "note"]
# The "sheet" of a problem in a story: its rows are slides.
SLIDE = "slide"

_ORDER = {"error": 0, "warning": 1, "note": 2}


@dataclass(frozen=True)
class Code:
    """One kind of problem: how bad it is and what it means, as docs/problems.md prints it."""

    severity: Severity
    meaning: str


# One line a code. A code is stable: scripts may look for it. docs/problems.md is made from this.
CODES: dict[str, Code] = {
    # files
    "unreadable-file": Code("error", "The file is damaged, encrypted or not what its name says."),
    "empty-file": Code("error", "The file, or every sheet in it, holds no data."),
    "not-yet": Code("error", "The format is known, but civicnet does not read it yet."),
    "unknown-format": Code("error", "Nothing in the file tells what it holds."),
    "too-large": Code("error", "The file would need more memory or time than civicnet will spend."),
    "bad-encoding": Code("error", "The bytes are not text in the encoding the file was read in."),
    "encoding-assumed": Code("warning", "The file is not UTF-8; it was read as Windows-1252."),
    "garbled-text": Code("warning", "Letters look wrong (Ã©): the file was saved twice."),
    "control-character": Code("error", "A cell holds a character that no text should hold."),
    "bad-json": Code("error", "The JSON file breaks off or has a mistake at the place shown."),
    "missing-package": Code("error", "Reading this format needs an optional package."),
    # tables
    "no-header": Code("error", "No row looks like column names."),
    "unknown-sheet": Code("note", "A sheet or file holds nothing civicnet knows; it was left out."),
    "missing-column": Code("error", "A column without which the rows say nothing is not there."),
    "duplicate-column": Code("error", "Two columns have the same meaning."),
    "unknown-column": Code(
        "note", "A column civicnet does not know; kept, never shared by itself."
    ),
    "ragged-row": Code("error", "A row has more cells than there are columns."),
    "merged-cells": Code("error", "Merged cells hide to which rows a value belongs."),
    "formula-error": Code("error", "A formula in the sheet gives an error (#REF!, #N/A …)."),
    "formula-without-value": Code("error", "A formula was saved without its result."),
    "two-headers": Code("error", "The column names stand in two rows; one row can be read."),
    "unnamed-column": Code("warning", "Cells under no column name; they were left out."),
    "total-row": Code("warning", "The last row is a total, not a thing; it was left out."),
    "stray-cell": Code("warning", "A cell far outside the table; it was left out."),
    "unclosed-quote": Code("error", "A quotation mark is opened and never closed."),
    "read-as-matrix": Code("note", "The table is a matrix; the note says how it was read."),
    "sheet-guessed": Code("note", "What a sheet or file holds was told from its column names."),
    # cells
    "missing-value": Code("error", "A cell that the row cannot do without is blank."),
    "bad-date": Code("error", "The cell is not a date that can be read with certainty."),
    "ambiguous-date": Code(
        "error", "The date can mean two days, and nothing in the column decides."
    ),
    "bad-number": Code("error", "The cell is not a number."),
    "out-of-range": Code("error", "The number is outside what the column allows."),
    "bad-choice": Code("error", "The word is not one of those the column allows."),
    "new-kind": Code("warning", "A word outside the usual list; it is kept as it is."),
    "comma-list": Code("warning", "A list in a cell seems to be separated by commas, not by ;."),
    "long-text": Code("error", "The cell holds more text than a spreadsheet cell can."),
    # names
    "unknown-actor": Code("error", "Nobody and nothing in the data is called that."),
    "ambiguous-name": Code("error", "The name fits several actors."),
    "same-name": Code("error", "One name is used for two different things."),
    "near-duplicate": Code("warning", "Two names are so alike that they may be one actor."),
    "unknown-id": Code("error", "The id is not in the data."),
    "unknown-reference": Code(
        "warning", "A voice, outcome or table is named but nowhere described."
    ),
    "alias-clash": Code("error", "An alias is also a name, or stands for two names."),
    # rows
    "duplicate-row": Code("warning", "The same fact stands twice; it counts once."),
    "conflicting-rows": Code("error", "Two rows about one thing contradict each other."),
    "two-sectors": Code("warning", "Rows about one actor name different sectors."),
    "self-tie": Code("warning", "A tie from an actor to itself; it was left out."),
    "end-before-start": Code("error", "The end comes before the start."),
    # the rules of the model
    "agreement-or-form": Code(
        "warning", "The name of an agreement looks like a slip in writing its form."
    ),
    "basis-conflict": Code("error", "The basis contradicts the form of agreement."),
    "no-institution": Code(
        "warning", "An agreement is written for a person with no office or organization."
    ),
    "ambiguous-office": Code("warning", "The person holds two offices; which one has the tie?"),
    "overlapping-terms": Code("warning", "More people hold an office at once than it has holders."),
    "serves-with-cycle": Code("error", "Offices that serve with each other in a circle."),
    # the story of a map
    "bad-toml": Code("error", "The story is not a file of slides that can be read."),
    "bad-slide": Code("error", "A slide of the story says what the map cannot show."),
    "unknown-view": Code("error", "The map has no such view, or its audience may not see it."),
    "bad-position": Code("error", "A row of positions has no number or name, or stands twice."),
    "unknown-position": Code(
        "warning", "The positions name somebody who is not on the map; the row was left out."
    ),
    "not-for-audience": Code("error", "A slide chooses somebody whom its audience may not see."),
}


@dataclass(frozen=True)
class Problem:
    """
    One thing wrong, or worth knowing, in the data.

    `row` is the row as a spreadsheet counts it (the header is usually row 1; 0 where no single
    row is meant); `column` the header as typed; `cell` the spreadsheet address ("B17") where
    there is one; `hint` the way to mend it.
    """

    file: str
    sheet: str
    row: int
    column: str
    code: str
    message: str
    hint: str = ""
    cell: str = ""

    @property
    def severity(self) -> Severity:
        """How bad it is: "error" stops reading, "warning" and "note" do not."""
        return CODES[self.code].severity

    @property
    def place(self) -> str:
        """Where it is, in words: file, sheet and cell, or row and column."""
        if self.sheet == SLIDE:
            slide = f"slide {self.row}" if self.row else ""
            return ", ".join(part for part in (self.file, slide, self.column) if part)
        parts = [part for part in (self.file, f"sheet {self.sheet}" if self.sheet else "") if part]
        if self.cell:
            parts.append(f"cell {self.cell}")
        else:
            parts += [f"row {self.row}"] if self.row else []
            parts += [f"column {self.column}"] if self.column else []
        return ", ".join(parts)

    def __str__(self) -> str:
        place = f"{self.place}: " if self.place else ""
        return f"{place}{self.message}" + (f" {self.hint}" if self.hint else "")


def worst_first(problems: Iterable[Problem]) -> list[Problem]:
    """Sort problems for reading: errors before warnings before notes, then by place; each once."""
    return sorted(
        dict.fromkeys(problems),
        key=lambda p: (_ORDER[p.severity], p.file, p.sheet, p.row, p.column, p.code, p.message),
    )
