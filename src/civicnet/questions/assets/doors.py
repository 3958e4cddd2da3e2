"""Whose yes opens what, who keeps, answers for and owns each data set, what hangs on a word."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from civicnet import cohesion
from civicnet.cells import fold
from civicnet.errors import UnknownActorError
from civicnet.questions.approvals import Yes, whose_yes
from civicnet.questions.assets.brought import AGREED, Brought
from civicnet.questions.assets.functions import CONTROL, control
from civicnet.questions.concentration import body_of
from civicnet.questions.framing import Kind, framed
from civicnet.questions.rehouse.backbone import Chance, heads, left_by
from civicnet.stakes import money
from civicnet.standing import Standing

if TYPE_CHECKING:
    from civicnet.network import Network

# What is written under `access` for records of single students.
_STUDENT = "student"
_SCHOOL_OFFICES = ("superintendent", "school board")

_DOORS: dict[str, Kind] = {
    "yes_of": "text", "people": "list", "elected": "yesno", "until": "end",
    "chance_gone": "number", "n_assets": "count", "kinds": "list", "assets": "list",
    "data": "list", "n_handshake": "count", "yearly": "number", "unit": "text",
    "receivers": "list", "reason": "text",
}  # fmt: skip


def doors(found: Brought) -> pd.DataFrame:
    """
    Tell whose yes opens what, those first whose yes opens most.

    It is the yes of whoever is named; where nobody is, that of the person or office that holds it.

    Returns one row per person, office or organization whose yes is needed: `yes_of`, `people`
    (tuple: who says it now), `elected` (the yes of an elected office; None where nobody knows),
    `until` (the first day on which an elected holder's time may be over), `chance_gone` (0-1: that
    all who say it have left by the day looked ahead to; NaN where not known), `n_assets`, `kinds`
    (tuple), `assets` (tuple), `data` (tuple: the data sets among them), `n_handshake` (without an
    agreement that would keep the door open), `yearly` (money a year; NaN where none), `unit`,
    `receivers` (tuple), `reason`.
    """
    held, now = found.held, found.now
    known = found.known
    is_money, unit = money(held)
    by: dict[str, list[int]] = defaultdict(list)
    said: dict[str, Yes] = {}
    for i, x in enumerate(zip(held["gatekeeper"], held["holder"], strict=True)):
        yes = whose_yes(*x, now, found.officials)
        if yes.name is not None:
            by[yes.name].append(i)
            said[yes.name] = yes
    rows: list[dict[str, Any]] = []
    for name, own in by.items():
        mine, people = held.loc[own], _sayers(name, now)
        amounts = mine.loc[is_money[own], "yearly"].dropna()
        gone = Chance(0.0, 1.0, "nobody is known who says it")
        if people:
            each = [left_by(known.people[p], known.start, known.until) for p in people]
            gone = Chance(
                float(np.prod([x.low for x in each])), float(np.prod([x.high for x in each])),
                "; ".join(x.source for x in each),
            )  # fmt: skip
        rows.append(
            {
                "yes_of": name,
                "people": people,
                "elected": said[name].elected,
                "until": said[name].until,
                "chance_gone": gone.value,
                "n_assets": len(own),
                "kinds": tuple(dict.fromkeys(mine["kind"])),
                "assets": tuple(mine["asset"]),
                "data": tuple(mine.loc[mine["kind"] == "data", "asset"]),
                "n_handshake": int(mine["loose"].sum()),
                "yearly": float(amounts.sum()) if len(amounts) else np.nan,
                "unit": unit if len(amounts) else None,
                "receivers": tuple(sorted(set(mine["receiver"].dropna()))),
                "reason": gone.unknown,
            }
        )
    rows.sort(key=lambda x: (-x["n_assets"], x["yes_of"]))
    return framed(rows, _DOORS)


def _sayers(name: str, now: Standing) -> tuple[str, ...]:
    """Name the people who can say the yes of somebody: their own, a holder's, a head's."""
    kind = now.kinds.get(name)
    if kind == "person":
        return (name,) if name in now.present else ()
    if kind == "office":
        return tuple(sorted(p for p in now.holders.get(name, ()) if p in now.present))
    return tuple(heads(now, name))


# --- data -----------------------------------------------------------------------------------------

_DATA: dict[str, Kind] = {
    "asset": "text", "access": "text", "student_level": "yesno", "works_on": "text",
    "answers_for": "text", "owned_by": "text", "people": "list", "used_by": "text", "paper": "text",
    "until": "end", "chance_gone": "number", "steps": "number", "routes": "number",
    "expected_gatekeeper": "text", "as_expected": "yesno", "blank": "list", "reason": "text",
}  # fmt: skip


def data(found: Brought, network: Network, backbone: str) -> pd.DataFrame:
    """
    Tell for each data set who works on it, answers for it and owns it, and who opens its door.

    Who has the schools has the students' records: with mayoral control the mayor's yes is expected,
    without it the superintendent's. It is a rule of thumb, held against what is written down.

    Returns one row per data set, records of single students first: `asset`, `access`,
    `student_level` (None where nobody wrote down the access), `works_on` (who holds it),
    `answers_for` (whose yes opens it), `owned_by` (None where blank), `people` (tuple: who can say
    the yes), `used_by` (who receives it), `paper` ("agreement", "handshake", "not said"), `until`
    (the written end), `chance_gone` (0-1: that those people have left by the day looked ahead to;
    NaN where not known), `steps` from the backbone to the door and `routes` (ways that share
    nobody between; NaN without a backbone), `expected_gatekeeper` ("mayor", "superintendent", None
    where no rule applies), `as_expected`, `blank` (tuple: what is not written down), `reason`.
    """
    own = found.held[found.held["kind"] == "data"]
    now, said, known = found.now, control(found.partnership), found.known
    ways: dict[str, tuple[float, float]] = {}
    rows: list[dict[str, Any]] = []
    for row in own.to_dict("records"):
        keeper = row["gatekeeper"]
        people = _sayers(keeper, now) if keeper else ()
        door = body_of(keeper or row["holder"], now)
        if door not in ways:
            ways[door] = _ways(network, backbone, door)
        student = _STUDENT in fold(row["access"]) if row["access"] else None
        expected, why = _expected(row["provider"], now, said) if student else (None, "")
        blank = [name for name, column in _WHO.items() if not row[column]]
        each = [left_by(known.people[p], known.start, known.until) for p in people]
        gone = float(np.prod([x.value for x in each])) if each else np.nan
        rows.append(
            {
                "asset": row["asset"],
                "access": row["access"],
                "student_level": student,
                "works_on": row["holder"],
                "answers_for": keeper,
                "owned_by": row["owner"],
                "people": people,
                "used_by": row["recipient"],
                "paper": row["paper"],
                "until": row["until"],
                "chance_gone": gone,
                "steps": ways[door][0],
                "routes": ways[door][1],
                "expected_gatekeeper": expected,
                "as_expected": _is(keeper, expected, now) if expected else None,
                "blank": tuple(blank),
                "reason": why,
            }
        )
    rows.sort(key=lambda x: (x["student_level"] is not True, x["paper"] == AGREED, x["asset"]))
    return framed(rows, _DATA)


_WHO: Mapping[str, str] = {
    "whose yes opens it": "gatekeeper", "who owns it": "owner", "who receives it": "recipient",
    "access": "access", "agreement": "form",
}  # fmt: skip


def _ways(network: Network, backbone: str, door: str) -> tuple[float, float]:
    """Count the steps and the independent ways from the backbone to a door."""
    if not backbone or backbone not in network.labels or door not in network.labels:
        return np.nan, np.nan
    if door == backbone:
        return 0.0, np.nan
    try:
        found = cohesion.connectivity(network, backbone, door)
    except UnknownActorError:
        return np.nan, np.nan
    steps = float(found.paths["n_steps"].min()) if len(found.paths) else np.nan
    return steps, float(found.n_paths)


def _expected(holder: str, now: Standing, said: str) -> tuple[str | None, str]:
    """Say whose yes the records of a holder's students need by who has the schools."""
    kinds = {x.kind for x in now.posts.offices.values() if x.organization == holder}
    if kinds.isdisjoint(_SCHOOL_OFFICES):
        return None, "not a school district's: no superintendent or school board is known there"
    if not said:
        return None, f"cannot say whose yes is expected: needs {CONTROL} in Context"
    if said not in ("yes", "no"):
        return (
            None,
            f"{CONTROL} is {said}: both the mayor's and the superintendent's yes may matter",
        )
    return ("mayor" if said == "yes" else "superintendent"), ""


def _is(keeper: str | None, expected: str, now: Standing) -> bool | None:
    """Tell whether a gatekeeper is, or holds, an office of the kind expected."""
    if not keeper:
        return None
    offices = [keeper] if keeper in now.posts.offices else []
    if now.kinds.get(keeper) == "person":
        offices = now.held_by(keeper)
    elif now.kinds.get(keeper) == "organization":
        offices = [x for x, o in now.posts.offices.items() if o.organization == keeper and o.heads]
    return any(now.posts.offices[x].kind == expected for x in offices)


# --- on a word ------------------------------------------------------------------------------------

_HANDSHAKE: dict[str, Kind] = {
    "asset": "text", "kind": "text", "provider": "text", "holder": "text", "gatekeeper": "text",
    "receiver": "text", "paper": "text", "student_level": "flag", "rests_on": "list",
    "amount": "number", "unit": "text", "why": "text",
}  # fmt: skip


def handshake(found: Brought) -> pd.DataFrame:
    """
    List what is held by handshake: on a word, or on one person, without an agreement.

    What an organization brings to its own work needs no agreement, and is no part of it unless a
    person's yes opens it.

    Returns one row per asset, records of single students first: `asset`, `kind`, `provider`,
    `holder`, `gatekeeper`, `receiver`, `paper` ("handshake": it says so; "not said"),
    `student_level` (bool), `rests_on` (tuple: people without whom it ends), `amount`, `unit`,
    `why`.
    """
    rows = []
    for row in found.held[found.held["loose"]].to_dict("records"):
        people = tuple(sorted({p for group in row["ends_with"] for p in group}))
        why = "given on a word"
        if row["basis"] == "personal":
            whose = row["gatekeeper"] or row["holder"]
            why = f"needs {whose}" if whose == row["holder"] else f"needs the yes of {whose}"
        rows.append(
            {
                **row,
                "student_level": _STUDENT in fold(row["access"] or ""),
                "rests_on": people,
                "why": f"{why}; no agreement is {'made' if row['form'] else 'written down'}",
            }
        )
    rows.sort(key=lambda x: (not x["student_level"], x["kind"] != "data", x["kind"], x["asset"]))
    return framed(rows, _HANDSHAKE)
