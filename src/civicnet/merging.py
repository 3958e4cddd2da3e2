"""Several rows about one thing become one; where they contradict each other, that is said."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from civicnet.cells import Fault, fold, quoted
from civicnet.columns import FRAMES, Frame
from civicnet.draft import Draft, strings
from civicnet.typed import ROW, TABLE, series

_MERGED = ("people", "organizations", "offices", "assets", "needs", "voices", "outcomes", "context")


def merge_rows(draft: Draft) -> None:
    """Let one thing have one row: rows that agree are joined, rows that contradict reported."""
    for name in _MERGED:
        frame, rows = FRAMES[name], draft.frames[name]
        keys = list(zip(*(strings(rows[key]) for key in frame.key), strict=True))
        where: dict[tuple[str, ...], list[int]] = {}
        for position, key in enumerate(keys):
            where.setdefault(tuple(map(fold, key)), []).append(position)
        if len(where) == len(rows):
            continue
        keep = sorted(positions[0] for positions in where.values())
        columns = {column: list(rows[column]) for column in rows.columns}
        for positions in where.values():
            if len(positions) > 1:
                _merge_one(draft, frame, positions, columns)
        merged = {
            column: series(values, frame.column(column).type if column in frame.names else "text")
            if column not in (TABLE, ROW)
            else pd.Series(values, dtype=np.int64)
            for column, values in columns.items()
        }
        draft.frames[name] = pd.DataFrame(merged).iloc[keep].reset_index(drop=True)


def _merge_one(
    draft: Draft, frame: Frame, positions: list[int], columns: dict[str, list[Any]]
) -> None:
    first, agreed = positions[0], True
    for column, values in columns.items():
        if column in (TABLE, ROW) or column in frame.key:
            continue
        if any(isinstance(values[p], tuple) for p in positions):
            items = [x for p in positions for x in values[p]]
            values[first] = tuple(dict.fromkeys(items))
            continue
        given = {p: values[p] for p in positions if not _missing(values[p])}
        distinct = {fold(v) if isinstance(v, str) else v: v for v in reversed(list(given.values()))}
        if len(distinct) > 1 and column != "id":
            agreed = False
            late = max(given)
            soft = column == "sector"
            shown = " and ".join(sorted(quoted(_said(v)) for v in distinct.values())[:3])
            draft.report(
                frame.name,
                late,
                column,
                Fault(
                    "two-sectors" if soft else "conflicting-rows",
                    f"rows about {quoted(', '.join(str(columns[k][first]) for k in frame.key))} "
                    f"say {shown} for {column}.",
                    "The first is used; write one in every row."
                    if soft
                    else "Write the same in every row, or give the rows different names.",
                ),
            )
        if given:
            values[first] = min(distinct.items(), key=lambda item: str(item[0]))[1]
    mixed = {
        draft.sources[int(columns[TABLE][p])].sheet.name
        for p in positions
        if columns[TABLE][p] >= 0
    }
    if agreed and mixed == {frame.name}:
        twice = Fault(
            "duplicate-row", "the row stands twice; it counts once.", "Delete one of the two."
        )
        draft.report(frame.name, positions[-1], frame.key[0], twice)


def _missing(value: Any) -> bool:
    return value is None or value == () or bool(pd.isna(value)) is True


def _said(value: Any) -> str:
    if isinstance(value, pd.Timestamp):
        return str(value.date())
    if isinstance(value, bool):
        return "yes" if value else "no"
    return str(value)
