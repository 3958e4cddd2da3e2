"""Another file of the same partnership, taken in: its rows are added, its cells believed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from civicnet.columns import FRAMES
from civicnet.moments import Moment
from civicnet.questions.departure.handover import with_rows
from civicnet.questions.merge.applied import ENDS, Frames
from civicnet.typed import series

ADDED, FILLED, REPLACED = "added", "filled", "replaced"
# What is told of a change; where a cell was filled or replaced, which, and what it said.
COLUMNS = ("change", "name", "to", "frame", "column", "before", "after")
Told = dict[str, Any]


def joined(
    frames: Mapping[str, pd.DataFrame], other: Mapping[str, pd.DataFrame], at: Moment
) -> tuple[Frames, list[Told]]:
    """
    Add the rows of another file, and fill or replace the cells of rows with the same key.

    A tie or seat is the same where all its columns are, and so is anything of which several rows
    have one key, as terms; in a wave, ties and seats are written for that.
    """
    after, told = dict(frames), []
    for name, rows in other.items():
        theirs = rows
        if name in ENDS and at.wave and len(rows):
            theirs = rows.assign(wave=series([at.wave] * len(rows), "text"))
        after[name], said = _one(name, frames[name], theirs)
        told += said
    return after, told


def _one(name: str, ours: pd.DataFrame, theirs: pd.DataFrame) -> tuple[pd.DataFrame, list[Told]]:
    declared = FRAMES[name].names
    key = list(FRAMES[name].key)
    if name in ENDS or _keys(ours, key).has_duplicates or _keys(theirs, key).has_duplicates:
        key = list(declared)
    cells = zip(*(ours[c] for c in key), strict=True)
    places = {tuple(map(str, row)): place for place, row in enumerate(cells)}
    new: list[dict[str, Any]] = []
    filled: dict[str, dict[int, object]] = {}
    told: list[Told] = []
    for row in theirs.to_dict("records"):
        place = places.get(tuple(str(row[c]) for c in key))
        if place is None:
            new.append({str(column): cell for column, cell in row.items()})
            told.append(said_of(ADDED, name, row))
            continue
        for column in declared:
            was, cell = ours[column].iat[place], row.get(column)
            if blank(cell) or cell == was:
                continue
            filled.setdefault(column, {})[place] = cell
            change = FILLED if blank(was) else REPLACED
            more = {"column": column, "before": _text(was), "after": _text(cell)}
            told.append(said_of(change, name, row) | more)
    for column, cells_of in filled.items():
        values = [cells_of.get(place, cell) for place, cell in enumerate(ours[column])]
        ours = ours.assign(**{column: pd.Series(values, dtype=ours[column].dtype)})
    return with_rows(ours, new), told


def _keys(frame: pd.DataFrame, key: list[str]) -> pd.MultiIndex:
    return pd.MultiIndex.from_frame(frame[key].astype(str))


def said_of(change: str, frame: str, row: Mapping[Any, Any]) -> Told:
    """Tell a change of a row, by the first two names in its key."""
    names = [str(row[c]) for c in FRAMES[frame].key if not blank(row.get(c))][:2]
    first, second = (*names, None, None)[:2]
    return {**dict.fromkeys(COLUMNS), "change": change, "name": first, "to": second, "frame": frame}


def blank(value: object) -> bool:
    """Tell whether a cell says nothing."""
    return not value if isinstance(value, tuple) else bool(pd.isna(value))


def _text(value: object) -> str | None:
    return None if blank(value) else str(value)
