"""Who owns each outcome, and how likely the people who answer for it have left by its date."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from math import prod
from typing import TYPE_CHECKING

import pandas as pd

from civicnet.chances import Outlook
from civicnet.questions.framing import Kind, framed
from civicnet.questions.rehouse.backbone import Chance, Outlooks, heads, left_by, outlooks
from civicnet.questions.seats.roles import ACCOUNTABLE, body_of, parts
from civicnet.standing import Standing

if TYPE_CHECKING:
    from civicnet.model import Partnership

# How far ahead a departure is looked for where an outcome has no date: three years.
MONTHS = 36

_COLUMNS: dict[str, Kind] = {
    "outcome": "text", "goal": "text", "owner": "text", "organization": "text", "answers": "list",
    "first_end": "end", "by": "end", "chance_gone": "number", "chance_low": "number",
    "chance_high": "number", "source": "text", "also_answers_for": "list", "accountable": "list",
    "reason": "text",
}  # fmt: skip


def owners(partnership: Partnership, now: Standing) -> pd.DataFrame:
    """
    Tell who answers for each outcome in person, and the chance that none of them still does.

    An organization answers by its heads. Several people are taken to leave independently, and the
    chance is that all have left that post. It is no forecast of the outcome: a post is filled
    again, but the promise was made by somebody else.

    Returns one row per outcome, in the order of the data: `outcome`, `goal`, `owner` (as typed),
    `organization`, `answers` (tuple of people), `first_end` (the first day on which a post of
    theirs may be over), `by` (the day looked at: the outcome's date; three years ahead where there
    is none), `chance_gone` (0-1; NaN where not known), `chance_low`, `chance_high` (between which
    it lies), `source`, `also_answers_for` (tuple: other outcomes of the same people),
    `accountable` (tuple of organizations, from Roles and the owner), `reason`.
    """
    outcomes = partnership.outcomes
    roles = parts(partnership, now)
    known: dict[pd.Timestamp, Outlooks] = {}
    columns = (outcomes[c] for c in ("outcome", "goal", "owner", "end"))
    every = [
        (outcome, goal, owner, end) for outcome, goal, owner, end in zip(*columns, strict=True)
    ]
    who = {outcome: _answering(owner, now) for outcome, _, owner, _ in every}
    also: dict[str, list[str]] = defaultdict(list)
    for outcome, people in who.items():
        for person in people:
            also[person].append(outcome)
    rows = []
    for outcome, goal, owner, end in every:
        people = who[outcome]
        day = now.at.date + pd.DateOffset(months=MONTHS) if pd.isna(end) else pd.Timestamp(end)
        passed = not day > now.at.date
        if people and not passed and day not in known:
            known[day] = outlooks(partnership, now, day)
        posts = [] if passed else [_post(known[day], *each) for each in people.items()]
        chance = _chance(posts, known.get(day))
        others = {x for person in people for x in also[person]} - {outcome}
        rows.append(
            {
                "outcome": outcome,
                "goal": goal,
                "owner": owner,
                "organization": body_of(owner, now) if owner else None,
                "answers": tuple(people),
                "first_end": min(_ends(posts), default=pd.NaT),
                "by": day,
                "chance_gone": chance.value if chance else float("nan"),
                "chance_low": chance.low if chance else float("nan"),
                "chance_high": chance.high if chance else float("nan"),
                "source": chance.source if chance else "",
                "also_answers_for": tuple(x for x in who if x in others),
                "accountable": tuple(sorted(roles[outcome].get(ACCOUNTABLE, ()))),
                "reason": _reason(owner, people, chance, passed=passed),
            }
        )
    return framed(rows, _COLUMNS)


def _answering(owner: str | None, now: Standing) -> Mapping[str, str]:
    """Name the people who answer for what an owner owns, with the post by which they do."""
    if not owner:
        return {}
    kind = now.kinds.get(owner)
    if kind == "office":
        return {p: owner for p in sorted(now.holders.get(owner, ())) if p in now.present}
    return heads(now, owner)


def _post(known: Outlooks, person: str, post: str) -> Outlook:
    return known.posts.get((person, post), known.people[person])


def _ends(posts: list[Outlook]) -> list[pd.Timestamp]:
    return [end.day for post in posts for end in post.ends[:1] if end.stays != 1]


def _chance(posts: list[Outlook], known: Outlooks | None) -> Chance | None:
    if not posts or known is None:
        return None
    each = [left_by(post, known.start, known.until) for post in posts]
    return Chance(
        prod(x.low for x in each), prod(x.high for x in each), "; ".join(x.source for x in each)
    )


def _reason(
    owner: str | None, people: Mapping[str, str], chance: Chance | None, *, passed: bool
) -> str:
    if not owner:
        return "nobody is written down as its owner"
    if not people:
        return f"nobody is known to head or hold {owner}"
    if passed:
        return "its date has passed"
    return chance.unknown if chance else ""
