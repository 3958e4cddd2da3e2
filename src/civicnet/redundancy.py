"""How many ways hold actors together: independent paths, and groups that no few can part."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from civicnet import _kernels, arrays
from civicnet.errors import ArgumentError
from civicnet.pieces import pieces

if TYPE_CHECKING:
    import networkx as nx

    from civicnet.network import Network

Ints = NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class Connectivity:
    """
    How two sides are linked.

    Attributes
    ----------
    source, target : the actors of each side.
    n_paths : how many ways there are that share nobody between the two.
    direct : how many of them are direct ties.
    cut : a smallest set of others without whom only the direct ties are left; () where nobody is
        between the two.
    paths : one row per way: `path` (int, from 1), `n_steps` (int), `actors` (tuple of str, from
        end to end), shortest first.
    """

    source: tuple[str, ...]
    target: tuple[str, ...]
    n_paths: int
    direct: int
    cut: tuple[str, ...]
    paths: pd.DataFrame

    @property
    def summary(self) -> tuple[str, ...]:
        """Say in plain sentences how many would have to leave before the connection is lost."""
        one, two = " and ".join(self.source), " and ".join(self.target)
        if not self.n_paths:
            return (f"Nothing connects {one} with {two}.",)
        ways = "1 way" if self.n_paths == 1 else f"{self.n_paths} ways that share nobody between"
        if self.direct:
            then = "A direct tie is among them, so no departure of others parts the two."
        elif len(self.cut) == 1:
            then = f"They lose all connection if {self.cut[0]} leaves."
        else:
            then = (
                f"{len(self.cut)} others would have to leave before they lose all connection: "
                f"{', '.join(self.cut)}."
            )
        return (f"{one} and {two} are connected by {ways}.", then)


def connectivity(
    n: Network | nx.Graph, source: str | Collection[str], target: str | Collection[str]
) -> Connectivity:
    """
    Find in how many ways that share nobody two actors, or two sides, are connected.

    The more there are, the more others would have to leave before the two lose all connection; 1
    rests on a single chain, 0 is none. Follows the direction of ties where the network has one.

    Parameters
    ----------
    source, target : an actor, or a collection of actors (a sector, say). Ways between collections
        run from any member to any member, and through no other member.

    Returns
    -------
    `Connectivity`.

    Raises
    ------
    UnknownActorError
        where a name is nobody's.
    ArgumentError
        where a side is empty or the sides share somebody.

    References
    ----------
    Menger, K. (1927). Zur allgemeinen Kurventheorie. Fundamenta Mathematicae 10:96–115.

    Examples
    --------
    >>> import networkx as nx
    >>> from civicnet import cohesion
    >>> ties = [("Mayor", "Schools"), ("Schools", "Parents"), ("Mayor", "YMCA"),
    ...         ("YMCA", "Parents")]
    >>> found = cohesion.connectivity(nx.Graph(ties), "Mayor", "Parents")
    >>> print(found.paths.to_string(index=False))
     path  n_steps                    actors
        1        2 (Mayor, Schools, Parents)
        2        2    (Mayor, YMCA, Parents)
    >>> found.summary[1]
    '2 others would have to leave before they lose all connection: Schools, YMCA.'
    """
    ties = arrays.simple(n)
    starts, ends = _side(ties, source, "source"), _side(ties, target, "target")
    shared = np.intersect1d(starts, ends)
    if len(shared):
        raise ArgumentError(f"{ties.labels[shared[0]]!r} stands on both sides; they must differ")
    n_paths, ways = _kernels.independent_paths(ties.indptr, ties.indices, starts, ends)
    named = sorted(
        (tuple(ties.labels[i] for i in way) for way in ways), key=lambda way: (len(way), way)
    )
    between = (np.isin(ties.rows, starts) & np.isin(ties.indices, ends)) | (
        np.isin(ties.rows, ends) & np.isin(ties.indices, starts)
    )
    others = np.concatenate([[0], np.cumsum(~between)])[ties.indptr].astype(np.int64)
    cut = _kernels.node_cut(others, ties.indices[~between], starts, ends)
    return Connectivity(
        source=tuple(ties.labels[i] for i in starts),
        target=tuple(ties.labels[i] for i in ends),
        n_paths=n_paths,
        direct=sum(len(way) == 2 for way in named),
        cut=tuple(sorted(ties.labels[i] for i in (() if cut is None else cut))),
        paths=pd.DataFrame(
            {
                "path": np.arange(1, len(named) + 1, dtype=np.int64),
                "n_steps": np.array([len(way) - 1 for way in named], dtype=np.int64),
                "actors": pd.Series(named, dtype=object),
            }
        ),
    )


def k_components(n: Network | nx.Graph) -> pd.DataFrame:
    """
    Find the groups that stay in one piece whichever k - 1 actors leave, for every k.

    A high `k` marks those who are held together by many ways. Groups are nested: one of k = 3 lies
    within one of k = 2. Two of the same k can share up to k - 1 actors. The direction of ties is
    left aside.

    Returns
    -------
    One row per actor and group it belongs to, highest k first, then by group, then by name: `actor`
    (str); `k` (int, ≥ 0; 0 for an isolate); `component` (int, from 1 for each k, the largest
    first); `size` (int, ≥ k + 1); `reason`, always blank.

    References
    ----------
    Moody, J. & White, D. R. (2003). Structural cohesion and embeddedness: a hierarchical concept
    of social groups. American Sociological Review 68:103–127.

    Examples
    --------
    >>> import networkx as nx
    >>> from civicnet import cohesion
    >>> ties = [("Mayor", "Schools"), ("Schools", "YMCA"), ("YMCA", "Mayor"), ("YMCA", "Port")]
    >>> found = cohesion.k_components(nx.Graph(ties))
    >>> print(found[["actor", "k", "component", "size"]].to_string(index=False))
      actor  k  component  size
      Mayor  2          1     3
    Schools  2          1     3
       YMCA  2          1     3
      Mayor  1          1     4
       Port  1          1     4
    Schools  1          1     4
       YMCA  1          1     4
    """
    ties = arrays.simple(n).undirected
    number = pieces(ties)
    found: dict[int, set[frozenset[int]]] = {}
    for members in _members(number):
        _record(found, members, range(1, 2) if len(members) > 1 else range(1))
    cut = _kernels.cut(ties.indptr, ties.indices)
    for block in _blocks(ties, cut.block_of_link):
        if len(block) > 2:
            _split(ties, block, 2, 2, found)
    rows = []
    for k, groups in sorted(found.items(), reverse=True):
        widest = [g for g in groups if not any(g < other for other in groups)]
        named = sorted(
            (sorted(ties.labels[i] for i in each) for each in widest), key=lambda x: (-len(x), x)
        )
        rows += [
            (actor, k, i, len(each)) for i, each in enumerate(named, start=1) for actor in each
        ]
    frame = pd.DataFrame(rows, columns=["actor", "k", "component", "size"])
    frame = frame.astype({"actor": object, "k": np.int64, "component": np.int64, "size": np.int64})
    return frame.assign(reason=pd.Series([""] * len(frame), dtype=object))


def _side(ties: arrays.Arrays, side: str | Collection[str], what: str) -> Ints:
    names = [side] if isinstance(side, str) or not isinstance(side, Collection) else side
    if not names:
        raise ArgumentError(f"{what} must name somebody")
    return np.unique(np.array([ties.find(name) for name in names], dtype=np.int64))


def _members(number: Ints) -> list[Ints]:
    """Give the actors of each piece."""
    order = np.argsort(number, kind="stable")
    if not len(order):
        return []
    return np.split(order, np.flatnonzero(np.diff(number[order])) + 1)


def _blocks(ties: arrays.Arrays, block: Ints) -> Iterator[Ints]:
    """Give the actors of each block of more than one tie."""
    order = np.argsort(block, kind="stable")
    order = order[block[order] >= 0]
    for entries in np.split(order, np.flatnonzero(np.diff(block[order])) + 1):
        if len(entries) > 2:
            yield np.unique(ties.rows[entries])


def _record(found: dict[int, set[frozenset[int]]], members: Ints, levels: range) -> None:
    for k in levels:
        found.setdefault(k, set()).add(frozenset(members.tolist()))


def _split(
    ties: arrays.Arrays, members: Ints, k: int, known: int, found: dict[int, set[frozenset[int]]]
) -> None:
    """
    Record the k-components among the members, and those of every higher k.

    `known`: the members are known to stay in one piece whichever `known` - 1 leave.
    """
    work = [(members, k, known)]
    while work:
        members, k, known = work.pop()
        part = _part(ties, members)
        inside = np.flatnonzero(_kernels.coreness(part.indptr, part.indices) >= k)
        if len(inside) <= k:
            continue
        if len(inside) < len(members):
            core = _part(part, inside)
            work += [(members[inside[each]], k, 1) for each in _members(pieces(core))]
            continue
        width, cut = _narrowest(part, k, known)
        if width >= k:
            _record(found, members, range(k, width + 1))
            k = width + 1
        if cut is None:
            # Everybody is tied to everybody, or the least linked will be peeled off next.
            work.append((members, k, 1))
            continue
        stays = np.setdiff1d(np.arange(len(members)), cut)
        for each in _members(pieces(_part(part, stays))):
            work.append((members[np.union1d(stays[each], cut)], k, 1))


def _narrowest(part: arrays.Arrays, k: int, known: int) -> tuple[int, Ints | None]:
    """
    Find how many must leave to part a network, and such a set; stop at any of fewer than k.

    Esfahanian and Hakimi 1984: either the least linked actor is not in a smallest set, and that
    set parts it from somebody it is not tied to; or it is, and the set parts two of its contacts.
    No set is given where the contacts of the least linked actor are one.
    """
    least = int(np.argmin(part.degree))
    contacts = part.indices[part.indptr[least] : part.indptr[least + 1]]
    width = len(contacts)
    if known >= width:
        return width, None
    tied = set(zip(part.rows.tolist(), part.indices.tolist(), strict=True))
    strangers = np.setdiff1d(np.arange(len(part)), [*contacts, least])
    pairs = [(least, int(other)) for other in strangers]
    pairs += [
        (int(a), int(b))
        for i, a in enumerate(contacts)
        for b in contacts[i + 1 :]
        if (int(a), int(b)) not in tied
    ]
    cut: Ints | None = None
    for one, two in pairs:
        number, _ = _kernels.independent_paths(part.indptr, part.indices, one, two, enough=width)
        if number < width:
            width = number
            cut = _kernels.node_cut(part.indptr, part.indices, one, two)
            if width < k:
                break
    return width, cut


def _part(ties: arrays.Arrays, members: Ints) -> arrays.Arrays:
    """Give the network among some actors, numbered in their order."""
    place = np.full(len(ties), -1, dtype=np.int64)
    place[members] = np.arange(len(members))
    kept = (place[ties.rows] >= 0) & (place[ties.indices] >= 0)
    rows, others = place[ties.rows[kept]], place[ties.indices[kept]]
    order = np.lexsort((others, rows))
    counts = np.bincount(rows, minlength=len(members))
    return arrays.Arrays(
        tuple(ties.labels[i] for i in members),
        np.concatenate([[0], np.cumsum(counts)]).astype(np.int64),
        others[order].astype(np.int64),
        ties.weights[kept][order],
        ties.directed,
    )
