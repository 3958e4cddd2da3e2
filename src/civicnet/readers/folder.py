"""A folder of CSV or Parquet files: one frame a file, told by its name or its header."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import BinaryIO

from civicnet import headers
from civicnet.cells import did_you_mean, quoted
from civicnet.problems import Problem
from civicnet.readers import delimited, foreign, gephi, parquet
from civicnet.readers.grid import Ask, Parsed
from civicnet.tables import Table

_TEXT = ("csv", "tsv", "txt", "tab")
_SYSTEM = ("thumbs.db", "desktop.ini", "icon\r")
_READ_ME = ("read me", "readme", "lists", "license", "notes")


def read_folder(place: Path, ask: Ask) -> Parsed:
    """
    Read every table of a folder, in the order of the files' names.

    Hidden files and a spreadsheet program's lock files are ignored; files that hold nothing
    known are noted. Where a folder holds both, its CSV files are read, not its Parquet files.
    """
    files = sorted(each for each in place.iterdir() if each.is_file() and not _ignored(each))
    texts = [each for each in files if _suffix(each) in _TEXT]
    parquets = [each for each in files if _suffix(each) == "parquet"]
    others = [each for each in files if each not in texts and each not in parquets]
    problems = [_left_out(each, "it is not a table") for each in others]
    if texts and parquets:
        left = "the folder's CSV files were read instead"
        problems += [_left_out(each, left) for each in parquets]
    tables: list[Table] = []
    for each in texts or parquets:
        parsed = _read_one(each, ask)
        tables += parsed.tables
        problems += parsed.problems
    if not tables and not any(problem.severity == "error" for problem in problems):
        problems.append(_nothing(place, files))
    format = "parquet" if parquets and not texts else "folder"
    return Parsed(tuple(tables), tuple(problems), format)


def bounded(stream: BinaryIO, limit: int) -> bytes | None:
    """Read a whole stream, or nothing where it is longer than `limit`."""
    # In pieces: one read of the limit would take that much memory for the smallest file.
    pieces: list[bytes] = []
    length = 0
    while piece := stream.read(2**20):
        length += len(piece)
        if length > limit:
            return None
        pieces.append(piece)
    return b"".join(pieces)


def _ignored(file: Path) -> bool:
    name = file.name.lower()
    known = headers.fold(file.stem) in _READ_ME
    return name.startswith((".", "~$")) or name in _SYSTEM or (known and _suffix(file) != "csv")


def _suffix(file: Path) -> str:
    return file.suffix.lower().lstrip(".")


def _read_one(file: Path, ask: Ask) -> Parsed:
    frame = headers.frame_named(file.stem)
    if _suffix(file) == "parquet":
        parsed = parquet.read_parquet(file, frame)
    else:
        with file.open("rb") as stream:
            data = bounded(stream, delimited.MAX_BYTES)
        if data is None:
            message = f"the file is larger than {delimited.MAX_BYTES // 2**20} MB."
            hint = "Keep the rows and columns you need."
            return Parsed(problems=(Problem(file.name, "", 0, "", "too-large", message, hint),))
        if not data.strip():
            return Parsed(problems=(_left_out(file, "it is empty"),))
        if found := foreign.recognize(data, _suffix(file)):
            return Parsed(problems=(found.problem(file.name),))
        parsed = delimited.read_text(data, file.name, ask.of(frame))
    # A file with nothing but its header is what a template looks like where nothing is known yet.
    problems = [problem for problem in parsed.problems if problem.code != "empty-file"]
    tables = []
    for table in parsed.tables:
        told = table.frame or frame or headers.frame_told(file.stem, ask.explained(table.header))
        if told:
            made = table.as_frame(told)
            tables.append(gephi.from_gephi(made) if gephi.is_gephi(made) else made)
            if not frame:
                problems.append(guessed(made, file.stem))
        else:
            problems.append(_left_out(file, "none of its columns is known"))
    return replace(parsed, tables=tuple(tables), problems=tuple(problems))


def guessed(table: Table, name: str) -> Problem:
    """Say what a sheet or file was taken for, where its own name does not tell."""
    ours = headers.TABLES[table.frame].sheets[0]
    return table.problem(
        "sheet-guessed",
        f"its column names say that {quoted(name)} holds {table.frame}; it was read so.",
        f'Call it "{ours}" to say so yourself, or add "(ignore)" to its name to leave it out.',
    )


def unknown_columns(table: Table) -> Problem:
    """Say that nothing in a header tells what a single table holds."""
    names = ", ".join(quoted(name) for name in table.header[:6])
    more = " …" if len(table.header) > 6 else ""
    return replace(
        table.problem(
            "unknown-format",
            f"no column says what the table holds; its columns are {names}{more}.",
            'For a list of ties call the two columns with the names "from" and "to" (row '
            f"{table.header_row or 1}), or say what it holds: --as people, --as terms …",
        ),
        row=table.header_row,
    )


def _left_out(file: Path, why: str) -> Problem:
    hint = did_you_mean(file.stem, headers.sheet_names(), cutoff=80)
    return Problem(file.name, "", 0, "", "unknown-sheet", f"the file was left out: {why}.", hint)


def _nothing(place: Path, files: list[Path]) -> Problem:
    books = [each.name for each in files if _suffix(each) in ("xlsx", "xlsm", "json")]
    if books:
        message = "the folder holds no CSV files, but other files."
        hint = f"Give the file itself: {place.name}/{books[0]}."
    else:
        message = "the folder holds no CSV file that is known."
        hint = "Name the files after what they hold: people.csv, ties.csv, tables.csv …"
    return Problem(place.name, "", 0, "", "empty-file", message, hint)
