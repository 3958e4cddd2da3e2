"""Funders who share grantees and never meet, and the money that reaches each person in a place."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from civicnet import columns
from civicnet.cells import read_texts
from civicnet.network import Network
from civicnet.projection import project
from civicnet.questions.assets.brought import ANY_OUTCOME, Brought, facts
from civicnet.questions.framing import Kind, framed
from civicnet.questions.ground import Ground
from civicnet.questions.pairing import acquainted
from civicnet.questions.rehouse.neutrality import money_given
from civicnet.stakes import money

if TYPE_CHECKING:
    from collections.abc import Iterable

    from civicnet.model import Partnership

# From so many shared grantees two funders without a tie should meet.
SHARED = 2

_FUNDERS: dict[str, Kind] = {
    "source": "text", "target": "text", "n_shared": "count", "shared": "list", "weight": "number",
    "tied": "flag", "should_meet": "flag", "coordinators": "list",
}  # fmt: skip


def funders(on: Ground, found: Brought) -> pd.DataFrame:
    """
    List funders who share grantees, whether they have a tie, and who could bring them together.

    A funder brings funding to somebody, or has a running tie "funds". `weight` is Newman's: a
    grantee of k funders adds 1/(k - 1), so one that everybody funds says little about any two.

    Returns one row per pair of funders, those who should meet first: `source`, `target`,
    `n_shared`, `shared` (tuple of grantees), `weight`, `tied` (bool), `should_meet` (bool: two
    shared grantees or more, and no tie), `coordinators` (tuple: people tied to both, else
    partners that are).
    """
    held = found.held.assign(body=found.held["provider"])
    pairs = {(a, b) for a, b in money_given(on, held).funds if a != b}
    grantees: dict[str, set[str]] = defaultdict(set)
    for funder, grantee in pairs:
        grantees[funder].add(grantee)
    network = shared_by(pairs)
    weights = {
        (a, b): w for a, b, w in zip(*(network[c] for c in ("source", "target", "weight")),
                                     strict=True)
    }  # fmt: skip
    near = contacts(on)
    known = acquainted(on)
    rows = []
    for (one, two), weight in weights.items():
        shared = tuple(sorted(grantees[one] & grantees[two]))
        tied = two in near.get(one, ())
        rows.append(
            {
                "source": one,
                "target": two,
                "n_shared": len(shared),
                "shared": shared,
                "weight": weight,
                "tied": tied,
                "should_meet": not tied and len(shared) >= SHARED,
                "coordinators": () if tied else _both(one, two, known, near),
            }
        )
    rows.sort(key=lambda x: (not x["should_meet"], x["tied"], -x["n_shared"], -x["weight"],
                             x["source"], x["target"]))  # fmt: skip
    return framed(rows, _FUNDERS)


def shared_by(pairs: Iterable[tuple[str, str]]) -> pd.DataFrame:
    """Link the first of each pair by the seconds they share, as `projection.project` weighs it."""
    pairs = sorted(pairs)
    # One who funds and is funded stands on both sides, under two names.
    sides = [(f"{a}\0", f"{b}\1") for a, b in pairs]
    names = sorted({x for pair in sides for x in pair})
    actors = pd.DataFrame({"actor": pd.Series(names, dtype=object)})
    actors["mode"] = ["seated" if x.endswith("\0") else "table" for x in names]
    links = pd.DataFrame(sides, columns=["source", "target"], dtype=object)
    found = project(Network.from_links(actors, links)).links
    for end in ("source", "target"):
        found = found.assign(**{end: [x[:-1] for x in found[end]]})
    return found if "weight" in found else found.assign(weight=pd.Series(dtype="float64"))


def contacts(on: Ground) -> dict[str, set[str]]:
    """Name the partners that each partner is tied to."""
    near: dict[str, set[str]] = defaultdict(set)
    for i, j in on.reach.ends.tolist():
        one, two = on.reach.bodies[i], on.reach.bodies[j]
        near[one].add(two)
        near[two].add(one)
    return near


def _both(
    one: str, two: str, known: dict[str, dict[str, tuple[float, float]]], near: dict[str, set[str]]
) -> tuple[str, ...]:
    people = set(known.get(one, ())) & set(known.get(two, ()))
    return tuple(sorted(people or near.get(one, set()) & near.get(two, set())))


# --- money for each person ------------------------------------------------------------------------

POPULATION = "population"

_PER_PERSON: dict[str, Kind] = {
    "place": "text", "outcome": "text", "unit": "text", "yearly": "number", "n_assets": "count",
    "n_with_amount": "count", "population": "number", "per_person": "number", "parity": "number",
    "reason": "text",
}  # fmt: skip


def per_person(found: Brought) -> pd.DataFrame:
    """
    Divide the money that is brought to a place by the people who live there.

    What is brought to a part of a place is brought to the place; what is brought to a wider one is
    not divided down to its parts, nor is money without a place. So this is what is *named* for a
    place, and no measure of what reaches it.

    Returns one row per place and outcome, "any outcome" first: `place`, `outcome`, `unit`, `yearly`
    (money a year; NaN where no amount is known), `n_assets`, `n_with_amount`, `population`,
    `per_person` (`unit` a year and person; NaN without either), `parity` (0-1: over the highest
    `per_person` for that outcome), `reason`.
    """
    people = population(found.partnership)
    is_money, unit = money(found.held)
    held = found.held[is_money]
    wider = {x: (x, *found.within.get(x, ())) for x in set(held["place"].dropna())}
    places = sorted({*people, *(y for x in wider.values() for y in x)})
    rows = []
    for outcome in (ANY_OUTCOME, *found.outcomes):
        named = [outcome == ANY_OUTCOME or outcome in x for x in held["outcome"]]
        mine = held[pd.Series(named, index=held.index, dtype=bool)]
        for place in places:
            here = [x is not None and place in wider[x] for x in mine["place"]]
            own = mine[pd.Series(here, index=mine.index, dtype=bool)]
            if not len(own) and outcome != ANY_OUTCOME:
                continue
            yearly = own["yearly"].sum(min_count=1)
            many = people.get(place, np.nan)
            rows.append(
                {
                    "place": place,
                    "outcome": outcome,
                    "unit": unit or None,
                    "yearly": yearly,
                    "n_assets": len(own),
                    "n_with_amount": int(own["yearly"].notna().sum()),
                    "population": many,
                    "per_person": yearly / many if many > 0 else np.nan,
                    "reason": _why(len(own), yearly, many),
                }
            )
    highest: dict[str, float] = defaultdict(float)
    for row in rows:
        highest[row["outcome"]] = max(highest[row["outcome"]], np.nan_to_num(row["per_person"]))
    for row in rows:
        top = highest[row["outcome"]]
        row["parity"] = row["per_person"] / top if top > 0 else np.nan
    return framed(rows, _PER_PERSON)


def population(partnership: Partnership) -> dict[str, float]:
    """Give the population of each place where Context says it in a number."""
    said = {place: text for place, text in facts(partnership, POPULATION).items() if place}
    values, faults = read_texts(columns.FRAMES["assets"].column("amount"), list(said.values()))
    return {
        place: value
        for i, (place, value) in enumerate(zip(said, values, strict=True))
        if i not in faults and isinstance(value, float)
    }


def _why(assets: int, yearly: float, people: float) -> str:
    if np.isnan(people):
        return f"cannot say: needs the {POPULATION} of the place in Context"
    if not assets:
        return "no money is named for this place; what serves all places may reach it"
    return "none of it says how much" if np.isnan(yearly) else ""
