"""Are the silos opening? Ties within and between groups, wave by wave."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import pandas as pd

from civicnet import cohesion
from civicnet.moments import waves
from civicnet.questions.framing import Kind, framed
from civicnet.questions.partners import partners

if TYPE_CHECKING:
    from civicnet.model import Partnership

_COLUMNS: dict[str, Kind] = {
    "wave": "text", "n_partners": "count", "external": "count", "internal": "count",
    "ei_index": "number", "expected": "number", "p": "number", "reason": "text",
}  # fmt: skip


def silos(
    partnership: Partnership, group: str, strength: float, relation: str | Sequence[str] | None
) -> pd.DataFrame:
    """
    Compare how far ties go out of their own group in each wave.

    A wave can be compared with another only where the same were asked in the same way.

    Returns one row per wave, in their order, where there are two or more: `wave`, `n_partners`,
    `external`, `internal` (tied pairs between and within groups), `ei_index` (-1 all within, 1 all
    between; NaN without a tie or a second group), `expected` (by the sizes of the groups), `p` (how
    often shuffled groups give as much), `reason`.
    """
    named = waves(partnership.frames)
    rows = []
    for wave in named if len(named) > 1 else ():
        found = partners(partnership, group, at=wave, strength=strength, relation=relation)
        row: dict[str, object] = dict.fromkeys(("external", "internal"), 0)
        row |= dict.fromkeys(("ei_index", "expected", "p"), float("nan"))
        if not found.needs_group:
            whole = cohesion.ei_index(found.network, found.groups).iloc[0]
            row = {c: whole[c] for c in ("external", "internal", "ei_index", "expected", "p")}
        reason = f"needs {found.needs_group}" if found.needs_group else ""
        if not reason and pd.isna(row["ei_index"]):
            reason = "no tie between partners that have a group"
        rows.append({"wave": wave, "n_partners": len(found.network), **row, "reason": reason})
    return framed(rows, _COLUMNS)
