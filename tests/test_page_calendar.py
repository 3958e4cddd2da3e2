"""The calendar of the map: at which days or waves it stops, and what there is then."""

import json
from dataclasses import replace

import pandas as pd
import pytest

import civicnet as cn
from civicnet.futures import away, prospects, stress
from civicnet.moments import moment
from civicnet.page.audience import gate
from civicnet.page.content import content
from civicnet.page.story import LENGTH
from civicnet.questions.ground import ground
from tests.build import partnership, ties

AT = "2026-11-15"
DAY = pd.Timedelta(days=1)


def drawn(p, audience="core", at=AT):
    return content(p, gate(p, audience, ()), title="Map", at=moment(p.frames, at))


def there(found, stop):
    """Name the actors, and the ends of the lines, that are there at a stop."""
    calendar = found.rest["calendar"]
    bits = {sort: unpacked(calendar[sort]) for sort in ("actors", "lines")}
    names = {node["id"]: node["label"] for node in found.nodes}
    always = (1 << len(calendar["stops"])) - 1
    actors = {n["label"] for n in found.nodes if bits["actors"].get(n["id"], always) >> stop & 1}
    lines = {
        (names[edge["from"]], names[edge["to"]])
        for edge in found.edges
        if edge["line"] != "wish" and bits["lines"].get(edge["id"], always) >> stop & 1
    }
    return actors, lines


def unpacked(rows):
    found = {}
    for bits, *steps in rows:
        place = 0
        for step in steps:
            place += step
            found[place] = bits
    return found


def labels(found):
    return [label for label, _ in found.rest["calendar"]["stops"]]


def captions(found):
    return dict(found.rest["calendar"]["stops"])


@pytest.fixture(scope="module")
def riverbend():
    return cn.load_example()


@pytest.fixture(scope="module")
def core(riverbend):
    return drawn(riverbend)


@pytest.fixture(scope="module")
def partners(riverbend):
    return drawn(riverbend, "partners")


# --- worked by hand -------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def town():
    """A mayor until June 2027 with staff and a known successor; a contract; a past tie."""
    return partnership(
        organizations=[{"organization": x} for x in ("City Hall", "Clinic", "School", "Bank")],
        people=[
            {"person": "Mayor Ada", "organization": "City Hall"},
            {"person": "Ben Staff", "organization": "City Hall"},
            {"person": "Cy Next", "organization": "City Hall"},
            {"person": "Dee Head", "organization": "Clinic"},
        ],
        offices=[
            {"office": "Mayor", "organization": "City Hall", "kind": "mayor"},
            {"office": "Chief of Staff", "organization": "City Hall", "serves_with": "Mayor"},
            {"office": "Director", "organization": "Clinic"},
        ],
        terms=[
            {"person": "Mayor Ada", "office": "Mayor", "organization": "City Hall",
             "start": "2023-07-01", "end": "2027-06-30"},
            {"person": "Cy Next", "office": "Mayor", "organization": "City Hall",
             "start": "2027-07-01", "end": "2031-06-30"},
            {"person": "Ben Staff", "office": "Chief of Staff", "organization": "City Hall",
             "start": "2023-07-01"},
            {"person": "Dee Head", "office": "Director", "organization": "Clinic",
             "start": "2020-01-01", "end": "2027-03-31"},
        ],
        ties=[
            {"source": "Mayor Ada", "target": "School", "relation": "champions",
             "start": "2024-01-01"},
            {"source": "Ben Staff", "target": "Bank", "relation": "calls", "start": "2024-01-01"},
            {"source": "Dee Head", "target": "Bank", "relation": "advises", "start": "2021-01-01"},
            {"source": "Clinic", "target": "School", "form": "contract", "relation": "serves",
             "start": "2025-02-01", "end": "2026-12-31"},
            {"source": "Bank", "target": "School", "form": "contract", "relation": "funds",
             "start": "2022-01-01", "end": "2024-12-31"},
        ],
    )  # fmt: skip


def test_the_stops_are_the_days_on_which_something_changes(town):
    found = drawn(town)
    assert labels(found) == [
        "31 December 2024", "31 January 2025", "15 November 2026", "31 December 2026",
        "31 March 2027", "30 June 2027",
    ]  # fmt: skip
    assert found.rest["calendar"]["start"] == 2
    assert found.rest["lenses"][-1]["list"][0][3:] == ["2026-12-31", 3]


def test_who_has_gone_is_gone_and_who_is_known_to_follow_is_there(town):
    found = drawn(town)
    actors, lines = there(found, 5)
    assert not {"Mayor Ada", "Ben Staff", "Dee Head"} & actors  # the staff serve with the mayor
    assert ("Cy Next", "Mayor, City Hall") in lines
    assert not {("Mayor Ada", "School"), ("Ben Staff", "Bank"), ("Clinic", "School")} & lines
    today, lines = there(found, 2)
    assert {"Mayor Ada", "Ben Staff", "Dee Head"} <= today
    assert "Cy Next" not in today
    assert ("Bank", "School") not in lines


def test_what_has_not_begun_is_not_there_and_what_has_ended_since_was(town):
    found = drawn(town)
    _, lines = there(found, 0)  # after the last day of the contract of the bank
    assert ("Clinic", "School") not in lines
    assert ("Bank", "School") not in lines
    assert captions(found)["31 January 2025"] == (
        "By 31 January 2025: 1 tie or seat is new since 31 December 2024, 0 gone, 3 in both."
    )


def test_the_sentence_of_a_stop_counts_and_names_what_ends(town):
    said = captions(drawn(town))
    assert said["31 December 2026"].startswith(
        "By 31 December 2026, 1 agreement ends: the contract of Clinic and School. Of 6 pairs"
    )
    assert said["30 June 2027"].startswith("By 30 June 2027, 1 term more ends: Mayor Ada")


def test_partners_are_told_of_the_terms_of_officials_alone(town):
    found = drawn(town, "partners")
    assert "31 March 2027" not in labels(found)
    actors, lines = there(found, len(labels(found)) - 1)
    assert "Dee Head" in actors  # no official: nobody outside the core is told that she leaves
    assert ("Dee Head", "Bank") in lines
    assert "Mayor Ada" not in actors
    assert "Dee Head" not in json.dumps(found.rest["lenses"][-1])


def test_the_public_is_told_of_public_terms_and_of_nobody_else(town):
    found = drawn(town, "public")
    told = json.dumps([found.rest["calendar"], found.rest["lenses"][-1]])
    assert "Mayor Ada" in told
    assert not any(name in told for name in ("Ben Staff", "Cy Next", "Dee Head", "pairs"))
    assert not [node for node in found.nodes if node.get("then")]


WAVED = [
    *ties(("A", "B"), ("B", "C"), ("C", "D"), wave="2019"),
    *ties(("A", "B"), ("B", "D"), wave="2021"),
    *ties(("A", "B"), ("B", "D"), ("D", "E"), ("A", "E"), wave="2023"),
]


@pytest.fixture(scope="module")
def waved():
    return partnership(ties=WAVED)


def test_the_stops_of_waved_data_are_the_waves_and_ties_are_told_apart(waved):
    found = drawn(waved, at=None)
    assert labels(found) == ["2019", "2021", "2023"]
    assert found.rest["calendar"]["start"] == 2
    assert [there(found, stop)[1] for stop in range(3)] == [
        {("A", "B"), ("B", "C"), ("C", "D")},
        {("A", "B"), ("B", "D")},
        {("A", "B"), ("B", "D"), ("D", "E"), ("A", "E")},
    ]
    said = captions(found)
    assert said["2019"].startswith("The first of 3 waves, 2019: 3 ties.")
    assert said["2021"].startswith("2021: 1 tie is new since 2019, 2 gone, 1 in both.")
    assert said["2023"].startswith("2023: 2 ties are new since 2021, 0 gone, 2 in both.")


def test_a_wave_counts_the_pairs_that_the_same_wave_counts_alone(waved):
    said = captions(drawn(waved, at=None))
    for wave, words in said.items():
        reach = ground(waved, wave, within=2).reach
        assert f"Of {reach.pairs:.0f} pairs of partners {reach.within:.0f} reach" in words


def test_one_wave_without_dates_has_no_calendar():
    found = drawn(partnership(ties=ties(("A", "B"), ("B", "C"))), at=AT)
    assert "calendar" not in found.rest
    assert found.rest["lenses"][-1]["id"] != "calendar"
    one = partnership(ties=ties(("A", "B"), ("B", "C"), wave="2019"))
    assert "calendar" not in drawn(one, at=None).rest


def test_waves_are_not_for_the_public(waved):
    assert "calendar" not in drawn(waved, "public", at=None).rest


def test_actors_of_other_waves_stand_apart_and_move_nobody(waved):
    from civicnet.page.places import places
    from civicnet.page.render import drawn as as_drawn

    seats = [
        {"table": "Board", "actor": name, "wave": wave}
        for wave, names in {"1": "abcdef", "2": "defgh"}.items() for name in names
    ]  # fmt: skip
    found = drawn(partnership(seats=seats, add_missing=True), at=None)
    others = [node for node in found.nodes if node.get("then")]
    assert {node["label"] for node in others} == set("abc")
    as_drawn(found)
    main = [node for node in found.nodes if not node.get("then")]
    whole = places(found.nodes, found.edges)["places"]["near"]["wide"]
    alone = places(main, [edge for edge in found.edges if not edge.get("then")])
    assert whole[: 2 * len(main)] == alone["places"]["near"]["wide"]
    spots = list(zip(whole[0::2], whole[1::2], strict=True))
    assert len(set(spots)) == len(found.nodes)


# --- riverbend: the forecast's numbers ------------------------------------------------------------


def test_pairs_at_every_stop_are_those_of_the_forecast(riverbend, core):
    calendar = core.rest["calendar"]
    ahead = calendar["stops"][calendar["start"] + 1 :]
    assert len(ahead) > 5
    found = cn.forecast(riverbend, "2028-12-31", at=AT, scenarios=1).monthly
    found = found[(found["line"] == "stress") & (found["measure"] == "pairs_within")]
    left = dict(zip(found["month"], found["value"], strict=True))
    for label, words in ahead:
        value = left[pd.to_datetime(label, format="%d %B %Y")]
        assert f" pairs of partners {value:,.0f} still reach each other in two steps." in words
    assert (
        "987 reach each other in two steps; if nothing is done, 585 then."
        in core.rest["lenses"][-1]["caption"]
    )


def test_who_is_there_at_every_stop_is_who_the_forecast_still_has(riverbend, core):
    on = ground(riverbend, AT)
    ends = prospects(riverbend, on.now, pd.Timestamp("2028-12-31"))
    calendar = core.rest["calendar"]
    for stop in range(calendar["start"] + 1, len(calendar["stops"])):
        day = pd.to_datetime(calendar["stops"][stop][0], format="%d %B %Y")
        line = stress(ends.units, [on.at.date, day + DAY])
        gone = away(ends, ends.units, line.over, 2).people[0] < 2
        left = {person for person, over in zip(ends.people, gone, strict=True) if not over}
        actors, _ = there(core, stop)
        people = {node["label"] for node in core.nodes if node["kind"] == "person"}
        assert people & actors & set(ends.people) == left & people


def test_partners_pairs_count_those_who_are_listed_and_nobody_else(riverbend, partners):
    on = ground(riverbend, AT)
    ends = prospects(riverbend, on.now, pd.Timestamp("2028-12-31"))
    public = {node["label"] for node in partners.nodes if node.get("public")}
    ends = replace(ends, units=tuple(unit for unit in ends.units if unit.person in public))
    from civicnet.questions.forecast.keeping import keeping, values

    kept = keeping(on, ends, [on.at.date, pd.Timestamp("2029-01-01")])
    line = stress(kept.on.units, kept.days)
    value = values(kept, line.units, line.over, only=("pairs_within",))[0, -1, 0]
    assert f"{value:,.0f} still reach" in captions(partners)["31 December 2028"]


def test_every_stop_is_short_enough_for_two_lines_and_there_are_few_enough(core, partners):
    for found in (core, partners):
        said = captions(found)
        assert 10 <= len(said) <= 24
        assert max(map(len, said.values())) <= 200
        assert found.rest["lenses"][-1]["id"] == "calendar"


def test_a_story_shows_a_stop_by_its_day_or_the_stop_a_day_falls_into(riverbend, tmp_path):
    def slide(text):
        path = tmp_path / "story.toml"
        path.write_text(f"[[slide]]\n{text}", encoding="utf-8")
        p = riverbend
        found = content(p, gate(p, "core", ()), title="M", at=moment(p.frames, AT), story=path)
        return labels(found)[found.rest["story"][0]["stop"]]

    assert slide('view = "calendar"\nwhen = "30 June 2027"') == "30 June 2027"
    assert slide('view = "calendar"\nwhen = "2027-05-17"') == "30 June 2027"
    with pytest.raises(cn.DataError, match="does not stop at"):
        slide('view = "calendar"\nwhen = "next spring"')
    with pytest.raises(cn.DataError, match="only the calendar has days"):
        slide('view = "links"\nwhen = "30 June 2027"')


def test_the_calendar_is_told_where_other_questions_have_no_answer(town, core):
    assert "calendar" in [slide["view"] for slide in drawn(town, "public").rest["story"]]
    asked = [slide["view"] for slide in core.rest["story"]]
    assert len(asked) == LENGTH
    assert "calendar" not in asked


def test_a_real_file_of_eleven_waves_is_moved_through(shared):
    rows = pd.read_csv(shared / "real" / "irish_boards_2003_2013.csv", dtype=str)
    few = rows["company"].value_counts().index[:15]
    rows = rows[rows["company"].isin(few)]
    named = {"company": "table", "director": "actor", "year": "wave"}
    p = cn.Partnership.from_frames(seats=rows.rename(columns=named), add_missing=True)
    found = drawn(p, at=None)
    assert labels(found) == [str(year) for year in range(2003, 2014)]
    for stop, year in enumerate(labels(found)):
        seats = rows[rows["year"] == year][["director", "company"]]
        assert there(found, stop)[1] == set(seats.itertuples(index=False, name=None))
