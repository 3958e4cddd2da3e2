"""Changes made in the page: what is drawn and said, taken back, kept, and taken home."""

import itertools
import json
import re

import pytest

import civicnet as cn
from civicnet.moments import moment
from civicnet.page.audience import gate
from civicnet.page.content import content
from civicnet.questions.ground import ground
from tests.browsing import AT, TALL, violations
from tests.build import partnership
from tests.test_page_what_if_browser import differences

pytestmark = pytest.mark.browser

NEXT = "2026-11-16"  # what ended on the day is over on the next
RUN = "window.__ran=1"
# What is drawn, apart from what belongs to one view or another moment.
HERE = """() => {
  const { nodes, edges } = civicnet.data();
  const here = (item) => !item.gone && !item.then && item.kind !== 'ghost' && item.line !== 'wish';
  return {
    actors: nodes.filter(here).map(({ label, kind, sector, hollow, links }) =>
      [label, kind, kind === 'table' ? '' : sector, Boolean(hollow), kind === 'asset' ? 0 : links]),
    lines: edges.filter((edge) => here(edge) && here(nodes[edge.from]) && here(nodes[edge.to]))
      .map((edge) => [nodes[edge.from].label, nodes[edge.to].label, edge.what, edge.line,
        edge.relation || '', edge.form || '', edge.strength || 0]),
  };
}"""
# Where everybody stands in the window.
SPOTS = """() => Object.fromEntries(civicnet.data().nodes.filter((node) => !node.gone && !node.then)
  .map((node) => [`${node.kind} ${node.label}`, civicnet.spot(node.label)]))"""


def words(v, selector):
    return re.sub("[\u2066-\u2069]", "", v.page.inner_text(selector))


def fill(v, change, **cells):
    """Fill one of the forms in and send it off by the keyboard."""
    form = f"#panel [data-change={change}]"
    for name, value in cells.items():
        if name in ("kind", "sector", "form", "strength"):
            v.page.select_option(f"{form} [name={name}]", value)
        else:
            v.page.fill(f"{form} [name={name}]", value)
    v.page.press(f"{form} input >> nth=0", "Enter")
    v.page.wait_for_timeout(20)


def edit(v):
    v.page.keyboard.press("Escape")
    v.page.click("#edit")


def look_at(v, name):
    v.page.fill("#find", name)
    v.page.keyboard.press("Enter")
    if not v.page.locator("#panel .edit[open]").count():
        v.page.click("#panel .edit summary")


def absent(v, name):
    look_at(v, name)
    v.page.click("#absent")
    v.page.wait_for_timeout(20)


def session(v):
    """What is said in a room, of riverbend."""
    edit(v)
    fill(v, "add", name="Ana Ruiz", organization="radio ribera")
    fill(v, "add", name="Library, “Circle” of Eastbank", kind="organization", sector="community")
    fill(v, "add", name="Equipo de Verano", kind="table")
    fill(v, "add", name="مجلس الحي", kind="organization", sector="")
    fill(v, "add", name="=cmd|' /C calc'!A0", organization="Riverbend Promise")
    fill(v, "connect", name="Ana Ruiz", to="Marguerite Voss", relation="works with", strength="3")
    fill(v, "connect", name="Ana Ruiz", to="Equipo de Verano")
    fill(v, "connect", name="Library, “Circle” of Eastbank", to="City Council", form="mou")
    fill(v, "connect", name="Mayor's Office", to="Radio Ribera", relation="funds", form="contract")
    fill(v, "connect", name="=cmd|' /C calc'!A0", to="مجلس الحي", form="verbal")
    fill(v, "connect", name="Dolores Ibáñez", to="Ana Ruiz", relation="disputes", form="")
    fill(v, "connect", name="Priya Raghunathan", to="مجلس الحي", relation="", form="mou")
    look_at(v, "Radio Ribera")
    fill(v, "rename", to="Radio Río")
    absent(v, "Eleanor Marsh")
    absent(v, "Terrence Oyelaran")
    look_at(v, "Marguerite Voss")
    v.page.locator("#panel section:has-text('Personal ties') .cut").first.click()


def as_python(p, audience="core", at=NEXT):
    found = content(p, gate(p, audience, ()), title="", at=moment(p.frames, at))
    actors = [
        [n["label"], n["kind"], "" if n["kind"] == "table" else n["sector"], n["hollow"],
         0 if n["kind"] == "asset" else n["links"]]
        for n in found.nodes if n["kind"] != "ghost" and not n.get("then")
    ]  # fmt: skip
    name = {n["id"]: n["label"] for n in found.nodes}
    lines = [
        [name[e["from"]], name[e["to"]], e["what"], e["line"], e.get("relation", ""),
         e.get("form", ""), e.get("strength", 0)]
        for e in found.edges if e["line"] != "wish" and not e.get("then")
    ]  # fmt: skip
    return {"actors": sorted(actors), "lines": sorted(lines)}


def here(v):
    return {key: sorted(rows) for key, rows in v.page.evaluate(HERE).items()}


@pytest.fixture(scope="module")
def taken_home(browser, core, tmp_path_factory):
    """The page after a session, the list of its changes, and the file it was saved as."""
    from tests.browsing import Visit

    folder = tmp_path_factory.mktemp("home")
    v = Visit(browser, core, reduced_motion="reduce")
    session(v)
    drawn = here(v)
    changes = v.saved("csv", folder)
    page = v.saved("page", folder).rename(folder / "page.html")
    v.quiet()
    yield v, drawn, changes, page
    v.context.close()


# --- the same as Python takes it -------------------------------------------------------------


def test_merge_takes_the_list_and_draws_the_same_actors_and_ties(taken_home):
    _, drawn, changes, _ = taken_home
    merged = cn.merge(cn.load_example(), changes, at=AT).partnership
    expected = as_python(merged)
    assert drawn["actors"] == expected["actors"]
    assert drawn["lines"] == expected["lines"]
    assert len(changes.read_text("utf-8").splitlines()) == 17


def test_after_changes_every_departure_counts_what_python_counts_on_the_merged_data(taken_home):
    v, _, changes, _ = taken_home
    merged = cn.merge(cn.load_example(), changes, at=AT).partnership
    people = sorted(ground(merged, NEXT).now.present)
    assert "Ana Ruiz" in people
    assert "Eleanor Marsh" not in people
    asked = [([name], vacant) for name in people for vacant in (False, True)]
    assert differences(v, merged, asked, at=NEXT) == []


def test_a_saved_page_opens_with_the_changes_and_can_take_them_back(visit, taken_home, tmp_path):
    v, drawn, changes, page = taken_home
    again = visit(page, reduced_motion="reduce")
    assert here(again) == drawn
    assert again.page.is_hidden("#unsaved")
    assert again.saved("csv", tmp_path).read_bytes() == changes.read_bytes()
    assert again.saved("page", tmp_path).read_bytes() == page.read_bytes()
    places = [each.page.evaluate("civicnet.data().places") for each in (v, again)]
    assert places[0] == places[1]
    for _ in range(16):
        again.page.keyboard.press("Control+z")
    p = cn.load_example()
    assert here(again) == as_python(p, at=AT)
    again.quiet()


def test_only_the_list_differs_in_a_saved_page(core, taken_home):
    *_, page = taken_home
    was, now = core.read_text("utf-8"), page.read_text("utf-8")
    cut = re.compile(r"<(script|style)[^>]*>(.*?)</\1>", re.DOTALL)
    parts = [[found[2] for found in cut.finditer(text)] for text in (was, now)]
    different = [(one, two) for one, two in zip(*parts, strict=True) if one != two]
    assert [one for one, _ in different] == ["[]"]
    assert [row["change"] for row in json.loads(different[0][1])][-1] == "disconnect"
    policy = re.compile('content="(default-src[^"]*)"')
    assert policy.search(was)[1].replace("&#39;", "'") == policy.search(now)[1]


# --- what is seen and heard ------------------------------------------------------------------


def test_nobody_else_moves_and_who_comes_stands_free(visit, core):
    v = visit(core, reduced_motion="reduce")
    edit(v)
    before = v.page.evaluate(SPOTS)
    fill(v, "add", name="Ana Ruiz", organization="Radio Ribera")
    fill(v, "add", name="New Circle", kind="organization", sector="community")
    after = v.page.evaluate(SPOTS)
    mark = "organization Radio Ribera"
    dx, dy = (after[mark][axis] - before[mark][axis] for axis in "xy")  # the camera may move
    for name, spot in before.items():
        assert after[name] == pytest.approx({"x": spot["x"] + dx, "y": spot["y"] + dy}, abs=0.01)
    for name in ("person Ana Ruiz", "organization New Circle"):
        near = min(
            (after[name]["x"] - spot["x"]) ** 2 + (after[name]["y"] - spot["y"]) ** 2
            for other, spot in after.items()
            if other != name and not other.startswith("asset")
        )
        assert near > 36
    v.quiet()


def test_each_change_is_said_counted_and_taken_back(visit, core):
    v = visit(core, reduced_motion="reduce")
    first = v.page.evaluate("civicnet.shown()")
    rows = v.page.inner_text("#rows")
    assert v.page.is_hidden("#unsaved")
    v.page.focus("#canvas")
    v.page.keyboard.press("e")
    assert v.page.evaluate("document.activeElement.name") == "name"
    v.page.keyboard.type("Nur Lukule")
    v.page.keyboard.press("Enter")
    v.page.wait_for_timeout(20)
    assert words(v, "#live") == "Nur Lukule was added."
    assert v.page.evaluate("document.activeElement.name") == "name"
    assert v.page.evaluate("civicnet.looked()") == "Nur Lukule"
    assert v.page.input_value("[data-change=connect] [name=name]") == "Nur Lukule"
    fill(v, "connect", to="Cradle to Career Council")
    assert words(v, "#live") == "Nur Lukule and Cradle to Career Council are tied."
    assert words(v, "#unsaved-words") == "2 changes, not saved"
    assert words(v, "#caption").endswith("Counted before 2 changes made in this page.")
    assert v.page.evaluate("civicnet.shown()") == {
        "actors": first["actors"] + 1,
        "lines": first["lines"] + 1,
    }
    v.page.keyboard.press("Escape")
    v.page.keyboard.press("Control+z")
    assert words(v, "#live") == "Taken back: Nur Lukule and Cradle to Career Council are tied."
    v.page.click("#unsaved-undo")
    assert v.page.evaluate("civicnet.shown()") == first
    assert v.page.inner_text("#rows") == rows
    assert v.page.is_hidden("#unsaved")
    v.page.keyboard.press("Control+Shift+z")
    v.page.keyboard.press("Control+y")
    assert words(v, "#unsaved-words") == "2 changes, not saved"
    look_at(v, "Nur Lukule")
    assert "Cradle to Career Council" in words(v, "#panel")
    v.quiet()


def test_what_cannot_be_is_said_in_words_and_nothing_happens(visit, core):
    v = visit(core)
    edit(v)
    said = []
    for change, cells in (
        ("add", {"name": "  "}),
        ("add", {"name": "eleanor  MARSH"}),
        ("add", {"name": "Ana Ruiz", "organization": "Radio Nowhere"}),
        ("connect", {"name": "Eleanor Marsh", "to": "Eleanor Marsh"}),
        ("connect", {"name": "Eleanor Marsh", "to": "Nobody Known"}),
    ):
        fill(v, change, **cells)
        said.append(words(v, f"[data-change={change}] p"))
        assert said[-1] == words(v, "#live")
    assert said == [
        "Write a name first.",
        "Eleanor Marsh is here already.",
        "Nobody here is called Radio Nowhere. Add them first.",
        "Nobody is tied to themselves.",
        "Nobody here is called Nobody Known. Add them first.",
    ]
    look_at(v, "Eleanor Marsh")
    fill(v, "rename", to="Mai Nguyễn")
    assert words(v, "[data-change=rename] p") == "Mai Nguyễn is here already."
    assert v.page.is_hidden("#unsaved")
    v.page.keyboard.press("Escape")
    v.page.keyboard.press("Control+z")
    assert words(v, "#live") == "There is nothing to undo."
    v.page.keyboard.press("Control+y")
    assert words(v, "#live") == "There is nothing to redo."


def test_while_it_is_asked_who_leaves_undo_is_about_that(visit, core):
    v = visit(core, reduced_motion="reduce")
    edit(v)
    fill(v, "add", name="Ana Ruiz")
    look_at(v, "Eleanor Marsh")
    v.page.click("#leave")
    v.page.keyboard.press("Control+z")
    assert words(v, "#live") == "Everybody is back."
    v.page.keyboard.press("Control+z")
    assert words(v, "#live") == "Taken back: Ana Ruiz was added."


def test_a_page_with_unsaved_changes_asks_before_it_is_left(visit, riverbend, tmp_path):
    v = visit(riverbend)
    asks = "() => !dispatchEvent(new Event('beforeunload', { cancelable: true }))"
    assert not v.page.evaluate(asks)
    edit(v)
    fill(v, "add", name="Ana Ruiz")
    assert v.page.evaluate(asks)
    v.page.click("#unsaved-undo")
    assert not v.page.evaluate(asks)
    fill(v, "add", name="Ana Ruiz")
    v.saved("csv", tmp_path)
    assert not v.page.evaluate(asks)
    v.page.click("#save")
    v.page.click("#keep")
    assert v.page.evaluate(asks)


# --- hostile text, other readers, everybody's use --------------------------------------------

HOSTILE = [
    f"<img src=x onerror={RUN}>",
    f"</script><script>{RUN}</script>",
    f"\"'><svg onload={RUN}>",
    "<!--<script>",
    "${7*7} {{7*7}} javascript:alert(1)",
    "\u2028\u202eabc\u2029 𝒳 Z̸̡a\u200blgo",
    "+1;-2,@SUM(A1)",
    "'=1+1",
]


def test_hostile_text_stays_text_in_every_field_file_and_page(visit, core, tmp_path):
    v = visit(core, reduced_motion="reduce")
    edit(v)
    for n, text in enumerate(HOSTILE):
        fill(v, "add", name=text, kind=["person", "organization", "table"][n % 3])
    for one, two in itertools.pairwise(HOSTILE):
        fill(v, "connect", name=one, to=two, relation=one)
    v.page.keyboard.press("Escape")
    look_at(v, HOSTILE[0])
    fill(v, "rename", to=HOSTILE[0] + "!")
    v.view("table")
    v.view("map")
    page = v.saved("page", tmp_path).rename(tmp_path / "page.html")
    changes = v.saved("csv", tmp_path)
    drawn = re.sub(r"(<[^>]*>|\s)+", " ", v.saved("svg", tmp_path).read_text("utf-8"))
    assert "Counted before 16 changes made in this page." in drawn
    v.quiet()
    again = visit(page, reduced_motion="reduce")
    assert here(again) == here(v)
    look_at(again, HOSTILE[1])
    again.quiet()
    merged = cn.merge(cn.load_example(), changes, at=AT).partnership
    assert here(v)["lines"] == as_python(merged)["lines"]


def test_everybody_may_edit_and_nothing_hidden_appears(visit, tmp_path):
    path = cn.map(cn.load_example(), tmp_path / "map.html", at=AT, audience="public").path
    v = visit(path, reduced_motion="reduce")
    edit(v)
    assert "Ibáñez" not in v.page.content()
    fill(v, "add", name="Ana Ruiz", organization="Radio Ribera")
    fill(v, "connect", name="Ana Ruiz", to="Riverbend Promise")
    absent(v, "Eleanor Marsh")
    look_at(v, "Radio Ribera")
    fill(v, "rename", to="Radio Río")
    again = visit(v.saved("page", tmp_path).rename(tmp_path / "page.html"))
    assert here(again) == here(v)
    assert "Ana Ruiz" in v.page.evaluate("civicnet.data().nodes.map((node) => node.label)")
    v.quiet()
    again.quiet()


def test_a_map_without_tables_or_sectors_takes_them_in(visit, tmp_path):
    p = partnership(people=[{"person": "Ada"}, {"person": "Ben"}])
    v = visit(cn.map(p, tmp_path / "map.html", at=AT).path, reduced_motion="reduce")
    edit(v)
    fill(v, "add", name="Round Table", kind="table")
    fill(v, "add", name="Library", kind="organization", sector="education")
    fill(v, "connect", name="Round Table", to="Ada")
    fill(v, "connect", name="Ada", to="Library", form="mou")
    assert "Tables" in v.page.inner_text("#rows")
    assert "Education" in v.page.inner_text("#rows")
    merged = cn.merge(p, v.saved("csv", tmp_path), at=AT).partnership
    assert here(v) == as_python(merged, "partners")
    v.page.click("[data-way=rings]")
    v.quiet()


def test_no_state_of_it_has_a_barrier(visit, core, axe):
    v = visit(core, reduced_motion="reduce")
    edit(v)
    fill(v, "add", name="Ana Ruiz", organization="Radio Ribera")
    fill(v, "add", name="Ana Ruiz")
    assert violations(v, axe) == []
    look_at(v, "Ana Ruiz")
    assert violations(v, axe) == []
    v.page.click("#theme")
    assert violations(v, axe) == []


def test_it_works_on_a_phone(visit, core, axe):
    v = visit(core, TALL, device_scale_factor=2, has_touch=True, reduced_motion="reduce")
    v.page.tap("#edit")
    fill(v, "add", name="Ana Ruiz", organization="Radio Ribera")
    assert violations(v, axe) == []
    v.page.tap("#panel header .close")
    assert v.page.is_visible("#unsaved-page")
    assert v.page.evaluate("document.documentElement.scrollWidth") <= TALL["width"]
    assert violations(v, axe) == []
    absent(v, "Eleanor Marsh")
    assert words(v, "#unsaved-words") == "2 changes, not saved"
