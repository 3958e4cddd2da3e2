"""The lists of who is absent, or present without a say, and what the absent already run."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from civicnet.cells import fold
from civicnet.moments import running
from civicnet.questions.framing import Kind, framed
from civicnet.questions.voices import ways
from civicnet.questions.voices.groups import Group
from civicnet.questions.voices.presence import Presence, highest
from civicnet.standing import Standing

if TYPE_CHECKING:
    from civicnet.model import Partnership

# Introducers that are named of a group as a whole.
_NAMED = 3
# Where people organize themselves: what serves a group here counts as already under way.
_GRASSROOTS = ("community", "faith")
# What is of a group, but is no effort of people among themselves.
_FORMAL = ("public", "education", "business", "philanthropy", "health")
_ABSENT: dict[str, Kind] = {
    "voice": "text", "table": "text", "table_decides": "flag", "population_share": "share",
    "seats_elsewhere": "count", "steps": "number", "through": "list", "only_through": "list",
    "introducers": "list", "routes": "number", "spoken_for": "list", "reason": "text",
}  # fmt: skip
_SERVED: dict[str, Kind] = {
    "voice": "text", "population_share": "share", "served_by": "list", "spoken_for": "list",
    "tables": "list", "outcomes": "list", "places": "list",
}  # fmt: skip
_UNHEARD: dict[str, Kind] = {
    "voice": "text", "people": "list", "tables": "list", "engagement": "text", "steps": "number",
    "through": "list", "routes": "number",
}  # fmt: skip
_GROUNDED: dict[str, Kind] = {
    "voice": "text", "organization": "text", "relation": "text", "sector": "text", "place": "text",
    "runs": "list", "seats": "number", "steps": "number", "through": "list", "only_through": "list",
    "introducers": "list", "routes": "number",
}  # fmt: skip


@dataclass(frozen=True, eq=False)
class Case:
    """A partnership at a moment, its groups, who sits where, and the ways; `needs` is missing."""

    partnership: Partnership
    now: Standing
    found: Presence
    groups: tuple[Group, ...]
    paths: ways.Paths
    needs: str
    _ways: dict[tuple[str, str], ways.Way] = field(default_factory=dict)

    def way(self, group: Group, table: str) -> ways.Way:
        """Find the way of a group to a table; one step where it has a seat of its own."""
        key = group.voice, table
        if key not in self._ways:
            here = [place.body for place in self.found.of(group) if place.table == table]
            starts = sorted({*group.bodies, *here})
            way = ways.way(self.paths, starts, table, own=group.people)
            if here:
                routes = float(np.fmax(way.routes, 1))
                way = ways.Way(table, 1.0, (sorted(here)[0], table), (), (), routes)
            self._ways[key] = way
        return self._ways[key]

    def nearest(self, group: Group) -> ways.Way | None:
        """Find the way to the nearest table that decides; None where no table is known to."""
        every = [self.way(group, table) for table in self.found.deciding]
        return min(every, key=lambda way: (np.isnan(way.steps), way.steps, way.table), default=None)

    def introducers(self, group: Group, table: str) -> tuple[str, ...]:
        """Name the people who could bring a group to a table."""
        return ways.introducers(self.paths, group.bodies, table, own=group.people)

    def absent_from(self, group: Group) -> tuple[str, ...]:
        """Name the tables that expect a group and where it has no seat."""
        mine = {place.table for place in self.found.of(group)}
        held = set(self.found.tables)
        return tuple(t for t in group.expected_at if t in held and t not in mine)

    def could_introduce(self, group: Group) -> tuple[str, ...]:
        """Name the first few who could bring a group to where it is missing or not heard."""
        wanted = self.absent_from(group)
        if not wanted and not self.found.decided_by(self.found.of(group)) > 0:
            wanted = self.found.deciding
        every = [who for table in wanted for who in self.introducers(group, table)]
        return tuple(dict.fromkeys(every))[:_NAMED]


def needs(partnership: Partnership, speaks: dict[str, set[str]]) -> str:
    """Say what is missing before anybody can be called absent; "" where nothing is."""
    if not len(partnership.voices) and not speaks:
        return "rows in Voices, or the column voices in Who"
    if not len(partnership.seats):
        return "rows in Seats"
    return "" if speaks else "the column voices in Who, or spoken_by in Voices"


def no_way(group: Group, way: ways.Way) -> str:
    """Say why there is no way; "" where there is one."""
    if not np.isnan(way.steps):
        return ""
    return "no way leads there" if group.bodies else "nobody of this group is known"


def absent(case: Case) -> pd.DataFrame:
    """List each group with each table that expects it and where it has no seat."""
    rows: list[dict[str, object]] = []
    for group in case.groups if not case.needs else ():
        mine = case.found.of(group)
        for table in case.absent_from(group):
            way = case.way(group, table)
            row: dict[str, object] = {
                "voice": group.voice,
                "table": table,
                "table_decides": table in case.found.deciding,
                "population_share": group.share,
                "seats_elsewhere": len({place.holder for place in mine}),
                "steps": way.steps,
                "through": way.through,
                "only_through": way.only_through,
                "introducers": case.introducers(group, table),
                "routes": way.routes,
                "spoken_for": _speakers(case, group, table),
                "reason": no_way(group, way),
            }
            rows.append(row)
    return framed(rows, _ABSENT)


def _speakers(case: Case, group: Group, table: str) -> tuple[str, ...]:
    """Name whoever sits at a table for an organization that serves a group."""
    there = [place for place in case.found.spoken_for(group) if place.table == table]
    return tuple(
        dict.fromkeys(
            place.holder if place.holder == place.body else f"{place.holder} ({place.body})"
            for place in there
        )
    )


def served_absent(case: Case) -> pd.DataFrame:
    """List the groups that somebody serves and that have no seat at any table."""
    rows: list[dict[str, object]] = []
    assets = case.partnership.assets[running(case.partnership.assets, case.now.at)]
    for group in case.groups if not case.needs else ():
        if not group.providers or case.found.of(group):
            continue
        spoken = case.found.spoken_for(group)
        holders = assets["holder"].map(lambda who: _body(case, who))
        brought = assets[holders.isin(group.providers)]
        rows.append(
            {
                "voice": group.voice,
                "population_share": group.share,
                "served_by": group.providers,
                "spoken_for": tuple(dict.fromkeys(place.body for place in spoken)),
                "tables": tuple(sorted({place.table for place in spoken})),
                "outcomes": tuple(sorted({x for cell in brought["outcome"] for x in cell})),
                "places": tuple(sorted({x for x in brought["place"] if x})),
            }
        )
    return framed(rows, _SERVED)


def _body(case: Case, who: str) -> str:
    homes = case.now.bodies_of.get(who)
    return homes[0] if homes else case.now.body_of(who)


def without_a_say(case: Case) -> pd.DataFrame:
    """List the groups that have a seat and nobody who decides; unknown is not without."""
    rows: list[dict[str, object]] = []
    for group in case.groups if not case.needs else ():
        mine = case.found.of(group)
        if not mine or case.found.decided_by(mine) != 0:
            continue
        nearest = case.nearest(group)
        rows.append(
            {
                "voice": group.voice,
                "people": tuple(sorted({place.holder for place in mine})),
                "tables": tuple(sorted({place.table for place in mine})),
                "engagement": highest(mine),
                "steps": nearest.steps if nearest else float("nan"),
                "through": nearest.through if nearest else (),
                "routes": nearest.routes if nearest else float("nan"),
            }
        )
    return framed(rows, _UNHEARD)


def _seats(case: Case, name: str) -> float:
    """Count who sits for an organization; not known where no seat is in the data."""
    if not len(case.partnership.seats):
        return float("nan")
    return float(len({place.holder for place in case.found.places if place.body == name}))


def grassroots(case: Case) -> pd.DataFrame:
    """
    List the efforts already under way for each group, and who could make the introduction.

    That are organizations of the group itself, unless they are an agency, school, business, funder
    or clinic, and organizations of community and faith that serve it. `introducers` are acquainted
    with it and with a table that decides; `steps` and `routes` lead to the nearest.
    """
    organizations = case.partnership.organizations
    columns = (organizations[c] for c in ("organization", "sector", "place"))
    about = {name: (sector, place) for name, sector, place in zip(*columns, strict=True)}
    assets = case.partnership.assets[running(case.partnership.assets, case.now.at)]
    rows: list[dict[str, object]] = []
    for group in case.groups:
        own = [x for x in group.own if fold(about[x][0] or "") not in _FORMAL]
        serving = [
            x for x in group.providers if fold(about.get(x, ("", ""))[0] or "") in _GRASSROOTS
        ]
        for name in (*own, *serving):
            tables = case.found.deciding
            people = case.now.staff.get(name, ())
            near = ways.nearest(case.paths, [name], tables, own=people)
            brings = assets[assets["holder"].isin([name, *people])]
            could = [
                who
                for table in tables
                for who in ways.introducers(case.paths, [name], table, own=people)
            ]
            rows.append(
                {
                    "voice": group.voice,
                    "organization": name,
                    "relation": "of the group" if name in own else "serves it",
                    "sector": about[name][0],
                    "place": about[name][1],
                    "runs": tuple(brings["asset"]),
                    "seats": _seats(case, name),
                    "steps": near.steps if near else float("nan"),
                    "through": near.through if near else (),
                    "only_through": near.only_through if near else (),
                    "introducers": tuple(dict.fromkeys(could))[:_NAMED],
                    "routes": near.routes if near else float("nan"),
                }
            )
    return framed(rows, _GROUNDED)
