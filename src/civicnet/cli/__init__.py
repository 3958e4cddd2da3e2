"""
The command `civicnet`: parse, call one function, print.

This package loads neither pandas nor networkx; a command loads what it needs when it runs.
"""

from __future__ import annotations

import os
import sys
import traceback
import warnings
from collections.abc import Sequence

import click

from civicnet import __version__
from civicnet.cli.group import Commands
from civicnet.cli.talk import (
    Talk,
    abandon_stdout,
    apologize,
    complain,
    complain_of_data,
    disk_words,
    prepare_streams,
)
from civicnet.errors import (
    ArgumentError,
    CivicnetError,
    DataError,
    FileError,
    LimitError,
    MissingExtraError,
    UnknownActorError,
)

DONE, FINDINGS, USAGE, BAD_DATA, FILES, LIMIT = range(6)
BUG, INTERRUPTED, PIPE_CLOSED = 70, 130, 141
# What a data problem of this code says is a limit, not a mistake in the data.
_LIMITS = ("too-large",)

HELP = """
Map a partnership: who links us, who is missing, who brings what.

\b
Start here:
  civicnet demo                              a finished map of an invented city
  civicnet init partnership                  a workbook to fill in
  civicnet check partnership/partnership.xlsx
  civicnet map partnership/partnership.xlsx -o map.html

DATA is a workbook, a folder of CSV files, one CSV of ties, a Kumu, Gephi or NodeXL sheet,
"-" for ties as CSV on standard input, or example:riverbend.
"""


@click.command(
    cls=Commands,
    name="civicnet",
    help=HELP,
    invoke_without_command=True,
    options_metavar="",
    subcommand_metavar="COMMAND DATA [OPTIONS]",
)
@click.version_option(__version__, prog_name="civicnet", message="%(prog)s %(version)s")
@click.pass_context
def civicnet(context: click.Context) -> None:
    """Show the help where no command is named."""
    if context.invoked_subcommand is None:
        click.echo(context.get_help(), color=context.color)


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command line and leave with its exit code; no traceback ever reaches a user."""
    talk = Talk()
    prepare_streams()
    with warnings.catch_warnings():
        # Warnings of libraries are for programmers; PYTHONWARNINGS shows them.
        if not sys.warnoptions:
            warnings.simplefilter("ignore")
        try:
            code = _run(list(sys.argv[1:] if arguments is None else arguments), talk)
            sys.stdout.flush()
        except BrokenPipeError:
            abandon_stdout()
            code = PIPE_CLOSED
    sys.exit(code)


def _run(arguments: list[str], talk: Talk) -> int:
    try:
        if wanted := os.environ.get("_CIVICNET_COMPLETE"):
            from click.shell_completion import shell_complete  # only at a TAB

            return shell_complete(civicnet, {}, "civicnet", "_CIVICNET_COMPLETE", wanted)
        if arguments[:1] == ["help"]:
            arguments = [*arguments[1:], "--help"]
        with civicnet.make_context("civicnet", arguments, obj=talk) as context:
            code = civicnet.invoke(context)
    except click.exceptions.Exit as done:
        return done.exit_code
    except BrokenPipeError:
        raise
    except (KeyboardInterrupt, click.Abort):
        complain("interrupted; nothing was left half done.", talk)
        return INTERRUPTED
    except click.ClickException as error:
        error.show()
        return error.exit_code
    except Exception as error:  # noqa: BLE001  # the last door: a user never meets a traceback
        if talk.debug:
            traceback.print_exc()
        return _explain(error, talk)
    return code if isinstance(code, int) else DONE


def _explain(error: Exception, talk: Talk) -> int:
    """Say what went wrong in the user's words, and give the exit code it stands for."""
    match error:
        case DataError():
            complain_of_data(error.problems, talk)
            only_limits = {p.code for p in error.problems if p.severity == "error"} <= {*_LIMITS}
            return LIMIT if only_limits and error.problems else BAD_DATA
        case LimitError():
            code = LIMIT
        case FileError():
            code = FILES
        case ArgumentError() | UnknownActorError() | MissingExtraError():
            code = USAGE
        case CivicnetError():
            code = BAD_DATA
        case MemoryError():
            complain("the data need more memory than this computer can give.", talk)
            return LIMIT
        case OSError():
            complain(disk_words(error), talk)
            return FILES
        case _:
            apologize(error, talk)
            return BUG
    complain(str(error), talk)
    return code
