"""From the text of a cell to a value: dates, numbers, choices, lists; nothing is guessed."""

from __future__ import annotations

import calendar
import datetime as dt
import re
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal

from rapidfuzz import fuzz, process

from civicnet import vocabulary as words
from civicnet.columns import Column

DateOrder = Literal["day-first", "month-first"]


@dataclass(frozen=True)
class Fault:
    """What is wrong with one cell's text; the place is added by whoever knows the row."""

    code: str
    message: str
    hint: str = ""


class _CellError(ValueError):
    """Raised inside this module to end the reading of one cell."""

    def __init__(self, code: str, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.fault = Fault(code, message, hint)


_INVISIBLE = dict.fromkeys(map(ord, "\u200b\u2060\ufeff\u00ad"))

# Persian, Indic scripts and emoji need these; two spellings of one name may differ in them.
_JOINERS = dict.fromkeys(map(ord, "\u200c\u200d"))


# A blank each, but for apostrophes, which leave none.
_PUNCTUATION = {i: None if chr(i) in "'`" else " " for i in range(128) if not chr(i).isalnum()}


def clean(text: str) -> str:
    r"""
    Give a text as people see it: composed letters, single blanks, nothing invisible.

    >>> clean("Mari\u0061 \u00a0 Lo\u0301pez ")
    'Maria López'
    """
    if text.isascii():
        return " ".join(text.split())
    return " ".join(unicodedata.normalize("NFC", text).translate(_INVISIBLE).split())


def fold(text: str) -> str:
    """
    Give the form in which two spellings of one name are equal: case, width and blanks apart.

    >>> fold(" Maria  LOPEZ") == fold("maria lopez")
    True
    """
    if text.isascii():
        return " ".join(text.lower().split())
    folded = unicodedata.normalize("NFKC", text).translate(_INVISIBLE | _JOINERS).casefold()
    return " ".join(folded.split())


def bare(text: str) -> str:
    """Give a folded name without accents and punctuation, for finding near duplicates."""
    folded = fold(text)
    if folded.isascii():
        return " ".join(folded.translate(_PUNCTUATION).split())
    letters = unicodedata.normalize("NFKD", folded)
    kept = "".join(
        c if c.isalnum() else " "
        for c in letters
        if not unicodedata.combining(c) and c not in "'’`"
    )
    return " ".join(kept.split())


def nearest(text: str, among: Sequence[str], *, cutoff: float = 72, limit: int = 3) -> list[str]:
    """Find the names that come closest to `text`, best first; [] where none is near."""
    keys = [bare(each) for each in among]
    found = process.extract(bare(text), keys, scorer=fuzz.WRatio, score_cutoff=cutoff, limit=limit)
    return [among[position] for _, _, position in found]


def did_you_mean(text: str, among: Sequence[str], *, cutoff: float = 72) -> str:
    """Say which of `among` may have been meant, or nothing."""
    near = nearest(text, among, cutoff=cutoff, limit=2)
    return f"Did you mean {' or '.join(quoted(each) for each in near)}?" if near else ""


def quoted(text: str) -> str:
    """Put a text from the data between quotation marks, shortened to what a line can hold."""
    return f'"{text}"' if len(text) <= 80 else f'"{text[:77]}…"'


def split_list(text: str) -> tuple[str, ...]:
    """Split a cell at ; or | (never at a comma); each item once, in the order written."""
    return tuple(dict.fromkeys(item for part in re.split(r"[;|]", text) if (item := clean(part))))


# --- dates -------------------------------------------------------------------------------------

_MONTHS = {
    name.lower(): number
    for names in (calendar.month_name, calendar.month_abbr)
    for number, name in enumerate(names)
    if name
} | {"sept": 9}
_OPEN_END = {"present", "now", "ongoing", "current", "today", "open", "-", "–", "—"}
_ISO = re.compile(r"(\d{4})(?:-(\d{1,2})(?:-(\d{1,2})(?:[T ]\d{1,2}:\d{2}.*)?)?)?")
_SLASHED = re.compile(r"(\d{1,2})([/.\-])(\d{1,2})\2(\d{4})")
_YEAR_FIRST = re.compile(r"(\d{4})[/.](\d{1,2})[/.](\d{1,2})")
_DAY_MONTH = re.compile(r"(\d{1,2})(?:st|nd|rd|th)?\.? ([A-Za-z]+)\.?,? (\d{4})")
_MONTH_DAY = re.compile(r"([A-Za-z]+)\.? (\d{1,2})(?:st|nd|rd|th)?,? (\d{4})")
_MONTH = re.compile(r"([A-Za-z]+)\.?,? (\d{4})")
_ISO_HINT = "Write it as year-month-day, for example 2028-01-31 (or just 2028-01, or 2028)."


def date_order(texts: Sequence[str]) -> DateOrder | None:
    """Tell whether a column writes the day or the month first, if any cell in it proves it."""
    firsts, seconds = [], []
    for text in texts:
        if found := _SLASHED.fullmatch(text):
            firsts.append(int(found[1]))
            seconds.append(int(found[3]))
    day_first = any(first > 12 for first in firsts)
    month_first = any(second > 12 for second in seconds)
    if day_first == month_first:
        return None
    return "day-first" if day_first else "month-first"


def _partial(year: int, month: int | None, day: int | None, *, last: bool) -> dt.date:
    try:
        if month is None:
            return dt.date(year, 12, 31) if last else dt.date(year, 1, 1)
        if day is None:
            return dt.date(year, month, calendar.monthrange(year, month)[1] if last else 1)
        return dt.date(year, month, day)
    except (ValueError, IndexError):
        said = "-".join(str(part) for part in (year, month, day) if part is not None)
        raise _CellError(
            "bad-date", f"there is no day {quoted(said)} in the calendar.", _ISO_HINT
        ) from None


def _date(text: str, *, last: bool, order: DateOrder | None) -> dt.date | None:
    """Read one date; `last`: a partial date means its last day."""
    if not text or (last and text.lower() in _OPEN_END):
        return None
    if found := _ISO.fullmatch(text) or _YEAR_FIRST.fullmatch(text):
        year, month, day = (int(part) if part else None for part in found.groups())
        return _partial(year or 0, month, day, last=last)
    if found := _SLASHED.fullmatch(text):
        one, two, year = int(found[1]), int(found[3]), int(found[4])
        if one <= 12 and two <= 12 and one != two and order is None:
            raise _CellError(
                "ambiguous-date",
                f"{quoted(text)} can mean {one} {calendar.month_name[two]} or "
                f"{two} {calendar.month_name[one]} {year}.",
                _ISO_HINT,
            )
        day_first = one > 12 or (two <= 12 and order == "day-first")
        return _partial(year, two if day_first else one, one if day_first else two, last=last)
    if (found := _DAY_MONTH.fullmatch(text)) and found[2].lower() in _MONTHS:
        return _partial(int(found[3]), _MONTHS[found[2].lower()], int(found[1]), last=last)
    if (found := _MONTH_DAY.fullmatch(text)) and found[1].lower() in _MONTHS:
        return _partial(int(found[3]), _MONTHS[found[1].lower()], int(found[2]), last=last)
    if (found := _MONTH.fullmatch(text)) and found[1].lower() in _MONTHS:
        return _partial(int(found[2]), _MONTHS[found[1].lower()], None, last=last)
    if re.fullmatch(r"[2-6]\d{4}(\.\d+)?", text):
        meant = dt.date(1899, 12, 30) + dt.timedelta(days=int(float(text)))
        raise _CellError(
            "bad-date",
            f"{quoted(text)} looks like a spreadsheet's day number.",
            f"Format the cell as a date, or write {meant.isoformat()} if that is meant.",
        )
    raise _CellError("bad-date", f"{quoted(text)} is not a date.", _ISO_HINT)


# --- numbers -----------------------------------------------------------------------------------

_THOUSANDS = re.compile(r"[+-]?\d{1,3}(,\d{3})+(\.\d+)?")
_DECIMAL_COMMA = re.compile(r"[+-]?\d+,(\d{1,2}|\d{4,})")
_PLAIN = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?")
_MONEY = re.compile(r"^(?:US)?[$€£]\s*|\s*(?:USD|EUR|GBP|[$€£])$", re.IGNORECASE)


def _number(text: str, *, decimal_comma: bool) -> float:
    plain = _MONEY.sub("", text).replace("\u2212", "-").replace("\u202f", "").replace(" ", "")
    if decimal_comma and "," in plain:
        if _THOUSANDS.fullmatch(plain) and not _DECIMAL_COMMA.fullmatch(plain):
            raise _CellError(
                "bad-number",
                f"{quoted(text)} can mean {plain.replace(',', '')} or {plain.replace(',', '.')}.",
                "Other cells of the column use a decimal comma; write it with a point.",
            )
        plain = plain.replace(".", "").replace(",", ".")
    elif _THOUSANDS.fullmatch(plain):
        plain = plain.replace(",", "")
    if not _PLAIN.fullmatch(plain):
        raise _CellError(
            "bad-number",
            f"{quoted(text)} is not a number.",
            "Write digits only, with a point for decimals, or leave the cell blank.",
        )
    value = float(plain)
    if value in (float("inf"), float("-inf")):
        raise _CellError("bad-number", f"{quoted(text)} is too large.", "Check the digits.")
    return value


def _share(text: str, *, decimal_comma: bool) -> float:
    if text.endswith("%"):
        return round(_number(text[:-1].strip(), decimal_comma=decimal_comma) / 100, 12)
    return _number(text, decimal_comma=decimal_comma)


def _in_range(column: Column, value: float, text: str) -> float:
    low = 0.0 if column.type == "share" else column.low
    high = 1.0 if column.type == "share" else column.high
    if (low is not None and value < low) or (high is not None and value > high):
        limits = (
            f"{low:g} to {high:g}" if high is not None and low is not None else f"{low:g} or more"
        )
        hint = f"The column takes {limits}"
        if column.type == "share" and 1 < value <= 100:
            hint += f"; if {value:g} per cent is meant, write {value:g}%"
        raise _CellError("out-of-range", f"{quoted(text)} is out of range.", f"{hint}.")
    return value


# --- words -------------------------------------------------------------------------------------

_YES = {"yes", "y", "true", "1", "x", "✓", "✔", "t"}
_NO = {"no", "n", "false", "0", "f"}


def _yesno(text: str) -> bool:
    word = fold(text)
    if word in _YES or word in _NO:
        return word in _YES
    raise _CellError("bad-choice", f"{quoted(text)} is neither yes nor no.", "Write yes or no.")


def _chance(text: str, *, decimal_comma: bool) -> str:
    word = fold(text)
    if word in {"yes", "y", "true"}:
        return "yes"
    if word in {"no", "n", "false"}:
        return "no"
    try:
        value = _share(text, decimal_comma=decimal_comma)
    except _CellError:
        value = -1.0
    if not 0 <= value <= 1:
        raise _CellError(
            "bad-choice",
            f"{quoted(text)} is not yes, no or a chance.",
            "Write yes, no, or a chance such as 0.6 or 60%; blank means unknown.",
        )
    return f"{value:.12g}"


def _choice(column: Column, text: str) -> str:
    word = fold(text)
    word = words.WORD_SYNONYMS.get(column.vocabulary, {}).get(word, word)
    if word in column.choices:
        return word
    if column.open:
        return clean(text)
    raise _CellError(
        "bad-choice",
        f"{quoted(text)} is not one of the words for {column.name}.",
        f"{did_you_mean(text, column.choices)} Write one of: {', '.join(column.choices)}.".strip(),
    )


def _unusual(column: Column, value: str) -> Fault | None:
    """Warn of a word outside an open list: always where `column.warns`, else where it is a typo."""
    if not column.open or value in column.choices:
        return None
    hint = did_you_mean(value, column.choices, cutoff=82)
    if not column.warns and not _typo(value, column.choices):
        return None
    return Fault(
        "new-kind",
        f"{quoted(value)} is not one of the usual words for {column.name}; it is kept.",
        hint or f"The usual words are: {', '.join(column.choices)}.",
    )


def _typo(value: str, choices: Sequence[str]) -> bool:
    return any(fuzz.ratio(fold(value), choice) >= 88 for choice in choices)


def read_texts(
    column: Column, texts: Sequence[str], *, order: DateOrder | None = None
) -> tuple[list[object], dict[int, Fault]]:
    """
    Read the distinct texts of one column.

    Parameters
    ----------
    column : the column's declaration.
    texts : distinct cell texts; "" is a blank cell.
    order : "day-first" or "month-first" where the user said so; otherwise only a column that
        proves its own order is read.

    Returns
    -------
    The values, parallel to `texts`, and the faults by position. A cell with an error gets the
    value of a blank one: str or None, tuple, float (NaN), bool or None, date or None.
    """
    blank: object = () if column.type == "list" else None
    if column.type in ("number", "share", "whole"):
        blank = float("nan")
    reader = _reader(column, texts, order)
    values: list[object] = []
    faults: dict[int, Fault] = {}
    for position, text in enumerate(texts):
        if not text:
            values.append(blank)
            continue
        try:
            value = reader(text)
        except _CellError as error:
            faults[position] = error.fault
            value = blank
        else:
            if column.type == "choice" and (unusual := _unusual(column, str(value))):
                faults[position] = unusual
        values.append(value)
    return values, faults


def _reader(
    column: Column, texts: Sequence[str], order: DateOrder | None
) -> Callable[[str], object]:
    numeric = column.type in ("number", "share", "whole", "chance")
    comma = numeric and any(_DECIMAL_COMMA.fullmatch(text.rstrip(" %")) for text in texts)
    match column.type:
        case "start" | "end":
            chosen = order or date_order(texts)
            return lambda text: _date(text, last=column.type == "end", order=chosen)
        case "number" if column.choices:
            by_word = {word: float(number) for number, word in enumerate(column.choices, 1)}
            return lambda text: (
                by_word[fold(text)]
                if fold(text) in by_word
                else _in_range(column, _number(text, decimal_comma=comma), text)
            )
        case "number":
            return lambda text: _in_range(column, _number(text, decimal_comma=comma), text)
        case "share":
            return lambda text: _in_range(column, _share(text, decimal_comma=comma), text)
        case "whole":
            return lambda text: _in_range(column, _whole(text, decimal_comma=comma), text)
        case "yesno":
            return _yesno
        case "chance":
            return lambda text: _chance(text, decimal_comma=comma)
        case "choice":
            return lambda text: _choice(column, text)
        case "list":
            return split_list
        case _:
            return lambda text: clean(text) or None


def _whole(text: str, *, decimal_comma: bool) -> float:
    value = _number(text, decimal_comma=decimal_comma)
    if value != int(value):
        raise _CellError("bad-number", f"{quoted(text)} is not a whole number.", "Write 1, 2, 3 …")
    return value
