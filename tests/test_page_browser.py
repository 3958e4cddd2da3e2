"""The page in a real Chromium: offline, silent, safe, readable, and usable without a mouse."""

import json
import re
import struct
import tomllib
from xml.etree import ElementTree as ET

import pytest

import civicnet as cn
from tests.browsing import AT, TALL, box_of, overlaps, violations
from tests.build import partnership

pytestmark = pytest.mark.browser

# --- it opens, and is quiet ----------------------------------------------------------------------


def test_every_control_works_once_without_a_request_or_a_message(visit, riverbend, tmp_path):
    v = visit(riverbend)
    page = v.page
    assert page.evaluate("performance.getEntriesByName('civicnet-ready').length") == 1
    page.click("[data-way=rings]")
    v.settled()
    page.click("[data-way=near]")
    for size in ("brings", "equal", "links"):
        page.select_option("#size", size)
    for button in ("#zoom-in", "#zoom-out", "#zoom-fit"):
        page.click(button)
    for switch in page.locator("#key .group .switch:visible").all():
        switch.click()
    assert page.is_visible("#nothing")
    page.click("#all")
    page.click("#key summary")
    page.locator("#key details .switch").first.click()
    page.hover("#key .sectors li >> nth=0")
    page.locator("#key .only").first.click()
    page.click("#all")
    for view in ("assets", "table", "map"):
        v.view(view)
    v.view("assets")
    for tile in page.locator(".tile").all():
        tile.click()
    page.click(".tile.all")
    page.locator("#view-assets .kind").first.click()
    assert page.is_visible("#panel")
    page.click("#panel .close")
    v.view("table")
    for table in ("ties", "actors"):
        page.click(f"[data-table={table}]")
        for head in page.locator("thead button").all()[1:6:2]:
            head.click()
    page.click("#about")
    assert "invented city" in page.inner_text("#info")
    page.keyboard.press("Escape")
    v.view("map")
    assert v.saved("svg", tmp_path).stat().st_size > 10_000
    v.quiet()


def test_reduced_motion_moves_at_once(visit, riverbend):
    v = visit(riverbend, reduced_motion="reduce")
    before = v.page.evaluate("civicnet.spot('City Council')")
    after = v.page.evaluate(
        "document.querySelector('[data-way=rings]').click(), civicnet.spot('City Council')"
    )
    assert before != after


# --- it can be read ------------------------------------------------------------------------------


@pytest.mark.parametrize("way", ["near", "rings"])
def test_names_stand_apart_from_one_another_and_from_the_key(visit, riverbend, way):
    v = visit(riverbend)
    if way == "rings":
        v.page.click("[data-way=rings]")
        v.page.wait_for_timeout(900)
    labels = v.labels()
    assert len([label for label in labels if label["size"] >= 14]) >= 25
    for number, one in enumerate(labels):
        assert not any(overlaps(one, two) for two in labels[number + 1 :]), one["name"]
    for selector in ("#key", "#zoom", "#top", "#view-map .bar"):
        covering = box_of(v.page, selector)
        assert not any(overlaps(label, covering) for label in labels), selector
    assert v.fill() >= 0.7


def test_names_of_actors_are_those_of_the_data_and_not_more(visit, riverbend):
    v = visit(riverbend)
    p = cn.load_example()
    known = {*p.people["person"], *p.organizations["organization"]}
    assert {label["name"] for label in v.labels()} <= known


def test_a_phone_shows_the_map_upright_and_full(visit, riverbend):
    v = visit(riverbend, TALL, device_scale_factor=2, has_touch=True)
    assert v.fill() >= 0.7
    assert len(v.labels()) >= 12
    for view, shown in (("key", "#key"), ("assets", "#view-assets"), ("table", "#view-table")):
        v.view(view)
        assert v.page.is_visible(shown)
        wide = v.page.evaluate("document.documentElement.scrollWidth")
        assert wide <= TALL["width"]
    v.view("map")
    v.page.fill("#find", "marsh")
    v.page.keyboard.press("Enter")
    assert box_of(v.page, "#panel")["w"] == TALL["width"]
    v.quiet()


@pytest.fixture(scope="module")
def drawn(request, shared, riverbend, tmp_path_factory):
    """Three maps: the invented city, 1,283 departments of health, an export of Kumu."""
    real, folder = shared / "real", tmp_path_factory.mktemp("drawn")
    if request.param == "riverbend":
        return riverbend
    if request.param == "kumu":
        p = cn.read(real / "formats/kumu/kumu-omidyarnetwork-us-financial-inclusion-BACKUP.json")
    else:
        rows = (real / f"local_health_departments_{what}.csv" for what in ("edges", "nodes"))
        p = cn.read(next(rows), actors=next(rows))
    return cn.map(p, folder / "map.html", at=AT).path


@pytest.mark.parametrize("drawn", ["riverbend", "health", "kumu"], indirect=True)
def test_names_are_many_large_and_apart_on_every_screen(visit, drawn):
    v = visit(drawn)
    for wide, tall, least, size in ((1280, 720, 25, 14), (1920, 1080, 25, 18), (390, 844, 3, 14)):
        v.page.set_viewport_size({"width": wide, "height": tall})
        v.settled()
        labels = v.labels()
        assert len([label for label in labels if label["size"] >= size]) >= least, wide
        for number, one in enumerate(labels):
            assert not any(overlaps(one, two) for two in labels[number + 1 :]), one["name"]
        assert v.fill() >= 0.7, wide
    v.quiet()


# --- what it says is what the data say -----------------------------------------------------------


def test_the_key_counts_what_is_there_and_filters_what_is_shown(visit, riverbend):
    from civicnet import bodies

    v = visit(riverbend)
    actors = bodies.actors(cn.load_example(), AT)
    here = actors[actors["present"]]
    for kind, number in here["kind"].value_counts().items():
        row = v.page.locator(f"[data-group=kinds][data-id={kind}] .number")
        assert row.inner_text() == str(number)
    everybody = v.page.evaluate("civicnet.shown()")
    assert everybody["actors"] == len(here)
    v.page.click("[data-group=kinds][data-id=person]")
    fewer = v.page.evaluate("civicnet.shown()")
    assert fewer["actors"] == len(here) - (here["kind"] == "person").sum()
    assert fewer["lines"] < everybody["lines"]
    people = set(here.loc[here["kind"] == "person", "actor"])
    v.settled()
    assert not people & {label["name"] for label in v.labels()}
    v.page.focus("[data-group=kinds][data-id=person]")
    v.page.keyboard.press("Space")
    assert v.page.evaluate("civicnet.shown()") == everybody


def test_only_leaves_one_sector_and_the_tables(visit, riverbend):
    from civicnet import bodies

    v = visit(riverbend)
    actors = bodies.actors(cn.load_example(), AT)
    here = actors[actors["present"]]
    kept = ((here["sector"] == "health") | (here["kind"] == "table")).sum()
    v.page.hover("[data-group=sectors][data-id=health]")
    v.page.click("[data-group=sectors][data-id=health] + .only")
    assert v.page.evaluate("civicnet.shown()")["actors"] == kept
    v.page.click("#all")
    assert v.page.evaluate("civicnet.shown()")["actors"] == len(here)


def test_the_table_says_everything_the_picture_says_and_sorts_by_number(visit, riverbend):
    v = visit(riverbend)
    shown = v.page.evaluate("civicnet.shown()")
    v.view("table")
    assert v.page.locator("tbody tr").count() == shown["actors"]
    v.page.click("thead button:has-text('Linked to')")
    cells = v.page.locator("tbody tr td:nth-child(5)").all_inner_texts()
    numbers = [int(cell) for cell in cells if cell]
    assert numbers == sorted(numbers, reverse=True)
    v.page.click("[data-table=ties]")
    assert v.page.locator("tbody tr").count() == shown["lines"]
    v.page.click("[data-group=lines][data-id=seat]")
    assert v.page.locator("tbody tr").count() < shown["lines"]


def test_the_panel_moves_from_neighbour_to_neighbour(visit, riverbend):
    v = visit(riverbend)
    spot = v.page.evaluate("civicnet.spot('Eleanor Marsh')")
    v.page.mouse.click(spot["x"], spot["y"])
    assert v.page.evaluate("civicnet.chosen()") == "Eleanor Marsh"
    assert "Mayor, Mayor's Office" in v.page.inner_text("#panel")
    name = v.page.locator("#panel .neighbour .strong").nth(2).inner_text()
    v.page.locator("#panel .neighbour").nth(2).click()
    assert v.page.evaluate("civicnet.chosen()") == name
    assert v.page.inner_text("#chosen") == name
    assert name in v.page.inner_text("#live")


def test_the_assets_view_marks_what_rests_on_one_and_what_nobody_brings(visit, riverbend):
    v = visit(riverbend)
    v.view("assets")
    page = v.page
    for status in ("one", "nobody"):
        said = int(page.inner_text(f".tile.{status} .big"))
        page.click(f".tile.{status}")
        assert page.locator("#view-assets .kind:visible").count() == said
    page.click(".tile.one")
    page.locator("#view-assets .kind.one").first.click()
    assert "One partner alone" in page.inner_text("#panel")
    page.locator("#panel .neighbour").first.click()
    assert page.is_visible("#canvas")
    assert page.evaluate("civicnet.chosen()") is not None


# --- without a mouse -----------------------------------------------------------------------------


def test_the_keyboard_alone_walks_opens_searches_and_closes(visit, riverbend):
    v = visit(riverbend)
    page = v.page
    page.focus("#zoom-in")
    page.keyboard.press("Shift+Tab")
    assert page.evaluate("document.activeElement.id") == "canvas"
    page.keyboard.press("ArrowRight")
    first = page.evaluate("civicnet.looked()")
    start = page.evaluate("name => civicnet.spot(name)", first)
    page.keyboard.press("ArrowLeft")
    second = page.evaluate("civicnet.looked()")
    assert page.evaluate("name => civicnet.spot(name)", second)["x"] < start["x"]
    assert second in page.inner_text("#live")
    page.keyboard.press("Enter")
    assert page.evaluate("civicnet.chosen()") == second
    assert page.evaluate("document.activeElement.id") == "chosen"
    page.keyboard.press("Escape")
    assert page.is_hidden("#panel")
    assert page.evaluate("document.activeElement.id") == "canvas"
    page.keyboard.press("/")
    page.keyboard.type("szymanski")
    assert "Szymański" in page.inner_text("#found")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    assert "Szyma" in page.evaluate("civicnet.chosen()")
    v.quiet()


def test_search_finds_people_by_organization_and_kinds_of_assets(visit, riverbend):
    v = visit(riverbend)
    v.page.fill("#find", "ymca or nobody")
    assert "by that name" in v.page.inner_text("#found")
    v.page.fill("#find", "mayor's office")
    assert "Eleanor Marsh" in v.page.inner_text("#found")
    v.page.fill("#find", "convening")
    v.page.locator("#found li", has_text="kind of asset").click()
    assert v.page.is_visible("#view-assets")
    assert v.page.inner_text("#chosen") == "Convening"


def test_axe_finds_no_violation_in_any_state(visit, riverbend, axe):
    v = visit(riverbend, bypass_csp=True)
    page = v.page
    states = {
        "map": lambda: None,
        "search": lambda: page.fill("#find", "marsh"),
        "panel": lambda: page.keyboard.press("Enter"),
        "panel beside the table": lambda: (v.view("table"), page.click("[data-group=kinds]")),
        "who is missing": lambda: (
            page.keyboard.press("Escape"),
            v.view("map"),
            page.click("[data-way=missing]"),
        ),
        "somebody missing": lambda: page.click("#answer .neighbour >> nth=0"),
        "assets": lambda: (page.keyboard.press("Escape"), v.view("assets")),
        "about": lambda: page.click("#about"),
    }
    for state, act in states.items():
        act()
        assert violations(v, axe) == [], state


def test_axe_finds_no_violation_on_a_phone(visit, riverbend, axe):
    v = visit(riverbend, TALL, bypass_csp=True)
    for view in ("map", "key", "assets"):
        v.view(view)
        assert violations(v, axe) == [], view


# --- views as answers ----------------------------------------------------------------------------


def test_each_view_has_its_own_key_caption_and_number(visit, riverbend):
    v = visit(riverbend)
    buttons = v.page.locator("#lenses button")
    captions = set()
    for place in range(buttons.count()):
        v.page.locator("#canvas").focus()
        v.page.keyboard.press(str(place + 1) if place < 9 else "t")
        assert buttons.nth(place).get_attribute("aria-pressed") == "true"
        captions.add(v.page.inner_text("#caption"))
        assert v.page.inner_text("#live").startswith(buttons.nth(place).inner_text())
        if place > 1:
            assert v.page.locator("#answer .signs li").count() >= 1
    assert len(captions) == buttons.count() == 10
    v.quiet()


def test_all_views_fit_in_one_row(visit, riverbend):
    page = visit(riverbend).page
    assert page.evaluate("byWidth => byWidth.scrollWidth <= byWidth.clientWidth + 1",
                         page.query_selector("#lenses"))  # fmt: skip


def test_who_is_missing_stands_on_the_map_only_in_their_view(visit, riverbend):
    v = visit(riverbend)
    voices = {"students", "parents", "teachers", "Eastbank residents", "foster youth"}
    before = v.page.evaluate("civicnet.shown()")
    assert not voices & {label["name"] for label in v.labels()}
    v.page.click("[data-way=missing]")
    v.settled()
    assert len(voices & {label["name"] for label in v.labels()}) >= 4
    assert v.page.evaluate("civicnet.shown()")["actors"] == before["actors"] + len(voices)
    v.page.click("#answer .neighbour >> nth=0")
    panel = v.page.inner_text("#panel")
    assert "Missing voice" in panel
    assert "Expected at" in panel
    v.page.click("#panel .close")
    v.page.click("[data-way=near]")
    assert v.page.evaluate("civicnet.shown()") == before
    v.quiet()


def test_the_drawing_of_a_view_has_its_caption_its_key_and_its_rings(visit, riverbend, tmp_path):
    v = visit(riverbend)
    v.page.click("[data-way=alone]")
    tree = ET.parse(v.saved("svg", tmp_path)).getroot()
    said = " ".join(tree.itertext())
    assert "hang on one partner each" in said
    assert "alone brings a kind of" in said
    rings = [c for c in tree.iter("{http://www.w3.org/2000/svg}circle") if c.get("fill") == "none"]
    assert len(rings) == v.page.evaluate("civicnet.ringed().length") + 1
    v.quiet()


# --- what goes home ------------------------------------------------------------------------------


def test_the_drawing_is_complete_and_its_text_is_text(visit, riverbend, tmp_path):
    v = visit(riverbend)
    tree = ET.parse(v.saved("svg", tmp_path)).getroot()
    said = " ".join(tree.itertext())
    for wanted in ("Riverbend asset map", "Invented data", "15 November 2026", "Nonprofit"):
        assert wanted in said
    assert re.search(r"civicnet \d", said)
    assert "283 working ties" in said
    shown = v.page.evaluate("civicnet.shown()")
    groups = tree.iter("{http://www.w3.org/2000/svg}g")
    marks = [g for g in groups if "scale" in g.get("transform", "") and not g.findall("{*}text")]
    assert len(marks) == shown["actors"]
    v.quiet()


def test_the_picture_is_twice_the_size_of_the_drawing(visit, riverbend, tmp_path):
    v = visit(riverbend)
    raw = v.saved("png", tmp_path).read_bytes()
    assert raw.startswith(b"\x89PNG")
    assert struct.unpack(">II", raw[16:24]) == (3200, 2000)
    assert len(raw) > 200_000
    assert v.said == []


# --- hostile text --------------------------------------------------------------------------------


RUN = "window.__ran=1"
HOSTILE = [
    f"<script>{RUN}</script>",
    f"</script><script>{RUN}</script>",
    f"<img src=x onerror={RUN}>",
    f'"><img src=x onerror={RUN}>',
    f"<svg onload={RUN}>",
    f"</title><script>{RUN}</script>",
    f"</style><script>{RUN}</script>",
    f"--><script>{RUN}</script><!--",
    f"<!--<script>{RUN}",
    f"<a href=javascript:{RUN}>href</a>",
    f"javascript:{RUN}",
    f"JaVaScRiPt:{RUN}",
    f"data:text/html,<script>{RUN}</script>",
    f'https://example.org/"onmouseover={RUN}',
    f"' onclick='{RUN}",
    f"`${{{RUN}}}`",
    f"${{{RUN}}}",
    "{{7*7}}",
    "{% for x in (1,) %}{{ x }}{% endfor %}",
    f"{{{{ ''.__class__ }}}}<b>{RUN}</b>",
    f"<iframe srcdoc='<script>parent.{RUN}</script>'>",
    f"<math><mtext></p><style><img src=x onerror={RUN}>",
    f"<template><script>{RUN}</script></template>",
    f"<base href=https://example.org/><script>{RUN}</script>",
    f"<meta http-equiv=refresh content='0;url=javascript:{RUN}'>",
    f"<body onload={RUN}>",
    f"<input autofocus onfocus={RUN}>",
    f"<details open ontoggle={RUN}>",
    f"\\u003cscript\\u003e{RUN}\\u003c/script\\u003e",
    f"\\x3cscript\\x3e{RUN}",
    f"&lt;script&gt;{RUN}&lt;/script&gt;",
    "href <b>title</b> href",
    "]]><x>&entity;",
    f"<video><source onerror={RUN}>",
    f"<svg><script href=data:,{RUN} />",
    f"<svg><animate onbegin={RUN} attributeName=x>",
    f"<svg><foreignObject><body onload={RUN}>",
    f"</text><script>{RUN}</script>",
    f"</tspan><image href=x onerror={RUN} />",
    f"<?xml-stylesheet href='javascript:{RUN}'?>",
    f"<!DOCTYPE x [<!ENTITY y SYSTEM 'file:///etc/passwd'>]>&y;{RUN}",
    f"<![CDATA[<script>{RUN}</script>]]>",
    f"<object data='javascript:{RUN}'>",
    f"<embed src='data:text/html,<script>{RUN}</script>'>",
    f"<form action='javascript:{RUN}'><button>",
    f"<button popovertarget=x onbeforetoggle={RUN}>",
    f"<marquee onstart={RUN}>",
    f"<link rel=stylesheet href=https://example.org/{RUN}>",
    f"<style>*{{background:url(https://example.org/{RUN})}}</style>",
    f"x'); {RUN}; ('",
    f'"]\n[[slide]]\ntitle = "{RUN}',
    '"""\n[[slide]]\ntitle = "more"',
    "=HYPERLINK('https://example.org','x')",
    "+1+cmd|' /C calc'!A0",
    "@SUM(1)",
    "url(https://example.org/x)",
    "https://example.org/<script>",
    "back\\slash \\\\ \\u0041 \\n",
    "$& $1 $` $'",
    "%3Cscript%3E %00 %s %d {0} {name}",
    "\u202egnimoc-ti-od\u202c",
    "\u2066\u200fשלום עולם",
    "مرحبا بالعالم",
    "__proto__",
    "constructor",
    "toString",
    "hasOwnProperty",
    "👩‍👩‍👧‍👦🏳️‍🌈 " + "é\u0301\u0300" * 20,
    "A very long name " * 40,
    "zero\u0000byte \u2028 line \u2029 paragraph \ufeff",
]


def hostile_city():
    """Seventy hostile texts in every field a person may fill."""
    many = range(len(HOSTILE))
    text = HOSTILE
    return partnership(
        people=[
            {"person": f"{text[n]} p", "organization": f"{text[n]} o", "level": text[n],
             "notes": text[n], "voices": text[n], "email": text[n], "extra": text[n]}
            for n in many
        ],
        organizations=[
            {"organization": f"{text[n]} o", "sector": text[n], "kind": "table" if n % 9 == 0 else
             text[n], "purpose": text[n], "place": text[n], "stage": text[n]}
            for n in many
        ],
        offices=[{"office": text[n], "organization": f"{text[n]} o"} for n in many],
        terms=[
            {"person": f"{text[n]} p", "office": text[n], "organization": f"{text[n]} o"}
            for n in many
        ],
        ties=[
            {"source": f"{text[n]} p", "target": f"{text[n - 1]} o", "relation": text[n],
             "agreement": text[n], "source_note": text[n], "form": ["none", "mou"][n % 2]}
            for n in many
        ],
        seats=[
            {"table": f"{text[n // 9 * 9]} o", "actor": f"{text[n]} p", "role": text[n]}
            for n in many
        ],
        assets=[
            {"asset": text[n], "kind": text[n], "holder": f"{text[n]} o", "notes": text[n],
             "access": text[n], "unit": text[n], "outcome": text[n]}
            for n in many
        ],
        needs=[{"need": text[n], "kind": text[n], "who": f"{text[n]} o"} for n in many],
    )  # fmt: skip


@pytest.fixture(scope="module")
def hostile(tmp_path_factory):
    folder = tmp_path_factory.mktemp("hostile")
    slides = []
    for text in HOSTILE:
        # A text as TOML writes it: as JSON does, and no control sign stands for itself.
        words = [json.dumps(part, ensure_ascii=False) for part in (text[:120], text)]
        slides.append("[[slide]]\ntitle = {}\nnote = {}\n".format(*words))
    (folder / "story.toml").write_text("\n".join(slides), encoding="utf-8")
    return cn.map(
        hostile_city(),
        folder / "map.html",
        at=AT,
        audience="core",
        title=f"</title><script>{RUN}</script>{{{{7*7}}}}<img src=x onerror={RUN}>",
        show=("notes", "email", "extra", "source_note"),
        story=folder / "story.toml",
    ).path


def test_at_least_sixty_hostile_texts_are_tried():
    assert len(set(HOSTILE)) == len(HOSTILE) >= 60


def test_hostile_text_never_runs_wherever_it_is_shown(visit, hostile, tmp_path):
    v = visit(hostile, reduced_motion="reduce")
    page = v.page
    page.click("[data-group=kinds][data-id=asset]")
    names = page.evaluate("civicnet.data().nodes.map((node) => node.label)")
    assert len(names) >= 3 * len(HOSTILE)
    # Each is searched for, found and chosen, and its details are opened.
    shown = page.evaluate(
        """names => names.map((name) => {
          const find = document.getElementById('find');
          find.value = name.slice(0, 60);
          find.dispatchEvent(new Event('input'));
          find.dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter' }));
          const chosen = document.getElementById('chosen');
          return chosen ? chosen.textContent : '';
        })""",
        names,
    )
    assert len({*shown} & {*names}) > 0.7 * len({*names})
    assert page.locator("#panel :is(script, img, iframe, object, video)").count() == 0
    page.keyboard.press("Escape")
    page.click("#zoom-fit")
    tips = set()
    for name in names[:: len(names) // 60]:
        spot = page.evaluate("name => civicnet.spot(name)", name)
        page.mouse.move(spot["x"], spot["y"])
        tips.add(page.text_content("#tip"))
    assert len(tips) > 10
    page.mouse.click(spot["x"], spot["y"])
    for tie in page.locator("#panel .neighbour").all()[:3]:
        if tie.is_visible():
            tie.click()
    page.keyboard.press("Escape")
    for way in page.locator("#lenses button").all():
        way.click()
    v.view("assets")
    for kind in page.locator("#view-assets .kind").all()[::12]:
        kind.click()
    v.view("table")
    page.click("[data-table=ties]")
    page.click("thead button >> nth=1")
    page.locator("tbody .link").first.click()
    page.click("#about")
    page.keyboard.press("Escape")
    v.view("map")
    ET.parse(v.saved("svg", tmp_path))
    v.saved("png", tmp_path)
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    assert page.locator("h1").inner_text().endswith(f"<img src=x onerror={RUN}>")
    assert "49" not in page.title()
    hrefs = page.evaluate("Array.from(document.querySelectorAll('a[href]'), a => a.href)")
    assert all(re.match(r"https?:|mailto:", href) for href in hrefs)
    v.quiet()


def test_hostile_words_are_words_on_slides_and_in_the_story_that_is_saved(visit, hostile):
    v = visit(hostile, reduced_motion="reduce")
    page = v.page
    page.keyboard.press("p")
    titles = []
    for _ in HOSTILE:
        titles.append(page.text_content("#slide-title"))
        page.keyboard.press("ArrowRight")
    assert sum(text[:120] == title for text, title in zip(HOSTILE, titles, strict=True)) > 60
    assert page.locator("#slide *:not(h2, p)").count() == 0
    with page.expect_download() as download:
        page.click("#slide-menu summary")
        page.click("#slide-story")
    saved = tomllib.loads(download.value.path().read_text(encoding="utf-8"))
    assert [slide["title"] for slide in saved["slide"]] == titles
    v.quiet()


def test_only_addresses_become_links_and_none_says_where_it_comes_from(visit, tmp_path):
    places = ["https://example.org/a", "ada@example.org", f"javascript:{RUN}", "see https://x.org"]
    p = partnership(
        people=[{"person": f"P{n}", "web": place} for n, place in enumerate(places)],
        ties=[{"source": "P0", "target": f"P{n}", "form": "none"} for n in (1, 2, 3)],
    )
    v = visit(cn.map(p, tmp_path / "map.html", at=AT, show=("web",)).path)
    found = []
    for n in range(len(places)):
        v.page.fill("#find", f"P{n}")
        v.page.keyboard.press("Enter")
        link = v.page.locator("#panel dd a")
        found.append(link.get_attribute("href") if link.count() else None)
        if link.count():
            assert link.get_attribute("rel") == "noopener noreferrer"
    assert found == ["https://example.org/a", "mailto:ada@example.org", None, None]
    v.quiet()


def test_a_page_of_one_actor_opens(visit, tmp_path):
    p = partnership(people=[{"person": "Ada"}])
    v = visit(cn.map(p, tmp_path / "map.html", at=AT).path)
    assert [label["name"] for label in v.labels()] == ["Ada"]
    # Where nobody has a sector, grey would say nothing.
    assert v.page.evaluate("civicnet.data().nodes[0].color") == "#5d86d9"
    v.page.click("[data-way=rings]")
    v.view("table")
    v.view("assets")
    v.quiet()
