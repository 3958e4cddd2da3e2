"""What is in the data, what was read into them, and which questions they can answer."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from scipy.sparse import csr_array
from scipy.sparse.csgraph import connected_components

from civicnet import bodies, rules, views
from civicnet.moments import Moment, moment, running, waves
from civicnet.questions import answers

if TYPE_CHECKING:
    from civicnet.model import Partnership


@dataclass(frozen=True)
class Description:
    """
    A partnership in words and counts.

    `summary` is at most seven plain sentences; `notes` says what was inferred or assumed, and
    what was left out. `counts` has one row per frame: `frame`, `rows`, `filled` (the columns
    that hold something). `questions` has one row per question: `question`, `can` (bool), and
    `needs`, what is missing where it cannot be answered.
    """

    at: Moment
    summary: tuple[str, ...]
    notes: tuple[str, ...]
    counts: pd.DataFrame
    questions: pd.DataFrame

    to_dict = answers.to_dict
    _repr_html_ = answers.to_html
    __str__ = answers.sentences


def describe(partnership: Partnership, *, at: object = None) -> Description:
    """
    Describe a partnership at a date: who and what is in it, and what can be asked of it.

    Raises
    ------
    ArgumentError
        where `at` is neither a date nor a wave of the data.
    """
    when = moment(partnership.frames, at)
    everyone = bodies.actors(partnership, when)
    typed = bodies.ties_as_typed(partnership, when)
    summary = [
        partnership.invented,
        _who(partnership, everyone, typed, when),
        _basis(typed),
        _together(partnership, when),
        _calendar(partnership, when),
        _vacant(partnership, when),
        _look_like(partnership, when),
    ]
    notes = [*partnership.assumptions, *_left_out(partnership, everyone, when)]
    warnings = sum(problem.severity == "warning" for problem in partnership.problems)
    if warnings:
        notes.append(f"{_n(warnings, 'warning')} met on reading; check lists them.")
    return Description(
        at=when,
        summary=tuple(sentence for sentence in summary if sentence),
        notes=tuple(notes),
        counts=_counts(partnership),
        questions=_questions(partnership),
    )


def _n(count: int, one: str, many: str = "") -> str:
    return f"{count:,} {one if count == 1 else many or one + 's'}"


def _listed(names: list[str], shown: int = 4) -> str:
    rest = f" and {len(names) - shown} more" if len(names) > shown else ""
    between = "; " if any("," in name for name in names[:shown]) else ", "
    return between.join(names[:shown]) + rest


def _who(partnership: Partnership, everyone: pd.DataFrame, typed: pd.DataFrame, at: Moment) -> str:
    there = everyone[everyone["present"]]
    named = there[~((there["kind"] == "person") & there["unnamed"])]
    kinds = named["kind"].value_counts()
    words = (
        ("person", "people"),
        ("organization", "organizations"),
        ("table", "tables"),
        ("office", "offices"),
    )
    actors = [_n(int(kinds[one]), one, many) for one, many in words if kinds.get(one)]
    what = typed["what"].value_counts()
    held = [_n(int(what[one]), one) for one in ("tie", "seat") if what.get(one)]
    assets = partnership.assets
    if len(assets):
        held.append(_n(int(running(assets, at).sum()), "asset"))
    parts = [", ".join(actors) or "nobody"] + ([", ".join(held)] if held else [])
    said = at.said
    return f"{said[0].upper()}{said[1:]}: {'; '.join(parts)}."


def _basis(typed: pd.DataFrame) -> str:
    ties = typed[(typed["what"] == "tie") & ~typed["adverse"]]
    if not len(ties):
        return ""
    personal = int((ties["basis"] == "personal").sum())
    assumed = int((ties["basis_inferred"] & (ties["basis"] == "personal")).sum())
    # Both readings, where the data leave it open (rule 1).
    other = f" ({personal - assumed:,} if those that do not say rest on institutions)"
    return (
        f"{personal:,} of {_n(len(ties), 'working tie')} rest on people and would leave with "
        f"them{other if assumed else ''}; {len(ties) - personal:,} rest on institutions (an "
        "agreement, contract or law)."
    )


def _together(partnership: Partnership, at: Moment) -> str:
    network = views.network(partnership, at=at)
    if len(network) < 2:
        return ""
    if not network.n_links:
        return f"No tie or seat links any of the {len(network):,} partners."
    graph = csr_array(
        (np.ones(len(network.indices)), network.indices, network.indptr), (len(network),) * 2
    )
    _, piece = connected_components(graph, directed=False)
    sizes = np.bincount(piece)
    if len(sizes) == 1:
        return f"All {len(network):,} partners can reach each other."
    apart = [name for name, p in zip(network.labels, piece, strict=True) if p != sizes.argmax()]
    said = _n(len(apart), "stands", "stand")
    return (
        f"{sizes.max():,} of {len(network):,} partners can reach each other; {said} apart: "
        f"{_listed(apart)}."
    )


def _calendar(partnership: Partnership, at: Moment) -> str:
    held = rules.terms_held(partnership.frames, at)
    soon = held[held["end"].notna() & (held["end"] <= at.date + pd.DateOffset(years=2))]
    if not len(soon):
        return ""
    soon = soon.sort_values(["end", "person"])
    end, person, office = (soon[c].iat[0] for c in ("end", "person", "office"))
    return (
        f"{_n(len(soon), 'term ends', 'terms end')} within two years, the first on "
        f"{end.day} {end.strftime('%B %Y')}: {person}, {office}."
    )


def _vacant(partnership: Partnership, at: Moment) -> str:
    if not len(partnership.terms):
        return ""
    empty = rules.vacancies(partnership.frames, at)
    if not empty:
        return ""
    return f"Nobody holds {_n(len(empty), 'office')}: {_listed(empty, 3)}."


def _look_like(partnership: Partnership, at: Moment) -> str:
    """
    Say when the data seem to be of an earlier year.

    That is where the last known term of more than a fifth of all offices is over. Terms that a
    successor followed are history, not staleness.
    """
    terms = rules.terms_with_starts(partnership.frames)
    if not len(terms) or at.wave:
        return ""
    open_end = terms["end"].isna().groupby(terms["label"]).any()
    last = terms.groupby("label")["end"].max()[~open_end]
    over = last[last < at.date]
    if len(over) * 5 <= len(open_end):
        return ""
    year = int(over.dt.year.median())
    return (
        f"The last known terms of {len(over)} of {len(open_end)} offices are over: your data "
        f"look like {year}; use at={year}."
    )


def _left_out(partnership: Partnership, everyone: pd.DataFrame, at: Moment) -> list[str]:
    notes = []
    absent = sorted(everyone.loc[~everyone["present"], "actor"])
    if absent:
        notes.append(
            f"{_n(len(absent), 'person is', 'people are')} not there {at.said}: {_listed(absent)}."
        )
    named = waves(partnership.frames)
    if named:
        notes.append(f"Waves in the data: {', '.join(named)}. This is an answer for {at}.")
    links = bodies.links(partnership, at)
    personal = links[(links["what"] == "tie") & (links["basis"] == "personal")]
    sides = zip(personal["source_people"], personal["target_people"], strict=True)
    nobody = sum(not (one and two) for one, two in sides)
    if nobody:
        notes.append(
            f"{_n(nobody, 'personal tie')} {'is' if nobody == 1 else 'are'} held, on one side at "
            "least, by nobody we know."
        )
    adverse = [r for r in partnership.ties["relation"] if bodies.adverse(r)]
    if adverse:
        notes.append(f"{_n(len(adverse), 'tie')} of dispute: drawn, never counted as contact.")
    weak = int((partnership.ties["strength"] < 2).sum())
    if weak:
        notes.append(
            f"{_n(weak, 'tie')} of awareness only (strength 1): drawn, not counted as contact."
        )
    return notes


def _counts(partnership: Partnership) -> pd.DataFrame:
    rows = []
    for name, frame in partnership.frames.items():
        filled = [column for column in frame.columns if _any_filled(frame[column])]
        rows.append({"frame": name, "rows": len(frame), "filled": ", ".join(filled)})
    return pd.DataFrame(rows, columns=["frame", "rows", "filled"])


def _any_filled(values: pd.Series) -> bool:
    return any(value != () if isinstance(value, tuple) else not pd.isna(value) for value in values)


Need = Callable[["Partnership"], str]


def _rows(frame: str) -> Need:
    return lambda p: "" if len(p.frames[frame]) else f"rows in {frame.capitalize()}"


def _filled(frame: str, column: str) -> Need:
    def need(partnership: Partnership) -> str:
        there = _any_filled(partnership.frames[frame][column])
        return "" if there else f"the column {column} in {frame.capitalize()}"

    return need


def _term_ends(partnership: Partnership) -> str:
    offices = partnership.offices
    known = (
        partnership.terms["end"].notna().any()
        or offices["next_election"].notna().any()
        or offices["annual_departure"].notna().any()
    )
    return "" if known else "the end of terms, next elections, or yearly chances of leaving"


# Each question with what it cannot do without.
_QUESTIONS: tuple[tuple[str, tuple[Need, ...]], ...] = (
    ("Who links us?", (_rows("ties"),)),
    ("Where are we one person deep?", (_rows("ties"), _rows("people"))),
    ("What if she leaves?", (_rows("ties"), _rows("people"))),
    ("What does the calendar hold?", (_rows("terms"), _term_ends)),
    ("What should we sign first?", (_rows("ties"), _filled("ties", "form"))),
    ("Where should the backbone live?", (_filled("organizations", "hosted_by"),)),
    ("Who could co-chair?", (_rows("seats"), _filled("seats", "role"))),
    ("Who is not at the table?", (_rows("voices"), _rows("seats"))),
    ("Who brings what?", (_rows("assets"),)),
    ("What is missing, and who could fill it?", (_rows("assets"), _rows("needs"))),
    ("Who sits where?", (_rows("seats"),)),
    ("Who owns which result?", (_rows("outcomes"), _rows("roles"))),
    ("Are we one body or silos?", (_rows("ties"), _filled("organizations", "sector"))),
)


def _questions(partnership: Partnership) -> pd.DataFrame:
    rows = []
    for question, needs in _QUESTIONS:
        missing = [said for need in needs if (said := need(partnership))]
        rows.append({"question": question, "can": not missing, "needs": "; ".join(missing)})
    return pd.DataFrame(rows, columns=["question", "can", "needs"])
