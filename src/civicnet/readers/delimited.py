"""Text files of rows and separators: CSV, TSV and their many dialects."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from civicnet import headers
from civicnet.cells import quoted
from civicnet.problems import Problem
from civicnet.readers import matrix, text
from civicnet.readers.grid import Ask, Grid, Parsed, grid_of, table_of

MAX_BYTES = 64 * 2**20
MAX_ROWS = 2_000_000
_SEPARATORS = ",;\t|"
_SAMPLE = 400  # records by which the separator and the shape are judged
_NUMBER = re.compile(r"[+-]?(\d+([.,]\d*)?|[.,]\d+)([eE][+-]?\d+)?")
# The mark our own CSV files put before a cell that a spreadsheet would run as a formula.
_GUARD = re.compile(r"'+[=+\-@\t\r]")
_LAST = "\x01"  # not white space, unlike \x1c to \x1f
_EXCEL_ERRORS = frozenset(
    ("#REF!", "#N/A", "#VALUE!", "#NAME?", "#DIV/0!", "#NULL!", "#NUM!", "#SPILL!")
)


@dataclass(frozen=True)
class Dialect:
    """How a text file separates its cells; a blank separator means runs of white space."""

    separator: str
    skip: int = 0  # characters of a first line such as "sep=;", which spreadsheets do not show


def _reader(body: str, separator: str) -> Iterator[list[str]]:
    """Split a text into records, quotes respected; a blank separates by runs of white space."""
    if separator == " ":
        return csv.reader((" ".join(line.split()) for line in io.StringIO(body)), delimiter=" ")
    return csv.reader(io.StringIO(body, newline=""), delimiter=separator)


def dialect(body: str) -> Dialect:
    r"""
    Tell by which character a text separates its cells.

    The separator is the one by which the rows are equally wide, the first row among them. A
    text without one has a single column; no letter is ever taken for a separator, and blanks
    only where the first row names two ends of a tie or every cell is a number.

    >>> dialect("from;to\na;b,c\n").separator, dialect("name\nLopez, Maria\n").separator
    (';', '')
    """
    if declared := re.match(r'"?sep=(.)"?[ ]*(\r\n|\r|\n)', body, re.IGNORECASE):
        return Dialect(declared[1], declared.end())
    best, best_rank = "", (False, 0.0, 0)
    sample = body[: 2**18]
    for separator in _SEPARATORS:
        if separator not in sample:
            continue
        try:
            records = [r for r in islice(_reader(sample, separator), _SAMPLE) if any(r)]
        except csv.Error:
            continue
        widths = Counter(map(len, records))
        usual = max(widths, key=lambda width: (width > 1, widths[width], width), default=1)
        first = len(records[0]) if records else 1
        # A lone name such as "name" over cells with commas is one column, not two.
        lone = first == 1 and headers.fold(records[0][0]) in headers.known_words()
        rank = (first == usual, round(widths[usual] / len(records), 2), usual)
        if usual > 1 and not lone and rank > best_rank:
            best, best_rank = separator, rank
    if not best_rank[0] and _by_blanks(sample):
        return Dialect(" ")
    return Dialect(best)


def _by_blanks(sample: str) -> bool:
    records = [record for record in islice(_reader(sample, " "), _SAMPLE) if record]
    if len(sample) == 2**18:
        records = records[:-1]
    widths = set(map(len, records))
    if not records or len(widths) != 1 or max(widths) < 2:
        return False
    if all(_NUMBER.fullmatch(cell) for record in records for cell in record):
        return True
    return headers.score(headers.TABLES["ties"], records[0]) > 0


def read_grid(body: str, file: str) -> tuple[Grid, list[Problem]]:
    """Split a decoded text into a grid; formula guards are taken off again."""
    found = dialect(body)
    body = body[found.skip :]
    # A character that occurs nowhere keeps a single column whole, quotes still respected.
    records, closed = _all_records(body, found.separator or "\x1f")
    problems = [] if closed else [_unclosed(file, len(records) + 1)]
    if _GUARD.search(body):
        records = [
            [cell[1:] if _GUARD.match(cell) else cell for cell in record] for record in records
        ]
    if len(records) > MAX_ROWS:
        problems.append(
            Problem(
                file,
                "",
                0,
                "",
                "too-large",
                f"the file has {len(records):,} rows; {MAX_ROWS:,} can be read.",
                "Keep the rows you need, or sum them up first.",
            )
        )
        records = []
    return grid_of(file, records), problems


def _all_records(body: str, separator: str) -> tuple[list[list[str]], bool]:
    """Split a whole text, and tell whether every quotation mark in it is closed."""
    records: list[list[str]] = []
    try:
        # An open quotation swallows a last line of our own, and all between.
        records.extend(_reader(f"{body}\n{_LAST}", separator))
    except csv.Error:
        return records, False
    return records[:-1], records[-1] == [_LAST]


def _unclosed(file: str, row: int) -> Problem:
    return Problem(
        file,
        "",
        row,
        "",
        "unclosed-quote",
        "a cell begins with a quotation mark that is never closed, so the rows below it run "
        "together.",
        "Close the quotation mark in this row, or remove it.",
    )


def read_text(data: bytes, file: str, ask: Ask) -> Parsed:
    """Read one CSV, TSV or plain matrix; its table holds `ask.frame`."""
    letters = text.decode(data, file, ask.encoding)
    if letters.problem:
        return Parsed(problems=(letters.problem,), format="csv")
    if not letters.text.strip('\ufeff \t\r\n\x00,;|"'):
        return Parsed(problems=(empty(file),), format="csv")
    grid, problems = read_grid(letters.text, file)
    if not grid.rows:
        return Parsed(problems=tuple(problems or [empty(file)]), format="csv")
    parsed = _understood(grid, ask)
    if letters.assumed and parsed.tables:
        macintosh = "\r" in letters.text and "\n" not in letters.text
        problems.append(text.assumption(parsed.tables[0], macintosh=macintosh))
    for table in parsed.tables:
        if not len(table) and parsed.format == "csv":
            problems.append(
                table.problem(
                    "empty-file",
                    "the file has names of columns and no rows.",
                    "Fill in at least one row.",
                )
            )
    problems += _error_cells(parsed) if "#" in letters.text else []
    return Parsed(parsed.tables, (*problems, *parsed.problems), parsed.format)


def _understood(grid: Grid, ask: Ask) -> Parsed:
    if ask.frame in ("", "ties") and (read := matrix.read_matrix(grid)):
        return read
    if list_like := _adjacency_list(grid, ask):
        return Parsed(problems=(list_like,), format="csv")
    parsed = table_of(grid, ask)
    return Parsed(parsed.tables, parsed.problems, "csv")


def _adjacency_list(grid: Grid, ask: Ask) -> Problem | None:
    """Recognize rows of unlike width without a header: each actor with everyone it is tied to."""
    rows = [[cell.strip() for cell in row if cell.strip()] for row in grid.rows[:_SAMPLE]]
    if ask.frame not in ("", "ties") or len(rows) < 3 or len({len(row) for row in rows}) < 3:
        return None
    if ask.known([cell for cell in rows[0] if len(cell) > 1]):
        return None
    if max(map(len, rows)) <= len(rows[0]) or len(rows[0]) < 2:
        return None
    first, second = rows[0][:2]
    return grid.problem(
        "no-header",
        "the file has no names of columns and its rows are of different length; it looks like a "
        "list in which each actor is followed by everyone it is tied to.",
        "Write one tie in a row, in two columns under the names from and to: "
        f"{quoted(first)} in one, {quoted(second)} in the other.",
        row=grid.numbers[0],
    )


def _error_cells(parsed: Parsed) -> list[Problem]:
    return [
        table.problem(
            "formula-error",
            f"the cell shows {cell}: a formula failed in the spreadsheet the file was saved from.",
            "Correct the formula there and save again, or type the value.",
            row=row,
            position=position,
        )
        for table in parsed.tables
        for position, column in enumerate(table.columns)
        for row, cell in enumerate(column)
        if cell in _EXCEL_ERRORS
    ]


def empty(file: str) -> Problem:
    """Say that a file holds nothing."""
    return Problem(
        file,
        "",
        0,
        "",
        "empty-file",
        "the file is empty.",
        "Choose another file, or fill it in: a row of names, from and to, then one tie in a row.",
    )
