"""
When office holders may leave, how likely that is, and where each number comes from.

A term's end comes first, with the chance of staying on; else the limit of terms, the next election,
the yearly rate of the office, a published rate of its kind. Who has none of these has no known
risk: that is counted and said, and is never taken for safety. A yearly rate given for an office
holds beside the ends of its terms; a published one only where no end is known.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
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

    Somebody with several posts, or with a later one in the data, leaves with the last of them, so
    the post that lasts longest tells; a last day in People goes before all posts. `among` chooses
    the published rate of superintendents; see base_rates.annual.
    """
    held: dict[str, list[Outlook]] = defaultdict(list)
    for find in (posts, coming):
        for outlook in find(partnership, now, until, among=among):
            held[outlook.person].append(outlook)
    last = {outlook.person: outlook for outlook in last_days(partnership, now)}
    found = []
    for person in sorted(now.present):
        longest = max(held[person], key=_lasts, default=Outlook(person, "", (), _NONE, ""))
        if person in last:
            longest = replace(last[person], office=longest.office)
        found.append(longest)
    return found


def last_days(partnership: Partnership, now: Standing) -> list[Outlook]:
    """Tell of those who are there and have a last day in People, by name."""
    people = partnership.people
    return [
        Outlook(person, "", (End(pd.Timestamp(end), 0.0, "last day in People"),), _NONE, "")
        for person, end in sorted(zip(people["person"], people["end"], strict=True))
        if person in now.present and end >= now.at.date
    ]


def posts(
    partnership: Partnership, now: Standing, until: pd.Timestamp, *, among: str | None = None
) -> list[Outlook]:
    """Tell the same of every post somebody holds: when that post may be over for that person."""
    return _over_posts(partnership, now, until, among, held=True)


def coming(
    partnership: Partnership, now: Standing, until: pd.Timestamp, *, among: str | None = None
) -> list[Outlook]:
    """Tell the same of the posts that somebody who is there takes up later, by the data."""
    return _over_posts(partnership, now, until, among, held=False)


def _over_posts(
    partnership: Partnership, now: Standing, until: pd.Timestamp, among: str | None, *, held: bool
) -> list[Outlook]:
    offices = _described(partnership)
    terms = rules.terms_with_starts(partnership.frames).sort_values(["person", "start"])
    found = []
    for (person, label), own in terms.groupby(["person", "label"], sort=True):
        spells = [_Spell(*x) for x in zip(*(own[c] for c in _SPELL), strict=True)]
        runs, later = _chains(spells, now.at.date)
        chain = runs if held else later
        if person in now.present and chain:
            past = [x for x in spells if x.end < now.at.date]
            described = offices[str(label)]
            found.append(_of_post(str(person), described, past, chain, now.at.date, until, among))
    return found


class _Spell(NamedTuple):
    start: pd.Timestamp
    end: pd.Timestamp
    stays: str | None


_SPELL = ("start", "end", "can_stay")


def _chains(spells: list[_Spell], day: pd.Timestamp) -> tuple[list[_Spell], list[_Spell]]:
    """
    Give the terms somebody serves now without a gap, and those they come back for later.

    A gap of up to seven days is none. Of terms that run together the one that lasts longest is
    taken.
    """
    running = [x for x in spells if not x.start > day and not x.end < day]
    now = [max(running, key=lambda x: (pd.isna(x.end), str(x.end)))] if running else []
    later: list[_Spell] = []
    for spell in sorted((x for x in spells if x.start > day), key=lambda x: x.start):
        chain = later or now
        if chain and (pd.isna(chain[-1].end) or spell.start - chain[-1].end <= _WEEK):
            if not pd.isna(chain[-1].end):
                chain.append(spell)
        else:
            later.append(spell)
    return now, later


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
    person: str, post: _Post, past: list[_Spell], chain: list[_Spell],
    today: pd.Timestamp, until: pd.Timestamp, among: str | None,
) -> Outlook:  # fmt: skip
    """Read what is known of one post, in the order of the rules."""
    end, what = chain[-1].end, "term's end"
    if pd.isna(end):
        end, what = _next_end(post, chain[-1].start, today)
    if pd.isna(end):
        annual, source = _rate(post, among)
        return Outlook(person, post.label, (), annual, source)
    served = sum(_terms(post, x.start, x.end) for x in (*past, *chain[:-1]))
    served += _terms(post, chain[-1].start, end)
    # The first end takes what the term says; those of later terms what the office says.
    said = chain[-1].stays
    ends: list[End] = []
    while not ends or end <= until:
        chance, source = _chance(said, post, served)
        ends.append(End(end, chance, f"{what}: {source}"))
        if chance == 0 or not post.term_years > 0:
            break
        end, what, said = _years_later(end, post.term_years), "term's end", None
        served += 1
    annual = post.annual
    source = "yearly rate of the office" if not np.isnan(annual) else ""
    return Outlook(person, post.label, tuple(ends), annual, source)


def _next_end(post: _Post, start: pd.Timestamp, today: pd.Timestamp) -> tuple[pd.Timestamp, str]:
    """
    Find the day an open-ended term may be over: the next election, else the end of a limited term.

    An election that has passed says nothing, unless the length of a term tells the next.
    """
    if not pd.isna(post.election):
        day = _from(post.election, post.term_years, today)
        if not pd.isna(day):
            return day, "next election"
    if not np.isnan(post.limit) and not pd.isna(start):
        return _from(start, post.term_years, today), "end of a term, by its length"
    return pd.NaT, ""


def _from(day: pd.Timestamp, years: float, today: pd.Timestamp) -> pd.Timestamp:
    """Go on from a day by whole terms until it has not passed; NaT where terms have no length."""
    if day < today and not years > 0:
        return pd.NaT
    first = day
    count = 0
    while day < today:
        count += 1
        day = _years_later(first, count * years)
    return day


def _years_later(day: pd.Timestamp, years: float) -> pd.Timestamp:
    return day + pd.DateOffset(months=max(1, round(12 * years)))


def _terms(post: _Post, start: pd.Timestamp, end: pd.Timestamp) -> int:
    """Count the terms of office between two days: at least one, more where the length tells."""
    if pd.isna(start) or pd.isna(end) or not post.term_years > 0:
        return 1
    return max(1, round(float((end - start) / _YEAR) / post.term_years))


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
    years = np.array([max((day - start) / _YEAR, 0.0) for day in days])
    stays = (1 - annual) ** years
    for end in outlook.ends:
        over = np.array([end.day < day for day in days], dtype=bool)
        stays[over] *= unknown if np.isnan(end.stays) else end.stays
    return np.asarray(1 - stays, dtype=np.float64)
