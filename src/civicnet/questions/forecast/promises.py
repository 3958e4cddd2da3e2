"""Which results are due after those who answer for them may have left, or the money has ended."""

from __future__ import annotations

import pandas as pd

from civicnet.futures import Prospects
from civicnet.moments import running
from civicnet.questions.ground import Ground
from civicnet.typed import series

_COLUMNS = ("outcome", "due", "owner", "owner_until", "money_until", "outlives")


def promises(on: Ground, found: Prospects) -> pd.DataFrame:
    """
    Lay the day on which each result is due beside that of whoever answers for it, and of its money.

    Returns one row per outcome with a target date ahead, by that date: `outcome`, `due`
    (datetime64), `owner`, `owner_until` (datetime64: the first day on which the owner's time may be
    over, NaT where none is known), `money_until` (datetime64: the last day of the funding for it,
    or where none is for it alone of that for all; NaT where that has no end or there is none),
    `outlives` (tuple of "owner", "money": what is over before it is due).
    """
    frames = on.partnership.frames
    rows = []
    for outcome, owner, due in zip(
        *(frames["outcomes"][c] for c in ("outcome", "owner", "end")), strict=True
    ):
        if pd.isna(due) or due < on.at.date:
            continue
        days = {"owner": _owner_until(owner, found), "money": _money_until(outcome, on)}
        over = tuple(name for name, day in days.items() if day < due)
        rows.append((outcome, due, owner, days["owner"], days["money"], over))
    rows.sort(key=lambda x: (x[1], x[0]))
    frame = pd.DataFrame({c: series([x[i] for x in rows], "text") for i, c in enumerate(_COLUMNS)})
    return frame.astype(dict.fromkeys(("due", "owner_until", "money_until"), "datetime64[us]"))


def _owner_until(owner: str | None, found: Prospects) -> pd.Timestamp:
    """Give the first day on which a person, or whoever holds an office, may be gone."""
    ends = [
        unit.outlook.ends[0].day
        for unit in found.units
        if owner and owner in (unit.person, unit.office) and unit.outlook.ends
    ]
    known = owner in found.known or (owner or "") in found.holding
    return max(ends) if ends and known else pd.NaT


def _money_until(outcome: str, on: Ground) -> pd.Timestamp:
    assets = on.partnership.assets
    funding = assets[running(assets, on.at) & (assets["kind"] == "funding").to_numpy(dtype=bool)]
    own = funding[[outcome in each for each in funding["outcome"]]]
    serving = own if len(own) else funding[[not each for each in funding["outcome"]]]
    return serving["end"].max(skipna=False) if len(serving) else pd.NaT
