"""`Network`: who is linked with whom as flat arrays, and the way to and from networkx."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.sparse import csr_array

from civicnet.cells import nearest
from civicnet.errors import ArgumentError, UnknownActorError

if TYPE_CHECKING:
    import networkx as nx

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Small = NDArray[np.int32]


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
    link: Small
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

        Raises
        ------
        ArgumentError
            where two actors have the same name, or a link lacks an end.
        UnknownActorError
            where a link names nobody of `actors`.
        """
        labels = tuple(actors["actor"].tolist())
        names = pd.Index(labels, dtype=object)
        if not names.is_unique:
            raise ArgumentError("two actors have the same name; names must differ")
        source, target = (_places(names, links[end]) for end in ("source", "target"))
        if "weight" not in links:
            links = links.assign(weight=1.0)
        weight = links["weight"].fillna(1.0).to_numpy(dtype=np.float64)
        back = source != target
        if directed:
            back &= links["mutual"].to_numpy(dtype=bool) if "mutual" in links else False
        # Every link there and back, one after the other, without the ways that it does not go.
        goes = np.column_stack([np.ones(len(links), dtype=bool), back]).ravel()
        indptr, indices, link = in_rows(
            np.column_stack([source, target]).ravel()[goes],
            np.column_stack([target, source]).ravel()[goes],
            np.repeat(np.arange(len(links), dtype=np.int32), 2)[goes],
            len(labels),
        )
        return cls(
            labels=labels,
            indptr=indptr,
            indices=indices,
            weights=ones(len(link)) if (weight == 1).all() else weight[link],
            link=link,
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
        refuse_namesakes(names.values())
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


def refuse_namesakes(texts: Collection[str]) -> None:
    """Raise ArgumentError where nodes that differ, such as 1 and "1", have one text."""
    if len(set(texts)) < len(texts):
        twice = sorted(text for text, times in Counter(texts).items() if times > 1)
        raise ArgumentError(
            f"two nodes have the same name as text: {', '.join(twice[:3])}; "
            "rename one with networkx.relabel_nodes"
        )


def ones(size: int) -> Floats:
    """Weigh each of so many entries 1: one number stands for all, so it cannot be written to."""
    return np.broadcast_to(np.float64(1.0), size)


def _places(names: pd.Index, ends: pd.Series) -> Small:
    """Find where the ends of links stand among the names of the actors."""
    if ends.dtype == object:
        places = names.get_indexer(ends)
    else:
        # Texts that pandas keeps in a form of its own become Python's once each, not once a link.
        which, distinct = pd.factorize(ends)
        places = np.append(names.get_indexer(distinct), -1)[which]
    if len(lost := np.flatnonzero(places < 0)):
        name = ends.iloc[lost[0]]
        if pd.isna(name):
            raise ArgumentError(f"the {ends.name} of link {lost[0] + 1} is blank")
        raise UnknownActorError(str(name), nearest(str(name), [str(each) for each in names]))
    return np.asarray(places, dtype=np.int32)


def in_rows(
    ends: Ints | Small, others: Ints | Small, entries: Small, size: int
) -> tuple[Ints, Ints, Small]:
    """
    Put entries in the order of their ends, then of the others, else as they come.

    Gives where each row starts, the others, and the entries. Turning a sparse matrix from rows to
    columns sorts by counting: linear where comparing takes ten times as long.
    """
    each = np.arange(len(entries) + 1, dtype=np.int32)
    by_other = csr_array((entries, others, each), shape=(len(entries), size)).tocsc()
    ends = ends[by_other.indices]
    rows = csr_array((by_other.data, ends, by_other.indptr), shape=(size, size)).tocsc()
    return rows.indptr.astype(np.int64), rows.indices.astype(np.int64), rows.data


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
