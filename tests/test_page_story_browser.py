"""Presenting in a real Chromium: slides by keys and remotes, large type, and the round trip."""

import json

import pytest

import civicnet as cn
from tests.browsing import AT, TALL, box_of, overlaps, violations
from tests.build import partnership
from tests.test_page_browser import hostile_city

pytestmark = pytest.mark.browser

SIX = [
    "Who is near whom?",
    "Who sits where?",
    "Who links us?",
    "Where are we one person deep?",
    "What hangs on one partner alone?",
    "Who is missing?",
]
LARGE = {"width": 1920, "height": 1080}
STORY = """
[[slide]]
title = "The mayor & <b>her</b> friends"
note = "With \\"quotes\\", a \\\\ and a \\u007F."
view = "links"
choose = "Eleanor Marsh"
camera = "close"

[[slide]]
title = "Health alone"
only = "health"
hide = ["Personal", "Seat at a table"]
show = "Assets"
size = "brings"

[[slide]]
title = "She leaves"
leaves = ["Eleanor Marsh"]
vacant = true

[[slide]]
title = "Who is not here"
view = "missing"
choose = "students"
"""


def presenting(v):
    v.page.keyboard.press("p")
    assert v.page.is_visible("#slide")
    v.page.wait_for_timeout(700)  # a slide in another arrangement arrives within 600 ms
    return v.page


def title(page):
    return page.inner_text("#slide-title")


def font(page, selector):
    return page.evaluate("s => parseFloat(getComputedStyle(document.querySelector(s)).fontSize)",
                         selector)  # fmt: skip


def state(page):
    """Tell what the map shows, to be compared."""
    return page.evaluate("[civicnet.shown(), civicnet.chosen(), civicnet.ringed()]")


@pytest.fixture(scope="module")
def told(tmp_path_factory):
    folder = tmp_path_factory.mktemp("story")
    (folder / "story.toml").write_text(STORY, encoding="utf-8")
    return cn.map(cn.load_example(), folder / "map.html", at=AT, story=folder / "story.toml").path


# --- slides by keys -------------------------------------------------------------------------------


def test_the_arrow_keys_tell_the_ready_made_story(visit, riverbend):
    v = visit(riverbend)
    page = presenting(v)
    for number, wanted in enumerate(SIX, 1):
        assert title(page) == wanted
        assert page.inner_text("#slide-number") == f"{number} of 6"
        assert wanted in page.inner_text("#live")
        assert page.inner_text("#slide-note")
        page.keyboard.press("ArrowRight")
    assert title(page) == SIX[-1]
    page.keyboard.press("ArrowLeft")
    assert title(page) == SIX[-2]
    page.keyboard.press("Escape")
    assert page.is_hidden("#slide")
    assert page.is_visible("#key")
    assert page.evaluate("document.activeElement.id") == "present"
    page.keyboard.press("p")
    assert title(page) == SIX[-2]  # one who looked something up goes on where it was
    v.quiet()


def test_the_keys_of_remotes_turn_slides_wherever_the_focus_is(visit, riverbend):
    v = visit(riverbend)
    page = presenting(v)
    for where in ("#slide-title", "#canvas", "#slide-on"):
        page.focus(where)
        page.keyboard.press("Home")
        page.keyboard.press("PageDown")
        assert title(page) == SIX[1]
        page.keyboard.press("PageUp")
        assert title(page) == SIX[0]
        page.keyboard.press("End")
        assert title(page) == SIX[5]
    page.keyboard.press("F5")  # the start button of many remotes
    assert title(page) == SIX[5]
    page.focus("#canvas")
    page.keyboard.press("Home")
    page.keyboard.press("Space")
    assert title(page) == SIX[1]
    page.focus("#slide-on")
    page.keyboard.press("Space")  # presses the button, once
    assert title(page) == SIX[2]
    page.click("#slide-back")
    assert title(page) == SIX[1]
    v.quiet()


def test_the_button_presents_and_what_was_filtered_before_is_forgotten(visit, riverbend):
    v = visit(riverbend)
    before = state(v.page)
    v.page.click("[data-group=kinds][data-id=person]")
    v.view("table")
    v.page.click("#present")
    assert v.page.is_visible("#canvas")
    assert state(v.page) == before
    for hidden in ("#key", "#lenses", "#caption", "#search", "#views", "#zoom", "#panel"):
        assert v.page.is_hidden(hidden), hidden
    assert v.page.is_visible("#invented")
    assert v.page.evaluate("document.activeElement.id") == "slide-title"


def test_typing_a_name_with_p_does_not_present(visit, riverbend):
    v = visit(riverbend)
    v.page.focus("#find")
    v.page.keyboard.type("pp")
    assert v.page.is_hidden("#slide")
    assert v.page.input_value("#find") == "pp"


def test_each_slide_opens_its_view_and_turning_to_another_says_so(visit, riverbend):
    v = visit(riverbend)
    page = presenting(v)
    page.keyboard.press("PageDown")
    page.wait_for_timeout(700)
    assert v.box()["w"] > 900
    page.keyboard.press("End")
    assert "a group without a seat" in page.inner_text("#signs")
    page.focus("#canvas")
    page.keyboard.press("3")
    assert title(page) == "Who links us"
    page.keyboard.press("7")
    assert title(page) == SIX[5]
    v.quiet()


# --- it can be read at the back of a room ---------------------------------------------------------


def test_title_note_and_names_are_large(visit, riverbend):
    for viewport, least in ((None, (28, 20, 18)), (LARGE, (40, 26, 24))):
        page = presenting(visit(riverbend, viewport))
        assert font(page, "#slide-title") >= least[0]
        assert font(page, "#slide-note") >= least[1]
        assert min(label["size"] for label in page.evaluate("civicnet.labels()")) >= least[2]


def test_no_name_stands_under_the_key_or_the_words_of_a_slide(visit, riverbend):
    v = visit(riverbend)
    page = presenting(v)
    for wanted in SIX:
        page.wait_for_timeout(1000)
        labels = v.labels()
        assert len(labels) >= 25, wanted
        assert v.fill() >= 0.7, wanted
        for selector in ("#signs", "#slide", "#slides", "#top"):
            covering = box_of(page, selector)
            assert not any(overlaps(label, covering) for label in labels), (wanted, selector)
        for number, one in enumerate(labels):
            assert not any(overlaps(one, two) for two in labels[number + 1 :]), one["name"]
        page.keyboard.press("PageDown")


def test_the_note_goes_and_the_map_takes_its_place(visit, riverbend):
    page = presenting(visit(riverbend))
    before = box_of(page, "#pane")["h"]
    page.keyboard.press("n")
    assert page.is_hidden("#slide-note")
    assert box_of(page, "#pane")["h"] > before
    page.keyboard.press("PageDown")
    assert page.is_hidden("#slide-note")
    page.keyboard.press("N")
    assert page.is_visible("#slide-note")


def test_high_contrast_draws_darker_and_broader_and_stays_until_it_is_switched_off(
    visit, riverbend
):
    v = visit(riverbend)
    page = presenting(v)

    def ink():
        """Sum up how dark the drawn map is."""
        return page.evaluate(
            """() => { const drawn = document.querySelector('#canvas canvas');
            const { data } = drawn.getContext('2d').getImageData(0, 0, drawn.width, drawn.height);
            let sum = 0;
            for (let at = 0; at < data.length; at += 4) sum += data[at + 3] * (255 - data[at + 1]);
            return sum; }"""
        )

    plain = ink()
    page.keyboard.press("c")
    v.settled()
    strong = ink()
    assert strong > 1.15 * plain
    color = "getComputedStyle(document.getElementById('slide-title')).color"
    assert page.evaluate(color) == "rgb(0, 0, 0)"
    page.keyboard.press("Escape")
    page.keyboard.press("p")
    v.settled()
    assert ink() > 1.15 * plain
    page.keyboard.press("C")
    v.settled()
    assert ink() == pytest.approx(plain, rel=0.02)


# --- stories of one's own -------------------------------------------------------------------------


def test_a_story_from_a_file_shows_each_state(visit, told):
    v = visit(told)
    everything = state(v.page)[0]
    page = presenting(v)
    assert title(page) == "The mayor & <b>her</b> friends"
    assert page.evaluate("civicnet.chosen()") == "Eleanor Marsh"
    page.keyboard.press("PageDown")
    v.settled()
    assert state(page)[0]["actors"] < everything["actors"] / 2
    assert "Health" in page.inner_text("#signs")
    assert "Education" not in page.inner_text("#signs")
    page.keyboard.press("PageDown")
    page.wait_for_timeout(1500)
    assert "has left" in page.inner_text("#signs")
    assert title(page) == "She leaves"
    page.keyboard.press("PageDown")
    v.settled()
    assert "has left" not in page.inner_text("#signs")
    assert page.evaluate("civicnet.chosen()") == "students"
    page.keyboard.press("Escape")
    assert "students" in page.inner_text("#panel")
    v.quiet()


def test_a_close_camera_is_nearer_than_the_whole(visit, tmp_path):
    story = tmp_path / "story.toml"
    story.write_text(
        '[[slide]]\n[[slide]]\nchoose = "Rubén Delgado"\ncamera = "close"', encoding="utf-8"
    )
    v = visit(cn.map(cn.load_example(), tmp_path / "map.html", at=AT, story=story).path)
    page = presenting(v)
    far = [page.evaluate("name => civicnet.spot(name)", name) for name in
           ("Rubén Delgado", "Eleanor Marsh")]  # fmt: skip
    page.keyboard.press("PageDown")
    v.settled()
    near = [page.evaluate("name => civicnet.spot(name)", name) for name in
            ("Rubén Delgado", "Eleanor Marsh")]  # fmt: skip
    assert abs(near[0]["x"] - near[1]["x"]) > 1.2 * abs(far[0]["x"] - far[1]["x"])


def test_a_kept_view_is_the_last_slide_and_can_be_deleted_again(visit, riverbend):
    v = visit(riverbend)
    page = v.page
    page.click("[data-way=links]")
    page.click("[data-group=sectors][data-id=health]")
    page.select_option("#size", "brings")
    spot = page.evaluate("civicnet.spot('Eleanor Marsh')")
    page.mouse.click(spot["x"], spot["y"])
    page.click("#save")
    page.click("#keep")
    assert page.is_hidden("#saves")
    assert "slide 7" in page.inner_text("#live")
    kept = state(page)
    slide = page.evaluate("civicnet.slides()")[-1]
    assert slide["title"] == "Who links us: Eleanor Marsh"
    assert (slide["view"], slide["size"]) == ("links", "brings")
    assert slide["off"] == {"sectors": ["health"]}
    presenting(v)
    assert page.is_hidden("#slide-drop")
    page.keyboard.press("End")
    v.settled()
    assert page.inner_text("#slide-number") == "7 of 7"
    assert state(page) == kept
    page.click("#slide-menu summary")
    page.click("#slide-drop")
    assert page.inner_text("#slide-number") == "6 of 6"
    v.quiet()


def saved(page, folder):
    page.click("#slide-menu summary")
    with page.expect_download() as download:
        page.click("#slide-story")
    assert download.value.suggested_filename == "story.toml"
    download.value.save_as(folder / "saved.toml")
    page.keyboard.press("Escape")  # the menu, not the presentation
    assert page.is_visible("#slide")
    return folder / "saved.toml"


def test_a_saved_story_comes_back_as_it_was(visit, told, tmp_path):
    v = visit(told)
    page = presenting(v)
    page.keyboard.press("End")
    page.click("#slide-menu summary")
    page.click("#slide-keep")
    page.keyboard.press("Home")
    page.keyboard.press("PageDown")
    page.keyboard.press("PageDown")
    page.wait_for_timeout(1500)
    page.click("#slide-menu summary")
    page.click("#slide-keep")
    before = page.evaluate("civicnet.slides()")
    assert len(before) == 6
    assert before[5]["leaves"] == before[2]["leaves"]
    leaving = "window.dispatchEvent(new Event('beforeunload', { cancelable: true }))"
    assert not page.evaluate(leaving)  # the browser would ask first
    story = saved(page, tmp_path)
    assert page.evaluate(leaving)
    again = visit(cn.map(cn.load_example(), tmp_path / "again.html", at=AT, story=story).path)
    after = again.page.evaluate("civicnet.slides()")
    assert after == before
    v.quiet()


@pytest.mark.parametrize("audience", ["public", "core"])
def test_the_ready_made_story_comes_back_for_every_audience(visit, tmp_path, audience):
    p = cn.load_example()
    v = visit(cn.map(p, tmp_path / "map.html", at=AT, audience=audience).path)
    page = presenting(v)
    before = page.evaluate("civicnet.slides()")
    page.focus("#canvas")
    page.keyboard.press("4")
    page.click("#slide-menu summary")
    page.click("#slide-keep")
    story = saved(page, tmp_path)
    page = visit(cn.map(p, tmp_path / "m.html", at=AT, audience=audience, story=story).path).page
    after = page.evaluate("civicnet.slides()")
    assert after[:-1] == before
    assert len(after) == len(before) + 1


HOSTILE = [
    "<img src=x onerror=window.__ran=1>",
    "</script><script>window.__ran=1</script>",
    'quotes " and \\ and \\u0041 and """',
    "שלום עולם",
    "[[slide]]",
    "{{7*7}}",
]


def test_hostile_words_are_words_on_slides_and_in_the_file_and_come_back(visit, tmp_path):
    p = partnership(
        people=[{"person": name} for name in HOSTILE],
        ties=[
            {"source": HOSTILE[0], "target": name, "relation": name, "form": "none"}
            for name in HOSTILE[1:]
        ],
        organizations=[{"organization": f"{name} o", "sector": name} for name in HOSTILE],
    )
    quoted = [name.replace("\\", "\\\\").replace('"', '\\"') for name in HOSTILE]
    story = tmp_path / "story.toml"
    slides = [
        f'[[slide]]\ntitle = "{x}"\nnote = "{x}"\nchoose = "{x}"\nhide = "sectors/{x}"'
        for x in quoted
    ]
    story.write_text("\n".join(slides), encoding="utf-8")
    v = visit(cn.map(p, tmp_path / "map.html", at=AT, story=story).path)
    page = presenting(v)
    for name in HOSTILE:
        assert title(page) == name
        assert page.evaluate("civicnet.chosen()") == name
        page.keyboard.press("PageDown")
    before = page.evaluate("civicnet.slides()")
    again = cn.map(p, tmp_path / "again.html", at=AT, story=saved(page, tmp_path)).path
    assert visit(again).page.evaluate("civicnet.slides()") == before
    v.quiet()


def test_the_longest_words_leave_room_for_the_map(visit, tmp_path):
    words = "word " * 200
    story = tmp_path / "story.toml"
    story.write_text(
        f'[[slide]]\ntitle = "{words[:115]}"\nnote = "{words[:995]}"\n'
        f'[[slide]]\ntitle = "{"W" * 120}"\nnote = "{"M" * 1000}"',
        encoding="utf-8",
    )
    path = cn.map(cn.load_example(), tmp_path / "map.html", at=AT, story=story).path
    for viewport in (None, TALL):
        page = presenting(visit(path, viewport))
        for _ in range(2):
            assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
            pane, foot = box_of(page, "#pane"), box_of(page, "#foot")
            assert pane["h"] >= 120
            assert foot["y"] + foot["h"] <= page.viewport_size["height"]
            page.keyboard.press("PageDown")


def test_whatever_people_are_called_slides_show_them_and_come_back(visit, tmp_path):
    p = hostile_city()
    names = [name for name in p.people["person"] if "\x00" not in name]
    written = [json.dumps(name, ensure_ascii=False).replace("\x7f", "\\u007f") for name in names]
    story = tmp_path / "story.toml"
    story.write_text(
        "\n".join(f"[[slide]]\ntitle = {x}\nchoose = {x}" for x in written if len(x) < 120),
        encoding="utf-8",
    )
    v = visit(cn.map(p, tmp_path / "map.html", at=AT, audience="core", story=story).path)
    page = presenting(v)
    before = page.evaluate("civicnet.slides()")
    assert len(before) >= 38
    for slide in before:
        assert title(page) == " ".join(slide["title"].split())
        assert page.evaluate("civicnet.chosen()") is not None
        page.keyboard.press("PageDown")
    again = cn.map(
        p, tmp_path / "again.html", at=AT, audience="core", story=saved(page, tmp_path)
    ).path
    assert visit(again).page.evaluate("civicnet.slides()") == before
    v.quiet()


# --- for everybody --------------------------------------------------------------------------------


def test_axe_finds_no_violation_while_presenting(visit, riverbend, axe):
    v = visit(riverbend, bypass_csp=True)
    page = presenting(v)
    states = {
        "first": lambda: None,
        "rings": lambda: page.keyboard.press("PageDown"),
        "menu": lambda: page.click("#slide-menu summary"),
        "contrast": lambda: page.click("#slide-contrast"),
        "kept": lambda: page.click("#slide-keep"),
        "no note": lambda: page.keyboard.press("n"),
    }
    for name, act in states.items():
        act()
        assert violations(v, axe) == [], name


def test_a_phone_presents_within_its_width(visit, riverbend, axe):
    v = visit(riverbend, TALL, device_scale_factor=2, has_touch=True, bypass_csp=True)
    v.page.click("#present")
    page = v.page
    assert violations(v, axe) == []
    for _ in SIX:
        v.page.wait_for_timeout(700)
        assert page.evaluate("document.documentElement.scrollWidth") <= TALL["width"]
        pane = box_of(page, "#pane")
        assert pane["h"] >= 400
        for selector in ("#signs", "#slide", "#slides"):
            assert not overlaps(pane, box_of(page, selector)), selector
        box = box_of(page, "#slides")
        assert box["x"] >= 0
        assert box["y"] + box["h"] <= TALL["height"]
        page.click("#slide-on")
    page.click("#slide-menu summary")
    page.click("#slide-end")
    assert page.is_visible("#views")
    v.quiet()


def test_reduced_motion_is_there_at_once(visit, riverbend):
    v = visit(riverbend, reduced_motion="reduce")
    page = v.page
    page.keyboard.press("p")
    page.keyboard.press("PageDown")
    one = page.evaluate("civicnet.spot('City Council')")
    page.wait_for_timeout(300)
    assert page.evaluate("civicnet.spot('City Council')") == one
    assert v.fill() >= 0.6
