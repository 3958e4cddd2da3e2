"""Who trusts the backbone, sector by sector; nobody's rating can be read off."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd

from civicnet import bodies
from civicnet.questions.framing import Kind, framed
from civicnet.questions.ground import Ground

# Fewer raters are not shown.
RATERS = 3
ALL, FEW = "all", "all that are not shown"

_COLUMNS: dict[str, Kind] = {
    "group": "text", "n_raters": "count", "trust": "number", "reason": "text",
}  # fmt: skip


def trust(on: Ground, backbone: str, groups: Mapping[str, str]) -> pd.DataFrame:
    """
    Average the trust in the backbone over those who rated it, by group (sector).

    A mean of fewer than three raters is not shown. Nor is any other from which it could be worked
    out: groups that are not shown are given together, and that and the whole only where the raters
    who are not shown are three or more, or none. Several ratings by one rater count as their mean.

    Returns one row per group with a rater, the most trusting first, then those not shown, then
    "all that are not shown" (where there is such a group) and "all": `group` (None: no group is
    known), `n_raters`, `trust` (0-4; NaN where it is not shown), `reason`. Empty where nobody
    outside the backbone rated it.
    """
    found = bodies.links(on.partnership, on.at)
    found = found[(found["what"] == "tie") & (found["target"] == backbone)]
    found = found[found["source"] != backbone]
    given = on.partnership.ties["trust"].to_numpy(dtype=np.float64)
    raters = on.partnership.ties["source"].tolist()
    ratings: dict[tuple[str, str], list[float]] = defaultdict(list)
    for body, row in zip(found["source"], found["row"], strict=True):
        if not np.isnan(given[row]):
            ratings[groups.get(body, ""), raters[row]].append(float(given[row]))
    each: dict[str, list[float]] = defaultdict(list)
    for (group, _), values in ratings.items():
        each[group].append(float(np.mean(values)))
    if not each:
        return framed([], _COLUMNS)
    rows = [_row(group or None, values) for group, values in sorted(each.items())]
    rows.sort(key=lambda r: (np.isnan(r["trust"]), -np.nan_to_num(r["trust"])))
    hidden = [x for values in each.values() if len(values) < RATERS for x in values]
    if hidden:
        rows.append(_row(FEW, hidden))
    whole = [x for values in each.values() for x in values]
    rows.append(_row(ALL, whole, gives_away=0 < len(hidden) < RATERS))
    return framed(rows, _COLUMNS)


def _row(group: str | None, values: list[float], *, gives_away: bool = False) -> dict[str, Any]:
    few = len(values) < RATERS
    reason = f"fewer than {RATERS} raters: not shown" if few else ""
    if gives_away and not few:
        reason = f"would give away what fewer than {RATERS} said: not shown"
    return {
        "group": group,
        "n_raters": len(values),
        "trust": float("nan") if reason else float(np.mean(values)),
        "reason": reason,
    }


def shown(found: pd.DataFrame) -> pd.DataFrame:
    """Give the groups of which a mean is shown, the least trusting first."""
    own = found[~found["group"].isin([ALL, FEW]) & found["trust"].notna()]
    return own.sort_values(["trust", "group"])
