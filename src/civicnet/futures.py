"""
Who will have gone by which day, and how likely: every combination where few may go, else drawn.

What may be over independently of all else is a unit: a post that somebody holds, or somebody's own
time here. Nobody comes back and nothing is rebuilt, so a whole future is told by one number a unit:
the first of some days on which it is over, or as many as there are days where that is never. The
first of the days is the one asked about; what has its last day before a day is over on that day.

A question goes four steps. `prospects` finds the units. `weights` weighs every combination of
them, or draws some. `away` turns units into people and posts, with those who serve with them, and
`carriers` into who carries links, for `reach` (`over <= d` marks what is gone on day number d) and
for `lifetimes`, which looks at all days at once.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from civicnet import chances
from civicnet.chances import Outlook
from civicnet.errors import ArgumentError
from civicnet.reach import Reach
from civicnet.standing import Standing

if TYPE_CHECKING:
    from civicnet.model import Partnership

Floats = NDArray[np.float64]
# Numbers of days: the first on which something is over.
Days = NDArray[np.unsignedinteger[Any]]

# Up to so many units whose fate is open, every combination is weighed.
MOST = 15
# Beyond this the days no longer fit the numbers that tell them.
MOST_DAYS = 60_000


@dataclass(frozen=True)
class Unit:
    """
    Something that may be over independently of all else.

    `role` is "post" (a post held now, `office`), "next" (a later post in the data, which keeps
    somebody here until it is over too) or "own" (somebody's own time here: a last day in People,
    or the rate of those of whom no risk is known).
    """

    person: str
    office: str
    role: Literal["post", "next", "own"]
    outlook: Outlook


@dataclass(frozen=True, eq=False)
class Prospects:
    """
    The units of a partnership at a moment, and who else goes when they are over.

    `posts` are all (person, office) held by those who are there. `known` names the people of whom
    any risk is known, be it that of whom they serve with; `dated` those with a last day in People,
    who stay until then whatever becomes of their posts, and `bound` those who take up a post later
    of which no end is known.
    """

    now: Standing
    units: tuple[Unit, ...]
    people: tuple[str, ...]
    posts: tuple[tuple[str, str], ...]
    known: frozenset[str]
    dated: frozenset[str]
    bound: frozenset[str]

    @property
    def unknown(self) -> tuple[str, ...]:
        """Name the people of whom no risk is known."""
        return tuple(person for person in self.people if person not in self.known)

    @cached_property
    def place(self) -> dict[str, int]:
        """Where each person stands in `people`."""
        return {person: i for i, person in enumerate(self.people)}

    @cached_property
    def posts_of(self) -> dict[str, list[int]]:
        """Where the posts of each person stand in `posts`."""
        found: dict[str, list[int]] = defaultdict(list)
        for i, (person, _) in enumerate(self.posts):
            found[person].append(i)
        return found

    @cached_property
    def holding(self) -> dict[str, list[int]]:
        """Where the posts of each office stand in `posts`."""
        found: dict[str, list[int]] = defaultdict(list)
        for i, (_, office) in enumerate(self.posts):
            found[office].append(i)
        return found

    def serves_with(self, post: int) -> str:
        """Name the office whose holder takes along whoever holds a post; "" where none does."""
        return self.now.posts.offices[self.posts[post][1]].serves_with


def prospects(
    partnership: Partnership, now: Standing, until: pd.Timestamp, *, among: str | None = None
) -> Prospects:
    """Find the units of everybody who is there; `among` as in `chances.outlooks`."""
    held = chances.posts(partnership, now, until, among=among)
    later = chances.coming(partnership, now, until, among=among)
    last = {x.person: x for x in chances.last_days(partnership, now)}
    people = tuple(sorted(now.present))
    posts = tuple((p, office) for p in people for office in sorted(set(now.held_by(p))))
    bound = frozenset(x.person for x in later if not x.known)
    found = Prospects(now, (), people, posts, frozenset(), frozenset(last), bound)
    known = _known(found, {(x.person, x.office) for x in held if x.known})
    units = [Unit(x.person, x.office, "post", x) for x in held if x.known]
    units += [Unit(x.person, x.office, "next", x) for x in later if x.known]
    units += [Unit(person, "", "own", outlook) for person, outlook in last.items()]
    units += [
        Unit(person, "", "own", Outlook(person, "", (), float("nan"), ""))
        for person in people
        if person not in known
    ]
    units.sort(key=lambda x: (x.person, x.office, x.role))
    return replace(found, units=tuple(units), known=frozenset(known))


def _known(found: Prospects, ends: Collection[tuple[str, str]]) -> set[str]:
    """Name those who may go by what is known of all their posts, or of whom they serve with."""
    over = {i for i, post in enumerate(found.posts) if post in ends or post[0] in found.dated}
    while True:
        vacated = {office for office, held in found.holding.items() if over.issuperset(held)}
        more = over | {i for i in range(len(found.posts)) if found.serves_with(i) in vacated}
        if more == over:
            break
        over = more
    going = {person for person, held in found.posts_of.items() if over.issuperset(held)}
    return (going - found.bound) | found.dated


def relevant(found: Prospects, people: Collection[str]) -> Prospects:
    """Leave out the units that make no difference to some people: fewer combinations to weigh."""
    needed = {person for person in people if person in found.place}
    latest = needed
    while latest:
        held = [i for person in latest for i in found.posts_of.get(person, ())]
        offices = {found.serves_with(i) for i in held}
        principals = {found.posts[i][0] for x in offices for i in found.holding.get(x, ())}
        latest = principals - needed
        needed |= latest
    return replace(found, units=tuple(unit for unit in found.units if unit.person in needed))


# --- how likely -----------------------------------------------------------------------------------


@dataclass(frozen=True, eq=False)
class Futures:
    """
    Futures with their weights: all there are (`exact`), or some that were drawn.

    `over` has a row a future and a column a unit: the number of the first day on which that is
    over, `len(days)` for never. `weights` has a row a day and a column a future; each row sums to
    1. An exact future tells of a day who is gone on it, not of the days before: units whose fate
    is open are over from the first day or never, and the weight is that of the day.
    """

    units: tuple[Unit, ...]
    days: tuple[pd.Timestamp, ...]
    over: Days
    weights: Floats
    exact: bool

    def __len__(self) -> int:
        return len(self.over)


def weights(
    units: Sequence[Unit],
    days: Sequence[pd.Timestamp],
    *,
    unknown: float = 1.0,
    others: float | None = None,
    scenarios: int = 10_000,
    seed: int = 0,
    most: int = MOST,
) -> Futures:
    """
    Weigh every combination of units that may be over, or draw some where they are too many.

    Up to `most` units whose fate is open on some day, all 2^units combinations stand with their
    probabilities on each day, so expectations are exact. Above, `scenarios` futures are drawn and
    weigh the same. Draw number k of a unit rests on the seed, the unit's name and k alone: it is
    the same whoever else is there, whatever the chances, and wherever it is worked out.

    Parameters
    ----------
    days : in rising order; the first is the day asked about, on which everybody is still there.
    unknown : the chance of staying at an end where nobody knows.
    others : the yearly rate of those of whom no risk is known; None leaves them where they are.

    Raises
    ------
    ArgumentError
        for a chance outside 0-1, fewer than one scenario, a seed below 0, or too many days.
    """
    if scenarios < 1 or seed < 0:
        raise ArgumentError(
            f"scenarios must be 1 or more and seed 0 or more; got {scenarios!r} and {seed!r}"
        )
    chance = likelihoods(units, days, unknown=unknown, others=others)
    never = len(days)
    is_open = ((chance > 0) & (chance < 1)).any(axis=1)
    sure = np.where((chance == 1).any(axis=1), (chance == 1).argmax(axis=1), never)
    n_open = int(is_open.sum())
    exact = n_open <= most
    rows = 2**n_open if exact else scenarios
    over = np.empty((rows, len(units)), dtype=kind_of(never))
    over[:] = sure
    weight = np.full((len(days), rows), 1 / rows)
    if exact:
        bits = np.arange(rows)[:, None] >> np.arange(n_open) & 1
        over[:, is_open] = np.where(bits == 1, 0, never)
        weight = np.ones((len(days), 1))
        for gone in chance[is_open]:
            weight = np.hstack([weight * (1 - gone)[:, None], weight * gone[:, None]])
    else:
        for i in np.flatnonzero(is_open).tolist():
            drawn = _drawn(units[i], scenarios, seed)
            over[:, i] = np.searchsorted(chance[i], drawn, side="right")
    return Futures(tuple(units), tuple(days), over, weight, exact)


def stress(units: Sequence[Unit], days: Sequence[pd.Timestamp]) -> Futures:
    """Give the one future in which every post is over at the first end that is known of it."""
    never = len(days)
    first = [unit.outlook.ends[0].day if unit.outlook.ends else None for unit in units]
    over = [
        next((d for d, day in enumerate(days) if end is not None and end < day), never)
        for end in first
    ]
    row = np.array([over], dtype=kind_of(never))
    return Futures(tuple(units), tuple(days), row, np.ones((len(days), 1)), exact=True)


def likelihoods(
    units: Sequence[Unit],
    days: Sequence[pd.Timestamp],
    *,
    unknown: float = 1.0,
    others: float | None = None,
) -> Floats:
    """Give the chance that each unit (a row) is over by each day (a column)."""
    found = np.zeros((len(units), len(days)))
    # All of whom nothing is known are alike, and there may be very many.
    nothing = Outlook("", "", (), float("nan"), "")
    alike = chances.gone_by(nothing, days, days[0], unknown=unknown, others=others)
    for i, unit in enumerate(units):
        known = unit.outlook.known
        found[i] = chances.gone_by(unit.outlook, days, days[0], unknown=unknown) if known else alike
    # A chance of leaving only ever grows; rounding must not make it fall.
    return np.maximum.accumulate(found, axis=1)


def kind_of(never: int) -> type[np.unsignedinteger[Any]]:
    """
    Choose the numbers that tell days: one byte where it is enough.

    Raises
    ------
    ArgumentError
        for more days than two bytes can tell.
    """
    if never > MOST_DAYS:
        raise ArgumentError(f"days must be at most {MOST_DAYS:,}; got {never:,}")
    return np.uint8 if never < 2**8 else np.uint16


def _drawn(unit: Unit, scenarios: int, seed: int) -> Floats:
    name = "\0".join((unit.person, unit.office, unit.role))
    key = int.from_bytes(hashlib.blake2b(name.encode(), digest_size=16).digest(), "big")
    return np.random.default_rng([seed, key]).random(scenarios)


# --- who that takes along -------------------------------------------------------------------------


class Away(NamedTuple):
    """When people and posts are over: a row a future, a column each, the number of the day."""

    people: Days
    posts: Days


def away(
    found: Prospects, units: Sequence[Unit], over: Days, never: int, *, stays: str = ""
) -> Away:
    """
    Turn what becomes of units into when people leave, and when each post is over for its holder.

    Somebody leaves when the last of their posts is over. Who serves with an office goes when the
    last of its holders does, and takes along whoever serves with that post in turn; who has
    another post stays for that one. `stays` names somebody who surely stays, whatever happens.
    """
    rows = len(over)
    people = np.full((rows, len(found.people)), never, dtype=over.dtype)
    posts = np.full((rows, len(found.posts)), never, dtype=over.dtype)
    # A later post keeps somebody here until it is over; one of which no end is known for good.
    kept = np.zeros_like(people)
    kept[:, [found.place[person] for person in found.bound]] = never
    number = {post: i for i, post in enumerate(found.posts)}
    for column, unit in enumerate(units):
        j = found.place[unit.person]
        if unit.person == stays:
            continue
        if unit.role == "own":
            people[:, j] = over[:, column]
        elif unit.role == "next":
            np.maximum(kept[:, j], over[:, column], out=kept[:, j])
        else:
            posts[:, number[unit.person, unit.office]] = over[:, column]
    served = {i: found.serves_with(i) for i in range(len(found.posts))}
    led = {
        i: office
        for i, office in served.items()
        if office in found.holding and found.posts[i][0] != stays
    }
    moving = [person for person in found.posts_of if person != stays]
    while True:
        before = people.copy(), posts.copy()
        vacant = {office: posts[:, found.holding[office]].max(axis=1) for office in led.values()}
        along = np.full_like(posts, never)
        for i, office in led.items():
            along[:, i] = vacant[office]
        np.minimum(posts, along, out=posts)
        for person in moving:
            j, held = found.place[person], found.posts_of[person]
            taken = along[:, held].max(axis=1)
            if person not in found.dated:
                taken = np.minimum(taken, np.maximum(posts[:, held].max(axis=1), kept[:, j]))
            np.minimum(people[:, j], taken, out=people[:, j])
            posts[:, held] = np.minimum(posts[:, held], people[:, j, None])
        if (before[0] == people).all() and (before[1] == posts).all():
            return Away(people, posts)


def carriers(found: Reach, on: Prospects, gone: Away, never: int) -> Days:
    """
    Tell when those who carry links are gone: a row a future, a column a carrier of the reach.

    The carrier of a second home is gone when the person is, or holds no post there any more.
    """
    until = np.full((len(gone.people), len(found.carriers)), never, dtype=gone.people.dtype)
    for column, (person, office) in enumerate(found.carriers):
        if person not in on.place:
            continue
        until[:, column] = gone.people[:, on.place[person]]
        if office:
            body = on.now.body_of(office)
            there = [i for i in on.posts_of[person] if on.now.body_of(on.posts[i][1]) == body]
            np.minimum(until[:, column], gone.posts[:, there].max(axis=1), out=until[:, column])
    return until
