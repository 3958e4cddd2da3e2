"""Mutual need, agreements, disputes and trust, in sentences and notes."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from civicnet.questions.partners import listed, n, number, percent
from civicnet.questions.rehouse.backbone import Backbone
from civicnet.questions.unity.agreements import SEVERAL, held_by
from civicnet.questions.unity.conflict import ONE_SIDE, PARTY
from civicnet.questions.unity.need import HALF, MUTUAL, NEEDED, ONE_WAY, could_be_mutual
from civicnet.questions.unity.trust import ALL, RATERS, shown


@dataclass(frozen=True, eq=False)
class Gains:
    """What is told beside pieces, sectors and a core."""

    backbone: Backbone
    need: pd.DataFrame
    agreements: pd.DataFrame
    conflicts: pd.DataFrame
    trust: pd.DataFrame
    waves: pd.DataFrame
    group: str


def gained(told: Gains) -> tuple[str, str, str, str]:
    """Tell of need, agreements, disputes and trust, a sentence each; "" where there is nothing."""
    return _need(told), _agreements(told), _conflicts(told), _trust(told)


def _need(told: Gains) -> str:
    found = told.need
    if not len(found):
        return "Cannot say who needs whom: needs the column need in Ties."
    both = found[found["kind"] != HALF]
    mutual, one_way = (int((both["kind"] == kind).sum()) for kind in (MUTUAL, ONE_WAY))
    unsaid = len(found) - len(both)
    if not len(both):
        return f"Cannot say who needs whom: of {n(unsaid, 'pair')} one side only said."
    rest = f"; of {number(unsaid)} only one side said" if unsaid else ""
    return (
        f"Of {n(len(both), 'pair')} of partners where both said, in {mutual:,} each needs the "
        f"other, in {one_way:,} only one does{rest}."
    )


def _agreements(told: Gains) -> str:
    found = told.agreements
    if not len(found):
        return "Cannot say whether agreements are of two or of many: needs agreements in Ties."
    many = found[found["n_parties"] >= SEVERAL]
    has = "has" if len(many) == 1 else "have"
    said = (
        f"{len(many):,} of {n(len(found), 'written agreement')} "
        f"({percent(len(many) / len(found))}) {has} three parties or more"
    )
    if not len(many):
        return f"{said}: a set of pairs, on paper."
    first = many.iloc[0]
    name = first["agreement"] or listed(list(first["parties"]), 2)
    return f"{said}; the largest, {name}, has {first['n_parties']:,}."


def _conflicts(told: Gains) -> str:
    found, name = told.conflicts, told.backbone.name
    if not len(found):
        return ""
    pairs = f"{n(len(found), 'pair')} of partners {'is' if len(found) == 1 else 'are'} at odds"
    if not name:
        return f"{pairs}; cannot say who stands between: needs a backbone in Organizations."
    party = int((found["backbone_stands"] == PARTY).sum())
    side = found[found["backbone_stands"] == ONE_SIDE]
    if party:
        return f"{pairs}; {name} is a party to {party:,} of them."
    if not len(side):
        return f"{pairs}; {name} is on no one side of any."
    first = side.iloc[0]
    return (
        f"{pairs}; {name} is tied to one side only in {len(side):,}: {first['one']} and "
        f"{first['other']}."
    )


def _trust(told: Gains) -> str:
    found, name = told.trust, told.backbone.name
    if not name:
        return ""
    if not len(found):
        return f"Cannot say who trusts {name}: needs trust in Ties, by those tied to it."
    whole = found[found["group"] == ALL].iloc[0]
    own = shown(found)
    if pd.isna(whole["trust"]) and not len(own):
        return f"Trust in {name} has fewer than {RATERS} raters in each {told.group}: not shown."
    mean = "" if pd.isna(whole["trust"]) else f" is {whole['trust']:.1f} of 4"
    raters = f" among {n(whole['n_raters'], 'rater')}"
    said = f"Trust in {name}{mean or ' is shown by ' + told.group}{raters}"
    if not len(own):
        return f"{said}; no {told.group} has {RATERS} of them."
    first = own.iloc[0]
    if len(own) == 1:
        return f"{said}; only {first['group']} has {RATERS}: {first['trust']:.1f}."
    last = own.iloc[-1]
    return (
        f"{said}: least by {first['group']} ({first['trust']:.1f}), most by {last['group']} "
        f"({last['trust']:.1f})."
    )


def cautions(told: Gains) -> list[str]:
    """Say how need, agreements, disputes and trust are to be read."""
    notes = []
    if len(told.need):
        could = could_be_mutual(told.need)
        notes.append(
            f"Need counts from {NEEDED:g} of 3. If every silent side needed the other as well, "
            f"{n(could, 'pair')} of {number(len(told.need))} would be mutual."
        )
    if len(told.agreements):
        parties, one, firm = held_by(told.agreements)
        notes.append(
            f"{n(parties, 'partner')} {'is' if parties == 1 else 'are'} a party to a written "
            f"agreement; by these alone {number(one)} hang together, and {number(firm)} of them "
            "whichever one leaves. Grants and leases in Assets are not counted."
        )
    if len(told.conflicts):
        brokers = [name for names in told.conflicts["could_broker"] for name in names]
        who = listed(list(dict.fromkeys(brokers))) if brokers else "nobody in these data"
        notes.append(f"Trusted by both sides of a dispute: {who}.")
    host = told.conflicts["host_stands"] == PARTY if len(told.conflicts) else pd.Series(dtype=bool)
    if host.any():
        notes.append(
            f"{told.backbone.host}, which hosts {told.backbone.name}, is a party to "
            f"{n(int(host.sum()), 'dispute')}."
        )
    if len(told.trust):
        notes.append(
            f"Trust is shown from {RATERS} raters on, and never where that of fewer could be "
            "worked out from it."
        )
    known = told.waves[told.waves["ei_index"].notna()]
    if len(known) > 1:
        first, last = known.iloc[0], known.iloc[-1]
        share = [x["external"] / (x["external"] + x["internal"]) for x in (first, last)]
        notes.append(
            f"Between {told.group}s were {percent(share[0])} of tied pairs in wave "
            f"{first['wave']}, {percent(share[1])} in wave {last['wave']}: comparable only if the "
            "same were asked."
        )
    return notes
