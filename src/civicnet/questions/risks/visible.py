"""Who is seen and who works: champions beside working ties, and whether one person is both."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from civicnet import vocabulary as words
from civicnet.cells import fold
from civicnet.questions.ground import Scenario
from civicnet.questions.risks.singly import ended, within_lost
from civicnet.questions.risks.what_goes import Holdings, functions_of
from civicnet.typed import series

Floats = NDArray[np.float64]

CHAMPIONS = "champions"
OPERATES = words.ASSET_GROUPS["backbone functions"]


def visible(held: Holdings, scenarios: Sequence[Scenario], who: Sequence[str]) -> pd.DataFrame:
    """
    Put side by side how much people are seen and how much they work with others.

    Seen is who champions: by ties "champions" that go out from them, and by assets of kind
    "championing". Work is every other tie that counts as contact, and every seat. What a departure
    loses is counted on these alone, as if nobody championed anything.

    `scenarios` are the departures of `who`, with those who serve with them.

    Returns one row per person who is seen or works: `actor`, `organization`, `championed` (ties
    and assets by which the person is seen), `working_ties`, `seats`, `partners` (other bodies
    worked with), `visible_rank`, `working_rank` (1 is most; equal ones share the mean of their
    ranks; the latter by partners worked with), `rank_gap` (visible less working rank: above 0
    works more than is seen),
    `working_lost` (weighted pairs of others lost on working ties), `functions` (tuple: backbone
    functions that rest on the person), `reason`. Without any champion it is empty: who is seen
    cannot be said.
    """
    seen = np.array([_championed(held, person) for person in who], dtype=np.float64)
    if not seen.sum():
        who, scenarios, seen = [], [], seen[:0]
    worked = [_worked(held, person) for person in who]
    partners = np.array([len(each[2]) for each in worked], dtype=np.float64)
    lost = _working_lost(held, scenarios)
    now = held.on.now
    frame = pd.DataFrame(
        {
            "actor": series(list(who), "text"),
            "organization": series([_home(now.bodies_of[x][0], x) for x in who], "text"),
            "championed": seen.astype(np.int64),
            "working_ties": np.array([each[0] for each in worked], dtype=np.int64),
            "seats": np.array([each[1] for each in worked], dtype=np.int64),
            "partners": partners.astype(np.int64),
            "visible_rank": _ranks(seen),
            "working_rank": _ranks(partners),
            "rank_gap": _ranks(seen) - _ranks(partners),
            "working_lost": lost,
            "functions": series([_operates(held, x) for x in who], "list"),
            "reason": series([_MANY if np.isnan(x) else "" for x in lost], "text"),
        }
    )
    active = (frame["championed"] > 0) | (frame["partners"] > 0)
    order = ["visible_rank", "working_rank", "actor"]
    return frame[active].sort_values(order, kind="stable", ignore_index=True)


_MANY = "more than 5,000 partners: pairs within some steps are not counted"


def _home(body: str, person: str) -> str | None:
    return None if body == person else body


def _operates(held: Holdings, person: str) -> tuple[str, ...]:
    return tuple(kind for kind in functions_of(held, person) if kind in OPERATES)


def _championed(held: Holdings, person: str) -> int:
    """Count the ties and assets by which somebody is seen."""
    ties: int = sum(
        fold(held.lines[i].relation) == CHAMPIONS and person in held.lines[i].held[0]
        for i in held.of.get(person, ())
    )
    return ties + sum(kind == "championing" for kind, _ in held.rests.get(person, ()))


def _worked(held: Holdings, person: str) -> tuple[int, int, set[str]]:
    """Count somebody's working ties and seats, and name the other bodies these lead to."""
    lines = [held.lines[i] for i in held.of.get(person, ())]
    lines = [line for line in lines if fold(line.relation) != CHAMPIONS]
    ties = sum(line.what == "tie" for line in lines)
    return ties, len(lines) - ties, {line.beyond((person,)) for line in lines}


def _ranks(values: Floats) -> Floats:
    """Rank the largest first; equal ones share the mean of their ranks."""
    ranks = pd.Series(values).rank(ascending=False, method="average")
    return np.asarray(ranks, dtype=np.float64)


def _working_lost(held: Holdings, scenarios: Sequence[Scenario]) -> Floats:
    """Weigh the pairs of others that each departure loses where nobody is tied by championing."""
    on = held.on
    relations = on.reach.links["relation"]
    champions = [i for i, x in enumerate(relations) if isinstance(x, str) and fold(x) == CHAMPIONS]
    if not scenarios:
        return np.zeros(0)
    own = [on.own(each.people) for each in scenarios]
    after = ended(on.reach, scenarios, without=champions)
    (before,) = ended(on.reach, [Scenario()], without=champions)
    lost, _ = within_lost(on.reach, after, own)
    if not len(before):
        return lost
    return lost - within_lost(on.reach, [before] * len(scenarios), own)[0]
