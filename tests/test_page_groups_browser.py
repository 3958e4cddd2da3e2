"""Many actors as few marks: grouped, opened and closed, by mouse and by keyboard."""

import re

import pytest

from tests.browsing import TALL, box_of, overlaps, violations

pytestmark = pytest.mark.browser

SECTORS = {"Public", "Education", "Nonprofit", "Philanthropy", "Community", "Business"}
SECTORS |= {"Health", "Faith", "Media"}


def marks(v):
    return v.page.evaluate("civicnet.marks()")


def group(v, by):
    v.page.select_option("#group", by)
    v.settled()


def click_on(v, name):
    spot = v.page.evaluate("name => civicnet.spot(name)", name)
    v.page.mouse.click(spot["x"], spot["y"])
    v.settled()


def said(v):
    return re.sub("[\u2068\u2069]", "", v.page.text_content("#live"))


def shape_of(v, *names):
    """Give the places of some, seen from the first, in steps as long as to the last."""
    spots = v.page.evaluate("names => names.map((name) => civicnet.spot(name))", list(names))
    first, last = spots[0], spots[-1]
    unit = ((last["x"] - first["x"]) ** 2 + (last["y"] - first["y"]) ** 2) ** 0.5
    return [((s["x"] - first["x"]) / unit, (s["y"] - first["y"]) / unit) for s in spots]


def test_everybody_becomes_one_mark_a_sector_that_says_how_many_it_holds(visit, riverbend):
    v = visit(riverbend)
    before = v.page.evaluate("civicnet.shown()")
    group(v, "sector")
    assert set(marks(v)) - SECTORS == {
        "Children's Cabinet", "College and Career Network", "Cradle to Career Council",
        "Data Network", "Executive Committee", "Funders Table", "Kindergarten Readiness Network",
    }  # fmt: skip
    assert said(v).startswith("By sector: 16 marks and ")
    labels = {label["name"]: label for label in v.labels()}
    assert set(labels) >= SECTORS
    nodes = v.page.evaluate("civicnet.data().nodes")
    held = sum(
        n["kind"] in ("organization", "person")
        and not n.get("then")
        and nodes[n["home"]]["sector"] == "public"
        for n in nodes
    )
    assert str(held) in labels
    boxes = list(labels.values())
    assert not any(overlaps(a, b) for k, a in enumerate(boxes) for b in boxes[:k])
    # The table has everybody, and every tie.
    v.view("table")
    assert v.page.locator("#grid tbody tr").count() == before["actors"]
    v.page.click("[data-table=ties]")
    assert v.page.locator("#grid tbody tr").count() == before["lines"]
    v.view("map")
    group(v, "none")
    assert v.page.evaluate("civicnet.shown()") == before
    v.quiet()


def test_who_is_inside_an_organization_comes_out_where_they_always_stand(visit, riverbend):
    v = visit(riverbend)
    v.settled()
    names = ("Mayor's Office", "Eleanor Marsh", "Mayor, Mayor's Office", "City Council")
    before = shape_of(v, *names)
    group(v, "organization")
    assert "Eleanor Marsh" not in marks(v)
    click_on(v, "Mayor's Office")
    v.page.click("#open")
    v.settled()
    assert said(v) == "Mayor's Office is open: 7 actors."
    assert v.page.evaluate("document.activeElement.id") == "open"
    assert {"Eleanor Marsh", "Mayor, Mayor's Office"} <= set(marks(v))
    assert shape_of(v, *names) == [pytest.approx(spot, abs=0.01) for spot in before]
    v.page.click("#open")
    assert "Eleanor Marsh" not in marks(v)
    v.quiet()


def test_a_group_opens_by_keyboard_and_by_clicking_twice(visit, riverbend):
    v = visit(riverbend)
    group(v, "community")
    v.page.focus("#canvas")
    v.page.keyboard.press("ArrowRight")
    first = v.page.evaluate("civicnet.looked()")
    assert first.startswith("Around ")
    assert re.match(r"Around .*, Group of \d+, linked to \d+$", said(v))
    v.page.keyboard.press("o")
    assert said(v).startswith(f"{first} is open: ")
    assert first not in marks(v)
    assert v.page.is_visible("#close-all")
    v.page.keyboard.press("o")
    assert first in marks(v)
    v.page.keyboard.press("Escape")
    v.settled()
    spot = v.page.evaluate("name => civicnet.spot(name)", first)
    v.page.mouse.dblclick(spot["x"], spot["y"])
    v.settled()
    assert first not in marks(v)
    v.page.keyboard.press("Escape")
    v.page.click("#close-all")
    assert first in marks(v)
    assert v.page.is_hidden("#close-all")
    v.quiet()


def test_whoever_is_looked_for_is_found_in_their_group(visit, riverbend):
    v = visit(riverbend)
    group(v, "sector")
    v.page.fill("#find", "eleanor marsh")
    v.page.keyboard.press("Enter")
    v.settled()
    assert v.page.evaluate("civicnet.chosen()") == "Eleanor Marsh"
    assert {"Eleanor Marsh", "Mayor's Office"} <= set(marks(v))
    assert "Public" not in marks(v)
    assert "Education" in marks(v)
    v.page.click("#open")
    assert v.page.evaluate("civicnet.chosen()") == "Public"
    # Its details name its members, and one of them opens it again.
    v.page.click("#panel .neighbour:has-text('Eleanor Marsh')")
    assert v.page.evaluate("civicnet.chosen()") == "Eleanor Marsh"
    v.quiet()


def test_a_departure_costs_the_same_however_the_map_is_grouped(visit, riverbend):
    told = []
    for by in ("none", "sector"):
        v = visit(riverbend, reduced_motion="reduce")
        group(v, by)
        v.page.fill("#find", "eleanor marsh")
        v.page.keyboard.press("Enter")
        v.page.click("#leave")
        v.settled()
        told.append((v.page.text_content("#caption"), v.page.evaluate("civicnet.away()")))
        v.quiet()
    assert told[0] == told[1]
    assert "Eleanor Marsh" in told[0][0]


def test_what_a_view_rings_is_ringed_by_its_group(visit, riverbend):
    v = visit(riverbend)
    v.page.click("[data-way=missing]")
    alone = set(v.page.evaluate("civicnet.ringed()"))
    group(v, "sector")
    ringed = set(v.page.evaluate("civicnet.ringed()"))
    assert ringed <= SECTORS | alone
    assert ringed & SECTORS
    # Who is missing stands beside the table still.
    assert "Eastbank residents" in marks(v)
    v.quiet()


def test_a_saved_picture_is_grouped_as_the_map_is_and_its_key_says_so(visit, riverbend, tmp_path):
    v = visit(riverbend)
    group(v, "community")
    drawn = v.saved("svg", tmp_path).read_text("utf-8")
    words = re.sub(r"<[^>]+>", " ", drawn)
    assert "who work together most" in " ".join(words.split())
    assert "Mayor, Mayor's Office" not in drawn
    v.quiet()


def test_a_slide_remembers_what_was_drawn_as_one(visit, riverbend, tmp_path):
    v = visit(riverbend)
    group(v, "sector")
    v.page.click("#save")
    v.page.click("#keep")
    assert 'group = "sector"' in v.saved("story", tmp_path).read_text("utf-8")
    v.page.focus("#canvas")
    v.page.keyboard.press("p")
    v.settled()
    assert "Education" not in marks(v)
    v.page.keyboard.press("End")
    v.settled()
    assert "Education" in marks(v)
    assert "a sector, how many it holds" in v.page.text_content("#signs")


def test_grouped_pages_have_no_barriers_wide_or_tall(visit, riverbend, axe):
    v = visit(riverbend)
    group(v, "sector")
    assert violations(v, axe) == []
    click_on(v, "Education")
    v.page.click("#open")
    assert violations(v, axe) == []
    v.page.set_viewport_size(TALL)
    v.page.keyboard.press("Escape")
    v.settled()
    pane = box_of(v.page, "#pane")
    assert pane["h"] > 300
    for part in ("#group", "#size", "#close-all"):
        box = box_of(v.page, part)
        assert box["x"] >= 0
        assert box["x"] + box["w"] <= 390
    v.quiet()
