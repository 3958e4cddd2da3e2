"""Put people under codes: the same partnership, with "Person 7" wherever it named somebody."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from hashlib import sha256
from typing import TYPE_CHECKING, Any

import pandas as pd

from civicnet import bodies
from civicnet.moments import Moment

if TYPE_CHECKING:
    from civicnet.model import Partnership


def codes(people: Iterable[str]) -> dict[str, str]:
    """
    Give each of these people a code.

    They are ordered by a digest: neither the alphabet nor the order of rows shows through a code.
    """
    order = sorted(people, key=lambda name: sha256(name.encode("utf-8", "replace")).digest())
    return {name: f"Person {number}" for number, name in enumerate(order, 1)}


def mentions(coded: Mapping[str, str]) -> re.Pattern[str]:
    """Give what finds these people by name inside a text."""
    names = sorted(coded, key=lambda name: (-len(name), name))
    return re.compile(rf"(?<!\w)({'|'.join(map(re.escape, names)) or '(?!)'})(?!\w)")


def under_codes(partnership: Partnership, at: Moment) -> tuple[Partnership, dict[str, str]]:
    """
    Let people who hold no public office at a moment stand under codes, in every cell.

    Gives the partnership so, and the code of each name, other spellings included. A cell that is
    the name of an organization stays, also where somebody is called the same; a first name alone,
    or an address, is not recognized.
    """
    people = bodies.actors(partnership, at)
    known_by_post = people["public_office"] | people["unnamed"]
    coded = codes(people.loc[(people["kind"] == "person") & ~known_by_post, "actor"])
    aliases = partnership.aliases
    also = dict(zip(aliases["alias"], aliases["name"], strict=True))
    coded |= {alias: coded[name] for alias, name in also.items() if name in coded and alias}
    kept = {*partnership.organizations["organization"]} - {None}
    found = mentions(coded)
    known: dict[str, str] = {}

    def code(text: str) -> str:
        if text not in known:
            known[text] = text if text in kept else found.sub(lambda name: coded[name[1]], text)
        return known[text]

    def cell(value: Any) -> Any:
        if isinstance(value, str):
            return code(value)
        return tuple(map(cell, value)) if isinstance(value, tuple) else value

    frames = {}
    for name, frame in partnership.frames.items():
        texts = [column for column in frame if frame[column].dtype == object]
        frames[name] = frame.assign(
            **{
                str(column): pd.Series([*map(cell, frame[column])], frame.index, dtype=object)
                for column in texts
            }
        )
    # Who is meant by another spelling is nobody's business any more.
    frames["aliases"] = frames["aliases"][~aliases["name"].isin(coded)].reset_index(drop=True)
    return replace(partnership, **frames), coded
