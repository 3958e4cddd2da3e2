"""Where no single departure moves anything: the same in a rough year, and among stronger ties."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from civicnet import reach as reaches
from civicnet.questions.ground import Ground, Scenario
from civicnet.questions.risks.singly import ended, within_lost
from civicnet.standing import leaving_with
from civicnet.typed import series

Floats = NDArray[np.float64]

# In a rough year everybody else is gone with this chance.
GONE = 0.2
DRAWS = 200
# The strength from which ties are more than cooperation.
COORDINATION = 3.0
# So many departures are looked at in so many draws, as many as that leaves time for.
LOOKS = 20_000
SEED = 0


def rough_year(
    on: Ground, who: Sequence[str], scenarios: Sequence[Scenario], *, seed: int = SEED
) -> pd.DataFrame:
    """
    Weigh what each departure costs others when others are missing too, and among stronger ties.

    Each other person is gone with probability 0.2, with those who serve with them; whoever leaves
    is taken out of the same draws, so that what differs between people is not the luck of the draw
    (common random numbers). The standard error is that of the mean over the draws.

    Returns one row per person, in the order given: `actor`; `rough_lost` (mean weighted pairs of
    others no longer within reach through this departure), `rough_se`; `strong_lost` (weighted
    pairs of others lost when only ties of coordination or more count, nobody else being gone);
    `draws` (int: 200, of more than 100 people fewer). Of more than 200 people only the first 200
    are looked at; for the others the first two are NaN, and `reason` says so.
    """
    draws = max(min(DRAWS, LOOKS // max(len(who), 1)), LOOKS // 200)
    looked = min(len(who), LOOKS // draws)
    lost, error = np.full(len(who), np.nan), np.full(len(who), np.nan)
    away = _draws(on, draws, seed) if looked else []
    for i, scenario in enumerate(scenarios[:looked]):
        lost[i], error[i] = _in_draws(on, scenario, away)
    stronger = _among_strong(on, scenarios) if looked else lost
    past = f"looked at the first {looked:,} only"
    return pd.DataFrame(
        {
            "actor": series(list(who), "text"),
            "rough_lost": lost,
            "rough_se": error,
            "strong_lost": stronger,
            "draws": np.full(len(who), draws, dtype=np.int64),
            "reason": series(["" if i < looked else past for i in range(len(who))], "text"),
        }
    )


def stronger_than(strength: float) -> float:
    """Give the next strength that is looked at: coordination, or one more than that asked for."""
    return max(COORDINATION, strength + 1)


def _among_strong(on: Ground, scenarios: Sequence[Scenario]) -> Floats:
    """Weigh what each departure costs others when only stronger ties count."""
    found = reaches.reach(
        on.partnership,
        on.at,
        strength=stronger_than(on.strength),
        steps=on.reach.steps,
        count=on.reach.count,
    )
    own = [on.own(each.people) for each in scenarios]
    return within_lost(found, ended(found, scenarios), own)[0]


def _draws(on: Ground, draws: int, seed: int) -> list[frozenset[str]]:
    """Draw who is gone in each rough year."""
    random, people = np.random.default_rng(seed), sorted(on.now.present)
    drawn = random.random((draws, len(people))) < GONE
    return [
        frozenset(leaving_with(on.now, [p for p, x in zip(people, row, strict=True) if x]))
        for row in drawn
    ]


def _in_draws(
    on: Ground, scenario: Scenario, away: Sequence[frozenset[str]]
) -> tuple[float, float]:
    """Give the mean over the draws of what a departure costs others, and its standard error."""
    leaves = frozenset(scenario.people)
    found, own = on.reach, on.own(scenario.people)
    before, after = (
        np.concatenate([*reaches.alive(found, reaches.gone(found, sets))])
        for sets in ([each - leaves for each in away], [each | leaves for each in away])
    )
    moves = np.flatnonzero((before != after).any(axis=1))
    rows = np.concatenate([before[moves], after[moves]])
    lost = reaches.lost(found, rows, [own] * len(rows)).others
    costs = np.zeros(len(away))
    costs[moves] = lost[len(moves) :] - lost[: len(moves)]
    return float(costs.mean()), float(costs.std(ddof=1) / np.sqrt(len(costs)))
