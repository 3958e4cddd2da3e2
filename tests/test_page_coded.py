"""People who hold no public office stand under codes where that is asked for, everywhere."""

import re
from itertools import pairwise

import civicnet as cn
from civicnet import bodies
from civicnet.moments import moment
from civicnet.page.audience import gate
from civicnet.page.coded import under_codes
from civicnet.page.content import content
from tests.build import partnership
from tests.test_page_content import small

AT = "2026-11-15"
STORY = """
[[slide]]
title = "What if {one} leaves?"
note = "Ask {one} and {official} first."
choose = "{one}"
"""


def others(p):
    """Everybody who is not known by a public office."""
    people = bodies.actors(p, AT)
    people = people[(people["kind"] == "person") & ~people["unnamed"]]
    public = people["public_office"].astype(bool)
    return set(people.loc[~public, "actor"]), set(people.loc[public, "actor"])


def named(text, names):
    return {name for name in names if re.search(rf"(?<!\w){re.escape(name)}(?!\w)", text)}


def test_nobody_without_a_public_office_is_named_anywhere_in_the_file(tmp_path):
    p = cn.load_example()
    private, public = others(p)
    one, official = sorted(private)[3], sorted(public)[0]
    p.ties.loc[p.ties.index[:5], "agreement"] = f"Memo of {one} with {official}"
    story = tmp_path / "story.toml"
    story.write_text(STORY.format(one=one, official=official), encoding="utf-8")
    page = cn.map(
        p, tmp_path / "map.html", at=AT, audience="core", coded=True, story=story,
        show=("notes", "source_note", "reported_by"),
    )  # fmt: skip
    text = page.path.read_text(encoding="utf-8")
    orgs = set(p.organizations["organization"])
    assert named(text, private - orgs) == set()
    assert len(named(text, public)) == len(public)
    assert f"What if {page.codes[one]} leaves?" in text
    assert f"Ask {page.codes[one]} and {official} first." in text
    assert f"Memo of {page.codes[one]} with {official}" in text
    (said,) = [note for note in page.notes if "stand under codes" in note]
    assert "does not hide them" in said
    assert said in text
    assert "anonym" not in text[text.index('type="application/json"') :].split("</script>")[0]
    assert set(page.codes) >= private


def test_the_map_is_the_same_but_for_the_names():
    p, now = small(), moment(small().frames, AT)
    coded, codes = under_codes(p, now)
    assert set(codes) == {"Ben Cole", "Cy Dunn"}
    found, plain = (content(x, gate(p, "core", ()), title="", at=now) for x in (coded, p))
    for items in ("nodes", "edges"):
        assert len(getattr(found, items)) == len(getattr(plain, items))
    assert found.rest["captions"] == plain.rest["captions"]
    assert {lens["id"] for lens in found.rest["lenses"]} == {
        lens["id"] for lens in plain.rest["lenses"]
    }


def test_codes_show_neither_the_alphabet_nor_the_order_of_rows():
    names = [f"{first} Example" for first in "ABCDEFGHIJKLMNOPQRSTUVWXYZ"]
    people = [{"person": name, "organization": "City"} for name in names]
    p = partnership(people=people, organizations=[{"organization": "City"}])
    back = partnership(people=people[::-1], organizations=[{"organization": "City"}])
    now = moment(p.frames, AT)
    _, codes = under_codes(p, now)
    assert codes == under_codes(back, now)[1]
    numbers = [int(codes[name].removeprefix("Person ")) for name in names]
    assert sorted(numbers) == list(range(1, 27))
    rising = sum(one < two for one, two in pairwise(numbers))
    assert 7 <= rising <= 18
    found = content(under_codes(p, now)[0], gate(p, "core", ()), title="", at=now)
    order = [node["label"] for node in found.nodes if node["kind"] == "person"]
    assert order == sorted(order)


def test_other_spellings_stand_under_the_same_code_and_organizations_keep_their_names():
    p = partnership(
        people=[{"person": "Ben Cole", "notes": "Benny Cole, called Ben Cole"}],
        organizations=[{"organization": "Ben Cole Fund"}, {"organization": "YMCA"}],
        ties=[{"source": "Ben Cole", "target": "YMCA", "form": "none"}],
        aliases=[{"alias": "Benny Cole", "name": "Ben Cole"}],
    )
    now = moment(p.frames, AT)
    coded, codes = under_codes(p, now)
    assert codes == {"Ben Cole": "Person 1", "Benny Cole": "Person 1"}
    assert coded.people.loc[0, "notes"] == "Person 1, called Person 1"
    assert set(coded.organizations["organization"]) == {"Ben Cole Fund", "YMCA"}
    assert coded.aliases.empty
    for name, frame in p.frames.items():
        assert list(coded.frames[name].dtypes) == list(frame.dtypes), name


def test_a_page_for_everybody_is_the_same_with_codes_asked_for(tmp_path):
    p = small()
    pages = [
        cn.map(p, tmp_path / f"{asked}.html", at=AT, audience="public", coded=asked).path
        for asked in (False, True)
    ]
    assert pages[0].read_bytes() == pages[1].read_bytes()
