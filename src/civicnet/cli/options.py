"""The options that several commands share, and the types of what is typed for them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import wraps
from typing import Any, Literal, TypedDict, TypeVar

import click

from civicnet import columns
from civicnet.cli import talk
from civicnet.cli.group import near

Format = Literal["table", "csv", "json", "md"]
FORMATS: tuple[Format, ...] = ("table", "csv", "json", "md")
F = TypeVar("F", bound=Callable[..., Any])

SHEETS = ("who", "actors", *columns.FRAMES)


class Reading(TypedDict):
    """How the data are to be read: the keywords of `civicnet.read`."""

    actors: str | None
    frame: str | None
    mapping: Mapping[str, str] | None
    actors_are: Literal["posts", "organizations", "people"] | None
    add_missing: bool
    encoding: str | None
    date_order: Literal["day-first", "month-first"] | None


def same_data(command: str, data: str, reading: Reading, *more: str) -> str:
    """Write the command line that reads the same data in the same way for another command."""
    said = ["civicnet", command, data]
    for name, option in (
        ("actors", "--actors"), ("frame", "--as"), ("actors_are", "--actors-are"),
        ("encoding", "--encoding"), ("date_order", "--date-order"),
    ):  # fmt: skip
        value = reading.get(name)
        said += [option, str(value)] if value else []
    for header, column in (reading["mapping"] or {}).items():
        said += ["--map", f"{header}={column}"]
    said += ["--add-missing"] if reading["add_missing"] else []
    return " ".join(talk.shell_word(word) for word in (*said, *more))


class Word(click.Choice):  # type: ignore[type-arg]  # generic only in newer versions of click
    """One of a few words; a mistyped one is answered with the nearest."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """Give the word, or say which may have been meant."""
        words = [str(each) for each in self.choices]
        if str(value) not in words and (meant := near(str(value), words)):
            said = f"{value!r} is not one of {', '.join(words)}. Did you mean {meant[0]}?"
            self.fail(said, param, ctx)
        return super().convert(value, param, ctx)


def _as_mapping(
    context: click.Context, param: click.Parameter, pairs: tuple[str, ...]
) -> dict[str, str] | None:
    """Read HEADER=COLUMN; the last = divides, since a header may hold one."""
    sheets = [*columns.FRAMES.values(), columns.WHO, columns.ACTORS_SHEET]
    known = list(dict.fromkeys(name for sheet in sheets for name in sheet.names))
    known += [f"{name}_id" for name in known]
    mapping = {}
    for pair in pairs:
        header, equals, column = pair.rpartition("=")
        if not equals or not header:
            raise click.BadParameter(
                f"{pair!r} is not HEADER=COLUMN, as in 'From person=source'", context, param
            )
        if column and column not in known:
            meant = near(column, known)
            hint = f" Did you mean {' or '.join(meant)}?" if meant else " See docs/columns.md."
            raise click.BadParameter(f"there is no column {column!r}.{hint}", context, param)
        mapping[header] = column
    return mapping or None


_READING = (
    click.argument("data", type=click.Path(), metavar="DATA"),
    click.option(
        "--actors", type=click.Path(), metavar="FILE", help="A second file: who the actors are."
    ),
    click.option(
        "--as",
        "frame",
        type=Word(SHEETS),
        metavar="FRAME",
        help=f"What a single file holds, where its headers do not tell: {', '.join(SHEETS)}.",
    ),
    click.option(
        "--actors-are",
        type=Word(("posts", "organizations", "people")),
        help="What the actors of a bare list are; posts unless said.",
    ),
    click.option(
        "--add-missing",
        is_flag=True,
        help="Make an organization of every name that is described nowhere.",
    ),
    click.option(
        "--map",
        "mapping",
        multiple=True,
        metavar="HEADER=COLUMN",
        callback=_as_mapping,
        help="Say what a column of yours means, as in 'From person=source'. May be repeated.",
    ),
    click.option(
        "--encoding", metavar="NAME", help="Encoding of text files, where it is not UTF-8."
    ),
    click.option(
        "--date-order",
        type=Word(("day-first", "month-first")),
        help="How dates such as 03/04/2024 are meant.",
    ),
)
at_option = click.option(
    "--at", metavar="DATE|WAVE", help="The day (2026-11-15) or wave to look at; today unless said."
)
format_option = click.option(
    "--format",
    type=Word(FORMATS),
    default="table",
    show_default=True,
    help="How to print: a table to read, or csv, json or md (Markdown) to pass on.",
)
output_option = click.option(
    "-o", "--output", metavar="FILE", type=click.Path(), help="Write the result to a file instead."
)
force_option = click.option(
    "--force", is_flag=True, help="Replace a file that civicnet did not make."
)


strength_option = click.option(
    "--strength", type=click.FloatRange(min=0), default=2, show_default=True, metavar="N",
    help="Leave out ties weaker than this (1 awareness to 4 integration).",
)  # fmt: skip
within_option = click.option(
    "--within", type=click.IntRange(min=1), metavar="N",
    help="In how many steps others should be reached; 2, or 3 where partners are far apart.",
)  # fmt: skip
written_option = click.option(
    "-o", "--output", required=True, metavar="FILE", type=click.Path(),
    help="The data to write: a workbook (.xlsx), JSON, or a folder (its name ends with /).",
)  # fmt: skip


def reads_data(command: F) -> Callable[..., Any]:
    """Give a command DATA and the options that say how to read it, gathered in `reading`."""

    @wraps(command)
    def gathered(**values: Any) -> Any:
        reading = {name: values.pop(name) for name in Reading.__annotations__}
        return command(reading=reading, **values)

    wrapped: Callable[..., Any] = gathered
    for option in reversed(_READING):
        wrapped = option(wrapped)
    return wrapped


def delivers(command: F) -> F:
    """Add what every question takes: the moment, the format, where to write."""
    for option in (force_option, output_option, format_option, at_option):
        command = option(command)
    return command
