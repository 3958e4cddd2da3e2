"""The commands that propose what to do: things to sign, introductions, co-chairs."""

from __future__ import annotations

from typing import Any

import click

import civicnet as cn
from civicnet.cli import talk
from civicnet.cli.group import Command
from civicnet.cli.options import Reading, Word, delivers, reads_data, strength_option
from civicnet.cli.output import answer, deliver
from civicnet.cli.workers import crew, shares_work

_STEPS = ("rank", "what", "gain_in_set", "protects_from", "needs_yes_of", "sign_before")
_INTRODUCTIONS = ("source", "target", "gain", "who_can_introduce", "why")
_CANDIDATES = ("table", "rank", "actor", "organization", "sector", "new_contacts", "trust")

budget_option = click.option(
    "--budget", type=click.IntRange(min=1), default=5, show_default=True, metavar="N",
    help="How many to propose.",
)  # fmt: skip


@click.command(cls=Command, epilog="Example: civicnet formalize example:riverbend --budget 3")
@reads_data
@budget_option
@click.option(
    "--until", metavar="DATE", help="The last day to look at; two years ahead unless said."
)
@click.option(
    "--objective",
    type=Word(("within", "connected")),
    default="within",
    show_default=True,
    help="What to keep: pairs within reach, or pairs with any way between them.",
)
@click.option(
    "--can-stay",
    type=click.FloatRange(0, 1),
    metavar="CHANCE",
    help="The chance of staying at a term's end where the data do not say; 0.5 unless given.",
)
@click.option(
    "--others",
    type=click.FloatRange(0, 1),
    metavar="RATE",
    help="The yearly rate of leaving of those of whom no risk is known.",
)
@strength_option
@shares_work
@delivers
def formalize(
    data: str, *, reading: Reading, workers: int | None, cluster: str | None, format: str,
    output: str | None, force: bool, **asked: Any,
) -> None:  # fmt: skip
    """
    Say what to sign first.

    The few agreements that together keep most partners within reach when people leave, beside as
    many new seats and introductions.
    """
    from civicnet.questions.formalize import formalize as ask  # the measures, only where asked for

    with talk.patience(f"looking at {data}"), crew(workers, cluster) as executor:
        found = ask(cn.read(data, **reading), executor=executor, **asked)
    said = answer("formalize", found).shown(_STEPS, format)
    deliver(said, format=format, output=output, force=force)


@click.command(cls=Command, epilog="Example: civicnet introduce example:riverbend --budget 3")
@reads_data
@budget_option
@strength_option
@delivers
def introduce(
    data: str, *, reading: Reading, format: str, output: str | None, force: bool, **asked: Any
) -> None:
    """Say which introductions help most, and who can make each."""
    from civicnet.questions.pairing import introduce as ask  # the measures, only where asked for

    with talk.patience(f"looking at {data}"):
        found = ask(cn.read(data, **reading), **asked)
    said = answer("introduce", found).shown(_INTRODUCTIONS, format)
    deliver(said, format=format, output=output, force=force)


@click.command(cls=Command, epilog="Example: civicnet cochairs example:riverbend")
@reads_data
@click.option("--table", metavar="NAME", help="One table only, whoever chairs it.")
@delivers
def cochairs(
    data: str, *, reading: Reading, format: str, output: str | None, force: bool, **asked: Any
) -> None:
    """Say who from outside could share the chair of a table."""
    from civicnet.questions.pairing import cochairs as ask  # the measures, only where asked for

    with talk.patience(f"looking at {data}"):
        found = ask(cn.read(data, **reading), **asked)
    said = answer("cochairs", found).shown(_CANDIDATES, format)
    deliver(said, format=format, output=output, force=force)
