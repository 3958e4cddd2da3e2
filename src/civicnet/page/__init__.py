"""The asset map: one self-contained page of what there is, who holds it and who is linked."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from html import escape
from os import PathLike, fspath
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from civicnet.model import Partnership
    from civicnet.problems import Problem

__all__ = ["Page", "map"]


@dataclass(frozen=True)
class Page:
    """
    A page that was written.

    Attributes
    ----------
    path : where it is.
    notes : what the file contains and for whom, and which filled columns were left out.
    codes : whom each code stands for, by name; for you alone, it is not in the file.
    problems : rows of the positions that name nobody on the map.
    """

    path: Path
    notes: tuple[str, ...] = field(default=(), repr=False)
    codes: Mapping[str, str] = field(default_factory=dict, repr=False)
    problems: tuple[Problem, ...] = field(default=(), repr=False)

    def __fspath__(self) -> str:
        return fspath(self.path)

    def _repr_html_(self) -> str:
        """Show the page in a notebook, in a frame that can touch nothing around it."""
        text = escape(self.path.read_text(encoding="utf-8"), quote=True)
        return (
            f'<iframe srcdoc="{text}" sandbox="allow-scripts allow-downloads" '
            'title="Asset map" width="100%" height="640"></iframe>'
        )


def map(
    partnership: Partnership,
    path: str | PathLike[str] = "map.html",
    *,
    show: Sequence[str] = (),
    audience: str = "partners",
    title: str | None = None,
    at: Any = None,
    story: str | PathLike[str] | None = None,
    positions: str | PathLike[str] | None = None,
    coded: bool = False,
    force: bool = False,
) -> Page:
    """
    Write the asset map of a partnership as one page that opens anywhere, also offline.

    Parameters
    ----------
    partnership : who there is, what links them, what they bring and need.
    path : the page to write; a file made by somebody else is not replaced without `force`.
    show : columns to show beside those meant for the audience, such as "notes".
    audience : "public", "partners" or "core": who will have the file in hand.
    title : the page's heading; by default the place, where the data name one.
    at : the date or wave to show; by default the latest.
    story : a file of slides for presenting; without it the page's own six questions.
    coded : let people who hold no public office stand under codes, such as "Person 7".
    positions : a file that the page saved, of where everybody stood: they stand there again.
    force : replace a file that civicnet did not make.

    Returns
    -------
    The page, with notes on what it contains.

    Raises
    ------
    ArgumentError
        When the audience is not known or no frame has a column named in `show`.
    DataError
        When the story cannot be shown or the positions cannot be read; its problems say which
        slide or row, and how to mend it.
    FileError
        When the story or the positions cannot be opened, or the page cannot be written.
    """
    from civicnet.page.build import build  # pandas only when a map is drawn

    return build(
        partnership,
        Path(path),
        show=show,
        audience=audience,
        title=title,
        at=at,
        story=None if story is None else Path(story),
        positions=None if positions is None else Path(positions),
        coded=coded,
        force=force,
    )
