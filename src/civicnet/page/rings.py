"""Where each actor sits on the map of who sits where: sectors as wedges, tiers as rings."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

SEAT = 44.0  # px along a ring for each actor
BETWEEN_RINGS = 40.0  # px between two rings of the same tier
BETWEEN_TIERS = 64.0  # px: room for the name of the tier
NARROWEST = 0.5  # of an equal share of the circle
SWEEPS = 12
WHOLE = 2 * np.pi


@dataclass(frozen=True)
class Rings:
    """
    Places on rings, with what is needed to draw guides and names.

    `positions` (n x 2) are px, x to the right and y downwards, centred on (0, 0), rounded to 0.1.
    `tiers` (t) are the tiers' numbers, innermost first, and `radii` (t x 2) the radius of each
    tier's first and last ring. `sectors` (s) are the sectors' codes in the order in which they
    follow one another clockwise from the top, and `wedges` (s x 2) each one's start and end in
    radians, clockwise, 0 to the right (start is at least -pi/2). `stretch` (x, y) makes rings
    into ellipses: a ring of radius r meets angle t at (x r cos t, y r sin t).
    """

    positions: Floats
    tiers: Ints
    radii: Floats
    sectors: Ints
    wedges: Floats
    stretch: tuple[float, float]


def rings(
    n: int,
    ties: NDArray[np.integer],
    *,
    sector: NDArray[np.integer],
    tier: NDArray[np.integer],
    size: Floats,
    aspect: float = 1.6,
) -> Rings:
    """
    Seat actors by sector (wedge) and tier (ring), those tied to one another side by side.

    The picture answers who sits where: how far each sector is from the deciding table, and
    which sectors have no seat in a ring. Distance along a ring means nothing by itself.

    `ties` (m x 2) are pairs of positions 0 .. n-1; `sector` (n) are codes (-1: none, a wedge of
    its own), `tier` (n) numbers, 0 the innermost; `size` (n) each actor's radius in px;
    `aspect` is width / height of the box. A wedge is as wide as its share of the actors, at
    least half an equal share; every actor has 44 px of its ring, and a crowded tier takes
    several rings. Nobody overlaps. The same input gives the same places.

    References: Sugiyama, K., Tagawa, S. and Toda, M. (1981). Methods for visual understanding
    of hierarchical system structures. IEEE Trans. SMC 11(2), 109-125 (order by barycentre).

    >>> table = np.zeros(2, dtype=int)
    >>> rings(2, np.array([[0, 1]]), sector=np.array([0, 1]), tier=table, size=table + 8.0,
    ...       aspect=1.0).positions
    array([[ 44.,   0.],
           [-44.,   0.]])
    """
    sector, tier = np.asarray(sector, dtype=np.int64), np.asarray(tier, dtype=np.int64)
    ends = np.asarray(ties, dtype=np.int64).reshape(-1, 2)
    ends = ends[ends[:, 0] != ends[:, 1]]
    stretch = (max(aspect, 1.0), max(1 / aspect, 1.0))
    codes, wedge = np.unique(sector, return_inverse=True)
    levels, level = np.unique(tier, return_inverse=True)
    wedge, level = wedge.ravel(), level.ravel()
    if n == 0:
        none = np.zeros((0, 2))
        return Rings(none, levels, none, codes, none, stretch)
    order = _sector_order(ends, wedge, len(codes))
    place = np.empty(len(codes), dtype=np.int64)
    place[order] = np.arange(len(codes))
    wedge = place[wedge]
    bounds = _bounds(wedge, len(codes))
    actors, seats, radii = _seats(wedge, level, bounds, np.asarray(size, dtype=float), stretch)
    middle = (bounds[:-1] + bounds[1:]) / 2
    xy = _by_barycentre(ends, wedge, middle, (actors, seats), stretch)
    wedges = np.column_stack([bounds[:-1], bounds[1:]])
    return Rings(np.round(xy, 1) + 0.0, levels, radii, codes[order], wedges, stretch)


def _sector_order(ends: Ints, wedge: Ints, count: int) -> Ints:
    """Put sectors with many ties side by side: swaps and moves that shorten the way round."""
    tied = np.zeros((count, count))
    np.add.at(tied, (wedge[ends[:, 0]], wedge[ends[:, 1]]), 1.0)
    tied += tied.T
    steps = np.abs(np.arange(count)[:, None] - np.arange(count))
    steps = np.minimum(steps, count - steps)
    order = list(range(count))
    best = float((tied * steps).sum())
    for _ in range(20):
        before = best
        for i in range(count):
            for j in range(count):
                moved = order[:i] + order[i + 1 :]
                moved.insert(j, order[i])
                swapped = order.copy()
                swapped[i], swapped[j] = order[j], order[i]
                for other in (moved, swapped):
                    cost = float((tied[np.ix_(other, other)] * steps).sum())
                    if cost < best - 1e-9:
                        best, order = cost, other
        if best >= before:
            break
    return np.array(order, dtype=np.int64)


def _bounds(wedge: Ints, count: int) -> Floats:
    """Give the angles between wedges, clockwise from the top."""
    share = np.bincount(wedge, minlength=count) / len(wedge)
    least = NARROWEST / count
    wide = share > least
    # The narrow ones get the least; the others share what is left by their numbers.
    for _ in range(count):
        left = 1 - least * (~wide).sum()
        shares = np.where(wide, share * left / max(share[wide].sum(), 1e-12), least)
        if (shares >= least - 1e-12).all():
            break
        wide &= shares > least
    return np.concatenate([[0.0], np.cumsum(shares)]) * WHOLE - np.pi / 2


def _seats(
    wedge: Ints, level: Ints, bounds: Floats, size: Floats, stretch: tuple[float, float]
) -> tuple[list[Ints], list[Floats], Floats]:
    """
    Lay out as many rings as the tiers need, from the inside.

    Gives for each tier its actors by wedge, as many seats (angle, radius) by wedge and angle,
    and the radii of its first and last ring.
    """
    largest = 2 * float(size.max())
    seat, gap = max(SEAT, largest + 6), max(BETWEEN_RINGS, largest + 4)
    count = len(bounds) - 1
    # The length of each wedge's arc on the ring of radius 1, at 65 angles.
    angles = np.linspace(bounds[:-1], bounds[1:], 65, axis=1)
    curve = np.stack([stretch[0] * np.cos(angles), stretch[1] * np.sin(angles)])
    arc = np.sqrt((np.diff(curve, axis=2) ** 2).sum(axis=0)).cumsum(axis=1)
    arc = np.column_stack([np.zeros(count), arc])
    actors, seats = [], []
    radii = np.zeros((int(level.max()) + 1, 2))
    radius = 0.0
    for step in range(len(radii)):
        here = np.flatnonzero(level == step)
        here = here[np.argsort(wedge[here], kind="stable")]
        needed = np.bincount(wedge[here], minlength=count)
        if step == 0 and len(here) == 1:
            first, fits = 0.0, needed[None, :]
        else:
            least = seat * max(1.0, float((1.001 / arc[needed > 0, -1]).max()))
            first = max(least, radius + max(BETWEEN_TIERS, gap) if step else 0.0)
            fits = np.zeros((0, count), dtype=np.int64)
            while (fits.sum(axis=0) < needed).any():
                ring = first + gap * len(fits)
                fits = np.vstack([fits, (ring * arc[:, -1] / seat).astype(np.int64)])
        radius = first + gap * (len(fits) - 1)
        radii[step] = first, radius
        here_seats = []
        for sector in np.flatnonzero(needed):
            share = fits[:, sector] * needed[sector] / fits[:, sector].sum()
            many = np.diff(np.floor(np.cumsum(share) + 1e-9).astype(np.int64), prepend=0)
            along = arc[sector] / arc[sector, -1]
            placed = [
                (
                    np.interp((np.arange(k) + 0.5) / k, along, angles[sector]).round(9),
                    np.full(k, first + gap * ring),
                )
                for ring, k in enumerate(many)
                if k
            ]
            both = np.hstack([np.stack(p) for p in placed])
            here_seats.append(both[:, np.lexsort((both[1], both[0]))])
        actors.append(here)
        seats.append(np.hstack(here_seats))
    return actors, seats, radii


def _by_barycentre(
    ends: Ints,
    wedge: Ints,
    middle: Floats,
    tiers: tuple[list[Ints], list[Floats]],
    stretch: tuple[float, float],
) -> Floats:
    """Order the actors of each wedge and tier by where their neighbours sit, out and in again."""
    n = len(wedge)
    start, end = np.concatenate([ends, ends[:, ::-1]]).T
    angle, xy = np.zeros(n), np.zeros((n, 2))

    def sit(actors: Ints, seats: Floats) -> None:
        angle[actors] = seats[0]
        xy[actors, 0] = stretch[0] * seats[1] * np.cos(seats[0])
        xy[actors, 1] = stretch[1] * seats[1] * np.sin(seats[0])

    rounds = list(zip(*tiers, strict=True))
    for actors, seats in rounds:
        sit(actors, seats)
    best, shortest = xy.copy(), np.inf
    for sweep in range(SWEEPS):
        for actors, seats in rounds if sweep % 2 else rounds[::-1]:
            x = np.bincount(start, weights=np.cos(angle[end]), minlength=n)
            y = np.bincount(start, weights=np.sin(angle[end]), minlength=n)
            tied = np.hypot(x, y) > 1e-9
            pull = np.where(tied, np.arctan2(y, x), angle) - middle[wedge]
            # Just past the far side of the circle is still the far side: wrap around the wedge.
            pull = np.round((pull + np.pi) % WHOLE - np.pi, 9)
            sit(actors[np.lexsort((actors, pull[actors], wedge[actors]))], seats)
        across = xy[ends[:, 0]] - xy[ends[:, 1]]
        length = float(np.sqrt((across**2).sum(axis=1)).sum())
        if length < shortest - 1e-6:
            best, shortest = xy.copy(), length
    return best
