"""Which tables share people, who alone joins two of them, and what each table is as a network."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import combinations
from typing import Any

import networkx as nx
import numpy as np
import pandas as pd

from civicnet.network import Network
from civicnet.projection import project
from civicnet.questions.framing import Kind, framed
from civicnet.questions.ground import Ground
from civicnet.questions.seats.seated import at_tables
from civicnet.typed import series

_OVERLAP: dict[str, Kind] = {
    "table": "text", "other": "text", "n_shared": "count", "shared": "list", "newman": "number",
    "jaccard": "number", "sole_linker": "text", "n_shared_organizations": "count",
    "shared_organizations": "list", "sole_organization": "text",
}  # fmt: skip


def two_mode(members: Mapping[str, Mapping[str, object]]) -> Network:
    """Give who belongs to which table as a two-mode network (attribute `mode`)."""
    people = sorted({member for own in members.values() for member in own})
    names = [*people, *members]
    modes = ["seated"] * len(people) + ["table"] * len(members)
    pairs = [(member, table) for table, own in members.items() for member in sorted(own)]
    actors = pd.DataFrame({"actor": series(names, "text"), "mode": series(modes, "text")})
    links = pd.DataFrame(
        {
            "source": series([pair[0] for pair in pairs], "text"),
            "target": series([pair[1] for pair in pairs], "text"),
            "weight": np.ones(len(pairs)),
        }
    )
    return Network.from_links(actors, links)


def overlap(seats: pd.DataFrame) -> pd.DataFrame:
    """
    Tell for every two tables whom they share.

    High overlap says that the same people carry both tables, so that what happens in one is known
    in the other and both feel one departure; none says that they meet in nobody.

    Returns one row per pair of tables, those sharing most first: `table`, `other`, `n_shared`,
    `shared` (tuple: people, and organizations that sit without naming anybody), `newman` (each
    shared member of k tables adds 1 / (k - 1)), `jaccard` (shared over all members of either, 0-1;
    NaN where neither has a member), `sole_linker` (the one they share, where it is one),
    `n_shared_organizations`, `shared_organizations`, `sole_organization` (the same, by the
    organizations that seats are of).

    References: Breiger (1974); Newman (2001); see `cohesion.project`.
    """
    members = at_tables(seats)
    network = two_mode(members)
    newman, jaccard = (
        _weights(project(network, "newman", onto="table")),
        _weights(project(network, "jaccard", onto="table")),
    )
    firms = {
        table: set(own["organization"]) - set(members) for table, own in seats.groupby("table")
    }
    rows: list[dict[str, Any]] = []
    for one, two in combinations(sorted(members), 2):
        shared = tuple(sorted(set(members[one]) & set(members[two])))
        same = tuple(sorted(firms[one] & firms[two]))
        nobody = not members[one] and not members[two]
        rows.append(
            {
                "table": one,
                "other": two,
                "n_shared": len(shared),
                "shared": shared,
                "newman": newman.get((one, two), 0.0),
                "jaccard": np.nan if nobody else jaccard.get((one, two), 0.0),
                "sole_linker": shared[0] if len(shared) == 1 else None,
                "n_shared_organizations": len(same),
                "shared_organizations": same,
                "sole_organization": same[0] if len(same) == 1 else None,
            }
        )
    rows.sort(key=lambda r: (-r["n_shared"], -r["newman"], r["table"], r["other"]))
    return framed(rows, _OVERLAP)


def _weights(network: Network) -> dict[tuple[str, str], float]:
    links = network.links
    if not len(links):
        return {}
    columns = (links[c] for c in ("source", "target", "weight"))
    return {(min(a, b), max(a, b)): float(w) for a, b, w in zip(*columns, strict=True)}


_LINKERS: dict[str, Kind] = {
    "actor": "text", "organizations": "list", "sectors": "list", "n_tables": "count",
    "tables": "list", "alone_joins": "list", "n_alone_joins": "count", "parts": "list",
}  # fmt: skip


def linkers(seats: pd.DataFrame) -> pd.DataFrame:
    """
    List those who sit at two tables or more, and which tables only they join.

    Returns one row per member of several tables, who joins most pairs alone first: `actor`,
    `organizations` (for whom the seats are), `sectors`, `n_tables`, `tables`, `alone_joins`
    (tuple of "table - table": pairs that share nobody else), `n_alone_joins`, `parts` (tuple:
    tables with no way to the others, by any chain of shared members, if this one leaves).
    """
    members = at_tables(seats)
    holds: dict[str, list[str]] = {}
    for table, own in members.items():
        for member in own:
            holds.setdefault(member, []).append(table)
    firms: dict[str, set[str]] = {member: set() for member in holds}
    columns = (seats[c] for c in ("actor", "members", "organization"))
    for actor, people, body in zip(*columns, strict=True):
        for member in people or (actor,):
            firms.get(member, set()).add(body)
    cuts = _cutpoints(members)
    rows: list[dict[str, Any]] = []
    for member, tables in holds.items():
        if len(tables) < 2:
            continue
        alone = [
            f"{one} - {two}"
            for one, two in combinations(sorted(tables), 2)
            if set(members[one]) & set(members[two]) == {member}
        ]
        rows.append(
            {
                "actor": member,
                "organizations": tuple(sorted(firms[member])),
                "sectors": tuple(sorted({s for t in tables for s in members[t][member]})),
                "n_tables": len(tables),
                "tables": tuple(sorted(tables)),
                "alone_joins": tuple(alone),
                "n_alone_joins": len(alone),
                "parts": _parts(members, tables, member) if member in cuts else (),
            }
        )
    rows.sort(key=lambda r: (-r["n_alone_joins"], -r["n_tables"], r["actor"]))
    return framed(rows, _LINKERS)


def _cutpoints(members: Mapping[str, Mapping[str, object]]) -> set[str]:
    """Name the members without whom some tables have no way to each other any more."""
    graph = nx.Graph()
    graph.add_edges_from(
        (("member", member), ("table", table)) for table, own in members.items() for member in own
    )
    return {name for what, name in nx.articulation_points(graph) if what == "member"}


def _parts(
    members: Mapping[str, Mapping[str, object]], tables: list[str], without: str
) -> tuple[str, ...]:
    """Name the tables that fall away from the largest piece when one member leaves."""
    own = {table: set(members[table]) - {without} for table in members}
    pieces: list[set[str]] = []
    left = set(tables)
    while left:
        piece, new = set(), {min(left)}
        while new:
            piece |= new
            people = {member for table in new for member in own[table]}
            new = {table for table in own if table not in piece and own[table] & people}
        pieces.append(piece)
        left -= piece
    if len(pieces) == 1:
        return ()
    stays = min(pieces, key=lambda piece: (-len(piece), min(piece)))
    return tuple(sorted({table for piece in pieces for table in piece} - stays))


def tied_share(on: Ground, organizations: set[str]) -> tuple[int, int, float]:
    """Count the pairs of some organizations, those with a working tie, and their share."""
    here = [body for body in sorted(organizations) if body in on.reach.place]
    pairs = len(here) * (len(here) - 1) // 2
    places = {on.reach.place[body] for body in here}
    tied = sum(one in places and two in places for one, two in on.reach.ends.tolist())
    return pairs, tied, tied / pairs if pairs else float("nan")
