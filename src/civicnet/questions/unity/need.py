"""Who needs whom: integrated where both need each other, dependent where one does."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from civicnet import bodies
from civicnet.moments import Moment
from civicnet.questions.framing import Kind, framed

if TYPE_CHECKING:
    from civicnet.model import Partnership

# Need from which one cannot easily do without the other, of 3.
NEEDED = 2.0
MUTUAL, ONE_WAY, NEITHER, HALF = "mutual", "one-way", "neither", "one side said"
_ORDER = {MUTUAL: 0, ONE_WAY: 1, NEITHER: 2, HALF: 3}

_COLUMNS: dict[str, Kind] = {
    "one": "text", "other": "text", "kind": "text", "need_of_one": "number",
    "need_of_other": "number", "depends": "text", "on": "text",
}  # fmt: skip


def need(partnership: Partnership, at: Moment) -> pd.DataFrame:
    """
    Tell for every two partners whether they need each other to do their work.

    "If I can do my work without you, we're not integrated." A need of 2 or 3 counts, of the
    strongest tie in each direction; disputes are no part of it. Where only one side said, what the
    other would say is not known: it is neither mutual nor one-way.

    Returns one row per pair of which anything is said: `one`, `other`; `kind` ("mutual", "one-way",
    "neither", "one side said"); `need_of_one`, `need_of_other` (0-3; NaN where not said);
    `depends`, `on` (who needs whom, where it is one-way; None else). Mutual pairs come first, then
    one-way ones, then by how much.
    """
    found = bodies.links(partnership, at)
    own = (found["what"] == "tie") & ~found["adverse"] & (found["source"] != found["target"])
    found = found[own]
    said = partnership.ties["need"].to_numpy(dtype=np.float64)
    given: dict[tuple[str, str], float] = {}
    for source, target, row in zip(found["source"], found["target"], found["row"], strict=True):
        if not np.isnan(said[row]):
            given[source, target] = max(given.get((source, target), 0.0), float(said[row]))
    rows: list[dict[str, Any]] = []
    for one, other in sorted({(min(pair), max(pair)) for pair in given}):
        there, back = (given.get(pair, np.nan) for pair in ((one, other), (other, one)))
        kind = kind_of(there, back)
        depends = (one if there >= NEEDED else other) if kind == ONE_WAY else None
        rows.append(
            {
                "one": one,
                "other": other,
                "kind": kind,
                "need_of_one": there,
                "need_of_other": back,
                "depends": depends,
                "on": None if depends is None else other if depends == one else one,
            }
        )
    rows.sort(key=lambda r: (_ORDER[r["kind"]], -_sum(r), r["one"], r["other"]))
    return framed(rows, _COLUMNS)


def kind_of(one: float, other: float) -> str:
    """
    Say what two needs make of a pair.

    >>> kind_of(3, 2), kind_of(3, 1), kind_of(0, 1), kind_of(3, float("nan"))
    ('mutual', 'one-way', 'neither', 'one side said')
    """
    if np.isnan(one) or np.isnan(other):
        return HALF
    return (NEITHER, ONE_WAY, MUTUAL)[int(one >= NEEDED) + int(other >= NEEDED)]


def _sum(row: dict[str, Any]) -> float:
    return float(np.nansum([row["need_of_one"], row["need_of_other"]]))


def could_be_mutual(found: pd.DataFrame) -> int:
    """Count the pairs that are mutual, or would be if the silent side needed the other too."""
    half = found[found["kind"] == HALF]
    able = half[["need_of_one", "need_of_other"]].max(axis=1) >= NEEDED
    return int((found["kind"] == MUTUAL).sum() + able.sum())
