"""Where somebody brings what: kind x outcome x place; who alone, who twice, what stands idle."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from itertools import combinations
from typing import Any

import numpy as np
import pandas as pd

from civicnet import bodies
from civicnet.questions.assets.brought import ANY_OUTCOME, ANY_PLACE, GROUPS, OTHER, Brought
from civicnet.questions.framing import Kind, framed
from civicnet.questions.rehouse.backbone import rests_on

# More cells than these are not listed place by place where nobody brings anything.
MOST = 20_000
NOBODY, ONE, SEVERAL, PLACE_UNSAID = "nobody", "one", "several", "place not said"
Cell = tuple[str, str, str]

_COVERAGE: dict[str, Kind] = {
    "kind": "text", "group": "text", "outcome": "text", "place": "text", "status": "text",
    "n_providers": "count", "providers": "list", "n_assets": "count", "assets": "list",
    "n_named": "count", "n_handshake": "count", "n_place_unsaid": "count",
}  # fmt: skip


def cells(found: Brought) -> dict[Cell, list[int]]:
    """Give for each cell of kind, outcome and place the rows of what covers it."""
    by: dict[Cell, list[int]] = defaultdict(list)
    columns = (found.held[c] for c in ("kind", "outcome", "place"))
    for i, (kind, served, place) in enumerate(zip(*columns, strict=True)):
        for outcome in (ANY_OUTCOME, *found.serves(served)):
            for where in (ANY_PLACE, *found.reaches(place)):
                by[kind, outcome, where].append(i)
    return by


def coverage(found: Brought) -> pd.DataFrame:
    """
    Cross kinds with outcomes and places: who brings a kind for an outcome in a place.

    What names no outcome serves all. What names no place is counted in "any place" only and told
    apart: nobody can say whether it reaches a place. What is brought to a wider place reaches the
    places that Context says are a part of it.

    Returns one row per cell, in the order of the vocabulary, of the outcomes and of the places'
    names, "any outcome" and "any place" first: `kind`, `group`, `outcome`, `place`, `status`
    ("several", "one", "nobody"; "place not said" where somebody brings it, who knows where),
    `n_providers`, `providers` (tuple: organizations, or people without one), `n_assets`, `assets`
    (tuple), `n_named` (of them name this outcome), `n_handshake` (rest on people, or on a word),
    `n_place_unsaid` (how many more of the kind and outcome do not say where).
    """
    by, held = cells(found), found.held
    columns = ("provider", "asset", "outcome", "loose", "place")
    provider, asset, named, loose, place = (held[c].tolist() for c in columns)
    rows = []
    for cell in _asked(found, by):
        kind, outcome, where = cell
        own = by.get(cell, [])
        providers = tuple(sorted({provider[i] for i in own}))
        wide = by.get((kind, outcome, ANY_PLACE), []) if where != ANY_PLACE else []
        unsaid = sum(not place[i] for i in wide)
        rows.append(
            {
                "kind": kind,
                "group": GROUPS.get(kind, OTHER),
                "outcome": outcome,
                "place": where,
                "status": _status(len(providers), unsaid),
                "n_providers": len(providers),
                "providers": providers,
                "n_assets": len(own),
                "assets": tuple(asset[i] for i in own),
                "n_named": sum(outcome in named[i] for i in own),
                "n_handshake": sum(loose[i] for i in own),
                "n_place_unsaid": unsaid,
            }
        )
    return framed(rows, _COVERAGE)


def _asked(found: Brought, by: Collection[Cell]) -> Iterable[Cell]:
    """List the cells in order; where there are too many, places only where something is brought."""
    outcomes, places = (ANY_OUTCOME, *found.outcomes), (ANY_PLACE, *found.places)
    every = thinned(found)
    for kind in found.kinds:
        for outcome in outcomes:
            for place in places:
                cell = (kind, outcome, place)
                if not every or place == ANY_PLACE or cell in by:
                    yield cell


def thinned(found: Brought) -> bool:
    """Tell whether there are too many cells to list those where nobody brings anything."""
    return len(found.kinds) * (1 + len(found.outcomes)) * (1 + len(found.places)) > MOST


def _status(providers: int, unsaid: int) -> str:
    if providers:
        return ONE if providers == 1 else SEVERAL
    return PLACE_UNSAID if unsaid else NOBODY


# --- one alone ------------------------------------------------------------------------------------

_SINGLE: dict[str, Kind] = {
    "kind": "text", "group": "text", "outcome": "list", "provider": "text", "holders": "list",
    "assets": "list", "rests_on": "list", "n_handshake": "count", "first_end": "end",
    "others": "list",
}  # fmt: skip


def single(found: Brought) -> pd.DataFrame:
    """
    List what one provider alone brings: a kind at all, or for an outcome that it names.

    Returns one row per kind, or per kind and provider where others bring the kind for other
    outcomes only: `kind`, `group`, `outcome` (tuple: "any outcome" alone, or those for which nobody
    else brings it), `provider`, `holders` (tuple: who of it), `assets` (tuple),
    `rests_on` (tuple: people any one of whom takes all of it along), `n_handshake` (how many of
    the assets rest on people or on a word), `first_end` (the first written end among them, NaT
    where none), `others` (tuple: who brings the kind, for other outcomes).
    """
    by, held = cells(found), found.held
    provider = held["provider"].tolist()
    rows = []
    for kind in found.kinds:
        whole = sorted({provider[i] for i in by.get((kind, ANY_OUTCOME, ANY_PLACE), [])})
        # A kind that one alone brings is told once, and not for each outcome again.
        outcomes = (ANY_OUTCOME,) if len(whole) == 1 else found.outcomes
        alone: dict[str, list[str]] = defaultdict(list)
        for outcome in outcomes:
            bringing = {provider[i] for i in by.get((kind, outcome, ANY_PLACE), [])}
            if len(bringing) == 1:
                alone[bringing.pop()].append(outcome)
        for who, served in alone.items():
            own = sorted({i for x in served for i in by[kind, x, ANY_PLACE]})
            mine = held.loc[own]
            rows.append(
                {
                    "kind": kind,
                    "group": GROUPS.get(kind, OTHER),
                    "outcome": tuple(served),
                    "provider": who,
                    "holders": tuple(sorted(set(mine["holder"]))),
                    "assets": tuple(mine["asset"]),
                    "rests_on": rests_on(mine, found.now),
                    "n_handshake": int(mine["loose"].sum()),
                    "first_end": mine["until"].min(),
                    "others": tuple(x for x in whole if x != who),
                }
            )
    return framed(rows, _SINGLE)


# --- the same twice -------------------------------------------------------------------------------

_DUPLICATES: dict[str, Kind] = {
    "kind": "text", "outcome": "text", "place": "text", "n_providers": "count",
    "providers": "list", "assets": "list", "with_room": "list", "n_used_unsaid": "count",
    "untied": "list", "at_odds": "list", "reason": "text",
}  # fmt: skip


def duplicates(found: Brought, tied: Collection[tuple[str, str]]) -> pd.DataFrame:
    """
    List where several bring the same kind for the same outcome in the same place.

    It may be one too many, or a good match: what could be pooled or shared out is worth a talk.
    Those at odds come first, then those without a tie.
    Money is no part of it: to have several givers is no duplicate.

    Returns one row per kind, outcome and place: `kind`, `outcome`, `place` (None where none of
    them says where), `n_providers`, `providers` (tuple), `assets` (tuple), `with_room` (tuple:
    those of which not all is in use), `n_used_unsaid` (how many do not say), `untied` (tuple of
    pairs of providers, "A and B", that have no tie), `at_odds` (the same: those with a tie of
    dispute), `reason` (what is not known).
    """
    held = found.held
    by: dict[tuple[str, str, str | None], list[int]] = defaultdict(list)
    columns = (held[c] for c in ("kind", "outcome", "place"))
    for i, (kind, served, place) in enumerate(zip(*columns, strict=True)):
        if kind == "funding" or not served:
            continue
        for outcome in found.serves(served):
            by[kind, outcome, place].append(i)
    links = bodies.links(found.partnership, found.now.at)
    adverse = links[links["adverse"]]
    odds = tied_pairs(zip(adverse["source"], adverse["target"], strict=True))
    rows: list[dict[str, Any]] = []
    for (kind, outcome, place), own in by.items():
        mine = held.loc[own]
        providers = sorted(set(mine["provider"]))
        if len(providers) < 2:
            continue
        pairs = list(combinations(providers, 2))
        rows.append(
            {
                "kind": kind,
                "outcome": outcome,
                "place": place,
                "n_providers": len(providers),
                "providers": tuple(providers),
                "assets": tuple(mine["asset"]),
                "with_room": tuple(mine.loc[mine["used_share"] < 1, "asset"]),
                "n_used_unsaid": int(mine["used_share"].isna().sum()),
                "untied": tuple(f"{a} and {b}" for a, b in pairs if (a, b) not in tied),
                "at_odds": tuple(f"{a} and {b}" for a, b in pairs if (a, b) in odds),
                "reason": "" if place else "no place is written: they may be far apart",
            }
        )
    order = {kind: i for i, kind in enumerate(found.kinds)}
    rows.sort(
        key=lambda x: (
            not x["place"], not x["at_odds"], not x["untied"], -x["n_providers"],
            order[x["kind"]], x["outcome"], x["place"] or "",
        )
    )  # fmt: skip
    return framed(rows, _DUPLICATES)


# --- what stands idle -----------------------------------------------------------------------------

_IDLE: dict[str, Kind] = {
    "asset": "text", "kind": "text", "holder": "text", "provider": "text", "place": "text",
    "outcome": "list", "used_share": "number", "spare_share": "number", "spare": "number",
    "unit": "text", "gatekeeper": "text", "paper": "text", "could_meet": "list",
}  # fmt: skip


def idle(found: Brought, meets: Sequence[tuple[str, ...]]) -> pd.DataFrame:
    """
    List what is not all in use, the least used first; `meets` are the needs each asset could meet.

    Where nobody wrote down how much is in use it is not known, and is not listed.

    Returns one row per asset: `asset`, `kind`, `holder`, `provider`, `place`, `outcome` (tuple),
    `used_share` and `spare_share` (0-1, together 1), `spare` (the amount that is free; NaN where no
    amount is known), `unit`, `gatekeeper`, `paper`, `could_meet` (tuple: needs of this kind).
    """
    held = found.held.assign(
        spare_share=(1 - found.held["used_share"]).round(12),
        spare=(found.held["amount"] * (1 - found.held["used_share"])).round(9),
        could_meet=pd.Series(list(meets), index=found.held.index, dtype=object),
    )
    held = held[held["spare_share"] > 0].sort_values(["used_share", "asset"], kind="stable")
    return framed(held[list(_IDLE)].to_dict("records"), _IDLE)


def tied_pairs(network_pairs: Iterable[tuple[str, str]]) -> set[tuple[str, str]]:
    """Give every tied pair in both orders."""
    both = {(a, b) for a, b in network_pairs}
    return both | {(b, a) for a, b in both}


def unknown_use(found: Brought) -> int:
    """Count the assets of which nobody wrote down how much is in use."""
    return int(np.isnan(found.held["used_share"].to_numpy(dtype=np.float64)).sum())
