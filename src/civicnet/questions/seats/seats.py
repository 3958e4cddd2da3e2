"""Who sits where and on whose behalf, with what say, brought in by whom; who joins tables."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pandas as pd

from civicnet.moments import Moment
from civicnet.questions import answers
from civicnet.questions.ground import ground
from civicnet.questions.seats import roles as of_outcomes
from civicnet.questions.seats.overlap import linkers, overlap
from civicnet.questions.seats.readiness import readiness
from civicnet.questions.seats.recruiters import recruiters, tree
from civicnet.questions.seats.rights import delegates, rights
from civicnet.questions.seats.seated import seated
from civicnet.questions.seats.tables import tables
from civicnet.questions.seats.words import Told, notes, sentences

if TYPE_CHECKING:
    from civicnet.model import Partnership


@dataclass(frozen=True, eq=False)
class Seats:
    """
    Who sits where, and what that says of the tables.

    `table` has one row per table: its seats and members, who chairs it, who decides, who was told
    to come, through whom most came, and how much its organizations work together beside it.
    `overlap` has every two tables with whom they share (and the one who alone joins them),
    `recruiters` everybody who brought somebody in, `rights` the seats of each sector by the say
    they give. `seats` lists every seat; `linkers` those who sit at several tables; `delegates` the
    organizations by whether anybody they send can commit them; `roles` who is responsible,
    accountable, consulted, informed for each outcome, `parts` the same by organization; `readiness`
    the four elements of the framework. The columns are told in the functions that make them, one
    module each in `civicnet.questions.seats`.
    """

    at: Moment
    summary: tuple[str, ...]
    notes: tuple[str, ...]
    table: pd.DataFrame
    overlap: pd.DataFrame
    recruiters: pd.DataFrame
    rights: pd.DataFrame
    seats: pd.DataFrame
    linkers: pd.DataFrame
    delegates: pd.DataFrame
    roles: pd.DataFrame
    parts: pd.DataFrame
    readiness: pd.DataFrame

    to_dict = answers.to_dict
    _repr_html_ = answers.to_html
    __str__ = answers.sentences


def seats(partnership: Partnership, *, at: object = None, strength: float = 2) -> Seats:
    """
    Tell who sits at which table, on whose behalf and with what say.

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
    >>> found = cn.seats(cn.load_example("riverbend"), at="2026-11-15")
    >>> found.table[["table", "n_seats", "n_decides"]].head(3)
                            table  n_seats  n_decides
    0          Children's Cabinet       15        7.0
    1  College and Career Network       16        6.0
    2    Cradle to Career Council       17       12.0
    """
    on = ground(partnership, at, strength=strength)
    every = seated(partnership, on.now)
    brought = tree(partnership, on.now)
    made = {
        "table": tables(on, every, brought),
        "overlap": overlap(every),
        "recruiters": recruiters(every, brought, on.now),
        "rights": rights(every),
        "seats": every,
        "linkers": linkers(every),
        "delegates": delegates(every),
        "roles": of_outcomes.roles(partnership, on.now, every),
        "parts": of_outcomes.part_of_each(partnership, on.now, every),
    }
    told = Told(on=on, **made)
    summary, more = sentences(told)
    ready = readiness(partnership, on.now, every)
    said = (*more, *notes(told))
    return Seats(at=on.at, summary=summary, notes=said, readiness=ready, **made)
