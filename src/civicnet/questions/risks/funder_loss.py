"""What the loss of each funder would cost: money a year, its share, whom it goes to, what ends."""

from __future__ import annotations

from collections import Counter, defaultdict

import numpy as np
import pandas as pd

from civicnet import vocabulary as words
from civicnet.cells import fold
from civicnet.questions.risks.what_goes import Holdings
from civicnet.typed import series

# What is brought besides money.
IN_KIND = frozenset(words.ASSET_GROUPS["resources"]) - {"funding"}


def funder_losses(held: Holdings) -> pd.DataFrame:
    """
    List the funders, each with what ends when it does.

    A funder is the body that holds a running asset of kind "funding", or the source of a running
    tie "funds". Funding in another unit than most has a row of its own, and a share of its own.

    Returns one row per funder and unit, those in the unit most funding is given in first, the
    largest first: `funder`, `unit` (None where not said), `yearly` (float: the amounts a year that
    are known; NaN where none is), `share` (0-1, of all yearly amounts known in that unit), `grants`
    (tuple: what ends), `n_with_amount` (how many of them say how much), `recipients` (tuple),
    `alone_for` (tuple: recipients who have no other funder), `next_end` (datetime64: the first day
    on which one of them is over anyway), `in_kind` (tuple: what else it brings), `reason`.
    """
    main, receives = held.funding[1], _recipients(held)
    kinds, units, holders, amounts = map(held.column, ("kind", "unit", "holder", "yearly"))
    grants: dict[tuple[str, str], list[int]] = defaultdict(list)
    for i, kind in enumerate(kinds):
        if kind == "funding":
            grants[held.body(holders[i]), units[i] or main].append(i)
    by_tie = _funded_by_tie(held)
    for funder in sorted(by_tie.keys() - {funder for funder, _ in grants}):
        grants[funder, main] = []
    to = {
        key: {name for i in rows if (name := receives[i])} | by_tie.get(key[0], set())
        for key, rows in grants.items()
    }
    funders_of: dict[str, set[str]] = defaultdict(set)
    for (funder, _), recipients in to.items():
        for each in recipients:
            funders_of[each].add(funder)
    known = {
        key: [amounts[i] for i in rows if not np.isnan(amounts[i])] for key, rows in grants.items()
    }
    total: Counter[str] = Counter()
    for (_, unit), given in known.items():
        total[unit] += sum(given)
    order = sorted(grants, key=lambda x: (x[1] != main, x[1], -sum(known[x]), x[0]))
    yearly = [float(sum(known[x])) if known[x] else np.nan for x in order]
    shares = [
        amount / total[unit] if total[unit] else np.nan
        for (_, unit), amount in zip(order, yearly, strict=True)
    ]
    until, asset = held.column("until"), held.column("asset")
    alone = [tuple(sorted(r for r in to[x] if len(funders_of[r]) == 1)) for x in order]
    ends = [
        min((until[i] for i in grants[x] if not pd.isna(until[i])), default=None) for x in order
    ]
    reasons = [_reason(len(known[x]), len(grants[x])) for x in order]
    return pd.DataFrame(
        {
            "funder": series([funder for funder, _ in order], "text"),
            "unit": series([unit or None for _, unit in order], "text"),
            "yearly": np.array(yearly, dtype=np.float64),
            "share": np.array(shares, dtype=np.float64),
            "grants": series([tuple(asset[i] for i in grants[x]) for x in order], "list"),
            "n_with_amount": np.array([len(known[x]) for x in order], dtype=np.int64),
            "recipients": series([tuple(sorted(to[x])) for x in order], "list"),
            "alone_for": series(alone, "list"),
            "next_end": series(ends, "end"),
            "in_kind": series([_in_kind(held, receives, x) for x, _ in order], "list"),
            "reason": series(reasons, "text"),
        }
    )


def _recipients(held: Holdings) -> list[str | None]:
    """Name who receives each asset."""
    rows = held.column("row")
    return list(held.on.partnership.assets["recipient"].loc[rows])


def _funded_by_tie(held: Holdings) -> dict[str, set[str]]:
    """Name whom each funder funds by a tie "funds" that runs."""
    found: dict[str, set[str]] = defaultdict(set)
    for line in held.lines:
        if line.what == "tie" and fold(line.relation) == "funds":
            found[line.bodies[0]].add(line.bodies[1])
    return found


def _in_kind(held: Holdings, receives: list[str | None], funder: str) -> tuple[str, ...]:
    """Say what else than money a funder brings to somebody."""
    kind, asset, yearly, unit = map(held.column, ("kind", "asset", "yearly", "unit"))
    said = []
    for i in held.assets_of.get(funder, ()):
        if kind[i] in IN_KIND and receives[i]:
            much = "" if np.isnan(yearly[i]) or not unit[i] else f" ({yearly[i]:,.10g} {unit[i]})"
            said.append(f"{asset[i]}{much}")
    return tuple(said)


def _reason(known: int, grants: int) -> str:
    if not grants:
        return "funds by a tie of which no amount is known"
    return "" if known == grants else f"{grants - known} of {grants} do not say how much"
