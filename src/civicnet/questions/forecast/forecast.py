"""What does the calendar hold, if nothing is done? Month by month, with causes, by name."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from civicnet import futures
from civicnet.errors import ArgumentError, LimitError
from civicnet.futures import Futures, Prospects
from civicnet.moments import Moment, moment
from civicnet.questions import answers
from civicnet.questions.forecast import words
from civicnet.questions.forecast.cliffs import cliffs as find_cliffs
from civicnet.questions.forecast.dates import as_frame, events
from civicnet.questions.forecast.keeping import WITHIN, Keeping, keeping, values
from civicnet.questions.forecast.promises import promises
from civicnet.questions.forecast.words import EXPECTED, LEAVES, NO_RATE, STRESS
from civicnet.questions.ground import ground
from civicnet.typed import series

if TYPE_CHECKING:
    from civicnet.model import Partnership

Floats = NDArray[np.float64]

# The share of outcomes below the low end of the band, and above the high one.
_TAIL = 0.1
_MOST_YEARS = 20
# Drawn futures looked at again for each person, as if that person stayed.
_DRIVER_DRAWS = 1_000

_FRAMES = ("monthly", "events", "drivers", "cliffs", "chances", "promises")
_DAY = pd.Timedelta(days=1)


@dataclass(frozen=True)
class Forecast:
    """
    What the calendar holds, if nothing is done.

    `monthly`: `month` (its last day; the first row is the day asked about, the last is `until`),
    `line`, `measure`, `value` (what is there after that day: certain in the line "stress", expected
    in the others), `low` and `high` (the 10th and 90th percentile of outcomes). `events`: `date`,
    `actor`, `what`, `probability` (NaN where it is not known, or what is only named), `source`,
    `about` ("person", "tie", "seat", "asset", "other"). `drivers`: `actor`,
    `loss_avoided_if_stays` (pairs within reach on the last day), `office`, `probability` of having
    left by then. `cliffs`: `month`, `drop`, `causes` (tuple, what costs most first), `line`,
    `measure`. `chances`: every chance that was used, or is not known: `actor`, `office` ("" for the
    person's own time here), `annual`, `ends` (tuple of days), `stays` (tuple of the chances of
    staying at each, None where not known), `source`, `probability` of being over by the last day in
    the line `expected`. `promises`: what is due, and whether it outlives its owner's term or its
    money: `outcome`, `due`, `owner`, `owner_until`, `money_until`, `outlives` (tuple).
    """

    at: Moment
    until: pd.Timestamp
    title: str
    summary: tuple[str, ...]
    notes: tuple[str, ...]
    monthly: pd.DataFrame
    events: pd.DataFrame
    drivers: pd.DataFrame
    cliffs: pd.DataFrame
    chances: pd.DataFrame
    promises: pd.DataFrame

    to_dict = answers.to_dict
    _repr_html_ = answers.to_html

    def __str__(self) -> str:
        return "\n".join((self.title, *self.summary))


def _with_days_as_text(frame: pd.DataFrame) -> pd.DataFrame:
    days = frame.select_dtypes("datetime").columns
    text = {c: [None if pd.isna(x) else x.date().isoformat() for x in frame[c]] for c in days}
    return frame.assign(**{c: pd.Series(x, dtype=object) for c, x in text.items()})


class Line(NamedTuple):
    """One course of the months: the futures it weighs, and what is there in each."""

    name: str
    futures: Futures
    found: Floats  # futures x days x measures


def forecast(
    partnership: Partnership,
    until: object,
    at: object = None,
    *,
    scenarios: int = 10_000,
    seed: int = 0,
    can_stay: float | None = None,
    others: float | None = None,
    executor: Executor | None = None,
    count: str | Mapping[str, float] | None = None,
    within: int | None = None,
    strength: float = 2,
) -> Forecast:
    """
    Tell month by month what is left of today's reach, functions, data, money and seats.

    Low values say that the partnership hangs on people and papers whose time ends. Nobody makes a
    new tie, nobody is replaced, nothing is renewed: this is what happens if nothing is done. The
    line `stress` takes everybody to leave whose term ends, and needs no assumption; `expected`
    weighs every outcome by its chance. Where nobody knows whether people can stay when their terms
    end there are two such lines: in `expected` they stay, in `expected-leaves` they leave.

    Parameters
    ----------
    until : the last day, or a year or month for the last day of it.
    scenarios, seed : futures that are drawn where more than 15 posts may or may not end, and the
        seed they are drawn with; up to 15 every combination is weighed.
    can_stay : the chance of staying at a term's end where the data do not say; one line then.
    others : a yearly rate of leaving for people without known risk; adds the line `no-rate`.
    executor : any `concurrent.futures.Executor` to share the work; the result is the same.
    count : what a partner counts: "bodies", "people", "voices", a column of Organizations, or
        numbers by name; organizations and tables once unless said.
    within : in how many steps others should be reached: two, or three where partners are far apart.
    strength : leave out ties weaker than this.

    Raises
    ------
    ArgumentError
        for an unknown moment, a day that is not after it, or a chance outside 0-1.
    LimitError
        for more than 20 years.

    Examples
    --------
    >>> import civicnet as cn
    >>> p = cn.load_example("riverbend")
    >>> found = cn.forecast(p, "2028-12-31", at="2026-11-15", scenarios=100)
    >>> print(found.title)
    If nothing is done: 15 November 2026 to 31 December 2028
    >>> print(found.summary[4])
    January 2028 is a cliff: 349 pairs go with Eleanor Marsh, Priya Raghunathan and Desmond Achebe.
    """
    on = ground(partnership, at, strength=strength, within=within, count=count)
    last = _last_day(partnership, until, on.at)
    months, days = _months(on.at.date, last)
    found = futures.prospects(partnership, on.now, last)
    happens = events(on, found, last)
    kept = keeping(on, found, days)
    title = f"If nothing is done: {Moment(on.at.date)} to {Moment(last)}"
    needs = words.needs(on, found, happens, others)
    # Without a line every frame but that of events is empty, and the same in all else.
    chosen = {} if needs else _futures(kept, found, scenarios, seed, can_stay, others)
    lines = [
        Line(name, each, values(kept, each.units, each.over, executor=executor))
        for name, each in chosen.items()
    ]
    monthly = _monthly(months, kept, lines)
    unknown = 0.0 if LEAVES in chosen else 1.0 if can_stay is None else can_stay
    drawn = {"unknown": unknown, "scenarios": min(scenarios, _DRIVER_DRAWS), "seed": seed}
    drivers = _drivers(kept if lines else None, found, drawn, executor)
    stress = futures.stress(kept.on.units, days)
    cliffs = find_cliffs(on, kept, stress, months, monthly, happens)
    due = promises(on, found)
    told = words.Told(
        on=on, found=found, kept=kept, until=last, monthly=monthly, drivers=drivers, cliffs=cliffs,
        happens=happens, lines=chosen, can_stay=can_stay, others=others, seed=seed,
        errors={line.name: _error(line) for line in lines if not line.futures.exact},
        cut_off=words.cut_off(on, kept, stress), due=due,
    )  # fmt: skip
    return Forecast(
        at=on.at,
        until=last,
        title=title,
        summary=words.cannot_say(told, needs) if needs else words.summary(told),
        notes=on.notes if needs else words.notes(told),
        monthly=monthly,
        events=as_frame(happens),
        drivers=drivers,
        cliffs=cliffs,
        chances=_chances(found, days, can_stay),
        promises=due,
    )


def _last_day(partnership: Partnership, until: object, at: Moment) -> pd.Timestamp:
    if until is None:
        raise ArgumentError("until must be a date such as 2028-12-31")
    try:
        last = moment(partnership.frames, until).date
    except ArgumentError as error:
        raise ArgumentError(f"until must be a date such as 2028-12-31; got {until!r}") from error
    if last <= at.date:
        raise ArgumentError(f"until must lie after {at}; got {Moment(last)}")
    if last > at.date + pd.DateOffset(years=_MOST_YEARS):
        raise LimitError(f"until may lie {_MOST_YEARS} years ahead at most; got {Moment(last)}")
    return last


def _months(
    today: pd.Timestamp, last: pd.Timestamp
) -> tuple[list[pd.Timestamp], list[pd.Timestamp]]:
    """
    Give the days that months are told for, and the days on which they are looked at.

    What has its last day in a month is gone on the day after it.
    """
    ends = [x for x in pd.date_range(today, last, freq="ME") if today < x < last]
    months = [today, *ends, last]
    return months, [today, *(x + _DAY for x in months[1:])]


def _futures(
    kept: Keeping,
    found: Prospects,
    scenarios: int,
    seed: int,
    can_stay: float | None,
    others: float | None,
) -> dict[str, Futures]:
    """Give the futures of each line, by its name."""
    units, days = kept.on.units, kept.days
    drawn: dict[str, Any] = {"scenarios": scenarios, "seed": seed}
    stays = 1.0 if can_stay is None else can_stay
    lines = {STRESS: futures.stress(units, days)}
    lines[EXPECTED] = futures.weights(units, days, unknown=stays, **drawn)
    if can_stay is None and words.unknown_ends(found, days[-1]):
        lines[LEAVES] = futures.weights(units, days, unknown=0.0, **drawn)
    if others is not None:
        lines[NO_RATE] = futures.weights(units, days, unknown=stays, others=others, **drawn)
    return lines


# --- months ---------------------------------------------------------------------------------------


def _monthly(months: Sequence[pd.Timestamp], kept: Keeping, lines: Sequence[Line]) -> pd.DataFrame:
    """Give the value and band of every month, line and measure, in this order."""
    names = kept.measures
    shape = (len(months), len(lines), len(names))
    value, low, high = (np.empty(shape) for _ in range(3))
    for i, line in enumerate(lines):
        value[:, i] = _mean(line)
        low[:, i], high[:, i] = _percentiles(line, (_TAIL, 1 - _TAIL))
    index = pd.MultiIndex.from_product(
        [months, [line.name for line in lines], names], names=["month", "line", "measure"]
    )
    frame = index.to_frame(index=False).assign(
        value=value.ravel(), low=low.ravel(), high=high.ravel()
    )
    kinds = {"month": "datetime64[us]", "line": object, "measure": object}
    return frame.astype(kinds)


def _mean(line: Line) -> Floats:
    """Give the expected value of each measure (a column) on each day (a row)."""
    return np.asarray(np.einsum("df,fdm->dm", line.futures.weights, line.found))


def _percentiles(line: Line, shares: Sequence[float]) -> list[Floats]:
    """Give the least values that such shares of outcomes, by weight, do not exceed."""
    weight = line.futures.weights
    # Sums of weights miss their share by a rounding.
    least = [share - 1e-9 for share in shares]
    if not line.futures.exact:
        ranked = np.sort(line.found, axis=0)
        return [ranked[int(np.ceil(share * len(ranked))) - 1] for share in least]
    found = np.empty((len(shares), *line.found.shape[1:]))
    for day, measure in np.ndindex(*line.found.shape[1:]):
        value = line.found[:, day, measure]
        order = np.argsort(value, kind="stable")
        reached = np.searchsorted(weight[day, order].cumsum(), least)
        found[:, day, measure] = value[order[reached]]
    return list(found)


def _error(line: Line) -> float:
    """Give the largest standard error of the expected pairs within reach, over all days."""
    if not line.found.shape[2] or len(line.found) < 2:
        return float("nan")
    return float(line.found[:, :, 0].std(axis=0, ddof=1).max() / np.sqrt(len(line.found)))


# --- who makes most of it -------------------------------------------------------------------------


def _drivers(
    kept: Keeping | None, found: Prospects, drawn: Mapping[str, Any], executor: Executor | None
) -> pd.DataFrame:
    """
    Tell for everybody who may leave how much less is lost on the last day if they surely stay.

    Where it is not known whether people can stay they are taken to leave, else they would be none.
    """
    rows: list[tuple[str, float, str, float]] = []
    if kept is not None and kept.reach.pairs:
        ends = _at_the_end(kept)
        each = futures.weights(ends.on.units, ends.days, **drawn)
        rows = _avoided(ends, found, each, executor)
    rows.sort(key=lambda x: (-round(x[1], 9), x[0]))
    names = ("actor", "loss_avoided_if_stays", "office", "probability")
    frame = pd.DataFrame({c: series([x[i] for x in rows], "text") for i, c in enumerate(names)})
    return frame.astype({"loss_avoided_if_stays": "float64", "probability": "float64"})


def _at_the_end(kept: Keeping) -> Keeping:
    """Look at the first day and the last only."""
    ended = np.where(kept.ended < len(kept.days), 1, 2).astype(np.int64)
    return replace(kept, days=(kept.days[0], kept.days[-1]), ended=ended, stocks=())


def _avoided(
    kept: Keeping, found: Prospects, each: Futures, executor: Executor | None
) -> list[tuple[str, float, str, float]]:
    gone = futures.away(kept.on, each.units, each.over, 2).people <= 1
    weight = each.weights[1]
    now = values(kept, each.units, each.over, only=(WITHIN,), executor=executor)[:, 1, 0]
    rows = []
    for person in kept.on.people:
        here = np.flatnonzero(gone[:, kept.on.place[person]] & (weight > 0))
        if not len(here):
            continue
        stays = values(
            kept, each.units, each.over[here], only=(WITHIN,), stays=person, executor=executor
        )[:, 1, 0]
        avoided = float(weight[here] @ (stays - now[here]))
        offices = ", ".join(found.posts[i][1] for i in found.posts_of.get(person, ()))
        rows.append((person, avoided, offices, min(float(weight[here].sum()), 1.0)))
    return rows


# --- every chance ---------------------------------------------------------------------------------


def _chances(
    found: Prospects, days: Sequence[pd.Timestamp], can_stay: float | None
) -> pd.DataFrame:
    stays = 1.0 if can_stay is None else can_stay
    over = futures.likelihoods(found.units, days, unknown=stays)
    rows = []
    for unit, chance in zip(found.units, over[:, -1:], strict=True):
        known = unit.outlook
        said = [known.source, *(end.source for end in known.ends)]
        ends = tuple(end.day.date().isoformat() for end in known.ends)
        chances = tuple(None if np.isnan(end.stays) else end.stays for end in known.ends)
        rows.append(
            (
                unit.person, unit.office, known.annual, ends, chances,
                "; ".join(filter(None, said)) or "no known risk", float(chance[0]),
            )
        )  # fmt: skip
    rows += [
        (person, office, float("nan"), (), (), f"serves with {found.serves_with(i)}", float("nan"))
        for i, (person, office) in enumerate(found.posts)
        if found.serves_with(i) in found.holding
    ]
    rows.sort(key=lambda x: (x[0], x[1]))
    names = ("actor", "office", "annual", "ends", "stays", "source", "probability")
    frame = pd.DataFrame({c: series([x[i] for x in rows], "text") for i, c in enumerate(names)})
    return frame.astype({"annual": "float64", "probability": "float64"})
