"""Could it be chance? Seeded permutations and bootstraps, the same however the work is shared."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np
from numpy.typing import NDArray

from civicnet.errors import ArgumentError

Floats = NDArray[np.float64]
# One number, or an array of them where the statistic gives several at once.
Value = float | Floats
Draw = Callable[[np.random.Generator], Value]

# How many draws make one task; a task must be long enough to be worth sending away.
_CHUNK = 50


@dataclass(frozen=True, eq=False)
class Permutation:
    """
    What was observed, beside what chance alone gives when labels are shuffled.

    Every field but `level` and `draws` has the shape of the statistic.

    Attributes
    ----------
    estimate : the statistic as observed.
    expected, sd : mean and standard deviation over the draws.
    z : (estimate - expected) / sd; NaN where the draws do not vary.
    low, high : the middle `level` of the draws lies between them.
    p_low, p_high : share of draws as low, as high, as observed, which counts as one more draw.
    p : two-sided, twice the smaller of both, at most 1.
    level : share of the draws between `low` and `high`.
    draws : how many draws there were.
    undefined : in how many of them the statistic could not be said; they are left out.
    """

    estimate: Value
    expected: Value
    sd: Value
    z: Value
    low: Value
    high: Value
    p_low: Value
    p_high: Value
    p: Value
    level: float
    draws: int
    undefined: int


@dataclass(frozen=True, eq=False)
class Bootstrap:
    """
    An estimate and how far it moves when the sample is drawn anew.

    `estimate`, `sd` (its standard error), `low` and `high` have the shape of the statistic.
    `undefined` counts draws in which the statistic could not be said; they are left out.
    """

    estimate: Value
    sd: Value
    low: Value
    high: Value
    level: float
    draws: int
    undefined: int


def permutation(
    statistic: Callable[[NDArray[Any]], Value],
    labels: Sequence[Any] | NDArray[Any],
    *,
    draws: int = 1000,
    seed: int = 0,
    level: float = 0.95,
    executor: Executor | None = None,
) -> Permutation:
    """
    Compare a statistic of labelled actors with its values when the labels are shuffled.

    A small `p` says that shuffled labels rarely do the same; it does not say why, nor that the
    difference is large. With `draws` = 1000 no p is below 1/1001.

    Parameters
    ----------
    statistic : from an array of labels to a number or an array of numbers. With an `executor`
        of processes it must be importable: a function of a module, or a `functools.partial`.
    labels : one label an actor.
    executor : any `concurrent.futures.Executor` to share the draws; the result is the same.

    Raises
    ------
    ArgumentError
        for draws below 1, a level outside 0-1 or a seed below 0.

    References
    ----------
    Phipson, B. & Smyth, G. K. (2010). Permutation p-values should never be zero. Statistical
    Applications in Genetics and Molecular Biology 9(1), article 39.

    Examples
    --------
    >>> import numpy as np
    >>> from civicnet.inference import permutation
    >>> pay = np.array([1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0, 8.0])
    >>> here = np.array([False, False, False, False, True, True, True, True])
    >>> found = permutation(lambda label: pay[label].mean() - pay[~label].mean(), here)
    >>> found.estimate, found.draws, found.p < 0.05
    (4.0, 1000, True)
    """
    labels = np.asarray(labels)
    estimate = np.asarray(statistic(labels), dtype=np.float64)
    drawn = simulate(
        partial(_relabelled, statistic, labels), draws=draws, seed=seed, executor=executor
    )
    mean, sd, low, high, known = _described(drawn, level)
    # Equal up to rounding is equal: sums of the same numbers in another order differ a little.
    slack = 1e-9 * np.maximum(1.0, np.abs(estimate))
    with np.errstate(divide="ignore", invalid="ignore"):
        z = np.where(sd > slack, (estimate - mean) / sd, np.nan)
    counted = np.isnan(estimate) | (known == 0)
    p_low = np.where(counted, np.nan, (1 + (drawn <= estimate + slack).sum(axis=0)) / (1 + known))
    p_high = np.where(counted, np.nan, (1 + (drawn >= estimate - slack).sum(axis=0)) / (1 + known))
    return Permutation(
        estimate=_plain(estimate),
        expected=_plain(mean),
        sd=_plain(sd),
        z=_plain(z),
        low=_plain(low),
        high=_plain(high),
        p_low=_plain(p_low),
        p_high=_plain(p_high),
        p=_plain(np.minimum(1.0, 2 * np.minimum(p_low, p_high))),
        level=level,
        draws=draws,
        undefined=int(draws - known.min(initial=draws)),
    )


def bootstrap(
    statistic: Callable[[NDArray[np.int64]], Value],
    n: int,
    *,
    draws: int = 1000,
    seed: int = 0,
    level: float = 0.95,
    executor: Executor | None = None,
) -> Bootstrap:
    """
    Give the interval in which an estimate from `n` things would lie with other such samples.

    A wide interval says that the estimate rests on few of them. The ends are percentiles of the
    draws; for very few things (below ten or so) such intervals are too narrow.

    Parameters
    ----------
    statistic : from the positions of the things drawn (0 … n - 1, with repetition) to a number
        or an array of numbers; importable where the `executor` uses processes.
    n : how many things there are.

    Raises
    ------
    ArgumentError
        for n or draws below 1, a level outside 0-1 or a seed below 0.

    References
    ----------
    Efron, B. & Tibshirani, R. J. (1993). An Introduction to the Bootstrap. Chapman & Hall,
    chapter 13.

    Examples
    --------
    >>> import numpy as np
    >>> from civicnet.inference import bootstrap
    >>> years = np.array([2.0, 3.0, 3.0, 4.0, 5.0, 6.0, 6.0, 8.0, 9.0, 14.0])
    >>> found = bootstrap(lambda rows: years[rows].mean(), len(years))
    >>> found.estimate, found.low < 6 < found.high
    (6.0, True)
    """
    _whole(n, "n", 1)
    estimate = np.asarray(statistic(np.arange(n)), dtype=np.float64)
    drawn = simulate(partial(_redrawn, statistic, n), draws=draws, seed=seed, executor=executor)
    _, sd, low, high, known = _described(drawn, level)
    return Bootstrap(
        estimate=_plain(estimate),
        sd=_plain(sd),
        low=_plain(low),
        high=_plain(high),
        level=level,
        draws=draws,
        undefined=int(draws - known.min(initial=draws)),
    )


def simulate(
    draw: Draw, *, draws: int = 1000, seed: int = 0, executor: Executor | None = None
) -> Floats:
    """
    Call `draw` many times, each with random numbers of its own, and stack what it gives.

    Draw number i takes its random numbers from (seed, i) alone, so neither the executor, nor the
    number of its workers, nor the number of draws asked for changes a single draw. Returns an
    array of shape (draws, …).

    Raises
    ------
    ArgumentError
        for draws below 1 or a seed below 0.
    """
    _whole(draws, "draws", 1)
    _whole(seed, "seed", 0)
    task = partial(_some_draws, draw, seed, draws)
    starts = range(0, draws, _CHUNK)
    parts = map(task, starts) if executor is None else executor.map(task, starts)
    return np.concatenate(list(parts))


def _some_draws(draw: Draw, seed: int, draws: int, start: int) -> Floats:
    stop = min(start + _CHUNK, draws)
    return np.array(
        [draw(np.random.default_rng([seed, i])) for i in range(start, stop)], dtype=np.float64
    )


def _relabelled(
    statistic: Callable[[NDArray[Any]], Value], labels: NDArray[Any], random: np.random.Generator
) -> Value:
    return statistic(random.permutation(labels))


def _redrawn(
    statistic: Callable[[NDArray[np.int64]], Value], n: int, random: np.random.Generator
) -> Value:
    return statistic(random.integers(0, n, n))


def _described(
    drawn: Floats, level: float
) -> tuple[Floats, Floats, Floats, Floats, NDArray[np.int64]]:
    """Give mean, standard deviation and both ends of each column, over the draws that are known."""
    if not 0 < level < 1:
        raise ArgumentError(f"level must lie between 0 and 1, as 0.95; got {level!r}")
    known = np.asarray((~np.isnan(drawn)).sum(axis=0), dtype=np.int64)
    never = known == 0
    # numpy warns of columns without any number; they are taken out and put back as NaN.
    filled = np.where(never, 0.0, drawn)
    ends = np.nanquantile(filled, [(1 - level) / 2, (1 + level) / 2], axis=0)
    found = (np.nanmean(filled, axis=0), np.nanstd(filled, axis=0), ends[0], ends[1])
    mean, sd, low, high = (np.where(never, np.nan, each) for each in found)
    return mean, sd, low, high, known


def _plain(value: Floats) -> Value:
    return value if value.ndim else float(value)


def _whole(value: int, name: str, least: int) -> None:
    if isinstance(value, bool) or not isinstance(value, int | np.integer) or value < least:
        raise ArgumentError(f"{name} must be a whole number of {least} or more; got {value!r}")
