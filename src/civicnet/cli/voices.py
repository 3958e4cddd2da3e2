"""The commands that tell who is not at the table, and whose claim is how far from a decision."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

import click

import civicnet as cn
from civicnet.cli import talk
from civicnet.cli.group import Command
from civicnet.cli.options import Reading, delivers, reads_data, same_data, strength_option
from civicnet.cli.output import Answer, answer, deliver
from civicnet.cli.screens import Row, cells, few, screen, share

_ABSENT = " but absent"
# What is shown on a screen, by the words it is shown under; csv, json and md have all of it.
_Shown = Mapping[str, tuple[str, Mapping[str, str | Callable[[Row], Any]]]]
_VOICES: _Shown = {
    "groups": ("table", {
        "group": "voice", "where they stand": lambda row: _standing(row["status"]),
        "seats": "seats", "decide": "deciding_seats",
        "chance": lambda row: share(row["chance"]), "steps": "steps_to_decision",
    }),
    "who could introduce whom": ("absent", {
        "group": "voice", "missing at": "table",
        "introduced by": lambda row: few(row["introducers"], 2) or _nobody(row["spoken_for"]),
    }),
    "already at work": ("grassroots", {
        "group": "voice", "organization": "organization", "runs": lambda row: few(row["runs"], 2),
        "only way through": "only_through",
    }),
    "named by others, but absent": ("named_absent", {
        "partner": "actor", "named by": "n_named_by", "last seat until": "until",
    }),
}  # fmt: skip
_COUNTS = {"in all": "n", "seated": "n_seated", "deciding": "n_deciding", "far": "n_far"}
_STAKEHOLDERS: _Shown = {
    "power and interest": ("grid", {"class": "grid", **_COUNTS}),
    "salience": ("salience", {"class": "salience", **_COUNTS}),
    "missing voices with a claim": ("claims", {
        "organization": "organization", "speaks as": "voices",
        "introduced by": lambda row: few(row["introducers"], 2), "to": "table",
    }),
}  # fmt: skip


@click.command(cls=Command, epilog="Example: civicnet voices example:riverbend")
@reads_data
@strength_option
@delivers
def voices(
    data: str, *, reading: Reading, format: str, output: str | None, force: bool, **asked: Any
) -> None:
    """
    Say who is not at the table, and who could bring them in.

    Groups that are expected, named or served and absent, or present without a say; their share of
    seats against chance; the way to each table that decides, and whether it hangs on one person.
    """
    from civicnet.questions.voices.voices import voices as ask  # only where asked for

    with talk.patience(f"looking at {data}"):
        found = ask(cn.read(data, **reading), **asked)
    said = answer("voices", found)
    said = _to_read(said, _VOICES) if format == "table" else said
    deliver(said, format=format, output=output, force=force)
    if data != "-":
        talk.next_step(same_data("stakeholders", data, reading))


@click.command(cls=Command, epilog="Example: civicnet stakeholders example:riverbend")
@reads_data
@strength_option
@click.option(
    "--high", type=click.FloatRange(min=0, max=3, min_open=True), default=2, show_default=True,
    metavar="N", help="From which judgement, 0-3, a thing counts as high.",
)  # fmt: skip
@delivers
def stakeholders(
    data: str, *, reading: Reading, format: str, output: str | None, force: bool, **asked: Any
) -> None:
    """
    Say whose claim is how far from a decision.

    Two classic lenses, power by interest and salience, laid over the network: who has a rightful,
    urgent claim, no power, and no decision within two steps.
    """
    from civicnet.questions.stakeholders import stakeholders as ask  # only where asked for

    with talk.patience(f"looking at {data}"):
        found = ask(cn.read(data, **reading), **asked)
    said = answer("stakeholders", found)
    said = _to_read(said, _STAKEHOLDERS) if format == "table" else said
    deliver(said, format=format, output=output, force=force)
    if data != "-":
        talk.next_step(same_data("voices", data, reading))


def _nobody(serving: list[str]) -> str:
    """Say who serves a group at a table where nobody could introduce it."""
    return f"nobody yet; {few(serving, 1)} could ask those they serve" if serving else "nobody yet"


def _standing(status: str) -> str:
    """Say shorter on which lists a group is."""
    parts = status.split("; ")
    absent = [part.removesuffix(_ABSENT) for part in parts if part.endswith(_ABSENT)]
    said = [f"absent ({', '.join(absent)})"] if absent else []
    return "; ".join([*said, *(part for part in parts if not part.endswith(_ABSENT))])


def _to_read(said: Answer, wanted: _Shown) -> Answer:
    """Leave on a screen what is read there; what has no row is not shown."""
    shown = {title: screen(cells(said, name), columns) for title, (name, columns) in wanted.items()}
    return replace(said, tables={title: sheet for title, sheet in shown.items() if sheet.rows})
