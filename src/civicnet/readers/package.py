"""The zip file that a workbook is: looked at from outside before anything in it is unpacked."""

from __future__ import annotations

import io
import posixpath
import re
import zipfile
import zlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from xml.parsers import expat

from civicnet.problems import Problem

MAX_PARTS = 200
MAX_UNPACKED = 256 * 2**20
_MAX_RATIO = 100
_TINY = 2**20  # a part this small may be packed as tightly as it likes
_LOCKED = "Open it, remove the password (File, Info, Protect) and save it again."
_OTHER_ZIPS = (
    ("word/document.xml", "a Word document"),
    ("ppt/presentation.xml", "a PowerPoint presentation"),
    ("Index/Document.iwa", "an Apple Numbers or Pages file"),
    ("content.xml", "an OpenDocument file"),
    ("xl/workbook.bin", "a binary Excel workbook (.xlsb)"),
)


_BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, OSError)


class PackageError(Exception):
    """Raised while a package is read, to end there with one problem."""

    def __init__(self, code: str, message: str, hint: str) -> None:
        super().__init__(message)
        self.code, self.message, self.hint = code, message, hint

    def problem(self, file: str, sheet: str = "") -> Problem:
        """Make the problem, placed in a file."""
        return Problem(file, sheet, 0, "", self.code, self.message, self.hint)


def _damaged(what: str) -> PackageError:
    return PackageError(
        "unreadable-file",
        f"the workbook is damaged ({what}).",
        "Open it in the spreadsheet program it was made with and save it again as .xlsx, or "
        "fetch it anew.",
    )


@dataclass(frozen=True)
class Package:
    """An inspected zip file; its parts are small enough to be read."""

    archive: zipfile.ZipFile
    names: Mapping[str, str]  # lower-cased name -> name

    def has(self, name: str) -> bool:
        """Tell whether there is a part of that name, whatever its capitals."""
        return name.lower() in self.names

    def parse(
        self,
        name: str,
        start: Callable[[str, dict[str, str]], None],
        end: Callable[[str], None] | None = None,
        text: Callable[[str], None] | None = None,
    ) -> None:
        """
        Read one XML part as a stream; tags come without their namespace.

        Document types and entities, which no workbook has, are refused: they are how a small
        file is made to fill the memory.
        """
        parser = expat.ParserCreate(namespace_separator="}")
        parser.buffer_text = True
        parser.StartElementHandler = start
        parser.EndElementHandler = end
        parser.CharacterDataHandler = text
        parser.StartDoctypeDeclHandler = _refuse
        parser.EntityDeclHandler = _refuse
        try:
            with self.archive.open(self.names[name.lower()]) as stream:
                while chunk := stream.read(2**16):
                    parser.Parse(chunk, False)  # noqa: FBT003  # expat's own signature
                parser.Parse(b"", True)  # noqa: FBT003  # the same
        except KeyError:
            raise _damaged(f"its part {name} is missing") from None
        except (expat.ExpatError, *_BROKEN) as error:
            raise _damaged(f"its part {name}: {error}") from error


def _refuse(*_: object) -> None:
    raise PackageError(
        "unreadable-file",
        "the workbook declares XML entities, which no spreadsheet program writes; it was not read.",
        "If you trust where it comes from, open it in a spreadsheet program and save it again.",
    )


def open_package(data: bytes) -> Package:
    """
    Inspect a zip file and open it, unpacking nothing.

    Raises
    ------
    PackageError: damaged, locked, not a workbook, or larger inside than a workbook may be.
    """
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
        parts = archive.infolist()
    except (ValueError, *_BROKEN) as error:
        raise _damaged(str(error) or "not a whole zip file") from error
    unpacked = sum(part.file_size for part in parts)
    packed = sum(part.compress_size for part in parts)
    if any(part.flag_bits & 1 for part in parts):
        raise PackageError("unreadable-file", "the file has a password.", _LOCKED)
    if len(parts) > MAX_PARTS:
        raise _too_large(f"it consists of {len(parts):,} parts; {MAX_PARTS} can be read")
    if unpacked > MAX_UNPACKED:
        raise _too_large(
            f"it unpacks to {unpacked // 2**20:,} MB; {MAX_UNPACKED // 2**20} MB can be read"
        )
    if unpacked > _TINY and unpacked > _MAX_RATIO * max(packed, 1):
        raise _too_large(f"it unpacks to {unpacked // max(packed, 1):,} times its size")
    package = Package(archive, {part.filename.lower(): part.filename for part in parts})
    if not package.has("xl/workbook.xml"):
        for name, what in _OTHER_ZIPS:
            if package.has(name):
                raise PackageError(
                    "not-yet" if name in ("content.xml", "xl/workbook.bin") else "unknown-format",
                    f"the file is {what}.",
                    "Save the table in it as an Excel workbook (.xlsx) or as CSV.",
                )
        raise PackageError(
            "unknown-format",
            "the file is a zip archive without a workbook in it.",
            "Unpack it and give the folder, or the file in it that holds the data.",
        )
    return package


def _too_large(why: str) -> PackageError:
    return PackageError(
        "too-large",
        f"the workbook was not opened: {why}.",
        "Copy the sheets with the data into a new workbook, without pictures and empty rows.",
    )


def read_ole(data: bytes) -> PackageError:
    """Say what an old container file is: a locked workbook, an old .xls, or something else."""
    if "EncryptedPackage".encode("utf-16-le") in data:
        return PackageError("unreadable-file", "the workbook has a password.", _LOCKED)
    if any(name.encode("utf-16-le") in data for name in ("Workbook", "Book\0")):
        return PackageError(
            "not-yet",
            "the file is an old Excel workbook (.xls).",
            "Open it in a spreadsheet program and save it as .xlsx.",
        )
    return PackageError(
        "unknown-format",
        "the file is an Office document of before 2007, not a workbook.",
        "Save the table in it as .xlsx or as CSV.",
    )


def local(tag: str) -> str:
    """Give a tag without its namespace."""
    return tag.rpartition("}")[2]


def relations(package: Package, part: str) -> dict[str, str]:
    """List what a part refers to: relation id -> name of the part meant."""
    folder, name = posixpath.split(part)
    found: dict[str, str] = {}

    def start(tag: str, attributes: dict[str, str]) -> None:
        if local(tag) == "Relationship" and attributes.get("TargetMode") != "External":
            target = attributes.get("Target", "")
            path = target.lstrip("/") if target.startswith("/") else posixpath.join(folder, target)
            found[attributes.get("Id", "")] = posixpath.normpath(path)

    rels = f"{folder}/_rels/{name}.rels"
    if package.has(rels):
        package.parse(rels, start)
    return found


def address(reference: str) -> tuple[int, int]:
    """
    Read a cell's address as (row number, position).

    >>> address("B7"), address("XFD1048576")
    ((7, 1), (1048576, 16383))
    """
    found = re.fullmatch(r"\$?([A-Za-z]{1,3})\$?(\d{1,7})", reference)
    if not found:
        raise _damaged(f"a cell has the address {reference!r}")
    position = 0
    for letter in found[1].upper():
        position = position * 26 + ord(letter) - 64
    return int(found[2]), position - 1
