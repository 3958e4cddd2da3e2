"""What goes with people and closed bodies: ties, seats, assets, money; and who holds the same."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from civicnet import bodies, rules
from civicnet.questions.ground import Ground, Scenario
from civicnet.stakes import FUNCTIONS, fate, money, stakes

# Others who hold the same ties that are named, the first of them.
BACKUPS = 5
_BLANK_STRENGTH = 2.0


@dataclass(frozen=True)
class Line:
    """
    A tie or seat between two bodies, once as it was typed.

    `sides` are the people it rests on at each end (none: it needs nobody there); `held` are the
    people who stand for it at each end, whether it rests on them or on their institution.
    `written` is None where the data do not say what it rests on.
    """

    what: str
    relation: str
    bodies: tuple[str, str]
    sides: tuple[frozenset[str], frozenset[str]]
    held: tuple[frozenset[str], frozenset[str]]
    strength: float
    decides: bool
    written: bool | None

    def ends(self, people: Collection[str], closed: Collection[str]) -> bool:
        """Tell whether it ends when these people are gone and these bodies closed."""
        away = any(side and side.issubset(people) for side in self.sides)
        return away or any(body in closed for body in self.bodies)

    def beyond(self, people: Collection[str]) -> str:
        """Name the body at the other end than that of these people."""
        return self.bodies[0] if self.held[1].intersection(people) else self.bodies[1]


@dataclass(frozen=True, eq=False)
class Holdings:
    """The ties, seats and assets of a partnership at a moment, with what each rests on."""

    on: Ground
    lines: tuple[Line, ...]
    assets: pd.DataFrame

    @cached_property
    def everyone(self) -> pd.DataFrame:
        """Every actor; see `bodies.actors`."""
        return bodies.actors(self.on.partnership, self.on.at)

    @cached_property
    def unnamed(self) -> frozenset[str]:
        """Those of whom nothing is known but that somebody is there."""
        return frozenset(self.everyone.loc[self.everyone["unnamed"], "actor"])

    @cached_property
    def of(self) -> dict[str, list[int]]:
        """Where the lines of each person stand, whether they rest on the person or not."""
        found: dict[str, list[int]] = defaultdict(list)
        for i, line in enumerate(self.lines):
            for person in frozenset().union(*line.sides, *line.held):
                found[person].append(i)
        return found

    @cached_property
    def at(self) -> dict[str, list[int]]:
        """Where the lines of each body stand."""
        found: dict[str, list[int]] = defaultdict(list)
        for i, line in enumerate(self.lines):
            for body in line.bodies:
                found[body].append(i)
        return found

    @cached_property
    def contacts(self) -> dict[str, dict[str, float]]:
        """For each body the people elsewhere who hold a tie or seat with it, and how strong."""
        found: dict[str, dict[str, float]] = defaultdict(dict)
        for line in self.lines:
            for side, other in ((0, 1), (1, 0)):
                for person in line.held[side]:
                    known = found[line.bodies[other]]
                    known[person] = max(known.get(person, 0.0), line.strength)
        return found

    @cached_property
    def bench(self) -> dict[str, set[str]]:
        """For each body the people of it who hold a tie or seat with another."""
        found: dict[str, set[str]] = defaultdict(set)
        for line in self.lines:
            for side in (0, 1):
                found[line.bodies[side]] |= line.held[side]
        return found

    @cached_property
    def assets_of(self) -> dict[str, list[int]]:
        """Where the assets stand that rest on each person, or are a body's."""
        found: dict[str, list[int]] = defaultdict(list)
        columns = (self.assets[c] for c in ("holder", "ends_with", "opened_by"))
        for i, (holder, groups, opened) in enumerate(zip(*columns, strict=True)):
            for name in {self.body(holder), *opened, *(p for group in groups for p in group)}:
                found[name].append(i)
        return found

    @cached_property
    def rests(self) -> dict[str, list[tuple[str, bool]]]:
        """The kinds of the assets that end with each person, and whether with them alone."""
        found: dict[str, list[tuple[str, bool]]] = defaultdict(list)
        for kind, groups in zip(self.assets["kind"], self.assets["ends_with"], strict=True):
            for person in {person for group in groups for person in group}:
                found[person].append((kind, (person,) in groups))
        return found

    @cached_property
    def many(self) -> Counter[str]:
        """How many assets there are of each kind."""
        return Counter(self.column("kind"))

    @cached_property
    def known(self) -> bool:
        """Whether any amount of funding is known."""
        return bool(self.assets["yearly"][self.funding[0]].notna().any())

    @cached_property
    def funding(self) -> tuple[NDArray[np.bool_], str]:
        """Which assets are money, and the unit most of it is given in."""
        return money(self.assets)

    def names(self, rows: Iterable[int], *, door: bool = False) -> tuple[str, ...]:
        """Name some assets, or the data among them."""
        asset, is_door = self.column("asset"), self.column("door")
        return tuple(asset[i] for i in rows if is_door[i] or not door)

    def column(self, name: str) -> list[Any]:
        """Give a column of the assets as a list, which is quicker to look up."""
        if name not in self._columns:
            self._columns[name] = self.assets[name].tolist()
        return self._columns[name]

    @cached_property
    def _columns(self) -> dict[str, list[Any]]:
        return {}

    def body(self, name: str) -> str:
        """Name the body of somebody who holds an asset."""
        if name in self.on.now.bodies_of:
            return self.on.now.bodies_of[name][0]
        return self.on.now.body_of(name)

    def touched(self, scenario: Scenario) -> list[Line]:
        """Give the lines of those who go, each once."""
        rows = [self.of.get(person, []) for person in scenario.people]
        rows += [self.at.get(body, []) for body in scenario.closed]
        return [self.lines[i] for i in sorted({i for row in rows for i in row})]


def holdings(on: Ground) -> Holdings:
    """
    List the ties that count as contact between two bodies, and the seats, each once as typed.

    Ties of awareness only (below `strength`) and of dispute, and ties within a body, are no part.
    """
    partnership, now = on.partnership, on.now
    found = on.reach.links[on.reach.links["what"] != "home"]
    engagement = partnership.seats["engagement"].tolist()
    inferred = rules.basis(partnership.frames)[1].tolist()
    typed = {
        "tie": (partnership.ties["source"].tolist(), partnership.ties["target"].tolist()),
        "seat": (partnership.seats["actor"].tolist(), partnership.seats["table"].tolist()),
    }
    columns = (
        "what", "relation", "source", "target", "source_people", "target_people", "source_office",
        "target_office", "strength", "basis", "row",
    )  # fmt: skip
    lines = []
    for what, relation, one, two, left, right, *offices, strength, basis, row in zip(
        *(found[c] for c in columns), strict=True
    ):
        sides = (frozenset(left), frozenset(right))
        held = []
        for i, (side, office) in enumerate(zip(sides, offices, strict=True)):
            name = typed[what][i][row]
            # Whoever sits there or made the agreement; else whoever holds the office it is with.
            people = sorted(side) or [name]
            if name not in now.present and not side:
                people = now.holders.get(office, [])
            held.append(frozenset(p for p in people if p in now.present))
        decides = what == "seat" and engagement[row] == "decides"
        weight = _BLANK_STRENGTH if np.isnan(strength) else float(strength)
        unsaid = what == "tie" and inferred[row]
        written = None if unsaid else basis == "institutional"
        between, by = (one, two), (held[0], held[1])
        lines.append(Line(what, relation or "", between, sides, by, weight, decides, written))
    return Holdings(on, tuple(lines), stakes(partnership, now))


# --- what of it goes ------------------------------------------------------------------------------


@dataclass(frozen=True, eq=False)
class Gone:
    """
    What goes in one scenario: lines that end, lines of theirs that stay, assets that go.

    `assets` are rows of the holdings' assets; `unattended` those that stay by agreement while
    nobody is left who opens them.
    """

    ended: tuple[Line, ...]
    kept: tuple[Line, ...]
    assets: tuple[int, ...]
    unattended: tuple[int, ...]

    def count(self, what: str) -> int:
        """Count the ties or seats that end."""
        return sum(line.what == what for line in self.ended)

    @property
    def deciding(self) -> int:
        """Count the seats that end and decide."""
        return sum(line.decides for line in self.ended)


def goes(held: Holdings, scenario: Scenario) -> Gone:
    """Tell what goes when some people are gone and some bodies closed."""
    people, closed = frozenset(scenario.people), frozenset(scenario.closed)
    ended: list[Line] = []
    kept: list[Line] = []
    for line in held.touched(scenario):
        (ended if line.ends(people, closed) else kept).append(line)
    groups, opened, holder = map(held.column, ("ends_with", "opened_by", "holder"))
    rows = {i for name in (*people, *closed) for i in held.assets_of.get(name, ())}
    becomes = {i: fate(groups[i], opened[i], people) for i in sorted(rows)}
    becomes |= {i: "goes" for i in becomes if closed and held.body(holder[i]) in closed}
    of = {what: tuple(i for i, each in becomes.items() if each == what) for what in _FATES}
    return Gone(tuple(ended), tuple(kept), *of.values())


_FATES = ("goes", "unattended")


def amount(held: Holdings, gone: Gone) -> tuple[float, str]:
    """
    Sum the funding a year that ends, in the unit most is given in; and say what is not known.

    NaN where the data tell of no amounts, or of none of what ends; 0 where no funding ends.
    """
    if not held.known:
        return float("nan"), "no amounts of funding in the data"
    is_money, yearly = held.funding[0], held.column("yearly")
    ends = [yearly[i] for i in gone.assets if is_money[i]]
    known = [amount for amount in ends if not np.isnan(amount)]
    if len(known) == len(ends):
        return float(sum(known)), ""
    said = f"{len(ends) - len(known)} of {len(ends)} grants that end do not say how much"
    return float(sum(known)) if known else float("nan"), said


def functions_ended(held: Holdings, gone: Gone) -> tuple[str, ...]:
    """Name the functions of mayors and backbones that lose everybody who does them."""
    kind = held.column("kind")
    ends = Counter(kind[i] for i in gone.assets)
    return tuple(x for x in FUNCTIONS if ends[x] and ends[x] == held.many[x])


def functions_alone(held: Holdings, person: str) -> tuple[str, ...]:
    """Name the functions of which everything rests on one person alone."""
    here = Counter(kind for kind, alone in held.rests.get(person, ()) if alone)
    return tuple(kind for kind in FUNCTIONS if here[kind] and here[kind] == held.many[kind])


def functions_of(held: Holdings, person: str) -> tuple[str, ...]:
    """Name the functions of mayors and backbones that rest on somebody, be it with others."""
    rests = {kind for kind, _ in held.rests.get(person, ())}
    return tuple(kind for kind in FUNCTIONS if kind in rests)


def post(
    on: Ground, person: str, among: Collection[str] | None = None
) -> tuple[str | None, str | None]:
    """
    Name somebody's office and organization; None where there is none.

    Of several offices (of those `among` which to choose) the one that heads comes first; one in
    another organization than the home is named with it.
    """
    home = on.now.bodies_of[person][0]
    labels = [x for x in on.now.held_by(person) if among is None or x in among]
    held = [on.now.posts.offices[label] for label in labels]
    held.sort(key=lambda x: (x.organization != home, not x.heads, x.label))
    office = None
    if held:
        office = held[0].office if held[0].organization == home else held[0].label
    return office, None if home == person else home


def backups(held: Holdings, scenario: Scenario, gone: Gone) -> tuple[str, ...]:
    """
    Name other people who hold ties to the bodies that the ties and seats which end lead to.

    Those first who hold ties to most of them, then the strongest, then by name.
    """
    away = frozenset(scenario.people)
    to = [held.contacts[body] for body in {line.beyond(away) for line in gone.ended}]
    many: Counter[str] = Counter()
    for known in to:
        many.update(iter(known))
    for person in away:
        many.pop(person, None)
    # Only among those who may be named is it worth to look how strong their ties are.
    least = min(sorted(many.values())[-BACKUPS:], default=0)
    best = [
        (-times, -sum(known.get(person, 0.0) for known in to), person)
        for person, times in many.items()
        if times >= least
    ]
    return tuple(person for *_, person in sorted(best)[:BACKUPS])
