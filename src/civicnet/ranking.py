"""A measure as a frame: one row an actor, the best first, equal ones by name, reasons last."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

Floats = NDArray[np.float64]


def ranked(
    labels: Sequence[str],
    columns: Mapping[str, NDArray[Any]],
    reasons: NDArray[np.object_],
    *,
    by: str,
    lowest_first: bool = False,
) -> pd.DataFrame:
    """
    Put measures of actors into a frame, in the order of the column `by`, then of the names.

    Values that agree to twelve digits count as equal, so that rounding decides no rank. Where the
    measure is NaN the row comes last.
    """
    frame = framed({"actor": np.array(labels, dtype=object), **columns, "reason": reasons})
    key = to_digits(np.asarray(columns[by], dtype=np.float64))
    # Sorted by a third key would be the same: the names of actors differ.
    names = np.argsort(np.argsort(frame["actor"].to_numpy(), kind="stable"), kind="stable")
    order = np.lexsort((names, key if lowest_first else -key))
    return frame.iloc[order].reset_index(drop=True)


def framed(columns: Mapping[str, NDArray[Any]]) -> pd.DataFrame:
    """Make a frame whose texts are objects, in every version of pandas."""
    return pd.DataFrame({name: pd.Series(c, dtype=c.dtype) for name, c in columns.items()})


def to_digits(values: Floats, digits: int = 12) -> Floats:
    """Round to so many significant digits; NaN and infinities stay."""
    with np.errstate(divide="ignore", invalid="ignore"):
        size = np.floor(np.log10(np.abs(values)))
        scale = 10.0 ** (digits - 1 - size)
        rounded = np.rint(values * scale) / scale
    # Zero has no size, and the smallest numbers no scale.
    return np.where(np.isfinite(rounded), rounded, values)


def because(n: int, *cases: tuple[NDArray[np.bool_] | bool, str]) -> NDArray[np.object_]:
    """Give each of n actors the first reason whose condition holds for it, else a blank."""
    reasons = np.full(n, "", dtype=object)
    for condition, reason in reversed(cases):
        reasons[np.broadcast_to(condition, n)] = reason
    return reasons
