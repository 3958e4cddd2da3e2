"""
A partnership as a workbook, a folder of CSV files, or JSON; reading it again gives the same.

The same data give the same bytes, whatever the order in which they were typed. Texts stay texts:
"007", "NA" and "=1+1" come back as they are, and no spreadsheet program runs one as a formula.
Files are written whole or not at all (see civicnet.files).

Three things are put in order on the way, once: a number keeps fifteen digits; an unknown column
whose name would be read as one of ours gets " (own)" behind it; an unknown column in a frame
without rows is left out.
"""

from __future__ import annotations

import datetime as dt
import io
import json
import os
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Literal, get_args

import pandas as pd
import xlsxwriter

from civicnet import __version__, headers
from civicnet.columns import FRAMES, SHORT_HEADERS, SHORT_SHEETS, WHO, Column, Frame
from civicnet.errors import ArgumentError, LimitError
from civicnet.files import WORKBOOK_DATE, WORKBOOK_MARK, PathLike, write_atomically, write_folder
from civicnet.joining import who_rows
from civicnet.readers.grid import MAX_COLUMNS
from civicnet.readers.text import CONTROL
from civicnet.readers.workbook import MAX_CELLS, MAX_ROWS

if TYPE_CHECKING:
    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

    from civicnet.model import Partnership

Form = Literal["full", "short"]
Value = str | float | bool | dt.date | tuple[str, ...] | None

# Before March 1900 spreadsheet programs disagree about the calendar.
_FIRST_DAY = dt.date(1900, 3, 1)
_LONGEST_CELL = 32_767  # UTF-16 units a spreadsheet cell holds
# What a spreadsheet program would run as a formula, with any marks of ours already before it.
_FORMULA = re.compile(r"'*[=+\-@\t\r\0]")
_SPACIOUS = 45  # characters of the widest column


@dataclass(frozen=True)
class Field:
    """One column as it is written: its header, its declaration where it has one, its values."""

    header: str
    column: Column | None
    values: Sequence[Value]


@dataclass(frozen=True)
class Sheet:
    """One table as it is written: the frame that a reader will know it for, and its columns."""

    frame: str
    title: str
    fields: tuple[Field, ...]

    @property
    def n_rows(self) -> int:
        """Rows below the header."""
        return len(self.fields[0].values)


def write(
    partnership: Partnership, path: PathLike, *, force: bool = False, form: Form = "full"
) -> Path:
    """
    Write a partnership; `read` gives it back.

    Parameters
    ----------
    partnership : what to write; it is not changed.
    path : "name.xlsx" a workbook, "name.json" JSON, a folder (existing, without an extension, or
        with a slash at its end) CSV files.
    force : replace a file that civicnet did not write, or that somebody has changed since.
    form : "full", a sheet for every frame that has rows; or "short", the four sheets that
        `civicnet init` gives, with further ones for what those cannot say.

    Raises
    ------
    ArgumentError
        for a path of another kind, or a text that no file can hold.
    LimitError
        where a workbook cannot hold as much; a folder can.
    FileError
        where the file cannot be written, or is not ours to replace.
    """
    if form not in get_args(Form):
        raise ArgumentError(f"form must be one of {', '.join(get_args(Form))}; got {form!r}")
    kind = _kind(path)
    made = sheets(partnership, form)
    if not made:
        raise ArgumentError("there is nothing to write: no frame has a row")
    if kind == "folder":
        files = {f"{sheet.title.lower()}.csv": _csv(sheet) for sheet in made}
        return write_folder(path, files, force=force)
    data = _workbook(made, partnership) if kind == "workbook" else _json(made)
    return write_atomically(path, data, force=force)


def _kind(path: PathLike) -> str:
    text, target = os.fspath(path), Path(path)
    if text.endswith(("/", os.sep)) or target.is_dir() or not target.suffix:
        return "folder"
    kinds = {".xlsx": "workbook", ".json": "json"}
    if target.suffix.lower() not in kinds:
        raise ArgumentError(
            f"civicnet cannot write {target.suffix} ({target.name}); it writes a workbook (.xlsx), "
            "JSON (.json), or a folder of CSV files (end its name with /)"
        )
    return kinds[target.suffix.lower()]


# --- what is written ----------------------------------------------------------------------------


def sheets(partnership: Partnership, form: Form = "full") -> list[Sheet]:
    """List the tables to write, each with its columns in order; blank cells are None."""
    frames = partnership.frames
    if form == "full":
        return [_full(FRAMES[name], rows) for name, rows in frames.items() if len(rows)]
    who, apart = who_rows(partnership)
    short = [_short(WHO, who)] if len(who) else []
    names = [name for name in SHORT_SHEETS if name != WHO.name and len(frames[name])]
    short += [_short(FRAMES[name], frames[name]) for name in names]
    others = [name for name in FRAMES if name not in SHORT_SHEETS]
    split = ("people", "organizations", "offices", "terms")
    for name in others:
        rows = apart.get(name) if name in split else frames[name]
        if rows is not None and len(rows):
            short.append(_sheet(FRAMES[name], FRAMES[name].sheets[0], rows, {}))
    return short


def _full(frame: Frame, rows: pd.DataFrame) -> Sheet:
    return _sheet(frame, frame.sheets[0], rows, {})


def _short(frame: Frame, rows: pd.DataFrame) -> Sheet:
    """Show the columns of the short workbook, and behind them those that hold something."""
    shown = list(SHORT_SHEETS[frame.name])
    shown += [c for c in rows.columns if c not in shown and _is_used(frame, rows, c)]
    names = dict(SHORT_HEADERS[frame.name])
    if frame.name == "ties" and "agreement" in shown:
        # "agreement" now heads the names of agreements; their forms stand under their own name.
        del names["form"]
    return _sheet(frame, short_title(frame), rows[shown], names)


def short_title(frame: Frame) -> str:
    """Name a sheet of the short workbook: people say "tables" for what the frame calls seats."""
    return "Tables" if frame.name == "seats" else frame.sheets[0]


def _is_used(frame: Frame, rows: pd.DataFrame, name: str) -> bool:
    return name not in frame.names or any(
        value is not None for value in _values(rows[name], frame.column(name))
    )


def _sheet(frame: Frame, title: str, rows: pd.DataFrame, names: dict[str, str]) -> Sheet:
    fields = []
    taken = set(rows.columns)
    for name in map(str, rows.columns):
        column = frame.column(name) if name in frame.names else None
        header = names.get(name, name)
        if column is None:
            while headers.match(frame, [header]) or (header != name and header in taken):
                header += " (own)"
        values = _values(rows[name], column)
        _refuse_unwritable(frame.name, header, column, values)
        fields.append(Field(header, column, values))
    return Sheet(frame.name, title, tuple(fields))


def _values(cells: pd.Series, column: Column | None) -> list[Value]:
    if column is not None and column.type in ("start", "end"):
        return [None if pd.isna(cell) else pd.Timestamp(cell).date() for cell in cells]
    if cells.dtype.kind == "f":
        # Fifteen digits are what a spreadsheet keeps; adding 0 turns -0 into 0.
        return [None if pd.isna(cell) else float(f"{cell:.15g}") + 0.0 for cell in cells]
    return [cell if isinstance(cell, str | bool | tuple) and cell != () else None for cell in cells]


def _texts(values: Iterable[Value]) -> Iterable[tuple[int, str]]:
    for row, value in enumerate(values):
        if isinstance(value, str):
            yield row, value
        elif isinstance(value, tuple):
            for item in value:
                yield row, item


def _refuse_unwritable(
    frame: str, header: str, column: Column | None, values: Sequence[Value]
) -> None:
    separators = column is not None and column.type == "list"
    for row, text in (*_texts(values), *((-1, t) for _, t in _texts([header]))):
        found = CONTROL.search(text)
        if found:
            raise ArgumentError(
                f"{frame}, row {row + 1}, column {header}: the cell holds a character that is not "
                f"text (number {ord(found[0])}); remove it"
            )
        if separators and row >= 0 and re.search("[;|]", text):
            raise ArgumentError(
                f"{frame}, row {row + 1}, column {header}: {text!r} holds ; or |, which separate "
                "the items of a list; write it without"
            )


# --- CSV and JSON -------------------------------------------------------------------------------


def _csv(sheet: Sheet) -> bytes:
    columns = [[_csv_cell(f.header), *map(_csv_cell, f.values)] for f in sheet.fields]
    lines = [",".join(row) + "\n" for row in zip(*columns, strict=True)]
    return "".join(lines).encode("utf-8")


def _csv_cell(value: Value) -> str:
    text = value_text(value)
    if isinstance(value, str | tuple) and _FORMULA.match(text):
        text = f"'{text}"
    return '"' + text.replace('"', '""') + '"' if re.search('[",\r\n]', text) else text


def value_text(value: Value) -> str:
    """
    Write a value as the text that is read back as the same.

    >>> value_text(2.5), value_text(True), value_text(("a", "b")), value_text(None)
    ('2.5', 'yes', 'a; b', '')
    """
    if value is None:
        return ""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, tuple):
        return "; ".join(value)
    return value.isoformat() if isinstance(value, dt.date) else f"{value:.15g}"


def _json(made: Sequence[Sheet]) -> bytes:
    parts = [f'"civicnet": {json.dumps(__version__)}']
    frames = []
    for sheet in made:
        rows = ",\n    ".join(_json_row(sheet, row) for row in range(sheet.n_rows))
        frames.append(f'"{sheet.frame}": [\n    {rows}\n  ]')
    parts.append('"frames": {\n  ' + ",\n  ".join(frames) + "\n}")
    return ("{" + ",\n".join(parts) + "}\n").encode("utf-8")


def _json_row(sheet: Sheet, row: int) -> str:
    cells = {
        field.header: _json_value(field.values[row])
        for field in sheet.fields
        # An unknown column is named once, so that it is there even where it is blank throughout.
        if field.values[row] is not None or (row == 0 and field.column is None)
    }
    return json.dumps(cells, ensure_ascii=False)


def _json_value(value: Value) -> object:
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return int(value)
    if isinstance(value, dt.date):
        return value.isoformat()
    return list(value) if isinstance(value, tuple) else value


# --- the workbook -------------------------------------------------------------------------------


def _workbook(made: Sequence[Sheet], partnership: Partnership) -> bytes:
    _refuse_large(made)
    stream = io.BytesIO()
    book = new_workbook(stream, comments=partnership.invented)
    looks = {name: book.add_format(look) for name, look in LOOKS.items()}
    for sheet in made:
        page = book.add_worksheet(sheet.title)
        for position, field in enumerate(sheet.fields):
            page.set_column(position, position, _width(field), looks[look_of(field.column)])
            page.write_string(0, position, field.header, looks["header"])
            for row, value in enumerate(field.values, 1):
                write_cell(page, row, position, value, looks)
        page.freeze_panes(1, 1)
        page.autofilter(0, 0, sheet.n_rows, len(sheet.fields) - 1)
        page.ignore_errors({"number_stored_as_text": "A1:XFD1048576"})
    book.close()
    return stream.getvalue()


# A workbook's few looks: the templates of xlsxwriter's formats.
LOOKS: dict[str, dict[str, object]] = {
    "header": {"bold": True, "bg_color": "#E3EAF2", "bottom": 1, "num_format": "@"},
    "text": {"num_format": "@"},
    "date": {"num_format": "yyyy-mm-dd", "align": "left"},
    "number": {},
}


def new_workbook(stream: io.BytesIO, *, comments: str = "") -> xlsxwriter.Workbook:
    """Open a workbook in memory that carries our mark, no clock, and no formulas."""
    book = xlsxwriter.Workbook(
        stream,
        {
            "in_memory": True,
            "strings_to_formulas": False,
            "strings_to_urls": False,
            "strings_to_numbers": False,
        },
    )
    created = dt.datetime.fromisoformat(WORKBOOK_DATE.removesuffix("Z"))
    book.set_properties({"created": created, "comments": comments})
    book.set_custom_property(WORKBOOK_MARK, __version__, "text")
    return book


def look_of(column: Column | None) -> str:
    """Tell how the cells of a column look."""
    if column is None:
        return "text"
    if column.type in ("start", "end"):
        return "date"
    return "number" if column.type in ("number", "share", "whole") else "text"


def write_cell(
    page: Worksheet, row: int, position: int, value: Value, looks: Mapping[str, Format]
) -> None:
    """Write one value as a cell of its own type; a text is never taken for anything else."""
    if isinstance(value, dt.date) and value >= _FIRST_DAY:
        page.write_datetime(row, position, value, looks["date"])
    elif isinstance(value, float):
        page.write_number(row, position, value, looks["number"])
    elif value is not None:
        page.write_string(row, position, value_text(value), looks["text"])


def _width(field: Field) -> int:
    longest = max((len(value_text(value)) for value in field.values[:500]), default=0)
    return min(max(longest, len(field.header) + 3, 8) + 1, _SPACIOUS)


def _refuse_large(made: Sequence[Sheet]) -> None:
    cells = 0
    for sheet in made:
        filled = sum(value is not None for field in sheet.fields for value in field.values)
        cells = max(cells, filled + len(sheet.fields))
        too = ""
        if sheet.n_rows + 1 > MAX_ROWS:
            too = f"{sheet.n_rows:,} rows; a sheet that civicnet reads has up to {MAX_ROWS - 1:,}"
        elif len(sheet.fields) > MAX_COLUMNS:
            too = f"{len(sheet.fields):,} columns; a sheet has up to {MAX_COLUMNS}"
        elif cells > MAX_CELLS:
            too = f"{cells:,} filled cells; a sheet has up to {MAX_CELLS:,}"
        if too:
            raise LimitError(
                f"{sheet.title} has {too}. Write a folder of CSV files instead: end the name "
                "with / rather than .xlsx."
            )
        for field in sheet.fields:
            for row, value in enumerate(field.values, 2):
                if isinstance(value, str | tuple):
                    _refuse_long(sheet.title, field.header, row, value_text(value))


def _refuse_long(title: str, header: str, row: int, text: str) -> None:
    if len(text) > _LONGEST_CELL // 2:
        length = len(text.encode("utf-16-le")) // 2
        if length > _LONGEST_CELL:
            raise LimitError(
                f"{title}, row {row}, column {header}: the text has {length:,} characters; a cell "
                f"holds {_LONGEST_CELL:,}. Shorten it, or write a folder of CSV files or JSON."
            )
