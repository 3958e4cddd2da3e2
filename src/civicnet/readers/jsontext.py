"""JSON: parsed within bounds, its mistakes told as a person can find them, its kinds told apart."""

from __future__ import annotations

import json
from collections.abc import Mapping

from civicnet.problems import Problem
from civicnet.readers import kumu, own_json, text
from civicnet.readers.celltext import number_text
from civicnet.readers.grid import Ask, Parsed

_GRAPHS = (
    ({"nodes", "links"}, "a graph as networkx and D3 write it"),
    ({"nodes", "edges"}, "a graph as Cytoscape, Gephi or vis.js write it"),
    ({"features"}, "a map (GeoJSON)"),
)


def read_json(data: bytes, file: str, ask: Ask) -> Parsed:
    """Read a JSON file: civicnet's own, or a Kumu blueprint or project."""
    letters = text.decode(data, file, ask.encoding)
    if letters.problem:
        return Parsed(problems=(letters.problem,), format="json")
    try:
        # Digits stay as they are written: an id is not a number.
        content = json.loads(
            letters.text, parse_float=number_text, parse_int=str, parse_constant=lambda _: None
        )
    except json.JSONDecodeError as error:
        return Parsed(problems=(_mistake(error, file),), format="json")
    except RecursionError:
        return Parsed(
            problems=(
                Problem(
                    file,
                    "",
                    0,
                    "",
                    "too-large",
                    "lists stand within lists in the file, thousands deep.",
                    "Export it anew from the program that made it.",
                ),
            ),
            format="json",
        )
    if isinstance(content, Mapping):
        if "civicnet" in content and "frames" in content:
            return own_json.read_own(content, file)
        if "elements" in content or "connections" in content:
            return kumu.read_blueprint(content, file)
    return Parsed(problems=(_unknown(content, file),), format="json")


def _mistake(error: json.JSONDecodeError, file: str) -> Problem:
    before = error.doc[: error.pos].rstrip()
    after = error.doc[error.pos : error.pos + 1]
    if not error.doc[error.pos :].strip():
        message, hint = (
            "the file ends in the middle.",
            "It was cut off when it was saved or sent: export it again.",
        )
    elif before.endswith(",") and after in ("}", "]"):
        message, hint = (
            f'there is a comma too many before the closing "{after}".',
            f"Delete the last comma before line {error.lineno}, position {error.colno}.",
        )
    elif after in ("“", "”", "„", "'", "‘", "’"):
        message, hint = (
            f"{after} stands where a straight double quotation mark belongs.",
            'Replace it with ". Word processors change quotation marks; use a plain text editor.',
        )
    elif error.msg.startswith("Expecting ',' delimiter"):
        message, hint = (
            "a comma is missing.",
            f"Add one before line {error.lineno}, position {error.colno}.",
        )
    else:
        message, hint = (
            f"there is a mistake at {after!r}: {error.msg[0].lower()}{error.msg[1:]}.",
            "Correct it there, or export the file again from the program that made it.",
        )
    place = f"line {error.lineno}, position {error.colno}"
    return Problem(
        file, "", error.lineno, str(error.colno), "bad-json", f"{place}: {message}", hint
    )


def _unknown(content: object, file: str) -> Problem:
    keys = {str(key).lower() for key in content} if isinstance(content, Mapping) else set[str]()
    for needed, what in _GRAPHS:
        if needed <= keys:
            return Problem(
                file,
                "",
                0,
                "",
                "not-yet",
                f"the file is {what}, which civicnet does not read yet.",
                "Export the ties as CSV with the columns source and target.",
            )
    hint = "Export the data as CSV or as a workbook, or from Kumu as a blueprint."
    if {"civicnet", "question"} <= keys:
        hint = "It is an answer of civicnet, not data; give the data the question was asked of."
    return Problem(
        file,
        "",
        0,
        "",
        "unknown-format",
        "the file is JSON, but not data of civicnet or Kumu.",
        hint,
    )
