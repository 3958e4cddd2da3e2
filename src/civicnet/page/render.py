"""Write the page: pyvis holds what is drawn, our own template, style and script show it."""

from __future__ import annotations

import json
import re
from base64 import b64encode
from collections.abc import Mapping
from functools import cache
from hashlib import sha256
from importlib.resources import files
from pathlib import Path
from typing import Any

from civicnet.errors import FileError
from civicnet.page import looks, wording
from civicnet.page.content import Content
from civicnet.page.key import spare
from civicnet.page.packing import packed, relative
from civicnet.page.places import places, sizes
from civicnet.page.script import own_script

# The drawing script of the pyvis wheel; another file may draw otherwise, or run otherwise.
VIS = Path("lib") / "vis-9.1.2" / "vis-network.min.js"
VIS_SHA256 = "1f20f0736f32cb9bedf8f6383b25cfea2f839e1abe80d6e8040b4d5bea378c69"
# Would end a script, open a comment, or (two line separators) break old parsers of scripts.
UNSAFE = {ord(sign): f"\\u{ord(sign):04x}" for sign in "<>&\u2028\u2029"}
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


def page(
    content: Content, *, version: str, fixed: Mapping[int, tuple[float, float]] | None = None
) -> bytes:
    """Give the whole page as bytes, some actors at `fixed` places; the same in, the same out."""
    network = drawn(content)
    nodes, edges, _heading, _height, _width, options = network.get_network_data()
    where = places(content.nodes, content.edges, fixed)
    homes = [node["home"] for node in nodes]
    rest = {name: value for name, value in content.rest.items() if name != "contains"}
    data = {
        **packed(nodes, edges, rest),
        "options": json.loads(options) if isinstance(options, str) else options,
        "places": {
            way: {shape: relative(flat, homes) for shape, flat in drawn.items()}
            for way, drawn in where["places"].items()
        },
        "guides": where["guides"],
        "spare": spare(content.rest),
        "night": looks.NIGHT,
        "made": f"civicnet {version}",
    }
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
        title=_clean(rest["title"]),
        invented=rest["invented"],
        day=rest["day"],
        contains=[_clean(sentence) for sentence in content.rest["contains"]],
        keys=wording.keys(rest["lenses"], leaving="leaving" in rest),
        made=data["made"],
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


def _clean(text: str) -> str:
    """Leave out what no page may hold."""
    return CONTROLS.sub("", LONE_SURROGATES.sub("\ufffd", text))


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
def own_style() -> str:
    """Read the style, without the spaces about its signs and the last sign of each rule."""
    tight = re.sub(r"\s*([{};,])\s*|(:) | (>) ", r"\1\2\3", _asset("page.css"))
    return tight.replace(";}", "}")


@cache
def _asset(name: str) -> str:
    return (files(__package__) / "assets" / name).read_text(encoding="utf-8")


@cache
def _template() -> Any:
    from jinja2 import Environment, StrictUndefined  # only a map needs it

    environment = Environment(
        autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    # Spaces that only a reader of the template needs; what is saved anew ends as it was.
    head, changes, rest = _asset("page.html.j2").partition('<script id="changes"')
    return environment.from_string(re.sub(r">\n\s*<", "><", head) + changes + rest)


def _hash(text: str) -> str:
    digest = b64encode(sha256(text.encode("utf-8")).digest()).decode("ascii")
    return f"'sha256-{digest}'"
