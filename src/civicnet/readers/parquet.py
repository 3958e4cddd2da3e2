"""Parquet files (extra `parquet`)."""

from __future__ import annotations

from pathlib import Path

from civicnet.problems import Problem
from civicnet.readers.celltext import as_text
from civicnet.readers.grid import Parsed
from civicnet.tables import table

MAX_ROWS = 2_000_000


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
    columns = [[as_text(value) for value in column.to_pylist()] for column in content.columns]
    made = table(
        file,
        content.column_names,
        zip(*columns, strict=True),
        sheet="",
        frame=frame,
        header_row=0,
        rows=range(1, content.num_rows + 1),
    )
    return Parsed((made,), (), "parquet")


def _fails(file: str, code: str, message: str, hint: str) -> Parsed:
    return Parsed(problems=(Problem(file, "", 0, "", code, message, hint),), format="parquet")
