"""What is to be reached, and whether the rows of a run reach it."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from races import Row

Rows = Sequence[Row]

UNITS = ((1.0, "s"), (1e-3, "ms"), (1e-6, "µs"))
ALL_TIES = "civicnet, union-find over all ties"
TWO_THREADS = "civicnet, 2 threads"


@dataclass(frozen=True)
class Target:
    """What is to be reached: in words, the bound and its unit, what was found and beside it."""

    words: str
    bound: float
    unit: str
    found: Callable[[Rows], float]
    beside: Callable[[Rows], str] = lambda _: ""


def shown(seconds: float) -> str:
    """Write a time in the unit that fits."""
    if math.isnan(seconds):
        return ""
    unit, name = next((x for x in UNITS if seconds >= x[0]), UNITS[-1])
    digits = 0 if seconds / unit >= 100 else 1 if seconds / unit >= 10 else 2
    return f"{seconds / unit:.{digits}f} {name}"


def reached(rows: Rows) -> Iterator[str]:
    """Say of each target that was measured whether it is reached."""
    for target in TARGETS:
        value = target.found(rows)
        if math.isnan(value):
            continue
        # Ratios are to be large, all else small.
        least = target.unit == "×"
        good = value >= target.bound if least else value <= target.bound
        number = f"{value:,.0f}" if value >= 100 else f"{value:.3g}"
        yield (
            f"{target.words:58} at {'least' if least else 'most'} {target.bound:,g} {target.unit}: "
            f"{number} {target.unit}{target.beside(rows)}, {'reached' if good else 'NOT REACHED'}"
        )


def _row(rows: Rows, measure: str, n: int | None, who: str) -> Row:
    """Find a row; `n=None` is of whatever size."""
    found = (x for x in rows if (x.measure, x.who) == (measure, who) and n in (None, x.n))
    return next(found, Row(n or 0, 0, measure, who))


def _ratio(
    words: str,
    bound: float,
    measure: str,
    other: str,
    *,
    n: int = 2_000,
    ours: str = "civicnet",
    clock: str = "cpu",
) -> Target:
    def found(rows: Rows) -> float:
        slow, quick = (_row(rows, measure, n, who) for who in (other, ours))
        same = not slow.result.startswith("DIFFERS")
        return float(getattr(slow, clock) / getattr(quick, clock)) if same else math.nan

    return Target(f"{words}, {n:,}", bound, "×", found)


def _seconds(words: str, bound: float, measure: str, n: int | None, who: str) -> Target:
    def beside(rows: Rows) -> str:
        return f" ({shown(_row(rows, measure, n, who).cpu)} of processor)"

    return Target(words, bound, "s", lambda rows: _row(rows, measure, n, who).wall, beside)


def _bytes(column: str) -> Callable[[Rows], float]:
    def found(rows: Rows) -> float:
        ours = [getattr(x, column) for x in rows if (x.measure, x.who) == ("memory", "civicnet")]
        return float(ours[-1]) if ours else math.nan

    return found


def _gigabytes(rows: Rows) -> float:
    return _row(rows, "parquet", 1_000_000, "civicnet").peak / 1024


TARGETS = (
    _ratio("pairs lost at every removal: scipy n times", 1_000, "removals", "scipy, n times"),
    _ratio("sets drawn uniformly: union-find", 100, "scenarios", ALL_TIES, n=20_000),
    _ratio("sets drawn by degree: union-find", 30, "scenarios-by-degree", ALL_TIES, n=20_000),
    _ratio("harmonic: igraph", 15, "harmonic", "igraph"),
    _ratio("constraint and effective size: networkx", 20, "constraint", "networkx"),
    _ratio("constraint and effective size: igraph", 2, "constraint", "igraph"),
    _ratio(
        "betweenness, two threads, wall: igraph",
        1.3,
        "betweenness",
        "igraph",
        ours=TWO_THREADS,
        clock="wall",
    ),
    _ratio(
        "betweenness, two threads, wall: networkx",
        50,
        "betweenness",
        "networkx",
        ours=TWO_THREADS,
        clock="wall",
    ),
    _ratio("frames to a network, 200,000 ties: networkx", 8, "frames", "networkx", n=20_000),
    Target("arrays of a network", 32, "bytes a tie", _bytes("bytes_a_tie")),
    Target(
        "arrays of a network, with strengths", 32, "bytes a tie", _bytes("bytes_with_strengths")
    ),
    _seconds(
        "10,000,000 ties from Parquet to removals: wall", 60, "parquet", 1_000_000, "civicnet"
    ),
    Target("10,000,000 ties from Parquet to removals: memory", 4, "GB", _gigabytes),
    _seconds("civicnet map of 300 actors: wall", 4, "commands", None, "map of 300 actors"),
    _seconds("civicnet --help: wall", 0.35, "commands", None, "--help"),
)
