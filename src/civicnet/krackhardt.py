"""How far a network is a hierarchy: what Krackhardt's four dimensions count."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from civicnet import _kernels, arrays
from civicnet.pieces import pieces

Ints = NDArray[np.int64]

# Upper bounds are compared pair by pair, in memory of n × n.
MOST_FOR_BOUNDS = 2_000


def hierarchy(ties: arrays.Arrays, reached: int) -> tuple[float, str]:
    """
    Give 1 minus the pairs that reach each other over those of whom one reaches the other.

    `reached` is the number of ordered pairs with a way from the first to the second.
    """
    size = np.bincount(pieces(ties, strong=True)) if len(ties) else np.zeros(0, dtype=np.int64)
    mutual = int((size * (size - 1) // 2).sum())
    one_way = reached - mutual
    if not one_way:
        return float("nan"), "nobody reaches anybody"
    return 1 - mutual / one_way, ""


def efficiency(ties: arrays.Arrays) -> tuple[float, str]:
    """
    Give 1 minus the ties beyond a tree over the most there could be, piece by piece.

    On the ties without direction: counting both ways of a tie would make a tree of mutual ties
    less than efficient.
    """
    flat = ties.undirected
    number = pieces(flat)
    size = np.bincount(number, minlength=1)
    n_ties = np.bincount(number[flat.rows], minlength=len(size)) // 2
    most = int(((size - 1) * (size - 2) // 2)[size > 0].sum())
    if not most:
        return float("nan"), "no three actors are connected"
    extra = int((n_ties - (size - 1))[size > 0].sum())
    return 1 - extra / most, ""


def common_tops(ties: arrays.Arrays) -> tuple[float, str]:
    """
    Give 1 minus the connected pairs without exactly one top above both, over the most possible.

    A top is an actor, or several who reach each other, whom nobody else reaches. This is what
    sna's `lubness` counts: it looks for an upper bound that reaches all the others, where
    Krackhardt's least upper bound is one that all the others reach; see `least_upper_bounds`.
    """
    found = _compared(ties)
    if isinstance(found, str):
        return float("nan"), found
    reaches, together, most = found
    strong = pieces(ties, strong=True)
    from_outside = strong[ties.rows] != strong[ties.indices]
    below = np.unique(strong[ties.indices[from_outside]])
    _, first = np.unique(strong, return_index=True)
    tops = reaches[np.delete(first, below)].astype(np.float32)
    lacking = together & (np.rint(tops.T @ tops) != 1)
    return 1 - int(np.triu(lacking, 1).sum()) / most, ""


def least_upper_bounds(ties: arrays.Arrays) -> tuple[float, str]:
    """
    Give 1 minus the connected pairs without a least upper bound over the most possible.

    An upper bound of two actors reaches both (each reaches itself); it is a least one where every
    other upper bound reaches it: the closest common superior.
    """
    found = _compared(ties)
    if isinstance(found, str):
        return float("nan"), found
    reaches, together, most = found
    bounds = reaches.sum(axis=0)
    # Those who reach an upper bound of a pair are upper bounds of it too; so a bound is least
    # where all of the pair's are counted by those who reach it.
    _, first = np.unique(pieces(ties, strong=True), return_index=True)
    greatest = np.zeros(reaches.shape, dtype=np.int32)
    for bound in first[np.argsort(bounds[first], kind="stable")]:
        below = np.flatnonzero(reaches[bound])
        greatest[np.ix_(below, below)] = bounds[bound]
    floats = reaches.astype(np.float32)
    common = np.rint(floats.T @ floats).astype(np.int32)
    lacking = together & ((common == 0) | (greatest < common))
    return 1 - int(np.triu(lacking, 1).sum()) / most, ""


def _compared(ties: arrays.Arrays) -> tuple[NDArray[np.bool_], NDArray[np.bool_], int] | str:
    """Give who reaches whom, who is connected, and the most pairs that can lack; or why not."""
    if len(ties) > MOST_FOR_BOUNDS:
        return f"not worked out above {MOST_FOR_BOUNDS:,} actors"
    number = pieces(ties.undirected)
    size = np.bincount(number, minlength=1)
    most = int(((size - 1) * (size - 2) // 2)[size > 0].sum())
    if not most:
        return "no three actors are connected"
    reaches = _kernels.distance_matrix(ties.indptr, ties.indices) >= 0
    return reaches, number[:, None] == number[None, :], most
