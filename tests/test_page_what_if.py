"""What the page knows of departures: who may be asked about, what rests on whom, and no more."""

import itertools
import json

import civicnet as cn
from civicnet.moments import moment
from civicnet.page.audience import gate
from civicnet.page.content import content
from tests.build import partnership

AT = "2026-11-15"


def city(**more):
    """A mayor, her chief of staff, a director and a resident; all that a departure can touch."""
    frames = {
        "people": [
            {"person": "Ada", "organization": "City"},
            {"person": "Bo", "organization": "City"},
            {"person": "Cy", "organization": "YMCA", "email": "EMAIL1", "notes": "NOTES1"},
            {"person": "Di"},
        ],
        "organizations": [
            {"organization": "City"},
            {"organization": "YMCA"},
            {"organization": "School"},
            {"organization": "Council", "kind": "table"},
        ],
        "offices": [
            {"office": "Mayor", "organization": "City", "kind": "mayor"},
            {
                "office": "Chief of Staff",
                "organization": "City",
                "kind": "chief of staff",
                "serves_with": "Mayor, City",
            },
        ],
        "terms": [
            {"person": "Ada", "office": "Mayor", "organization": "City"},
            {"person": "Bo", "office": "Chief of Staff", "organization": "City"},
        ],
        "ties": [
            {"source": "Ada", "target": "Cy", "relation": "trusts"},
            {"source": "Ada", "target": "School", "relation": "funds", "form": "contract"},
            {"source": "Bo", "target": "Di", "relation": "knows", "strength": 1},
            {"source": "Cy", "target": "Bo", "relation": "opposes"},
            {"source": "YMCA", "target": "School", "relation": "refers"},
        ],
        "seats": [
            {"table": "Council", "actor": "Ada"},
            {"table": "Council", "actor": "Cy", "on_behalf_of": "YMCA"},
        ],
        "assets": [
            {"asset": "Records", "kind": "data", "holder": "City", "gatekeeper": "Ada"},
            {
                "asset": "Register",
                "kind": "data",
                "holder": "City",
                "gatekeeper": "Ada",
                "form": "contract",
            },
            {"asset": "Convening", "kind": "convening", "holder": "Ada"},
            {"asset": "Meetings", "kind": "facilitate", "holder": "School"},
            {
                "asset": "Fund",
                "kind": "funding",
                "holder": "Cy",
                "amount": 500,
                "unit": "USD",
                "per": "year",
            },
        ],
    }
    return partnership(**{**frames, **more})


def filled(p, audience="core"):
    return content(p, gate(p, audience, ()), title="Map", at=moment(p.frames, AT))


def leaving(p, audience="core"):
    return filled(p, audience).rest.get("leaving")


def named(p, audience="core"):
    """What the page knows, and the name of every id in it."""
    found = filled(p, audience)
    names = {node["id"]: node["label"] for node in found.nodes}
    return found.rest["leaving"], names, found.edges


def groups(data, names):
    """The people of each group, by its number."""
    who = [[names[each]] for each in data["people"]]
    return who + [[names[data["people"][i]] for i in group] for group in data["groups"]]


# --- for whom --------------------------------------------------------------------------------


def test_the_core_may_ask_about_everybody_who_is_there():
    data, names, _ = named(city())
    assert [names[each] for each in data["people"]] == ["Ada", "Bo", "Cy", "Di"]
    assert data["asks"] == 4


def test_partners_may_ask_about_officials_and_learn_who_leaves_with_them():
    data, names, _ = named(city(), "partners")
    assert [names[each] for each in data["people"]] == ["Ada", "Bo"]
    assert data["asks"] == 1
    assert data["along"] == [[1, 0]]


def test_partners_learn_nothing_of_what_rests_on_others():
    data, names, edges = named(city(), "partners")
    assert not data["groups"]
    # Whoever opposes whom is no contact, and rests on the one of the two who may leave.
    told = {edges[line]["relation"]: rest for line, *rest in data["lines"] if line >= 0}
    assert told["opposes"] == [-1, -1, 1]
    assert "Fund" not in [names[row[0]] for row in data["assets"]]


def test_the_public_is_told_nothing_of_departures():
    assert leaving(city(), "public") is None
    assert "leaving" not in json.dumps(filled(cn.load_example(), "public").rest)


def test_nobody_may_be_asked_about_where_nobody_holds_public_office():
    p = city(offices=[], terms=[])
    assert leaving(p, "partners") is None
    assert leaving(p, "core") is not None


def test_no_text_leaves_but_kinds_of_functions_and_a_unit():
    texts = []

    def look(part):
        if isinstance(part, str):
            texts.append(part)
        for each in part.values() if isinstance(part, dict) else part if list is type(part) else ():
            look(each)

    look(leaving(city()))
    assert set(texts) <= {"f", "d", "m", "", "USD", "facilitate", "two steps"}


# --- what rests on whom ----------------------------------------------------------------------


def test_what_the_map_shows_of_a_tie_is_not_written_again():
    data, _, edges = named(city())
    told = [edges[line].get("relation") or edges[line]["what"] for line, *_ in data["lines"]]
    assert sorted(told) == ["funds", "opposes", "refers"]


def test_an_agreement_waits_only_where_nobody_follows_in_its_office():
    data, names, edges = named(city())
    (rest,) = [row for row in data["lines"] if edges[row[0]].get("relation") == "funds"]
    _, one, two, group = rest
    assert {names[data["bodies"][one]], names[data["bodies"][two]]} == {"City", "School"}
    assert group < 0
    assert groups(data, names)[-1 - group] == ["Ada"]


def test_a_personal_tie_between_organizations_ends_with_the_last_of_those_known():
    data, names, edges = named(city())
    (rest,) = [row for row in data["lines"] if edges[row[0]].get("relation") == "refers"]
    assert [groups(data, names)[group] for group in rest[3:]] == [["Cy"]]
    more = [{"person": "Ed", "organization": "YMCA"}, *city().people.to_dict("records")]
    p = city(
        people=[{k: v for k, v in row.items() if k in ("person", "organization")} for row in more]
    )
    data, names, edges = named(p)
    (rest,) = [row for row in data["lines"] if edges[row[0]].get("relation") == "refers"]
    assert [groups(data, names)[group] for group in rest[3:]] == [["Cy", "Ed"]]


def test_an_agreement_stays_with_the_office_and_a_seat_with_the_organization():
    data, names, edges = named(city())
    moves = {
        (names[stays], edges[line if line >= 0 else -1 - line]["what"], line >= 0)
        for stays, *lines in data["moves"]
        for line in lines
    }
    assert moves == {("Mayor, City", "tie", True), ("YMCA", "seat", True)}


def test_assets_go_with_those_they_rest_on_and_doors_stand_unattended():
    data, names, _ = named(city())
    who = groups(data, names)
    rows = {
        names[place]: (kind, worth, who[opened] if opened >= 0 else None, [who[x] for x in goes])
        for place, kind, worth, opened, *goes in data["assets"]
    }
    assert rows == {
        "Records": ("d", 0, ["Ada"], [["Ada"]]),
        "Register": ("d", 0, ["Ada"], []),
        "Convening": ("f", 0, None, [["Ada"]]),
        "Fund": ("m", 500, None, [["Cy"]]),
    }
    assert data["lasting"] == ["facilitate"]
    assert data["unit"] == "USD"


def test_staff_of_two_offices_leave_only_when_both_are_empty():
    p = city(
        offices=[
            {"office": "Mayor", "organization": "City", "kind": "mayor", "holders": 2},
            {"office": "Aide", "organization": "City", "serves_with": "Mayor, City"},
        ],
        terms=[
            {"person": "Ada", "office": "Mayor", "organization": "City"},
            {"person": "Cy", "office": "Mayor", "organization": "City"},
            {"person": "Bo", "office": "Aide", "organization": "City"},
        ],
    )
    data, names, _ = named(p)
    ((who, group),) = data["along"]
    assert names[data["people"][who]] == "Bo"
    assert groups(data, names)[group] == ["Ada", "Cy"]


def test_steps_are_three_where_partners_are_far_apart():
    names = [f"Partner {number}" for number in range(14)]
    p = partnership(
        people=[{"person": "Ada", "organization": names[0]}],
        organizations=[{"organization": name} for name in names],
        ties=[
            {"source": one, "target": two, "form": "contract"}
            for one, two in itertools.pairwise(names)
        ],
    )
    assert leaving(p)["steps"] == 3
    assert leaving(city())["steps"] == 2


def test_what_it_adds_to_a_file_is_small():
    for audience, most in (("core", 5000), ("partners", 2000)):
        text = json.dumps(leaving(cn.load_example(), audience), separators=(",", ":"))
        assert len(text) <= most, audience
