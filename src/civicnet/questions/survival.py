"""How long office holders stay: the share still in office after so many years (Kaplan-Meier)."""

from __future__ import annotations

from dataclasses import dataclass
from statistics import NormalDist
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from civicnet import rules
from civicnet.base_rates import annual_from_tenure
from civicnet.cells import clean, fold, nearest, read_texts
from civicnet.columns import FRAMES
from civicnet.errors import ArgumentError
from civicnet.model import Partnership
from civicnet.moments import Moment, moment
from civicnet.names import office_label
from civicnet.questions import answers
from civicnet.questions.partners import listed, n, number
from civicnet.questions.turnover import day_of, key_text

Floats = NDArray[np.float64]

# How many kinds get a sentence, the most spells first, and how many must have left for one.
TOLD = 4
LEAST_LEFT = 5
# The middle 95 % of a normal distribution lies within so many standard deviations.
_Z = NormalDist().inv_cdf(0.975)
# Shares that differ by rounding only are equal.
_SLACK = 1e-12
NOT_SAID = "not said"
CURVE = {
    "years": np.float64,
    "at_risk": np.int64,
    "left": np.int64,
    "survival": np.float64,
    "low": np.float64,
    "high": np.float64,
}
MEDIANS = {
    "n_spells": np.int64,
    "n_left": np.int64,
    "years_seen": np.float64,
    "annual_departure": np.float64,
    "median": np.float64,
    "low": np.float64,
    "high": np.float64,
    "reason": object,
}


@dataclass(frozen=True)
class Survival:
    """
    How long holders stay in office, counting those still there for as long as they were seen.

    `table` has one row per kind and time in office at which somebody left: the kind (by the name
    of the column asked for); `years` in office; `at_risk`, who was still there, and seen, just
    before; `left`, who left then; `survival`, the share still in office after that, 0-1; `low` and
    `high`, its 95 % interval, NaN once all have left.

    `medians` has one row per kind: `n_spells`; `n_left`; `years_seen` (years in office that were
    observed); `annual_departure` (the chance of leaving within a year if it were the same at any
    time: 1 - exp(-n_left / years_seen)); `median`, the years after which half have left, with
    `low` and `high`; `reason`, why something is NaN.
    """

    at: Moment
    summary: tuple[str, ...]
    notes: tuple[str, ...]
    table: pd.DataFrame
    medians: pd.DataFrame

    to_dict = answers.to_dict
    _repr_html_ = answers.to_html
    __str__ = answers.sentences


def survival(
    spells: pd.DataFrame | Partnership,
    by: str | None = "kind",
    *,
    at: object = None,
    since: object = None,
    gap: int = 7,
) -> Survival:
    """
    Tell how long holders stay in office, by kind of office.

    High for long: what rests on these people lasts. Those still in office count for as long as
    they have been there, and not as if they had left: their time so far is no completed tenure.

    Parameters
    ----------
    spells : a frame with the columns `person`, `office`, `start` and `end` (the last day; blank
        where still in office), perhaps `organization`, `known_from` (the day from which a spell
        can be seen: had it ended before, it would not be here) and `by`; or a partnership, whose
        terms are taken. Spells of one person in one office that follow upon each other are one.
    by : the column that tells kinds apart; None takes all as one. Without a column `kind` it is
        read from the office's name.
    at : the day of looking; who is in office on it has not left. Today unless given.
    since : departures before this day are not in the data (as where only those in office then were
        written down): nobody counts before it.
    gap : a renewal after so many days at most continues a spell (1: the next day).

    Raises
    ------
    ArgumentError
        for a column that is missing, a date that is none, an end before its start, or a gap below
        0.

    References
    ----------
    Kaplan, E. L. & Meier, P. (1958). Nonparametric estimation from incomplete observations.
    Journal of the American Statistical Association 53, 457-481. Interval: Greenwood's variance on
    the log-log scale; Kalbfleisch, J. D. & Prentice, R. L. (2002). The Statistical Analysis of
    Failure Time Data, 2nd edition, section 1.4. Delayed entry: the same, section 1.3.

    Examples
    --------
    Ann was renewed the next day; Cy is still there.

    >>> import pandas as pd
    >>> from civicnet.questions.survival import survival
    >>> rows = [("Ann", "Mayor", "2010-01-01", "2013-12-31"),
    ...         ("Ann", "Mayor", "2014-01-01", "2017-12-31"),
    ...         ("Bo", "Mayor", "2018-01-01", "2021-12-31"), ("Cy", "Mayor", "2022-01-01", None)]
    >>> frame = pd.DataFrame(rows, columns=["person", "office", "start", "end"])
    >>> found = survival(frame, at="2024-12-31")
    >>> print(found.table.round(2).to_string(index=False))
     kind  years  at_risk  left  survival  low  high
    mayor    4.0        2     1       0.5 0.01  0.91
    mayor    8.0        1     1       0.0  NaN   NaN
    """
    if isinstance(gap, bool) or not isinstance(gap, int | np.integer) or gap < 0:
        raise ArgumentError(f"gap must be a whole number of days, 0 or more; got {gap!r}")
    if by in (*CURVE, *MEDIANS):
        raise ArgumentError(f"by: {by!r} is a column of the answer; rename it")
    if isinstance(spells, Partnership):
        when, invented = moment(spells.frames, at), spells.invented
        rows = _of_terms(spells, by)
    elif isinstance(spells, pd.DataFrame):
        when, invented = day_of(at), ""
        rows = _of_frame(spells, by)
    else:
        raise ArgumentError(
            f"spells must be a pandas frame or a Partnership; got {type(spells).__name__}"
        )
    merged = _merged(rows, gap)
    seen = _seen(merged, when, None if since is None else day_of(since, "since"))
    column = by or "kind"
    kinds = sorted(set(seen["kind"]), key=lambda kind: (kind == NOT_SAID, kind))
    curves, medians = [], []
    for kind in kinds:
        own = seen[seen["kind"] == kind]
        entered, years, left = (own[c].to_numpy() for c in ("entered", "years", "left"))
        found = curve(years, left, entered=entered)
        curves.append(found.assign(**{column: kind}))
        medians.append({column: kind, **_median(found, years - entered, left)})
    table = _framed(curves, column, CURVE)
    middle = _framed([pd.DataFrame([row]) for row in medians], column, MEDIANS)
    sentences = (invented, *_sentences(middle, table, column), _unlisted(seen))
    return Survival(
        at=when,
        summary=tuple(sentence for sentence in sentences if sentence),
        notes=(*_inputs(rows, merged, seen, when, gap), *_cautions(table, seen, column)),
        table=table,
        medians=middle,
    )


def curve(
    years: NDArray[Any], left: NDArray[Any], *, entered: NDArray[Any] | None = None
) -> pd.DataFrame:
    """
    Give the Kaplan-Meier curve of times that ended (`left`) or are only known to have lasted.

    Parameters
    ----------
    years : how long each was seen to last, in any unit, above 0.
    left : whether it ended then.
    entered : from what time on each was seen (delayed entry); 0 unless given.

    Returns
    -------
    One row per time at which one ended: `years`, `at_risk`, `left`, `survival`, `low`, `high`.

    Raises
    ------
    ArgumentError
        for arrays of different lengths, or a time that is not above its entry.

    Examples
    --------
    >>> import numpy as np
    >>> print(curve(np.array([1, 2, 2, 4]), np.array([True, True, False, True])).round(3))
       years  at_risk  left  survival    low   high
    0    1.0        4     1      0.75  0.128  0.961
    1    2.0        3     1      0.50  0.058  0.845
    2    4.0        1     1      0.00    NaN    NaN
    """
    ends = np.asarray(years, dtype=np.float64)
    ended = np.asarray(left, dtype=bool)
    starts = np.zeros(len(ends)) if entered is None else np.asarray(entered, dtype=np.float64)
    if not len(ends) == len(ended) == len(starts):
        raise ArgumentError("years, left and entered must be of one length")
    if not ((starts >= 0) & (ends > starts) & np.isfinite(ends)).all():
        raise ArgumentError("every time must be above 0 and after its entry")
    times, deaths = np.unique(ends[ended], return_counts=True)
    # Whoever ends at a time is at risk at it; whoever enters at it is not yet.
    entries, exits = np.sort(starts), np.sort(ends)
    at_risk = np.searchsorted(entries, times) - np.searchsorted(exits, times)
    share = np.cumprod(1 - deaths / at_risk)
    with np.errstate(divide="ignore", invalid="ignore"):
        spread = np.cumsum(deaths / (at_risk * (at_risk - deaths)))
        log = np.log(share)
        width = _Z * np.sqrt(spread) / np.abs(log)
        low, high = np.exp(log * np.exp(width)), np.exp(log * np.exp(-width))
    # Once all have left the curve stays at 0, and there is no logarithm to give an interval.
    gone = np.logical_or.accumulate(deaths == at_risk)
    share = np.where(gone, 0.0, share)
    low, high = np.where(gone, np.nan, low), np.where(gone, np.nan, high)
    columns = {
        "years": times,
        "at_risk": at_risk,
        "left": deaths,
        "survival": share,
        "low": low,
        "high": high,
    }
    return pd.DataFrame(columns).astype(CURVE)


def _median(found: pd.DataFrame, seen: Floats, left: NDArray[Any]) -> dict[str, Any]:
    """Say after how long half have left, and the yearly chance if it were constant."""
    n_left, total = int(left.sum()), float(seen.sum())
    ends = [_first(found, column) for column in ("survival", "low", "high")]
    reason = ""
    if not n_left:
        reason = "nobody was seen to leave"
    elif np.isnan(ends[0]):
        reason = "fewer than half have left"
    elif np.isnan(ends[2]):
        reason = f"too few left for an {'interval' if np.isnan(ends[1]) else 'upper end'}"
    return {
        "n_spells": len(seen),
        "n_left": n_left,
        "years_seen": total,
        "annual_departure": annual_from_tenure(total / n_left) if n_left else np.nan,
        "median": ends[0],
        "low": ends[1],
        "high": ends[2],
        "reason": reason,
    }


def _first(found: pd.DataFrame, column: str) -> float:
    """Give the first time at which half or less are left; NaN where that is never reached."""
    below = found.loc[found[column] <= 0.5 + _SLACK, "years"]
    return float(below.iloc[0]) if len(below) else np.nan


def _framed(parts: list[pd.DataFrame], first: str, columns: dict[str, Any]) -> pd.DataFrame:
    types = {first: object, **columns}
    filled = [part for part in parts if len(part)]
    if not filled:
        return pd.DataFrame({c: pd.Series(dtype=t) for c, t in types.items()})
    return pd.concat(filled, ignore_index=True)[list(types)].astype(types)


# --- spells -------------------------------------------------------------------------------------


def _of_frame(frame: pd.DataFrame, by: str | None) -> pd.DataFrame:
    """Give spells as rows of key (person and office), kind, start, end, known_from."""
    for column in ("person", "office", "start", "end"):
        if column not in frame.columns:
            near = nearest(column, [str(c) for c in frame.columns], limit=1)
            hint = f"; rename {near[0]!r}" if near else ""
            raise ArgumentError(
                "spells must have the columns person, office, start and end; there is no "
                f"{column!r}{hint}"
            )
    frame = frame.reset_index(drop=True)
    person, office = (frame[c].astype(object).map(key_text) for c in ("person", "office"))
    _refuse(frame, (person == "") | (office == ""), "has no person or no office")
    if by is None:
        kinds = pd.Series("all", index=frame.index, dtype=object)
    elif by in frame.columns:
        kinds = frame[by].astype(object).map(key_text)
    elif by == "kind":
        kinds = office.map(rules.office_kind)
    else:
        near = nearest(by, [str(c) for c in frame.columns], limit=1)
        hint = f"; did you mean {near[0]!r}?" if near else ""
        raise ArgumentError(f"by: spells have no column {by!r}{hint}")
    if "organization" in frame:
        bodies = frame["organization"].astype(object).map(key_text)
        office = pd.Series(map(office_label, office, bodies), index=frame.index, dtype=object)
    rows = pd.DataFrame(
        {
            "person": person.map(fold),
            "office": office.map(fold),
            "kind": kinds.where(kinds != "", NOT_SAID).astype(object),
            **{column: _dates(frame, column) for column in ("start", "end", "known_from")},
        }
    )
    _refuse(frame, rows["end"] < rows["start"], "ends before it starts")
    return rows


def _refuse(frame: pd.DataFrame, wrong: pd.Series, what: str) -> None:
    if wrong.any():
        row = int(wrong.to_numpy().argmax())
        who = f"{frame['person'].iat[row]}, {frame['office'].iat[row]}"
        raise ArgumentError(f"spells: row {row + 1} ({who}) {what}")


def _dates(frame: pd.DataFrame, column: str) -> pd.Series:
    """Read a column of dates: of pandas, of Python, or texts such as 2028-01-31, 2028-01, 2028."""
    if column not in frame.columns:
        return pd.Series(pd.NaT, index=frame.index).astype("datetime64[us]")
    values = frame[column]
    if values.dtype.kind == "M":
        stamps = values.dt.tz_localize(None) if values.dt.tz is not None else values
        return stamps.dt.normalize().astype("datetime64[us]")
    texts = [_date_text(x) for x in values.astype(object)]
    distinct = sorted(set(texts))
    declared = FRAMES["terms"].column("end" if column == "end" else "start")
    read, faults = read_texts(declared, distinct)
    if faults:
        position, fault = min(faults.items())
        row = texts.index(distinct[position]) + 1
        raise ArgumentError(f"spells: column {column}, row {row}: {fault.message} {fault.hint}")
    by_text = dict(zip(distinct, pd.to_datetime(pd.Series(read, dtype=object)), strict=True))
    days = pd.Series([by_text[text] for text in texts], index=frame.index, dtype=object)
    return pd.to_datetime(days).astype("datetime64[us]")


def _date_text(value: object) -> str:
    if value is None or pd.isna(value):
        return ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return clean(str(value))


def _of_terms(partnership: Partnership, by: str | None) -> pd.DataFrame:
    """Give the terms of a partnership as spells, with what is known of their offices and bodies."""
    frames = partnership.frames
    terms = rules.terms_with_starts(frames)
    kinds = {label: office.kind for label, office in rules.offices(frames).items()}
    terms = terms.assign(kind=terms["label"].map(kinds))
    for name, keys in (
        ("offices", ["office", "organization"]),
        ("organizations", ["organization"]),
    ):
        more = [c for c in frames[name].columns if c not in terms.columns]
        terms = terms.merge(frames[name][[*keys, *more]], on=keys, how="left")
    return _of_frame(terms, by)


def _merged(rows: pd.DataFrame, gap: int) -> pd.DataFrame:
    """Make one spell of each person's terms in one office that follow upon each other."""
    codes = rows.groupby(["person", "office"], sort=False).ngroup()
    start, end = _days(rows["start"], -np.inf), _days(rows["end"], np.inf)
    known = np.maximum(start, _days(rows["known_from"], -np.inf))
    spells = pd.DataFrame({"code": codes, "start": start, "end": end, "known": known})
    spells[["person", "office", "kind"]] = rows[["person", "office", "kind"]]
    spells = spells.sort_values(["code", "start", "end"], kind="stable", ignore_index=True)
    # The latest end so far: a short term within a long one does not end it.
    until = spells.groupby("code")["end"].cummax().groupby(spells["code"]).shift(fill_value=-np.inf)
    begins = (spells["code"] != spells["code"].shift()) | (spells["start"] - until > gap)
    how = {"start": "min", "end": "max", "known": "min"}
    how |= dict.fromkeys(["person", "office", "kind"], "first")
    return spells.groupby(begins.cumsum().to_numpy()).agg(how).reset_index(drop=True)


def _days(dates: pd.Series, blank: float) -> Floats:
    days = dates.to_numpy().astype("datetime64[D]")
    return np.where(np.isnat(days), blank, days.astype(np.int64).astype(np.float64))


def _seen(spells: pd.DataFrame, when: Moment, since: Moment | None) -> pd.DataFrame:
    """
    Give each spell's time in office at its end or at the day of looking, and from when it was seen.

    A last day is a day in office, so whoever comes and goes on one day stayed a day.
    """
    today = float(_days(pd.Series([when.date]), np.nan)[0])
    spells = spells[np.isfinite(spells["start"]) & (spells["start"] <= today)]
    left = spells["end"] < today
    until = spells["end"].where(left, today) + 1
    known = spells["known"]
    if since is not None:
        known = known.clip(lower=float(_days(pd.Series([since.date]), np.nan)[0]))
    start = spells["start"].to_numpy()
    seen = spells.assign(
        years=_years(start, until.to_numpy()), entered=_years(start, known.to_numpy()), left=left
    )
    return seen[seen["years"] > seen["entered"]].reset_index(drop=True)


def _years(start: Floats, until: Floats) -> Floats:
    """Count the years between days: whole ones from anniversary to anniversary, then the part."""
    first = start.astype("datetime64[D]")
    month = first.astype("datetime64[M]")
    day = first - month.astype("datetime64[D]")

    def anniversary(years: NDArray[np.int64]) -> Floats:
        moved = (month + 12 * years).astype("datetime64[D]") + day
        return np.asarray(moved.astype(np.int64), dtype=np.float64)

    last = until.astype("datetime64[D]").astype("datetime64[M]")
    whole = (last - month).astype(np.int64) // 12
    whole = whole - (anniversary(whole) > until)
    before, after = anniversary(whole), anniversary(whole + 1)
    return np.asarray(whole + (until - before) / (after - before), dtype=np.float64)


# --- words --------------------------------------------------------------------------------------


def _sentences(medians: pd.DataFrame, table: pd.DataFrame, column: str) -> list[str]:
    if not len(medians):
        return ["Cannot say: needs somebody in office whose first day is known."]
    ordered = medians.sort_values("n_spells", ascending=False, kind="stable")
    said = []
    for row in ordered[ordered["n_left"] >= LEAST_LEFT].head(TOLD).to_dict("records"):
        ended = f"{number(row['n_left'])} of {n(row['n_spells'], 'spell')} ended"
        if np.isnan(row["median"]):
            own = table[table[column] == row[column]].iloc[-1]
            said.append(
                f"{row[column]}: {own['survival']:.0%} were still in office after "
                f"{own['years']:.1f} years; {ended}."
            )
        else:
            low, high = (f"{row[c]:.1f}" for c in ("low", "high"))
            between = f" (95% interval {low} to {high})"
            if "nan" in (low, high):
                between = "" if low == "nan" else f" (95% interval from {low} upwards)"
            years = f"{row['median']:.1f}"
            said.append(f"{row[column]}: half had left after {years} years{between}; {ended}.")
    few = ordered[(ordered["n_left"] > 0) & (ordered["n_left"] < LEAST_LEFT)]
    if len(few):
        kinds = [
            f"{kind} ({left} of {spells})"
            for kind, left, spells in zip(
                *(few[c] for c in (column, "n_left", "n_spells")), strict=True
            )
        ]
        said.append(f"Too few have left to say how long they stay: {listed(kinds, 2)}.")
    none = medians[medians["n_left"] == 0]
    if len(none):
        spells = n(int(none["n_spells"].sum()), "spell")
        said.append(f"Nobody was seen to leave: {listed(list(none[column]), 3)} ({spells}).")
    return said


def _unlisted(seen: pd.DataFrame) -> str:
    """Say where only those in office may have been written down."""
    full = seen[seen["entered"] <= 0]
    left = full.groupby("office")["left"].any()
    alone = int((~left).sum())
    if alone * 4 <= len(left):
        return ""
    return (
        f"In {number(alone)} of {n(len(left), 'office')} nobody is listed who left: if earlier "
        "holders were just not written down, people stay shorter than this."
    )


def _inputs(
    rows: pd.DataFrame, spells: pd.DataFrame, seen: pd.DataFrame, when: Moment, gap: int
) -> list[str]:
    said = when.said
    people, offices = n(seen["person"].nunique(), "person", "people"), seen["office"].nunique()
    spells_said = f"{n(len(seen), 'spell')} of {people} in {n(offices, 'office')}"
    ended = n(int(seen["left"].sum()), "has", "have")
    notes = [f"{said[0].upper()}{said[1:]}: {spells_said}; {ended} ended."]
    if len(rows) > len(spells):
        notes.append(
            f"{n(len(rows), 'term')} given; a term that begins within {n(gap, 'day')} of the end "
            "of another of the same person in the same office continues it."
        )
    unknown = int((~np.isfinite(spells["start"])).sum())
    if unknown:
        notes.append(f"{n(unknown, 'spell')} without a start left out: nobody knows since when.")
    late = int((seen["entered"] > 0).sum())
    if late:
        notes.append(f"{n(late, 'spell')} counted only from the day on which they could be seen.")
    unseen = len(spells) - unknown - len(seen)
    if unseen:
        notes.append(
            f"{n(unseen, 'spell')} left out: not begun on the day of looking, or over before they "
            "could be seen."
        )
    return notes


def _cautions(table: pd.DataFrame, seen: pd.DataFrame, column: str) -> list[str]:
    notes = []
    there, gone = seen.loc[~seen["left"], "years"], seen.loc[seen["left"], "years"]
    if len(there):
        notes.append(
            f"Those still in office have been there {there.mean():.1f} years on average. That is "
            "time so far, not how long they will stay: the longest stay is still running."
        )
    if len(there) and len(gone):
        notes.append(
            f"Those who left had stayed {gone.mean():.1f} years on average. That is too short for "
            "all, since who stays long has not left yet; the curve counts both."
        )
    for kind, own in table.groupby(column, sort=True):
        ended = own.loc[own["survival"] == 0, "years"]
        longest = seen.loc[seen["kind"] == kind, "years"].max()
        if len(ended) and ended.iloc[0] < longest:
            notes.append(
                f"{kind}: all who were seen after {ended.iloc[0]:.1f} years in office left then, "
                "though others, seen later, stayed longer. The curve is at 0 from there and says "
                "little; too few were seen early."
            )
    notes.append(
        "It is supposed that those not seen to the end, or not from the beginning, stay as long "
        "as the others. Why anybody left is not told, and spells of one person count apart."
    )
    return notes
