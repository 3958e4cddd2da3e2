"""
The same with fewer and larger operations, for where the kernels are not compiled.

Python takes long for each step of a loop, and little for a step over many numbers at once: sets of
actors are whole numbers with a bit for each, and many searches go on side by side in a matrix. All
of these take time for every step outwards; in a network that is many steps long a search after the
other takes less, so they give up, with None.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]

# Steps outwards after which to give up.
_STEPS_IN_BITS = 100
_STEPS_IN_MATRICES = 30
# Bits of a set; numbers of a matrix, so that it stays near the processor.
_BITS = 4096
_CELLS = 2**18


def everybody(indptr: Ints, indices: Ints) -> tuple[Ints, Ints, Floats, Ints] | None:
    """Sum up the distances from everybody: numbers reached, sums, sums of inverses, the largest."""
    n = len(indptr) - 1
    reached, total, largest = (np.zeros(n, dtype=np.int64) for _ in range(3))
    harmonic = np.zeros(n)
    for first in range(0, n, _BITS):
        targets = range(first, min(first + _BITS, n))
        for d, found in enumerate(_searched(indptr, indices, targets), start=1):
            if d > _STEPS_IN_BITS:
                return None
            number = np.array([each.bit_count() for each in found], dtype=np.int64)
            reached += number
            total += d * number
            harmonic += number / d
            np.maximum(largest, d, out=largest, where=number > 0)
    return reached, total, harmonic, largest


def matrix(back_ptr: Ints, back: Ints, sources: Ints) -> NDArray[np.int32] | None:
    """Give the steps from each source to everybody, -1 out of reach; from ties seen backwards."""
    n = len(back_ptr) - 1
    steps = np.full((len(sources), n), -1, dtype=np.int32)
    for first in range(0, len(sources), _BITS):
        some = sources[first : first + _BITS]
        rows = steps[first : first + _BITS]
        rows[np.arange(len(some)), some] = 0
        for d, found in enumerate(_searched(back_ptr, back, some.tolist()), start=1):
            if d > _STEPS_IN_BITS:
                return None
            octets = b"".join(each.to_bytes((len(some) + 7) // 8, "little") for each in found)
            bits = np.frombuffer(octets, dtype=np.uint8).reshape(n, -1)
            reached = np.unpackbits(bits, axis=1, count=len(some), bitorder="little")
            rows[reached.T.astype(bool)] = d
    return steps


def _searched(indptr: Ints, indices: Ints, marked: range | list[int]) -> Iterator[list[int]]:
    """
    Give, one step after the other, the sets of the marked that each actor first meets then.

    Bit i stands for marked[i]. Actors look along their ties, and see whom their contacts saw.
    """
    starts, contacts = indptr.tolist(), indices.tolist()
    rows = [contacts[one:other] for one, other in pairwise(starts)]
    latest = [0] * len(rows)
    for i, v in enumerate(marked):
        latest[v] |= 1 << i
    seen = latest[:]
    everybody = (1 << len(marked)) - 1
    while True:
        active = [v for v, contacts in enumerate(rows) if contacts and seen[v] != everybody]
        found = [0] * len(rows)
        for v in active:
            union = 0
            for w in rows[v]:
                union |= latest[w]
            found[v] = union & ~seen[v]
        if not any(found):
            return
        yield found
        for v in active:
            seen[v] |= found[v]
        latest = found


def betweenness(indptr: Ints, indices: Ints, sources: Ints) -> Floats | None:
    """Sum the dependencies of the sources on every actor; see civicnet._kernels.paths."""
    # Its import takes a while, and only these sums need it.
    from scipy.sparse import csr_array

    n = len(indptr) - 1
    ties = csr_array((np.ones(len(indices)), indices, indptr), shape=(n, n))
    back = csr_array(ties.T)
    total = np.zeros(n)
    width = max(8, _CELLS // max(n, 1))
    for first in range(0, len(sources), width):
        some = sources[first : first + width]
        ways = np.zeros((n, len(some)))
        ways[some, np.arange(len(some))] = 1.0
        latest, seen = ways, ways > 0
        layers = []
        while True:
            latest = back @ latest
            latest[seen] = 0.0
            layer = latest > 0
            if not layer.any():
                break
            layers.append(layer)
            if len(layers) > _STEPS_IN_MATRICES:
                return None
            seen |= layer
            ways = ways + latest
        share = np.zeros_like(ways)
        while layers:
            layer = layers.pop()
            behind = (ties @ share) * ways
            behind[~layer] = 0.0
            total += behind.sum(axis=1)
            share = np.divide(1.0 + behind, ways, where=layer, out=np.zeros_like(ways))
    return total


def best_move(
    way: Floats,
    brings: Floats,
    takes: Floats,
    tied: tuple[float, float],
    fewer: tuple[float, float],
    more: tuple[float, float],
) -> int:
    """Find the first actor whose move into or out of a core helps most; see the kernel `cores`."""
    twice = 2 * way
    one, other = tied[0] + twice * brings, tied[1] - twice * takes
    # These are whole numbers, so that half their sum and half their difference are exact.
    yes, no = ((a + b) / 2 + way * ((b - a) / 2) for a, b in zip(fewer, more, strict=True))
    both = one + other
    spread = both * (yes + no - both) * yes * no
    skew = one * no - other * yes
    with np.errstate(divide="ignore", invalid="ignore"):
        square = skew * abs(skew) / spread
    square[~(spread > 0)] = -np.inf
    return int(square.argmax())
