"""The commands that make, check and describe data."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

import civicnet as cn
from civicnet.cli import talk
from civicnet.cli.group import Command
from civicnet.cli.options import (
    Reading,
    Word,
    delivers,
    force_option,
    format_option,
    output_option,
    reads_data,
    same_data,
)
from civicnet.cli.output import Answer, Sheet, answer, deliver

if TYPE_CHECKING:
    from civicnet.problems import Problem


@click.command(cls=Command, epilog="Example: civicnet init partnership")
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path))
@click.option("--full", is_flag=True, help="With every sheet, not only the first four.")
@force_option
def init(folder: Path, *, full: bool, force: bool) -> None:
    """
    Make a workbook to fill in.

    It has four sheets (who holds which post, ties, tables, assets) with drop-down lists, example
    rows to replace, and a sheet that explains them. DIR is the folder to put it in.
    """
    from civicnet import template  # the workbook's writer, only here

    path = folder if folder.suffix.lower() == ".xlsx" else folder / "partnership.xlsx"
    path.parent.mkdir(parents=True, exist_ok=True)
    template.workbook(path, full=full, force=force)
    talk.say(f"{path} is ready: replace its example rows by your own, and save.")
    talk.next_step(f"civicnet check {talk.shell_word(path)}")


@click.command(cls=Command, epilog="Example: civicnet check example:riverbend")
@reads_data
@click.option(
    "--xlsx", "marked", metavar="FILE", type=click.Path(), help="Write a copy with marked cells."
)
@click.option(
    "--fail-on",
    type=Word(("error", "warning")),
    help="Leave with exit code 1 where there is one so bad, or worse.",
)
@format_option
@output_option
@force_option
def check(
    data: str,
    *,
    reading: Reading,
    marked: str | None,
    fail_on: str | None,
    format: str,
    output: str | None,
    force: bool,
) -> int:
    """
    Show every problem in the data and how to mend it.

    Each with file, sheet and cell, the worst first. An error stops reading; a warning or a note
    does not. The exit code is 3 where there is an error.
    """
    with talk.patience(f"checking {data}"):
        problems = cn.check(data, **reading)
    found = _findings(problems, data, reading)
    deliver(found, format=format, output=output, force=force)
    if marked:
        _mark(data, problems, marked, force=force)
    if data != "-" and not _count(problems, "error"):
        talk.next_step(same_data("map", data, reading, "-o", "map.html"))
    return _verdict(problems, fail_on)


@click.command(cls=Command, epilog="Example: civicnet summary example:riverbend --at 2026-11-15")
@reads_data
@delivers
def summary(
    data: str, *, reading: Reading, at: str | None, format: str, output: str | None, force: bool
) -> None:
    """
    Say what is in the data and what they can answer.

    Counts, dates, what was read into the data, and what each question still needs.
    """
    with talk.patience(f"reading {data}"):
        found = answer("summary", cn.read(data, **reading).describe(at=at))
    deliver(found, format=format, output=output, force=force)
    if data != "-":
        talk.next_step(same_data("map", data, reading, "-o", "map.html"))


# --- what check says ---------------------------------------------------------------------------


def _count(problems: Sequence[Problem], severity: str) -> int:
    return sum(problem.severity == severity for problem in problems)


def _told(problems: Sequence[Problem]) -> str:
    counts = [(_count(problems, word), word) for word in ("error", "warning", "note")]
    return ", ".join(talk.counted(count, word) for count, word in counts if count)


def _findings(problems: Sequence[Problem], data: str, reading: Reading) -> Answer:
    columns = ("severity", "code", "file", "sheet", "row", "column", "cell", "message", "hint")
    rows = tuple(
        tuple(getattr(each, name) if name != "row" or each.row else None for name in columns)
        for each in problems
    )
    told = _told(problems) or "nothing to mend"
    name = "standard input" if data == "-" else data
    lines = [f"{name}: {told}.", *talk.problem_lines(problems, talk.width(sys.stdout))]
    if len(problems) > talk.SHOWN:
        lines.append(f"All of them: {same_data('check', data, reading, '--format', 'csv')}")
    return Answer(
        "check",
        summary=(f"{told[0].upper()}{told[1:]}.",),
        tables={"problems": Sheet(columns, rows)},
        text="\n".join(lines),
    )


def _mark(data: str, problems: Sequence[Problem], marked: str, *, force: bool) -> None:
    from civicnet import marking  # the workbook's writer, only here

    marking.mark(data, problems, marked, force=force)
    talk.say(f"{marked} is a copy with the cells marked; mend them in your own file.")


def _verdict(problems: Sequence[Problem], fail_on: str | None) -> int:
    errors, warnings = _count(problems, "error"), _count(problems, "warning")
    if (fail_on and errors) or (fail_on == "warning" and warnings):
        return 1
    if errors and all(p.code == "too-large" for p in problems if p.severity == "error"):
        return 5
    return 3 if errors else 0
