"""
Time `risks` beside recomputing every departure with networkx, in one run: `python bench/risks.py`.

A made partnership of 300 organizations and 1,000 people, five ties a person as in the other
benchmarks, with seats, agreements and assets.
networkx rebuilds the network of organizations without each person and counts the pairs within two
steps and those with any way; of a sample of the people, since all would take minutes, and its time
is scaled up. Its numbers are compared with ours for everybody in the sample before anything is
said. A ratio is its time by ours, the processor's time of one process each.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Sequence

import networkx as nx
import numpy as np
import pandas as pd

import civicnet as cn
from civicnet import _kernels, bodies

AT = "2026-11-15"
LEAST = 50
TABLES = 20


def made(n_bodies: int, n_people: int, n_ties: int, seed: int) -> cn.Partnership:
    """Make a partnership: few people hold many ties, a fifth of the ties are written down."""
    random = np.random.default_rng(seed)
    organizations = [f"Organization {i:04d}" for i in range(n_bodies - TABLES)]
    tables = [f"Table {i:02d}" for i in range(TABLES)]
    people = np.array([f"Person {i:05d}" for i in range(n_people)], dtype=object)
    homes = random.integers(0, len(organizations), n_people)
    active = random.pareto(1.5, n_people) + 0.1
    one = random.choice(n_people, n_ties, p=active / active.sum())
    two = random.integers(0, n_people, n_ties)
    apart = homes[one] != homes[two]
    forms = np.where(random.random(n_ties) < 0.2, "mou", "verbal")
    ties = pd.DataFrame({"source": people[one], "target": people[two], "form": forms})[apart]
    seated = random.choice(n_people, 15 * TABLES)
    seats = pd.DataFrame({"table": np.repeat(tables, 15), "actor": people[seated]})
    holders = random.choice(n_people, n_people // 5, replace=False)
    assets = pd.DataFrame(
        {
            "asset": [f"Asset {i}" for i in range(len(holders))],
            "kind": random.choice(["funding", "data", "convening", "space"], len(holders)),
            "holder": people[holders],
            "amount": random.integers(1, 90, len(holders)) * 1000,
            "unit": "USD",
        }
    )
    homes_of = pd.DataFrame({"person": people, "organization": np.array(organizations)[homes]})
    kinds = ["organization"] * len(organizations) + ["table"] * TABLES
    return cn.Partnership.from_frames(
        people=homes_of,
        organizations=pd.DataFrame({"organization": [*organizations, *tables], "kind": kinds}),
        ties=ties.drop_duplicates(["source", "target"]),
        seats=seats.drop_duplicates(),
        assets=assets,
    )


def with_networkx(p: cn.Partnership, people: Sequence[str]) -> tuple[list[tuple[int, ...]], float]:
    """Rebuild the network without each person: pairs of others and own lost, cut; and the time."""
    links = bodies.links(p, AT)
    links = links[links["source"] != links["target"]]
    columns = ("source", "target", "source_people", "target_people")
    rows = list(zip(*(links[c] for c in columns), strict=True))
    homes = dict(zip(p.people["person"], p.people["organization"], strict=True))
    before = _pairs(_graph(rows, p, ""))
    start = time.process_time()
    found = []
    for person in people:
        near, connected = _pairs(_graph(rows, p, person))
        gone = before[0] - near
        own = sum(homes[person] in pair for pair in gone)
        found.append((len(gone) - own, own, before[1] - connected))
    return found, time.process_time() - start


def _graph(rows: Sequence[tuple], p: cn.Partnership, gone: str) -> nx.Graph:
    graph = nx.Graph()
    graph.add_nodes_from(p.organizations["organization"])
    for one, two, *sides in rows:
        if all(not side or set(side) - {gone} for side in sides):
            graph.add_edge(one, two)
    return graph


def _pairs(graph: nx.Graph) -> tuple[set[tuple[str, str]], int]:
    near = {
        (one, two)
        for one, reached in nx.all_pairs_shortest_path_length(graph, cutoff=2)
        for two in reached
        if one < two
    }
    sizes = [len(piece) for piece in nx.connected_components(graph)]
    return near, sum(size * (size - 1) // 2 for size in sizes)


def main() -> None:
    """Compare, time, and tell."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    parser.add_argument("--bodies", type=int, default=300)
    parser.add_argument("--people", type=int, default=1000)
    parser.add_argument("--ties", type=int, default=5000)
    parser.add_argument(
        "--checked", type=int, default=4, help="departures a round done with networkx"
    )
    parser.add_argument("--rounds", type=int, default=5, help="times ours is repeated")
    asked = parser.parse_args()
    random = np.random.default_rng(0)
    ours, theirs, some = [], [], []
    for _ in range(asked.rounds):
        p = made(asked.bodies, asked.people, asked.ties, seed=0)  # anew: nothing is remembered
        start = time.process_time()
        found = cn.risks(p, AT).people.set_index("actor")
        ours.append(time.process_time() - start)
        # In turns, so that both meet the machine as busy.
        part = sorted(random.choice(found.index.to_numpy(), asked.checked, replace=False))
        numbers, seconds = with_networkx(p, part)
        some += list(zip(part, numbers, strict=True))
        theirs.append(seconds / len(part) * len(found))
    columns = ["within_lost_others", "within_lost_own", "pairs_cut"]
    for person, numbers in some:
        same = tuple(found.loc[person, columns].astype(int))
        if same != numbers:
            raise SystemExit(f"{person}: ours {same}, networkx {numbers}")
    whole, mine = float(np.median(theirs)), float(np.median(ours))
    print(f"{asked.bodies} bodies, {len(found)} people, {len(p.ties)} ties, {len(p.seats)} seats")
    print(f"kernels {_kernels.backend()}; {len(some)} departures are the same with networkx")
    print(f"risks {mine:.2f} s; networkx {whole:.0f} s ({len(some)} departures scaled up)")
    reached = "reached" if whole / mine >= LEAST else "MISSED"
    print(f"ratio {whole / mine:.0f} x (at least {LEAST} x: {reached})")


if __name__ == "__main__":
    main()
