"""The four elements of a cradle-to-career framework: for which of them there is evidence."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from civicnet.questions.framing import Kind, framed
from civicnet.questions.partners import n
from civicnet.questions.rehouse.backbone import FUNCTIONS, backbone
from civicnet.questions.seats.seated import DECIDES
from civicnet.stakes import stakes
from civicnet.standing import Standing

if TYPE_CHECKING:
    from civicnet.model import Partnership

YES, PARTLY, NO = "yes", "in part", "no"
# From so many sectors deciding at one table it is across sectors.
ACROSS = 2

_COLUMNS: dict[str, Kind] = {
    "element": "text", "shown": "text", "evidence": "text", "reason": "text",
}  # fmt: skip


def readiness(partnership: Partnership, now: Standing, seats: pd.DataFrame) -> pd.DataFrame:
    """
    Tell which of the four framework elements these data show evidence for.

    Evidence in the data is no proof, and none in the data is no proof of the contrary.

    Returns one row per element: `element` ("deciders across sectors", "shared outcomes tracked",
    "resources follow the data", "a backbone"), `shown` ("yes", "in part", "no"; None where the
    data cannot say), `evidence` (in words), `reason` (what is missing).
    """
    held = stakes(partnership, now)
    held = held.assign(body=[now.body_of(holder) for holder in held["holder"]])
    made = (
        ("deciders across sectors", *_deciders(partnership, seats)),
        ("shared outcomes tracked", *_tracked(partnership)),
        ("resources follow the data", *_resources(partnership, held)),
        ("a backbone", *_backbone(partnership, held)),
    )
    return framed([dict(zip(_COLUMNS, row, strict=True)) for row in made], _COLUMNS)


Shown = tuple[str | None, str, str]


def _deciders(partnership: Partnership, seats: pd.DataFrame) -> Shown:
    said = seats[seats["engagement"].notna() & seats["sector"].notna()]
    if not len(said):
        return None, "", "needs decides in Tables and sectors"
    deciding = said[said["engagement"] == DECIDES]
    each = deciding.groupby("table")["sector"].nunique()
    most = int(each.max()) if len(each) else 0
    goals = partnership.outcomes["goal"].nunique()
    table = each.index[each == most][0] if most else ""
    evidence = f"{n(goals, 'goal is', 'goals are')} written down"
    if table:
        evidence = f"{n(most, 'sector decides', 'sectors decide')} at {table}; {evidence}"
    shown = {2: YES, 1: PARTLY, 0: NO}[int(most >= ACROSS) + int(goals > 0)]
    return shown, evidence, "" if goals else "needs goal in Outcomes"


def _tracked(partnership: Partnership) -> Shown:
    outcomes = partnership.outcomes
    if not len(outcomes):
        return None, "", "needs Outcomes"
    columns = ["indicator", "baseline", "target", "end"]
    full = int(outcomes[columns].notna().all(axis=1).sum())
    said = f"{full} of {n(len(outcomes), 'outcome')} has" if len(outcomes) == 1 else ""
    said = said or f"{full} of {len(outcomes)} outcomes have"
    return (
        YES if full == len(outcomes) else PARTLY if full else NO,
        f"{said} an indicator, a baseline, a target and its date",
        "",
    )


def _resources(partnership: Partnership, held: pd.DataFrame) -> Shown:
    grants = held[held["kind"] == "funding"]
    moved = "these data do not say whether money moved because of what was measured"
    if not len(grants):
        return None, "", f"needs Assets of the kind funding; {moved}"
    measured = set(partnership.outcomes.loc[partnership.outcomes["indicator"].notna(), "outcome"])
    named = sum(bool(measured & set(served)) for served in grants["outcome"])
    evidence = f"{named} of {n(len(grants), 'grant')} named for an outcome that is measured"
    return (PARTLY if named else NO), evidence, moved


def _backbone(partnership: Partnership, held: pd.DataFrame) -> Shown:
    found = backbone(partnership, held, None)
    if not found.name:
        return None, "", "needs an organization of the kind backbone, or backbone functions"
    carried = [function for function in FUNCTIONS if function in set(held["kind"])]
    evidence = f"{found.name}; {len(carried)} of {len(FUNCTIONS)} backbone functions have somebody"
    return (YES if len(carried) == len(FUNCTIONS) else PARTLY), evidence, ""
