"""Write the page: pyvis holds what is drawn, our own template, style and script show it."""

from __future__ import annotations

import json
import re
from base64 import b64encode
from collections import Counter
from collections.abc import Mapping, Sequence
from functools import cache
from hashlib import sha256
from importlib.resources import files
from pathlib import Path
from typing import Any

from civicnet.errors import FileError
from civicnet.page import looks
from civicnet.page.content import Content
from civicnet.page.places import places, sizes

# The drawing script of the pyvis wheel; another file may draw otherwise, or run otherwise.
VIS = Path("lib") / "vis-9.1.2" / "vis-network.min.js"
VIS_SHA256 = "1f20f0736f32cb9bedf8f6383b25cfea2f839e1abe80d6e8040b4d5bea378c69"
# Would end a script, open a comment, or (two line separators) break old parsers of scripts.
UNSAFE = {ord(sign): f"\\u{ord(sign):04x}" for sign in "<>&\u2028\u2029"}
COMMENT = re.compile(r"//.*|/\*\*.*\*/|/\*\*(?!.*\*/).*|\*( .*)?|\*/")
QUOTED = re.compile(r"""('(?:\\.|[^'\\])*'|"(?:\\.|[^"\\])*")""")
OPERATOR = re.compile(r" ?(=>|[=!]==|&&|\|\||[=,;:?{}()<>]) ?")
CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
LONE_SURROGATES = re.compile("[\ud800-\udfff]")
ICON = (
    "data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 16 16'%3E"
    "%3Cpath d='M4 4L12 6L8 12Z' fill='none' stroke='%23222b45'/%3E"
    "%3Ccircle cx='4' cy='4' r='3' fill='%233d70e8'/%3E"
    "%3Ccircle cx='12' cy='6' r='3' fill='%231f8851'/%3E"
    "%3Ccircle cx='8' cy='12' r='3' fill='%23d75591'/%3E%3C/svg%3E"
)
OPTIONS: dict[str, Any] = {
    "autoResize": False,
    "physics": {"enabled": False},
    "layout": {"improvedLayout": False, "randomSeed": 0},
    "interaction": {
        "hover": True,
        "hoverConnectedEdges": False,
        "selectConnectedEdges": False,
        "multiselect": False,
        "tooltipDelay": 100000,
        "keyboard": {"enabled": False},
        "zoomSpeed": 0.6,
    },
    "nodes": {"font": {"size": 0}, "borderWidth": 1},
    "edges": {"smooth": False, "selectionWidth": 0, "hoverWidth": 0, "font": {"size": 0}},
}


def page(content: Content, *, version: str) -> bytes:
    """Give the whole page as bytes; the same content gives the same bytes."""
    network = drawn(content)
    nodes, edges, _heading, _height, _width, options = network.get_network_data()
    titles = sorted({title for item in (*nodes, *edges) for title, _ in item.get("facts", ())})
    data = {
        "facts": titles,
        "nodes": _rows(_numbered(nodes, titles)),
        "edges": _rows(_numbered(edges, titles)),
        "options": json.loads(options) if isinstance(options, str) else options,
        **places(content.nodes, content.edges),
        "made": f"civicnet {version}",
        **content.rest,
    }
    title = CONTROLS.sub("", LONE_SURROGATES.sub("\ufffd", content.rest["title"]))
    drawing, own, style = vis_script(), own_script(), own_style()
    policy = "; ".join(
        (
            "default-src 'none'",
            f"script-src {_hash(drawing)} {_hash(own)}",
            f"style-src {_hash(style)}",
            "img-src data: blob:",
            "connect-src 'none'",
            "base-uri 'none'",
            "form-action 'none'",
        )
    )
    text = _template().render(
        title=title,
        invented=content.rest["invented"],
        day=content.rest["day"],
        policy=policy,
        icon=ICON,
        style=style,
        drawing=drawing,
        script=own,
        data=as_json(data),
    )
    return str(text).encode("utf-8")


def drawn(content: Content) -> Any:
    """
    Put the nodes and ties into a pyvis Network.

    They are appended to its lists: add_node and add_edge look through all that is there already.
    """
    from pyvis.network import Network  # 0.4 s that only a map needs

    colors = {sector["id"]: sector["color"] for sector in content.rest["sectors"]}
    size = sizes(content.nodes)
    network = Network(directed=True)
    network.options = OPTIONS
    for node in content.nodes:
        node["size"] = size[node["id"]]
        node["shape"] = looks.KINDS[node["kind"]].shape
        # Nobody expects a table to have a sector; all tables are ink.
        known = node["kind"] != "table" and node["sector"] in colors
        node["color"] = colors[node["sector"]] if known else looks.INK
        if node["kind"] != "table" and not known:
            node["color"] = looks.GREY
        network.nodes.append(node)
    for edge in content.edges:
        line = looks.LINES[edge["line"]]
        edge["color"] = line.color
        edge["dashes"] = list(line.dashes) or False
        edge["width"] = (
            looks.width(edge.get("strength"))
            if edge["line"] in ("written", "personal", "tie", "adverse")
            else line.width
        )
        network.edges.append(edge)
    return network


def _numbered(items: Sequence[Mapping[str, Any]], titles: Sequence[str]) -> list[Mapping[str, Any]]:
    """Write the titles of facts as numbers: the same few stand before every fact."""
    number = {title: place for place, title in enumerate(titles)}
    return [
        {**item, "facts": [[number[title], said] for title, said in item["facts"]]}
        if item.get("facts")
        else item
        for item in items
    ]


def _rows(items: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """
    Write items as rows under common field names, the rarest last, blanks at the end left out.

    What the page knows from the kind, the sector or the line is left out as well; a text that
    many rows share stands once, in `words`, and its number in the rows.
    """
    known = ("color", "dashes", "width", "shape", "size")
    filled = [
        {
            key: value
            for key, value in item.items()
            if key not in known and value is not False and (value or isinstance(value, int))
        }
        for item in items
    ]
    often = Counter(key for item in filled for key in item)
    fields = sorted(often, key=lambda key: (-often[key], key))
    words = {key: shared for key in fields if (shared := _shared(filled, key))}
    number: dict[str, dict[Any, int]] = {
        key: {word: n for n, word in enumerate(shared)} for key, shared in words.items()
    }
    rows = []
    for item in filled:
        row = [
            number[key][item[key]] if key in number and key in item else _short(item.get(key))
            for key in fields
        ]
        while row and row[-1] is None:
            row.pop()
        rows.append(row)
    return {"fields": fields, "words": words, "rows": rows}


def _shared(items: Sequence[Mapping[str, Any]], key: str) -> list[str]:
    """List the texts of a field, each once, where many rows share them; else nothing."""
    texts = [item[key] for item in items if key in item]
    if not all(isinstance(text, str) for text in texts):
        return []
    found = sorted(set(texts))
    return found if 2 * len(found) < len(texts) else []


def _short(value: Any) -> Any:
    return int(value) if isinstance(value, float) and value.is_integer() else value


def as_json(data: Mapping[str, Any]) -> str:
    """Write data so that no text in them can end the script element they stand in."""
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    return LONE_SURROGATES.sub("\ufffd", text).translate(UNSAFE)


@cache
def vis_script() -> str:
    """
    Read vis-network from the installed pyvis.

    Raises
    ------
    FileError
        When it is not the file this page was tried with.
    """
    raw = (files("pyvis") / str(VIS.as_posix())).read_bytes()
    if sha256(raw).hexdigest() != VIS_SHA256:
        raise FileError(
            "the installed pyvis brings another vis-network than 9.1.2; "
            "install the one this page was tried with: pip install pyvis==0.3.2"
        )
    # Browsers read a lone or paired carriage return as a new line, also before they hash.
    return raw.decode("utf-8").replace("\r\n", "\n").replace("\r", "\n")


@cache
def own_script() -> str:
    """Join the files of assets/js in the order of their names into one strict function."""
    folder = files(__package__) / "assets" / "js"
    parts = sorted((each for each in folder.iterdir() if each.name.endswith(".js")), key=_name)
    lines = [line.strip() for part in parts for line in part.read_text("utf-8").splitlines()]
    # Comments, indentation and spaces about operators are for the reader of the source; every
    # page would carry them. A line stays a line, so an error's place can still be found.
    body = "\n".join(_tight(line) for line in lines if line and not COMMENT.fullmatch(line))
    return f"(function () {{\n'use strict';\n{body}\n}})();\n"


@cache
def own_style() -> str:
    """Read the style, without the spaces about its signs."""
    return re.sub(r"\s*([{};,])\s*|(:) ", r"\1\2", _asset("page.css"))


def _tight(line: str) -> str:
    """Take out the spaces about operators, but not those within quotes."""
    if "`" in line:  # a template may hold templates: what is text there is not easily told
        return line
    parts = QUOTED.split(line)
    return "".join(
        part if place % 2 else OPERATOR.sub(r"\1", part) for place, part in enumerate(parts)
    )


def _name(file: Any) -> str:
    return str(file.name)


@cache
def _asset(name: str) -> str:
    return (files(__package__) / "assets" / name).read_text(encoding="utf-8")


@cache
def _template() -> Any:
    from jinja2 import Environment, StrictUndefined  # only a map needs it

    environment = Environment(
        autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    return environment.from_string(_asset("page.html.j2"))


def _hash(text: str) -> str:
    digest = b64encode(sha256(text.encode("utf-8")).digest()).decode("ascii")
    return f"'sha256-{digest}'"
