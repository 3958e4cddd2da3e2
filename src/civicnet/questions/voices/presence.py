"""Who sits where and speaks as whom: places at tables, rungs of engagement, and the chance."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from scipy.special import bdtr

from civicnet import bodies
from civicnet.moments import running
from civicnet.questions.voices.groups import Group
from civicnet.standing import Standing
from civicnet.vocabulary import ENGAGEMENTS

if TYPE_CHECKING:
    from civicnet.model import Partnership

DECIDES = ENGAGEMENTS[-1]


@dataclass(frozen=True)
class Place:
    """
    A place at a table that somebody holds.

    `holder` is the person who sits there, or the organization where no person is named; `body` the
    organization for which, else whose, the holder sits; `voices` are the groups the holder
    belongs to or, for an organization's seat, that organization speaks as. `stays`: the place stays
    with an institution when the holder leaves.
    """

    table: str
    holder: str
    body: str
    engagement: str
    voices: frozenset[str]
    stays: bool
    until: object


@dataclass(frozen=True)
class Presence:
    """
    All places that are held.

    `tables` are those of which a place is held; `deciding` those where somebody decides.
    """

    places: tuple[Place, ...]
    tables: tuple[str, ...]
    deciding: tuple[str, ...]

    @property
    def holders(self) -> tuple[str, ...]:
        """Everybody with a place, each once."""
        return tuple(dict.fromkeys(place.holder for place in self.places))

    @property
    def known(self) -> tuple[str, ...]:
        """Those of whom it is known which groups they belong to or speak as."""
        return tuple(dict.fromkeys(place.holder for place in self.places if place.voices))

    def of(self, group: Group) -> tuple[Place, ...]:
        """Give the places held by somebody who belongs to a group or speaks as it."""
        return tuple(place for place in self.places if group.voice in place.voices)

    def spoken_for(self, group: Group) -> tuple[Place, ...]:
        """Give the places of those who serve a group and are not of it: no presence."""
        return tuple(
            place
            for place in self.places
            if place.body in group.providers and group.voice not in place.voices
        )

    def decided_by(self, places: tuple[Place, ...]) -> float:
        """
        Count who of some places decides, each person once.

        NaN where none is known to and of some it is not known what say they have.
        """
        found = {place.holder for place in places if place.engagement == DECIDES}
        blank = any(not place.engagement for place in places)
        return float("nan") if blank and not found else float(len(found))


def presence(partnership: Partnership, now: Standing, speaks: dict[str, set[str]]) -> Presence:
    """Find every place that is held at the moment; an office that nobody holds sits nowhere."""
    seats = partnership.seats
    rests = bodies.seat_basis(partnership, now.kinds)
    columns = ("table", "actor", "on_behalf_of", "engagement")
    rows = list(zip(rests, *(seats[c] for c in columns), seats["end"], strict=True))
    places = []
    for row in np.flatnonzero(running(seats, now.at)):
        basis, table, actor, behalf, engagement, until = rows[row]
        kind = now.kinds.get(actor)
        if kind == "person":
            holders = [actor] if actor in now.present else []
        elif kind == "office":
            holders = [who for who in now.holders.get(actor, ()) if who in now.present]
        else:
            holders = [actor]
        # An office or organization is seated as itself where it sits for nobody else.
        stands_for = behalf or (actor if kind != "person" else "")
        for holder in holders:
            home = now.bodies_of.get(holder, (holder,))[0]
            spoken = speaks.get(holder, set()) | speaks.get(stands_for, set())
            places.append(
                Place(
                    table=table,
                    holder=holder,
                    body=now.body_of(stands_for) if stands_for else home,
                    engagement=engagement or "",
                    voices=frozenset(spoken),
                    stays=basis == "institutional",
                    until=until,
                )
            )
    tables = sorted({place.table for place in places})
    deciding = {place.table for place in places if place.engagement == DECIDES}
    return Presence(tuple(places), tuple(tables), tuple(t for t in tables if t in deciding))


def chance(count: float, n_known: int, share: float) -> float:
    """
    Give the chance of so few of a group, or fewer, if seats were drawn from the population.

    The lower tail of the binomial distribution: of `n_known` people each belongs to the group with
    the chance `share`. NaN where one of the numbers is missing or nobody is known.
    """
    if not n_known or np.isnan(share) or np.isnan(count):
        return float("nan")
    return float(bdtr(count, n_known, share))


def ladder(found: Presence, groups: tuple[Group, ...]) -> list[dict[str, object]]:
    """Tell on which rung of engagement the people of each group stand, table by table."""
    rows: list[dict[str, object]] = []
    for group in groups:
        mine = found.of(group)
        for table in sorted({place.table for place in mine}):
            here = tuple(place for place in mine if place.table == table)
            counts = {
                rung: len({place.holder for place in here if place.engagement == rung})
                for rung in (*ENGAGEMENTS, "")
            }
            row: dict[str, object] = {"voice": group.voice, "table": table}
            row |= {rung or "not_said": count for rung, count in counts.items()}
            rows.append(row | {"highest": highest(here), "table_decides": table in found.deciding})
    return rows


def highest(places: tuple[Place, ...]) -> str | None:
    """Name the highest rung of engagement that somebody stands on; None where none is said."""
    rungs = [ENGAGEMENTS.index(place.engagement) for place in places if place.engagement]
    return ENGAGEMENTS[max(rungs)] if rungs else None


def last_day(*days: Any) -> Any:
    """Give the first of some last days that is known; NaT where none is."""
    known = [day for day in days if not pd.isna(day)]
    return min(known) if known else pd.NaT
