"""
Time the measures side by side with other libraries, in one run: `python bench/measures.py`.

Everybody has the same network, in a process of its own. Results are compared with ours before they
are timed; then all run in turns, and medians are shown. A ratio is another's time by ours: 2.0 is
twice as long. A library that is not installed, or would need minutes, is left out and it says so.
"""

from __future__ import annotations

import argparse
import json
import math
import os
import platform
import resource
import tempfile
import time
from collections.abc import Iterable
from dataclasses import asdict
from importlib.metadata import version
from pathlib import Path

import networks
from races import MEASURES, Known, Limits, Row, installed, races
from targets import reached, shown

import civicnet
from civicnet import _kernels

SIZES = (200, 2_000, 20_000, 200_000, 1_000_000)
QUICK = (200, 2_000)


def line(row: Row) -> str:
    """Write a row of the table."""

    def number(value: float, digits: int = 0) -> str:
        if math.isnan(value):
            return ""
        return f"{value:,.{digits if value < 99 else 0}f}"

    cells = (
        f"{shown(row.cpu):>9}",
        f"{shown(row.wall):>9}",
        f"{number(row.cpu_ratio, 2):>8}",
        f"{number(row.wall_ratio, 2):>8}",
        f"{number(row.peak, 1):>8}",
        f"{row.calls or '':>5}",
        "; ".join(each for each in (row.result, row.note) if each),
    )
    return f"  {row.who:35}{' '.join(cells)}".rstrip()


def about() -> str:
    """Say what was measured with what."""
    libraries = [
        f"{name} {version(name)}" if there else f"{name}: not installed"
        for name, there in installed().items()
        if name != "civicnet"
    ]
    machine = f"{platform.system()} {platform.machine()}, {os.cpu_count()} processors"
    python = f"Python {platform.python_version()}"
    ours = f"civicnet {civicnet.__version__}, kernels {_kernels.backend()}"
    return f"{machine}, {_load()}, {python}; {ours}; {', '.join(libraries)}"


def _load() -> str:
    """Say how many processes want to run: more than processors, and clocks say little."""
    return f"load {os.getloadavg()[1]:.1f}"


def table(rows: Iterable[Row]) -> list[Row]:
    """Print rows as they come, with a heading for each measure and network."""
    kept: list[Row] = []
    words = {each.name: each.words for each in MEASURES}
    for row in rows:
        if not kept or (kept[-1].n, kept[-1].measure) != (row.n, row.measure):
            print(f"\n{row.n:,} actors, {row.n_ties:,} ties: {words[row.measure]}")
            print(f"  {'':35}      CPU      wall    × CPU   × wall  peak MB  runs  result")
        print(line(row), flush=True)
        kept.append(row)
    return kept


def main() -> None:
    """Run the races, print the table, and keep it where that is asked for."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    names = [each.name for each in MEASURES]
    parser.add_argument("sizes", nargs="*", type=int, help=f"actors; {SIZES} by default")
    parser.add_argument(
        "--measures",
        nargs="+",
        choices=names,
        metavar="MEASURE",
        help=f"these only, on whatever sizes: {', '.join(names)}",
    )
    parser.add_argument("--quick", action="store_true", help=f"short runs, {QUICK} actors")
    parser.add_argument(
        "--patience",
        type=float,
        default=Limits.patience,
        metavar="SECONDS",
        help="leave out what one call would take longer (%(default)s)",
    )
    parser.add_argument("--save", type=Path, metavar="FILE", help="write the rows as JSON, too")
    chosen = parser.parse_args()
    sizes = sorted(chosen.sizes or (QUICK if chosen.quick else SIZES))
    limits = Limits(chosen.patience, *((0.05, 3) if chosen.quick else ()))
    known, rows, begun = Known(), [], time.perf_counter()
    print(about())
    with tempfile.TemporaryDirectory(prefix="civicnet-bench-") as folder:
        # What the processes write goes with this folder, even when one of them has to be stopped.
        os.environ["TMPDIR"] = folder
        for n in sizes:
            named = chosen.measures
            measures = [x for x in MEASURES if (x.name in named if named else n <= x.largest)]
            ties = networks.people_at_tables(n)
            rows += table(races(ties, measures, limits, known, Path(folder)))
    print("", "What is to be reached", *reached(rows), sep="\n  ")
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    seconds = time.process_time() + used.ru_utime + used.ru_stime
    print(f"\n{time.perf_counter() - begun:.0f} s in all, {seconds:.0f} s of processor; {_load()}")
    if chosen.save:
        kept = {"about": about(), "rows": [asdict(row) for row in rows]}
        chosen.save.write_text(json.dumps(kept, indent=1), encoding="utf-8")


if __name__ == "__main__":
    main()
