"""`read` and `check`: from a path to a Partnership, or to all that is wrong with the file."""

from __future__ import annotations

import os
from collections.abc import Mapping
from importlib.resources import as_file, files

from civicnet.cells import DateOrder, did_you_mean
from civicnet.errors import DataError, FileError
from civicnet.model import Partnership
from civicnet.problems import Problem, worst_first
from civicnet.readers import Loaded, load
from civicnet.understand import ActorsAre, Understood, understand

PathLike = str | os.PathLike[str]

EXAMPLES = ("riverbend",)


def read(
    path: PathLike,
    *,
    actors: PathLike | None = None,
    frame: str | None = None,
    mapping: Mapping[str, str] | None = None,
    actors_are: ActorsAre | None = None,
    add_missing: bool = False,
    encoding: str | None = None,
    date_order: DateOrder | None = None,
) -> Partnership:
    """
    Read a partnership from a file or folder, whatever its format.

    Parameters
    ----------
    path : a workbook, a folder of CSV or Parquet files, one CSV, a Kumu workbook or JSON
        blueprint, Gephi or NodeXL sheets, an adjacency matrix, civicnet's own JSON,
        "example:riverbend", or "-" for ties as CSV on standard input.
    actors : a second file with attributes of the actors of the first.
    frame : what a single file holds ("terms", "seats", "who", "actors" …) where its headers do
        not tell.
    mapping : column names for headers that are not known by themselves, for example
        {"From person": "source"}; a header mapped to "" is kept as an unknown column.
    actors_are : what the actors of a bare list are: "posts" (unless said), "organizations",
        "people".
    add_missing : make an organization of every name that is used and nowhere described.
    encoding : the encoding of text files that are not UTF-8.
    date_order : "day-first" or "month-first", for dates such as 03/04/2024.

    Raises
    ------
    DataError
        with every problem, where one is an error; nothing is read half.
    FileError
        where there is no such file, or it may not be read.
    """
    loaded = _example(path) or load(
        path, actors=actors, frame=frame, encoding=encoding, mapping=mapping
    )
    found = understand(
        loaded.tables,
        mapping=mapping,
        actors_are=actors_are,
        add_missing=add_missing,
        date_order=date_order,
    )
    return _understood(loaded, found)


def check(
    path: PathLike,
    *,
    actors: PathLike | None = None,
    frame: str | None = None,
    mapping: Mapping[str, str] | None = None,
    actors_are: ActorsAre | None = None,
    add_missing: bool = False,
    encoding: str | None = None,
    date_order: DateOrder | None = None,
) -> list[Problem]:
    """
    List everything wrong with a file or folder, or worth knowing of it, worst first.

    An empty list, or one without errors, means that `read` will take it. Arguments as in `read`.

    Raises
    ------
    FileError
        where there is no such file, or it may not be read.
    """
    try:
        taken = read(
            path,
            actors=actors,
            frame=frame,
            mapping=mapping,
            actors_are=actors_are,
            add_missing=add_missing,
            encoding=encoding,
            date_order=date_order,
        )
    except DataError as error:
        return error.problems
    return list(taken.problems)


def load_example(name: str = "riverbend") -> Partnership:
    """Read a bundled example; "riverbend" is the invented city of the documentation."""
    return read(f"example:{name}")


def _example(path: PathLike) -> Loaded | None:
    """Load a bundled example; None where the path is a file's or folder's."""
    start, _, name = os.fspath(path).partition("example:")
    if start or not name:
        return None
    if name not in EXAMPLES:
        hint = did_you_mean(name, EXAMPLES) or f"There is: {', '.join(EXAMPLES)}."
        raise FileError(f"there is no example {name!r}. {hint}")
    with as_file(files("civicnet") / "examples" / name) as folder:
        return load(folder)


def _understood(loaded: Loaded, found: Understood) -> Partnership:
    """Make a partnership of what was understood, or raise DataError with all that is wrong."""
    problems = worst_first([*loaded.problems, *found.problems])
    if not found.frames or any(problem.severity == "error" for problem in problems):
        raise DataError(problems)
    return Partnership(
        **found.frames,
        source=loaded.source,
        assumptions=found.assumptions,
        problems=tuple(problems),
    )
