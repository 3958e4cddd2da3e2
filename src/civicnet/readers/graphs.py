"""An nx.Graph as raw tables: its nodes are actors, its edges ties."""

from __future__ import annotations

from collections.abc import Hashable, Iterable

import networkx as nx

from civicnet import headers
from civicnet.network import refuse_namesakes
from civicnet.readers.celltext import as_text
from civicnet.readers.grid import apart
from civicnet.tables import Table, table


def tables_from_graph(graph: nx.Graph) -> tuple[Table, ...]:
    """
    Give a graph as a table of actors and a table of ties; the graph is left as it is.

    Node ids become text and are the names, unless they are numbers and every node has a `label`
    or `name`, which is then the name and the number its id. Attributes become columns, one that
    would be taken for a name or an end of a tie under a name of its own ("label (attribute)").
    Parallel edges are kept; a text key of a multigraph is the relation where no attribute is.

    Raises
    ------
    ArgumentError: two nodes look alike as text, such as 1 and "1".
    """
    ids = {node: as_text(node) for node in graph}
    refuse_namesakes(ids.values())
    name_key = _name_key(graph)
    names = {n: as_text(d[name_key]) for n, d in graph.nodes(data=True)} if name_key else ids
    return (
        apart(_actors(graph, ids, names, name_key)),
        apart(_ties(graph, ids, names, named=bool(name_key))),
    )


def _name_key(graph: nx.Graph) -> str:
    """Find the attribute that names the nodes where they themselves are only numbers."""
    if not all(isinstance(node, int) for node in graph):
        return ""
    for key in ("label", "name"):
        if len(graph) and all(as_text(d.get(key)).strip() for _, d in graph.nodes(data=True)):
            return key
    return ""


def _keys(attributes: Iterable[dict[str, object]], without: str = "") -> list[str]:
    found = dict.fromkeys(key for each in attributes for key in each)
    return [key for key in found if key != without]


def _actors(
    graph: nx.Graph, ids: dict[Hashable, str], names: dict[Hashable, str], name_key: str
) -> Table:
    keys = _keys((d for _, d in graph.nodes(data=True)), name_key)
    own = ["actor", "id"] if name_key else ["actor"]
    records = [
        [names[node], *([ids[node]] if name_key else []), *(as_text(d.get(key)) for key in keys)]
        for node, d in graph.nodes(data=True)
    ]
    header = [*own, *map(as_text, keys)]
    return table("", header, records, sheet="actors", frame="actors", header_row=0)


def _ties(
    graph: nx.Graph, ids: dict[Hashable, str], names: dict[Hashable, str], *, named: bool
) -> Table:
    edges = (
        list(graph.edges(keys=True, data=True))
        if graph.is_multigraph()
        else [(u, v, "", d) for u, v, d in graph.edges(data=True)]
    )
    keys = _keys(d for *_, d in edges)
    own = ["source", "target"]
    own += ["source_id", "target_id"] if named else []
    own += [] if "directed" in keys else ["directed"]
    says = headers.match(headers.TABLES["ties"], [as_text(key) for key in keys]).values()
    keyed = "relation" not in says and any(isinstance(key, str) and key for _, _, key, _ in edges)
    own += ["relation"] if keyed else []
    directed = "yes" if graph.is_directed() else "no"
    records = []
    for source, target, key, data in edges:
        record = [names[source], names[target]]
        record += [ids[source], ids[target]] if named else []
        record += [] if "directed" in keys else [directed]
        record += [key if isinstance(key, str) else ""] if keyed else []
        records.append(record + [as_text(data.get(each)) for each in keys])
    header = [*own, *map(as_text, keys)]
    return table("", header, records, sheet="ties", frame="ties", header_row=0)
