"""One body or silos: pieces, sectors, a core, mutual need, agreements of many, disputes, trust."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from civicnet import cohesion
from civicnet.core_periphery import SAME
from civicnet.moments import Moment
from civicnet.questions import answers
from civicnet.questions.framing import foremost
from civicnet.questions.ground import ground
from civicnet.questions.partners import (
    Partners,
    inputs,
    listed,
    n,
    number,
    partners,
    percent,
    too_few,
)
from civicnet.questions.rehouse.backbone import backbone
from civicnet.questions.unity.agreements import agreements
from civicnet.questions.unity.conflict import conflicts
from civicnet.questions.unity.need import need
from civicnet.questions.unity.trust import trust
from civicnet.questions.unity.waves import silos
from civicnet.questions.unity.words import Gains, cautions, gained
from civicnet.stakes import stakes

if TYPE_CHECKING:
    from civicnet.model import Partnership

# Random networks that the core is compared with.
DRAWS = 100
# A difference from chance is told where shuffling gives as much this rarely.
RARELY = 0.05
# It is called a little where the shares differ by less.
LITTLE = 0.05
# A sector is worth a sentence where so many ties are within it, and so many times the expected.
LEAST_TIES = 3
CLOSED_RATIO = 1.5


@dataclass(frozen=True, eq=False)
class Unity:
    """
    How a partnership hangs together as a whole.

    `table` has the measures of `cohesion.table`: `measure`, `value`, `reason` (why it is NaN).
    `mixing` counts the tied pairs within each sector and between each two, beside what even
    mixing would give (`cohesion.mixing`). `need` tells for each two partners whether they need each
    other, `agreements` who is a party to each written agreement. `core` has one row per partner:
    `actor`, `part` ("core" or "periphery"), `reason`; it names the best core even where none is
    clear, which `core_periphery` tells. `ei` tells for the network, each sector and each partner
    whether ties go out of the own sector or stay in it (`cohesion.ei_index`: -1 all within, 1 all
    outside), `waves` the same for each wave. `conflicts` has who is at odds, and how the backbone
    stands to both; `trust` how far each sector trusts the backbone. Without sectors `mixing` and
    `ei` are empty. The other columns are told in the functions that make them, one module each in
    `civicnet.questions.unity`.
    """

    at: Moment
    summary: tuple[str, ...]
    notes: tuple[str, ...]
    table: pd.DataFrame
    mixing: pd.DataFrame
    need: pd.DataFrame
    agreements: pd.DataFrame
    core: pd.DataFrame
    ei: pd.DataFrame
    waves: pd.DataFrame
    conflicts: pd.DataFrame
    trust: pd.DataFrame
    core_periphery: cohesion.CorePeriphery

    to_dict = answers.to_dict
    _repr_html_ = answers.to_html
    __str__ = answers.sentences


def unity(
    partnership: Partnership,
    *,
    at: object = None,
    group: str = "sector",
    strength: float = 2,
    relation: str | Sequence[str] | None = None,
) -> Unity:
    """
    Tell whether a partnership is one body or silos.

    Parameters
    ----------
    group : a column of organizations or people that says of which group a partner is.
    strength, relation : which ties count; see `Partnership.network`.

    Raises
    ------
    ArgumentError
        for an unknown moment, group or relation.

    Examples
    --------
    >>> import civicnet as cn
    >>> from civicnet.questions.unity.unity import unity
    >>> found = unity(cn.load_example("riverbend"), at="2026-11-15")
    >>> print(found.summary[1])
    52 of 55 partners can reach each other; 3 stand apart: Eastbank Neighbors, Parents for
    Eastbank Schools and Riverbend Youth Action.
    """
    found = partners(partnership, group, at=at, strength=strength, relation=relation)
    on = ground(partnership, found.at, strength=strength)
    held = stakes(partnership, on.now)
    whose = backbone(partnership, held.assign(body=held["holder"].map(on.now.body_of)), None)
    told = _Told(
        found=found,
        table=cohesion.table(found.network),
        mixing=cohesion.mixing(found.network, found.groups),
        ei=cohesion.ei_index(found.network, found.groups),
        core=cohesion.core_periphery(found.network, draws=DRAWS),
        gains=Gains(
            backbone=whose,
            need=need(partnership, found.at),
            agreements=agreements(partnership, found.at),
            conflicts=conflicts(on, whose),
            trust=trust(on, whose.name, found.groups),
            waves=silos(partnership, group, strength, relation),
            group=group,
        ),
    )
    if not found.groups:
        told = replace(told, mixing=told.mixing.head(0), ei=told.ei.head(0))
    summary, more = _sentences(partnership.invented, told)
    return Unity(
        at=found.at,
        summary=summary,
        notes=(
            *more,
            *inputs(partnership, found),
            *cautions(told.gains),
            *_cautions(found, told.core),
        ),
        table=told.table,
        mixing=told.mixing,
        need=told.gains.need,
        agreements=told.gains.agreements,
        core=told.core.table,
        ei=told.ei,
        waves=told.gains.waves,
        conflicts=told.gains.conflicts,
        trust=told.gains.trust,
        core_periphery=told.core,
    )


@dataclass(frozen=True, eq=False)
class _Told:
    """Everything the sentences are made from."""

    found: Partners
    table: pd.DataFrame
    mixing: pd.DataFrame
    ei: pd.DataFrame
    core: cohesion.CorePeriphery
    gains: Gains


def _sentences(invented: str, told: _Told) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Tell the answer in at most seven sentences; give those that found no room besides."""
    found = told.found
    said = [(1, invented), (1, _pieces(found))]
    if len(found.network) > 1:
        across, closed, without = (*_of_groups(found, told.mixing, told.ei), "", "")[:3]
        said += [
            (5, _ties(found, told.table)),
            (2, across),
            (5, closed),
            (6, without),
            (4, _core(told.core)),
        ]
        ranks = (3, 3, 3, 4)
        said += list(zip(ranks, gained(told.gains), strict=True))
    return foremost(said)


def _pieces(found: Partners) -> str:
    nothing = too_few(found, ": nothing to hold together")
    if nothing:
        return nothing
    network, pieces = found.network, cohesion.components(found.network)
    sizes = pieces["component"].value_counts()
    if len(sizes) == 1:
        return f"All {len(network):,} partners can reach each other."
    outside = pieces.loc[pieces["component"] != sizes.sort_index().idxmax(), "actor"]
    stand = n(len(outside), "stands", "stand")
    return (
        f"{sizes.max():,} of {n(len(network), 'partner')} can reach each other; {stand} apart: "
        f"{listed(sorted(outside))}."
    )


def _ties(found: Partners, table: pd.DataFrame) -> str:
    network = found.network
    if not network.n_links:
        return ""
    value = dict(zip(table["measure"], table["value"], strict=True))
    pairs = len(network) * (len(network) - 1) // 2
    share = value["connectedness"]
    said = (
        f"{number(share * pairs)} of {n(pairs, 'pair')} of partners ({percent(share)}) reach each "
        f"other; {number(network.n_links)} ({percent(value['density'])}) are tied directly"
    )
    if np.isnan(value["mean_distance"]):
        return f"{said}."
    return (
        f"{said}; a way takes {value['mean_distance']:.1f} steps on average, "
        f"{number(value['diameter'])} at most."
    )


def _of_groups(found: Partners, mixing: pd.DataFrame, ei: pd.DataFrame) -> list[str]:
    group = found.group
    if found.needs_group:
        return [f"Cannot say whether {group}s are silos: needs {found.needs_group}."]
    whole = ei.iloc[0]
    ties = int(whole["external"] + whole["internal"])
    if not ties:
        return [f"No two partners that have a {group} are tied, so silos cannot be told."]
    expected = (1 + whole["expected"]) / 2
    verdict = "about as chance would have it"
    if whole["p"] <= RARELY:
        inward = whole["ei_index"] < whole["expected"]
        # What is surely no chance may still be next to nothing.
        much = (
            "more" if abs(int(whole["external"]) / ties - expected) >= LITTLE else "a little more"
        )
        verdict = f"{group}s {'keep to themselves' if inward else 'reach out'} {much}"
        verdict += " than chance"
    between = int(whole["external"])
    across = (
        f"{between:,} of {n(ties, 'tied pair')} are between {group}s ({percent(between / ties)}), "
        f"where ties that fell evenly would give {percent(expected)}: {verdict}."
    )
    return [across, _closed(group, mixing), _without(group, mixing)]


def _closed(group: str, mixing: pd.DataFrame) -> str:
    own = mixing[(mixing["group"] == mixing["other"]) & (mixing["n_ties"] >= LEAST_TIES)]
    own = own[own["ratio"] >= CLOSED_RATIO].sort_values(["ratio", "group"], ascending=[False, True])
    if not len(own):
        return ""
    name, ties, expected = (own[c].iat[0] for c in ("group", "n_ties", "expected"))
    return (
        f"The {group} most tied within itself is {name}: {n(int(ties), 'tied pair')}, where even "
        f"mixing would give {expected:.1f}."
    )


def _without(group: str, mixing: pd.DataFrame) -> str:
    apart = mixing[(mixing["group"] != mixing["other"]) & (mixing["n_ties"] == 0)]
    if not len(apart):
        return f"Every {group} has a tie to every other."
    apart = apart.sort_values(["expected", "group", "other"], ascending=[False, True, True])
    pairs = [
        f"{one} and {two} ({expected:.1f} expected)"
        for one, two, expected in zip(
            *(apart[c].head(2) for c in ("group", "other", "expected")), strict=True
        )
    ]
    many = n(len(apart), f"pair of {group}s has", f"pairs of {group}s have")
    largest = ", first of all" if len(apart) > len(pairs) else ""
    return f"{many} no tie between them{largest}: {'; '.join(pairs)}."


def _core(core: cohesion.CorePeriphery) -> str:
    if core.reason:
        return f"Cannot say whether there is a core: {core.reason}."
    if not core.clear:
        return (
            "No clear core: no set of partners stands out as tied to each other while the rest "
            "are not."
        )
    return (
        f"There is a core of {n(len(core.core), 'partner')}, tied far closer than the rest: "
        f"{listed(core.core, 2)}."
    )


def _cautions(found: Partners, core: cohesion.CorePeriphery) -> list[str]:
    notes = []
    if not found.needs_group and found.network.n_links:
        notes.append(
            f"What even mixing would give follows from the sizes of the {found.group}s: every pair "
            "as likely to be tied as any other. Chance is judged by shuffling them 1,000 times."
        )
    if not core.reason:
        as_good = round(core.p * (1 + core.draws)) - 1
        fit = f"Core: fit r = {core.r:.2f}; {as_good} of {core.draws} random networks fit as well"
        sure = "every core was tried" if core.exact else "the best found, not every core was tried"
        close = core.margin <= SAME
        notes.append(f"{fit}; {sure}{'; another core fits as well' if close else ''}.")
    notes.append(
        "This shows how ties fall in these data, not why, nor whether more ties would be better; "
        "it says nothing of what anybody is worth. Ties that nobody wrote down are missing."
    )
    return notes
