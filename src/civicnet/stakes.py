"""What each asset rests on: who must stay for it to go on, who opens its door, what it is worth."""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from civicnet import rules
from civicnet import vocabulary as words
from civicnet.moments import running
from civicnet.standing import Standing
from civicnet.typed import series

if TYPE_CHECKING:
    from civicnet.model import Partnership

FUNCTIONS = (*words.ASSET_GROUPS["mayoral functions"], *words.ASSET_GROUPS["backbone functions"])


def stakes(partnership: Partnership, now: Standing) -> pd.DataFrame:
    """
    List the assets that are there, with what they rest on (rule 1).

    An asset is personal when its holder is a person, or its gatekeeper a person or office, and no
    contract stands; with a contract it stays, and only its door is unattended when nobody is left
    to open it. What was personal to somebody who has left is gone, and no row.

    Returns one row per running asset, in the order of the data: `asset`, `kind`, `holder`,
    `gatekeeper`, `outcome` (tuple), `form`, `basis` ("personal" or "institutional"), `ends_with`
    (tuple of groups of people: it goes when all of one group are gone), `opened_by` (tuple: the
    people who say yes, of whom one must be there; empty where nobody's yes is needed or known),
    `function` (bool: a mayoral or backbone function), `door` (bool: data), `yearly` (float: the
    amount in a year, NaN where none is given), `unit`, `start` and `until` (datetime64), `row`.
    """
    assets = partnership.assets
    held = assets[running(assets, now.at)]
    columns = (held[c] for c in _RESTS)
    left = [_left(who, keeper, form, now) for who, keeper, form in zip(*columns, strict=True)]
    held = held[~np.array(left, dtype=bool)]
    rests = [
        _rests(holder, gatekeeper, form, now)
        for holder, gatekeeper, form in zip(*(held[c] for c in _RESTS), strict=True)
    ]
    frame = held[["asset", "kind", "holder", "gatekeeper", "outcome", "form"]].assign(
        function=held["kind"].isin(FUNCTIONS),
        door=held["kind"] == "data",
        yearly=yearly(held),
        unit=held["unit"],
        start=held["start"],
        until=held["end"],
        row=held.index.to_numpy(dtype=np.int64),
    )
    frame = frame.reset_index(drop=True)
    for name, i in (("basis", 0), ("ends_with", 1), ("opened_by", 2)):
        frame[name] = series([rest[i] for rest in rests], "text")
    order = [
        "asset", "kind", "holder", "gatekeeper", "outcome", "form", "basis", "ends_with",
        "opened_by", "function", "door", "yearly", "unit", "start", "until", "row",
    ]  # fmt: skip
    return frame[order]


_RESTS = ("holder", "gatekeeper", "form")


def left_with(partnership: Partnership, now: Standing) -> tuple[str, ...]:
    """Name the running assets that are gone with somebody who has left."""
    held = partnership.assets[running(partnership.assets, now.at)]
    rows = zip(held["asset"], *(held[c] for c in _RESTS), strict=True)
    return tuple(asset for asset, who, keeper, form in rows if _left(who, keeper, form, now))


def _left(holder: str, gatekeeper: str | None, form: str | None, now: Standing) -> bool:
    """Tell whether an asset rested on somebody who has left, without an agreement."""
    if form and rules.form_basis(form) == "institutional":
        return False
    if now.kinds.get(holder) == "person" and holder not in now.present:
        return True
    if not gatekeeper or _people(gatekeeper, now):
        return False
    kind = now.kinds.get(gatekeeper)
    return kind == "person" or (kind == "office" and gatekeeper in now.once_known)


def _rests(
    holder: str, gatekeeper: str | None, form: str | None, now: Standing
) -> tuple[str, tuple[tuple[str, ...], ...], tuple[str, ...]]:
    """Tell what an asset rests on, with whom it ends, and who opens its door."""
    opened = _people(gatekeeper, now) if gatekeeper else ()
    if form and rules.form_basis(form) == "institutional":
        return "institutional", (), opened
    kinds = (now.kinds.get(holder), now.kinds.get(gatekeeper or ""))
    personal = kinds[0] == "person" or kinds[1] in ("person", "office")
    groups: list[tuple[str, ...]] = []
    if kinds[0] == "person" and holder in now.present:
        groups.append((holder,))
    if kinds[1] in ("person", "office") and opened:
        groups.append(opened)
    return "personal" if personal else "institutional", tuple(groups), opened


def _people(name: str, now: Standing) -> tuple[str, ...]:
    """Name the people who are there behind a gatekeeper: a person, or the holders of an office."""
    if now.kinds.get(name) == "person":
        return (name,) if name in now.present else ()
    return tuple(sorted(p for p in now.holders.get(name, ()) if p in now.present))


def fates(assets: pd.DataFrame, gone: Collection[str]) -> list[str]:
    """
    Tell what becomes of each asset when people are gone.

    "goes": it rested on one of them. "unattended": it stays by agreement, and nobody is left who
    opens it. "stays": neither.
    """
    away = frozenset(gone)
    columns = (assets[c] for c in ("ends_with", "opened_by"))
    return [fate(groups, opened, away) for groups, opened in zip(*columns, strict=True)]


def fate(
    ends_with: tuple[tuple[str, ...], ...], opened_by: tuple[str, ...], gone: frozenset[str]
) -> str:
    """Tell the same of one asset; see `fates`."""
    if any(gone.issuperset(group) for group in ends_with):
        return "goes"
    return "unattended" if opened_by and gone.issuperset(opened_by) else "stays"


def yearly(assets: pd.DataFrame) -> NDArray[np.float64]:
    """
    Give what each asset is worth in a year: an amount a year as it is, one given once spread.

    What is given once is spread over the years from its first to its last day, where both are
    known and more than one year apart; else it counts in its one year.
    """
    amount = assets["amount"].to_numpy(dtype=np.float64)
    days = (assets["end"] - assets["start"]).dt.days.to_numpy(dtype=np.float64) + 1
    years = np.where(np.isnan(days), 1.0, np.maximum(days / 365.25, 1.0))
    once = (assets["per"] == "once").to_numpy(dtype=bool)
    return np.asarray(np.where(once, amount / years, amount), dtype=np.float64)


def money(assets: pd.DataFrame) -> tuple[NDArray[np.bool_], str]:
    """
    Tell which assets are money in the unit that most funding is given in, and name that unit.

    Funding without a unit is taken for that one; what is given in other units (hours, rooms,
    another currency) is no part of it. The unit is "" where none is named.
    """
    funding = assets["kind"] == "funding"
    units = assets.loc[funding & assets["yearly"].notna(), "unit"].dropna()
    unit = units.value_counts().sort_index().idxmax() if len(units) else ""
    own = assets["unit"].isna() | (assets["unit"] == unit)
    return np.asarray(funding & own, dtype=bool), str(unit)
