"""A sheet or a text file as rows of cells: where its header stands, and what is out of place."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from civicnet import headers
from civicnet.columns import SHORT_HEADERS, SHORT_SHEETS
from civicnet.problems import Problem
from civicnet.tables import Table, table

MAX_COLUMNS = 500
_HEADER_WITHIN = 10  # rows in which the column names are looked for
_TOTALS = {"total", "totals", "grand total", "sum", "sum total", "subtotal", "count", "average"}
_SHOWN = 20  # faults of one code shown for one table; the rest are counted


@dataclass(frozen=True)
class Grid:
    """
    The cells of one sheet or file as text.

    `rows` hold no blank row; `numbers` are their row numbers as a spreadsheet shows them.
    `faults` are cells that could not be read, by (row number, position). `merges` are merged
    areas as (first row, first position, last row, last position). `lettered`: cells have
    addresses such as B7.
    """

    file: str
    sheet: str
    rows: list[list[str]]
    numbers: list[int]
    faults: Mapping[tuple[int, int], tuple[str, str, str]] = field(default_factory=dict)
    merges: tuple[tuple[int, int, int, int], ...] = ()
    lettered: bool = False

    def problem(
        self, code: str, message: str, hint: str = "", *, row: int = 0, position: int = -1
    ) -> Problem:
        """Make a problem placed at a row number and a position in the row."""
        cell = f"{letter(position)}{row}" if self.lettered and position >= 0 and row else ""
        column = "" if cell or position < 0 else str(position + 1)
        return Problem(self.file, self.sheet, row, column, code, message, hint, cell)


@dataclass(frozen=True)
class Ask:
    """
    What the caller said of a file.

    `frame` is what a single table holds ("" where nobody said so), `encoding` that of a text
    file, and `mapping` the column that each header means which civicnet would not know.
    """

    frame: str = ""
    encoding: str | None = None
    mapping: Mapping[str, str] = field(default_factory=dict)

    def of(self, frame: str) -> Ask:
        """Give the same, said of a table that holds `frame`."""
        return replace(self, frame=frame)

    def explained(self, header: Sequence[str]) -> list[str]:
        """Give a header with the names that the caller explained in place of those typed."""
        return [self.mapping.get(name.strip(), name) for name in header]

    def known(self, row: Sequence[str]) -> int:
        """Count the cells of a row that are names of columns."""
        words = headers.known_words()
        folded = {headers.fold(name) for name in self.explained(row)}
        return len(folded & words)


@dataclass(frozen=True)
class Parsed:
    """What one reader made of a file: tables, problems, and the format's name."""

    tables: tuple[Table, ...] = ()
    problems: tuple[Problem, ...] = ()
    format: str = ""


def letter(position: int) -> str:
    """
    Name a column as a spreadsheet does.

    >>> letter(0), letter(26), letter(16383)
    ('A', 'AA', 'XFD')
    """
    name = ""
    position += 1
    while position:
        position, rest = divmod(position - 1, 26)
        name = chr(65 + rest) + name
    return name


def apart(table: Table) -> Table:
    """
    Give attributes of another tool's graph names of their own where they would pass for ours.

    Only the first column of a meaning keeps its header; the next is called "… (attribute)".
    """
    rivals = headers.rivals(headers.TABLES[table.frame], table.header)
    names = (f"{name} (attribute)" if p in rivals else name for p, name in enumerate(table.header))
    return replace(table, header=tuple(names))


def capped(problems: Iterable[Problem]) -> list[Problem]:
    """Keep the first problems of each code, and count the rest in the last one kept."""
    kept: list[Problem] = []
    seen: Counter[str] = Counter()
    for problem in problems:
        seen[problem.code] += 1
        if seen[problem.code] <= _SHOWN:
            kept.append(problem)
    for code, count in seen.items():
        if count > _SHOWN:
            last = max(i for i, problem in enumerate(kept) if problem.code == code)
            more = f"{kept[last].message} ({count - _SHOWN} more like this follow.)"
            kept[last] = replace(kept[last], message=more)
    return kept


def grid_of(
    file: str, records: Iterable[Sequence[str]], *, sheet: str = "", first: int = 1
) -> Grid:
    """Make a grid of records; blank ones are skipped, the others keep their number."""
    rows: list[list[str]] = []
    numbers: list[int] = []
    for number, record in enumerate(records, first):
        if any(map(str.strip, record)):
            rows.append(list(record))
            numbers.append(number)
    return Grid(file, sheet, rows, numbers)


def _filled(row: Sequence[str]) -> int:
    return sum(1 for cell in row if cell.strip())


def header_index(grid: Grid, ask: Ask) -> int:
    """
    Find which row holds the column names, among the first ten: titles may stand above it.

    Only rows narrower than the names can be a title, so no row of data is taken for one.
    """
    within = [i for i, number in enumerate(grid.numbers) if number <= _HEADER_WITHIN] or [0]
    widths = [_filled(grid.rows[i]) for i in within]
    fit = [i for i in within if all(widths[j] < widths[i] for j in range(i))]
    known = {i: ask.known(grid.rows[i]) for i in fit}
    if known[0] >= 2:
        return 0
    best = max(fit, key=lambda i: known[i])
    if known[best] >= (2 if best else 1):
        return best
    counts = Counter(_filled(row) for row in grid.rows[:200])
    usual = max(counts, key=lambda width: (counts[width], width))
    enough = max(usual / 2, min(usual, 2))
    return next((i for i in fit if widths[i] >= enough), 0)


@dataclass(frozen=True)
class _Body:
    """A grid once its header is found: the names, and the rows below them."""

    grid: Grid
    names: list[str]
    width: int  # cells in the header row, nameless ones included
    header_row: int
    rows: list[list[str]]
    numbers: list[int]


def table_of(grid: Grid, ask: Ask) -> Parsed:
    """
    Make a table of a grid: find the header, and report every row and cell out of place.

    No table comes back where a sheet known to hold `ask.frame` has no header.
    """
    at = header_index(grid, ask)
    names = [name.strip() for name in grid.rows[at]]
    while names and not names[-1]:
        names.pop()
    body = _Body(
        grid,
        names,
        len(grid.rows[at]),
        grid.numbers[at],
        grid.rows[at + 1 :],
        grid.numbers[at + 1 :],
    )
    if ask.frame and not ask.known(names):
        return Parsed(problems=(_no_header(body, ask.frame),))
    if doubled := _two_headers(body):
        return Parsed(problems=(doubled,))
    problems: list[Problem] = []
    body = _without_overhang(_without_total(body, problems), problems)
    kept, names = _named_columns(body, ask.frame, problems)
    problems += _merged(body, kept)
    problems += _faulty(body, kept, names)
    made = table(
        grid.file,
        names,
        _chosen(body.rows, kept),
        sheet=grid.sheet,
        rows=body.numbers,
        letters=[letter(p) for p in kept] if grid.lettered else (),
        frame=ask.frame,
        header_row=body.header_row,
    )
    return Parsed((made,), tuple(capped(problems)))


def _chosen(rows: Sequence[list[str]], kept: Sequence[int]) -> Iterable[list[str]]:
    """Give the cells of the kept columns; rows may be shorter than the header."""
    if list(kept) == list(range(len(kept))):
        return (row if len(row) <= len(kept) else row[: len(kept)] for row in rows)
    return ([row[p] if p < len(row) else "" for p in kept] for row in rows)


def _no_header(body: _Body, frame: str) -> Problem:
    short = SHORT_HEADERS.get(frame, {})
    shown = SHORT_SHEETS.get(frame, headers.TABLES[frame].names)[:5]
    expected = ", ".join(short.get(name, name) for name in shown)
    return body.grid.problem(
        "no-header",
        f"no row among the first {_HEADER_WITHIN} holds the names of columns.",
        f"Put a row of names above the data: {expected} …",
        row=body.header_row,
    )


def _two_headers(body: _Body) -> Problem | None:
    """Find a second row of names under blanks of the first, as survey tools export it."""
    names, row = body.names, body.header_row
    if len(body.rows) < 2 or body.numbers[0] != row + 1:
        return None
    under = [cell.strip() for cell in body.rows[0]]
    under += [""] * (len(names) - len(under))
    nameless = [p for p in range(len(under)) if p >= len(names) or not names[p]]
    nameless = [p for p in nameless if any(_at(each, p) for each in body.rows)]
    lacking = [p for p, name in enumerate(names) if name and not under[p]]
    if not nameless or not lacking or not all(under[p] for p in nameless):
        return None
    below = body.rows[1:]
    fullest = max(sum(1 for each in below if _at(each, p)) for p in lacking)
    if fullest * 10 < len(below) * 9:
        return None
    return body.grid.problem(
        "two-headers",
        f"the names of the columns stand in rows {row} and {row + 1}.",
        f"Write one name over each column in row {row}, and delete row {row + 1}.",
        row=row + 1,
        position=nameless[0] if body.grid.lettered else -1,
    )


def _at(row: Sequence[str], position: int) -> str:
    return row[position].strip() if position < len(row) else ""


def _is_number(text: str) -> bool:
    return text.replace(",", "").replace(".", "").strip("+-$€£% ").isdigit()


def _without_total(body: _Body, problems: list[Problem]) -> _Body:
    """Leave out a last row that adds the others up."""
    if len(body.rows) < 2:
        return body
    cells = [cell.strip() for cell in body.rows[-1]]
    texts = [cell for cell in cells if cell and not _is_number(cell)]
    before = [cell for cell in body.rows[-2] if cell.strip() and not _is_number(cell.strip())]
    if len(texts) != 1 or headers.fold(texts[0]) not in _TOTALS or len(before) < 2:
        return body
    problems.append(
        body.grid.problem(
            "total-row",
            f'the last row begins with "{texts[0]}"; it adds up the others and was left out.',
            "Delete the row, or write the full name if somebody is called so.",
            row=body.numbers[-1],
            position=cells.index(texts[0]) if body.grid.lettered else -1,
        )
    )
    return replace(body, rows=body.rows[:-1], numbers=body.numbers[:-1])


def _without_overhang(body: _Body, problems: list[Problem]) -> _Body:
    """Report rows longer than the header: in a text file their cells have slipped."""
    if body.grid.lettered:
        return body
    longer = [i for i, row in enumerate(body.rows) if len(row) > body.width]
    if not longer:
        return body
    rows = list(body.rows)
    for i in longer:
        last = max((p for p, cell in enumerate(rows[i]) if cell.strip()), default=0)
        rows[i] = rows[i][: body.width]
        if last >= body.width:
            problems.append(
                body.grid.problem(
                    "ragged-row",
                    f"the row has {last + 1} cells; there are {len(body.names)} columns.",
                    'Put a cell that holds the separator between quotation marks ("…"), '
                    "or remove the extra cell.",
                    row=body.numbers[i],
                )
            )
    return replace(body, rows=rows)


def _named_columns(body: _Body, frame: str, problems: list[Problem]) -> tuple[list[int], list[str]]:
    """Choose the columns that have a name; say which cells have none."""
    names = list(body.names)
    width = max((len(row) for row in body.rows), default=0)
    for p in range(max(width, len(names))):
        if p < len(names) and names[p]:
            continue
        cells = [_at(row, p) for row in body.rows]
        filled = [number for number, cell in zip(body.numbers, cells, strict=True) if cell]
        if not filled or (p == 0 and _counts_rows(cells)):
            continue
        if p == 0 and len(set(cells)) == len(cells) and (key := _missing_key(frame, names)):
            # R and pandas write the names of the rows in a first column without a header.
            names[0] = key
            continue
        count = "1 filled cell stands" if len(filled) == 1 else f"{len(filled)} filled cells stand"
        problems.append(
            body.grid.problem(
                "unnamed-column",
                f"{count} in a column without a name, the first in row {filled[0]}; "
                "what is there was left out.",
                f"Write a name for the column in row {body.header_row}, or empty it.",
                row=filled[0],
                position=p,
            )
        )
    kept = [p for p, name in enumerate(names) if name]
    return kept, [names[p] for p in kept]


def _counts_rows(cells: Sequence[str]) -> bool:
    """Tell whether a nameless first column only counts the rows, as pandas and R write it."""
    return any(cells == [str(i) for i in range(s, s + len(cells))] for s in (0, 1))


def _missing_key(frame: str, names: Sequence[str]) -> str:
    for name in (frame,) if frame else ("actors",):
        declared = headers.TABLES[name]
        if declared.key[0] not in headers.match(declared, names).values():
            return declared.key[0]
    return ""


def _merged(body: _Body, kept: Sequence[int]) -> list[Problem]:
    """Report merged cells in the header or the data; a merged title above does no harm."""
    grid = body.grid
    last = body.numbers[-1] if body.numbers else body.header_row
    rows = dict(zip(grid.numbers, grid.rows, strict=True))
    problems = []
    for top, left, bottom, right in sorted(grid.merges):
        value = _at(rows.get(top, []), left)
        inside = any(left <= p <= right for p in kept)
        if bottom < body.header_row or top > last or not value or not inside:
            continue
        area = f"{letter(left)}{top}:{letter(right)}{bottom}"
        made = grid.problem(
            "merged-cells",
            f'the cells {area} are merged; "{value}" counts for the first of them only.',
            "Unmerge the cells and write the value in each one that it belongs to.",
            row=top,
            position=left,
        )
        problems.append(replace(made, column=_at(body.names, left)))
    return problems


def _faulty(body: _Body, kept: Sequence[int], names: Sequence[str]) -> list[Problem]:
    """Report the cells of kept columns that could not be read."""
    named = dict(zip(kept, names, strict=True))
    return [
        replace(
            body.grid.problem(code, message, hint, row=row, position=position),
            column=named[position],
        )
        for (row, position), (code, message, hint) in sorted(body.grid.faults.items())
        if position in named and row >= body.header_row
    ]
