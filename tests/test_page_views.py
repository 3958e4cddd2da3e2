"""The views of the map: what each rings, who is missing, which ties are not there yet, for whom."""

import pandas as pd
import pytest

import civicnet as cn
from civicnet.moments import moment
from civicnet.page.audience import gate
from civicnet.page.content import content
from civicnet.page.lenses import ALARM, CALM, CARE, MOST_LISTED, Lens

AT = "2026-11-15"


def drawn(p, audience="core"):
    return content(p, gate(p, audience, ()), title="T", at=moment(p.frames, AT))


def views(found):
    return {lens["id"]: lens for lens in found.rest["lenses"]}


def ringed(found, view, tone):
    label = {node["id"]: node["label"] for node in found.nodes}
    return {label[actor] for actor, of in views(found)[view]["rings"] if of == tone}


@pytest.fixture(scope="module")
def riverbend():
    return cn.load_example()


@pytest.fixture(scope="module")
def core(riverbend):
    return drawn(riverbend)


@pytest.fixture(scope="module")
def partners(riverbend):
    return drawn(riverbend, "partners")


def frames(**rows):
    return cn.Partnership.from_frames(**{k: pd.DataFrame(v) for k, v in rows.items()})


def test_every_question_of_riverbend_is_a_view(core):
    assert list(views(core)) == [
        "near", "rings", "links", "deep", "alone", "lacks", "missing", "results", "needs",
        "calendar",
    ]  # fmt: skip
    for view in views(core).values():
        assert len(view["caption"].split()) <= 50
        assert not {"node", "edge", "nan", "betweenness"} & set(view["caption"].lower().split())


def test_a_view_says_what_its_signs_mean(core):
    for view in views(core).values():
        tones = {tone for _, tone in view.get("rings", [])}
        assert tones == {tone for sign, tone, _ in view.get("key", []) if sign == "ring"}


def test_everybody_marked_is_on_the_map(core):
    ids = {node["id"] for node in core.nodes}
    lines = {edge["id"]: edge for edge in core.edges}
    for view in views(core).values():
        assert {actor for actor, _ in view.get("rings", [])} <= ids
        assert {actor for *_, actor in view.get("list", []) if actor is not None} <= ids
        assert {lines[each]["line"] for each in view.get("wishes", [])} <= {"wish"}


def test_who_is_missing_stands_beside_the_tables_that_expect_them(core):
    ghosts = {node["label"]: node for node in core.nodes if node["kind"] == "ghost"}
    label = {node["id"]: node["label"] for node in core.nodes}
    assert set(ghosts) == {"Eastbank residents", "parents", "students", "teachers", "foster youth"}
    assert label[ghosts["parents"]["home"]] == "Cradle to Career Council"
    expected = {
        label[edge["to"]]
        for edge in core.edges
        if edge["from"] == ghosts["students"]["id"] and edge.get("relation") == "expected at"
    }
    assert expected == {"Cradle to Career Council", "College and Career Network"}
    introduce = {
        label[edge["to"]]
        for edge in core.edges
        if edge["from"] == ghosts["parents"]["id"] and edge.get("relation") != "expected at"
    }
    assert introduce == {"Gloria Okonkwo-Reyes"}


def test_a_seat_for_the_missing_ends_their_view():
    told = {
        "organizations": [{"organization": "Schools", "kind": "organization"},
                          {"organization": "Council", "kind": "table"}],
        "people": [{"person": "Ana", "organization": "Schools", "voices": "parents"},
                   {"person": "Ben", "organization": "Schools", "voices": "teachers"}],
        "voices": [{"voice": "parents", "population_share": 0.3, "expected_at": "Council"}],
    }  # fmt: skip
    seat = {"table": "Council", "role": "member", "engagement": "decides", "form": "none"}
    without = drawn(frames(**told, seats=[{**seat, "actor": "Ben"}]))
    assert [n["label"] for n in without.nodes if n["kind"] == "ghost"] == ["parents"]
    both = frames(**told, seats=[{**seat, "actor": "Ben"}, {**seat, "actor": "Ana"}])
    assert "missing" not in views(drawn(both))


def test_claims_that_wait_are_for_the_inner_circle(core, partners):
    waiting = {"Eastbank Neighbors", "Parents for Eastbank Schools", "Riverbend Youth Action"}
    assert ringed(core, "missing", ALARM) == waiting
    assert ringed(partners, "missing", ALARM) == set()


def test_sole_providers_are_ringed_with_what_hangs_on_them(core):
    assert "Mayor's Office" in ringed(core, "alone", CARE)
    row = next(row for row in views(core)["alone"]["list"] if row[0] == "Mayor's Office")
    assert row[1].startswith("alone brings agenda setting, championing, convening")


def test_a_second_provider_ends_the_ring():
    organizations = [{"organization": x} for x in ("Library", "YMCA")]
    one = {"asset": "Room", "kind": "space", "holder": "Library"}
    two = {"asset": "Hall", "kind": "space", "holder": "YMCA"}
    assert ringed(drawn(frames(organizations=organizations, assets=[one])), "alone", CARE) == {
        "Library"
    }
    assert "alone" not in views(drawn(frames(organizations=organizations, assets=[one, two])))


def test_gaps_are_listed_with_who_could_fill_them(core):
    rows = {title: words for title, words, _ in views(core)["lacks"]["list"]}
    assert rows["Two vans for the ride home after 6 pm"] == "nobody brings it"
    assert rows["A data director who stays"].startswith(
        "could be asked: Riverbend Unified School District"
    )
    assert "Otter Creek Youth Club" in ringed(core, "lacks", ALARM)


def test_who_links_us_has_the_numbers_of_brokers(riverbend, core):
    found = cn.brokers(riverbend, at=AT).table.set_index("actor")
    rows = {title: words for title, words, _ in views(core)["links"]["list"]}
    lost = int(found.loc["New Americans Welcome Center", "pairs_lost"])
    assert rows["New Americans Welcome Center"].startswith(
        f"the only way between {lost} pairs of others"
    )
    assert ringed(core, "links", ALARM) == set(found.index[found["pairs_lost"] > 0])


def test_partners_see_of_single_people_only_officials_at_risk(riverbend, core, partners):
    people = cn.risks(riverbend, at=AT).people
    costly = people[(people["within_lost_others"] > 0) | people["bodies_cut"].map(bool)]
    assert ringed(core, "deep", ALARM) == set(costly["actor"])
    public = {node["label"] for node in partners.nodes if node.get("public")}
    assert ringed(partners, "deep", ALARM) == set(costly["actor"]) & public
    assert ringed(partners, "deep", ALARM) != set(costly["actor"])


def test_the_public_sees_what_is_brought_and_what_lacks_and_no_more(riverbend):
    found = drawn(riverbend, "public")
    assert list(views(found)) == ["near", "rings", "alone", "lacks", "calendar"]
    assert not [node for node in found.nodes if node["kind"] == "ghost"]


def test_who_needs_whom_is_for_the_inner_circle_and_disputes_for_partners(core, partners):
    assert views(core)["needs"]["label"] == "Who needs whom"
    assert ringed(core, "needs", CALM)
    assert views(partners)["needs"]["label"] == "Who is at odds"
    assert not ringed(partners, "needs", CALM)


def test_results_without_an_owner_are_told_and_pairs_without_a_tie_drawn(riverbend, core):
    found = cn.outcomes(riverbend, at=AT)
    apart = found.reinforcement[~found.reinforcement["tied"].astype(bool)]
    assert len(views(core)["results"]["wishes"]) == len(apart)
    rows = {title: words for title, words, _ in views(core)["results"]["list"]}
    assert rows["Regular attendance"] == "nobody owns it"


def test_missing_actors_and_ties_change_neither_the_key_nor_the_counts(core):
    assert "ghost" not in {kind["id"] for kind in core.rest["kinds"]}
    assert "wish" not in {line["id"] for line in core.rest["lines"]}


def test_a_bare_list_has_the_views_it_can_answer():
    p = cn.Partnership.from_frames(ties=pd.DataFrame({"from": ["A", "B"], "to": ["B", "C"]}))
    assert list(views(drawn(p))) == ["near", "rings", "links"]


def test_a_long_list_says_how_many_more_there_are():
    lens = Lens("x", "X", "", rows=[(f"Row {i}", "", None) for i in range(MOST_LISTED + 3)])
    assert lens.to_dict()["list"][-1] == ["and 3 more", "", None]
