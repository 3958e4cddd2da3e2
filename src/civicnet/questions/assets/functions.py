"""Who does what holds a partnership together: the mayoral and backbone functions, the agencies."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from civicnet import bodies
from civicnet import vocabulary as words
from civicnet.cells import fold
from civicnet.moments import running
from civicnet.questions.assets.brought import Brought, facts
from civicnet.questions.assets.coverage import NOBODY, ONE, SEVERAL
from civicnet.questions.concentration import body_of
from civicnet.questions.framing import Kind, framed
from civicnet.questions.rehouse.backbone import rests_on
from civicnet.stakes import FUNCTIONS, fates
from civicnet.standing import Standing, leaving_with

if TYPE_CHECKING:
    from civicnet.model import Partnership

MAYORAL = words.ASSET_GROUPS["mayoral functions"]
# These two matter most where a mayor has little control over the local school system.
_FIRST_WITHOUT_CONTROL = ("agenda setting", "championing")
CONTROL = "mayoral control"
GOES, PART, STAYS = "goes", "part goes", "stays"

_FUNCTIONS: dict[str, Kind] = {
    "function": "text", "group": "text", "status": "text", "n_providers": "count",
    "providers": "list", "holders": "list", "mayor_share": "number", "with_mayor": "text",
    "rests_on": "list", "outcomes": "list", "first_start": "start", "first_end": "end",
    "ask_mayor_first": "yesno", "reason": "text",
}  # fmt: skip


def mayors(now: Standing) -> tuple[str, ...]:
    """Name the people who hold an office of the kind mayor."""
    offices = [x for x, office in now.posts.offices.items() if office.kind == "mayor"]
    found = {p for x in offices for p in now.holders.get(x, ()) if p in now.present}
    return tuple(sorted(found))


def no_mayor(now: Standing) -> str:
    """Say why no mayor is known: there is no such office, or nobody holds it."""
    if any(office.kind == "mayor" for office in now.posts.offices.values()):
        return "nobody is known to hold that office"
    return "needs an office of the kind mayor"


def control(partnership: Partnership) -> str:
    """Say what Context says of mayoral control over the schools: yes, no, partial, or nothing."""
    said = {fold(value) for value in facts(partnership, CONTROL).values()}
    return said.pop() if len(said) == 1 else ""


def functions(found: Brought) -> pd.DataFrame:
    """
    Tell for each function who does it, how much lies with the mayor, and what goes with the mayor.

    Who serves with the mayor leaves with the mayor. Nothing is said to be too much or too little:
    a mayor deeply in it and a partnership that outlasts the mayor are both wanted.

    Returns one row per function, the five mayoral ones first: `function`, `group`, `status`
    ("several", "one" provider, "nobody"), `n_providers`, `providers` (tuple), `holders` (tuple),
    `mayor_share` (0-1: of the assets that are it, those of the mayor's office and its people; NaN
    where there are none), `with_mayor` ("goes", "part goes", "stays" when the mayor leaves; None
    where nobody does it, or no mayor is known), `rests_on` (tuple: people any one of whom takes
    all of it along), `outcomes` (tuple: those it is done for by name; empty: for all),
    `first_start`, `first_end` (written dates), `ask_mayor_first` (with little control over the
    schools a mayor is asked first for agenda and championing; None where Context does not tell),
    `reason`.
    """
    now, held = found.now, found.held
    people, said = mayors(now), control(found.partnership)
    away = leaving_with(now, people)
    offices = {x for p in people for x in now.held_by(p)}
    mine = {now.body_of(x) for x in offices if now.posts.offices[x].kind == "mayor"}
    rows = []
    for function in FUNCTIONS:
        if function not in found.kinds:
            continue
        own = held[held["kind"] == function]
        providers = tuple(sorted(set(own["provider"])))
        mayoral = function in MAYORAL
        rows.append(
            {
                "function": function,
                "group": "mayoral" if mayoral else "backbone",
                "status": (NOBODY, ONE, SEVERAL)[min(len(providers), 2)],
                "n_providers": len(providers),
                "providers": providers,
                "holders": tuple(sorted(set(own["holder"]))),
                "mayor_share": float(own["provider"].isin(mine).mean()) if len(own) else np.nan,
                "with_mayor": _left(fates(own, away)) if people and len(own) else None,
                "rests_on": rests_on(own, now),
                "outcomes": tuple(sorted({x for served in own["outcome"] for x in served})),
                "first_start": own["start"].min(),
                "first_end": own["until"].min(),
                "ask_mayor_first": _first(function, said) if mayoral else None,
                "reason": _reason(own, "" if people else no_mayor(now), said, mayoral=mayoral),
            }
        )
    return framed(rows, _FUNCTIONS)


def _left(fate: list[str]) -> str:
    going = [each == "goes" for each in fate]
    return GOES if all(going) else PART if any(going) else STAYS


def _first(function: str, said: str) -> bool | None:
    return function in _FIRST_WITHOUT_CONTROL if said in ("no", "partial") else None


def _reason(own: pd.DataFrame, missing: str, said: str, *, mayoral: bool) -> str:
    reasons = []
    if not len(own):
        reasons.append("nobody is written down for it")
    elif missing:
        reasons.append(f"cannot say what goes with the mayor: {missing}")
    if mayoral and not said:
        reasons.append(f"cannot say what to ask for first: needs {CONTROL} in Context")
    return "; ".join(reasons)


# --- agencies -------------------------------------------------------------------------------------

_AGENCIES: dict[str, Kind] = {
    "agency": "text", "part_of": "text", "touches": "flag", "n_outcomes": "count",
    "outcomes": "list", "not_touched": "list", "brings": "list", "tables": "list",
    "n_ties": "count", "reason": "text",
}  # fmt: skip


def agencies(found: Brought, strength: float) -> pd.DataFrame:
    """
    Tell which public agencies have a part in the work, outcome by outcome.

    An agency is an organization of that kind, or another public one. It has a part in an outcome
    that something it brings or receives names, that it has a role for, or that it answers for; in
    the work at all also by a seat at a table.

    Returns one row per agency, those that touch nothing first: `agency`, `part_of`, `touches`
    (bool), `n_outcomes`, `outcomes` (tuple), `not_touched` (tuple), `brings` (tuple of assets),
    `tables` (tuple), `n_ties` (partners it is tied to, tables left aside), `reason` (what it has
    no part in, in words).
    """
    organizations = found.partnership.organizations
    columns = (organizations[c] for c in ("organization", "kind", "sector", "part_of"))
    here = {
        name: parent
        for name, kind, sector, parent in zip(*columns, strict=True)
        if kind == "agency" or (sector == "public" and kind not in ("table", "initiative"))
    }
    links = bodies.links(found.partnership, found.now.at)
    live = links[~links["adverse"] & ~(links["strength"] < strength)]
    tables = set(organizations.loc[organizations["kind"] == "table", "organization"])
    rows = []
    for agency, parent in here.items():
        ends = live[(live["source"] == agency) | (live["target"] == agency)]
        others = set(ends["source"]) | set(ends["target"]) - {agency}
        seats = ends.loc[ends["what"] == "seat", "target"]
        part = _part(found, agency)
        served = tuple(x for x in found.outcomes if x in part)
        brings = found.held.loc[found.held["provider"] == agency, "asset"]
        touches = bool(served or len(seats) or len(brings))
        rows.append(
            {
                "agency": agency,
                "part_of": parent,
                "touches": touches,
                "n_outcomes": len(served),
                "outcomes": served,
                "not_touched": tuple(x for x in found.outcomes if x not in part),
                "brings": tuple(brings),
                "tables": tuple(sorted(set(seats))),
                "n_ties": len(others - tables - {agency}),
                "reason": "" if touches else "brings nothing, has no role and no seat",
            }
        )
    rows.sort(key=lambda x: (x["touches"], x["n_outcomes"], bool(x["tables"]), x["agency"]))
    return framed(rows, _AGENCIES)


def _part(found: Brought, agency: str) -> set[str]:
    """Name the outcomes in which an agency has a part by name."""
    partnership, now, held = found.partnership, found.now, found.held
    mine = held[(held["provider"] == agency) | (held["receiver"] == agency)]
    part = {x for served in mine["outcome"] for x in served}
    roles, outcomes = partnership.roles, partnership.outcomes
    part |= {
        outcome
        for outcome, actor in zip(roles["outcome"], roles["actor"], strict=True)
        if body_of(actor, now) == agency
    }
    part |= {
        outcome
        for outcome, owner in zip(outcomes["outcome"], outcomes["owner"], strict=True)
        if owner and body_of(owner, now) == agency
    }
    needs = partnership.needs[running(partnership.needs, now.at)]
    return part | {
        x
        for who, served in zip(needs["who"], needs["outcome"], strict=True)
        if who and body_of(who, now) == agency
        for x in served
    }
