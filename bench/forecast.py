"""
Time a forecast beside a loop with networkx, in one run: `python bench/forecast.py`.

An invented city of 300 partners and 1,000 people looks 36 months ahead in 10,000 drawn futures. The
loop does what one would write: for every month of every future the network that is left, the pairs
within two steps by a search from each partner, and the pairs with any way. A sample of months is
timed and compared with our numbers, and the whole is that many times longer.
"""

from __future__ import annotations

import argparse
import json
import platform
import statistics
import time

import networkx as nx
import numpy as np
import pandas as pd

import civicnet as cn
from civicnet import _kernels, futures, lifetimes
from civicnet.questions.forecast.forecast import forecast
from civicnet.questions.forecast.keeping import Keeping, keeping, values
from civicnet.questions.ground import ground

AT, UNTIL = "2026-11-15", "2029-11-15"
TARGET = 50


def city(partners: int, people: int, officials: int, ties: int, seed: int) -> cn.Partnership:
    """Invent a city: people in partners, some of them in office, and ties between people."""
    rng = np.random.default_rng(seed)
    bodies = np.array([f"Partner {i:04}" for i in range(partners)])
    names = np.array([f"Person {i:05}" for i in range(people)])
    home = np.concatenate([np.arange(partners), rng.integers(0, partners, people - partners)])
    drawn = rng.pareto(1.6, people) + 0.3
    ends = rng.choice(people, (2, ties), p=drawn / drawn.sum())
    ends = ends[:, home[ends[0]] != home[ends[1]]]
    last = pd.Timestamp(AT) + pd.to_timedelta(rng.integers(1, 1500, ends.shape[1]), unit="D")
    written = rng.random(ends.shape[1]) < 0.3
    rows = pd.DataFrame({
        "source": names[ends[0]],
        "target": names[ends[1]],
        "form": np.where(written, "mou", "verbal"),
        "end": np.where(written, last.strftime("%Y-%m-%d"), ""),
    })  # fmt: skip
    held = bodies[home[:officials]]
    term = pd.Timestamp(AT) + pd.to_timedelta(rng.integers(1, 1500, officials), unit="D")
    has_term = rng.random(officials) < 0.5
    office = pd.DataFrame({
        "office": "Head",
        "organization": held,
        "annual_departure": np.where(has_term, "", "0.15"),
    })  # fmt: skip
    terms = pd.DataFrame({
        "person": names[:officials],
        "office": "Head",
        "organization": held,
        "end": np.where(has_term, term.strftime("%Y-%m-%d"), ""),
        "can_stay": np.where(has_term, "0.5", ""),
    })  # fmt: skip
    return cn.Partnership.from_frames(
        people=pd.DataFrame({"person": names, "organization": bodies[home]}),
        organizations=pd.DataFrame({"organization": bodies}),
        offices=office, terms=terms, ties=rows,
    )  # fmt: skip


def sampled(p: cn.Partnership, scenarios: int, sample: int) -> tuple[list[float], int]:
    """Time the loop on some months of some futures, and check it against our numbers."""
    on = ground(p, AT, within=2)
    months = pd.date_range(AT, UNTIL, freq="ME")
    days = [pd.Timestamp(AT), *(x + pd.Timedelta(days=1) for x in months)]
    kept = keeping(on, futures.prospects(p, on.now, days[-1]), days)
    drawn = futures.weights(kept.on.units, days, scenarios=scenarios)
    rng = np.random.default_rng(1)
    rows = rng.integers(scenarios, size=sample)
    looked_at = rng.integers(1, len(days), size=sample).tolist()
    ours = values(kept, drawn.units, drawn.over[rows], only=("pairs_within", "pairs_connected"))
    left = _left(kept, drawn, rows)
    took = []
    for i, day in enumerate(looked_at):
        pairs = kept.reach.ends[left[i] > day]
        start = time.perf_counter()
        found = _by_networkx(len(kept.reach.bodies), pairs)
        took.append(time.perf_counter() - start)
        if found != tuple(ours[i, day]):
            raise SystemExit(f"not the same: {found} and {tuple(ours[i, day])}")
    return took, len(days) - 1


def _left(kept: Keeping, drawn: futures.Futures, rows: np.ndarray) -> futures.Days:
    """Tell until when each tied pair is, in some futures."""
    never = len(kept.days)
    gone = futures.away(kept.on, drawn.units, drawn.over[rows], never)
    carriers = futures.carriers(kept.reach, kept.on, gone, never)
    return lifetimes.ties(kept.reach, carriers, kept.ended, never)


def _by_networkx(size: int, pairs: np.ndarray) -> tuple[float, float]:
    graph = nx.Graph()
    graph.add_nodes_from(range(size))
    graph.add_edges_from(pairs.tolist())
    near = sum(len(nx.single_source_shortest_path_length(graph, v, cutoff=2)) - 1 for v in graph)
    pieces = [len(piece) for piece in nx.connected_components(graph)]
    return near / 2, sum(n * (n - 1) for n in pieces) / 2


def main() -> None:
    """Run the comparison and print it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--partners", type=int, default=300)
    parser.add_argument("--people", type=int, default=1_000)
    parser.add_argument("--officials", type=int, default=150)
    parser.add_argument("--ties", type=int, default=3_000)
    parser.add_argument("--scenarios", type=int, default=10_000)
    parser.add_argument("--sample", type=int, default=60, help="months the loop is timed on")
    parser.add_argument("--json", action="store_true", help="print one line of JSON")
    asked = parser.parse_args()
    p = city(asked.partners, asked.people, asked.officials, asked.ties, seed=7)
    forecast(p, "2026-12-31", at=AT, scenarios=10)  # what is loaded once is loaded now
    before = sampled(p, asked.scenarios, asked.sample // 2)[0]
    start, cpu = time.perf_counter(), time.process_time()
    found = forecast(p, UNTIL, at=AT, scenarios=asked.scenarios)
    wall, cpu = time.perf_counter() - start, time.process_time() - cpu
    # The loop is timed before and after, since other programs slow the computer now and then.
    after, months = sampled(p, asked.scenarios, asked.sample - asked.sample // 2)
    each = statistics.median([*before, *after])
    whole = each * asked.scenarios * months
    said = {
        "kernels": _kernels.backend(), "python": platform.python_version(),
        "partners": asked.partners, "people": asked.people, "scenarios": asked.scenarios,
        "months": months, "sampled": asked.sample, "civicnet_s": round(wall, 2),
        "civicnet_cpu_s": round(cpu, 2), "networkx_ms_a_month": round(1e3 * each, 2),
        "networkx_s": round(whole), "ratio": round(whole / wall), "target": TARGET,
    }  # fmt: skip
    if asked.json:
        print(json.dumps(said))
        return
    print(found.title)
    print(found.summary[1])
    for name, value in said.items():
        print(f"{name.replace('_', ' '):>22}  {value:,}" if isinstance(value, int | float)
              else f"{name.replace('_', ' '):>22}  {value}")  # fmt: skip


if __name__ == "__main__":
    main()
