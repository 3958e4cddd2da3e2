"""Whose yes something needs, and whether that is an elected official's, until when."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, NamedTuple

import pandas as pd

from civicnet import chances
from civicnet.names import office_label
from civicnet.standing import Standing

if TYPE_CHECKING:
    from civicnet.model import Partnership

# Kinds of offices that are elected where nothing is said.
_ELECTED_KINDS = ("mayor", "council member", "county executive", "school board")


class Yes(NamedTuple):
    """Whose yes an asset needs, whether an elected official's (None: not known), until when."""

    name: str | None
    elected: bool | None
    until: object


def elected(
    partnership: Partnership, now: Standing, until: pd.Timestamp
) -> dict[str, pd.Timestamp]:
    """Give for each elected office the first day on which the time of a holder may be over."""
    offices = partnership.offices
    columns = (offices[c] for c in ("office", "organization", "selection"))
    chosen = set()
    for post, body, selection in zip(*columns, strict=True):
        label = office_label(post, body)
        by_kind = not selection and now.posts.offices[label].kind in _ELECTED_KINDS
        if selection == "elected" or by_kind:
            chosen.add(label)
    days = dict.fromkeys(sorted(chosen), pd.NaT)
    for outlook in chances.posts(partnership, now, until):
        if outlook.office in chosen and outlook.ends:
            day = outlook.ends[0].day
            known = days[outlook.office]
            days[outlook.office] = day if pd.isna(known) else min(known, day)
    return days


def whose_yes(
    gatekeeper: str | None, holder: str, now: Standing, officials: Mapping[str, pd.Timestamp]
) -> Yes:
    """
    Tell whose yes an asset needs.

    Where nobody is named it is the holder's own, if that is a person or an office. That of an
    organization is its heads', or of all its offices where none heads it.
    """
    own = now.kinds.get(holder) in ("person", "office")
    name = gatekeeper or (holder if own else None)
    if name is None:
        return Yes(None, None, None)
    offices = [name]
    if now.kinds.get(name) == "person":
        offices = now.held_by(name)
        # Of several posts it is the one in the organization whose asset it is.
        there = now.bodies_of.get(holder, (now.body_of(holder),))
        offices = [x for x in offices if now.body_of(x) in there] or offices
    elif now.kinds.get(name) == "organization":
        every = [x for x, office in now.posts.offices.items() if office.organization == name]
        offices = [x for x in every if now.posts.offices[x].heads] or every
        if not offices:
            return Yes(name, None, None)
    chosen = [x for x in offices if x in officials]
    whole = now.kinds.get(name) == "organization" and len(chosen) < len(offices)
    if not chosen or whole:
        return Yes(name, elected=False, until=None)
    first = min((officials[x] for x in chosen), key=lambda day: (pd.isna(day), day))
    return Yes(name, elected=True, until=first)
