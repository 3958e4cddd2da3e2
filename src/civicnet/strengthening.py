"""
Which few links, made to last, keep most in reach: every set of a size, or the best that is found.

What one link adds depends on the others, and two may add more together than each alone, so taking
the best one after the other is not enough.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass, replace
from functools import cached_property, partial
from itertools import combinations
from math import comb

import numpy as np
from numpy.typing import NDArray

from civicnet import _kernels
from civicnet.errors import ArgumentError
from civicnet.reach import Reach
from civicnet.sharing import shared

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]

# Every set is tried while sets times states are no more than this.
EXACT = 10_000_000
# States and options a search looks at; what it finds is then measured in all of them.
_STATES = 96
_PAIRED = 16
_SWAPPED = 48
_STARTS = 3
_SKETCHED = 8
# States of links that are looked at together.
_BLOCK = 100_000
# Sets that make one task for an executor; the same without one, so that sums are the same.
_TASK = 20_000
# Means that differ by less are the same.
_SAME = 1e-9


@dataclass(frozen=True, eq=False)
class Prospect:
    """
    States a partnership may be in, how likely each is, and what could be made to last.

    `ends` are the tied pairs of the reach and then the new ones that options would tie. `alive` has
    a row a state and a column a pair; new pairs are not. `weight` adds up to 1. Option i makes the
    pairs `options[i]` last, in the states that `can` tells (a tie between two people is no help
    where one of them has left).
    """

    count: Floats
    steps: int
    ends: Ints
    alive: Bools
    weight: Floats
    options: tuple[tuple[int, ...], ...]
    can: Bools

    @cached_property
    def matters(self) -> Bools:
        """In which state (row) an option (column) changes anything."""
        found = np.zeros((len(self.alive), len(self.options)), dtype=bool)
        helped = ~self.alive & self.can
        for i, pairs in enumerate(self.options):
            found[:, i] = helped[:, list(pairs)].any(axis=1)
        return found

    @cached_property
    def lasting(self) -> Bools:
        """Which pairs (columns) an option makes last; the last row is no option."""
        found = np.zeros((len(self.options) + 1, len(self.ends)), dtype=bool)
        for i, pairs in enumerate(self.options):
            found[i, list(pairs)] = True
        return found

    @cached_property
    def whole(self) -> float:
        """Pairs within reach if every pair were tied: what is lost is measured from there."""
        everything = np.arange(len(self.ends), dtype=np.int64)
        none = np.zeros(0, dtype=np.int64)
        within, _ = _kernels.pairs_lost(
            self.ends, [0, len(everything)], everything, [0, 0], none, self.count, steps=self.steps
        )
        return float(within[0])


@dataclass(frozen=True)
class Choice:
    """
    The options that are best together.

    `chosen` are places of options; `within` and `connected` the expected pairs with them; `exact`
    tells that every set was tried, else it is the best that was found.
    """

    chosen: tuple[int, ...]
    within: float
    connected: float
    exact: bool


def prospect(
    found: Reach,
    alive: Bools,
    weight: Floats,
    options: Sequence[Sequence[tuple[int, int]]],
    *,
    can: Bools | None = None,
) -> Prospect:
    """
    Set up the states `alive` (rows of tied pairs, as likely as `weight`) and the options.

    Each option is a list of pairs of bodies, as places in the reach; pairs that are not tied today
    are new. `can` has a row a state and a column an option, False where that would not last there;
    None where everything would. States in which all is the same are one.
    """
    place = {(min(pair), max(pair)): i for i, pair in enumerate(found.ends.tolist())}
    for option in options:
        for one, two in option:
            place.setdefault((min(one, two), max(one, two)), len(place))
    pairs = [tuple(sorted({place[min(a, b), max(a, b)] for a, b in each})) for each in options]
    lasts = np.ones((len(alive), len(place)), dtype=bool)
    for i, each in enumerate(pairs):
        if can is not None:
            lasts[:, list(each)] &= can[:, i, None]
    wide = np.zeros((len(alive), len(place)), dtype=bool)
    wide[:, : alive.shape[1]] = alive
    both = np.packbits(np.hstack([wide, lasts]), axis=1)
    _, first, which = np.unique(both, axis=0, return_index=True, return_inverse=True)
    return Prospect(
        count=found.count,
        steps=found.steps,
        ends=np.array(list(place), dtype=np.int64).reshape(-1, 2),
        alive=wide[first],
        weight=np.bincount(which.ravel(), weight, minlength=len(first)) / weight.sum(),
        options=tuple(pairs),
        can=lasts[first],
    )


def expected(on: Prospect, sets: Sequence[Sequence[int]] | Ints) -> Floats:
    """
    Give the expected pairs within reach with each of several sets of options.

    Only the options that change a state are looked at there, so most sets share their work.
    """
    return _means(on, sets, _within)


def expected_connected(on: Prospect, sets: Sequence[Sequence[int]] | Ints) -> Floats:
    """Give the expected pairs with any way to each other with each of several sets of options."""
    return _means(on, sets, _connected)


# From states as links that are gone, one set after the other, to the pairs that are left.
Measure = Callable[[Prospect, Ints, Ints], Floats]


def _within(on: Prospect, ptr: Ints, gone: Ints) -> Floats:
    none = np.zeros(len(ptr), dtype=np.int64)
    lost, _ = _kernels.pairs_lost(on.ends, ptr, gone, none, none[:0], on.count, steps=on.steps)
    return np.asarray(on.whole - lost)


def _connected(on: Prospect, ptr: Ints, gone: Ints) -> Floats:
    return _kernels.pairs_connected(on.ends, ptr, gone, on.count)


def _means(on: Prospect, sets: Sequence[Sequence[int]] | Ints, measure: Measure) -> Floats:
    chosen = _padded(sets)
    mean = np.zeros(len(chosen))
    # An option of its own for "none", which never matters.
    matters = np.hstack([on.matters, np.zeros((len(on.alive), 1), dtype=bool)])
    waiting: list[tuple[int, Ints, Ints]] = []
    size = 0
    for state in range(len(on.alive)):
        relevant = np.where(matters[state][chosen], chosen, -1)
        distinct, which = _distinct(relevant, len(on.options))
        waiting.append((state, distinct, which))
        size += len(distinct)
        if size >= _BLOCK or state == len(on.alive) - 1:
            mean += _weighed(on, waiting, measure)
            waiting, size = [], 0
    return mean


def _padded(sets: Sequence[Sequence[int]] | Ints) -> Ints:
    if isinstance(sets, np.ndarray):
        return sets
    width = max((len(each) for each in sets), default=0)
    return np.array(
        [[*each, *([-1] * (width - len(each)))] for each in sets], dtype=np.int64
    ).reshape(len(sets), width)


def _distinct(relevant: Ints, options: int) -> tuple[Ints, Ints]:
    """Find the different sets among rows of options, -1 for none."""
    ordered = np.sort(relevant, axis=1)
    if (options + 1) ** ordered.shape[1] < 2**62:
        # As one number a row: much sooner sorted.
        powers = (options + 1) ** np.arange(ordered.shape[1], dtype=np.int64)
        _, first, which = np.unique((ordered + 1) @ powers, return_index=True, return_inverse=True)
        return ordered[first], which.ravel()
    distinct, which = np.unique(ordered, axis=0, return_inverse=True)
    return distinct, which.ravel()


def _weighed(on: Prospect, waiting: list[tuple[int, Ints, Ints]], measure: Measure) -> Floats:
    """Measure the states that wait, and give what they add to the means."""
    gone = [
        ~(on.alive[state] | (on.can[state] & on.lasting[rows].any(axis=1)))
        for state, rows, _ in waiting
    ]
    sets, pairs = np.nonzero(np.concatenate(gone))
    counts = np.bincount(sets, minlength=sum(map(len, gone)))
    values = measure(on, np.concatenate([[0], np.cumsum(counts)]), pairs)
    total = np.zeros(len(waiting[0][2]))
    start = 0
    for state, distinct, which in waiting:
        total += on.weight[state] * values[start : start + len(distinct)][which]
        start += len(distinct)
    return total


def best_set(
    on: Prospect,
    size: int,
    *,
    objective: str = "within",
    seed: int = 0,
    most: int = EXACT,
    starts: int = _STARTS,
    executor: Executor | None = None,
) -> Choice:
    """
    Find the options that together keep most pairs within reach; connected pairs decide ties.

    `objective="connected"` puts connected pairs first. Every set of the size is tried while sets
    times states are no more than `most`; above, sets are built up by single options and by pairs
    of them, and their members swapped while that helps, from several starts; from one start only
    single options are added. An `executor` shares the sets, or the starts; the choice is the same.

    Raises
    ------
    ArgumentError
        for another objective, or a size below 1.
    """
    if objective not in ("within", "connected"):
        raise ArgumentError(f"objective must be 'within' or 'connected'; got {objective!r}")
    if size < 1:
        raise ArgumentError(f"budget must be 1 or more; got {size}")
    useful = np.flatnonzero((on.matters & (on.weight > 0)[:, None]).any(axis=0)).tolist()
    size = min(size, len(useful))
    exact = comb(len(useful), size) * len(on.alive) <= most
    if exact:
        sets = list(combinations(useful, size))
        parts = [sets[i : i + _TASK] for i in range(0, len(sets), _TASK)]
        worth = shared(partial(_worth, on, objective=objective), parts, executor)
        chosen = sets[_best(on, sets, np.concatenate(worth), objective)]
    else:
        few = _fewer(on, seed, _STATES if starts > 1 else _STATES // 3)
        chosen = _searched(on, few, useful, size, objective, starts, executor)
    within, connected = expected(on, [chosen])[0], expected_connected(on, [chosen])[0]
    return Choice(tuple(chosen), float(within), float(connected), exact)


def worth_weighing(on: Prospect, size: int, *, each: int = 16) -> list[int]:
    """
    Choose among many options those to weigh as sets, by the likeliest few states.

    They are the `each` that help most alone, those that do after the best of them, and so on.
    """
    likeliest = np.sort(np.argsort(-on.weight, kind="stable")[:_SKETCHED])
    few = _some(on, likeliest, on.weight[likeliest])
    chosen: list[int] = []
    kept: set[int] = set()
    rest = list(range(len(on.options)))
    while rest and len(chosen) < size:
        values = expected(few, [[*chosen, i] for i in rest])
        order = [rest[i] for i in np.argsort(-values, kind="stable")]
        kept.update(order[:each])
        chosen.append(order[0])
        rest.remove(order[0])
    return sorted(kept)


def gains(on: Prospect, chosen: Sequence[int]) -> Floats:
    """Give what each option of a set adds to the expected pairs within reach beside the others."""
    sets = [list(chosen), *([j for j in chosen if j != i] for i in chosen)]
    values = expected(on, sets)
    return np.asarray(values[0] - values[1:])


def needed(on: Prospect, chosen: Sequence[int]) -> list[int]:
    """Leave out of a set, one after the other, what adds nothing beside the others."""
    left = list(chosen)
    while left:
        added = gains(on, left)
        least = int(np.argmin(added))
        if added[least] > _SAME:
            break
        left.pop(least)
    return left


def _worth(on: Prospect, sets: Sequence[Sequence[int]], objective: str) -> Floats:
    return expected(on, sets) if objective == "within" else expected_connected(on, sets)


def _best(on: Prospect, sets: Sequence[Sequence[int]], values: Floats, objective: str) -> int:
    """Choose the best of some sets; of equal ones the best by the other measure, then the first."""
    equal = np.flatnonzero(values >= values.max() - _SAME)
    if len(equal) == 1:
        return int(equal[0])
    other = "connected" if objective == "within" else "within"
    second = _worth(on, [sets[i] for i in equal.tolist()], other)
    return int(equal[np.flatnonzero(second >= second.max() - _SAME)[0]])


def _searched(  # what is known, what is asked, who helps
    on: Prospect,
    few: Prospect,
    useful: list[int],
    size: int,
    objective: str,
    starts: int,
    executor: Executor | None,
) -> tuple[int, ...]:
    """Build sets up from several starts and swap their members; the best one wins."""
    singles = _worth(few, [[i] for i in useful], objective)
    order = [useful[i] for i in np.argsort(-singles, kind="stable")]
    task = partial(_improved, few, order, size, objective, _PAIRED if starts > 1 else 0)
    begun: list[tuple[int, ...]] = [(), *((i,) for i in order[1:starts])]
    sets = sorted(set(shared(task, begun, executor)))
    return sets[_best(on, sets, _worth(on, sets, objective), objective)]


def _improved(
    on: Prospect, order: list[int], size: int, objective: str, paired: int, start: tuple[int, ...]
) -> tuple[int, ...]:
    """Build a set up from a start and swap its members."""
    return _swapped(on, _built_up(on, start, order, size, objective, paired), order, objective)


def _fewer(on: Prospect, seed: int, most: int) -> Prospect:
    """Draw some states, the likely ones more often, where there are many."""
    if len(on.alive) <= most:
        return on
    edges = np.cumsum(on.weight)
    shift = np.random.default_rng(seed).random()
    marks = (np.arange(most) + shift) / most
    drawn = np.minimum(np.searchsorted(edges, marks), len(edges) - 1)
    states, times = np.unique(drawn, return_counts=True)
    return _some(on, states, times.astype(np.float64))


def _some(on: Prospect, states: Ints, weight: Floats) -> Prospect:
    """Take some of the states, with other weights."""
    alive, can = on.alive[states], on.can[states]
    return replace(on, alive=alive, can=can, weight=weight / weight.sum())


def _built_up(
    on: Prospect, start: tuple[int, ...], order: list[int], size: int, objective: str, paired: int
) -> tuple[int, ...]:
    """Add the option that helps most, or the two that together help more than twice as much."""
    chosen = start
    while len(chosen) < size:
        rest = [i for i in order if i not in chosen]
        sets: list[tuple[int, ...]] = [(*chosen, i) for i in rest]
        today, *values = _worth(on, [chosen, *sets], objective)
        best = int(np.argmax(values))
        following = sets[best]
        if size - len(chosen) >= 2:
            by_worth = [rest[i] for i in np.argsort(-np.array(values), kind="stable")]
            twos = [(*chosen, *pair) for pair in _together(on, by_worth, paired)]
            both = _worth(on, twos, objective)
            if twos and both.max() - today > 2 * (values[best] - today) + _SAME:
                following = twos[int(np.argmax(both))]
        chosen = following
    return chosen


def _together(on: Prospect, by_worth: list[int], most: int) -> list[tuple[int, int]]:
    """Pair the best options with each other, and with those that share a body with one of them."""
    bodies = [{int(b) for pair in option for b in on.ends[pair]} for option in on.options]
    first = by_worth[:most]
    pairs = set(combinations(first, 2))
    for i in first[: most // 3]:
        sharing = [j for j in by_worth if j != i and bodies[i] & bodies[j]][:most]
        pairs |= {(i, j) for j in sharing if (j, i) not in pairs}
    return sorted(pairs)


def _swapped(
    on: Prospect, chosen: tuple[int, ...], order: list[int], objective: str
) -> tuple[int, ...]:
    """Swap one member for another option while that helps."""
    value = _worth(on, [chosen], objective)[0]
    better = True
    while better:
        better = False
        for i in range(len(chosen)):
            others = chosen[:i] + chosen[i + 1 :]
            sets = [(*others, j) for j in order[:_SWAPPED] if j not in others]
            values = _worth(on, sets, objective)
            top = int(np.argmax(values))
            if values[top] > value + _SAME:
                chosen, value, better = sets[top], float(values[top]), True
    return tuple(sorted(chosen))
