"""Rows to frames with a fixed dtype for each column, and the sentences that fit into an answer."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Literal

import pandas as pd

from civicnet.columns import Type
from civicnet.typed import series

# A column's type, or "count" for whole numbers that are always known, "flag" for a sure yes or no.
Kind = Type | Literal["count", "flag"]
_SURE = {"count": "int64", "flag": "bool"}
# Sentences an answer has at most.
MOST = 7


def framed(rows: Sequence[Mapping[str, object]], columns: Mapping[str, Kind]) -> pd.DataFrame:
    """
    Make a frame of rows, with the columns in this order and the dtype of each one's type.

    Examples
    --------
    >>> framed([{"actor": "Ana", "n": 2}], {"actor": "text", "n": "count"}).dtypes.tolist()
    [dtype('O'), dtype('int64')]
    """
    made = {}
    for name, kind in columns.items():
        values = [row[name] for row in rows]
        match kind:
            case "count" | "flag":
                made[name] = pd.Series(values, dtype=_SURE[kind])
            case _:
                made[name] = series(values, kind)
    return pd.DataFrame(made)


def yes(cells: pd.Series) -> pd.Series:
    """Tell which cells of a column of yes and no say yes; a blank one says nothing."""
    return cells.isin([True])


def no(cells: pd.Series) -> pd.Series:
    """Tell which cells of a column of yes and no say no; a blank one says nothing."""
    return cells.isin([False])


def foremost(
    told: Sequence[tuple[int, str]], most: int = MOST
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """
    Keep the sentences that matter most, in their order; give the others besides.

    Each comes with its rank (1 matters most); of equal ones the earlier stays. Blank ones go.

    Examples
    --------
    >>> foremost([(1, "One."), (3, "Three."), (2, ""), (2, "Two.")], most=2)
    (('One.', 'Two.'), ('Three.',))
    """
    said = [(rank, place, text) for place, (rank, text) in enumerate(told) if text]
    kept = {place for _, place, _ in sorted(said)[:most]}
    first = tuple(text for _, place, text in said if place in kept)
    return first, tuple(text for _, place, text in said if place not in kept)
