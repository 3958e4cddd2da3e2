"""For each need: who has what it asks for, how much is free, how far away, trusted by whom."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.sparse import csr_array
from scipy.sparse.csgraph import dijkstra

from civicnet.cells import bare
from civicnet.moments import running
from civicnet.questions.assets.brought import ANY_PLACE, Brought, could_meet
from civicnet.questions.concentration import body_of, worth
from civicnet.questions.framing import Kind, framed
from civicnet.questions.ground import Ground, steps
from civicnet.questions.pairing import acquainted, introducers
from civicnet.questions.partners import listed, percent
from civicnet.questions.rehouse.neutrality import TRUSTED

PARTNERSHIP = "the partnership"
# From so much of it free there is room to ask for.
ROOM = 0.5
# So many letters that begin alike make two words one: interpreter, interpreting.
_LETTERS = 5
SOMEBODY, OTHERWISE, NOBODY, CANNOT = (
    "somebody could", "for other outcomes only", "nobody brings it", "cannot say",
)  # fmt: skip

_NEEDS: dict[str, Kind] = {
    "need": "text", "who": "text", "kind": "text", "outcome": "list", "place": "text",
    "amount": "number", "unit": "text", "end": "end", "days_left": "number", "status": "text",
    "n_could": "count", "n_with_room": "count", "n_near": "count", "first": "text",
    "reason": "text",
}  # fmt: skip
_WRITTEN = ("need", "kind", "outcome", "place", "amount", "unit", "end")
_CANDIDATES: dict[str, Kind] = {
    "need": "text", "who": "text", "rank": "count", "actor": "text", "fits": "flag",
    "capacity": "number", "spare": "number", "unit": "text", "same_place": "yesno",
    "named_alike": "list", "steps": "number", "through": "list", "trusted_by": "list",
    "yes_of": "list", "assets": "list", "why": "list",
}  # fmt: skip


class Asked(NamedTuple):
    """A need: what is asked for, and the body that asks ("" where it is the whole partnership)."""

    need: str
    who: str
    body: str
    kind: str | None
    outcome: tuple[str, ...]
    place: str | None


@dataclass(frozen=True, eq=False)
class Nearness:
    """How far partners are from those who ask, who knows whom, and who is trusted by whom."""

    on: Ground
    far: Mapping[str, NDArray[np.float64]]
    known: dict[str, dict[str, tuple[float, float]]]
    trust: Mapping[str, Mapping[str, float]]

    def steps(self, start: str, end: str) -> float:
        """Count the steps between two partners; NaN where there is no way, or one is not there."""
        place = self.on.reach.place.get(end)
        if start not in self.far or place is None or np.isinf(self.far[start][place]):
            return float("nan")
        return float(self.far[start][place])

    def through(self, start: str, end: str) -> tuple[str, ...]:
        """Name the people tied to both."""
        place = self.on.reach.place
        if start not in place or end not in place:
            return ()
        return introducers(self.known, self.on, place[start], place[end])

    def trusted_by(self, name: str, first: str) -> tuple[str, ...]:
        """Name the partners that trust somebody, whoever asks before the others."""
        raters = self.trust.get(name, {})
        return tuple(sorted(raters, key=lambda x: (x != first, -raters[x], x)))


def needed(on: Ground, backbone: str) -> list[Asked]:
    """List the needs that are not over; that of the whole partnership is asked by its backbone."""
    needs = on.partnership.needs
    rows = needs[running(needs, on.at)]
    found = []
    for row in rows.to_dict("records"):
        who = row["who"]
        body = body_of(who, on.now) if who else backbone
        found.append(
            Asked(row["need"], who or PARTNERSHIP, body, row["kind"], row["outcome"], row["place"])
        )
    return found


def nearness(on: Ground, starts: Sequence[str]) -> Nearness:
    """Measure the steps from some partners to all, and collect who knows and trusts whom."""
    reach, size = on.reach, len(on.reach.bodies)
    # Older versions of scipy search only where places are 32-bit.
    ends = reach.ends.astype(np.int32)
    graph = csr_array((np.ones(len(ends)), (ends[:, 0], ends[:, 1])), shape=(size, size))
    there = sorted({x for x in starts if x in reach.place})
    far: dict[str, NDArray[np.float64]] = {}
    if there:
        places = [reach.place[x] for x in there]
        rows = dijkstra(graph, directed=False, indices=places, unweighted=True)
        far = dict(zip(there, rows, strict=True))
    return Nearness(on, far, acquainted(on), _trust(on))


def _trust(on: Ground) -> dict[str, dict[str, float]]:
    """Collect which partners trust which, by the ties that run: the most that one of them gave."""
    ties = on.partnership.ties
    rows = ties[running(ties, on.at) & (ties["trust"] >= TRUSTED)]
    found: dict[str, dict[str, float]] = defaultdict(dict)
    for source, target, trust in zip(rows["source"], rows["target"], rows["trust"], strict=True):
        gone = any(
            on.now.kinds.get(x) == "person" and x not in on.now.present for x in (source, target)
        )
        rater, rated = body_of(source, on.now), body_of(target, on.now)
        if rater != rated and not gone:
            found[rated][rater] = max(trust, found[rated].get(rater, 0.0))
    return found


def candidates(found: Brought, asked: Sequence[Asked], near: Nearness) -> pd.DataFrame:
    """
    List for each need who has what it asks for, whom to ask first before the others.

    In this order: whose serves the outcome asked for; whose is named like the need (a word of five
    letters or more begins as one of the need's does); who is known to have half of it free or more,
    before those of whom nobody knows or who have less, and these before those with nothing free;
    who has it in the place; who is fewer steps away; who is trusted by more. Nothing is weighed.
    Who brings the kind for other outcomes only comes last, marked: a room is a room.

    Returns one row per need and partner: `need`, `who` (asks), `rank` (from 1), `actor` (the body
    that has it), `fits` (bool: for the outcome asked for, or for all), `capacity` (0-1: how much
    of it is free, of the asset with most; NaN where nobody wrote it down), `spare` (the same in
    `unit`; NaN where no amount is known), `unit`, `same_place` (None where either does not say),
    `named_alike` (tuple of assets), `steps` (from who asks; from the backbone where the partnership
    does; NaN without a way), `through` (tuple: people tied to both, for two steps), `trusted_by`
    (tuple: partners that gave them trust of 3 or more, who asks first), `yes_of` (tuple: whose yes
    the assets need), `assets` (tuple), `why` (tuple of reasons, for and against).
    """
    every = found.held.to_dict("records")
    by_kind: dict[str, list[Mapping[str, Any]]] = defaultdict(list)
    for asset in every:
        by_kind[asset["kind"]].append(asset)
    rows = []
    for need in asked:
        of: dict[str, list[Mapping[str, Any]]] = defaultdict(list)
        for asset in by_kind.get(need.kind or "", []):
            if asset["provider"] != need.body:
                of[asset["provider"]].append(asset)
        own = [_candidate(found, need, who, held, near) for who, held in of.items()]
        own.sort(key=_preferred)
        rows += [
            row | {"rank": i, "why": tuple(_reasons(need, row))}
            for i, row in enumerate(own, start=1)
        ]
    return framed(rows, _CANDIDATES)


def _candidate(
    found: Brought, need: Asked, who: str, own: Sequence[Mapping[str, Any]], near: Nearness
) -> dict[str, Any]:
    fit = [x for x in own if could_meet(need.kind, need.outcome, need.kind, x["outcome"])]
    mine = fit or own
    known = [x for x in mine if not np.isnan(x["used_share"])]
    best = min(known, key=lambda x: x["used_share"]) if known else mine[0]
    capacity = round(1 - best["used_share"], 12)
    far = near.steps(need.body, who) if need.body else float("nan")
    return {
        "need": need.need,
        "who": need.who,
        "actor": who,
        "fits": bool(fit),
        "capacity": capacity,
        "spare": float(best["amount"] * capacity),
        "unit": best["unit"],
        "same_place": _same_place(found, need.place, [x["place"] for x in mine]),
        "named_alike": tuple(x["asset"] for x in mine if _alike(need.need, x["asset"])),
        "steps": far,
        "through": near.through(need.body, who) if far == 2 else (),
        "trusted_by": near.trusted_by(who, need.body),
        "yes_of": tuple(dict.fromkeys(x["gatekeeper"] for x in mine if x["gatekeeper"])),
        "assets": tuple(x["asset"] for x in mine),
        "giving": any(x["receiver"] == need.body for x in mine),
        "places": tuple(dict.fromkeys(x["place"] for x in mine if x["place"])),
        "for": tuple(dict.fromkeys(outcome for x in mine for outcome in x["outcome"])),
        "room_in": best["asset"],
    }


def _alike(need: str, asset: str) -> bool:
    """Tell whether a word of one name begins as one of the other does, such as interpreter."""
    return not _beginnings(need).isdisjoint(_beginnings(asset))


@lru_cache(maxsize=4096)
def _beginnings(name: str) -> frozenset[str]:
    return frozenset(word[:_LETTERS] for word in bare(name).split() if len(word) >= _LETTERS)


def _same_place(found: Brought, wanted: str | None, places: Sequence[str | None]) -> bool | None:
    if not wanted:
        return None
    if any(wanted in found.reaches(place) for place in places):
        return True
    return None if any(not place for place in places) else False


def _preferred(row: Mapping[str, Any]) -> tuple[Any, ...]:
    capacity, far = row["capacity"], row["steps"]
    room = 0 if capacity >= ROOM else 2 if capacity == 0 else 1
    place = {True: 0, None: 1, False: 2}[row["same_place"]]
    return (
        not row["fits"], not row["named_alike"], room, place, np.inf if np.isnan(far) else far,
        -len(row["trusted_by"]), row["actor"],
    )  # fmt: skip


def _reasons(need: Asked, row: Mapping[str, Any]) -> list[str]:
    """Say what speaks for asking somebody, and what against."""
    first = (*row["named_alike"], *(x for x in row["assets"] if x not in row["named_alike"]))
    said = [f"brings {listed(first, 2)}"]
    if not row["fits"]:
        said.append(f"so far for {listed(row['for'], 2)}")
    capacity = row["capacity"]
    if np.isnan(capacity):
        said.append("how much is free is not written down")
    elif capacity == 0:
        said.append("nothing of it is free")
    else:
        much = "" if np.isnan(row["spare"]) else f" ({worth(row['spare'], row['unit'] or '')})"
        said.append(f"{percent(capacity)} of {row['room_in']} is free{much}")
    if need.place and row["same_place"] is not None:
        where = need.place if row["same_place"] else f"elsewhere: {listed(row['places'], 2)}"
        said.append(f"in {where}" if row["same_place"] else where)
    if row["giving"]:
        said.append(f"brings it to {need.who} already")
    said.append(_way(need, row))
    if row["trusted_by"]:
        said.append(f"trusted by {listed(row['trusted_by'], 3)}")
    if row["yes_of"]:
        said.append(f"needs the yes of {listed(row['yes_of'], 2)}")
    return [reason for reason in said if reason]


def _way(need: Asked, row: Mapping[str, Any]) -> str:
    if not need.body:
        return ""
    who = need.body if need.who == PARTNERSHIP else need.who
    if np.isnan(row["steps"]):
        return f"no way from {who} to them is known"
    if row["steps"] == 1:
        return f"tied to {who}"
    through = f", through {listed(row['through'], 2)}" if row["through"] else ""
    return f"{steps(int(row['steps']))} from {who}{through}"


# --- needs ----------------------------------------------------------------------------------------


def needs(on: Ground, asked: Sequence[Asked], could: pd.DataFrame) -> pd.DataFrame:
    """
    List what is asked for, and whether somebody could fill it; what nobody brings comes first.

    Returns one row per need that is not over: `need`, `who`, `kind`, `outcome` (tuple), `place`,
    `amount`, `unit`, `end` (when it must be met), `days_left`, `status` ("nobody brings it", "for
    other outcomes only", "somebody could", "cannot say"), `n_could` (partners whose serves the
    outcome), `n_with_room` (of them are known to have half of it free or more), `n_near` (of them
    are tied to who asks), `first` (whom to ask first; None where nobody), `reason`.
    """
    frame = on.partnership.needs
    typed = frame[running(frame, on.at)].to_dict("records")
    own = dict(list(could.groupby(["need", "who"], sort=False)))
    rows = []
    for row, need in zip(typed, asked, strict=True):
        mine = own.get((need.need, need.who), could.head(0))
        fitting = mine[mine["fits"]]
        status = SOMEBODY if len(fitting) else OTHERWISE if len(mine) else NOBODY
        rows.append(
            {
                **{c: row[c] for c in _WRITTEN},
                "who": need.who,
                "days_left": (row["end"] - on.at.date).days if not pd.isna(row["end"]) else np.nan,
                "status": status if need.kind else CANNOT,
                "n_could": len(fitting),
                "n_with_room": int((fitting["capacity"] >= ROOM).sum()),
                "n_near": int((fitting["steps"] == 1).sum()),
                "first": mine["actor"].iat[0] if len(mine) else None,
                "reason": "" if need.kind else "cannot say who could: needs its kind",
            }
        )
    order = {NOBODY: 0, OTHERWISE: 1, CANNOT: 2, SOMEBODY: 3}
    late = pd.Timestamp.max
    rows.sort(
        key=lambda x: (order[x["status"]], late if pd.isna(x["end"]) else x["end"], x["need"])
    )
    return framed(rows, _NEEDS)


# --- holes ----------------------------------------------------------------------------------------

_HOLES: dict[str, Kind] = {
    "kind": "text", "group": "text", "outcome": "list", "others": "list", "needs": "list",
}  # fmt: skip


def holes(
    found: Brought, outcomes: Sequence[str], asked: Sequence[Asked], covered: pd.DataFrame
) -> pd.DataFrame:
    """
    List the kinds that nobody brings, at all or for some outcomes; those asked for come first.

    `outcomes` are those that the partnership wants, so that something new never makes a hole. A
    hole is no lack by itself: what nobody asked for may not be needed.

    Returns one row per kind: `kind`, `group`, `outcome` (tuple: "any outcome" alone where nobody
    brings it at all), `others` (tuple: who brings it, for other outcomes), `needs` (tuple: needs
    that ask for the kind, for one of these outcomes).
    """
    whole = covered[covered["place"] == ANY_PLACE]
    rows = []
    for kind, own in whole.groupby("kind", sort=False):
        status = dict(zip(own["outcome"], own["n_providers"], strict=True))
        first = own.iloc[0]
        empty = tuple(x for x in outcomes if not status[x])
        if first["n_providers"] and not empty:
            continue
        missing = empty if first["n_providers"] else (first["outcome"],)
        rows.append(
            {
                "kind": kind,
                "group": first["group"],
                "outcome": missing,
                "others": first["providers"],
                "needs": tuple(
                    x.need
                    for x in asked
                    if x.kind == kind
                    and (not first["n_providers"] or set(x.outcome).intersection(missing))
                ),
            }
        )
    order = {kind: i for i, kind in enumerate(found.kinds)}
    rows.sort(key=lambda x: (not x["needs"], bool(x["others"]), order[x["kind"]]))
    return framed(rows, _HOLES)
