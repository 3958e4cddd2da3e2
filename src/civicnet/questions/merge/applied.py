"""What the frames of a partnership are once edits are taken in: history stays, a wave is added."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Set
from functools import partial
from itertools import groupby
from typing import Any

import pandas as pd

from civicnet import rules
from civicnet.cells import read_texts
from civicnet.columns import FRAMES
from civicnet.moments import Moment, running
from civicnet.names import office_label
from civicnet.questions.departure.handover import with_rows
from civicnet.questions.merge.edits import ADD, CONNECT, DISCONNECT, RENAME, Edit
from civicnet.typed import series

Frames = dict[str, pd.DataFrame]
SEAT = "seat"
# The frames whose rows are seen in waves, and the columns in which they name their ends.
ENDS = {"ties": ("source", "target"), "seats": ("actor", "table")}


def applied(frames: Mapping[str, pd.DataFrame], found: Iterable[Edit], at: Moment) -> Frames:
    """
    Take edits in, one after the other.

    Where the data are dated, what ends gets the day as its last, and what begins as its first:
    nothing is taken out. Where the moment is a wave, its ties and seats are those that go and come;
    see `next_wave`.
    """
    after = dict(frames)
    for new, some in groupby(found, lambda edit: edit.change in (ADD, CONNECT)):
        if new:
            after = _with_new(after, some, at)
            continue
        for edit in some:
            if edit.change == RENAME:
                after = _renamed(after, edit)
            elif edit.change == DISCONNECT:
                after = _ended(after, at, partial(_between, edit))
            else:
                after = _absent(after, edit, at)
    return after


def next_wave(frames: Mapping[str, pd.DataFrame], before: Moment, wave: str) -> Frames:
    """Copy the ties and seats of a wave into a new one, which edits then change."""
    after = dict(frames)
    for name in ENDS:
        frame = frames[name]
        here = running(frame, before) & (frame["wave"] == before.wave).to_numpy(dtype=bool)
        last = frame[here].reset_index(drop=True)
        copied = last.assign(wave=series([wave] * len(last), "text"))
        after[name] = pd.concat([frame, copied], ignore_index=True) if len(copied) else frame
    return after


def _with_new(frames: Frames, some: Iterable[Edit], at: Moment) -> Frames:
    """Add who is new and what they are tied by: each frame grows once, however many there are."""
    rows: dict[str, list[dict[str, Any]]] = {}
    tables = rules.tables(frames)
    for edit in some:
        if edit.change == CONNECT:
            frame, row = _tied(edit, tables, at)
        else:
            frame, row = _added(edit, at)
            tables |= {edit.name} if edit.kind == "table" else set()
        rows.setdefault(frame, []).append(_whole(frame, row))
    return frames | {frame: with_rows(frames[frame], new) for frame, new in rows.items()}


def _added(edit: Edit, at: Moment) -> tuple[str, dict[str, Any]]:
    row: dict[str, Any] = {"sector": edit.sector or None}
    if edit.kind in ("", "person"):
        row |= {"person": edit.name, "organization": edit.organization or None}
        return "people", row | {"start": None if at.wave else at.date}
    row |= {"organization": edit.name, "kind": edit.kind, "part_of": edit.organization or None}
    return "organizations", row


def _tied(edit: Edit, tables: Set[str], at: Moment) -> tuple[str, dict[str, Any]]:
    when = {"wave": at.wave} if at.wave else {"start": at.date}
    if edit.relation.casefold() == SEAT or (not edit.relation and edit.to in tables):
        return "seats", {"table": edit.to, "actor": edit.name, "role": "member", **when}
    (strength,), _ = read_texts(FRAMES["ties"].column("strength"), [edit.strength])
    (form,), _ = read_texts(FRAMES["ties"].column("form"), [edit.form])
    row = {
        "source": edit.name, "target": edit.to, "relation": edit.relation or None,
        "form": form, "strength": strength, "source_note": edit.note or None, **when,
    }  # fmt: skip
    return "ties", row


def _whole(frame: str, row: Mapping[str, Any]) -> dict[str, Any]:
    """Give every column of a row, blank where it is not filled."""
    blank = {c.name: () if c.type == "list" else None for c in FRAMES[frame].columns}
    return {**blank, **row}


def _between(edit: Edit, frame: pd.DataFrame, one: str, two: str) -> pd.Series:
    same = (frame[one] == edit.name) & (frame[two] == edit.to)
    same |= (frame[one] == edit.to) & (frame[two] == edit.name)
    if edit.relation:
        same &= frame[[c for c in ("relation", "role") if c in frame]].eq(edit.relation).any(axis=1)
    return same


def _theirs(edit: Edit, frame: pd.DataFrame, one: str, two: str) -> pd.Series:
    return (frame[one] == edit.name) | (frame[two] == edit.name)


def _absent(frames: Frames, edit: Edit, at: Moment) -> Frames:
    people, name = frames["people"], edit.name
    if at.wave or name not in set(people["person"]):
        return _ended(frames, at, partial(_theirs, edit))
    # A person is gone when their last day has come; what is personal goes along by rule 4.
    after = dict(frames)
    gone = people["person"] == name
    after["people"] = people.assign(end=people["end"].mask(gone, at.date))
    terms = frames["terms"]
    mine = (terms["person"] == name) & running(terms, at)
    after["terms"] = terms.assign(end=terms["end"].mask(mine, at.date))
    seats = frames["seats"]
    own = (seats["actor"] == name) & seats["on_behalf_of"].isna() & running(seats, at)
    after["seats"] = seats.assign(end=seats["end"].mask(own, at.date))
    return after


def _ended(frames: Frames, at: Moment, which: Callable[..., pd.Series]) -> Frames:
    """End rows that run: on the day, or by leaving them out of the wave."""
    after = dict(frames)
    for name, ends in ENDS.items():
        frame = frames[name]
        mine = running(frame, at) & which(frame, *ends).to_numpy(dtype=bool)
        if at.wave:
            mine &= (frame["wave"] == at.wave).to_numpy(dtype=bool)
            after[name] = frame[~mine].reset_index(drop=True)
        else:
            after[name] = frame.assign(end=frame["end"].mask(pd.Series(mine), at.date))
    return after


def _renamed(frames: Frames, edit: Edit) -> Frames:
    """Give another name wherever the old one stands, and keep the old one as an alias."""
    said = {edit.name: edit.to}
    for post, office in rules.offices(frames).items():
        if office.organization == edit.name:
            said[post] = office_label(office.office, edit.to)
    after: Frames = {}
    for name, frame in frames.items():
        columns = {}
        for column in FRAMES[name].columns:
            if column.type in ("key", "actor", "name"):
                columns[column.name] = series([said.get(x, x) for x in frame[column.name]], "text")
            elif column.type == "list":
                lists = [tuple(said.get(x, x) for x in cell) for cell in frame[column.name]]
                columns[column.name] = series(lists, "list")
        after[name] = frame.assign(**columns) if len(frame) else frame
    alias = {"alias": edit.name, "name": edit.to}
    return after | {"aliases": with_rows(after["aliases"], [_whole("aliases", alias)])}
