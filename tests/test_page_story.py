"""The story of a map: slides from a file, problems as values, the ready-made six questions."""

import json
import re

import pytest

import civicnet as cn
from civicnet.errors import DataError, FileError, LimitError
from civicnet.moments import moment
from civicnet.page.audience import gate
from civicnet.page.content import content
from civicnet.page.story import LENGTH, TITLES, first_sentence, slides
from tests.build import partnership
from tests.test_cli import run  # noqa: F401  # a fixture

AT = "2026-11-15"


@pytest.fixture(scope="module")
def city():
    return cn.load_example()


def stage_of(p, audience):
    """Give what the slides of a page may name, as the page gives it to those who read them."""
    caught = []
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("civicnet.page.content.slides", lambda _, stage: caught.append(stage) or [])
        found = content(p, gate(p, audience, ()), title="Map", at=moment(p.frames, AT))
    return caught[0], {node["id"]: node["label"] for node in found.nodes}


@pytest.fixture(scope="module")
def stages(city):
    return {audience: stage_of(city, audience) for audience in ("public", "partners", "core")}


@pytest.fixture
def told(tmp_path, stages):
    """Tell a story, given as the text of its file, to an audience; give its slides, with names."""

    def tell(text, audience="partners", of=None):
        path = tmp_path / "story.toml"
        path.write_text(text, encoding="utf-8")
        stage, names = stages[audience] if of is None else stage_of(of, audience)
        return [
            {**slide, "choose": names[slide["choose"]]} if "choose" in slide else slide
            for slide in slides(path, stage)
        ]

    return tell


def problems(told, text, audience="partners"):
    with pytest.raises(DataError) as caught:
        told(text, audience)
    return caught.value.problems


def ready_made(p, audience="partners"):
    found = content(p, gate(p, audience, ()), title="Map", at=moment(p.frames, AT))
    return found.rest["story"]


# --- slides from a file ---------------------------------------------------------------------------


def test_a_slide_says_its_title_its_note_and_the_state_of_the_map(told):
    (slide,) = told(
        """
        [[slide]]
        title = "Who would know?"
        note  = "Ask her first."
        view = "links"
        size = "brings"
        choose = "Eleanor Marsh"
        camera = "close"
        hide = ["Personal", "business"]
        show = ["Assets"]
        """
    )
    assert slide == {
        "title": "Who would know?",
        "note": "Ask her first.",
        "view": "links",
        "size": "brings",
        "choose": "Eleanor Marsh",
        "close": True,
        "off": {"kinds": [], "sectors": ["business"], "lines": ["personal"]},
    }


def test_what_a_slide_leaves_out_is_the_map_as_it_opens(told):
    assert told("[[slide]]") == [{"title": TITLES["near"], "note": "", "view": "near"}]


def test_a_slide_says_what_is_drawn_as_one(told):
    text = '[[slide]]\ngroup = "sector"\n[[slide]]\ngroup = "everybody"'
    assert [slide["group"] for slide in told(text)] == ["sector", "none"]


def test_slides_keep_their_order(told):
    found = told("".join(f'[[slide]]\ntitle = "{n}"\n' for n in (3, 1, 2)))
    assert [slide["title"] for slide in found] == ["3", "1", "2"]


@pytest.mark.parametrize("view", ["missing", "Who is missing", "who is missing?", "MISSING"])
def test_a_view_goes_by_its_id_its_button_or_its_question(told, view):
    assert told(f'[[slide]]\nview = "{view}"')[0]["view"] == "missing"


def test_only_leaves_what_it_names_of_each_group(told, city):
    (slide,) = told('[[slide]]\nonly = ["health", "Seat at a table"]')
    assert sorted(slide["off"]) == ["lines", "sectors"]
    assert "health" not in slide["off"]["sectors"]
    assert len(slide["off"]["sectors"]) == len(set(city.organizations["sector"]) - {None}) - 1
    assert "seat" not in slide["off"]["lines"]
    assert {"written", "personal"} <= set(slide["off"]["lines"])


def test_one_word_may_stand_where_a_list_may(told):
    assert told('[[slide]]\nhide = "Offices"')[0]["off"] == {"kinds": ["office", "asset"]}


def test_a_word_that_stands_twice_in_the_key_needs_its_group(told):
    p = partnership(
        people=[{"person": "A"}, {"person": "B"}],
        organizations=[{"organization": "O", "sector": "health"}],
        ties=[{"source": "A", "target": "B", "relation": "health", "form": "none"}],
    )
    with pytest.raises(DataError, match=r'Write "sectors/health" or "relations/health"'):
        told('[[slide]]\nhide = "health"', of=p)
    (slide,) = told('[[slide]]\nhide = "relations/health"', of=p)
    assert slide["off"] == {"relations": ["health"]}


@pytest.mark.parametrize(
    ("words", "off"),
    [
        ("Health", {"sectors": ["Health"]}),
        ("hEALTH", {"sectors": ["Health"]}),
        ("lines/tie", {"sectors": ["lines/tie"]}),
        ("SECTORS", {"sectors": ["sectors"]}),
        ("sectors/lines/tie", {"sectors": ["lines/tie"]}),
        ("kinds/People", {"kinds": ["person", "asset"]}),
        ("no sector given", {"sectors": [""]}),
    ],
)
def test_words_of_the_key_mean_what_is_written_before_what_may_be_meant(told, words, off):
    sectors = ("Health", "lines/tie", "sectors")
    p = partnership(
        people=[{"person": "A"}],
        organizations=[{"organization": f"O {x}", "sector": x} for x in sectors],
        assets=[{"asset": "Rooms", "kind": "space", "holder": "O Health"}],
    )
    assert told(f'[[slide]]\nhide = "{words}"', of=p)[0]["off"] == off


def test_an_actor_is_found_by_case_and_by_alias(told):
    p = partnership(
        people=[{"person": "Ada Marsh"}],
        organizations=[{"organization": "City of X"}],
        aliases=[{"alias": "The City", "name": "City of X"}],
    )
    found = told('[[slide]]\nchoose = "ada marsh"\n[[slide]]\nchoose = "The City"', of=p)
    assert [slide["choose"] for slide in found] == ["Ada Marsh", "City of X"]


def test_a_slide_may_ask_what_if_officials_leave(told):
    (slide,) = told('[[slide]]\nleaves = ["Eleanor Marsh"]\nvacant = true')
    assert len(slide["leaves"]) == 1
    assert slide["vacant"] is True


def test_somebody_missing_may_be_chosen_in_the_view_they_stand_in(told):
    assert told('[[slide]]\nview = "missing"\nchoose = "students"')[0]["choose"] == "students"
    (found,) = problems(told, '[[slide]]\nview = "links"\nchoose = "students"')
    assert "only in the view missing" in found.message


# --- problems are values --------------------------------------------------------------------------

BAD = {
    "a view that is none": ('view = "link"', "unknown-view", "view", '"link"', '"links"'),
    "a view of another word": ('view = "weather"', "unknown-view", "view", "weather", "There are"),
    "an actor mistyped": (
        'choose = "Elenor Marsh"', "unknown-actor", "choose", "Elenor", '"Eleanor Marsh"',
    ),
    "an actor who has left": (
        'choose = "{gone}"', "unknown-actor", "choose", "not on the map of this day", "date",
    ),
    "an entry mistyped": ('titel = "x"', "bad-slide", "", '"titel"', '"title"'),
    "an entry of its own": ('xyzzy = "x"', "bad-slide", "", '"xyzzy"', "A slide holds: title"),
    "a title that is a number": ("title = 4", "bad-slide", "title", "not a text", 'title = "'),
    "a title like a page": (
        'title = "{long}"', "bad-slide", "title", "500 characters", "120 characters",
    ),
    "a size that is none": ('size = "partner"', "bad-slide", "size", '"partner"', '"partners"'),
    "a group that is none": (
        'group = "sectors"', "bad-slide", "group", '"sectors"', '"sector"',
    ),
    "a camera that is none": ('camera = "high"', "bad-slide", "camera", '"high"', "whole, close"),
    "a camera on nobody": ('camera = "close"', "bad-slide", "camera", "nobody", "choose ="),
    "a list of numbers": ("hide = [1]", "bad-slide", "hide", "not a list of texts", "hide = ["),
    "an entry the key lacks": ('hide = "busines"', "bad-slide", "hide", "busines", '"business"'),
    "a maybe": ('vacant = "maybe"', "bad-slide", "vacant", "neither true", "vacant = true"),
    "a departure that may not be asked about": (
        'leaves = "Simone Baptiste"', "not-for-audience", "leaves", "Simone Baptiste", "officials",
    ),
}  # fmt: skip


@pytest.fixture(scope="module")
def gone(city, stages):
    from civicnet import bodies

    actors = bodies.actors(city, AT)
    left = set(actors.loc[~actors["present"].astype(bool), "actor"])
    # Those who left of late are on the map, in its calendar.
    return min(left - set(stages["partners"][1].values()))


@pytest.mark.parametrize("name", BAD)
def test_a_problem_names_the_file_the_slide_and_the_way_out(name, told, gone):
    line, code, entry, message, hint = BAD[name]
    line = line.replace("{gone}", gone).replace("{long}", "x" * 500)
    (found,) = problems(told, f'[[slide]]\ntitle = "fine"\n[[slide]]\n{line}\n')
    assert (found.file, found.row, found.code, found.column) == ("story.toml", 2, code, entry)
    assert str(found).startswith(f"story.toml, slide 2{', ' if entry else ''}{entry}: ")
    assert message in found.message
    assert hint in found.hint


NOT_SLIDES = {
    "no text at all": (b"", "there is no slide"),
    "not TOML": (b"[[slide]\ntitle = x", "line 1"),
    "not UTF-8": (b"[[slide]]\ntitle = '\xff'", "UTF-8"),
    "too deep": (b"a = " + b"[" * 100_000, "TOML"),
    "a number beyond counting": (b"a = " + b"9" * 10_000, "TOML"),
    "one slide": (b"[slide]\ntitle = 'x'", "one slide"),
    "no slides but numbers": (b"slide = [1, 2]", "not a slide"),
    "words outside": (b"title = 'x'\n[[slide]]", "outside every slide"),
    "slides without end": (b"[[slide]]\n" * 201, "201 slides"),
}


@pytest.mark.parametrize("name", NOT_SLIDES)
def test_a_file_that_is_no_story_is_a_problem_and_no_traceback(name, tmp_path, city):
    raw, message = NOT_SLIDES[name]
    path = tmp_path / "story.toml"
    path.write_bytes(raw)
    with pytest.raises(DataError, match=message):
        cn.map(city, tmp_path / "map.html", at=AT, story=path)
    assert not (tmp_path / "map.html").exists()


def test_a_file_saved_by_a_windows_editor_is_read(tmp_path, city):
    path = tmp_path / "story.toml"
    path.write_bytes(b"\xef\xbb\xbf[[slide]]\r\ntitle = 'Ours'\r\n")
    assert '"Ours"' in cn.map(city, tmp_path / "m.html", at=AT, story=path).path.read_text("utf-8")


def test_a_story_that_is_not_there_or_without_end_is_told_as_such(tmp_path, city):
    with pytest.raises(FileError, match="no such file"):
        cn.map(city, tmp_path / "map.html", at=AT, story=tmp_path / "none.toml")
    (tmp_path / "big.toml").write_bytes(b"#" * 1_000_001)
    with pytest.raises(LimitError, match="megabyte"):
        cn.map(city, tmp_path / "map.html", at=AT, story=tmp_path / "big.toml")


def test_every_problem_of_a_story_is_told_at_once_in_the_order_of_slides(told):
    text = "".join(f'[[slide]]\nview = "nowhere {n}"\n' for n in range(1, 12))
    assert [found.row for found in problems(told, text)] == list(range(1, 12))


# --- who may see it -------------------------------------------------------------------------------


def test_whom_the_audience_may_not_see_is_a_problem_and_not_in_the_file(told):
    text = '[[slide]]\nchoose = "Simone Baptiste"'
    (found,) = problems(told, text, "public")
    assert found.code == "not-for-audience"
    assert "Simone Baptiste" in found.message
    assert told(text)[0]["choose"] == "Simone Baptiste"


def test_no_hint_names_somebody_whom_the_audience_may_not_see(told):
    for wrong in ("Simone Baptist", "Simone Bapiste", "S. Baptiste"):
        (found,) = problems(told, f'[[slide]]\nchoose = "{wrong}"', "public")
        assert "Simone Baptiste" not in str(found)


def test_a_view_that_is_not_for_the_audience_is_a_problem(told):
    (found,) = problems(told, '[[slide]]\nview = "deep"', "public")
    assert found.code == "unknown-view"
    assert "what everybody may see" in found.message
    assert found.hint == "There are: near, rings, alone, lacks, calendar."


def test_names_in_titles_and_notes_are_coded_for_the_public_and_the_author_is_told(tmp_path, city):
    path = tmp_path / "story.toml"
    path.write_text(
        '[[slide]]\ntitle = "Simone Baptiste"\nnote = "Ask Eleanor Marsh and Simone Baptiste."',
        encoding="utf-8",
    )
    page = cn.map(city, tmp_path / "map.html", at=AT, audience="public", story=path)
    text = page.path.read_text(encoding="utf-8")
    assert "Simone" not in text
    assert "Ask Eleanor Marsh and Person" in text
    assert any("stand under a code" in note for note in page.notes)
    plain = cn.map(city, tmp_path / "map.html", at=AT, story=path)
    assert not any("stand under a code" in note for note in plain.notes)


def test_what_if_is_asked_only_of_those_of_whom_the_audience_may_be_told(told):
    text = '[[slide]]\nleaves = ["Simone Baptiste"]'
    assert told(text, "core")[0]["leaves"]
    assert problems(told, text, "partners")[0].code == "not-for-audience"
    mayor = problems(told, '[[slide]]\nleaves = ["Eleanor Marsh"]', "public")
    assert [found.code for found in mayor] == ["not-for-audience"]


# --- the ready-made story -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("audience", "views"),
    [
        ("public", ["near", "rings", "alone", "lacks", "calendar"]),
        ("partners", ["near", "rings", "links", "deep", "alone", "missing"]),
        ("core", ["near", "rings", "links", "deep", "alone", "missing"]),
    ],
)
def test_the_ready_made_story_asks_six_questions_that_the_audience_may_ask(city, audience, views):
    found = ready_made(city, audience)
    assert [slide["view"] for slide in found] == views
    assert len(found) <= LENGTH
    assert len({slide["note"] for slide in found}) == len(found)
    for slide in found:
        assert slide["title"].endswith("?")
        assert re.fullmatch(r"[^.?!]+[.?!]", slide["note"]), slide["note"]


def test_the_ready_made_story_says_what_the_views_say(city):
    found = content(city, gate(city, "core", ()), title="Map", at=moment(city.frames, AT)).rest
    captions = {lens["id"]: lens["caption"] for lens in found["lenses"]}
    for slide in found["story"]:
        assert captions[slide["view"]].startswith(slide["note"])


def test_a_partnership_of_one_has_a_story_all_the_same():
    found = ready_made(partnership(people=[{"person": "Ada"}]))
    assert [slide["view"] for slide in found] == ["near"]


def test_other_answers_fill_the_places_of_those_that_are_missing():
    p = partnership(
        people=[{"person": "A"}],
        organizations=[{"organization": "O"}, {"organization": "X"}],
        assets=[{"asset": "Rooms", "kind": "space", "holder": "O"}],
        needs=[{"need": "A van", "kind": "equipment", "who": "X"}],
    )
    assert [slide["view"] for slide in ready_made(p)] == ["near", "alone", "lacks"]


@pytest.mark.parametrize(
    ("text", "names", "first"),
    [
        ("One is. Two are.", [], "One is."),
        ("One is", [], "One is"),
        ("Were St. Brigid Fund gone, all ends. So it is.", ["St. Brigid Fund"],
         "Were St. Brigid Fund gone, all ends."),
        ("2.5 of 3 are. More.", [], "2.5 of 3 are."),
        ("Who? Nobody.", [], "Who?"),
        ("Ends with Foo Inc.", ["Foo Inc."], "Ends with Foo Inc."),
    ],
)  # fmt: skip
def test_the_first_sentence_ends_where_it_ends(text, names, first):
    assert first_sentence(text, names) == first


def test_the_same_story_gives_the_same_bytes(tmp_path, city):
    path = tmp_path / "story.toml"
    path.write_text('[[slide]]\nhide = ["health", "business"]\nview = "links"', encoding="utf-8")
    one = cn.map(city, tmp_path / "a.html", at=AT, story=str(path)).path.read_bytes()
    two = cn.map(city, tmp_path / "b.html", at=AT, story=path).path.read_bytes()
    assert one == two


# --- on the command line --------------------------------------------------------------------------


def test_a_bad_story_ends_with_exit_code_3_and_all_that_is_wrong(run, tmp_path):  # noqa: F811
    story = tmp_path / "our.toml"
    story.write_text('[[slide]]\nview = "link"\n[[slide]]\nchoose = "Elenor"', encoding="utf-8")
    done = run("map", "example:riverbend", "--at", AT, "--story", str(story))
    assert done.code == 3
    assert "our.toml, slide 1, view" in done.err
    assert "our.toml, slide 2, choose" in done.err
    assert "Traceback" not in done.err
    assert "civicnet check" not in done.err


def test_a_story_is_in_the_page(run, tmp_path):  # noqa: F811
    from pathlib import Path

    story = tmp_path / "our.toml"
    story.write_text('[[slide]]\ntitle = "Ours <&"', encoding="utf-8")
    run("map", "example:riverbend", "--at", AT, "--story", str(story), "-o", "m.html")
    text = Path("m.html").read_text("utf-8")
    assert json.dumps("Ours \\u003c\\u0026").replace("\\\\", "\\") in text
