"""Write the pages that are made from the code: columns, problems, commands, the list of modules.

Run it by `make docs`. A test compares the pages with what this script gives.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable
from pathlib import Path

import click

import civicnet
from civicnet import vocabulary
from civicnet.cli import civicnet as group
from civicnet.cli.group import COMMANDS
from civicnet.columns import ACTORS_SHEET, FRAMES, SHORT_HEADERS, WHO, Column, Frame
from civicnet.problems import CODES

ROOT = Path(__file__).resolve().parent.parent
MADE = "<!-- Made from the code by `make docs`; change it there. -->\n\n"

TYPES = {
    "key": "name of the thing the row is about",
    "id": "a number or code of your own",
    "actor": "name of an actor",
    "name": "name of something in the data",
    "text": "text",
    "list": "names, separated by `;`",
    "choice": "one word",
    "number": "number",
    "share": "share, 0.35 or 35%",
    "whole": "whole number",
    "yesno": "yes or no",
    "chance": "yes, no, or a chance such as 0.6",
    "start": "date; 2028 means 1 January",
    "end": "date; 2028 means 31 December",
}

# How to mend each problem, for somebody who fills in spreadsheets.
MENDS = {
    "unreadable-file": "Open the file in the program it comes from. If it opens there, save it "
    "again as .xlsx (without a password) or as CSV UTF-8. If it does not, ask for a new copy.",
    "empty-file": "Choose another file, or fill it in: column names in the first row, then one "
    "thing a row.",
    "not-yet": "Export the data from that program as CSV or .xlsx; the message says where in its "
    "menu. [formats.md](formats.md) lists what is read.",
    "unknown-format": "Give the columns the names of [columns.md](columns.md), or say what the "
    "file holds with `--as`.",
    "too-large": "Keep the sheets, columns and rows you need. Often the size comes from "
    "formatting: copy the cells into a new workbook.",
    "bad-encoding": "Save the file as CSV UTF-8, or say its encoding with `--encoding`.",
    "encoding-assumed": "If a letter is wrong, save the file as CSV UTF-8; if all is right, "
    "nothing needs to be done.",
    "garbled-text": "The file was once opened in the wrong encoding and saved. Go back to the "
    "original, or correct the letters by hand.",
    "control-character": "Type the cell anew; an invisible character came in by copying.",
    "bad-json": "Correct the file at the line shown, or export it anew.",
    "missing-package": "Install the package the message names.",
    "no-header": "Write the names of the columns into the first row.",
    "unknown-sheet": "Nothing, if the sheet is not for civicnet. Else give it one of the names "
    "in [columns.md](columns.md).",
    "missing-column": "Add the column, or rename the one that holds this; `--map` does it for one "
    "run.",
    "duplicate-column": "Keep one of the two columns, and rename or delete the other.",
    "unknown-column": "Nothing: the column is kept. If it is one of ours, give it the name in "
    "[columns.md](columns.md).",
    "ragged-row": "A cell holds the separator. Put it between quotation marks, or save the file "
    "from a spreadsheet program.",
    "merged-cells": "Unmerge the cells and write the value into every row it is meant for.",
    "formula-error": "Correct the formula, or type the value.",
    "formula-without-value": "Open the workbook in a spreadsheet program and save it; then the "
    "results are in the file.",
    "two-headers": "Write each column's name into one row, and delete the other.",
    "unnamed-column": "Give the column a name, or clear the cells.",
    "total-row": "Nothing: it was left out. Deleting the row keeps the message away.",
    "stray-cell": "Delete the cell: go to it, and delete its row and column.",
    "unclosed-quote": "Close the quotation mark in the row shown, or remove it.",
    "read-as-matrix": "Nothing, if it was read as you meant it.",
    "sheet-guessed": "Nothing, if it was read as you meant it. Else rename the sheet or file.",
    "missing-value": "Fill the cell in, or delete the row.",
    "bad-date": "Write the date as year-month-day: 2028-01-31. A year or a month alone is fine.",
    "ambiguous-date": "Write the date as year-month-day, or say the order for the whole file with "
    "`--date-order`.",
    "bad-number": "Write digits only, with a point for decimals, or leave the cell blank.",
    "out-of-range": "Correct the number; [columns.md](columns.md) says what the column takes.",
    "bad-choice": "Use one of the words the message lists.",
    "new-kind": "Nothing, if you mean a new word. Else use one of the usual words.",
    "comma-list": "Separate the names by `;`. A comma may be part of a name.",
    "long-text": "Shorten the text; a spreadsheet cell holds 32,767 characters.",
    "unknown-actor": "Correct the name, add a row for it, or run with `--add-missing`.",
    "ambiguous-name": "Write the name so that it fits one actor only: with its organization, or "
    "by its id.",
    "same-name": "Give one of the two another name.",
    "near-duplicate": "If they are one, write the name in one way, or add a row to Aliases. If "
    "they are two, nothing needs to be done: nothing is ever merged by likeness.",
    "unknown-id": "Correct the id, or add a row that has it.",
    "unknown-reference": "Correct the name, or add a row that describes it.",
    "alias-clash": "Let each alias stand for one name that is not an alias itself.",
    "duplicate-row": "Delete one of the two rows.",
    "conflicting-rows": "Write the same in both rows, or give the two things different names.",
    "two-sectors": "Write one sector in every row of the actor.",
    "self-tie": "Correct one of the two names, or delete the row.",
    "end-before-start": "Swap or correct the two dates.",
    "agreement-or-form": "If a form was meant, write none, verbal, mou, contract or law. If it is "
    "the name of an agreement, give its form in a column of its own.",
    "basis-conflict": "Leave basis blank, or correct the form.",
    "no-institution": "Give the person an organization or a post, or write the tie for the "
    "organization.",
    "ambiguous-office": "Name the office in the column via.",
    "overlapping-terms": "Correct the dates, or say in Offices how many hold it at once.",
    "serves-with-cycle": "Leave serves with blank for the office whose holder's departure takes "
    "the others along.",
    "bad-toml": "Write each slide as [the story's how-to](how-to/present-at-a-retreat.md) shows: a "
    'line `[[slide]]`, below it lines such as `title = "Who links us?"`.',
    "bad-slide": "Correct the entry; [the story's how-to](how-to/present-at-a-retreat.md) lists "
    "what a slide may hold.",
    "unknown-view": "Use one of the views the message lists, or draw the map for an audience that "
    "may see this one.",
    "bad-position": "Write a number such as -12.5 for x and y, one row for each name.",
    "unknown-position": "Write the name as the map shows it, or take the row away.",
    "not-for-audience": "Choose somebody whom the map shows, or draw it for another audience.",
}
SEVERITIES = {
    "error": "Errors: nothing is read until they are mended",
    "warning": "Warnings: the data are read, but look at it",
    "note": "Notes: good to know",
}


COLUMNS_INTRO = """\
# Columns

Every sheet that civicnet knows, and every column in it. All but the ones marked **needed** may be
left out. A sheet, or a file in a folder of CSV files, is known by its name; a column by its name or
any of the other words, whatever their case.

*May see it* says who gets the column in a shared page: everybody (*public*), the partners
(*partners*), the inner circle (*core*), or nobody unless you ask for it with `--show` (*show*).
Columns that civicnet does not know are kept, and are *show*.

The workbook of `civicnet init` starts with four sheets: [Who](#who), [Ties](#ties),
[Tables](#seats) and [Assets](#assets). A row of Who needs a person, a post or an organization.
"""
PROBLEMS_INTRO = """\
# Problems

What `civicnet check` may find, and how to mend each. Every problem is shown with its file, sheet
and cell; nothing in your file is ever changed. See also
[Mend problems](how-to/mend-problems.md).
"""
COMMANDS_INTRO = """\
# Commands

`civicnet COMMAND DATA [options]`. Results go to standard output, everything else to standard
error. DATA is a workbook, a folder, a file ([formats.md](formats.md)), `-` for ties as CSV on
standard input, or `example:riverbend`.

| exit code | means |
|---|---|
| 0 | done |
| 1 | found what `--fail-on` asks for; `doctor` found something missing |
| 2 | the command was not understood |
| 3 | the data have errors |
| 4 | a file could not be read or written |
| 5 | the data are beyond a limit |
| 70 | a mistake in civicnet itself |
| 130 | interrupted |

Every command also takes `--quiet` (results and errors only), `--no-color` (so do the environment
variables `NO_COLOR` and `TERM=dumb`), `--debug` (show the traceback of an error) and `--help`. The
date of today can be fixed with `SOURCE_DATE_EPOCH`.
"""


def columns_page() -> str:
    """List every sheet and column: what it means, what it takes, what else it may be called."""
    lines = [COLUMNS_INTRO]
    for frame in (WHO, *FRAMES.values(), ACTORS_SHEET):
        lines += _frame_lines(frame)
    lines += ["## Kinds of assets and needs", ""]
    for name, kinds in vocabulary.ASSET_GROUPS.items():
        lines.append(f"* *{name}*: {', '.join(kinds)}")
    return MADE + "\n".join(lines) + "\n"


def _frame_lines(frame: Frame) -> list[str]:
    sheets = list(dict.fromkeys(name.capitalize() for name in frame.sheets))
    names = ", ".join(f"`{name}`" for name in sheets)
    lines = [
        f"## {frame.name}",
        "",
        f"One row is {frame.row}. Names of the sheet: {names}.",
        "",
        "| column | meaning | takes | other words | may see it |",
        "|---|---|---|---|---|",
    ]
    for column in frame.columns:
        short = SHORT_HEADERS.get(frame.name, {}).get(column.name)
        others = [word for word in ((short,) if short else ()) if word != column.name]
        others += [word for word in column.synonyms if word not in others]
        key = column.type == "key" and frame is not WHO
        needed = " **needed**" if column.required or key else ""
        cells = (
            f"`{column.name}`{needed}",
            column.meaning,
            _takes(column),
            ", ".join(others),
            column.audience,
        )
        lines.append("| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |")
    return [*lines, ""]


def _takes(column: Column) -> str:
    if column.choices and column.type == "choice":
        if column.choices == vocabulary.ASSET_KINDS:
            return "a [kind](#kinds-of-assets-and-needs), or another word"
        return ", ".join(column.choices) + (", or another word" if column.open else "")
    said = TYPES[column.type]
    if column.choices:
        said += " or its word"
    if column.low is not None and column.high is not None:
        said += f", {column.low:g} to {column.high:g}"
    elif column.low is not None:
        said += f", {column.low:g} or more"
    return said


def problems_page() -> str:
    """List every problem: what it means and how to mend it, the worst first."""
    lines = [PROBLEMS_INTRO]
    for severity, title in SEVERITIES.items():
        lines += [f"## {title}", ""]
        for name, code in CODES.items():
            if code.severity == severity:
                mend = MENDS.get(name, "")
                lines += [f"### {name}", "", code.meaning, "", f"*To mend it:* {mend}", ""]
    return MADE + "\n".join(lines)


# What an example takes that does not come with civicnet.
EXAMPLE_FILES = {"changes.csv": "change,name,to\nconnect,Eleanor Marsh,Radio Ribera"}


def commands_page() -> str:
    """List every command with its options and an example."""
    lines = [COMMANDS_INTRO]
    context = click.Context(group)
    for name in COMMANDS:
        command = group.get_command(context, name)
        assert command is not None  # noqa: S101  # our own table
        lines += _command_lines(name, command)
    return MADE + "\n".join(lines)


def _command_lines(name: str, command: click.Command) -> list[str]:
    arguments = [p for p in command.params if isinstance(p, click.Argument)]
    options = [p for p in command.params if isinstance(p, click.Option) and p.expose_value]
    usage = " ".join(["civicnet", name, *(str(p.metavar) for p in arguments), "[options]"])
    lines = [f"## {name}", "", f"`{usage}`", "", " ".join((command.help or "").split()), ""]
    if options:
        lines += ["| option | what it does |", "|---|---|"]
        lines += [f"| {_option(each)} | {_said(each)} |" for each in options]
        lines.append("")
    example = (command.epilog or "").removeprefix("Example: ")
    for file, body in EXAMPLE_FILES.items():
        if f" {file}" in example:
            lines += [f"With this as `{file}`:", "", f"```csv {file}", body, "```", ""]
    return [*lines, "```console", f"$ {example}", "```", ""]


def _option(option: click.Option) -> str:
    takes = ""
    if isinstance(option.type, click.Choice) and not option.metavar:
        takes = " " + "\\|".join(map(str, option.type.choices))
    elif not option.is_flag:
        takes = f" {option.metavar}".replace("|", "\\|")
    return f"`{', '.join(option.opts)}{takes}`"


def _said(option: click.Option) -> str:
    default = f" Unless said: `{option.default}`." if option.show_default else ""
    return f"{option.help}{default}"


def modules() -> str:
    """List every module with the first line of its docstring."""
    package = Path(civicnet.__file__).parent
    lines = ["```"]
    for path in _in_order(package):
        text = ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))) or ""
        first = " ".join(text.split("\n\n")[0].split())
        lines.append(f"{path.relative_to(package).as_posix():<24} {first}")
    return "\n".join([*lines, "```"])


def _in_order(package: Path) -> Iterable[Path]:
    files = sorted(package.glob("*.py")) + sorted(package.glob("*/*.py"))
    return [path for path in files if path.name != "__main__.py"]


def architecture_page() -> str:
    """Put the list of modules into ARCHITECTURE.md."""
    text = (ROOT / "ARCHITECTURE.md").read_text(encoding="utf-8")
    start, end = "<!-- modules: written by make docs -->", "<!-- end of modules -->"
    found = re.compile(f"{re.escape(start)}.*{re.escape(end)}", re.DOTALL)
    return found.sub(lambda _: f"{start}\n{modules()}\n{end}", text)


def pages() -> dict[Path, str]:
    """Give every page that is made from the code."""
    return {
        ROOT / "docs" / "columns.md": columns_page(),
        ROOT / "docs" / "problems.md": problems_page(),
        ROOT / "docs" / "commands.md": commands_page(),
        ROOT / "ARCHITECTURE.md": architecture_page(),
    }


def main() -> None:
    """Write the pages."""
    for path, text in pages().items():
        path.write_text(text, encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
