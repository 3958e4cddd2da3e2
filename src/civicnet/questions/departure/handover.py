"""
What is written down anew when people go: what ends on their last day, what passes to the office.

`named` finds who is meant; `handed_over` gives the frames as they are from the next day on. Both
are for `depart` and `left`; neither changes a partnership.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import pandas as pd

from civicnet import bodies, rules
from civicnet.columns import Type
from civicnet.errors import ArgumentError
from civicnet.moments import running
from civicnet.questions.partners import listed
from civicnet.stakes import fates, stakes
from civicnet.standing import Standing, leaving_with
from civicnet.typed import series

if TYPE_CHECKING:
    from civicnet.model import Partnership

Day = np.datetime64
_DAY = np.timedelta64(1, "D")
_NEVER = np.datetime64("NaT", "us")


# --- who is meant ------------------------------------------------------------------------------


@dataclass(frozen=True)
class Named:
    """The people a question names, and the offices through which it names some of them."""

    people: tuple[str, ...]
    offices: tuple[str, ...]


def named(partnership: Partnership, now: Standing, who: str | Sequence[str]) -> Named:
    """
    Find the people that names mean: themselves, or whoever holds an office.

    Raises
    ------
    UnknownActorError
        where nobody, or more than one, is called that.
    ArgumentError
        for an organization, an office nobody holds, or somebody who is not there.
    """
    names = [who] if isinstance(who, str) else list(who)
    if not names:
        raise ArgumentError("who must name somebody, or an office such as 'Mayor, City'")
    people: set[str] = set()
    offices: set[str] = set()
    for name in names:
        found = partnership.find(name)
        kind = now.kinds[found]
        if kind == "organization":
            raise ArgumentError(_is_a_body(now, found))
        if kind == "office":
            holding = [p for p in now.holders.get(found, ()) if p in now.present]
            if not holding:
                raise ArgumentError(f"nobody holds {found!r} {now.at.said}; it is vacant")
            people |= {*holding}
            offices.add(found)
        elif found not in now.present:
            raise ArgumentError(_not_there(partnership, now, found))
        else:
            people.add(found)
    return Named(tuple(sorted(people)), tuple(sorted(offices)))


def _is_a_body(now: Standing, body: str) -> str:
    there = now.staff.get(body, ())
    who = f"name somebody there: {listed(there)}" if there else "nobody is known there"
    return f"{body!r} is an organization or table, and only people leave; {who}"


def _not_there(partnership: Partnership, now: Standing, person: str) -> str:
    day = now.at.date.to_datetime64()
    spells = now.posts.by_person.get(person, [])
    over = [(end, label) for _, end, label in spells if not np.isnat(end) and end < day]
    ahead = [(start, label) for start, _, label in spells if not np.isnat(start) and start > day]
    rows = partnership.people
    last = rows.loc[rows["person"] == person, "end"].iat[0]
    why = "no term, seat or tie of theirs runs then"
    if ahead:
        start, label = min(ahead)
        why = f"their term as {label} begins on {_said(start)}"
    elif over:
        end, label = max(over)
        why = f"their last term, as {label}, ended on {_said(end)}"
    elif not pd.isna(last) and last < now.at.date:
        why = f"they left on {_said(last)}"
    return f"{person!r} is not there {now.at.said}: {why}"


def _said(day: Any) -> str:
    stamp = pd.Timestamp(day)
    return f"{stamp.day} {stamp.strftime('%B %Y')}"


def leaving(now: Standing, named: Named, *, with_staff: bool) -> dict[str, tuple[str, ...]]:
    """Name everybody who leaves the partnership, with the offices they hold."""
    gone = leaving_with(now, named.people) if with_staff else named.people
    return {person: tuple(sorted(now.held_by(person))) for person in gone}


def stepping_down(now: Standing, named: Named, *, with_staff: bool) -> dict[str, tuple[str, ...]]:
    """
    Name the offices that are given up, by holder.

    A person who is named gives up every office held; an office that is named is given up by its
    holders, who keep their others. Who serves with an office goes when nobody holds it any more,
    and keeps it who has another post besides, as when a whole person leaves.

    Raises
    ------
    ArgumentError
        for somebody who holds no office.
    """
    given: dict[str, set[str]] = defaultdict(set)
    by_office = {p for label in named.offices for p in now.holders[label]}
    for label in named.offices:
        for person in now.holders[label]:
            given[person].add(label)
    for person in named.people:
        if person not in by_office:
            given[person] |= set(now.held_by(person))
        if not given[person]:
            raise ArgumentError(
                f"{person!r} holds no office {now.at.said}, so there is none to give up; ask what "
                "follows if they leave the partnership"
            )
    while with_staff:
        vacant = vacated(now, given)
        along = {
            person
            for label, office in now.posts.offices.items()
            if office.serves_with in vacant
            for person in now.holders.get(label, ())
            if person in now.present
            and all(now.posts.offices[x].serves_with in vacant for x in now.held_by(person))
        }
        if along <= given.keys():
            break
        for person in along:
            given[person] |= set(now.held_by(person))
    return {person: tuple(sorted(given[person])) for person in sorted(given)}


def vacated(now: Standing, given: Mapping[str, Collection[str]]) -> set[str]:
    """Name the offices that every holder gives up."""
    return {
        label
        for label, held in now.holders.items()
        if held and all(label in given.get(person, ()) for person in held)
    }


# --- what is written down anew -----------------------------------------------------------------


@dataclass(frozen=True)
class Handover:
    """
    The frames from the next day on, and what became of which row.

    Rows keep their places: `ended` are those that end on the last day, `passed` those written for
    the office or organization from then on, `never` those that were to begin later and do not, by
    frame. The seats that begin on the next day stand behind all others, in the order of the rows
    that they follow, `followed`.
    """

    frames: dict[str, pd.DataFrame]
    ended: dict[str, list[int]]
    passed: dict[str, list[int]]
    never: dict[str, list[int]]
    followed: list[int]


@dataclass(frozen=True)
class _Case:
    """Who gives up what on which last day, and the links as they were."""

    partnership: Partnership
    now: Standing
    last: Day
    given: Mapping[str, Collection[str]]
    whole: bool
    links: Mapping[tuple[str, int], Mapping[str, Any]]
    vacant: Collection[str]

    @property
    def day(self) -> Day:
        """The day on which things stand as they were."""
        return np.datetime64(self.now.at.date, "us")

    def gives_up(self, person: str, place: str) -> bool:
        """Tell whether somebody no longer acts for an office or organization."""
        if person not in self.given:
            return False
        if self.whole or place in self.given[person]:
            return True
        kept = {
            self.now.body_of(x) for x in self.now.held_by(person) if x not in self.given[person]
        }
        return place in {self.now.body_of(x) for x in self.given[person]} - kept

    def institution(self, name: str) -> str:
        """Name the institution behind an agreement that begins later; "" where there is none."""
        if name not in self.given:
            return name
        return self.now.posts.office_of(name, self.day) or self.now.posts.homes.get(name, "")

    def goes(self, link: Mapping[str, Any] | None) -> bool:
        """Tell whether nobody is left on one side of a link."""
        sides = (link["source_people"], link["target_people"]) if link else ()
        return any(people and self.given.keys() >= {*people} for people in sides)


class _Written(NamedTuple):
    """One frame, and the rows of it that end, pass on, never begin, or are followed by new ones."""

    frame: pd.DataFrame
    ended: list[int]
    passed: list[int]
    never: list[int]
    followed: Sequence[int] = ()


def handed_over(
    partnership: Partnership,
    now: Standing,
    last: pd.Timestamp,
    given: Mapping[str, Collection[str]],
    *,
    whole: bool,
) -> Handover:
    """
    Write down what follows when people give up offices, or everything, on their last day.

    `given` names the offices by person. With `whole` they leave the partnership: whatever rests on
    them ends, and what rests on an institution stays, written for it. Without, what hangs on their
    offices ends, and their own ties stay with them, who then belong to their other body, or are one
    of their own.
    """
    links = {
        (link["what"], link["row"]): link
        for link in bodies.links(partnership, now.at).to_dict("records")
        if link["row"] >= 0
    }
    day = np.datetime64(last, "us")
    case = _Case(partnership, now, day, given, whole, links, vacated(now, given))
    written = {
        "ties": _ties(case),
        "seats": _seats(case),
        "terms": _terms(case),
        "people": _people(case),
    }
    if whole:
        written["assets"] = _assets(case)
    return Handover(
        {**partnership.frames, **{name: each.frame for name, each in written.items()}},
        {name: each.ended for name, each in written.items()},
        {name: each.passed for name, each in written.items()},
        {name: each.never for name, each in written.items()},
        list(written["seats"].followed),
    )


@dataclass(frozen=True)
class _Spans:
    """The first and last days of rows, which of them run, and which begin later."""

    starts: list[Day]
    ends: list[Day]
    runs: list[bool]
    ahead: list[bool]
    ended: list[int]

    def end(self, row: int, last: Day) -> None:
        """Let a row end on the last day."""
        if np.isnat(self.ends[row]) or self.ends[row] > last:
            self.ends[row] = last
            self.ended.append(row)
        self.starts[row] = min(self.starts[row], last)

    def over(self, frame: pd.DataFrame, **columns: list[Any]) -> pd.DataFrame:
        """Write the days, and other columns, into a frame."""
        days = {"start": series(self.starts, "start"), "end": series(self.ends, "end")}
        return frame.assign(**days, **{c: series(cells, "text") for c, cells in columns.items()})


def _spans(case: _Case, rows: pd.DataFrame) -> _Spans:
    starts, ends = list(rows["start"].to_numpy()), list(rows["end"].to_numpy())
    ahead = [not np.isnat(start) and bool(start > case.day) for start in starts]
    return _Spans(starts, ends, running(rows, case.now.at).tolist(), ahead, [])


def _ties(case: _Case) -> _Written:
    rows = case.partnership.ties
    spans = _spans(case, rows)
    sources, targets, via = (list(rows[column]) for column in ("source", "target", "via"))
    rests, _ = rules.basis(case.partnership.frames)
    passed: list[int] = []
    never: list[int] = []
    for row, pair in enumerate(zip(sources, targets, strict=True)):
        mine = case.given.keys() & {*pair}
        link = case.links.get(("tie", row))
        if spans.runs[row] and link and link["basis"] == "institutional":
            places = [link[f"{side}_office"] or link[side] for side in ("source", "target")]
        elif spans.ahead[row] and mine and case.whole and rests.iat[row] == "institutional":
            places = [case.institution(name) for name in pair]
        else:
            if spans.ahead[row] and mine and case.whole:
                never.append(row)
            elif spans.runs[row] and case.whole and (mine or case.goes(link)):
                spans.end(row, case.last)
            elif spans.runs[row] and not case.whole:
                sources[row], targets[row], via[row] = _kept(
                    case, pair, via[row], spans.starts[row]
                )
            continue
        new = [
            place if case.gives_up(x, place) else x for x, place in zip(pair, places, strict=True)
        ]
        if not all(new):
            never.append(row)
        elif (*new,) != pair and new[0] != new[1]:
            if via[row] and _acting(case, via[row], pair, spans.starts[row]) in mine:
                via[row] = None
            sources[row], targets[row] = new
            passed.append(row)
    frame = spans.over(rows, source=sources, target=targets, via=via)
    return _Written(frame, spans.ended, passed, never)


def _kept(
    case: _Case, pair: tuple[str, str], via: str | None, start: Day
) -> tuple[str, str, str | None]:
    """Write a personal tie for whoever gives up the office it is written for: it is their own."""
    source, target = (min(case.now.holders[x]) if x in case.vacant else x for x in pair)
    through = via and case.gives_up(_acting(case, via, pair, start), via)
    return source, target, None if through else via


def _acting(case: _Case, via: str, pair: tuple[str, str], start: Day) -> str:
    """Name who acts through the office `via` in a tie: its holder, else the first person."""
    day = case.day if np.isnat(start) else start
    people = [name for name in pair if case.now.kinds.get(name) == "person"]
    holding = [name for name in people if via in case.now.posts.held(name, day)]
    return next(iter((*holding, *people)), "")


def _seats(case: _Case) -> _Written:
    rows = case.partnership.seats
    spans = _spans(case, rows)
    actors, behalf = list(rows["actor"]), list(rows["on_behalf_of"])
    rests = bodies.seat_basis(case.partnership, case.now.kinds)
    passed: list[int] = []
    never: list[int] = []
    followed: list[int] = []
    new: list[dict[str, Any]] = []
    for row, actor in enumerate(actors):
        link = case.links.get(("seat", row))
        if spans.runs[row] and link and link["basis"] == "institutional":
            place = link["source_office"] or link["source"]
            if not case.gives_up(actor, place):
                continue
            passed.append(row)
            if not case.whole:
                behalf[row] = place
            elif np.isnat(spans.ends[row]) or spans.ends[row] > case.last:
                followed.append(row)
                new.append(_next_seat(rows, row, place, case.last + _DAY))
                spans.ends[row] = case.last
        elif spans.runs[row]:
            through = behalf[row] and case.gives_up(actor, behalf[row])
            if through or (case.whole and (actor in case.given or case.goes(link))):
                spans.end(row, case.last)
        elif spans.ahead[row] and case.whole and actor in case.given:
            place = behalf[row] or case.institution(actor)
            if place and rests[row] == "institutional":
                actors[row] = behalf[row] = place
                passed.append(row)
            else:
                never.append(row)
    frame = with_rows(spans.over(rows, actor=actors, on_behalf_of=behalf), new)
    return _Written(frame, spans.ended, passed, never, followed)


def _next_seat(rows: pd.DataFrame, row: int, place: str, start: Day) -> dict[str, Any]:
    """Give the seat that follows one on behalf of an institution: it is the institution's still."""
    seat = {name: rows[name].iat[row] for name in rows.columns}
    new = {"actor": place, "on_behalf_of": place, "start": start}
    return {**seat, **new, "recruited_by": None, "wave": None}


def _terms(case: _Case) -> _Written:
    rows = rules.terms_with_starts(case.partnership.frames)
    spans = _spans(case, case.partnership.terms)
    never: list[int] = []
    begins = rows["start"].to_numpy()
    for row, (person, label) in enumerate(zip(rows["person"], rows["label"], strict=True)):
        over = not np.isnat(spans.ends[row]) and spans.ends[row] < case.day
        if over or person not in case.given:
            continue
        if case.whole or label in case.given[person]:
            if not np.isnat(begins[row]) and begins[row] > case.day:
                never.append(row)
            else:
                spans.end(row, case.last)
    return _Written(spans.over(case.partnership.terms), spans.ended, [], never)


def _people(case: _Case) -> _Written:
    rows = case.partnership.people
    spans = _spans(case, rows)
    homes = list(rows["organization"])
    for row, person in enumerate(rows["person"]):
        if person not in case.given:
            continue
        if spans.ahead[row]:
            # They came before they were said to.
            spans.starts[row] = _NEVER
        if case.whole:
            spans.end(row, case.last)
        else:
            # Without a term, only a last day given for the person says that they are there.
            spans.ends[row] = case.day
            homes[row] = None if homes[row] and case.gives_up(person, homes[row]) else homes[row]
    return _Written(spans.over(rows, organization=homes), spans.ended, [], [])


def _assets(case: _Case) -> _Written:
    rows = case.partnership.assets
    spans = _spans(case, rows)
    held = stakes(case.partnership, case.now)
    for row, fate in zip(held["row"], fates(held, case.given), strict=True):
        if fate == "goes":
            spans.end(row, case.last)
    never = [
        row
        for row, (holder, form) in enumerate(zip(rows["holder"], rows["form"], strict=True))
        if spans.ahead[row]
        and holder in case.given
        and not (form and rules.form_basis(form) == "institutional")
    ]
    return _Written(spans.over(rows), spans.ended, [], never)


def with_rows(frame: pd.DataFrame, rows: Sequence[Mapping[str, Any]]) -> pd.DataFrame:
    """Give a frame with rows behind its own, each column of the type it had."""
    if not rows:
        return frame
    columns = {}
    for name in frame.columns:
        kind = frame[name].dtype.kind
        cells = [*frame[name], *(row.get(name) for row in rows)]
        columns[name] = series(cells, _TYPES.get(kind, "text"))
    return pd.DataFrame(columns)


# The type of a column by the kind of its cells.
_TYPES: dict[str, Type] = {"f": "number", "M": "start"}
