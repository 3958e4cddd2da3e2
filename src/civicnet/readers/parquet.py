"""Parquet files (extra `parquet`)."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from civicnet.problems import Problem
from civicnet.readers.celltext import as_text
from civicnet.readers.grid import Parsed
from civicnet.tables import Cells, Table, cells_of

if TYPE_CHECKING:
    import pyarrow as pa

MAX_ROWS = 20_000_000


def read_parquet(path: Path, frame: str = "") -> Parsed:
    """Read one Parquet file as a table of text; row 1 is its first record."""
    file = path.name
    try:
        import pyarrow as pa  # optional, and slow to import
        import pyarrow.parquet as pq
    except ImportError:
        return _fails(
            file,
            "missing-package",
            "reading Parquet files needs the package pyarrow.",
            'Install it with: pip install "civicnet[parquet]"',
        )
    try:
        with pq.ParquetFile(path) as source:
            count = source.metadata.num_rows
            if count > MAX_ROWS:
                return _fails(
                    file,
                    "too-large",
                    f"the file has {count:,} rows; {MAX_ROWS:,} can be read.",
                    "Keep the rows you need, or sum them up first.",
                )
            content = source.read()
    except (pa.ArrowException, OSError, ValueError) as error:
        return _fails(
            file,
            "unreadable-file",
            f"the Parquet file is damaged ({str(error).splitlines()[0][:120]}).",
            "Write it again with the program it comes from.",
        )
    made = Table(
        file,
        sheet="",
        header=tuple(name.strip() for name in content.column_names),
        columns=tuple(_cells(column) for column in content.columns),
        rows=np.arange(1, count + 1),
        frame=frame,
        header_row=0,
    )
    return Parsed((made,), (), "parquet")


def _cells(column: pa.ChunkedArray) -> Cells:
    """Write a column as text: each value once, however many rows share it."""
    import pyarrow as pa

    try:
        coded = column.dictionary_encode().unify_dictionaries().combine_chunks()
    except pa.ArrowNotImplementedError:  # lists and the like
        return cells_of([as_text(value).strip() for value in column.to_pylist()])
    texts = [as_text(value).strip() for value in coded.dictionary.to_pylist()]
    which = coded.indices.cast(pa.int64()).fill_null(len(texts))
    cells: Cells = cells_of([*texts, ""])[which.to_numpy()]
    return cells


def _fails(file: str, code: str, message: str, hint: str) -> Parsed:
    return Parsed(problems=(Problem(file, "", 0, "", code, message, hint),), format="parquet")
