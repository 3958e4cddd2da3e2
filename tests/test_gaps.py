"""What lacks and who could fill it: every frame by hand, the laws, then riverbend."""

import json
import math
import re

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import civicnet as cn
from civicnet.projection import project
from civicnet.questions.assets.funders import shared_by
from tests.build import partnership, ties
from tests.strategies import partnerships
from tests.test_assets import AT, FORBIDDEN, TERMS, asset, run, small

FRAMES = ("needs", "candidates", "holes", "agencies", "leads", "funders", "per_person")
NEED = {"need": "A room for tutors", "kind": "space", "who": "Club", "outcome": "Reading",
        "place": "East", "end": "2027-03-31"}  # fmt: skip


def asked(assets, frame=None, **more):
    found = cn.gaps(small(assets, **more), at=AT)
    return getattr(found, frame) if frame else found


@pytest.fixture(scope="module")
def riverbend():
    return cn.load_example("riverbend")


# --- needs and candidates -------------------------------------------------------------------------

ROOMS = [
    asset("Hall", "space", "Church", outcome="Reading", place="East", used_share=0.2, amount=50,
          unit="seats", gatekeeper="Cobb"),
    asset("Attic", "space", "City Hall"),
    asset("Cellar", "space", "School", outcome="Jobs", used_share=0),
    asset("Full", "space", "Hub", place="East", used_share=1),
    asset("Own", "space", "Club", used_share=0),
]  # fmt: skip
TRUST = [
    *ties(("Hub", "City Hall"), ("City Hall", "School"), ("Hub", "Club"), form="mou"),
    *ties(("Voss", "City Hall"), ("Club", "City Hall"), form="mou", trust=3, strength=1),
    *ties(("Church", "Hub"), form="mou", trust=2),
]


def test_whom_to_ask_by_hand():
    found = asked(ROOMS, "candidates", needs=[NEED], ties=TRUST).set_index("actor")
    # Whose is half free or more, then who knows, then what is full; at last what serves another
    # outcome. Who asks is no candidate.
    assert list(found.index) == ["Church", "City Hall", "Hub", "School"]
    assert found["rank"].tolist() == [1, 2, 3, 4]
    assert found["fits"].tolist() == [True, True, True, False]
    hall = found.loc["Church"]
    assert (hall["capacity"], hall["spare"], hall["unit"]) == (0.8, 40, "seats")
    assert (hall["same_place"], hall["yes_of"]) == (True, ("Cobb",))
    # Church to Hub to Club.
    assert found["steps"].tolist() == [2, 2, 1, 3]
    attic = found.loc["City Hall"]
    assert math.isnan(attic["capacity"])
    assert attic["same_place"] is None
    # Who asks comes first among those who trust; awareness may trust, and is no contact.
    assert attic["trusted_by"] == ("Club", "School")
    assert attic["why"] == (
        "brings Attic", "how much is free is not written down", "two steps from Club",
        "trusted by Club and School",
    )  # fmt: skip
    assert found.loc["School", "why"][:3] == (
        "brings Cellar", "so far for Jobs", "100% of Cellar is free",
    )  # fmt: skip
    assert "nothing of it is free" in found.loc["Hub", "why"]


def test_trust_below_three_is_not_told():
    found = asked(ROOMS, "candidates", needs=[NEED], ties=TRUST).set_index("actor")
    assert found.loc["Hub", "trusted_by"] == ()


def test_people_tied_to_both_can_make_the_way():
    rows = [asset("Attic", "space", "City Hall")]
    by_hand = [*ties(("Voss", "Club"), ("Voss", "City Hall"), form="verbal")]
    found = asked(rows, "candidates", needs=[NEED], ties=by_hand).iloc[0]
    assert (found["steps"], found["through"]) == (2, ("Voss",))
    assert "two steps from Club, through Voss" in found["why"]


def test_who_is_named_like_the_need_comes_before_others():
    rows = [asset("Accounting", "expertise", "Hub"),
            asset("Interpreting", "expertise", "Church")]  # fmt: skip
    need = {"need": "Interpreters at night", "kind": "expertise", "who": "Club"}
    found = asked(rows, "candidates", needs=[need])
    assert found["actor"].tolist() == ["Church", "Hub"]
    assert found["named_alike"].tolist() == [("Interpreting",), ()]


def test_needs_by_hand():
    needs = [
        NEED,
        {"need": "A van", "kind": "equipment", "who": "Club", "end": "2027-01-31"},
        {"need": "A tutor", "kind": "program", "outcome": "Reading"},
        {"need": "Something", "who": "Church"},
        {"need": "Too late", "kind": "space", "who": "Hub", "end": "2026-11-14"},
    ]
    rows = [*ROOMS, asset("Jobs class", "program", "School", outcome="Jobs")]
    found = asked(rows, "needs", needs=needs).set_index("need")
    assert found["status"].to_dict() == {
        "A van": "nobody brings it", "A tutor": "for other outcomes only",
        "Something": "cannot say", "A room for tutors": "somebody could",
    }  # fmt: skip
    room = found.loc["A room for tutors"]
    assert room[["n_could", "n_with_room", "n_near", "first"]].tolist() == [3, 1, 1, "Church"]
    # From 15 November to 31 March.
    assert (room["days_left"], found.loc["A van", "days_left"]) == (136, 77)
    assert math.isnan(found.loc["A tutor", "days_left"])
    assert found.loc["Something", "reason"] == "cannot say who could: needs its kind"


def test_the_need_of_the_whole_partnership_is_counted_from_the_backbone():
    found = asked([asset("Attic", "space", "City Hall")],
                  needs=[{"need": "A room", "kind": "space"}])  # fmt: skip
    row = found.candidates.iloc[0]
    assert (row["who"], row["steps"]) == ("the partnership", 1)
    assert "tied to Hub" in row["why"]
    assert "Where nobody is said to ask, steps are counted from Hub." in found.notes


def test_who_has_left_is_no_candidate():
    rows = [asset("Call", "convening", "Marsh")]
    need = [{"need": "Somebody to call", "kind": "convening", "who": "Club"}]
    assert asked(rows, "needs", needs=need)["status"].tolist() == ["somebody could"]
    over = [{**TERMS[0], "end": "2026-06-30"}, TERMS[1]]
    assert asked(rows, "needs", needs=need, terms=over)["status"].tolist() == ["nobody brings it"]


# --- holes ----------------------------------------------------------------------------------------


def test_holes_by_hand():
    rows = [asset("Hall", "space", "Church", outcome="Reading"), asset("News", "media", "Club")]
    needs = [{"need": "A van", "kind": "equipment", "outcome": "Jobs"}, NEED,
             {"need": "A desk", "kind": "space", "outcome": "Jobs"}]  # fmt: skip
    found = asked(rows, "holes", needs=needs).set_index("kind")
    assert found.loc["space", ["outcome", "others", "needs"]].tolist() == [
        ("Jobs",), ("Church",), ("A desk",),
    ]  # fmt: skip
    assert found.loc["equipment", ["outcome", "needs"]].tolist() == [("any outcome",), ("A van",)]
    # What names no outcome serves all.
    assert "media" not in found.index
    # What is asked for comes first: what nobody brings at all, then what some do for others.
    assert list(found.index)[:2] == ["equipment", "space"]


# --- agencies, leads ------------------------------------------------------------------------------


def test_agencies_by_hand():
    places = [
        {"organization": "City Hall", "sector": "public", "kind": "agency"},
        {"organization": "Parks", "kind": "agency", "part_of": "City Hall"},
        {"organization": "Library", "sector": "public"},
        {"organization": "Club", "sector": "nonprofit"},
        {"organization": "School", "sector": "education"},
        {"organization": "Council", "kind": "table"},
    ]
    rows = [asset("Room", "space", "City Hall", outcome="Reading", recipient="Club")]
    more = {"organizations": places, "offices": [], "people": [], "terms": [],
            "ties": ties(("Parks", "Club"), form="mou"),
            "seats": [{"table": "Council", "actor": "Library"}],
            "roles": [{"outcome": "Jobs", "actor": "Library", "role": "informed"}]}  # fmt: skip
    found = asked(rows, "agencies", **more).set_index("agency")
    assert list(found.index) == ["Parks", "City Hall", "Library"]
    assert found["touches"].tolist() == [False, True, True]
    assert found["outcomes"].tolist() == [(), ("Reading",), ("Jobs",)]
    assert found.loc["Library", "tables"] == ("Council",)
    assert found.loc["City Hall", "not_touched"] == ("Jobs",)
    assert (found.loc["Parks", "part_of"], found.loc["Parks", "n_ties"]) == ("City Hall", 1)
    said = asked(rows, **more).summary
    assert "1 of 3 public agencies touches none of the work: Parks." in said


def test_who_gains_and_pays_nothing_by_hand():
    rows = [
        asset("Tutors", "program", "Club", recipient="School"),
        asset("Nurses", "staff", "Church", recipient="School"),
        asset("Room", "space", "Church", recipient="Club"),
        asset("Grant", "funding", "City Hall", recipient="Club", amount=9, unit="USD", per="year"),
        asset("Line", "funding", "City Hall", recipient="Church", amount=4, unit="USD"),
        asset("Notes", "media", "Club", recipient="Council"),
        asset("Desk", "space", "City Hall", recipient="Hub"),
        asset("Hall", "space", "Church", recipient="City Hall"),
        asset("Van for hours", "exchange", "School", recipient="Church"),
    ]
    found = asked(rows, "leads")
    # The backbone, a table, who has money only, and who pays are no leads.
    assert found["actor"].tolist() == ["School", "Club"]
    assert found.loc[0, ["n_receives", "receives", "from"]].tolist() == [
        2, ("Nurses", "Tutors"), ("Church", "Club"),
    ]  # fmt: skip
    assert math.isnan(found.loc[0, "money_received"])
    assert found.loc[1, ["money_received", "unit"]].tolist() == [9, "USD"]
    paying = [*ties(("School", "Club"), relation="funds", form="contract")]
    assert asked(rows, "leads", ties=paying)["actor"].tolist() == ["Club"]


# --- funders --------------------------------------------------------------------------------------

GIVERS = [{"organization": x, "sector": "philanthropy"} for x in ("Ash", "Elm", "Oak")]
TAKERS = [{"organization": x} for x in ("Club", "Reads", "Choir")]


def grants(*pairs):
    return [asset(f"{a} to {b}", "funding", a, recipient=b) for a, b in pairs]


def test_funders_who_share_grantees_by_hand():
    rows = grants(("Ash", "Club"), ("Ash", "Reads"), ("Elm", "Club"), ("Elm", "Reads"),
                  ("Oak", "Reads"), ("Oak", "Choir"))  # fmt: skip
    p = partnership(organizations=[*GIVERS, *TAKERS], assets=rows,
                    people=[{"person": "Ida"}],
                    ties=[*ties(("Oak", "Elm"), form="mou"),
                          *ties(("Ida", "Ash"), ("Ida", "Elm"), form="verbal")])  # fmt: skip
    found = cn.gaps(p, at=AT).funders
    assert found[["source", "target", "n_shared"]].values.tolist() == [
        ["Ash", "Elm", 2], ["Ash", "Oak", 1], ["Elm", "Oak", 1],
    ]  # fmt: skip
    # Club is funded by two (1), Reads by three (1/2).
    assert found["weight"].tolist() == [1.5, 0.5, 0.5]
    assert found["should_meet"].tolist() == [True, False, False]
    assert found["tied"].tolist() == [False, False, True]
    assert found["coordinators"].tolist() == [("Ida",), (), ()]
    said = cn.gaps(p, at=AT).summary
    assert any("first Ash and Elm; Ida could bring them together" in s for s in said)
    together = partnership(organizations=[*GIVERS, *TAKERS], assets=rows,
                           ties=ties(("Ash", "Elm"), form="mou"))  # fmt: skip
    assert not cn.gaps(together, at=AT).funders["should_meet"].any()


def test_a_tie_that_funds_makes_a_funder():
    p = partnership(organizations=[*GIVERS, *TAKERS], assets=grants(("Ash", "Club")),
                    ties=ties(("Elm", "Club"), relation="funds", form="contract"))  # fmt: skip
    found = cn.gaps(p, at=AT).funders
    assert found[["source", "target", "shared"]].values.tolist() == [["Ash", "Elm", ("Club",)]]


def test_weights_of_funders_are_newmans():
    import networkx as nx

    pairs = {("Ash", "Club"), ("Elm", "Club"), ("Oak", "Club"), ("Ash", "Reads"), ("Elm", "Reads")}
    graph = nx.Graph(list(pairs))
    for name in graph:
        graph.nodes[name]["mode"] = "seated" if name in ("Ash", "Elm", "Oak") else "table"
    known = project(graph).links[["source", "target", "weight"]].values.tolist()
    assert shared_by(pairs)[["source", "target", "weight"]].values.tolist() == known


# --- money per person -----------------------------------------------------------------------------


def test_money_for_each_person_by_hand():
    rows = [
        asset("A", "funding", "City Hall", place="East", amount=100, unit="USD", per="year",
              outcome="Reading"),
        asset("B", "funding", "City Hall", place="Town", amount=300, unit="USD", per="year"),
        asset("C", "funding", "City Hall", place="West", amount=50, unit="USD", per="year"),
        asset("D", "funding", "City Hall", amount=900, unit="USD", per="year"),
        asset("E", "funding", "Club", place="North", unit="USD"),
    ]  # fmt: skip
    context = [
        {"place": "East", "key": "part of", "value": "Town"},
        {"place": "East", "key": "population", "value": "10"},
        {"place": "Town", "key": "Population", "value": "1,000"},
        {"place": "North", "key": "population", "value": "5"},
        {"place": "South", "key": "population", "value": "5"},
    ]
    found = asked(rows, context=context)
    whole = found.per_person[found.per_person["outcome"] == "any outcome"].set_index("place")
    # What is brought to a part is brought to the town; not the other way round.
    assert whole["yearly"].dropna().to_dict() == {"East": 100, "Town": 400, "West": 50}
    assert whole["per_person"].dropna().to_dict() == {"East": 10, "Town": 0.4}
    assert whole["parity"].dropna().to_dict() == {"East": 1, "Town": 0.04}
    assert whole.loc["West", "reason"].startswith("cannot say: needs the population")
    assert whole.loc["North", "reason"] == "none of it says how much"
    assert whole.loc["South", "reason"].startswith("no money is named for this place")
    reading = found.per_person[found.per_person["outcome"] == "Reading"]
    assert reading[["place", "yearly"]].values.tolist() == [["East", 100], ["Town", 100]]
    assert any(note.startswith("900 USD a year names no place") for note in found.notes)


@pytest.mark.parametrize(
    ("more", "said"),
    [({}, "needs the place of funding in Assets"),
     ({"place": "East"}, "needs population by place in Context")],
)  # fmt: skip
def test_without_places_or_people_it_cannot_say(more, said):
    rows = [asset("A", "funding", "Club", amount=5, unit="USD", **more)]
    found = asked(rows)
    assert any(said in s for s in found.summary + found.notes)


# --- laws -----------------------------------------------------------------------------------------

KINDS = ("space", "data", "equipment")
HOLDERS = st.sampled_from(["Church", "City Hall", "School", "Hub"])


@st.composite
def brought(draw, tag, least=0):
    return [
        asset(f"{tag}{i}", draw(st.sampled_from(KINDS)), draw(HOLDERS),
              outcome=draw(st.sampled_from(["", "Reading", "Jobs", "Song"])),
              used_share=draw(st.sampled_from(["", 0, 0.4, 1])))
        for i in range(draw(st.integers(least, 4)))
    ]  # fmt: skip


NEEDS = [{"need": f"{kind} {x}", "kind": kind, "who": "Club", "outcome": x}
         for kind in KINDS for x in ("", "Reading", "Jobs")]  # fmt: skip
ORDER = {"nobody brings it": 0, "for other outcomes only": 1, "somebody could": 2}


@settings(max_examples=8)
@given(brought("a"), brought("b", least=1))
def test_an_asset_added_never_makes_a_gap(assets, more):
    before, after = (asked(rows, needs=NEEDS) for rows in (assets, [*assets, *more]))
    one, two = (x.needs.set_index("need").sort_index() for x in (before, after))
    assert (two["status"].map(ORDER) >= one["status"].map(ORDER)).all()
    assert (two["n_could"] >= one["n_could"]).all()
    assert _holes(after) <= _holes(before)


def _holes(found):
    every = ("Reading", "Jobs")
    return {
        (kind, x)
        for kind, outcomes in zip(found.holes["kind"], found.holes["outcome"], strict=True)
        for x in (every if outcomes == ("any outcome",) else outcomes)
    }


@settings(max_examples=8)
@given(brought("a", least=1))
def test_nobody_who_could_lacks_the_kind_and_ranks_are_without_gaps(assets):
    found = asked(assets, needs=NEEDS).candidates
    held = {(row["holder"], row["kind"]) for row in assets}
    kinds = found["need"].str.split().str[0]
    assert set(zip(found["actor"], kinds, strict=True)) <= held
    for _, own in found.groupby("need"):
        assert own["rank"].tolist() == list(range(1, len(own) + 1))
        # Whose serves the outcome never comes after whose does not.
        assert own["fits"].tolist() == sorted(own["fits"], reverse=True)


@settings(max_examples=10)
@given(partnerships())
def test_any_valid_partnership_is_answered(p):
    found = cn.gaps(p, at=AT)
    json.dumps(found.to_dict(), allow_nan=False)
    assert len(found.summary) <= 7
    assert (found.needs["n_with_room"] <= found.needs["n_could"]).all()


def test_nothing_is_asked_for_and_it_is_told_so():
    found = cn.gaps(partnership(organizations=[{"organization": "Club"}]), at=AT)
    assert found.summary[0] == "Cannot say what is asked for: needs rows in Needs."
    assert "Cannot say what nobody brings: needs rows in Assets." in found.summary
    p = cn.load_example("riverbend")
    full = cn.gaps(p, at=AT)
    for name in FRAMES:
        empty, some = getattr(found, name), getattr(full, name)
        assert list(empty.columns) == list(some.columns), name
        assert empty.dtypes.equals(some.dtypes), name


@pytest.mark.parametrize("name", ["NFDI_Netzwerk_2021.csv", "pyvis_NetworkOfThrones.csv"])
def test_real_networks_without_assets_are_told_what_is_needed(shared, name):
    p = cn.read(shared / "real" / "formats" / "csv_quirks" / name)
    found = cn.gaps(p, at=AT)
    assert "Cannot say what is asked for: needs rows in Needs." in found.summary
    assert (found.needs.empty, found.candidates.empty, found.funders.empty) == (True, True, True)
    brought = cn.assets(p, at=AT)
    assert brought.summary == ("Cannot say who brings what: needs rows in Assets.",)
    assert set(brought.coverage["status"]) == {"nobody"}


# --- riverbend ------------------------------------------------------------------------------------


def test_riverbends_stories(riverbend):
    found = cn.gaps(riverbend, at=AT)
    nobody = found.needs[found.needs["status"] == "nobody brings it"]
    assert nobody["kind"].tolist() == ["equipment", "equipment"]
    room = found.candidates[found.candidates["need"].str.contains("kitchen")].iloc[0]
    assert (room["actor"], room["capacity"], room["same_place"]) == (
        "Riverbend Unified School District", 0.95, True,
    )  # fmt: skip
    assert room["assets"] == ("Former Franklin School",)
    # Nobody at the center does more than know of them.
    assert math.isnan(room["steps"])
    first = found.needs.set_index("need")["first"]
    assert first["Interpreters at every kindergarten evening"] == "New Americans Welcome Center"
    assert found.holes["kind"].tolist()[0] == "equipment"
    each = found.per_person.set_index(["outcome", "place"])["per_person"]["any outcome"]
    assert each["Eastbank"] == pytest.approx(366_500 / 21_300)


@pytest.mark.parametrize("at", [AT, "2019-05-01", "2028-06-30"])
def test_summaries_are_few_short_plain_sentences(riverbend, at):
    found = cn.gaps(riverbend, at=at)
    assert 2 <= len(found.summary) <= 7
    assert not FORBIDDEN.search(" ".join(found.summary + found.notes))
    assert [s for s in found.summary if len(s.split()) > 25] == []
    assert json.loads(json.dumps(found.to_dict(), allow_nan=False))["at"] == at


def test_the_order_of_the_rows_given_changes_nothing(riverbend):
    frames = {name: frame[::-1] for name, frame in riverbend.frames.items() if len(frame)}
    turned = cn.Partnership.from_frames(**frames)
    one, two = (cn.gaps(p, at=AT) for p in (riverbend, turned))
    for name in FRAMES:
        pd.testing.assert_frame_equal(getattr(one, name), getattr(two, name))


def test_the_command_shows_one_need_or_all(capsys):
    code, shown, _ = run(capsys, "gaps", "example:riverbend")
    assert (code, "Needs, and whom to ask first" in shown) == (0, True)
    code, shown, _ = run(capsys, "gaps", "example:riverbend", "--need", "kitchen")
    assert code == 0
    assert re.search(r"1\s+Riverbend Unified School", shown)
    assert "Laptops" not in shown
    code, _, said = run(capsys, "gaps", "example:riverbend", "--need", "kitchn")
    assert (code, "Did you mean 'A room with a kitchen" in said) == (2, True)
    _, rows, _ = run(capsys, "gaps", "example:riverbend", "--format", "csv")
    assert rows.startswith("need,who,kind,outcome,place")
