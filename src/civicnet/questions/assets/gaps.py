"""What lacks, and who could fill it: needs, holes, whom to ask, who gains and pays nothing."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import pandas as pd

from civicnet.moments import Moment
from civicnet.questions import answers
from civicnet.questions.assets import gap_words
from civicnet.questions.assets.brought import brought
from civicnet.questions.assets.candidates import candidates, holes, nearness, needed, needs
from civicnet.questions.assets.coverage import coverage
from civicnet.questions.assets.exchange import leads
from civicnet.questions.assets.functions import agencies
from civicnet.questions.assets.funders import funders, per_person
from civicnet.questions.concentration import MONTHS, last_day
from civicnet.questions.ground import ground
from civicnet.questions.rehouse.backbone import backbone

if TYPE_CHECKING:
    from civicnet.model import Partnership


@dataclass(frozen=True, eq=False)
class Gaps:
    """
    What lacks, and who could fill it.

    Frames, each described where it is made: `needs` (what is asked for, and whether somebody could
    fill it), `candidates` (whom to ask, in order, with reasons), `holes` (kinds that nobody brings,
    at all or for some outcomes), `agencies` (public agencies and their part in the work), `leads`
    (who gains and pays nothing), `funders` (who share grantees, and who could bring them together),
    `per_person` (money named for a place, a year and person).
    """

    at: Moment
    summary: tuple[str, ...]
    notes: tuple[str, ...]
    needs: pd.DataFrame
    candidates: pd.DataFrame
    holes: pd.DataFrame
    agencies: pd.DataFrame
    leads: pd.DataFrame
    funders: pd.DataFrame
    per_person: pd.DataFrame

    to_dict = answers.to_dict
    _repr_html_ = answers.to_html
    __str__ = answers.sentences


def gaps(partnership: Partnership, *, at: object = None, strength: float = 2) -> Gaps:
    """
    Tell what lacks, and for each need who could fill it: what they have, and how far away they are.

    Whom to ask first is an order, not a score: whose serves the outcome, who has room, who is in
    the place, who is near, who is trusted. That nobody brings something is no need by itself.

    Parameters
    ----------
    strength : the least strength of a tie that counts as contact.

    Raises
    ------
    ArgumentError
        for an unknown moment.

    Examples
    --------
    >>> import civicnet as cn
    >>> found = cn.gaps(cn.load_example("riverbend"), at="2026-11-15")
    >>> room = found.candidates[found.candidates["need"].str.contains("kitchen")]
    >>> print(room[["rank", "actor", "capacity"]].head(2).to_string(index=False))
     rank                             actor  capacity
        1 Riverbend Unified School District      0.95
        2               New Hope Tabernacle      0.70
    """
    on = ground(partnership, at, strength=strength, within=2)
    day = last_day(partnership, on.at, None, MONTHS)
    found = brought(partnership, on.now, day)
    home = backbone(partnership, found.held.assign(body=found.held["provider"]), None)
    asked = needed(on, home.name)
    could = candidates(found, asked, nearness(on, [x.body for x in asked]))
    wanted = dict.fromkeys(partnership.outcomes["outcome"])
    wanted |= dict.fromkeys(x for need in asked for x in need.outcome)
    told = Gaps(
        at=on.at,
        summary=(),
        notes=(),
        needs=needs(on, asked, could),
        candidates=could,
        holes=holes(found, tuple(wanted), asked, coverage(found)),
        agencies=agencies(found, strength),
        leads=leads(found, home.name),
        funders=funders(on, found),
        per_person=per_person(found),
    )
    summary, more = gap_words.of_gaps(told, found)
    return replace(
        told,
        summary=tuple(x for x in (partnership.invented, *summary) if x),
        notes=(*more, *gap_words.gap_notes(told, found, on, home.name)),
    )
