"""A forecast to read on a screen: the months that change, what is left at the end, who matters."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from civicnet.moments import Moment
from civicnet.questions.forecast.forecast import Forecast
from civicnet.questions.forecast.keeping import (
    CONNECTED,
    CUT_OFF,
    DOORS,
    FUNCTIONS,
    MEASURES,
    MONEY,
    SEATS,
    WITHIN,
)
from civicnet.questions.forecast.words import EXPECTED, LEAVES, NO_RATE, STRESS
from civicnet.questions.partners import n, number

# Months and people that are shown, those first in which most goes and who matter most.
_MONTHS, _PEOPLE = 12, 5
_BAR = 10
_LINES = {STRESS: "stress", EXPECTED: "expected", LEAVES: "exp.-leaves", NO_RATE: "no-rate"}
_NAMES = {
    WITHIN: "pairs within reach",
    CONNECTED: "pairs with any way",
    CUT_OFF: "partners cut off",
    FUNCTIONS: "functions carried",
    DOORS: "data doors attended",
    MONEY: "funding a year",
    SEATS: "deciding seats",
}

Rows = Sequence[Sequence[str]]


def chart(found: Forecast, wide: int = 100) -> str:
    """
    Show a forecast as text, `wide` letters wide.

    First the pairs within reach, in today's row and those of the months in which most goes, with
    who and what ends; then all measures on the last day; then whose staying would save most. Every
    month, measure and event is in the frames.
    """
    if not len(found.monthly):
        return ""
    parts = (_months(found, wide), _end(found, wide), _people(found, wide))
    return "\n\n".join(part for part in parts if part)


def _months(found: Forecast, wide: int) -> str:
    rows = found.monthly[found.monthly["measure"] == WITHIN]
    if not len(rows):
        return ""
    lines = [line for line in _LINES if line in set(rows["line"])]
    value = np.array([rows.loc[rows["line"] == line, "value"].to_numpy() for line in lines])
    months = rows["month"].drop_duplicates().tolist()
    drops = (value[:, :-1] - value[:, 1:]).max(axis=0)
    most = np.argsort(-drops, kind="stable")[: _MONTHS - 2]
    shown = sorted({0, len(months) - 1, *(i + 1 for i in most.tolist() if drops[i] >= 0.5)})
    table = [["", *(_LINES[line] for line in lines), "", "what ends"]]
    for i in shown:
        numbers = [number(round(x)) for x in value[:, i]]
        bar = "█" * round(_BAR * value[0, i] / max(value[0, 0], 1.0))
        ending = _ending(found, months[i - 1], months[i], first=i == 1) if i else "today"
        table.append([_called(months[i], i), *numbers, bar, ending])
    return _titled("Pairs within reach, as each month leaves them", table, wide)


def _called(day: pd.Timestamp, place: int) -> str:
    is_month = place and day == day + pd.offsets.MonthEnd(0)
    return str(day.strftime("%b %Y")) if is_month else f"{day.day} {day.strftime('%b %Y')}"


def _ending(found: Forecast, since: pd.Timestamp, day: pd.Timestamp, *, first: bool) -> str:
    """Name who may go in a month, what costs most first, and count what else ends."""
    events = found.events
    after = events["date"] >= since if first else events["date"] > since
    here = events[after & (events["date"] <= day) & ~(events["probability"] <= 0)]
    cliffs = found.cliffs[(found.cliffs["month"] == day) & (found.cliffs["measure"] == WITHIN)]
    people = here.loc[here["about"] == "person", "actor"]
    named = dict.fromkeys([*(x for row in cliffs["causes"] for x in row), *people])
    counts = [
        n(int((here["about"] == about).sum()), one, many)
        for about, one, many in (
            ("tie", "agreement or tie", "agreements and ties"),
            ("asset", "asset", "assets"),
            ("seat", "seat", "seats"),
        )
        if (here["about"] == about).any()
    ]
    return "; ".join([", ".join(named), ", ".join(counts)] if named else [", ".join(counts)])


def _end(found: Forecast, wide: int) -> str:
    """Lay today's measures beside those of the last day."""
    rows = found.monthly
    lines = [line for line in _LINES if line in set(rows["line"])]
    first, last = (rows[rows["month"] == day] for day in (found.at.date, found.until))
    table = [["", "today", *(_LINES[line] for line in lines)]]
    for measure in MEASURES:
        own = last[last["measure"] == measure].set_index("line")
        if not len(own):
            continue
        today = first.loc[first["measure"] == measure, "value"].iat[0]
        bands = (tuple(own.loc[x, c] for c in ("value", "low", "high")) for x in lines)
        table.append([_NAMES[measure], number(round(today)), *(_band(*x) for x in bands)])
    return _titled(f"{Moment(found.until)}, and in brackets eight of ten futures", table, wide)


def _band(value: float, low: float, high: float) -> str:
    said, least, most = (number(round(each)) for each in (value, low, high))
    return said if least == most else f"{said} ({least}-{most})"


def _people(found: Forecast, wide: int) -> str:
    rows = found.drivers[found.drivers["loss_avoided_if_stays"] >= 0.5].head(_PEOPLE)
    if not len(rows):
        return ""
    columns = (rows[c] for c in ("actor", "loss_avoided_if_stays", "office"))
    table = [["", "pairs", "office"]]
    table += [[who, number(round(x)), office] for who, x, office in zip(*columns, strict=True)]
    return _titled("Pairs that would not be lost if one person surely stayed", table, wide)


def _titled(title: str, table: Rows, wide: int) -> str:
    """Lay out rows in columns, numbers to the right; what is too wide is cut."""
    widths = [max(map(len, column)) for column in zip(*table, strict=True)]
    numbers = [all(row[i][:1].isdigit() for row in table[1:]) for i in range(len(widths))]
    lines = [title]
    for row in table:
        cells = [
            cell.rjust(width) if right else cell.ljust(width)
            for cell, width, right in zip(row, widths, numbers, strict=True)
        ]
        line = "  ".join(cells).rstrip()
        lines.append(line if len(line) <= wide else f"{line[: wide - 1].rstrip(' ,;')}…")
    return "\n".join(lines)
