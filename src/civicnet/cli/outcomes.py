"""The command that tells who owns which result, and what it rests on."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import click

import civicnet as cn
from civicnet.cli import talk
from civicnet.cli.group import Command
from civicnet.cli.options import Reading, delivers, reads_data, same_data, strength_option
from civicnet.cli.output import Answer, answer, deliver
from civicnet.cli.screens import Row, cells, few, screen


@click.command(cls=Command, epilog="Example: civicnet outcomes example:riverbend")
@reads_data
@strength_option
@delivers
def outcomes(
    data: str, *, reading: Reading, format: str, output: str | None, force: bool, **asked: Any
) -> None:
    """
    Say who owns which result, and what each rests on.

    Goal, outcome and program, and what hangs on nothing; who works on the same outcome and never
    talks; owners who may leave first; hand-offs from stage to stage; indicators; money.
    """
    from civicnet.questions.outcomes.outcomes import (
        outcomes as ask,  # the measures, only where asked for
    )

    with talk.patience(f"looking at {data}"):
        found = ask(cn.read(data, **reading), **asked)
    said = answer("outcomes", found)
    deliver(
        _to_read(said) if format == "table" else said, format=format, output=output, force=force
    )
    if data != "-":
        talk.next_step(same_data("seats", data, reading))


def _to_read(said: Answer) -> Answer:
    """Leave on a screen what is read there: each outcome, pairs without a tie, hand-offs."""
    programs: dict[str | None, list[str]] = {}
    for row in cells(said, "tree"):
        own = programs.setdefault(row["outcome"] if row["goal"] or not row["orphan"] else None, [])
        own += [row["program"]] if row["program"] else []
    met = {row["outcome"]: row for row in cells(said, "indicators")}
    short = {row["outcome"]: row["years_short"] for row in cells(said, "money")}
    owners = cells(said, "owners")
    known = {row["outcome"] for row in owners}
    loose = [x for outcome, own in programs.items() if outcome not in known for x in own]
    pairs = [row for row in cells(said, "reinforcement") if not row["tied"]]
    tables = {
        "outcomes": screen(
            owners,
            {
                "outcome": "outcome",
                "owner": lambda row: row["organization"] or row["owner"] or "nobody",
                "gone by its date": _gone,
                "programs": lambda row: len(programs.get(row["outcome"], ())),
                "criteria": lambda row: _met(met[row["outcome"]]),
                "money short": lambda row: _years(short.get(row["outcome"])),
            },
        ),
        "programs that serve no outcome": screen(
            [{"program": each} for each in loose], {"program": "program"}
        ),
        "same outcome, no working tie": screen(
            pairs,
            {
                "organization": "organization",
                "other": "other",
                "outcomes": lambda row: few(row["outcomes"], 2),
                "who knows both": lambda row: few(row["introducers"], 1),
            },
        ),
        "hand-offs": screen(
            [row for row in cells(said, "handoffs") if row["next"]],
            {
                "from": "stage",
                "to": "other",
                "work together": lambda row: (
                    f"{row['n_tied']} of {row['n_pairs']} pairs"
                    if row["density"] is not None
                    else "?"
                ),
                "bridges": lambda row: few(row["bridges"], 2),
                "hangs on": lambda row: few(row["hangs_on"], 2),
            },
        ),
    }
    return replace(said, tables={name: sheet for name, sheet in tables.items() if sheet.rows})


def _gone(row: Row) -> str:
    """Say how likely whoever answers has left, or between what it lies."""
    low, high = row["chance_low"], row["chance_high"]
    if low is None or (low, high) == (0, 1):
        return "?"
    return f"{low:.0%}" if low == high else f"{low:.0%} to {high:.0%}"


def _met(row: Row) -> str:
    return "?" if row["n_met"] is None else f"{row['n_met']:.0f} of {row['n_said']}"


def _years(value: float | None) -> str:
    return "?" if value is None else f"{value:.1f} years"
