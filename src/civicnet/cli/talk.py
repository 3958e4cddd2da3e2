"""Talk on standard error: what was done, what comes next, what is wrong; colour where wanted."""

from __future__ import annotations

import errno
import io
import os
import re
import shlex
import shutil
import sys
import textwrap
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import click

from civicnet.problems import SLIDE

if TYPE_CHECKING:
    from civicnet.problems import Problem

SHOWN = 20  # problems shown at once
_COLORS = {"error": "red", "warning": "yellow", "note": "cyan"}
# Control characters, line separators and marks that turn the direction of writing.
_CONTROLS = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]")


def _wants_color() -> bool | None:
    """Tell whether the environment forbids colour; None leaves it to what is printed on."""
    return False if os.environ.get("NO_COLOR") or os.environ.get("TERM") == "dumb" else None


@dataclass
class Talk:
    """How to talk in this run, as the environment and --quiet, --no-color, --debug say."""

    quiet: bool = False
    color: bool | None = field(default_factory=_wants_color)
    debug: bool = False


def current() -> Talk:
    """Give the way of talking of the command that runs."""
    talk = click.get_current_context().find_root().obj
    return talk if isinstance(talk, Talk) else Talk()


# --- streams -----------------------------------------------------------------------------------


def prepare_streams() -> None:
    """Let every letter be printed: UTF-8 into files and pipes, a stand-in on an old terminal."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            encoding = None if stream.isatty() else "utf-8"
            stream.reconfigure(encoding=encoding, errors="replace")


def abandon_stdout() -> None:
    """Let nothing more be written where nobody reads any longer (`… | head -1`)."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def width(stream: Any) -> int:
    """Tell how wide to print: as the terminal is, up to 120; 100 into files and pipes."""
    if not stream.isatty() and "COLUMNS" not in os.environ:
        return 100
    return max(40, min(shutil.get_terminal_size().columns, 120))


def plain(text: str) -> str:
    """Give a text without characters that could steer a terminal."""
    return _CONTROLS.sub("\ufffd", text)


# What the library calls its arguments, and what the command line calls them.
_ARGUMENTS = (
    (re.compile(r" \(force=True\)"), ""),
    (re.compile(r"\bat=(?=\w)"), "--at "),
    (re.compile(r"\bframe=(?=\S)"), "--as "),
    (re.compile(r"\bactors="), "--actors"),
    (re.compile(r"(?<![-\w])actors_are\b=?"), "--actors-are"),
    (re.compile(r"(?<![-\w])add_missing\b(=True)?"), "--add-missing"),
    (re.compile(r"(?<![-\w])date_order\b=?"), "--date-order"),
    (re.compile(r"(?<![-\w])can_stay=(?=\d)"), "--can-stay "),
    (re.compile(r"(?<![-\w])others=(?=\d)"), "--others "),
)


def in_shell_words(text: str) -> str:
    """
    Say the library's arguments as the command line's options.

    >>> in_shell_words("use at=2024, or say otherwise with actors_are")
    'use --at 2024, or say otherwise with --actors-are'
    """
    for argument, option in _ARGUMENTS:
        text = argument.sub(option, text)
    return text


def filled(text: str, wide: int, indent: str = "") -> str:
    """Break a text into lines, never within a word, so that paths can be copied."""
    return textwrap.fill(
        plain(text), wide, subsequent_indent=indent, break_long_words=False, break_on_hyphens=False
    )


# --- what was done -----------------------------------------------------------------------------


def say(*lines: str) -> None:
    """Say something beside the result, unless --quiet."""
    talk = current()
    if not talk.quiet:
        for line in lines:
            _err(line, talk)


def next_step(step: str) -> None:
    """Say what to do next, on one line, so that it can be copied."""
    talk = current()
    if not talk.quiet:
        click.echo(f"next: {plain(step)}", err=True, color=talk.color)


def shell_word(path: object) -> str:
    """Write a path so that it can be copied into a command line."""
    text = str(path)
    if os.name == "nt":
        return f'"{text}"' if re.search(r"[\s&()^]", text) else text
    return shlex.quote(text)


def counted(count: int, one: str, many: str = "") -> str:
    """Write a number with its word in the right form."""
    return f"{count:,} {one if count == 1 else many or one + 's'}"


@contextmanager
def patience(doing: str) -> Iterator[None]:
    """Say what takes so long, after two seconds and only on a terminal."""
    if current().quiet or not sys.stderr.isatty():
        yield
        return
    timer = threading.Timer(2.0, lambda: click.echo(f"{plain(doing)} …", err=True))
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()


def _err(text: str, talk: Talk) -> None:
    click.echo(filled(in_shell_words(text), width(sys.stderr)), err=True, color=talk.color)


# --- what went wrong ---------------------------------------------------------------------------


def complain(message: str, talk: Talk) -> None:
    """Say that something could not be done, and why."""
    _err(f"civicnet: {message}", talk)


def complain_of_data(problems: Sequence[Problem], talk: Talk) -> None:
    """Show the errors for which data could not be read, and say that there is more."""
    errors = [problem for problem in problems if problem.severity == "error"]
    rest = len(problems) - len(errors)
    also = f" ({counted(rest, 'warning or note', 'warnings and notes')} besides)" if rest else ""
    complain(f"{counted(len(errors), 'error')} in the data{also}; nothing was made.", talk)
    for line in problem_lines(errors, width(sys.stderr)):
        click.echo(line, err=True, color=talk.color)
    click.echo(err=True)
    if any(problem.sheet != SLIDE for problem in errors):
        _err("Mend these and run it again; civicnet check shows them with all warnings.", talk)
    else:
        _err("Mend these and run it again.", talk)


def apologize(error: BaseException, talk: Talk) -> None:
    """Own up to a mistake of ours; the message holds nothing of the user's data."""
    kind = type(error).__name__
    complain(f"sorry, this is a mistake in civicnet, not in your data ({kind}).", talk)
    if not talk.debug:
        _err("Run it again with --debug to see where, and tell those who look after it.", talk)


_REFUSED = {
    errno.ENOSPC: "the disk is full; make room and try again. Nothing was changed.",
    errno.EACCES: "not allowed; close the file where it is open, or choose another place.",
    errno.EPERM: "not allowed; close the file where it is open, or choose another place.",
    errno.EROFS: "the disk can only be read; choose another place.",
    errno.EISDIR: "that is a folder; name a file.",
    errno.ENOTDIR: "a part of the path is a file, not a folder.",
    errno.ENOENT: "there is no such file or folder.",
    errno.EEXIST: "there is something of that name already; choose another, or add --force.",
    errno.ENAMETOOLONG: "the name is too long; choose a shorter one.",
}


def disk_words(error: OSError) -> str:
    """Say what the disk or the system refused, and the way out."""
    where = f"{error.filename}: " if error.filename else ""
    return where + _REFUSED.get(error.errno or 0, error.strerror or str(error))


def problem_lines(problems: Sequence[Problem], wide: int) -> Iterator[str]:
    """Show problems, each with its place and the way to mend it; at most 20, then a count."""
    for problem in problems[:SHOWN]:
        label = f"{problem.severity}[{problem.code}]:"
        said = filled(f"{label} {problem.message}", wide, "  ")
        yield ""
        yield click.style(label, fg=_COLORS[problem.severity], bold=True) + said[len(label) :]
        if problem.place:
            column = f" ({problem.column})" if problem.cell and problem.column else ""
            yield plain(f"  --> {problem.place}{column}")
        if problem.hint:
            yield filled(f"   = {in_shell_words(problem.hint)}", wide, "     ")
    if len(problems) > SHOWN:
        yield f"\n… and {len(problems) - SHOWN:,} more."
