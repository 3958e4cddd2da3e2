"""Print results on standard output, or into a file: a table to read, CSV, JSON or Markdown."""

from __future__ import annotations

import csv
import dataclasses
import datetime as dt
import io
import json
import math
import re
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import click

from civicnet import __version__
from civicnet.cli import talk

# What a spreadsheet would run as a formula; a quotation mark before it keeps it a text.
_FORMULA = re.compile(r"'*[=+\-@\t\r\0]")


@dataclasses.dataclass(frozen=True)
class Sheet:
    """A result's table as plain values."""

    columns: tuple[str, ...]
    rows: tuple[tuple[Any, ...], ...]


@dataclasses.dataclass(frozen=True)
class Answer:
    """
    What a command prints: sentences, tables (the first is the main one) and notes.

    `text` is what is shown to a reader instead of the tables, where that says it better.
    """

    question: str
    at: str | None = None
    summary: tuple[str, ...] = ()
    tables: Mapping[str, Sheet] = dataclasses.field(default_factory=dict)
    notes: tuple[str, ...] = ()
    text: str = ""

    def shown(self, columns: Sequence[str], format: str) -> Answer:
        """Leave on a screen only what is read there: some columns of the main table."""
        if format != "table":
            return self
        name, sheet = next(iter(self.tables.items()))
        places = [sheet.columns.index(each) for each in columns]
        rows = tuple(tuple(row[place] for place in places) for row in sheet.rows)
        return dataclasses.replace(self, tables={name: Sheet(tuple(columns), rows)})


def answer(question: str, result: Any) -> Answer:
    """Take a result of civicnet apart: its sentences, its frames, its notes."""
    fields = {field.name: getattr(result, field.name) for field in dataclasses.fields(result)}
    frames = {name: value for name, value in fields.items() if hasattr(value, "itertuples")}
    return Answer(
        question=question,
        at=getattr(fields.get("at"), "key", None),
        summary=tuple(result.summary),
        tables={name: _sheet(frame) for name, frame in frames.items()},
        notes=tuple(result.notes),
    )


def _sheet(frame: Any) -> Sheet:
    rows = frame.itertuples(index=False, name=None)
    return Sheet(tuple(map(str, frame.columns)), tuple(tuple(map(_value, row)) for row in rows))


def _value(cell: Any) -> Any:
    """Give a cell as a plain Python value; what is missing is None."""
    if isinstance(cell, tuple | list):
        return [_value(each) for each in cell]
    if type(cell).__name__ in ("NAType", "NaTType"):
        return None
    if isinstance(cell, dt.datetime):
        return cell.date().isoformat()
    if hasattr(cell, "item"):
        cell = cell.item()
    if isinstance(cell, float):
        return None if math.isnan(cell) else float(f"{cell:.12g}")
    return cell


def deliver(found: Answer, *, format: str, output: str | None, force: bool) -> None:
    """Print an answer in the format asked for, or write it to a file."""
    as_text = {"csv": as_csv, "json": as_json, "md": as_markdown}
    if output is not None:
        wide = io.StringIO()
        if format == "table":
            _print(found, wide, color=False)
        else:
            wide.write(as_text[format](found))
        _write(Path(output), wide.getvalue(), force=force)
    elif format == "table":
        _print(found, sys.stdout, color=talk.current().color)
    else:
        click.echo(as_text[format](found), nl=False)


def _write(path: Path, body: str, *, force: bool) -> None:
    from civicnet import files  # only where a file is asked for

    files.write_atomically(path, body.encode("utf-8"), force=force)
    talk.say(f"{path} is written.")


def as_json(found: Answer) -> str:
    """Write an answer as JSON, as scripts read it."""
    tables = {
        name: [dict(zip(sheet.columns, row, strict=True)) for row in sheet.rows]
        for name, sheet in found.tables.items()
    }
    said = {
        "civicnet": __version__,
        "question": found.question,
        "at": found.at,
        "summary": list(found.summary),
        "tables": tables,
        "notes": list(found.notes),
    }
    return json.dumps(said, ensure_ascii=False, indent=2, allow_nan=False) + "\n"


def as_csv(found: Answer) -> str:
    """Write the main table as CSV: 12 significant digits, no text that runs as a formula."""
    sheet = next(iter(found.tables.values()))
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow(sheet.columns)
    writer.writerows([_csv_cell(cell) for cell in row] for row in sheet.rows)
    return stream.getvalue()


def _csv_cell(cell: Any) -> str:
    text = _text(cell, digits=12)
    return f"'{text}" if isinstance(cell, str | list) and _FORMULA.match(text) else text


def as_markdown(found: Answer) -> str:
    """Write an answer as Markdown: sentences, tables, notes."""
    lines = [*found.summary, ""] if found.summary else []
    for name, sheet in found.tables.items():
        lines += [f"**{name.capitalize()}**", ""] if len(found.tables) > 1 else []
        lines.append(_markdown_row(sheet.columns))
        lines.append(_markdown_row(["---"] * len(sheet.columns)))
        lines += [_markdown_row([_text(cell) for cell in row]) for row in sheet.rows]
        lines.append("")
    lines += [f"- {note}" for note in found.notes]
    return "\n".join(lines).rstrip() + "\n"


def _markdown_row(cells: Sequence[str]) -> str:
    safe = [re.sub(r"([\\|`*_<\[])", r"\\\1", talk.plain(" ".join(c.split()))) for c in cells]
    return f"| {' | '.join(safe)} |"


def _text(cell: Any, digits: int = 6) -> str:
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "yes" if cell else "no"
    if isinstance(cell, float):
        return f"{cell:.{digits}g}"
    return "; ".join(_text(each) for each in cell) if isinstance(cell, list) else str(cell)


def _print(found: Answer, stream: Any, *, color: bool | None) -> None:
    """Print an answer to be read, as wide as the terminal."""
    if found.text:
        click.echo(found.text, file=stream, color=color)
        return
    from rich.console import Console  # only where a table is shown

    console = Console(
        file=stream,
        width=talk.width(stream),
        no_color=color is False,
        highlight=False,
        markup=False,
        emoji=False,
    )
    with console.capture() as captured:
        for sentence in found.summary:
            console.print(talk.plain(talk.in_shell_words(sentence)))
        for name, sheet in found.tables.items():
            console.print()
            console.print(_rich_table(name, sheet))
        for note in found.notes:
            console.print(talk.plain(talk.in_shell_words(f"- {note}")))
    # Tables are filled up with blanks, which nobody wants in a file.
    lines = [line.rstrip() for line in captured.get().splitlines()]
    click.echo("\n".join(lines), file=stream, color=color)


def _rich_table(name: str, sheet: Sheet) -> Any:
    from rich import box
    from rich.table import Table
    from rich.text import Text

    table = Table(
        title=name.capitalize(), title_justify="left", box=box.SIMPLE_HEAD, pad_edge=False
    )
    for position, column in enumerate(sheet.columns):
        cells = [row[position] for row in sheet.rows]
        numbers = all(isinstance(c, int | float) and not isinstance(c, bool) for c in cells)
        table.add_column(Text(column), justify="right" if numbers else "left")
    for row in sheet.rows:
        table.add_row(*(Text(talk.plain(_text(cell))) for cell in row))
    return table
