"""What every question about loss stands on: who is there, what reaches what, in how many steps."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from civicnet import reach as reaches
from civicnet.moments import Moment, moment
from civicnet.questions import partners as asked
from civicnet.reach import Reach
from civicnet.standing import Standing, closing_with, leaving_with, left_homeless, standing

if TYPE_CHECKING:
    from civicnet.model import Partnership

# Where the steps between partners in the middle exceed this, three steps are looked at.
FAR = 3


@dataclass(frozen=True)
class Ground:
    """
    A partnership at a moment, as questions about loss take it.

    `counted` says in words what a partner counts; `notes` what the answer rests on.
    """

    partnership: Partnership
    at: Moment
    now: Standing
    reach: Reach
    strength: float
    counted: str
    notes: tuple[str, ...]

    @property
    def within(self) -> str:
        """The reach in words: "two steps"."""
        return steps(self.reach.steps)

    def own(self, people: Collection[str]) -> set[int]:
        """Name the bodies of some people, as places in the reach."""
        bodies = {body for person in people for body in self.now.bodies_of.get(person, ())}
        return {self.reach.place[body] for body in bodies if body in self.reach.place}


def steps(number: int) -> str:
    """Write a number of steps."""
    words = {1: "one step", 2: "two steps", 3: "three steps"}
    return words.get(number, f"{number} steps")


def ground(
    partnership: Partnership,
    at: object = None,
    *,
    strength: float = 2,
    within: int | None = None,
    count: str | Mapping[str, float] | None = None,
) -> Ground:
    """
    Settle the moment, what counts as contact, what each partner counts, and how far reach goes.

    `within` is two steps unless said, three where the partners are farther than three apart in the
    middle.

    Raises
    ------
    ArgumentError
        for an unknown moment or count, or steps below 1.
    """
    when = moment(partnership.frames, at)
    found = asked.partners(partnership, "sector", at=when, strength=strength, relation=None)
    counts, said = asked.counted(partnership, found, count)
    base = reaches.reach(partnership, when, strength=strength, steps=within or 2, count=counts)
    if within is None and _middle(base) > FAR:
        base = reaches.reach(partnership, when, strength=strength, steps=3, count=counts)
    return Ground(
        partnership=partnership,
        at=when,
        now=standing(partnership, when),
        reach=base,
        strength=strength,
        counted=said,
        # Nothing is said of sectors here, so who has none is no matter.
        notes=tuple(asked.inputs(partnership, replace(found, groups={}))),
    )


def _middle(base: Reach) -> float:
    """Give the median of the steps between partners that have a way to each other."""
    far = reaches.distances(base, np.ones(len(base.ends), dtype=bool))
    known = far[np.isfinite(far) & (far > 0)]
    return float(np.median(known)) if len(known) else 0.0


@dataclass(frozen=True)
class Scenario:
    """
    Who and what is gone together.

    `people` are all who leave, those who serve with them too; `closed` the bodies that close,
    with what they host by word of mouth; `vacant` the offices nobody holds any more whose
    agreements wait.
    """

    people: tuple[str, ...] = ()
    closed: tuple[str, ...] = ()
    vacant: tuple[str, ...] = ()


def departure(
    on: Ground, people: Sequence[str], *, with_staff: bool = True, refilled: bool = True
) -> Scenario:
    """Say who goes when some people leave the partnership, and which offices stand empty."""
    gone = leaving_with(on.now, people) if with_staff else tuple(sorted(set(people)))
    vacant = [] if refilled else [x for x, held in on.now.holders.items() if held]
    return Scenario(gone, (), tuple(x for x in vacant if set(on.now.holders[x]) <= set(gone)))


def closure(on: Ground, bodies: Sequence[str]) -> Scenario:
    """Say what goes when organizations close: what they host by word of mouth, and their people."""
    closed = closing_with(on.partnership, bodies)
    return Scenario(left_homeless(on.now, closed), closed, ())


def left(on: Ground, scenario: Scenario) -> reaches.Bools:
    """Tell which tied pairs still are after one scenario: one row."""
    gone = reaches.gone(on.reach, [scenario.people])
    ended = reaches.touching(on.reach, scenario.closed)
    ended = ended | reaches.suspended(on.reach, scenario.vacant)
    return np.concatenate(list(reaches.alive(on.reach, gone, ended)))
