"""What falls apart when actors leave or links go, and who would have to leave for that."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from civicnet._kernels import builds, calls, checks
from civicnet.errors import ArgumentError

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]


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


def removals(
    indptr: Ints, indices: Ints, count: ArrayLike | None = None, *, leave: ArrayLike | None = None
) -> Removals:
    """
    Find what the removal of each actor breaks, for all actors in one pass. Undirected.

    A pair of others counts count[s]·count[t]. Actors of `leave` are taken as gone already: they
    get 0 pieces, nothing lost and component -1. An isolate leaves 0 pieces.
    """
    n = checks.network(indptr, indices)
    gone = np.zeros(n, dtype=np.int64)
    gone[checks.actors(leave, n)] = 1
    arrays = (indptr, indices, checks.counts(count, n), gone)
    pieces, lost, component, _, _ = calls.call("cuts", "removals", arrays)
    return Removals(calls.ints(pieces), calls.floats(lost), calls.ints(component))


def cut(indptr: Ints, indices: Ints) -> Cut:
    """Find cutpoints, bridges and blocks (parts that no single removal splits). Undirected."""
    n = checks.network(indptr, indices)
    cutpoint, block, size, n_blocks = calls.call("cuts", "blocks", (indptr, indices))
    of_link = calls.ints(block)
    single = calls.ints(size)[of_link] == 1 if len(of_link) else np.zeros(0, dtype=bool)
    givers = np.repeat(np.arange(n), np.diff(indptr))
    bridges = np.column_stack([givers[single], indices[single]])
    bridges = bridges[bridges[:, 0] < bridges[:, 1]].astype(np.int64)
    return Cut(calls.ints(cutpoint).astype(bool), bridges, of_link, int(n_blocks))


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
    n = checks.network(indptr, indices)
    ptr, who = checks.sets("leave", leave_ptr, leave, n)
    weights = checks.counts(count, n)
    # Each set by itself: how they are shared out changes no result, and every piece costs memory.
    pieces = calls.pieces(len(ptr) - 1, 1 if threads == 1 else 4 * calls.cores())
    if method == "all":
        arrays: tuple[Any, ...] = (indptr, indices, ptr, who, weights)
        parts = calls.run("scenarios", "all_ties", arrays, pieces, len(indices), threads)
    elif method == "local":
        arrays = _as_searched(indptr, indices, ptr, who, weights)
        parts = calls.run("scenarios", "local_search", arrays, pieces, 500, threads)
    else:
        raise ArgumentError(f"method must be 'local' or 'all'; got {method!r}")
    pairs, largest = calls.columns(parts, np.float64, np.float64)
    return pairs, largest


def _as_searched(
    indptr: Ints, indices: Ints, leave_ptr: Ints, leave: Ints, count: Floats
) -> tuple[Any, ...]:
    """Give each actor the number under which a search finds it, and put each set in order."""
    n = len(indptr) - 1
    arrays = (indptr, indices, count, np.zeros(n, dtype=np.int64))
    _, _, component, found, past = map(calls.ints, calls.call("cuts", "removals", arrays))
    actor = np.empty(n, dtype=np.int64)
    actor[found] = np.arange(n)
    degree = np.diff(indptr)[actor]
    starts = calls.edges(degree)
    # Where the ties of each stood, in the order in which they stand now.
    moved = np.repeat(indptr[actor] - starts[:-1], degree) + np.arange(len(indices))
    contacts = found[indices[moved]].astype(np.int32)
    begin = calls.edges(np.bincount(component))
    upto, squares_upto = calls.edges(count[actor]), calls.edges(count[actor] * count[actor])
    heaviest = np.argsort(-np.diff(upto[begin]), kind="stable")
    key = np.sort(np.repeat(np.arange(len(leave_ptr) - 1), np.diff(leave_ptr)) * n + found[leave])
    which, who = np.divmod(key[np.diff(key, prepend=-1) > 0], max(n, 1))
    sets = np.searchsorted(which, np.arange(len(leave_ptr)))
    # A set breaks the tree into no more stretches than it has contacts, and two for each member.
    room = int(np.diff(calls.edges(degree[who] + 2)[sets]).max(initial=0)) + 2
    sums = (begin, upto, squares_upto, heaviest)
    return starts, contacts, past[actor], component[actor], *sums, sets, who, room


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
    weights, links = checks.links(ends, count)
    ptr, which = checks.sets("gone", gone_ptr, gone, len(links))
    whose_ptr, whose = checks.sets("own", own_ptr, own, len(weights))
    if len(whose_ptr) != len(ptr):
        raise ArgumentError("own must have as many sets as gone")
    if steps < 1:
        raise ArgumentError(f"steps must be 1 or more; got {steps}")
    rows = np.concatenate([links[:, 0], links[:, 1]])
    others = np.concatenate([links[:, 1], links[:, 0]])
    pair = np.tile(np.arange(len(links), dtype=np.int64), 2)
    order = np.lexsort((others, rows))
    indptr = calls.edges(np.bincount(rows, minlength=len(weights)))
    arrays = (
        indptr.astype(np.int64), others[order], pair[order], weights, links.reshape(-1),
        ptr, which, whose_ptr, whose, int(steps),
    )  # fmt: skip
    name = "lost_in_words" if builds.chosen() == "compiled" else "lost_in_bits"
    # Each set by itself; every piece begins with the whole network, so there are few.
    pieces = calls.pieces(len(ptr) - 1, 1 if threads == 1 else calls.cores())
    parts = calls.run("survivors", name, arrays, pieces, 40 * len(links), threads)
    apart, touching = calls.columns(parts, np.float64, np.float64)
    return apart, touching


def pairs_connected(
    ends: Ints, gone_ptr: ArrayLike, gone: ArrayLike, count: ArrayLike, *, threads: int = 0
) -> Floats:
    """Weigh the pairs with any way between them, after each set of links has gone."""
    weights, links = checks.links(ends, count)
    ptr, which = checks.sets("gone", gone_ptr, gone, len(links))
    pieces = calls.pieces(len(ptr) - 1, 1 if threads == 1 else calls.cores())
    arrays = (links.reshape(-1), weights, ptr, which)
    parts = calls.run("survivors", "connected", arrays, pieces, len(links), threads)
    return np.concatenate([np.zeros(0), *map(calls.floats, parts)])


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
    n = checks.network(indptr, indices)
    side = np.zeros(n, dtype=np.int64)
    starts, ends = checks.actors(np.atleast_1d(source), n), checks.actors(np.atleast_1d(target), n)
    side[starts] = 1
    if (side[ends] == 1).any():
        raise ArgumentError("source and target must differ")
    side[ends] = 2
    limit = len(indices) + 1 if enough is None else int(enough)
    number, used, seen = calls.call("flow", "independent", (indptr, indices, side, limit))
    return int(number), calls.ints(used), calls.ints(seen), side
