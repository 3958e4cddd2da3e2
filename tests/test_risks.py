"""Where we are one person deep: each departure, closure and lost funder, told as it is."""

import csv
import io
import json
import random
import re
from functools import cache

import networkx as nx
import numpy as np
import pandas as pd
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

import civicnet as cn
from civicnet import bodies, reach
from civicnet.cli import main
from civicnet.questions.ground import Scenario, closure, departure, ground
from civicnet.questions.risks import at_once, one_deep, singly
from civicnet.questions.risks.risks import risks
from tests import toy
from tests.build import partnership, ties
from tests.strategies import partnerships

AT = "2026-11-15"
FORBIDDEN = re.compile(r"betweenness|\bnodes?\b|\bedges?\b|\bNaN\b", re.IGNORECASE)
FRAMES = (
    "people", "organizations", "funders", "assets", "hosting", "officials", "visible", "leads",
    "levels", "rough_year",
)  # fmt: skip
PEOPLE = (
    "actor", "office", "organization", "departs_with", "within_lost_others", "within_lost_own",
    "pairs_cut", "bodies_cut", "ties_lost", "ties_kept", "seats_lost", "decision_seats_lost",
    "assets_lost", "doors_lost", "amount_at_risk", "sole_contact_of", "backups", "reason",
)  # fmt: skip
LOSSES = ["within_lost_others", "within_lost_own", "pairs_cut"]
WHO = [
    {"person": "Marsh", "post": "Mayor", "organization": "City"},
    {"person": "Achebe", "post": "Chief of Staff", "organization": "City",
     "serves with": "Mayor, City"},
    {"person": "Voss", "post": "Superintendent", "organization": "Schools"},
    {"person": "Reece", "post": "Director", "organization": "YMCA"},
    {"person": "Lindgren", "post": "President", "organization": "Chamber"},
]  # fmt: skip


@pytest.fixture(scope="module")
def riverbend():
    return cn.load_example("riverbend")


@pytest.fixture(scope="module")
def found(riverbend):
    return risks(riverbend, AT)


def people(p, **options):
    return risks(p, AT, **options).people.set_index("actor")


def city(*rows, **frames):
    return partnership(who=WHO, ties=list(rows), **frames)


# --- worked by hand ----------------------------------------------------------------------------


def test_what_one_departure_costs_is_told_twice_and_by_name():
    # Marsh alone ties City to three; Voss and Reece know each other on paper.
    rows = ties(("Marsh", "Voss"), ("Marsh", "Reece"), ("Marsh", "Lindgren"), form="verbal")
    rows += ties(("Voss", "Reece"), form="mou")
    row = people(city(*rows)).loc["Marsh"]
    # Within two steps today: all 6 pairs of City, Schools, YMCA, Chamber. After: Schools-YMCA.
    assert row[LOSSES].tolist() == [2, 3, 5]
    assert row["bodies_cut"] == ("Chamber", "City")
    assert (row["ties_lost"], row["ties_kept"]) == (3, 0)
    assert row["sole_contact_of"] == ("Chamber", "Schools", "YMCA")
    assert row["departs_with"] == ("Achebe",)
    assert (row["office"], row["organization"]) == ("Mayor", "City")


def test_a_tie_of_the_staff_goes_with_the_principal_and_not_the_other_way_round():
    rows = ties(("Marsh", "Voss"), ("Achebe", "Reece"), form="verbal")
    found = people(city(*rows))
    assert found.loc["Marsh", "ties_lost"] == 2
    assert found.loc["Marsh", "sole_contact_of"] == ("Schools", "YMCA")
    assert found.loc["Achebe", "ties_lost"] == 1
    assert found.loc["Achebe", "departs_with"] == ()


def test_serving_with_somebody_who_serves_with_somebody_is_leaving_with_both():
    clerk = {"person": "Clerk", "post": "Clerk", "organization": "City",
             "serves with": "Chief of Staff, City"}  # fmt: skip
    found = people(partnership(who=[*WHO, clerk], ties=ties(("Clerk", "Voss"), form="verbal")))
    assert found.loc["Marsh", "departs_with"] == ("Achebe", "Clerk")
    assert found.loc["Achebe", "departs_with"] == ("Clerk",)
    assert found.loc["Marsh", LOSSES].tolist() == found.loc["Clerk", LOSSES].tolist()


def test_a_tie_counts_once_as_typed_and_only_as_contact_between_two_bodies():
    rows = ties(("Marsh", "Voss"), ("Voss", "Marsh"), form="verbal")
    rows += ties(("Marsh", "Achebe"), form="verbal")
    rows += ties(("Marsh", "Reece"), form="verbal", strength="1")
    rows += ties(("Marsh", "Reece"), form="verbal", relation="disputes")
    assert people(city(*rows)).loc["Marsh", "ties_lost"] == 2
    assert people(city(*rows), strength=1).loc["Marsh", "ties_lost"] == 3


def test_agreements_are_kept_and_so_is_a_tie_that_colleagues_carry():
    rows = ties(("Reece", "Voss"), form="mou") + ties(("City", "Reece"), form="verbal")
    found = people(city(*rows))
    assert (found.loc["Reece", "ties_lost"], found.loc["Reece", "ties_kept"]) == (1, 1)
    assert (found.loc["Achebe", "ties_lost"], found.loc["Achebe", "ties_kept"]) == (0, 1)


def test_personal_seats_go_and_those_of_an_office_stay():
    seats = [
        {"table": "Council", "actor": "Marsh", "engagement": "decides"},
        {"table": "Cabinet", "actor": "Marsh", "engagement": "informed"},
        {"table": "Board", "actor": "Marsh", "on_behalf_of": "Mayor, City",
         "engagement": "decides"},
    ]  # fmt: skip
    tables = [{"organization": x, "kind": "table"} for x in ("Council", "Cabinet", "Board")]
    p = partnership(who=WHO, organizations=tables, seats=seats, ties=ties(("Marsh", "Voss")))
    row = people(p).loc["Marsh"]
    assert (row["seats_lost"], row["decision_seats_lost"]) == (2, 1)


def test_assets_doors_and_money_that_go():
    assets = [
        {"asset": "Voice", "kind": "convening", "holder": "Marsh"},
        {"asset": "Records", "kind": "data", "holder": "Schools",
         "gatekeeper": "Superintendent, Schools", "form": "verbal"},
        {"asset": "Survey", "kind": "data", "holder": "Schools",
         "gatekeeper": "Superintendent, Schools", "form": "contract"},
        {"asset": "Line", "kind": "funding", "holder": "City", "gatekeeper": "Mayor, City",
         "amount": "60000", "unit": "USD", "form": "verbal"},
        {"asset": "Grant", "kind": "funding", "holder": "YMCA", "amount": "1000", "unit": "USD",
         "form": "contract"},
        {"asset": "Hours", "kind": "staff", "holder": "City", "gatekeeper": "Mayor, City",
         "amount": "3", "unit": "FTE"},
    ]  # fmt: skip
    found = people(city(*ties(("Marsh", "Voss")), assets=assets))
    columns = ["assets_lost", "doors_lost", "amount_at_risk"]
    assert found.loc["Marsh", columns].tolist() == [3, 0, 60000]
    assert found.loc["Voss", columns].tolist() == [1, 1, 0]
    assert found.loc["Reece", columns].tolist() == [0, 0, 0]


def test_backups_hold_ties_to_most_of_the_same_bodies_and_then_the_strongest():
    rows = ties(("Marsh", "Voss"), ("Marsh", "Reece"), form="verbal")
    rows += ties(("Lindgren", "Voss"), ("Lindgren", "Reece"), form="verbal")
    rows += ties(("Okafor", "Reece"), form="verbal", strength="4")
    rows += ties(("Xu", "Reece"), form="mou", strength="3")
    more = [{"person": name, "organization": f"{name} Ltd"} for name in ("Okafor", "Xu")]
    p = partnership(who=[*WHO, *more], ties=rows)
    assert people(p).loc["Marsh", "backups"] == ("Lindgren", "Okafor", "Xu")
    # Nothing is lost with Achebe, so nothing needs anybody else.
    assert people(p).loc["Achebe", "backups"] == ()


def test_somebody_without_an_organization_is_not_cut_off_from_what_they_left():
    neighbour = [{"person": "Xiong"}]
    row = people(partnership(who=WHO, people=neighbour, ties=ties(("Xiong", "Voss")))).loc["Xiong"]
    assert (row["bodies_cut"], row["sole_contact_of"], row["organization"]) == ((), (), None)


def test_the_costliest_comes_first_and_equal_ones_by_what_is_lost_of_nearness(riverbend, found):
    base = reach.reach(riverbend, AT)

    def efficiency(person, others):
        (row,) = reach.alive(base, reach.gone(base, [{person, *others}]))
        return round(reach.efficiency(base, row[0]), 9)

    table = found.people
    keys = [
        (-lost, efficiency(person, others))
        for person, others, lost in zip(
            table["actor"], table["departs_with"], table["within_lost_others"]
        )
    ]
    assert keys == sorted(keys)


# --- the toy, measures.md 2.14 -----------------------------------------------------------------


def of_toy(*written):
    pairs = sorted({tuple(sorted(tie.split(">"))) for tie in toy.TIES.split()})
    rows = ties(*pairs, form="verbal") + ties(*(x.split("-") for x in written), form="mou")
    return partnership(ties=rows)


@pytest.mark.parametrize(("leaver", "left"), [("M", 0.777778), ("S", 0.777778), ("B", 0.333333)])
def test_pairs_cut_of_the_toy_are_those_of_all_bodies(leaver, left):
    cut = people(of_toy()).loc[f"{leaver} (holder)", "pairs_cut"]
    assert 1 - cut / 36 == pytest.approx(left, abs=1e-6)


@pytest.mark.parametrize("leaver", ["S", "B"])
def test_two_agreements_keep_the_toy_in_one_piece(leaver):
    assert people(of_toy("B-S", "F-B")).loc[f"{leaver} (holder)", "pairs_cut"] == 0


def test_pairs_cut_of_the_toy_are_found_in_one_pass_too(monkeypatch):
    monkeypatch.setattr(singly, "EXACT", 0)
    found = people(of_toy(), within=2)
    cut = found.loc[[f"{x} (holder)" for x in "MSB"], "pairs_cut"]
    assert cut.tolist() == [8, 8, 24]
    assert found["within_lost_others"].isna().all()
    assert "pairs within some steps are not counted" in found["reason"].iat[0]


# --- brute force on random partnerships --------------------------------------------------------


@cache
def made(seed):
    """Build a small partnership in which nearly everything is alive."""
    rng = random.Random(seed)
    orgs = [f"B{i}" for i in range(rng.randint(2, 6))]
    names = [f"P{i}" for i in range(rng.randint(1, 7))]
    who = []
    for i, name in enumerate(names):
        home = rng.choice(["", *orgs])
        row = {"person": name, "organization": home}
        if home and rng.random() < 0.5:
            row["post"] = f"Office {i}"
            heads = [f"{r['post']}, {r['organization']}" for r in who if "post" in r]
            row["serves with"] = rng.choice(["", *heads])
        who.append(row)
        if "post" in row and rng.random() < 0.2:
            other = rng.choice([b for b in orgs if b != home])
            who.append({"person": name, "organization": other, "post": f"Hat {i}"})
    offices = [f"{r['post']}, {r['organization']}" for r in who if "post" in r]
    actors = [*orgs, *names, *offices]
    rows = [
        {"source": a, "target": b, "form": rng.choice(["verbal", "none", "mou", ""])}
        for a, b in (rng.choices(actors, k=2) for _ in range(rng.randint(0, 9)))
        if a != b
    ]
    seats = [{"table": "T", "actor": rng.choice([*names, *orgs])} for _ in range(rng.randint(0, 3))]
    organizations = [{"organization": x} for x in orgs]
    organizations += [{"organization": "T", "kind": "table", "hosted_by": rng.choice(["", *orgs])}]
    frames = {"who": who, "organizations": organizations, "seats": seats, "ties": rows}
    return partnership(**{name: rows for name, rows in frames.items() if rows})


# Each is made once, and asked by every law below.
lively = st.integers(0, 59).map(made)


def graph_without(p, gone=(), closed=()):
    """Rebuild the network of bodies from the links somebody is left for."""
    everyone = bodies.actors(p, AT)
    graph = nx.Graph()
    graph.add_nodes_from(everyone.loc[everyone["present"], "body"])
    links = bodies.links(p, AT)
    links = links[~links["adverse"] & ~(links["strength"] < 2)]
    for link in links.to_dict("records"):
        sides = [set(link[side]) for side in ("source_people", "target_people")]
        if all(not side or side - set(gone) for side in sides):
            graph.add_edge(link["source"], link["target"])
    graph.remove_nodes_from(closed)
    return graph


def near(graph, steps):
    return {
        (a, b)
        for a, reached in nx.all_pairs_shortest_path_length(graph, cutoff=steps)
        for b in reached
        if a < b
    }


def by_brute_force(p, gone, own, steps):
    """Count the pairs of all bodies lost: of others, of the own, and cut off altogether."""
    before, after = graph_without(p), graph_without(p, gone)
    lost = near(before, steps) - near(after, steps)
    touching = sum(not own.isdisjoint(pair) for pair in lost)
    return [len(lost) - touching, touching, len(near(before, 99)) - len(near(after, 99))]


@cache
def every_departure(p, **options):
    """Give the ground, who leaves with each departure, and what each costs."""
    on = ground(p, AT, count="bodies", **options)
    leave = [departure(on, [person]) for person in sorted(on.now.present)]
    return on, leave, singly.departures(on, leave)


@settings(max_examples=25)
@given(lively, st.integers(1, 3))
def test_every_departure_costs_what_networkx_says(p, steps):
    on, leave, costs = every_departure(p, within=steps)
    for i, scenario in enumerate(leave):
        own = {body for x in scenario.people for body in on.now.bodies_of[x]}
        told = [costs.others[i], costs.own[i], costs.pairs_cut[i]]
        assert told == by_brute_force(p, scenario.people, own, steps)


@settings(max_examples=25)
@given(lively)
def test_who_is_cut_off_stands_outside_the_largest_part_that_is_left(p):
    _, leave, costs = every_departure(p)
    before = graph_without(p)
    for scenario, cut in zip(leave, costs.cut):
        after = graph_without(p, scenario.people)
        outside = set()
        for piece in nx.connected_components(before):
            parts = [part for part in nx.connected_components(after) if part <= piece]
            stays = min(parts, key=lambda part: (-len(part), min(part)))
            outside |= piece - stays
        assert set(cut) == outside - set(scenario.people)


@settings(max_examples=25)
@given(lively)
def test_the_sole_contact_of_a_body_is_so(p):
    on, leave, costs = every_departure(p)
    before = graph_without(p)
    for scenario, told in zip(leave, one_deep._sole(on, leave, costs)):
        own = {body for x in scenario.people for body in on.now.bodies_of[x]} - {*scenario.people}
        after = graph_without(p, scenario.people)
        lost = {b for a in own for b in before[a] if b not in own and not after.has_edge(a, b)}
        assert set(told) == lost


@settings(max_examples=25)
@given(lively)
def test_a_body_hangs_on_each_without_whom_it_has_no_tie(p):
    on, leave, costs = every_departure(p)
    told = one_deep._hangs_on(on, [*sorted(on.now.present)], leave, costs)
    before = graph_without(p)
    after = {person: graph_without(p, [person]) for person in on.now.present}
    for body in before:
        tied = any(other != body for other in before[body])
        alone = {x for x, left in after.items() if not set(left[body]) - {body}}
        assert set(told.get(body, ())) == (alone if tied else set())


@settings(max_examples=25)
@given(lively, st.integers(1, 3))
def test_every_closure_costs_others_what_networkx_says(p, steps):
    on = ground(p, AT, count="bodies", within=steps)
    close = [closure(on, [body]) for body in on.reach.bodies if body not in on.now.present]
    costs = singly.closures(on, close)
    before = graph_without(p)
    for i, scenario in enumerate(close):
        after = graph_without(p, scenario.people, scenario.closed)
        for far, told in ((steps, costs.others[i]), (99, costs.pairs_cut[i])):
            lost = near(before, far) - near(after, far)
            assert told == sum(not {*pair} & {*scenario.closed} for pair in lost)


@settings(max_examples=15)
@given(lively)
def test_the_rows_of_people_and_organizations_say_what_was_weighed(p):
    on, _, costs = every_departure(p)
    table = people(p, count="bodies")
    assume(not table["reason"].str.contains("no ties or seats|fewer than two").any())
    rows = table.loc[sorted(on.now.present)]
    assert rows["within_lost_others"].tolist() == costs.others.tolist()
    assert rows["pairs_cut"].tolist() == costs.pairs_cut.tolist()
    assert rows["bodies_cut"].tolist() == list(costs.cut)


# --- two ways to the same ----------------------------------------------------------------------


@settings(max_examples=25)
@given(st.one_of(lively, partnerships()))
def test_one_pass_over_the_split_network_cuts_what_looking_at_each_cuts(p):
    on = ground(p, AT, count="bodies", within=2)
    leave = [departure(on, [person]) for person in sorted(on.now.present)]
    ended = singly.ended(on.reach, leave)
    pairs, names = singly._in_turn(on.reach, ended, [()] * len(leave))
    at_once_pairs, at_once_names = at_once.departures(on, [each.people for each in leave])
    assert at_once_pairs.tolist() == pairs.tolist()
    assert at_once_names == names


@settings(max_examples=25)
@given(lively)
def test_one_pass_over_the_bodies_cuts_what_closing_each_cuts(p):
    on = ground(p, AT, count="bodies", within=2)
    close = [closure(on, [body]) for body in on.reach.bodies if body not in on.now.present]
    in_turn = singly.closures(on, close)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(singly, "EXACT", 0)
        at_once_ = singly.closures(on, close)
    assert at_once_.pairs_cut.tolist() == in_turn.pairs_cut.tolist()
    assert [set(x) for x in at_once_.cut] == [set(x) for x in in_turn.cut]


@settings(max_examples=25)
@given(st.one_of(lively, partnerships()))
def test_the_few_links_looked_at_end_as_all_links_do(p):
    on = ground(p, AT)
    leave = [departure(on, [person]) for person in sorted(on.now.present)]
    ended = singly.ended(on.reach, [*leave, Scenario()])
    gone = reach.gone(on.reach, [*(each.people for each in leave), ()])
    rows = np.concatenate([*reach.alive(on.reach, gone)])
    for each, row in zip(ended, rows):
        assert each.tolist() == np.flatnonzero(~row).tolist()


# --- laws --------------------------------------------------------------------------------------


@settings(max_examples=12)
@given(lively, st.data())
def test_an_agreement_beside_a_tie_never_raises_what_a_departure_costs(p, data):
    assume(len(p.ties))
    tie = p.ties.iloc[data.draw(st.integers(0, len(p.ties) - 1))]
    on = ground(p, AT)
    ends = [on.now.bodies_of.get(x, (on.now.body_of(x),))[0] for x in (tie.source, tie.target)]
    assume(not on.now.present & {*ends} and ends[0] != ends[1])
    assume(tuple(sorted(on.reach.place[x] for x in ends)) in {tuple(x) for x in on.reach.ends})
    frames = {k: f for k, f in p.frames.items() if len(f)}
    more = pd.DataFrame([{"source": ends[0], "target": ends[1], "form": "mou"}])
    frames["ties"] = pd.concat([frames["ties"], more], ignore_index=True)
    q = cn.Partnership.from_frames(**frames)
    (_, _, before), (_, _, after) = every_departure(p), every_departure(q)
    for one, two in ((before.others, after.others), (before.pairs_cut, after.pairs_cut)):
        assert (two <= one).all()
    assert (before.own >= after.own).all()


@settings(max_examples=25)
@given(lively)
def test_who_carries_no_link_alone_costs_others_nothing_in_reach(p):
    on, leave, costs = every_departure(p)
    links = on.reach.links
    carried = [set(x) for side in ("source_people", "target_people") for x in links[side]]
    for scenario, *numbers, cut in zip(leave, costs.others, costs.own, costs.pairs_cut, costs.cut):
        if not any(side and side <= {*scenario.people} for side in carried):
            assert (numbers, cut) == ([0, 0, 0], ())


def test_typing_the_organization_for_its_only_person_changes_nothing():
    rows = [("Voss", "Reece"), ("Voss", "Lindgren"), ("Reece", "Lindgren")]
    homes = {"Voss": "Schools", "Reece": "YMCA", "Lindgren": "Chamber"}
    for form in ("verbal", "mou"):
        by_person = people(city(*ties(*rows, form=form)))
        typed = [(homes[a], homes[b]) for a, b in rows]
        by_body = people(city(*ties(*typed, form=form)))
        columns = [*LOSSES, "bodies_cut", "ties_lost", "sole_contact_of", "backups"]
        pd.testing.assert_frame_equal(by_person[columns], by_body[columns])


# --- closures, hosting, funders ----------------------------------------------------------------


def hosted():
    organizations = [
        {"organization": "Promise", "hosted_by": "City", "host_form": "verbal"},
        {"organization": "Lab", "hosted_by": "City", "host_form": "mou"},
    ]
    rows = ties(("Promise", "YMCA"), ("Promise", "Chamber"), ("Lab", "Chamber"), form="mou")
    rows += ties(("Marsh", "Voss"), form="verbal")
    return partnership(who=WHO, organizations=organizations, ties=rows)


def test_what_is_hosted_by_word_of_mouth_closes_with_its_host():
    row = risks(hosted(), AT).organizations.set_index("organization").loc["City"]
    assert row["closes_with"] == row["at_risk_with_head"] == ("Promise",)
    # YMCA reached Chamber through Promise only.
    assert row["within_lost_others"] == 1
    # Lab was three steps from YMCA; Schools had nobody but City, and is cut off from nobody else.
    assert row["pairs_cut"] == 2
    assert row["bodies_cut"] == ("YMCA",)


def test_the_head_of_a_host_may_leave_what_it_hosts_open_or_closed():
    found = risks(hosted(), AT)
    assert found.hosting["hosted"].tolist() == ["Promise", "Promise"]
    assert found.hosting["line"].tolist() == ["stays", "closes"]
    assert found.hosting["heads"].tolist() == [("Marsh",)] * 2
    # It closes at the cost of its own pairs with YMCA, Chamber and Lab, and of YMCA and Chamber.
    assert found.hosting["within_lost_others"].tolist() == [0, 4]
    assert any("Promise is hosted by City without an agreement" in x for x in found.notes)


def test_each_funder_with_what_ends_among_the_amounts_that_are_known():
    assets = [
        {"asset": "A", "kind": "funding", "holder": "Chamber", "recipient": "YMCA",
         "amount": "75000", "unit": "USD", "per": "year", "form": "contract", "end": "2027-06-30"},
        {"asset": "B", "kind": "funding", "holder": "Chamber", "recipient": "Schools",
         "form": "contract"},
        {"asset": "C", "kind": "funding", "holder": "City", "recipient": "Schools",
         "amount": "50000", "unit": "USD", "per": "once", "start": "2026-01-01",
         "end": "2027-12-31", "form": "contract"},
        {"asset": "D", "kind": "staff", "holder": "City", "recipient": "YMCA", "amount": "2",
         "unit": "FTE", "form": "mou"},
        {"asset": "E", "kind": "funding", "holder": "Schools", "recipient": "YMCA",
         "amount": "9", "unit": "EUR", "form": "contract"},
    ]  # fmt: skip
    rows = ties(("Marsh", "Voss")) + ties(("Bank", "City"), relation="funds", form="contract")
    p = partnership(who=WHO, organizations=[{"organization": "Bank"}], ties=rows, assets=assets)
    found = risks(p, AT).funders.set_index("funder")
    assert found.index.tolist() == ["Chamber", "City", "Bank", "Schools"]
    assert found["yearly"].tolist()[:2] == pytest.approx([75000, 50000 / (730 / 365.25)])
    assert found["share"].iat[0] == pytest.approx(75000 / (75000 + 50000 / (730 / 365.25)))
    assert found.loc["Chamber", "grants"] == ("A", "B")
    assert found.loc["Chamber", "recipients"] == ("Schools", "YMCA")
    assert found.loc["Chamber", "reason"] == "1 of 2 do not say how much"
    assert found.loc["Chamber", "alone_for"] == ()
    assert found.loc["Bank", "alone_for"] == ("City",)
    assert found.loc["Chamber", "next_end"] == pd.Timestamp("2027-06-30")
    assert found.loc["City", "in_kind"] == ("D (2 FTE)",)
    assert np.isnan(found.loc["Bank", "yearly"])
    assert (found.loc["Schools", "unit"], found.loc["Schools", "share"]) == ("EUR", 1)
    assert any("Money is that of 2 of 3 grants" in x for x in risks(p, AT).notes)


# --- officials, who is seen, levels ------------------------------------------------------------


def test_what_breaks_when_an_official_goes(found):
    officials = found.officials.set_index("actor")
    marsh, voss = officials.loc["Eleanor Marsh"], officials.loc["Marguerite Voss"]
    assert (marsh["withstands"], voss["withstands"]) == (False, False)
    assert "Delgado & Sons Builders is cut off" in marsh["breaks"]
    assert "nobody is left for convening" in marsh["breaks"]
    assert voss["breaks"] == ("Student records is closed",)
    assert marsh["ends"] == pd.Timestamp("2028-01-01")
    assert marsh["within_left"] == pytest.approx(670 / 987)
    assert officials.loc["Bill Pruitt", "withstands"] is True
    assert officials.loc["Bill Pruitt", "efficiency_left"] == 1


def test_without_assets_nobody_can_say_that_you_would_withstand_it():
    row = risks(city(*ties(("Marsh", "Voss"), form="mou")), AT).officials.set_index("actor")
    assert row.loc["Marsh", "withstands"] is None
    assert "no assets in the data" in row.loc["Marsh", "reason"]


def test_who_works_without_being_seen(found):
    table = found.visible.set_index("actor")
    assert table["visible_rank"].idxmin() == "Eleanor Marsh"
    busy = table.sort_values("rank_gap", ascending=False).index[:2]
    assert set(busy) == {"Priya Raghunathan", "Marguerite Voss"}
    assert table.loc["Eleanor Marsh", "functions"] == ("public will",)
    assert any("seen less than that" in note for note in found.notes)


def test_what_is_lost_on_working_ties_leaves_championing_aside():
    rows = ties(("Marsh", "Voss"), ("Marsh", "Reece"), form="verbal", relation="champions")
    rows += ties(("Marsh", "Lindgren"), ("Voss", "Lindgren"), form="verbal", relation="convenes")
    found = risks(city(*rows), AT)
    table = found.visible.set_index("actor")
    assert table.loc["Marsh", ["championed", "working_ties", "partners"]].tolist() == [2, 1, 1]
    # On all ties Marsh brings YMCA near Schools and Chamber; on working ties nobody to anybody.
    assert found.people.set_index("actor").loc["Marsh", "within_lost_others"] == 2
    assert table.loc["Marsh", "working_lost"] == 0
    assert table.loc["Lindgren", "working_lost"] == 1


def test_who_is_seen_cannot_be_said_without_champions():
    found = risks(city(*ties(("Marsh", "Voss"))), AT)
    assert len(found.visible) == 0
    assert any("who works without being seen (needs ties 'champions'" in x for x in found.notes)


def test_the_two_leads_and_whom_they_share():
    rows = ties(("Marsh", "Voss"), ("Marsh", "Reece"), ("Voss", "Reece"), ("Marsh", "Lindgren"))
    (row,) = risks(city(*rows), AT).leads.to_dict("records")
    assert (row["mayor"], row["superintendent"], row["tied"]) == ("Marsh", "Voss", True)
    assert (row["mayor_contacts"], row["superintendent_contacts"]) == (3, 2)
    assert row["shared"] == ("YMCA",)
    assert row["overlap"] == pytest.approx(1 / 4)


def test_levels_of_contact():
    homes = [{"person": "A", "organization": "Bank", "level": "director"},
             {"person": "B", "organization": "Bank", "level": "line"},
             {"person": "C", "organization": "Bank", "level": "line"}]  # fmt: skip
    rows = ties(("A", "Voss"), ("B", "Voss"), ("B", "Reece"))
    p = partnership(who=WHO, people=homes, organizations=[{"organization": "Bank"}], ties=rows)
    table = risks(p, AT).levels
    table = table[table["organization"] == "Bank"].set_index("level")
    columns = ["n_people", "n_tied", "ties", "partners"]
    assert table.loc["director", columns].tolist() == [1, 1, 1, 1]
    assert table.loc["line", columns].tolist() == [2, 1, 2, 2]


def test_organizations_one_person_deep():
    rows = ties(("Marsh", "Voss"), ("Achebe", "Voss"), ("Reece", "Marsh"), form="verbal")
    rows += ties(("YMCA", "Schools"), form="mou")
    table = risks(city(*rows), AT).organizations.set_index("organization")
    assert table.loc["City", ["n_people", "n_tied", "one_deep"]].tolist() == [2, 2, False]
    assert table.loc["YMCA", ["n_people", "n_tied", "one_deep"]].tolist() == [1, 1, True]
    assert table.loc["Chamber", "one_deep"] is False
    # YMCA has an agreement besides, so nobody alone holds all its ties.
    assert table["hangs_on"].map(len).sum() == 0


def test_of_a_bare_list_nobody_knows_how_deep_it_is():
    table = risks(of_toy(), AT).organizations
    assert table["one_deep"].tolist() == [None] * 9


# --- where nothing moves -----------------------------------------------------------------------


def all_tied(**columns):
    names = [f"P{i}" for i in range(6)]
    homes = [{"person": x, "organization": f"B{x}"} for x in names]
    pairs = [(a, b) for a in names for b in names if a < b]
    return partnership(people=homes, ties=ties(*pairs, form="verbal", **columns))


def test_where_nothing_moves_a_rough_year_is_told_with_its_error():
    p = all_tied(strength="3")
    found = risks(p, AT)
    assert (found.people["within_lost_others"] == 0).all()
    assert found.summary[0].startswith("No single departure costs others any of 15 pairs")
    assert "rough year (each other person gone with probability 0.2)" in found.summary[1]
    table = found.rough_year
    assert (table["rough_se"] >= 0).all()
    assert table["draws"].tolist() == [200] * 6
    pd.testing.assert_frame_equal(table, risks(p, AT).rough_year)


def test_a_rough_year_is_the_mean_over_who_else_is_gone():
    # Two go-betweens: each costs the pair of the others just when the other is gone.
    who = [{"person": x, "organization": f"B{x}"} for x in "ABXY"]
    rows = ties(("X", "A"), ("X", "B"), ("Y", "A"), ("Y", "B"), form="verbal")
    p = partnership(people=who, ties=rows)
    table = risks(p, AT).rough_year.set_index("actor")
    # X connects BA and BB unless A, B or Y... Y gone (0.2), A and B there (0.8 each).
    assert table.loc["X", "rough_lost"] == pytest.approx(0.2 * 0.8 * 0.8, abs=0.09)
    assert abs(table.loc["X", "rough_lost"] - 0.128) < 4 * table.loc["X", "rough_se"]


def test_where_nothing_moves_stronger_ties_are_looked_at():
    p = all_tied(strength="2")
    weak = risks(p, AT).rough_year
    assert (weak["strong_lost"] == 0).all()
    names = [f"P{i}" for i in range(1, 6)]
    star = ties(*(("P0", x) for x in names), form="verbal", strength="3")
    homes = [{"person": x, "organization": f"B{x}"} for x in ("P0", *names)]
    others = [(a, b) for a in names for b in names if a < b]
    q = partnership(people=homes, ties=star + ties(*others, form="verbal", strength="2"))
    found = risks(q, AT)
    strong = found.rough_year.set_index("actor")["strong_lost"]
    assert strong["P0"] == 10
    assert "If only ties of strength 3 or more counted, P0 would cost others most: 10 pairs." in (
        found.summary
    )


# --- riverbend ---------------------------------------------------------------------------------


def test_riverbends_mayor(found):
    row = found.people.iloc[0]
    assert row["actor"] == "Eleanor Marsh"
    assert row["departs_with"] == ("Desmond Achebe", "Priya Raghunathan")
    assert row[LOSSES].tolist() == [285, 32, 47]
    assert row["bodies_cut"] == ("Delgado & Sons Builders",)
    assert (row["ties_lost"], row["ties_kept"], row["amount_at_risk"]) == (69, 1, 60000)
    assert found.people["within_lost_others"].iat[1] == 71


def test_riverbend_in_sentences(found):
    said = " ".join(found.summary)
    assert (
        "Of 1,275 pairs of partners 987 reach each other in two steps today; without Mayor Eleanor "
        "Marsh and two staff 670 would."
    ) in found.summary
    assert "term ends 1 January 2028; none of the 70 ties the three hold is written down." in said
    assert "no other departure costs others more than 71 pairs." in said
    assert "Agenda setting, championing, convening and public will rest on Mayor Eleanor" in said
    assert (
        "If Superintendent Marguerite Voss leaves, nobody is cut off, but no paper opens Student "
        "records."
    ) in found.summary


def test_the_mayors_loss_is_what_depart_says(riverbend, found):
    gone = cn.depart(riverbend, "Eleanor Marsh", at=AT)
    row = found.people.iloc[0]
    assert (gone.ties["fate"] == "goes").sum() == row["ties_lost"]
    assert (gone.seats["fate"] == "goes").sum() == row["seats_lost"]
    assert (gone.assets["fate"] == "goes").sum() == row["assets_lost"]


def test_the_frames_are_those_of_the_contract(found):
    assert tuple(found.people.columns) == PEOPLE
    assert list(found.to_dict()["tables"]) == list(FRAMES)
    json.dumps(found.to_dict(), allow_nan=False, default=str)


def shorter(summary):
    assert len(summary) <= 7
    assert [x for x in summary if len(x.split()) > 25] == []
    assert not FORBIDDEN.search(" ".join(summary))


def test_riverbends_sentences_are_few_and_short(found):
    shorter(found.summary)


# --- ordinary small cases ----------------------------------------------------------------------


def same_columns(one, other):
    for name in FRAMES:
        ours, theirs = getattr(one, name), getattr(other, name)
        assert ours.columns.tolist() == theirs.columns.tolist(), name
        assert ours.dtypes.tolist() == theirs.dtypes.tolist(), name


def test_a_partnership_of_nobody_has_an_answer_with_the_same_columns(found):
    p = partnership(context=[{"place": "Riverbend", "key": "population", "value": "1"}])
    empty = risks(p, AT)
    assert empty.summary == ("Nobody is there on 15 November 2026.",)
    assert len(empty.people) == len(empty.organizations) == 0
    same_columns(empty, found)


def test_one_body_has_nothing_to_come_apart(found):
    one = risks(partnership(who=WHO[:2]), AT)
    assert one.summary == ("There is one partner only, City, so nothing can come apart.",)
    assert one.people["within_lost_others"].isna().all()
    assert "fewer than two partners count" in one.people["reason"].iat[0]
    same_columns(one, found)


def test_without_people_no_departure_can_be_told_but_closures_can():
    rows = ties(("City", "YMCA"), ("City", "Chamber"), form="mou")
    p = partnership(ties=rows, actors_are="organizations")
    found = risks(p, AT)
    assert found.summary[0].startswith("Cannot say what a departure would cost")
    assert found.summary[1] == "The closure of City would cost others most: 1 pair."
    assert len(found.people) == 0


def test_without_ties_nothing_is_said_to_be_safe():
    found = risks(partnership(who=WHO), AT)
    assert found.summary == (
        "No tie or seat links any of the 4 partners, so no departure can part them.",
    )
    assert found.people[[*LOSSES, "ties_lost", "seats_lost"]].isna().all(axis=None)


def test_what_the_data_do_not_tell_is_not_none():
    found = risks(city(*ties(("Marsh", "Voss"))), AT).people
    missing = ["seats_lost", "decision_seats_lost", "assets_lost", "doors_lost", "amount_at_risk"]
    assert found[missing].isna().all(axis=None)
    assert found["reason"].iat[0] == "no seats in the data; no assets in the data"


def test_both_readings_are_given_where_they_differ():
    rows = ties(("Lindgren", "Voss"), ("Lindgren", "Reece"))
    found = risks(city(*rows), AT)
    assert found.people["within_lost_others"].max() == 1
    assert any(
        "read as agreements, no departure would cost others any pair" in x for x in found.notes
    )
    assert "is known to be written down" in " ".join(found.summary)


@settings(max_examples=10)
@given(st.one_of(partnerships(), lively))
def test_any_partnership_has_an_answer(p):
    found = risks(p, AT)
    assert len(found.summary) <= 7
    json.dumps(found.to_dict(), allow_nan=False, default=str)
    assert sorted(found.people["actor"]) == sorted(ground(p, AT).now.present)
    assert found.people["within_lost_others"].fillna(0).is_monotonic_decreasing


def test_an_unknown_count_or_moment_is_refused(riverbend):
    with pytest.raises(cn.ArgumentError):
        risks(riverbend, AT, count="beds")
    with pytest.raises(cn.ArgumentError):
        risks(riverbend, "the day before")


def test_two_hats_alone_are_a_way_to_each_other():
    hats = [{"person": "Oye", "post": "Pastor", "organization": "Church"},
            {"person": "Oye", "post": "Trustee", "organization": "Schools"}]  # fmt: skip
    found = risks(partnership(who=[*WHO, *hats]), AT)
    assert found.people.set_index("actor").loc["Oye", LOSSES].tolist() == [0, 1, 1]


# --- real data ---------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["cheyenne", "hurrfrederic", "lakepomona", "mtsi", "mtsthelens"])
def test_rescue_networks_are_told_shortly(shared, name):
    real = shared / "real"
    p = cn.read(real / f"emon_{name}_edges.csv", actors=real / f"emon_{name}_nodes.csv")
    found = risks(p, AT)
    shorter(found.summary)
    assert len(found.people) == len(found.organizations)
    assert (found.people["ties_lost"] > 0).any()


def test_a_coalition_hangs_on_its_lead_agency(shared):
    real = shared / "real"
    edges, nodes = (real / f"tobacco_indiana_coll_{part}.csv" for part in ("edges", "nodes"))
    found = risks(cn.read(edges, actors=nodes), AT)
    shorter(found.summary)
    assert found.people["actor"].iat[0] == "ITPC (holder)"
    graph = nx.from_pandas_edgelist(pd.read_csv(edges), *pd.read_csv(edges).columns[:2])
    before = near(graph, 2)
    graph.remove_edges_from(list(graph.edges("ITPC")))
    lost = before - near(graph, 2)
    own = sum("ITPC" in pair for pair in lost)
    assert found.people[LOSSES[:2]].iloc[0].tolist() == [len(lost) - own, own]


def test_directors_on_several_boards_hold_them_together(shared):
    p = cn.read(shared / "real" / "irish_boards_2003_2013.csv", frame="seats")
    found = risks(p)
    shorter(found.summary)
    assert found.at.wave == "2013"
    assert found.people["within_lost_others"].iat[0] > 0


# --- the command -------------------------------------------------------------------------------


@pytest.mark.parametrize("format", ["table", "csv", "json", "md"])
def test_the_command_answers_in_each_format(capsys, found, format):
    with pytest.raises(SystemExit) as left:
        main(["risks", "example:riverbend", "--at", AT, "--format", format])
    assert left.value.code == 0
    out = capsys.readouterr().out
    if format == "csv":
        rows = list(csv.DictReader(io.StringIO(out)))
        assert [row["actor"] for row in rows] == found.people["actor"].tolist()
        assert tuple(rows[0]) == PEOPLE
    elif format == "json":
        said = json.loads(out)
        assert said["question"] == "risks"
        assert said["summary"] == list(found.summary)
        assert list(said["tables"]) == list(FRAMES)
    else:
        assert found.summary[1] in " ".join(out.split())
        assert "Eleanor Marsh" in out


def test_the_screen_shows_who_loses_something_and_what_hangs_on_one_person(capsys):
    with pytest.raises(SystemExit):
        main(["risks", "example:riverbend", "--at", AT, "--top", "2"])
    shown = capsys.readouterr()
    assert "Organizations that hang on one person" in shown.out
    assert "Functions and data that rest on one person" in shown.out
    assert "Desmond Achebe  " not in shown.out.split("Organizations that")[0]
    assert "next: civicnet depart example:riverbend 'Eleanor Marsh'" in shown.err
