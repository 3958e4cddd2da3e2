"""Who is not at the table: every frame by hand on a small partnership, the laws, real surveys."""

import json
import re
from functools import cache

import networkx as nx
import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import binom

import civicnet as cn
from civicnet.cli import main
from civicnet.questions.voices.presence import chance
from civicnet.questions.voices.voices import voices
from tests.build import partnership, ties
from tests.strategies import partnerships

AT = "2026-11-15"
FORBIDDEN = re.compile(r"\b(betweenness|nodes?|edges?|nan)\b", re.IGNORECASE)

PLACES = [
    {"organization": "Board", "kind": "table"},
    {"organization": "Circle", "kind": "table"},
    {"organization": "City", "sector": "public"},
    {"organization": "School", "sector": "education"},
    {"organization": "Club", "sector": "nonprofit"},
    {"organization": "Parents United", "sector": "community", "place": "Eastside",
     "voices": "parents"},
    {"organization": "Youth Council", "sector": "community", "voices": "students"},
]  # fmt: skip
PEOPLE = [
    {"person": "Mia", "organization": "City"},
    {"person": "Sol", "organization": "School"},
    {"person": "Cat", "organization": "Club"},
    {"person": "Tea", "organization": "School", "voices": "teachers"},
    {"person": "Pat", "organization": "Parents United", "voices": "parents"},
    {"person": "Yu", "organization": "Youth Council", "voices": "students"},
    {"person": "Nan", "voices": "residents"},
]
VOICES = [
    {"voice": "students", "population_share": 0.2, "expected_at": "Board",
     "served_by": "School; Club"},
    {"voice": "parents", "population_share": 0.25, "expected_at": "Board; Circle",
     "served_by": "School"},
    {"voice": "teachers", "population_share": 0.05, "expected_at": "Circle"},
    {"voice": "residents", "population_share": 0.3, "expected_at": "Circle"},
    {"voice": "foster youth", "served_by": "Club"},
]  # fmt: skip


def seat(table, actor, engagement="", **more):
    return {"table": table, "actor": actor, "engagement": engagement} | more


SEATS = [
    seat("Board", "Mia", "decides"),
    seat("Board", "Sol", "decides", on_behalf_of="School"),
    seat("Board", "Cat", "advises", on_behalf_of="Club"),
    seat("Circle", "Cat", "advises"),
    seat("Circle", "Tea", "advises"),
    seat("Circle", "Nan", "consulted"),
]
# Cat works with Pat; Mia has only heard of Yu.
TIES = [
    *ties(("Cat", "Pat"), strength=2, form="verbal"),
    *ties(("Mia", "Yu"), strength=1, form="none"),
]
ASSETS = [
    {"asset": "Walking bus", "kind": "associations", "holder": "Pat"},
    {"asset": "Homework help", "kind": "program", "holder": "School", "outcome": "Reading",
     "place": "Eastside"},
    {"asset": "Old bus", "kind": "associations", "holder": "Parents United", "end": "2020"},
]  # fmt: skip
OUTCOMES = [{"outcome": "Reading"}]
FRAMES = {"organizations": PLACES, "people": PEOPLE, "voices": VOICES, "seats": SEATS,
          "ties": TIES, "assets": ASSETS, "outcomes": OUTCOMES}  # fmt: skip


def small(**more):
    return partnership(**(FRAMES | more))


@cache
def today():
    """Give the answer for the small partnership as it stands, worked out once."""
    return voices(small(), at=AT)


def group(name, found=None):
    table = (found or today()).table
    return table.set_index("voice").loc[name]


def pairs(frame, *columns):
    return list(zip(*(frame[c] for c in columns)))


# --- each frame by hand ---------------------------------------------------------------------------


def test_a_group_is_missing_where_it_is_expected_and_has_no_seat():
    found = today().absent
    assert pairs(found, "voice", "table") == [
        ("parents", "Board"), ("parents", "Circle"), ("students", "Board"),
    ]  # fmt: skip
    assert list(found["table_decides"]) == [True, False, True]
    assert list(found["seats_elsewhere"]) == [0, 0, 0]
    assert list(found["spoken_for"]) == [
        ("Sol (School)",), ("Tea (School)",), ("Cat (Club)", "Sol (School)"),
    ]  # fmt: skip


def test_a_group_is_served_and_absent_where_only_who_serves_it_has_a_seat():
    found = today().served_absent.set_index("voice")
    assert list(found.index) == ["foster youth", "parents", "students"]
    assert found.loc["students", "served_by"] == ("School", "Club")
    assert found.loc["parents", "spoken_for"] == ("School",)
    # Tea sits at the Circle in her own name, and is of the School.
    assert found.loc["parents", "tables"] == ("Board", "Circle")
    assert found.loc["parents", "outcomes"] == ("Reading",)
    assert found.loc["parents", "places"] == ("Eastside",)
    assert found.loc["foster youth", "outcomes"] == ()


def test_a_group_is_without_a_say_where_nobody_of_it_decides():
    found = today().without_a_say
    assert pairs(found, "voice", "people", "tables", "engagement") == [
        ("residents", ("Nan",), ("Circle",), "consulted"),
        ("teachers", ("Tea",), ("Circle",), "advises"),
    ]


def test_members_name_partners_that_have_no_seat():
    found = today().named_absent
    assert pairs(found, "actor", "named_by", "strength", "voices", "reason") == [
        ("Parents United", ("Club",), 2.0, ("parents",), "has no seat"),
        ("Youth Council", ("City",), 1.0, ("students",), "has no seat"),
    ]


def test_whoever_reported_a_tie_is_who_names():
    reported = small(ties=ties(("Cat", "Pat"), reported_by="Pat"))
    assert list(voices(reported, at=AT).named_absent["actor"]) == []
    outside = small(ties=ties(("Yu", "Pat"), reported_by="Mia"))
    assert list(voices(outside, at=AT).named_absent["named_by"]) == [("City",), ("City",)]


def test_only_members_name_and_the_strongest_tie_is_told():
    rows = [*ties(("Cat", "Pat"), strength=3), *ties(("Cat", "Pat"), strength=1, relation="refers"),
            *ties(("Pat", "Yu"), strength=2)]  # fmt: skip
    found = voices(small(ties=rows), at=AT).named_absent
    assert pairs(found, "actor", "strength") == [("Parents United", 3.0)]


def test_a_tie_without_direction_names_both():
    rows = [*ties(("Pat", "Cat"), directed="no"), *ties(("Yu", "Cat"))]
    assert list(voices(small(ties=rows), at=AT).named_absent["actor"]) == ["Parents United"]


def test_a_seat_that_ended_is_told_of_a_partner_that_is_named_and_absent():
    former = small(seats=[*SEATS, seat("Board", "Pat", "decides", end="2024-06-30")])
    found = voices(former, at=AT).named_absent.set_index("actor")
    assert found.loc["Parents United", "last_table"] == "Board"
    assert found.loc["Parents United", "until"] == pd.Timestamp("2024-06-30")


def test_a_group_may_be_on_several_lists_which_stay_apart():
    assert dict(pairs(today().table, "voice", "status")) == {
        "students": "expected but absent; named but absent; served but absent",
        "parents": "expected but absent; named but absent; served but absent",
        "teachers": "present without a say",
        "residents": "present without a say",
        "foster youth": "served but absent",
    }


def test_each_person_counts_once_among_those_whose_groups_are_known():
    row = group("teachers")
    # Mia, Sol and Cat sit as well, but nobody wrote down which groups they are of.
    assert (row["seats"], row["n_known"], row["seat_share"]) == (1, 2, 0.5)
    assert row["chance"] == pytest.approx(1 - 0.05**2)
    assert group("students")["chance"] == pytest.approx(0.8**2)
    again = small(seats=[*SEATS, seat("Board", "Tea", "informed")])
    row = group("teachers", voices(again, at=AT))
    assert (row["seats"], row["places"], row["n_known"]) == (1, 2, 2)
    assert row["chance"] == pytest.approx(1 - 0.05**2)


def test_who_has_left_is_neither_present_nor_of_the_group():
    gone = [*PEOPLE, {"person": "Old", "organization": "City", "voices": "students",
                      "end": "2020-06-30"}]  # fmt: skip
    p = small(people=gone, seats=[*SEATS, seat("Board", "Old", "decides")])
    row = group("students", voices(p, at=AT))
    assert (row["seats"], row["people"]) == (0, ("Yu",))


def test_whoever_serves_a_group_and_is_of_it_does_not_speak_for_it():
    al = {"person": "Al", "organization": "School", "voices": "students"}
    p = small(people=[*PEOPLE, al], seats=[SEATS[0], seat("Board", "Al", on_behalf_of="School")])
    assert group("students", voices(p, at=AT))["spoken_for"] == ()
    told = [{"voice": "parents", "served_by": "Parents United; School"}]
    found = voices(small(voices=told), at=AT)
    assert list(found.served_absent["served_by"]) == [("School",)]


def test_a_share_that_is_not_known_gives_no_chance():
    row = group("foster youth")
    assert np.isnan(row["chance"])
    assert "population_share" in row["reason"]


def test_the_way_of_a_group_names_who_carries_it_and_whether_it_is_one_alone():
    found = today().paths
    assert list(found["table"].unique()) == ["Board"]  # nobody decides at the Circle
    parents = found[found["voice"] == "parents"].iloc[0]
    assert parents["way"] == ("Parents United", "Club", "Board")
    assert (parents["steps"], parents["routes"]) == (2, 1)
    assert parents["through"] == parents["only_through"] == parents["introducers"] == ("Cat",)
    # Through the School's seat, which Sol holds; Cat's table is another way.
    teachers = found[found["voice"] == "teachers"].iloc[0]
    assert (teachers["steps"], teachers["through"], teachers["only_through"]) == (1, ("Sol",), ())
    assert teachers["routes"] == 2
    # Nan sits at the Circle alone; from there Club and School lead on.
    nan = found[found["voice"] == "residents"].iloc[0]
    assert nan["way"] == ("Nan", "Circle", "Club", "Board")
    assert (nan["steps"], nan["routes"]) == (3, 1)
    assert (nan["through"], nan["only_through"]) == (("Circle", "Cat"), ("Circle",))


def test_no_way_is_no_number_of_steps_and_who_has_heard_of_somebody_can_introduce_them():
    row = group("students")
    assert np.isnan(row["steps_to_decision"])
    assert (row["routes"], row["through"], row["introducers"]) == (0, (), ("Mia",))
    assert "no way leads there" in row["reason"]
    unknown = group("foster youth")
    assert np.isnan(unknown["routes"])
    assert "nobody of this group is known" in unknown["reason"]


def test_of_ways_as_short_the_one_that_people_go_is_told():
    rows = [*TIES, *ties(("Annex", "Board")), *ties(("Pat", "Annex"), form="verbal")]
    places = [*PLACES, {"organization": "Annex", "kind": "table"}]
    row = group("parents", voices(small(ties=rows, organizations=places), at=AT))
    assert (row["through"], row["routes"], row["only_through"]) == (("Cat",), 2, ())


def test_a_second_contact_ends_the_dependence_on_one():
    two = small(ties=[*TIES, *ties(("Pat", "Mia"), strength=2, form="verbal")])
    row = group("parents", voices(two, at=AT))
    assert (row["only_through"], row["routes"]) == ((), 2)


def test_what_a_group_runs_already_is_told_with_who_could_introduce_it():
    found = today().grassroots
    columns = ("voice", "organization", "relation", "runs", "seats", "introducers", "routes")
    assert pairs(found, *columns) == [
        ("parents", "Parents United", "of the group", ("Walking bus",), 0, ("Cat",), 1.0),
        ("students", "Youth Council", "of the group", (), 0, ("Mia",), 0.0),
    ]


def test_an_agency_that_serves_a_group_is_no_grassroots_but_a_congregation_is():
    church = [*PLACES, {"organization": "Church", "sector": "faith"}]
    told = [{"voice": "students", "served_by": "School; Church"}]
    found = voices(small(organizations=church, voices=told), at=AT).grassroots
    assert ("Church", "serves it") in pairs(found, "organization", "relation")
    assert "School" not in set(found["organization"])
    firm = [*PLACES, {"organization": "Firm", "sector": "business", "voices": "employers"}]
    assert "Firm" not in set(voices(small(organizations=firm), at=AT).grassroots["organization"])


def test_the_ladder_tells_on_which_rung_each_group_stands_where():
    found = today().ladder
    assert pairs(found, "voice", "table", "consulted", "advises", "highest", "table_decides") == [
        ("residents", "Circle", 1, 0, "consulted", False),
        ("teachers", "Circle", 0, 1, "advises", False),
    ]


def test_students_are_asked_for_a_seat_a_vote_and_a_successor():
    found = today().successors.set_index("voice")
    assert list(found.index) == ["foster youth", "students"]
    assert found.loc["foster youth", "check"] == "nobody of this group is known"
    yu = found.loc["students"]
    assert (yu["person"], yu["tables"], yu["decides"], yu["seat_stays"]) == ("Yu", (), False, None)
    assert yu["check"] == "has no seat to hand on; no successor is known; no last day is known"
    seated = small(
        people=[*PEOPLE, {"person": "Zoe", "organization": "Youth Council", "voices": "students"},
                {"person": "Al", "organization": "Youth Council", "voices": "students",
                 "end": "2027-01-31"}],
        seats=[*SEATS, seat("Board", "Yu", "decides", on_behalf_of="Youth Council",
                            end="2027-06-30")],
    )  # fmt: skip
    rows = voices(seated, at=AT).successors.set_index("person")
    yu = rows.loc["Yu"]
    assert (yu["tables"], yu["decides"], yu["seat_stays"]) == (("Board",), True, True)
    assert (yu["ends"], yu["could_follow"]) == (pd.Timestamp("2027-06-30"), ("Zoe",))
    assert yu["check"] == "the seat stays for a successor; somebody could follow"


def test_whoever_has_a_seat_and_goes_soon_is_asked_for_a_successor_too():
    leaving = [row | ({"end": "2027-01-31"} if row["person"] == "Tea" else {}) for row in PEOPLE]
    found = voices(small(people=leaving), at=AT).successors.set_index("voice")
    assert found.loc["teachers", "person"] == "Tea"
    assert found.loc["teachers", "check"] == "the seat goes with the person; no successor is known"
    later = [row | ({"end": "2029-01-31"} if row["person"] == "Tea" else {}) for row in PEOPLE]
    assert "teachers" not in set(voices(small(people=later), at=AT).successors["voice"])


def test_an_organization_may_be_a_group_where_no_person_s_row_says_so():
    told = [*VOICES, {"voice": "employers", "spoken_by": "Chamber", "expected_at": "Board"}]
    places = [*PLACES, {"organization": "Chamber", "sector": "business"}]
    people = [*PEOPLE, {"person": "Vic", "organization": "Chamber"}]
    frames = {"voices": told, "organizations": places, "people": people}
    for row in (seat("Board", "Chamber", "decides"),
                seat("Board", "Vic", "decides", on_behalf_of="Chamber")):  # fmt: skip
        found = group("employers", voices(small(**frames, seats=[*SEATS, row]), at=AT))
        assert (found["status"], found["seats"], found["n_known"]) == ("has a say", 1, 3)
    # Vic in his own name is Vic.
    own = voices(small(**frames, seats=[*SEATS, seat("Board", "Vic", "decides")]), at=AT)
    assert group("employers", own)["seats"] == 0


# --- what cannot be said --------------------------------------------------------------------------


def test_without_seats_nobody_is_called_absent():
    found = voices(small(seats=[]), at=AT)
    assert not len(found.absent)
    assert not len(found.served_absent)
    assert found.table[["seats", "deciding_seats", "chance"]].isna().all(axis=None)
    assert set(found.table["status"]) == {"cannot say"}
    assert found.grassroots["seats"].isna().all()
    assert not any("without a seat" in sentence for sentence in found.summary)
    yu = found.successors.set_index("person").loc["Yu"]
    assert yu["decides"] is None
    assert "cannot say of a seat: needs rows in Seats" in yu["check"]
    assert "Cannot say which groups are absent: needs rows in Seats." in found.summary


def test_where_nobody_s_groups_are_known_nobody_is_called_absent():
    people = [{k: v for k, v in row.items() if k != "voices"} for row in PEOPLE]
    places = [{k: v for k, v in row.items() if k != "voices"} for row in PLACES]
    found = voices(small(people=people, organizations=places), at=AT)
    assert not len(found.absent)
    assert "the column voices in Who" in found.summary[0]


def test_a_table_without_a_known_seat_lacks_nobody_and_is_named():
    told = [{"voice": "students", "expected_at": "Forum"}]
    places = [*PLACES, {"organization": "Forum", "kind": "table"}]
    found = voices(small(voices=told, organizations=places), at=AT)
    assert not len(found.absent)
    assert "Cannot say who is absent from Forum: no seat there is in the data." in found.notes


def test_where_no_engagement_is_said_nobody_is_without_a_say():
    mute = [{k: v for k, v in row.items() if k != "engagement"} for row in SEATS]
    found = voices(small(seats=mute), at=AT)
    assert not len(found.without_a_say)
    assert not len(found.paths)
    assert np.isnan(group("teachers", found)["deciding_seats"])
    assert "needs engagement in Seats" in group("teachers", found)["reason"]
    assert group("teachers", found)["status"] == "present"
    assert any(line.startswith("Cannot say how far") for line in found.summary)


def test_groups_that_people_name_are_told_without_a_row_in_voices():
    found = voices(small(voices=[]), at=AT)
    assert list(found.table["voice"]) == ["parents", "residents", "students", "teachers"]
    assert group("parents", found)["status"] == "named but absent"
    assert group("teachers", found)["status"] == "present without a say"


def test_one_actor_and_a_bare_list_give_the_same_frames():
    one = voices(partnership(people=[{"person": "Ann"}]), at=AT)
    two = voices(partnership(ties=ties(("A", "B"))), at=AT)
    for found in (one, two):
        for name, frame in today().to_dict()["tables"].items():
            assert isinstance(frame, list)
            mine, theirs = getattr(found, name), getattr(today(), name)
            assert list(mine.dtypes.items()) == list(theirs.dtypes.items())
        assert "needs rows in Voices" in found.summary[0]


# --- laws -----------------------------------------------------------------------------------------


@given(n=st.integers(1, 60), share=st.floats(0, 1), data=st.data())
def test_the_chance_is_the_tail_of_the_binomial_distribution_and_falls_with_seats(n, share, data):
    count = data.draw(st.integers(0, n))
    assert chance(count, n, share) == pytest.approx(binom.cdf(count, n, share), abs=1e-12)
    assert chance(count, n + 1, share) <= chance(count, n, share) + 1e-12


def test_the_chance_falls_strictly_while_the_count_stays():
    falling = [chance(1, n, 0.2) for n in range(1, 40)]
    assert falling == sorted(falling, reverse=True)
    assert falling[-1] < 0.01 < falling[10]


def test_more_seats_of_others_make_so_few_less_likely():
    filled = [row | {"voices": row.get("voices", "officials")} for row in PEOPLE]
    row = group("students", voices(small(people=filled), at=AT))
    assert (row["seats"], row["n_known"]) == (0, 5)
    assert row["chance"] == pytest.approx(0.8**5)
    assert row["chance"] < group("students")["chance"]


GROUPS, TABLES = ("ants", "bees", "students"), ("North", "South")


@st.composite
def rooms(draw):
    """Build two tables with people of some groups, and groups that are expected and served."""
    n = draw(st.integers(1, 6))
    some = st.lists(st.sampled_from(GROUPS), max_size=2, unique=True).map("; ".join)
    people = [{"person": f"P{i}", "organization": f"O{i % 3}", "voices": draw(some)}
              for i in range(n)]  # fmt: skip
    rung = st.sampled_from(["", "informed", "consulted", "advises", "decides"])
    sits = st.sets(st.tuples(st.integers(0, n - 1), st.sampled_from(TABLES)), min_size=1)
    seats = [seat(table, f"P{i}", draw(rung)) for i, table in sorted(draw(sits))]
    tables = st.lists(st.sampled_from(TABLES), max_size=2, unique=True).map("; ".join)
    serve = st.lists(st.sampled_from(["O0", "O1", "O2"]), max_size=2, unique=True).map("; ".join)
    told = [{"voice": name, "population_share": draw(st.floats(0.01, 0.9)),
             "expected_at": draw(tables), "served_by": draw(serve)} for name in GROUPS]  # fmt: skip
    places = [{"organization": name} for name in ("O0", "O1", "O2")]
    places += [{"organization": name, "kind": "table"} for name in TABLES]
    return {"people": people, "seats": seats, "voices": told, "organizations": places}


@settings(max_examples=8)
@given(rooms())
def test_a_seat_given_to_an_absent_group_ends_its_absence(frames):
    before = voices(partnership(**frames), at=AT)
    for voice, table in pairs(before.absent, "voice", "table"):
        people = [*frames["people"], {"person": "New", "voices": voice}]
        seats = [*frames["seats"], seat(table, "New", "decides")]
        after = voices(partnership(**frames | {"people": people, "seats": seats}), at=AT)
        assert (voice, table) not in pairs(after.absent, "voice", "table")
        assert voice not in set(after.served_absent["voice"]) | set(after.without_a_say["voice"])
        assert group(voice, after)["deciding_seats"] == group_or_zero(voice, before) + 1
        others = [pair for pair in pairs(before.absent, "voice", "table") if pair[0] != voice]
        assert [x for x in pairs(after.absent, "voice", "table") if x[0] != voice] == others


def group_or_zero(voice, found):
    return np.nan_to_num(group(voice, found)["deciding_seats"])


@settings(max_examples=8)
@given(rooms(), st.sampled_from(GROUPS))
def test_a_provider_never_makes_its_clients_present(frames, voice):
    kept = ["seats", "seat_share", "deciding_seats", "chance", "places", "people"]
    before = voices(partnership(**frames), at=AT)
    places = [*frames["organizations"], {"organization": "Agency"}]
    people = [*frames["people"], {"person": "Aid", "organization": "Agency"}]
    told = [row | ({"served_by": f"{row['served_by']}; Agency".strip("; ")}
            if row["voice"] == voice else {}) for row in frames["voices"]]  # fmt: skip
    seats = [*frames["seats"], *(seat(t, "Aid", "decides", on_behalf_of="Agency") for t in TABLES)]
    more = {"organizations": places, "people": people, "voices": told, "seats": seats}
    after = voices(partnership(**frames | more), at=AT)
    pd.testing.assert_series_equal(group(voice, after)[kept], group(voice, before)[kept])
    assert "Agency" in group(voice, after)["spoken_for"]
    held = {row["table"] for row in frames["seats"]}
    missing = [x for x in pairs(after.absent, "voice", "table") if x[1] in held]
    assert missing == pairs(before.absent, "voice", "table")


@settings(max_examples=8)
@given(rooms())
def test_the_order_of_the_rows_changes_nothing(frames):
    turned = {name: rows[::-1] for name, rows in frames.items()}
    one, two = (voices(partnership(**each), at=AT) for each in (frames, turned))
    assert one.to_dict()["tables"] == two.to_dict()["tables"]
    assert one.summary == two.summary


@settings(max_examples=8)
@given(partnerships())
def test_any_partnership_gets_an_answer_whose_lists_and_statuses_agree(p):
    found = voices(p, at=AT)
    assert 1 <= len(found.summary) <= 7
    table = found.table.set_index("voice")
    for name, word in (("absent", "expected but absent"), ("served_absent", "served but absent"),
                       ("without_a_say", "present without a say")):  # fmt: skip
        told = set(table.index[table["status"].str.contains(word)])
        assert told == set(getattr(found, name)["voice"])
    assert not set(found.served_absent["voice"]) & set(found.without_a_say["voice"])
    walks = found.paths[found.paths["steps"].notna()]
    assert (walks["way"].map(len) >= 2).all()
    assert (walks["routes"] >= 1).all()
    json.dumps(found.to_dict(), allow_nan=False)


# --- riverbend ------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def riverbend():
    return voices(cn.load_example("riverbend"), at=AT)


def test_riverbend_misses_students_parents_and_its_eastbank(riverbend):
    at_council = riverbend.absent[riverbend.absent["table"] == "Cradle to Career Council"]
    assert list(at_council["voice"]) == ["Eastbank residents", "parents", "students"]
    assert group("students", riverbend)["seats"] == 0
    parents = group("parents", riverbend)
    assert (parents["seats"], parents["engagement"], parents["deciding_seats"]) == (
        1,
        "informed",
        0,
    )
    rung = {name: group(name, riverbend)["engagement"]
            for name in ("early educators", "immigrant families")}  # fmt: skip
    assert set(rung.values()) == {"consulted"}
    assert group("employers", riverbend)["status"] == "has a say"
    # Parents for Eastbank Schools is named and absent; but a parent has a seat elsewhere.
    assert parents["status"] == "expected but absent; present without a say"
    assert group("foster youth", riverbend)["status"] == "served but absent"


def test_riverbend_s_neighbors_run_a_saturday_school_and_are_only_known_of(riverbend):
    rows = riverbend.grassroots.drop_duplicates("organization").set_index("organization")
    assert "Saturday school" in rows.loc["Eastbank Neighbors", "runs"]
    assert rows.loc["Parents for Eastbank Schools", "runs"] == ("Walking school bus",)
    assert "Simone Baptiste" in rows.loc["Eastbank Neighbors", "introducers"]
    assert rows.loc["Eastbank Neighbors", "routes"] == 0
    hmong = rows.loc["Hmong Mutual Assistance Association of the Lower Tamarack Valley"]
    assert hmong["only_through"] == ("Yusuf Abdi Warsame",)
    named = riverbend.named_absent.set_index("actor")
    assert named.loc["Eastbank Neighbors", "strength"] == 1
    assert named.loc["Eastbank Neighbors", "until"] == pd.Timestamp("2022-06-30")


def test_the_sentences_are_few_short_and_plain(riverbend):
    for found in (riverbend, today()):
        assert len(found.summary) <= 7
        for sentence in found.summary:
            assert len(sentence.split()) <= 25, sentence
            assert not FORBIDDEN.search(sentence), sentence
    assert any("the chance of so few is 37% for students" in line for line in riverbend.summary)
    assert any("7 groups looked at" in line for line in riverbend.summary)


@pytest.mark.parametrize("format", ["table", "csv", "json", "md"])
def test_the_command_prints_what_the_function_finds(capsys, riverbend, format):
    asked = ["voices", "example:riverbend", "--at", AT, "--format", format]
    with pytest.raises(SystemExit) as done:
        main(asked)
    assert not done.value.code
    printed = capsys.readouterr().out
    if format == "csv":
        assert printed.startswith("voice,status,seats,seat_share,population_share,chance,")
    elif format == "json":
        said = json.loads(printed)
        assert said["summary"] == list(riverbend.summary)
        assert len(said["tables"]["absent"]) == len(riverbend.absent)
    else:
        assert "students" in printed


# --- real data ------------------------------------------------------------------------------------

NAMED_BY_OTHERS = {
    2019: ["PAHN-PaN"],
    2020: ["DataPLANT", "GHGA", "KonsortSWD", "NFDI4BioDiversity", "NFDI4Cat", "NFDI4Chem",
           "NFDI4Culture", "NFDI4Health", "NFDI4Ing"],
    2021: ["BERD@NFDI", "DAPHNE4NFDI", "DataPLANT", "FAIRmat", "GHGA", "KonsortSWD", "MaRDI",
           "NFDI-MatWerk", "NFDI4Biodiversity", "NFDI4Cat", "NFDI4Chem", "NFDI4Culture",
           "NFDI4DataScience", "NFDI4Earth", "NFDI4Health", "NFDI4Ing", "NFDI4Microbiota",
           "PUNCH4NFDI", "Text+"],
}  # fmt: skip


@pytest.mark.parametrize("year", NAMED_BY_OTHERS)
@pytest.mark.parametrize("actors_are", [None, "organizations"])
def test_consortia_that_others_name_and_that_name_nobody_are_absent(shared, year, actors_are):
    path = shared / "real" / "formats" / "csv_quirks" / f"NFDI_Netzwerk_{year}.csv"
    found = voices(cn.read(path, actors_are=actors_are), at=AT)
    absent = found.named_absent
    assert sorted(absent["actor"]) == NAMED_BY_OTHERS[year]
    assert len(absent) == {2019: 1, 2020: 9, 2021: 19}[year]
    assert set(absent["reason"]) == {"names nobody"}
    # As often as the file has them as partners.
    rows = pd.read_csv(path, sep=None, engine="python")
    counted = rows.drop_duplicates()["to"].value_counts()
    assert dict(pairs(absent, "actor", "n_named_by")) == {x: counted[x] for x in absent["actor"]}
    assert not len(found.absent)


def test_in_a_coalition_ways_are_as_long_as_networkx_finds_them(shared):
    real = shared / "real"
    rows = pd.read_csv(real / "tobacco_indiana_coll_edges.csv")
    graph = nx.Graph(list(zip(rows["from"], rows["to"])))
    lead, partner = "ITPC", "RTI"
    graph.add_edges_from([(lead, "Lead table"), (partner, "Lead table")])
    others = [name for name in graph if name not in (lead, partner, "Lead table")]
    p = partnership(
        ties=[{"source": a, "target": b, "form": "mou"} for a, b in zip(rows["from"], rows["to"])],
        organizations=[{"organization": name, "voices": f"of {name}"} for name in others]
        + [{"organization": name} for name in (lead, partner)]
        + [{"organization": "Lead table", "kind": "table"}],
        seats=[seat("Lead table", lead, "decides"), seat("Lead table", partner, "decides")],
        actors_are="organizations",
    )
    found = voices(p, at=AT).paths.set_index("voice")
    assert len(found) == len(others) == 23
    for name in others:
        row = found.loc[f"of {name}"]
        assert row["steps"] == nx.shortest_path_length(graph, name, "Lead table")
        assert row["routes"] == nx.node_connectivity(graph, name, "Lead table")
        cut = nx.minimum_node_cut(graph, name, "Lead table")
        assert bool(row["only_through"]) == (len(cut) == 1)


def test_a_coalition_without_groups_says_what_it_needs_and_who_is_only_named(shared):
    edges = shared / "real" / "tobacco_indiana_coll_edges.csv"
    found = voices(cn.read(edges, actors_are="organizations"), at=AT)
    assert "needs rows in Voices" in found.summary[0]
    rows = pd.read_csv(edges)
    assert set(found.named_absent["actor"]) == set(rows["to"]) - set(rows["from"])
    assert any("without direction" in note for note in found.notes)
