"""Partnerships made for the bench, with a seed: of any size, with all that a real one has."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd

import civicnet as cn
from civicnet import vocabulary as words

FIRST = (
    "Ada",
    "Ben",
    "Cleo",
    "Dara",
    "Eli",
    "Fatima",
    "Gus",
    "Hana",
    "Ivo",
    "June",
    "Kofi",
    "Lena",
)
LAST = ("Abbott", "Byrne", "Castillo", "Dunn", "Eze", "Fox", "Garza", "Haas", "Kaur", "Moua", "Paz")
WHAT = ("Youth", "Health", "Housing", "Library", "Training", "Music", "Garden", "Science", "Family")
FIRM = ("Center", "Alliance", "Council", "Foundation", "Department", "Network", "Fund", "College")
POSTS = ("Director", "Manager", "Coordinator", "President", "Chief")
QUARTERS = ("Downtown", "Eastbank", "Hillside")
VOICES = ("parents", "students", "tenants", "newcomers")
USUAL = ("works with", "plans with", "refers", "funds", "convenes", "knows of", "shares data")
DAYS = tuple(f"{year}-{month:02d}-01" for year in range(2012, 2027) for month in (1, 4, 6, 9))
# Shares of all actors, and how many of each there are for one actor: as in the bundled example.
ORGANIZATIONS, OFFICES, TABLES = 0.29, 0.26, 0.025
TIES, SEATS, ASSETS, NEEDS = 1.9, 0.6, 0.6, 0.04
# One office in so many is elected; one tie in ten reaches anywhere, the others a few doors on.
ELECTED, ABROAD = 20, 0.1


def town(n: int, seed: int = 0) -> cn.Partnership:
    """
    Make a partnership of n actors: tables, organizations, offices and people.

    Ties stay near: organizations stand in a row, and most partners are a few doors away.
    """
    random = np.random.default_rng([n, seed])

    def some(of: Sequence[Any], many: int) -> list[Any]:
        return [of[k] for k in random.integers(len(of), size=many)]

    def numbered(one: Sequence[str], two: Sequence[str], many: int) -> list[str]:
        return [f"{a} {b} {k}" for k, (a, b) in enumerate(zip(some(one, many), some(two, many)))]  # noqa: B905

    n_tables, n_firms = max(2, round(TABLES * n)), max(2, round(ORGANIZATIONS * n))
    n_offices = max(1, round(OFFICES * n))
    n_people = max(2, n - n_tables - n_firms - n_offices)
    n_seats, n_assets, n_needs = (max(1, round(each * n)) for each in (SEATS, ASSETS, NEEDS))
    firms, people = numbered(WHAT, FIRM, n_firms), numbered(FIRST, LAST, n_people)
    tables = [f"Table {k}" for k in range(n_tables)]
    home = random.integers(n_firms, size=n_people)
    posts = [f"{post} {k // n_firms + 1}" for k, post in enumerate(some(POSTS, n_offices))]
    housed = [firms[k] for k in random.permutation(n_offices) % n_firms]
    filled = min(round(0.9 * n_offices), n_people)
    organizations = pd.DataFrame(
        {
            "organization": firms,
            "sector": some(tuple(words.SECTORS), n_firms),
            "place": some(QUARTERS, n_firms),
        }
    )
    frames = {
        "people": {
            "person": people,
            "organization": [firms[k] for k in home],
            "level": some(words.LEVELS, n_people),
            "start": some(DAYS, n_people),
        },
        "offices": {
            "office": posts,
            "organization": housed,
            "selection": ["hired" if k % ELECTED else "elected" for k in range(n_offices)],
            "heads": [k < n_firms for k in range(n_offices)],
        },
        "terms": {
            "person": people[:filled],
            "office": posts[:filled],
            "organization": housed[:filled],
            "start": some(DAYS, filled),
        },
        "ties": _ties(random, firms, people, home, round(TIES * n)),
        "assets": {
            "asset": [f"Asset {k}" for k in range(n_assets)],
            "kind": some(words.ASSET_KINDS, n_assets),
            "holder": some(firms, n_assets),
            "outcome": some(("", "Result 0", "Result 1", "Result 2"), n_assets),
            "place": some((*QUARTERS, ""), n_assets),
            "gatekeeper": some(("", "", *people), n_assets),
            "start": some(DAYS, n_assets),
        },
        "needs": {
            "need": [f"Need {k}" for k in range(n_needs)],
            "kind": some(words.ASSET_KINDS, n_needs),
            "who": some(firms, n_needs),
        },
        "voices": {
            "voice": VOICES,
            "expected_at": [tables[k % n_tables] for k in range(len(VOICES))],
        },
        "outcomes": {
            "outcome": [f"Result {k}" for k in range(8)],
            "goal": ["A good start"] * 8,
            "owner": some(firms, 8),
        },
    }
    seats = pd.DataFrame(
        {
            "table": some(tables, n_seats),
            "actor": some(people, n_seats),
            "role": some(("member", "member", "member", "chair", "staff"), n_seats),
            "engagement": some(words.ENGAGEMENTS, n_seats),
            "start": some(DAYS, n_seats),
        }
    )
    at_tables = pd.DataFrame({"organization": tables, "kind": "table"})
    return cn.Partnership.from_frames(
        organizations=pd.concat([organizations, at_tables], ignore_index=True),
        seats=seats.drop_duplicates(["table", "actor"]),
        **{name: pd.DataFrame(columns) for name, columns in frames.items()},
    )


def _ties(
    random: np.random.Generator,
    firms: Sequence[str],
    people: Sequence[str],
    home: np.ndarray[Any, Any],
    many: int,
) -> pd.DataFrame:
    """Tie organizations and half of the people, each to somebody a few doors on."""
    half = len(people) // 2
    ends = np.array([*people[:half], *firms], dtype=object)
    row = np.argsort(np.concatenate([home[:half], np.arange(len(firms))]), kind="stable")
    one = random.integers(len(ends), size=many)
    near = one + np.rint(6 * random.standard_cauchy(many)).astype(np.int64)
    anywhere = random.integers(len(ends), size=many)
    other = np.where(random.random(many) < ABROAD, anywhere, near) % len(ends)
    ties = pd.DataFrame({"source": ends[row[one]], "target": ends[row[other]]})
    ties = ties[ties["source"] != ties["target"]].drop_duplicates()
    left = len(ties)
    return ties.assign(
        relation=random.choice([*USUAL, *USUAL, *USUAL, "disputes"], left),
        form=random.choice(["none", "none", "verbal", "mou", "contract"], left),
        strength=random.integers(1, 5, left),
        trust=random.integers(1, 5, left),
        need=random.integers(0, 4, left),
        start=random.choice(DAYS, left),
    )
