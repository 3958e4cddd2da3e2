"""
Until when pairs of bodies stay within reach, where all that ends has its day.

Nothing is rebuilt, so every link, pair and way has one last day: a way lasts as long as the first
of its links to end, a pair as long as the best of its ways. So all days of a future are worked out
at once, and many futures side by side. Days are numbers, as in `futures`: the first on which
something is over, as many as there are days for never.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array
from scipy.sparse.csgraph import connected_components

from civicnet.futures import Days
from civicnet.reach import Reach

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]

# Days looked at together, about 60 MB, and counted together, about 2 MB.
_CELLS, _COUNTED = 60_000_000, 250_000


def ties(found: Reach, carriers: Days, ended: Ints, never: int) -> Days:
    """
    Tell until when each tied pair is: a row a future, a column a pair.

    `carriers` has a row a future and a column a carrier; `ended` one number a link, the day on
    which its own last day has passed.
    """
    if not len(found.ends):
        return np.zeros((len(carriers), 0), dtype=carriers.dtype)
    links = np.maximum.reduceat(carriers[:, found.left], found.left_ptr[:-1], axis=1)
    right = np.maximum.reduceat(carriers[:, found.right], found.right_ptr[:-1], axis=1)
    np.minimum(links, right, out=links)
    np.minimum(links, np.minimum(ended, never).astype(links.dtype), out=links)
    first = np.flatnonzero(np.diff(found.links["pair"].to_numpy(), prepend=-1))
    return np.asarray(np.maximum.reduceat(links, first, axis=1))


def held(until: Days, worth: Floats, never: int) -> Floats:
    """
    Sum up what is still there: a row a future, a column a day.

    `until` has a row a future and a column a thing; `worth` is what each thing counts.
    """
    rows = len(until)
    start = np.arange(rows)[:, None] * (never + 1)
    ending = np.zeros(rows * (never + 1))
    some = max(1, _COUNTED // max(rows, 1))
    # Most often everything counts the same, and then it is only counted.
    for value in np.unique(worth[worth != 0]):
        same = until if (worth == value).all() else until[:, worth == value]
        for first in range(0, same.shape[1], some):
            day = same[:, first : first + some] + start
            ending += value * np.bincount(day.ravel(order="K"), minlength=len(ending))
    left = ending.reshape(rows, never + 1)[:, ::-1].cumsum(axis=1)[:, ::-1]
    return np.asarray(left[:, 1:])


# --- pairs within some steps ----------------------------------------------------------------------


@dataclass(frozen=True, eq=False)
class Ways:
    """
    The ways of some steps between pairs of bodies, as a first step and the rest.

    Pair i (of bodies `pairs[i]`) has the ways `first[ptr[i]:ptr[i + 1]]`, each a tied pair, with
    `rest`, a pair of the step before. Pairs with many ways come first.
    """

    pairs: Ints
    ptr: Ints
    first: Ints
    rest: Ints


def ways(found: Reach) -> tuple[Ways, ...]:
    """List the ways between pairs step by step, from two steps to those of the reach."""
    size = len(found.bodies)
    steps = []
    pairs = found.ends
    for _ in range(found.steps - 1):
        step = _longer(found.ends, pairs, size)
        steps.append(step)
        pairs = step.pairs
    return tuple(steps)


def _longer(ends: Ints, pairs: Ints, size: int) -> Ways:
    """Put a tied pair before each pair of the step before, and keep what was within it."""
    one, via, tie = _both(ends)
    start, other, pair = _both(pairs)
    order = np.argsort(start, kind="stable")
    start, other, pair = start[order], other[order], pair[order]
    ptr = np.searchsorted(start, np.arange(size + 1))
    many = np.diff(ptr)[via]
    entry = np.repeat(np.arange(len(via)), many)
    place = ptr[via[entry]] + np.arange(len(entry)) - np.repeat(np.cumsum(many) - many, many)
    keep = one[entry] < other[place]
    entry, place = entry[keep], place[keep]
    # What was within fewer steps still is: the pair itself, by no step before it.
    key = np.concatenate([pairs[:, 0] * size + pairs[:, 1], one[entry] * size + other[place]])
    rest = np.concatenate([np.arange(len(pairs)), pair[place]])
    first = np.concatenate([np.full(len(pairs), len(ends)), tie[entry]])
    order = np.argsort(key, kind="stable")
    distinct, begin, number = np.unique(key[order], return_index=True, return_counts=True)
    by_number = np.argsort(-number, kind="stable")
    taken = np.concatenate([order[:0], *(_slices(order, begin[by_number], number[by_number]))])
    counts = np.concatenate([[0], np.cumsum(number[by_number])])
    chosen = distinct[by_number]
    return Ways(
        np.stack([chosen // size, chosen % size], axis=1), counts, first[taken], rest[taken]
    )


def _both(pairs: Ints) -> tuple[Ints, Ints, Ints]:
    """Give each pair from both its ends: from, to, and which pair it is."""
    numbers = np.arange(len(pairs))
    return (
        np.concatenate([pairs[:, 0], pairs[:, 1]]),
        np.concatenate([pairs[:, 1], pairs[:, 0]]),
        np.concatenate([numbers, numbers]),
    )


def _slices(order: Ints, begin: Ints, number: Ints) -> Iterator[Ints]:
    where = np.repeat(begin - np.concatenate([[0], np.cumsum(number)[:-1]]), number)
    yield order[np.arange(len(where)) + where]


def within(found: Reach, until: Days, never: int, steps: tuple[Ways, ...] | None = None) -> Floats:
    """
    Weigh the pairs within the steps of the reach: a row a future, a column a day.

    `until` tells of each tied pair until when it is; `steps` are the reach's `ways`, where they
    are known already.
    """
    steps = ways(found) if steps is None else steps
    last = steps[-1].pairs if steps else found.ends
    worth = found.count[last[:, 0]] * found.count[last[:, 1]]
    # Most pairs have a way that nobody can end, whatever comes: these are looked at once.
    least = until.min(axis=0, initial=never)[:, None]
    sure = least
    for step in steps:
        sure = _step(least, sure, step, never)
    is_open = (sure[:, 0] < never) & (worth > 0)
    always = float(worth[sure[:, 0] == never].sum())
    if steps:
        steps = (*steps[:-1], _of_some(steps[-1], is_open))
    widest = max([1, len(found.ends), *(len(step.pairs) for step in steps)])
    rows = max(1, _CELLS // (8 * widest))
    parts = [np.zeros((0, never))]
    for start in range(0, len(until), rows):
        some = np.ascontiguousarray(until[start : start + rows].T)
        latest = some
        for step in steps:
            latest = _step(some, latest, step, never)
        latest = latest if steps else latest[is_open]
        parts.append(always + held(latest.T, worth[is_open], never))
    return np.concatenate(parts)


def _of_some(step: Ways, chosen: NDArray[np.bool_]) -> Ways:
    """Leave only the ways of some pairs."""
    number = np.diff(step.ptr)
    mine = np.repeat(chosen, number)
    ptr = np.concatenate([[0], np.cumsum(number[chosen])])
    return Ways(step.pairs[chosen], ptr, step.first[mine], step.rest[mine])


def _step(ties: Days, before: Days, step: Ways, never: int) -> Days:
    """Tell until when pairs are within one step more: a row a pair, a column a future."""
    # A way without a first step lasts as long as the rest of it.
    ties = np.concatenate([ties, np.full_like(ties[:1], never, shape=(1, ties.shape[1]))])
    number = np.diff(step.ptr)
    begin = step.ptr[:-1]
    found = np.minimum(ties[step.first[begin]], before[step.rest[begin]])
    # The second way of all pairs that have one, then the third: few rounds, whole rows.
    for rank in range(1, int(number.max(initial=0))):
        more = begin[: int(np.searchsorted(-number, -rank))] + rank
        other = np.minimum(ties[step.first[more]], before[step.rest[more]])
        np.maximum(found[: len(more)], other, out=found[: len(more)])
    return found


# --- pairs with any way ---------------------------------------------------------------------------


class Whole(NamedTuple):
    """
    What has any way: a row a future, a column a day.

    `connected`: the weight of pairs with some way between them. `cut_off`: how many bodies have
    none any more to the largest part of those they had one to.
    """

    connected: Floats
    cut_off: Floats


def whole(found: Reach, until: Days, never: int) -> Whole:
    """
    Weigh the pairs that have any way, and count the bodies cut off, for each day.

    From the last day back: what holds longest is joined first, and parts only grow.
    """
    rows = max(1, _CELLS // (64 * max(len(found.bodies) + len(found.ends), 1)))
    parts = [_whole(found, until[i : i + rows], never) for i in range(0, len(until), rows)]
    empty = np.zeros((0, never))
    return Whole(
        np.concatenate([empty, *(part.connected for part in parts)]),
        np.concatenate([empty, *(part.cut_off for part in parts)]),
    )


def _whole(found: Reach, until: Days, never: int) -> Whole:
    rows, size = len(until), len(found.bodies)
    before = _joined(size, found.ends)
    n_pieces = int(before.max(initial=-1)) + 1
    # Body v of future s is number s * size + v; so is the part it leads.
    part = np.arange(rows * size)
    weight = np.tile(found.count, rows)
    members = np.ones(rows * size)
    piece = (np.arange(rows)[:, None] * n_pieces + before).ravel()
    best = np.full((rows * n_pieces, 2), -1.0)
    _best(best, piece, weight, members)
    connected, cut_off = np.zeros((rows, never)), np.zeros((rows, never))
    total = np.zeros(rows)
    meets = np.zeros(rows * size, dtype=bool)
    number, moved = np.zeros_like(part), part.copy()
    by_day = np.argsort(until, axis=None, kind="stable")
    begins = np.concatenate([[0], np.cumsum(np.bincount(until.ravel(), minlength=never + 1))])
    for day in range(never - 1, -1, -1):
        future, tie = np.divmod(by_day[begins[day + 1] : begins[day + 2]], max(len(found.ends), 1))
        one, two = (part[future * size + found.ends[tie, side]] for side in (0, 1))
        apart = one != two
        if apart.any():
            one, two = one[apart], two[apart]
            meets[:] = False
            meets[one] = meets[two] = True
            named = np.flatnonzero(meets)
            number[named] = np.arange(len(named))
            label = _joined(len(named), np.stack([number[one], number[two]], axis=1))
            lead = np.full(int(label.max()) + 1, rows * size)
            np.minimum.at(lead, label, named)
            joint = np.bincount(label, weight[named]).astype(np.float64)
            square = np.bincount(label, weight[named] ** 2)
            np.add.at(total, lead // size, (joint**2 - square) / 2)
            count = np.bincount(label, members[named]).astype(np.float64)
            weight[lead], members[lead] = joint, count
            moved[named] = lead[label]
            part = moved[part]
            moved[named] = named
            _best(best, piece[lead], joint, count)
        connected[:, day] = total
        cut_off[:, day] = size - best[:, 1].reshape(rows, n_pieces).sum(axis=1)
    return Whole(connected, cut_off)


def _joined(size: int, pairs: Ints) -> Ints:
    """Tell of each which of the parts it is in that pairs join."""
    ones = np.ones(len(pairs), dtype=np.int8)
    graph = csr_array((ones, (pairs[:, 0], pairs[:, 1])), (size, size))
    return np.asarray(connected_components(graph, directed=False)[1], dtype=np.int64)


def _best(best: Floats, piece: Ints, weight: Floats, members: Floats) -> None:
    """Note the part of each piece that counts most, and how many it has; of equals the larger."""
    order = np.lexsort((members, weight, piece))
    last = order[np.flatnonzero(np.diff(piece[order], append=-1))]
    where = piece[last]
    heavier = weight[last] > best[where, 0]
    larger = (weight[last] == best[where, 0]) & (members[last] > best[where, 1])
    better = heavier | larger
    best[where[better]] = np.stack([weight[last], members[last]], axis=1)[better]
