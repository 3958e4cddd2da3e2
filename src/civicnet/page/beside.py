"""Small files beside the data, such as a story or positions: read whole, or said why not."""

from __future__ import annotations

from pathlib import Path

from civicnet.errors import FileError, LimitError


def read_small(path: Path, called: str, most: int, too_large: str) -> bytes:
    """
    Read a file that somebody wrote by hand or saved from the page.

    `called` names it in messages ("the story"), `too_large` ends the one about its size.

    Raises
    ------
    FileError
        When it cannot be opened.
    LimitError
        When it has more than `most` bytes.
    """
    try:
        with path.open("rb") as stream:
            raw = stream.read(most + 1)
    except OSError as error:
        said = "there is no such file" if isinstance(error, FileNotFoundError) else error.strerror
        raise FileError(f"{called} {path} cannot be read: {said}.") from error
    if len(raw) > most:
        raise LimitError(f"{called} {path} {too_large}.")
    return raw
