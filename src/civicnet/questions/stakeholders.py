"""Whose claim is how far from a decision: power and interest, salience, and the network."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from civicnet.errors import ArgumentError
from civicnet.moments import Moment, moment
from civicnet.questions import answers
from civicnet.questions.framing import Kind, foremost, framed
from civicnet.questions.partners import listed, n
from civicnet.questions.voices import ways
from civicnet.questions.voices.groups import belongs
from civicnet.questions.voices.presence import DECIDES, Presence, presence
from civicnet.standing import Standing, standing

if TYPE_CHECKING:
    from civicnet.model import Partnership

# A judgement of 0-3 is high from here on.
HIGH = 2
# A claim so many steps from every table that decides is far from a decision.
FAR = 3
# Words in a sentence, at most, where it can be said in fewer.
LONGEST = 25
JUDGED = ("power", "legitimacy", "urgency", "interest")
# Mendelow's grid: what to do with whom, by whether power and interest are high.
GRID: dict[tuple[bool, ...], str] = {
    (True, True): "manage closely",
    (True, False): "keep satisfied",
    (False, True): "keep informed",
    (False, False): "monitor",
}
# Mitchell, Agle and Wood's classes, by whether power, legitimacy and urgency are high.
SALIENCE: dict[tuple[bool, ...], str] = {
    (True, True, True): "definitive",
    (True, True, False): "dominant",
    (True, False, True): "dangerous",
    (False, True, True): "dependent",
    (True, False, False): "dormant",
    (False, True, False): "discretionary",
    (False, False, True): "demanding",
    (False, False, False): "non-stakeholder",
}
_TABLE: dict[str, Kind] = {
    "organization": "text", "sector": "text", "power": "number", "legitimacy": "number",
    "urgency": "number", "interest": "number", "grid": "text", "salience": "text",
    "seats": "number", "deciding_seats": "number", "decision": "text",
    "steps_to_decision": "number", "steps_to_decider": "number", "through": "list",
    "only_through": "list", "routes": "number", "voices": "list", "claim": "yesno",
    "reason": "text",
}  # fmt: skip
_CLASSES: dict[str, Kind] = {
    "n": "count", "n_seated": "count", "n_deciding": "count", "n_far": "count",
    "organizations": "list",
}  # fmt: skip
_CLAIMS: dict[str, Kind] = {
    "organization": "text", "sector": "text", "voices": "list", "steps_to_decision": "number",
    "through": "list", "introducers": "list", "table": "text", "reason": "text",
}  # fmt: skip


@dataclass(frozen=True, eq=False)
class Stakeholders:
    """
    Who has power, a rightful claim, urgency, interest; and how far each is from a decision.

    `table` has one row per organization: the four judgements (0-3), `grid` (Mendelow's power and
    interest: "manage closely", "keep satisfied", "keep informed", "monitor"), `salience` (the class
    of Mitchell, Agle and Wood), `seats` (people who sit for it, each counted once),
    `deciding_seats` (those of them who decide), `decision` (the nearest table that decides),
    `steps_to_decision`, `steps_to_decider` (to the nearest partner who decides somewhere; 0 where
    it does itself), `through`, `only_through`, `routes`, `voices` (the groups it speaks as),
    `claim` (dependent, and three steps or more from every table that decides, or no way there),
    `reason`. `grid` and `salience` count each class: `n`, `n_seated`, `n_deciding`, `n_far` (three
    steps or more from a decision), `organizations`. `claims` lists the missing voices with a claim,
    and who could introduce them to which table.
    """

    at: Moment
    summary: tuple[str, ...]
    notes: tuple[str, ...]
    table: pd.DataFrame
    grid: pd.DataFrame
    salience: pd.DataFrame
    claims: pd.DataFrame

    to_dict = answers.to_dict
    _repr_html_ = answers.to_html
    __str__ = answers.sentences


def stakeholders(
    partnership: Partnership, *, at: object = None, strength: float = 2, high: float = HIGH
) -> Stakeholders:
    """
    Lay two classic lenses over the network: power and interest, and salience.

    A dependent stakeholder (a rightful, urgent claim and no power) who is three steps or more from
    any decision is a missing voice with a claim. The judgements are people's own, from the columns
    power, legitimacy, urgency and interest of Organizations; where one is blank, what needs it
    cannot be said.

    Parameters
    ----------
    strength : the least strength of ties that count as a way.
    high : from which judgement, 0-3, a thing counts as high.

    Raises
    ------
    ArgumentError
        for an unknown moment, or `high` outside 0-3.

    References
    ----------
    Mendelow, A. L. (1991). Environmental scanning: the impact of the stakeholder concept.
    Proceedings of the Second International Conference on Information Systems.
    Mitchell, R. K., Agle, B. R. & Wood, D. J. (1997). Toward a theory of stakeholder identification
    and salience. Academy of Management Review 22:853-886.

    Examples
    --------
    >>> import civicnet as cn
    >>> found = cn.stakeholders(cn.load_example("riverbend"), at="2026-11-15")
    >>> print(found.grid[["grid", "n", "n_seated"]].to_string(index=False))
              grid  n  n_seated
    manage closely 12        12
    keep satisfied  8         6
     keep informed 19        15
           monitor  5         1
    """
    if not 0 < high <= 3:
        raise ArgumentError(f"high must be above 0 and at most 3; got {high}")
    when = moment(partnership.frames, at)
    now = standing(partnership, when)
    speaks = belongs(partnership)
    found = presence(partnership, now, speaks)
    paths = ways.paths(partnership, when, found.deciding, strength=strength)
    organizations = partnership.organizations
    judged = organizations[organizations["kind"] != "table"].reset_index(drop=True)
    deciders = {place.body for place in found.places if place.engagement == DECIDES}
    around = _Around(found, paths, now, speaks, ways.apart(paths, deciders), high)
    rows = [
        _row(row, around) for row in judged[["organization", "sector", *JUDGED]].to_dict("records")
    ]
    table = framed(rows, _TABLE)
    needs = [name for name in JUDGED if not judged[name].notna().any()]
    claims = framed(
        [_claim(row, partnership, around) for row in rows if row["claim"] is True], _CLAIMS
    )
    summary, left = foremost(_told(partnership, table, claims, needs))
    return Stakeholders(
        at=when,
        summary=summary,
        notes=(*left, *paths.on.notes, *_notes(table, needs, high)),
        table=table,
        grid=_classes(table, "grid", tuple(GRID.values())),
        salience=_classes(table, "salience", tuple(SALIENCE.values())),
        claims=claims,
    )


@dataclass(frozen=True, eq=False)
class _Around:
    """What is around an organization: who sits where, the ways, who speaks as which group."""

    found: Presence
    paths: ways.Paths
    now: Standing
    speaks: dict[str, set[str]]
    to_decider: dict[str, float]
    high: float


def _row(row: dict[str, Any], around: _Around) -> dict[str, object]:
    name, found, paths, high = str(row["organization"]), around.found, around.paths, around.high
    people = around.now.staff.get(name, ())
    mine = tuple(place for place in found.places if place.body == name)
    near = ways.nearest(paths, [name], found.deciding, own=people)
    grid = _class(GRID, row, ("power", "interest"), high)
    salience = _class(SALIENCE, row, ("power", "legitimacy", "urgency"), high)
    steps = near.steps if near else float("nan")
    claim: bool | None = None
    if salience and salience != "dependent":
        claim = False
    elif salience and near:
        claim = not steps < FAR
    missing = [column for column in JUDGED if np.isnan(row[column])]
    reasons = [
        f"cannot say: needs {', '.join(missing)}" if missing else "",
        "" if near else "no steps: needs decides in the column engagement of Seats",
        "no way leads to a table that decides" if near and np.isnan(steps) else "",
    ]
    return row | {
        "grid": grid,
        "salience": salience,
        "seats": float(len({place.holder for place in mine})) if found.tables else float("nan"),
        "deciding_seats": found.decided_by(mine) if found.tables else float("nan"),
        "decision": near.table if near and near.way else None,
        "steps_to_decision": steps,
        "steps_to_decider": around.to_decider.get(name, float("nan")),
        "through": near.through if near else (),
        "only_through": near.only_through if near else (),
        "routes": near.routes if near else float("nan"),
        "voices": tuple(sorted(around.speaks.get(name, ()))),
        "claim": claim,
        "reason": "; ".join(reason for reason in reasons if reason),
    }


def _class(
    classes: Mapping[tuple[bool, ...], str],
    row: Mapping[str, Any],
    columns: tuple[str, ...],
    high: float,
) -> str | None:
    """Name the class of an organization; None where a judgement that it needs is blank."""
    values = [float(row[column]) for column in columns]
    if any(np.isnan(value) for value in values):
        return None
    return classes[tuple(value >= high for value in values)]


def _classes(table: pd.DataFrame, column: str, classes: tuple[str, ...]) -> pd.DataFrame:
    """Count the organizations of each class, and how many sit, decide or are far from a table."""
    far = table["decision"].isna() | (table["steps_to_decision"] >= FAR)
    known = table["seats"].notna()
    rows: list[dict[str, object]] = []
    for name in classes:
        mine = table[column] == name
        rows.append(
            {
                column: name,
                "n": int(mine.sum()),
                "n_seated": int((mine & (table["seats"] > 0)).sum()),
                "n_deciding": int((mine & (table["deciding_seats"] > 0)).sum()),
                "n_far": int((mine & far & known).sum()),
                "organizations": tuple(sorted(table.loc[mine, "organization"])),
            }
        )
    return framed(rows, {column: "text", **_CLASSES})


def _claim(row: dict[str, object], partnership: Partnership, around: _Around) -> dict[str, object]:
    """Describe one missing voice with a claim, and who could introduce it where."""
    name = str(row["organization"])
    own = around.now.staff.get(name, ())
    could = {
        table: ways.introducers(around.paths, [name], table, own=own)
        for table in around.paths.tables
    }
    told = partnership.voices
    expected = {
        table
        for voice, tables in zip(told["voice"], told["expected_at"], strict=True)
        for table in tables
        if voice in around.speaks.get(name, ())
    }
    # Where the group it speaks as is expected comes first.
    open_to = sorted(
        (table for table, who in could.items() if who), key=lambda t: t not in expected
    )
    kept = ("organization", "sector", "voices", "steps_to_decision", "through", "reason")
    return {column: row[column] for column in kept} | {
        "table": open_to[0] if open_to else None,
        "introducers": could[open_to[0]] if open_to else (),
    }


def _told(
    partnership: Partnership, table: pd.DataFrame, claims: pd.DataFrame, needs: list[str]
) -> list[tuple[int, str]]:
    said = [(1, partnership.invented)]
    if not len(table):
        return [*said, (1, "Cannot say: needs rows in Organizations.")]
    if needs:
        columns = "column" if len(needs) == 1 else "columns"
        said.append((1, f"Cannot say all: needs the {columns} {listed(needs)} in Organizations."))
    if not table["decision"].notna().any() and not table["steps_to_decider"].notna().any():
        said.append((1, "Cannot say how far a decision is: needs engagement in Seats."))
    said += [
        (2, _claims(table, claims)),
        (2, _introduced(claims)),
        (2, _unseated(table)),
        (3, _largest(table)),
        (3, _hanging(table)),
        (4, _blank(table, needs)),
    ]
    return said


def _claims(table: pd.DataFrame, claims: pd.DataFrame) -> str:
    judged = table["claim"].notna()
    if not judged.any():
        return ""
    dependent = int((table["salience"] == "dependent").sum())
    if not len(claims):
        if table.loc[table["salience"] == "dependent", "claim"].isna().any():
            return ""
        return (
            f"{n(dependent, 'organization has', 'organizations have')} a rightful and urgent claim "
            "without power; none is three steps or more from a decision."
        )
    voices = n(len(claims), "missing voice")
    said = ""
    for shown in (3, 2, 1):
        said = (
            f"{voices} with a rightful, urgent claim, no power and no decision within two steps: "
            f"{listed(list(claims['organization']), shown)}."
        )
        if len(said.split()) <= LONGEST:
            break
    return said


def _introduced(claims: pd.DataFrame) -> str:
    could = claims[claims["introducers"].map(len) > 0]
    if not len(could):
        return ""
    name, who, table = (could[c].iat[0] for c in ("organization", "introducers", "table"))
    return f"{listed(who, 2)} could introduce {name} to the {table}."


def _unseated(table: pd.DataFrame) -> str:
    """Name who has power and interest and sits nowhere."""
    found = table[(table["grid"] == "manage closely") & (table["seats"] == 0)]
    if not len(found):
        return ""
    has = n(len(found), "organization", "organizations")
    return f"Power and interest, but no seat: {has}: {listed(list(found['organization']), 3)}."


def _largest(table: pd.DataFrame) -> str:
    counts = table["grid"].value_counts()
    if not len(counts):
        return ""
    parts = [f"{name} {counts[name]:,}" for name in GRID.values() if name in counts]
    return f"By power and interest: {', '.join(parts)}."


def _hanging(table: pd.DataFrame) -> str:
    found = table[(table["salience"] == "definitive") & (table["deciding_seats"] == 0)]
    if not len(found):
        return ""
    many = n(len(found), "organization")
    return (
        f"{many} with power, a rightful claim and urgency {'does' if len(found) == 1 else 'do'} "
        f"not decide anywhere: {listed(list(found['organization']), 2)}."
    )


def _blank(table: pd.DataFrame, needs: list[str]) -> str:
    blank = table[[*JUDGED]].isna().any(axis=1)
    if needs or not blank.any():
        return ""
    names = listed(list(table.loc[blank, "organization"]), 2)
    return f"Cannot say all of {n(int(blank.sum()), 'organization')}, with a blank: {names}."


def _notes(table: pd.DataFrame, needs: list[str], high: float) -> list[str]:
    notes = [
        (
            f"A judgement counts as high from {high:g} of 3. The judgements are somebody's own: "
            "ask whose, and share them with the core only."
        ),
        "Far is three steps or more from every table at which somebody decides, or no way there.",
        (
            "The words of the classes (dangerous, dependent, dormant …) are those of Mitchell, "
            "Agle and Wood; they judge a claim's standing, not the people."
        ),
    ]
    if not needs and len(table):
        judged = int((~table[[*JUDGED]].isna().any(axis=1)).sum())
        notes.append(f"{judged:,} of {n(len(table), 'organization')} have all four judgements.")
    return notes
