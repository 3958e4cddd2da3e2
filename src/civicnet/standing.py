"""How a partnership stands at a moment: who is there, where they belong, who holds what."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cached_property, wraps
from typing import TYPE_CHECKING, Any, TypeVar
from weakref import WeakKeyDictionary

from civicnet import rules
from civicnet.moments import Moment, moment

if TYPE_CHECKING:
    from civicnet.model import Partnership


@dataclass(frozen=True)
class Standing:
    """A partnership at a moment: who is there, where they belong, who holds what."""

    at: Moment
    present: frozenset[str]
    kinds: dict[str, str]
    posts: rules.Posts
    holders: dict[str, list[str]]
    bodies_of: dict[str, tuple[str, ...]]  # person -> bodies, the first is home
    staff: dict[str, tuple[str, ...]]  # body -> the people known to be in it
    once_known: frozenset[str]  # bodies and offices of which people were known at some time

    @cached_property
    def serving(self) -> dict[str, list[str]]:
        """For each office the offices whose holders leave with its last one."""
        found: dict[str, list[str]] = defaultdict(list)
        for label, office in self.posts.offices.items():
            if office.serves_with:
                found[office.serves_with].append(label)
        return found

    def body_of(self, name: str) -> str:
        """Name the body of an office or organization."""
        office = self.posts.offices.get(name)
        return office.organization if office else name

    def held_by(self, person: str) -> list[str]:
        """Name the offices a person holds."""
        return self.posts.held(person, self.at.date.to_datetime64())


# A partnership never changes, and one answer asks several times for the same at one moment.
_KNOWN: WeakKeyDictionary[Partnership, dict[tuple[str, Moment], Any]] = WeakKeyDictionary()

Told = TypeVar("Told")


def kept(make: Callable[[Partnership, object], Told]) -> Callable[[Partnership, object], Told]:
    """Let what is told of a partnership at a moment be made once; asked again it is the same."""

    @wraps(make)
    def given(partnership: Partnership, at: object = None) -> Told:
        known = _KNOWN.setdefault(partnership, {})
        key = (make.__name__, moment(partnership.frames, at))
        if key not in known:
            known[key] = make(partnership, key[1])
        told: Told = known[key]
        return told

    return given


@kept
def standing(partnership: Partnership, at: object = None) -> Standing:
    """Tell how a partnership stands at a date or wave; asked again it is the same answer."""
    frames, when = partnership.frames, moment(partnership.frames, at)
    posts = rules.posts(frames)
    present = rules.present(frames, when, posts)
    day = when.date.to_datetime64()
    bodies_of: dict[str, tuple[str, ...]] = {}
    staff: dict[str, list[str]] = defaultdict(list)
    # Whoever is still to come carries nothing yet, and has left nothing behind.
    ahead = rules.to_come(frames["people"], posts.by_person, when) - present
    once_known = {body for person, body in posts.homes.items() if person not in ahead}
    for spells in posts.by_person.values():
        for start, _, label in spells:
            if not start > day:
                once_known |= {label, posts.offices[label].organization}
    for person in frames["people"]["person"]:
        if person not in present:
            continue
        held = sorted(posts.held(person, day), key=lambda x: (not posts.offices[x].heads, x))
        homes = [posts.homes[person]] if person in posts.homes else []
        homes += [posts.offices[label].organization for label in held]
        bodies_of[person] = tuple(dict.fromkeys(homes)) or (person,)
        for body in bodies_of[person]:
            staff[body].append(person)
    return Standing(
        at=when,
        present=frozenset(present),
        kinds=rules.kinds(frames),
        posts=posts,
        holders=rules.holders(frames, when),
        bodies_of=bodies_of,
        staff={body: tuple(sorted(people)) for body, people in staff.items()},
        once_known=frozenset(once_known),
    )


def leaving_with(now: Standing, people: Iterable[str]) -> tuple[str, ...]:
    """
    Name everybody who leaves when some people do: they, and those who serve with them.

    Who serves with an office goes when the last of its holders does, and takes along whoever serves
    with that post in turn. Somebody who holds another post as well stays for that one.
    """
    gone = set(people)
    while True:
        offices = {label for person in gone for label in now.held_by(person)}
        vacant = {label for label in offices if gone.issuperset(now.holders.get(label, ()))}
        along = {
            person
            for office in vacant
            for label in now.serving.get(office, ())
            for person in now.holders.get(label, ())
            if person in now.present
            and all(now.posts.offices[x].serves_with in vacant for x in now.held_by(person))
        }
        if along <= gone:
            return tuple(sorted(gone))
        gone |= along


def closing_with(partnership: Partnership, closed: Iterable[str]) -> tuple[str, ...]:
    """
    Name every body that closes when some do: they, and whatever they host without an agreement.

    A host whose form of hosting is not said is taken to host by word of mouth.
    """
    organizations, found = partnership.organizations, set(closed)
    if found.isdisjoint(organizations["hosted_by"].tolist()):
        return tuple(sorted(found))
    columns = [organizations[c].tolist() for c in ("organization", "hosted_by", "host_form")]
    while True:
        hosted = {
            body
            for body, host, form in zip(*columns, strict=True)
            if host in found and not (form and rules.form_basis(form) == "institutional")
        }
        if hosted <= found:
            return tuple(sorted(found))
        found |= hosted


def left_homeless(now: Standing, closed: Iterable[str]) -> tuple[str, ...]:
    """Name the people of closed bodies who have no other body to stay with."""
    gone = set(closed)
    there = {person for body in gone for person in now.staff.get(body, ())}
    return tuple(sorted(p for p in there if gone.issuperset(now.bodies_of[p])))
