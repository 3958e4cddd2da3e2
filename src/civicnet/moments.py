"""When: the date or wave an answer is for, and what runs on it (rule 3)."""

from __future__ import annotations

import datetime as dt
import os
import re
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from civicnet.cells import nearest, read_texts
from civicnet.columns import FRAMES
from civicnet.errors import ArgumentError

Mask = NDArray[np.bool_]
_WAVED = ("ties", "seats")
_DATED = ("people", "terms", "ties", "seats", "assets")


@dataclass(frozen=True)
class Moment:
    """
    The date an answer is for, and the wave where it is for one.

    With a wave, rows that carry a wave hold when it is theirs; everything else goes by date.
    """

    date: pd.Timestamp
    wave: str = ""

    def __str__(self) -> str:
        day = f"{self.date.day} {self.date.strftime('%B %Y')}"
        return f"wave {self.wave}" if self.wave else day

    @property
    def said(self) -> str:
        """The moment with its preposition: "on 15 November 2026", "in wave 2013"."""
        return f"{'in' if self.wave else 'on'} {self}"

    @property
    def key(self) -> str:
        """The moment as data: the wave's name, or the date as year-month-day."""
        return self.wave or self.date.date().isoformat()


def today() -> dt.date:
    """Tell today's date; SOURCE_DATE_EPOCH fixes it. The only place that reads the clock."""
    fixed = os.environ.get("SOURCE_DATE_EPOCH", "")
    if fixed.isdigit():
        return dt.datetime.fromtimestamp(int(fixed), tz=dt.UTC).date()
    return dt.datetime.now(tz=dt.UTC).astimezone().date()


def waves(frames: Mapping[str, pd.DataFrame]) -> list[str]:
    """List the waves named in the data, in the order of their names (numbers by size)."""
    found = {w for name in _WAVED for w in frames[name]["wave"] if isinstance(w, str)}
    return sorted(
        found,
        key=lambda w: [
            (not x.isdigit(), int(x) if x.isdigit() else 0, x) for x in re.split(r"(\d+)", w) if x
        ],
    )


def moment(frames: Mapping[str, pd.DataFrame], at: object = None) -> Moment:
    """
    Settle the moment an answer is for.

    `at` is a date, a text of one (a year or month means its last day), a wave, or None: the
    latest wave where the data have waves and no dates, else today.

    Raises
    ------
    ArgumentError
        where `at` is neither a date nor a wave of the data.
    """
    if isinstance(at, Moment):
        return at
    named = waves(frames)
    if at is None:
        if named and not _has_dates(frames):
            return Moment(_wave_date(named[-1]), named[-1])
        return Moment(pd.Timestamp(today()))
    if isinstance(at, dt.datetime | dt.date | pd.Timestamp | np.datetime64):
        stamp = pd.Timestamp(at)
        if stamp is pd.NaT:
            raise ArgumentError("at= is not a date")
        return Moment(stamp.tz_localize(None).normalize())
    text = str(at).strip()
    if text in named:
        return Moment(_wave_date(text), text)
    date = _read_date(text)
    if date is None:
        near = nearest(text, named)
        known = f" or a wave ({', '.join(near or named[:5])})" if named else ""
        raise ArgumentError(f"at must be a date such as 2026-11-15{known}; got {text!r}")
    return Moment(date)


def _read_date(text: str) -> pd.Timestamp | None:
    values, faults = read_texts(FRAMES["terms"].column("end"), [text])
    return pd.Timestamp(values[0]) if values[0] is not None and not faults else None


def _wave_date(wave: str) -> pd.Timestamp:
    return _read_date(wave) or pd.Timestamp(today())


def _has_dates(frames: Mapping[str, pd.DataFrame]) -> bool:
    return any(
        bool(frames[name][column].notna().any()) for name in _DATED for column in ("start", "end")
    )


def running(rows: pd.DataFrame, at: Moment) -> Mask:
    """
    Tell which rows hold at the moment.

    An end is the last day on which a thing holds; a blank end still runs; a blank start ran
    before. Where the moment is a wave, a row of another wave does not hold.
    """
    day = at.date.to_datetime64()
    start = rows["start"].to_numpy() if "start" in rows else np.full(len(rows), "NaT", "M8[us]")
    end = rows["end"].to_numpy()
    held = (np.isnat(start) | (start <= day)) & (np.isnat(end) | (end >= day))
    if at.wave and "wave" in rows:
        wave = rows["wave"]
        held &= (wave.isna() | (wave == at.wave)).to_numpy(dtype=bool)
    return np.asarray(held, dtype=bool)
