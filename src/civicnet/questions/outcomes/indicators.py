"""Which indicators meet the seven criteria, and on whose data each of them rests."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from civicnet.questions.framing import Kind, framed
from civicnet.questions.outcomes.works import naming

if TYPE_CHECKING:
    from civicnet.model import Partnership

CRITERIA = (
    "valid", "consistent", "trusted", "comparable", "affordable", "understandable", "changeable",
)  # fmt: skip

_COLUMNS: dict[str, Kind] = {
    "outcome": "text", "indicator": "text", "baseline": "number", "target": "number", "end": "end",
    "n_met": "number", "n_said": "count", **dict.fromkeys(CRITERIA, "yesno"),
    "fails": "list", "unsaid": "list", "data": "list", "data_from": "list", "one_source": "text",
    "ends_with": "list", "opened_by": "list", "reason": "text",
}  # fmt: skip


def indicators(partnership: Partnership, held: pd.DataFrame) -> pd.DataFrame:
    """
    Hold each indicator against the seven criteria, and name the data it rests on.

    The criteria stand side by side: one that fails may matter more than six that are met. Data
    count for an outcome where they name it; those that name none are told in the notes.

    Returns one row per outcome, fewest criteria met first: `outcome`, `indicator`, `baseline`,
    `target`, `end`; `n_met` of `n_said` (criteria met, and those of which anything is said; NaN
    where of none); the seven, yes or no; `fails`, `unsaid` (tuples of criteria); `data` (tuple:
    data that name the outcome), `data_from` (organizations that hold it), `one_source` (the only
    one, where it is one: if it stops sending, the indicator is lost), `ends_with` (tuple: people
    any one of whom takes some of the data along), `opened_by` (tuple: people whose yes some of it
    needs), `reason`.
    """
    outcomes = partnership.outcomes
    data = held[held["kind"] == "data"]
    fixed = ("outcome", "indicator", "baseline", "target", "end", *CRITERIA)
    rows: list[dict[str, Any]] = []
    for cells in zip(*(outcomes[c] for c in fixed), strict=True):
        row: dict[str, Any] = dict(zip(fixed, cells, strict=True))
        met = [c for c in CRITERIA if row[c] is True]
        fails = tuple(c for c in CRITERIA if row[c] is False)
        said = len(met) + len(fails)
        own = data[naming(data, str(row["outcome"]))]
        sources = tuple(sorted(set(own["organization"])))
        alone = {group[0] for groups in own["ends_with"] for group in groups if len(group) == 1}
        opens = {person for people in own["opened_by"] for person in people}
        rows.append(
            row
            | {
                "n_met": len(met) if said else float("nan"),
                "n_said": said,
                "fails": fails,
                "unsaid": tuple(c for c in CRITERIA if row[c] is None),
                "data": tuple(own["asset"]),
                "data_from": sources,
                "one_source": sources[0] if len(sources) == 1 else None,
                "ends_with": tuple(sorted(alone)),
                "opened_by": tuple(sorted(opens)),
                "reason": _reason(row, said, len(own)),
            }
        )
    rows.sort(key=lambda r: (r["n_said"] == 0, r["n_met"] if r["n_said"] else 0, r["outcome"]))
    return framed(rows, _COLUMNS)


def _reason(row: dict[str, Any], said: int, data: int) -> str:
    lacks = []
    if not row["indicator"]:
        lacks.append("an indicator")
    if not said:
        lacks.append("the seven criteria in Outcomes")
    if not data:
        lacks.append("data in Assets that name the outcome")
    return f"needs {', '.join(lacks)}" if lacks else ""
