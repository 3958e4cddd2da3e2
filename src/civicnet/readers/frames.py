"""pandas frames as raw tables, so that they are understood and checked like files."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from civicnet import headers
from civicnet.readers.celltext import as_text
from civicnet.tables import Table, table


def tables_from_frames(frames: Mapping[str, pd.DataFrame]) -> tuple[Table, ...]:
    """
    Give each frame as a table of text; the frames themselves are left as they are.

    Dates become year-month-day, missing values blank, 3.0 becomes 3, True yes, and a list its
    items separated by "; ". Rows count from 1. The index is not read: reset it if it matters.
    """
    return tuple(_table(name, frame) for name, frame in frames.items())


def _table(name: str, frame: pd.DataFrame) -> Table:
    columns = [
        [as_text(value) for value in frame.iloc[:, position].astype(object)]
        for position in range(frame.shape[1])
    ]
    known = name if name in headers.TABLES else headers.frame_named(name)
    return table(
        "",
        [str(column) for column in frame.columns],
        zip(*columns, strict=True),
        sheet=name,
        frame=known,
        header_row=0,
    )
