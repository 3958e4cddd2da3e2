"""How much each actor belongs to a core, where nobody is simply in or out."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize
from scipy.sparse import csr_array

Floats = NDArray[np.float64]

# Climbs: three from the actors with the most ties, the others from anywhere.
STARTS = 8
# Fits that differ by less are equal.
NEAR = 1e-6
# A climb that ends with all as alike as this, or all but one as near 0, would go on and on towards
# one of the ends that `_ends` knows.
ALIKE = 1e-3


class Fit(NamedTuple):
    """
    How well ties correlate with products of c = floor + (1 - floor) · coreness, and for which.

    `coreness` is 0 for the least and 1 for the most. With a floor of 1 the products are as the sums
    of coreness; where coreness and floor are 0 for all but one, the ties of that one alone count.
    """

    r: float
    floor: float
    coreness: Floats


def best_fit(matrix: csr_array, random: np.random.Generator) -> Fit:
    """
    Find the c in 0–1 for which ties correlate best with the products c_i c_j.

    `matrix` holds ties, symmetric, a tie one way only as two halves; neither no nor every pair is
    tied. r is within 0.000001 of the top that the climbs lead to. Of floors that fit as well, the
    least.
    """
    strings = np.asarray(matrix.sum(axis=1), dtype=np.float64).ravel()
    found = _ends(matrix, strings)
    climbs = [_climbed(matrix, start, 1e-6) for start in _starts(matrix, strings, random)]
    r, c = _climbed(matrix, max(climbs, key=lambda climb: climb[0])[1], 1e-13)
    ranked = np.sort(c)
    floor = float(ranked[0])
    if floor < 1 - ALIKE and ranked[-2] > ALIKE:
        found.append(Fit(r, floor, (c - floor) / (1 - floor)))
    top = max(fit.r for fit in found)
    return min((fit for fit in found if fit.r >= top - NEAR), key=lambda fit: fit.floor)


def highest(coreness: Floats) -> NDArray[np.bool_]:
    """
    Say who makes the core: so many of the highest that core or not correlates best with coreness.

    Actors of equal coreness are on the same side.
    """
    order = np.argsort(-coreness, kind="stable")
    ranked = coreness[order]
    n = len(ranked)
    # Cuts after place k are between different values only.
    k = np.flatnonzero(ranked[:-1] - ranked[1:] > NEAR) + 1
    above = np.cumsum(ranked)[k - 1]
    # Correlation, but for the spread of coreness, which is the same for every cut.
    fit = (above - k * ranked.mean()) / np.sqrt(k * (n - k))
    inside = np.zeros(n, dtype=bool)
    inside[order[: k[np.argmax(fit)]]] = True
    return inside


def _ends(matrix: csr_array, strings: Floats) -> list[Fit]:
    """
    Give the best fits that climbs come near to and never reach, and those with no single top.

    Where c_i c_j is the same for all pairs there is no correlation, but next to it there is. With
    all c nearly alike the products are as the sums of c, and sums of degrees fit best. With all c
    but one near 0 only the pairs of that one count, and its ties fit best. And where all but one
    are 1 any lower c fits that one as well.
    """
    n = len(strings)
    cells, total = n * (n - 1.0), strings.sum()
    mean = total / cells
    spread = cells * mean * (1 - mean)
    found = []
    if np.ptp(strings) > 0:
        r = np.sqrt(2 * ((strings - strings.mean()) ** 2).sum() / (n - 2) / spread)
        found.append(Fit(float(r), 1.0, (strings - strings.min()) / np.ptp(strings)))
    least = int(np.argmin(strings))
    share = 2 / n
    others = (total - 2 * strings[least]) / (cells - 2 * (n - 1))
    r = (others - mean) * np.sqrt((1 - share) / share / (mean * (1 - mean)))
    found.append(Fit(float(r), 0.0, (np.arange(n) != least).astype(np.float64)))
    rows = np.repeat(np.arange(n), np.diff(matrix.indptr))
    both = np.bincount(rows, matrix.data > 0.75, minlength=n)
    single = np.bincount(rows, matrix.data < 0.75, minlength=n)
    # Ties of the one that go one way only count where they are more than the rest has.
    for one_way in (np.zeros(n), single):
        taken, tied = 2 * (both + one_way), 2 * both + one_way
        rest = (total - tied) / np.maximum(cells - taken, 1)
        explained = (
            2 * both * (1 - mean) ** 2
            + 2 * one_way * (0.5 - mean) ** 2
            + (cells - taken) * (rest - mean) ** 2
        )
        allowed = (taken > 0) & (taken < cells) & ((one_way == 0) | (rest <= 0.5))
        r = np.where(allowed, np.sqrt(explained / spread), -1.0)
        hub = int(np.argmax(r))
        found.append(Fit(float(r[hub]), 0.0, (np.arange(n) == hub).astype(np.float64)))
    return found


def _starts(matrix: csr_array, strings: Floats, random: np.random.Generator) -> Iterator[Floats]:
    tied = strings / strings.max()
    yield tied
    yield tied**2
    central = tied
    for _ in range(20):
        central = matrix @ central + central
        central = central / central.max()
    yield central
    for _ in range(STARTS - 3):
        yield random.random(len(strings))


def _climbed(matrix: csr_array, start: Floats, tolerance: float) -> tuple[float, Floats]:
    """Follow the slope of r up to where it is level."""
    n = len(start)
    cells = n * (n - 1.0)
    mean = matrix.sum() / cells
    scale = np.sqrt(cells * mean * (1 - mean))

    def downhill(c: Floats) -> tuple[float, Floats]:
        squares = c * c
        first, second = c.sum(), squares.sum()
        ties = matrix @ c
        # Sums over all pairs: of c_i c_j, of that times the tie less the mean, and its variance.
        products = first * first - second
        together = float(c @ ties) - mean * products
        spread = second * second - float(squares @ squares) - products * products / cells
        if not spread > 1e-10 * second * second:
            return 0.0, np.zeros(n)
        slope = ties - mean * (first - c)
        widening = c * (second - squares) - products / cells * (first - c)
        factor = 1 / (scale * np.sqrt(spread))
        return -together * factor, -2 * (slope - together / spread * widening) * factor

    found = minimize(
        downhill,
        start,
        jac=True,
        method="L-BFGS-B",
        bounds=[(0.0, None)] * n,
        options={"ftol": tolerance, "gtol": 1e-9, "maxiter": 300 if tolerance < NEAR else 60},
    )
    largest = found.x.max()
    return -float(found.fun), found.x / largest
