"""Who is not at the table: four lists kept apart, shares against chance, and the ways in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from civicnet.moments import Moment, moment
from civicnet.questions import answers
from civicnet.questions.framing import Kind, framed
from civicnet.questions.voices import absence, named, words
from civicnet.questions.voices import ways as routes
from civicnet.questions.voices.groups import Group, belongs, groups
from civicnet.questions.voices.presence import chance, highest, ladder, presence
from civicnet.questions.voices.successors import successors
from civicnet.standing import standing

if TYPE_CHECKING:
    from civicnet.model import Partnership

_TABLE: dict[str, Kind] = {
    "voice": "text", "status": "text", "seats": "number", "seat_share": "share",
    "population_share": "share", "chance": "share", "deciding_seats": "number",
    "steps_to_decision": "number", "through": "list", "introducers": "list", "routes": "number",
    "n_known": "count", "places": "number", "engagement": "text", "decision": "text",
    "only_through": "list", "people": "list", "spoken_for": "list", "reason": "text",
}  # fmt: skip
_PATHS: dict[str, Kind] = {
    "voice": "text", "table": "text", "expected": "flag", "seated": "flag", "steps": "number",
    "way": "list", "through": "list", "only_through": "list", "routes": "number",
    "introducers": "list", "reason": "text",
}  # fmt: skip
_LADDER: dict[str, Kind] = {
    "voice": "text", "table": "text", "informed": "count", "consulted": "count",
    "advises": "count", "decides": "count", "not_said": "count", "highest": "text",
    "table_decides": "flag",
}  # fmt: skip
# What a group is, in this order; one can be several at once.
EXPECTED, NAMED, SERVED = "expected but absent", "named but absent", "served but absent"
UNHEARD, HEARD = "present without a say", "has a say"
NO_SEAT, PRESENT, UNKNOWN = "no seat", "present", "cannot say"


@dataclass(frozen=True, eq=False)
class Voices:
    """
    Who is not at the table, in four lists that are kept apart, and how each could come in.

    `table` has one row per group: `voice`, `status`, `seats` (people of the group who have a
    seat, each counted once; an organization's seat without a named person counts as one),
    `seat_share` (of the `n_known` whose groups are known), `population_share`, `chance` (of so few
    if seats were drawn from the population), `deciding_seats` (those of them who decide at a
    table), `steps_to_decision` (to the nearest table that decides, `decision`), `through`,
    `introducers` (people who could bring the group to where it is missing), `routes` (ways to
    `decision` that share nobody in between), `places` (a person at two tables has two),
    `engagement` (the highest rung), `only_through` (without whom there is no way), `people`,
    `spoken_for` (organizations that serve the group and sit; no presence), `reason`.

    `absent`: expected at a table and without a seat there. `named_absent`: partners whom members
    name and who have no seat, with the groups they speak as. `served_absent`: served by somebody
    and without a seat anywhere. `without_a_say`: present, but nobody decides. `paths`: the way from
    each group to each table that decides. `grassroots`: what the groups already run. `ladder`: who
    stands on which rung of engagement where. `successors`: groups that people grow out of, and who
    could follow.
    """

    at: Moment
    summary: tuple[str, ...]
    notes: tuple[str, ...]
    table: pd.DataFrame
    absent: pd.DataFrame
    named_absent: pd.DataFrame
    served_absent: pd.DataFrame
    without_a_say: pd.DataFrame
    paths: pd.DataFrame
    grassroots: pd.DataFrame
    ladder: pd.DataFrame
    successors: pd.DataFrame

    to_dict = answers.to_dict
    _repr_html_ = answers.to_html
    __str__ = answers.sentences


def voices(partnership: Partnership, *, at: object = None, strength: float = 2) -> Voices:
    """
    Tell who is not at the table, who is there without a say, and who could bring them in.

    A group is at a table when somebody who belongs to it has a seat there, or an organization that
    speaks as it. Whoever serves a group speaks for it and makes nobody present.

    Parameters
    ----------
    strength : the least strength of ties that count as a way; to introduce somebody it is enough
        to know of them.

    Raises
    ------
    ArgumentError
        for an unknown moment.

    Examples
    --------
    >>> import civicnet as cn
    >>> found = cn.voices(cn.load_example("riverbend"), at="2026-11-15")
    >>> print(found.absent[["voice", "table"]].to_string(index=False))
                 voice                      table
    Eastbank residents   Cradle to Career Council
               parents   Cradle to Career Council
              students   Cradle to Career Council
              students College and Career Network
              teachers College and Career Network
    """
    when = moment(partnership.frames, at)
    now = standing(partnership, when)
    speaks = belongs(partnership)
    every = groups(partnership, now, speaks)
    found = presence(partnership, now, speaks)
    asked = dict.fromkeys((*found.deciding, *(t for g in every for t in g.expected_at)))
    known = routes.paths(partnership, when, [t for t in asked if t in now.kinds], strength=strength)
    case = absence.Case(partnership, now, found, every, known, absence.needs(partnership, speaks))
    made = {
        "absent": absence.absent(case),
        "named_absent": named.named_absent(partnership, now, found, speaks),
        "served_absent": absence.served_absent(case),
        "without_a_say": absence.without_a_say(case),
        "paths": framed([row for g in every for row in _paths(case, g)], _PATHS),
        "grassroots": absence.grassroots(case),
        "ladder": framed(ladder(found, every), _LADDER),
        "successors": successors(partnership, now, found, every),
    }
    table = framed([_row(case, group, made) for group in every], _TABLE)
    summary, notes = words.told(case, table, made)
    return Voices(at=when, summary=summary, notes=notes, table=table, **made)


def _paths(case: absence.Case, group: Group) -> list[dict[str, object]]:
    """Tell the way of one group to each table that decides."""
    rows: list[dict[str, object]] = []
    for table in case.found.deciding:
        way = case.way(group, table)
        rows.append(
            {
                "voice": group.voice,
                "table": table,
                "expected": table in group.expected_at,
                "seated": any(place.table == table for place in case.found.of(group)),
                "steps": way.steps,
                "way": way.way,
                "through": way.through,
                "only_through": way.only_through,
                "routes": way.routes,
                "introducers": case.introducers(group, table),
                "reason": absence.no_way(group, way),
            }
        )
    return rows


def _row(case: absence.Case, group: Group, made: dict[str, pd.DataFrame]) -> dict[str, object]:
    """Describe one group."""
    found, mine = case.found, case.found.of(group)
    seats = float("nan") if case.needs else float(len({place.holder for place in mine}))
    n_known = 0 if case.needs else len(found.known)
    nearest = case.nearest(group)
    counted = n_known and not case.needs
    return {
        "voice": group.voice,
        "status": _status(case, group, made),
        "seats": seats,
        "seat_share": seats / n_known if counted else float("nan"),
        "population_share": group.share,
        "chance": chance(seats, n_known, group.share),
        "deciding_seats": float("nan") if case.needs else found.decided_by(mine),
        "steps_to_decision": nearest.steps if nearest else float("nan"),
        "through": nearest.through if nearest else (),
        "introducers": case.could_introduce(group),
        "routes": nearest.routes if nearest else float("nan"),
        "n_known": n_known,
        "places": float("nan") if case.needs else float(len(mine)),
        "engagement": highest(mine),
        "decision": nearest.table if nearest and nearest.way else None,
        "only_through": nearest.only_through if nearest else (),
        "people": group.people,
        "spoken_for": tuple(dict.fromkeys(place.body for place in found.spoken_for(group))),
        "reason": _reason(case, group, nearest),
    }


def _status(case: absence.Case, group: Group, made: dict[str, pd.DataFrame]) -> str:
    """Say on which of the lists a group is, or that it has a say."""
    if case.needs:
        return UNKNOWN
    lists = ((EXPECTED, "absent"), (SERVED, "served_absent"), (UNHEARD, "without_a_say"))
    said = [word for word, name in lists if (made[name]["voice"] == group.voice).any()]
    mine = case.found.of(group)
    if not mine and any(group.voice in spoken for spoken in made["named_absent"]["voices"]):
        said.insert(EXPECTED in said, NAMED)
    deciding = case.found.decided_by(mine)
    if deciding > 0:
        said.append(HEARD)
    elif mine and UNHEARD not in said:
        said.append(PRESENT)
    elif not mine and not said:
        said.append(NO_SEAT)
    return "; ".join(said)


def _reason(case: absence.Case, group: Group, nearest: routes.Way | None) -> str:
    """Say why values of a row are missing."""
    missing: Sequence[str] = [
        f"cannot say who is present: needs {case.needs}" if case.needs else "",
        "no chance: needs population_share in Voices" if np.isnan(group.share) else "",
        "" if case.found.deciding else "no steps: needs decides in the column engagement of Seats",
        absence.no_way(group, nearest) if nearest else "",
        "" if case.needs or case.found.decided_by(case.found.of(group)) >= 0
        else "cannot say whether it decides: needs engagement in Seats",
    ]  # fmt: skip
    return "; ".join(said for said in missing if said)
