"""Decide what may be in a shared file: an allow list read from the declarations of the columns."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from typing import TYPE_CHECKING, Any

from civicnet import columns
from civicnet.errors import ArgumentError

if TYPE_CHECKING:
    import pandas as pd

    from civicnet.model import Partnership

RANK: dict[str, int] = {name: rank for rank, name in enumerate(columns.AUDIENCES)}


@dataclass(frozen=True)
class Gate:
    """
    What an audience may see; every cell that reaches the page passes through `sees`.

    Attributes
    ----------
    audience : public, partners or core.
    shown : (frame, column) pairs asked for by name.
    """

    audience: str
    shown: frozenset[tuple[str, str]] = frozenset()

    def sees(self, frame: str, column: str) -> bool:
        """Tell whether a column may leave the machine; an undeclared one only when asked for."""
        if (frame, column) in self.shown:
            return True
        declared = {each.name: each.audience for each in columns.FRAMES[frame].columns}
        least = declared.get(column, "show")
        return least in RANK and RANK[least] <= RANK[self.audience]

    @property
    def public(self) -> bool:
        """Whether the file is for everybody: people are then coded or left out."""
        return self.audience == "public"

    @property
    def core(self) -> bool:
        """Whether the file is for the inner circle."""
        return self.audience == "core"


def gate(partnership: Partnership, audience: str, show: Sequence[str]) -> Gate:
    """
    Build the gate of one file.

    `show` names columns that are otherwise kept back, as "notes" or "people.notes".

    Raises
    ------
    ArgumentError
        When the audience is none of the three, or no frame has such a column.
    """
    if audience not in RANK:
        raise ArgumentError(
            f"audience {audience!r} is not known; it is one of: {', '.join(columns.AUDIENCES)}"
        )
    if isinstance(show, str):
        show = (show,)
    frames: Mapping[str, pd.DataFrame] = {
        name: getattr(partnership, name) for name in columns.FRAMES
    }
    have = [(frame, str(column)) for frame, data in frames.items() for column in data.columns]
    shown: set[tuple[str, str]] = set()
    for asked in show:
        found = {pair for pair in have if asked in (pair[1], ".".join(pair))}
        if not found:
            names = sorted({column for _, column in have} | {".".join(pair) for pair in have})
            near = get_close_matches(asked, names, n=2, cutoff=0.6)
            hint = f" Did you mean {' or '.join(repr(name) for name in near)}?" if near else ""
            raise ArgumentError(f"show: no frame has a column {asked!r}.{hint}")
        shown |= found
    return Gate(audience, frozenset(shown))


def blank(value: Any) -> bool:
    """Tell whether a cell says nothing."""
    return value is None or value is False or value in ("", ())
