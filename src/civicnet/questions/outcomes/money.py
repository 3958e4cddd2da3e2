"""Targets later than the money that serves them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from civicnet.questions.concentration import concentration
from civicnet.questions.framing import Kind, framed
from civicnet.questions.outcomes.works import naming

if TYPE_CHECKING:
    from civicnet.model import Partnership
    from civicnet.moments import Moment

_YEAR = 365.25
_COLUMNS: dict[str, Kind] = {
    "outcome": "text", "target_end": "end", "n_grants": "count", "grants": "list",
    "money_until": "end", "years_short": "number", "within_a_year": "yesno",
    "longest_years": "number", "amount_now": "number", "amount_at_target": "number",
    "reason": "text",
}  # fmt: skip


def money(partnership: Partnership, at: Moment, held: pd.DataFrame) -> pd.DataFrame:
    """
    Hold the date of each target against the last day of the money that names its outcome.

    Money that names no outcome serves all, and is counted for none. Without an end written down
    nothing is made up: neither that it ends nor that it goes on.

    Returns one row per outcome with a date, the longest gap first: `outcome`, `target_end`,
    `n_grants`, `grants` (tuple), `money_until` (the last day of the last of them; NaT where one has
    no end), `years_short` (from then to the target; 0 where it lasts), `within_a_year` (the last of
    it ends within a year of the moment; None where not known), `longest_years` (the longest of
    them, from first to last day), `amount_now`, `amount_at_target` (a year; see `concentration`),
    `reason`.
    """
    if not partnership.outcomes["end"].notna().any():
        return framed([], _COLUMNS)
    found = concentration(partnership, "funding", at=at).commitments
    grants = held[held["kind"] == "funding"]
    columns = ("outcome", "target", "named_until", "months_short", "amount_now",
               "amount_at_target", "assets", "reason")  # fmt: skip
    rows = []
    for outcome, target, until, short, now, then, assets, reason in zip(
        *(found[c] for c in columns), strict=True
    ):
        own = grants[naming(grants, outcome)]
        length = ((own["until"] - own["start"]).dt.days + 1) / _YEAR
        soon = None if pd.isna(until) else until <= at.date + pd.DateOffset(years=1)
        rows.append(
            {
                "outcome": outcome,
                "target_end": target,
                "n_grants": len(assets),
                "grants": assets,
                "money_until": until,
                "years_short": short / 12,
                "within_a_year": soon,
                "longest_years": length.max() if len(own) else np.nan,
                "amount_now": now,
                "amount_at_target": then,
                "reason": reason,
            }
        )
    return framed(rows, _COLUMNS)
