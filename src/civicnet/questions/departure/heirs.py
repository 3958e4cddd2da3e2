"""Who follows whom, and the frames of a partnership once they do."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from civicnet import rules
from civicnet.cells import clean
from civicnet.columns import FRAMES
from civicnet.errors import ArgumentError, UnknownActorError
from civicnet.moments import Moment
from civicnet.questions.departure.handover import Handover, Named, with_rows
from civicnet.questions.partners import listed
from civicnet.standing import Standing
from civicnet.typed import series

if TYPE_CHECKING:
    from civicnet.model import Partnership

_DAY = pd.Timedelta(days=1)


def successors(
    partnership: Partnership,
    now: Standing,
    asked: Named,
    gone: Mapping[str, tuple[str, ...]],
    successor: str | Mapping[str, str] | None,
) -> dict[str, str]:
    """Settle who follows in which office; in place of a person where they hold none."""
    if successor is None:
        return {}
    if isinstance(successor, str):
        pairs = {_their_place(now, asked, successor): successor}
    else:
        pairs = {partnership.find(office, ("offices",)): name for office, name in successor.items()}
    offices = {label: person for person, labels in gone.items() for label in labels}
    for place in pairs:
        if place not in offices and place not in gone:
            known = f"; they hold {listed(sorted(offices))}" if offices else ""
            raise ArgumentError(f"nobody who leaves holds {place!r}{known}")
    return {place: _successor(partnership, now, place, name, gone) for place, name in pairs.items()}


def _their_place(now: Standing, asked: Named, successor: str) -> str:
    """Find the one place that a single successor takes."""
    if len(asked.offices) == 1:
        return asked.offices[0]
    if len(asked.people) > 1:
        raise ArgumentError(
            f"successor: several people leave, so say in which office {successor!r} follows, as in "
            "{'Mayor, City': 'Ana Ruiz'}"
        )
    (person,) = asked.people
    office = now.posts.office_of(person, now.at.date.to_datetime64())
    if not office and person not in now.posts.homes:
        raise ArgumentError(f"{person!r} has neither office nor organization to follow in")
    return office or person


def _successor(
    partnership: Partnership, now: Standing, place: str, name: str, gone: Mapping[str, object]
) -> str:
    """Give a successor's name as the data write it."""
    try:
        found = partnership.find(name)
    except UnknownActorError:
        found = clean(name)
    if not found:
        raise ArgumentError(f"the successor in {place!r} needs a name")
    if now.kinds.get(found, "person") != "person":
        raise ArgumentError(f"{found!r} is no person, so cannot follow in {place!r}")
    if found in gone:
        raise ArgumentError(f"{found!r} leaves as well, so cannot follow in {place!r}")
    if found in now.holders.get(place, ()):
        raise ArgumentError(f"{found!r} holds {place!r} already")
    return found


def with_successors(
    partnership: Partnership,
    written: Handover,
    follow: Mapping[str, str],
    gone: Mapping[str, tuple[str, ...]],
    start: np.datetime64,
) -> dict[str, pd.DataFrame]:
    """Write the successors' terms, their rows in People, and their names into seats taken over."""
    frames = {
        name: _kept(frame, written.never.get(name, [])) for name, frame in written.frames.items()
    }
    offices = rules.offices(partnership.frames)
    homes = rules.homes(partnership.frames)
    for place, person in follow.items():
        leaver = next(p for p in sorted(gone) if p == place or place in gone[p])
        body = offices[place].organization if place in offices else homes[leaver]
        home = body if homes.get(leaver) == body else None
        frames["people"] = _arrived(frames["people"], person, home, start)
        if place in offices:
            frames["terms"] = _in_office(frames["terms"], person, offices[place], start)
    seats = frames["seats"]
    actors = list(seats["actor"])
    first = len(actors) - len(written.followed)
    for row, before in enumerate(written.followed, first):
        sat = partnership.seats["actor"].iat[before]
        actors[row] = follow.get(actors[row], follow.get(sat, actors[row]))
    frames["seats"] = seats.assign(actor=series(actors, "text"))
    return frames


def _kept(frame: pd.DataFrame, never: Sequence[int]) -> pd.DataFrame:
    return frame.drop(index=list(never)).reset_index(drop=True)


def _arrived(
    people: pd.DataFrame, person: str, home: str | None, start: np.datetime64
) -> pd.DataFrame:
    """Write that somebody is there from a day on, who may have been there before."""
    rows = np.flatnonzero(people["person"] == person)
    if not len(rows):
        since = start if home else None
        new = {"person": person, "organization": home, "start": since, "voices": ()}
        return with_rows(people, [new])
    (row,) = rows.tolist()
    homes, starts, ends = (list(people[column]) for column in ("organization", "start", "end"))
    if not pd.isna(ends[row]) and ends[row] < start:
        # Somebody who had left comes back, and to where the new post is.
        homes[row], starts[row], ends[row] = home, start, pd.NaT
    elif not pd.isna(starts[row]) and starts[row] > start:
        starts[row] = start
    days = {"start": series(starts, "start"), "end": series(ends, "end")}
    return people.assign(organization=series(homes, "text"), **days)


def _in_office(
    terms: pd.DataFrame, person: str, office: rules.Office, start: np.datetime64
) -> pd.DataFrame:
    """Write a term that begins on a day; one that was to begin later begins then."""
    same = (terms["person"] == person) & (terms["office"] == office.office)
    same &= (terms["organization"] == office.organization) & ~(terms["end"] < start)
    ahead = np.flatnonzero(same & ~(terms["start"] <= start))
    if not len(ahead):
        term = {"person": person, "office": office.office, "organization": office.organization}
        return with_rows(terms, [{**term, "start": start}])
    starts = list(terms["start"])
    starts[ahead[0]] = start
    return terms.assign(start=series(starts, "start"))


def left_open(
    partnership: Partnership, written: Handover, gone: Mapping[str, object], at: Moment
) -> list[int]:
    """
    Find ties that end although they are all that says that somebody else is there.

    A person is in the network while a tie of theirs runs; who only knew somebody who leaves would
    be lost with them. These ties are left open; they reach nobody, since one of their ends is gone.
    """
    tomorrow = Moment(at.date + _DAY)
    frames = {
        name: _kept(frame, written.never.get(name, [])) for name, frame in written.frames.items()
    }
    here = rules.present(partnership.frames, tomorrow) - gone.keys()
    lost = here - rules.present(frames, tomorrow)
    ties = partnership.ties
    found = []
    for row in written.ended["ties"]:
        pair = {ties["source"].iat[row], ties["target"].iat[row]}
        began = ties["start"].iat[row]
        if pair & lost and pair & gone.keys() and (pd.isna(began) or began < at.date):
            found.append(row)
    return found


def checked(partnership: Partnership, frames: Mapping[str, pd.DataFrame]) -> Partnership:
    """Make a partnership of frames, checked like a file; columns of one's own keep their names."""
    plain_frames, own = {}, {}
    for name, frame in frames.items():
        extra = [column for column in frame.columns if column not in FRAMES[name].names]
        own[name] = {f"own column {place:04d}": column for place, column in enumerate(extra)}
        safe = {column: code for code, column in own[name].items()}
        plain_frames[name] = frame.rename(columns=safe)
    made = type(partnership).from_frames(**plain_frames)
    named_again = {name: frame.rename(columns=own[name]) for name, frame in made.frames.items()}
    return dataclasses.replace(
        made, **named_again, source=partnership.source, assumptions=partnership.assumptions
    )
