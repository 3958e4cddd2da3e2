"""How many offices change hands in a year, and how many only because a name is spelled anew."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from civicnet import rules
from civicnet.cells import clean, fold, nearest
from civicnet.columns import FRAMES
from civicnet.errors import ArgumentError
from civicnet.model import Partnership
from civicnet.moments import Moment, moment
from civicnet.questions import answers
from civicnet.questions.partners import listed, n, number
from civicnet.spellings import likeness

COLUMNS = {
    "period": np.int64,
    "n_offices": np.int64,
    "n_changed": np.int64,
    "turnover_share": np.float64,
}
SUSPECTS = {"period": np.int64, "office": object, "before": object, "after": object, "why": object}
# A gap of so many days between two holders is no vacancy (rule 3).
_GAP = np.timedelta64(7, "D")
_DAY = np.timedelta64(1, "D")


@dataclass(frozen=True)
class Turnover:
    """
    How many offices had another holder than in the period before.

    `table` has one row per period: `period`; `n_offices`, those seen in this period and in the one
    before it; `n_changed`, those of them whose holder left; `turnover_share`, 0-1, NaN where no
    office is seen in both. An office with several holders counts once for each of them.

    `suspects` has one row per change that may be none, because both names may be of one person:
    `period`, `office`, `before`, `after`, `why`. `if_same` is `table` with all of these taken as
    no change. What is true lies between the two, or near.
    """

    at: Moment | None
    summary: tuple[str, ...]
    notes: tuple[str, ...]
    table: pd.DataFrame
    if_same: pd.DataFrame
    suspects: pd.DataFrame

    to_dict = answers.to_dict
    _repr_html_ = answers.to_html
    __str__ = answers.sentences


def turnover(
    panel: pd.DataFrame | Partnership,
    office: str = "office",
    person: str = "person",
    period: str = "year",
    *,
    at: object = None,
    name: str | None = None,
    same: Iterable[tuple[str, str]] = (),
) -> Turnover:
    """
    Count the offices that have another holder than in the period before.

    High: relations that rest on office holders have to be made anew often. It does not say why
    anybody left. One person under two spellings counts as a change, so look at `suspects`.

    Parameters
    ----------
    panel : one row per office and period, and who held it then; or a partnership, whose terms
        give who held each office at the end of each year.
    office, person, period : columns of the panel. The person may be an id; the period is a whole
        number, such as a year.
    at : only periods up to the year of this date; for a partnership today, unless given.
    name : the column with people's names, to look for spellings, where `person` holds ids; by
        default the one with the fewest different names among those whose header has "name".
    same : pairs of names (or ids) that are one person, so that going from one to the other is no
        change.

    Raises
    ------
    ArgumentError
        for a column that is not there, a period that is no whole number, or an unknown moment.

    Examples
    --------
    >>> import pandas as pd
    >>> from civicnet.questions.turnover import turnover
    >>> rows = [("Ash", 2023, "Ann Lee"), ("Ash", 2024, "Ann Lee"), ("Elm", 2023, "Tim Garland"),
    ...         ("Elm", 2024, "Timothy Garland"), ("Oak", 2023, "Jo Fox"), ("Oak", 2024, "Al Ray")]
    >>> found = turnover(pd.DataFrame(rows, columns=["office", "year", "person"]))
    >>> print(found.table.round(3).to_string(index=False))
     period  n_offices  n_changed  turnover_share
       2023          0          0             NaN
       2024          3          2           0.667
    >>> print(found.suspects.to_string(index=False))
     period office      before           after                                                 why
       2024    Elm Tim Garland Timothy Garland the same family name, given names that begin alike
    >>> sure = turnover(pd.DataFrame(rows, columns=["office", "year", "person"]),
    ...                 same=[("Tim Garland", "Timothy Garland")])
    >>> int(sure.table["n_changed"].iloc[-1])
    1
    """
    when: Moment | None = None
    if isinstance(panel, Partnership):
        if (office, person, period, name) != ("office", "person", "year", None):
            raise ArgumentError("office, person, period and name are of frames, not a partnership")
        when = moment(panel.frames, at)
        rows, notes, history = _of_terms(panel, when)
        invented = panel.invented
    elif isinstance(panel, pd.DataFrame):
        rows, notes = _of_frame(panel, office, person, period, name)
        history, invented = "", ""
        if at is not None:
            when = day_of(at)
            rows = rows[rows["period"] <= when.date.year]
            notes.append(f"Periods up to {when.date.year} only.")
    else:
        raise ArgumentError(
            f"panel must be a pandas frame or a Partnership; got {type(panel).__name__}"
        )
    changes, before = _changes(rows)
    merged, unknown = _pairs(same, rows)
    changes = changes[~_any_pair(changes, merged)]
    suspects = _suspects(changes)
    periods = np.unique(rows["period"].to_numpy())
    table = _counted(periods, before, _left(changes))
    if_same = _counted(periods, before, _left(changes[~changes.index.isin(suspects.index)]))
    shown = suspects.drop_duplicates(list(SUSPECTS)).sort_values(list(SUSPECTS)[:4])
    shown = shown[list(SUSPECTS)].astype(SUSPECTS).reset_index(drop=True)
    if unknown:
        notes.append(f"Nobody in the panel is called so, of those in same=: {listed(unknown)}.")
    said = [invented, *_sentences(table, if_same, shown, rows, period), history]
    return Turnover(
        at=when,
        summary=tuple(sentence for sentence in said if sentence),
        notes=(*notes, *_cautions(table, rows)),
        table=table,
        if_same=if_same,
        suspects=shown,
    )


def day_of(at: object, argument: str = "at") -> Moment:
    """Settle a day where the data are one frame, without waves; None is today."""
    nothing = pd.DataFrame(columns=["start", "end", "wave"])
    try:
        return moment(dict.fromkeys(FRAMES, nothing), at)
    except ArgumentError:
        raise ArgumentError(
            f"{argument} must be a date such as 2026-11-15; got {str(at)!r}"
        ) from None


# --- the panel ----------------------------------------------------------------------------------


def _of_frame(
    panel: pd.DataFrame, office: str, person: str, period: str, name: str | None
) -> tuple[pd.DataFrame, list[str]]:
    """Give the panel as rows of office, period, person (folded, to compare), name (as written)."""
    asked = {"office": office, "person": person, "period": period}
    if name is not None:
        asked["name"] = name
    for argument, column in asked.items():
        if column not in panel.columns:
            near = nearest(str(column), [str(c) for c in panel.columns], limit=1)
            hint = f"did you mean {near[0]!r}?" if near else f"columns: {_columns(panel)}"
            raise ArgumentError(f"{argument}: the panel has no column {column!r}; {hint}")
        if not isinstance(panel[column], pd.Series):
            raise ArgumentError(f"{argument}: the panel has more than one column {column!r}")
    texts = {column: panel[column].astype(object).map(key_text) for column in {office, person}}
    blank = (texts[office] == "") | (texts[person] == "") | panel[period].isna()
    if name is None:
        name = _name_column(panel, office, person, period, texts[person])
    rows = pd.DataFrame(
        {
            "office": texts[office].map(fold),
            "shown": texts[office],
            "period": _periods(panel[period], period),
            "person": texts[person].map(fold),
            "name": texts[person] if name is None else panel[name].astype(object).map(key_text),
        }
    )[~blank]
    rows["name"] = rows["name"].where(rows["name"] != "", rows["person"])
    rows = rows.drop_duplicates(["office", "period", "person"]).reset_index(drop=True)
    sizes = (rows[column].nunique() for column in ("office", "person", "period"))
    offices, holders, periods = map(n, sizes, ("office", "holder", "period"))
    notes = [
        f"{n(len(panel), 'row')}: {offices} ({office}), {holders} ({person}), {periods} ({period})."
    ]
    if blank.any():
        notes.append(
            f"{n(int(blank.sum()), 'row')} without an office, holder or period left out: "
            "an office without a known holder is not seen in that period."
        )
    if name is not None:
        notes.append(f"Spellings are compared in the column {name}.")
    elif _ids(texts[person]):
        notes.append(
            f"{person} holds ids and no column holds names, so no spellings were compared; "
            "name= says where names are."
        )
    return rows, notes


def _columns(frame: pd.DataFrame) -> str:
    return ", ".join(str(column) for column in frame.columns) or "none"


def key_text(value: object) -> str:
    """Give a cell that says who or what as text: "12" for 12.0, "" for what is missing."""
    if isinstance(value, tuple):
        return "; ".join(map(str, value))
    if isinstance(value, float | np.floating):
        return "" if np.isnan(value) else f"{value:.15g}"
    return "" if value is None or value is pd.NA or value is pd.NaT else clean(str(value))


def _periods(values: pd.Series, column: str) -> pd.Series:
    numbers = pd.to_numeric(values.astype(object), errors="coerce").astype(np.float64)
    wrong = values.notna() & ~(numbers % 1 == 0)
    if values.dtype.kind in "Mmb" or wrong.any():
        first = values[wrong].iloc[0] if wrong.any() else values.iloc[0]
        raise ArgumentError(
            f"period: {column} must hold whole numbers, such as 2024; got {str(first)!r}. Of a "
            "date take the year, of a school year the year in which it ends."
        )
    return numbers.fillna(0).astype(np.int64)


def _ids(texts: pd.Series) -> bool:
    """Tell whether the texts are numbers of people rather than names."""
    distinct = texts.drop_duplicates()
    return bool(distinct.str.contains(r"\d").sum() * 2 > len(distinct))


def _name_column(
    panel: pd.DataFrame, office: str, person: str, period: str, texts: pd.Series
) -> str | None:
    if not _ids(texts):
        return None
    others = [c for c in panel.columns if c not in (office, person, period)]
    named = [str(c) for c in others if "name" in str(c).lower() and panel[c].dtype.kind in "OTUS"]
    return min(named, key=lambda c: panel[c].nunique()) if named else None


def _of_terms(partnership: Partnership, when: Moment) -> tuple[pd.DataFrame, list[str], str]:
    """Tell who held each office at the end of each year, from the terms of a partnership."""
    frames = partnership.frames
    terms = rules.terms_with_starts(frames)
    known = terms[terms["start"].notna() & (terms["start"] <= when.date)]
    offices = rules.offices(frames)
    ended = when.date.month == 12 and when.date.day == 31
    last = when.date.year if ended else when.date.year - 1
    first = int(known["start"].dt.year.min()) if len(known) else last + 1
    ends = _without_short_gaps(known)
    starts = known["start"].to_numpy()
    found = []
    for year in range(first, last + 1):
        day = np.datetime64(f"{year}-12-31")
        held = known[(starts <= day) & (np.isnat(ends) | (ends >= day))]
        # Of more holders than the office has, those who came last: the others hand over.
        held = held.sort_values(["label", "start", "person"], ascending=[True, False, True])
        rank = held.groupby("label", sort=False).cumcount()
        places = held["label"].map(lambda x: offices[x].holders if x in offices else 1)
        held = held[rank < places]
        found.append(held[["label", "person"]].assign(period=year))
    rows = pd.concat(found) if found else known[["label", "person"]].assign(period=0).head(0)
    rows = pd.DataFrame(
        {
            "office": rows["label"],
            "shown": rows["label"],
            "period": rows["period"].astype(np.int64),
            "person": rows["person"],
            "name": rows["person"],
        }
    )
    rows = rows.drop_duplicates(["office", "period", "person"]).reset_index(drop=True)
    source = f" of {partnership.source}" if partnership.source else ""
    notes = [
        f"{n(len(known), 'term')}{source}, looked at on every 31 December up to {last}.",
        "A gap of up to 7 days is no vacancy; an acting holder is a holder.",
    ]
    without = int(terms["start"].isna().sum())
    if without:
        notes.append(f"{n(without, 'term')} without a start left out: nobody knows since when.")
    holders = known.groupby("label")["person"].nunique()
    places = holders.index.map(lambda x: offices[x].holders if x in offices else 1)
    alone = holders.index[holders <= places]
    if not len(alone):
        return rows, notes, ""
    changes, before = _changes(rows[~rows["office"].isin(alone)])
    if len(before):
        notes.append(
            f"Only where an earlier holder is listed ({n(len(holders) - len(alone), 'office')}), "
            f"it was {len(_left(changes)) / len(before):.1%} a year on average: too high the other "
            "way, since offices whose first holder stayed are left out."
        )
    history = (
        f"Of {number(len(alone))} of {n(len(holders), 'office')} no earlier holder is listed: if "
        "there was one, turnover was higher than this."
    )
    return rows, notes, history


def _without_short_gaps(terms: pd.DataFrame) -> np.ndarray[Any, np.dtype[np.datetime64]]:
    """Give the ends of terms, put off to the eve of a successor who came within a week."""
    ends = terms["end"].to_numpy(copy=True)
    starts = terms["start"].to_numpy()
    for rows in terms.groupby("label", sort=False).indices.values():
        came = np.sort(starts[rows])
        for row in rows:
            after = came[came > ends[row]]
            if len(after) and after[0] - ends[row] <= _GAP:
                ends[row] = after[0] - _DAY
    return np.asarray(ends)


# --- changes ------------------------------------------------------------------------------------


def _changes(rows: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """
    Pair whoever left an office with whoever came to it, and give all holders before.

    One row per leaver and newcomer of an office and period, indexed by the leaver; where an office
    had a place less in the period, the newcomer may be blank.
    """
    place = ["office", "period"]
    before = rows.assign(period=rows["period"] + 1)
    before = before.merge(rows[place].drop_duplicates(), on=place).reset_index(drop=True)
    left = before[~_in(before, rows)]
    came = rows[~_in(rows, rows.assign(period=rows["period"] + 1))]
    pairs = left.reset_index(names="leaver").merge(
        came[[*place, "person", "name"]], on=place, how="left", suffixes=("", "_after")
    )
    return pairs.set_index("leaver"), before


def _in(these: pd.DataFrame, those: pd.DataFrame) -> pd.Series:
    keys = ["office", "period", "person"]
    return pd.Series(
        pd.MultiIndex.from_frame(these[keys]).isin(pd.MultiIndex.from_frame(those[keys])),
        index=these.index,
    )


def _left(changes: pd.DataFrame) -> pd.Series:
    """Give the period of every leaver, each once."""
    return changes.loc[~changes.index.duplicated(), "period"]


def _counted(periods: np.ndarray[Any, Any], before: pd.DataFrame, left: pd.Series) -> pd.DataFrame:
    offices = before["period"].value_counts().reindex(periods, fill_value=0).to_numpy()
    changed = left.value_counts().reindex(periods, fill_value=0).to_numpy()
    with np.errstate(invalid="ignore", divide="ignore"):
        share = np.where(offices > 0, changed / offices, np.nan)
    columns = {
        "period": periods,
        "n_offices": offices,
        "n_changed": changed,
        "turnover_share": share,
    }
    return pd.DataFrame(columns).astype(COLUMNS)


def _pairs(
    same: Iterable[tuple[str, str]], rows: pd.DataFrame
) -> tuple[set[frozenset[str]], list[str]]:
    """Read the pairs that are one person; also name those whom the panel does not have."""
    if isinstance(same, pd.DataFrame):
        raise ArgumentError("same= takes pairs of names: zip(frame['before'], frame['after'])")
    pairs = [pair if isinstance(pair, str) else tuple(pair) for pair in same]
    for pair in pairs:
        if isinstance(pair, str) or len(pair) != 2 or not all(isinstance(x, str) for x in pair):
            raise ArgumentError(f"same= takes pairs of names; got {pair!r}")
    there = set(rows["person"]) | set(rows["name"].map(fold))
    unknown = {each for pair in pairs for each in pair if fold(each) not in there}
    return {frozenset(map(fold, pair)) for pair in pairs}, sorted(unknown)


def _any_pair(changes: pd.DataFrame, merged: set[frozenset[str]]) -> pd.Series:
    """Tell of each row whether its leaver is, by any newcomer, one of the same."""
    hits = [
        frozenset((fold(one), fold(other))) in merged or frozenset(keys) in merged
        for one, other, *keys in zip(
            changes["name"],
            changes["name_after"].fillna(""),
            changes["person"],
            changes["person_after"].fillna(""),
            strict=True,
        )
    ]
    same = pd.Series(hits, index=changes.index, dtype=bool)
    return same.groupby(level=0).transform("any") if len(same) else same


def _suspects(changes: pd.DataFrame) -> pd.DataFrame:
    both = changes[changes["name_after"].notna()]
    pairs = set(zip(both["name"], both["name_after"], strict=True))
    why = {pair: likeness(*pair) for pair in pairs}
    reasons = [why[pair] for pair in zip(both["name"], both["name_after"], strict=True)]
    found = both.assign(why=pd.Series(reasons, index=both.index, dtype=object))
    found = found[found["why"] != ""]
    return found.drop(columns="office").rename(
        columns={"shown": "office", "name": "before", "name_after": "after"}
    )


# --- words --------------------------------------------------------------------------------------


def _sentences(
    table: pd.DataFrame,
    if_same: pd.DataFrame,
    suspects: pd.DataFrame,
    rows: pd.DataFrame,
    period: str,
) -> list[str]:
    known = table[table["n_offices"] > 0]
    if not len(known):
        if not len(rows):
            return ["Cannot say: needs the holder of each office, period by period."]
        return ["Cannot say: no office is seen in two periods, one right after the other."]
    last = known.iloc[-1]
    now, share = int(last["period"]), last["turnover_share"]
    of = f"{number(last['n_changed'])} of {n(last['n_offices'], 'office')}"
    said = [f"In {now}, {of} had another holder than in {now - 1} ({share:.1%})."]
    if len(known) > 1:
        every = known["n_changed"].sum() / known["n_offices"].sum()
        low, high = (known.loc[known["turnover_share"].agg(f)] for f in ("idxmin", "idxmax"))
        said.append(
            f"Over {len(known)} {period if period.isalpha() else 'period'}s it was {every:.1%} on "
            f"average, from {low['turnover_share']:.1%} in {low['period']:.0f} to "
            f"{high['turnover_share']:.1%} in {high['period']:.0f}."
        )
    if not len(suspects):
        return said
    own = suspects[suspects["period"] == now]
    shown = own if len(own) else suspects
    example = f"{shown['before'].iloc[0]} and {shown['after'].iloc[0]}"
    if len(own):
        fewer = if_same.loc[if_same["period"] == now].iloc[0]
        gone = n(last["n_changed"] - fewer["n_changed"], "change")
        said.append(
            f"{gone} in {now} may be one person under two names, such as {example}: "
            f"then it was {fewer['turnover_share']:.1%}."
        )
    total = int(table["n_changed"].sum() - if_same["n_changed"].sum())
    if len(known) > 1:
        every = if_same["n_changed"].sum() / if_same["n_offices"].sum()
        such = "such" if len(own) else f"one person under two names, such as {example}"
        said.append(
            f"Over all, {number(total)} of {n(table['n_changed'].sum(), 'change')} may be "
            f"{such}; without them it was {every:.1%} on average."
        )
    return said


def _cautions(table: pd.DataFrame, rows: pd.DataFrame) -> list[str]:
    notes = []
    never = [str(x) for x in table.loc[table["n_offices"] == 0, "period"]]
    if never:
        notes.append(
            f"Blank, since no office is seen in the period and the one before it: {listed(never)}."
        )
    shared = int(rows[rows.duplicated(["office", "period"])]["office"].nunique())
    if shared:
        notes.append(
            f"{n(shared, 'office')} with several holders at once: each holder counts as a place, "
            "changed where that holder is gone in the next period."
        )
    gaps = _gaps(rows)
    if gaps:
        notes.append(
            f"{n(gaps, 'time')} an office is not seen for a period or more and then has another "
            "holder: that change is in no period."
        )
    notes.append(
        "Two names are suspected to be one person where the family name is the same and the given "
        "names begin alike, where one name contains the other, or where a letter or two differ. "
        "A change of family name is not found so, and two relatives may be. Pairs you are sure of "
        "go into same=."
    )
    notes.append(
        "Who left and why, and whoever came and went between two looks, cannot be told from this."
    )
    return notes


def _gaps(rows: pd.DataFrame) -> int:
    """Count the times an office is unseen for a while and none of its holders is there after."""
    held = rows.groupby(["office", "period"], sort=True)["person"].agg(frozenset).reset_index()
    before = held.shift()
    follows = held["office"] == before["office"]
    unseen = follows & (held["period"] - before["period"] > 1)
    return sum(
        not (one & other)
        for one, other in zip(before.loc[unseen, "person"], held.loc[unseen, "person"], strict=True)
    )
