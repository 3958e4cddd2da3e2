"""Read the graphs that other tools were asked about, what they said, and compare."""

import csv
import json

import networkx as nx
import pandas as pd
import pytest

ORACLES = (
    "padgett_marriage", "padgett_business", "krackhardt_advice", "karate",
    "tobacco_indiana_collab", "emon_mtsthelens", "g9_iso",
)  # fmt: skip


def oracle_graph(shared, name):
    """Read one of the graphs that other tools were asked about."""
    folder = shared / "oracles" / "graphs"
    meta = json.loads((folder / "meta.json").read_text(encoding="utf-8"))[name]
    graph = nx.DiGraph() if meta["directed"] else nx.Graph()
    with (folder / f"{name}_nodes.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            graph.add_node(row["id"], **row)
    with (folder / f"{name}_edges.csv").open(encoding="utf-8", newline="") as file:
        graph.add_edges_from((row["from"], row["to"]) for row in csv.DictReader(file))
    return graph


def oracle_values(shared, file):
    """Read what a tool said, a row an actor."""
    frame = pd.read_csv(shared / "oracles" / "values" / file, dtype={"id": str})
    return frame.set_index("id")


def oracle_whole(shared, name, tool):
    """Read what a tool ("R" or "py") said of a whole graph."""
    file = shared / "oracles" / "values" / f"{name}_graph_{tool}.json"
    return json.loads(file.read_text(encoding="utf-8"))


def values(frame, column=None):
    """Give a measure as a dictionary from actor, or name of the measure, to value."""
    names = frame["actor" if "actor" in frame else "measure"]
    return dict(zip(names, frame[column or frame.columns[1]]))


def by_text(found):
    """Name actors by the text of their nodes."""
    return {str(actor): value for actor, value in found.items()}


def same(found, expected, digits=1e-12):
    """Compare two dictionaries of numbers; NaN equals NaN."""
    assert found.keys() == expected.keys()
    for actor, value in expected.items():
        assert found[actor] == pytest.approx(value, rel=digits, abs=digits, nan_ok=True), actor


def compared(found, theirs, digits=1e-9):
    """Compare a measure with a column of another tool; their blanks are not compared."""
    theirs = theirs[theirs.notna()]
    assert len(theirs) > 0
    same({actor: found[actor] for actor in theirs.index}, theirs.to_dict(), digits)
