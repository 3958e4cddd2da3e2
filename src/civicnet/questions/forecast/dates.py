"""The dates ahead: whose term ends, which agreement, seat or grant does, and what begins."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
import pandas as pd

from civicnet import chances
from civicnet.futures import Prospects, Unit
from civicnet.names import office_label
from civicnet.questions.ground import Ground
from civicnet.questions.partners import listed, number
from civicnet.stakes import money, stakes
from civicnet.typed import series

COLUMNS = ("date", "actor", "what", "probability", "source", "about")


class Event(NamedTuple):
    """
    Something that happens on a day: the last day of what ends, the first of what begins.

    `probability` is NaN where nobody knows it, or where it makes no difference to the lines.
    `about` is "person", "tie", "seat", "asset", or "other" for what is named and ends nothing.
    `named` calls it by a short name; `links` are places in the links of the reach that end with
    it, and `worth` the money a year.
    """

    date: pd.Timestamp
    actor: str
    what: str
    probability: float
    source: str
    about: str
    named: str
    links: tuple[int, ...] = ()
    worth: float = 0.0

    @property
    def ends(self) -> bool:
        """Whether it ends something; beginnings, elections and targets are only named."""
        return self.about != "other"


def events(on: Ground, found: Prospects, until: pd.Timestamp) -> list[Event]:
    """List what happens from the moment to a day, by date."""
    rows = [*_people(found), *_ties(on), *_seats(on), *_assets(on), *_other(on, found, until)]
    rows = [x for x in rows if on.at.date <= x.date <= until]
    return sorted(rows, key=lambda x: (x.date, not x.ends, x.about, x.actor, x.what))


def as_frame(happens: list[Event]) -> pd.DataFrame:
    """
    Put events in a frame, a row each.

    `date` (datetime64), `actor`, `what`, `probability` (float, 0-1: the chance of it if they are
    still there then; NaN where it is not known or not counted), `source`, `about`.
    """
    frame = pd.DataFrame(
        {c: series([x[i] for x in happens], "text") for i, c in enumerate(COLUMNS)}
    )
    return frame.astype({"date": "datetime64[us]", "probability": "float64"})


def _people(found: Prospects) -> Iterator[Event]:
    for unit in found.units:
        for end in unit.outlook.ends:
            leaves = 1 - end.stays
            what, who = _over(unit, end), unit.person
            yield Event(end.day, who, what, leaves, end.source, "person", who)
            if unit.role == "post":
                yield from _along(found, unit, end, leaves)


def _over(unit: Unit, end: chances.End) -> str:
    if unit.role == "own":
        return "last day here"
    return f"{'election for' if 'election' in end.source else 'end of term as'} {unit.office}"


def _along(found: Prospects, unit: Unit, end: chances.End, leaves: float) -> Iterator[Event]:
    """Name those who go with somebody, and those who go with these."""
    latest, seen = {unit.office}, {unit.office}
    while latest:
        posts = [i for i in range(len(found.posts)) if found.serves_with(i) in latest]
        for person, office in (found.posts[i] for i in posts):
            what = f"goes with {unit.person} as {office}"
            source = f"serves with {unit.office}"
            yield Event(end.day, person, what, leaves, source, "person", person)
        latest = {found.posts[i][1] for i in posts} - seen
        seen |= latest


def _ties(on: Ground) -> Iterator[Event]:
    """Name agreements and dated ties: one of many parties once, where they end on one day."""
    links = on.reach.links
    ending = np.flatnonzero((links["what"] == "tie") & links["until"].notna())
    together: dict[tuple[pd.Timestamp, str], list[int]] = defaultdict(list)
    ties, rows = on.partnership.ties, links["row"].to_numpy()
    for i in ending.tolist():
        agreement = ties["agreement"].iat[rows[i]]
        together[links["until"].iat[i], agreement or f"\0{i}"].append(i)
    for (day, name), own in together.items():
        first = links.iloc[own[0]]
        one, two = first["source"], first["target"]
        if not name.startswith("\0"):
            parties = sorted({*links["source"].iloc[own], *links["target"].iloc[own]})
            actor, what, named = name, f"agreement of {listed(parties, 6)} ends", name
        else:
            form = ties["form"].iat[rows[own[0]]]
            form = _FORMS.get(form or "none", form)
            relation = f" ({first['relation']})" if first["relation"] else ""
            actor, what = one, f"{form} with {two}{relation} ends"
            named = f"the {form} of {one} and {two}"
        yield Event(day, actor, what, 1.0, "last day in Ties", "tie", named, tuple(own))


_FORMS = {"none": "tie", "verbal": "tie", "mou": "MOU"}


def _seats(on: Ground) -> Iterator[Event]:
    links = on.reach.links
    for i in np.flatnonzero((links["what"] == "seat") & links["until"].notna()).tolist():
        seat = on.partnership.seats.iloc[links["row"].iat[i]]
        deciding = "deciding " if seat["engagement"] == "decides" else ""
        what = f"{deciding}seat at {seat['table']} ends"
        named = f"the seat of {seat['actor']} at {seat['table']}"
        yield Event(
            seat["end"], seat["actor"], what, 1.0, "last day in Tables", "seat", named, (i,)
        )


def _assets(on: Ground) -> Iterator[Event]:
    assets = stakes(on.partnership, on.now)
    is_money, unit = money(assets)
    yearly = np.where(is_money, assets["yearly"].fillna(0.0), 0.0).tolist()
    columns = (assets["asset"], assets["holder"], assets["until"], yearly)
    for asset, holder, day, worth in zip(*columns, strict=True):
        if not pd.isna(day):
            what = f"{asset} ends" + (f", {amount(worth, unit)} a year" if worth else "")
            yield Event(
                day, holder, what, 1.0, "last day in Assets", "asset", asset, (), float(worth)
            )


def _other(on: Ground, found: Prospects, until: pd.Timestamp) -> Iterator[Event]:
    """Name what begins, and elections and targets that end nothing by themselves."""
    nan, frames = float("nan"), on.partnership.frames
    day = on.at.date
    goes_on = {(x.person, x.office) for x in found.units if x.role == "post"}
    goes_on |= set(found.posts)
    for name, sheet, key in (
        ("terms", "Terms", "person"), ("seats", "Tables", "actor"),
        ("ties", "Ties", "source"), ("assets", "Assets", "holder"),
    ):  # fmt: skip
        rows = frames[name]
        for row in rows[(rows["start"] > day) & (rows["start"] <= until)].to_dict("records"):
            if name == "terms":
                post = office_label(row["office"], row["organization"])
                what = "renewed as" if (row["person"], post) in goes_on else "begins as"
                what = f"{what} {post}"
            else:
                thing = {"seats": "table", "ties": "target", "assets": "asset"}[name]
                word = {"seats": "seat at", "ties": "tie with", "assets": "brings"}[name]
                what = f"{word} {row[thing]}{'' if name == 'assets' else ' begins'}"
            source = f"first day in {sheet}; not added to the lines"
            yield Event(row["start"], str(row[key]), what, nan, source, "other", str(row[key]))
    used = {(x.office, end.day) for x in found.units for end in x.outlook.ends}
    offices = frames["offices"]
    for post, body, election in zip(
        *(offices[c] for c in ("office", "organization", "next_election")), strict=True
    ):
        label = office_label(post, body)
        if not pd.isna(election) and (label, pd.Timestamp(election)) not in used:
            source = "next election in Offices; the term's end counts"
            yield Event(election, label, "election", nan, source, "other", label)
    for outcome, owner, due in zip(
        *(frames["outcomes"][c] for c in ("outcome", "owner", "end")), strict=True
    ):
        if not pd.isna(due):
            what = f"target of {outcome} is due"
            yield Event(due, owner or outcome, what, nan, "Outcomes", "other", outcome)


def amount(value: float, unit: str) -> str:
    """Write an amount with its unit, as people do."""
    sign = {"USD": "$", "EUR": "€", "GBP": "£"}.get(unit.upper(), "")
    return f"{sign}{number(round(value))}" if sign else f"{number(round(value))} {unit}".strip()
