"""Take edits made in a room, or another file, into the data: checked first, whole or not at all."""

from __future__ import annotations

import os
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import pandas as pd

from civicnet.errors import ArgumentError, DataError
from civicnet.model import Partnership
from civicnet.moments import Moment, moment, today, waves
from civicnet.problems import Problem, worst_first
from civicnet.questions import answers
from civicnet.questions.departure.heirs import checked
from civicnet.questions.framing import framed
from civicnet.questions.merge.applied import ENDS, Frames, applied, next_wave
from civicnet.questions.merge.edits import ABSENT, ADD, CONNECT, DISCONNECT, RENAME, edits, is_edits
from civicnet.questions.merge.joined import COLUMNS, FILLED, REPLACED, joined
from civicnet.questions.partners import listed, n
from civicnet.readers import load
from civicnet.readers.frames import tables_from_frames
from civicnet.reading import read
from civicnet.tables import Table

if TYPE_CHECKING:
    from civicnet.questions.merge.edits import Edit

_SAID = {
    ADD: ("added", "is new", "are new"),
    RENAME: ("renamed", "has another name", "have another name"),
    CONNECT: ("tied", "new tie or seat", "new ties and seats"),
    DISCONNECT: ("no longer tied", "pair is no longer tied", "pairs are no longer tied"),
    ABSENT: ("gone", "has gone", "have gone"),
}
_FILLED = (
    (FILLED, "cell was blank and is filled", "cells were blank and are filled"),
    (REPLACED, "cell says something else", "cells say something else"),
)


@dataclass(frozen=True, eq=False)
class Merged:
    """
    The data with the edits taken in.

    `changes` has one row per change: `change`, `name`, `to`, `frame` and `column` (where a cell was
    filled or replaced), `before`, `after`. `partnership` is what is to be written; the data that
    were given stay as they are.
    """

    at: Moment
    summary: tuple[str, ...]
    notes: tuple[str, ...]
    changes: pd.DataFrame
    partnership: Partnership

    to_dict = answers.to_dict
    __str__ = answers.sentences
    _repr_html_ = answers.to_html


def merge(
    partnership: Partnership,
    changes: str | os.PathLike[str] | pd.DataFrame | Partnership,
    *,
    at: object = None,
    wave: str | None = None,
) -> Merged:
    """
    Take edits, or another file of the same partnership, into the data after checking them.

    Nothing is taken out: where the data have dates, what is no longer so gets its last day, and
    what is new its first. Where they have waves and no dates, a new wave is written: the ties and
    seats of the last one, with those that go and come.

    Parameters
    ----------
    changes : a list of edits (columns change, name, to …; the page writes one), as a path or a
        frame; or any data that `read` takes, or a Partnership: its rows are added, and where it
        says other things of the same actor, it is believed.
    at : the day of the edits; today unless said.
    wave : the name of the new wave; the day unless said. Data with dates get one only where it is
        given.

    Raises
    ------
    DataError
        with every problem of the edits and of the data with them; nothing is taken of edits with
        one.
    ArgumentError
        for a day that is none, or a wave that is there already.

    Examples
    --------
    >>> import civicnet as cn
    >>> import pandas as pd
    >>> p = cn.load_example("riverbend")
    >>> told = {"change": ["connect"], "name": ["Mayor Marsh"], "to": ["Radio Ribera"]}
    >>> print(cn.merge(p, pd.DataFrame(told), at="2026-11-15"))
    1 new tie or seat: Eleanor Marsh – Radio Ribera.
    The new rows begin on 15 November 2026; what ended has it as the last day.
    """
    before = moment(partnership.frames)
    day = moment(partnership.frames, today() if at is None else at)
    if day.wave:
        raise ArgumentError(f"at must be a day, as 2026-11-15; {day.wave!r} is a wave")
    label = wave or (day.key if before.wave else "")
    if label in waves(partnership.frames):
        raise ArgumentError(f"there is a wave {label!r} already; name another one with wave=")
    then = Moment(day.date, label if before.wave else "")
    frames: Frames = dict(partnership.frames)
    if before.wave:
        frames = next_wave(frames, before, label)
    given = _given(changes)
    if isinstance(given, Table):
        found, problems = edits(given, partnership)
        if problems:
            raise DataError(worst_first(problems))
        after, rows = applied(frames, found, then), [_row(edit) for edit in found]
    else:
        after, rows = joined(frames, given.frames, then)
    if wave and not before.wave:
        after = _labelled(frames, after, label)
    made = checked(partnership, after)
    return Merged(
        at=then,
        summary=_summary(rows, then),
        notes=_notes(made),
        changes=framed(rows, dict.fromkeys(COLUMNS, "text")),
        partnership=made,
    )


def _given(changes: str | os.PathLike[str] | pd.DataFrame | Partnership) -> Table | Partnership:
    """Tell a list of edits from data."""
    if isinstance(changes, Partnership):
        return changes
    if isinstance(changes, pd.DataFrame):
        (table,) = tables_from_frames({"ties": changes})
        if not is_edits(table):
            raise ArgumentError("changes: a frame of edits needs the columns change and name")
        return replace(table, sheet="changes", frame="")
    loaded = load(changes)
    if len(loaded.tables) != 1 or not is_edits(loaded.tables[0]):
        return read(changes)
    if errors := [problem for problem in loaded.problems if problem.severity == "error"]:
        raise DataError(errors)
    return loaded.tables[0]


def _row(edit: Edit) -> dict[str, Any]:
    told = {"change": _SAID[edit.change][0], "name": edit.name, "to": edit.to or None}
    return {**dict.fromkeys(COLUMNS), **told}


def _labelled(before: Frames, after: Frames, wave: str) -> Frames:
    """Write the wave beside the rows that are new, where dated data are to have one."""
    found = dict(after)
    for name in ENDS:
        frame, old = after[name], len(before[name])
        labels = [*frame["wave"].iloc[:old], *([wave] * (len(frame) - old))]
        found[name] = frame.assign(wave=pd.Series(labels, index=frame.index, dtype=object))
    return found


# --- words ----------------------------------------------------------------------------------------


def _summary(rows: list[dict[str, Any]], at: Moment) -> tuple[str, ...]:
    if not rows:
        return ("Nothing was changed: the file says what the data say already.",)
    said = []
    for change, one, many in (*_SAID.values(), *_FILLED):
        mine = [row for row in rows if row["change"] == change]
        names = [" – ".join(x for x in (row["name"], row["to"]) if x) for row in mine]
        if mine:
            told = listed(list(dict.fromkeys(names)), 3)
            said.append(f"{n(len(mine), one, many)}: {told}.")
    if at.wave:
        said.append(f"They stand in the new wave {at.wave}; the waves before it are as they were.")
    else:
        said.append(f"The new rows begin {at.said}; what ended has it as the last day.")
    return tuple(said)


def _notes(made: Partnership) -> tuple[str, ...]:
    problems: tuple[Problem, ...] = made.problems
    warned = [problem for problem in problems if problem.severity == "warning"]
    notes = ["The data that were given stay as they are; write the result with cn.write."]
    if warned:
        notes.append(f"{n(len(warned), 'warning')} on checking the data with the changes.")
    return tuple(notes)
