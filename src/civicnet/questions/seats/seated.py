"""Every running seat: who fills it, whose it is, which sector it counts for."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, NamedTuple

import pandas as pd

from civicnet import bodies
from civicnet.questions.framing import Kind, framed
from civicnet.standing import Standing

if TYPE_CHECKING:
    from civicnet.model import Partnership

CHAIRS = ("chair", "co-chair")
STAFF = "staff"
DECIDES = "decides"

_COLUMNS: dict[str, Kind] = {
    "table": "text", "actor": "text", "on_behalf_of": "text", "organization": "text",
    "sector": "text", "role": "text", "engagement": "text", "can_commit": "yesno",
    "mandated": "yesno", "recruited_by": "text", "members": "list", "filled": "yesno",
    "own_name": "flag", "public": "flag", "basis": "text", "start": "start", "end": "end",
    "row": "count",
}  # fmt: skip


def seated(partnership: Partnership, now: Standing) -> pd.DataFrame:
    """
    List every seat that is there at a moment.

    The seat of somebody who has left stays with the institution it was held for (rule 2); then
    what was said of the person (can commit, told to come, brought in by) is not known any more.

    Returns one row per seat, by table, chairs first, then name: `table`, `actor` (who sits there;
    the institution where the person has left), `on_behalf_of`, `organization` (the body it counts
    for), `sector` (of that body; of the person where the seat is their own), `role`, `engagement`,
    `can_commit`, `mandated`, `recruited_by`, `members` (tuple: the people who fill it), `filled`
    (no: nobody does; None: the seat is an organization's and nobody is named), `own_name` (a
    person's own seat), `public` (of the public sector, or filled from a public office), `basis`,
    `start`, `end`, `row` (in Tables).
    """
    found = bodies.links(partnership, now.at)
    found = found[found["what"] == "seat"]
    of = _facts(partnership, now)
    seats = partnership.seats
    columns = ("actor", "on_behalf_of", "role", "engagement", "can_commit", "mandated",
               "recruited_by", "start", "end")  # fmt: skip
    typed = list(zip(*(seats[c] for c in columns), strict=True))
    rows = []
    links = (found[c] for c in ("source", "target", "basis", "source_office", "row"))
    for body, table, basis, office, place in zip(*links, strict=True):
        typist, behalf, role, engagement, commit, told, by, start, end = typed[place]
        left = now.kinds.get(typist) == "person" and typist not in now.present
        actor = (office or body) if left else typist
        members, filled = _members(actor, now, left=left)
        own = not left and not behalf and now.kinds.get(actor) == "person"
        sector = of[actor].sector if own or now.kinds.get(body) == "person" else of[body].sector
        rows.append(
            {
                "table": table,
                "actor": actor,
                "on_behalf_of": behalf,
                "organization": body,
                "sector": sector,
                "role": role,
                "engagement": engagement,
                "can_commit": None if left else commit,
                "mandated": None if left else told,
                "recruited_by": None if left or by == actor else by,
                "members": members,
                "filled": filled,
                "own_name": own,
                "public": sector == "public" or any(of[x].public for x in (actor, *members)),
                "basis": basis,
                "start": start,
                "end": end,
                "row": place,
            }
        )
    rows.sort(key=lambda r: (r["table"], _ROLES.get(r["role"], 2), r["actor"], r["row"]))
    return framed(rows, _COLUMNS)


_ROLES = {"chair": 0, "co-chair": 1, "member": 2, "staff": 3}


class _Fact(NamedTuple):
    sector: str | None
    public: bool


def _facts(partnership: Partnership, now: Standing) -> Mapping[str, _Fact]:
    everyone = bodies.actors(partnership, now.at)
    columns = (everyone[c] for c in ("actor", "sector", "public_office"))
    return {
        actor: _Fact(sector, bool(public)) for actor, sector, public in zip(*columns, strict=True)
    }


def _members(actor: str, now: Standing, *, left: bool) -> tuple[tuple[str, ...], bool | None]:
    """Name the people who fill a seat, and tell whether anybody does."""
    kind = now.kinds.get(actor)
    if kind == "person":
        return (actor,), True
    if kind == "office":
        people = tuple(sorted(p for p in now.holders.get(actor, ()) if p in now.present))
        return people, bool(people)
    return (), False if left else None


def at_tables(seats: pd.DataFrame) -> dict[str, dict[str, set[str]]]:
    """
    Tell for each table who belongs to it: the people of a seat, else the organization it is of.

    A seat that nobody fills brings nobody; a seat of one table at another is no member either,
    since a table has no legs to walk from one meeting to the next. Each member has its sectors.
    """
    every = set(seats["table"])
    found: dict[str, dict[str, set[str]]] = {table: {} for table in sorted(every)}
    columns = ("table", "actor", "members", "filled", "sector")
    for table, actor, members, filled, sector in zip(*(seats[c] for c in columns), strict=True):
        alone = (actor,) if filled is None and actor not in every else ()
        for member in members or alone:
            found[table].setdefault(member, set()).update([sector] if sector else [])
    return found
