"""What ends when: by a written end or with the people it rests on, and which hole that leaves."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

import pandas as pd

from civicnet import chances
from civicnet.questions.assets.brought import ANY_OUTCOME, ANY_PLACE, Brought
from civicnet.questions.assets.coverage import cells
from civicnet.questions.framing import Kind, framed
from civicnet.stakes import fate
from civicnet.standing import leaving_with

WRITTEN = "its written end"

_EXPIRING: dict[str, Kind] = {
    "asset": "text", "kind": "text", "provider": "text", "receiver": "text", "day": "end",
    "because": "text", "sure": "flag", "amount": "number", "unit": "text", "leaves_hole": "list",
}  # fmt: skip


def expiring(found: Brought) -> pd.DataFrame:
    """
    List what ends by a day, or may end since the people it rests on may be gone, the first first.

    Returns one row per asset: `asset`, `kind`, `provider`, `receiver`, `day` (its last), `because`
    ("its written end", or whose time may be over), `sure` (False where somebody may stay),
    `amount`, `unit`, `leaves_hole` (tuple: the outcomes for which nobody brings this kind any more
    once all that ends by then has ended; "any outcome" where nobody brings it at all).
    """
    held, now, until = found.held, found.now, found.until
    people = _people(found)
    days = sorted({day for day, _ in people.values()})
    away = {
        day: frozenset(leaving_with(now, [p for p, (d, _) in people.items() if d <= day]))
        for day in days
    }
    rows: list[dict[str, Any]] = []
    for i, row in enumerate(held.to_dict("records")):
        ends = [(row["until"], WRITTEN, True)] if row["until"] <= until else []
        for day in days:
            if fate(row["ends_with"], (), away[day]) == "goes":
                who = _who(row["ends_with"], away[day])
                sure = all(p in people and people[p][1] for p in who)
                said = " and ".join(who)
                ends.append((day, f"the time of {said} {'ends' if sure else 'may end'}", sure))
                break
        if ends:
            day, because, sure = min(ends, key=lambda x: (x[0], not x[2]))
            rows.append(row | {"day": day, "because": because, "sure": sure, "place_in": i})
    rows.sort(key=lambda x: (x["day"], x["kind"], x["asset"]))
    holes = _holes(found, {row["place_in"]: row["day"] for row in rows})
    for row in rows:
        row["leaves_hole"] = holes.get(row["place_in"], ())
    return framed(rows, _EXPIRING)


def _people(found: Brought) -> dict[str, tuple[pd.Timestamp, bool]]:
    """Give the first day by which each person's time may be over, and whether it surely is."""
    people = {}
    for outlook in chances.outlooks(found.partnership, found.now, found.until):
        ends = [end for end in outlook.ends if end.stays != 1 and end.day <= found.until]
        if ends:
            people[outlook.person] = (ends[0].day, ends[0].stays == 0)
    return people


def _who(groups: tuple[tuple[str, ...], ...], away: frozenset[str]) -> tuple[str, ...]:
    """Name the first group without whom something ends."""
    return next(group for group in groups if away.issuperset(group))


def _holes(found: Brought, ends: dict[int, pd.Timestamp]) -> dict[int, tuple[str, ...]]:
    """Name for each asset that ends the outcomes that nobody's asset of its kind serves after."""
    left: dict[int, list[str]] = defaultdict(list)
    for (_, outcome, place), own in cells(found).items():
        if place == ANY_PLACE and all(i in ends for i in own):
            last = max(ends[i] for i in own)
            for i in own:
                if ends[i] == last:
                    left[i].append(outcome)
    return {
        i: (ANY_OUTCOME,) if ANY_OUTCOME in named else tuple(named) for i, named in left.items()
    }
