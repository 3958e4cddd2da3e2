"""Excel workbooks: each sheet read as a stream, whatever its declared size says."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from dataclasses import dataclass, field

from openpyxl.styles.numbers import BUILTIN_FORMATS, is_date_format
from openpyxl.utils.datetime import CALENDAR_MAC_1904, CALENDAR_WINDOWS_1900, from_excel
from openpyxl.utils.escape import unescape

from civicnet.problems import Problem
from civicnet.readers.celltext import date_text, float_text
from civicnet.readers.grid import MAX_COLUMNS, Grid, letter
from civicnet.readers.package import Package, PackageError, address, local, open_package, relations

MAX_ROWS = 200_000
MAX_CELLS = 4_000_000
MAX_STRAYS = 100  # cells beyond the last column that may be slips; more are a table too wide
_WORKBOOK = "xl/workbook.xml"
_QUOTED = re.compile(r'"[^"]*"|\\.|\[[^\]]*\]|_.')


@dataclass
class _Sheet:
    """One sheet while it is read."""

    rows: dict[int, list[str]] = field(default_factory=dict)
    faults: dict[tuple[int, int], tuple[str, str, str]] = field(default_factory=dict)
    merges: list[tuple[int, int, int, int]] = field(default_factory=list)
    strays: list[tuple[int, int]] = field(default_factory=list)
    cells: int = 0


@dataclass(frozen=True)
class _Shared:
    """What the sheets of a workbook share: texts, number formats, and the year days count from."""

    texts: list[str]
    formats: list[str]
    calendar: object


@dataclass(frozen=True)
class Book:
    """The sheets of a workbook in their order, and the cells left out of them."""

    grids: tuple[Grid, ...] = ()
    problems: tuple[Problem, ...] = ()


def read_book(data: bytes, file: str, skip: Callable[[str], bool]) -> Book:
    """
    Read every sheet of a workbook but those whose name `skip` refuses; hidden sheets too.

    Numbers become the digits a person typed, date cells become year-month-day, yes/no cells
    "yes" and "no". Only cells that hold something count: neither a sheet's declared size nor a
    formatted empty cell costs memory.

    Raises
    ------
    PackageError: the file is damaged, locked, no workbook, or too large.
    """
    package = open_package(data)
    names, calendar = _sheet_parts(package)
    shared = _Shared(_shared_texts(package), _cell_formats(package), calendar)
    grids: list[Grid] = []
    problems: list[Problem] = []
    for name, part in names:
        if skip(name):
            continue
        sheet = _read_sheet(package, part, name, shared)
        numbers = sorted(number for number, row in sheet.rows.items() if any(row))
        grid = Grid(
            file,
            name,
            [sheet.rows[number] for number in numbers],
            numbers,
            sheet.faults,
            tuple(sheet.merges),
            lettered=True,
        )
        grids.append(grid)
        if sheet.strays:
            row, position = sheet.strays[0]
            others = f" and {len(sheet.strays) - 1} more" if len(sheet.strays) > 1 else ""
            problems.append(
                grid.problem(
                    "stray-cell",
                    f"the cell {letter(position)}{row}{others}, far to the right of the table, "
                    "was left out.",
                    "Empty it: choose the columns to the right of the table and delete them.",
                    row=row,
                    position=position,
                )
            )
    return Book(tuple(grids), tuple(problems))


def _sheet_parts(package: Package) -> tuple[list[tuple[str, str]], object]:
    """List the sheets as (name, part), and tell from which year the workbook counts its days."""
    targets = relations(package, _WORKBOOK)
    sheets: list[tuple[str, str]] = []
    calendar = [CALENDAR_WINDOWS_1900]

    def start(tag: str, attributes: dict[str, str]) -> None:
        if local(tag) == "sheet":
            ids = [value for key, value in attributes.items() if local(key) == "id"]
            part = targets.get(ids[0], "") if ids else ""
            # A chart on a sheet of its own has no cells.
            if "chartsheet" not in part and "dialogsheet" not in part:
                sheets.append((attributes.get("name", ""), part))
        elif local(tag) == "workbookPr" and attributes.get("date1904") in ("1", "true"):
            calendar[0] = CALENDAR_MAC_1904

    package.parse(_WORKBOOK, start)
    return sheets, calendar[0]


def _shared_texts(package: Package) -> list[str]:
    """Read the texts that cells refer to by number."""
    part = "xl/sharedStrings.xml"
    if not package.has(part):
        return []
    texts: list[str] = []
    pieces: list[str] = []
    state = {"text": False, "phonetic": False}

    def start(tag: str, _attributes: dict[str, str]) -> None:
        name = local(tag)
        if name == "si":
            pieces.clear()
        elif name == "rPh":
            state["phonetic"] = True
        elif name == "t":
            state["text"] = not state["phonetic"]

    def end(tag: str) -> None:
        name = local(tag)
        if name == "si":
            texts.append(unescape("".join(pieces)).strip())
        elif name == "rPh":
            state["phonetic"] = False
        elif name == "t":
            state["text"] = False

    def text(data: str) -> None:
        if state["text"]:
            pieces.append(data)

    package.parse(part, start, end, text)
    return texts


def _cell_formats(package: Package) -> list[str]:
    """Read which number format each cell style has."""
    part = "xl/styles.xml"
    if not package.has(part):
        return []
    codes = dict(BUILTIN_FORMATS)
    formats: list[str] = []
    inside: list[str] = []

    def start(tag: str, attributes: dict[str, str]) -> None:
        name = local(tag)
        if name == "numFmt":
            codes[int(attributes["numFmtId"])] = attributes.get("formatCode", "")
        elif name == "cellXfs":
            inside.append(name)
        elif name == "xf" and inside:
            formats.append(codes.get(int(attributes.get("numFmtId", 0)), ""))

    def end(tag: str) -> None:
        if local(tag) == "cellXfs":
            inside.clear()

    package.parse(part, start, end)
    return formats


def _too_large(name: str, why: str) -> PackageError:
    return PackageError(
        "too-large",
        f'the sheet "{name}" holds {why}.',
        "Keep the rows you need, or split the sheet over several files.",
    )


def _read_sheet(package: Package, part: str, name: str, shared: _Shared) -> _Sheet:
    sheet = _Sheet()
    cell = _Cell()
    at = [0, -1]  # row number and position of the cell before

    def start(tag: str, attributes: dict[str, str]) -> None:
        tag = local(tag)
        if tag == "c":
            if reference := attributes.get("r"):
                at[0], at[1] = address(reference)
            else:
                at[1] += 1
            cell.begin(attributes.get("t", "n"), int(attributes.get("s", 0)))
        elif tag in ("v", "t"):
            cell.inside = not cell.phonetic
        elif tag == "rPh":
            cell.phonetic = True
        elif tag == "f":
            cell.formula = True
        elif tag == "row":
            at[0] = int(attributes.get("r", at[0] + 1))
            at[1] = -1
        elif tag == "mergeCell":
            first, _, last = attributes.get("ref", "").partition(":")
            sheet.merges.append((*address(first), *address(last or first)))

    def end(tag: str) -> None:
        tag = local(tag)
        if tag in ("v", "t"):
            cell.inside = False
        elif tag == "rPh":
            cell.phonetic = False
        elif tag == "c":
            value = _value(sheet, at[0], at[1], cell, shared)
            if value:
                _keep(sheet, name, at[0], at[1], value)

    def text(data: str) -> None:
        if cell.inside:
            cell.pieces.append(data)

    package.parse(part, start, end, text)
    return sheet


class _Cell:
    """The cell the stream is at; one object is used for all of them."""

    __slots__ = ("formula", "inside", "phonetic", "pieces", "style", "type")

    def __init__(self) -> None:
        self.pieces: list[str] = []
        self.inside = self.phonetic = False
        self.begin("n", 0)

    def begin(self, type: str, style: int) -> None:
        """Start a new cell."""
        self.type, self.style, self.formula = type, style, False
        self.pieces.clear()


def _value(sheet: _Sheet, row: int, position: int, cell: _Cell, shared: _Shared) -> str:
    """Give the text of a finished cell; a formula that failed is noted, and blank."""
    value = "".join(cell.pieces)
    if cell.type == "s":
        return (
            shared.texts[int(value)] if value.isdigit() and int(value) < len(shared.texts) else ""
        )
    if cell.type in ("str", "inlineStr"):
        return str(unescape(value)).strip()
    if cell.type == "e":
        hint = "Correct the formula, or type the value."
        sheet.faults[row, position] = ("formula-error", f"the cell shows {value}.", hint)
        return ""
    if cell.formula and not value:
        sheet.faults[row, position] = (
            "formula-without-value",
            "the cell holds a formula whose result was not saved.",
            "Open the workbook in a spreadsheet program, let it calculate, and save it.",
        )
        return ""
    if cell.type == "b":
        return "yes" if value == "1" else "no"
    if cell.type == "d":
        return value.removesuffix("Z").removesuffix("T00:00:00")
    if not value:
        return ""
    style = shared.formats[cell.style] if cell.style < len(shared.formats) else ""
    return _number_text(value, style, shared.calendar)


def _keep(sheet: _Sheet, name: str, row: int, position: int, value: str) -> None:
    """Put a value in its row, unless it is far away; stop where there are too many."""
    if position >= MAX_COLUMNS:
        sheet.strays.append((row, position))
        if len(sheet.strays) > MAX_STRAYS:
            raise _too_large(name, f"more than {MAX_COLUMNS} columns")
        return
    sheet.cells += 1
    if row not in sheet.rows and len(sheet.rows) >= MAX_ROWS:
        raise _too_large(name, f"more than {MAX_ROWS:,} rows")
    if sheet.cells > MAX_CELLS:
        raise _too_large(name, f"more than {MAX_CELLS:,} cells")
    cells = sheet.rows.setdefault(row, [])
    if len(cells) <= position:
        cells.extend([""] * (position + 1 - len(cells)))
    cells[position] = value


def _number_text(digits: str, style: str, calendar: object) -> str:
    """Write a number as its cell shows it: a date, a number with leading zeros, or plain."""
    try:
        number = float(digits)
    except ValueError:
        return digits
    if style and style != "General":
        if is_date_format(style):
            return _day_text(number, style, calendar)
        if re.fullmatch("0{2,}", style) and number.is_integer():
            return str(int(number)).zfill(len(style))
    return float_text(number)


def _day_text(number: float, style: str, calendar: object) -> str:
    try:
        moment = from_excel(number, calendar)
    except (OverflowError, ValueError):
        return float_text(number)
    if not isinstance(moment, dt.date):
        return str(moment)  # a time of day, or a length of time
    shown = _QUOTED.sub("", style).lower()
    # A cell that shows only "March 2028" means the month, not its first day.
    if "d" not in shown and "y" in shown and "h" not in shown:
        return f"{moment:%Y-%m}" if "m" in shown else f"{moment:%Y}"
    return date_text(moment)
