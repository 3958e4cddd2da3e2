"""The commands for the day somebody leaves: what follows, and the data of the day after."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from typing import Any

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
    reads_data,
    same_data,
    strength_option,
    within_option,
    written_option,
)
from civicnet.cli.output import Answer, Sheet, answer, deliver

# What is shown of each table on a screen, and of how many rows; csv, json and md have all of it.
_SHOWN: dict[str, tuple[str, ...]] = {
    "changes": ("measure", "before", "after"),
    "call_first": ("actor", "reason"),
    "stranded": ("body", "what", "hung_on", "steps_after"),
    "ties": ("source", "target", "relation", "fate", "stays_with"),
    "seats": ("table", "actor", "role", "fate", "stays_with"),
    "assets": ("asset", "kind", "gatekeeper", "fate"),
    "voices": ("voice", "what"),
    "introductions": ("source", "target", "relation", "strength", "who_can_introduce"),
    "to_settle": ("what", "why"),
    "passed_on": ("what", "to"),
    "ended": ("sheet", "what"),
}
_ROWS = 6

who_argument = click.argument("who", nargs=-1, required=True, metavar="WHO...")
all_option = click.option(
    "--all", "everything", is_flag=True, help="Show every row of every table."
)
staff_option = click.option("--without-staff", is_flag=True, help="Those who serve with them stay.")


@click.command(cls=Command, epilog='Example: civicnet depart example:riverbend "Eleanor Marsh"')
@reads_data
@who_argument
@click.option(
    "--leaves", type=Word(("partnership", "office")), default="partnership", show_default=True,
    help="Whether they leave altogether, or give up the office and keep their own ties.",
)  # fmt: skip
@click.option("--vacant", is_flag=True, help="Nobody follows: agreements of the office wait.")
@staff_option
@within_option
@strength_option
@click.option(
    "--count", metavar="WHAT",
    help="What a partner counts: bodies, people, voices, or a column of numbers.",
)  # fmt: skip
@all_option
@delivers
def depart(
    data: str, *, reading: Reading, who: tuple[str, ...], vacant: bool, without_staff: bool,
    everything: bool, format: str, output: str | None, force: bool, **asked: Any,
) -> None:  # fmt: skip
    """
    Say what goes, what stays and whom to call when somebody leaves.

    WHO is a name, several, or an office such as "Mayor, City", which means whoever holds it. Those
    who serve with them leave too.
    """
    with talk.patience(f"looking at {data}"):
        found = cn.depart(
            cn.read(data, **reading),
            who,
            refilled=not vacant,
            with_staff=not without_staff,
            **asked,
        )
    said = _shown(answer("depart", found), format, everything=everything)
    deliver(said, format=format, output=output, force=force)
    if data != "-":
        more = (*who, "--on", "DATE", "-o", "after.xlsx")
        talk.next_step(same_data("left", data, reading, *more))


@click.command(
    cls=Command,
    epilog='Example: civicnet left example:riverbend "Eleanor Marsh" --on 2028-01-01 -o after.xlsx',
)
@reads_data
@who_argument
@click.option("--on", metavar="DATE", required=True, help="Their last day, as 2028-01-01.")
@click.option(
    "--successor", "successors", multiple=True, metavar="NAME",
    help="Who follows; OFFICE=NAME where several posts fall vacant. May be repeated.",
)  # fmt: skip
@staff_option
@written_option
@all_option
@format_option
@force_option
def left(
    data: str, *, reading: Reading, who: tuple[str, ...], on: str, successors: tuple[str, ...],
    without_staff: bool, output: str, everything: bool, format: str, force: bool,
) -> None:  # fmt: skip
    """
    Write the data as they are the day after somebody left.

    Their terms, personal ties and seats end; agreements stay with the office. What is printed is
    whom the successor should be introduced to, and who could do it. Your own file stays as it is.
    """
    with talk.patience(f"looking at {data}"):
        follow = _successors(successors)
        found = cn.left(cn.read(data, **reading), who, on, follow, with_staff=not without_staff)
        path = cn.write(found.partnership, output, force=force)
    said = _shown(answer("left", found), format, everything=everything)
    deliver(said, format=format, output=None, force=force)
    talk.say(f"{path} holds the data from {found.at} on.")
    talk.next_step(f"civicnet map {talk.shell_word(path)} --at {found.at.key} -o map.html")


def _successors(given: Sequence[str]) -> str | Mapping[str, str] | None:
    """Read one name, or names by office."""
    if not given:
        return None
    if len(given) == 1 and "=" not in given[0]:
        return given[0]
    pairs = [each.partition("=") for each in given]
    wrong = next((each for each, equals, _ in pairs if not equals), None)
    if wrong is not None:
        raise click.BadParameter(
            f"{wrong!r} does not say in which office; write it as 'Mayor, City=Ana Ruiz'",
            param_hint="--successor",
        )
    return {office.strip(): name.strip() for office, _, name in pairs}


def _shown(found: Answer, format: str, *, everything: bool) -> Answer:
    """Leave on a screen what is read there: the first rows of each table, its main columns."""
    if format != "table":
        return found
    tables, more = {}, []
    for name, columns in _SHOWN.items():
        sheet = found.tables.get(name)
        if sheet is None or not sheet.rows:
            continue
        most = len(sheet.rows) if everything or name == "changes" else _ROWS
        places = [sheet.columns.index(each) for each in columns]
        rows = tuple(tuple(_short(row[i]) for i in places) for row in sheet.rows[:most])
        title = name.replace("_", " ")
        tables[title] = Sheet(columns, rows)
        if len(sheet.rows) > most:
            more.append(f"{len(sheet.rows) - most} of {title}")
    left_out = [f"Left out here: {', '.join(more)}; --all shows every row."] if more else []
    return dataclasses.replace(found, tables=tables, notes=(*left_out, *found.notes))


def _short(cell: Any) -> Any:
    """Write a number as it is read: whole where it is, else with three digits."""
    if not isinstance(cell, float):
        return cell
    return int(cell) if cell.is_integer() else float(f"{cell:.3g}")
