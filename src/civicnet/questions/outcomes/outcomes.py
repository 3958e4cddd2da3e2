"""Who owns which result: from goal to program, and what each outcome rests on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pandas as pd

from civicnet.moments import Moment
from civicnet.questions import answers
from civicnet.questions.ground import ground
from civicnet.questions.outcomes.agenda import agenda, speakers
from civicnet.questions.outcomes.convened import convened
from civicnet.questions.outcomes.handoffs import handoffs
from civicnet.questions.outcomes.indicators import indicators
from civicnet.questions.outcomes.money import money
from civicnet.questions.outcomes.owners import owners
from civicnet.questions.outcomes.reinforcement import reinforcement
from civicnet.questions.outcomes.tree import tree
from civicnet.questions.outcomes.words import Told, notes, sentences
from civicnet.questions.outcomes.works import held_assets, works

if TYPE_CHECKING:
    from civicnet.model import Partnership


@dataclass(frozen=True, eq=False)
class Outcomes:
    """
    Who owns which result, and what it rests on.

    `tree` lays out goal, outcome and program, with those that hang on nothing; `reinforcement` has
    every two organizations on the same outcome, and whether they have a working tie; `owners` who
    answers for each outcome in person, and the chance that they have left by its date; `handoffs`
    how closely each stage of a child's way works with the next; `indicators` the seven criteria,
    and whose data each rests on; `money` the targets later than the money that serves them;
    `tables` what tables are convened around; `agenda` and `speakers` who speaks for which outcome
    in public. The columns are told in the functions that make them, one module each in
    `civicnet.questions.outcomes`.
    """

    at: Moment
    summary: tuple[str, ...]
    notes: tuple[str, ...]
    tree: pd.DataFrame
    reinforcement: pd.DataFrame
    owners: pd.DataFrame
    handoffs: pd.DataFrame
    indicators: pd.DataFrame
    money: pd.DataFrame
    tables: pd.DataFrame
    agenda: pd.DataFrame
    speakers: pd.DataFrame

    to_dict = answers.to_dict
    _repr_html_ = answers.to_html
    __str__ = answers.sentences


def outcomes(partnership: Partnership, *, at: object = None, strength: float = 2) -> Outcomes:
    """
    Tell who owns which result, who works on it, and what it rests on.

    Parameters
    ----------
    strength : ties weaker than this are no working tie (1 awareness to 4 integration).

    Raises
    ------
    ArgumentError
        for an unknown moment.

    Examples
    --------
    >>> import civicnet as cn
    >>> found = cn.outcomes(cn.load_example("riverbend"), at="2026-11-15")
    >>> found.owners.loc[found.owners["owner"].isna(), "outcome"].tolist()
    ['Regular attendance', 'Youth well-being']
    """
    on = ground(partnership, at, strength=strength)
    held = held_assets(partnership, on.now)
    at_work = works(partnership, on.now, held)
    made = {
        "tree": tree(partnership, held),
        "reinforcement": reinforcement(on, at_work),
        "owners": owners(partnership, on.now),
        "handoffs": handoffs(on),
        "indicators": indicators(partnership, held),
        "money": money(partnership, on.at, held),
        "tables": convened(partnership, held),
        "agenda": agenda(partnership, on.now, held),
        "speakers": speakers(partnership, on.now, held),
    }
    told = Told(on=on, works=at_work, **made)
    summary, more = sentences(told)
    return Outcomes(at=on.at, summary=summary, notes=(*more, *notes(told)), **made)
