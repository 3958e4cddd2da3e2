"""Cradle to career: how closely the organizations of one stage work with those of the next."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from itertools import combinations_with_replacement

import numpy as np
import pandas as pd

from civicnet import reach
from civicnet import vocabulary as words
from civicnet.questions.framing import Kind, framed
from civicnet.questions.ground import Ground

_COLUMNS: dict[str, Kind] = {
    "stage": "text", "other": "text", "next": "flag", "n_stage": "count", "n_other": "count",
    "n_pairs": "count", "n_tied": "count", "density": "number", "tied": "list", "bridges": "list",
    "tables": "list", "hangs_on": "list", "reason": "text",
}  # fmt: skip


def handoffs(on: Ground) -> pd.DataFrame:
    """
    Measure between each two stages of a child's way how many pairs of organizations work together.

    Low density where one stage hands children on to the next marks the place where they may fall
    between organizations. Organizations without a stage (a district spans several) are counted in
    none; they are told as bridges.

    Returns one row per pair of stages, those that follow each other first, in the order of life;
    then the others that have organizations: `stage`, `other`, `next` (the one follows the other),
    `n_stage`, `n_other` (organizations), `n_pairs`, `n_tied` (pairs with a working tie), `density`
    (0-1; NaN where a stage has nobody), `tied` (tuple of "one - other"), `bridges` (tuple: partners
    of neither stage, tied to both, those with most ties first), `tables` (tuple: tables where both
    stages sit), `hangs_on` (tuple: people without each of whom no tied pair is left), `reason`.
    """
    stages = _stages(on)
    contacts = _contacts(on)
    kinds = dict(zip(on.reach.bodies, on.reach.kinds, strict=True))
    rows = []
    for i, j in combinations_with_replacement(range(len(words.STAGES)), 2):
        one, two = words.STAGES[i], words.STAGES[j]
        follows = j == i + 1
        left, right = stages.get(one, []), stages.get(two, [])
        if not follows and (not left or not right):
            continue
        pairs = _pairs(left, right, same=i == j)
        tied = [(a, b) for a, b in pairs if b in contacts[a]]
        both = [
            body
            for body in on.reach.bodies
            if body not in left and body not in right
            and contacts[body] & set(left) and contacts[body] & set(right)
        ]  # fmt: skip
        both.sort(key=lambda body: (-len(contacts[body] & {*left, *right}), body))
        rows.append(
            {
                "stage": one,
                "other": two,
                "next": follows,
                "n_stage": len(left),
                "n_other": len(right),
                "n_pairs": len(pairs),
                "n_tied": len(tied),
                "density": len(tied) / len(pairs) if pairs else np.nan,
                "tied": tuple(f"{a} - {b}" for a, b in tied),
                "bridges": tuple(body for body in both if kinds[body] != "table"),
                "tables": tuple(body for body in both if kinds[body] == "table"),
                "hangs_on": _hangs_on(on, tied),
                "reason": _reason(one, two, left, right, pairs),
            }
        )
    rows.sort(key=lambda r: not r["next"])
    return framed(rows, _COLUMNS)


def _stages(on: Ground) -> Mapping[str, list[str]]:
    """Name the organizations of each stage that are there; tables have their members' stages."""
    organizations = on.partnership.organizations
    kinds = dict(zip(on.reach.bodies, on.reach.kinds, strict=True))
    found: dict[str, list[str]] = defaultdict(list)
    columns = (organizations[c] for c in ("organization", "stage"))
    for body, stage in sorted(zip(*columns, strict=True), key=lambda row: row[0]):
        if stage and kinds.get(body) == "organization":
            found[stage].append(body)
    return found


def _contacts(on: Ground) -> Mapping[str, set[str]]:
    found: dict[str, set[str]] = {body: set() for body in on.reach.bodies}
    for one, two in on.reach.ends.tolist():
        found[on.reach.bodies[one]].add(on.reach.bodies[two])
        found[on.reach.bodies[two]].add(on.reach.bodies[one])
    return found


def _pairs(left: Sequence[str], right: Sequence[str], *, same: bool) -> list[tuple[str, str]]:
    if same:
        return [(a, b) for i, a in enumerate(left) for b in left[i + 1 :]]
    return [(a, b) for a in left for b in right]


def _hangs_on(on: Ground, tied: Collection[tuple[str, str]]) -> tuple[str, ...]:
    """Name the people any one of whom, leaving alone, ends every one of these tied pairs."""
    if not tied:
        return ()
    place = on.reach.place
    wanted = {tuple(sorted((place[a], place[b]))) for a, b in tied}
    mine = np.array([tuple(pair) in wanted for pair in on.reach.ends.tolist()], dtype=bool)
    links = on.reach.links[np.isin(on.reach.links["pair"], np.flatnonzero(mine))]
    people = {p for side in ("source_people", "target_people") for x in links[side] for p in x}
    ordered = sorted(people)
    gone = reach.gone(on.reach, [(person,) for person in ordered])
    alive = np.concatenate(list(reach.alive(on.reach, gone))) if ordered else np.zeros((0, 0))
    return tuple(person for person, row in zip(ordered, alive, strict=True) if not row[mine].any())


def _reason(
    one: str, two: str, left: Sequence[str], right: Sequence[str], pairs: Sequence[object]
) -> str:
    nobody = [stage for stage, own in ((one, left), (two, right)) if not own]
    if nobody:
        return f"no organization has the stage {' or '.join(nobody)}"
    return "" if pairs else "one organization only"
