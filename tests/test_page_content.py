"""What a file of the map contains, for whom, and what never gets into it."""

import hashlib
import json
import re
import subprocess
import sys
from base64 import b64encode
from html import unescape
from importlib.resources import files
from pathlib import Path

import pandas as pd
import pytest

import civicnet as cn
from civicnet import bodies
from civicnet import vocabulary as words
from civicnet.columns import FRAMES
from civicnet.errors import ArgumentError
from civicnet.moments import moment
from civicnet.page import render
from civicnet.page.audience import RANK, gate
from civicnet.page.content import content
from civicnet.page.holdings import holdings
from tests.build import partnership

AT = "2026-11-15"


def small(**more):
    """A mayor with a tie, a director with ratings, two organizations, a table, assets, needs."""
    frames = {
        "people": [
            {
                "person": "Ada Marsh",
                "organization": "City",
                "email": "EMAIL1",
                "secret": "UNKNOWN1",
            },
            {"person": "Ben Cole", "organization": "YMCA", "level": "director", "notes": "NOTES1"},
            {"person": "Cy Dunn", "voices": "parents"},
        ],
        "organizations": [
            {"organization": "City", "sector": "public", "power": 3, "notes": "NOTES2"},
            {"organization": "YMCA", "sector": "nonprofit"},
            {"organization": "Council", "kind": "table"},
        ],
        "offices": [{"office": "Mayor", "organization": "City", "kind": "mayor"}],
        "terms": [{"person": "Ada Marsh", "office": "Mayor", "organization": "City"}],
        "ties": [
            {"source": "Ada Marsh", "target": "Ben Cole", "relation": "trusts", "trust": 4},
            {"source": "Cy Dunn", "target": "Ben Cole", "relation": "works with", "trust": 2},
            {"source": "City", "target": "YMCA", "relation": "funds", "form": "contract"},
        ],
        "seats": [
            {"table": "Council", "actor": "Ada Marsh", "role": "chair", "engagement": "decides"},
            {"table": "Council", "actor": "Ben Cole", "on_behalf_of": "YMCA"},
        ],
        "assets": [
            {"asset": "After-school rooms", "kind": "space", "holder": "YMCA"},
            {"asset": "Ben Cole's keys", "kind": "space", "holder": "Ben Cole"},
            {"asset": "Grants", "kind": "funding", "holder": "City", "gatekeeper": "Cy Dunn"},
        ],
        "needs": [
            {"need": "A van", "kind": "equipment", "who": "YMCA"},
            {"need": "A hall", "kind": "space", "who": "City"},
        ],
    }
    frames.update(more)
    return partnership(**frames)


def filled(p, audience="partners", show=(), at=AT):
    return content(p, gate(p, audience, show), title="Map", at=moment(p.frames, at))


def names(found, kind):
    return sorted(node["label"] for node in found.nodes if node["kind"] == kind)


def page_data(path):
    text = path.read_text(encoding="utf-8")
    return json.loads(
        re.search(r'id="data" type="application/json">(.*?)</script>', text, re.DOTALL)[1]
    )


def test_partners_see_names_ties_and_what_they_rest_on():
    found = filled(small())
    assert names(found, "person") == ["Ada Marsh", "Ben Cole", "Cy Dunn"]
    lines = sorted(edge["line"] for edge in found.edges if edge["what"] == "tie")
    assert lines == ["personal", "personal", "written"]


def test_the_public_sees_officials_by_name_and_nobody_else():
    found = filled(small(), "public")
    named = [name for name in names(found, "person") if not name.startswith("Person ")]
    assert named == ["Ada Marsh"]
    text = json.dumps([found.nodes, found.edges, found.rest])
    assert "Cole" not in text
    assert "Dunn" not in text


def test_the_public_sees_ties_between_organizations_only_and_not_what_they_rest_on():
    found = filled(small(), "public")
    ids = {node["id"]: node["label"] for node in found.nodes}
    ties = [
        (ids[edge["from"]], ids[edge["to"]], edge["line"])
        for edge in found.edges
        if edge["what"] in ("tie", "seat")
    ]
    assert ties == [("City", "YMCA", "tie"), ("YMCA", "Council", "seat")]
    assert not any({"form", "strength", "relation", "basis"} & set(edge) for edge in found.edges)


def test_a_person_who_is_not_named_holds_an_asset_under_a_code():
    found = filled(small(), "public")
    (coded,) = [name for name in names(found, "person") if name.startswith("Person ")]
    assert f"{coded}'s keys" in names(found, "asset")


def test_an_organization_that_bears_a_persons_name_keeps_it():
    p = small(
        people=[{"person": "Ben Cole"}],
        organizations=[{"organization": "Ben Cole Fund"}],
        offices=[],
        terms=[],
        ties=[],
        seats=[],
        assets=[{"asset": "Ben Cole Fund", "kind": "funding", "holder": "Ben Cole Fund"}],
        needs=[],
    )
    assert "Ben Cole Fund" in names(filled(p, "public"), "organization")


CANARIES = {
    "public": ("EMAIL1", "UNKNOWN1", "NOTES1", "NOTES2", "secret", "Ben Cole", "Cy Dunn", "trusts"),
    "partners": ("EMAIL1", "UNKNOWN1", "NOTES1", "NOTES2", "secret"),
    "core": ("EMAIL1", "UNKNOWN1", "NOTES1", "NOTES2", "secret"),
}


@pytest.mark.parametrize("audience", CANARIES)
def test_what_is_not_for_the_audience_is_not_in_the_bytes(tmp_path, audience):
    page = cn.map(small(), tmp_path / "map.html", audience=audience, at=AT)
    text = page.path.read_text(encoding="utf-8")
    data = text[text.index('type="application/json"') : text.index("vis-network")]
    for canary in CANARIES[audience]:
        assert canary not in data, canary


@pytest.mark.parametrize("audience", ["public", "partners", "core"])
def test_a_canary_in_any_column_leaves_only_where_its_declaration_allows(audience):
    """Every text column of every frame is filled with its own word."""
    p = small()
    frames = {name: frame.copy() for name, frame in p.frames.items()}
    planted = {}
    for name, frame in frames.items():
        frame["own_column"] = f"OWN-{name}"
        planted[f"OWN-{name}"] = "show"
        for column in FRAMES[name].columns:
            if column.type == "text" and column.name not in ("place",):
                word = f"CANARY-{name}-{column.name}"
                frame[column.name] = word
                planted[word] = column.audience
    full = type(p)(**frames)
    found = filled(full, audience)
    text = json.dumps([found.nodes, found.edges, found.rest])
    for word, least in planted.items():
        if least not in RANK or RANK[least] > RANK[audience]:
            assert word not in text, word
    assert any(word in text for word in planted)


def test_a_column_is_shown_when_asked_for_by_name():
    found = filled(small(), show=("notes", "people.secret"))
    facts = {node["label"]: dict(node["facts"]) for node in found.nodes}
    assert facts["Ben Cole"]["Notes"] == "NOTES1"
    assert facts["City"]["Notes"] == "NOTES2"
    assert facts["Ada Marsh"]["Secret"] == "UNKNOWN1"
    assert "EMAIL1" not in json.dumps(found.nodes)


def test_an_unknown_column_is_refused_with_the_nearest_name():
    with pytest.raises(ArgumentError, match=r"'secrets'.*secret"):
        filled(small(), show=("secrets",))


def test_an_unknown_audience_is_refused_with_those_there_are():
    with pytest.raises(ArgumentError, match="public, partners, core"):
        filled(small(), "everybody")


def test_trust_is_averaged_only_where_three_have_answered():
    two = {node["label"]: dict(node["facts"]) for node in filled(small()).nodes}
    assert "Trust, average" not in two["Ben Cole"]
    ties = [
        {"source": who, "target": "Ben Cole", "trust": trust, "form": "none"}
        for who, trust in (("Ada Marsh", 4), ("Cy Dunn", 2), ("City", 0))
    ]
    three = {node["label"]: dict(node["facts"]) for node in filled(small(ties=ties)).nodes}
    assert three["Ben Cole"]["Trust, average"] == "2.0 (3 answers)"
    assert not any(edge.get("facts") for edge in filled(small(ties=ties)).edges)
    core = filled(small(ties=ties), "core")
    assert [["Trust", "4"]] in [edge.get("facts") for edge in core.edges]


def test_a_body_is_linked_to_what_its_people_are_linked_to():
    links = {node["label"]: node["links"] for node in filled(small()).nodes}
    assert links["City"] == 2  # YMCA, by a contract and through the mayor; the Council, by her seat
    assert links["YMCA"] == 3  # City, the Council, and Cy Dunn through Ben Cole
    assert links["Cy Dunn"] == 1


def test_what_has_ended_is_not_on_the_map():
    p = small(
        assets=[
            {"asset": "Old grant", "kind": "funding", "holder": "City", "end": "2026-11-14"},
            {"asset": "Grant", "kind": "funding", "holder": "City", "end": "2026-11-15"},
        ]
    )
    assert names(filled(p), "asset") == ["Grant"]


def test_a_line_at_odds_is_drawn_and_counts_for_nothing():
    p = small(ties=[{"source": "City", "target": "YMCA", "relation": "sues"}], seats=[])
    found = filled(p)
    assert [edge["line"] for edge in found.edges if edge["what"] == "tie"] == ["adverse"]
    assert {node["label"]: node["links"] for node in found.nodes}["YMCA"] == 0


def test_an_office_without_a_holder_is_hollow():
    p = small(terms=[{"person": "Ada Marsh", "office": "Mayor", "organization": "City",
                      "end": "2025-01-01"}])  # fmt: skip
    (office,) = [node for node in filled(p).nodes if node["kind"] == "office"]
    assert office["hollow"]


def statuses(view):
    return {row["kind"]: row["status"] for group in view["groups"] for row in group["kinds"]}


def test_kinds_are_brought_by_several_one_or_nobody():
    # What the YMCA and its director bring comes from one partner.
    view = filled(small()).rest["holdings"]
    status = statuses(view)
    assert (status["space"], status["funding"], status["equipment"]) == ("one", "one", "nobody")
    assert list(status) == list(words.ASSET_KINDS)
    nobody = len(words.ASSET_KINDS) - 2
    assert view["counts"] == {"brought": 2, "one": 2, "nobody": nobody, "unmet": 1}
    rooms = [{"asset": "Room", "kind": "space", "holder": holder} for holder in ("YMCA", "Cy Dunn")]
    assert statuses(filled(small(assets=rooms)).rest["holdings"])["space"] == "several"


def test_a_need_is_met_by_the_same_kind_for_the_same_outcome_or_for_all():
    assets = [
        {"id": 5, "asset_kind": "space", "home": 1, "outcome": ("reading",)},
        {"id": 6, "asset_kind": "space", "home": 2, "outcome": ()},
    ]
    need = {"need": "A hall", "kind": "space", "who": None, "facts": []}
    able = [
        holdings(assets, [{**need, "outcome": outcome}])["needs"][0]["able"]
        for outcome in ((), ("reading",), ("health",))
    ]
    assert able == [[1, 2], [1, 2], [2]]


def test_a_kind_outside_the_vocabulary_has_a_place_of_its_own():
    assets = [{"id": 1, "asset_kind": "boats", "home": 0, "outcome": ()}]
    groups = holdings(assets, [])["groups"]
    assert groups[-1]["label"] == "other"
    assert [row["kind"] for row in groups[-1]["kinds"]] == ["boats"]


def test_the_same_input_gives_the_same_bytes_whatever_the_order_of_rows(tmp_path):
    p = cn.load_example()
    turned = cn.Partnership.from_frames(
        **{name: frame.iloc[::-1] for name, frame in p.frames.items()}
    )
    plain = cn.Partnership.from_frames(**p.frames)
    one = cn.map(plain, tmp_path / "one.html", at=AT).path.read_bytes()
    two = cn.map(plain, tmp_path / "two.html", at=AT).path.read_bytes()
    three = cn.map(turned, tmp_path / "three.html", at=AT).path.read_bytes()
    assert one == two == three


def test_the_caption_counts_what_python_counts(tmp_path):
    p = cn.load_example()
    actors = bodies.actors(p, AT)
    here = actors[actors["present"]]
    typed = bodies.ties_as_typed(p, AT)
    ties = typed[(typed["what"] == "tie") & ~typed["adverse"]]
    caption = filled(p).rest["captions"]["map"]
    assert f"{(here['kind'] == 'person').sum()} people" in caption
    assert f"{(here['kind'] == 'organization').sum()} organizations" in caption
    assert f"{len(ties)} working ties" in caption
    assert f"{(ties['basis'] == 'personal').sum()} of them personal" in caption


def test_the_page_says_what_it_contains_and_that_it_is_invented(tmp_path):
    page = cn.map(cn.load_example(), tmp_path / "map.html", at=AT)
    data = page_data(page.path)
    assert data["invented"] == "Invented data"
    dialog = re.search(r'<dialog id="info".*?</dialog>', page.path.read_text("utf-8"), re.DOTALL)[0]
    said = [unescape(each) for each in re.findall(r'<p dir="auto">(.*?)</p>', dialog)]
    assert any("invented city" in sentence for sentence in said)
    assert page.notes[: len(said)] == tuple(said)
    assert any("people.email" in note for note in page.notes)
    assert "people.email" not in dialog


def test_a_page_knows_its_path_and_shows_itself_in_a_frame_without_rights(tmp_path):
    page = cn.map(small(), tmp_path / "map.html", at=AT)
    assert Path(page).read_text(encoding="utf-8").startswith("<!DOCTYPE html>")
    frame = page._repr_html_()
    assert 'sandbox="allow-scripts allow-downloads"' in frame
    assert "<script" not in frame.split("srcdoc=", 1)[1].split('" sandbox')[0]


def test_the_title_is_the_place_unless_given(tmp_path):
    places = [{"place": "Riverbend", "key": k, "value": "1"} for k in "ab"]
    p = small(context=[*places, {"place": "Eastbank", "key": "a", "value": "1"}])
    assert page_data(cn.map(p, tmp_path / "a.html", at=AT).path)["title"] == "Riverbend asset map"
    named = cn.map(p, tmp_path / "b.html", at=AT, title="Our <city>")
    assert "<title>Our &lt;city&gt;</title>" in named.path.read_text(encoding="utf-8")


def test_a_file_of_somebody_else_is_not_replaced(tmp_path):
    target = tmp_path / "map.html"
    target.write_text("<html>my own page</html>")
    with pytest.raises(cn.CivicnetError, match="was not written by civicnet"):
        cn.map(small(), target, at=AT)
    cn.map(small(), target, at=AT, force=True)
    cn.map(small(), target, at=AT)


def test_only_scripts_and_styles_with_the_right_hash_may_run(tmp_path):
    text = cn.map(small(), tmp_path / "map.html", at=AT).path.read_text(encoding="utf-8")
    policy = re.search(r'Content-Security-Policy" content="([^"]*)"', text)[1].replace("&#39;", "'")
    scripts = re.findall(r"<script>(.*?)</script>", text, re.DOTALL)
    styles = re.findall(r"<style>(.*?)</style>", text, re.DOTALL)

    def hashed(parts):
        digests = [b64encode(hashlib.sha256(part.encode()).digest()).decode() for part in parts]
        return " ".join(f"'sha256-{digest}'" for digest in digests)

    assert len(scripts) == 2
    assert len(styles) == 1
    assert f"script-src {hashed(scripts)};" in policy
    assert f"style-src {hashed(styles)};" in policy
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy


def test_no_text_can_end_the_data_it_stands_in():
    hostile = "</script><!--\u2028\u2029&amp;\x00\ud800"
    written = render.as_json({"name": hostile})
    assert not set("<>&\u2028\u2029") & set(written)
    assert json.loads(written)["name"] == hostile.replace("\ud800", "\ufffd")


def test_the_drawing_script_is_the_one_that_was_tried():
    assert (
        hashlib.sha256(
            (files("pyvis") / "lib/vis-9.1.2/vis-network.min.js").read_bytes()
        ).hexdigest()
        == render.VIS_SHA256
    )
    assert "\r" not in render.vis_script()


def test_own_script_is_small_readable_and_never_reads_text_as_markup():
    folder = files("civicnet.page") / "assets" / "js"
    for part in folder.iterdir():
        source = part.read_text(encoding="utf-8")
        assert len(source.splitlines()) <= 300, part.name
        assert source.startswith("// @ts-check"), part.name
        for banned in ("innerHTML", "outerHTML =", "insertAdjacentHTML", "eval(", "localStorage"):
            assert banned not in source, part.name
        # The page that is saved is read from what was there before anything was written.
        assert "outerHTML" not in source.replace("pristine.outerHTML", ""), part.name
    assert len(render.own_script()) <= 80_000
    assert len(render.own_style()) <= 15_000


def test_pyvis_is_loaded_only_when_a_page_is_drawn():
    code = "import civicnet.page.build, sys; print('pyvis' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"


def test_pyvis_holds_every_actor_and_every_parallel_tie():
    ties = [{"source": "City", "target": "YMCA", "relation": r, "form": "mou"} for r in "abc"]
    found = filled(small(ties=ties))
    network = render.drawn(found)
    assert len(network.nodes) == len(found.nodes)
    assert len([edge for edge in network.edges if edge.get("relation")]) == 3


def test_a_partnership_of_ties_alone_is_drawn(tmp_path):
    p = cn.Partnership.from_frames(ties=pd.DataFrame({"from": ["A", "B"], "to": ["B", "C"]}))
    data = page_data(cn.map(p, tmp_path / "map.html", at=AT).path)
    assert len(data["places"]["near"]["wide"]) == 2 * len(data["nodes"]["rows"])


def test_a_public_page_counts_those_who_are_there_and_not_named():
    p = cn.load_example()
    everyone = bodies.actors(p, AT)
    here = everyone[everyone["present"] & (everyone["kind"] == "person")]
    unnamed = int((~here["public_office"]).sum())
    caption = filled(p, audience="public").rest["captions"]["map"]
    assert f"{unnamed} people not named" in caption
