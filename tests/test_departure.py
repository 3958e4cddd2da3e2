"""What goes, what stays and whom to call when somebody leaves: by hand, by law, and in words."""

import csv
import io
import json
import random
import re
from itertools import combinations

import numpy as np
import pandas as pd
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

import civicnet as cn
from civicnet import bodies
from civicnet.cli import main
from civicnet.questions.risks.risks import risks
from civicnet.standing import standing
from tests import toy
from tests.build import partnership, ties

AT = "2026-11-15"
FORBIDDEN = re.compile(r"\b(betweenness|nodes?|edges?|NaN|nan|None|vertex|vertices|anonym\w*)\b")
_FEW = settings(max_examples=15, deadline=None)


def city(**more):
    """
    Give a city of six bodies: City in the middle, tied to five; Schools also to the Council.

    Marsh alone holds the YMCA and the Council's seat, her chief of staff the bank, to which Tomas,
    who stays, is close as well. Two things are written down: an agreement with the schools, and the
    mayor's seat at the Cabinet.
    """
    frames = {
        "who": [
            {"person": "Marsh", "post": "Mayor", "organization": "City", "voices": "veterans"},
            {"person": "Achebe", "post": "Chief of Staff", "organization": "City",
             "serves with": "Mayor, City"},
            {"person": "Clerk", "post": "Clerk", "organization": "City",
             "serves with": "Chief of Staff, City"},
            {"person": "Tomas", "organization": "City"},
            {"person": "Voss", "post": "Superintendent", "organization": "Schools"},
            {"person": "Reece", "post": "Director", "organization": "YMCA"},
            {"person": "Feld", "post": "President", "organization": "Bank"},
        ],
        "ties": [
            {"source": "Marsh", "target": "Voss", "relation": "works with", "form": "verbal",
             "strength": 3},
            {"source": "Marsh", "target": "Voss", "relation": "plans with", "form": "mou",
             "agreement": "Compact"},
            {"source": "Marsh", "target": "Reece", "relation": "trusts", "form": "none"},
            {"source": "Achebe", "target": "Feld", "relation": "refers", "form": "verbal"},
            {"source": "Tomas", "target": "Feld", "relation": "trusts", "form": "none",
             "strength": 2, "trust": 3},
            {"source": "Marsh", "target": "Feld", "relation": "disputes", "form": "none"},
            {"source": "Marsh", "target": "Feld", "relation": "knows of", "strength": 1},
        ],
        "seats": [
            {"table": "Council", "actor": "Marsh", "role": "chair", "engagement": "decides"},
            {"table": "Council", "actor": "Voss", "on_behalf_of": "Schools"},
            {"table": "Cabinet", "actor": "Marsh", "on_behalf_of": "Mayor, City",
             "engagement": "advises"},
        ],
        "assets": [
            {"asset": "Public face", "kind": "championing", "holder": "Marsh"},
            {"asset": "Breakfasts", "kind": "convening", "holder": "Schools"},
            {"asset": "Records", "kind": "data", "holder": "City", "gatekeeper": "Mayor, City",
             "form": "verbal"},
            {"asset": "Wages", "kind": "data", "holder": "Bank", "form": "contract"},
            {"asset": "Map", "kind": "data", "holder": "City", "gatekeeper": "Marsh",
             "form": "contract"},
            {"asset": "Line", "kind": "funding", "holder": "City", "gatekeeper": "Mayor, City",
             "amount": 60_000, "unit": "USD", "per": "year"},
            {"asset": "Grant", "kind": "funding", "holder": "Bank", "form": "contract",
             "amount": 40_000, "unit": "USD", "per": "year"},
        ],
    }  # fmt: skip
    return partnership(**frames, **more)


def random_city(seed):
    """Give a small partnership in which everything is tied at random, on paper and not."""
    draw = random.Random(seed)
    places = [f"Org {i}" for i in range(draw.randint(3, 6))]
    people = [f"P{i}" for i in range(draw.randint(3, 8))]
    posts = [(f"Post {i}", draw.choice(places)) for i in range(draw.randint(1, 6))]
    labels = [", ".join(post) for post in posts]
    actors = [*places, *people, *labels]
    forms = ("", "none", "verbal", "mou", "contract")
    tied = []
    for _ in range(draw.randint(2, 16)):
        source, target = draw.sample(actors, 2)
        row = {"source": source, "target": target, "form": draw.choice(forms)}
        row |= {"strength": draw.choice(("", 1, 2, 4)), "via": draw.choice(["", "", "", *labels])}
        row |= {"start": draw.choice(("", "2020", "2024-05-01"))}
        tied.append(row | {"relation": draw.choice(("works with", "trusts", "disputes"))})
    seated = []
    for _ in range(draw.randint(0, 4)):
        row = {"table": "Council", "actor": draw.choice(actors), "form": draw.choice(forms)}
        row |= {"on_behalf_of": draw.choice(["", *labels]), "start": draw.choice(("", "2024"))}
        seated.append(row)
    described = []
    for place, (post, body) in enumerate(posts):
        row = {"office": post, "organization": body, "holders": 3}
        row |= {"heads": draw.choice(("yes", "no"))}
        described.append(row | {"serves_with": draw.choice(["", *labels[:place]])})
    return partnership(
        organizations=[{"organization": x} for x in (*places, "Council")],
        people=[{"person": x, "organization": draw.choice(["", *places])} for x in people],
        offices=described,
        terms=[
            {"person": draw.choice(people), "office": post, "organization": body, "start": "2023"}
            for post, body in draw.choices(posts, k=draw.randint(1, 6))
        ],
        ties=tied,
        **({"seats": seated} if seated else {}),
    )  # fmt: skip


@pytest.fixture(scope="module")
def small():
    return city()


@pytest.fixture(scope="module")
def riverbend():
    return cn.load_example("riverbend")


@pytest.fixture(scope="module")
def found(riverbend):
    return cn.depart(riverbend, "Eleanor Marsh", at=AT)


@pytest.fixture(scope="module")
def voss(riverbend):
    return cn.depart(riverbend, "Marguerite Voss", at=AT)


def change(answer):
    """Give before and after by measure, without the steps and bodies in its name."""
    rows = answer.changes.set_index("measure")
    return {name: tuple(row) for name, row in zip(rows.index, rows.to_numpy(), strict=True)}


def lost(answer):
    """Give the pairs within reach that are lost: of others, of their own."""
    rows = answer.changes.head(2)
    return (rows["before"] - rows["after"]).tolist()


def records(frame, *columns):
    return [tuple(row) for row in frame[list(columns)].itertuples(index=False, name=None)]


# --- worked out by hand ------------------------------------------------------------------------


def test_before_and_after_are_those_worked_out_by_hand(small):
    found = change(cn.depart(small, "Marsh", at=AT))
    assert found["pairs of others within two steps"] == (10, 4)
    assert found["pairs of their own within two steps"] == (5, 4)
    assert found["pairs with any way to each other"] == (15, 10)
    assert found["efficiency (mean of 1/steps, all pairs)"] == pytest.approx((0.7, 6.6666667 / 15))
    assert found["mean steps, pairs connected before and after"] == pytest.approx((1.5, 1.8))
    assert found["partners cut off"] == (0, 1)
    assert found["partners tied to their own body"] == (5, 3)
    assert found["partners within two steps of their own body"] == (5, 4)
    assert found["people"] == (7, 4)
    assert found["their ties"] == (4, 1)
    assert found["their seats"] == (2, 1)
    assert found["their seats that decide"] == (1, 0)
    assert found["functions somebody carries"] == (2, 1)
    assert found["doors to data that somebody opens"] == (3, 1)
    assert found["funding in a year, USD"] == (100_000, 40_000)


def test_who_serves_with_them_leaves_too_and_so_do_those_who_serve_with_these(small):
    answer = cn.depart(small, "Marsh", at=AT)
    assert answer.people == ("Achebe", "Clerk", "Marsh")
    assert answer.along == ("Achebe", "Clerk")
    assert cn.depart(small, "Marsh", at=AT, with_staff=False).people == ("Marsh",)


def test_each_tie_tells_what_becomes_of_it_and_with_whom_it_stays(small):
    answer = cn.depart(small, "Marsh", at=AT)
    columns = ("source", "target", "relation", "fate", "stays_with")
    assert records(answer.ties, *columns) == [
        ("Marsh", "Voss", "works with", "goes", None),
        ("Achebe", "Feld", "refers", "goes", None),
        ("Marsh", "Reece", "trusts", "goes", None),
        ("Marsh", "Voss", "plans with", "stays", "Mayor, City"),
    ]
    assert answer.ties.columns.tolist() == [
        "source", "target", "relation", "form", "fate", "stays_with",
    ]  # fmt: skip


def test_a_tie_that_somebody_else_carries_stays_with_them():
    people = [{"person": x, "organization": "City"} for x in ("A", "B")]
    rows = ties(("City", "Bank"), form="verbal")
    organizations = [{"organization": "Bank"}, {"organization": "City"}]
    p = partnership(people=people, ties=rows, organizations=organizations)
    assert records(cn.depart(p, "A", at=AT).ties, "fate", "stays_with") == [("stays", "B")]
    assert records(cn.depart(p, ["A", "B"], at=AT).ties, "fate", "stays_with") == [("goes", None)]


def test_who_is_stranded_is_named_with_the_person_they_hung_on(small):
    rows = cn.depart(small, "Marsh", at=AT).stranded
    assert records(rows, "body", "what", "hung_on") == [
        ("YMCA", "cut off", ("Marsh",)),
        ("Council", "lost partner", ("Marsh",)),
    ]
    assert np.isnan(rows["steps_after"].iat[0])
    assert rows["steps_after"].iat[1] == 2


def test_seats_of_the_person_go_and_seats_of_the_office_stay(small):
    rows = cn.depart(small, "Marsh", at=AT).seats
    assert records(rows, "table", "engagement", "fate", "stays_with") == [
        ("Council", "decides", "goes", None),
        ("Cabinet", "advises", "stays", "Mayor, City"),
    ]


def test_assets_go_with_the_yes_that_opens_them_and_a_contract_leaves_the_door_unattended(small):
    rows = cn.depart(small, "Marsh", at=AT).assets
    assert dict(records(rows, "asset", "fate")) == {
        "Public face": "goes", "Records": "goes", "Line": "goes", "Map": "unattended",
    }  # fmt: skip


def test_a_group_whose_only_voice_leaves_is_named(small):
    rows = cn.depart(small, "Marsh", at=AT).voices
    assert records(rows, *rows.columns) == [
        ("veterans", "loses all its seats", 2, 0, 1, 0, 1, 0)
    ]  # fmt: skip
    assert cn.depart(small, "Voss", at=AT).voices.empty


def test_the_seat_of_a_group_s_organization_stays_its_voice():
    p = partnership(
        organizations=[{"organization": "Union", "voices": "teachers"}, {"organization": "City"}],
        people=[{"person": "Dale", "organization": "Union"}],
        seats=[{"table": "Council", "actor": "Dale", "on_behalf_of": "Union"}],
    )
    assert cn.depart(p, "Dale", at=AT).voices.empty


def test_agreements_are_called_first_and_then_who_is_close_to_those_who_stay(small):
    rows = cn.depart(small, "Marsh", at=AT).call_first
    assert records(rows, "actor", "reason", "via") == [
        ("Voss", "agreement with Mayor, City: plans with, Compact (mou)", "Mayor, City"),
        ("Feld", "close to Tomas: trusts, strength 2, trust 3", "Tomas"),
    ]


def test_the_head_stands_for_the_agreements_of_the_organization(small):
    p = city(organizations=[{"organization": "College"}])
    more = pd.DataFrame(ties(("City", "College"), form="contract"))
    p = cn.Partnership.from_frames(**{**p.frames, "ties": pd.concat([p.ties, more])})
    calls = cn.depart(p, "Marsh", at=AT, with_staff=False).call_first
    assert ("College", "agreement with City (contract)") in records(calls, "actor", "reason")
    assert "College" not in list(cn.depart(p, "Clerk", at=AT).call_first["actor"])


def test_while_nobody_follows_the_agreements_of_the_office_wait(small):
    answer = cn.depart(small, "Marsh", at=AT, refilled=False)
    found = change(answer)
    assert found["pairs of others within two steps"] == (10, 1)
    assert found["pairs of their own within two steps"] == (5, 1)
    assert found["their ties"] == (4, 0)
    assert answer.ties["fate"].tolist() == ["goes", "goes", "goes", "waits"]
    assert answer.seats["fate"].tolist() == ["goes", "waits"]
    hung = dict(records(answer.stranded, "body", "hung_on"))
    assert hung["Cabinet"] == ("Mayor, City",)
    assert "1 waits for a successor" in str(answer)


def test_who_gives_up_the_office_keeps_their_own_ties(small):
    answer = cn.depart(small, "Marsh", at=AT, leaves="office")
    found = change(answer)
    assert found["pairs of others within two steps"] == (10, 6)
    assert found["pairs of their own within two steps"] == (5, 4)
    assert found["partners cut off"] == (0, 0)
    assert found["partners tied to their own body"] == (5, 3)
    assert found["people"] == (7, 7)
    assert records(answer.ties, "target", "stays_with") == [
        ("Voss", "Marsh"), ("Feld", "Achebe"), ("Reece", "Marsh"), ("Voss", "Mayor, City"),
    ]  # fmt: skip
    assert dict(records(answer.assets, "asset", "fate")) == {
        "Records": "goes", "Line": "goes", "Map": "stays", "Public face": "stays",
    }  # fmt: skip
    assert records(answer.seats, "table", "stays_with") == [
        ("Cabinet", "Mayor, City"), ("Council", "Marsh"),
    ]  # fmt: skip


def test_a_seat_held_through_the_office_on_a_person_s_word_goes_with_the_office():
    p = city()
    rows = [{"table": "Forum", "actor": "Marsh", "on_behalf_of": "Mayor, City", "form": "verbal"}]
    p = cn.Partnership.from_frames(
        **{**p.frames, "seats": pd.concat([p.seats, pd.DataFrame(rows)])}
    )
    seats = cn.depart(p, "Marsh", at=AT, leaves="office").seats
    assert dict(records(seats, "table", "fate"))["Forum"] == "goes"


def test_who_has_another_home_takes_their_ties_there():
    who = [{"person": "Oye", "post": "Pastor", "organization": "Church"},
           {"person": "Oye", "post": "Trustee", "organization": "Schools"},
           {"person": "Voss", "post": "Superintendent", "organization": "Schools"},
           {"person": "Reece", "post": "Director", "organization": "YMCA"}]  # fmt: skip
    p = partnership(who=who, ties=ties(("Oye", "Reece"), form="verbal"))
    answer = cn.depart(p, "Pastor, Church", at=AT, leaves="office")
    assert answer.offices == ("Pastor, Church",)
    assert records(answer.stranded, "body", "what") == [("Church", "cut off")]
    assert change(answer)["pairs with any way to each other"] == (3, 1)


def test_both_offices_are_given_up_where_the_person_is_named():
    who = [{"person": "Oye", "post": "Pastor", "organization": "Church"},
           {"person": "Oye", "post": "Trustee", "organization": "Schools"}]  # fmt: skip
    p = partnership(who=who)
    answer = cn.depart(p, "Oye", at=AT, leaves="office")
    assert answer.offices == ("Pastor, Church", "Trustee, Schools")


def test_what_the_head_hosts_by_word_of_mouth_is_a_second_line_and_never_assumed(small):
    rows = [{"organization": "Promise", "hosted_by": "City"}]
    more = pd.DataFrame(ties(("Promise", "Schools"), ("Promise", "Bank"), form="mou"))
    p = city(organizations=rows)
    p = cn.Partnership.from_frames(**{**p.frames, "ties": pd.concat([p.ties, more])})
    answer = cn.depart(p, "Marsh", at=AT)
    (line,) = (x for x in (*answer.summary, *answer.notes) if "word of mouth" in x)
    assert line.startswith("Promise is housed by word of mouth; if it closed too, ")
    assert "Promise" not in list(answer.stranded["body"])
    assert not any("word of mouth" in x for x in cn.depart(p, "Clerk", at=AT).notes)


def test_ties_that_say_nothing_are_told_under_both_readings():
    rows = ties(("Ana", "Ben"))
    p = partnership(
        people=[
            {"person": "Ana", "organization": "City"},
            {"person": "Ben", "organization": "Bank"},
        ],
        organizations=[{"organization": name} for name in ("Bank", "City", "YMCA")],
        ties=rows,
    )
    answer = cn.depart(p, "Ana", at=AT)
    assert lost(answer) == [0, 1]
    said = (
        "1 tie that goes says neither agreement nor basis; read as agreements, 0 pairs of others "
    )
    assert f"{said}and 0 of their own would be lost, not 0 and 1." in answer.notes


@pytest.mark.parametrize(("leaver", "pairs"), [("M", 28), ("S", 28), ("B", 12)])
def test_the_toy_keeps_the_pairs_worked_out_beforehand(leaver, pairs):
    rows = ties(*{tuple(sorted(tie.split(">"))) for tie in toy.TIES.split()}, form="verbal")
    answer = cn.depart(partnership(ties=rows), f"{leaver} (holder)", at=AT)
    assert change(answer)["pairs with any way to each other"] == (36, pairs)


@pytest.mark.parametrize("leaver", ["S", "B"])
def test_two_agreements_keep_the_toy_in_one_piece(leaver):
    rows = ties(*{tuple(sorted(tie.split(">"))) for tie in toy.TIES.split()}, form="verbal")
    rows += ties(("B", "S"), ("F", "B"), form="mou")
    answer = cn.depart(partnership(ties=rows), f"{leaver} (holder)", at=AT)
    assert change(answer)["pairs with any way to each other"] == (36, 36)


# --- the example -------------------------------------------------------------------------------


def test_the_mayor_of_riverbend_takes_her_staff_and_a_builder_along(found):
    assert lost(found) == [285, 32]
    assert found.along == ("Desmond Achebe", "Priya Raghunathan")
    assert found.stranded["body"].iat[0] == "Delgado & Sons Builders"
    assert found.stranded["hung_on"].iat[0] == ("Eleanor Marsh",)
    assert (found.ties["fate"] == "goes").sum() == 69


def test_nobody_is_cut_off_without_the_superintendent_and_yet_the_records_close(voss):
    assert lost(voss) == [0, 0]
    assert not len(voss.stranded[voss.stranded["what"] == "cut off"])
    assert "Nobody opens Student records" in str(voss)
    assert "counting ties of coordination only, 18 of others" in str(voss)


@pytest.mark.parametrize(
    "person",
    ["Eleanor Marsh", "Yusuf Abdi Warsame", "Terrence Oyelaran", "Beatriz Fontes", "Nou Xiong",
     "Denise Kowalczyk"],
)  # fmt: skip
def test_it_says_the_same_as_the_table_of_all_departures(riverbend, person):
    row = risks(riverbend, AT).people.set_index("actor").loc[person]
    answer = cn.depart(riverbend, person, at=AT)
    frames = {name: getattr(answer, name) for name in ("ties", "seats", "assets")}
    goes = {name: rows[rows["fate"] == "goes"] for name, rows in frames.items()}
    assert lost(answer) == row[["within_lost_others", "within_lost_own"]].tolist()
    before, after = change(answer)["pairs with any way to each other"]
    assert before - after == row["pairs_cut"]
    cut = answer.stranded[answer.stranded["what"] == "cut off"]
    assert sorted(cut["body"]) == sorted(row["bodies_cut"])
    assert [len(goes[name]) for name in ("ties", "seats", "assets")] == (
        row[["ties_lost", "seats_lost", "assets_lost"]].tolist()
    )
    assert (goes["seats"]["engagement"] == "decides").sum() == row["decision_seats_lost"]
    assert (answer.ties["fate"] == "stays").sum() == row["ties_kept"]
    assert answer.along == row["departs_with"]


@pytest.mark.parametrize(
    ("who", "options"),
    [
        (["Eleanor Marsh", "Marguerite Voss", "Simone Baptiste"], {}),
        ("Mayor, Mayor's Office", {"leaves": "office", "refilled": False}),
        ("Trustee, Riverbend Unified School District", {"refilled": False}),
        ("Wei-Ling Chou", {"leaves": "office"}),
        ("Nou Xiong", {}),
        ("Becca Moreau", {"strength": 3, "within": 3, "count": "people"}),
    ],
)
def test_the_sentences_are_plain_few_and_short(riverbend, who, options):
    answer = cn.depart(riverbend, who, at=AT, **options)
    assert 3 <= len(answer.summary) <= 7
    assert [x for x in answer.summary if len(x.split()) > 25] == []
    assert not FORBIDDEN.search(str(answer))
    assert all(sentence.endswith(".") for sentence in answer.summary)
    assert answer.summary[0] == riverbend.invented
    json.dumps(answer.to_dict(), allow_nan=False)


def test_the_answer_is_plain_data_too(found):
    tables = found.to_dict()["tables"]
    assert list(tables) == [
        "changes", "ties", "stranded", "seats", "assets", "voices", "call_first",
    ]  # fmt: skip
    assert set(tables["changes"][0]) == {"measure", "before", "after"}


# --- laws --------------------------------------------------------------------------------------


def same(one, two):
    for name in ("changes", "ties", "stranded", "seats", "assets", "voices", "call_first"):
        pd.testing.assert_frame_equal(getattr(one, name), getattr(two, name))


def test_the_order_of_those_who_leave_does_not_matter(riverbend):
    who = ["Simone Baptiste", "Mayor, Mayor's Office", "Augustine Feld"]
    same(cn.depart(riverbend, who, at=AT), cn.depart(riverbend, who[::-1], at=AT))


def test_an_office_means_whoever_holds_it(riverbend, found):
    same(found, cn.depart(riverbend, "mayor", at=AT))


@_FEW
@given(st.integers(0, 10**6))
def test_a_parallel_agreement_never_raises_a_departure_s_loss(seed):
    p, draw = random_city(seed), random.Random(seed)
    links = bodies.links(p, AT)
    links = links[links["source"] != links["target"]]
    links = links[~links["adverse"] & ~(links["strength"] < 2)]
    links = links[links[["source", "target"]].isin({*p.organizations["organization"]}).all(axis=1)]
    assume(len(links))
    pair = links[["source", "target"]].iloc[draw.randrange(len(links))]
    signed = pd.concat([p.ties, pd.DataFrame(ties(tuple(pair), form="mou"))])
    safer = cn.Partnership.from_frames(**{**p.frames, "ties": signed})
    person = draw.choice(sorted(standing(p, AT).present))
    with_it, without = (lost(cn.depart(each, person, at=AT)) for each in (safer, p))
    assert all(x <= y for x, y in zip(with_it, without, strict=True))


@_FEW
@given(st.integers(0, 10**6), st.booleans())
def test_giving_up_the_office_costs_others_no_more_than_leaving(seed, refilled):
    p = random_city(seed)
    holders = sorted({x for held in standing(p, AT).holders.values() for x in held})
    person = random.Random(seed).choice(holders)
    whole = cn.depart(p, person, at=AT, refilled=refilled)
    office = cn.depart(p, person, at=AT, refilled=refilled, leaves="office")
    assert office.changes["before"].tolist()[:3] == whole.changes["before"].tolist()[:3]
    assert lost(office)[0] <= lost(whole)[0]


def test_who_carries_no_pair_alone_costs_others_nothing(riverbend):
    links = bodies.links(riverbend, AT)
    links = links[~links["adverse"] & ~(links["strength"] < 2)]
    needs = {}
    for row in links.to_dict("records"):
        pair = tuple(sorted((row["source"], row["target"])))
        alone = {x[0] for x in (row["source_people"], row["target_people"]) if len(x) == 1}
        needs[pair] = needs.get(pair, alone) & alone
    carrying = {x for c in ("source_people", "target_people") for side in links[c] for x in side}
    only = set().union(*needs.values())
    free = sorted(carrying - only - {"Eleanor Marsh", "Desmond Achebe"})
    assert free
    for person in free[:4]:
        assert lost(cn.depart(riverbend, person, at=AT)) == [0, 0], person


def test_who_an_agreement_is_written_for_changes_no_distance(riverbend, voss):
    now = standing(riverbend, AT)
    written = riverbend.ties["form"].isin(["mou", "contract", "law"])
    rows = riverbend.ties.copy()
    for side in ("source", "target"):
        rows[side] = [
            now.body_of(name) if on_paper else name
            for name, on_paper in zip(rows[side], written, strict=True)
        ]
    rows = rows[rows["source"] != rows["target"]]
    p = cn.Partnership.from_frames(**{**riverbend.frames, "ties": rows})
    again = cn.depart(p, "Marguerite Voss", at=AT)
    names = [name for name in voss.changes["measure"] if not name.startswith("their")]
    for answer in (again, voss):
        assert set(names) <= set(answer.changes["measure"])
    assert [change(again)[x] for x in names] == [change(voss)[x] for x in names]


def test_reach_after_is_what_networkx_counts(riverbend, found):
    networkx = pytest.importorskip("networkx")
    gone = set(found.people)
    links = bodies.links(riverbend, AT)
    links = links[
        ~links["adverse"] & ~(links["strength"] < 2) & (links["source"] != links["target"])
    ]
    lives = [
        not ((one and gone >= set(one)) or (two and gone >= set(two)))
        for one, two in zip(links["source_people"], links["target_people"], strict=True)
    ]
    graph = networkx.Graph(list(zip(links["source"][lives], links["target"][lives], strict=True)))
    counted = set(riverbend.organizations["organization"]) - {"Mayor's Office"}
    graph.add_nodes_from(counted)
    near = {x: networkx.single_source_shortest_path_length(graph, x, cutoff=2) for x in counted}
    assert sum(two in near[one] for one, two in combinations(sorted(counted), 2)) == 655


# --- who is meant ------------------------------------------------------------------------------


def test_an_unknown_name_is_answered_with_the_nearest(riverbend):
    with pytest.raises(cn.UnknownActorError, match="Did you mean 'Eleanor Marsh'"):
        cn.depart(riverbend, "Elenor Marsh", at=AT)


@pytest.mark.parametrize(
    ("who", "said"),
    [
        ("Paula Winship", r"not there on 15 November 2026: their last term, as Executive Director"),
        ("Riverbend Promise", r"only people leave; name somebody there: Jonah Whitlock and Simone"),
        ("Data Director, Riverbend Promise", "it is vacant"),
        ([], "who must name somebody"),
    ],
)
def test_whoever_cannot_leave_is_refused_in_words(riverbend, who, said):
    with pytest.raises(cn.ArgumentError, match=said):
        cn.depart(riverbend, who, at=AT)


def test_an_office_can_only_be_left_by_who_holds_one(riverbend):
    with pytest.raises(cn.ArgumentError, match="holds no office on 15 November 2026"):
        cn.depart(riverbend, "Nou Xiong", at=AT, leaves="office")
    with pytest.raises(cn.ArgumentError, match="leaves must be 'partnership' or 'office'"):
        cn.depart(riverbend, "Nou Xiong", at=AT, leaves="town")


# --- ordinary small cases ----------------------------------------------------------------------


def test_without_assets_and_seats_it_says_what_it_cannot_say():
    p = partnership(people=[{"person": "Ana", "organization": "City"}])
    answer = cn.depart(p, "Ana", at=AT)
    assert "Cannot say which functions, doors to data or money go: needs Assets." in str(answer)
    assert "cannot say which seats go: needs Tables" in str(answer)
    assert any("Cannot say which groups lose a voice" in note for note in answer.notes)
    assert "needs two partners that count" in str(answer)
    assert answer.ties.empty
    assert answer.call_first.columns.tolist() == ["actor", "reason", "via"]


def test_frames_without_rows_have_the_same_columns(small, found):
    p = partnership(people=[{"person": "Ana"}, {"person": "Ben"}])
    answer = cn.depart(p, "Ana", at=AT)
    for name in ("ties", "stranded", "seats", "assets", "voices", "call_first"):
        assert getattr(answer, name).columns.tolist() == getattr(found, name).columns.tolist()
        assert getattr(answer, name).empty


def test_the_partnership_is_as_it_was(small):
    before = {name: frame.copy(deep=True) for name, frame in small.frames.items()}
    for leaves in ("partnership", "office"):
        cn.depart(small, "Marsh", at=AT, leaves=leaves, refilled=False)
    for name, frame in before.items():
        pd.testing.assert_frame_equal(small.frames[name], frame)


# --- the command -------------------------------------------------------------------------------


@pytest.mark.parametrize("format", ["table", "csv", "json", "md"])
def test_the_command_answers_in_each_format(capsys, voss, format):
    with pytest.raises(SystemExit) as left:
        main(["depart", "example:riverbend", "Marguerite Voss", "--at", AT, "--format", format])
    assert left.value.code == 0
    out = capsys.readouterr().out
    if format == "csv":
        rows = list(csv.DictReader(io.StringIO(out)))
        assert [row["measure"] for row in rows] == voss.changes["measure"].tolist()
    elif format == "json":
        said = json.loads(out)
        assert said["question"] == "depart"
        assert said["summary"] == list(voss.summary)
    else:
        assert voss.summary[3] in " ".join(out.split())
        assert "Ifeoma Nwosu" in out


def test_the_command_takes_several_and_its_options(capsys):
    options = [
        "--leaves",
        "office",
        "--vacant",
        "--without-staff",
        "--within",
        "3",
        "--count",
        "bodies",
    ]
    with pytest.raises(SystemExit) as left:
        main(["depart", "example:riverbend", "mayor", "Augustine Feld", "--at", AT, *options])
    assert left.value.code == 0
    printed = capsys.readouterr()
    assert "give up" in printed.out
    assert "within three steps" in printed.out
    assert "next: civicnet left example:riverbend" in printed.err


def test_a_wrong_name_is_a_mistake_in_use(capsys):
    with pytest.raises(SystemExit) as left:
        main(["depart", "example:riverbend", "Elenor Marsh", "--at", AT])
    assert left.value.code == 2
    assert "Did you mean 'Eleanor Marsh'" in capsys.readouterr().err
