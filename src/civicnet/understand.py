"""Raw tables to the frames of a Partnership, or to the list of what is wrong with them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from civicnet import split, validate
from civicnet.cells import DateOrder, Fault, did_you_mean, fold, quoted
from civicnet.columns import FRAMES, Frame
from civicnet.draft import Draft, strings
from civicnet.errors import ArgumentError
from civicnet.merging import merge_rows
from civicnet.naming import report_look_alikes, settle_names
from civicnet.problems import Problem, worst_first
from civicnet.tables import Table
from civicnet.typed import ROW, TABLE, empty, recognise, series, stack, typed_rows

ActorsAre = Literal["posts", "organizations", "people"]
ACTORS_ARE: tuple[ActorsAre, ...] = ("posts", "organizations", "people")


@dataclass(frozen=True)
class Understood:
    """
    What the tables say.

    `frames` holds every frame of columns.FRAMES, in a fixed order of rows; it is empty where a
    problem is an error. `assumptions` says in sentences what was read into the data, and how to
    say otherwise.
    """

    frames: dict[str, pd.DataFrame]
    problems: list[Problem]
    assumptions: tuple[str, ...]


def understand(
    tables: Sequence[Table],
    *,
    mapping: Mapping[str, str] | None = None,
    actors_are: ActorsAre | None = None,
    add_missing: bool = False,
    date_order: DateOrder | None = None,
) -> Understood:
    """
    Turn raw tables into validated frames.

    Parameters
    ----------
    tables : raw tables, each with the name of the frame (or "who", "actors") it holds.
    mapping : column names for headers that are not known by themselves.
    actors_are : what the actors of a bare list are: "posts" (the default: bodies with one
        unnamed holder each, whose ties are personal), "organizations" or "people".
    add_missing : make an organization of every name that is used and nowhere described.
    date_order : how 03/04/2024 is to be read where the column does not prove it.

    Raises
    ------
    ArgumentError
        for an `actors_are` that is none of the three.
    """
    if actors_are is not None and actors_are not in ACTORS_ARE:
        raise ArgumentError(
            f"actors_are must be one of {', '.join(ACTORS_ARE)}; got {actors_are!r}"
        )
    problems: list[Problem] = []
    sources = []
    parts: dict[str, list[pd.DataFrame]] = {name: [] for name in (*FRAMES, split.BARE)}
    for table in tables:
        if not table.frame:
            continue  # the reader has said that nothing tells what it holds
        source, found = recognise(table, mapping)
        problems += found
        sources.append(source)
        if any(problem.code == "missing-column" for problem in found):
            continue
        rows, found = typed_rows(source, len(sources) - 1, order=date_order)
        problems += found
        for name, part in _split(table.frame, rows).items():
            parts[name].append(part)
    draft = Draft(
        frames={name: stack(frame, parts[name]) for name, frame in FRAMES.items()},
        bare=_bare_rows(parts[split.BARE]),
        sources=sources,
        actors_are=actors_are or "posts",
        add_missing=add_missing,
        problems=problems,
    )
    settle_names(draft)
    _settle_words(draft)
    merge_rows(draft)
    report_look_alikes(draft)
    settled = not any(problem.severity == "error" for problem in draft.problems)
    draft.frames, inferred = validate.check_rules(draft.frames, draft.report, names_settled=settled)
    if draft.actors_are == "organizations" and draft.bare_labels:
        _rest_on_institutions(draft)
    problems = worst_first(draft.problems)
    if any(problem.severity == "error" for problem in problems):
        return Understood({}, problems, ())
    frames = {name: _finished(FRAMES[name], rows) for name, rows in draft.frames.items()}
    return Understood(frames, problems, (*draft.assumptions, *inferred))


def _split(frame: str, rows: pd.DataFrame) -> dict[str, pd.DataFrame]:
    if frame == "who":
        return split.who(rows)
    if frame == "ties":
        return split.ties(rows)
    return split.actors(rows) if frame == "actors" else {frame: rows}


def _bare_rows(parts: Sequence[pd.DataFrame]) -> pd.DataFrame:
    parts = [part for part in parts if len(part)]
    if not parts:
        return pd.DataFrame({"actor": [], "id": []}, dtype=object)
    return pd.concat(parts, ignore_index=True).drop(columns=[TABLE, ROW])


# --- words shared between frames ----------------------------------------------------------------

# Columns that name a voice or an outcome, and the frame that describes them.
_WORDS = (
    ("voices", "voice", "people", "voices"),
    ("voices", "voice", "organizations", "voices"),
    ("outcomes", "outcome", "assets", "outcome"),
    ("outcomes", "outcome", "needs", "outcome"),
    ("outcomes", "outcome", "roles", "outcome"),
)


def _settle_words(draft: Draft) -> None:
    """Write voices and outcomes as their own frame spells them; say which it does not have."""
    for described, key, frame, column in _WORDS:
        known = {fold(name): name for name in strings(draft.frames[described][key]) if name}
        if not known:
            continue
        for position, cell in enumerate(draft.frames[frame][column]):
            for item in cell if isinstance(cell, tuple) else (cell,):
                if isinstance(item, str) and fold(item) not in known:
                    hint = did_you_mean(item, list(known.values()))
                    sheet = described.capitalize()
                    fault = Fault(
                        "unknown-reference",
                        f"{quoted(item)} is not in {sheet}.",
                        f"{hint} Correct the cell, or add a row to {sheet}.".strip(),
                    )
                    draft.report(frame, position, column, fault)
        values = [
            tuple(known.get(fold(item), item) for item in cell)
            if isinstance(cell, tuple)
            else (known.get(fold(cell), cell) if isinstance(cell, str) else None)
            for cell in draft.frames[frame][column]
        ]
        draft.frames[frame] = draft.frames[frame].assign(**{column: series(values, "text")})


def _rest_on_institutions(draft: Draft) -> None:
    """Let the ties of a bare list of organizations rest on the institutions (rule 7)."""
    ties = draft.frames["ties"]
    bare = ties["source"].isin(draft.bare_labels) & ties["target"].isin(draft.bare_labels)
    unsaid = ties["basis"].isna() & ties["form"].isna() & ties["agreement"].isna()
    draft.frames["ties"] = ties.assign(basis=ties["basis"].mask(bare & unsaid, "institutional"))


def _finished(frame: Frame, rows: pd.DataFrame) -> pd.DataFrame:
    """Put rows in an order that does not depend on how they were typed, and drop their places."""
    if not len(rows):
        return empty(frame)
    extras = sorted(c for c in rows.columns if c not in (*frame.names, TABLE, ROW))
    columns = (*frame.names, *extras)
    filled = {c for c in columns if rows[c].notna().any()}
    place = np.zeros(len(rows), dtype=np.int64)
    for column in (*frame.key, *(c for c in columns if c not in frame.key)):
        if column in filled:
            place = _ordered_within(place, _rank(rows[column]))
    order = np.argsort(place, kind="stable")
    # A blank column takes no memory as long as it is left alone.
    data = {c: rows[c].iloc[order] if c in filled else rows[c] for c in columns}
    return pd.DataFrame({c: v.reset_index(drop=True) for c, v in data.items()}, copy=False)


def _ordered_within(place: NDArray[np.int64], rank: NDArray[np.intp]) -> NDArray[np.int64]:
    """Give one number a row, in the order of its place and, within that, of its rank."""
    ranks = int(rank.max()) + 1
    if (int(place.max()) + 1) * ranks > np.iinfo(np.int64).max:
        place = np.unique(place, return_inverse=True)[1]
    return place * ranks + rank


def _rank(values: pd.Series) -> NDArray[np.intp]:
    """Give each value the number of its place in order, from 0; what is missing comes first."""
    if values.dtype != object:
        return np.asarray(pd.factorize(values, sort=True)[0]) + 1
    which, distinct = pd.factorize(values)
    texts = ["; ".join(v) if isinstance(v, tuple) else str(v) for v in distinct]
    ranks, _ = pd.factorize(np.array([*texts, ""], dtype=object), sort=True)
    return np.asarray(ranks[which])
