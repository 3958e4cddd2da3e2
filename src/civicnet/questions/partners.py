"""The partners a question is asked about: their network, groups, counts, and the words for them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from civicnet import arrays, bodies, leaving, views
from civicnet.cells import nearest
from civicnet.errors import ArgumentError
from civicnet.moments import Moment, moment

# A sentence is read aloud in a room; an answer has no more of them than these.
MOST_SENTENCES, MOST_WORDS = 7, 25

if TYPE_CHECKING:
    from civicnet.model import Partnership
    from civicnet.network import Network

Floats = NDArray[np.float64]

# Below so many organizations and tables every body counts.
LEAST_ORGANIZATIONS = 3
# The least strength that is more than knowing of each other.
COOPERATION = 2
PARTNER = (
    "A partner is an organization or table with its offices and people, or a person without an "
    "organization. Two are tied while a tie or seat between them runs, once however many."
)


@dataclass(frozen=True)
class Partners:
    """
    The bodies that are there at a moment, and the ties between them.

    `groups` maps those who have a group to it; `group` is its name, such as "sector".
    """

    at: Moment
    network: Network
    group: str
    groups: dict[str, str]
    relation: str | Sequence[str] | None
    strength: float

    @property
    def needs_group(self) -> str:
        """What is missing before groups can be compared; "" where nothing is."""
        if len(set(self.groups.values())) > 1:
            return ""
        if self.groups:
            only = next(iter(self.groups.values()))
            return f"a second {self.group}: every partner that has one is {only}"
        return f"the column {self.group} in Organizations"


def partners(
    partnership: Partnership,
    group: str,
    *,
    at: object,
    strength: float,
    relation: str | Sequence[str] | None,
) -> Partners:
    """
    Find the partners at a moment, with their ties and groups.

    Raises
    ------
    ArgumentError
        for an unknown moment, relation or group.
    """
    when = moment(partnership.frames, at)
    network = views.network(partnership, at=when, relation=relation, strength=strength)
    found = _groups(partnership, network, group)
    return Partners(when, network, group, found, relation, strength)


def _groups(partnership: Partnership, network: Network, group: str) -> dict[str, str]:
    sources = [(network.actors, "actor")]
    sources += [(partnership.people, "person"), (partnership.organizations, "organization")]
    with_it = [(frame, key) for frame, key in sources if group in frame and group != key]
    if not with_it:
        known = [c for frame, _ in sources for c in frame.columns]
        near = nearest(group, known, limit=1)
        hint = f"; did you mean {near[0]!r}?" if near else ""
        raise ArgumentError(f"partners have no column {group!r} to be grouped by{hint}")
    # What the network's own actors say comes first.
    said = {
        actor: str(value)
        for frame, key in reversed(with_it)
        for actor, value in zip(frame[key], frame[group], strict=True)
        if not isinstance(value, tuple) and not pd.isna(value) and value != ""
    }
    return {label: said[label] for label in network.labels if label in said}


def counted(
    partnership: Partnership, found: Partners, count: str | Mapping[str, float] | None
) -> tuple[Floats, str]:
    """
    Settle what each partner counts in pairs, in the network's order, and say it in words.

    None counts every organization and table once (where there are fewer than three, every body);
    "bodies" every body, "people" the people known to be there, "voices" the groups carried; else
    a column of numbers, or a mapping by name.

    Raises
    ------
    ArgumentError
        for an unknown column, or a number that is missing or below zero.
    """
    network = found.network
    kinds = network.actors["kind"].to_numpy(dtype=object)
    ones = np.ones(len(network))
    organized = np.isin(kinds, ["organization", "table"])
    if count == "bodies" or (count is None and organized.sum() < LEAST_ORGANIZATIONS):
        return ones, "every partner counts once"
    if count is None:
        people = int((~organized).sum())
        without = (
            f"; {n(people, 'person without one is', 'people without one are')} in the network "
            "but not in the pairs that are counted"
            if people
            else ""
        )
        return organized.astype(np.float64), f"each organization and table counts once{without}"
    if count in ("people", "voices"):
        held = _held(partnership, found, str(count))
        return held, f"a partner counts its {count}, a pair their product"
    if isinstance(count, str) and count in partnership.organizations:
        names = partnership.organizations["organization"]
        values = pd.to_numeric(partnership.organizations[count], errors="coerce")
        by_name = dict(zip(names, values, strict=True))
        blank = [x for x in network.labels if np.isnan(by_name.get(x, np.nan))]
        if blank:
            raise ArgumentError(f"count: {count} is no number for {listed(blank)}")
        count = by_name
    flat = arrays.simple(network).undirected
    how = "as given" if isinstance(count, Mapping) else f"by {count}"
    return leaving.counts(network, flat, count), f"partners count {how}, a pair their product"


def _held(partnership: Partnership, found: Partners, what: str) -> Floats:
    everyone = bodies.actors(partnership, found.at)
    there = everyone[everyone["present"] & (everyone["kind"] == "person")]
    if what == "people":
        held = there["body"].value_counts()
        return np.array([float(held.get(x, 0)) for x in found.network.labels])
    body = dict(zip(there["actor"], there["body"], strict=True))
    carried: dict[str, set[str]] = {label: set() for label in found.network.labels}
    people, organizations = partnership.people, partnership.organizations
    for person, voices in zip(people["person"], people["voices"], strict=True):
        carried.get(body.get(person, ""), set()).update(voices)
    for name, voices in zip(organizations["organization"], organizations["voices"], strict=True):
        carried.get(name, set()).update(voices)
    return np.array([float(len(carried[x])) for x in found.network.labels])


def too_few(found: Partners, alone: str) -> str:
    """Say why there is nothing to ask about: nobody, one alone, or no tie; "" where there is."""
    network = found.network
    if not len(network):
        return f"Nobody is there {found.at.said}."
    if len(network) == 1:
        return f"There is one partner only, {network.labels[0]}{alone}."
    return "" if network.n_links else f"No tie or seat links any of the {len(network):,} partners."


def inputs(partnership: Partnership, found: Partners) -> list[str]:
    """Say what an answer rests on: data, date, what was read into them, what is not counted."""
    network, typed = found.network, bodies.ties_as_typed(partnership, found.at)
    ties = typed[typed["what"] == "tie"]
    everyone = bodies.actors(partnership, found.at)
    people = int((everyone["present"] & (everyone["kind"] == "person")).sum())
    said = (
        f"{found.at.said[0].upper()}{found.at.said[1:]}: {n(len(network), 'partner')}, "
        f"{n(network.n_links, 'tied pair')}, {n(people, 'person', 'people')}"
    )
    source = f", from {partnership.source}" if partnership.source else ""
    notes = [f"{said}{source}.", PARTNER, *partnership.assumptions]
    if found.relation is not None:
        asked = [found.relation] if isinstance(found.relation, str) else list(found.relation)
        notes.append(f"Only ties of this relation: {listed(asked)}.")
    adverse = int(ties["adverse"].sum())
    weak = int((~ties["adverse"].astype(bool) & (ties["strength"] < found.strength)).sum())
    if adverse:
        notes.append(f"{n(adverse, 'tie')} of dispute not counted as contact.")
    if weak:
        aware = found.strength <= COOPERATION
        below = "of awareness only" if aware else f"weaker than {found.strength:g}"
        notes.append(f"{n(weak, 'tie')} {below} not counted as contact.")
    without = [x for x in network.labels if x not in found.groups]
    if without and found.groups:
        has = "has" if len(without) == 1 else "have"
        notes.append(
            f"{n(len(without), 'partner')} {has} no {found.group}, so no part in what is said of "
            f"groups: {listed(without)}."
        )
    return notes


# --- words -------------------------------------------------------------------------------------


def n(count: float, one: str, many: str = "") -> str:
    """Write a number with its unit."""
    return f"{number(count)} {one if count == 1 else many or one + 's'}"


def number(value: float) -> str:
    """Write a number as people do: whole where it is, else with one digit."""
    return f"{value:,.0f}" if abs(value - round(value)) < 1e-9 else f"{value:,.1f}"


def percent(share: float) -> str:
    """Write a share, never as none or all where it is not."""
    if 0 < share < 0.01:
        return "less than 1%"
    return "more than 99%" if 0.99 < share < 1 else f"{share:.0%}"


def listed(names: Sequence[str], shown: int = 4) -> str:
    """List names: the first few, and how many more."""
    first = list(names[:shown])
    between = "; " if any("," in name for name in first) else ", "
    if len(names) > shown:
        return f"{between.join(first)} and {len(names) - shown:,} more"
    return between.join(first[:-1]) + " and " + first[-1] if len(first) > 1 else "".join(first)


def brief(*ways: str) -> str:
    """Choose the first way of saying something that is short enough, else the last."""
    return next((each for each in ways if each and len(each.split()) <= MOST_WORDS), ways[-1])
