"""Write the rows of a run as the tables of docs/benchmarks.md: `python bench/page.py ROWS.json`."""

from __future__ import annotations

import json
import math
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from races import MEASURES, Row
from targets import reached, shown

# The best that each has; of several ways the one that is the library's own.
OTHERS = {
    "scipy": ("scipy", "scipy, n times", "scipy, 5 n times"),
    "networkx": ("networkx", "networkx, cutpoints only"),
    "igraph": ("igraph", "igraph, cutpoints only"),
    "rustworkx": ("rustworkx",),
    "networkit": ("networkit",),
    "union-find": ("civicnet, union-find over all ties",),
}


def ratio(rows: Sequence[Row], names: Sequence[str]) -> str:
    """Write how many times as long another took, `≠` where it found something else."""
    row = next((x for x in rows if x.who in names), None)
    if row is None:
        return ""
    if not row.calls:
        return "–"
    if row.result.startswith("DIFFERS"):
        return "≠"
    if math.isnan(row.cpu_ratio):
        return ""
    digits = 0 if row.cpu_ratio >= 99.5 else 1 if row.cpu_ratio >= 9.95 else 2
    return f"{row.cpu_ratio:,.{digits}f}" + ("*" if "extrapolated" in row.note else "")


def tables(rows: Sequence[Row]) -> Iterator[str]:
    """Write a table for each network: our time of processor, and the ratios of the others."""
    for n in sorted({row.n for row in rows}):
        here = [row for row in rows if row.n == n]
        yield f"\n### {n:,} actors\n"
        yield f"| measure | civicnet | {' | '.join(OTHERS)} |"
        yield "|---" * (len(OTHERS) + 2) + "|"
        for measure in MEASURES:
            group = [row for row in here if row.measure == measure.name]
            ours = next((row for row in group if row.who == "civicnet" and row.calls), None)
            if ours is None or measure.name == "memory":
                continue
            ratios = " | ".join(ratio(group, names) for names in OTHERS.values())
            yield f"| `{measure.name}` | {shown(ours.cpu)} | {ratios} |"


def main(file: Path) -> None:
    """Print what was measured with what, the tables, and what is reached."""
    kept = json.loads(file.read_text(encoding="utf-8"))
    rows = [Row(**row) for row in kept["rows"]]
    print(kept["about"])
    for each in tables(rows):
        print(each)
    print("", *(f"* {each}" for each in reached(rows)), sep="\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
