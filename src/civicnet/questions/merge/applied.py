"""What the frames of a partnership are once edits are taken in: history stays, a wave is added."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd

from civicnet import rules
from civicnet.cells import read_texts
from civicnet.columns import FRAMES
from civicnet.moments import Moment, running
from civicnet.names import office_label
from civicnet.questions.departure.handover import with_rows
from civicnet.questions.merge.edits import ABSENT, ADD, CONNECT, DISCONNECT, RENAME, Edit
from civicnet.typed import series

Frames = dict[str, pd.DataFrame]
SEAT = "seat"
# The frames whose rows are seen in waves, and the columns in which they name their ends.
ENDS = {"ties": ("source", "target"), "seats": ("actor", "table")}


def applied(frames: Mapping[str, pd.DataFrame], found: Sequence[Edit], at: Moment) -> Frames:
    """
    Take edits in, one after the other.

    Where the data are dated, what ends gets the day as its last, and what begins as its first:
    nothing is taken out. Where the moment is a wave, its ties and seats are those that go and come;
    see `next_wave`.
    """
    after = dict(frames)
    for edit in found:
        after = _TAKEN[edit.change](after, edit, at)
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


def _add(frames: Frames, edit: Edit, at: Moment) -> Frames:
    if edit.kind in ("", "person"):
        row = {"person": edit.name, "organization": edit.organization or None}
        row |= {"sector": edit.sector or None, "start": None if at.wave else at.date}
        return frames | {"people": with_rows(frames["people"], [_whole("people", row)])}
    row = {"organization": edit.name, "kind": edit.kind, "sector": edit.sector or None}
    row["part_of"] = edit.organization or None
    added = with_rows(frames["organizations"], [_whole("organizations", row)])
    return frames | {"organizations": added}


def _connect(frames: Frames, edit: Edit, at: Moment) -> Frames:
    tables = frames["organizations"]
    tables = set(tables.loc[tables["kind"] == "table", "organization"])
    when = {"wave": at.wave} if at.wave else {"start": at.date}
    if edit.relation.casefold() == SEAT or (not edit.relation and edit.to in tables):
        row = {"table": edit.to, "actor": edit.name, "role": "member", **when}
        return frames | {"seats": with_rows(frames["seats"], [_whole("seats", row)])}
    (strength,), _ = read_texts(FRAMES["ties"].column("strength"), [edit.strength])
    (form,), _ = read_texts(FRAMES["ties"].column("form"), [edit.form])
    row = {
        "source": edit.name, "target": edit.to, "relation": edit.relation or None,
        "form": form, "strength": strength, "source_note": edit.note or None, **when,
    }  # fmt: skip
    return frames | {"ties": with_rows(frames["ties"], [_whole("ties", row)])}


def _whole(frame: str, row: Mapping[str, Any]) -> dict[str, Any]:
    """Give every column of a row, blank where it is not filled."""
    blank = {c.name: () if c.type == "list" else None for c in FRAMES[frame].columns}
    return {**blank, **row}


def _disconnect(frames: Frames, edit: Edit, at: Moment) -> Frames:
    pair = {edit.name, edit.to}

    def between(row: Mapping[str, Any], ends: Sequence[str]) -> bool:
        same = {row[end] for end in ends} == pair
        return same and edit.relation in ("", row.get("relation"), row.get("role"))

    return _ended(frames, at, dict.fromkeys(ENDS, between))


def _absent(frames: Frames, edit: Edit, at: Moment) -> Frames:
    name = edit.name

    def theirs(row: Mapping[str, Any], ends: Sequence[str]) -> bool:
        return name in {row[end] for end in ends}

    if at.wave:
        return _ended(frames, at, dict.fromkeys(ENDS, theirs))
    people = frames["people"]
    if name not in set(people["person"]):
        return _ended(frames, at, dict.fromkeys(ENDS, theirs))
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


def _ended(frames: Frames, at: Moment, which: Mapping[str, Any]) -> Frames:
    """End rows that run: on the day, or by leaving them out of the wave."""
    after = dict(frames)
    for name, theirs in which.items():
        frame = frames[name]
        here = running(frame, at)
        if at.wave:
            here = here & (frame["wave"] == at.wave).to_numpy(dtype=bool)
        rows = [
            bool(runs) and theirs(row, ENDS[name])
            for runs, row in zip(here, frame.to_dict("records"), strict=True)
        ]
        mine = np.array(rows, dtype=bool)
        if at.wave:
            after[name] = frame[~mine].reset_index(drop=True)
        else:
            after[name] = frame.assign(end=frame["end"].mask(pd.Series(mine), at.date))
    return after


def _rename(frames: Frames, edit: Edit, at: Moment) -> Frames:  # noqa: ARG001  # as the others
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


_TAKEN = {ADD: _add, RENAME: _rename, CONNECT: _connect, DISCONNECT: _disconnect, ABSENT: _absent}
