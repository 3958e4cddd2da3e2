"""What the page reads back from the bytes of its file is what Python put into it."""

import pytest

import civicnet as cn
from civicnet.moments import moment
from civicnet.page import render, script
from civicnet.page.audience import gate
from civicnet.page.content import content
from civicnet.page.places import places
from civicnet.page.tokens import tokens
from tests.browsing import AT

pytestmark = pytest.mark.browser
# What the page works out by itself, from kinds, sectors and strengths.
DRAWN = {"color", "shape", "size", "dashes", "width", "asset_kind"}


def told(item, known):
    """Leave out what says nothing, and what the page worked out by itself."""
    filled = {key: value for key, value in item.items() if key in known - DRAWN}
    return {key: value for key, value in filled.items() if value not in (None, False, "", [], 0)}


@pytest.mark.parametrize("audience", ["partners", "public", "core"])
def test_the_page_unpacks_what_python_packed(visit, tmp_path, audience):
    p = cn.load_example()
    put = content(p, gate(p, audience, ()), title="Map", at=moment(p.frames, AT))
    render.drawn(put)
    file = tmp_path / "map.html"
    file.write_bytes(render.page(put, version="1"))
    v = visit(file)
    got = v.page.evaluate("civicnet.data()")
    for mine, theirs in ((put.nodes, got["nodes"]), (put.edges, got["edges"])):
        known = {key for item in mine for key in item}
        assert [told(item, known) for item in theirs] == [told(item, known) for item in mine]
    for part in ("relations", "lenses"):
        assert got[part] == put.rest[part]
    assert got["holdings"]["groups"] == put.rest["holdings"]["groups"]
    assert len(got["holdings"]["needs"]) == len(put.rest["holdings"]["needs"])
    assert put.rest["holdings"]["counts"].items() <= got["holdings"]["counts"].items()
    for way, drawn in places(put.nodes, put.edges)["places"].items():
        for shape, flat in drawn.items():
            assert got["places"][way][shape] == pytest.approx(flat, abs=1e-9)
    v.quiet()


def test_who_is_drawn_looks_as_python_says(visit, riverbend):
    v = visit(riverbend)
    p = cn.load_example()
    put = content(p, gate(p, "partners", ()), title="Map", at=moment(p.frames, AT))
    network = render.drawn(put)
    got = v.page.evaluate("civicnet.data()")
    for mine, theirs in zip(network.nodes, got["nodes"], strict=True):
        assert [mine["color"], mine["shape"]] == [theirs["color"], theirs["shape"]]
        assert mine["size"] == pytest.approx(theirs["size"], abs=0.06)
    for mine, theirs in zip(network.edges, got["edges"], strict=True):
        assert [mine["color"], mine["dashes"]] == [theirs["color"], theirs["dashes"]]
        assert mine["width"] == pytest.approx(theirs["width"], abs=0.01)


def test_every_name_that_the_script_does_not_declare_is_the_browsers(visit, riverbend):
    """A word declared in one statement only would be something else in another."""
    own = script.Script(list(tokens(script.source())))
    declared = {(own.units[place], own.text[place]) for place in own.bound}
    whole = {own.text[place] for place, everywhere in own.bound.items() if everywhere}
    used = {
        (own.units[place], own.text[place])
        for place, role in enumerate(own.roles)
        if role in ("name", "both") and own.text[place] not in whole
    }
    foreign = sorted({word for _, word in used - declared})
    v = visit(riverbend)
    # An element's id is a word of the window too; our own script asks for elements by id only.
    unknown = "words => words.filter(x => !(x in window) || document.getElementById(x))"
    assert len(foreign) > 20
    assert v.page.evaluate(unknown, foreign) == []
