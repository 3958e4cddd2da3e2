"""Who works on which outcome, and by what: a role, or a program that names it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from typing import TYPE_CHECKING

import pandas as pd

from civicnet.questions.seats.roles import ACCOUNTABLE, body_of, parts
from civicnet.stakes import stakes
from civicnet.standing import Standing

if TYPE_CHECKING:
    from civicnet.model import Partnership

PROGRAM = "program"
# Who is only asked or told does not work on it.
WORKING = (ACCOUNTABLE, "responsible")

Works = Mapping[str, Mapping[str, frozenset[str]]]


def held_assets(partnership: Partnership, now: Standing) -> pd.DataFrame:
    """List the assets of today (see `stakes`) with `organization`, the body that brings each."""
    held = stakes(partnership, now)
    return held.assign(organization=[body_of(holder, now) or holder for holder in held["holder"]])


def works(partnership: Partnership, now: Standing, held: pd.DataFrame) -> Works:
    """
    Tell for each outcome which organizations work on it, and by what.

    That is whoever is accountable or responsible for it, owns it, or brings a program that names
    it. Money, data and rooms that serve an outcome make nobody work on it.
    """
    found: dict[str, dict[str, set[str]]] = {}
    for outcome, roles in parts(partnership, now).items():
        own = found.setdefault(outcome, defaultdict(set))
        for role in WORKING:
            for body in roles.get(role, ()):
                own[body].add(role)
    programs = held[held["kind"] == PROGRAM]
    for body, served in zip(programs["organization"], programs["outcome"], strict=True):
        for outcome in served:
            if outcome in found:
                found[outcome][body].add(PROGRAM)
    return {
        outcome: {body: frozenset(how) for body, how in own.items()}
        for outcome, own in found.items()
    }


def naming(held: pd.DataFrame, outcome: str) -> pd.Series:
    """Mark the assets that name an outcome."""
    return pd.Series([outcome in served for served in held["outcome"]], held.index, dtype=bool)
