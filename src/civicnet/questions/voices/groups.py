"""The groups whose voice counts: who belongs to each, who serves it, and where it is expected."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from civicnet.names import office_label
from civicnet.standing import Standing

if TYPE_CHECKING:
    from civicnet.model import Partnership


@dataclass(frozen=True)
class Group:
    """
    A group whose voice counts.

    `people` are those of it who are there; `own` the organizations that are of it; `providers`
    the organizations that serve it and are not of it; `bodies` where its ways begin.
    """

    voice: str
    share: float
    expected_at: tuple[str, ...]
    people: tuple[str, ...]
    own: tuple[str, ...]
    providers: tuple[str, ...]
    bodies: tuple[str, ...]


def belongs(partnership: Partnership) -> dict[str, set[str]]:
    """
    Name the groups that each actor belongs to or speaks as; an office is as its organization.

    Serving a group is neither.
    """
    found: dict[str, set[str]] = defaultdict(set)
    for frame, key in ((partnership.people, "person"), (partnership.organizations, "organization")):
        for name, spoken in zip(frame[key], frame["voices"], strict=True):
            found[name] |= set(spoken)
    told = partnership.voices
    for voice, speakers in zip(told["voice"], told["spoken_by"], strict=True):
        for name in speakers:
            found[name].add(voice)
    offices = partnership.offices
    for post, body in zip(offices["office"], offices["organization"], strict=True):
        found[office_label(post, body)] |= found.get(body, set())
    return {name: voices for name, voices in found.items() if voices}


def groups(
    partnership: Partnership, now: Standing, speaks: dict[str, set[str]]
) -> tuple[Group, ...]:
    """Describe every group: those of Voices first, in their order, then any that somebody is of."""
    told = partnership.voices
    columns = (told[c] for c in ("voice", "population_share", "expected_at", "served_by"))
    listed = {voice: (share, at, by) for voice, share, at, by in zip(*columns, strict=True)}
    named = sorted({voice for voices in speaks.values() for voice in voices} - set(listed))
    return tuple(
        _group(voice, *listed.get(voice, (float("nan"), (), ())), now=now, speaks=speaks)
        for voice in (*listed, *named)
    )


def _group(
    voice: str,
    share: float,
    expected_at: tuple[str, ...],
    served_by: tuple[str, ...],
    *,
    now: Standing,
    speaks: dict[str, set[str]],
) -> Group:
    own, people = set(), set()
    for name, voices in speaks.items():
        if voice not in voices:
            continue
        if now.kinds.get(name) == "organization":
            own.add(name)
        elif now.kinds.get(name) == "person":
            people |= {name} & now.present
    homes = {body for person in people for body in now.bodies_of.get(person, (person,))}
    served = dict.fromkeys(
        now.bodies_of.get(name, (name,))[0]
        if now.kinds.get(name) == "person"
        else now.body_of(name)
        for name in served_by
    )
    return Group(
        voice=voice,
        share=float(share),
        expected_at=tuple(dict.fromkeys(expected_at)),
        people=tuple(sorted(people)),
        own=tuple(sorted(own)),
        providers=tuple(name for name in served if name not in own),
        bodies=tuple(sorted(own | homes)),
    )
