"""The command that tells who sits where, on whose behalf and with what say."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import click

import civicnet as cn
from civicnet.cli import talk
from civicnet.cli.group import Command
from civicnet.cli.options import Reading, delivers, reads_data, same_data, strength_option
from civicnet.cli.output import Answer, answer, deliver
from civicnet.cli.screens import Row, cells, few, screen, share

# What is shown on a screen, by the words it is shown under; csv, json and md have all of it.
_RECRUITERS = 5
_FROM = {
    "public offices only": "public office",
    "public and outside": "both",
    "outside only": "outside",
}


@click.command(
    cls=Command, epilog='Example: civicnet seats example:riverbend --table "Data Network"'
)
@reads_data
@click.option("--table", metavar="TABLE", help="Show who sits at this table, seat by seat.")
@strength_option
@delivers
def seats(
    data: str, *, reading: Reading, table: str | None, format: str, output: str | None,
    force: bool, **asked: Any,
) -> None:  # fmt: skip
    """
    Say who sits where, on whose behalf, and who decides.

    Chairs, decision rights by sector, who was told to come, whose table it is, which tables share
    nobody, and who answers for which outcome.
    """
    from civicnet.questions.seats.seats import seats as ask  # the measures, only where asked for

    with talk.patience(f"looking at {data}"):
        partnership = cn.read(data, **reading)
        one = partnership.find(table, ["organizations"]) if table is not None else None
        said = answer("seats", ask(partnership, **asked))
    said = _at(said, one) if one else said
    said = _to_read(said) if format == "table" and not one else said
    deliver(said, format=format, output=output, force=force)
    if data != "-":
        talk.next_step(same_data("outcomes", data, reading))


def _at(said: Answer, table: str) -> Answer:
    """Show the seats of one table only."""
    rows = [row for row in cells(said, "seats") if row["table"] == table]
    shown = screen(
        rows,
        {
            "who": "actor",
            "for": lambda row: "own name" if row["own_name"] else row["organization"],
            "sector": "sector",
            "role": "role",
            "say": "engagement",
            "can commit": "can_commit",
            "told to come": "mandated",
            "brought in by": "recruited_by",
        },
    )
    return replace(said, tables={"who sits there": shown})


def _to_read(said: Answer) -> Answer:
    """Leave on a screen what is read there: tables, the say of sectors, whose table, who shares."""
    whole = [row for row in cells(said, "rights") if row["table"] == "all tables"]
    little = [row for row in cells(said, "overlap") if row["n_shared"] <= 1]
    first = [row for row in cells(said, "recruiters") if row["n_through"]][:_RECRUITERS]
    tables = {
        "tables": screen(
            cells(said, "table"),
            {
                "table": "table",
                "seats": "n_seats",
                "decide": _whole("n_decides"),
                "told to come": _told,
                "chairs": lambda row: few(row["chairs"], 2) or "?",
                "from": lambda row: _FROM.get(row["chaired_by"], "?"),
                "most came through": _through,
            },
        ),
        "the say of each sector": screen(
            whole,
            {
                "sector": lambda row: row["sector"] or "?",
                "decides": "n_decides",
                "advises": "n_advises",
                "consulted": "n_consulted",
                "informed": "n_informed",
                **({"not said": "n_unsaid"} if any(row["n_unsaid"] for row in whole) else {}),
                "of the deciding": lambda row: share(row["decides_share"]),
            },
        ),
        "who brought most": screen(
            first,
            {
                "who": lambda row: (
                    row["recruiter"] if row["there"] else f"{row['recruiter']} (left)"
                ),
                "members": "n_through",
                "directly": "n_direct",
                "came only so": lambda row: few(row["only_through"]),
            },
        ),
        "tables that share one member or none": screen(
            little,
            {
                "table": "table",
                "other": "other",
                "only": lambda row: row["sole_linker"] or "nobody",
            },
        ),
    }
    return replace(said, tables={name: sheet for name, sheet in tables.items() if sheet.rows})


def _whole(column: str) -> Any:
    return lambda row: "?" if row[column] is None else int(row[column])


def _told(row: Row) -> str:
    """Say how many were told to come: at least, where of others it is not said."""
    if row["mandated_low"] is None:
        return "?"
    return (
        str(row["n_mandated"])
        if row["mandated_low"] == row["mandated_high"]
        else (f"{row['n_mandated']}+")
    )


def _through(row: Row) -> str:
    return f"{row['most_through']} {share(row['through_share'])}" if row["most_through"] else "?"
