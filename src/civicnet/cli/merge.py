"""The command that takes edits, or another file, into the data."""

from __future__ import annotations

import click

import civicnet as cn
from civicnet.cli import talk
from civicnet.cli.group import Command
from civicnet.cli.options import (
    Reading,
    at_option,
    force_option,
    format_option,
    reads_data,
    written_option,
)
from civicnet.cli.output import answer, deliver

_SHOWN = ("change", "name", "to", "column", "before", "after")


@click.command(
    cls=Command, epilog="Example: civicnet merge example:riverbend changes.csv -o after.xlsx"
)
@reads_data
@click.argument("changes", metavar="CHANGES", type=click.Path())
@click.option(
    "--wave", metavar="NAME",
    help="The name of the new wave; the day unless said, and none where the data have dates.",
)  # fmt: skip
@written_option
@at_option
@format_option
@force_option
def merge(
    data: str, changes: str, *, reading: Reading, wave: str | None, output: str, at: str | None,
    format: str, force: bool,
) -> None:  # fmt: skip
    """
    Take changes made in a room, or another file, into the data.

    CHANGES is a list of edits, as the page saves it (columns change, name, to …), or data of any
    format. Everything is checked first and written whole or not at all. Nothing is taken out: what
    is no longer so gets its last day. Your own file stays as it is.
    """
    with talk.patience(f"looking at {data}"):
        found = cn.merge(cn.read(data, **reading), changes, at=at, wave=wave)
        path = cn.write(found.partnership, output, force=force)
    said = answer("merge", found).shown(_SHOWN, format)
    deliver(said, format=format, output=None, force=force)
    talk.say(f"{path} holds the data with the changes.")
    talk.next_step(f"civicnet map {talk.shell_word(path)} -o map.html")
