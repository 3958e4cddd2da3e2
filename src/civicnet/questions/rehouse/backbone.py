"""What the backbone is, where it lives, who carries each function, and on whom they rest."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from math import prod
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import pandas as pd

from civicnet import chances
from civicnet import vocabulary as words
from civicnet.cells import fold
from civicnet.chances import Outlook
from civicnet.columns import Type
from civicnet.moments import Moment
from civicnet.questions.partners import percent
from civicnet.stakes import fates
from civicnet.standing import Standing, leaving_with
from civicnet.typed import series

if TYPE_CHECKING:
    from civicnet.model import Partnership

FUNCTIONS = words.ASSET_GROUPS["backbone functions"]
INDEPENDENT = "independent"
# People on whom one function rests, up to which every way they may leave is looked at.
MANY = 10


@dataclass(frozen=True)
class Backbone:
    """
    The organization that keeps a partnership going, and the one it lives with.

    `apart` says whether it is a body of its own, or only something that `name` does beside its
    other work; then `host` is `name` as well. A backbone that nobody hosts has the host
    "independent"; `name` is "" where there is no backbone. `others` are other organizations that
    could be meant.
    """

    name: str
    apart: bool
    host: str
    host_form: str | None
    others: tuple[str, ...] = ()


def backbone(partnership: Partnership, held: pd.DataFrame, asked: str | None) -> Backbone:
    """
    Find the backbone: the organization of that kind, else whoever carries most of its functions.

    `held` are the assets of today, each with its `body`.

    Raises
    ------
    UnknownActorError
        where no organization is called what is asked for.
    """
    organizations = partnership.organizations
    rows = organizations.set_index("organization")
    carried = _carried(held)
    kinds = zip(organizations["organization"], organizations["kind"], strict=True)
    named = [name for name, kind in kinds if "backbone" in fold(kind or "")]
    among = named or list(carried)
    among.sort(key=lambda name: (-len(carried.get(name, ())), name))
    if asked is not None:
        found = partnership.find(asked, ["organizations"])
    elif among:
        found = among[0]
    else:
        return Backbone("", apart=False, host="", host_form=None)
    others = tuple(x for x in named if x != found)
    host, form = (None, None)
    if found in rows.index:
        host, form = rows.loc[found, "hosted_by"], rows.loc[found, "host_form"]
    if host and host != found:
        return Backbone(found, apart=True, host=host, host_form=form, others=others)
    apart = found in named
    lives = INDEPENDENT if apart else found
    return Backbone(found, apart=apart, host=lives, host_form=None, others=others)


def _carried(held: pd.DataFrame) -> dict[str, set[str]]:
    """Name the backbone functions that each body carries."""
    found: dict[str, set[str]] = defaultdict(set)
    mine = held[held["kind"].isin(FUNCTIONS)]
    for body, kind in zip(mine["body"], mine["kind"], strict=True):
        found[body].add(kind)
    return found


# --- how likely somebody has left -----------------------------------------------------------------


class Chance(NamedTuple):
    """
    The chance of something: between `low` and `high`, which are the same where it is known.

    `source` says where it comes from, or what nobody knows.
    """

    low: float
    high: float
    source: str

    @property
    def value(self) -> float:
        """The chance where it is known, else NaN."""
        return self.high if self.high - self.low < 1e-12 else float("nan")

    @property
    def unknown(self) -> str:
        """Why the chance is not known; "" where it is."""
        if not np.isnan(self.value):
            return ""
        if (self.low, self.high) == (0, 1):
            return self.source
        return f"between {percent(self.low)} and {percent(self.high)}: {self.source}"


def left_by(outlook: Outlook, start: pd.Timestamp, until: pd.Timestamp) -> Chance:
    """Give the chance that somebody has left by a day, as far as it is known."""
    person = outlook.person
    if not outlook.known:
        return Chance(0.0, 1.0, f"nobody wrote down when {person} may leave")
    low, high = (
        float(chances.gone_by(outlook, [until], start, unknown=stays)[0]) for stays in (1.0, 0.0)
    )
    said = [f"{Moment(end.day)} ({end.source})" for end in outlook.ends if end.day < until]
    if not np.isnan(outlook.annual):
        said.append(f"{percent(outlook.annual)} a year ({outlook.source})")
    elif not said:
        said.append(f"no end before that day; the next is {Moment(outlook.ends[0].day)}")
    return Chance(low, high, f"{person}: {'; '.join(said)}")


@dataclass(frozen=True)
class Outlooks:
    """What is known of when people leave: each post of theirs by (person, office), and at all."""

    posts: Mapping[tuple[str, str], Outlook]
    people: Mapping[str, Outlook]
    start: pd.Timestamp
    until: pd.Timestamp

    def left(self, person: str) -> Chance:
        """Give the chance that somebody has left altogether."""
        return left_by(self.people[person], self.start, self.until)


def outlooks(partnership: Partnership, now: Standing, until: pd.Timestamp) -> Outlooks:
    """Collect what is known of when everybody leaves; a last day in People goes before posts."""
    last = {x.person: x for x in chances.last_days(partnership, now)}
    posts = chances.posts(partnership, now, until)
    return Outlooks(
        posts={(x.person, x.office): last.get(x.person, x) for x in posts},
        people={x.person: x for x in chances.outlooks(partnership, now, until)},
        start=now.at.date,
        until=until,
    )


def heads(now: Standing, body: str) -> dict[str, str]:
    """Name the people who head a body, with the post they do it by; somebody alone heads it too."""
    if body in now.present:
        return {body: ""}
    own = [x for x, post in now.posts.offices.items() if post.organization == body and post.heads]
    found = {p: x for x in sorted(own) for p in now.holders.get(x, ()) if p in now.present}
    return dict(sorted(found.items()))


def heads_left(now: Standing, places: Iterable[str], known: Outlooks) -> Chance:
    """
    Give the chance that every head of every one of these bodies has left that post.

    Several heads are taken to leave independently.
    """
    found: dict[str, Chance] = {}
    for body in places:
        own = heads(now, body)
        if not own:
            return Chance(0.0, 1.0, f"nobody is known to head {body}")
        for person, post in own.items():
            outlook = known.posts.get((person, post), known.people[person])
            found[person] = left_by(outlook, known.start, known.until)
    each = list(found.values())
    return Chance(
        prod(x.low for x in each), prod(x.high for x in each), "; ".join(x.source for x in each)
    )


# --- functions ------------------------------------------------------------------------------------

BACKBONE, HOST, ELSEWHERE = "backbone", "today's host", "elsewhere"
_COLUMNS: dict[str, Type] = {
    "function": "text", "carried_by": "list", "lives_in": "list", "where": "text",
    "rests_on": "list", "one_person": "yesno", "one_host": "text", "chance_lost": "number",
    "chance_low": "number", "chance_high": "number", "assets": "list", "reason": "text",
}  # fmt: skip


def functions(found: Backbone, held: pd.DataFrame, now: Standing, known: Outlooks) -> pd.DataFrame:
    """
    Tell for each backbone function who carries it, where it lives, and on whom it rests.

    Returns one row per function, in the order of the vocabulary: `function`, `carried_by` (tuple:
    people, offices, organizations), `lives_in` (tuple of bodies), `where` ("backbone", "today's
    host", "elsewhere", several joined by "and", or "nobody"), `rests_on` (tuple: the people any one
    of whom it ends with), `one_person` (it ends with one person), `one_host` (the one body it lives
    in; None where several or none), `chance_lost` (0-1: nobody is left by the day who carries it; 0
    where it rests on an organization and nobody in person; NaN where not known), `chance_low`,
    `chance_high`, `assets` (tuple), `reason`.
    """
    rows = []
    for function in FUNCTIONS:
        own = held[(held["kind"] == function) & _there(held, now)]
        bodies = tuple(dict.fromkeys(sorted(own["body"])))
        rests: tuple[str, ...] = ()
        chance = Chance(0.0, 1.0, "nobody is written down for it")
        if len(own):
            movers = _movers(now, own)
            rests = rests_on(own, now)
            chance = _lost(own, now, movers, known)
        places = [_where(body, found) for body in bodies]
        rows.append(
            {
                "function": function,
                "carried_by": tuple(dict.fromkeys(sorted(own["holder"]))),
                "lives_in": bodies,
                "where": " and ".join(dict.fromkeys(sorted(places))) or "nobody",
                "rests_on": rests,
                "one_person": bool(rests) if len(own) else None,
                "one_host": bodies[0] if len(bodies) == 1 else None,
                "chance_lost": chance.value,
                "chance_low": chance.low if len(own) else np.nan,
                "chance_high": chance.high if len(own) else np.nan,
                "assets": tuple(own["asset"]),
                "reason": chance.unknown,
            }
        )
    return pd.DataFrame({c: series([row[c] for row in rows], t) for c, t in _COLUMNS.items()})


def _there(held: pd.DataFrame, now: Standing) -> pd.Series:
    """Leave out what somebody carried who has gone."""
    gone = [now.kinds.get(x) == "person" and x not in now.present for x in held["holder"]]
    return ~pd.Series(gone, index=held.index, dtype=bool)


def _where(body: str, found: Backbone) -> str:
    if body == found.name:
        return BACKBONE
    return HOST if body == found.host else ELSEWHERE


def rests_on(own: pd.DataFrame, now: Standing) -> tuple[str, ...]:
    """Name the people any one of whom takes all of some assets along, be it with their staff."""
    return tuple(
        person
        for person in _movers(now, own)
        if set(fates(own, leaving_with(now, [person]))) == {"goes"}
    )


def _movers(now: Standing, own: pd.DataFrame) -> list[str]:
    """Name the people some asset rests on, and those whose departure takes these along."""
    people = {p for groups in own["ends_with"] for group in groups for p in group}
    while True:
        above = {now.posts.offices[x].serves_with for p in people for x in now.held_by(p)}
        more = {p for x in above if x for p in now.holders.get(x, ()) if p in now.present}
        if more <= people:
            return sorted(people)
        people |= more


def _lost(own: pd.DataFrame, now: Standing, movers: Sequence[str], known: Outlooks) -> Chance:
    """Give the chance that nobody is left who carries a function: over every way people leave."""
    if len(movers) > MANY:
        return Chance(0.0, 1.0, f"it rests on {len(movers)} people, too many to look at every way")
    each = [known.left(person) for person in movers]
    low = high = 0.0
    for leaves in product((False, True), repeat=len(movers)):
        gone = leaving_with(now, [p for p, goes in zip(movers, leaves, strict=True) if goes])
        if set(fates(own, gone)) == {"goes"}:
            pairs = list(zip(each, leaves, strict=True))
            low += prod(x.low if goes else 1 - x.low for x, goes in pairs)
            high += prod(x.high if goes else 1 - x.high for x, goes in pairs)
    unsure = [x.source for x in each if np.isnan(x.value)]
    return Chance(low, high, "; ".join(unsure) or "; ".join(x.source for x in each))


def resting_on_one(found: pd.DataFrame) -> list[tuple[str, tuple[str, ...]]]:
    """Name the people some function rests on alone, each with these functions, most first."""
    many = Counter(p for people in found["rests_on"] for p in people)
    return [(person, _of(found, person)) for person in sorted(many, key=lambda p: (-many[p], p))]


def _of(found: pd.DataFrame, person: str) -> tuple[str, ...]:
    mine = [person in people for people in found["rests_on"]]
    return tuple(found.loc[mine, "function"])
