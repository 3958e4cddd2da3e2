"""Whose table is it: who brought in whom, and who came only through them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from civicnet.questions.framing import Kind, framed, yes
from civicnet.questions.seats.seated import at_tables
from civicnet.standing import Standing

if TYPE_CHECKING:
    from civicnet.model import Partnership


@dataclass(frozen=True)
class Tree:
    """
    Who first brought in whom: a forest.

    `brought` maps everybody who was ever brought in to one recruiter, `through` a recruiter to all
    who came through them, directly or by those they brought.
    """

    brought: Mapping[str, str]
    through: Mapping[str, frozenset[str]]


def tree(partnership: Partnership, now: Standing) -> Tree:
    """
    Take for each the earliest seat that says who brought them in; seats that have ended count too.

    Seats that begin later than the moment do not. A row that would close a circle (the one who
    brings in was brought in by them) is left out.
    """
    seats = partnership.seats
    starts = seats["start"].to_numpy()
    day = now.at.date.to_datetime64()
    said = [
        (np.isnat(start), start if not np.isnat(start) else day, row)
        for row, (start, by) in enumerate(zip(starts, seats["recruited_by"], strict=True))
        if by and not start > day
    ]
    actors, recruiters = seats["actor"].tolist(), seats["recruited_by"].tolist()
    brought: dict[str, str] = {}
    for *_, row in sorted(said):
        actor, by = actors[row], recruiters[row]
        if actor not in brought and actor not in _above(brought, by):
            brought[actor] = by
    through: dict[str, set[str]] = defaultdict(set)
    for actor, first in brought.items():
        for above in _above(brought, first):
            through[above].add(actor)
    return Tree(brought, {by: frozenset(found) for by, found in through.items()})


def _above(brought: Mapping[str, str], who: str) -> list[str]:
    """Name somebody and all through whom they came."""
    found = [who]
    while found[-1] in brought:
        found.append(brought[found[-1]])
    return found


_COLUMNS: dict[str, Kind] = {
    "recruiter": "text", "there": "flag", "came_through": "text", "n_direct": "count",
    "n_through": "count", "through_share": "number", "members": "list", "sectors": "list",
    "only_through": "list", "n_seats": "count", "seat_share": "number", "n_mandated": "count",
    "tables": "list",
}  # fmt: skip


def recruiters(seats: pd.DataFrame, found: Tree, now: Standing) -> pd.DataFrame:
    """
    Tell for everybody who brought somebody in how much of today's tables is theirs.

    If a person leaves, nobody they brought in goes by that alone; it says who may feel that they
    came for that person. Only today's members are counted: those who have left link the tree, no
    more.

    Returns one row per recruiter, through whom most came first: `recruiter`, `there`,
    `came_through` (who brought them in), `n_direct` (members they brought in themselves),
    `n_through` (these and all whom those brought in), `through_share` (of all members, 0-1),
    `members` (tuple: those of `n_through`), `sectors` (theirs), `only_through` (sectors of which
    every member came through this one), `n_seats` (seats whose own row names them), `seat_share`
    (of all seats), `n_mandated` (those of them to which somebody was told to come), `tables` (of
    these seats).
    """
    of: dict[str, set[str]] = defaultdict(set)
    for own in at_tables(seats).values():
        for member, sectors in own.items():
            of[member] |= sectors
    by_sector: dict[str, set[str]] = defaultdict(set)
    for member, sectors in of.items():
        for sector in sectors:
            by_sector[sector].add(member)
    rows = []
    for name in sorted({*found.through, *seats["recruited_by"].dropna()}):
        came = found.through.get(name, frozenset()) & of.keys()
        own = seats[seats["recruited_by"] == name]
        if not came and not len(own):
            continue
        rows.append(
            {
                "recruiter": name,
                "there": now.kinds.get(name) != "person" or name in now.present,
                "came_through": found.brought.get(name),
                "n_direct": sum(found.brought.get(member) == name for member in came),
                "n_through": len(came),
                "through_share": len(came) / len(of) if of else np.nan,
                "members": tuple(sorted(came)),
                "sectors": tuple(sorted({s for member in came for s in of[member]})),
                "only_through": tuple(sorted(s for s, who in by_sector.items() if who <= came)),
                "n_seats": len(own),
                "seat_share": len(own) / len(seats) if len(seats) else np.nan,
                "n_mandated": int(yes(own["mandated"]).sum()),
                "tables": tuple(sorted(set(own["table"]))),
            }
        )
    rows.sort(key=lambda r: (-r["n_through"], -r["n_seats"], r["recruiter"]))
    return framed(rows, _COLUMNS)


def whose(members: Mapping[str, object], found: Tree) -> tuple[str | None, int]:
    """Name the one through whom most members of a table came, and count these."""
    each = {by: len(came & members.keys()) for by, came in found.through.items()}
    best = max(sorted(each), key=lambda by: each[by], default=None)
    return (best, each[best]) if best is not None and each[best] else (None, 0)
