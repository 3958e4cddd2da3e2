"""The commands that tell who brings what, what lacks, and who could fill it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import click

import civicnet as cn
from civicnet.cells import fold, nearest
from civicnet.cli import talk
from civicnet.cli.group import Command
from civicnet.cli.options import Reading, delivers, reads_data, same_data, strength_option
from civicnet.cli.output import Answer, answer, deliver
from civicnet.cli.screens import Row, cells, few, screen, share

# How many rows of the longer tables are shown on a screen; csv, json and md have all.
_IDLE, _ENDS, _LEADS = 6, 12, 5
_WHOLE = ["any outcome", "any place"]


@click.command(cls=Command, epilog="Example: civicnet assets example:riverbend --kind space")
@reads_data
@click.option(
    "--kind", metavar="KIND", help="Only this kind, or group such as 'backbone functions'."
)
@click.option("--outcome", metavar="OUTCOME", help="Only what serves this outcome.")
@click.option("--until", metavar="DATE", help="By when something ends soon; twelve months ahead.")
@strength_option
@delivers
def assets(
    data: str, *, reading: Reading, format: str, output: str | None, force: bool, **asked: Any
) -> None:
    """
    Say who brings what, and what hangs on one.

    Resources, mayoral and backbone functions, community assets: who brings each, on whose yes, on
    which agreement, until when; what stands idle, and what goes with the mayor.
    """
    from civicnet.questions.assets.assets import assets as ask  # only where asked for

    with talk.patience(f"looking at {data}"):
        said = answer("assets", ask(cn.read(data, **reading), **asked))
    said = _brought(said) if format == "table" else said
    deliver(said, format=format, output=output, force=force)
    if data != "-":
        talk.next_step(same_data("gaps", data, reading))


def _brought(said: Answer) -> Answer:
    """Leave on a screen what is read there."""
    whole = [x for x in cells(said, "coverage") if [x["outcome"], x["place"]] == _WHOLE]
    hanging = [x for x in cells(said, "functions") if x["with_mayor"] == "goes" or x["rests_on"]]
    tables = {
        "what is brought": screen(
            [x for x in whole if x["n_assets"] or x["group"] != "community assets"],
            {
                "kind": "kind",
                "partners": "n_providers",
                "assets": "n_assets",
                "no agreement": "n_handshake",
                "one alone": _alone,
            },
        ),
        "functions that hang on one person": screen(
            hanging,
            {
                "function": "function",
                "done by": lambda x: few(x["holders"], 2),
                "if the mayor leaves": lambda x: x["with_mayor"] or "?",
                "goes with each of": lambda x: few(x["rests_on"]),
            },
        ),
        "data": screen(
            cells(said, "data"),
            {
                "data": "asset",
                "level": lambda x: str(x["access"] or "?").removesuffix("-level"),
                "works on it": "works_on",
                "opens it": _opener,
                "owns it": lambda x: _same(x["owned_by"], x["works_on"]),
                "paper": "paper",
            },
        ),
        "not all in use": screen(
            cells(said, "idle")[:_IDLE],
            {
                "asset": "asset",
                "of": "provider",
                "where": lambda x: x["place"] or "?",
                "in use": lambda x: share(x["used_share"]),
                "could meet": lambda x: few(x["could_meet"], 1),
            },
        ),
        "ends first": screen(
            cells(said, "expiring")[:_ENDS],
            {
                "on": "day",
                "what": "asset",
                "of": "provider",
                "why": lambda x: str(x["because"]).removeprefix("its "),
                "then nobody brings": _hole,
            },
        ),
    }
    return replace(said, tables={name: sheet for name, sheet in tables.items() if sheet.rows})


def _alone(row: Row) -> str:
    return "" if row["n_providers"] > 1 else few(row["providers"]) or "nobody"


def _hole(row: Row) -> str:
    if not row["leaves_hole"]:
        return ""
    some = "" if row["leaves_hole"] == _WHOLE[:1] else " for some outcomes"
    return f"{row['kind']}{some}"


def _opener(row: Row) -> str:
    """Name who opens a data set; an office of whoever works on it without that name."""
    return str(row["answers_for"] or "?").removesuffix(f", {row['works_on']}")


def _same(name: str | None, other: str) -> str:
    return "the same" if name == other else name or "?"


@click.command(cls=Command, epilog="Example: civicnet gaps example:riverbend --need kitchen")
@reads_data
@click.option("--need", metavar="WORDS", help="Only this need: all whom to ask, and why.")
@strength_option
@delivers
def gaps(
    data: str, *, reading: Reading, need: str | None, format: str, output: str | None, force: bool,
    **asked: Any,
) -> None:  # fmt: skip
    """
    Say what lacks, and who could fill it.

    Each need with whom to ask first: who has it, how much is free, how many steps away, trusted by
    whom. Also what nobody brings, who gains and pays nothing, which funders should meet.
    """
    from civicnet.questions.assets.gaps import gaps as ask  # only where asked for

    with talk.patience(f"looking at {data}"):
        said = answer("gaps", ask(cn.read(data, **reading), **asked))
    said = _one(said, need) if need else _lacking(said) if format == "table" else said
    deliver(said, format=format, output=output, force=force)


def _lacking(said: Answer) -> Answer:
    """Leave on a screen what is read there."""
    first = {(x["need"], x["who"]): x for x in cells(said, "candidates") if x["rank"] == 1}
    beside = [x for x in cells(said, "agencies") if not x["touches"] or not x["n_outcomes"]]
    places = [x for x in cells(said, "per_person") if x["outcome"] == _WHOLE[0]]
    tables = {
        "needs, and whom to ask first": screen(
            [row | first.get((row["need"], row["who"]), {}) for row in cells(said, "needs")],
            {
                "need": "need",
                "asked by": "who",
                "could": "n_could",
                "ask first": lambda x: x["first"] or "nobody brings it",
                "for": lambda x: few(x.get("assets", []), 1),
                "free": lambda x: share(x["capacity"]) if x["first"] else "",
                "steps": _steps,
            },
        ),
        "brought by nobody": screen(
            cells(said, "holes"),
            {
                "kind": "kind",
                "for": lambda x: few(x["outcome"], 2),
                "brought for others by": lambda x: few(x["others"], 2),
                "asked for as": lambda x: few(x["needs"], 2),
            },
        ),
        "public agencies that no outcome names": screen(
            beside,
            {
                "agency": "agency",
                "sits at": lambda x: few(x["tables"], 2) or "no table",
                "tied to": "n_ties",
            },
        ),
        "gain, and pay nothing": screen(
            cells(said, "leads")[:_LEADS],
            {
                "partner": "actor",
                "receives": lambda x: few(x["receives"], 2),
                "from": lambda x: few(x["from"], 2),
                "money it gets": lambda x: _money(x["money_received"], x["unit"]),
            },
        ),
        "funders who should meet": screen(
            [x for x in cells(said, "funders") if x["should_meet"]],
            {
                "one": "source",
                "other": "target",
                "both fund": lambda x: few(x["shared"]),
                "brought together by": lambda x: few(x["coordinators"], 2),
            },
        ),
        "money named for a place": screen(
            [x for x in places if x["n_assets"]],
            {
                "place": "place",
                "a year": lambda x: _money(x["yearly"], x["unit"]),
                "people": lambda x: "?" if x["population"] is None else f"{x['population']:,.0f}",
                "each": lambda x: "?" if x["per_person"] is None else f"{x['per_person']:,.2f}",
            },
        ),
    }
    return replace(said, tables={name: sheet for name, sheet in tables.items() if sheet.rows})


def _steps(row: Row) -> str:
    if not row["first"]:
        return ""
    return "no way" if row["steps"] is None else f"{row['steps']:.0f}"


def _one(said: Answer, words: str) -> Answer:
    """Show whom to ask for the needs of that name, with every reason."""
    needs = [x for x in cells(said, "needs") if fold(words) in fold(x["need"])]
    if not needs:
        near = nearest(words, [x["need"] for x in cells(said, "needs")], limit=1)
        hint = f" Did you mean {near[0]!r}?" if near else ""
        raise click.BadParameter(f"no need is called {words!r}.{hint}", param_hint="--need")
    names = {x["need"] for x in needs}
    rows = [x for x in cells(said, "candidates") if x["need"] in names]
    columns = {"need": "need", "rank": "rank", "ask": "actor", "why": "why"}
    asked = tuple(f"{x['need']}, asked for by {x['who']}." for x in needs)
    if len(names) == 1:
        del columns["need"]
    tables = {"whom to ask": screen(rows, columns)}
    return replace(said, summary=(*said.summary[:1], *asked), tables=tables, notes=())


def _money(value: float | None, unit: str | None) -> str:
    return "" if value is None else f"{value:,.0f} {unit or ''}".strip()
