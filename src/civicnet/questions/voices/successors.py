"""Groups that people grow out of: who speaks for them, with what seat, and who could follow."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from civicnet.cells import fold
from civicnet.questions.framing import Kind, framed
from civicnet.questions.voices.groups import Group
from civicnet.questions.voices.presence import DECIDES, Place, Presence, last_day
from civicnet.standing import Standing

if TYPE_CHECKING:
    from civicnet.model import Partnership

# Groups that people grow out of, by words of their names.
TURNING = ("student", "pupil", "youth", "young", "teen", "alumni", "intern", "apprentice", "fellow")
# Whoever is known to go within so many years is asked for a successor too.
SOON = 2
COLUMNS: dict[str, Kind] = {
    "voice": "text", "person": "text", "organization": "text", "tables": "list", "decides": "yesno",
    "ends": "end", "seat_stays": "yesno", "could_follow": "list", "check": "text",
}  # fmt: skip
NO_SEAT = "has no seat to hand on"
NOBODY = "nobody of this group is known"


def turns_over(voice: str) -> bool:
    """Tell by its name whether people grow out of a group."""
    return any(word in fold(voice) for word in TURNING)


def successors(
    partnership: Partnership, now: Standing, found: Presence, groups: tuple[Group, ...]
) -> pd.DataFrame:
    """
    List whoever speaks for a group with built-in turnover, and who could follow.

    That is everybody of a group that people grow out of, and of any other group whoever has a seat
    and a last day within two years. `could_follow`: others of the group in the same organization or
    at one of the same tables, who are not known to go by then.
    """
    horizon = now.at.date + pd.DateOffset(years=SOON)
    ends = {
        person: last_day(*(_ends(partnership, now, person)))
        for group in groups
        for person in group.people
    }
    rows: list[dict[str, object]] = []
    for group in groups:
        mine = found.of(group)
        for person in group.people:
            places = tuple(place for place in mine if place.holder == person)
            end = last_day(ends[person], *(place.until for place in places))
            soon = bool(places) and not pd.isna(end) and end <= horizon
            if turns_over(group.voice) or soon:
                row = _row(now, group, person, places, end, mine, ends)
                rows.append(row if len(partnership.seats) else row | _seats_unknown(row))
        if turns_over(group.voice) and not group.people:
            rows.append(
                dict.fromkeys(("person", "organization", "seat_stays"))
                | {"voice": group.voice, "tables": (), "decides": False, "ends": pd.NaT}
                | {"could_follow": (), "check": NOBODY}
            )
    return framed(rows, COLUMNS)


def _ends(partnership: Partnership, now: Standing, person: str) -> list[object]:
    """Give the days on which a person's time in the organization or in an office is over."""
    people, terms = partnership.people, partnership.terms
    held = terms[(terms["person"] == person) & ~(terms["end"] < now.at.date)]
    return [*people.loc[people["person"] == person, "end"], *held["end"]]


def _row(
    now: Standing,
    group: Group,
    person: str,
    places: tuple[Place, ...],
    end: Any,
    mine: tuple[Place, ...],
    ends: dict[str, Any],
) -> dict[str, object]:
    tables = tuple(sorted({place.table for place in places}))
    beside = {place.holder for place in mine if place.table in tables}
    home = now.bodies_of.get(person, (person,))[0]
    beside |= set(now.staff.get(home, ())) & set(group.people) if home != person else set()
    follow = tuple(
        sorted(
            other
            for other in beside - {person}
            if pd.isna(end) or pd.isna(ends.get(other, pd.NaT)) or ends[other] > end
        )
    )
    stays = all(place.stays for place in places) if places else None
    return {
        "voice": group.voice,
        "person": person,
        "organization": home if home != person else None,
        "tables": tables,
        "decides": any(place.engagement == DECIDES for place in places),
        "ends": end,
        "seat_stays": stays,
        "could_follow": follow,
        "check": _check(tables, follow, stays=stays, end=end),
    }


def _seats_unknown(row: dict[str, object]) -> dict[str, object]:
    """Say of somebody that no seat is in the data, not that there is none."""
    told = str(row["check"]).replace(NO_SEAT, "cannot say of a seat: needs rows in Seats")
    return {"decides": None, "check": told}


def _check(
    tables: tuple[str, ...], follow: tuple[str, ...], *, stays: bool | None, end: object
) -> str:
    """Say in a few words what becomes of the voice when its speaker goes."""
    seat = NO_SEAT
    if tables:
        seat = "the seat stays for a successor" if stays else "the seat goes with the person"
    heir = "somebody could follow" if follow else "no successor is known"
    day = "" if not pd.isna(end) else "; no last day is known"
    return f"{seat}; {heir}{day}"
