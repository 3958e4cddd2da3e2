"""The workbook that `civicnet init` gives to fill in, made from the declarations of the columns."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from civicnet.columns import FRAMES, SHORT_HEADERS, SHORT_SHEETS, WHO, Column, Frame
from civicnet.errors import FileError
from civicnet.examplerows import EXAMPLE, READ_ME, TITLE
from civicnet.files import PathLike, write_atomically
from civicnet.writers import (
    LOOKS,
    Value,
    look_of,
    new_workbook,
    short_title,
    value_text,
    write_cell,
)

if TYPE_CHECKING:
    from xlsxwriter import Workbook
    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

FILE_NAME = "partnership.xlsx"
_ROWS = 1_000  # rows below the header that have lists and checks
_LISTS = "Lists"
# A year typed into a date cell becomes a day of 1905: dates before this one raise a question.
_EARLY, _LATE = dt.date(1950, 1, 1), dt.date(2150, 12, 31)
_YES_NO = ("yes", "no")
_LOOKS: dict[str, dict[str, object]] = {
    **LOOKS,
    "needed": {"bold": True, "bg_color": "#1F4E79", "font_color": "#FFFFFF", "bottom": 1},
    "title": {"bold": True, "font_size": 16},
    "heading": {"bold": True, "font_size": 12, "font_color": "#1F4E79"},
    "prose": {"text_wrap": True, "valign": "top"},
    "example": {"italic": True, "font_color": "#6B6B6B"},
}


@dataclass(frozen=True)
class _Place:
    """One column of the template: its header and declaration, and where its cells stand."""

    header: str
    column: Column
    position: int


def workbook(path: PathLike, *, full: bool = False, force: bool = False) -> Path:
    """
    Write an empty workbook to fill in, with a few rows of an invented example in it.

    Parameters
    ----------
    path : the workbook to write (".xlsx"), or a folder, made where it is missing, in which it is
        called partnership.xlsx.
    full : a sheet for every frame and every column, rather than the four sheets to begin with.
    force : replace a workbook that somebody has filled in.

    Raises
    ------
    FileError
        where there is a workbook already that somebody has filled in, or it cannot be written.
    """
    target = Path(path)
    if target.suffix.lower() != ".xlsx":
        try:
            target.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise FileError(
                f"the folder {target} cannot be made ({error.strerror or error}). Choose another."
            ) from error
        target /= FILE_NAME
    return write_atomically(target, _made(full=full), force=force)


def _made(*, full: bool) -> bytes:
    stream = io.BytesIO()
    book = new_workbook(stream, comments=f"Template of civicnet. {TITLE}")
    looks = {name: book.add_format(look) for name, look in _LOOKS.items()}
    _read_me(book, looks, full=full)
    lists: dict[tuple[str, ...], str] = {}
    for frame, names, headers in _sheets(full=full):
        page = book.add_worksheet(short_title(frame))
        places = [
            _Place(headers.get(name, name), frame.column(name), position)
            for position, name in enumerate(names)
        ]
        _head(page, frame, places, looks)
        for place in places:
            _validate(page, place, lists)
        _fill(page, frame, places, looks)
        page.freeze_panes(1, 1)
        page.autofilter(0, 0, _ROWS, len(places) - 1)
        page.ignore_errors({"number_stored_as_text": "A1:XFD1048576"})
    _write_lists(book, lists)
    book.close()
    return stream.getvalue()


def _sheets(*, full: bool) -> list[tuple[Frame, Sequence[str], dict[str, str]]]:
    """List the sheets: the frame of each, its columns in order, and their own headers."""
    frames = {WHO.name: WHO, **FRAMES}
    if not full:
        return [(frames[n], columns, SHORT_HEADERS[n]) for n, columns in SHORT_SHEETS.items()]
    order = [*SHORT_SHEETS, *(name for name in FRAMES if name not in SHORT_SHEETS)]
    made: list[tuple[Frame, Sequence[str], dict[str, str]]] = []
    for name in order:
        first = SHORT_SHEETS.get(name, ())
        columns = (*first, *(c for c in frames[name].names if c not in first))
        headers = dict(SHORT_HEADERS.get(name, {}))
        if name == "ties":
            # Here the names of agreements have a column of their own.
            del headers["form"]
        made.append((frames[name], columns, headers))
    return made


# --- the sheets ---------------------------------------------------------------------------------


def _head(
    page: Worksheet, frame: Frame, places: Sequence[_Place], looks: dict[str, Format]
) -> None:
    for place in places:
        column = place.column
        needed = column.required or column.name == frame.key[0]
        page.write_string(0, place.position, place.header, looks["needed" if needed else "header"])
        page.set_column(place.position, place.position, _width(place), looks[look_of(column)])
        text = _explained(place, needed=needed)
        lines = 2 + sum(1 + len(line) // 38 for line in text.splitlines())
        page.write_comment(
            0, place.position, text, {"width": 260, "height": 16 * lines, "author": "civicnet"}
        )


def _width(place: _Place) -> int:
    column = place.column
    if column.type in ("key", "actor", "name", "list"):
        return 30
    if column.type == "text":
        return 24
    longest = max((len(word) for word in column.choices), default=0)
    return max(min(longest, 24), len(place.header)) + 4


def _explained(place: _Place, *, needed: bool) -> str:
    column = place.column
    lines = [f"{column.meaning[0].upper()}{column.meaning[1:]}.".replace("..", ".")]
    if place.header == "agreement":
        lines.append("Choose a word, or write the agreement's name where it has one.")
    if column.choices:
        others = "; or a word of your own" if column.open else ""
        words = [
            f"{n} {word}" if column.type == "number" else word
            for n, word in enumerate(column.choices, 1)
        ]
        lines.append(f"Words: {', '.join(words)}{others}.")
    lines += {
        "list": ["Several are separated by ; (a comma can be part of a name)."],
        "start": ["A date: 2026-01-31. Blank: since before anyone wrote it down."],
        "end": ["A date: 2026-01-31, the last day. Blank: it still runs."],
        "chance": ["yes, no, or a chance such as 0.6."],
        "yesno": ["yes or no."],
        "share": ["A number from 0 to 1, or a percentage."],
        "actor": ["Write the name as it stands in its own row."],
    }.get(column.type, [])
    return "\n".join([*lines, "Every row needs it." if needed else "May stay blank."])


def _validate(page: Worksheet, place: _Place, lists: dict[tuple[str, ...], str]) -> None:
    column = place.column
    rule: dict[str, object] = {"error_title": place.header[:32], "error_type": "stop"}
    open_ended = column.open or place.header == "agreement"
    if column.type in ("yesno", "chance"):
        rule |= {"validate": "list", "source": list(_YES_NO)}
        rule["error_message"] = "Write yes or no."
        if column.type == "chance":
            rule |= {"error_type": "warning", "error_message": "yes, no, or a chance such as 0.6."}
    elif column.type == "number" and column.choices:
        rule |= {"validate": "list", "source": [str(n + 1) for n in range(len(column.choices))]}
        rule |= {"error_type": "warning", "error_message": f"Usual are 1 to {len(column.choices)}."}
    elif column.choices:
        where = lists.setdefault(column.choices, _list_place(len(lists), len(column.choices)))
        rule |= {"validate": "list", "source": where}
        rule["error_message"] = "Choose a word of the list."
        if open_ended:
            message = "This is not one of the usual words. It is kept as you write it."
            rule |= {"error_type": "warning", "error_message": message}
    elif column.type in ("start", "end"):
        rule |= {"validate": "date", "criteria": "between", "minimum": _EARLY, "maximum": _LATE}
        message = "Write the whole day, for example 2028-06-30. A year alone: type '2028."
        rule |= {"error_type": "warning", "error_message": message}
    elif column.type in ("number", "share", "whole"):
        low, high = (0, 1) if column.type == "share" else (column.low, column.high)
        if low is None:
            return
        rule["validate"] = "integer" if column.type == "whole" else "decimal"
        if high is None:
            rule |= {"criteria": ">=", "value": low}
            rule["error_message"] = f"A number of {low:g} or more."
        else:
            rule |= {"criteria": "between", "minimum": low, "maximum": high}
            rule["error_message"] = f"A number from {low:g} to {high:g}."
    else:
        return
    page.data_validation(1, place.position, _ROWS, place.position, rule)


def _list_place(position: int, length: int) -> str:
    letter = chr(ord("A") + position)
    return f"={_LISTS}!${letter}$1:${letter}${length}"


def _write_lists(book: Workbook, lists: dict[tuple[str, ...], str]) -> None:
    page = book.add_worksheet(_LISTS)
    for position, words in enumerate(lists):
        page.write_column(0, position, words)
    page.hide()


def _fill(
    page: Worksheet, frame: Frame, places: Sequence[_Place], looks: dict[str, Format]
) -> None:
    """Write the example; its rows look grey for as long as nobody has changed them."""
    for row, record in enumerate(EXAMPLE.get(frame.name, ()), 1):
        cells = [(place, record.get(place.column.name)) for place in places]
        for place, text in cells:
            if text is not None:
                write_cell(page, row, place.position, _typed(place.column, text), looks)
        page.conditional_format(
            row,
            0,
            row,
            len(places) - 1,
            {
                "type": "formula",
                "criteria": "=AND("
                + ",".join(
                    f'${chr(65 + place.position)}{row + 1}="{text}"'
                    for place, text in cells[:3]
                    if text is not None and look_of(place.column) == "text"
                )
                + ")",
                "format": looks["example"],
            },
        )


def _typed(column: Column, text: str) -> Value:
    if column.type in ("start", "end"):
        return dt.date.fromisoformat(text)
    return float(text) if look_of(column) == "number" else value_text(text)


def _read_me(book: Workbook, looks: dict[str, Format], *, full: bool) -> None:
    page = book.add_worksheet("Read me")
    page.hide_gridlines(2)
    page.set_column(0, 0, 100, looks["prose"])
    said = list(READ_ME)
    if full:
        rows = (
            f"{short_title(frame)}: one row is {frame.row}." for frame, *_ in _sheets(full=True)
        )
        said += ["# The sheets", *rows]
    row = 0
    for number, paragraph in enumerate(said):
        heading = paragraph.startswith("# ")
        row += heading
        look = "title" if number == 0 else "heading" if heading else "prose"
        page.write_string(row, 0, paragraph.removeprefix("# "), looks[look])
        row += 1
