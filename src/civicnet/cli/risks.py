"""The command that tells where a partnership is one person deep."""

from __future__ import annotations

import dataclasses
from typing import Any

import click

import civicnet as cn
from civicnet.cli import talk
from civicnet.cli.group import Command
from civicnet.cli.options import (
    Reading,
    delivers,
    reads_data,
    same_data,
    strength_option,
    within_option,
)
from civicnet.cli.output import Answer, Sheet, answer, deliver

# What is shown on a screen, by the words it is shown under; csv, json and md have all of it.
_PEOPLE = {
    "who leaves": "actor",
    "others lose": "within_lost_others",
    "own lose": "within_lost_own",
    "cut off": "bodies_cut",
    "ties": "ties_lost",
    "seats": "seats_lost",
    "assets": "assets_lost",
    "doors": "doors_lost",
}
_ASSETS = {"what": "kind", "which": "asset", "rests on each of": "rests_on"}
_ORGANIZATIONS = {"organization": "organization", "hangs on each of": "hangs_on"}


@click.command(cls=Command, epilog="Example: civicnet risks example:riverbend --top 5")
@reads_data
@click.option(
    "--top", type=click.IntRange(min=1), default=12, show_default=True, metavar="N",
    help="How many departures to show on a screen.",
)  # fmt: skip
@within_option
@strength_option
@delivers
def risks(
    data: str, *, reading: Reading, top: int, format: str, output: str | None, force: bool,
    **asked: Any,
) -> None:  # fmt: skip
    """
    Say where you are one person deep.

    What each departure would cost, alone: who no longer reaches whom, who is cut off, which ties,
    seats, assets and data doors go. The same for each closure and each funder.
    """
    from civicnet.questions.risks.risks import risks as ask  # the measures, only where asked for

    with talk.patience(f"looking at {data}"):
        found = ask(cn.read(data, **reading), **asked)
    said = answer("risks", found)
    if format == "table":
        said = _shown(said, top)
    deliver(said, format=format, output=output, force=force)
    if data != "-" and len(found.people):
        talk.next_step(same_data("depart", data, reading, found.people["actor"].iat[0]))


def _shown(said: Answer, top: int) -> Answer:
    """Leave on a screen what is read there: who loses something, what hangs on one person."""
    people = _sheet(said.tables["people"], _PEOPLE)
    losing = [row for row in people.rows if any(row[1:])]
    firms = _sheet(said.tables["organizations"], _ORGANIZATIONS)
    rests = said.tables["assets"]
    flags = [rests.columns.index(each) for each in ("function", "door")]
    doing = tuple(any(row[i] for i in flags) for row in rests.rows)
    assets = _sheet(rests, _ASSETS)
    tables = {
        "if they leave": (people.columns, losing[:top]),
        "organizations that hang on one person": (firms.columns, [x for x in firms.rows if x[1]]),
        "functions and data that rest on one person": (
            assets.columns,
            [x for x, counts in zip(assets.rows, doing, strict=True) if counts],
        ),
    }
    shown = {name: Sheet(columns, tuple(rows)) for name, (columns, rows) in tables.items() if rows}
    return dataclasses.replace(said, tables=shown)


def _sheet(sheet: Sheet, columns: dict[str, str]) -> Sheet:
    places = [sheet.columns.index(each) for each in columns.values()]
    rows = tuple(tuple(row[place] for place in places) for row in sheet.rows)
    return Sheet(tuple(columns), rows)
