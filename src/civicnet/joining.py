"""The sheet `Who` put together again from the frames it was split into, as `split` does it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from civicnet import headers
from civicnet.columns import FRAMES, WHO, Frame
from civicnet.typed import series

if TYPE_CHECKING:
    from civicnet.model import Partnership

Record = dict[str, object]

# What one row of Who says of the office in it.
_OF_OFFICE = {
    "kind of post": "kind",
    "elected/appointed/hired": "selection",
    "serves with": "serves_with",
}


def who_rows(partnership: Partnership) -> tuple[pd.DataFrame, dict[str, pd.DataFrame]]:
    """
    Join people, offices, terms and organizations into rows of the sheet `Who`.

    There is a row for every term, for every person without one, every vacant office, and every
    organization that none of these names.

    Returns
    -------
    The rows, with the columns of columns.WHO and the unknown columns of people; and what Who
    cannot say: those rows and columns of `people`, `organizations`, `offices` and `terms` that
    have to stand beside it. Reading all of it gives the same four frames.
    """
    frames = partnership.frames
    told, apart = _terms(frames["terms"])
    own = [c for c in frames["people"].columns if c not in FRAMES["people"].names]
    own = [c for c in own if not headers.match(WHO, [c]) and c not in WHO.names]
    people = {str(row["person"]): row for row in _records(frames["people"])}
    offices = {(row["office"], row["organization"]): row for row in _records(frames["offices"])}
    sectors = dict(
        zip(frames["organizations"]["organization"], frames["organizations"]["sector"], strict=True)
    )
    rows: list[Record] = []

    def add(person: str | None, post: object, body: object, **more: object) -> None:
        about = people.get(person or "", {})
        office = offices.get((post, body), {})
        row: Record = {"person": person, "post": post, "organization": body}
        row["sector"] = sectors.get(body) if body else about.get("sector")
        row["voices"] = about.get("voices", ())
        row |= {name: office.get(column) for name, column in _OF_OFFICE.items()}
        row |= {name: about.get(name) for name in own}
        rows.append(row | more)

    for term in _records(told):
        dates = {"start": term["start"], "end": term["end"], "can stay": term["can_stay"]}
        add(str(term["person"]), term["office"], term["organization"], **dates)
    in_post = set(told["person"])
    for person, about in people.items():
        if person not in in_post:
            add(person, None, about["organization"], start=about["start"], end=about["end"])
    filled = set(zip(told["office"], told["organization"], strict=True))
    for post, body in offices:
        if (post, body) not in filled:
            add(None, post, body)
    named = {row["organization"] for row in rows}
    seated = set(frames["seats"]["table"])
    for body, sector in sectors.items():
        # A table without a sector is named, and known to be one, by its seats.
        if body not in named and (sector or body not in seated):
            add(None, None, body)
    bodies_told = {row["organization"] for row in rows}
    rest = {
        "people": _people_apart(frames["people"], in_post, own),
        "organizations": _organizations_apart(frames["organizations"], bodies_told, seated),
        "offices": _apart(
            FRAMES["offices"], frames["offices"], dict.fromkeys(_OF_OFFICE.values(), True)
        ),
        "terms": apart,
    }
    return _frame(rows, own), {name: frame for name, frame in rest.items() if len(frame)}


def _terms(terms: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Tell the terms that a row of Who can say from those that need a row of their own."""
    unsaid = terms["acting"].notna().to_numpy(dtype=bool)
    if len(terms.columns) > len(FRAMES["terms"].names):
        unsaid = np.ones(len(terms), dtype=bool)
    return terms[~unsaid], terms[unsaid].reset_index(drop=True)


def _people_apart(people: pd.DataFrame, in_post: set[object], own: Iterable[str]) -> pd.DataFrame:
    posted = people["person"].isin(in_post).to_numpy(dtype=bool)
    at_home = people["organization"].notna().to_numpy(dtype=bool)
    said: dict[str, bool | NDArray[np.bool_]] = dict.fromkeys(("voices", *own), True)
    said |= dict.fromkeys(("organization", "start", "end"), ~posted)
    said["sector"] = ~posted & ~at_home
    return _apart(FRAMES["people"], people, said)


def _organizations_apart(
    organizations: pd.DataFrame, told: set[object], seated: set[object]
) -> pd.DataFrame:
    body = organizations["organization"]
    is_table = ((organizations["kind"] == "table") & body.isin(seated)).to_numpy(dtype=bool)
    said = {"sector": body.isin(told).to_numpy(dtype=bool), "kind": is_table}
    return _apart(FRAMES["organizations"], organizations, said, keep=("kind",))


def _apart(
    frame: Frame,
    rows: pd.DataFrame,
    said: Mapping[str, bool | NDArray[np.bool_]],
    *,
    keep: tuple[str, ...] = (),
) -> pd.DataFrame:
    """
    Keep the rows and columns of a frame that are not said elsewhere.

    `said` tells of a column in which rows its values are; `keep` names columns whose values are
    written all the same where the row is needed for another reason.
    """
    unsaid: dict[str, NDArray[np.bool_]] = {}
    for name in rows.columns:
        if name not in frame.key:
            known = np.broadcast_to(np.asarray(said.get(name, False)), len(rows))
            unsaid[name] = _filled(rows[name]) & ~known
    extras = [n for n in unsaid if n not in frame.names and said.get(n) is not True]
    needed = np.any([*unsaid.values(), np.zeros(len(rows), dtype=bool)], axis=0)
    if extras and len(rows) and not needed.any():
        # A column that is blank throughout needs a row to stand over.
        needed[0] = True
    columns: dict[str, pd.Series] = {name: rows[name] for name in frame.key}
    for name, mask in unsaid.items():
        shown = mask | (_filled(rows[name]) & needed if name in keep else False)
        if shown.any() or name in extras:
            columns[name] = _blanked(rows[name], shown)
    ordered = {name: columns[name] for name in rows.columns if name in columns}
    return pd.DataFrame(ordered)[needed].reset_index(drop=True)


def _filled(values: pd.Series) -> NDArray[np.bool_]:
    if values.dtype != object:
        return np.asarray(values.notna(), dtype=bool)
    return np.fromiter((v is not None and v != () for v in values), dtype=bool, count=len(values))


def _blanked(values: pd.Series, shown: NDArray[np.bool_]) -> pd.Series:
    if values.dtype != object:
        return values.where(pd.Series(shown, index=values.index))
    cells = [
        v if s else (() if isinstance(v, tuple) else None)
        for v, s in zip(values, shown, strict=True)
    ]
    return series(cells, "text")


def _records(rows: pd.DataFrame) -> list[Record]:
    return [
        dict(zip(rows.columns, values, strict=True))
        for values in zip(*(rows[name] for name in rows.columns), strict=True)
    ]


def _frame(rows: list[Record], own: list[str]) -> pd.DataFrame:
    """Put the rows in an order for people: an organization's rows together, its posts by name."""
    rows = sorted(rows, key=_place)
    cells: dict[str, list[object]] = defaultdict(list)
    nothing = {"start": np.datetime64("NaT"), "end": np.datetime64("NaT")}
    for row in rows:
        for name in (*WHO.names, *own):
            cells[name].append(row.get(name, nothing.get(name)))
    types = {column.name: column.type for column in WHO.columns}
    return pd.DataFrame(
        {name: series(cells[name], types.get(name, "text")) for name in (*WHO.names, *own)}
    )


def _place(row: Record) -> tuple[object, ...]:
    start = row.get("start")
    return (
        row["organization"] is None,
        str(row["organization"] or ""),
        str(row["post"] or ""),
        "" if start is None or pd.isna(start) else str(start),
        str(row["person"] or ""),
        str(row.get("end")),
        str(row.get("can stay")),
    )
