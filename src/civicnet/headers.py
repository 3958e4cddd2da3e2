"""From column names as people type them to declared columns, and from names to frames."""

from __future__ import annotations

import functools
import unicodedata
from collections.abc import Mapping, Sequence

from civicnet.columns import ACTORS_SHEET, FRAMES, SHORT_HEADERS, WHO, Column, Frame

# Every kind of table a file may hold. The order decides between frames that fit equally well: a
# name alone says "actor", never what kind of actor.
TABLES: Mapping[str, Frame] = {
    name: {**FRAMES, WHO.name: WHO, ACTORS_SHEET.name: ACTORS_SHEET}[name]
    for name in dict.fromkeys(("ties", "who", "terms", "seats", "assets", "actors", *FRAMES))
}
_NAMING = ("key", "actor", "name")


@functools.lru_cache(maxsize=4096)
def fold(header: str) -> str:
    """
    Give the form in which two spellings of one column name are equal.

    >>> fold("Start_Date "), fold("Elected/appointed/hired")
    ('start date', 'elected appointed hired')
    """
    letters = unicodedata.normalize("NFKC", header).casefold()
    return " ".join("".join(c if c.isalnum() else " " for c in letters).split())


@functools.cache
def _meanings(name: str) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """List a frame's columns with the folded words that mean each, the best word first."""
    frame = TABLES[name]
    short = SHORT_HEADERS.get(name, {})
    found: list[tuple[str, tuple[str, ...]]] = []
    has_id = "id" in frame.names
    companions: dict[str, list[str]] = {}
    for column in frame.columns:
        words = [fold(word) for word in _words(column, short)]
        found.append((column.name, tuple(dict.fromkeys(words))))
        if column.type in _NAMING:
            # The id of the thing the row is about is the frame's own id, where it has one.
            meant = "id" if has_id and column.name == frame.key[0] else f"{column.name}_id"
            companions.setdefault(meant, []).extend(f"{word} id" for word in words)
    named = dict(found)
    merged = [(column, words + tuple(companions.pop(column, ()))) for column, words in found]
    merged += [(meant, tuple(words)) for meant, words in companions.items() if meant not in named]
    return tuple(merged)


def _words(column: Column, short: Mapping[str, str]) -> tuple[str, ...]:
    own = (short[column.name],) if column.name in short else ()
    return (column.name, *own, *column.synonyms)


@functools.cache
def known_words() -> frozenset[str]:
    """Give every folded word that means a column of some frame."""
    return frozenset(
        word for name in TABLES for _, words in _meanings(name) for word in words if word
    )


def _assign(frame: Frame, header: Sequence[str]) -> tuple[dict[int, str], dict[int, str]]:
    folded = [fold(word) for word in header]
    meanings = _meanings(frame.name)
    matched: dict[int, str] = {}
    # Exact names first, whatever their place; then synonyms, in the order of their declaration.
    for column, words in meanings:
        if words[0] in folded:
            matched[folded.index(words[0])] = column
    taken = set(matched.values())
    for column, words in meanings:
        for word in words:
            free = [p for p, each in enumerate(folded) if each == word and p not in matched]
            if column not in taken and free:
                matched[free[0]] = column
                taken.add(column)
    others = {
        position: column
        for position, word in enumerate(folded)
        if word and position not in matched
        for column, words in meanings
        if word in words
    }
    return dict(sorted(matched.items())), others


def match(frame: Frame, header: Sequence[str]) -> dict[int, str]:
    """
    Find the declared column that each header means.

    An exact name wins over a synonym, an earlier synonym over a later one; each column is
    given once. A header such as "person_id" or "committee id" beside a name is the id that
    wins over that name: it means `f"{column}_id"`, or `id` where it is the row's own.

    >>> match(FRAMES["ties"], ["From", "To", "since", "colour"])
    {0: 'source', 1: 'target', 2: 'start'}
    >>> match(FRAMES["seats"], ["person", "person_id", "committee_id", "committee"])
    {0: 'actor', 1: 'actor_id', 2: 'table_id', 3: 'table'}

    Returns
    -------
    position in the header -> name of the column; headers that mean nothing are left out.
    """
    return _assign(frame, header)[0]


def rivals(frame: Frame, header: Sequence[str]) -> dict[int, str]:
    """
    Find the headers that mean a column which another header has already taken.

    >>> rivals(FRAMES["ties"], ["source", "target", "from"])
    {2: 'source'}
    """
    return _assign(frame, header)[1]


def score(frame: Frame, header: Sequence[str]) -> float:
    """
    Tell how well a header fits a frame: 0 where a column the frame cannot do without is missing.

    An exact name counts 2, a synonym or an id 1. A row's id can stand for its name.
    """
    matched = match(frame, header)
    found = set(matched.values())
    needed = {column.name for column in frame.columns if column.required}
    needed |= {frame.key[0]} if frame.name != "context" else set(frame.names)
    needed |= {"post"} if frame.name == WHO.name else set()
    missing = needed - found
    if not all({f"{name}_id", "id" if name == frame.key[0] else ""} & found for name in missing):
        return 0.0
    exact = {name: fold(name) for name in frame.names}
    return float(sum(2 if exact.get(name) == fold(header[p]) else 1 for p, name in matched.items()))


def best_frame(header: Sequence[str]) -> str:
    """
    Tell what a table holds from its header alone; "" where nothing fits.

    >>> best_frame(["Source", "Target", "Weight"]), best_frame(["name", "colour"])
    ('ties', 'actors')
    """
    scores = {name: score(frame, header) for name, frame in TABLES.items()}
    name = max(scores, key=lambda each: scores[each])
    return name if scores[name] else ""


@functools.cache
def _sheet_names() -> dict[str, str]:
    names = {fold(sheet): name for name, frame in TABLES.items() for sheet in frame.sheets}
    return {**names, **{fold(name): name for name in TABLES}}


def frame_named(sheet: str) -> str:
    """
    Tell what a sheet or file holds from its whole name; "" where the name says nothing.

    >>> frame_named("Tables"), frame_named("NODES"), frame_named("Sheet1")
    ('seats', 'actors', '')
    """
    return _sheet_names().get(fold(sheet), "")


def frame_told(sheet: str, header: Sequence[str]) -> str:
    """
    Tell what a table holds where its name alone does not: a telling word in it, or its header.

    >>> frame_told("riverbend_edges", ["from", "to"]), frame_told("Sheet1", ["member", "board"])
    ('ties', 'seats')
    """
    names = _sheet_names()
    telling = {names[word] for word in fold(sheet).split() if word in names}
    best = best_frame(header)
    if best and len(telling) == 1:
        word = telling.pop()
        if score(TABLES[word], header) >= score(TABLES[best], header):
            return word
    return best


def sheet_names() -> list[str]:
    """List our own name of every sheet, for suggestions."""
    return [frame.sheets[0] for frame in TABLES.values()]
