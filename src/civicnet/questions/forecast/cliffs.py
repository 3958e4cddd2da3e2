"""Months in which much more goes than in others, and what goes in them, by name."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from civicnet import futures, lifetimes
from civicnet.futures import Futures
from civicnet.questions.forecast.dates import Event
from civicnet.questions.forecast.keeping import MONEY, WITHIN, Keeping
from civicnet.questions.ground import Ground
from civicnet.standing import leaving_with
from civicnet.typed import series

# So much of today's goes in a cliff, and so many times what goes in the month in the middle.
SHARE, TIMES = 0.1, 3
_COLUMNS = ("month", "drop", "causes", "line", "measure")
# What is said to end, by measure.
_ABOUT = {WITHIN: ("person", "tie", "seat"), MONEY: ("person", "asset")}


def cliffs(
    on: Ground,
    kept: Keeping,
    stress: Futures,
    months: Sequence[pd.Timestamp],
    monthly: pd.DataFrame,
    happens: Sequence[Event],
) -> pd.DataFrame:
    """
    Find the cliffs of pairs within reach and of money, in each line, with their causes.

    A cliff is a month in which at least a tenth of today's goes, and three times what goes in the
    month in the middle. Causes come by what each would cost alone, the most first; what costs
    nothing alone is left out where something else does.
    """
    rows = []
    lines = list(dict.fromkeys(monthly["line"]))
    for measure in (WITHIN, MONEY):
        for line in lines:
            own = monthly[(monthly["line"] == line) & (monthly["measure"] == measure)]
            value = own["value"].to_numpy()
            if len(value) < 2 or not value[0] > 0:
                continue
            drops = -np.diff(value)
            least = max(SHARE * value[0], TIMES * float(np.median(drops)))
            for i in np.flatnonzero((drops >= least - 1e-9) & (drops > 0)).tolist():
                # The first month begins with the day asked about, which may itself be a last day.
                since = months[i] if i else months[i] - pd.Timedelta(days=1)
                ends = [x for x in happens if since < x.date <= months[i + 1]]
                ends = [x for x in ends if x.about in _ABOUT[measure]]
                causes = _causes(on, kept, stress, i + 1, measure, ends)
                rows.append((months[i + 1], float(drops[i]), causes, line, measure))
    frame = pd.DataFrame({c: series([x[i] for x in rows], "text") for i, c in enumerate(_COLUMNS)})
    return frame.astype({"month": "datetime64[us]", "drop": "float64"})


def _causes(
    on: Ground, kept: Keeping, stress: Futures, day: int, measure: str, ends: Sequence[Event]
) -> tuple[str, ...]:
    """Name what ends in the month before a day, by what it alone would cost."""
    possible = [x for x in ends if not x.probability <= 0]
    if measure == WITHIN:
        costs = _of_pairs(on, kept, stress, day, possible)
    else:
        costs = _of_money(on, kept, day, possible)
    known: dict[str, float] = {}
    for event, each in zip(possible, costs, strict=True):
        known[event.named] = max(each, known.get(event.named, 0.0))
    some = {name: each for name, each in known.items() if each > 0} or known
    return tuple(sorted(some, key=lambda name: -some[name]))


def _of_pairs(
    on: Ground, kept: Keeping, stress: Futures, day: int, ends: Sequence[Event]
) -> list[float]:
    never = len(kept.days)
    gone = futures.away(kept.on, stress.units, stress.over, never)
    going = futures.carriers(kept.reach, kept.on, gone, never)[0]
    carriers = np.where(going < day, 0, 1).astype(np.uint8)
    links = np.where(kept.ended < day, 0, 1)
    rows = [lifetimes.ties(kept.reach, carriers[None], links, 1)]
    for event in ends:
        there, held = carriers.copy(), links.copy()
        held[list(event.links)] = 0
        if event.about == "person":
            along = leaving_with(on.now, [event.named])
            mine = [person in along for person, _ in kept.reach.carriers]
            there[mine & (going == day)] = 0
        rows.append(lifetimes.ties(kept.reach, there[None], held, 1))
    left = lifetimes.within(kept.reach, np.concatenate(rows), 1, kept.ways)[:, 0]
    return [float(each) for each in left[0] - left[1:]]


def _of_money(on: Ground, kept: Keeping, day: int, ends: Sequence[Event]) -> list[float]:
    stock = next(stock for stock in kept.stocks if stock.measure == MONEY)
    found = []
    for event in ends:
        cost = event.worth
        if event.about == "person":
            along = {kept.on.place[person] for person in leaving_with(on.now, [event.named])}
            for thing, worth in zip(stock.things, stock.worth, strict=True):
                posts = ([kept.on.place[kept.on.posts[i][0]] for i in x] for x in thing.posts)
                rests = any(along.issuperset(group) for group in (*thing.people, *posts))
                cost += float(worth) if rests and thing.ended >= day else 0.0
        found.append(cost)
    return found
