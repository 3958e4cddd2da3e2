"""The list of commands, loaded one by one, and the suggestions for a mistyped word."""

from __future__ import annotations

from collections.abc import Sequence
from difflib import get_close_matches
from importlib import import_module
from pathlib import Path
from typing import Any

import click

# Each command: the module it lives in, and its help in the list. The order is the order of work.
COMMANDS: dict[str, tuple[str, str]] = {
    "demo": ("map", "Draw the map of the bundled example, an invented city."),
    "init": ("data", "Make a workbook to fill in."),
    "check": ("data", "Show every problem in the data and how to mend it."),
    "summary": ("data", "Say what is in the data and what they can answer."),
    "map": ("map", "Draw the asset map as one page that opens anywhere."),
    "brokers": ("links", "Say who links you, and what breaks without them."),
    "unity": ("links", "Say whether you are one body or silos."),
    "voices": ("voices", "Say who is not at the table, and who could bring them in."),
    "stakeholders": ("voices", "Say whose claim is how far from a decision."),
    "seats": ("seats", "Say who sits where, on whose behalf, and who decides."),
    "outcomes": ("outcomes", "Say who owns which result, and what each rests on."),
    "assets": ("assets", "Say who brings what, and what hangs on one."),
    "gaps": ("assets", "Say what lacks, and who could fill it."),
    "risks": ("risks", "Say where you are one person deep."),
    "formalize": ("plans", "Say what to sign first."),
    "forecast": ("forecast", "Say what the calendar holds, month by month, if nothing is done."),
    "rehouse": ("rehouse", "Say where the backbone could live: hosts side by side, no score."),
    "cochairs": ("plans", "Say who from outside could share the chair of a table."),
    "introduce": ("plans", "Say which introductions help most, and who can make each."),
    "depart": ("departure", "Say what goes, what stays and whom to call when somebody leaves."),
    "left": ("departure", "Write the data as they are the day after somebody left."),
    "merge": ("merge", "Take changes made in a room, or another file, into the data."),
    "doctor": ("doctor", "Check that everything civicnet needs is there."),
}
# What people call these commands elsewhere.
_SYNONYMS = {
    "new": "init",
    "template": "init",
    "start": "init",
    "validate": "check",
    "lint": "check",
    "describe": "summary",
    "info": "summary",
    "draw": "map",
    "plot": "map",
    "show": "map",
    "render": "map",
    "example": "demo",
    "version": "--version",
}


def _quiet(context: click.Context, _: click.Parameter, value: bool) -> bool:
    context.find_root().obj.quiet |= value
    return value


def _plain(context: click.Context, _: click.Parameter, value: bool) -> bool:
    if value:
        context.find_root().obj.color = False
    context.color = context.find_root().obj.color
    return value


def _debug(context: click.Context, _: click.Parameter, value: bool) -> bool:
    context.find_root().obj.debug |= value
    return value


def _everywhere() -> list[click.Parameter]:
    """Give the options that the program and every command take."""
    common: dict[str, Any] = {"is_flag": True, "expose_value": False, "is_eager": True}
    return [
        click.Option(
            ["--quiet"], help="Print results and problems only.", callback=_quiet, **common
        ),
        click.Option(["--no-color"], help="Print without colour.", callback=_plain, **common),
        click.Option(
            ["--debug"], help="Show the traceback of an error.", callback=_debug, **common
        ),
    ]


class Command(click.Command):
    """A command with the options that all have."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.params += _everywhere()


class Commands(click.Group):
    """The group of all commands; a command's module is loaded when the command is run."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.params += _everywhere()

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002  # click's signature
        """Name the commands in the order of work."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002  # the same
        """Load a command by its name."""
        if cmd_name not in COMMANDS:
            return None
        module = import_module(f"civicnet.cli.{COMMANDS[cmd_name][0]}")
        command = getattr(module, cmd_name)
        assert isinstance(command, click.Command)  # noqa: S101  # our own table, not input
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002  # the same
        """List the commands without loading any."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, said) for name, (_, said) in COMMANDS.items()])

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Find the command that is meant, or say which may have been."""
        word = args[0]
        if word not in COMMANDS and not word.startswith("-"):
            ctx.fail(_no_such_command(word))
        return super().resolve_command(ctx, args)


def _no_such_command(word: str) -> str:
    if word.startswith("example:") or word == "-" or Path(word).exists():
        return f"{word} is data; say what to do with them, for example: civicnet map {word}"
    meant = _SYNONYMS.get(word.lower()) or next(iter(near(word, list(COMMANDS))), "")
    hint = f"Did you mean {meant}?" if meant else f"There are: {', '.join(COMMANDS)}."
    return f"there is no command {word!r}. {hint}"


def near(word: str, among: Sequence[str]) -> list[str]:
    """Find the words that come closest to a mistyped one, best first."""
    lower = {each.lower(): each for each in among}
    return [lower[found] for found in get_close_matches(word.lower(), lower, n=2, cutoff=0.6)]
