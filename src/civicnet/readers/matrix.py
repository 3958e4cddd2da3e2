"""Adjacency matrices: rows and columns are actors, a cell is the tie between them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from civicnet import headers
from civicnet.cells import quoted
from civicnet.problems import Problem
from civicnet.readers.celltext import float_text
from civicnet.readers.grid import Grid, Parsed
from civicnet.tables import Table, table

_NUMBER = re.compile(r"[+-]?(\d+([.,]\d*)?|[.,]\d+)([eE][+-]?\d+)?")
_MIXED_LABELS = 0.5  # share of labels that rows and columns have in common in a one-mode matrix


@dataclass(frozen=True)
class _Square:
    """A matrix by its labels; `values` are numbers, `numbers` the row numbers of its rows."""

    rows: list[str]
    columns: list[str]
    values: list[list[float]]
    numbers: list[int]
    header_row: int = 1
    relation: str = ""
    both: bool = False  # the same labels stand before the rows and over the columns


def read_matrix(grid: Grid) -> Parsed | None:
    """
    Read a matrix as ties (or as seats, where rows and columns are different things).

    A matrix is told by its shape: everything but labels is a number or blank, and there are as
    many rows as columns (or rows and columns are labelled). A header that names columns of
    ours is never taken for labels. Returns None where the grid is no matrix.
    """
    if len(grid.rows) < 3 or not _all_numbers([[cell.strip() for cell in grid.rows[1][1:]]]):
        return None
    rows = [[cell.strip() for cell in row] for row in grid.rows]
    labelled = _labelled(rows, grid.numbers)
    # Names that rows and columns share are labels even where "A" and "B" could be two ends.
    if headers.best_frame(rows[0]) and not (labelled and labelled.both):
        return None
    if labelled:
        return _read_labelled(grid, labelled)
    if squares := _unlabelled(rows, grid.numbers):
        return _ties(grid, squares, unlabelled=len(squares[0].rows))
    if _all_numbers(rows) and len({len(row) for row in rows}) == 1 and _zeros_and_ones(rows):
        return Parsed(
            problems=(
                grid.problem(
                    "no-header",
                    f"the file is a matrix of {len(rows)} rows and {len(rows[0])} columns "
                    "without names.",
                    "Write the names of the actors in the first column, and the names of the "
                    "tables they sit at in the first row.",
                    row=grid.numbers[0],
                ),
            ),
            format="matrix",
        )
    return None


def _number(cell: str) -> float:
    return float(cell.replace(",", ".")) if cell else 0.0


def _all_numbers(rows: Sequence[Sequence[str]]) -> bool:
    return all(not cell or _NUMBER.fullmatch(cell) for row in rows for cell in row)


def _zeros_and_ones(rows: Sequence[Sequence[str]]) -> bool:
    return len(rows[0]) > 2 and all(_number(cell) in (0, 1) for row in rows for cell in row)


def _values(rows: Sequence[Sequence[str]], width: int) -> list[list[float]]:
    return [[_number(cell) for cell in [*row, *[""] * (width - len(row))]] for row in rows]


def _labelled(rows: list[list[str]], numbers: Sequence[int]) -> _Square | None:
    """Find a matrix with labels in the first row, the first column, or both."""
    head, body = rows[0], rows[1:]
    width = max(map(len, rows))
    corner_free = not head[0] or not _NUMBER.fullmatch(head[0])
    sides = [row[0] for row in body]
    inner = [row[1:] for row in body]
    tops = head[1:] + [""] * (width - len(head))
    distinct = len({*tops}) == len(tops) and len({*sides}) == len(sides)
    if corner_free and len(tops) > 1 and distinct and _all_numbers(inner):
        same = {*tops} == {*sides}
        # Labels that are numbers count only where the first row and column agree.
        words = not _all_numbers([tops]) and not _all_numbers([sides])
        if same or (words and (not head[0] or _overlap(tops, sides))):
            return _Square(
                sides, tops, _values(inner, width - 1), list(numbers[1:]), numbers[0], both=same
            )
    if len(body) == width == len(head) and _all_words(head) and _all_numbers(body):
        return _Square(head, head, _values(body, width), list(numbers[1:]), numbers[0])
    sides = [row[0] for row in rows]
    inner = [row[1:] for row in rows]
    if len(rows) == width - 1 and _all_words(sides) and _all_numbers(inner):
        return _Square(sides, sides, _values(inner, width - 1), list(numbers), 0)
    return None


def _all_words(labels: Sequence[str]) -> bool:
    """Tell whether labels are filled, different, and none of them a number."""
    distinct = len({*labels}) == len(labels)
    return distinct and all(labels) and not any(map(_NUMBER.fullmatch, labels))


def _overlap(tops: Sequence[str], sides: Sequence[str]) -> bool:
    common = len({*tops} & {*sides})
    return common >= _MIXED_LABELS * min(len(tops), len(sides))


def _unlabelled(rows: list[list[str]], numbers: Sequence[int]) -> list[_Square]:
    """Find one square of numbers, or several of them one below the other."""
    size = len(rows[0])
    if size < 3 or len(rows) % size or any(len(row) != size for row in rows):
        return []
    if not _all_numbers(rows):
        return []
    values = _values(rows, size)
    count = len(rows) // size
    hollow = all(row[i % size] == 0 for i, row in enumerate(values))
    # Three columns of numbers may as well be a list of ties with weights.
    if (size == 3 or count > 1) and not (hollow and (size > 3 or count == 1)):
        return []
    labels = [str(i) for i in range(1, size + 1)]
    return [
        _Square(
            labels,
            labels,
            values[i * size : (i + 1) * size],
            list(numbers[i * size : (i + 1) * size]),
            0,
            f"matrix {i + 1}" if count > 1 else "",
        )
        for i in range(count)
    ]


def _read_labelled(grid: Grid, square: _Square) -> Parsed | None:
    for number, label in zip(square.numbers, square.rows, strict=True):
        if not label:
            return Parsed(
                problems=(
                    grid.problem(
                        "missing-value",
                        "a row of the matrix has no name.",
                        "Write the actor's name at the beginning of the row and over its column.",
                        row=number,
                        position=0,
                    ),
                ),
                format="matrix",
            )
    if not {*square.rows} & {*square.columns}:
        if any(value not in (0, 1) for row in square.values for value in row):
            return None
        return _seats(grid, square)
    return _ties(grid, [square])


def _ties(grid: Grid, squares: Sequence[_Square], *, unlabelled: int = 0) -> Parsed:
    symmetric = all(_symmetric(square) for square in squares)
    ties: list[list[str]] = []
    tie_rows: list[int] = []
    selves: list[tuple[int, str]] = []
    for square in squares:
        done: set[str] = set()  # where both halves are alike, the first tells it all
        for number, source, row in zip(square.numbers, square.rows, square.values, strict=True):
            for target, value in zip(square.columns, row, strict=True):
                if value and source == target:
                    selves.append((number, source))
                elif value and target not in done:
                    directed = "no" if symmetric else "yes"
                    more = [square.relation] if square.relation else []
                    ties.append([source, target, float_text(value), directed, *more])
                    tie_rows.append(number)
            if symmetric:
                done.add(source)
    first = squares[0]
    header = ["source", "target", "weight", "directed", *(["relation"] if first.relation else [])]
    seen = dict(zip(first.rows, first.numbers, strict=True))
    seen |= {label: first.header_row for label in first.columns if label not in seen}
    problems = [_how(grid, squares, symmetric=symmetric, unlabelled=unlabelled)]
    if selves:
        names = ", ".join(quoted(name) for _, name in selves[:3])
        count = "1 actor" if len(selves) == 1 else f"{len(selves)} actors"
        problems.append(
            grid.problem(
                "self-tie",
                f"{count} ({names}{' …' if len(selves) > 3 else ''}) had a number in their own "
                "column; a tie to oneself says nothing and was left out.",
                "Nothing needs to be done; a 0 there would say the same.",
                row=selves[0][0],
            )
        )
    return Parsed(
        (
            _table(grid, "actors", ["actor"], [[name] for name in seen], list(seen.values())),
            _table(grid, "ties", header, ties, tie_rows),
        ),
        tuple(problems),
        "matrix",
    )


def _symmetric(square: _Square) -> bool:
    if square.rows != square.columns:
        return False
    return [list(column) for column in zip(*square.values, strict=True)] == square.values


def _table(
    grid: Grid, frame: str, header: list[str], records: list[list[str]], rows: list[int]
) -> Table:
    return table(grid.file, header, records, sheet=grid.sheet, rows=rows, frame=frame, header_row=0)


def _how(grid: Grid, squares: Sequence[_Square], *, symmetric: bool, unlabelled: int) -> Problem:
    said = (
        "both halves are alike, so each pair is one tie without direction"
        if symmetric
        else "row is from, column is to"
    )
    message = f"read as a matrix of {len(squares[0].rows)} actors: {said}; 0 and blank are no tie."
    hint = ""
    if len(squares) > 1:
        message += f" {len(squares)} matrices stand one below the other, each its own relation."
    if unlabelled:
        message += f" The actors have no names and are called 1 to {unlabelled}."
        hint = "Write names over the columns and before the rows to see who is who."
    return grid.problem("read-as-matrix", message, hint)


def _seats(grid: Grid, square: _Square) -> Parsed:
    seats = [
        ([name, actor], number)
        for number, actor, row in zip(square.numbers, square.rows, square.values, strict=True)
        for name, value in zip(square.columns, row, strict=True)
        if value
    ]
    note = grid.problem(
        "read-as-matrix",
        f"read as a matrix of who sits where: {len(square.rows)} actors in the rows, "
        f"{len(square.columns)} tables in the columns.",
    )
    tables = (
        _table(grid, "actors", ["actor"], [[name] for name in square.rows], square.numbers),
        _table(grid, "seats", ["table", "actor"], [s for s, _ in seats], [n for _, n in seats]),
    )
    return Parsed(tables, (note,), "matrix")
