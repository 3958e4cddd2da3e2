"""What becomes of each tie, seat, asset and voice when people leave, and with whom it stays."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import pandas as pd

from civicnet import bodies
from civicnet.columns import Type
from civicnet.questions.departure.handover import vacated
from civicnet.questions.partners import listed
from civicnet.questions.voices.groups import belongs
from civicnet.rules import form_basis
from civicnet.stakes import fates, stakes
from civicnet.standing import Standing
from civicnet.typed import series

if TYPE_CHECKING:
    from civicnet.model import Partnership

Link = Mapping[str, Any]
Key = tuple[Any, ...]

GOES, WAITS, UNATTENDED, STAYS = "goes", "waits", "unattended", "stays"
_ORDER = (GOES, UNATTENDED, WAITS, STAYS)


@dataclass(frozen=True)
class Leaving:
    """
    Who leaves what, and every link before and after.

    `given` names the offices that are given up, by person; with `whole` they leave the partnership.
    `after` is the partnership once offices are given up (as it was, where people leave). `waiting`
    are the offices nobody holds, whose agreements wait. `links` are all links as they were, `later`
    those that are left, by what they are and their row.
    """

    partnership: Partnership
    after: Partnership
    now: Standing
    given: Mapping[str, tuple[str, ...]]
    whole: bool
    waiting: frozenset[str]
    links: Mapping[Key, Link]
    later: Mapping[Key, Link]

    @cached_property
    def offices(self) -> frozenset[str]:
        """The offices that are given up."""
        return frozenset(label for labels in self.given.values() for label in labels)

    @cached_property
    def gone(self) -> frozenset[str]:
        """The people who are no longer there."""
        return frozenset(self.given) if self.whole else frozenset()

    @cached_property
    def mine(self) -> list[tuple[Key, Link, str]]:
        """Every link that rests on those who leave or on their offices, and its side of theirs."""
        found = []
        for key, link in self.links.items():
            for side, name in zip(("source", "target"), self.typed(link), strict=True):
                theirs = not self.given.keys().isdisjoint((name, *link[f"{side}_people"]))
                # An agreement of an office is that of whoever made it, where they stay.
                other = self.now.kinds.get(name) == "person" and name in self.now.present
                through = link[f"{side}_office"] in self.offices
                if theirs or (through and (not other or self.waits(link))):
                    found.append((key, link, side))
                    break
        return found

    @cached_property
    def _ends(self) -> dict[str, list[tuple[str, str]]]:
        ties, seats = self.partnership.ties, self.partnership.seats
        return {
            "tie": list(zip(ties["source"], ties["target"], strict=True)),
            "seat": list(zip(seats["actor"], seats["table"], strict=True)),
        }

    def typed(self, link: Link) -> tuple[str, str]:
        """Name the two ends of a link as they were typed; of a second home its two bodies."""
        if link["what"] == "home":
            return link["source"], link["target"]
        return self._ends[link["what"]][link["row"]]

    def waits(self, link: Link) -> bool:
        """Tell whether an agreement waits until somebody holds its office again."""
        through = {link["source_office"], link["target_office"]}
        return link["basis"] == "institutional" and not through.isdisjoint(self.waiting)


def leaving(
    partnership: Partnership,
    now: Standing,
    given: Mapping[str, tuple[str, ...]],
    *,
    after: Partnership | None = None,
    refilled: bool = True,
) -> Leaving:
    """
    Lay every link before and after side by side.

    `after` is the partnership once offices are given up; None where people leave altogether, and a
    link goes when nobody is left on one of its sides.
    """
    links = _links(partnership, now)
    if after is None:
        later = {key: rest for key, link in links.items() if (rest := _without(link, given))}
    else:
        later = _links(after, now)
    waiting = frozenset() if refilled else frozenset(vacated(now, given))
    then = partnership if after is None else after
    return Leaving(partnership, then, now, given, after is None, waiting, links, later)


def _links(partnership: Partnership, now: Standing) -> dict[Key, Link]:
    return {_key(link): link for link in bodies.links(partnership, now.at).to_dict("records")}


def _key(link: Link) -> Key:
    if link["row"] >= 0:
        return link["what"], link["row"]
    return link["what"], link["source_people"], frozenset((link["source"], link["target"]))


def _without(link: Link, gone: Mapping[str, object]) -> Link | None:
    """Give a link without the people who are gone; None where nobody is left on one side."""
    sides = {
        side: tuple(person for person in link[side] if person not in gone)
        for side in ("source_people", "target_people")
    }
    if any(link[side] and not rest for side, rest in sides.items()):
        return None
    return {**link, **sides}


# --- ties and seats ----------------------------------------------------------------------------


def fate(case: Leaving, key: Key, side: str) -> tuple[str, str | None]:
    """Tell what becomes of a link, and with whom it stays."""
    link = case.later.get(key)
    if link is None:
        return GOES, None
    if link["basis"] == "institutional":
        return WAITS if case.waits(link) else STAYS, link[f"{side}_office"] or link[side]
    return STAYS, listed(link[f"{side}_people"]) or link[side]


def counts(link: Link, strength: float) -> bool:
    """Tell whether a tie counts as contact between two bodies."""
    contact = link["what"] == "tie" and not link["adverse"] and not link["strength"] < strength
    return contact and link["source"] != link["target"]


def ties(case: Leaving, strength: float) -> pd.DataFrame:
    """
    List the ties of those who leave, as typed, with what becomes of each.

    Only ties that count as contact between two bodies: none weaker than `strength`, none of
    dispute; those that go first, and of these the closest. Columns: `source`, `target`, `relation`,
    `form`, `fate`, `stays_with`.
    """
    forms, trusts = case.partnership.ties["form"], case.partnership.ties["trust"]
    theirs = [each for each in case.mine if counts(each[1], strength)]
    theirs.sort(key=lambda each: _closest(each[1]["strength"], trusts.iat[each[1]["row"]]))
    rows = [
        [*case.typed(link), link["relation"], forms.iat[link["row"]], *fate(case, key, side)]
        for key, link, side in theirs
    ]
    columns = ("source", "target", "relation", "form", "fate", "stays_with")
    return in_order(table(rows, columns))


def _closest(*values: float) -> tuple[float, ...]:
    """Order by strength and trust, the closest first."""
    return tuple(0.0 if math.isnan(value) else -value for value in values)


def seats(case: Leaving) -> pd.DataFrame:
    """List the seats of those who leave, with what becomes of each, and with whom it stays."""
    kept = ("table", "actor", "role", "on_behalf_of", "engagement")
    held = case.partnership.seats
    rows = [
        [*(held[column].iat[link["row"]] for column in kept), *fate(case, key, side)]
        for key, link, side in case.mine
        if link["what"] == "seat"
    ]
    return in_order(table(rows, (*kept, "fate", "stays_with")), "table", "actor", "role")


# --- assets ------------------------------------------------------------------------------------


def assets(case: Leaving) -> tuple[pd.DataFrame, pd.DataFrame]:
    """
    List all assets with what becomes of them, and then those that rest on who leaves.

    The first has `fate` beside the columns of `stakes`; the second `asset`, `kind`, `holder`,
    `gatekeeper`, `fate`, `yearly`, `unit`, `function`, `door`.
    """
    held = stakes(case.partnership, case.now)
    if case.whole:
        becomes = fates(held, case.given)
    else:
        closed = vacated(case.now, case.given)
        becomes = [
            STAYS if keeper not in closed else UNATTENDED if _written(form) else GOES
            for keeper, form in zip(held["gatekeeper"], held["form"], strict=True)
        ]
    held = held.assign(fate=series(becomes, "text"))
    theirs = {*case.given, *case.offices}
    touched = held["holder"].isin(theirs) | held["gatekeeper"].isin(theirs)
    columns = (
        "asset", "kind", "holder", "gatekeeper", "fate", "yearly", "unit", "function", "door",
    )  # fmt: skip
    rows = held.loc[touched | (held["fate"] != STAYS), list(columns)]
    return held, in_order(rows, "function", "kind", "asset")


def _written(form: str | None) -> bool:
    return bool(form) and form_basis(str(form)) == "institutional"


# --- voices ------------------------------------------------------------------------------------

VOICES: dict[str, Type] = {
    "voice": "text", "what": "text", "seats_before": "number", "seats_after": "number",
    "deciding_before": "number", "deciding_after": "number",
    "speakers_before": "number", "speakers_after": "number",
}  # fmt: skip


def voices(case: Leaving) -> pd.DataFrame:
    """
    List the groups that lose a seat, or somebody who speaks for them.

    A seat is a group's where whoever sits there belongs to it or speaks for it, or the organization
    does for which the seat is held. Columns: `voice`, `what`, then the seats, the seats that decide
    and the people, before and after.
    """
    spoken = belongs(case.partnership)
    held: dict[str, list[list[float]]] = defaultdict(list)
    for key, link in case.links.items():
        if link["what"] != "seat":
            continue
        actor, _ = case.typed(link)
        decides = float(case.partnership.seats["engagement"].iat[link["row"]] == "decides")
        stays = key in case.later
        in_person = stays and actor not in case.gone
        if not case.whole and link["basis"] == "institutional" and actor in case.given:
            in_person = link["source_office"] not in case.given[actor]
        here = spoken.get(actor, set()) if case.now.kinds.get(actor) == "person" else set()
        there = spoken.get(link["source"], set()) | spoken.get(link["source_office"], set())
        for voice in here | (there if link["basis"] == "institutional" else set()):
            left = float((voice in here and in_person) or (voice in there and stays))
            held[voice].append([1.0, left, decides, decides * left])
    speaking: dict[str, list[bool]] = defaultdict(list)
    for person in sorted(case.now.present):
        for voice in spoken.get(person, ()):
            speaking[voice].append(person not in case.gone)
    rows = []
    for voice in sorted({*held, *speaking}):
        counts = [sum(row[i] for row in held[voice]) for i in range(4)]
        counts += [float(len(speaking[voice])), float(sum(speaking[voice]))]
        if counts[0] != counts[1] or counts[4] != counts[5]:
            rows.append([voice, _losing(counts), *counts])
    return table(rows, tuple(VOICES), VOICES)


def _losing(counts: list[float]) -> str:
    seats_before, seats_after, decide_before, decide_after, people_before, people_after = counts
    if seats_before and not seats_after:
        return "loses its only seat" if seats_before == 1 else "loses all its seats"
    if decide_before and not decide_after:
        return "keeps a seat, but none that decides"
    if seats_before != seats_after:
        return "loses a seat" if seats_before - seats_after == 1 else "loses seats"
    return "loses the only one known" if people_before and not people_after else "loses somebody"


# --- frames ------------------------------------------------------------------------------------


def table(
    rows: list[list[Any]], columns: tuple[str, ...], types: Mapping[str, Type] | None = None
) -> pd.DataFrame:
    """Make a frame of rows, every column of its type (texts unless said) however many there are."""
    kinds = types or {}
    return pd.DataFrame(
        {
            name: series([row[place] for row in rows], kinds.get(name, "text"))
            for place, name in enumerate(columns)
        }
    )


def in_order(frame: pd.DataFrame, *by: str) -> pd.DataFrame:
    """Sort rows by what becomes of them, what goes first, then by columns."""
    keys = frame[list(by)].map(str) if by and len(frame) else frame[list(by)]
    keys = keys.assign(fate=frame["fate"].map({each: i for i, each in enumerate(_ORDER)}))
    order = keys.sort_values(["fate", *by], kind="stable").index
    return frame.loc[order].reset_index(drop=True)
