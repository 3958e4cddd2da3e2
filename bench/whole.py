"""Whole processes, from files to an answer: `python whole.py LIBRARY FOLDER` is one of them."""

from __future__ import annotations

import json
import math
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from functools import partial
from importlib.util import find_spec
from itertools import pairwise
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

import networks
import numpy as np
from networks import Ties
from workers import Library, Run, Runs, peak_memory

# How a library makes its network of two frames, and what it then finds: cutpoints, pairs lost.
Way = tuple[Callable[[Any, Any], Any], Callable[[Any], tuple[float, ...]]]

ACTORS_OF_MAP = 300


def write_parquet(ties: Ties, folder: Path) -> None:
    """Write actors by name, and links between names with a weight."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    names = pa.array([f"Person {i}" for i in range(ties.n)])
    ends = {"source": names.take(pa.array(ties.one)), "target": names.take(pa.array(ties.other))}
    weight = pa.array(networks.strengths(ties).astype(np.float64))
    pq.write_table(pa.table({"actor": names}), folder / "actors.parquet")
    pq.write_table(pa.table({**ends, "weight": weight}), folder / "links.parquet")


def _civicnet() -> Way:
    from civicnet import fragmentation
    from civicnet.network import Network

    def answer(network: Network) -> tuple[float, ...]:
        found = fragmentation.removals(network)
        return float(found["is_cutpoint"].sum()), float(found["pairs_lost"].sum())

    return Network.from_links, answer


def _networkx() -> Way:
    import networkx as nx

    def make(actors: Any, links: Any) -> Any:
        graph = nx.from_pandas_edgelist(links, edge_attr="weight")
        graph.add_nodes_from(actors["actor"])
        return graph

    return make, lambda graph: (sum(1 for _ in nx.articulation_points(graph)),)


def _igraph() -> Way:
    import igraph

    def make(actors: Any, links: Any) -> Any:
        return igraph.Graph.DataFrame(links, directed=False, vertices=actors, use_vids=False)

    return make, lambda graph: (len(graph.articulation_points()),)


WAYS: Mapping[str, Callable[[], Way]] = {
    "civicnet": _civicnet,
    "networkx": _networkx,
    "igraph": _igraph,
}


def main(library: str, folder: Path) -> None:
    """Read the two files, answer, and print what was found, the steps, and the peak of memory."""
    import pandas as pd

    times = [time.perf_counter()]
    make, answer = WAYS[library]()
    times.append(time.perf_counter())
    given = [pd.read_parquet(folder / f"{each}.parquet") for each in ("actors", "links")]
    times.append(time.perf_counter())
    network = make(*given)
    # A network that does not need its frames need not keep them.
    given.clear()
    times.append(time.perf_counter())
    found = answer(network)
    times.append(time.perf_counter())
    steps = [after - before for before, after in pairwise(times)]
    print(json.dumps({"found": found, "steps": steps, "peak": peak_memory()}))


def _parquet(ties: Ties, _held: None) -> Runs:
    from civicnet import _kernels

    more = networks.people_at_tables(ties.n, ties_each=10)
    folder = Path(mkdtemp(prefix="bench-"))
    write_parquet(more, folder)

    def kernel() -> _kernels.Removals:
        starts, contacts = more.rows
        return _kernels.removals(starts, contacts)

    def process(library: str) -> Any:
        command = [sys.executable, __file__, library, str(folder)]
        ended = subprocess.run(command, check=True, capture_output=True)  # noqa: S603 - our own words
        return json.loads(ended.stdout)

    def steps(said: Any) -> str:
        names = ("imports", "reading", "network", "measure")
        return ", ".join(f"{x} {s:.1f} s" for x, s in zip(names, said["steps"], strict=True))

    def run(library: str) -> Run:
        return Run(
            partial(process, library),
            lambda said: np.array(said["found"], dtype=float),
            part=None if library == "civicnet" else np.arange(1),
            note=steps,
            peak=lambda said: float(said["peak"]),
        )

    runs: dict[str, Run | str] = {
        "civicnet": run("civicnet"),
        "the kernel alone, of arrays": Run(
            kernel, lambda found: np.array([(found.pieces > 1).sum(), found.pairs_lost.sum()])
        ),
    }
    for library, most in (("igraph", 200_000), ("networkx", 20_000)):
        if find_spec(library) is not None:
            fits = ties.n <= most
            runs[f"{library}, cutpoints only"] = run(library) if fits else "would take minutes"
    return runs


def _commands(_ties: Ties, _held: None) -> Runs:
    import pandas as pd

    ties = networks.people_at_tables(ACTORS_OF_MAP)
    folder = Path(mkdtemp(prefix="bench-"))
    names = np.array([f"Organization {i}" for i in range(ties.n)], dtype=object)
    sectors = [f"Sector {i % 7}" for i in range(ties.n)]
    organizations = pd.DataFrame({"organization": names, "sector": sectors})
    organizations.to_csv(folder / "organizations.csv", index=False)
    links = pd.DataFrame({"source": names[ties.one], "target": names[ties.other]})
    links.to_csv(folder / "ties.csv", index=False)

    def civicnet(*words: str) -> Run:
        command = [sys.executable, "-m", "civicnet", *words]
        call = partial(subprocess.run, command, check=True, capture_output=True)
        return Run(call, lambda _: np.zeros(0), peak=lambda _: math.nan)

    drawn = civicnet("map", str(folder), "-o", str(folder / "map.html"))
    return {"--help": civicnet("--help"), f"map of {ACTORS_OF_MAP} actors": drawn}


def of_processes() -> Library:
    """Give what is measured as whole processes."""
    return Library(lambda _ties: None, {"parquet": _parquet, "commands": _commands})


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]))
