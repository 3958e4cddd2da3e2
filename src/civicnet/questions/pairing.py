"""Whom to bring together: introductions that help most, co-chairs from outside public office."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from civicnet import bodies, chances, reach, strengthening
from civicnet.cells import fold
from civicnet.errors import ArgumentError
from civicnet.moments import Moment, running
from civicnet.questions import answers
from civicnet.questions.ground import Ground, ground
from civicnet.questions.partners import listed, n, number
from civicnet.typed import series

if TYPE_CHECKING:
    from civicnet.model import Partnership

# Introducers and co-chairs that are named.
_NAMED = 3
_CHAIRS = ("chair", "co-chair")


@dataclass(frozen=True)
class Introductions:
    """
    The introductions that bring most partners within reach, the best first.

    `introductions`: `source`, `target` (partners who know of each other at best), `gain` (float,
    pairs: how many fewer would be within reach if the others were made and this one not),
    `gain_alone` (float, pairs: what it brings by itself), `who_can_introduce` (tuple of people tied
    to both, the most trusted first), `why` (tuple of reasons).
    """

    at: Moment
    summary: tuple[str, ...]
    notes: tuple[str, ...]
    introductions: pd.DataFrame

    to_dict = answers.to_dict
    _repr_html_ = answers.to_html
    __str__ = answers.sentences


def introduce(
    partnership: Partnership,
    budget: int = 5,
    *,
    at: object = None,
    count: str | Mapping[str, float] | None = None,
    within: int | None = None,
    strength: float = 2,
) -> Introductions:
    """
    Find the few introductions that bring most pairs of partners within reach of each other.

    Two partners can be introduced where they have no tie and somebody is tied to both. What one
    introduction brings depends on the others, so sets are weighed and not single ones.

    Parameters
    ----------
    budget : how many introductions.
    count, within, strength : what a partner counts, how many steps are within reach, which ties
        count; see the glossary.

    Raises
    ------
    ArgumentError
        for a budget below 1, or an unknown moment or count.
    """
    on = ground(partnership, at, count=count, within=within, strength=strength)
    if budget < 1:
        raise ArgumentError(f"budget must be 1 or more; got {budget}")
    known = acquainted(on)
    whole = np.ones((1, len(on.reach.ends)), dtype=bool)
    far = reach.distances(on.reach, whole[0])
    open_pairs = [
        (int(i), int(j))
        for i, j in np.argwhere(np.triu(far == 2, 1))
        if on.reach.count[i] and on.reach.count[j] and introducers(known, on, int(i), int(j))
    ]
    meets = {pair: _meets(on, *pair) for pair in open_pairs}
    every = strengthening.prospect(on.reach, whole, np.ones(1), [[pair] for pair in open_pairs])
    alone = strengthening.expected(every, [[i] for i in range(len(open_pairs))])
    alone = alone - on.reach.within
    asked = {i for i, pair in enumerate(open_pairs) if meets[pair]}
    kept = sorted(asked | set(strengthening.worth_weighing(every, budget)))
    few = strengthening.prospect(on.reach, whole, np.ones(1), [[open_pairs[i]] for i in kept])
    choice = strengthening.best_set(few, budget)
    chosen = strengthening.needed(few, choice.chosen)
    rows: list[dict[str, Any]] = []
    for i, gain in zip(chosen, strengthening.gains(few, chosen), strict=True):
        one, two = open_pairs[kept[i]]
        rows.append(
            {
                "source": on.reach.bodies[one],
                "target": on.reach.bodies[two],
                "gain": float(gain),
                "gain_alone": float(alone[kept[i]]),
                "who_can_introduce": introducers(known, on, one, two)[:_NAMED],
                "why": tuple(_reasons(on, one, two, meets[one, two])),
            }
        )
    rows.sort(key=lambda row: (-row["gain"], row["source"], row["target"]))
    names = ("source", "target", "gain", "gain_alone", "who_can_introduce", "why")
    frame = pd.DataFrame({c: series([row[c] for row in rows], "text") for c in names})
    frame = frame.astype({"gain": "float64", "gain_alone": "float64"})
    notes = [
        *on.notes, f"In pairs, {on.counted}.",
        ("An introduction is taken to become a tie. Whether it does, and whether it is wanted, "
        "only the people can say."),
        ("Somebody can introduce two partners who has a live tie to both; the most trusted first, "
        "where trust is recorded."),
    ]  # fmt: skip
    if not choice.exact or len(kept) < len(open_pairs):
        notes.append("There are too many sets to try every one: this is the best found.")
    return Introductions(
        at=on.at,
        summary=tuple(s for s in (partnership.invented, *_told(on, frame, choice)) if s),
        notes=tuple(notes),
        introductions=frame,
    )


def _told(on: Ground, frame: pd.DataFrame, choice: strengthening.Choice) -> list[str]:
    today = on.reach.within
    begin = (
        f"{number(today)} of {n(on.reach.pairs, 'pair')} of partners reach each other in "
        f"{on.within} today."
    )
    if not len(frame):
        return [begin, "No introduction that somebody could make would bring more within reach."]
    first = frame.iloc[0]
    said = [
        begin,
        (
            f"{n(len(frame), 'introduction')} would bring {number(choice.within - today)} more "
            "pairs within reach."
        ),
        f"First: {first['source']} and {first['target']}, by {first['who_can_introduce'][0]}.",
    ]
    needs = sum(any(reason.startswith("need") for reason in why) for why in frame["why"])
    if needs:
        said.append(f"{n(needs, 'of them meets', 'of them meet')} a need that is written down.")
    return said


def acquainted(on: Ground) -> dict[str, dict[str, tuple[float, float]]]:
    """Tell for each partner who of the people is tied to it, with what trust and strength."""
    known: dict[str, dict[str, tuple[float, float]]] = defaultdict(dict)
    trust = on.partnership.ties["trust"].to_numpy(dtype=np.float64)
    columns = ("source", "target", "source_people", "target_people", "source_office",
               "target_office", "what", "strength", "row")  # fmt: skip
    for row in zip(*(on.reach.links[c] for c in columns), strict=True):
        one, two, left, right, here, there, what, strong, at = row
        worth = (_or_zero(trust[at]) if what == "tie" else 0.0, _or_zero(strong))
        # Whoever holds the office that an agreement goes through knows the other side.
        for body, people, office in ((two, left, here), (one, right, there)):
            for person in people or on.now.holders.get(office, ()):
                if person in on.now.present:
                    known[body][person] = max(known[body].get(person, (0.0, 0.0)), worth)
    for person, own in on.now.bodies_of.items():
        for body in own:
            known[body].pop(person, None)
    return known


def _or_zero(value: float) -> float:
    return 0.0 if np.isnan(value) else float(value)


def introducers(
    known: Mapping[str, Mapping[str, tuple[float, float]]], on: Ground, one: int, two: int
) -> tuple[str, ...]:
    """Name the people tied to both, by the trust on the weaker side, then its strength."""
    left, right = (known.get(on.reach.bodies[i], {}) for i in (one, two))
    both = sorted(set(left) & set(right), key=lambda p: (*(-x for x in min(left[p], right[p])), p))
    return tuple(both)


def _meets(on: Ground, one: int, two: int) -> tuple[str, ...]:
    """Say which needs of either side are of a kind that the other holds."""
    needs, assets = on.partnership.needs, on.partnership.assets
    held = assets[running(assets, on.at)]
    found = []
    for asks, has in ((one, two), (two, one)):
        who, holder = on.reach.bodies[asks], on.reach.bodies[has]
        kinds = set(held.loc[held["holder"] == holder, "kind"])
        own = needs[(needs["who"] == who) & needs["kind"].isin(kinds)]
        found += [
            f"need: {who} looks for {kind} ({need}); {holder} has some"
            for need, kind in zip(own["need"], own["kind"], strict=True)
        ]
    return tuple(found)


def _reasons(on: Ground, one: int, two: int, meets: tuple[str, ...]) -> list[str]:
    everyone = bodies.actors(on.partnership, on.at)
    sectors = dict(zip(everyone["actor"], everyone["sector"], strict=True))
    here, there = (sectors.get(on.reach.bodies[i]) for i in (one, two))
    reasons = list(meets)
    if here and there and here != there:
        reasons.append(f"links {here} and {there}")
    return reasons


# --- co-chairs ------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Cochairs:
    """
    Tables chaired by public offices alone, and who from outside could share the chair.

    `candidates`: `table`, `chairs` (tuple), `rank` (1-3 within the table), `actor`, `organization`,
    `sector`, `other_sector` (bool), `other_end` (bool: not known to leave in the same year as a
    chair), `new_contacts` (int: partners the candidate is tied to and the chairs are not), `trust`
    (float: mean of what others at the table gave, NaN where nobody did), `n_raters`, `at_table`
    (bool: sits there already), `why` (tuple).
    """

    at: Moment
    summary: tuple[str, ...]
    notes: tuple[str, ...]
    candidates: pd.DataFrame

    to_dict = answers.to_dict
    _repr_html_ = answers.to_html
    __str__ = answers.sentences


def cochairs(
    partnership: Partnership, table: str | None = None, *, at: object = None, strength: float = 2
) -> Cochairs:
    """
    Name for each table that only public offices chair the three best co-chairs from outside.

    Best is who meets most of four things: another sector than the chairs, another end of term, ties
    the chairs lack, the trust of those at the table. The four stand side by side; none is weighed.

    Parameters
    ----------
    table : one table only, whoever chairs it; else every table chaired by public offices alone.

    Raises
    ------
    UnknownActorError
        where there is no table of that name.
    """
    on = ground(partnership, at, strength=strength)
    asked = [partnership.find(table, ["organizations"])] if table is not None else None
    seats = partnership.seats[running(partnership.seats, on.at)]
    everyone = bodies.actors(partnership, on.at).drop_duplicates("actor").set_index("actor")
    ends = _end_years(on)
    known = acquainted(on)
    contacts = {p: {b for b, people in known.items() if p in people} for p in on.now.present}
    rows: list[dict[str, Any]] = []
    without: list[str] = []
    tables = sorted(set(seats["table"])) if asked is None else asked
    for name in tables:
        here = seats[seats["table"] == name]
        chairs = tuple(sorted({a for a, r in zip(here["actor"], here["role"], strict=True)
                               if r in _CHAIRS and a in everyone.index}))  # fmt: skip
        if not chairs:
            without.append(name)
            continue
        if asked is None and not all(_is_public(everyone.loc[chair]) for chair in chairs):
            continue
        serving = set(here.loc[here["role"] == "staff", "actor"])
        found = [
            _candidate(on, everyone, name, chairs, person, here, contacts, ends)
            for person in sorted(on.now.present - set(chairs))
            if not _is_public(everyone.loc[person])
            and not everyone.loc[person, "unnamed"]
            and person not in serving
        ]
        found.sort(key=_preferred)
        rows += [row | {"rank": i + 1} for i, row in enumerate(found[:_NAMED])]
    names = ("table", "chairs", "rank", "actor", "organization", "sector", "other_sector",
             "other_end", "new_contacts", "trust", "n_raters", "at_table", "why")  # fmt: skip
    frame = pd.DataFrame({c: series([row[c] for row in rows], "text") for c in names})
    frame = frame.astype(
        dict.fromkeys(("rank", "new_contacts", "n_raters"), "int64")
        | dict.fromkeys(("other_sector", "other_end", "at_table"), bool)
        | {"trust": "float64"}
    )
    notes = [
        *on.notes,
        (
            "A chair is public where the person holds an elected or public office, or belongs to a "
            "body of the public sector."
        ),
        "Trust is the mean of what others at the table gave this person; few raters say little.",
        "Whether somebody can and wants to chair, these data do not show.",
    ]
    if without:
        notes.append(f"Cannot say for {listed(without)}: needs the role chair in Tables.")
    return Cochairs(
        at=on.at,
        summary=tuple(s for s in (partnership.invented, *_cochairs_told(frame, seats)) if s),
        notes=tuple(notes),
        candidates=frame,
    )


def _is_public(actor: pd.Series) -> bool:
    return bool(actor["public_office"]) or actor["sector"] == "public"


def _end_years(on: Ground) -> dict[str, set[int]]:
    until = on.at.date + pd.DateOffset(years=6)
    return {
        outlook.person: {end.day.year for end in outlook.ends[:1] if end.stays != 1}
        for outlook in chances.outlooks(on.partnership, on.now, until)
    }


def _candidate(
    on: Ground, everyone: pd.DataFrame, table: str, chairs: tuple[str, ...], person: str,
    here: pd.DataFrame, contacts: Mapping[str, set[str]], ends: Mapping[str, set[int]],
) -> dict[str, Any]:  # fmt: skip
    """Put one person beside the chairs of a table."""
    sector = everyone.loc[person, "sector"]
    theirs = {everyone.loc[chair, "sector"] for chair in chairs}
    known = set().union(*(contacts.get(chair, set()) for chair in chairs))
    own = contacts[person] - known - set(on.now.bodies_of[person]) - {table}
    taken = set().union(*(ends.get(chair, set()) for chair in chairs))
    given = _trust(on, person, set(here["actor"]))
    row: dict[str, Any] = {
        "table": table,
        "chairs": chairs,
        "actor": person,
        "organization": everyone.loc[person, "body"],
        "sector": sector,
        "other_sector": bool(sector) and sector not in theirs,
        "other_end": not (ends.get(person, set()) & taken),
        "new_contacts": len(own),
        "trust": float(np.mean(given)) if given else float("nan"),
        "n_raters": len(given),
        "at_table": person in set(here["actor"]),
    }
    why = [f"comes from {sector}"] if row["other_sector"] else []
    if row["other_end"] and taken:
        why.append("is not known to leave in the same year")
    if own:
        why.append(f"is tied to {n(len(own), 'partner')} the chair is not")
    if given:
        why.append(f"trusted {row['trust']:.1f} on average by {len(given)} at the table")
    if row["at_table"]:
        why.append("sits at the table")
    return row | {"why": tuple(why)}


def _trust(on: Ground, person: str, seated: set[str]) -> list[float]:
    """Collect the trust that others at a table put in somebody."""
    ties = on.partnership.ties
    rows = ties[running(ties, on.at) & ties["trust"].notna() & (ties["target"] == person)]
    return [float(t) for s, t in zip(rows["source"], rows["trust"], strict=True) if s in seated]


def _preferred(row: Mapping[str, Any]) -> tuple[Any, ...]:
    trust = 0.0 if np.isnan(row["trust"]) else row["trust"]
    met = (row["other_sector"], row["other_end"], row["new_contacts"] > 0, trust > 2)
    return -sum(met), not row["at_table"], -row["new_contacts"], -trust, fold(row["actor"])


def _cochairs_told(frame: pd.DataFrame, seats: pd.DataFrame) -> list[str]:
    if not len(seats):
        return ["Cannot say who could share a chair: needs Tables, with who sits there."]
    if not len(frame):
        return ["No table is chaired by public offices alone."]
    tables = frame.drop_duplicates("table")
    said = [f"{n(len(tables), 'table is', 'tables are')} chaired by public offices alone."]
    for _, row in tables.head(5).iterrows():
        said.append(
            f"{row['table']}, chaired by {listed(row['chairs'], 2)}: {row['actor']} "
            f"({row['organization']}) could share the chair."
        )
    return said
