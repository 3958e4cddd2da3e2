"""Whom to call on the first day after a departure, and who can introduce whom."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any

import pandas as pd

from civicnet.columns import Type
from civicnet.questions.departure.fates import Leaving, Link, counts, table
from civicnet.questions.partners import listed, number

# A tie is close from this strength or trust on.
CLOSE = 3.0
# Who could introduce somebody: so many are named.
INTRODUCERS = 3


def call_first(case: Leaving, own: Collection[str]) -> pd.DataFrame:
    """
    List whom to call on day one: `actor`, `reason`, `via`.

    First those who have an agreement with the offices that are left, or with the organization that
    one of them heads (of somebody without an office: their organization); then those with a tie of
    strength or trust of 3 or more to others in the leavers' bodies (`own`). The strongest first.
    `via` is what or who the call can refer to.
    """
    found: dict[str, tuple[tuple[float, ...], str, str]] = {}
    for tier, said, via, actors, weight in (*_agreements(case, own), *_close(case, own)):
        for actor in actors:
            rank = (tier, *(-each for each in weight))
            if actor not in found or rank < found[actor][0]:
                found[actor] = (rank, said, via)
    ordered = sorted(found.items(), key=lambda item: (item[1][0], item[0]))
    rows: list[list[Any]] = [[actor, said, via] for actor, (_, said, via) in ordered]
    return table(rows, ("actor", "reason", "via"))


Call = tuple[int, str, str, list[str], tuple[float, float]]


def _agreements(case: Leaving, own: Collection[str]) -> Iterator[Call]:
    """Find who has an agreement with the offices that are left, or the organization they head."""
    heading = {case.now.body_of(x) for x in case.offices if case.now.posts.offices[x].heads}
    # Whoever holds no office at all stands for the organization they are known in.
    heading |= {case.now.posts.homes.get(p, p) for p, labels in case.given.items() if not labels}
    ties = case.partnership.ties
    for link, side, other in _outward(case, own):
        office = link[f"{side}_office"]
        theirs = office in case.offices or case.typed(link)[side == "target"] in case.given
        headed = not office and link[side] in heading
        if link["basis"] != "institutional" or not (theirs or headed):
            continue
        form, name = (ties[column].iat[link["row"]] for column in ("form", "agreement"))
        via = office or link[side]
        paper = f" ({form})" if form else ""
        what = ", ".join(each for each in (link["relation"], name) if each)
        said = f"agreement with {via}: {what}{paper}" if what else f"agreement with {via}{paper}"
        yield 1, said, via, persons(case, link, other), _weight(case, link)


def _close(case: Leaving, own: Collection[str]) -> Iterator[Call]:
    """Find who is close to others in the bodies of those who leave."""
    for link, side, other in _outward(case, own):
        strength, trust = _weight(case, link)
        if max(strength, trust) < CLOSE or case.waits(link):
            continue
        known = [x for x in persons(case, link, side) if case.now.kinds.get(x) == "person"]
        theirs = link[f"{side}_office"] in case.offices
        if not known or theirs or not case.given.keys().isdisjoint(known):
            continue
        via = listed(known)
        marks = [("strength", link["strength"]), ("trust", trust if trust >= 0 else math.nan)]
        how = [f"{name} {number(value)}" for name, value in marks if not math.isnan(value)]
        said = f"close to {via}: {', '.join([link['relation'] or 'a tie', *how])}"
        yield 2, said, via, persons(case, link, other), (strength, trust)


def _outward(case: Leaving, own: Collection[str]) -> Iterator[tuple[Link, str, str]]:
    """Give the ties that are left between the leavers' bodies and others: own side, other side."""
    for link in case.later.values():
        if link["what"] != "tie" or link["adverse"]:
            continue
        for side, other in (("source", "target"), ("target", "source")):
            if link[side] in own and link[other] not in own:
                yield link, side, other


def _weight(case: Leaving, link: Link) -> tuple[float, float]:
    """Give strength and trust, below all others where they are not known."""
    trust = case.partnership.ties["trust"].iat[link["row"]]
    strength, known = (-1.0 if math.isnan(x) else float(x) for x in (link["strength"], trust))
    return strength, known


def persons(case: Leaving, link: Link, side: str) -> list[str]:
    """
    Name whom to speak to at one end of a link.

    The person it was written for; else whoever carries it, holds the office, or heads the
    organization; else the office or organization itself.
    """
    here = case.now.present - case.gone
    name = case.typed(link)[side == "target"]
    if name in here and link[side] in (*case.now.bodies_of[name], name):
        return [name]
    office = link[f"{side}_office"]
    if office:
        return [p for p in case.now.holders.get(office, ()) if p in here] or [office]
    carriers = [p for p in link[f"{side}_people"] if p in here]
    heads = [
        person
        for label, held in case.now.holders.items()
        if case.now.body_of(label) == link[side] and case.now.posts.offices[label].heads
        for person in held
        if person in here
    ]
    if carriers:
        return sorted({*heads} & {*carriers}) or carriers
    return sorted(set(heads)) or [link[side]]


# --- who can introduce whom --------------------------------------------------------------------


def introducers(case: Leaving, own: Collection[str]) -> dict[str, list[tuple[str, str]]]:
    """
    Name for each actor who could introduce a newcomer in `own` to them, and why, best first.

    Those who stay and have a tie to the actor: first who belongs to the newcomer's bodies, then who
    is tied to these, then all others; within each the closest first.
    """
    near = {
        name
        for link, _, other in _outward(case, own)
        for name in persons(case, link, other)
    }  # fmt: skip
    found: dict[str, dict[str, tuple[tuple[float, ...], str]]] = defaultdict(dict)
    for link in case.later.values():
        if link["what"] != "tie" or link["adverse"] or link["strength"] < 2:
            continue
        ends = [persons(case, link, side) for side in ("source", "target")]
        strength, trust = _weight(case, link)
        for these, theirs in (ends, ends[::-1]):
            for actor in theirs:
                for person in these:
                    if person == actor or case.now.kinds.get(person) != "person":
                        continue
                    inside = not set(own).isdisjoint(case.now.bodies_of[person])
                    tier = 0.0 if inside else 1.0 if person in near else 2.0
                    why = link["relation"] or "has a tie to them"
                    rank = (tier, -max(strength, trust), -strength)
                    if person not in found[actor] or rank < found[actor][person][0]:
                        found[actor][person] = (rank, why)
    return {
        actor: [
            (person, why)
            for person, (_, why) in sorted(known.items(), key=lambda item: (item[1][0], item[0]))
        ]
        for actor, known in found.items()
    }


INTRODUCTIONS: dict[str, Type] = {
    "source": "text", "target": "text", "was_tied_to": "text", "relation": "list",
    "strength": "number", "trust": "number", "who_can_introduce": "list", "why": "text",
}  # fmt: skip


def introductions(case: Leaving, follow: Mapping[str, str]) -> pd.DataFrame:
    """
    List each personal tie that ends, with whom the successor should be introduced, and by whom.

    `follow` names the successors by office, or by the person who holds none. One row for each
    partner of each who leaves, the closest first; ties of dispute are none.
    """
    trusts = case.partnership.ties["trust"]
    met: dict[tuple[str, str], list[tuple[str, float, float]]] = defaultdict(list)
    for key, link, _ in case.mine:
        if not counts(link, 0) or key in case.later:
            continue
        what = (link["relation"] or "", float(link["strength"]), float(trusts.iat[link["row"]]))
        for side, other in (("source", "target"), ("target", "source")):
            if case.given.keys().isdisjoint(link[f"{other}_people"]):
                for leaver in sorted(case.given.keys() & {*link[f"{side}_people"]}):
                    for partner in persons(case, link, other):
                        met[leaver, partner].append(what)
    near = {leaver: introducers(case, case.now.bodies_of[leaver]) for leaver in case.given}
    rows = []
    for (leaver, partner), ties in met.items():
        relations = tuple(dict.fromkeys(relation for relation, _, _ in ties if relation))
        closest = (_most([tie[1] for tie in ties]), _most([tie[2] for tie in ties]))
        known = [each for each in near[leaver].get(partner, []) if each[0] not in follow.values()]
        names, why = _by_whom(case, leaver, partner, known[:INTRODUCERS])
        heir = _heir(case, leaver, follow)
        rows.append([heir, partner, leaver, relations, *closest, names, why])
    rows.sort(key=lambda row: (row[0] not in follow.values(), *_closest(row)))
    return table(rows, tuple(INTRODUCTIONS), INTRODUCTIONS)


def _heir(case: Leaving, leaver: str, follow: Mapping[str, str]) -> str | None:
    """Name who takes over somebody's ties: a successor, else the post, None where there is none."""
    heirs = [follow[each] for each in (*case.given[leaver], leaver) if each in follow]
    day = case.now.at.date.to_datetime64()
    place = case.now.posts.office_of(leaver, day) or case.now.posts.homes.get(leaver, "")
    return (heirs or [place])[0] or None


def _most(values: Sequence[float]) -> float:
    known = [value for value in values if not math.isnan(value)]
    return max(known) if known else float("nan")


def _closest(row: Sequence[Any]) -> tuple[Any, ...]:
    """Order introductions by strength and trust, the closest first."""
    strength, trust = (0.0 if math.isnan(each) else each for each in (row[4], row[5]))
    return -strength, -trust, row[1], row[2]


def _by_whom(
    case: Leaving, leaver: str, partner: str, known: Sequence[tuple[str, str]]
) -> tuple[tuple[str, ...], str]:
    """Name who could introduce a successor to somebody, and say why the first of them."""
    if known:
        return tuple(name for name, _ in known), f"{known[0][0]} and {partner}: {known[0][1]}"
    tables = _sitting_with(case, partner)[:INTRODUCERS]
    if tables:
        return tuple(name for name, _ in tables), f"{tables[0][0]} sits with them: {tables[0][1]}"
    return (), f"nobody who stays is known to be close; ask {leaver} before the last day"


def _sitting_with(case: Leaving, partner: str) -> list[tuple[str, str]]:
    """Name who sits at a table with somebody, and the table."""
    at: dict[str, list[str]] = defaultdict(list)
    for link in case.later.values():
        if link["what"] == "seat":
            at[link["target"]] += persons(case, link, "source")
    body = case.now.bodies_of.get(partner, (case.now.body_of(partner),))[0]
    return sorted(
        {
            (name, table)
            for table, people in at.items()
            if partner in people
            for name in people
            if name != partner
            and case.now.kinds.get(name) == "person"
            and case.now.bodies_of[name][0] != body
        }
    )
