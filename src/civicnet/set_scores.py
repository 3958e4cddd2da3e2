"""What sets of actors score: how far others fall apart without them, how soon they reach all."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from civicnet import _kernels, arrays

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]

# Up to here distances are searched from everybody, above from a sample.
EXACT_ACTORS = 5_000
SAMPLE = 500
# Nearness of everybody to the sample is kept in memory: 400 MB at most.
MOST_KEPT = 50_000_000

# From a base of actors to the score, for every actor, of the base with it; -inf for the base.
Score = Callable[[tuple[int, ...]], Floats]


def _fragment(ties: arrays.Arrays, _sources: Ints) -> Score:
    size = len(ties)

    def score(base: tuple[int, ...]) -> Floats:
        gone = np.array(base, dtype=np.int64)
        found = _kernels.removals(ties.indptr, ties.indices, leave=gone)
        piece = np.bincount(found.component[found.component >= 0], minlength=1)
        connected = int((piece * (piece - 1)).sum()) // 2
        left = connected - (piece[found.component] - 1) - found.pairs_lost
        others = size - len(base) - 1
        value = 1 - left / (others * (others - 1) / 2)
        value[gone] = -np.inf
        return np.asarray(value, dtype=np.float64)

    return score


def _distance_fragment(ties: arrays.Arrays, sources: Ints) -> Score:
    size = len(ties)
    worth = np.concatenate([[0.0], 1 / np.arange(1, size + 1)])
    everybody = None if len(sources) == size else sources

    def score(base: tuple[int, ...]) -> Floats:
        rest = ties.without(np.array(base, dtype=np.int64))
        scale = size / len(sources)
        lost = _kernels.distance_losses(rest.indptr, rest.indices, worth, sources=everybody)
        if everybody is None:
            near = _kernels.distances(rest.indptr, rest.indices).harmonic
            whole = near.sum()
        else:
            near, whole = _nearness(rest, sources)
        others = size - len(base) - 1
        value = 1 - scale * (whole - 2 * near - lost) / (others * (others - 1))
        value[list(base)] = -np.inf
        return np.asarray(value, dtype=np.float64)

    return score


def _reach(ties: arrays.Arrays, sources: Ints) -> Score:
    # Nearness of everybody (a row each) to the actors of the sample.
    back = ties.incoming
    near = np.zeros((len(ties), len(sources)))
    for first in range(0, len(sources), 256):
        some = sources[first : first + 256]
        steps = _kernels.distance_matrix(back.indptr, back.indices, some)
        near[:, first : first + 256] = np.where(steps > 0, 1 / np.maximum(steps, 1), 0.0).T
    near[sources, np.arange(len(sources))] = 1.0

    def score(base: tuple[int, ...]) -> Floats:
        cover = near[list(base)].max(axis=0, initial=0.0)
        value = np.empty(len(near))
        for i in range(0, len(near), 1_000):
            value[i : i + 1_000] = np.maximum(near[i : i + 1_000], cover).sum(axis=1)
        value /= len(sources)
        value[list(base)] = -np.inf
        return value

    return score


SCORES: dict[str, Callable[[arrays.Arrays, Ints], Score]] = {
    "fragment": _fragment,
    "distance_fragment": _distance_fragment,
    "reach": _reach,
}


def fragmentation_of(ties: arrays.Arrays, gone: Ints, *, apart: bool) -> float:
    """Give the fragmentation among those left, with the set taken out or still there."""
    found = _kernels.removals(ties.indptr, ties.indices, leave=gone if apart else None)
    stays = np.ones(len(ties), dtype=bool)
    stays[gone] = False
    piece = np.bincount(found.component[stays])
    others = int(stays.sum())
    return 1 - float((piece * (piece - 1)).sum()) / (others * (others - 1))


def distance_fragmentation_of(
    ties: arrays.Arrays, gone: Ints, seed: int, *, apart: bool
) -> tuple[float, float]:
    """Give fragmentation by distance among those left, and its standard error."""
    rest = ties.without(gone) if apart else ties
    stays = np.ones(len(ties), dtype=bool)
    stays[gone] = False
    left = np.flatnonzero(stays)
    sampled = len(left) > EXACT_ACTORS
    if sampled:
        # Another sample than the one the set was chosen by, which favours the set.
        left = np.sort(np.random.default_rng([seed, 1]).choice(left, SAMPLE, replace=False))
    near = np.zeros(len(left))
    for first in range(0, len(left), 256):
        some = left[first : first + 256]
        steps = _kernels.distance_matrix(rest.indptr, rest.indices, some)
        near[first : first + 256] = np.where(steps > 0, 1 / np.maximum(steps, 1), 0.0)[
            :, stays
        ].sum(axis=1)
    others = int(stays.sum())
    error = 0.0
    if sampled:
        share = 1 - len(left) / others
        error = float(near.std(ddof=1) / np.sqrt(len(left)) * np.sqrt(share)) / (others - 1)
    return 1 - float(near.mean()) / (others - 1), error


def reach_of(ties: arrays.Arrays, members: Ints) -> float:
    """Give the mean of 1/distance from the nearest member, members at 1."""
    # One more actor, tied to the members, is one step further from everybody than they are.
    indptr = np.append(ties.indptr, ties.indptr[-1] + len(members))
    indices = np.concatenate([ties.indices, np.sort(members)])
    steps = _kernels.distance_matrix(indptr, indices, np.array([len(ties)]))[0, :-1] - 1
    near = np.where(steps > 0, 1 / np.maximum(steps, 1), (steps == 0).astype(np.float64))
    return float(near.mean())


def _nearness(ties: arrays.Arrays, sources: Ints) -> tuple[Floats, float]:
    """Sum 1/distance from the sample to everybody: for each actor, and in all."""
    near = np.zeros(len(ties))
    for first in range(0, len(sources), 64):
        steps = _kernels.distance_matrix(ties.indptr, ties.indices, sources[first : first + 64])
        near += np.where(steps > 0, 1 / np.maximum(steps, 1), 0.0).sum(axis=0)
    return near, float(near.sum())


def searched_from(size: int, seed: int) -> Ints:
    """Give the actors to search distances from: everybody, or a sample."""
    if size <= EXACT_ACTORS:
        return np.arange(size, dtype=np.int64)
    sample = min(SAMPLE, max(50, MOST_KEPT // size))
    drawn = np.random.default_rng(seed).choice(size, sample, replace=False)
    return np.sort(drawn).astype(np.int64)
