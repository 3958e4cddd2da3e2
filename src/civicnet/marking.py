"""A copy of the data with every problem marked in its cell, for `civicnet check --xlsx`."""

from __future__ import annotations

import io
import re
import warnings
import zipfile
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import openpyxl
from openpyxl.cell.cell import MergedCell
from openpyxl.comments import Comment
from openpyxl.packaging.custom import StringProperty
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.hyperlink import Hyperlink

from civicnet import __version__
from civicnet.errors import ArgumentError, FileError, LimitError
from civicnet.files import WORKBOOK_DATE, WORKBOOK_MARK, PathLike, write_atomically
from civicnet.problems import Problem, worst_first
from civicnet.readers import delimited, package, text
from civicnet.readers.grid import Grid
from civicnet.readers.package import PackageError, address
from civicnet.readers.workbook import read_book

if TYPE_CHECKING:
    from openpyxl import Workbook
    from openpyxl.cell.cell import Cell
    from openpyxl.worksheet.worksheet import Worksheet

SHEET = "Problems (ignore)"  # "(ignore)" keeps the reader from taking it for data
COLOURS = {"error": "FFFF9C9C", "warning": "FFFFD27A", "note": "FFA9CFF5"}
_AUTHOR = "civicnet"
_EARLIER = "\n\nEarlier comment: "
_SUFFIXES = (".csv", ".tsv", ".txt", ".tab")
_HEADERS = (("severity", 11), ("place", 24), ("at", 8), ("what is wrong", 70), ("how to mend", 60))
_LISTED = 100_000
_CLOCK = re.compile(rb"(<dcterms:(?:modified|created)[^>]*>)[^<]*")
# What openpyxl raises over workbooks of other programs that it does not wholly understand.
_NOT_UNDERSTOOD = (ValueError, TypeError, KeyError, AttributeError, IndexError, zipfile.BadZipFile)

Spot = tuple[str, int, int]  # sheet, row, column; both counted from 1


def mark(path: PathLike, problems: Sequence[Problem], to: PathLike, *, force: bool = False) -> Path:
    """
    Write a copy of the data as a workbook in which every problem is marked.

    A cell with an error is red, with a warning amber, with a note blue; its comment says what is
    wrong and how to mend it. A first sheet lists all problems, each linked to its cell. A
    workbook keeps its values, formulas and looks (pictures and macros are left out, as are the
    marks of an earlier copy); text files become sheets of text in which rows keep their numbers.
    Where the data cannot be shown as cells, the list stands alone.

    Parameters
    ----------
    path : the data that were checked.
    problems : what `check` found in them.
    to : the workbook to write (".xlsx"); never the data themselves.
    force : replace a file that civicnet did not write, or that somebody has changed since.

    Raises
    ------
    ArgumentError
        where `to` is no workbook, or is the data themselves.
    LimitError, FileError
        where the data are larger than what `read` takes, or a file cannot be read or written.
    """
    source, target = Path(path), Path(to)
    if target.suffix.lower() != ".xlsx":
        raise ArgumentError(f"the marked copy is a workbook; end its name in .xlsx (got {to})")
    if source.exists() and target.exists() and source.samefile(target):
        raise ArgumentError("the marked copy cannot replace the data; give it another name")
    book, grids = _copy(source)
    _clear(book)
    spots = _spots(book, grids, problems)
    _mark_cells(book, spots)
    _list_problems(book, problems, spots)
    return write_atomically(target, _bytes(book), force=force)


# --- the copy -----------------------------------------------------------------------------------


def _copy(source: Path) -> tuple[Workbook, dict[str, Grid]]:
    """Copy the data into an openpyxl workbook; give the raw grids by the sheets they became."""
    try:
        if source.is_dir():
            files = sorted(p for p in source.iterdir() if p.suffix.lower() in _SUFFIXES)
            return _from_grids(grid for each in files for grid in _text_grid(each))
        if not source.is_file():
            return openpyxl.Workbook(), {}
        with source.open("rb") as stream:
            if stream.read(2) != b"PK":
                return _from_grids(_text_grid(source))
            stream.seek(0)
            data = stream.read(package.MAX_UNPACKED + 1)
    except OSError as error:
        raise FileError(f"{source} cannot be read ({error.strerror or error}).") from error
    try:
        # The reader knows its limits; openpyxl does not.
        sheets = read_book(data, source.name, lambda _: False)
    except PackageError as error:
        kind = LimitError if error.code == "too-large" else FileError
        raise kind(f"{source}: {error.message} {error.hint}") from error
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # what openpyxl leaves out is said in the docstring
            return openpyxl.load_workbook(io.BytesIO(data)), {}
    except _NOT_UNDERSTOOD:
        return _from_grids(sheets.grids)


def _text_grid(source: Path) -> Iterable[Grid]:
    """Give a text file as rows of cells; nothing where it is no such file."""
    with source.open("rb") as stream:
        data = stream.read(delimited.MAX_BYTES + 1)
    if len(data) > delimited.MAX_BYTES:
        raise LimitError(f"{source} is larger than {delimited.MAX_BYTES // 2**20} MB.")
    if source.suffix.lower() in _SUFFIXES and (body := text.decode(data, source.name).text):
        yield delimited.read_grid(body, source.name)[0]


def _from_grids(grids: Iterable[Grid]) -> tuple[Workbook, dict[str, Grid]]:
    book = openpyxl.Workbook()
    book.remove(book.active)
    made: dict[str, Grid] = {}
    for grid in grids:
        stem = re.sub(r"[\[\]:*?/\\']", " ", grid.sheet or Path(grid.file).stem)[:28] or "data"
        title = next(
            t for n in range(1, 1_000) if (t := stem if n == 1 else f"{stem} {n}") not in made
        )
        page, made[title] = book.create_sheet(title), grid
        for number, row in zip(grid.numbers, grid.rows, strict=True):
            for position, cell in enumerate(row, 1):
                if cell:
                    _write(page.cell(number, position), cell)
    return book, made


def _write(cell: Cell, value: str) -> None:
    """Put a text into a cell as text, whatever it begins with."""
    cell.value = text.CONTROL.sub("\ufffd", value)
    cell.data_type, cell.number_format = "s", "@"


def _clear(book: Workbook) -> None:
    """Take off the marks of an earlier copy, so that what was mended no longer looks wrong."""
    if SHEET in book.sheetnames:
        book.remove(book[SHEET])
    for page in book.worksheets:
        # Only cells that are there: walking over rows and columns would make all others.
        for cell in list(page._cells.values()):  # noqa: SLF001
            comment = cell.comment
            # The comments in our template's headers explain columns; they carry no colour.
            if comment and comment.author == _AUTHOR and cell.fill.fgColor.rgb in COLOURS.values():
                cell.fill = PatternFill()
                _, found, earlier = comment.text.partition(_EARLIER)
                cell.comment = _comment(earlier, "") if found else None


# --- the marks ----------------------------------------------------------------------------------


def _spots(
    book: Workbook, grids: Mapping[str, Grid], problems: Iterable[Problem]
) -> dict[Problem, Spot]:
    """Find the cell of each problem that has one."""
    by_file = {(grid.file, grid.sheet): title for title, grid in grids.items()}
    found: dict[Problem, Spot] = {}
    for problem in problems:
        title = by_file.get((problem.file, problem.sheet), problem.sheet)
        if title not in book.sheetnames:
            continue
        if problem.cell:
            row, position = address(problem.cell)
            found[problem] = (title, row, position + 1)
        elif problem.row or problem.column:
            header, position = _under(grids.get(title), problem.column)
            found[problem] = (title, problem.row or header, position)
    return found


def _under(grid: Grid | None, column: str) -> tuple[int, int]:
    """Find where a column's name stands: row and column, counted from 1."""
    for number, row in zip(grid.numbers[:10], grid.rows[:10], strict=True) if grid else ():
        names = [name.strip() for name in row]
        if column in names:
            return number, names.index(column) + 1
    return 1, int(column) if column.isdigit() else 1


def _mark_cells(book: Workbook, spots: Mapping[Problem, Spot]) -> None:
    by_cell: dict[Spot, list[Problem]] = defaultdict(list)
    for problem in worst_first(spots):
        by_cell[spots[problem]].append(problem)
    for (title, row, position), found in by_cell.items():
        cell = _own_cell(book[title], row, position)
        colour = COLOURS[found[0].severity]
        cell.fill = PatternFill("solid", start_color=colour, end_color=colour)
        said = "\n\n".join(f"{p.message} {p.hint}".strip() for p in found[:6])
        if cell.comment is not None:
            said += f"{_EARLIER}{cell.comment.text}"
        cell.comment = _comment(said, _AUTHOR)


def _own_cell(page: Worksheet, row: int, position: int) -> Cell:
    """Give the cell at a place; of merged cells only the first can be marked."""
    cell = page.cell(row, position)
    if isinstance(cell, MergedCell):
        for area in page.merged_cells.ranges:
            if cell.coordinate in area:
                return page.cell(area.min_row, area.min_col)
    return cell


def _comment(said: str, author: str) -> Comment:
    said = text.CONTROL.sub("\ufffd", said)
    height = 24 + 16 * sum(1 + len(line) // 42 for line in said.splitlines())
    return Comment(said, author, width=300, height=min(height, 400))


def _list_problems(
    book: Workbook, problems: Iterable[Problem], spots: Mapping[Problem, Spot]
) -> None:
    page = book.create_sheet(SHEET, 0)
    for position, (name, width) in enumerate(_HEADERS, 1):
        cell = page.cell(1, position, name)
        cell.font = Font(bold=True)
        page.column_dimensions[get_column_letter(position)].width = width
    listed = worst_first(problems)
    for row, problem in enumerate(listed[:_LISTED], 2):
        spot = spots.get(problem)
        at = f"{get_column_letter(spot[2])}{spot[1]}" if spot else ""
        place = spot[0] if spot else problem.place
        texts = (problem.severity, place, at, problem.message, problem.hint)
        for position, said in enumerate(texts, 1):
            cell = page.cell(row, position)
            if said:
                _write(cell, said)
            cell.alignment = Alignment(wrap_text=True, vertical="top")
        colour = COLOURS[problem.severity]
        page.cell(row, 1).fill = PatternFill("solid", start_color=colour, end_color=colour)
        if spot:
            sheet = spot[0].replace("'", "''")
            link = page.cell(row, 3)
            link.hyperlink = Hyperlink(ref=link.coordinate, location=f"'{sheet}'!{at}", display=at)
            link.font = Font(color="FF0563C1", underline="single")
    if not listed:
        page.cell(2, 4, "Nothing is wrong.")
    page.freeze_panes = "A2"
    for other in book.worksheets:
        other.sheet_view.tabSelected = False
    book.active = 0


# --- the file -----------------------------------------------------------------------------------


def _bytes(book: Workbook) -> bytes:
    """Save a workbook with our mark and without the clock, so that the same gives the same."""
    if WORKBOOK_MARK in book.custom_doc_props.names:
        del book.custom_doc_props[WORKBOOK_MARK]
    book.custom_doc_props.append(StringProperty(name=WORKBOOK_MARK, value=__version__))
    stream, settled = io.BytesIO(), io.BytesIO()
    book.save(stream)
    with zipfile.ZipFile(stream) as old, zipfile.ZipFile(settled, "w") as new:
        for name in old.namelist():
            data = old.read(name)
            if name == "docProps/core.xml":
                data = _CLOCK.sub(rb"\g<1>%s" % WORKBOOK_DATE.encode(), data)
            new.writestr(zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0)), data, zipfile.ZIP_DEFLATED)
    return settled.getvalue()
