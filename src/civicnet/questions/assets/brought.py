"""What is brought: every asset that is there, by whom, for whom, and what it rests on."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import pandas as pd

from civicnet import rules
from civicnet import vocabulary as words
from civicnet.cells import fold, nearest
from civicnet.errors import ArgumentError
from civicnet.moments import running
from civicnet.questions.approvals import elected
from civicnet.questions.concentration import body_of
from civicnet.questions.rehouse.backbone import Outlooks, outlooks
from civicnet.stakes import left_with, stakes
from civicnet.standing import Standing
from civicnet.typed import series

if TYPE_CHECKING:
    from civicnet.model import Partnership

ANY_OUTCOME, ANY_PLACE = "any outcome", "any place"
UNSAID = "kind not said"
OTHER = "other"
# How much of it is on paper: an agreement that binds, a word, or nobody wrote down which.
AGREED, HANDSHAKE, NOT_SAID = "agreement", "handshake", "not said"
# A context row of this key says in which wider place a place lies.
PART_OF = "part of"

GROUPS = {kind: group for group, kinds in words.ASSET_GROUPS.items() for kind in kinds}


@dataclass(frozen=True, eq=False)
class Brought:
    """
    The assets of a partnership that are there, with the outcomes and places they are held against.

    `held` has a row per asset: `asset`, `kind` ("kind not said" where blank), `group`, `holder`,
    `provider` (the body of the holder), `gatekeeper`, `owner`, `outcome` (tuple), `recipient`,
    `receiver` (its body), `amount`, `unit`, `per`, `yearly`, `used_share`, `access`, `paper`
    ("agreement", "handshake", "not said"), `loose` (bool: on a word, or on a person), `basis`,
    `place`, `start`, `until`, `ends_with`, `opened_by`, `function`, `door`, `row`.

    `until` is the day looked ahead to; `kinds` are those asked about, `outcomes` the results that
    the data name, `places` likewise; `within` gives the wider places of each. `gone` names the
    assets that went with somebody who has left.
    """

    partnership: Partnership
    now: Standing
    until: pd.Timestamp
    held: pd.DataFrame
    kinds: tuple[str, ...]
    outcomes: tuple[str, ...]
    places: tuple[str, ...]
    within: Mapping[str, tuple[str, ...]]
    gone: tuple[str, ...]

    @cached_property
    def known(self) -> Outlooks:
        """What is known of when everybody leaves."""
        return outlooks(self.partnership, self.now, self.until)

    @cached_property
    def officials(self) -> dict[str, pd.Timestamp]:
        """Each elected office, with the first day on which a holder's time may be over."""
        return elected(self.partnership, self.now, self.until)

    def serves(self, served: Sequence[str]) -> tuple[str, ...]:
        """Name the outcomes an asset serves: what it names, all of them where it names none."""
        return tuple(x for x in self.outcomes if not served or x in served)

    def reaches(self, place: str | None) -> tuple[str, ...]:
        """Name the places that something at a place serves: it, and whatever is a part of it."""
        if not place:
            return ()
        return tuple(x for x in self.places if x == place or place in self.within.get(x, ()))


def brought(
    partnership: Partnership,
    now: Standing,
    until: pd.Timestamp,
    *,
    kind: str | None = None,
    outcome: str | None = None,
) -> Brought:
    """
    Gather the assets that are there at a moment, all of them or those of a kind or for an outcome.

    What somebody held who has left is gone, and so is what was opened on the word of one person,
    or of an office that nobody holds any more, without an agreement (rules 1 and 4).

    Raises
    ------
    ArgumentError
        for a kind or an outcome that is nowhere in the data.
    """
    held = _described(partnership, stakes(partnership, now), now)
    needs = partnership.needs
    named = [*held["place"].dropna(), *needs.loc[running(needs, now.at), "place"].dropna()]
    kinds = dict.fromkeys((*words.ASSET_KINDS, *sorted(set(held["kind"]) - {UNSAID})))
    kinds |= dict.fromkeys(sorted(set(needs["kind"].dropna())))
    outcomes = _outcomes(partnership)
    chosen = tuple(kinds)
    if kind is not None:
        chosen = _kinds(kind, tuple(kinds))
        held = held[held["kind"].isin(chosen)].reset_index(drop=True)
    elif (held["kind"] == UNSAID).any():
        chosen = (*chosen, UNSAID)
    if outcome is not None:
        outcomes = (_known(outcome, outcomes, "outcome"),)
        serves = [not x or outcomes[0] in x for x in held["outcome"]]
        held = held[pd.Series(serves, index=held.index, dtype=bool)].reset_index(drop=True)
    within = wider_places(partnership)
    places = tuple(sorted(set(named)))
    gone = left_with(partnership, now)
    return Brought(partnership, now, until, held, chosen, outcomes, places, within, gone)


def _described(partnership: Partnership, held: pd.DataFrame, now: Standing) -> pd.DataFrame:
    typed = partnership.assets.loc[held["row"]].reset_index(drop=True)
    kinds = [kind or UNSAID for kind in held["kind"]]
    receivers = [body_of(x, now) if x else None for x in typed["recipient"]]
    named = {
        "kind": kinds,
        "group": [GROUPS.get(kind, OTHER) for kind in kinds],
        "provider": [body_of(x, now) for x in held["holder"]],
        "receiver": receivers,
        "paper": [paper(form) for form in held["form"]],
    }
    held = held.assign(**{c: series(cells, "text") for c, cells in named.items()})
    # Without an agreement it hangs on somebody's word, or on one person.
    loose = (held["paper"] == HANDSHAKE) | (held["basis"] == "personal")
    held = held.assign(loose=loose.astype(bool))
    more = ("owner", "recipient", "amount", "per", "used_share", "access", "place")
    return held.assign(**{c: typed[c] for c in more})


def paper(form: str | None) -> str:
    """Say how much of something is on paper."""
    if not form:
        return NOT_SAID
    return AGREED if rules.form_basis(form) == "institutional" else HANDSHAKE


def _outcomes(partnership: Partnership) -> tuple[str, ...]:
    """Name the outcomes: those of their own sheet first, then those that needs and assets name."""
    both = [*partnership.needs["outcome"], *partnership.assets["outcome"]]
    named = [x for own in both for x in own]
    known = dict.fromkeys(partnership.outcomes["outcome"].dropna())
    return tuple(known | dict.fromkeys(sorted(set(named))))


def _kinds(asked: str, known: Sequence[str]) -> tuple[str, ...]:
    """Understand a kind, or the name of a group of kinds."""
    groups = {fold(group): kinds for group, kinds in words.ASSET_GROUPS.items()}
    if fold(asked) in groups:
        return groups[fold(asked)]
    return (_known(asked, (*known, *words.ASSET_GROUPS), "kind"),)


def _known(asked: str, known: Iterable[str], what: str) -> str:
    by_fold = {fold(each): each for each in known}
    if fold(str(asked)) in by_fold:
        return by_fold[fold(str(asked))]
    near = nearest(str(asked), list(by_fold.values()), limit=1)
    some = ", ".join(list(by_fold.values())[:6])
    hint = f"did you mean {near[0]!r}?" if near else f"known: {some}" if some else "none is named"
    raise ArgumentError(f"nothing in the data is of the {what} {asked!r}; {hint}")


def wider_places(partnership: Partnership) -> dict[str, tuple[str, ...]]:
    """Give for each place the wider ones it lies in, where Context says of what it is a part."""
    context = partnership.context
    of: dict[str, str] = {}
    for place, key, value in zip(*(context[c] for c in ("place", "key", "value")), strict=True):
        if place and value and fold(key or "") == PART_OF:
            of.setdefault(place, value)
    found: dict[str, tuple[str, ...]] = {}
    for place in of:
        wider: list[str] = []
        while (parent := of.get(wider[-1] if wider else place)) and parent not in (place, *wider):
            wider.append(parent)
        found[place] = tuple(wider)
    return found


def facts(partnership: Partnership, key: str) -> dict[str, str]:
    """Give what Context says under a key, by place ("" where it names none)."""
    context = partnership.context
    rows = zip(*(context[c] for c in ("place", "key", "value")), strict=True)
    return {place or "": value for place, k, value in rows if value and fold(k or "") == key}


def could_meet(
    wanted: str | None, outcomes: Sequence[str], kind: str | None, served: Sequence[str]
) -> bool:
    """
    Tell whether an asset is of the kind a need asks for, and for an outcome it serves.

    An asset that names no outcome serves all; a need that names none is served by any.
    """
    if not wanted or wanted != kind:
        return False
    return not outcomes or not served or not set(outcomes).isdisjoint(served)
