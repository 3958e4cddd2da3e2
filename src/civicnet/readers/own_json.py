"""civicnet's own JSON: {"civicnet": version, "frames": {name: [row, ...]}}."""

from __future__ import annotations

from collections.abc import Mapping

from civicnet import headers
from civicnet.cells import did_you_mean, quoted
from civicnet.problems import Problem
from civicnet.readers.celltext import as_text
from civicnet.readers.grid import Parsed
from civicnet.tables import Table, table


def read_own(content: Mapping[str, object], file: str) -> Parsed:
    """Read the frames of a file that civicnet wrote, or that a program wrote like it."""
    frames = content.get("frames")
    if not isinstance(frames, Mapping):
        return Parsed(problems=(_shape(file, "", 0, '"frames" is not an object of lists.'),))
    tables: list[Table] = []
    problems: list[Problem] = []
    for name, rows in frames.items():
        if name not in headers.TABLES:
            hint = did_you_mean(name, list(headers.TABLES))
            message = f"{quoted(name)} is not a frame; it was left out."
            problems.append(Problem(file, name, 0, "", "unknown-sheet", message, hint))
        elif not isinstance(rows, list):
            problems.append(_shape(file, name, 0, "the frame is not a list of rows."))
        else:
            wrong = [n for n, row in enumerate(rows, 1) if not isinstance(row, Mapping)]
            problems += [_shape(file, name, n, "the row is not an object.") for n in wrong[:20]]
            if not wrong:
                tables.append(table_of_rows(rows, file, name, name))
    if not problems and not any(map(len, tables)):
        problems.append(
            Problem(
                file,
                "",
                0,
                "",
                "empty-file",
                "the file holds no rows.",
                "Fill in at least one frame.",
            )
        )
    return Parsed(tuple(tables), tuple(problems), "json")


def table_of_rows(rows: list[Mapping[str, object]], file: str, sheet: str, frame: str) -> Table:
    """Make a table of objects; columns in the order in which they are first met."""
    header = list(dict.fromkeys(str(key) for row in rows for key in row))
    records = [[as_text(row.get(key)) for key in header] for row in rows]
    return table(file, header, records, sheet=sheet, frame=frame, header_row=0)


def _shape(file: str, sheet: str, row: int, message: str) -> Problem:
    hint = 'It should read {"civicnet": "…", "frames": {"people": [{"person": "…"}, …], …}}.'
    return Problem(file, sheet, row, "", "bad-json", message, hint)
