"""`Network`: who is linked with whom as flat arrays, and the way to and from networkx."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from civicnet.errors import ArgumentError

if TYPE_CHECKING:
    import networkx as nx

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]


@dataclass(frozen=True, eq=False, repr=False)
class Network:
    """
    A network as compressed sparse rows with labels; never changed after it is made.

    `labels[i]` names actor i; its contacts are `indices[indptr[i]:indptr[i + 1]]`, in rising
    order, with `weights` beside them (strength of contact, never a distance; 1 where nothing is
    known). An undirected link stands in both rows; a directed one only in its source's. `link`
    gives for each entry the row of `links` it comes from, so that parallel ties stay apart.

    `actors` has one row per label, in order, with the attributes of actors; `links` one row per
    link with the columns `source`, `target` (labels), `weight` and the attributes of links.
    """

    labels: tuple[str, ...]
    indptr: Ints
    indices: Ints
    weights: Floats
    link: Ints
    directed: bool
    parallel: bool
    actors: pd.DataFrame
    links: pd.DataFrame

    @classmethod
    def from_links(
        cls,
        actors: pd.DataFrame,
        links: pd.DataFrame,
        *,
        directed: bool = False,
        parallel: bool = False,
    ) -> Network:
        """
        Build a network from a frame of actors (column `actor`) and one of links.

        `links` needs `source` and `target`; `weight` is 1 where it is missing or blank. A column
        `mutual` (booleans) makes single links of a directed network go both ways. With
        `parallel=False` the caller has joined parallel links already.
        """
        labels = tuple(actors["actor"])
        position = {label: i for i, label in enumerate(labels)}
        if len(position) != len(labels):
            raise ArgumentError("two actors have the same name; names must differ")
        if "weight" not in links:
            links = links.assign(weight=1.0)
        source = np.array([position[x] for x in links["source"]], dtype=np.int64)
        target = np.array([position[x] for x in links["target"]], dtype=np.int64)
        weight = links["weight"].fillna(1.0).to_numpy(dtype=np.float64)
        rows = np.arange(len(links), dtype=np.int64)
        both = np.full(len(links), not directed)
        if directed and "mutual" in links:
            both = links["mutual"].to_numpy(dtype=bool)
        both = both & (source != target)
        ends = np.concatenate([source, target[both]])
        others = np.concatenate([target, source[both]])
        weight = np.concatenate([weight, weight[both]])
        rows = np.concatenate([rows, rows[both]])
        order = np.lexsort((rows, others, ends))
        counts = np.bincount(ends, minlength=len(labels))
        return cls(
            labels=labels,
            indptr=np.concatenate([[0], np.cumsum(counts)]).astype(np.int64),
            indices=others[order],
            weights=weight[order],
            link=rows[order],
            directed=directed,
            parallel=parallel,
            actors=actors.reset_index(drop=True),
            links=links.reset_index(drop=True),
        )

    def __len__(self) -> int:
        return len(self.labels)

    @cached_property
    def position(self) -> dict[str, int]:
        """Where each label stands."""
        return {label: i for i, label in enumerate(self.labels)}

    @property
    def n_links(self) -> int:
        """How many links there are, parallel ones counted each."""
        return len(self.links)

    def contacts(self, actor: str) -> list[str]:
        """Name the contacts of an actor, each once, in the order of the labels."""
        i = self.position[actor]
        return [
            self.labels[j] for j in np.unique(self.indices[self.indptr[i] : self.indptr[i + 1]])
        ]

    def to_networkx(self) -> nx.Graph:
        """
        Give the network as a networkx graph, with attributes as plain Python values.

        A Graph or DiGraph; a MultiGraph or MultiDiGraph where parallel links are kept. In a
        directed graph a mutual link becomes two edges. Blank attributes are left out.
        """
        import networkx as nx

        kind = {
            (False, False): nx.Graph,
            (True, False): nx.DiGraph,
            (False, True): nx.MultiGraph,
            (True, True): nx.MultiDiGraph,
        }[self.directed, self.parallel]
        graph = kind()
        for label, row in zip(
            self.labels, _records(self.actors.drop(columns="actor")), strict=True
        ):
            graph.add_node(label, **row)
        attributes = self.links.drop(columns=["source", "target", "mutual"], errors="ignore")
        mutual = self.links["mutual"] if "mutual" in self.links else [False] * len(self.links)
        ends = zip(self.links["source"], self.links["target"], mutual, strict=True)
        for (source, target, both), row in zip(ends, _records(attributes), strict=True):
            graph.add_edge(source, target, **row)
            if self.directed and both and source != target:
                graph.add_edge(target, source, **row)
        return graph

    @classmethod
    def from_networkx(cls, graph: nx.Graph, weight: str | None = None) -> Network:
        """
        Make a network from a networkx graph, which is not changed.

        `weight` names the edge attribute that holds the strength of contact; without it every
        link weighs 1. Nodes keep the graph's order; their names become texts.

        Raises
        ------
        ArgumentError
            where two nodes have the same text, or a weight is not a number above zero.
        """
        names = {node: str(node) for node in graph}
        if len(set(names.values())) != len(names):
            twice = sorted(name for name, times in Counter(names.values()).items() if times > 1)
            raise ArgumentError(f"two nodes have the same name as text: {', '.join(twice[:3])}")
        actors = pd.DataFrame([{"actor": names[n], **graph.nodes[n]} for n in graph])
        if not len(actors):
            actors = pd.DataFrame({"actor": pd.Series([], dtype=object)})
        rows = []
        for source, target, data in graph.edges(data=True):
            value = data.get(weight, 1.0) if weight else 1.0
            try:
                number = float(value)
            except (TypeError, ValueError):
                number = -1.0
            if not number > 0 or number == float("inf"):
                raise ArgumentError(
                    f"the {weight} of {names[source]} and {names[target]} is {value!r}; "
                    "a weight is a number above zero"
                )
            rest = {k: v for k, v in data.items() if k not in ("source", "target", "weight")}
            rows.append(
                {"source": names[source], "target": names[target], "weight": number, **rest}
            )
        links = pd.DataFrame(rows, columns=None if rows else ["source", "target", "weight"])
        return cls.from_links(
            actors, links, directed=graph.is_directed(), parallel=graph.is_multigraph()
        )

    def __repr__(self) -> str:
        kind = "directed" if self.directed else "undirected"
        return f"Network({len(self)} actors, {self.n_links} links, {kind})"


def _records(frame: pd.DataFrame) -> list[dict[str, Any]]:
    """Give rows as dictionaries of plain values, without what is missing."""
    columns: list[Sequence[Any]] = [frame[name].tolist() for name in frame.columns]
    names = [str(name) for name in frame.columns]
    rows = zip(*columns, strict=True) if columns else ([] for _ in range(len(frame)))
    return [
        {name: value for name, value in zip(names, row, strict=True) if not _blank(value)}
        for row in rows
    ]


def _blank(value: Any) -> bool:
    return (
        value is None
        or value == ()
        or (not isinstance(value, tuple | list | dict) and bool(pd.isna(value)))
    )
