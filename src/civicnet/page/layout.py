"""Where each actor stands on the map of who is near whom: worked out here, so the page is still."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy import fft
from scipy.sparse import csr_array
from scipy.sparse.csgraph import connected_components, dijkstra
from scipy.spatial import cKDTree

from civicnet.page.rings import Rings, rings

__all__ = ["Rings", "near", "rings"]

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Repulsion = Callable[[Floats, Floats], Floats]

GOLDEN_ANGLE = np.pi * (3 - 5**0.5)
PANE = 880.0 * 600.0  # px²: a map no larger than the pane is shown without shrinking its names
LABEL = 12.0  # px: the least gap between two actors, for the name below
SLACK = 0.3  # px: rounding to 0.1 can bring two actors 0.15 px closer

ROUNDS = 200
EXACT_UP_TO = 400  # actors; above, repulsion over a mesh is faster and gives the same picture
PULL_EXPONENT = 0.5  # of a tie by its length; 1 (ForceAtlas2) crowds less, 0 (LinLog) parts more
GROUP_PULL = 0.15  # of an actor's ties' own pull: enough to keep a sector together
GRAVITY = 0.05
FEW = 12  # isolates that fit a corner; more stand in rows below the map
FARTHEST = 2.1  # times as far from the middle as three quarters; a full ellipse reaches 1.6
EVENNESS = 0.5  # 0: distances as the forces left them; 1: rows and columns equally full


class _Graph(NamedTuple):
    """Distinct ties by position, how hard each pulls, each actor's room (radius, px) and group."""

    ties: Ints
    pull: Floats
    room: Floats
    groups: Ints

    @property
    def n(self) -> int:
        """Count the actors."""
        return len(self.room)

    def among(self, actors: Ints) -> _Graph:
        """Give the part among some actors, renumbered in the order given."""
        place = np.full(self.n, -1, dtype=np.int64)
        place[actors] = np.arange(len(actors))
        ends = place[self.ties]
        kept = (ends >= 0).all(axis=1)
        return _Graph(ends[kept], self.pull[kept], self.room[actors], self.groups[actors])

    def matrix(self) -> csr_array:
        """Give the ties as a sparse matrix, each stored once."""
        # Older scipy walks graphs with 32-bit positions only.
        first, second = self.ties.T.astype(np.int32)
        return csr_array((np.ones(len(first)), (first, second)), shape=(self.n, self.n))


def near(
    n: int,
    ties: NDArray[np.integer],
    *,
    size: Floats,
    weight: Floats | None = None,
    groups: NDArray[np.integer] | None = None,
    fixed: Mapping[int, tuple[float, float]] | None = None,
    aspect: float = 1.6,
    seed: int = 0,
) -> Floats:
    """
    Place actors so that those tied to one another stand near each other and nobody overlaps.

    Distance has a meaning only roughly: neighbours, clusters and who stands between them can be
    read from the picture, exact distances cannot. Actors hanging on a single holder (an asset,
    a person with one organization) fan out around it; smaller separate parts fill the free
    corners; actors without ties stand in a free corner, or in rows below if they are many.

    `ties` (m x 2) are pairs of positions 0 .. n-1; repeated ties add up, self ties are ignored.
    `weight` (m; default 1) is how much each tie pulls, relative to the median; blanks count as 1.
    `size` (n) is each actor's radius in px. `groups` (n; -1: none) are gently kept together.
    `fixed` maps positions to places kept exactly as given: the others are set around them, in
    the same coordinates, and neither centred nor stretched. `aspect` is width / height of the
    box to fill. `seed` decides only where all directions are alike, as in a clique.

    Returns places (n x 2) in px, x to the right and y downwards, centred on (0, 0), rounded to
    0.1. The box grows with the number of actors (about 880 x 600 px at 300). The same input
    gives the same places; the order of rows is part of the input.

    References: Jacomy, M. et al. (2014). ForceAtlas2. PLoS ONE 9(6), e98679 (repulsion by
    degree). Noack, A. (2009). Modularity clustering is force-directed layout. Physical Review E
    79, 026102 (what the exponent of the pull does).

    >>> near(2, np.array([[0, 1]]), size=np.array([8.0, 8.0]))
    array([[-45.,   0.],
           [ 45.,   0.]])
    """
    if n == 0:
        return np.zeros((0, 2))
    size = np.asarray(size, dtype=np.float64)
    group = np.full(n, -1) if groups is None else np.asarray(groups, dtype=np.int64)
    spacing = max(float(np.sqrt(PANE / n).clip(42, 90)), 3.2 * float(size.mean()))
    gap = max(0.62 * spacing - 2 * float(size.mean()), LABEL)
    graph = _Graph(*_distinct(n, ties, weight), size + gap / 2, group)
    xy = np.zeros((n, 2))
    parts, alone = _parts(graph)
    # Two parts of like size stand side by side (or one above the other), each in half the box.
    like = sum(len(actors) > 0.4 * len(parts[0]) for actors in parts)
    half = aspect / 2 if aspect >= 1 else 2 * aspect
    for actors in parts:
        part_aspect = half if like == 2 else aspect
        xy[actors] = _place_part(graph.among(actors), spacing, part_aspect, seed)
    if len(alone):
        step = max(0.8 * spacing, 2 * float(graph.room[alone].max()))
        few = len(parts) == 0 or len(alone) <= FEW
        _rows(xy, alone, step, step * (np.sqrt(len(alone) * aspect) - 0.5))
        _pack(xy, [*parts, alone] if few else parts, graph, spacing / 2, aspect)
        if not few:
            others = xy[np.concatenate(parts)]
            _rows(xy, alone, step, float(np.ptp(others[:, 0])))
            xy[alone] += [others[:, 0].min(), others[:, 1].max() + 1.2 * spacing]
    else:
        _pack(xy, parts, graph, spacing / 2, aspect)
    xy -= (xy.min(axis=0) + xy.max(axis=0)) / 2
    if fixed:
        return _around(xy, graph, size, fixed)
    xy = _clear(xy, graph, size, np.zeros(n, dtype=bool))
    wide, tall = np.maximum(np.ptp(xy, axis=0), 1e-9)
    # Stretching only ever parts actors; a chain is left a chain.
    xy *= np.clip([aspect * tall / wide, wide / aspect / tall], 1.0, 2.5)
    return np.round(xy, 1) + 0.0


def _distinct(n: int, ties: NDArray[np.integer], weight: Floats | None) -> tuple[Ints, Floats]:
    """Merge repeated ties, drop self ties, and turn weights into how hard each tie pulls."""
    ends = np.sort(np.asarray(ties, dtype=np.int64).reshape(-1, 2), axis=1)
    given = np.ones(len(ends)) if weight is None else np.asarray(weight, dtype=np.float64)
    given = np.where(np.isfinite(given), np.maximum(given, 0.0), 1.0)
    between = ends[:, 0] != ends[:, 1]
    keys, place = np.unique(ends[between, 0] * n + ends[between, 1], return_inverse=True)
    total = np.bincount(place.ravel(), weights=given[between], minlength=len(keys))
    middle = float(np.median(total[total > 0])) if (total > 0).any() else 1.0
    # A tie twice as strong pulls somewhat more; one large amount of money must not crush the map.
    return np.column_stack([keys // n, keys % n]), np.sqrt(total / middle).clip(0.3, 3.0)


def _parts(graph: _Graph) -> tuple[list[Ints], Ints]:
    """Give the connected parts of two or more, largest first, and the isolates by group."""
    label = connected_components(graph.matrix(), directed=False)[1]
    members = np.split(np.argsort(label, kind="stable"), np.cumsum(np.bincount(label))[:-1])
    parts = sorted((m for m in members if len(m) > 1), key=lambda m: (-len(m), m[0]))
    alone = np.array([m[0] for m in members if len(m) == 1], dtype=np.int64)
    return parts, alone[np.lexsort((alone, graph.groups[alone]))]


def _place_part(graph: _Graph, spacing: float, aspect: float, seed: int) -> Floats:
    """Place one connected part: first those with two or more neighbours, then the leaves."""
    n, ties = graph.n, graph.ties
    if n == 2:
        return np.array([[-0.5, 0.0], [0.5, 0.0]]) * spacing
    degree = np.bincount(ties.ravel(), minlength=n)
    hanging = ties[(degree[ties] == 1).any(axis=1)]
    leaf_first = degree[hanging[:, 0]] == 1
    leaf = np.where(leaf_first, hanging[:, 0], hanging[:, 1])
    holder = np.where(leaf_first, hanging[:, 1], hanging[:, 0])
    core = np.flatnonzero(degree > 1)
    inner = graph.among(core)
    xy = np.zeros((n, 2))
    if len(core) > 1:
        # A holder needs the room of its leaves too, so that their fan finds its place.
        leaves = np.bincount(holder, weights=graph.room[leaf] ** 2, minlength=n)
        room = np.sqrt(graph.room**2 + leaves)[core]
        mass = degree[core].astype(np.float64) + 1.0
        places = _shape(_forces(inner, _from_pivots(inner, seed), mass, aspect), aspect)
        # A chain has hardly any height: it is then as long as its actors side by side.
        long, short = np.sort(np.ptp(places, axis=0))[::-1]
        box = max(long * max(short, long / len(core)), 1e-9)
        places *= np.sqrt(1.6 * (4 * room**2).sum() / box)
        xy[core] = _separate(places, room, np.zeros(len(core), dtype=bool), rounds=100)
    _fan(xy, leaf, holder, core[inner.ties], graph, aspect=aspect)
    return _separate(xy, graph.room, np.zeros(n, dtype=bool), rounds=60)


def _from_pivots(graph: _Graph, seed: int) -> Floats:
    """
    Start from a map of the steps between all actors and fifty of them, spread far apart.

    References: Brandes, U. and Pich, C. (2007). Eigensolver methods for progressive
    multidimensional scaling of large data. Graph Drawing 2006, LNCS 4372, 42-53.
    """
    n, matrix = graph.n, graph.matrix()
    pivot = int(np.argmax(np.bincount(graph.ties.ravel(), minlength=n)))
    nearest = np.full(n, np.inf)
    columns: list[Floats] = []
    for _ in range(min(n, 50)):
        columns.append(dijkstra(matrix, directed=False, unweighted=True, indices=pivot))
        nearest = np.minimum(nearest, columns[-1])
        pivot = int(np.argmax(nearest))
    steps = np.column_stack(columns)
    # In a clique or a cycle all directions are alike: noise decides, not the last bit of a float.
    squared = (steps + 0.3 * np.random.default_rng(seed).random(steps.shape)) ** 2
    centred = squared - squared.mean(axis=0) - squared.mean(axis=1)[:, None] + squared.mean()
    vectors = np.linalg.eigh(centred.T @ centred)[1][:, :-3:-1]
    vectors *= np.sign(vectors[np.abs(vectors).argmax(axis=0), [0, 1]])
    places = centred @ vectors
    turn = GOLDEN_ANGLE * np.arange(n)
    aside = 0.05 * np.column_stack([np.cos(turn), np.sin(turn)])
    return np.asarray(np.round(places / np.maximum(places.std(axis=0), 1e-9) + aside, 4))


def _forces(graph: _Graph, xy: Floats, mass: Floats, aspect: float) -> Floats:
    """
    Let ties pull and actors repel one another for a fixed number of ever shorter moves.

    Each move is a force divided by the stiffness of the actor's own ties, so that the result
    settles instead of swinging, and differences in the last bit between machines die out.
    """
    n, both = graph.n, np.concatenate([graph.ties[:, 0], graph.ties[:, 1]])
    a, b = graph.ties.T
    rounds = min(ROUNDS, 30 + 3 * n)
    stiffness = np.bincount(both, weights=np.tile(graph.pull, 2), minlength=n)
    in_group = graph.groups >= 0
    group = np.unique(np.where(in_group, graph.groups, -1), return_inverse=True)[1].ravel()
    crowd = np.bincount(group, weights=mass)
    loyal = GROUP_PULL * mass * in_group
    repel = _repel_exactly if n <= EXACT_UP_TO else _repel_by_mesh(128 if n < 10_000 else 256)
    lean = GRAVITY * mass[:, None] * np.array([aspect**-0.5, aspect**0.5])
    pairs = (mass.sum() ** 2 - (mass**2).sum()) / 2
    for step in range(rounds):
        xy = xy / (np.sqrt((xy**2).sum(axis=1).mean()) + 1e-12)
        across = xy[b] - xy[a]
        length = np.sqrt((across**2).sum(axis=1)) + 1e-9
        drawn = across * (graph.pull * length ** (PULL_EXPONENT - 1))[:, None]
        middle = np.column_stack([np.bincount(group, weights=mass * xy[:, k]) for k in (0, 1)])
        homeward = loyal[:, None] * ((middle / crowd[:, None])[group] - xy)
        inward = homeward - lean * xy
        # Repulsion balances the pull (virial theorem), so the map neither bursts nor collapses.
        strength = ((drawn * across).sum() - (inward * xy).sum()) / pairs
        force = _gather(both, drawn, n) + inward + repel(xy, mass) * (strength * mass)[:, None]
        move = force / (stiffness + mass * (GRAVITY + GROUP_PULL))[:, None]
        far = np.sqrt((move**2).sum(axis=1)) + 1e-12
        limit = 0.3 * (1 - step / rounds) ** 1.5 + 0.002
        xy = xy + 0.7 * move * (np.minimum(far, limit) / far)[:, None]
        # Machines differ in the last bit of a float, and crowds magnify it; a lattice forgets it.
        xy = np.asarray(np.round(xy - xy.mean(axis=0), 5))
    return xy


def _gather(both: Ints, moves: Floats, n: int) -> Floats:
    """Add up what each pair's first end receives, and the opposite for its second end."""
    x, y = np.concatenate([moves, -moves]).T
    return np.column_stack(
        [np.bincount(both, weights=x, minlength=n), np.bincount(both, weights=y, minlength=n)]
    )


def _repel_exactly(xy: Floats, mass: Floats) -> Floats:
    """Sum mass / distance, pointing away, over all other actors."""
    x, y = xy.T
    dx, dy = x[:, None] - x, y[:, None] - y
    share = dx * dx
    share += dy * dy
    share += 1e-6 * share.mean() + 1e-12
    np.divide(mass, share, out=share)
    dx *= share
    dy *= share
    return np.column_stack([dx.sum(axis=1), dy.sum(axis=1)])


def _repel_by_mesh(cells: int) -> Repulsion:
    """
    Sum mass / distance over a square mesh, by a convolution; blurred below one cell.

    References: Hockney, R. W. and Eastwood, J. W. (1988). Computer Simulation Using Particles,
    chapters 5 and 6 (cloud-in-cell weights; twice the mesh, so that the field does not wrap).
    """
    steps = np.concatenate([np.arange(cells), np.arange(-cells, 0)]).astype(np.float64)
    away = np.stack(np.meshgrid(steps, steps, indexing="ij"))
    kernel = fft.rfft2(away / ((away**2).sum(axis=0) + 0.25))

    def repel(xy: Floats, mass: Floats) -> Floats:
        side = max(float(np.ptp(xy, axis=0).max()), 1e-12) / (cells - 1.001)
        at = (xy - xy.min(axis=0)) / side
        low = at.astype(np.int64)
        (right, down), (left, up) = (at - low).T, (1 - at + low).T
        corner = low[:, 0] * cells + low[:, 1]
        corners = np.stack([corner, corner + 1, corner + cells, corner + cells + 1])
        share = np.stack([left * up, left * down, right * up, right * down])
        charge = np.bincount(corners.ravel(), weights=(share * mass).ravel(), minlength=cells**2)
        seen = fft.rfft2(charge.reshape(cells, cells), (2 * cells, 2 * cells))
        field = fft.irfft2(kernel * seen, (2 * cells, 2 * cells))[:, :cells, :cells]
        return np.asarray((share * field.reshape(2, -1)[:, corners]).sum(axis=1).T / side)

    return repel


def _shape(xy: Floats, aspect: float) -> Floats:
    """Turn the long side along the box's, stretch it to the aspect, thin out the crowd."""
    xy = xy - xy.mean(axis=0)
    x, y = xy.T
    # Rounded, so that in a square or a clique no last bit chooses the direction or the order.
    lean = np.round([2 * (x * y).mean(), (x * x).mean() - (y * y).mean()], 6)
    turn = 0.5 * np.arctan2(*lean) + (np.pi / 2 if aspect < 1 else 0.0)
    xy = np.column_stack([x * np.cos(turn) + y * np.sin(turn), y * np.cos(turn) - x * np.sin(turn)])
    wide, tall = np.maximum(xy.std(axis=0), 1e-9)
    stretch = np.sqrt(aspect * tall / wide).clip(0.6, 1.7)
    xy = np.round(xy * [stretch, 1 / stretch], 6)
    # Whoever the forces flung out comes closer, in the same direction and order.
    limit = FARTHEST * np.quantile(np.abs(xy), 0.75, axis=0) + 1e-9
    xy = xy / (1 + (xy / limit) ** 4) ** 0.25
    rank = np.argsort(np.argsort(xy, axis=0, kind="stable"), axis=0, kind="stable")
    # Evenly spread values have this standard deviation per unit of range: 12 ** -0.5.
    even = ((rank + 0.5) / len(xy) - 0.5) * xy.std(axis=0) * 12**0.5
    return np.asarray((1 - EVENNESS) * xy + EVENNESS * even)


def _fan(
    xy: Floats, leaf: Ints, holder: Ints, inner: Ints, graph: _Graph, *, aspect: float
) -> None:
    """Seat the leaves of each holder on arcs about it, in its widest free direction."""
    order = np.lexsort((leaf, graph.groups[leaf], holder))
    leaf, holder = leaf[order], holder[order]
    start, end = np.concatenate([inner, inner[:, ::-1]]).T
    whole = 2 * np.pi
    for who in np.unique(holder):
        mine = leaf[np.searchsorted(holder, who) : np.searchsorted(holder, who, side="right")]
        others = xy[end[start == who]] - xy[who]
        if len(others):
            angles = np.sort(np.arctan2(others[:, 1], others[:, 0]))
            free = np.diff(angles, append=angles[0] + whole)
            widest = int(np.argmax(np.round(free, 6)))
            middle = angles[widest] + free[widest] / 2
            span = max(0.85 * float(free[widest]), 2.0)
        else:
            middle, span = (np.pi / 2 if aspect >= 1 else 0.0), whole
        step = 2 * float(graph.room[mine].max())
        radius = float(graph.room[who]) + step / 2
        placed = 0
        while placed < len(mine):
            fits = min(
                int(min(span, whole - step / radius) * radius / step) + 1, len(mine) - placed
            )
            turn = whole * (1 - 1 / fits) if span == whole else (fits - 1) * step / radius
            angle = middle + turn * (np.linspace(-0.5, 0.5, fits) if fits > 1 else np.zeros(1))
            arc = np.column_stack([np.cos(angle), np.sin(angle)])
            xy[mine[placed : placed + fits]] = xy[who] + radius * arc
            placed += fits
            radius += step


def _separate(xy: Floats, room: Floats, pinned: NDArray[np.bool_], *, rounds: int) -> Floats:
    """Push apart actors whose rooms overlap, a little at a time; those pinned stay."""
    n = len(xy)
    loose = np.where(pinned, 0.0, 1.0)
    turn = GOLDEN_ANGLE * np.arange(n)
    xy = np.round(xy + (0.01 * loose)[:, None] * np.column_stack([np.cos(turn), np.sin(turn)]), 3)
    for _ in range(rounds):
        a, b = _close(xy, room).T
        across = xy[a] - xy[b]
        length = np.sqrt((across**2).sum(axis=1)) + 1e-9
        over = room[a] + room[b] - length
        hit = over > 0.01
        if not hit.any():
            break
        a, b = a[hit], b[hit]
        both = np.concatenate([a, b])
        push = across[hit] * (over[hit] / length[hit] / np.maximum(loose[a] + loose[b], 1))[:, None]
        calm = loose / np.maximum(1, np.bincount(both, minlength=n) / 3)
        xy = np.round(xy + 0.9 * calm[:, None] * _gather(both, push, n), 3)
    return xy


def _close(xy: Floats, room: Floats) -> Ints:
    """List the pairs (lower position first, in order) that may overlap, and few others."""
    usual = 2 * float(np.median(room))
    small, large = np.flatnonzero(room <= usual), np.flatnonzero(room > usual)
    pairs = small[cKDTree(xy[small]).query_pairs(2 * usual, output_type="ndarray")]
    # A few large ones must not widen the search around everybody.
    found = cKDTree(xy).query_ball_point(xy[large], room[large] + room.max())
    a, b = np.repeat(large, [len(f) for f in found]), np.array([x for f in found for x in f])
    b = b.astype(np.int64)
    once = (room[b] <= usual) | (a < b)
    pairs = np.sort(np.concatenate([pairs, np.column_stack([a, b])[once]]), axis=1)
    within = ((xy[pairs[:, 0]] - xy[pairs[:, 1]]) ** 2).sum(axis=1) < room[pairs].sum(axis=1) ** 2
    pairs = pairs[within]
    return np.asarray(pairs[np.lexsort((pairs[:, 1], pairs[:, 0]))])


def _clear(xy: Floats, graph: _Graph, size: Floats, pinned: NDArray[np.bool_]) -> Floats:
    """End every overlap: by growth while many overlap, then one by one along a spiral."""
    close = _close(xy, size + SLACK / 2)
    for _ in range(0 if pinned.any() else 15):
        if 50 * len(close) <= len(xy):
            break
        xy = _separate(1.08 * xy, graph.room, pinned, rounds=10)
        close = _close(xy, size + SLACK / 2)
    xy = xy.copy()
    close = close[~pinned[close].all(axis=1)]
    for who in np.unique(np.where(pinned[close[:, 1]], close[:, 0], close[:, 1])):
        start, free = 0, np.zeros(0, dtype=np.int64)
        while len(free) == 0:
            turn = np.arange(start, start + 100)
            away = np.column_stack([np.cos(GOLDEN_ANGLE * turn), np.sin(GOLDEN_ANGLE * turn)])
            tries = xy[who] + (size[who] * np.sqrt(turn) / 2)[:, None] * away
            apart = np.sqrt(((tries[:, None] - xy) ** 2).sum(axis=2)) - size
            apart[:, who] = np.inf
            free = np.flatnonzero(apart.min(axis=1) >= size[who] + SLACK)
            start += 100
        xy[who] = tries[free[0]]
    return xy


def _pack(xy: Floats, parts: list[Ints], graph: _Graph, cell: float, aspect: float) -> None:
    """
    Set each smaller part where it lets the whole box grow least, in free corners first.

    References: Freivalds, K., Dogrusoz, U. and Kikusts, P. (2002). Disconnected graph layout
    and the polyomino packing approach. Graph Drawing 2001, LNCS 2265, 378-391.
    """
    if len(parts) < 2:
        return
    lows = np.array([(xy[p] - graph.room[p][:, None]).min(axis=0) for p in parts])
    highs = np.array([(xy[p] + graph.room[p][:, None]).max(axis=0) for p in parts])
    extent = np.ceil((highs - lows) / cell).astype(np.int64) + 1
    ideal = np.sqrt(extent.prod(axis=1).sum() * np.array([aspect, 1 / aspect]))
    board = np.ceil(1.3 * ideal).astype(np.int64) + 2 * extent.max(axis=0)
    taken = np.zeros(board, dtype=bool)
    low = board // 2 - extent[0] // 2
    high = low + extent[0]
    xy[parts[0]] += low * cell - lows[0]
    for cells in _footprint(xy, parts[0], graph, cell):
        taken[cells[:, 0], cells[:, 1]] = True
    for actors, corner, (w, h) in zip(parts[1:], lows[1:], extent[1:], strict=True):
        heap = np.zeros(board + 1, dtype=np.int64)
        heap[1:, 1:] = taken.cumsum(axis=0).cumsum(axis=1)
        inside = heap[w:, h:] - heap[:-w, h:] - heap[w:, :-h] + heap[:-w, :-h]
        x, y = np.ogrid[: inside.shape[0], : inside.shape[1]]
        wide = np.maximum(high[0], x + w) - np.minimum(low[0], x)
        tall = np.maximum(high[1], y + h) - np.minimum(low[1], y)
        off = np.maximum(
            np.abs(x + (w - low[0] - high[0]) / 2) / aspect, np.abs(y + (h - low[1] - high[1]) / 2)
        )
        cost = np.maximum(wide / aspect, tall) + 1e-3 * off
        best = int(np.argmin(np.where(inside > 0, np.inf, cost)))
        at = np.array(np.unravel_index(best, cost.shape))
        taken[at[0] : at[0] + w, at[1] : at[1] + h] = True
        xy[actors] += at * cell - corner
        low, high = np.minimum(low, at), np.maximum(high, at + np.array([w, h]))


def _footprint(xy: Floats, actors: Ints, graph: _Graph, cell: float) -> list[Ints]:
    """Give the cells that a part's actors and ties stand on, with a margin of one cell."""
    a, b = graph.ties[np.isin(graph.ties[:, 0], actors)].T
    along = np.linspace(0, 1, 24)[:, None, None]
    dots = np.concatenate([xy[actors], (xy[a] + along * (xy[b] - xy[a])).reshape(-1, 2)])
    cells = np.unique((dots / cell).astype(np.int64), axis=0)
    return [cells + np.array([i, j]) for i in (-1, 0, 1) for j in (-1, 0, 1)]


def _rows(xy: Floats, alone: Ints, step: float, wide: float) -> None:
    """Set actors in rows from (0, 0), as wide as asked for or little less."""
    most = max(int(wide / step) + 1, 1)
    columns = -(-len(alone) // -(-len(alone) // most))
    apart = min(max(step, wide / max(columns - 1, 1)), 1.6 * step)
    seat = np.arange(len(alone))
    xy[alone] = np.column_stack([seat % columns * apart, seat // columns * step])


def _around(
    xy: Floats, graph: _Graph, size: Floats, fixed: Mapping[int, tuple[float, float]]
) -> Floats:
    """Keep the fixed places; the others follow their neighbours, then make room."""
    held = np.array(sorted(fixed), dtype=np.int64)
    given = np.array([fixed[int(who)] for who in held], dtype=np.float64)
    pinned = np.zeros(graph.n, dtype=bool)
    pinned[held] = True
    both = np.concatenate([graph.ties[:, 0], graph.ties[:, 1]])
    other = np.concatenate([graph.ties[:, 1], graph.ties[:, 0]])
    degree = np.bincount(both, minlength=graph.n)
    shift = np.zeros((graph.n, 2))
    shift[held] = given - xy[held]
    for _ in range(200):
        x, y = (np.bincount(both, weights=shift[other, k], minlength=graph.n) for k in (0, 1))
        shift = np.column_stack([x, y]) / (degree + 0.05)[:, None]
        shift[held] = given - xy[held]
    xy = xy + shift
    xy[held] = given
    xy = (
        np.round(_clear(_separate(xy, graph.room, pinned, rounds=100), graph, size, pinned), 1)
        + 0.0
    )
    xy[held] = given
    return xy
