"""The commands that tell who links a partnership, and whether it is one body."""

from __future__ import annotations

import dataclasses
from typing import Any

import click

import civicnet as cn
from civicnet.cli import talk
from civicnet.cli.group import Command
from civicnet.cli.options import Reading, delivers, reads_data, same_data, strength_option
from civicnet.cli.output import Answer, answer, deliver
from civicnet.cli.screens import cells, screen

# What is shown of a long table on a screen; csv, json and md have all of it.
_BROKERS = ("rank", "actor", "{group}", "degree", "pairs_lost", "within_lost")
_UNITY = ("measure", "value", "reason")
_MANY = 3

group_option = click.option(
    "--group", default="sector", show_default=True, metavar="COLUMN",
    help="The column that says of which group a partner is.",
)  # fmt: skip
relation_option = click.option(
    "--relation", multiple=True, metavar="R",
    help="Count only ties of this relation. May be repeated.",
)  # fmt: skip


@click.command(cls=Command, epilog="Example: civicnet brokers example:riverbend --top 10")
@reads_data
@group_option
@click.option(
    "--top", type=click.IntRange(min=1), default=20, show_default=True, metavar="N",
    help="How many partners to list.",
)  # fmt: skip
@click.option(
    "--within", type=click.IntRange(min=1), default=2, show_default=True, metavar="N",
    help="In how many steps others should reach each other.",
)  # fmt: skip
@strength_option
@relation_option
@delivers
def brokers(
    data: str, *, reading: Reading, relation: tuple[str, ...], format: str, output: str | None,
    force: bool, **asked: Any,
) -> None:  # fmt: skip
    """
    Say who links you, and what breaks without them.

    Which partners others need to reach each other, who stands between sectors, and which few
    matter most together.
    """
    from civicnet.questions.brokers import brokers as ask  # the measures, only where asked for

    with talk.patience(f"looking at {data}"):
        found = ask(cn.read(data, **reading), relation=relation or None, **asked)
    columns = [each.format(group=asked["group"]) for each in _BROKERS]
    said = answer("brokers", found).shown(columns, format)
    deliver(said, format=format, output=output, force=force)
    if data != "-":
        talk.next_step(same_data("unity", data, reading))


@click.command(cls=Command, epilog="Example: civicnet unity example:riverbend")
@reads_data
@group_option
@strength_option
@relation_option
@delivers
def unity(
    data: str, *, reading: Reading, relation: tuple[str, ...], format: str, output: str | None,
    force: bool, **asked: Any,
) -> None:  # fmt: skip
    """
    Say whether you are one body or silos.

    How many pieces there are, whether sectors keep to themselves, whether there is a core; who
    needs whom, agreements of two and of many, who is at odds, and who trusts the backbone.
    """
    from civicnet.questions.unity.unity import unity as ask  # the measures, only where asked for

    with talk.patience(f"looking at {data}"):
        found = ask(cn.read(data, **reading), relation=relation or None, **asked)
    said = answer("unity", found)
    said = _unity_to_read(said) if format == "table" else said
    deliver(said, format=format, output=output, force=force)
    if data != "-":
        talk.next_step(same_data("brokers", data, reading))


def _unity_to_read(said: Answer) -> Answer:
    """Leave on a screen what is read there: the measures, need, agreements, disputes, trust."""
    one_way = [row for row in cells(said, "need") if row["kind"] == "one-way"]
    many = [row for row in cells(said, "agreements") if row["n_parties"] >= _MANY]
    tables = {
        **said.shown(_UNITY, "table").tables,
        "needed one-way": screen(one_way, {"who": "depends", "needs": "on"}),
        "agreements of three or more": screen(
            many,
            {
                "agreement": lambda row: row["agreement"] or "?",
                "parties": "n_parties",
                "form": lambda row: row["form"] or "?",
                "until": lambda row: row["until"] or "no end written",
            },
        ),
        "at odds": screen(
            cells(said, "conflicts"),
            {
                "one": "one",
                "other": "other",
                "the backbone": lambda row: row["backbone_stands"] or "?",
                "its host": lambda row: row["host_stands"] or "-",
            },
        ),
        "trust in the backbone": screen(
            cells(said, "trust"),
            {
                "by": lambda row: row["group"] or "no group known",
                "raters": "n_raters",
                "trust of 4": lambda row: "not shown" if row["trust"] is None
                else f"{row['trust']:.1f}",
            },
        ),
    }  # fmt: skip
    return dataclasses.replace(said, tables={name: x for name, x in tables.items() if x.rows})
