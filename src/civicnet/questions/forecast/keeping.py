"""What there still is on each day of each future: pairs, functions, money, doors, seats."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass, replace
from functools import partial
from typing import NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from civicnet import bodies, futures, lifetimes
from civicnet.futures import Away, Days, Prospects, Unit
from civicnet.lifetimes import Ways
from civicnet.questions.ground import Ground
from civicnet.reach import Reach
from civicnet.sharing import shared
from civicnet.stakes import money, stakes

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

# The measures, the main one first.
WITHIN, CONNECTED, CUT_OFF = "pairs_within", "pairs_connected", "bodies_cut_off"
FUNCTIONS, DOORS, MONEY, SEATS = "functions", "doors", "money", "decision_seats"
MEASURES = (WITHIN, CONNECTED, CUT_OFF, FUNCTIONS, DOORS, MONEY, SEATS)

# Futures in one task: seconds of work where there are hundreds of partners.
_TASK = 1_000


class Thing(NamedTuple):
    """
    A seat or asset: the day number by which its own last day has passed, and whom it needs.

    Of each group one must be there: people, or (`posts`) holders of an office as long as they hold
    it, as places in `Prospects`.
    """

    ended: int
    people: tuple[tuple[int, ...], ...]
    posts: tuple[tuple[int, ...], ...]


@dataclass(frozen=True, eq=False)
class Stock:
    """
    Things that are counted together: what each is worth, and of what kind it is.

    With `kinds` a kind counts once, as long as one thing of it is there.
    """

    measure: str
    things: tuple[Thing, ...]
    worth: Floats
    kinds: tuple[str, ...] = ()


@dataclass(frozen=True, eq=False)
class Keeping:
    """
    What is looked at on some days, as arrays that can be sent to other processes.

    `ended` tells of each link of the reach on which day its own last day has passed; `unit` is
    that of the money. `missing` says which measures cannot be told, and what they need.
    """

    reach: Reach
    ways: tuple[Ways, ...]
    on: Prospects
    days: tuple[pd.Timestamp, ...]
    ended: Ints
    stocks: tuple[Stock, ...]
    unit: str
    missing: tuple[str, ...]

    @property
    def measures(self) -> tuple[str, ...]:
        """Name the measures that can be told."""
        pairs = (WITHIN, CONNECTED, CUT_OFF) if self.reach.pairs else ()
        return (*pairs, *(stock.measure for stock in self.stocks))


def keeping(on: Ground, found: Prospects, days: Sequence[pd.Timestamp]) -> Keeping:
    """Take from a partnership what is looked at on these days, and the units that matter to it."""
    base = on.reach
    assets = stakes(on.partnership, on.now)
    stocks, missing = [], []
    for stock, needs in (
        (_functions(assets, found, days), "assets of a mayor's or backbone's function"),
        (_doors(assets, found, days), "assets of the kind data"),
        (_money(assets, found, days), "assets of the kind funding with an amount"),
        (_seats(on, found, days), "seats with decides"),
    ):
        if len(stock.things):
            stocks.append(stock)
        else:
            missing.append(f"{stock.measure.replace('_', ' ')}: cannot say, needs {needs}")
    things = [thing for stock in stocks for thing in stock.things]
    needed = {person for person, _ in base.carriers}
    needed |= {found.people[i] for x in things for group in x.people for i in group}
    needed |= {found.posts[i][0] for x in things for group in x.posts for i in group}
    return Keeping(
        # Of the links only their pair is needed any more, and they are sent to every worker.
        reach=replace(base, links=base.links[["pair"]]),
        ways=lifetimes.ways(base),
        on=futures.relevant(found, needed),
        days=tuple(days),
        ended=ended_by(base.links["until"], days),
        stocks=tuple(stocks),
        unit=money(assets)[1],
        missing=tuple(missing),
    )


def ended_by(until: pd.Series, days: Sequence[pd.Timestamp]) -> Ints:
    """Give the number of the first day after each last day; as many as days where there is none."""
    last = until.to_numpy(dtype="M8[us]")
    found = np.searchsorted(np.array(days, dtype="M8[us]"), last, side="right")
    return np.where(np.isnat(last), len(days), found).astype(np.int64)


def _functions(assets: pd.DataFrame, found: Prospects, days: Sequence[pd.Timestamp]) -> Stock:
    own = assets[assets["function"]]
    ones = np.ones(len(own))
    return Stock(FUNCTIONS, _things(own, found, days), ones, tuple(own["kind"]))


def _doors(assets: pd.DataFrame, found: Prospects, days: Sequence[pd.Timestamp]) -> Stock:
    own = assets[assets["door"]]
    return Stock(DOORS, _things(own, found, days, attended=True), np.ones(len(own)))


def _money(assets: pd.DataFrame, found: Prospects, days: Sequence[pd.Timestamp]) -> Stock:
    is_money, _ = money(assets)
    own = assets[is_money & assets["yearly"].notna().to_numpy(dtype=bool)]
    return Stock(MONEY, _things(own, found, days), own["yearly"].to_numpy(dtype=np.float64))


def _things(
    assets: pd.DataFrame, found: Prospects, days: Sequence[pd.Timestamp], *, attended: bool = False
) -> tuple[Thing, ...]:
    """Say whom assets need: those they rest on and, where asked, one who opens the door."""
    columns = ("ends_with", "opened_by", "gatekeeper")
    ended = ended_by(assets["until"], days).tolist()
    made = []
    for (groups, opened, gatekeeper), end in zip(
        zip(*(assets[c] for c in columns), strict=True), ended, strict=True
    ):
        needs = {*groups, opened} if attended and opened else set(groups)
        people: list[tuple[int, ...]] = []
        posts: list[tuple[int, ...]] = []
        for group in sorted(needs):
            if group == opened and gatekeeper in found.holding:
                # The yes is that of the office: it goes with the post.
                held = found.holding[gatekeeper]
                posts.append(tuple(i for i in held if found.posts[i][0] in group))
            else:
                people.append(_places(group, found))
        made.append(Thing(end, tuple(people), tuple(posts)))
    return tuple(made)


def _places(people: Collection[str], found: Prospects) -> tuple[int, ...]:
    return tuple(found.place[person] for person in people)


def _seats(on: Ground, found: Prospects, days: Sequence[pd.Timestamp]) -> Stock:
    links = bodies.links(on.partnership, on.at)
    seats = links[links["what"] == "seat"]
    rows = on.partnership.seats.iloc[seats["row"].to_numpy()]
    decides = (rows["engagement"] == "decides").to_numpy(dtype=bool)
    ended = ended_by(rows.loc[decides, "end"], days).tolist()
    things = []
    for people, end in zip(seats.loc[decides, "source_people"], ended, strict=True):
        group = _places(people, found)
        things.append(Thing(end, (group,) if group else (), ()))
    return Stock(SEATS, tuple(things), np.ones(len(things)))


# --- what is there --------------------------------------------------------------------------------


def values(
    kept: Keeping,
    units: Sequence[Unit],
    over: Days,
    *,
    only: Sequence[str] = MEASURES,
    stays: str = "",
    executor: Executor | None = None,
) -> Floats:
    """
    Measure what is there: a row a future, then the days, then those of `only` that can be told.

    `stays` names somebody who surely stays.
    """
    names = tuple(name for name in kept.measures if name in only)
    task = partial(_values, kept, tuple(units), names, stays)
    parts = [over[start : start + _TASK] for start in range(0, len(over), _TASK)]
    found = shared(task, parts, executor)
    return np.concatenate([np.zeros((0, len(kept.days), len(names))), *found])


def _values(
    kept: Keeping, units: tuple[Unit, ...], names: tuple[str, ...], stays: str, over: Days
) -> Floats:
    never = len(kept.days)
    gone = futures.away(kept.on, units, over, never, stays=stays)
    found = np.zeros((len(over), never, len(names)))
    if {WITHIN, CONNECTED, CUT_OFF} & set(names):
        carriers = futures.carriers(kept.reach, kept.on, gone, never)
        until = lifetimes.ties(kept.reach, carriers, kept.ended, never)
        if WITHIN in names:
            within = lifetimes.within(kept.reach, until, never, kept.ways)
            found[:, :, names.index(WITHIN)] = within
        if {CONNECTED, CUT_OFF} & set(names):
            whole = lifetimes.whole(kept.reach, until, never)
            for name, each in ((CONNECTED, whole.connected), (CUT_OFF, whole.cut_off)):
                if name in names:
                    found[:, :, names.index(name)] = each
    for stock in kept.stocks:
        if stock.measure in names:
            found[:, :, names.index(stock.measure)] = _held(stock, gone, never)
    return found


def _held(stock: Stock, gone: Away, never: int) -> Floats:
    until = np.stack([_until(thing, gone) for thing in stock.things], axis=1)
    worth = stock.worth
    if stock.kinds:
        names = sorted(set(stock.kinds))
        kinds = np.array(stock.kinds, dtype=object)
        until = np.stack([until[:, kinds == name].max(axis=1) for name in names], axis=1)
        worth = np.ones(len(names))
    return lifetimes.held(until, worth, never)


def _until(thing: Thing, gone: Away) -> Days:
    """Tell until when a thing is there: a number a future."""
    until = np.full(len(gone.people), thing.ended, dtype=gone.people.dtype)
    for groups, away in ((thing.people, gone.people), (thing.posts, gone.posts)):
        for group in groups:
            np.minimum(until, away[:, list(group)].max(axis=1), out=until)
    return until
