"""However many there are: the map keeps up with the hand, and nothing is told or drawn twice."""

import pytest

import civicnet as cn
from tests.browsing import AT, box_of
from tests.build import partnership

pytestmark = pytest.mark.browser

SPOT = "name => civicnet.spot(name)"


def free_spot(v):
    """Give a corner of the map where nobody stands."""
    box = box_of(v.page, "#canvas")
    return box["x"] + 40, box["y"] + 30


def test_the_last_picture_moves_with_the_hand_and_the_map_is_where_it_was_left(visit, riverbend):
    v = visit(riverbend)
    x, y = free_spot(v)
    before = v.page.evaluate(SPOT, "City Council")
    names = {label["name"] for label in v.labels()}
    v.page.mouse.move(x, y)
    v.page.mouse.down()
    cover, moved = v.page.locator("#canvas .cover canvas"), set()
    for step in range(1, 31):
        v.page.mouse.move(x + 2 * step, y + step)
        if cover.count():
            moved.add(cover.evaluate("(each) => each.style.transform"))
    assert len(moved) > 3
    for _ in range(30):  # the hand rests: the map is drawn anew, where it is
        v.page.wait_for_timeout(100)
        if cover.evaluate("(each) => each.style.transform") == "":
            break
    else:
        pytest.fail("the map was not drawn anew")
    v.page.mouse.move(x + 90, y + 60)
    v.page.mouse.up()
    v.settled()
    after = v.page.evaluate(SPOT, "City Council")
    assert (after["x"] - before["x"], after["y"] - before["y"]) == pytest.approx((90, 60), abs=1)
    assert cover.count() == 0
    assert len(names & {label["name"] for label in v.labels()}) > len(names) / 2
    v.quiet()


def test_a_drag_while_the_camera_still_moves_stops_where_the_hand_does(visit, riverbend):
    v = visit(riverbend)
    # In this corner nobody comes by while the map grows, however far it is when the hand is there.
    box = box_of(v.page, "#canvas")
    x, y = box["x"] + box["w"] - 40, box["y"] + box["h"] - 25
    v.page.mouse.move(x, y)
    v.page.evaluate("document.getElementById('zoom-in').click()")
    v.page.wait_for_timeout(60)
    v.page.mouse.down()
    v.page.mouse.move(x - 20, y)
    v.page.mouse.move(x - 70, y)
    v.page.wait_for_selector("#canvas .cover")
    v.page.wait_for_timeout(250)
    held = v.page.evaluate(SPOT, "City Council")
    v.page.mouse.up()
    v.settled()
    assert v.page.evaluate(SPOT, "City Council") == pytest.approx(held, abs=1)
    assert v.page.locator("#canvas .cover").count() == 0


def test_who_was_hidden_at_first_stands_in_the_right_place_when_shown(visit, riverbend):
    v = visit(riverbend)
    v.page.click("[data-way=rings]")
    v.page.wait_for_timeout(900)
    v.page.click("[data-group=kinds][data-id=asset]")
    v.settled()
    for name in ("Early years workplan", "Network manager"):
        v.page.keyboard.press("Escape")
        v.settled()
        spot = v.page.evaluate(SPOT, name)
        v.page.mouse.click(spot["x"], spot["y"])
        assert v.page.evaluate("civicnet.chosen()") == name
    v.quiet()


def test_a_filter_there_and_back_shows_the_same(visit, riverbend):
    v = visit(riverbend)
    v.settled()
    before = v.page.screenshot(clip={**clip(v), "width": 500})
    for _ in range(2):
        v.page.click("[data-group=kinds][data-id=person]")
        v.settled()
    v.page.mouse.move(5, 700)
    v.settled()
    assert v.page.screenshot(clip={**clip(v), "width": 500}) == before


def clip(v):
    box = box_of(v.page, "#pane")
    return {"x": box["x"] + 100, "y": box["y"], "width": box["w"] - 100, "height": box["h"]}


@pytest.fixture(scope="module")
def crowd(tmp_path_factory):
    firms = [
        {"organization": f"Firm {k}", "sector": ["health", "public"][k % 2]} for k in range(60)
    ]
    people = [{"person": f"P {k}", "organization": f"Firm {k % 60}"} for k in range(1_200)]
    ties = [
        {"source": f"P {k}", "target": f"P {(7 * k + 1) % 1_200}", "form": ["none", "mou"][k % 2]}
        for k in range(1_200)
    ]
    p = partnership(people=people, organizations=firms, ties=ties)
    return cn.map(p, tmp_path_factory.mktemp("crowd") / "map.html", at=AT).path


def test_a_crowd_opens_grouped_and_everybody_is_one_choice_away(visit, crowd):
    v = visit(crowd)
    assert v.page.input_value("#group") == "organization"
    assert v.page.evaluate("civicnet.shown().actors") == 60
    v.page.fill("#find", "p 77")
    v.page.keyboard.press("Enter")
    v.settled()
    assert v.page.evaluate("civicnet.chosen()") == "P 77"
    assert v.page.evaluate("civicnet.shown().actors") == 60 + 20
    v.page.keyboard.press("Escape")
    v.page.select_option("#group", "none")
    assert v.page.evaluate("civicnet.shown().actors") == 60 + 1_200
    v.quiet()


def test_a_crowd_does_not_glide(visit, crowd):
    v = visit(crowd)
    before, after = v.page.evaluate(
        "[civicnet.spot('Firm 7'), (document.querySelector('[data-way=rings]').click(),"
        " civicnet.spot('Firm 7'))]"
    )
    assert before != after
    v.settled()
    assert v.page.evaluate(SPOT, "Firm 7") == pytest.approx(after, abs=60)
    v.quiet()


def test_in_a_crowd_what_is_personal_is_fainter_from_afar_and_dashed_from_near(visit, crowd):
    v = visit(crowd)
    icon = v.page.locator("#key [data-id=personal] path").first
    dashes = "(each) => getComputedStyle(each).strokeDasharray"
    assert icon.evaluate(dashes) != "none"
    v.page.select_option("#group", "none")
    v.page.evaluate(
        "() => { window.__dashed = 0; const own = CanvasRenderingContext2D.prototype.setLineDash;"
        " CanvasRenderingContext2D.prototype.setLineDash = function (dashes) {"
        " window.__dashed += dashes.length > 0; own.call(this, dashes); }; }"
    )
    v.page.click("#zoom-fit")
    v.settled()
    assert v.page.evaluate("window.__dashed") == 0
    assert icon.evaluate(dashes) == "none"
    for _ in range(3):
        v.page.click("#zoom-in")
    v.settled()
    assert v.page.evaluate("window.__dashed") > 0
    assert icon.evaluate(dashes) != "none"
    v.quiet()
