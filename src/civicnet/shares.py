"""How much lies with how few: shares of a whole, their concentration, the largest of them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterable, Sequence

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from civicnet.errors import ArgumentError
from civicnet.typed import series

Floats = NDArray[np.float64]


def shares(amounts: Iterable[float]) -> Floats:
    """
    Give each amount as a share of those that are known, 0-1.

    What is not known stays NaN; where nothing is known, or all of it is nothing, every share is.

    Raises
    ------
    ArgumentError
        for an amount below 0 or without end.
    """
    known = np.array(list(amounts), dtype=np.float64)
    if (known < 0).any() or np.isinf(known).any():
        raise ArgumentError("amounts must be numbers of 0 or more")
    largest = np.nanmax(known, initial=0.0)
    if not largest > 0:
        return np.full(len(known), np.nan)
    # Halved or doubled until the largest is about 1: no sum grows without end, no digit is lost.
    known = np.ldexp(known, -np.frexp(largest)[1])
    return np.asarray(known / np.nansum(known), dtype=np.float64)


def hhi(amounts: Iterable[float]) -> float:
    """
    Measure how concentrated amounts are: the sum of squared shares (Herfindahl, Hirschman).

    High: little would be left without the largest. 1 is all from one, 1/n the same from each of n.
    Amounts that are not known are left out; NaN where none is above 0.

    References
    ----------
    Hirschman, A. O. (1964). The paternity of an index. American Economic Review 54:761.

    Examples
    --------
    >>> round(hhi([500, 300, 200]), 2)
    0.38
    """
    found = shares(amounts)
    return float(np.nansum(found**2)) if np.isfinite(found).any() else float("nan")


def effective_number(amounts: Iterable[float]) -> float:
    """
    Say as of how many equal ones amounts are: 1 / HHI, at least 1, at most their number.

    Examples
    --------
    >>> round(effective_number([500, 300, 200]), 6)
    2.631579
    """
    return 1 / hhi(amounts)


def concentration(
    rows: pd.DataFrame, by: Sequence[str] = (), *, holder: str = "holder", amount: str = "amount"
) -> pd.DataFrame:
    """
    Tell for each group of rows how concentrated their amounts are among the holders.

    A holder who brings nothing changes nothing. An amount that is not known is left out and
    counted: `n_known` of `n_rows` say how much.

    Parameters
    ----------
    by : the columns that make the groups; none for all rows together.
    holder, amount : the columns that say who brings something, and how much.

    Returns
    -------
    One row per group, in the order in which they first come: the columns of `by`, `n_holders` (who
    bring more than nothing), `n_rows`, `n_known`, `total` (NaN where no amount is known), `hhi`
    (0-1), `effective_number` (1 to `n_holders`), `largest` (the first by name of equal ones; None
    where there is none), `largest_share` (0-1), `reason` (why these are NaN, or that not all rows
    say how much).

    Examples
    --------
    >>> grants = pd.DataFrame({"holder": ["Ash", "Elm", "Oak", "Oak"],
    ...                        "amount": [500, 300, 150, 50]})
    >>> concentration(grants)[["n_holders", "hhi", "largest", "largest_share"]].round(2)
       n_holders   hhi largest  largest_share
    0          3  0.38     Ash            0.5
    """
    keys = list(zip(*(rows[c] for c in by), strict=True)) if by else [()] * len(rows)
    places: dict[tuple[Hashable, ...], list[int]] = defaultdict(list)
    for place, key in enumerate(keys):
        places[key].append(place)
    holders = rows[holder].tolist()
    amounts = rows[amount].to_numpy(dtype=np.float64)
    found = [_one([holders[i] for i in mine], amounts[mine]) for mine in places.values()]
    made = {c: series([key[i] for key in places], "text") for i, c in enumerate(by)}
    made |= {c: series([row[c] for row in found], "text") for c in _COLUMNS}
    counts = dict.fromkeys(("n_holders", "n_rows", "n_known"), "int64")
    numbers = dict.fromkeys(("total", "hhi", "effective_number", "largest_share"), "float64")
    return pd.DataFrame(made).astype(counts | numbers)


_COLUMNS = (
    "n_holders", "n_rows", "n_known", "total", "hhi", "effective_number", "largest",
    "largest_share", "reason",
)  # fmt: skip


def _one(holders: list[str], amounts: Floats) -> dict[str, object]:
    """Describe one group of rows."""
    known = ~np.isnan(amounts)
    each: dict[str, float] = defaultdict(float)
    for holder, amount in zip(np.array(holders, dtype=object)[known], amounts[known], strict=True):
        each[holder] += float(amount)
    names = sorted(each)
    held = shares([each[name] for name in names])
    largest = int(np.nanargmax(held)) if np.isfinite(held).any() else -1
    return {
        "n_holders": sum(amount > 0 for amount in each.values()),
        "n_rows": len(amounts),
        "n_known": int(known.sum()),
        "total": sum(each.values()) if each else np.nan,
        "hhi": hhi(each.values()),
        "effective_number": effective_number(each.values()),
        "largest": names[largest] if largest >= 0 else None,
        "largest_share": held[largest] if largest >= 0 else np.nan,
        "reason": _reason(int(known.sum()), len(amounts), "" if largest >= 0 else NOTHING),
    }


NOTHING = "all amounts are 0"


def _reason(known: int, rows: int, nothing: str) -> str:
    if not known:
        return "does not say how much" if rows == 1 else f"none of the {rows:,} says how much"
    if nothing:
        return nothing
    return "" if known == rows else f"among the {known:,} of {rows:,} with an amount"
