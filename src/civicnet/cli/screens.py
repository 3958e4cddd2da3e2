"""What is read on a screen: a few columns of a table, under words a reader knows."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from civicnet.cli.output import Answer, Sheet

Row = Mapping[str, Any]


def cells(said: Answer, table: str) -> list[dict[str, Any]]:
    """Give the rows of a table with the name of each column."""
    sheet = said.tables[table]
    return [dict(zip(sheet.columns, row, strict=True)) for row in sheet.rows]


def screen(rows: list[dict[str, Any]], columns: Mapping[str, str | Callable[[Row], Any]]) -> Sheet:
    """Show rows under other words: each column is one of theirs, or made from a row."""
    return Sheet(
        tuple(columns),
        tuple(
            tuple(what(row) if callable(what) else row[what] for what in columns.values())
            for row in rows
        ),
    )


def share(value: float | None) -> str:
    """Write a share in percent; what is not known is a ?."""
    return "?" if value is None else f"{value:.0%}"


def few(names: list[str], most: int = 3) -> str:
    """List some names, and how many more."""
    shown = "; ".join(names[:most])
    return f"{shown} + {len(names) - most}" if len(names) > most else shown
