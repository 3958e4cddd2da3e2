"""Who brings what: coverage, who alone, who twice, what stands idle, whose yes, what ends when."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import pandas as pd

from civicnet.moments import Moment
from civicnet.questions import answers
from civicnet.questions.assets import words
from civicnet.questions.assets.brought import GROUPS, OTHER, UNSAID, Brought, brought, could_meet
from civicnet.questions.assets.candidates import needed
from civicnet.questions.assets.coverage import coverage, duplicates, idle, single, tied_pairs
from civicnet.questions.assets.doors import data, doors, handshake
from civicnet.questions.assets.ends import expiring
from civicnet.questions.assets.exchange import exchanges, staff
from civicnet.questions.assets.functions import functions
from civicnet.questions.assets.initiatives import initiatives
from civicnet.questions.concentration import MONTHS, counted, last_day, profile
from civicnet.questions.framing import Kind, framed
from civicnet.questions.ground import ground
from civicnet.questions.rehouse.backbone import backbone

if TYPE_CHECKING:
    from civicnet.model import Partnership


@dataclass(frozen=True, eq=False)
class Assets:
    """
    Who brings what, seen from every side.

    Frames, each described where it is made: `coverage` (kind x outcome x place), `single` (one
    provider alone), `duplicates` (several for the same, in the same place), `idle`, `concentration`
    (how much hangs on how few, kind by kind), `doors` (whose yes opens what), `expiring` (what ends
    when, and the hole that leaves), `one_way` (who gives and gets nothing written down back),
    `functions` (the mayoral and backbone functions, and what goes with the mayor), `data` (who
    works on, answers for and owns each data set), `handshake` (what no agreement keeps), `staff`
    (who pays for the people), `initiatives` (what other initiatives our people work in).
    """

    at: Moment
    until: pd.Timestamp
    summary: tuple[str, ...]
    notes: tuple[str, ...]
    coverage: pd.DataFrame
    single: pd.DataFrame
    duplicates: pd.DataFrame
    idle: pd.DataFrame
    concentration: pd.DataFrame
    doors: pd.DataFrame
    expiring: pd.DataFrame
    one_way: pd.DataFrame
    functions: pd.DataFrame
    data: pd.DataFrame
    handshake: pd.DataFrame
    staff: pd.DataFrame
    initiatives: pd.DataFrame

    to_dict = answers.to_dict
    _repr_html_ = answers.to_html
    __str__ = answers.sentences


def assets(
    partnership: Partnership,
    *,
    at: object = None,
    kind: str | None = None,
    outcome: str | None = None,
    until: object = None,
    strength: float = 2,
) -> Assets:
    """
    Tell who brings what: resources, mayoral and backbone functions, community assets alike.

    Something counts while it runs and whoever it rests on is there. A provider is an organization
    with its people, or a person without one. What names no outcome serves all; what does not say
    how much is in use, how much it is, or where, is not known, and never nothing.

    Parameters
    ----------
    kind, outcome : only assets of a kind (or of a group such as "mayoral functions"), or for an
        outcome.
    until : the day looked ahead to for what ends and who may leave; twelve months ahead unless
        said.
    strength : the least strength of a tie that counts as contact.

    Raises
    ------
    ArgumentError
        for an unknown moment, kind or outcome, or a day that has passed.

    Examples
    --------
    >>> import civicnet as cn
    >>> found = cn.assets(cn.load_example("riverbend"), at="2026-11-15", kind="space")
    >>> print(found.idle[["asset", "used_share"]].head(3).to_string(index=False))
                         asset  used_share
        Former Franklin School        0.05
    Maple Court community room        0.20
               Fellowship hall        0.30
    """
    on = ground(partnership, at, strength=strength, within=2)
    day = last_day(partnership, on.at, until, MONTHS)
    found = brought(partnership, on.now, day, kind=kind, outcome=outcome)
    home = backbone(partnership, found.held.assign(body=found.held["provider"]), None)
    asked = needed(on, home.name)
    meets = [
        tuple(x.need for x in asked if could_meet(x.kind, x.outcome, own, served))
        for own, served in zip(found.held["kind"], found.held["outcome"], strict=True)
    ]
    names = on.reach.bodies
    one_way, n_pairs = exchanges(found)
    told = Assets(
        at=on.at,
        until=day,
        summary=(),
        notes=(),
        coverage=coverage(found),
        single=single(found),
        duplicates=duplicates(found, tied_pairs((names[i], names[j]) for i, j in on.reach.ends)),
        idle=idle(found, meets),
        concentration=concentrations(found),
        doors=doors(found),
        expiring=expiring(found),
        one_way=one_way,
        functions=functions(found),
        data=data(found, partnership.network(at=on.at, strength=strength), home.name),
        handshake=handshake(found),
        staff=staff(found),
        initiatives=initiatives(found),
    )
    summary, more = words.of_assets(told, found)
    return replace(
        told,
        summary=tuple(x for x in (partnership.invented, *summary) if x),
        notes=(*more, *words.asset_notes(told, found, n_pairs)),
    )


_CONCENTRATION: dict[str, Kind] = {
    "kind": "text", "group": "text", "unit": "text", "measured_by": "text", "n_holders": "count",
    "n_assets": "count", "n_with_amount": "count", "yearly": "number", "hhi": "number",
    "effective_number": "number", "largest": "text", "largest_share": "number",
    "without_largest": "number", "ending_share": "number", "elected_share": "number",
    "unsaid_share": "number", "reason": "text",
}  # fmt: skip


def concentrations(found: Brought) -> pd.DataFrame:
    """
    Tell kind by kind how much hangs on how few, as the question `concentration` tells of one kind.

    Returns one row per kind and unit, in the order of the vocabulary: `kind`, `group`,
    `unit`, `measured_by` ("amount" or "number": each asset counts one), `n_holders`, `n_assets`,
    `n_with_amount`, `yearly`, `hhi` (1 all from one, 1/n the same from each of n),
    `effective_number`, `largest`, `largest_share`, `without_largest`, `ending_share` (over by the
    day looked ahead to), `elected_share` (needs the yes of an elected official), `unsaid_share`
    (nobody wrote down whose), `reason`.
    """
    there = set(found.held["kind"]) - {UNSAID}
    parts = [
        counted(found.partnership, found.now, kind, found.held, found.officials).assign(
            recipient=kind
        )
        for kind in found.kinds
        if kind in there
    ]
    if not parts:
        return framed([], _CONCENTRATION)
    rows = pd.concat(parts, ignore_index=True)
    rows = rows.assign(ends=(rows["until"] <= found.until).to_numpy(dtype=bool))
    table = profile(rows, found.now.at, found.until).rename(columns={"recipient": "kind"})
    table = table.assign(group=[GROUPS.get(kind, OTHER) for kind in table["kind"]])
    return framed(table[list(_CONCENTRATION)].to_dict("records"), _CONCENTRATION)
