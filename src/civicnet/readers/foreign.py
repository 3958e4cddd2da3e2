"""Formats of other programs: recognized, named, and the way out told."""

from __future__ import annotations

import re
from dataclasses import dataclass

from civicnet.problems import Problem
from civicnet.readers.text import utf16

_GEPHI = (
    "Open it in Gephi, and in the Data Laboratory use Export table twice (nodes, edges); then "
    "give the edges, and the nodes with actors=."
)
_PAJEK = "Open it in Gephi or Pajek and export the ties as CSV with the columns source and target."
_UCINET = "In UCINET choose Data, Export, CSV, or save the matrix from the spreadsheet editor."
_STATISTICS = "Save it as CSV there, in UTF-8."
_R = "In R write it with write.csv(data, 'data.csv', row.names = FALSE)."
_SPREADSHEET = "Open it in a spreadsheet program and save it as .xlsx."

_NAMES: dict[str, tuple[str, str]] = {
    "gexf": ("a Gephi graph (GEXF)", _GEPHI),
    "gephi": ("a Gephi project", _GEPHI),
    "graphml": ("a GraphML file", _GEPHI),
    "net": ("a Pajek network", _PAJEK),
    "paj": ("a Pajek project", _PAJEK),
    "dl": ("a UCINET DL file", _UCINET),
    "##h": ("a UCINET data set", _UCINET),
    "##d": ("a UCINET data set", _UCINET),
    "vna": ("a NetDraw VNA file", _UCINET),
    "gml": ("a GML file", _GEPHI),
    "sav": ("an SPSS file", _STATISTICS),
    "dta": ("a Stata file", _STATISTICS),
    "rds": ("an R file", _R),
    "rdata": ("an R file", _R),
    "rda": ("an R file", _R),
    "ods": ("an OpenDocument spreadsheet", _SPREADSHEET),
    "xlsb": ("a binary Excel workbook", _SPREADSHEET),
    "numbers": ("an Apple Numbers file", "In Numbers choose File, Export To, Excel or CSV."),
    "xml-spreadsheet": ("an Excel 2003 XML workbook", _SPREADSHEET),
    "html": ("a web page (HTML)", f"{_SPREADSHEET} Copying the table into a new sheet works too."),
    "pdf": ("a PDF", "Ask for the spreadsheet it was made from, or type the table."),
    "rtf": ("a text document (RTF)", "Copy the table into a spreadsheet and save it as .xlsx."),
    "gzip": ("a compressed file", "Unpack it first, and give the file in it."),
    "picture": ("a picture", "Type the table it shows into a spreadsheet."),
}
_MAGIC: tuple[tuple[bytes, str], ...] = (
    (b"%PDF", "pdf"),
    (b"{\\rtf", "rtf"),
    (b"\x1f\x8b", "gzip"),
    (b"7z\xbc\xaf", "gzip"),
    (b"Rar!", "gzip"),
    (b"BZh", "gzip"),
    (b"\xfd7zXZ", "gzip"),
    (b"\x89PNG", "picture"),
    (b"\xff\xd8\xff", "picture"),
    (b"GIF8", "picture"),
    (b"$FL2", "sav"),
    (b"<stata_dta", "dta"),
    (b"RDX", "rds"),
)
_PATTERNS: tuple[tuple[str, str], ...] = (
    (r"<\?mso-application|urn:schemas-microsoft-com:office:spreadsheet", "xml-spreadsheet"),
    (r"<gexf\b", "gexf"),
    (r"<graphml\b", "graphml"),
    (
        r"\A(?:<!--.*?-->|<\?xml[^>]*>|\s)*<(?:!doctype\s+html|html|table|head|body|meta|div)\b",
        "html",
    ),
    (r"\A(?:%[^\n]*|\s)*\*(?:vertices|network|arcs|edges|matrix|partition)\b", "net"),
    (r"\A\s*\*node (?:data|properties)", "vna"),
    (r"\A\s*dl\s+(?:n|nr|nc|nm)?\s*=?\s*\d*.*?(?:format|data|labels)\s*[:=]", "dl"),
    (r"\A(?:(?:creator|version|comment)\b[^\n]*|#[^\n]*|\s)*graph\s*\[", "gml"),
)
_TEXT_SUFFIXES = ("csv", "tsv", "txt", "tab", "dat")
# These say what a file really is when its name says something else.
_DISGUISES = ("html", "xml-spreadsheet")


@dataclass(frozen=True)
class Foreign:
    """A format of another program, by its short name."""

    name: str

    def problem(self, file: str) -> Problem:
        """Say what the file is, and how to get the data out of it."""
        what, hint = _NAMES[self.name]
        if self.name in _DISGUISES:
            code, message = "unreadable-file", f"the file is {what}, whatever its name says."
        elif self.name in ("pdf", "rtf", "gzip", "picture"):
            code, message = "unknown-format", f"the file is {what}, not a table."
        else:
            code, message = "not-yet", f"the file is {what}, which civicnet does not read yet."
        return Problem(file, "", 0, "", code, message, hint)


def recognize(data: bytes, suffix: str) -> Foreign | None:
    """Tell another program's format by its first bytes, its first words, or its name."""
    for magic, name in _MAGIC:
        if data.startswith(magic):
            return Foreign(name)
    head = _head(data)
    for pattern, name in _PATTERNS:
        if re.search(pattern, head, re.IGNORECASE | re.DOTALL):
            return Foreign(name)
    if suffix in _NAMES and suffix not in _TEXT_SUFFIXES:
        return Foreign(suffix)
    return None


def _head(data: bytes) -> str:
    head = data[:4096]
    if head[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return head.decode("utf-16", errors="ignore")
    return head.decode("utf-8", errors="ignore").lstrip("\ufeff")


def is_binary(data: bytes) -> bool:
    """Tell whether bytes are no text at all: more than a few control characters."""
    head = data[:4096]
    if head[:2] in (b"\xff\xfe", b"\xfe\xff") or utf16(head):
        return False
    odd = sum(1 for byte in head if byte < 32 and byte not in (9, 10, 11, 12, 13, 27))
    return odd > 0.05 * len(head)
