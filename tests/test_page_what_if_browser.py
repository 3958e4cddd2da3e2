"""What if somebody leaves, in a real Chromium: the same numbers as in Python, and what is seen."""

import itertools
import json
import random
import re

import numpy as np
import pytest

import civicnet as cn
from civicnet import reach as reaches
from civicnet.moments import moment
from civicnet.page.audience import gate
from civicnet.page.content import content
from civicnet.questions.ground import departure, ground, left
from civicnet.stakes import fates, stakes
from tests.browsing import AT, TALL, violations
from tests.build import partnership

pytestmark = pytest.mark.browser

MAYOR, AWAY = "Eleanor Marsh", ["Desmond Achebe", "Eleanor Marsh", "Priya Raghunathan"]
# Both readings of "without" for all that is asked, in one call.
COUNT = """asked => {
  const { nodes } = civicnet.data();
  const person = (name) => nodes.find((each) => each.kind === 'person' && each.label === name).id;
  const named = (ids) => ids.map((id) => nodes[id].label).sort();
  return asked.map(([names, vacant]) => {
    const found = civicnet.without(names.map(person), vacant);
    const assets = (rows) => named(rows.map((row) => row[0]));
    return {
      left: named(found.left), within: found.within, connected: found.connected,
      cut: named(found.cut),
      goes: assets(found.goes), unattended: assets(found.shut),
    };
  });
}"""


def truth(on, held, names, vacant):
    """The same in Python: what `depart` and `risks` stand on."""
    case = departure(on, names, refilled=not vacant)
    row = left(on, case)
    lost = reaches.lost(on.reach, np.concatenate([np.zeros_like(row), row])).others
    becomes = list(zip(held["asset"], fates(held, case.people), strict=True))
    return {
        "left": sorted(case.people),
        "within": float(lost[0] - lost[1]),
        "connected": float(reaches.connected(on.reach, row)[0]),
        "cut": sorted({*reaches.cut_off(on.reach, row[0])} - {*case.people}),
        "goes": sorted(name for name, fate in becomes if fate == "goes"),
        "unattended": sorted(name for name, fate in becomes if fate == "unattended"),
    }


def differences(v, p, asked, at=AT):
    on = ground(p, at)
    held = stakes(p, on.now)
    counted = v.page.evaluate(COUNT, [[list(names), vacant] for names, vacant in asked])
    return [
        (names, vacant, expected, found)
        for (names, vacant), found in zip(asked, counted, strict=True)
        if found != (expected := truth(on, held, names, vacant))
    ]


# --- the same numbers as in Python -----------------------------------------------------------


def test_every_departure_of_riverbend_counts_what_python_counts(visit, core):
    p = cn.load_example()
    v = visit(core)
    people = sorted(ground(p, AT).now.present)
    assert len(people) == 62
    asked = [([name], vacant) for name in people for vacant in (False, True)]
    assert differences(v, p, asked) == []
    v.quiet()


def test_two_departures_count_what_python_counts(visit, core):
    p = cn.load_example()
    people = sorted(ground(p, AT).now.present)
    pairs = random.Random(7).sample(list(itertools.combinations(people, 2)), 240)
    asked = [(pair, vacant) for pair in pairs for vacant in (False, True)]
    assert differences(visit(core), p, asked) == []


def test_the_numbers_are_those_of_the_commands(visit, core):
    p = cn.load_example()
    on = ground(p, AT)
    risks = cn.risks(p, at=AT).people
    v = visit(core)
    counted = v.page.evaluate(COUNT, [[[name], False] for name in risks["actor"]])
    for row, found in zip(risks.to_dict("records"), counted, strict=True):
        assert on.reach.within - found["within"] == (
            row["within_lost_others"] + row["within_lost_own"]
        )
        assert on.reach.connected - found["connected"] == row["pairs_cut"]
        assert found["cut"] == sorted(row["bodies_cut"])
        assert found["left"] == sorted([row["actor"], *row["departs_with"]])
    for vacant in (False, True):
        told = cn.depart(p, [MAYOR, "Marguerite Voss"], AT, refilled=not vacant)
        after = dict(zip(told.changes["measure"], told.changes["after"], strict=True))
        (found,) = v.page.evaluate(COUNT, [[[MAYOR, "Marguerite Voss"], vacant]])
        assert found["within"] == (
            after["pairs of others within two steps"] + after["pairs of their own within two steps"]
        )
        assert found["connected"] == after["pairs with any way to each other"]
        gone = told.assets.loc[told.assets["fate"] == "goes", "asset"]
        assert found["goes"] == sorted(gone)


def odd_city(seed):
    """A city with all that makes a departure hard to count, put together by chance."""
    chance = random.Random(seed)
    bodies = [f"Body {number}" for number in range(chance.choice([2, 7, 12, 18]))]
    people = [f"Person {number}" for number in range(16)]
    offices = [
        {
            "office": f"Office {number}",
            "organization": chance.choice(bodies),
            "holders": 2,
            "kind": chance.choice(["mayor", "director"]),
            "serves_with": "",
        }
        for number in range(8)
    ]
    labels = [f"{each['office']}, {each['organization']}" for each in offices]
    for number in range(1, 6):
        offices[number]["serves_with"] = labels[chance.randrange(number)]
    terms = {(chance.choice(people), chance.randrange(8)) for _ in range(11)}
    actors = [*bodies, *people, *labels]

    def tie():
        one, two = chance.sample(actors, 2)
        return {
            "source": one,
            "target": two,
            "relation": chance.choice(["works with", "opposes", "funds", "refers"]),
            "form": chance.choice(["", "", "verbal", "mou", "contract"]),
            "strength": chance.choice([1, 2, 3, ""]),
            "via": chance.choice(["", "", "", chance.choice(labels)]),
        }

    return partnership(
        people=[{"person": name, "organization": chance.choice(["", *bodies])} for name in people],
        organizations=[
            {"organization": name, "kind": chance.choice(["", "table"])} for name in bodies
        ],
        offices=offices,
        terms=[
            {
                "person": who,
                "office": offices[i]["office"],
                "organization": offices[i]["organization"],
            }
            for who, i in sorted(terms)
        ],
        ties=[tie() for _ in range(chance.choice([14, 30]))],
        seats=[
            {
                "table": chance.choice(bodies),
                "actor": chance.choice(people),
                "on_behalf_of": chance.choice(["", "", chance.choice(labels)]),
            }
            for _ in range(5)
        ],
        assets=[
            {
                "asset": f"Asset {number}",
                "kind": chance.choice(["data", "convening", "funding", "space"]),
                "holder": chance.choice(actors),
                "gatekeeper": chance.choice(["", *people, *labels]),
                "form": chance.choice(["", "contract"]),
            }
            for number in range(8)
        ],
    )


@pytest.mark.parametrize("seed", range(8))
def test_odd_cities_count_the_same_too(visit, tmp_path, seed):
    p = odd_city(seed)
    v = visit(cn.map(p, tmp_path / "map.html", at=AT, audience="core").path)
    shown = v.page.evaluate(
        "civicnet.data().nodes.filter((n) => n.kind === 'person').map((n) => n.label)"
    )
    people = sorted(ground(p, AT).now.present & {*shown})
    some = random.Random(seed).sample(list(itertools.combinations(people, 2)), 30)
    asked = [(names, vacant) for names in [*zip(people), *some] for vacant in (False, True)]
    assert differences(v, p, asked) == []
    v.quiet()


def test_partners_count_the_same_for_officials(visit, riverbend):
    p = cn.load_example()
    found = content(p, gate(p, "partners", ()), title="", at=moment(p.frames, AT))
    data = found.rest["leaving"]
    names = [found.nodes[each]["label"] for each in data["people"][: data["asks"]]]
    asked = [
        (who, vacant)
        for who in [*zip(names), *itertools.combinations(names, 2)]
        for vacant in (False, True)
    ]
    assert differences(visit(riverbend), p, asked) == []


# --- what is seen and heard ------------------------------------------------------------------


def away(v):
    names, red, ended = v.page.evaluate("civicnet.away()")
    return {"left": [name for name in names if name in AWAY], "red": red, "ended": ended}


def look_at(v, name):
    v.page.fill("#find", name)
    v.page.keyboard.press("Enter")


def leaves(v, name=MAYOR):
    look_at(v, name)
    v.page.keyboard.press("l")


def gone(v):
    v.page.wait_for_timeout(1250)  # so long the lines are red
    assert away(v)["red"] == 0


def words(v, selector):
    return re.sub("[\u2066-\u2069]", "", v.page.inner_text(selector))


def test_what_she_carries_turns_red_then_goes_and_numbers_move(visit, core):
    v = visit(core)
    before = v.page.evaluate("civicnet.shown()")["lines"]
    leaves(v)
    found = away(v)
    assert found["red"] > 60
    assert found["left"] == AWAY
    assert v.page.evaluate("civicnet.shown()")["lines"] == before
    said = (
        "Of 1,275 pairs of partners 987 reach each other in two steps; without Eleanor Marsh and "
        "2 staff, 670. Delgado & Sons Builders is cut off."
    )
    assert words(v, "#caption").startswith(said)
    assert words(v, "#live").startswith(said)
    gone(v)
    assert v.page.evaluate("civicnet.shown()")["lines"] < before - 60
    assert words(v, "#live").startswith(said)
    assert v.page.evaluate("civicnet.ringed()") == ["Delgado & Sons Builders"]
    listed = words(v, "#answer")
    assert "317 pairs fewer in two steps" in listed
    assert "convening" in listed
    v.quiet()


def test_with_reduced_motion_lines_go_at_once(visit, core):
    v = visit(core, reduced_motion="reduce")
    leaves(v)
    found = away(v)
    assert found["red"] == 0
    assert found["ended"] > 60


def test_the_office_stays_with_its_agreements(visit, core):
    v = visit(core, reduced_motion="reduce")
    office = "Mayor, Mayor's Office"
    look_at(v, office)
    assert "In writing" not in words(v, "#panel")
    seats = v.page.locator("#panel h3:has-text('Seats')").count()
    v.page.keyboard.press("Escape")
    leaves(v)
    look_at(v, office)
    assert v.page.locator("#panel h3:has-text('Seats')").count() == seats + 1
    assert "Vacant" not in words(v, "#panel")
    v.page.keyboard.press("Escape")
    v.page.click("#vacant")
    look_at(v, office)
    assert "Vacant" in words(v, "#panel")


def test_several_leave_and_each_is_listed_with_what_it_costs_beyond_the_others(visit, core):
    v = visit(core, reduced_motion="reduce")
    leaves(v)
    leaves(v, "Marguerite Voss")
    assert "without Eleanor Marsh, Marguerite Voss and 2 staff, 660." in words(v, "#caption")
    rows = v.page.locator("#answer .neighbour").all_inner_texts()
    assert [row.split("\n")[0] for row in rows] == [f"{MAYOR} and 2 staff", "Marguerite Voss"]
    assert "317 pairs fewer" in rows[0]
    assert "10 pairs fewer" in rows[1]
    v.page.click("#vacant")
    assert "their offices vacant, 651." in words(v, "#caption")
    assert v.page.evaluate("document.activeElement.id") == "vacant"
    v.page.click("#filled")
    leaves(v)  # again: she is back
    assert "without Marguerite Voss, " in words(v, "#caption")


def test_undo_goes_back_step_by_step_and_everybody_can_come_back(visit, core):
    v = visit(core, reduced_motion="reduce")
    first, lines = v.page.inner_text("#caption"), v.page.evaluate("civicnet.shown()")
    leaves(v)
    one = v.page.inner_text("#caption")
    leaves(v, "Marguerite Voss")
    v.page.keyboard.press("u")
    assert v.page.inner_text("#caption") == one
    v.page.keyboard.press("Control+z")
    assert v.page.inner_text("#caption") == first
    assert v.page.evaluate("civicnet.shown()") == lines
    assert away(v) == {"left": [], "red": 0, "ended": 0}
    assert v.page.inner_text("#live") == "Everybody is back."
    v.page.keyboard.press("u")
    assert v.page.inner_text("#live") == "There is nothing to undo."
    leaves(v)
    v.page.click("#back")
    assert v.page.inner_text("#caption") == first
    v.page.keyboard.press("u")
    assert v.page.inner_text("#caption") == one
    v.page.click("#undo")
    assert v.page.inner_text("#caption") == first
    v.quiet()


def test_another_question_is_about_today_and_undo_returns(visit, core):
    v = visit(core, reduced_motion="reduce")
    v.page.click("[data-way=links]")
    caption = v.page.inner_text("#caption")
    leaves(v)
    v.page.focus("#canvas")
    v.page.keyboard.press("3")
    assert v.page.inner_text("#caption") == caption
    assert away(v)["ended"] == 0
    v.page.keyboard.press("u")
    assert away(v)["left"] == AWAY
    v.page.click("#back")
    assert v.page.inner_text("#caption") == caption


def test_undo_while_lines_are_red_brings_everything_back(visit, core):
    v = visit(core)
    lines = v.page.evaluate("civicnet.shown()")
    leaves(v)
    leaves(v, "Marguerite Voss")
    v.page.keyboard.press("u")
    v.page.keyboard.press("u")
    v.page.wait_for_timeout(1400)
    assert v.page.evaluate("civicnet.shown()") == lines
    assert away(v) == {"left": [], "red": 0, "ended": 0}


def test_the_button_in_the_details_does_the_same(visit, core):
    v = visit(core, reduced_motion="reduce")
    look_at(v, MAYOR)
    assert words(v, "#leave") == "What if Eleanor Marsh leaves?"
    v.page.click("#leave")
    assert away(v)["left"] == AWAY
    assert v.page.is_hidden("#panel")
    assert v.page.evaluate("document.activeElement.id") == "canvas"
    look_at(v, MAYOR)
    assert words(v, "#leave") == "Bring Eleanor Marsh back"
    v.page.click("#leave")
    assert away(v)["left"] == []
    look_at(v, "Riverbend Promise")
    assert v.page.locator("#leave").count() == 0


def test_a_click_and_l_do_it_with_the_mouse_alone(visit, core):
    v = visit(core, reduced_motion="reduce")
    spot = v.page.evaluate(f"civicnet.spot({json.dumps(MAYOR)})")
    v.page.mouse.click(spot["x"], spot["y"])
    v.page.keyboard.press("l")
    assert away(v)["left"] == AWAY


def test_typing_an_l_in_the_search_asks_nothing(visit, core):
    v = visit(core)
    look_at(v, MAYOR)
    v.page.click("#find")
    v.page.keyboard.type("lulu")
    assert away(v)["left"] == []
    assert v.page.input_value("#find") == "lulu"


def test_names_with_commas_tags_and_other_directions_are_said_as_they_are(visit, tmp_path):
    firms = ["Smith, Jones & Partners, LLP", "مجلس, المدينة", "<img src=x onerror=window.__ran=1>"]
    people = ["Cruz, Ana", "</script><script>window.__ran=1</script>"]
    p = partnership(
        people=[{"person": name} for name in people],
        organizations=[{"organization": name} for name in firms],
        ties=[{"source": people[0], "target": firm} for firm in firms],
        seats=[{"table": firms[0], "actor": people[1]}],
        assets=[{"asset": "Keys, all", "kind": "data", "holder": people[0]}],
    )
    path = cn.map(p, tmp_path / "map.html", at=AT, audience="core").path
    v = visit(path, reduced_motion="reduce")
    for name in people:
        leaves(v, name)
        assert name in words(v, "#caption")
    said = words(v, "#answer")
    assert "Keys, all is closed" in said
    assert f"{people[0]}\n" in said
    v.page.click("#vacant")
    v.quiet()


# --- for whom --------------------------------------------------------------------------------


def test_partners_may_ask_of_officials_only(visit, riverbend):
    v = visit(riverbend, reduced_motion="reduce")
    leaves(v)
    assert away(v)["left"] == AWAY
    leaves(v, "Dolores Ibáñez")
    assert v.page.locator("#leave").count() == 0
    assert v.page.inner_text("#live") == "Nobody is chosen of whom this may be asked."
    assert away(v)["left"] == AWAY


def test_the_public_cannot_ask(visit, tmp_path):
    v = visit(cn.map(cn.load_example(), tmp_path / "map.html", at=AT, audience="public").path)
    leaves(v)
    assert v.page.locator("#leave").count() == 0
    assert away(v) == {"left": [], "red": 0, "ended": 0}
    v.page.click("#about")
    assert "leaves" not in v.page.inner_text("#info")
    v.quiet()


# --- files and everybody's use ---------------------------------------------------------------


def test_a_saved_drawing_has_the_answer_and_not_the_lines_that_are_gone(visit, core, tmp_path):
    v = visit(core, reduced_motion="reduce")
    before = v.saved("svg", tmp_path).read_text(encoding="utf-8")
    leaves(v)
    after = v.saved("svg", tmp_path).read_text(encoding="utf-8")
    plain = re.sub("[\u2066-\u2069]", "", after)
    assert "without Eleanor Marsh and 2 staff, 670." in plain
    assert "cut off from the rest" in plain
    assert before.count("<path") - after.count("<path") > 60


def test_no_state_of_it_has_a_barrier(visit, core, axe):
    v = visit(core)
    look_at(v, MAYOR)
    assert violations(v, axe) == []
    v.page.keyboard.press("l")
    assert violations(v, axe) == []
    gone(v)
    leaves(v, "Marguerite Voss")
    gone(v)
    assert violations(v, axe) == []


def test_it_works_on_a_phone(visit, core, axe):
    v = visit(core, TALL, device_scale_factor=2, has_touch=True, reduced_motion="reduce")
    look_at(v, MAYOR)
    v.page.tap("#leave")
    assert v.page.is_visible("#canvas")
    assert "670" in v.page.inner_text("#caption")
    v.view("key")
    assert "317 pairs fewer" in v.page.inner_text("#answer")
    assert v.page.evaluate("document.documentElement.scrollWidth") <= TALL["width"]
    assert violations(v, axe) == []
    v.page.tap("#back")
    assert away(v)["left"] == []
