"""What tables are convened around: an outcome, or still an initiative."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pandas as pd

from civicnet.cells import fold
from civicnet.questions.framing import Kind, framed
from civicnet.questions.outcomes.works import PROGRAM

if TYPE_CHECKING:
    from civicnet.model import Partnership

OUTCOME, GOAL, INITIATIVE, NEITHER = "outcome", "goal", "initiative", "neither"
_WORDS = re.compile(r"\b(initiative|project|programme?|campaign|grant|pilot)s?\b")

_COLUMNS: dict[str, Kind] = {
    "table": "text", "purpose": "text", "around": "text", "names": "list", "reason": "text",
}  # fmt: skip


def convened(partnership: Partnership, held: pd.DataFrame) -> pd.DataFrame:
    """
    Tell for each table whether its purpose names an outcome, a goal or an initiative.

    It goes by words: the purpose names an outcome (or goal) where its text has that name, an
    initiative where it has the name of an organization of that kind or of a program, or a word such
    as project or campaign. An outcome comes first.

    Returns one row per table, by name: `table`, `purpose`, `around` ("outcome", "goal",
    "initiative", "neither"; None where no purpose is written down), `names` (tuple: what it names),
    `reason`.
    """
    organizations = partnership.organizations
    outcomes = partnership.outcomes
    kinds = organizations["kind"]
    programs = held.loc[held["kind"] == PROGRAM, "asset"]
    known = {
        OUTCOME: outcomes["outcome"],
        GOAL: outcomes["goal"].dropna().drop_duplicates(),
        INITIATIVE: [*organizations.loc[kinds == "initiative", "organization"], *programs],
    }
    tables = organizations[kinds == "table"].sort_values("organization")
    rows = []
    for table, purpose in zip(tables["organization"], tables["purpose"], strict=True):
        around: str | None = None
        names: tuple[str, ...] = ()
        if purpose:
            around, names = _around(purpose, known)
        reason = "" if purpose else "needs purpose in Organizations"
        if purpose and not len(outcomes):
            reason = "needs Outcomes"
        rows.append(
            {"table": table, "purpose": purpose, "around": around, "names": names, "reason": reason}
        )
    return framed(rows, _COLUMNS)


def _around(purpose: str, known: dict[str, pd.Series | list[str]]) -> tuple[str, tuple[str, ...]]:
    said = _spaced(purpose)
    for around, names in known.items():
        there = [x for x in names if _spaced(x) in said]
        if there:
            return around, tuple(dict.fromkeys(there))
    found = _WORDS.search(said)
    return (INITIATIVE, (found[0],)) if found else (NEITHER, ())


def _spaced(text: str) -> str:
    """Give the words of a text with one blank before and after each."""
    return f" {' '.join(re.findall(_WORD, fold(text)))} "


_WORD = re.compile(r"\w+")
