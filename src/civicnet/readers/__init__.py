"""Any path as raw text tables: what a file is, and which reader takes it."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from civicnet import headers
from civicnet.cells import did_you_mean
from civicnet.errors import ArgumentError, FileError
from civicnet.problems import Problem
from civicnet.readers import book, delimited, folder, foreign, gephi, jsontext, package, parquet
from civicnet.readers.grid import Ask, Parsed, capped
from civicnet.readers.text import wrong_letters
from civicnet.tables import Table

__all__ = ["Loaded", "load"]

_MAX_BYTES = package.MAX_UNPACKED
_ACTORS = ("actors", "people", "organizations")
_WORKBOOKS = ("xlsx", "xlsm", "xls", "xltx", "xlsb", "ods")


@dataclass(frozen=True)
class Loaded:
    """
    What a path holds, as text: tables, the problems met on the way, and the format's name.

    `source` is the name to show; `format` is "workbook", "folder", "csv", "kumu-workbook",
    "kumu-json", "gephi", "nodexl", "matrix", "parquet", "json", or "" where it could not be
    told.
    """

    tables: tuple[Table, ...]
    problems: tuple[Problem, ...]
    source: str
    format: str


def load(
    path: str | os.PathLike[str],
    *,
    actors: str | os.PathLike[str] | None = None,
    frame: str | None = None,
    encoding: str | None = None,
    mapping: Mapping[str, str] | None = None,
) -> Loaded:
    """
    Read any file or folder into raw tables; whatever is wrong with its content is a Problem.

    Parameters
    ----------
    path : a workbook, a folder of CSV or Parquet files, one CSV or matrix, Kumu, Gephi or NodeXL
        files, civicnet's own JSON; "-" is CSV on standard input.
    actors : a second file that lists the actors, beside a file of ties.
    frame : what a single table holds, where its name and header do not say so.
    encoding : of a text file that is not UTF-8.
    mapping : header -> column, for headers that civicnet would not know; here they only help to
        find the header and to tell what a table holds.

    Raises
    ------
    FileError: the path does not exist or may not be read.
    ArgumentError: `frame` is no frame, or there are several tables; `encoding` is not known.
    """
    if frame is not None and frame not in headers.TABLES:
        near = did_you_mean(frame, list(headers.TABLES))
        raise ArgumentError(
            f"frame={frame!r} is not a frame. {near} Allowed: {', '.join(headers.TABLES)}."
        )
    ask = Ask(frame or "", encoding, mapping or {})
    loaded = _load(path, ask)
    tables = loaded.tables
    if frame and len(tables) > 1 and all(table.frame != frame for table in tables):
        found = ", ".join(table.sheet or table.file for table in tables)
        raise ArgumentError(
            f"frame={frame!r} says what a single table holds; {loaded.source} has several: {found}."
        )
    if frame and len(tables) == 1:
        tables = (tables[0].as_frame(frame),)
    if actors is None:
        return replace(loaded, tables=tables)
    second = _load(actors, ask.of("actors"))
    return replace(
        loaded,
        tables=(*tables, *(table for table in second.tables if table.frame in _ACTORS)),
        problems=(*loaded.problems, *second.problems),
    )


def _load(path: str | os.PathLike[str], ask: Ask) -> Loaded:
    if os.fspath(path) == "-":
        source = "standard input"
        data = folder.bounded(sys.stdin.buffer, delimited.MAX_BYTES)
        parsed = _read_text(data, source, ask.of(ask.frame or "ties"))
    else:
        place = Path(path)
        source = place.name or str(place.resolve())
        try:
            parsed = _read_place(place, ask)
        except OSError as error:
            raise _file_error(place, error) from error
    letters = [problem for table in parsed.tables for problem in capped(wrong_letters(table))]
    problems = dict.fromkeys((*parsed.problems, *letters))
    return Loaded(parsed.tables, tuple(problems), source, parsed.format)


def _file_error(place: Path, error: OSError) -> FileError:
    if isinstance(error, FileNotFoundError | NotADirectoryError):
        siblings = sorted(p.name for p in place.parent.iterdir()) if place.parent.is_dir() else []
        near = did_you_mean(place.name, siblings)
        where = "" if siblings else " The folder is empty or does not exist."
        return FileError(f"there is no file {place}.{where} {near}".strip())
    reason = error.strerror or str(error)
    return FileError(
        f"{place} cannot be read ({reason}). Close it where it is open, or ask for the right "
        "to read it."
    )


def _read_place(place: Path, ask: Ask) -> Parsed:
    if place.is_dir():
        return folder.read_folder(place, ask)
    with place.open("rb") as stream:
        data = folder.bounded(stream, _MAX_BYTES)
    if data is None:
        return _fails(
            place.name,
            "too-large",
            f"the file is larger than {_MAX_BYTES // 2**20} MB.",
            "Keep the sheets and rows you need.",
        )
    return _read_bytes(data, place, ask)


def _read_bytes(data: bytes, place: Path, ask: Ask) -> Parsed:
    """Tell a file by its content first and by its name last, and let its reader take it."""
    file, suffix = place.name, place.suffix.lower().lstrip(".")
    if not data:
        return Parsed(problems=(delimited.empty(file),), format="")
    if data.startswith(b"PK"):
        return book.read_workbook(data, file, ask)
    if data.startswith(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"):
        return Parsed(problems=(package.read_ole(data).problem(file),), format="")
    if data.startswith(b"PAR1"):
        return _named(parquet.read_parquet(place, ask.frame), file, ask)
    if found := foreign.recognize(data, suffix if suffix not in _WORKBOOKS else ""):
        return Parsed(problems=(found.problem(file),), format="")
    if foreign.is_binary(data):
        return _fails(
            file,
            "unreadable-file" if suffix in _WORKBOOKS else "unknown-format",
            "the file is neither text nor a workbook.",
            "Open it in the program it comes from and save it as .xlsx or as CSV UTF-8.",
        )
    if suffix in _WORKBOOKS:
        return _fails(
            file,
            "unreadable-file",
            f"the file is plain text, though its name ends in .{suffix}.",
            f"Rename it to {place.stem}.csv, or open it in a spreadsheet program and save it as "
            ".xlsx.",
        )
    if suffix in ("json", "geojson") or data.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] == b"{":
        return jsontext.read_json(data, file, ask)
    return _read_text(data, file, ask)


def _read_text(data: bytes | None, file: str, ask: Ask) -> Parsed:
    if data is None or len(data) > delimited.MAX_BYTES:
        return _fails(
            file,
            "too-large",
            f"the file is larger than {delimited.MAX_BYTES // 2**20} MB.",
            "Keep the rows and columns you need.",
        )
    return _named(delimited.read_text(data, file, ask), file, ask)


def _named(parsed: Parsed, file: str, ask: Ask) -> Parsed:
    """Say what a single table holds, by its name if its header agrees, else by its header."""
    made = parsed
    if len(parsed.tables) == 1 and not parsed.tables[0].frame:
        table, stem = parsed.tables[0], Path(file).stem
        header = ask.explained(table.header)
        by_name = headers.frame_named(stem)
        agrees = by_name and headers.score(headers.TABLES[by_name], header)
        told = by_name if agrees else headers.frame_told(stem, header)
        if not told:
            return replace(
                parsed, tables=(), problems=(*parsed.problems, folder.unknown_columns(table))
            )
        made = replace(parsed, tables=(table.as_frame(told),))
    if len(made.tables) == 1 and made.format == "csv" and gephi.is_gephi(made.tables[0]):
        return replace(made, tables=(gephi.from_gephi(made.tables[0]),), format="gephi")
    return made


def _fails(file: str, code: str, message: str, hint: str) -> Parsed:
    return Parsed(problems=(Problem(file, "", 0, "", code, message, hint),), format="")
