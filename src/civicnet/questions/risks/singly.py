"""Every single departure and closure at once: what each costs in reach, and whom it cuts off."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array
from scipy.sparse.csgraph import connected_components

from civicnet import _kernels, fragmentation
from civicnet import reach as reaches
from civicnet.questions.ground import Ground, Scenario
from civicnet.questions.risks import at_once
from civicnet.reach import Reach

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Names = tuple[str, ...]

# Up to so many partners pairs within some steps are counted, above only those with any way.
EXACT = fragmentation.EXACT


@dataclass(frozen=True)
class Costs:
    """
    What each of many scenarios costs in reach, in the order of the scenarios.

    `others` and `own`: weighted pairs no longer within reach, of others and of the leavers' own
    bodies (NaN above 5,000 partners); `pairs_cut`: weighted pairs of any bodies that lose every way
    to each other; `cut`: the bodies cut off by name, those who leave or close aside; `ended`: the
    tied pairs that end, as rows of `Reach.ends`.
    """

    others: Floats
    own: Floats
    pairs_cut: Floats
    cut: tuple[Names, ...]
    ended: tuple[Ints, ...]


def departures(on: Ground, scenarios: Sequence[Scenario]) -> Costs:
    """Weigh what each departure costs; the pairs of the leavers' own bodies are told apart."""
    found, ends = on.reach, ended(on.reach, scenarios)
    own = [on.own(each.people) for each in scenarios]
    if len(found.bodies) > EXACT:
        pairs, names = at_once.departures(on, [each.people for each in scenarios])
    else:
        pairs, names = np.zeros(len(ends)), [()] * len(ends)
        parted = _parted(found, ends)
        some, cut = _in_turn(found, [ends[i] for i in parted], [()] * len(parted))
        pairs[parted] = some
        for i, each in zip(parted, cut, strict=True):
            names[i] = each
    cut_off = tuple(map(_besides, names, scenarios))
    return Costs(*within_lost(found, ends, own), pairs, cut_off, tuple(ends))


def besides(on: Ground, scenarios: Sequence[Scenario], own: Sequence[Collection[int]]) -> Costs:
    """Weigh what departures cost with which bodies close too; `own` says whose pairs are apart."""
    ends = ended(on.reach, scenarios)
    pairs, names = _in_turn(on.reach, ends, [()] * len(ends))
    cut = tuple(map(_besides, names, scenarios))
    return Costs(*within_lost(on.reach, ends, own), pairs, cut, tuple(ends))


def closures(on: Ground, scenarios: Sequence[Scenario]) -> Costs:
    """Weigh what each closure costs; a pair that touches a closed body is `own`, and never cut."""
    found, ends = on.reach, ended(on.reach, scenarios)
    closed = [{found.place[b] for b in each.closed if b in found.place} for each in scenarios]
    if len(found.bodies) <= EXACT:
        pairs, names = _in_turn(found, ends, closed)
    else:
        degree = np.bincount(found.ends.ravel(), minlength=len(found.bodies))
        # One pass does for who closes alone, and with whom no link elsewhere ends.
        alone: list[int] = []
        rest: list[int] = []
        for i, (bodies, over) in enumerate(zip(closed, ends, strict=True)):
            plain = len(bodies) == 1 and len(over) == degree[list(bodies)].sum()
            (alone if plain else rest).append(i)
        pairs, names = np.zeros(len(ends)), [()] * len(ends)
        for some, (lost, cut) in (
            (alone, at_once.closures(on, [min(closed[i]) for i in alone])),
            (rest, _in_turn(found, [ends[i] for i in rest], [closed[i] for i in rest])),
        ):
            pairs[some] = lost
            for i, each in zip(some, cut, strict=True):
                names[i] = each
    besides = tuple(map(_besides, names, scenarios))
    return Costs(*within_lost(found, ends, closed), pairs, besides, tuple(ends))


def ended(
    found: Reach,
    scenarios: Sequence[Scenario],
    *,
    without: Collection[int] = (),
    lasting: Collection[int] = (),
) -> list[Ints]:
    """
    Find the tied pairs that no longer are after each scenario, as rows of `ends`.

    The same as `reach.alive` tells, by looking at those links only that somebody who goes carries:
    a single departure touches few. The links `without` are taken as not there before either, those
    `lasting` as agreements, which no departure ends.
    """
    if not scenarios:
        return []
    no_link = set(without)
    kept = no_link.union(lasting)
    of_pair = found.links["pair"].tolist()
    behind = Counter(pair for link, pair in enumerate(of_pair) if link not in no_link)
    bare = {of_pair[link] for link in no_link if not behind[of_pair[link]]}
    left, right = _rows(found.left_ptr, found.left), _rows(found.right_ptr, found.right)
    carried: dict[int, set[int]] = defaultdict(set)
    for side in (left, right):
        for link, carriers in enumerate(side):
            for carrier in carriers:
                carried[carrier].add(link)
    touching: dict[str, set[int]] = defaultdict(set)
    if any(each.closed for each in scenarios):
        for end in ("source", "target"):
            for link, body in enumerate(found.links[end]):
                touching[body].add(link)
    rows = []
    for each in scenarios:
        gone = {c for person in each.people for c in found.carried_by.get(person, ())}
        some = set().union(*(carried[c] for c in gone)) if gone else set()
        over = {
            link for link in some if gone.issuperset(left[link]) or gone.issuperset(right[link])
        }
        over = over.union(*(touching[body] for body in each.closed))
        many = Counter(of_pair[link] for link in over - kept)
        row = bare.union(one for one, times in many.items() if times == behind[one])
        rows.append(np.array(sorted(row), dtype=np.int64))
    return rows


def _rows(ptr: Ints, members: Ints) -> list[list[int]]:
    flat, starts = members.tolist(), ptr.tolist()
    return [flat[a:b] for a, b in pairwise(starts)]


def within_lost(
    found: Reach, ended: Sequence[Ints], own: Sequence[Collection[int]], *, steps: int = 0
) -> tuple[Floats, Floats]:
    """
    Weigh the pairs no longer within reach for each set of tied pairs that end: others, own.

    NaN above 5,000 bodies: a search from each of them would take too long.
    """
    if len(found.bodies) > EXACT or not ended:
        nothing = np.full(len(ended), np.nan)
        return nothing, nothing.copy()
    whose = _flat([np.array(sorted(each), dtype=np.int64) for each in own])
    return _kernels.pairs_lost(
        found.ends, *_flat(ended), *whose, found.count, steps=steps or found.steps
    )


def _flat(rows: Sequence[Ints]) -> tuple[Ints, Ints]:
    ptr = np.cumsum([0, *map(len, rows)], dtype=np.int64)
    return ptr, np.concatenate([np.zeros(0, dtype=np.int64), *rows])


def alive(found: Reach, ended: Ints) -> NDArray[np.bool_]:
    """Give the row of tied pairs that still are, as `reach` takes it."""
    row = np.ones(len(found.ends), dtype=bool)
    row[ended] = False
    return row


# --- who loses every way --------------------------------------------------------------------------


def _in_turn(
    found: Reach, ended: Sequence[Ints], closed: Sequence[Collection[int]]
) -> tuple[Floats, list[Names]]:
    """Look at what is left of the tied pairs one after the other: pairs cut, who is cut off."""
    ones = np.ones(len(found.bodies))
    # A body that counts nothing can be cut off as well, and is named.
    bare = _connected(found, closed, ones) - _left(found, ended, ones)
    loose, lost = bare > 0, bare
    if (found.count != 1).any():
        lost = _connected(found, closed, found.count) - _left(found, ended, found.count)
    names = [
        reaches.cut_off(_besides_closed(found, bodies), alive(found, each)) if falls else ()
        for each, bodies, falls in zip(ended, closed, loose, strict=True)
    ]
    return np.where(loose, lost, 0.0), names


def _besides_closed(found: Reach, closed: Collection[int]) -> Reach:
    """Let no body that closes be the part that others are cut off from."""
    if not closed:
        return found
    count = found.count.copy()
    count[sorted(closed)] = -1
    return replace(found, count=count)


def _parted(found: Reach, ended: Sequence[Ints]) -> list[int]:
    """
    Find the scenarios in which two who were tied no longer share a contact.

    In all others nobody loses every way: whoever was tied still is, through one other.
    """
    near: list[set[int]] = [set() for _ in found.bodies]
    for one, two in found.ends.tolist():
        near[one].add(two)
        near[two].add(one)
    found_apart = []
    for i, rows in enumerate(ended):
        pairs = found.ends[rows].tolist()
        gone: dict[int, set[int]] = defaultdict(set)
        for one, two in pairs:
            gone[one].add(two)
            gone[two].add(one)
        if not all((near[a] - gone[a]) & (near[b] - gone[b]) for a, b in pairs):
            found_apart.append(i)
    return found_apart


def _left(found: Reach, ended: Sequence[Ints], count: Floats) -> Floats:
    """Weigh the pairs with some way that are left; where nothing ends that is looked at once."""
    some = [i for i, each in enumerate(ended) if len(each)]
    rows = [np.zeros(0, dtype=np.int64), *(ended[i] for i in some)]
    pairs = _kernels.pairs_connected(found.ends, *_flat(rows), count)
    left = np.full(len(ended), pairs[0])
    left[some] = pairs[1:]
    return left


def _connected(found: Reach, closed: Sequence[Collection[int]], count: Floats) -> Floats:
    """Weigh the pairs with some way today that touch none of the bodies that close."""
    ends = found.ends
    graph = csr_array((np.ones(len(ends)), (ends[:, 0], ends[:, 1])), (len(found.bodies),) * 2)
    _, piece = connected_components(graph, directed=False)
    whole = np.bincount(piece, weights=count) if len(piece) else np.zeros(0)
    pairs = np.zeros(len(closed))
    all_pairs = ((whole**2).sum() - (count**2).sum()) / 2
    for i, bodies in enumerate(closed):
        gone = np.array(sorted(bodies), dtype=np.int64)
        away = np.bincount(piece[gone], weights=count[gone], minlength=len(whole))
        # Those who weigh a of a piece of w touch a(w - a/2) pairs, less half their own squares.
        pairs[i] = all_pairs - (away * (whole - away / 2)).sum() + (count[gone] ** 2).sum() / 2
    return pairs


def _besides(names: Names, scenario: Scenario) -> Names:
    """Leave out those who go: nobody is cut off from what they have left."""
    away = {*scenario.people, *scenario.closed}
    return tuple(name for name in names if name not in away)
