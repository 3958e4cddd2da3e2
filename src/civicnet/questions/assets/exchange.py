"""Who gives to whom, and what comes back: one-way giving, lent staff, those who pay nothing."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

import numpy as np
import pandas as pd

from civicnet import bodies
from civicnet.cells import fold
from civicnet.questions.assets.brought import Brought
from civicnet.questions.framing import Kind, framed
from civicnet.questions.rehouse.backbone import heads_left
from civicnet.stakes import money

# Relations and kinds that go both ways by what they are.
_BOTH_WAYS = ("exchanges",)
_EXCHANGE = "exchange"

_ONE_WAY: dict[str, Kind] = {
    "giver": "text", "receiver": "text", "kinds": "list", "assets": "list", "yearly": "number",
    "unit": "text", "only_money": "flag", "tie_back": "list",
}  # fmt: skip


def exchanges(found: Brought) -> tuple[pd.DataFrame, int]:
    """
    List who gives to whom without anything written down that comes back; and count the pairs.

    Something comes back where the receiver brings an asset to the giver, where the asset is of the
    kind "exchange", or where a tie "exchanges" runs between the two. A table is nobody who could
    give back, and no part of it.

    Returns one row per giver and receiver, most first: `giver`, `receiver`, `kinds` (tuple),
    `assets` (tuple), `yearly` (money a year, NaN where none is known), `unit`, `only_money` (bool),
    `tie_back` (tuple: the relations of ties that run from the receiver to the giver). The count is
    of all pairs between which something is given.
    """
    held, tables = found.held, _tables(found)
    columns = (held[c] for c in ("provider", "receiver"))
    given: dict[tuple[str, str], list[int]] = defaultdict(list)
    for i, (giver, receiver) in enumerate(zip(*columns, strict=True)):
        if receiver and receiver != giver and not {giver, receiver} & tables:
            given[giver, receiver].append(i)
    links = bodies.links(found.partnership, found.now.at)
    ties = links[(links["what"] == "tie") & ~links["adverse"]]
    relations: dict[tuple[str, str], set[str]] = defaultdict(set)
    for source, target, relation in zip(
        ties["source"], ties["target"], ties["relation"], strict=True
    ):
        relations[source, target].add(relation or "tied")
    is_money, unit = money(held)
    rows: list[dict[str, Any]] = []
    for (giver, receiver), own in given.items():
        mine, amounts = held.loc[own], held.loc[own, "yearly"][is_money[own]].dropna()
        back = relations[receiver, giver]
        between = {fold(x) for x in back | relations[giver, receiver]}
        if (receiver, giver) in given or _EXCHANGE in set(mine["kind"]):
            continue
        if between.intersection(_BOTH_WAYS):
            continue
        rows.append(
            {
                "giver": giver,
                "receiver": receiver,
                "kinds": tuple(dict.fromkeys(mine["kind"])),
                "assets": tuple(mine["asset"]),
                "yearly": float(amounts.sum()) if len(amounts) else np.nan,
                "unit": unit if len(amounts) else None,
                "only_money": set(mine["kind"]) == {"funding"},
                "tie_back": tuple(sorted(back)),
            }
        )
    rows.sort(key=lambda x: (x["only_money"], -len(x["assets"]), x["giver"], x["receiver"]))
    pairs = {frozenset(pair) for pair in given}
    return framed(rows, _ONE_WAY), len(pairs)


def _tables(found: Brought) -> set[str]:
    organizations = found.partnership.organizations
    return set(organizations.loc[organizations["kind"] == "table", "organization"])


# --- who gains and pays nothing -------------------------------------------------------------------

_LEADS: dict[str, Kind] = {
    "actor": "text", "sector": "text", "n_receives": "count", "receives": "list", "from": "list",
    "kinds": "list", "brings": "list", "money_received": "number", "unit": "text",
}  # fmt: skip


def leads(found: Brought, backbone: str) -> pd.DataFrame:
    """
    List who gains from what partners bring and gives no money to any of them.

    "The beneficiaries of that work can be possible funding sources." Who receives only money is a
    grantee and no lead; nor is the backbone, a table, or whoever funds somebody already, be it by a
    tie "funds". What gain is worth, and whether somebody could pay, these data do not say.

    Returns one row per organization, those first that receive most: `actor`, `sector`,
    `n_receives`, `receives` (tuple of assets; money is left aside, and exchanges, which are paid in
    kind), `from` (tuple: who brings them),
    `kinds` (tuple), `brings` (tuple: what it gives in kind), `money_received` (a year; NaN where
    none), `unit`.
    """
    held = found.held
    is_money, unit = money(held)
    links = bodies.links(found.partnership, found.now.at)
    funds = [fold(x or "") == "funds" for x in links["relation"]]
    paying = set(held.loc[held["kind"] == "funding", "provider"]) | set(links.loc[funds, "source"])
    left_aside = paying | _tables(found) | {backbone, None}
    organizations = found.partnership.organizations
    sectors = dict(zip(organizations["organization"], organizations["sector"], strict=True))
    rows: list[dict[str, Any]] = []
    given = held[held["provider"] != held["receiver"]].groupby("receiver", sort=True).groups
    brings = held.groupby("provider").groups
    for actor, to in given.items():
        if actor in left_aside:
            continue
        mine = held.loc[to]
        amounts = mine.loc[is_money[to], "yearly"].dropna()
        mine = mine[~mine["kind"].isin(["funding", _EXCHANGE])]
        if len(mine):
            rows.append(
                {
                    "actor": actor,
                    "sector": sectors.get(actor),
                    "n_receives": len(mine),
                    "receives": tuple(mine["asset"]),
                    "from": tuple(sorted(set(mine["provider"]))),
                    "kinds": tuple(dict.fromkeys(mine["kind"])),
                    "brings": tuple(held.loc[brings.get(actor, []), "asset"]),
                    "money_received": float(amounts.sum()) if len(amounts) else np.nan,
                    "unit": unit if len(amounts) else None,
                }
            )
    rows.sort(key=lambda x: (not np.isnan(x["money_received"]), -x["n_receives"], x["actor"]))
    return framed(rows, _LEADS)


# --- who pays for the people ----------------------------------------------------------------------

_STAFF: dict[str, Kind] = {
    "employer": "text", "works_for": "text", "assets": "list", "amount": "number",
    "n_with_amount": "count", "unit": "text", "share": "number", "n_handshake": "count",
    "chance_head_leaves": "number", "first_end": "end", "reason": "text",
}  # fmt: skip


def staff(found: Brought) -> pd.DataFrame:
    """
    Tell who pays for the people who do the work, and what hangs on that employer's head.

    Returns one row per employer, whom they work for, and unit, the largest first: `employer` (the
    body that brings the asset of kind staff), `works_for` (None: the employer itself, or not said),
    `assets` (tuple), `amount` (in `unit`; NaN where none is known), `n_with_amount`, `unit`,
    `share` (0-1, of all known in that unit), `n_handshake` (how many have no agreement),
    `chance_head_leaves` (0-1, by the day looked ahead to; NaN where not known), `first_end`,
    `reason`.
    """
    own = found.held[found.held["kind"] == "staff"]
    by: dict[tuple[str, str | None, str | None], list[int]] = defaultdict(list)
    for i, *key in zip(own.index, own["provider"], own["receiver"], own["unit"], strict=True):
        by[key[0], key[1], key[2]].append(i)
    total = own.groupby("unit")["amount"].sum()
    rows = []
    for (employer, works_for, unit), places in by.items():
        mine = own.loc[places]
        amount = mine["amount"].sum(min_count=1)
        head = heads_left(found.now, [employer], found.known)
        whole = total.get(unit, np.nan) if unit else np.nan
        rows.append(
            {
                "employer": employer,
                "works_for": works_for,
                "assets": tuple(mine["asset"]),
                "amount": amount,
                "n_with_amount": int(mine["amount"].notna().sum()),
                "unit": unit,
                "share": amount / whole if whole > 0 else np.nan,
                "n_handshake": int(mine["loose"].sum()),
                "chance_head_leaves": head.value,
                "first_end": mine["until"].min(),
                "reason": head.unknown,
            }
        )
    rows.sort(key=lambda x: (np.isnan(x["amount"]), -np.nan_to_num(x["amount"]), x["employer"],
                             x["works_for"] or ""))  # fmt: skip
    return framed(rows, _STAFF)
