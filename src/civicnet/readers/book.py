"""From the sheets of a workbook to tables: which sheet holds what, and whose workbook it is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from civicnet import headers
from civicnet.cells import did_you_mean, quoted
from civicnet.problems import Problem
from civicnet.readers import folder, gephi, kumu, matrix
from civicnet.readers.grid import Ask, Grid, Parsed, table_of
from civicnet.readers.package import PackageError
from civicnet.readers.workbook import read_book

_SILENT = ("read me", "readme", "lists", "instructions", "do not delete")


def read_workbook(data: bytes, file: str, ask: Ask) -> Parsed:
    """
    Read a workbook: ours, Kumu's, Gephi's, NodeXL's, or anybody's.

    A sheet is known by its name, else by its column names, and then a note says so. Sheets with
    "(ignore)" in their name, "Read me" and "Lists" are left out silently.
    """
    try:
        book = read_book(data, file, _silent)
    except PackageError as error:
        return Parsed(problems=(error.problem(file),), format="")
    grids = [grid for grid in book.grids if grid.rows]
    if not grids:
        return Parsed(problems=(*book.problems, _empty(file)), format="workbook")
    if nodexl := _nodexl(grids, ask):
        return nodexl
    alone = len(grids) == 1
    parsed = [_sheet(grid, ask if alone else ask.of(""), alone=alone) for grid in grids]
    tables = tuple(table for each in parsed for table in each.tables)
    problems = [*book.problems, *(problem for each in parsed for problem in each.problems)]
    format = "matrix" if [each.format for each in parsed] == ["matrix"] else "workbook"
    if format == "workbook" and kumu.is_kumu(tables):
        tables, format = kumu.from_workbook(tables), "kumu-workbook"
    elif any(gephi.is_gephi(table) for table in tables):
        tables, format = tuple(map(gephi.from_gephi, tables)), "gephi"
    if any(problem.severity == "error" for problem in problems):
        return Parsed(tables, tuple(problems), format)
    if not tables:
        problems.append(_nothing_known(file, grids))
    elif not any(map(len, tables)):
        problems.append(_empty(file))
    return Parsed(tables, tuple(problems), format)


def _silent(name: str) -> bool:
    return "(ignore)" in name.lower() or headers.fold(name) in _SILENT


def _sheet(grid: Grid, ask: Ask, *, alone: bool) -> Parsed:
    named = ask.frame or headers.frame_named(grid.sheet)
    if named in ("", "ties") and (read := matrix.read_matrix(grid)):
        return read
    parsed = table_of(grid, ask.of(named))
    if named or not parsed.tables:
        return parsed
    table = parsed.tables[0]
    header = ask.explained(table.header)
    told = headers.frame_told(grid.sheet, header)
    if not told and alone:
        return Parsed(problems=(*parsed.problems, folder.unknown_columns(table)))
    if not told or (not alone and len(headers.match(headers.TABLES[told], header)) < 2):
        return Parsed(problems=(_left_out(grid),))
    made = table.as_frame(told)
    notes = () if alone else (folder.guessed(made, grid.sheet),)
    return replace(parsed, tables=(made,), problems=(*parsed.problems, *notes))


def _nodexl(grids: Sequence[Grid], ask: Ask) -> Parsed | None:
    """Read NodeXL's two sheets of data; the others hold pictures and measures."""
    wanted = {"edges": "ties", "vertices": "actors"}
    parsed = {
        grid.sheet: table_of(grid, ask.of(wanted[headers.fold(grid.sheet)]))
        for grid in grids
        if headers.fold(grid.sheet) in wanted
    }
    tables = [table for each in parsed.values() for table in each.tables]
    if not gephi.is_nodexl(tables):
        return None
    kept = gephi.from_nodexl(tables, _settings(grids))
    letters = {(table.sheet, letter) for table in kept for letter in table.letters}
    problems = [
        problem
        for each in parsed.values()
        for problem in each.problems
        # What is wrong in a column for drawing is no problem of ours.
        if not problem.cell or (problem.sheet, problem.cell.rstrip("0123456789")) in letters
    ]
    if not any(map(len, kept)):
        problems.append(_empty(grids[0].file))
    return Parsed(kept, tuple(problems), "nodexl")


def _settings(grids: Sequence[Grid]) -> dict[str, str]:
    """Read NodeXL's settings: pairs in the hidden sheet Misc."""
    found: dict[str, str] = {}
    for grid in grids:
        if headers.fold(grid.sheet) == "misc":
            for row in grid.rows:
                found |= {headers.fold(key): value for key, value in pairwise(row) if key and value}
    return found


def _left_out(grid: Grid) -> Problem:
    hint = did_you_mean(grid.sheet, headers.sheet_names(), cutoff=80)
    own = f'Add "(ignore)" to its name if that is right. {hint}'.strip()
    message = f"the sheet {quoted(grid.sheet)} was left out: none of its columns is known."
    return grid.problem("unknown-sheet", message, own)


def _nothing_known(file: str, grids: Sequence[Grid]) -> Problem:
    names: list[str] = [grid.sheet for grid in grids]
    message = f"no sheet holds anything known; the sheets are {', '.join(map(quoted, names[:6]))}."
    ours = ", ".join(headers.sheet_names()[:5])
    hint = f"Name each sheet after what it holds ({ours} …) and put names above its columns."
    return Problem(file, "", 0, "", "unknown-format", message, hint)


def _empty(file: str) -> Problem:
    message = "no sheet of the workbook has any rows filled in."
    return Problem(file, "", 0, "", "empty-file", message, "Fill in at least one row.")
