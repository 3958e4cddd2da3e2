"""The calendar in a real Chromium: its slider, what is drawn at a stop, that nobody moves."""

import re

import pandas as pd
import pytest

import civicnet as cn
from tests.browsing import AT, TALL, violations
from tests.build import partnership, ties

pytestmark = pytest.mark.browser

SPOTS = """() => civicnet.data().nodes.filter((node) => !node.then).map((node) => {
  const { x, y } = civicnet.spot(node.label);
  return [node.label, Math.round(x * 10), Math.round(y * 10)];
})"""


@pytest.fixture(scope="module")
def core(tmp_path_factory):
    folder = tmp_path_factory.mktemp("page")
    return cn.map(cn.load_example(), folder / "map.html", at=AT, audience="core").path


@pytest.fixture(scope="module")
def waved(tmp_path_factory):
    p = partnership(
        ties=[
            *ties(("A", "B"), ("B", "C"), ("C", "D"), wave="2019"),
            *ties(("A", "B"), ("B", "D"), wave="2021"),
            *ties(("A", "B"), ("B", "D"), ("D", "E"), wave="2023"),
        ],
        seats=[
            {"table": "Board", "actor": name, "wave": wave}
            for wave, names in {"2019": "ABX", "2021": "AB", "2023": "ABE"}.items()
            for name in names
        ],
        people=[{"person": name} for name in "ABCDEX"],
        organizations=[{"organization": "Board", "kind": "table"}],
    )
    return cn.map(p, tmp_path_factory.mktemp("page") / "map.html").path


def turn(v, stop):
    v.page.evaluate(
        "place => { const slider = document.getElementById('stop'); slider.value = place;"
        " slider.dispatchEvent(new Event('input')); }",
        stop,
    )


def at_stop(v):
    return v.page.evaluate("civicnet.stop()")


def test_one_key_opens_it_the_slider_is_moved_by_keys_and_says_where_it_stands(visit, core):
    v = visit(core)
    assert not v.page.is_visible("#time")
    v.page.focus("#canvas")
    v.page.keyboard.press("t")
    assert v.page.get_attribute("[data-way=calendar]", "aria-pressed") == "true"
    assert v.page.get_attribute("[data-way=calendar]", "title") == "Key T"
    assert v.page.inner_text("#time output") == "15 November 2026"
    assert "585 then" in v.page.inner_text("#caption")
    v.page.focus("#stop")
    v.page.keyboard.press("ArrowRight")
    assert v.page.get_attribute("#stop", "aria-valuetext") == "31 December 2026"
    assert "Susan Holloway" in v.page.inner_text("#live")
    v.page.keyboard.press("End")
    assert v.page.inner_text("#time output") == "31 December 2028"
    v.page.click("#time [aria-label='Stop before']")
    assert v.page.inner_text("#time output") == "30 September 2028"
    v.page.click("#about")
    assert "the calendar" in v.page.inner_text("#info")
    v.page.click("#info button")
    v.quiet()


def test_nobody_moves_at_any_stop_and_who_is_gone_stands_hollow(visit, core):
    v = visit(core)
    v.page.click("[data-way=calendar]")
    v.settled()
    stops = int(v.page.get_attribute("#stop", "max")) + 1
    start, hollow = at_stop(v)
    assert hollow == []
    still = v.page.evaluate(SPOTS)
    assert len(still) > 100
    lines = {}
    for stop in (*range(stops), start):
        turn(v, stop)
        assert v.page.evaluate(SPOTS) == still
        lines[stop] = v.page.evaluate("civicnet.shown()")["lines"]
        gone = at_stop(v)[1]
        assert ("Eleanor Marsh" in gone) == (stop >= stops - 4)
        if stop > start:
            assert len(gone) >= len(hollow)
            hollow = gone
    assert lines[start] > lines[stops - 1]
    assert lines[start] > lines[0]
    v.page.click("[data-way=near]")
    assert at_stop(v)[1] == []
    v.quiet()


def test_the_list_marks_what_ends_by_the_stop_and_chooses_the_actor(visit, core):
    v = visit(core)
    v.page.click("[data-way=calendar]")
    turn(v, at_stop(v)[0] + 1)
    marked = v.page.locator("#answer [aria-current=date]").all_inner_texts()
    assert len(marked) > 3
    assert all("December 2026" in text for text in marked)
    dates = v.page.locator("#answer .words").all_inner_texts()
    days = [re.match(r"\d+ \w+ \d{4}", text) for text in dates]
    read = [pd.to_datetime(day[0], format="%d %B %Y") for day in days if day]
    assert read == sorted(read)
    v.page.click("#answer [aria-current=date] button:has-text('Susan Holloway')")
    assert v.page.evaluate("civicnet.chosen()") == "Susan Holloway"
    assert "Has left" in v.page.inner_text("#panel")
    v.quiet()


def test_waves_draw_the_ties_and_actors_of_their_own(visit, waved):
    v = visit(waved)
    v.page.click("[data-way=calendar]")
    v.settled()
    assert v.page.inner_text("#time output") == "2023"
    still = v.page.evaluate(SPOTS)
    assert "X" not in v.page.evaluate("civicnet.marks()")
    turn(v, 0)
    assert "X" in v.page.evaluate("civicnet.marks()")
    assert "The first of 3 waves" in v.page.inner_text("#caption")
    turn(v, 1)
    assert at_stop(v)[1] == ["C", "X"]  # gone since the wave before, so they stand hollow
    assert "gone since the wave before" in v.page.inner_text("#answer")
    assert v.page.evaluate(SPOTS) == still
    v.page.click("[data-way=near]")
    v.view("table")
    assert "X" not in v.page.locator("#grid tbody th").all_inner_texts()
    v.quiet()


def test_a_slide_keeps_its_stop_and_arrows_on_the_slider_do_not_turn_the_slides(
    visit, core, tmp_path
):
    v = visit(core)
    v.page.click("[data-way=calendar]")
    place = at_stop(v)[0] + 3
    turn(v, place)
    v.page.click("#save")
    v.page.click("#keep")
    story = v.saved("story", tmp_path).read_text(encoding="utf-8")
    assert 'view = "calendar"\nwhen = "30 June 2027"' in story
    v.page.click("[data-way=near]")
    v.page.keyboard.press("p")
    v.page.keyboard.press("End")
    assert at_stop(v)[0] == place
    assert v.page.is_visible("#stop")
    v.page.focus("#stop")
    v.page.keyboard.press("ArrowLeft")
    assert at_stop(v)[0] == place - 1
    assert v.page.inner_text("#slide-number").startswith("7 of")
    v.page.keyboard.press("PageUp")
    assert v.page.inner_text("#slide-number").startswith("6 of")
    v.quiet()


def test_it_is_free_of_faults_for_assistive_technology_also_on_a_phone(visit, core, axe):
    for viewport in (None, TALL):
        v = visit(core, viewport)
        v.page.click("[data-way=calendar]")
        turn(v, at_stop(v)[0] + 3)
        assert violations(v, axe) == []
        v.quiet()
