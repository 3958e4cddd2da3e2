"""Whom each departure cuts off, found in one pass: for partnerships too large to look at each."""

from __future__ import annotations

from collections.abc import Collection, Sequence

import numpy as np
from numpy.typing import NDArray

from civicnet import _kernels, arrays, leaving
from civicnet.questions.ground import Ground

Floats = NDArray[np.float64]
Names = tuple[str, ...]


def departures(on: Ground, leave: Sequence[Collection[str]]) -> tuple[Floats, list[Names]]:
    """
    Weigh the pairs of bodies that lose every way when some people leave, and name who is cut off.

    In the split network people stand between the bodies they link, so one depth-first search tells
    at once what each of them connects alone. Several who leave together, and who acts for bodies
    that are not theirs and so stands there more than once, are looked at by themselves. The
    same as `reach.connected` and `reach.cut_off` tell one by one.
    """
    split = on.partnership.network("split", at=on.at, strength=on.strength)
    ties = arrays.simple(split).undirected
    count = dict(zip(on.reach.bodies, on.reach.count.tolist(), strict=True))
    is_body = (split.actors["body"] == split.actors["actor"]).to_numpy(dtype=bool)
    weight = np.array([count.get(name, 0.0) for name in ties.labels]) * is_body
    alone = _kernels.removals(ties.indptr, ties.indices, weight)
    stands = leaving.places(split.actors)
    at = [{place for person in people for place in stands[person]} for people in leave]
    several = [people for people, places in zip(leave, at, strict=True) if len(places) != 1]
    left = leaving.departures(split, [(), *several], count=count)["pairs_connected"].tolist()
    of_several = iter(left[1:])
    pairs, names = np.zeros(len(leave)), []
    for i, places in enumerate(at):
        if len(places) == 1:
            (place,) = places
            pairs[i], falls = alone.pairs_lost[place], alone.pieces[place] > 1
        else:
            pairs[i], falls = left[0] - next(of_several), True
        outside: list[int] = []
        for piece in {int(alone.component[v]) for v in places} if falls else ():
            mine = {v for v in places if alone.component[v] == piece}
            outside += _outside(ties, mine, is_body, weight)
        names.append(tuple(ties.labels[v] for v in sorted(outside)))
    return pairs, names


def closures(on: Ground, bodies: Sequence[int]) -> tuple[Floats, list[Names]]:
    """
    Weigh the pairs of the others that lose every way when each body is gone, and name who is cut.

    What is hosted by a body, and what its people carry elsewhere, is no part of this.
    """
    ties = arrays.simple(on.partnership.network(at=on.at, strength=on.strength)).undirected
    alone = _kernels.removals(ties.indptr, ties.indices, on.reach.count)
    everybody = np.ones(len(ties), dtype=bool)
    names = [
        tuple(ties.labels[v] for v in sorted(_outside(ties, {i}, everybody, on.reach.count)))
        if alone.pieces[i] > 1
        else ()
        for i in bodies
    ]
    return alone.pairs_lost[list(bodies)], names


def _outside(
    ties: arrays.Arrays, gone: Collection[int], is_body: NDArray[np.bool_], weight: Floats
) -> list[int]:
    """
    Find the bodies outside the largest part of what is left of a piece when some of it go.

    Searches start at every contact and go on in turns. When only one is still under way and has
    met more than any that came to its end, it is in the largest part, which need not be searched.
    """
    whose: dict[int, int] = {}
    met: list[list[int]] = []
    waiting: list[list[int]] = []
    joined: list[int] = []

    def contacts(v: int) -> list[int]:
        near: list[int] = ties.indices[ties.indptr[v] : ties.indptr[v + 1]].tolist()
        return [w for w in near if w not in gone]

    def part(i: int) -> int:
        while joined[i] != i:
            i = joined[i]
        return i

    def size(i: int) -> tuple[float, int, int]:
        bodies = [v for v in met[i] if is_body[v]]
        # Of parts that count the same the one with the first body by name stays.
        return float(weight[bodies].sum()), len(bodies), -min(bodies, default=len(is_body))

    for w in sorted({w for v in gone for w in contacts(v)}):
        whose[w] = len(met)
        joined.append(len(met))
        met.append([w])
        waiting.append([w])
    parts, turn = list(range(len(met))), 1
    while under_way := [i for i in parts if waiting[i]]:
        if len(under_way) == 1:
            only = size(under_way[0])
            if all(size(i)[:2] < only[:2] for i in parts if i != under_way[0]):
                break
        for i in under_way:
            for _ in range(turn):
                if joined[i] != i or not waiting[i]:
                    break
                for w in contacts(waiting[i].pop()):
                    if w not in whose:
                        whose[w] = i
                        met[i].append(w)
                        waiting[i].append(w)
                    elif (other := part(whose[w])) != i:
                        joined[other] = i
                        met[i] += met[other]
                        waiting[i] += waiting[other]
        # Longer turns each time, so that sizes are seldom compared.
        parts, turn = [i for i in parts if joined[i] == i], 2 * turn
    if not parts:
        return []
    main = max(parts, key=size)
    return [v for i in parts if i != main for v in met[i] if is_body[v]]
