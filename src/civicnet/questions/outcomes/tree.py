"""Goal, outcome, program: what hangs on what, and what hangs on nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from civicnet.questions.framing import Kind, framed
from civicnet.questions.outcomes.works import PROGRAM

if TYPE_CHECKING:
    from civicnet.model import Partnership

NO_PROGRAM = "outcome without a program"
NO_OUTCOME = "program without an outcome"
OTHER_OUTCOME = "program for an outcome not in Outcomes"

_COLUMNS: dict[str, Kind] = {
    "goal": "text", "outcome": "text", "program": "text", "holder": "text",
    "organization": "text", "place": "text", "amount": "number", "unit": "text",
    "orphan": "text", "reason": "text",
}  # fmt: skip


def tree(partnership: Partnership, held: pd.DataFrame) -> pd.DataFrame:
    """
    Lay out each goal, its outcomes, and the programs that name them.

    A program (an asset of that kind) that names no outcome may serve all of them or none: nobody
    said, so it hangs on nothing.

    Returns one row per outcome and program that names it, in the order of the data; an outcome
    without one has a row of its own; then the programs that hang on none: `goal`, `outcome`,
    `program`, `holder`, `organization`, `place`, `amount`, `unit` (of the program), `orphan`
    ("outcome without a program", "program without an outcome", "program for an outcome not in
    Outcomes"; "" where it is none; None where it cannot be told) and `reason` (what that needs).
    """
    outcomes = partnership.outcomes
    programs = held[held["kind"] == PROGRAM]
    place = partnership.assets["place"].to_numpy()[programs["row"].to_numpy()]
    amount = partnership.assets["amount"].to_numpy()[programs["row"].to_numpy()]
    columns = (programs[c] for c in ("asset", "holder", "organization", "unit", "outcome"))
    each = list(zip(*columns, place, amount, strict=True))
    rows: list[dict[str, object]] = []
    for outcome, goal in zip(outcomes["outcome"], outcomes["goal"], strict=True):
        own = [program for program in each if outcome in program[4]]
        rows += [_row(goal, outcome, program, "") for program in own]
        if not own:
            said = (NO_PROGRAM, "") if each else (None, "needs Assets of the kind program")
            rows.append(_row(goal, outcome, None, *said))
    known = set(outcomes["outcome"])
    for program in each:
        if not program[4]:
            said = (NO_OUTCOME, "") if known else (None, "needs Outcomes")
            rows.append(_row(None, None, program, *said))
        for outcome in program[4]:
            if outcome not in known:
                said = (OTHER_OUTCOME, "") if known else (None, "needs Outcomes")
                rows.append(_row(None, outcome, program, *said))
    return framed(rows, _COLUMNS)


def _row(
    goal: str | None, outcome: str | None, program: tuple[object, ...] | None,
    orphan: str | None, reason: str = "",
) -> dict[str, object]:  # fmt: skip
    asset, holder, body, unit, _, place, amount = program or (None,) * 6 + (float("nan"),)
    return {
        "goal": goal, "outcome": outcome, "program": asset, "holder": holder,
        "organization": body, "place": place, "amount": amount, "unit": unit, "orphan": orphan,
        "reason": reason,
    }  # fmt: skip
