"""Would we withstand the transition: officials one by one, the two leads, and who else we know."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from itertools import product
from typing import Any

import numpy as np
import pandas as pd

from civicnet import chances
from civicnet import reach as reaches
from civicnet import vocabulary as words
from civicnet.columns import Type
from civicnet.questions.risks.singly import Costs, alive
from civicnet.questions.risks.what_goes import (
    Gone,
    Holdings,
    amount,
    functions_ended,
    functions_of,
    post,
)
from civicnet.typed import series

# Efficiency asks for every distance: for so many officials, partners and tied pairs at most.
WORK = 20_000_000
# Pairs of leads up to which those are listed who share nobody.
MANY = 25


def officials(
    held: Holdings, who: Sequence[str], costs: Costs, gone: Sequence[Gone]
) -> pd.DataFrame:
    """
    Ask of everybody in public office whether the partnership would withstand the transition.

    It withstands where nothing breaks outright: nobody is cut off, no function loses the last who
    does it, no door to data closes, no money ends. What is only farther apart is told beside it and
    breaks nothing. Where the data have no assets, nobody can say yes.

    `costs` and `gone` are those of the departures of `who`, in that order.

    Returns one row per official, those first for whom most breaks: `actor`, `office`,
    `organization`, `ends` (datetime64: the day on which the term may be over),
    `ends_source`, `withstands` (True
    or False; None where it cannot be said), `breaks` (tuple: what does, in words), `within_left`,
    `connected_left` and `efficiency_left` (0-1: share of today's), `functions_ended`,
    `doors_closed`, `doors_unattended` (tuples), `amount_at_risk` (a year), `reason`.
    """
    on = held.on
    everyone = held.everyone
    public = set(everyone.loc[everyone["public_office"], "actor"])
    some = [i for i, person in enumerate(who) if person in public]
    ends = _ends(held) if some else {}
    today = _efficiency(held, len(some))
    known = len(on.partnership.assets) > 0
    rows = []
    for i in some:
        office, organization = post(on, who[i], among=public)
        functions = functions_ended(held, gone[i])
        doors = held.names(gone[i].assets, door=True)
        yearly, unknown = amount(held, gone[i])
        breaks = [f"{x} is cut off" for x in costs.cut[i]]
        breaks += [f"nobody is left for {x}" for x in functions]
        breaks += [f"{x} is closed" for x in doors]
        breaks += [f"{yearly:,.0f} {held.funding[1]} a year ends"] if yearly > 0 else []
        after = today
        if len(costs.ended[i]) and today > 0:
            after = reaches.efficiency(on.reach, alive(on.reach, costs.ended[i]))
        lacks = [] if known else ["no assets in the data"]
        rows.append(
            {
                "actor": who[i],
                "office": office,
                "organization": organization,
                "ends": ends[who[i]].day if who[i] in ends else pd.NaT,
                "ends_source": ends[who[i]].source if who[i] in ends else None,
                "withstands": False if breaks else (True if known else None),
                "breaks": tuple(breaks),
                "within_left": _left(on.reach.within, costs.others[i] + costs.own[i]),
                "connected_left": _left(on.reach.connected, costs.pairs_cut[i]),
                "efficiency_left": after / today if today > 0 else np.nan,
                "functions_ended": functions,
                "doors_closed": doors,
                "doors_unattended": held.names(gone[i].unattended, door=True),
                "amount_at_risk": yearly,
                "reason": "; ".join([*lacks, *([unknown] if unknown else [])]),
            }
        )
    rows.sort(key=lambda row: (-len(row["breaks"]), row["actor"]))
    return _framed(rows, _OFFICIALS)


_OFFICIALS: dict[str, Type] = {
    "actor": "text",
    "office": "text",
    "organization": "text",
    "ends": "end",
    "ends_source": "text",
    "withstands": "yesno",
    "breaks": "list",
    "within_left": "number",
    "connected_left": "number",
    "efficiency_left": "number",
    "functions_ended": "list",
    "doors_closed": "list",
    "doors_unattended": "list",
    "amount_at_risk": "number",
    "reason": "text",
}


def _ends(held: Holdings) -> dict[str, chances.End]:
    """Give the day on which each person's time in office may be over, where one is known."""
    on = held.on
    looked = chances.outlooks(on.partnership, on.now, on.at.date)
    return {outlook.person: outlook.ends[0] for outlook in looked if outlook.ends}


def _efficiency(held: Holdings, times: int) -> float:
    """Give today's efficiency; NaN where to look so many times would take too long."""
    found = held.on.reach
    if not times or times * len(found.bodies) * max(len(found.ends), 1) > WORK:
        return float("nan")
    return reaches.efficiency(found, alive(found, np.zeros(0, dtype=np.int64)))


def _left(today: float, lost: float) -> float:
    return 1 - lost / today if today > 0 else float("nan")


def _framed(rows: Sequence[dict[str, Any]], columns: dict[str, Type]) -> pd.DataFrame:
    return pd.DataFrame({name: series([r[name] for r in rows], t) for name, t in columns.items()})


# --- the two leads --------------------------------------------------------------------------------


def leads(held: Holdings) -> pd.DataFrame:
    """
    Compare mayors with superintendents: how each is connected, and whether to the same partners.

    Returns one row per mayor and superintendent: `mayor`, `superintendent`, `tied` (bool: they have
    a tie to each other), `mayor_contacts` and `superintendent_contacts`
    (partners to whom each has a tie or seat), `shared` (tuple: those of both), `overlap` (0-1: the
    shared of all that either has, Jaccard; NaN where neither has any), `mayor_functions` and
    `superintendent_functions` (tuples: functions that rest on each), `reason`. Empty where there
    is no mayor or no superintendent; of more than 25 pairs only those who share somebody.
    """
    rows = []
    both = list(product(_in_office(held, "mayor"), _in_office(held, "superintendent")))
    for mayor, other in both:
        one, two = _contacts(held, mayor), _contacts(held, other)
        if len(both) > MANY and not one & two:
            continue
        shared = tuple(sorted(one & two))
        either = len(one | two)
        rows.append(
            {
                "mayor": mayor,
                "superintendent": other,
                "tied": _tied(held, mayor, other),
                "mayor_contacts": len(one),
                "superintendent_contacts": len(two),
                "shared": shared,
                "overlap": len(shared) / either if either else np.nan,
                "mayor_functions": functions_of(held, mayor),
                "superintendent_functions": functions_of(held, other),
                "reason": "" if either else "neither has a tie or seat",
            }
        )
    return _framed(rows, _LEADS)


_LEADS: dict[str, Type] = {
    "mayor": "text",
    "superintendent": "text",
    "tied": "yesno",
    "mayor_contacts": "number",
    "superintendent_contacts": "number",
    "shared": "list",
    "overlap": "number",
    "mayor_functions": "list",
    "superintendent_functions": "list",
    "reason": "text",
}


def _in_office(held: Holdings, kind: str) -> list[str]:
    now = held.on.now
    offices = [label for label, office in now.posts.offices.items() if office.kind == kind]
    return sorted({p for label in offices for p in now.holders.get(label, ()) if p in now.present})


def _contacts(held: Holdings, person: str) -> set[str]:
    lines = [held.lines[i] for i in held.of.get(person, ())]
    return {line.beyond((person,)) for line in lines} - set(held.on.now.bodies_of[person])


def _tied(held: Holdings, one: str, two: str) -> bool:
    mine = [held.lines[i] for i in held.of.get(one, ())]
    return any(two in line.held[0] | line.held[1] for line in mine if line.what == "tie")


# --- levels of contact ----------------------------------------------------------------------------


def levels(held: Holdings) -> pd.DataFrame:
    """
    Count at which levels each organization is known: the top alone, or also those who stay.

    Returns one row per organization and level: `organization`, `level` (elected, chief of staff,
    director, line, volunteer, resident; None where not said), `n_people`, `n_tied` (those of them
    with a tie or seat beyond the organization), `ties`, `seats`, `partners` (other bodies these
    lead to). Empty where no level is given at all.
    """
    people = held.on.partnership.people
    level = dict(zip(people["person"], people["level"], strict=True))
    if not any(level.values()):
        return _framed([], _LEVELS)
    members: dict[tuple[str, str | None], list[str]] = defaultdict(list)
    for person, homes in held.on.now.bodies_of.items():
        for home in homes:
            if home != person:
                members[home, level.get(person)].append(person)
    order = {name: i for i, name in enumerate(words.LEVELS)}
    keys = sorted(members, key=lambda x: (x[0], order.get(x[1] or "", len(order)), x[1] or ""))
    rows = []
    for home, each in keys:
        mine = members[home, each]
        lines = _beyond(held, home, mine)
        rows.append(
            {
                "organization": home,
                "level": each,
                "n_people": len(mine),
                "n_tied": sum(bool(_beyond(held, home, [person])) for person in mine),
                "ties": sum(held.lines[i].what == "tie" for i in lines),
                "seats": sum(held.lines[i].what == "seat" for i in lines),
                "partners": len({held.lines[i].beyond(mine) for i in lines}),
            }
        )
    return _framed(rows, _LEVELS)


_LEVELS: dict[str, Type] = {
    "organization": "text",
    "level": "text",
    "n_people": "number",
    "n_tied": "number",
    "ties": "number",
    "seats": "number",
    "partners": "number",
}


def _beyond(held: Holdings, home: str, people: Iterable[str]) -> set[int]:
    """Find the ties and seats that some people of an organization hold for it with others."""
    return {
        i
        for person in people
        for i in held.of.get(person, ())
        for side in (0, 1)
        if person in held.lines[i].held[side] and held.lines[i].bodies[side] == home
    }
