"""Who will have gone by which day: combinations, draws, those who go along, and until when."""

import random

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from civicnet import ArgumentError, chances, fragmentation, futures, lifetimes, reach, standing
from tests import toy
from tests.build import partnership, ties

AT = "2026-11-15"
START = pd.Timestamp(AT)
DAYS = (START, *pd.date_range("2026-12-01", "2029-12-01", freq="MS"))
CHANCES = {"M": 0.5, "S": 0.23, "B": 0.2}


def person(name, organization, post="Head", **more):
    return {"person": name, "post": post, "organization": organization, **more}


def leavers(p, until=DAYS[-1]):
    return futures.prospects(p, standing.standing(p, AT), until)


def names(units):
    return [(unit.person, unit.office, unit.role) for unit in units]


def toy_city(*written):
    """Give the toy with a head in each body, three of whom may not be able to stay."""
    pairs = {tuple(sorted(tie.split(">"))) for tie in toy.TIES.split()}
    who = [
        person(f"Head of {body}", body, end="2027-06-30", **{"can stay": str(1 - CHANCES[body])})
        if body in CHANCES
        else person(f"Head of {body}", body)
        for body in sorted(toy.GROUPS)
    ]
    rows = ties(*((f"Head of {a}", f"Head of {b}") for a, b in sorted(pairs)), form="verbal")
    rows += ties(*(pair.split("-") for pair in written), form="mou")
    return partnership(who=who, ties=rows)


# --- units ---------------------------------------------------------------------------------------


def test_every_post_with_a_known_risk_is_a_unit_and_everybody_without_one():
    p = partnership(
        who=[person("Marsh", "City", "Mayor", end="2028-01-01"), person("Cobb", "Library")],
        people=[{"person": "Ruiz"}, {"person": "Diaz", "end": "2027-03-31"}],
    )
    found = leavers(p)
    assert names(found.units) == [
        ("Cobb", "", "own"), ("Diaz", "", "own"), ("Marsh", "Mayor, City", "post"),
        ("Ruiz", "", "own"),
    ]  # fmt: skip
    assert found.known == {"Marsh", "Diaz"}
    assert found.unknown == ("Cobb", "Ruiz")


def test_who_serves_with_somebody_of_known_risk_is_known_to_be_at_risk():
    p = partnership(who=[
        person("Marsh", "City", "Mayor", end="2028-01-01"),
        person("Achebe", "City", "Chief", **{"serves with": "Mayor, City"}),
        person("Clerk", "City", "Clerk", **{"serves with": "Chief, City"}),
    ])  # fmt: skip
    found = leavers(p)
    assert found.unknown == ()
    assert names(found.units) == [("Marsh", "Mayor, City", "post")]


def test_units_that_make_no_difference_to_some_people_are_left_out():
    p = partnership(who=[
        person("Marsh", "City", "Mayor", end="2028-01-01"),
        person("Achebe", "City", "Chief", **{"serves with": "Mayor, City"}),
        person("Voss", "Schools", end="2028-01-01"),
    ])  # fmt: skip
    found = futures.relevant(leavers(p), ["Achebe"])
    assert names(found.units) == [("Marsh", "Mayor, City", "post")]


# --- exact weights -------------------------------------------------------------------------------


def test_every_combination_of_open_units_stands_with_its_probability():
    p = partnership(who=[
        person("A", "One", end="2027-06-30", **{"can stay": "0.7"}),
        person("B", "Two", end="2028-06-30", **{"can stay": "0.2"}),
        person("C", "Three", end="2027-06-30", **{"can stay": "no"}),
    ])  # fmt: skip
    found = futures.weights(leavers(p).units, DAYS)
    assert found.exact
    assert len(found) == 4
    assert found.weights.sum(axis=1) == pytest.approx(1)
    gone = found.over < len(DAYS)
    for d, day in enumerate(DAYS):
        chance = [
            0.3 * (day > pd.Timestamp("2027-06-30")), 0.8 * (day > pd.Timestamp("2028-06-30"))
        ]  # fmt: skip
        for row in range(4):
            each = [c if gone[row, i] else 1 - c for i, c in enumerate(chance)]
            assert found.weights[d, row] == pytest.approx(np.prod(each))
    # What is sure is no combination: it has its day.
    assert {DAYS[i] for i in found.over[:, 2]} == {pd.Timestamp("2027-07-01")}


def test_a_last_day_still_holds_and_the_day_after_does_not():
    p = partnership(who=[person("A", "One", end="2027-06-30", **{"can stay": "no"})])
    days = [START, pd.Timestamp("2027-06-30"), pd.Timestamp("2027-07-01")]
    assert futures.weights(leavers(p).units, days).over.tolist() == [[2]]


def test_nobody_to_leave_is_one_future():
    found = futures.weights((), DAYS)
    assert (found.exact, found.over.shape) == (True, (1, 0))
    assert found.weights.tolist() == [[1.0]] * len(DAYS)


def expected(p, measure):
    """Give the mean of a measure of the tied pairs over all combinations, on the last day."""
    on = leavers(p)
    found = futures.weights(on.units, DAYS)
    base = reach.reach(p, AT)
    never = len(DAYS)
    away = futures.away(on, found.units, found.over, never)
    gone = futures.carriers(base, on, away, never) < never
    rows = np.concatenate([*reach.alive(base, gone)])
    return sum(w * measure(base, row) for w, row in zip(found.weights[-1], rows))


def pairs(base, row):
    return reach.connected(base, row[None])[0] / base.pairs


def test_the_toy_has_its_published_expectations():
    plain, written = toy_city(), toy_city("B-S", "F-B")
    assert expected(plain, pairs) == pytest.approx(0.702361, abs=1e-6)
    assert expected(plain, reach.efficiency) == pytest.approx(0.427444, abs=1e-6)
    assert expected(written, pairs) == pytest.approx(0.839056, abs=1e-6)
    assert expected(written, reach.efficiency) == pytest.approx(0.481723, abs=1e-6)


@pytest.mark.parametrize(
    ("agreement", "gain"),
    [("M-B", 0.094472), ("C-M", 0.08125), ("B-S", 0.049472), ("U-S", 0.02875),
     ("F-B", 0.022222), ("B-N2", 0.022222)],
)  # fmt: skip
def test_what_one_agreement_adds_to_the_toy(agreement, gain):
    assert expected(toy_city(agreement), pairs) - 0.702361 == pytest.approx(gain, abs=1e-6)


@pytest.mark.parametrize("written", [(), ("B-S", "F-B")])
def test_the_split_network_tells_the_same_expectation(written):
    p = toy_city(*written)
    on = leavers(p)
    found = futures.weights(on.units, DAYS)
    away = futures.away(on, found.units, found.over, len(DAYS))
    sets = [[on.people[i] for i in np.flatnonzero(row < len(DAYS))] for row in away.people]
    split = fragmentation.departures(p.network(view="split", at=AT), sets)["pairs_connected"]
    value = float(found.weights[-1] @ split) / 36
    assert value == pytest.approx(0.839056 if written else 0.702361, abs=1e-6)


# --- draws ---------------------------------------------------------------------------------------


def many(number=20):
    who = [person(f"P{i:02}", f"O{i:02}", end="2027-06-30", **{"can stay": f"0.{1 + i % 8}"})
           for i in range(number)]  # fmt: skip
    return leavers(partnership(who=who)).units


def test_above_fifteen_open_units_futures_are_drawn():
    found = futures.weights(many(), DAYS, scenarios=4_000)
    assert not found.exact
    assert found.over.shape == (4_000, 20)
    gone = (found.over < len(DAYS)).mean(axis=0)
    assert gone == pytest.approx([1 - (1 + i % 8) / 10 for i in range(20)], abs=0.04)
    assert futures.weights(many(15), DAYS).exact


def test_a_draw_rests_on_the_seed_the_unit_and_its_number_alone():
    units = many()
    whole = futures.weights(units, DAYS, scenarios=500, seed=3, most=0).over
    fewer = futures.weights(units[4:9], DAYS, scenarios=200, seed=3, most=0).over
    assert (whole[:200, 4:9] == fewer).all()
    other = futures.weights(units, DAYS, scenarios=500, seed=4, most=0).over
    assert (whole != other).any()


def test_draws_follow_the_chance_of_every_day():
    p = partnership(
        offices=[{"office": "Head", "organization": "One", "annual_departure": "0.3"}],
        people=[{"person": "A"}],
        terms=[{"person": "A", "office": "Head", "organization": "One", "end": "2028-03-31",
                "can_stay": "0.5"}],
    )  # fmt: skip
    units = leavers(p).units
    drawn = futures.weights(units, DAYS, scenarios=20_000, most=0)
    by_day = (drawn.over <= np.arange(len(DAYS))).mean(axis=0)
    exact = futures.likelihoods(units, DAYS)[0]
    assert by_day == pytest.approx(exact, abs=0.012)
    assert exact[-1] > 0.8


def test_who_can_stay_more_likely_never_leaves_earlier_in_any_draw():
    who = [person(f"P{i:02}", f"O{i:02}", end=f"202{7 + i % 3}-06-30") for i in range(20)]
    units = leavers(partnership(who=who)).units
    over = [futures.weights(units, DAYS, unknown=x, scenarios=300).over for x in (0.2, 0.6, 0.9)]
    assert (over[0] <= over[1]).all()
    assert (over[1] <= over[2]).all()
    assert (futures.stress(units, DAYS).over <= over[0]).all()


@pytest.mark.parametrize(
    "wrong", [{"scenarios": 0}, {"seed": -1}, {"unknown": 2.0}, {"others": -1.0}]
)
def test_what_makes_no_sense_is_refused(wrong):
    with pytest.raises(ArgumentError):
        futures.weights(many(), DAYS, **wrong)


def test_more_days_than_two_bytes_tell_are_refused():
    with pytest.raises(ArgumentError, match="60,000"):
        futures.kind_of(60_001)
    assert futures.kind_of(255) is np.uint8
    assert futures.kind_of(256) is np.uint16


# --- who goes along ------------------------------------------------------------------------------


@st.composite
def offices(draw):
    """Draw who holds what, and who serves with whom: several holders, several posts."""
    posts = [f"P{i}" for i in range(draw(st.integers(1, 6)))]
    serves = {
        post: draw(st.sampled_from(["", *posts[:i]])) for i, post in enumerate(posts)
    }  # fmt: skip
    people = [f"N{i}" for i in range(draw(st.integers(1, 6)))]
    held = draw(st.lists(st.tuples(st.sampled_from(people), st.sampled_from(posts)), unique=True,
                         min_size=1, max_size=9))  # fmt: skip
    leaves = draw(st.sets(st.sampled_from(people)))
    return posts, serves, people, held, leaves


@settings(max_examples=40)
@given(offices())
def test_those_who_go_along_are_those_of_a_departure(drawn):
    posts, serves, people, held, leaves = drawn
    p = partnership(
        people=[{"person": name} for name in people],
        offices=[{"office": post, "organization": "City", "holders": 9,
                  "serves_with": f"{serves[post]}, City" if serves[post] else ""}
                 for post in posts],
        terms=[{"person": name, "office": post, "organization": "City"} for name, post in held],
    )  # fmt: skip
    now = standing.standing(p, AT)
    on = futures.prospects(p, now, DAYS[-1])
    outlook = chances.Outlook("", "", (), 1.0, "")
    units = tuple(futures.Unit(name, "", "own", outlook) for name in on.people)
    over = np.array([[0 if name in leaves else 1 for name in on.people]], dtype=np.uint8)
    gone = futures.away(on, units, over, 1)
    found = {name for i, name in enumerate(on.people) if gone.people[0, i] == 0}
    assert found == set(standing.leaving_with(now, leaves & now.present))


def test_staff_go_in_the_month_in_which_the_last_of_their_principals_does():
    p = partnership(who=[
        person("A", "Council", "Member", start="2020", end="2027-06-30", **{"can stay": "no"}),
        person("B", "Council", "Member", start="2020", end="2028-06-30", **{"can stay": "no"}),
        person("Aide", "Council", "Aide", **{"serves with": "Member, Council"}),
    ])  # fmt: skip
    on = leavers(p)
    found = futures.weights(on.units, DAYS)
    gone = futures.away(on, found.units, found.over, len(DAYS)).people[0]
    assert {name: DAYS[gone[i]].strftime("%Y-%m") for i, name in enumerate(on.people)} == {
        "A": "2027-07", "Aide": "2028-07", "B": "2028-07",
    }  # fmt: skip


def test_who_surely_stays_keeps_those_who_serve_with_them():
    p = partnership(who=[
        person("Marsh", "City", "Mayor", end="2028-01-01", **{"can stay": "no"}),
        person("Achebe", "City", "Chief", **{"serves with": "Mayor, City"}),
        person("Clerk", "City", "Clerk", **{"serves with": "Chief, City"}),
    ])  # fmt: skip
    on = leavers(p)
    found = futures.weights(on.units, DAYS)

    def there(stays):
        gone = futures.away(on, found.units, found.over, len(DAYS), stays=stays).people[0]
        return {name for i, name in enumerate(on.people) if gone[i] == len(DAYS)}

    assert there("") == set()
    assert there("Marsh") == {"Marsh", "Achebe", "Clerk"}
    assert there("Achebe") == {"Achebe", "Clerk"}


def two_hats(**more):
    """Give a pastor who is a trustee until June 2027, and a tie of the pastor's."""
    return partnership(
        people=[{"person": "Oyelaran", "organization": "Church", **more}, {"person": "Cobb"}],
        organizations=[{"organization": x} for x in ("Church", "Schools", "Library")],
        offices=[{"office": "Trustee", "organization": "Schools"},
                 {"office": "Pastor", "organization": "Church"}],
        terms=[{"person": "Oyelaran", "office": "Trustee", "organization": "Schools",
                "end": "2027-06-30", "can_stay": "no"},
               {"person": "Oyelaran", "office": "Pastor", "organization": "Church"}],
        ties=ties(("Oyelaran", "Library"), form="verbal"),
    )  # fmt: skip


def test_a_second_hat_ends_with_its_post_while_the_person_stays():
    p = two_hats()
    on = leavers(p)
    base = reach.reach(p, AT)
    found = futures.weights(on.units, DAYS)
    away = futures.away(on, found.units, found.over, len(DAYS))
    gone = futures.carriers(base, on, away, len(DAYS))
    until = lifetimes.ties(base, gone, np.full(len(base.links), len(DAYS)), len(DAYS))
    tied = [tuple(base.bodies[i] for i in pair) for pair in base.ends]
    last = dict(zip(tied, until[0]))
    assert DAYS[last["Church", "Schools"]] == pd.Timestamp("2027-07-01")
    assert last["Church", "Library"] == len(DAYS)


def test_a_last_day_in_people_keeps_somebody_whose_posts_are_over():
    p = partnership(
        people=[{"person": "A", "end": "2029-03-31"}],
        offices=[{"office": "Head", "organization": "One"}],
        terms=[{"person": "A", "office": "Head", "organization": "One", "end": "2027-06-30",
                "can_stay": "no"}],
    )  # fmt: skip
    on = leavers(p)
    found = futures.weights(on.units, DAYS)
    away = futures.away(on, found.units, found.over, len(DAYS))
    assert DAYS[away.people[0, 0]] == pd.Timestamp("2029-04-01")
    assert DAYS[away.posts[0, 0]] == pd.Timestamp("2027-07-01")


def test_a_later_post_keeps_somebody_whose_present_one_is_over():
    rows = [{"person": "A", "office": "Deputy", "organization": "One", "end": "2026-12-31",
             "can_stay": "no"},
            {"person": "A", "office": "Head", "organization": "One", "start": "2027-01-01",
             "end": "2028-12-31", "can_stay": "no"}]  # fmt: skip
    offices = [{"office": x, "organization": "One"} for x in ("Deputy", "Head")]
    p = partnership(people=[{"person": "A"}], offices=offices, terms=rows)
    on = leavers(p)
    found = futures.weights(on.units, DAYS)
    away = futures.away(on, found.units, found.over, len(DAYS))
    assert DAYS[away.people[0, 0]] == pd.Timestamp("2029-01-01")
    rows[1]["end"] = ""
    p = partnership(people=[{"person": "A"}], offices=offices, terms=rows)
    on = leavers(p)
    assert on.unknown == ("A",)
    found = futures.weights(on.units, DAYS)
    assert futures.away(on, found.units, found.over, len(DAYS)).people[0, 0] == len(DAYS)


# --- until when, against what is worked out for each day ------------------------------------------


def random_network(seed, bodies=14, people=22, n_ties=26):
    """Give a partnership of people in bodies with ties between people, some of them written."""
    rng = random.Random(seed)
    orgs = [f"O{i:02}" for i in range(bodies)]
    home = {f"P{i:02}": rng.choice(orgs) for i in range(people)}
    pairs = [rng.sample(sorted(home), 2) for _ in range(n_ties)]
    rows = [{"source": a, "target": b, "form": rng.choice(["verbal", "verbal", "mou"])}
            for a, b in pairs]  # fmt: skip
    return partnership(
        people=[{"person": name, "organization": org} for name, org in home.items()],
        organizations=[{"organization": org} for org in orgs],
        ties=rows,
    )


@pytest.mark.parametrize("steps", [1, 2, 3, 4])
@pytest.mark.parametrize("seed", range(4))
def test_all_days_at_once_are_what_each_day_is_by_itself(seed, steps):
    rng = np.random.default_rng(seed)
    count = rng.integers(0, 4, 14).astype(float) if seed % 2 else None
    base = reach.reach(random_network(seed), AT, steps=steps, count=count)
    never, rows = 5, 8
    carriers = rng.integers(1, 2 * never, (rows, len(base.carriers))).clip(max=never)
    carriers = carriers.astype(np.uint8)
    carriers[:, 0] = never
    ended = rng.integers(1, 3 * never, len(base.links)).clip(max=never)
    until = lifetimes.ties(base, carriers, ended, never)
    within = lifetimes.within(base, until, never)
    whole = lifetimes.whole(base, until, never)
    for d in range(never):
        (alive,) = reach.alive(base, carriers <= d, (ended <= d)[None])
        assert (alive == (until > d)).all()
        lost = reach.lost(base, alive).others
        kept = [near(base, np.ones(len(base.ends), dtype=bool)) - x for x in lost]
        assert within[:, d] == pytest.approx(kept)
        assert whole.connected[:, d] == pytest.approx(reach.connected(base, alive))
        assert whole.cut_off[:, d].tolist() == [len(reach.cut_off(base, x)) for x in alive]


def near(base, alive):
    """Weigh the pairs within the steps of the reach, by their distances."""
    far = reach.distances(base, alive)
    weight = np.triu(np.outer(base.count, base.count), 1)
    return float(weight[(far > 0) & (far <= base.steps)].sum())


def test_nobody_tied_has_nothing_to_lose():
    base = reach.reach(partnership(people=[{"person": "A"}, {"person": "B"}]), AT)
    carriers = np.full((3, len(base.carriers)), 2, dtype=np.uint8)
    until = lifetimes.ties(base, carriers, np.zeros(0, dtype=np.int64), 2)
    assert until.shape == (3, 0)
    assert lifetimes.within(base, until, 2).tolist() == [[0, 0]] * 3
    assert lifetimes.whole(base, until, 2).connected.tolist() == [[0, 0]] * 3
    assert lifetimes.whole(base, until, 2).cut_off.tolist() == [[0, 0]] * 3


def test_what_is_held_is_summed_by_its_worth():
    until = np.array([[1, 2, 3], [0, 3, 3]], dtype=np.uint8)
    worth = np.array([10.0, 5.0, 0.5])
    assert lifetimes.held(until, worth, 3).tolist() == [[15.5, 5.5, 0.5], [5.5, 5.5, 5.5]]
