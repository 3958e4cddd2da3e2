"""From a value of Python, pandas or JSON to the text a cell would show."""

from __future__ import annotations

import datetime as dt
import math
import re

import numpy as np

# What other tools call the direction of a tie; a mutual one has none.
DIRECTION = {"directed": "yes", "undirected": "no", "mutual": "no", "": ""}
_WHOLE = re.compile(r"-?\d+\.0+")


def number_text(digits: str) -> str:
    """
    Write a number's digits as a person would: 3.0 is 3.

    >>> number_text("3.0"), number_text("02139"), number_text("0.35")
    ('3', '02139', '0.35')
    """
    return digits.partition(".")[0] if _WHOLE.fullmatch(digits) else digits


def float_text(value: float) -> str:
    """
    Write a float with the 15 digits a spreadsheet shows; "" for NaN.

    >>> float_text(7.0), float_text(0.1 + 0.2), float_text(float("nan"))
    ('7', '0.3', '')
    """
    if math.isnan(value):
        return ""
    if value.is_integer() and abs(value) < 1e21:
        return str(int(value))
    return f"{value:.15g}"


def date_text(moment: dt.date) -> str:
    """Write a date as year-month-day, with the time of day only where there is one."""
    if isinstance(moment, dt.datetime):
        if moment.time() == dt.time(0):
            return moment.date().isoformat()
        return moment.replace(microsecond=0).isoformat()
    return moment.isoformat()


def as_text(value: object) -> str:
    """
    Write any value as the text of a cell; "" for what is missing.

    >>> as_text(True), as_text(3.0), as_text(["a", "b"]), as_text(None)
    ('yes', '3', 'a; b', '')
    """
    if isinstance(value, str):
        return value
    if isinstance(value, np.datetime64):
        value = value.astype("datetime64[us]").item()
    elif isinstance(value, np.generic):
        value = value.item()
    # pandas' own blanks are told by name, so that reading a text file never imports pandas.
    if value is None or type(value).__name__ in ("NAType", "NaTType"):
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float):
        return float_text(value)
    if isinstance(value, dt.date):
        return date_text(value)
    if isinstance(value, set | frozenset):
        value = sorted(value, key=str)
    if isinstance(value, list | tuple | np.ndarray):
        return "; ".join(text for item in value if (text := as_text(item)))
    return str(value)
