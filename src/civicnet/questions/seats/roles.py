"""Who is responsible, accountable, consulted, informed for each outcome, and where nobody is."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import pandas as pd

from civicnet import bodies
from civicnet import vocabulary as words
from civicnet.questions.framing import Kind, framed, yes
from civicnet.questions.seats.seated import DECIDES
from civicnet.standing import Standing

if TYPE_CHECKING:
    from civicnet.model import Partnership

ONE, SEVERAL, NOBODY = "one", "several", "nobody"
ACCOUNTABLE = "accountable"

_ROLES: dict[str, Kind] = {
    "outcome": "text", "goal": "text", "owner": "text", "accountable": "list",
    "responsible": "list", "consulted": "list", "informed": "list", "n_accountable": "number",
    "answers": "text", "deciders": "list", "gone": "list", "reason": "text",
}  # fmt: skip


def parts(partnership: Partnership, now: Standing) -> dict[str, dict[str, set[str]]]:
    """
    Tell for each outcome which organizations have which role; its owner is accountable.

    A person or office counts as the organization. Somebody who has left has no role any more; they
    stand under the role "gone", as they were typed.
    """
    outcomes, roles = partnership.outcomes, partnership.roles
    found: dict[str, dict[str, set[str]]] = {
        outcome: defaultdict(set) for outcome in outcomes["outcome"]
    }
    owners = [
        (outcome, owner, ACCOUNTABLE)
        for outcome, owner in zip(outcomes["outcome"], outcomes["owner"], strict=True)
        if owner
    ]
    given = zip(*(roles[c] for c in ("outcome", "actor", "role")), strict=True)
    for outcome, actor, role in (*owners, *given):
        if outcome not in found:
            continue
        body = body_of(actor, now)
        found[outcome][role if body else "gone"].add(body or actor)
    return found


def body_of(actor: str, now: Standing) -> str | None:
    """Name the organization of an actor; None for a person who has left."""
    if now.kinds.get(actor) == "person":
        return now.bodies_of[actor][0] if actor in now.present else None
    return now.body_of(actor)


def roles(partnership: Partnership, now: Standing, seats: pd.DataFrame) -> pd.DataFrame:
    """
    Tell for each outcome who has which role, and whether one alone is accountable.

    Where nobody is accountable, nobody is asked; where several are, each may wait for the other.

    Returns one row per outcome, in the order of the data: `outcome`, `goal`, `owner` (as typed),
    `accountable`, `responsible`, `consulted`, `informed` (tuples of organizations; an owner is
    accountable), `n_accountable` (NaN where neither Roles nor an owner says anything at all),
    `answers` ("one", "several" or "nobody"; None where not known), `deciders` (tuple: those
    accountable or responsible who hold a seat that decides and whose holder can commit), `gone`
    (people with a role who have left), `reason`.
    """
    outcomes = partnership.outcomes
    found = parts(partnership, now)
    known = bool(len(partnership.roles)) or bool(outcomes["owner"].notna().any())
    able = (seats["engagement"] == DECIDES) & yes(seats["can_commit"])
    deciding = set(seats.loc[able, "organization"])
    rows = []
    for outcome, goal, owner in zip(
        *(outcomes[c] for c in ("outcome", "goal", "owner")), strict=True
    ):
        own = found[outcome]
        many = len(own.get(ACCOUNTABLE, ()))
        works = own.get(ACCOUNTABLE, set()) | own.get("responsible", set())
        rows.append(
            {
                "outcome": outcome,
                "goal": goal,
                "owner": owner,
                **{role: tuple(sorted(own.get(role, ()))) for role in words.OUTCOME_ROLES},
                "n_accountable": many if known else float("nan"),
                "answers": _answers(many) if known else None,
                "deciders": tuple(sorted(works & deciding)),
                "gone": tuple(sorted(own.get("gone", ()))),
                "reason": "" if known else "needs Roles, or owner in Outcomes",
            }
        )
    return framed(rows, _ROLES)


def _answers(many: int) -> str:
    return (NOBODY, ONE)[many] if many < 2 else SEVERAL


_PARTS: dict[str, Kind] = {
    "organization": "text", "sector": "text", "seated": "flag", "n_accountable": "count",
    "n_responsible": "count", "n_consulted": "count", "n_informed": "count", "outcomes": "list",
}  # fmt: skip


def part_of_each(partnership: Partnership, now: Standing, seats: pd.DataFrame) -> pd.DataFrame:
    """
    Count the roles of each organization; one that sits at a table and has none is told too.

    Returns one row per organization that has a role or a seat, those without a role first:
    `organization`, `sector`, `seated`, `n_accountable`, `n_responsible`, `n_consulted`,
    `n_informed` (outcomes), `outcomes` (tuple: those it has any role for).
    """
    everyone = bodies.actors(partnership, now.at)
    sectors: Mapping[str, str] = dict(zip(everyone["actor"], everyone["sector"], strict=True))
    found = parts(partnership, now)
    # A table has no part of its own: its members have.
    sits = {
        x for x in set(seats["organization"]) - set(seats["table"]) if now.kinds.get(x) != "person"
    }
    has = {
        body for own in found.values() for role in words.OUTCOME_ROLES for body in own.get(role, ())
    }
    rows: list[dict[str, Any]] = []
    for body in sorted(sits | has):
        counts = {
            f"n_{role}": sum(body in own.get(role, ()) for own in found.values())
            for role in words.OUTCOME_ROLES
        }
        mine = [
            outcome
            for outcome, own in found.items()
            if any(body in own.get(role, ()) for role in words.OUTCOME_ROLES)
        ]
        rows.append(
            {
                "organization": body,
                "sector": sectors.get(body),
                "seated": body in sits,
                **counts,
                "outcomes": tuple(mine),
            }
        )
    rows.sort(key=lambda r: (bool(r["outcomes"]), -r["n_accountable"], r["organization"]))
    return framed(rows, _PARTS)
