"""
The one door from a Partnership to its networks: bodies, links, and who carries each link.

A body is an organization or table with its offices and people; a person without an organization
is a body of their own. Two bodies are linked while one tie or seat between them is alive.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from functools import wraps
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from civicnet import rules
from civicnet import vocabulary as words
from civicnet.cells import fold
from civicnet.moments import running
from civicnet.names import office_label
from civicnet.standing import Standing, kept, standing
from civicnet.typed import series

if TYPE_CHECKING:
    from civicnet.model import Partnership


# One question asks for the same frames several times, and a page asks several questions. Up to so
# many ties and seats they are kept; beyond, they would take memory as long as the data are held.
_KEPT_UP_TO = 100_000

Frame = Callable[["Partnership", object], pd.DataFrame]


def _kept(make: Frame) -> Frame:
    """Make a frame once for each partnership and moment, and give copies of it."""
    known = kept(make)

    @wraps(make)
    def given(partnership: Partnership, at: object = None) -> pd.DataFrame:
        if len(partnership.ties) + len(partnership.seats) > _KEPT_UP_TO:
            return make(partnership, at)
        return known(partnership, at).copy()

    return given


# --- who is there ------------------------------------------------------------------------------


@_kept
def actors(partnership: Partnership, at: object = None) -> pd.DataFrame:
    """
    List every actor at a moment.

    Returns one row per actor, sorted by name: `actor` (str), `kind` ("person", "office",
    "organization", "table"), `subkind` (kind of office or organization, level of a person; None
    where unknown), `sector` (a person's or office's is that of its body where it has none),
    `body` (str: the body it counts as), `organizations` (tuple: every body it belongs to),
    `public_office` (bool: holds, or is, an office that is elected or of a public kind),
    `unnamed` (bool), `present` (bool: offices and organizations always are), `start` and `end`
    (datetime64).
    """
    now = standing(partnership, at)
    organizations, people = partnership.organizations, partnership.people
    sectors = dict(zip(organizations["organization"], organizations["sector"], strict=True))
    selection = {
        office_label(post, body): chosen
        for post, body, chosen in zip(
            *(partnership.offices[c] for c in ("office", "organization", "selection")), strict=True
        )
    }
    public = {
        label
        for label, office in now.posts.offices.items()
        if selection.get(label) == "elected" or office.kind in _PUBLIC_KINDS
    }
    held: dict[str, list[str]] = defaultdict(list)
    for label, holding in now.holders.items():
        for person in holding:
            held[person].append(label)
    rows: list[dict[str, object]] = []
    nat = np.datetime64("NaT", "us")
    for label, kind, sector in zip(
        *(organizations[c] for c in ("organization", "kind", "sector")), strict=True
    ):
        sort = "table" if kind == "table" else "organization"
        subkind = None if kind == "table" else kind
        rows.append(_actor_row(label, sort, subkind, sector, (label,), nat, nat))
    for label, office in now.posts.offices.items():
        sector = sectors.get(office.organization)
        row = _actor_row(
            label, "office", office.kind or None, sector, (office.organization,), nat, nat
        )
        rows.append({**row, "public_office": label in public})
    columns = ("person", "level", "sector", "start", "end", "unnamed")
    for person, level, sector, start, end, unnamed in zip(
        *(people[c] for c in columns), strict=True
    ):
        bodies = now.bodies_of.get(person, (now.posts.homes.get(person, person),))
        own = sector or sectors.get(bodies[0])
        row = _actor_row(person, "person", level, own, bodies, start, end)
        row |= {
            "public_office": any(label in public for label in held[person]),
            "unnamed": unnamed is True,
            "present": person in now.present,
        }
        rows.append(row)
    names = list(_actor_row("", "", None, None, ("",), nat, nat))
    frame = pd.DataFrame({name: series([row[name] for row in rows], "text") for name in names})
    dates = dict.fromkeys(("start", "end"), "datetime64[us]")
    frame = frame.astype(dates | dict.fromkeys(("public_office", "unnamed", "present"), bool))
    return frame.sort_values(["actor", "kind"], kind="stable").reset_index(drop=True)


_PUBLIC_KINDS = ("mayor", "council member", "county executive", "superintendent", "school board")


def _actor_row(
    label: str,
    kind: str,
    subkind: str | None,
    sector: str | None,
    bodies: tuple[str, ...],
    start: object,
    end: object,
) -> dict[str, object]:
    return {
        "actor": label,
        "kind": kind,
        "subkind": subkind,
        "sector": sector,
        "body": bodies[0],
        "organizations": () if bodies == (label,) else bodies,
        "public_office": False,
        "unnamed": False,
        "present": True,
        "start": start,
        "end": end,
    }


@_kept
def ties_as_typed(partnership: Partnership, at: object = None) -> pd.DataFrame:
    """
    List every live relation between actors as it was typed.

    Returns one row per relation: `source`, `target` (actors), `what` ("tie", "seat", "holds" a
    person an office, "of" an office its organization, "works at" a person an organization),
    `relation`, `form`, `basis`, `basis_inferred` (bool), `strength` (1-4), `adverse` (bool),
    `agreement`, `role`, `engagement`, `trust`, `need`, `start`, `end`, and `row`, the row in
    the frame it comes from (ties or seats; -1 for the others).
    """
    now = standing(partnership, at)
    rests, inferred = rules.basis(partnership.frames)
    ties = _as_typed(partnership.ties, _tie_links(partnership, now, rests), now)
    ties["basis_inferred"] = inferred.to_numpy()[ties["row"].to_numpy()]
    seats = partnership.seats.rename(columns={"actor": "source", "table": "target"})
    seats = _as_typed(seats, _rows(_seat_links(partnership, now)), now)
    seats = seats.assign(relation=seats["role"], basis_inferred=False)
    belongs: list[dict[str, object]] = []
    for person, bodies in now.bodies_of.items():
        held = now.held_by(person)
        through = {now.body_of(office) for office in held}
        belongs += [
            {"source": person, "target": body, "what": "works at"}
            for body in bodies
            if body != person and body not in through
        ]
    for label, people in now.holders.items():
        belongs.append({"source": label, "target": now.body_of(label), "what": "of"})
        belongs += [
            {"source": p, "target": label, "what": "holds"} for p in people if p in now.present
        ]
    structure = pd.DataFrame(belongs, columns=["source", "target", "what"]).assign(
        basis="institutional", basis_inferred=False, adverse=False, row=-1
    )
    columns = [
        "source", "target", "what", "relation", "form", "basis", "basis_inferred", "strength",
        "adverse", "agreement", "role", "engagement", "trust", "need", "start", "end", "row",
    ]  # fmt: skip
    parts = (ties, seats, structure)
    frame = pd.DataFrame(
        {
            c: pd.Series(np.concatenate([_plain(p, c) for p in parts]), dtype=_dtype(c))
            for c in columns
        }
    )
    order = ["what", "source", "target", "row"]
    return frame.sort_values(order, kind="stable", ignore_index=True)


def _as_typed(rows: pd.DataFrame, found: pd.DataFrame, now: Standing) -> pd.DataFrame:
    """
    Give the rows behind live links as they were typed, with what each rests on.

    The agreement of somebody who has left is written for the institution it stays with.
    """
    taken = rows.iloc[found["row"].to_numpy()].reset_index(drop=True)
    away = {name for name, kind in now.kinds.items() if kind == "person"} - now.present
    for end in ("source", "target"):
        left = taken[end].isin(away)
        stays = found[f"{end}_office"].where(found[f"{end}_office"] != "", found[end])
        taken = taken.assign(**{end: taken[end].mask(left, stays)})
    return taken.assign(**{c: found[c] for c in ("what", "basis", "adverse", "row")})


def _plain(part: pd.DataFrame, column: str) -> np.ndarray:
    """Give a column, blank where a part has none, in the dtype it has in every frame."""
    dtype = _dtype(column)
    if column not in part:
        return np.full(len(part), np.nan if dtype == "float64" else None, dtype=dtype)
    values: np.ndarray = part[column].to_numpy(dtype=dtype)
    if dtype == "object":
        values = values.copy()
        values[pd.isna(values)] = None
    return values


def _dtype(column: str) -> str:
    if column in ("strength", "trust", "need"):
        return "float64"
    if column in ("start", "end"):
        return "datetime64[us]"
    if column in ("adverse", "basis_inferred"):
        return "bool"
    return "int64" if column == "row" else "object"


def adverse(relation: object) -> bool:
    """Tell whether a relation is one of being at odds: drawn, never counted as contact."""
    return isinstance(relation, str) and fold(relation) in words.ADVERSE_RELATIONS


def seat_basis(partnership: Partnership, kinds: dict[str, str] | None = None) -> list[str]:
    """
    Tell what each seat rests on.

    The form says it where there is one; else the institution for whom the seat is held, or the
    person who holds it in their own name.
    """
    kinds = kinds if kinds is not None else rules.kinds(partnership.frames)
    seats = partnership.seats
    return [
        rules.form_basis(form)
        if form
        else ("institutional" if behalf or kinds.get(actor) != "person" else "personal")
        for form, behalf, actor in zip(
            seats["form"], seats["on_behalf_of"], seats["actor"], strict=True
        )
    ]


# --- links between bodies, and who carries them ------------------------------------------------


@dataclass(frozen=True)
class _Side:
    """One end of a link: its body, the people it rests on (none: nobody need be there)."""

    body: str
    people: tuple[str, ...] = ()
    office: str = ""


@_kept
def links(partnership: Partnership, at: object = None) -> pd.DataFrame:
    """
    List every live link with the bodies it joins and the people who carry it.

    A personal tie lives while one of `source_people` and one of `target_people` is there; an
    empty tuple means that the side needs nobody (an institution, or nobody is known there). A
    tie within one body has the same body on both sides.

    Returns one row per link: `source`, `target` (bodies), `what` ("tie", "seat", "home": a
    second home of a person with two hats), `relation`, `basis`, `strength`, `adverse` (bool),
    `mutual` (bool: it has no direction), `source_people`, `target_people` (tuples),
    `source_office`, `target_office` (labels, "" where none), and `row`, the row in ties or
    seats (-1 for a home).
    """
    now = standing(partnership, at)
    others = _rows([*_seat_links(partnership, now), *_home_links(now)])
    rests, _ = rules.basis(partnership.frames)
    parts = [_tie_links(partnership, now, rests), others]
    return pd.concat([part for part in parts if len(part)] or [others], ignore_index=True)


def _rows(found: Iterable[dict[str, object]]) -> pd.DataFrame:
    columns = [
        "source", "target", "what", "relation", "basis", "strength", "adverse", "mutual",
        "source_people", "target_people", "source_office", "target_office", "row",
    ]  # fmt: skip
    rows = list(found)
    frame = pd.DataFrame({c: series([row[c] for row in rows], "text") for c in columns})
    return frame.astype({"strength": "float64", "adverse": bool, "mutual": bool, "row": "int64"})


def _tie_links(partnership: Partnership, now: Standing, rests: pd.Series) -> pd.DataFrame:
    rows = np.flatnonzero(running(partnership.ties, now.at))
    ties = partnership.ties.iloc[rows]
    days = ties["start"].fillna(now.at.date).to_numpy()
    through = {end: np.full(len(rows), "", dtype=object) for end in ("source", "target")}
    for i in np.flatnonzero(ties["via"].notna()).tolist():
        source, target = ties["source"].iat[i], ties["target"].iat[i]
        acting = _via(ties["via"].iat[i], source, target, days[i], now)
        through["source"][i] = acting.get(source, "")
        through["target"][i] = acting.get(target, "")
    # What stands behind an end is the same in every tie: each end is looked up once.
    ends = pd.DataFrame(
        {
            "name": pd.concat([ties["source"], ties["target"]], ignore_index=True),
            "via": np.concatenate(list(through.values())),
            "day": np.concatenate([days, days]),
        }
    )
    which = ends.groupby(["name", "via", "day"], sort=False).ngroup().to_numpy()
    known = list(ends.drop_duplicates().itertuples(index=False, name=None))
    one, two = np.split(which, 2)
    asked = (rests.to_numpy()[rows] == "institutional").astype(bool)
    behind: list[_Side | None] = [None] * len(known)
    for i in np.unique(np.concatenate([one[asked], two[asked]])).tolist():
        name, via, day = known[i]
        behind[i] = _institution(name, via, day, now)
    there = [side is not None for side in behind]
    institutional = asked & np.array([*there, False])[one] & np.array([*there, False])[two]
    sides = behind + [_carriers(name, via, now) for name, via, _ in known]
    one, two = (np.where(institutional, end, end + len(known)) for end in (one, two))
    alive = np.array([*(side is not None for side in sides), False])
    live = alive[one] & alive[two]
    data: dict[str, pd.Series] = {}
    for end, at in (("source", one[live]), ("target", two[live])):
        for column, field in (("", "body"), ("_people", "people"), ("_office", "office")):
            values = series([getattr(side, field, None) for side in sides], "text").to_numpy()
            data[end + column] = series(values[at], "text")
    kept = ties[live]
    relations = {relation: adverse(relation) for relation in kept["relation"].unique()}
    made = pd.DataFrame(
        {
            **data,
            "what": series(np.full(len(kept), "tie", dtype=object), "text"),
            "relation": series(kept["relation"].to_numpy(), "text"),
            "basis": series(np.where(institutional[live], "institutional", "personal"), "text"),
            "strength": kept["strength"].to_numpy(),
            "adverse": kept["relation"].map(relations).to_numpy(dtype=bool),
            "mutual": kept["directed"].isin([False]).to_numpy(),
            "row": rows[live].astype(np.int64),
        },
        copy=False,
    )
    return made[list(_rows([]).columns)]


def _via(
    via: str | None, source: str, target: str, day: np.datetime64, now: Standing
) -> dict[str, str]:
    """Tell which end acts through the office `via`: its holder, else the source."""
    if not via:
        return {}
    people = [name for name in (source, target) if now.kinds.get(name) == "person"]
    holding = [name for name in people if via in now.posts.held(name, day)]
    return dict.fromkeys((holding or people)[:1], via)


def _institution(name: str, via: str, day: np.datetime64, now: Standing) -> _Side | None:
    """Find the institution an agreement rests on at one end; None where there is none."""
    kind = now.kinds.get(name)
    if kind == "organization":
        return _Side(name)
    office = name if kind == "office" else via or now.posts.office_of(name, day)
    if office:
        return _Side(now.body_of(office), (), office)
    home = now.posts.homes.get(name)
    return _Side(home) if home else None


def _carriers(name: str, via: str, now: Standing) -> _Side | None:
    """Find the people a personal tie rests on at one end; None where they have all left."""
    kind = now.kinds.get(name)
    if kind == "person":
        if name not in now.present:
            return None
        return _Side(now.body_of(via) if via else now.bodies_of[name][0], (name,), via)
    people = now.holders.get(name, []) if kind == "office" else now.staff.get(name, ())
    people = tuple(person for person in people if person in now.present)
    if not people and name in now.once_known:
        return None
    return _Side(now.body_of(name), tuple(sorted(people)), name if kind == "office" else "")


def _seat_links(partnership: Partnership, now: Standing) -> Iterable[dict[str, object]]:
    seats = partnership.seats
    rests = seat_basis(partnership, now.kinds)
    day = now.at.date.to_datetime64()
    columns = ("table", "actor", "on_behalf_of", "role")
    rows = list(zip(rests, *(seats[c] for c in columns), strict=True))
    for row in np.flatnonzero(running(seats, now.at)):
        basis, table, actor, behalf, role = rows[row]
        side = None
        if basis == "institutional":
            side = _institution(behalf or actor, "", day, now)
        if side is None:
            basis, side = "personal", _carriers(actor, "", now)
            if side is not None and behalf:
                side = replace(side, body=now.body_of(behalf))
        if side is None:
            continue
        yield {
            "source": side.body,
            "target": table,
            "what": "seat",
            "relation": role,
            "basis": basis,
            "strength": float("nan"),
            "adverse": False,
            "mutual": True,
            "source_people": side.people,
            "target_people": (),
            "source_office": side.office,
            "target_office": "",
            "row": int(row),
        }


def _home_links(now: Standing) -> Iterable[dict[str, object]]:
    for person, bodies in now.bodies_of.items():
        through = {now.body_of(office): office for office in reversed(now.held_by(person))}
        for body in bodies[1:]:
            yield {
                "source": bodies[0],
                "target": body,
                "what": "home",
                "relation": "two hats",
                "basis": "personal",
                "strength": float("nan"),
                "adverse": False,
                "mutual": True,
                "source_people": (person,),
                "target_people": (person,),
                "source_office": "",
                "target_office": through[body],
                "row": -1,
            }
