"""The command that lays candidate hosts of the backbone side by side."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import click

import civicnet as cn
from civicnet.cli import talk
from civicnet.cli.group import Command
from civicnet.cli.options import Reading, delivers, reads_data, strength_option, within_option
from civicnet.cli.output import Answer, Sheet, answer, deliver

_FUNCTIONS = ("function", "lives_in", "rests_on", "chance_lost")


@click.command(
    cls=Command,
    epilog='Example: civicnet rehouse example:riverbend --to "Riverbend Community Foundation"',
)
@reads_data
@click.option(
    "--to", multiple=True, metavar="ORGANIZATION",
    help="A host to look at. May be repeated; else whoever offers a home or carries a function.",
)  # fmt: skip
@click.option("--until", metavar="DATE", help="By when a head may have left; three years ahead.")
@click.option("--backbone", metavar="ORGANIZATION", help="The backbone, where several could be.")
@within_option
@strength_option
@delivers
def rehouse(
    data: str, *, reading: Reading, to: tuple[str, ...], format: str, output: str | None,
    force: bool, **asked: Any,
) -> None:  # fmt: skip
    """
    Say where the backbone could live: hosts side by side, no score.

    What gets safer and what gets worse under each host, function by function. Nothing is weighed:
    what decides may not be in the data.
    """
    from civicnet.questions.rehouse.rehouse import (
        rehouse as ask,  # the measures, only where asked for
    )

    with talk.patience(f"looking at {data}"):
        found = ask(cn.read(data, **reading), list(to) or None, **asked)
    said = answer("rehouse", found)
    said = _to_read(said) if format == "table" else said
    deliver(said, format=format, output=output, force=force)


def _to_read(said: Answer) -> Answer:
    """Turn the hosts round for a screen: a row a column, a column a host; then the functions."""
    hosts = [row for row in _cells(said, "options") if row["function"] == "whole backbone"]
    if not hosts:
        return replace(said, tables={})
    compared = [(row["column"], row["better"]) for row in _cells(said, "directions")]
    rows = [
        (name.replace("_", " "), better, *(_cell(name, host) for host in hosts))
        for name, better in (*compared, ("dominated_by", ""))
    ]
    functions = [
        tuple(_cell(name, row) for name in _FUNCTIONS) for row in _cells(said, "functions")
    ]
    tables = {
        "side by side": Sheet(("", "better", *(host["host"] for host in hosts)), tuple(rows)),
        "functions": Sheet(tuple(x.replace("_", " ") for x in _FUNCTIONS), tuple(functions)),
    }
    return replace(said, tables=tables)


def _cells(said: Answer, table: str) -> list[dict[str, Any]]:
    sheet = said.tables[table]
    return [dict(zip(sheet.columns, row, strict=True)) for row in sheet.rows]


def _cell(name: str, row: Mapping[str, Any]) -> str:
    """Write a cell short: a chance in percent, or between which; what is not known is a ?."""
    value = row[name]
    if name.startswith("chance"):
        low, high = row["chance_low"], row["chance_high"]
        if value is None:
            return "?" if low is None or (low, high) == (0, 1) else f"{low:.0%} to {high:.0%}"
        return f"{value:.0%}"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float):
        return f"{value:,.2f}".rstrip("0").rstrip(".")
    if isinstance(value, list):
        return "; ".join(value) or "-"
    return "?" if value is None else str(value)
