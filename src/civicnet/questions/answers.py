"""What every answer can do: print its sentences, give plain values, show itself in a notebook."""

from __future__ import annotations

import html
from dataclasses import fields
from datetime import date
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np
import pandas as pd

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

    from civicnet.moments import Moment

    class Answer(DataclassInstance, Protocol):
        """A frozen dataclass of sentences, notes and named frames, the main frame first."""

        @property
        def at(self) -> Moment | None:
            """When it holds."""

        @property
        def summary(self) -> tuple[str, ...]:
            """Plain sentences, at most seven."""

        @property
        def notes(self) -> tuple[str, ...]:
            """Inputs, what was assumed, and what it cannot say."""


def frames(answer: Answer) -> dict[str, pd.DataFrame]:
    """Give the frames of an answer by name, the main one first."""
    held = {field.name: getattr(answer, field.name) for field in fields(answer)}
    return {name: value for name, value in held.items() if isinstance(value, pd.DataFrame)}


def to_dict(answer: Answer) -> dict[str, Any]:
    """Give the answer as plain values, as `--format json` prints it; days as year-month-day."""
    return {
        "at": answer.at.key if answer.at else None,
        "summary": list(answer.summary),
        "tables": {name: _rows(frame) for name, frame in frames(answer).items()},
        "notes": list(answer.notes),
    }


def sentences(answer: Answer) -> str:
    """Give the sentences, a line each."""
    return "\n".join(answer.summary)


def to_html(answer: Answer) -> str:
    """Show the sentences and the main frame in a notebook."""
    said = "".join(f"<p>{html.escape(sentence)}</p>" for sentence in str(answer).splitlines())
    main = next(iter(frames(answer).values()))
    return f"{said}{main.to_html(index=False, max_rows=20, na_rep='')}"


def _rows(frame: pd.DataFrame) -> list[dict[str, Any]]:
    return [
        {str(column): _plain(cell) for column, cell in row.items()}
        for row in frame.to_dict("records")
    ]


def _plain(cell: Any) -> Any:
    """Give a cell as plain Python; what is missing is None."""
    if isinstance(cell, tuple):
        return [_plain(each) for each in cell]
    if cell is pd.NaT or (isinstance(cell, float) and np.isnan(cell)):
        return None
    return cell.strftime("%Y-%m-%d") if isinstance(cell, date) else cell
