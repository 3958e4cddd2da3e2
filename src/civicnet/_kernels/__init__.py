"""
Algorithms over flat arrays: the only place that loops over ties.

A network is `indptr` and `indices` (int64, the contacts of actor v are
`indices[indptr[v]:indptr[v + 1]]`), without ties to oneself and with each contact once, in rising
order, as `civicnet.arrays.simple` gives it. Undirected, a tie stands in both rows. Everything is
checked here once; the kernels themselves, compiled or not, check nothing. Both builds find the
same, up to the rounding of sums. The number of threads changes nothing at all: work is cut into
the same pieces, and these are summed in order.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise
from typing import Any, Literal, NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from civicnet._kernels import builds, uncompiled
from civicnet.errors import ArgumentError, LimitError

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]

# So few searches, uncompiled, take less one after the other than side by side.
_FEW_SOURCES = 3
# After so many steps with sets of actors a search from each of them costs less.
_STEPS_IN_SETS = 100
# Ties to look at before starting threads is worth it.
_WORK_FOR_THREADS = 2_000_000


class Distances(NamedTuple):
    """Of each source: how many it reaches, sums of distances and of inverses, the largest."""

    reached: Ints
    total: Ints
    harmonic: Floats
    largest: Ints


class Removals(NamedTuple):
    """Of each actor: the pieces without it, the pairs of others lost, its component (-1: gone)."""

    pieces: Ints
    pairs_lost: Floats
    component: Ints


class Cut(NamedTuple):
    """Cutpoints, bridges (pairs, rising), the block of each entry, and how many blocks."""

    is_cutpoint: NDArray[np.bool_]
    bridges: Ints
    block_of_link: Ints
    n_blocks: int


class Holes(NamedTuple):
    """Burt's measures of each actor (NaN where undefined), and c_ij of each entry."""

    constraint: Floats
    effective_size: Floats
    hierarchy: Floats
    local: Floats


def backend() -> str:
    """Say which build of the kernels is in use: "compiled" or "uncompiled"."""
    return builds.chosen()


def stale() -> list[str]:
    """Name the kernels that were compiled from another source than the one beside them."""
    return builds.stale()


def betweenness(
    indptr: Ints,
    indices: Ints,
    sources: ArrayLike | None = None,
    *,
    lengths: Ints | None = None,
    threads: int = 0,
) -> Floats:
    """
    Sum over sources s and all t the share of shortest ways from s to t that pass through each v.

    Ordered pairs; ends do not count. `lengths`: whole, above 0, one an entry. Follows ties in
    their direction.
    """
    n = _network(indptr, indices)
    starts = _sources(sources, n)
    if lengths is None:
        if backend() == "uncompiled":
            found = uncompiled.betweenness(indptr, indices, starts)
            if found is not None:
                return found
        name, given = "by_steps", [indptr, indices.astype(np.int32), starts]
    else:
        name, given = "by_lengths", [indptr, indices, _lengths(lengths, indices, n), starts]
    # One piece would sum in another order than two: always the same pieces, threads or not.
    total = _summed(_run("paths", name, given, _pieces(len(starts), 32), len(indices), threads), n)
    if not np.isfinite(total).all():
        raise LimitError("there are more shortest ways than numbers can count (1e308)")
    return total


def distances(
    indptr: Ints,
    indices: Ints,
    sources: ArrayLike | None = None,
    *,
    lengths: Ints | None = None,
    threads: int = 0,
) -> Distances:
    """Sum up the distances from each source, in the direction of ties, those in reach only."""
    n = _network(indptr, indices)
    if sources is None and lengths is None:
        found = _everybody(indptr, indices, n, threads)
        if found is not None:
            return found
    starts = _sources(sources, n)
    if lengths is None:
        name, given = "by_steps", [indptr, indices, starts]
    else:
        name, given = "by_lengths", [indptr, indices, _lengths(lengths, indices, n), starts]
    parts = _run("reach", name, given, _pieces(len(starts), 32), len(indices), threads)
    return _distances(parts)


def _everybody(indptr: Ints, indices: Ints, n: int, threads: int) -> Distances | None:
    """Work with whole sets of actors at once; None where the network is too long for that."""
    if backend() == "uncompiled":
        found = uncompiled.everybody(indptr, indices)
        return None if found is None else Distances(*found)
    pieces = [(i, min(i + 512, n)) for i in range(0, n, 512)]
    steps = min(_STEPS_IN_SETS, n)
    totals = Distances(_ints([0] * n), _ints([0] * n), np.zeros(n), _ints([0] * n))
    # A long network is known by its first set, so try that one alone.
    for some in (pieces[:1], pieces[1:]):
        work = len(indices) // 4
        for part in _run(
            "reach", "everybody_in_words", (indptr, indices), some, work, threads, last=(steps,)
        ):
            if part is None:
                return None
            new = _distances([part])
            totals = Distances(
                totals.reached + new.reached,
                totals.total + new.total,
                totals.harmonic + new.harmonic,
                np.maximum(totals.largest, new.largest),
            )
    return totals


def distance_matrix(
    indptr: Ints, indices: Ints, sources: ArrayLike | None = None, *, threads: int = 0
) -> NDArray[np.int32]:
    """Give the steps from each source (a row each) to everybody; -1 where there is no way."""
    n = _network(indptr, indices)
    starts = _sources(sources, n)
    if backend() == "uncompiled" and len(starts) > _FEW_SOURCES:
        found = uncompiled.matrix(*_backwards(indptr, indices), starts)
        if found is not None:
            return found
    arrays = (indptr, indices, starts)
    parts = _run("reach", "matrix", arrays, _pieces(len(starts), 32), len(indices), threads)
    rows = [np.asarray(part, dtype=np.int32).reshape(-1, n) for part in parts]
    return np.concatenate(rows) if rows else np.zeros((0, n), dtype=np.int32)


def distance_losses(
    indptr: Ints,
    indices: Ints,
    worth: ArrayLike,
    sources: ArrayLike | None = None,
    *,
    count: ArrayLike | None = None,
    of: Literal["actors", "ties"] = "actors",
    threads: int = 0,
) -> Floats:
    """
    Sum, for every actor, what the pairs of others lose in worth when it is removed.

    `worth[d]` is what a pair at distance d is worth: 1/d for efficiency and distance-weighted
    fragmentation, 1 up to k for pairs within k steps; what lies beyond its end, and a pair without
    a way, is worth 0; `worth[0]` is not used. A pair (s, t) counts count[s]·count[t]. Sums run
    over s in the sources and all t, so that undirected, with all sources, each pair counts twice.
    With `of="ties"` for every entry, without which all actors stay: undirected, what goes with a
    tie is the sum of its two entries. Follows ties in their direction.
    """
    n = _network(indptr, indices)
    if of not in ("actors", "ties"):
        raise ArgumentError(f"of must be 'actors' or 'ties'; got {of!r}")
    # A search need not go on to where nobody is worth anything.
    given = np.asarray(worth, dtype=np.float64)[:n]
    farthest = int(np.flatnonzero(given[1:]).max(initial=-1)) + 1
    worths = np.zeros(farthest + 2)
    worths[1:-1] = given[1 : farthest + 1]
    starts = _sources(sources, n)
    back_ptr, back = _backwards(indptr, indices)
    networks = (indptr, indices.astype(np.int32), back_ptr, back.astype(np.int32))
    arrays = (*networks, worths, _count(count, n), starts, int(of == "ties"))
    parts = _run("losses", "losses", arrays, _pieces(len(starts), 32), 4 * len(indices), threads)
    return _summed(parts, len(indices) if of == "ties" else n)


def removals(
    indptr: Ints, indices: Ints, count: ArrayLike | None = None, *, leave: ArrayLike | None = None
) -> Removals:
    """
    Find what the removal of each actor breaks, for all actors in one pass. Undirected.

    A pair of others counts count[s]·count[t]. Actors of `leave` are taken as gone already: they
    get 0 pieces, nothing lost and component -1. An isolate leaves 0 pieces.
    """
    n = _network(indptr, indices)
    gone = np.zeros(n, dtype=np.int64)
    gone[_actors(leave, n)] = 1
    arrays = (indptr, indices, _count(count, n), gone)
    pieces, lost, component, _, _ = _call("cuts", "removals", arrays)
    return Removals(_ints(pieces), _floats(lost), _ints(component))


def cut(indptr: Ints, indices: Ints) -> Cut:
    """Find cutpoints, bridges and blocks (parts that no single removal splits). Undirected."""
    n = _network(indptr, indices)
    cutpoint, block, size, n_blocks = _call("cuts", "blocks", (indptr, indices))
    of_link = _ints(block)
    single = _ints(size)[of_link] == 1 if len(of_link) else np.zeros(0, dtype=bool)
    givers = np.repeat(np.arange(n), np.diff(indptr))
    bridges = np.column_stack([givers[single], indices[single]])
    bridges = bridges[bridges[:, 0] < bridges[:, 1]].astype(np.int64)
    return Cut(_ints(cutpoint).astype(bool), bridges, of_link, int(n_blocks))


def pairs_without(
    indptr: Ints,
    indices: Ints,
    leave_ptr: ArrayLike,
    leave: ArrayLike,
    count: ArrayLike | None = None,
    *,
    threads: int = 0,
    method: str = "local",
) -> tuple[Floats, Floats]:
    """
    Count the connected pairs, and weigh the largest piece, after each set of actors has left.

    Set i is `leave[leave_ptr[i]:leave_ptr[i + 1]]`; naming one twice is naming it once. A pair
    counts count[s]·count[t], a piece the sum of its counts. Undirected. `method="all"` walks every
    tie for each set: the check of the local search.
    """
    n = _network(indptr, indices)
    ptr, who = _sets("leave", leave_ptr, leave, n)
    weights = _count(count, n)
    # Each set by itself: how they are shared out changes no result, and every piece costs memory.
    pieces = _pieces(len(ptr) - 1, 1 if threads == 1 else 4 * _cores())
    if method == "all":
        arrays: tuple[Any, ...] = (indptr, indices, ptr, who, weights)
        parts = _run("scenarios", "all_ties", arrays, pieces, len(indices), threads)
    elif method == "local":
        arrays = _as_searched(indptr, indices, ptr, who, weights)
        parts = _run("scenarios", "local_search", arrays, pieces, 500, threads)
    else:
        raise ArgumentError(f"method must be 'local' or 'all'; got {method!r}")
    return (
        np.concatenate([np.zeros(0), *(_floats(pairs) for pairs, _ in parts)]),
        np.concatenate([np.zeros(0), *(_floats(largest) for _, largest in parts)]),
    )


def pairs_lost(
    ends: Ints,
    gone_ptr: ArrayLike,
    gone: ArrayLike,
    own_ptr: ArrayLike,
    own: ArrayLike,
    count: ArrayLike,
    *,
    steps: int = 2,
    threads: int = 0,
) -> tuple[Floats, Floats]:
    """
    Weigh the pairs within so many steps that no longer are, after each set of links has gone.

    Link k joins the actors `ends[k]`, a row of two; no two links join the same. Set i takes out the
    links `gone[gone_ptr[i]:gone_ptr[i + 1]]`. Gives the pairs that touch none of the actors
    `own[own_ptr[i]:own_ptr[i + 1]]`, and those that do; a pair counts count[s]·count[t].
    """
    weights, links = _links(ends, count)
    ptr, which = _sets("gone", gone_ptr, gone, len(links))
    whose_ptr, whose = _sets("own", own_ptr, own, len(weights))
    if len(whose_ptr) != len(ptr):
        raise ArgumentError("own must have as many sets as gone")
    if steps < 1:
        raise ArgumentError(f"steps must be 1 or more; got {steps}")
    rows = np.concatenate([links[:, 0], links[:, 1]])
    others = np.concatenate([links[:, 1], links[:, 0]])
    pair = np.tile(np.arange(len(links), dtype=np.int64), 2)
    order = np.lexsort((others, rows))
    indptr = _edges(np.bincount(rows, minlength=len(weights)))
    arrays = (
        indptr.astype(np.int64), others[order], pair[order], weights, links.reshape(-1),
        ptr, which, whose_ptr, whose, int(steps),
    )  # fmt: skip
    name = "lost_in_words" if backend() == "compiled" else "lost_in_bits"
    # Each set by itself; every piece begins with the whole network, so there are few.
    pieces = _pieces(len(ptr) - 1, 1 if threads == 1 else _cores())
    parts = _run("survivors", name, arrays, pieces, 40 * len(links), threads)
    return (
        np.concatenate([np.zeros(0), *(_floats(apart) for apart, _ in parts)]),
        np.concatenate([np.zeros(0), *(_floats(touching) for _, touching in parts)]),
    )


def pairs_connected(
    ends: Ints, gone_ptr: ArrayLike, gone: ArrayLike, count: ArrayLike, *, threads: int = 0
) -> Floats:
    """Weigh the pairs with any way between them, after each set of links has gone."""
    weights, links = _links(ends, count)
    ptr, which = _sets("gone", gone_ptr, gone, len(links))
    pieces = _pieces(len(ptr) - 1, 1 if threads == 1 else _cores())
    arrays = (links.reshape(-1), weights, ptr, which)
    parts = _run("survivors", "connected", arrays, pieces, len(links), threads)
    return np.concatenate([np.zeros(0), *map(_floats, parts)])


def holes(
    indptr: Ints, indices: Ints, strength: ArrayLike | None = None, *, ego: bool = False
) -> Holes:
    """
    Measure Burt's structural holes. Undirected; `strength` holds z_ij + z_ji of each entry.

    Without `strength` every tie is as strong. With `ego` each actor sees its contacts and the ties
    among them only (UCINET's default); else the shares of its contacts are of all they have.
    """
    n = _network(indptr, indices)
    z = np.ones(len(indices)) if strength is None else _of_entries(strength, indices)
    if len(z) and not z.min() > 0:
        raise ArgumentError("strengths must be above 0")
    name = "holes_of_ego" if ego else "holes"
    constraint, size, local = map(_floats, _call("constraint", name, (indptr, indices, z)))
    degree = np.diff(indptr)
    rows = np.repeat(np.arange(n), degree)
    with np.errstate(divide="ignore", invalid="ignore"):
        relative = local * (degree / constraint)[rows]
        hierarchy = np.bincount(rows, relative * np.log(relative), minlength=n)
        hierarchy = hierarchy / (degree * np.log(degree))
    hierarchy[degree == 1] = 1.0
    for measure in (constraint, size, hierarchy):
        measure[degree == 0] = np.nan
    return Holes(constraint, size, hierarchy, local)


def triangles(indptr: Ints, indices: Ints) -> Ints:
    """Count the triangles each actor is in. Undirected."""
    _network(indptr, indices)
    return _ints(_call("constraint", "triangles", (indptr, indices)))


def roles(indptr: Ints, indices: Ints, group: ArrayLike, *, partial: bool = False) -> Floats:
    """
    Count for each broker v the pairs a → v → b without a tie a → b, by their groups.

    Columns: coordinator, consultant, representative, gatekeeper, liaison, total. Group -1 is none:
    such actors are neither a, v nor b. With `partial` a pair gives 1/k to each of its k brokers,
    whatever their group. In an undirected network each pair counts in both directions.
    """
    n = _network(indptr, indices)
    groups = np.ascontiguousarray(group, dtype=np.int64)
    if groups.shape != (n,):
        raise ArgumentError(f"group must have one number for each of the {n} actors")
    arrays = (indptr, indices, groups, int(partial))
    return _floats(_call("brokerage", "roles", arrays)).reshape(n, 6)


def coreness(indptr: Ints, indices: Ints) -> Ints:
    """Give the largest k such that the actor is among actors with k contacts there. Undirected."""
    _network(indptr, indices)
    return _ints(_call("cores", "coreness", (indptr, indices)))


def best_move(
    way: Floats,
    brings: Floats,
    takes: Floats,
    tied: tuple[float, float],
    fewer: tuple[float, float],
    more: tuple[float, float],
) -> int:
    """
    Find the first actor whose move makes the ties and a pattern of pairs correlate most.

    The pattern says yes to some pairs and no to others, with `tied` ties. The move of v into the
    core (way 1) adds 2 brings[v] ties to the first, takes 2 takes[v] from the second, and leaves
    `more` pairs of each; its move out of it (way -1) the other way round, and leaves `fewer`.
    """
    if not len(way) == len(brings) == len(takes) > 0:
        raise ArgumentError("way, brings and takes must have one number an actor")
    build = backend()
    if build == "uncompiled":
        return uncompiled.best_move(way, brings, takes, tied, fewer, more)
    kernel = builds.module("cores", build).best_move
    return int(kernel(way, brings, takes, *tied, *fewer, *more))


def independent_paths(
    indptr: Ints,
    indices: Ints,
    source: int | ArrayLike,
    target: int | ArrayLike,
    *,
    enough: int | None = None,
) -> tuple[int, list[list[int]]]:
    """
    Find as many ways from source to target as can be that share nobody between (Menger).

    Follows ties in their direction. A direct tie is one of the ways. Sides may be several actors:
    ways then begin and end at any of them and pass through none. Gives the number and the ways,
    the first tie deciding their order; stops at `enough`.
    """
    number, used, _, side = _flow(indptr, indices, source, target, enough)
    entries = np.flatnonzero(used)
    givers = np.searchsorted(indptr, entries, side="right") - 1
    leads = {
        int(giver): int(indices[entry])
        for giver, entry in zip(givers, entries, strict=True)
        if side[giver] == 0
    }
    ways = []
    for giver, entry in zip(givers, entries, strict=True):
        if side[giver] == 1:
            way = [int(giver), int(indices[entry])]
            while side[way[-1]] != 2:
                way.append(leads[way[-1]])
            ways.append(way)
    return number, ways


def node_cut(
    indptr: Ints, indices: Ints, source: int | ArrayLike, target: int | ArrayLike
) -> Ints | None:
    """
    Give a smallest set of others without whom no way leads from source to target.

    The one nearest to the source; None where a direct tie leaves no such set.
    """
    number, used, seen, side = _flow(indptr, indices, source, target, None)
    entries = np.flatnonzero(used)
    givers = np.searchsorted(indptr, entries, side="right") - 1
    if ((side[givers] == 1) & (side[indices[entries]] == 2)).any():
        return None
    reached = seen.reshape(-1, 2) == number
    return np.flatnonzero(reached[:, 0] & ~reached[:, 1] & (side == 0)).astype(np.int64)


def _flow(
    indptr: Ints,
    indices: Ints,
    source: int | ArrayLike,
    target: int | ArrayLike,
    enough: int | None,
) -> tuple[int, Ints, Ints, Ints]:
    n = _network(indptr, indices)
    side = np.zeros(n, dtype=np.int64)
    starts, ends = _actors(np.atleast_1d(source), n), _actors(np.atleast_1d(target), n)
    side[starts] = 1
    if (side[ends] == 1).any():
        raise ArgumentError("source and target must differ")
    side[ends] = 2
    limit = len(indices) + 1 if enough is None else int(enough)
    number, used, seen = _call("flow", "independent", (indptr, indices, side, limit))
    return int(number), _ints(used), _ints(seen), side


def _run(
    module: str,
    name: str,
    arrays: Sequence[Any],
    pieces: Sequence[tuple[int, int]],
    work: int,
    threads: int,
    *,
    last: tuple[Any, ...] = (),
) -> list[Any]:
    """
    Call a kernel for each piece (first, past the last) and give the results in order.

    `work` is about how many ties one unit of a piece looks at. Threads help compiled kernels only:
    these let go of the interpreter.
    """
    build = backend()
    kernel: Callable[..., Any] = getattr(builds.module(module, build), name)
    given = [_given(array, build) for array in arrays]
    units = sum(end - start for start, end in pieces)
    if build == "uncompiled" or units * work < _WORK_FOR_THREADS or len(pieces) < 2:
        threads = 1
    elif threads <= 0:
        threads = min(len(pieces), _cores())
    if threads == 1:
        return [kernel(*given, start, end, *last) for start, end in pieces]
    with ThreadPoolExecutor(threads) as pool:
        return list(pool.map(lambda piece: kernel(*given, *piece, *last), pieces))


def _call(module: str, name: str, arrays: Sequence[Any]) -> Any:
    build = backend()
    kernel = getattr(builds.module(module, build), name)
    return kernel(*(_given(array, build) for array in arrays))


def _given(array: Any, build: str) -> Any:
    """Give compiled kernels arrays, and the others lists, which Python reads faster."""
    return array.tolist() if build == "uncompiled" and isinstance(array, np.ndarray) else array


def _pieces(size: int, most: int) -> list[tuple[int, int]]:
    """Cut 0 … size - 1 into at most so many pieces of about one size."""
    if size == 0:
        return []
    number = min(size, most)
    edges = [size * i // number for i in range(number + 1)]
    return list(pairwise(edges))


def _cores() -> int:
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def _as_searched(
    indptr: Ints, indices: Ints, leave_ptr: Ints, leave: Ints, count: Floats
) -> tuple[Any, ...]:
    """Give each actor the number under which a search finds it, and put each set in order."""
    n = len(indptr) - 1
    arrays = (indptr, indices, count, np.zeros(n, dtype=np.int64))
    _, _, component, found, past = map(_ints, _call("cuts", "removals", arrays))
    actor = np.empty(n, dtype=np.int64)
    actor[found] = np.arange(n)
    degree = np.diff(indptr)[actor]
    starts = _edges(degree)
    # Where the ties of each stood, in the order in which they stand now.
    moved = np.repeat(indptr[actor] - starts[:-1], degree) + np.arange(len(indices))
    contacts = found[indices[moved]].astype(np.int32)
    begin = _edges(np.bincount(component))
    upto, squares_upto = _edges(count[actor]), _edges(count[actor] * count[actor])
    heaviest = np.argsort(-np.diff(upto[begin]), kind="stable")
    key = np.sort(np.repeat(np.arange(len(leave_ptr) - 1), np.diff(leave_ptr)) * n + found[leave])
    which, who = np.divmod(key[np.diff(key, prepend=-1) > 0], max(n, 1))
    sets = np.searchsorted(which, np.arange(len(leave_ptr)))
    # A set breaks the tree into no more stretches than it has contacts, and two for each member.
    room = int(np.diff(_edges(degree[who] + 2)[sets]).max(initial=0)) + 2
    sums = (begin, upto, squares_upto, heaviest)
    return starts, contacts, past[actor], component[actor], *sums, sets, who, room


def _edges(sizes: NDArray[Any]) -> NDArray[Any]:
    """Give where each begins, one after the other, and where the last ends."""
    return np.concatenate([np.zeros(1, dtype=sizes.dtype), np.cumsum(sizes)])


def _backwards(indptr: Ints, indices: Ints) -> tuple[Ints, Ints]:
    """Give the same ties seen from their targets; undirected, these are what they were."""
    n = len(indptr) - 1
    sources = np.repeat(np.arange(n), np.diff(indptr))
    return _edges(np.bincount(indices, minlength=n)), sources[np.argsort(indices, kind="stable")]


def _distances(parts: Iterable[Any]) -> Distances:
    columns = list(zip(*parts, strict=True)) or [(), (), (), ()]
    kinds = (np.int64, np.int64, np.float64, np.int64)
    return Distances(
        *(
            np.concatenate([np.zeros(0, kind), *(np.asarray(x, dtype=kind) for x in column)])
            for column, kind in zip(columns, kinds, strict=True)
        )
    )


def _summed(parts: Iterable[Any], size: int) -> Floats:
    """Add up what the pieces give, in their order."""
    total = np.zeros(size)
    for part in parts:
        total += _floats(part)
    return total


def _ints(found: Any) -> Ints:
    return np.asarray(found, dtype=np.int64)


def _floats(found: Any) -> Floats:
    return np.asarray(found, dtype=np.float64)


def _network(indptr: Ints, indices: Ints) -> int:
    """Check the arrays of a network, and give the number of its actors."""
    for name, array in (("indptr", indptr), ("indices", indices)):
        if not isinstance(array, np.ndarray) or array.dtype != np.int64 or array.ndim != 1:
            raise ArgumentError(f"{name} must be a flat array of int64")
        if not array.flags.c_contiguous:
            raise ArgumentError(f"{name} must lie in one piece; see numpy.ascontiguousarray")
    if not len(indptr) or indptr[0] != 0 or indptr[-1] != len(indices):
        raise ArgumentError("indptr must begin with 0 and end with the length of indices")
    n = len(indptr) - 1
    if n and (indptr[1:] < indptr[:-1]).any():
        raise ArgumentError("indptr must not fall")
    if len(indices) and (indices.min() < 0 or indices.max() >= n):
        raise ArgumentError(f"indices must be from 0 to {n - 1}")
    return n


def _sources(sources: ArrayLike | None, n: int) -> Ints:
    return np.arange(n, dtype=np.int64) if sources is None else _actors(sources, n)


def _actors(given: ArrayLike | None, n: int) -> Ints:
    """Check numbers of actors."""
    actors = np.ascontiguousarray(() if given is None else given)
    if not len(actors):
        return np.zeros(0, dtype=np.int64)
    if actors.ndim != 1 or actors.dtype.kind not in "iu":
        raise ArgumentError("actors must be a flat array of whole numbers")
    if actors.min() < 0 or actors.max() >= n:
        raise ArgumentError(f"actors must be from 0 to {n - 1}")
    return actors.astype(np.int64, copy=False)


def _sets(name: str, ptr: ArrayLike, members: ArrayLike, n: int) -> tuple[Ints, Ints]:
    """Check sets of numbers below n, one after the other, and where each begins."""
    which = _actors(members, n)
    starts = np.ascontiguousarray(ptr, dtype=np.int64)
    if starts.ndim != 1 or not len(starts) or starts[0] != 0 or starts[-1] != len(which):
        raise ArgumentError(f"{name}_ptr must begin with 0 and end with the length of {name}")
    if (np.diff(starts) < 0).any():
        raise ArgumentError(f"{name}_ptr must not fall")
    return starts, which


def _links(ends: Ints, count: ArrayLike) -> tuple[Floats, Ints]:
    """Check what each actor counts, and the two ends of each link."""
    weights = _count(count, len(np.atleast_1d(count)))
    links = _actors(np.ravel(ends), len(weights)).reshape(-1, 2)
    if (links[:, 0] == links[:, 1]).any():
        raise ArgumentError("a link must join two different actors")
    return weights, links


def _lengths(lengths: ArrayLike, indices: Ints, n: int) -> Ints:
    given = np.ascontiguousarray(lengths)
    if given.shape != indices.shape or given.dtype.kind not in "iu":
        raise ArgumentError("lengths must be whole numbers, one for each entry of indices")
    if len(given) and (given.min() < 1 or int(given.max()) * n >= 2**62):
        raise ArgumentError("lengths must be above 0, and a way through everybody below 2**62")
    return given.astype(np.int64, copy=False)


def _of_entries(values: ArrayLike, indices: Ints) -> Floats:
    given = np.ascontiguousarray(values, dtype=np.float64)
    if given.shape != indices.shape or not np.isfinite(given).all():
        raise ArgumentError("strengths must be numbers, one for each entry of indices")
    return given


def _count(count: ArrayLike | None, n: int) -> Floats:
    if count is None:
        return np.ones(n)
    given = np.ascontiguousarray(count, dtype=np.float64)
    if given.shape != (n,) or not np.isfinite(given).all() or (n and given.min() < 0):
        raise ArgumentError(f"count must be a number of 0 or more for each of the {n} actors")
    return given
