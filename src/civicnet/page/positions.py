"""The user's own positions: where a saved file says that actors stand."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from civicnet.cells import did_you_mean, fold, quoted
from civicnet.errors import DataError
from civicnet.page.beside import read_small
from civicnet.problems import Problem, worst_first

COLUMNS = ("name", "holder", "x", "y")
# A map is a few thousand units wide; farther out nobody would find them.
FARTHEST = 100_000.0
MOST_BYTES = 5_000_000

Spot = tuple[float, float]


@dataclass(frozen=True)
class Positions:
    """
    Where some actors stand, by their ids, and the rows that could not be used.

    `problems` are about names that are not on this map: the data may have changed since.
    """

    places: Mapping[int, Spot]
    problems: tuple[Problem, ...] = ()


def read(path: Path, nodes: Iterable[Mapping[str, Any]]) -> Positions:
    """
    Read the positions of a file, as the page saves them: name, holder (of an asset), x, y.

    Raises
    ------
    DataError
        where a row has no number, stands twice or cannot be read: its place and how to mend it.
    FileError, LimitError
        when the file cannot be opened, or is too large to be one.
    """
    rows, problems = _rows(path)
    known, folded = _names(nodes)
    places: dict[int, Spot] = {}
    first: dict[int, int] = {}
    for number, row in rows:
        who = (row["name"], row["holder"])
        spot = _spot(path.name, number, row, problems)
        place = known.get(who, folded.get((fold(who[0]), fold(who[1]))))
        if not who[0]:
            hint = "Write whom it places, or take the row away."
            problems.append(_problem(path.name, number, "name", "no name stands here.", hint))
        elif place is None:
            names = [name for name, holder in known if bool(holder) == bool(who[1])]
            hint = did_you_mean(who[0], names) or "The row was left out."
            message = f"{quoted(who[0])} is not on this map."
            problems.append(
                Problem(path.name, "", number, "name", "unknown-position", message, hint)
            )
        elif place in first:
            message = f"{quoted(who[0])} has a place already, in row {first[place]}."
            hint = "Keep one of the two rows."
            problems.append(_problem(path.name, number, "name", message, hint))
        elif spot is not None:
            first[place] = number
            places[place] = spot
    if any(problem.severity == "error" for problem in problems):
        raise DataError(worst_first(problems))
    return Positions(places, tuple(worst_first(problems)))


def notes(problems: Sequence[Problem], shown: int = 5) -> tuple[str, ...]:
    """Tell the author of the first rows that were left out, and how many more there are."""
    more = len(problems) - shown
    told = tuple(str(problem) for problem in problems[:shown])
    return (*told, f"and {more} more rows of positions.") if more > 0 else told


def _problem(file: str, row: int, column: str, message: str, hint: str) -> Problem:
    return Problem(file, "", row, column, "bad-position", message, hint)


def _rows(path: Path) -> tuple[list[tuple[int, dict[str, str]]], list[Problem]]:
    """Take the rows out of the file as they are written, each with its number."""
    raw = read_small(path, "the positions", MOST_BYTES, f"are larger than {MOST_BYTES:,} bytes")
    hint = "Save it as CSV in UTF-8, with the columns name, holder, x and y."
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        return [], [_problem(path.name, 0, "", "the file is not text in UTF-8.", hint)]
    head = text.partition("\n")[0]
    # Where commas stand in numbers, spreadsheets part cells by semicolons.
    sign = max(",;\t", key=head.count)
    try:
        lines = list(csv.reader(io.StringIO(text), delimiter=sign, strict=True))
    except csv.Error as error:
        return [], [_problem(path.name, 0, "", f"the file is not CSV: {error}.", hint)]
    if not lines:
        return [], [_problem(path.name, 0, "", "the file is empty.", hint)]
    header = [fold(cell) for cell in lines[0]]
    missing = [name for name in ("name", "x", "y") if name not in header]
    if missing:
        message = f"there is no column {quoted(missing[0])}."
        return [], [_problem(path.name, 1, "", message, hint)]
    at = {name: header.index(name) for name in COLUMNS if name in header}
    rows = []
    for number, cells in enumerate(lines[1:], 2):
        if any(cell.strip() for cell in cells):
            filled = {name: cells[i].strip() if i < len(cells) else "" for name, i in at.items()}
            row = {"holder": "", **filled}
            rows.append((number, {**row, **{x: _plain(row[x]) for x in ("name", "holder")}}))
    return rows, []


def _plain(cell: str) -> str:
    """Take away the mark that keeps a spreadsheet from reading a name as a formula."""
    return cell[1:] if re.match("'+[=+\\-@]", cell) else cell


def _spot(file: str, number: int, row: Mapping[str, str], problems: list[Problem]) -> Spot | None:
    """Read where somebody stands; a comma may stand for the point."""
    found = []
    for axis in ("x", "y"):
        cell = row[axis].replace("\N{MINUS SIGN}", "-").replace(",", ".")
        try:
            value = float(cell)
        except ValueError:
            value = float("nan")
        if abs(value) <= FARTHEST:
            found.append(round(value, 1) + 0.0)
            continue
        message = f"{quoted(row[axis])} is no number between -100,000 and 100,000."
        hint = "Write a number such as -12.5, or take the row away: its place is found anew."
        problems.append(_problem(file, number, axis, message, hint))
    return (found[0], found[1]) if len(found) == 2 else None


def _names(
    nodes: Iterable[Mapping[str, Any]],
) -> tuple[dict[tuple[str, str], int], dict[tuple[str, str], int]]:
    """Give whom each name means: an asset together with its holder."""
    listed = [
        node for node in nodes
        if node["kind"] != "ghost" and not node.get("then") and not node.get("coded")
    ]  # fmt: skip
    labels = {node["id"]: str(node["label"]) for node in listed}
    known: dict[tuple[str, str], int] = {}
    folded: dict[tuple[str, str], int] = {}
    for node in listed:
        name, holder = labels[node["id"]], labels.get(node.get("holder", -1), "")
        known.setdefault((name, holder), node["id"])
        folded.setdefault((fold(name), fold(holder)), node["id"])
    return known, folded
