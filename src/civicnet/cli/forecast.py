"""The command that tells what the calendar holds."""

from __future__ import annotations

import dataclasses
import sys
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
from civicnet.cli.output import Answer, answer, deliver
from civicnet.cli.workers import crew, shares_work


@click.command(
    cls=Command, epilog="Example: civicnet forecast example:riverbend --until 2028-12-31"
)
@reads_data
@click.option("--until", required=True, metavar="DATE", help="The last day to look at.")
@click.option(
    "--can-stay", type=click.FloatRange(0, 1), metavar="SHARE",
    help="The chance of staying at a term's end where nobody knows; two lines unless said.",
)  # fmt: skip
@click.option(
    "--others", type=click.FloatRange(0, 1), metavar="SHARE",
    help="Add a line where people without known risk leave at this yearly rate, as 0.15.",
)  # fmt: skip
@click.option(
    "--scenarios", type=click.IntRange(min=1), default=10_000, show_default=True, metavar="N",
    help="How many futures to draw where more than 15 posts may end or not.",
)  # fmt: skip
@click.option(
    "--seed", type=click.IntRange(min=0), default=0, show_default=True, metavar="N",
    help="The seed they are drawn with.",
)  # fmt: skip
@within_option
@strength_option
@shares_work
@delivers
def forecast(
    data: str, *, reading: Reading, workers: int | None, cluster: str | None, format: str,
    output: str | None, force: bool, **asked: Any,
) -> None:  # fmt: skip
    """
    Say what the calendar holds, month by month, if nothing is done.

    Terms, elections, agreements and grants that end; what is left of reach, functions, data, money
    and seats; the months to watch, and who makes most of the difference.
    """
    from civicnet.questions.forecast.forecast import (
        forecast as ask,  # the measures, only where asked for
    )

    with talk.patience(f"looking ahead for {data}"), crew(workers, cluster) as executor:
        found = ask(cn.read(data, **reading), executor=executor, **asked)
    said = answer("forecast", found)
    if format == "table":
        said = dataclasses.replace(said, text=_text(found, said))
    deliver(said, format=format, output=output, force=force)
    if data != "-":
        talk.next_step(same_data("formalize", data, reading))


def _text(found: Any, said: Answer) -> str:
    """Write the answer to be read: sentences, the months as a chart, notes."""
    from civicnet.questions.forecast.chart import chart  # only where it is shown

    wide = talk.width(sys.stdout)
    sentences = "\n".join(_filled(each, wide) for each in (found.title, *said.summary))
    notes = "\n".join(_filled(f"- {each}", wide) for each in said.notes)
    rows = "\n".join(map(talk.plain, chart(found, wide).split("\n")))
    return "\n\n".join(part for part in (sentences, rows, notes) if part)


def _filled(text: str, wide: int) -> str:
    return talk.filled(talk.in_shell_words(text), wide)
