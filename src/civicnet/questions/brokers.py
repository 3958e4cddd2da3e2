"""Who links us: partners whom others need to reach each other, alone and together."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.sparse import csr_array
from scipy.sparse.csgraph import connected_components

from civicnet import brokerage, centrality, fragmentation
from civicnet.errors import ArgumentError
from civicnet.gould_fernandez import UNDIRECTED_ROLES
from civicnet.moments import Moment
from civicnet.questions import answers
from civicnet.questions.partners import (
    Partners,
    brief,
    counted,
    inputs,
    listed,
    n,
    number,
    partners,
    percent,
    too_few,
)
from civicnet.ranking import framed, to_digits

if TYPE_CHECKING:
    from civicnet.model import Partnership
    from civicnet.network import Network

Floats = NDArray[np.float64]

# Sizes of the sets of partners that are looked for together.
SET_SIZES = (1, 2, 3)
# A pair of sectors is worth a sentence where so few link it.
FEW = 3
RANKED = (
    "Rank is by pairs that only this partner connects, then by the share of shortest ways between "
    "others that lead through it."
)


@dataclass(frozen=True)
class Brokers:
    """
    Who links a partnership.

    `table` has one row per partner, the one others need most first: `actor`; the group (`sector`);
    `degree` (contacts); `betweenness` (0–1, share of the pairs of others whose shortest way leads
    through it); `constraint` (low: its contacts meet through it only); `effective_size` (contacts,
    less the redundant ones); `is_cutpoint`, `n_pieces`, `pairs_lost`, `pairs_lost_share`,
    `within_lost` (what the others lose without it); `rank` (equal ones share it); `reason` (why a
    value is NaN).

    `roles` counts the pairs without a tie of their own that each partner stands between, by the
    sectors of the three (`brokerage.roles`). `key_players` has one row per size of set: `size`,
    `actors`, `score` (0–1: share of the pairs of others without any way to each other when all of
    the set are gone), `before` (the same while they are there), `exact`, `n_alternatives`,
    `reason`. `sectors` has one row per pair of sectors: `group`, `other`, `n_ties`,
    `n_go_betweens`, `go_betweens` (partners of neither sector, or without one, tied to both).
    """

    at: Moment
    summary: tuple[str, ...]
    notes: tuple[str, ...]
    table: pd.DataFrame
    roles: pd.DataFrame
    key_players: pd.DataFrame
    sectors: pd.DataFrame

    to_dict = answers.to_dict
    _repr_html_ = answers.to_html
    __str__ = answers.sentences


def brokers(
    partnership: Partnership,
    group: str = "sector",
    *,
    at: object = None,
    count: str | Mapping[str, float] | None = None,
    within: int = 2,
    strength: float = 2,
    relation: str | Sequence[str] | None = None,
    top: int | None = None,
) -> Brokers:
    """
    Find who links a partnership: alone, between sectors, and as a few together.

    Partners come first without whom most pairs of others lose every way to each other, then those
    through whom the shortest ways lead.

    Parameters
    ----------
    group : a column of organizations or people that says of which group a partner is.
    count : what partners count in pairs: by default each organization and table once; "bodies",
        "people", "voices", a column of numbers, or a mapping by name.
    within : also count the pairs that would no longer be within so many steps.
    strength, relation : which ties count; see `Partnership.network`.
    top : only so many rows of `table` and `roles`; ranks and sentences are of all.

    Raises
    ------
    ArgumentError
        for an unknown moment, group, count or relation, or a `within` or `top` below 1.

    Examples
    --------
    >>> import civicnet as cn
    >>> from civicnet.questions.brokers import brokers
    >>> found = brokers(cn.load_example("riverbend"), at="2026-11-15")
    >>> print(found.table[["rank", "actor", "pairs_lost"]].head(2).to_string(index=False))
     rank                        actor  pairs_lost
        1 New Americans Welcome Center       135.0
        2               Mayor's Office        91.0
    """
    if top is not None and top < 1:
        raise ArgumentError(f"top must be 1 row or more; got {top!r}")
    found = partners(partnership, group, at=at, strength=strength, relation=relation)
    weights, how = counted(partnership, found, count)
    table = _table(found, weights, within)
    roles = _roles(found)
    sets = [fragmentation.key_players(found.network, size) for size in SET_SIZES]
    sectors = _sectors(found)
    summary = [
        partnership.invented,
        *_of_losses(found, table, weights),
        _shortens(table, within),
        _of_sectors(found, sectors),
        _of_roles(found, roles),
        _of_sets(sets),
    ]
    notes = [*inputs(partnership, found), *_cautions(how, found, sets)]
    return Brokers(
        at=found.at,
        summary=tuple(sentence for sentence in summary if sentence),
        notes=tuple(notes),
        table=table.head(top) if top else table,
        roles=roles.head(top) if top else roles,
        key_players=_set_rows(sets),
        sectors=sectors,
    )


# --- frames ------------------------------------------------------------------------------------


def _table(found: Partners, weights: Floats, within: int) -> pd.DataFrame:
    network = found.network
    lost = fragmentation.removals(network, count=weights, within=within)
    kept = ("is_cutpoint", "n_pieces", "pairs_lost", "pairs_lost_share", "within_lost")
    table = framed(
        {
            "actor": np.array(network.labels, dtype=object),
            found.group: np.array([found.groups.get(x) for x in network.labels], dtype=object),
        }
    )
    constraint = brokerage.constraint(network)
    for frame, columns in (
        (centrality.degree(network), ("degree",)),
        (centrality.betweenness(network), ("betweenness",)),
        (constraint, ("constraint",)),
        (brokerage.effective_size(network), ("effective_size",)),
        (lost, kept),
    ):
        by_name = frame.set_index("actor").loc[list(network.labels)]
        for column in columns:
            table[column] = by_name[column].to_numpy()
    reasons = [f.set_index("actor")["reason"] for f in (constraint, lost)]
    said = [[str(each[x]) for each in reasons if each[x]] for x in network.labels]
    keys = [to_digits(table[c].fillna(0).to_numpy(float)) for c in ("pairs_lost", "betweenness")]
    standing = list(zip(*(-key for key in keys), strict=True))
    first: dict[tuple[float, ...], int] = {}
    for place, each in enumerate(sorted(standing), start=1):
        first.setdefault(each, place)
    table["rank"] = np.array([first[each] for each in standing], dtype=np.int64)
    table["reason"] = pd.Series(["; ".join(dict.fromkeys(each)) for each in said], dtype=object)
    return table.sort_values(["rank", "actor"], kind="stable", ignore_index=True)


def _roles(found: Partners) -> pd.DataFrame:
    if not found.groups:
        columns = {name: np.zeros(0) for name in UNDIRECTED_ROLES}
        texts = {name: np.zeros(0, dtype=object) for name in ("actor", "group", "reason")}
        last = texts.pop("reason")
        return framed({**texts, **columns, "reason": last})
    return brokerage.roles(found.network, found.groups)


def _set_rows(sets: Sequence[fragmentation.KeyPlayers]) -> pd.DataFrame:
    return framed(
        {
            "size": np.array(SET_SIZES, dtype=np.int64),
            "actors": pd.Series([each.actors for each in sets], dtype=object).to_numpy(),
            "score": np.array([each.score for each in sets]),
            "before": np.array([each.before for each in sets]),
            "exact": np.array([each.exact for each in sets], dtype=bool),
            "n_alternatives": np.array([each.n_alternatives for each in sets], dtype=np.int64),
            "reason": np.array([each.reason for each in sets], dtype=object),
        }
    )


def _sectors(found: Partners) -> pd.DataFrame:
    """Count, for each two groups, the ties between them and the partners tied to both."""
    labels = found.network.labels
    names = sorted(set(found.groups.values()))
    member = np.array([[found.groups.get(x) == name for name in names] for x in labels], dtype=bool)
    member = member.reshape(len(labels), len(names))
    contacts = _matrix(found.network) @ member.astype(np.float64)
    rows = []
    for one, two in combinations(range(len(names)), 2):
        both = (contacts[:, one] > 0) & (contacts[:, two] > 0)
        both &= ~(member[:, one] | member[:, two])
        between = tuple(sorted(labels[i] for i in np.flatnonzero(both)))
        ties = int(contacts[member[:, one], two].sum())
        rows.append((names[one], names[two], ties, len(between), between))
    columns = ("group", "other", "n_ties", "n_go_betweens", "go_betweens")
    frame = pd.DataFrame(rows, columns=list(columns), dtype=object)
    return frame.astype({"n_ties": np.int64, "n_go_betweens": np.int64})


def _matrix(network: Network) -> csr_array:
    ones = np.ones(len(network.indices))
    return csr_array((ones, network.indices, network.indptr), shape=(len(network),) * 2)


# --- sentences ---------------------------------------------------------------------------------


def _of_losses(found: Partners, table: pd.DataFrame, weights: Floats) -> list[str]:
    network = found.network
    nothing = too_few(found, ", and nobody to link")
    if nothing:
        return [nothing]
    needed = table[table["is_cutpoint"]]
    if not len(needed):
        none = (
            "No single partner is the only way between others: whoever is gone, all others who "
            "can reach each other today still can."
        )
        return [none]
    first, lost = needed["actor"].iat[0], needed["pairs_lost"].iat[0]
    position = network.position[first]
    others = np.delete(weights, position)
    pairs = (others.sum() ** 2 - (others**2).sum()) / 2
    away = _cut_off(network, position)
    only = [f"Only {first} links {listed(away, shown)} to the rest." for shown in (4, 2, 1)]
    alone = brief(*only, f"Only {first} links {n(len(away), 'other')} to the rest.")
    # Those cut off may count nothing in pairs; they are not forgotten.
    without = f"Without that partner, {number(lost)} of {n(pairs, 'pair')} of the others lose every"
    more = needed.iloc[1:]
    names = [
        f"{actor} ({number(pairs)})"
        for actor, pairs in zip(more["actor"], more["pairs_lost"], strict=True)
    ]
    told = f"{without} connection"
    such = f"{told}; {n(len(more), 'more is', 'more are')} such"
    said = brief(*(f"{such}: {listed(names, k)}." for k in (4, 2, 1)), f"{such}.")
    if not len(more):
        said = f"{told}." if lost else ""
    return [alone, said]


def _cut_off(network: Network, position: int) -> list[str]:
    """Name those who stand outside the largest of the pieces that an actor's piece leaves."""
    matrix = _matrix(network)
    _, before = connected_components(matrix, directed=False)
    beside = np.flatnonzero((before == before[position]) & (np.arange(len(before)) != position))
    _, after = connected_components(matrix[beside][:, beside], directed=False)
    return sorted(network.labels[i] for i in beside[after != np.bincount(after).argmax()])


def _shortens(table: pd.DataFrame, within: int) -> str:
    lost = table["within_lost"]
    if not (lost > 0).any():
        return ""
    most = lost.max()
    first = sorted(table.loc[lost == most, "actor"])
    lost_pairs = f"{n(most, 'pair')} of others no longer reach each other in {n(within, 'step')}"
    ways = [f"Nobody brings others nearer than {first[0]}: without that partner, {lost_pairs}."]
    if len(first) > 1:
        more = n(len(first) - 1, "other does", "others do")
        ways = [
            f"Nobody brings others nearer than {first[0]} ({who}): without one, {lost_pairs}."
            for who in (f"or as much {listed(first[1:], 2)}", f"{more} as much")
        ]
    return brief(*ways)


def _of_sectors(found: Partners, sectors: pd.DataFrame) -> str:
    if not len(found.network):
        return ""
    if found.needs_group:
        return f"Cannot say who links the {found.group}s: needs {found.needs_group}."
    if not found.network.n_links:
        return ""
    apart = sectors[sectors["n_ties"] == 0]
    few = apart[(apart["n_go_betweens"] > 0) & (apart["n_go_betweens"] <= FEW)]
    alone = apart[apart["n_go_betweens"] == 0]
    if len(few):
        sizes = pd.Series(found.groups).value_counts()
        # The larger the two groups, the more hangs on the few.
        weight = few["group"].map(sizes) * few["other"].map(sizes)
        row = few.assign(size=-weight).sort_values(["n_go_betweens", "size", "group", "other"])
        one, two, between = (row[c].iat[0] for c in ("group", "other", "go_betweens"))
        who = n(len(between), "partner is", "partners are")
        start = (
            f"Between the {found.group}s {one} and {two} there is no tie, and only {who} tied to"
        )
        return brief(*(f"{start} both: {listed(between, k)}." for k in (4, 2)), f"{start} both.")
    if len(alone):
        pairs = [f"{a} and {b}" for a, b in zip(alone["group"], alone["other"], strict=True)]
        more = f" ({n(len(pairs) - 1, 'more such pair')})" if len(pairs) > 1 else ""
        return f"Nobody is tied to both the {found.group}s {pairs[0]}{more}."
    row = sectors.sort_values(["n_ties", "n_go_betweens", "group", "other"])
    one, two, ties, between = (row[c].iat[0] for c in row.columns[:4])
    return (
        f"The fewest links are between the {found.group}s {one} and {two}: {n(ties, 'tied pair')}, "
        f"and {n(between, 'other partner') if between else 'nobody else'} tied to both."
    )


def _of_roles(found: Partners, roles: pd.DataFrame) -> str:
    if found.needs_group or not len(roles):
        return ""
    across = (roles["boundary"] + roles["liaison"]).fillna(0)
    if not across.max() > 0:
        return ""
    first = sorted(roles.loc[across == across.max(), "actor"])
    who = first[0] if len(first) == 1 else f"{first[0]} (and as often {listed(first[1:])})"
    told = f"for {n(across.max(), 'pair')} of partners who have no tie of their own."
    start = f"The most frequent go-between of different {found.group}s is"
    return brief(f"{start} {who}, {told}", f"{start} {first[0]}, {told}")


def _of_sets(sets: Sequence[fragmentation.KeyPlayers]) -> str:
    """Tell the largest set without which more is lost than already is, in the digits shown."""
    told = [
        each
        for each in sets
        if len(each.actors) > 1 and percent(each.score) != percent(each.before)
    ]
    if not told:
        return ""
    best = told[-1]
    sure = "" if best.exact else " (best set found)"
    start = f"Without {listed(best.actors)} together, {percent(best.score)} of pairs of others have"
    return brief(
        f"{start} no way to each other, against {percent(best.before)} today{sure}.",
        f"{start} no way{sure}; today {percent(best.before)}.",
    )


def _cautions(how: str, found: Partners, sets: Sequence[fragmentation.KeyPlayers]) -> list[str]:
    large = len(found.network) > fragmentation.EXACT
    searched = [str(len(each.actors)) for each in sets if not each.exact]
    notes = [f"In pairs lost, {how}. Sets are of all partners, each counting once.", RANKED]
    if large:
        notes.append("Pairs within so many steps are estimated from a sample of partners.")
    if searched:
        notes.append(f"Sets of {listed(searched)} are the best found; not every set was tried.")
    notes.append(
        "This shows where ties stand in these data. It shows neither causes nor what anybody is "
        "worth; ties that nobody wrote down are missing, and nobody is assumed to make new ones."
    )
    return notes
