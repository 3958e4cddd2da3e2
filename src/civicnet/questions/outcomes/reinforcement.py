"""Which organizations work on the same outcome, and which of them have no working tie."""

from __future__ import annotations

from collections import defaultdict
from itertools import combinations
from typing import Any

import numpy as np
import pandas as pd

from civicnet import bodies, reach
from civicnet.questions.framing import Kind, framed
from civicnet.questions.ground import Ground
from civicnet.questions.outcomes.works import Works
from civicnet.questions.pairing import acquainted, introducers
from civicnet.questions.rehouse.neutrality import at_odds
from civicnet.questions.seats.seated import seated

# People named who know both sides.
_NAMED = 3

_COLUMNS: dict[str, Kind] = {
    "organization": "text", "other": "text", "n_shared": "count", "outcomes": "list",
    "newman": "number", "tied": "flag", "at_odds": "flag", "steps": "number", "same_tables": "list",
    "introducers": "list",
}  # fmt: skip


def reinforcement(on: Ground, found: Works) -> pd.DataFrame:
    """
    Tell for every two organizations that work on the same outcome whether they work together.

    A table at which both sit is no working tie: it is told beside it. Two that share an outcome
    and have no tie may reinforce each other by chance only.

    Returns one row per pair, those without a tie first, then those sharing most, those at odds
    before others: `organization`,
    `other`, `n_shared`, `outcomes` (tuple: those both work on), `newman` (each outcome that k
    organizations work on adds 1 / (k - 1)), `tied` (one working tie at least joins them), `at_odds`
    (a dispute is written down), `steps` (between them over any ties and tables; NaN without a way),
    `same_tables` (tuple: where both have a seat), `introducers` (tuple: up to three people tied to
    both; empty where they are tied).
    """
    shared: dict[tuple[str, str], list[str]] = defaultdict(list)
    weight: dict[tuple[str, str], float] = defaultdict(float)
    for outcome, own in found.items():
        for pair in combinations(sorted(own), 2):
            shared[pair].append(outcome)
            weight[pair] += 1 / (len(own) - 1)
    place, tied = on.reach.place, {tuple(pair) for pair in on.reach.ends.tolist()}
    far = reach.distances(on.reach, np.ones(len(on.reach.ends), dtype=bool))
    known = acquainted(on)
    seats = seated(on.partnership, on.now)
    sits = {body: set(own["table"]) for body, own in seats.groupby("organization")}
    odds = set(at_odds(bodies.links(on.partnership, on.at)))
    rows: list[dict[str, Any]] = []
    for (one, two), outcomes in shared.items():
        i, j = place.get(one), place.get(two)
        together, steps = False, np.nan
        who: tuple[str, ...] = ()
        if i is not None and j is not None:
            together, steps = (min(i, j), max(i, j)) in tied, float(far[i, j])
            who = () if together else introducers(known, on, i, j)[:_NAMED]
        rows.append(
            {
                "organization": one,
                "other": two,
                "n_shared": len(outcomes),
                "outcomes": tuple(outcomes),
                "newman": weight[one, two],
                "tied": together,
                "at_odds": (one, two) in odds,
                "steps": steps if np.isfinite(steps) else np.nan,
                "same_tables": tuple(sorted(sits.get(one, set()) & sits.get(two, set()))),
                "introducers": who,
            }
        )
    rows.sort(
        key=lambda r: (r["tied"], -r["n_shared"], not r["at_odds"], r["organization"], r["other"])
    )
    return framed(rows, _COLUMNS)
