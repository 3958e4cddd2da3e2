"""Who brings what: every frame by hand on a small partnership, the laws, then riverbend."""

import json
import math
import re

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import civicnet as cn
from civicnet.cli import main
from civicnet.questions.assets.brought import ANY_OUTCOME, ANY_PLACE, brought, could_meet
from civicnet.questions.assets.coverage import coverage, single
from civicnet.standing import standing
from tests.build import partnership, ties
from tests.strategies import partnerships

AT = "2026-11-15"
FORBIDDEN = re.compile(r"\b(betweenness|nodes?|edges?|nan)\b", re.IGNORECASE)
FRAMES = (
    "coverage", "single", "duplicates", "idle", "concentration", "doors", "expiring", "one_way",
    "functions", "data", "handshake", "staff", "initiatives",
)  # fmt: skip

PLACES = [
    {"organization": "City Hall", "sector": "public", "kind": "agency"},
    {"organization": "School", "sector": "education"},
    {"organization": "Club", "sector": "nonprofit"},
    {"organization": "Church", "sector": "faith"},
    {"organization": "Hub", "sector": "nonprofit", "kind": "backbone"},
    {"organization": "Council", "kind": "table"},
]
OFFICES = [
    {"office": "Mayor", "organization": "City Hall", "selection": "elected"},
    {"office": "Superintendent", "organization": "School", "annual_departure": 0.1},
]
PEOPLE = [
    {"person": "Marsh", "organization": "City Hall"},
    {"person": "Voss", "organization": "School"},
    {"person": "Cobb"},
]
TERMS = [
    {"person": "Marsh", "office": "Mayor", "organization": "City Hall", "start": "2020-01-01",
     "end": "2027-06-30", "can_stay": "no"},
    {"person": "Voss", "office": "Superintendent", "organization": "School",
     "start": "2022-01-01"},
]  # fmt: skip
TIES = [*ties(("Hub", "City Hall"), ("City Hall", "School"), ("Hub", "Club"), form="mou")]
OUTCOMES = [{"outcome": "Reading"}, {"outcome": "Jobs"}]
CONTEXT = [
    {"place": "Town", "key": "mayoral control", "value": "no"},
    {"place": "East", "key": "part of", "value": "Town"},
]


def asset(name, kind, holder, **more):
    return {"asset": name, "kind": kind, "holder": holder, **more}


def small(assets, **more):
    frames = {
        "organizations": PLACES, "offices": OFFICES, "people": PEOPLE, "terms": TERMS,
        "ties": TIES, "outcomes": OUTCOMES, "context": CONTEXT,
    }  # fmt: skip
    return partnership(**(frames | {"assets": assets} | more))


def asked(assets, frame=None, **more):
    options = {k: more.pop(k) for k in ("kind", "outcome", "until") if k in more}
    found = cn.assets(small(assets, **more), at=AT, **options)
    return getattr(found, frame) if frame else found


def cell(frame, kind, outcome=ANY_OUTCOME, place=ANY_PLACE):
    mine = (frame["kind"] == kind) & (frame["outcome"] == outcome) & (frame["place"] == place)
    (row,) = frame[mine].to_dict("records")
    return row


@pytest.fixture(scope="module")
def riverbend():
    return cn.load_example("riverbend")


# --- coverage -------------------------------------------------------------------------------------

ROOMS = [
    asset("Hall", "space", "Church", outcome="Reading", place="East", form="mou"),
    asset("Attic", "space", "City Hall", form="verbal", place="Town"),
    asset("Yard", "space", "Club"),
]


def test_coverage_by_hand():
    found = asked(ROOMS, "coverage")
    whole = cell(found, "space")
    assert (whole["status"], whole["n_providers"], whole["n_assets"]) == ("several", 3, 3)
    assert whole["providers"] == ("Church", "City Hall", "Club")
    # Only the attic is on a word; of the yard nobody wrote it down, and nobody's yes is needed.
    assert (whole["n_handshake"], whole["n_named"]) == (1, 0)
    # What names no outcome serves all.
    assert cell(found, "space", "Reading")["assets"] == ("Attic", "Hall", "Yard")
    assert cell(found, "space", "Reading")["n_named"] == 1
    assert cell(found, "space", "Jobs")["assets"] == ("Attic", "Yard")


def test_a_place_serves_its_parts_and_a_blank_place_is_not_known():
    found = asked(ROOMS, "coverage")
    east, town = (cell(found, "space", place=x) for x in ("East", "Town"))
    # What is in the town serves the east of it, not the other way round.
    assert (east["assets"], east["n_place_unsaid"]) == (("Attic", "Hall"), 1)
    assert (town["assets"], town["n_place_unsaid"]) == (("Attic",), 1)
    only = asked([asset("Yard", "space", "Club"), asset("Hall", "media", "Club", place="East")])
    row = cell(only.coverage, "space", place="East")
    assert (row["status"], row["n_providers"]) == ("place not said", 0)
    assert cell(only.coverage, "media", place="East")["status"] == "one"
    assert cell(only.coverage, "equipment", place="East")["status"] == "nobody"


def test_without_context_no_place_is_a_part_of_another():
    found = asked(ROOMS, "coverage", context=CONTEXT[:1])
    assert cell(found, "space", place="East")["assets"] == ("Hall",)


def test_what_has_ended_or_has_not_begun_covers_nothing():
    rows = [
        asset("Old", "space", "Club", end="2026-11-14"),
        asset("Last day", "media", "Club", end=AT),
        asset("New", "data", "Club", start="2026-11-16"),
    ]
    found = asked(rows, "coverage")
    status = [cell(found, kind)["status"] for kind in ("space", "media", "data")]
    assert status == ["nobody", "one", "nobody"]


def test_what_rested_on_somebody_who_has_left_is_gone():
    terms = [{**TERMS[0], "end": "2026-06-30"}, TERMS[1]]
    rows = [
        asset("Call", "convening", "Marsh"),
        asset("Room", "space", "City Hall", gatekeeper="Marsh", form="verbal"),
        asset("Desk", "staff", "City Hall", gatekeeper="Mayor, City Hall", form="verbal"),
        asset("Grant", "funding", "City Hall", gatekeeper="Marsh", form="contract"),
    ]
    found = asked(rows, terms=terms)
    assert found.coverage.loc[found.coverage["n_assets"] > 0, "kind"].unique().tolist() == [
        "funding"
    ]
    assert any("3 assets are gone with somebody who has left" in note for note in found.notes)


def test_a_person_and_their_organization_are_one_provider():
    rows = [asset("Call", "convening", "Marsh"), asset("Room", "convening", "City Hall")]
    row = cell(asked(rows, "coverage"), "convening")
    assert (row["status"], row["providers"], row["n_assets"]) == ("one", ("City Hall",), 2)


def test_a_kind_or_a_group_or_an_outcome_can_be_asked_for():
    found = asked([*ROOMS, asset("Call", "convening", "Marsh")], kind="Space", outcome="jobs")
    assert set(found.coverage["kind"]) == {"space"}
    assert found.idle.empty
    assert set(found.coverage["outcome"]) == {ANY_OUTCOME, "Jobs"}
    assert cell(found.coverage, "space")["n_assets"] == 2
    group = asked([asset("Call", "convening", "Marsh")], "functions", kind="mayoral functions")
    assert len(group) == 5
    with pytest.raises(cn.ArgumentError, match="did you mean 'space'"):
        asked(ROOMS, kind="spaces")
    with pytest.raises(cn.ArgumentError, match="did you mean 'Reading'"):
        asked(ROOMS, outcome="Raeding")


# --- one alone, twice, idle -----------------------------------------------------------------------


def test_what_one_alone_brings_by_hand():
    rows = [
        asset("Call", "convening", "Marsh"),
        asset("Hall", "space", "Church", outcome="Reading", end="2027-01-31"),
        asset("Yard", "space", "Club", outcome="Jobs"),
        asset("Van", "equipment", "Club"),
        asset("Truck", "equipment", "Church"),
    ]
    found = asked(rows, "single").set_index(["kind", "provider"])
    assert list(found.index) == [
        ("space", "Club"), ("space", "Church"), ("convening", "City Hall"),
    ]  # fmt: skip
    call = found.loc[("convening", "City Hall")]
    assert (call["outcome"], call["rests_on"], call["n_handshake"]) == (
        (ANY_OUTCOME,), ("Marsh",), 1,
    )  # fmt: skip
    hall = found.loc[("space", "Church")]
    assert (hall["outcome"], hall["others"]) == (("Reading",), ("Club",))
    assert hall["first_end"] == pd.Timestamp("2027-01-31")


def test_the_same_for_one_outcome_in_one_place_by_hand():
    rows = [
        asset("Tutors", "program", "Club", outcome="Reading", place="East", used_share=0.5),
        asset("Readers", "program", "Church", outcome="Reading; Jobs", place="East"),
        asset("Coaches", "program", "Hub", outcome="Reading", place="Town"),
        asset("Two grants", "funding", "Club", outcome="Reading", place="East"),
        asset("A grant", "funding", "Hub", outcome="Reading", place="East"),
    ]
    quarrel = ties(("Club", "Church"), relation="disputes")
    (row,) = asked(rows, "duplicates", ties=[*TIES, *quarrel]).to_dict("records")
    assert (row["kind"], row["outcome"], row["place"]) == ("program", "Reading", "East")
    assert row["providers"] == ("Church", "Club")
    assert (row["with_room"], row["n_used_unsaid"]) == (("Tutors",), 1)
    # Being at odds is no contact.
    assert row["untied"] == row["at_odds"] == ("Church and Club",)
    (tied,) = asked(rows, "duplicates", ties=[*TIES, *ties(("Club", "Church"))]).to_dict("records")
    assert tied["untied"] == tied["at_odds"] == ()


def test_without_places_the_same_may_be_far_apart():
    rows = [asset(x, "program", x, outcome="Reading") for x in ("Club", "Church")]
    (row,) = asked(rows, "duplicates").to_dict("records")
    assert row["place"] is None
    assert row["reason"] == "no place is written: they may be far apart"


def test_what_stands_idle_by_hand():
    rows = [
        asset("Hall", "space", "Church", amount=200, unit="seats", used_share=0.25),
        asset("Attic", "space", "City Hall", used_share=0.75),
        asset("Full", "space", "Club", used_share=1),
        asset("Unknown", "space", "Hub"),
    ]
    needs = [{"need": "A room", "kind": "space", "who": "Club"}]
    found = asked(rows, needs=needs)
    assert found.idle["asset"].tolist() == ["Hall", "Attic"]
    hall = found.idle.iloc[0]
    assert (hall["spare_share"], hall["spare"], hall["unit"]) == (0.75, 150, "seats")
    assert hall["could_meet"] == ("A room",)
    assert math.isnan(found.idle.iloc[1]["spare"])
    assert any(note.startswith("1 asset does not say how much is in use") for note in found.notes)


def test_a_blank_use_is_neither_idle_nor_full():
    found = asked([asset("Hall", "space", "Church")])
    assert found.idle.empty
    assert "Cannot say what stands idle: needs the column used_share in Assets." in (
        found.summary + found.notes
    )


# --- how much, whose yes --------------------------------------------------------------------------


def test_concentration_kind_by_kind_is_that_of_the_question_of_one_kind():
    rows = [
        asset("A", "funding", "Club", amount=50, unit="USD", per="year", end="2027-01-31"),
        asset("B", "funding", "Church", amount=30, unit="USD", per="year"),
        asset("C", "funding", "City Hall", amount=20, unit="USD", per="year",
              gatekeeper="Mayor, City Hall"),
        asset("D", "funding", "Hub", unit="USD"),
        asset("Hall", "space", "Church"),
    ]  # fmt: skip
    found = asked(rows, "concentration").set_index("kind")
    money = found.loc["funding"]
    assert money["hhi"] == pytest.approx(0.38)
    assert (money["n_holders"], money["yearly"], money["largest"]) == (3, 100, "Club")
    assert money["reason"] == "among the 3 of 4 with an amount"
    assert (money["ending_share"], money["elected_share"]) == (0.5, 0.2)
    assert found.loc["space", ["hhi", "measured_by"]].tolist() == [1.0, "number"]
    for kind in ("funding", "space"):
        alone = cn.concentration(small(rows), kind, at=AT).table.iloc[0]
        same = ["hhi", "largest", "n_assets", "ending_share", "elected_share", "unsaid_share"]
        assert found.loc[kind, same].tolist() == alone[same].tolist()


def test_a_blank_amount_is_no_nothing():
    rows = [asset(x, "funding", x, unit="USD") for x in ("Club", "Hub")]
    money = asked(rows, "concentration").iloc[0]
    assert (money["measured_by"], money["hhi"]) == ("number", 0.5)
    assert math.isnan(money["yearly"])


def test_whose_yes_opens_what_by_hand():
    rows = [
        asset("Room", "space", "City Hall", gatekeeper="Mayor, City Hall", form="verbal",
              recipient="Hub"),
        asset("Line", "funding", "City Hall", gatekeeper="Mayor, City Hall", form="contract",
              amount=10, unit="USD", per="year", recipient="Club"),
        asset("Records", "data", "School", gatekeeper="Voss"),
        asset("Yard", "space", "Club"),
    ]  # fmt: skip
    found = asked(rows, "doors").set_index("yes_of")
    assert list(found.index) == ["Mayor, City Hall", "Voss"]
    mayor = found.loc["Mayor, City Hall"]
    assert (mayor["people"], mayor["elected"], mayor["n_assets"]) == (("Marsh",), True, 2)
    assert mayor["until"] == pd.Timestamp("2027-06-30")
    # Her time is over within the year, and she cannot stay.
    assert mayor["chance_gone"] == 1
    assert (mayor["n_handshake"], mayor["yearly"], mayor["unit"]) == (1, 10, "USD")
    assert mayor["receivers"] == ("Club", "Hub")
    voss = found.loc["Voss"]
    assert (voss["elected"], voss["data"]) == (False, ("Records",))
    assert voss["chance_gone"] == pytest.approx(1 - 0.9 ** (365 / 365.25), abs=1e-9)


def test_the_yes_of_somebody_with_two_posts_is_that_of_the_post_where_the_asset_is():
    offices = [*OFFICES, {"office": "Pastor", "organization": "Church", "selection": "appointed"}]
    terms = [*TERMS, {"person": "Marsh", "office": "Pastor", "organization": "Church"}]
    rows = [
        asset("Nave", "space", "Church", gatekeeper="Marsh"),
        asset("Room", "space", "Hub", gatekeeper="Marsh"),
    ]
    for one, elected in ((rows[0], False), (rows[1], True)):
        found = asked([one], "doors", offices=offices, terms=terms)
        assert found["elected"].tolist() == [elected]


# --- data -----------------------------------------------------------------------------------------

RECORDS = asset("Records", "data", "School", gatekeeper="Superintendent, School", owner="School",
                access="student-level", form="verbal", recipient="Hub")  # fmt: skip


def test_who_works_on_answers_for_and_owns_data_by_hand():
    rows = [RECORDS, asset("Census", "data", "Club", form="law")]
    found = asked(rows, "data").set_index("asset")
    mine = found.loc["Records"]
    assert mine[["works_on", "answers_for", "owned_by", "used_by"]].tolist() == [
        "School", "Superintendent, School", "School", "Hub",
    ]  # fmt: skip
    assert (mine["student_level"], mine["people"], mine["paper"]) == (True, ("Voss",), "handshake")
    # From the hub through City Hall alone.
    assert (mine["steps"], mine["routes"]) == (2, 1)
    assert (mine["expected_gatekeeper"], mine["as_expected"]) == ("superintendent", True)
    other = found.loc["Census"]
    assert other["student_level"] is None
    assert other["blank"] == (
        "whose yes opens it", "who owns it", "who receives it", "access",
    )  # fmt: skip
    assert other["as_expected"] is None


@pytest.mark.parametrize(
    ("said", "expected", "as_expected"),
    [("yes", "mayor", False), ("no", "superintendent", True), ("partial", None, None),
     (None, None, None)],
)  # fmt: skip
def test_who_has_the_schools_says_whose_yes_is_expected(said, expected, as_expected):
    context = [{"place": "Town", "key": "Mayoral Control", "value": said}] if said else []
    found = asked([RECORDS], context=context)
    row = found.data.iloc[0]
    assert (row["expected_gatekeeper"], row["as_expected"]) == (expected, as_expected)
    if not said:
        assert row["reason"].endswith("needs mayoral control in Context")


def test_the_rule_of_the_gatekeeper_is_for_school_districts_only():
    row = asked([{**RECORDS, "holder": "Club"}], "data").iloc[0]
    assert row["expected_gatekeeper"] is None
    assert row["reason"].startswith("not a school district's")


def test_what_is_held_by_handshake_by_hand():
    rows = [
        RECORDS,
        asset("Call", "convening", "Marsh"),
        asset("Room", "space", "City Hall", form="none"),
        asset("Grant", "funding", "City Hall", gatekeeper="Marsh", form="contract"),
        asset("Yard", "space", "Club"),
    ]
    found = asked(rows, "handshake").set_index("asset")
    assert list(found.index) == ["Records", "Call", "Room"]
    assert found["student_level"].tolist() == [True, False, False]
    assert found["paper"].tolist() == ["handshake", "not said", "handshake"]
    assert found.loc["Call", "rests_on"] == ("Marsh",)


# --- ends, exchange, staff ------------------------------------------------------------------------


def test_what_ends_when_and_the_hole_it_leaves_by_hand():
    rows = [
        asset("Grant", "funding", "Club", end="2026-12-31"),
        asset("Second", "funding", "Hub", end="2027-03-31", outcome="Reading"),
        asset("Call", "convening", "Marsh"),
        asset("Line", "space", "City Hall", gatekeeper="Voss", end="2027-01-31"),
        asset("Yard", "space", "Club", outcome="Jobs"),
        asset("Far", "media", "Club", end="2027-11-16"),
    ]
    found = asked(rows, "expiring").set_index("asset")
    assert list(found.index) == ["Grant", "Line", "Second", "Call"]
    assert [str(day.date()) for day in found["day"]] == [
        "2026-12-31", "2027-01-31", "2027-03-31", "2027-06-30",
    ]  # fmt: skip
    assert found.loc["Call", "because"] == "the time of Marsh ends"
    assert found["sure"].tolist() == [True, True, True, True]
    # The first grant was all there was for jobs, the second all that is left.
    assert found.loc["Grant", "leaves_hole"] == ("Jobs",)
    assert found.loc["Second", "leaves_hole"] == (ANY_OUTCOME,)
    assert found.loc["Line", "leaves_hole"] == ("Reading",)
    assert found.loc["Call", "leaves_hole"] == (ANY_OUTCOME,)


def test_who_may_stay_makes_an_end_unsure_and_staff_go_along():
    offices = [*OFFICES, {"office": "Aide", "organization": "City Hall",
                          "serves_with": "Mayor, City Hall"}]  # fmt: skip
    terms = [{**TERMS[0], "can_stay": "0.4"},
             {"person": "Ada", "office": "Aide", "organization": "City Hall"}]  # fmt: skip
    people = [*PEOPLE, {"person": "Ada", "organization": "City Hall"}]
    rows = [asset("Follow-up", "policy", "Ada"), asset("Call", "convening", "Marsh")]
    found = asked(rows, "expiring", offices=offices, terms=terms, people=people)
    assert found["asset"].tolist() == ["Call", "Follow-up"]
    assert found["sure"].tolist() == [False, False]
    assert found.loc[0, "because"] == "the time of Marsh may end"
    # Nothing is known of a mayor who surely stays.
    terms[0] = {**TERMS[0], "can_stay": "yes"}
    assert asked(rows, "expiring", offices=offices, terms=terms, people=people).empty


def test_one_way_giving_by_hand():
    rows = [
        asset("Room", "space", "City Hall", recipient="Hub"),
        asset("Line", "funding", "City Hall", recipient="Hub", amount=5, unit="USD", per="year"),
        asset("Van", "equipment", "Club", recipient="Church"),
        asset("Hall", "space", "Church", recipient="Club"),
        asset("Presses", "exchange", "Church", recipient="School"),
        asset("Grant", "funding", "Club", recipient="School", amount=7, unit="USD", per="year"),
        asset("Notes", "staff", "Hub", recipient="Council"),
        asset("Own", "program", "Club", recipient="Club"),
    ]
    found = cn.assets(small(rows), at=AT)
    frame = found.one_way
    assert frame[["giver", "receiver"]].values.tolist() == [
        ["City Hall", "Hub"],
        ["Club", "School"],
    ]
    assert frame["only_money"].tolist() == [False, True]
    assert frame["yearly"].tolist() == [5, 7]
    assert frame["kinds"].tolist() == [("funding", "space"), ("funding",)]
    assert frame.loc[0, "tie_back"] == ("tied",)
    assert any(note.startswith("Between 4 pairs of partners") for note in found.notes)
    both = [*TIES, *ties(("School", "Club"), relation="exchanges")]
    assert len(asked(rows, "one_way", ties=both)) == 1


def test_who_pays_for_the_people_by_hand():
    rows = [
        asset("Analyst", "staff", "City Hall", recipient="Hub", amount=1, unit="FTE",
              gatekeeper="Mayor, City Hall", form="verbal"),
        asset("Clerk", "staff", "School", recipient="Hub", amount=3, unit="FTE", form="mou"),
        asset("Cook", "staff", "Church"),
    ]  # fmt: skip
    found = asked(rows, "staff").set_index("employer")
    assert list(found.index) == ["School", "City Hall", "Church"]
    assert found["share"].tolist()[:2] == [0.75, 0.25]
    assert found["n_handshake"].tolist() == [0, 1, 0]
    assert found.loc["City Hall", "chance_head_leaves"] == 1
    assert math.isnan(found.loc["Church", "amount"])
    assert found.loc["Church", "reason"] == "nobody is known to head Church"


# --- functions, initiatives -----------------------------------------------------------------------


def test_functions_and_what_goes_with_the_mayor_by_hand():
    rows = [
        asset("Call", "convening", "Marsh", start="2020-01-01"),
        asset("Speech", "championing", "Marsh"),
        asset("Sermon", "championing", "Church", outcome="Reading"),
        asset("Desk", "resourcing and incubating", "City Hall", form="contract"),
        asset("Minutes", "staff support", "Hub"),
    ]
    found = asked(rows, "functions").set_index("function")
    assert len(found) == 13
    assert found.loc["convening", ["status", "with_mayor", "rests_on"]].tolist() == [
        "one", "goes", ("Marsh",),
    ]  # fmt: skip
    assert found.loc["championing", ["status", "with_mayor", "mayor_share"]].tolist() == [
        "several", "part goes", 0.5,
    ]  # fmt: skip
    assert found.loc["championing", "outcomes"] == ("Reading",)
    assert found.loc["resourcing and incubating", ["mayor_share", "with_mayor"]].tolist() == [
        1.0, "stays",
    ]  # fmt: skip
    assert found.loc["staff support", "with_mayor"] == "stays"
    assert found.loc["policy", ["status", "with_mayor", "reason"]].tolist() == [
        "nobody", None, "nobody is written down for it",
    ]  # fmt: skip
    # With little control over the schools these two are asked for first.
    first = found.index[found["ask_mayor_first"].map(lambda x: x is True)]
    assert list(first) == ["agenda setting", "championing"]
    assert found.loc["policy", "ask_mayor_first"] is None


def test_without_a_mayor_or_context_it_cannot_say():
    found = asked([asset("Call", "convening", "Cobb")], offices=OFFICES[1:], terms=TERMS[1:],
                  context=[])  # fmt: skip
    row = found.functions.set_index("function").loc["convening"]
    assert row["with_mayor"] is None
    assert "needs an office of the kind mayor" in row["reason"]
    assert "needs mayoral control in Context" in row["reason"]
    said = "Cannot say what goes with the mayor: needs an office of the kind mayor."
    assert said in found.summary
    vacant = asked([asset("Sermon", "convening", "Church")], terms=TERMS[1:])
    said = "Cannot say what goes with the mayor: nobody is known to hold that office."
    assert said in vacant.summary


def test_who_of_us_works_in_another_initiative_by_hand():
    places = [*PLACES, {"organization": "Drive", "kind": "initiative"}]
    seats = [
        {"table": "Council", "actor": "Marsh"},
        {"table": "Council", "actor": "Church"},
        {"table": "Council", "actor": "Club"},
        {"table": "Drive", "actor": "Marsh"},
        {"table": "Drive", "actor": "School"},
    ]
    rows = [asset("Van", "equipment", "Club", recipient="Drive")]
    (row,) = asked(rows, "initiatives", organizations=places, seats=seats).to_dict("records")
    assert row["members"] == ("City Hall", "Club", "School")
    assert (row["shared"], row["people"]) == (("City Hall", "Club"), ("Marsh",))
    # Two of the three of either that are four in all.
    assert row["jaccard"] == pytest.approx(2 / 4)


# --- laws -----------------------------------------------------------------------------------------

KINDS = st.sampled_from(["space", "data", "program", "convening"])
SERVED = st.sampled_from(["", "Reading", "Jobs", "Reading; Jobs"])
WHERE = st.sampled_from(["", "East", "Town"])


@st.composite
def holdings(draw, tag, most=6):
    size = draw(st.integers(1, most))
    return [
        asset(f"{tag}{i}", draw(KINDS), f"{tag} {draw(st.integers(0, 2))}", outcome=draw(SERVED),
              place=draw(WHERE), form=draw(st.sampled_from(["", "verbal", "mou"])),
              end=draw(st.sampled_from(["", "2026-01-01", "2027-01-31"])))
        for i in range(size)
    ]  # fmt: skip


def covered(assets):
    holders = sorted({row["holder"] for row in assets})
    places = [{"organization": x} for x in holders]
    # The same places are named in each, be it by what has nothing to do with kinds.
    needs = [{"need": f"n{i}", "place": x} for i, x in enumerate(("East", "Town"))]
    p = partnership(
        organizations=places, assets=assets, outcomes=OUTCOMES, context=CONTEXT[1:], needs=needs
    )
    return coverage(there(p)).set_index(["kind", "outcome", "place"])


def there(p):
    now = standing(p, AT)
    return brought(p, now, now.at.date + pd.DateOffset(years=1))


COUNTS = ["n_providers", "n_assets", "n_named", "n_handshake", "n_place_unsaid"]


@settings(max_examples=8)
@given(holdings("a"), holdings("b"))
def test_coverage_is_additive_over_disjoint_partnerships(one, two):
    apart = covered(one)[COUNTS] + covered(two)[COUNTS]
    pd.testing.assert_frame_equal(covered([*one, *two])[COUNTS], apart)


@settings(max_examples=8)
@given(holdings("a"), holdings("b", most=1))
def test_an_asset_more_takes_nothing_away(assets, more):
    before, after = covered(assets), covered([*assets, *more])
    assert (after[COUNTS] >= before[COUNTS]).all(axis=None)
    had = before["n_providers"] > 0
    assert (after.loc[had, "n_providers"] > 0).all()


@settings(max_examples=8)
@given(holdings("a"))
def test_without_its_single_provider_a_kind_has_a_hole(assets):
    places = [{"organization": x} for x in sorted({row["holder"] for row in assets})]
    p = partnership(organizations=places, assets=assets, outcomes=OUTCOMES)
    alone = single(there(p))
    for kind, served, provider in zip(*(alone[c] for c in ("kind", "outcome", "provider")),
                                      strict=True):  # fmt: skip
        left = [row for row in assets if (row["holder"], row["kind"]) != (provider, kind)]
        keep = [*left, asset("Other", "media", provider)]
        without = coverage(there(partnership(organizations=places, assets=keep, outcomes=OUTCOMES)))
        for outcome in served:
            assert cell(without, kind, outcome)["status"] == "nobody"


@settings(max_examples=5)
@given(partnerships())
def test_any_valid_partnership_is_answered(p):
    found = cn.assets(p, at=AT)
    json.dumps(found.to_dict(), allow_nan=False)
    assert len(found.summary) <= 7
    assert (found.coverage["n_providers"] <= found.coverage["n_assets"]).all()
    one = found.coverage[found.coverage["status"] == "one"]
    assert (one["n_providers"] == 1).all()
    # A cell holds no more than its kind does anywhere.
    whole = found.coverage.groupby("kind")["n_assets"].transform("max")
    first = found.coverage["outcome"].eq(ANY_OUTCOME) & found.coverage["place"].eq(ANY_PLACE)
    assert (found.coverage.loc[first, "n_assets"] == whole[first]).all()


def test_nothing_is_brought_and_everybody_is_told_so():
    p = partnership(organizations=PLACES, outcomes=OUTCOMES)
    found = cn.assets(p, at=AT)
    assert found.summary == ("Cannot say who brings what: needs rows in Assets.",)
    full = asked([*ROOMS, RECORDS])
    for name in FRAMES:
        empty, some = getattr(found, name), getattr(full, name)
        assert list(empty.columns) == list(some.columns), name
        assert empty.dtypes.equals(some.dtypes), name
    assert (found.coverage["status"] == "nobody").all()
    one = partnership(organizations=PLACES[2:3], assets=[asset("Yard", "space", "Club")])
    said = "1 partner brings 1 asset of 1 kind; nobody brings 27 of the 28 kinds."
    assert cn.assets(one, at=AT).summary[0] == said


@pytest.mark.parametrize(
    ("wanted", "outcomes", "kind", "served", "meets"),
    [
        ("space", (), "space", ("Reading",), True),
        ("space", ("Jobs",), "space", (), True),
        ("space", ("Jobs",), "space", ("Reading",), False),
        ("space", (), "media", (), False),
        (None, (), None, (), False),
    ],
)
def test_what_could_meet_a_need(wanted, outcomes, kind, served, meets):
    assert could_meet(wanted, outcomes, kind, served) is meets


# --- riverbend ------------------------------------------------------------------------------------


def test_riverbends_stories(riverbend):
    found = cn.assets(riverbend, at=AT)
    twice = found.duplicates.set_index("outcome").loc["Third-grade reading"]
    assert ("Page by Page Literacy Project", "Riverbend Reads") in twice["providers"].tolist()
    functions = found.functions.set_index("function")
    for name in ("convening", "championing", "agenda setting"):
        assert functions.loc[name, "with_mayor"] == "goes"
        assert functions.loc[name, "rests_on"] == ("Eleanor Marsh",)
    assert found.idle["asset"].iat[0] == "Former Franklin School"
    records = found.data.set_index("asset").loc["Student records"]
    assert (records["paper"], records["as_expected"]) == ("handshake", True)
    assert records["people"] == ("Marguerite Voss",)
    assert cell(found.coverage, "equipment")["status"] == "nobody"
    # 14 grants, 7 givers, as the question of money says.
    money = found.concentration.set_index("kind").loc["funding"]
    assert (money["n_assets"], money["n_holders"], money["yearly"]) == (14, 7, 1_612_100)


@pytest.mark.parametrize(
    "more",
    [
        {}, {"kind": "space"}, {"kind": "data"}, {"kind": "mayoral functions"},
        {"outcome": "Good first jobs"}, {"at": "2019-05-01"}, {"at": "2028-06-30"},
    ],
)  # fmt: skip
def test_summaries_are_few_short_plain_sentences(riverbend, more):
    at = more.get("at", AT)
    found = cn.assets(riverbend, **{"at": AT} | more)
    assert 2 <= len(found.summary) <= 7
    assert not FORBIDDEN.search(" ".join(found.summary + found.notes))
    assert [s for s in found.summary if len(s.split()) > 25] == []
    assert json.loads(json.dumps(found.to_dict(), allow_nan=False))["at"] == at
    assert str(found) == "\n".join(found.summary)


def test_nothing_given_is_changed(riverbend):
    before = {name: frame.copy() for name, frame in riverbend.frames.items()}
    cn.assets(riverbend, at=AT)
    assert all(frame.equals(before[name]) for name, frame in riverbend.frames.items())


def run(capsys, *arguments):
    with pytest.raises(SystemExit) as left:
        main([*arguments, "--at", AT])
    said = capsys.readouterr()
    return left.value.code, said.out, said.err


def test_the_command_shows_what_is_asked(capsys):
    code, shown, after = run(capsys, "assets", "example:riverbend", "--kind", "space")
    assert (code, "civicnet gaps example:riverbend" in after) == (0, True)
    assert "Former Franklin School" in shown
    assert "equipment" not in shown
    code, rows, _ = run(capsys, "assets", "example:riverbend", "--format", "csv")
    assert rows.startswith("kind,group,outcome,place,status,n_providers")
    code, _, said = run(capsys, "assets", "example:riverbend", "--kind", "spce")
    assert (code, "did you mean 'space'" in said) == (2, True)
