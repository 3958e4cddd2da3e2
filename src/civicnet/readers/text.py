"""From the bytes of a text file to its letters: never a guess that changes letters silently."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterable
from dataclasses import dataclass

from civicnet.cells import quoted
from civicnet.errors import ArgumentError
from civicnet.problems import Problem
from civicnet.tables import Table

_BOMS = (
    (codecs.BOM_UTF32_LE, "utf-32-le"),  # before UTF-16, whose mark it begins with
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_SAVE_AS = "Open the file where it was made and save it as CSV UTF-8"
# Characters that no text holds: control characters but tab and line ends, halves of letters.
CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
# What the two or three bytes of one letter look like when each is read as a letter of its own.
_GARBLED = re.compile("[ÂÃâÐÑÅÄ][\u0080-\u00bf€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ]")


@dataclass(frozen=True)
class Letters:
    """A decoded text; `assumed` says that Windows-1252 was taken for want of anything better."""

    text: str = ""
    assumed: bool = False
    problem: Problem | None = None


def decode(data: bytes, file: str, encoding: str | None = None) -> Letters:
    """
    Turn bytes into text by rules that are certain first, and say so where they are not.

    A byte-order mark decides; then UTF-8, which other encodings hardly ever look like; then
    UTF-16 by its pattern of zero bytes; then `encoding`; and last Windows-1252, with a warning
    that the caller gives once the first changed cell is known.

    Raises
    ------
    ArgumentError: `encoding` is not the name of a text encoding.
    """
    if encoding is not None:
        _known_encoding(encoding)
    for mark, name in _BOMS:
        if data.startswith(mark):
            return _strict(data[len(mark) :], file, name)
    try:
        return Letters(data.decode("utf-8")) if b"\x00" not in data else _zeros(data, file)
    except UnicodeDecodeError as error:
        if b"\x00" in data[:4096] and (name := utf16(data)):
            return _strict(data, file, name)
        if encoding:
            return _strict(data, file, encoding)
        try:
            return Letters(data.decode("cp1252"), assumed=True)
        except UnicodeDecodeError:
            return _undecodable(data, file, "UTF-8", error.start)


def _known_encoding(encoding: str) -> None:
    try:
        "".encode(encoding)
    except (LookupError, TypeError):
        raise ArgumentError(
            f"encoding={encoding!r} is not known; try 'utf-8', 'cp1252' (Windows), "
            "'mac_roman' (older Macs) or 'utf-16'."
        ) from None


def _zeros(data: bytes, file: str) -> Letters:
    """Read a text with zero bytes: UTF-16 where they alternate, else control characters."""
    name = utf16(data)
    return _strict(data, file, name) if name else Letters(data.decode("utf-8"))


def utf16(data: bytes) -> str:
    """Tell UTF-16 without a mark by its zero bytes: every other one, in Western text."""
    sample = data[:4096]
    even, odd = sample[0::2].count(0), sample[1::2].count(0)
    half = len(sample) / 2
    if odd > 0.4 * half and even < 0.05 * half:
        return "utf-16-le"
    return "utf-16-be" if even > 0.4 * half and odd < 0.05 * half else ""


def _strict(data: bytes, file: str, encoding: str) -> Letters:
    try:
        # Files joined or saved twice carry a second mark, which is no letter.
        return Letters(data.decode(encoding).lstrip("\ufeff"))
    except UnicodeDecodeError as error:
        return _undecodable(data, file, encoding, error.start)


def _undecodable(data: bytes, file: str, encoding: str, start: int) -> Letters:
    before = data[:start]
    row = len(re.findall(rb"\r\n|\r|\n", before)) + 1
    near = max(0, start - 24) // 2 * 2  # letters of UTF-16 begin at even places
    words = [
        data[a:b].decode(encoding, errors="replace")
        for a, b in ((near, start), (start, start + 24))
    ]
    left, right = re.split("[\r\n]", words[0])[-1], re.split("[\r\n]", words[1])[0]
    shown = f"{left}{right}".replace("\ufffd", "?")
    return Letters(
        problem=Problem(
            file,
            "",
            row,
            "",
            "bad-encoding",
            f"the line holds letters that are not {encoding.upper()} (near {quoted(shown)}).",
            f"{_SAVE_AS}, or say how it was saved: encoding='mac_roman' for an older Mac.",
        )
    )


def assumption(table: Table, *, macintosh: bool) -> Problem:
    """Name the first cell whose letters depend on the assumption that the file is Windows-1252."""
    hint = f"If a letter is wrong: {_SAVE_AS[0].lower()}{_SAVE_AS[1:]}"
    hint += ", or say how it was saved: encoding='mac_roman'." if macintosh else "."
    if macintosh:
        hint = f"Its line ends are those of older Macs. {hint}"
    said = "the file is not UTF-8; it was read as Windows-1252"
    for name in table.header:
        if not name.isascii():
            message = f"{said}, so a column is {quoted(name)}."
            place = (table.file, table.sheet, table.header_row, name)
            return Problem(*place, "encoding-assumed", message, hint)
    first = min(
        (
            (row, position)
            for position, column in enumerate(table.columns)
            for row, cell in enumerate(column)
            if not cell.isascii()
        ),
        default=(-1, -1),
    )
    became = quoted(table.columns[first[1]][first[0]]) if first[0] >= 0 else "text"
    return table.problem(
        "encoding-assumed",
        f"{said}, so the cell became {became}.",
        hint,
        row=first[0],
        position=first[1],
    )


def wrong_letters(table: Table) -> Iterable[Problem]:
    """Find control characters, and letters that were garbled before the file came here."""
    garbled: list[tuple[int, int, str]] = []
    for position, column in enumerate(table.columns):
        cells: list[str] = column.tolist()
        joined = "".join(cells)
        if CONTROL.search(joined):
            for row, cell in enumerate(cells):
                if found := CONTROL.search(cell):
                    yield table.problem(
                        "control-character",
                        f"the cell holds a character that is not text (number {ord(found[0])}), "
                        f"after {quoted(cell[: found.start()][-20:])}.",
                        "Type the cell anew; such characters come from copying out of other "
                        "programs.",
                        row=row,
                        position=position,
                    )
        if not joined.isascii() and (_GARBLED.search(joined) or "\ufffd" in joined):
            garbled += [
                (row, position, meant) for row, cell in enumerate(cells) if (meant := _mended(cell))
            ]
    if garbled:
        row, position, meant = min(garbled)
        others = f" ({len(garbled) - 1} more cells like it.)" if len(garbled) > 1 else ""
        if "\ufffd" in meant:
            message, hint = f"{quoted(meant)} has lost a letter.{others}", "Correct the cell."
        else:
            message = (
                f"{_around(table.columns[position][row])} is probably {quoted(meant)}.{others}"
            )
            hint = (
                "Open the original again as UTF-8 (in Excel: Data, From Text/CSV, 65001) and "
                "save it anew, or correct the cell."
            )
        yield table.problem("garbled-text", message, hint, row=row, position=position)


def _around(cell: str) -> str:
    """Quote the words around the first wrong letter of a cell."""
    found = _GARBLED.search(cell)
    at = found.start() if found else 0
    return quoted(cell[max(0, at - 30) : at + 30].strip())


def _mended(cell: str) -> str:
    """Give what was meant, where letters are certainly UTF-8 that was read as Windows-1252."""
    if "\ufffd" in cell:
        at = cell.index("\ufffd")
        return cell[max(0, at - 30) : at + 30].strip()
    if not (found := _GARBLED.search(cell)):
        return ""
    piece = cell[max(0, found.start() - 30) : found.start() + 30].strip()
    mended = re.sub("[^\x00-\x7f]{2,}", lambda run: _decoded(run[0]), piece)
    return mended if mended != piece else ""


def _decoded(run: str) -> str:
    for encoding in ("cp1252", "latin-1"):
        try:
            return run.encode(encoding).decode("utf-8")
        except UnicodeError:
            continue
    return run
