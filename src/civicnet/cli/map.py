"""The commands that draw the asset map."""

from __future__ import annotations

import webbrowser
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

import civicnet as cn
from civicnet import columns
from civicnet.cli import talk
from civicnet.cli.group import Command
from civicnet.cli.options import Reading, Word, at_option, force_option, reads_data, same_data

if TYPE_CHECKING:
    from civicnet.model import Partnership
    from civicnet.page import Page

# The day on which the example's story is told; on a later one its terms would be over.
_TOLD_ON = "2026-11-15"


@click.command(cls=Command, epilog="Example: civicnet map example:riverbend -o map.html")
@reads_data
@click.option(
    "-o", "--output", default="map.html", show_default=True, metavar="FILE", type=click.Path(),
    help="The page to write.",
)  # fmt: skip
@click.option(
    "--show",
    multiple=True,
    metavar="COLUMN",
    help="Show a column that is otherwise kept out of the page, such as notes. May be repeated.",
)
@click.option(
    "--audience",
    type=Word(columns.AUDIENCES),
    default="partners",
    show_default=True,
    help="Who will have the page in hand; it decides what the file contains.",
)
@click.option("--title", metavar="TEXT", help="The heading of the page.")
@at_option
@click.option(
    "--story", metavar="FILE", type=click.Path(),
    help="A file of slides to present, such as story.toml; else six questions are asked.",
)  # fmt: skip
@click.option(
    "--coded", is_flag=True,
    help="Let people who hold no public office stand under codes, such as Person 7.",
)  # fmt: skip
@click.option(
    "--positions", metavar="FILE", type=click.Path(),
    help="A file of positions the page saved, such as positions.csv: everybody stands there again.",
)  # fmt: skip
@click.option("--open", "open_it", is_flag=True, help="Open the page in your browser.")
@force_option
def map(
    data: str, *, reading: Reading, output: str, show: Sequence[str], audience: str,
    title: str | None, at: str | None, story: str | None, positions: str | None,
    coded: bool, open_it: bool, force: bool,
) -> None:  # fmt: skip
    """
    Draw the asset map as one page that opens anywhere.

    It shows what you have, who holds it, how you are linked and what is missing. The page is one
    file that works without a network; what is in it follows the audience.
    """
    with talk.patience(f"drawing {data}"):
        drawn = cn.read(data, **reading)
        page = cn.map(
            drawn, output, show=show, audience=audience, title=title, at=at, story=story,
            positions=positions,
            coded=coded, force=force,
        )  # fmt: skip
    _tell(drawn, page, same_data("check", data, reading))
    _hand_over(page, open_it=open_it)


@click.command(cls=Command, epilog="Example: civicnet demo")
@click.option(
    "-o", "--output", "folder", default="demo", show_default=True, metavar="DIR",
    type=click.Path(path_type=Path), help="The folder to put the page in.",
)  # fmt: skip
@click.option("--open", "open_it", is_flag=True, help="Open the page in your browser.")
def demo(folder: Path, *, open_it: bool) -> None:
    """
    Draw the map of the bundled example, an invented city.

    Nothing is needed but this command: it shows what your own map will look like.
    """
    folder.mkdir(parents=True, exist_ok=True)
    partnership = cn.load_example("riverbend")
    page = cn.map(partnership, folder / "riverbend-map.html", at=_TOLD_ON)
    talk.say(partnership.invented)
    _hand_over(page, open_it=open_it)
    talk.next_step("civicnet init partnership, for a workbook of your own")


def _tell(partnership: Partnership, page: Page, check: str) -> None:
    """Say what the page contains, and whether the data gave reason to warn."""
    talk.say(*page.notes)
    count = sum(problem.severity == "warning" for problem in partnership.problems)
    if count:
        talk.say(f"{talk.counted(count, 'warning')} on reading; see: {check}")


def _hand_over(page: Page, *, open_it: bool) -> None:
    address = page.path.resolve().as_uri()
    talk.say(f"{page.path} is ready.")
    if open_it:
        webbrowser.open(address)
    else:
        talk.next_step(f"open it in a browser: {address}")
