"""Who speaks in public for each outcome: whether ours is on the mayor's agenda."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from civicnet.questions.approvals import elected
from civicnet.questions.framing import Kind, framed
from civicnet.questions.outcomes.works import naming
from civicnet.standing import Standing

if TYPE_CHECKING:
    from civicnet.model import Partnership

# Assets by which somebody speaks for a cause in public.
SPEAKING = ("agenda setting", "championing", "public will")

_AGENDA: dict[str, Kind] = {
    "outcome": "text", "named_by": "list", "named_by_elected": "list", "in_general_by": "list",
    "reason": "text",
}  # fmt: skip
_SPEAKERS: dict[str, Kind] = {
    "speaker": "text", "elected": "flag", "kinds": "list", "outcomes": "list",
    "shared_share": "number", "reason": "text",
}  # fmt: skip


def agenda(partnership: Partnership, now: Standing, held: pd.DataFrame) -> pd.DataFrame:
    """
    Tell for each outcome who speaks for it by name, and who speaks for the partnership at large.

    Returns one row per outcome: `outcome`, `named_by` (tuple: who holds agenda setting, championing
    or public will that names it), `named_by_elected` (those of them in an elected office),
    `in_general_by` (tuple: those whose words name no outcome), `reason`.
    """
    spoken = _spoken(held, now)
    voted = _elected(partnership, now)
    general = tuple(sorted({h for h, o in zip(spoken["holder"], spoken["outcome"], strict=True)
                            if not o}))  # fmt: skip
    rows = []
    for outcome in partnership.outcomes["outcome"]:
        named = tuple(sorted(set(spoken.loc[naming(spoken, outcome), "holder"])))
        rows.append(
            {
                "outcome": outcome,
                "named_by": named,
                "named_by_elected": tuple(x for x in named if x in voted),
                "in_general_by": general,
                "reason": "" if len(spoken) else f"needs Assets of the kind {SPEAKING[0]}",
            }
        )
    return framed(rows, _AGENDA)


def speakers(partnership: Partnership, now: Standing, held: pd.DataFrame) -> pd.DataFrame:
    """
    Tell for everybody who speaks in public which outcomes they name.

    Returns one row per speaker, the elected first: `speaker`, `elected`, `kinds` (tuple: agenda
    setting, championing, public will), `outcomes` (tuple: those they name), `shared_share`
    (Jaccard: outcomes of the partnership that they name, over all that either names, 0-1; NaN where
    they name none), `reason`.
    """
    spoken = _spoken(held, now)
    voted = _elected(partnership, now)
    ours = set(partnership.outcomes["outcome"])
    rows = []
    for speaker, own in spoken.groupby("holder", sort=True):
        named = {outcome for served in own["outcome"] for outcome in served}
        rows.append(
            {
                "speaker": speaker,
                "elected": speaker in voted,
                "kinds": tuple(kind for kind in SPEAKING if kind in set(own["kind"])),
                "outcomes": tuple(sorted(named)),
                "shared_share": len(named & ours) / len(named | ours) if named else np.nan,
                "reason": "" if named else "speaks of no outcome by name",
            }
        )
    rows.sort(key=lambda r: (not r["elected"], r["speaker"]))
    return framed(rows, _SPEAKERS)


def _spoken(held: pd.DataFrame, now: Standing) -> pd.DataFrame:
    gone = [now.kinds.get(x) == "person" and x not in now.present for x in held["holder"]]
    return held[held["kind"].isin(SPEAKING) & ~np.array(gone, dtype=bool)]


def _elected(partnership: Partnership, now: Standing) -> set[str]:
    """Name the elected offices, and who holds one."""
    offices = set(elected(partnership, now, now.at.date))
    return offices | {p for x in offices for p in now.holders.get(x, ()) if p in now.present}
