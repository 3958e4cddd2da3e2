"""Could it be a neutral host: its ties to every sector, its quarrels, and the money it gives."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from civicnet import bodies
from civicnet.cells import fold
from civicnet.columns import Type
from civicnet.questions.ground import Ground
from civicnet.typed import series

# Trust from which somebody is taken to trust another, of 4.
TRUSTED = 3.0


@dataclass(frozen=True)
class Money:
    """Who funds whom, by running grants and ties; `known` is False where the data say nothing."""

    known: bool
    funds: frozenset[tuple[str, str]]

    def by(self, funder: str) -> set[str]:
        """Name whom somebody funds."""
        return {to for giver, to in self.funds if giver == funder and to != funder}

    def of(self, recipient: str) -> set[str]:
        """Name the funders of somebody."""
        return {giver for giver, to in self.funds if to == recipient and giver != recipient}


def money_given(on: Ground, held: pd.DataFrame) -> Money:
    """Find out who funds whom; `held` are the assets with the `body` and `receiver` of each."""
    grants = held[held["kind"] == "funding"]
    pairs = {
        (giver, to) for giver, to in zip(grants["body"], grants["receiver"], strict=True) if to
    }
    found = bodies.links(on.partnership, on.at)
    ties = found[
        (found["what"] == "tie") & found["relation"].map(lambda x: fold(x or "") == "funds")
    ]
    pairs |= set(zip(ties["source"], ties["target"], strict=True))
    return Money(bool(len(grants) or len(ties)), frozenset(pairs))


# --- ties to each sector --------------------------------------------------------------------------

_SECTORS: dict[str, Type] = {
    "host": "text", "sector": "text", "n_partners": "number", "n_ties": "number",
    "expected": "number", "ratio": "number",
}  # fmt: skip


def sectors(on: Ground, hosts: Sequence[tuple[str, str]]) -> pd.DataFrame:
    """
    Count the ties of each host to each sector, beside what even ties would give.

    `hosts` are pairs of a host's name and its body. Tables and partners without a sector are no
    part of it. Even ties fall on every other partner alike: `expected` = ties x the sector's share.

    Returns one row per host and sector: `host`, `sector`, `n_partners` (others of that sector),
    `n_ties`, `expected`, `ratio` (`n_ties` / `expected`; NaN where nothing is expected).
    """
    everyone = bodies.actors(on.partnership, on.at)
    of = dict(zip(everyone["actor"], everyone["sector"], strict=True))
    grouped = {body: of[body] for body in on.reach.bodies if of.get(body)}
    names = sorted(set(grouped.values()))
    contacts = _contacts(on)
    rows = []
    for host, body in hosts:
        others = [sector for other, sector in grouped.items() if other != body]
        tied = [grouped[other] for other in contacts.get(body, ()) if other in grouped]
        for sector in names:
            n_partners = others.count(sector)
            expected = len(tied) * n_partners / len(others) if others else np.nan
            n_ties = tied.count(sector)
            ratio = n_ties / expected if expected > 0 else np.nan
            rows.append((host, sector, n_partners, n_ties, expected, ratio))
    return _framed(rows, _SECTORS)


def _framed(rows: Sequence[tuple[object, ...]], columns: dict[str, Type]) -> pd.DataFrame:
    return pd.DataFrame(
        {c: series([row[i] for row in rows], t) for i, (c, t) in enumerate(columns.items())}
    )


def _contacts(on: Ground) -> dict[str, set[str]]:
    found: dict[str, set[str]] = defaultdict(set)
    for one, two in on.reach.ends.tolist():
        found[on.reach.bodies[one]].add(on.reach.bodies[two])
        found[on.reach.bodies[two]].add(on.reach.bodies[one])
    return found


def neutrality(found: pd.DataFrame, host: str) -> tuple[float, str]:
    """
    Measure how evenly a host's ties fall on the sectors: 1 as the others do, 0 none of them alike.

    One minus half the sum of the differences between the shares of sectors among its contacts and
    among all others. `found` is what `sectors` gave. NaN without a tie, or with one sector only;
    then the second value says why.
    """
    own = found[found["host"] == host]
    ties, others = own["n_ties"].sum(), own["n_partners"].sum()
    if (own["n_partners"] > 0).sum() < 2:
        return float("nan"), "needs the sectors of its partners, two at least"
    if not ties:
        return float("nan"), "no tie to a partner with a sector"
    apart = (own["n_ties"] / ties - own["n_partners"] / others).abs().sum() / 2
    return float(1 - apart), ""


# --- quarrels -------------------------------------------------------------------------------------

_DISPUTES: dict[str, Type] = {
    "host": "text", "one": "text", "other": "text", "stands": "text", "trust_of_one": "number",
    "trust_of_other": "number",
}  # fmt: skip


def disputes(on: Ground, hosts: Sequence[tuple[str, str]]) -> pd.DataFrame:
    """
    Tell for every two partners at odds how each host stands to both.

    `stands` is "is a party", "trusted by both" (each side gave it 3 or more of 4), "tied to both",
    "tied to one" or "tied to neither"; the trust is the mean of what each side gave the host, NaN
    where nobody said.

    Returns one row per host and pair at odds: `host`, `one`, `other`, `stands`, `trust_of_one`,
    `trust_of_other`.
    """
    found = bodies.links(on.partnership, on.at)
    contacts = _contacts(on)
    given = _trust(on, found)
    rows: list[tuple[object, ...]] = []
    pairs = at_odds(found)
    for host, body in hosts:
        for one, other in pairs:
            trust = [_mean(given.get((side, body), ())) for side in (one, other)]
            tied = sum(side in contacts.get(body, ()) for side in (one, other))
            stands = ("tied to neither", "tied to one", "tied to both")[tied]
            if tied == 2 and all(each >= TRUSTED for each in trust):
                stands = "trusted by both"
            if body in (one, other):
                stands = "is a party"
            rows.append((host, one, other, stands, *trust))
    return _framed(rows, _DISPUTES)


def at_odds(links: pd.DataFrame) -> list[tuple[str, str]]:
    """Name the bodies that are at odds with each other, each pair once."""
    own = links[links["adverse"] & (links["source"] != links["target"])]
    pairs = {tuple(sorted(pair)) for pair in zip(own["source"], own["target"], strict=True)}
    return sorted((one, other) for one, other in pairs)


def _trust(on: Ground, links: pd.DataFrame) -> dict[tuple[str, str], list[float]]:
    """Collect the trust that people of one body gave another."""
    trust = on.partnership.ties["trust"].to_numpy(dtype=np.float64)
    found: dict[tuple[str, str], list[float]] = defaultdict(list)
    ties = links[links["what"] == "tie"]
    for source, target, row in zip(ties["source"], ties["target"], ties["row"], strict=True):
        if not np.isnan(trust[row]):
            found[source, target].append(float(trust[row]))
    return found


def _mean(values: Iterable[float]) -> float:
    given = list(values)
    return sum(given) / len(given) if given else float("nan")
