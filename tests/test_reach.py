"""What is left in reach when people go, links end or bodies close."""

from itertools import product

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings

from civicnet import fragmentation, reach, standing
from tests import toy
from tests.build import partnership, ties
from tests.strategies import partnerships

AT = "2026-11-15"
EVERYTHING = {(a, b) for a, b in (sorted(tie.split(">")) for tie in toy.TIES.split())}
CHANCES = {"M": 0.5, "S": 0.23, "B": 0.2}


def of_toy(*written):
    """Give the toy as a bare list; pairs in `written` have an agreement beside the personal tie."""
    rows = ties(*sorted(EVERYTHING), form="verbal")
    rows += ties(*(tuple(sorted(pair.split("-"))) for pair in written), form="mou")
    return partnership(ties=rows)


def left(p, *people, **options):
    """Give the reach, and the row of tied pairs that are left without some people."""
    found = reach.reach(p, AT, **options)
    (rows,) = reach.alive(found, reach.gone(found, [people]))
    return found, rows


def shares(p, leaves):
    """Give the share of pairs connected and the efficiency when some holders have left."""
    found, rows = left(p, *(f"{name} (holder)" for name in leaves))
    return np.array(
        [reach.connected(found, rows)[0] / found.pairs, reach.efficiency(found, rows[0])]
    )


def expected(p):
    """Give the mean of both over everybody's staying or leaving."""
    total = np.zeros(2)
    for leaves in product([False, True], repeat=len(CHANCES)):
        who = [name for name, goes in zip(CHANCES, leaves) if goes]
        chance = np.prod([CHANCES[n] if n in who else 1 - CHANCES[n] for n in CHANCES])
        total += chance * shares(p, who)
    return total


@pytest.mark.parametrize(("leaver", "pairs"), [("M", 0.777778), ("S", 0.777778), ("B", 0.333333)])
def test_connected_pairs_of_the_toy_after_one_departure(leaver, pairs):
    assert shares(of_toy(), [leaver])[0] == pytest.approx(pairs, abs=1e-6)


@pytest.mark.parametrize("leaver", ["S", "B"])
def test_two_agreements_keep_the_toy_in_one_piece(leaver):
    assert shares(of_toy("B-S", "F-B"), [leaver])[0] == 1


def test_expected_pairs_and_efficiency_of_the_toy():
    assert expected(of_toy()) == pytest.approx([0.702361, 0.427444], abs=1e-6)
    assert expected(of_toy("B-S", "F-B")) == pytest.approx([0.839056, 0.481723], abs=1e-6)


@pytest.mark.parametrize(
    ("agreement", "gain"),
    [("M-B", 0.094472), ("C-M", 0.08125), ("B-S", 0.049472), ("U-S", 0.02875),
     ("F-B", 0.022222), ("B-N2", 0.022222)],
)  # fmt: skip
def test_what_one_agreement_adds_to_the_expected_pairs_of_the_toy(agreement, gain):
    assert expected(of_toy(agreement))[0] - 0.702361 == pytest.approx(gain, abs=1e-6)


@settings(max_examples=20, deadline=None)
@given(partnerships())
def test_the_split_network_tells_the_same_of_connection(p):
    found = reach.reach(p, AT)
    found = reach.reach(p, AT, count=np.ones(len(found.bodies)))
    split = p.network(view="split", at=AT)
    people = sorted(standing.standing(p, AT).present)
    sets = [[], *([person] for person in people), people[:3]]
    by_split = fragmentation.departures(split, sets)["pairs_connected"]
    rows = np.concatenate([*reach.alive(found, reach.gone(found, sets))])
    assert reach.connected(found, rows).tolist() == by_split.tolist()


WHO = [
    {"person": "Marsh", "post": "Mayor", "organization": "City"},
    {"person": "Achebe", "post": "Chief of Staff", "organization": "City",
     "serves with": "Mayor, City"},
    {"person": "Clerk", "post": "Clerk", "organization": "City",
     "serves with": "Chief of Staff, City"},
    {"person": "Voss", "post": "Superintendent", "organization": "Schools"},
    {"person": "Reece", "post": "Director", "organization": "YMCA"},
]  # fmt: skip


def test_who_serves_with_the_mayor_leaves_too_and_so_do_those_who_serve_with_them():
    now = standing.standing(partnership(who=WHO), AT)
    assert standing.leaving_with(now, ["Marsh"]) == ("Achebe", "Clerk", "Marsh")
    assert standing.leaving_with(now, ["Achebe"]) == ("Achebe", "Clerk")


def test_somebody_with_another_post_stays_for_that():
    second = {"person": "Achebe", "post": "Trustee", "organization": "Schools"}
    now = standing.standing(partnership(who=[*WHO, second]), AT)
    assert standing.leaving_with(now, ["Marsh"]) == ("Marsh",)


def test_who_serves_with_several_stays_while_one_of_them_does():
    offices = [{"office": "Council Member", "organization": "City", "holders": 2},
               {"office": "Aide", "organization": "City",
                "serves_with": "Council Member, City"}]  # fmt: skip
    terms = [{"person": name, "office": post, "organization": "City"}
             for name, post in (("A", "Council Member"), ("B", "Council Member"), ("C", "Aide"))
             ]  # fmt: skip
    people = [{"person": name, "organization": "City"} for name in "ABC"]
    now = standing.standing(partnership(people=people, offices=offices, terms=terms), AT)
    assert standing.leaving_with(now, ["A"]) == ("A",)
    assert standing.leaving_with(now, ["A", "B"]) == ("A", "B", "C")


def test_personal_ties_leave_with_the_person_and_agreements_stay():
    rows = ties(("Marsh", "Voss"), ("Marsh", "Reece"), form="verbal")
    rows += ties(("Marsh", "Voss"), form="mou")
    p = partnership(who=WHO, ties=rows)
    found, rest = left(p, "Marsh")
    assert [found.bodies[i] for i in found.ends[rest[0]].ravel()] == ["City", "Schools"]
    assert reach.cut_off(found, rest[0]) == ("YMCA",)


def test_an_agreement_of_a_vacant_office_is_suspended():
    p = partnership(who=WHO, ties=ties(("Marsh", "Voss"), form="mou"))
    found = reach.reach(p, AT)
    assert reach.suspended(found, ["Mayor, City"]).tolist() == [[True]]
    assert reach.suspended(found, ["Director, YMCA"]).tolist() == [[False]]


def test_a_tie_that_several_carry_ends_with_the_last_of_them():
    people = [{"person": x, "organization": "City"} for x in ("A", "B")]
    p = partnership(people=people, organizations=[{"organization": "City"},
                    {"organization": "Bank"}, {"organization": "YMCA"}],
                    ties=ties(("City", "Bank"), form="verbal"))  # fmt: skip
    assert left(p, "A")[1].tolist() == [[True]]
    assert left(p, "A", "B")[1].tolist() == [[False]]


def test_a_second_hat_ends_with_the_office_that_gives_it():
    who = [{"person": "Oye", "post": "Pastor", "organization": "Church"},
           {"person": "Oye", "post": "Trustee", "organization": "Schools"},
           {"person": "Voss", "post": "Superintendent", "organization": "Schools"},
           {"person": "X", "post": "Head", "organization": "Bank"}]  # fmt: skip
    found = reach.reach(partnership(who=who), AT)
    assert len(found.ends) == 1
    assert found.carriers[1:] == (("Oye", ""), ("Oye", "Trustee, Schools"))


def test_closing_a_host_closes_what_it_hosts_by_word_of_mouth_only():
    rows = [{"organization": "City"}, {"organization": "Promise", "hosted_by": "City"},
            {"organization": "Hub", "hosted_by": "Promise", "host_form": "verbal"},
            {"organization": "Lab", "hosted_by": "City", "host_form": "mou"}]  # fmt: skip
    p = partnership(organizations=rows)
    assert standing.closing_with(p, ["City"]) == ("City", "Hub", "Promise")
    assert standing.closing_with(p, ["Lab"]) == ("Lab",)


def test_pairs_of_the_leavers_own_body_are_told_apart():
    rows = ties(("Marsh", "Voss"), ("Marsh", "Reece"), form="verbal")
    found, rest = left(partnership(who=WHO, ties=rows), "Marsh")
    lost = reach.lost(found, rest, [[found.place["City"]]])
    assert (lost.others[0], lost.own[0]) == (1, 2)
    assert (found.pairs, found.within, found.connected) == (3, 3, 3)


def test_nobody_at_all_reaches_nobody():
    found = reach.reach(partnership(organizations=[{"organization": "City"}]), AT)
    assert (found.pairs, found.within, found.connected) == (0, 0, 0)
    assert np.isnan(reach.efficiency(found, np.ones(0, dtype=bool)))
    (rows,) = reach.alive(found, reach.gone(found, [["Marsh"]]))
    assert rows.shape == (1, 0)
    assert pd.isna(found.links["until"]).all()
