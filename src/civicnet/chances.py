"""
When office holders may leave, how likely that is, and where each number comes from.

A term's end comes first, with the chance of staying on; else the limit of terms, the next election,
the yearly rate of the office, a published rate of its kind. Who has none of these has no known
risk: that is counted and said, and is never taken for safety.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from civicnet import base_rates, rules
from civicnet.errors import ArgumentError
from civicnet.names import office_label
from civicnet.standing import Standing

if TYPE_CHECKING:
    from civicnet.model import Partnership

Floats = NDArray[np.float64]

_YEAR = pd.Timedelta(days=365.25)
_WEEK = pd.Timedelta(days=7)


class End(NamedTuple):
    """
    A day on which somebody may have to go.

    `stays` is the chance of going on after it: 0 surely gone, 1 surely not, NaN where nobody knows.
    """

    day: pd.Timestamp
    stays: float
    source: str


@dataclass(frozen=True)
class Outlook:
    """
    What is known of when one person leaves.

    `office` is the post that keeps the person longest ("" for somebody without one). `ends` are the
    days on which it may be over, the earliest first, and the first even where it lies beyond the
    day asked for; `annual` is the chance of leaving within any year besides (NaN where no rate is
    known) and `source` where it comes from.
    """

    person: str
    office: str
    ends: tuple[End, ...]
    annual: float
    source: str

    @property
    def known(self) -> bool:
        """Whether there is any risk that is known, be it that of a day when nobody knows more."""
        return bool(self.ends) or not np.isnan(self.annual)


def outlooks(
    partnership: Partnership, now: Standing, until: pd.Timestamp, *, among: str | None = None
) -> list[Outlook]:
    """
    Tell of everybody who is there what is known of their leaving until a day, by name.

    Somebody with several posts leaves with the last of them, so the post that lasts longest tells;
    a last day in People goes before all posts. `among` chooses the published rate of
    superintendents; see base_rates.annual.
    """
    held: dict[str, list[Outlook]] = defaultdict(list)
    for outlook in posts(partnership, now, until, among=among):
        held[outlook.person].append(outlook)
    people = partnership.people
    last = dict(zip(people["person"], people["end"], strict=True))
    found = []
    for person in sorted(now.present):
        longest = max(held[person], key=_lasts, default=Outlook(person, "", (), _NONE, ""))
        if not pd.isna(last.get(person, pd.NaT)):
            end = End(pd.Timestamp(last[person]), 0.0, "last day in People")
            longest = Outlook(person, longest.office, (end,), _NONE, "")
        found.append(longest)
    return found


def posts(
    partnership: Partnership, now: Standing, until: pd.Timestamp, *, among: str | None = None
) -> list[Outlook]:
    """Tell the same of every post somebody holds: when that post may be over for that person."""
    offices = _described(partnership)
    terms = rules.terms_with_starts(partnership.frames).sort_values(["person", "start"])
    day = now.at.date
    found = []
    for (person, label), own in terms.groupby(["person", "label"], sort=True):
        spells = list(zip(own["start"], own["end"], own["can_stay"], strict=True))
        runs = [s for s in spells if not s[0] > day and not s[1] < day]
        if person not in now.present or not runs:
            continue
        end, stays = max(((e, s) for _, e, s in runs), key=lambda x: (pd.isna(x[0]), str(x[0])))
        served = sum(e < day for _, e, _ in spells)
        # A next term that is in the data already goes on from this one.
        for start, later, more in spells:
            if start > day and not pd.isna(end) and start - end <= _WEEK:
                end, stays, served = later, more, served + 1
        found.append(_of_post(str(person), offices[str(label)], end, stays, served, until, among))
    return found


_NONE = float("nan")


def _lasts(outlook: Outlook) -> tuple[bool, pd.Timestamp, bool, float, str]:
    """Order posts by how long they keep somebody: without any known risk the longest."""
    latest = outlook.ends[0].day if outlook.ends else pd.Timestamp.max
    rate = 0.0 if np.isnan(outlook.annual) else outlook.annual
    return not outlook.known, latest, np.isnan(outlook.annual), -rate, outlook.office


@dataclass(frozen=True)
class _Post:
    label: str
    kind: str
    term_years: float
    limit: float
    election: pd.Timestamp
    stays: str | None
    annual: float


def _described(partnership: Partnership) -> dict[str, _Post]:
    known = rules.offices(partnership.frames)
    columns = (
        "office", "organization", "term_years", "term_limit", "next_election", "can_stay",
        "annual_departure",
    )  # fmt: skip
    rows = zip(*(partnership.offices[c] for c in columns), strict=True)
    found = {}
    for post, body, years, limit, election, stays, annual in rows:
        label = office_label(post, body)
        day = pd.NaT if pd.isna(election) else pd.Timestamp(election)
        found[label] = _Post(label, known[label].kind, years, limit, day, stays, annual)
    return found


def _of_post(
    person: str, post: _Post, end: object, stays: str | None, served: int,
    until: pd.Timestamp, among: str | None,
) -> Outlook:  # fmt: skip
    """Read what is known of one post, in the order of the rules."""
    what = "next election" if pd.isna(end) else "term's end"
    day = post.election if pd.isna(end) else pd.Timestamp(end)
    if pd.isna(day):
        annual, source = _rate(post, among)
        return Outlook(person, post.label, (), annual, source)
    ends: list[End] = []
    # The first end takes what the term says; those of later terms what the office says.
    said: str | None = stays
    while day <= until or not ends:
        served += 1
        chance, source = _chance(said, post, served)
        ends.append(End(day, chance, f"{what}: {source}"))
        if chance == 0 or np.isnan(post.term_years) or post.term_years <= 0:
            break
        day, what, said = (
            day + pd.DateOffset(months=round(12 * post.term_years)),
            "term's end",
            None,
        )
    annual = post.annual
    source = "yearly rate of the office" if not np.isnan(annual) else ""
    return Outlook(person, post.label, tuple(ends), annual, source)


def _chance(said: str | None, post: _Post, served: int) -> tuple[float, str]:
    """Give the chance of staying on at a term's end, and where it comes from."""
    if said is not None:
        return _number(said), f"can stay {said}, said of the term"
    if not np.isnan(post.limit) and served >= post.limit:
        return 0.0, f"limit of {post.limit:.0f} terms"
    if post.stays is not None:
        return _number(post.stays), f"can stay {post.stays}, said of the office"
    return _NONE, "not said whether they can stay"


def _number(said: str) -> float:
    if said in ("yes", "no"):
        return 1.0 if said == "yes" else 0.0
    return float(said)


def _rate(post: _Post, among: str | None) -> tuple[float, str]:
    if not np.isnan(post.annual):
        return post.annual, "yearly rate of the office"
    published = base_rates.annual(post.kind, among=among if post.kind == "superintendent" else None)
    return published or (_NONE, "")


def gone_by(
    outlook: Outlook,
    days: Sequence[pd.Timestamp],
    start: pd.Timestamp,
    *,
    unknown: float,
    others: float | None = None,
) -> Floats:
    """
    Give the chance that somebody has left by each day: 1 - (1 - annual)^years x product of `stays`.

    `unknown` is the chance of staying where nobody knows; `others` the yearly rate of those without
    any known risk, None to leave them where they are. An end counts from the day after it.

    Raises
    ------
    ArgumentError
        for a chance outside 0-1.
    """
    for name, value in (("can_stay", unknown), ("others", others)):
        if value is not None and not 0 <= value <= 1:
            raise ArgumentError(f"{name} must lie between 0 and 1; got {value!r}")
    annual = outlook.annual if outlook.known else (others or 0.0)
    annual = 0.0 if np.isnan(annual) else annual
    stays = np.ones(len(days))
    for i, day in enumerate(days):
        years = max((day - start) / _YEAR, 0.0)
        stays[i] = (1 - annual) ** years
        for end in outlook.ends:
            if end.day < day:
                stays[i] *= unknown if np.isnan(end.stays) else end.stays
    return 1 - stays
