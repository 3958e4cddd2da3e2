"""What the calendar holds: months, bands, cliffs, drivers, events, and what it cannot say."""

import csv
import io
import itertools
import json
import random
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pandas as pd
import pytest

import civicnet as cn
from civicnet import (
    ArgumentError,
    LimitError,
    bodies,
    chances,
    futures,
    reach,
    stakes,
    standing,
)  # fmt: skip
from civicnet.cli import main
from civicnet.questions.forecast import keeping
from civicnet.questions.forecast.chart import chart
from civicnet.questions.ground import ground
from tests.build import partnership, ties
from tests.test_futures import leavers, person, toy_city, two_hats
from tests.test_questions_brokers import FORBIDDEN

AT, UNTIL = "2026-11-15", "2028-12-31"


@pytest.fixture(scope="module")
def riverbend():
    return cn.load_example("riverbend")


@pytest.fixture(scope="module")
def found(riverbend):
    return cn.forecast(riverbend, UNTIL, at=AT, scenarios=2_000)


def value(answer, measure="pairs_within", line="expected", month=None, column="value"):
    """Look up a value of a month, the last unless said."""
    rows = answer.monthly
    rows = rows[(rows["measure"] == measure) & (rows["line"] == line)]
    if month is None:
        return rows[column].iat[-1]
    return rows.loc[rows["month"] == pd.Timestamp(month), column].item()


def course(answer, measure="pairs_within", line="expected"):
    rows = answer.monthly
    return rows.loc[(rows["measure"] == measure) & (rows["line"] == line), "value"].to_numpy()


# --- values worked out beforehand ----------------------------------------------------------------


def test_the_toy_has_its_published_expectations():
    answer = cn.forecast(toy_city(), "2027-12-31", at=AT)
    assert value(answer, "pairs_connected") / 36 == pytest.approx(0.702361, abs=1e-6)
    written = cn.forecast(toy_city("B-S", "F-B"), "2027-12-31", at=AT)
    assert value(written, "pairs_connected") / 36 == pytest.approx(0.839056, abs=1e-6)


def test_in_the_toy_nothing_goes_before_the_day_after_the_terms_end():
    answer = cn.forecast(toy_city(), "2027-07-31", at=AT)
    assert value(answer, "pairs_connected", month="2027-05-31") == 36
    assert value(answer, "pairs_connected", month="2027-06-30") < 36


def three():
    """Give a mayor with two aides, tied to four partners, one of them by agreement."""
    who = [
        person("Marsh", "City", "Mayor", end="2028-01-01", **{"can stay": "0.25"}),
        person("Achebe", "City", "Chief", **{"serves with": "Mayor, City"}),
        person("Voss", "Schools"), person("Reece", "YMCA"), person("Feld", "Fund"),
    ]  # fmt: skip
    rows = ties(("Marsh", "Voss"), ("Marsh", "Reece"), ("Achebe", "Feld"), form="verbal")
    rows += ties(("Marsh", "Voss"), form="mou")
    assets = [
        {"asset": "Convening", "kind": "convening", "holder": "Marsh"},
        {"asset": "Convening too", "kind": "convening", "holder": "YMCA"},
        {"asset": "Championing", "kind": "championing", "holder": "Marsh"},
        {"asset": "Records", "kind": "data", "holder": "Schools", "gatekeeper": "Mayor, City",
         "form": "contract"},
        {"asset": "Grades", "kind": "data", "holder": "Schools"},
        {"asset": "Grant", "kind": "funding", "holder": "Fund", "amount": "40000", "unit": "USD",
         "per": "year", "form": "contract", "end": "2027-06-30"},
        {"asset": "City line", "kind": "funding", "holder": "City", "gatekeeper": "Mayor, City",
         "amount": "60000", "unit": "USD", "per": "year"},
    ]  # fmt: skip
    seats = [
        {"table": "Council", "actor": "Marsh", "engagement": "decides"},
        {"table": "Council", "actor": "Voss", "on_behalf_of": "Schools", "engagement": "decides"},
        {"table": "Council", "actor": "Reece", "engagement": "consulted"},
    ]
    organizations = [{"organization": "Council", "kind": "table"}]
    return partnership(who=who, ties=rows, assets=assets, seats=seats, organizations=organizations)


def test_every_measure_of_a_small_city_by_hand():
    answer = cn.forecast(three(), "2028-06-30", at=AT)
    # Bodies: City, Schools, YMCA, Fund, Council. Links: City-Schools, City-YMCA, City-Fund (the
    # aide's), City-Council (the mayor's seat), Schools-Council (the schools'), YMCA-Council.
    today = {"pairs_within": 10, "pairs_connected": 10, "bodies_cut_off": 0, "functions": 2,
             "doors": 2, "money": 100_000, "decision_seats": 2}  # fmt: skip
    # Without the mayor and the aide: City-Schools by agreement, Schools-Council, YMCA-Council.
    gone = {"pairs_within": 5, "pairs_connected": 6, "bodies_cut_off": 1, "functions": 1,
            "doors": 1, "money": 0, "decision_seats": 1}  # fmt: skip
    stays = {**today, "money": 60_000}
    for measure, now in today.items():
        assert value(answer, measure, month=AT) == now
        assert value(answer, measure, "stress") == gone[measure], measure
        assert value(answer, measure) == pytest.approx(
            0.25 * stays[measure] + 0.75 * gone[measure]
        ), measure
        low, high = sorted((gone[measure], stays[measure]))
        assert (value(answer, measure, column="low"), value(answer, measure, column="high")) == (
            low, high,
        )  # fmt: skip
    assert value(answer, "money", month="2027-05-31") == 100_000
    assert value(answer, "money", month="2027-06-30") == 60_000


def test_the_cliffs_and_drivers_of_a_small_city_by_hand():
    answer = cn.forecast(three(), "2028-06-30", at=AT)
    pairs = answer.cliffs[answer.cliffs["measure"] == "pairs_within"].set_index("line")
    assert pairs["month"].unique().tolist() == [pd.Timestamp("2028-01-31")]
    assert pairs["drop"].to_dict() == {"stress": 5, "expected": 3.75}
    # The mayor takes the aide along; the aide alone takes the fund.
    assert pairs.loc["stress", "causes"] == ("Marsh", "Achebe")
    drivers = answer.drivers.set_index("actor")["loss_avoided_if_stays"]
    # With the aide staying, City-Fund stays: within two of Schools too.
    assert drivers.to_dict() == pytest.approx({"Marsh": 3.75, "Achebe": 0.75 * 2})
    money = answer.cliffs[answer.cliffs["measure"] == "money"].set_index(["line", "month"])
    assert money.loc[("stress", pd.Timestamp("2027-06-30")), "causes"] == ("Grant",)
    assert money.loc[("stress", pd.Timestamp("2028-01-31")), "causes"] == ("Marsh",)


def test_the_sentences_of_a_small_city():
    said = str(cn.forecast(three(), "2028-06-30", at=AT))
    assert said.startswith("If nothing is done: 15 November 2026 to 30 June 2028")
    assert "5 of today's 10 pairs within two steps are left on 30 June 2028" in said
    assert "Then 1 of 2 functions, 1 of 2 data doors and 1 of 2 deciding seats are still" in said
    assert "held; Fund is cut off." in said
    assert "January 2028 is a cliff: 5 pairs go with Marsh and Achebe." in said
    assert "In one day $40,000 of $100,000 a year in grants ends (30 June 2027); $0 is left" in said
    assert "No risk is known of 3 of 5 people: they are taken to stay" in said


def test_a_second_hat_ends_with_its_post_in_every_line():
    answer = cn.forecast(two_hats(), "2027-12-31", at=AT)
    for line in ("stress", "expected"):
        assert value(answer, "pairs_within", line, month="2027-05-31") == 3
        assert value(answer, "pairs_within", line) == 1


# --- against every subset of officials, worked out one by one -------------------------------------


def random_city(seed):
    """Give a small partnership with officials, staff, agreements that end, assets and seats."""
    rng = random.Random(seed)
    orgs = [f"O{i}" for i in range(7)]
    tables = [{"organization": "Table", "kind": "table"}]
    who, names = [], []
    for i in range(11):
        name, body = f"N{i:02}", orgs[i % 7]
        row = person(name, body, f"Post {i}")
        if i < 4:
            row |= {"start": "2020", "end": f"202{rng.choice([7, 8])}-0{rng.randint(1, 9)}-15"}
            row["can stay"] = rng.choice(["no", "0.3", "0.8", "yes"])
        elif i < 7:
            row["serves with"] = f"Post {rng.randint(0, 3)}, {orgs[rng.randint(0, 3)]}"
        who.append(row)
        names.append(name)
    posts = {row["post"]: row["organization"] for row in who}
    for row in who:
        if "serves with" in row:
            post = row["serves with"].split(",")[0]
            row["serves with"] = f"{post}, {posts[post]}"
    rows = []
    for _ in range(16):
        one, two = rng.sample(names, 2)
        rows.append({"source": one, "target": two, "form": rng.choice(["verbal", "verbal", "mou"]),
                     "end": rng.choice(["", "", "2027-09-30", "2028-03-31"])})  # fmt: skip
    seats = [{"table": "Table", "actor": name, "engagement": rng.choice(["decides", "advises"]),
              "on_behalf_of": rng.choice(["", who[int(name[1:])]["organization"]]),
              "end": rng.choice(["", "2027-12-31"])} for name in names[:6]]  # fmt: skip
    kinds = ["funding", "data", "convening", "facilitate"]
    assets = [{"asset": f"A{i}", "kind": kinds[i % 4], "holder": rng.choice([*names, *orgs]),
               "gatekeeper": rng.choice(["", *names[:4], f"Post 1, {posts['Post 1']}"]),
               "form": rng.choice(["", "contract"]), "amount": "100", "per": "year",
               "end": rng.choice(["", "2028-01-31"])} for i in range(10)]  # fmt: skip
    rates = [{"office": f"Post {i}", "organization": posts[f"Post {i}"],
              "annual_departure": rng.choice(["", "0.2"])} for i in (0, 1, 7, 8)]  # fmt: skip
    return partnership(who=who, ties=rows, seats=seats, assets=assets, organizations=tables,
                       offices=rates)  # fmt: skip


def one_by_one(p, day):
    """Give the expected value and the outcomes of every measure on a day, set by set."""
    now = standing.standing(p, AT)
    base = reach.reach(p, AT)
    outlooks = [x for x in chances.outlooks(p, now, day) if x.known]
    gone = [chances.gone_by(x, [day], pd.Timestamp(AT), unknown=1.0)[0] for x in outlooks]
    assets = stakes.stakes(p, now)
    links = bodies.links(p, AT)
    outcomes = []
    for leaves in itertools.product([False, True], repeat=len(outlooks)):
        chance = np.prod([c if x else 1 - c for c, x in zip(gone, leaves)])
        people = standing.leaving_with(now, [o.person for o, x in zip(outlooks, leaves) if x])
        ended = (base.links["until"] < day).to_numpy(dtype=bool)
        (rows,) = reach.alive(base, reach.gone(base, [people]), ended[None])
        far = reach.distances(base, rows[0])
        near = np.triu((far > 0) & (far <= 2), 1) * np.outer(base.count, base.count)
        fates = [
            "goes" if until < day else fate
            for fate, until in zip(stakes.fates(assets, people), assets["until"])
        ]
        there = np.array([fate != "goes" for fate in fates])
        open_ = np.array([fate == "stays" for fate in fates])
        seats = sum(
            p.seats["engagement"].iat[row] == "decides"
            and not p.seats["end"].iat[row] < day
            and (not sitting or not set(sitting) <= set(people))
            for what, row, sitting in zip(links["what"], links["row"], links["source_people"])
            if what == "seat"
        )
        outcomes.append((chance, {
            "pairs_within": near.sum(),
            "pairs_connected": reach.connected(base, rows)[0],
            "bodies_cut_off": len(reach.cut_off(base, rows[0])),
            "functions": assets.loc[there & assets["function"], "kind"].nunique(),
            "doors": (open_ & assets["door"]).sum(),
            "money": assets.loc[there & (assets["kind"] == "funding"), "yearly"].sum(),
            "decision_seats": seats,
        }))  # fmt: skip
    return outcomes


@pytest.mark.parametrize("seed", range(4))
def test_expectations_and_bands_are_those_of_all_subsets(seed):
    p = random_city(seed)
    answer = cn.forecast(p, "2028-06-30", at=AT, within=2)
    for month in ("2027-12-31", "2028-06-30"):
        outcomes = one_by_one(p, pd.Timestamp(month) + pd.Timedelta(days=1))
        assert sum(chance for chance, _ in outcomes) == pytest.approx(1)
        for measure in answer.monthly["measure"].unique():
            mean = sum(chance * each[measure] for chance, each in outcomes)
            assert value(answer, measure, month=month) == pytest.approx(mean), (measure, month)
            for column, share in (("low", 0.1), ("high", 0.9)):
                ranked = sorted((each[measure], chance) for chance, each in outcomes)
                sums = np.cumsum([chance for _, chance in ranked])
                expected = ranked[int(np.searchsorted(sums, share - 1e-9))][0]
                assert value(answer, measure, month=month, column=column) == expected


@pytest.mark.parametrize("seed", range(4))
def test_drivers_are_what_is_left_more_where_somebody_stays(seed):
    p = random_city(seed)
    answer = cn.forecast(p, "2028-06-30", at=AT, within=2)
    day = pd.Timestamp("2028-07-01")
    now, base = standing.standing(p, AT), reach.reach(p, AT)
    outlooks = [x for x in chances.outlooks(p, now, day) if x.known]
    gone = [chances.gone_by(x, [day], pd.Timestamp(AT), unknown=1.0)[0] for x in outlooks]
    ended = (base.links["until"] < day).to_numpy(dtype=bool)
    # Only those who lead nobody: what a leader's staying means for staff is tested apart.
    leaders = {
        x for office in now.posts.offices.values() for x in now.holders.get(office.serves_with, ())
    }
    told = answer.drivers.set_index("actor")["loss_avoided_if_stays"]
    for i, who in enumerate(outlooks):
        if who.person in leaders or not gone[i]:
            continue
        total = 0.0
        for leaves in itertools.product([False, True], repeat=len(outlooks)):
            chance = np.prod([c if x else 1 - c for c, x in zip(gone, leaves)])
            names = [o.person for o, x in zip(outlooks, leaves) if x]
            sets = [set(standing.leaving_with(now, names))]
            sets.append(sets[0] - {who.person})
            (rows,) = reach.alive(base, reach.gone(base, sets), ended[None])
            lost = reach.lost(base, rows).others
            total += chance * (lost[0] - lost[1])
        # Who carries nothing makes no difference, and is not listed.
        assert told.get(who.person, 0.0) == pytest.approx(total)


# --- drawn futures -------------------------------------------------------------------------------


def twelve():
    """Give fourteen partners in a ring with chords; twelve heads may leave."""
    who = [person(f"P{i:02}", f"O{i:02}") for i in range(14)]
    for i, row in enumerate(who[:12]):
        row |= {"end": "2027-12-31", "can stay": f"0.{1 + i % 8}"}
    offices = [{"office": "Head", "organization": f"O{i:02}", "annual_departure": "0.2"}
               for i in range(12)]  # fmt: skip
    steps = [(i, (i + step) % 14) for i in range(14) for step in ((1, 5) if i % 2 else (1,))]
    pairs = [(f"P{i:02}", f"P{j:02}") for i, j in steps]
    return partnership(who=who, offices=offices, ties=ties(*pairs, form="verbal"))


def test_drawn_means_are_within_three_standard_errors_of_the_exact_ones():
    p = twelve()
    on = leavers(p)
    days = (pd.Timestamp(AT), pd.Timestamp("2028-07-01"))
    kept = keeping.keeping(ground(p, AT), on, days)
    units = kept.on.units
    exact = futures.weights(units, days)
    assert exact.exact
    assert len(exact) == 2**12
    mean = (
        exact.weights[1] @ keeping.values(kept, units, exact.over, only=("pairs_within",))[:, 1, 0]
    )
    near = 0
    for seed in range(100):
        drawn = futures.weights(units, days, scenarios=400, seed=seed, most=0)
        left = keeping.values(kept, units, drawn.over, only=("pairs_within",))[:, 1, 0]
        near += abs(left.mean() - mean) <= 3 * left.std(ddof=1) / np.sqrt(len(left))
    assert near >= 99


def test_the_standard_error_of_drawing_is_told_apart_from_the_band(found):
    (said,) = [note for note in found.notes if "futures drawn with seed" in note]
    assert "2,000 futures drawn with seed 0" in said
    assert "standard error of" in said


def test_the_same_seed_draws_the_same_and_another_one_does_not(riverbend, found):
    again = cn.forecast(riverbend, UNTIL, at=AT, scenarios=2_000)
    pd.testing.assert_frame_equal(again.monthly, found.monthly)
    pd.testing.assert_frame_equal(again.drivers, found.drivers)
    other = cn.forecast(riverbend, UNTIL, at=AT, scenarios=2_000, seed=1)
    assert (other.monthly["value"] != found.monthly["value"]).any()
    assert value(other) == pytest.approx(value(found), abs=5)


def test_an_executor_changes_nothing(riverbend, found):
    with ThreadPoolExecutor(3) as pool:
        shared = cn.forecast(riverbend, UNTIL, at=AT, scenarios=2_000, executor=pool)
    pd.testing.assert_frame_equal(shared.monthly, found.monthly)
    pd.testing.assert_frame_equal(shared.drivers, found.drivers)
    assert shared.summary == found.summary


# --- laws ----------------------------------------------------------------------------------------


def without_rates(seed):
    """Give a random city without any yearly rate, and with ends nobody knows more about."""
    p = random_city(seed)
    offices = p.offices.assign(annual_departure=np.nan)
    terms = p.terms.assign(can_stay=None)
    return cn.Partnership.from_frames(
        people=p.people, organizations=p.organizations, offices=offices, terms=terms, ties=p.ties,
        seats=p.seats, assets=p.assets,
    )  # fmt: skip


@pytest.mark.parametrize("seed", range(3))
def test_stress_loses_at_least_as_much_as_any_chance_of_staying(seed):
    p = without_rates(seed)
    for can_stay in (0.0, 0.5, 1.0):
        answer = cn.forecast(p, "2028-12-31", at=AT, can_stay=can_stay)
        for measure in ("pairs_within", "pairs_connected", "functions", "doors", "money"):
            stress, expected = (course(answer, measure, x) for x in ("stress", "expected"))
            assert (stress <= expected + 1e-9).all(), measure
    # Where nobody can stay the two are one.
    nobody = cn.forecast(p, "2028-12-31", at=AT, can_stay=0.0)
    assert course(nobody) == pytest.approx(course(nobody, line="stress"))


@pytest.mark.parametrize("seed", range(3))
def test_more_staying_never_loses_more(seed):
    p = without_rates(seed)
    courses = [course(cn.forecast(p, "2028-12-31", at=AT, can_stay=x)) for x in (0, 0.4, 1)]
    for less, more in itertools.pairwise(courses):
        assert (less <= more + 1e-9).all()


def test_nothing_ever_comes_back(found):
    for line in found.monthly["line"].unique():
        for measure in found.monthly["measure"].unique():
            steps = np.diff(course(found, measure, line))
            assert ((steps >= -1e-9) if measure == "bodies_cut_off" else (steps <= 1e-9)).all()


def test_a_band_is_around_the_outcomes_and_none_around_what_is_certain(found):
    rows = found.monthly
    assert (rows["low"] <= rows["high"]).all()
    stress = rows[rows["line"] == "stress"]
    assert (stress["low"] == stress["value"]).all()
    assert (stress["high"] == stress["value"]).all()
    first = rows[rows["month"] == pd.Timestamp(AT)]
    assert (first["low"] == first["high"]).all()


# --- unknown staying, unknown risk ---------------------------------------------------------------


def test_where_nobody_knows_about_staying_there_are_two_lines(found):
    assert found.monthly["line"].unique().tolist() == ["stress", "expected", "expected-leaves"]
    assert any("Marguerite Voss" in note and "they stay" in note for note in found.notes)
    assert value(found, line="expected-leaves") < value(found)


def test_a_chance_of_staying_that_is_given_makes_one_line_of_two(riverbend):
    answer = cn.forecast(riverbend, "2027-12-31", at=AT, can_stay=0.5, scenarios=200)
    assert answer.monthly["line"].unique().tolist() == ["stress", "expected"]
    assert any("chance 0.5, as asked" in note for note in answer.notes)


def test_how_many_have_no_known_risk_is_always_said(riverbend, found):
    assert any("No risk is known of 28 of 62 people" in x for x in found.summary)
    answer = cn.forecast(riverbend, "2027-06-30", at=AT, others=0.15, scenarios=200)
    assert any("No risk is known of 28 of 62 people; were they" in x for x in answer.summary)
    assert value(answer, line="no-rate") < value(answer)


def test_the_rate_of_others_alone_makes_a_forecast_of_people_without_terms():
    p = partnership(who=[person("A", "One"), person("B", "Two")], ties=ties(("A", "B")))
    answer = cn.forecast(p, "2027-11-14", at=AT, others=0.2, count="bodies")
    assert value(answer, line="no-rate") == pytest.approx(0.8 ** (2 * 365 / 365.25))
    assert value(answer, line="expected") == 1
    assert any("Cannot say who leaves: needs" in x for x in answer.summary)


def test_drivers_of_unknown_staying_are_told_as_if_they_left(found):
    voss = found.drivers.set_index("actor").loc["Marguerite Voss"]
    assert voss["probability"] == 1.0
    assert voss["loss_avoided_if_stays"] > 10


def test_every_chance_is_told_with_its_source(found):
    rows = found.chances.set_index(["actor", "office"])
    marsh = rows.loc[("Eleanor Marsh", "Mayor, Mayor's Office")]
    assert (marsh["ends"], marsh["stays"]) == (("2028-01-01",), (0.0,))
    assert marsh["probability"] == 1
    assert rows.loc[("Simone Baptiste", "Executive Director, Riverbend Promise"), "annual"] == 0.22
    assert (rows["source"] != "").all()
    assert (rows["source"] == "no known risk").sum() == 28


# --- events --------------------------------------------------------------------------------------


def event(answer, actor, day):
    rows = answer.events
    return rows[(rows["actor"] == actor) & (rows["date"] == pd.Timestamp(day))]


def test_terms_agreements_seats_and_grants_that_end_are_events(found):
    marsh = event(found, "Eleanor Marsh", "2028-01-01").iloc[0]
    assert (marsh["what"], marsh["probability"]) == ("end of term as Mayor, Mayor's Office", 1)
    achebe = event(found, "Desmond Achebe", "2028-01-01").iloc[0]
    assert achebe["what"] == "goes with Eleanor Marsh as Chief of Staff, Mayor's Office"
    voss = event(found, "Marguerite Voss", "2027-06-30").iloc[0]
    assert np.isnan(voss["probability"])
    assert voss["source"] == "term's end: not said whether they can stay"
    compact = event(found, "Kindergarten Readiness Compact", "2027-06-30")
    assert len(compact) == 1
    grants = event(found, "Halvorsen Family Foundation", "2027-06-30")["what"]
    assert "Backbone operating grant ends, $412,500 a year" in set(grants)
    seat = event(found, "Susan Holloway", "2026-12-14")["what"]
    assert "deciding seat at Cradle to Career Council ends" in set(seat)
    assert found.events["date"].is_monotonic_increasing


def test_what_begins_later_is_named_and_adds_nothing(found):
    begins = event(found, "Owen Gallagher", "2027-01-11").iloc[0]
    assert begins["what"] == "begins as Library Director, Riverbend Public Library"
    assert np.isnan(begins["probability"])
    assert "not added" in begins["source"]
    rows = ties(("A", "B"), form="mou", end="2027-03-31")
    rows += ties(("A", "B"), form="mou", start="2027-04-01")
    p = partnership(organizations=[{"organization": x} for x in "AB"], ties=rows)
    answer = cn.forecast(p, "2027-12-31", at=AT)
    assert course(answer, line="stress")[[0, -1]].tolist() == [1, 0]
    assert "not added to the lines" in set(answer.events["source"].str.split("; ").str[-1])


def test_an_agreement_that_ends_on_the_day_asked_about_is_gone_in_the_first_month():
    p = partnership(organizations=[{"organization": x} for x in "AB"],
                    ties=ties(("A", "B"), form="mou", end=AT))  # fmt: skip
    answer = cn.forecast(p, "2027-01-31", at=AT)
    assert course(answer, line="stress").tolist() == [1, 0, 0, 0]
    assert answer.cliffs["causes"].iat[0] == ("the MOU of A and B",)


def test_what_a_host_could_close_is_told_and_in_no_line(found):
    assert any("Mayor's Office hosts Riverbend Promise without an agreement" in x
               for x in found.notes)  # fmt: skip


def test_results_that_outlive_their_money_or_their_owner_are_told(found):
    due = found.promises.set_index("outcome")
    assert due.loc["Third-grade reading", "money_until"] == pd.Timestamp("2027-06-30")
    assert due.loc["Third-grade reading", "outlives"] == ("money",)
    # No funding is for it alone, and what serves all has no end.
    assert due.loc["High school graduation", "outlives"] == ()
    assert any("7 the money for them (promises)" in note for note in found.notes)
    p = partnership(
        who=[person("Marsh", "City", "Mayor", end="2028-01-01", **{"can stay": "no"})],
        outcomes=[{"outcome": "Reading", "end": "2030-12-31", "owner": "Mayor, City"}],
    )
    alone = cn.forecast(p, UNTIL, at=AT).promises.iloc[0]
    assert (alone["owner_until"], alone["outlives"]) == (pd.Timestamp("2028-01-01"), ("owner",))


# --- months --------------------------------------------------------------------------------------


def test_months_are_told_by_their_last_day(riverbend):
    answer = cn.forecast(riverbend, "2027-02-10", at=AT, scenarios=50)
    months = answer.monthly["month"].drop_duplicates().dt.strftime("%Y-%m-%d").tolist()
    assert months == ["2026-11-15", "2026-11-30", "2026-12-31", "2027-01-31", "2027-02-10"]
    again = cn.forecast(riverbend, "2026-12", at="2026-11-30", scenarios=50)
    months = again.monthly["month"].drop_duplicates().dt.strftime("%Y-%m-%d").tolist()
    assert months == ["2026-11-30", "2026-12-31"]


@pytest.mark.parametrize("until", [None, "soon", AT, "2026-01-01", pd.NaT])
def test_a_day_that_is_not_ahead_is_refused(riverbend, until):
    with pytest.raises(ArgumentError, match="until"):
        cn.forecast(riverbend, until, at=AT)


def test_twenty_years_are_the_limit(riverbend):
    with pytest.raises(LimitError, match="20 years"):
        cn.forecast(riverbend, "2047-01-01", at=AT)


@pytest.mark.parametrize("wrong", [{"can_stay": 1.2}, {"others": -0.1}, {"scenarios": 0}])
def test_a_chance_that_is_none_is_refused(riverbend, wrong):
    with pytest.raises(ArgumentError):
        cn.forecast(riverbend, UNTIL, at=AT, **wrong)


# --- where it cannot say -------------------------------------------------------------------------


@pytest.mark.parametrize(
    "p",
    [
        partnership(who=[person("A", "One"), person("B", "Two")], ties=ties(("A", "B"))),
        partnership(organizations=[{"organization": "One"}]),
        partnership(people=[{"person": "A", "start": "2030"}]),
    ],
    ids=["no terms", "one organization", "nobody there"],
)
def test_without_any_date_it_cannot_say_and_says_what_it_needs(p):
    answer = cn.forecast(p, UNTIL, at=AT)
    assert answer.summary[0].startswith("Cannot say what the calendar holds: needs ")
    assert max(len(sentence.split()) for sentence in answer.summary) <= 25
    full = cn.forecast(three(), UNTIL, at=AT)
    for name in ("monthly", "events", "drivers", "cliffs"):
        empty, filled = getattr(answer, name), getattr(full, name)
        assert len(empty) == 0
        assert empty.dtypes.to_dict() == filled.dtypes.to_dict(), name
    assert chart(answer) == ""


def test_one_person_alone_has_no_pairs_but_a_term():
    p = partnership(who=[person("A", "One", end="2027-06-30")])
    answer = cn.forecast(p, UNTIL, at=AT)
    assert any("Cannot say what stays within reach" in x for x in answer.summary)
    assert len(answer.events) == 1


def test_measures_without_data_are_left_out_and_said_to_be():
    answer = cn.forecast(toy_city(), UNTIL, at=AT)
    assert set(answer.monthly["measure"]) == {"pairs_within", "pairs_connected", "bodies_cut_off"}
    assert any("money: cannot say, needs assets of the kind funding" in x for x in answer.notes)


# --- sentences, the terminal ---------------------------------------------------------------------


def test_the_summary_is_short_and_plain(found):
    assert len(found.summary) <= 7
    for sentence in found.summary:
        assert len(sentence.split()) <= 25
        assert not FORBIDDEN.search(sentence)
    assert found.title == "If nothing is done: 15 November 2026 to 31 December 2028"


def test_the_answer_is_plain_values_as_well(found):
    told = json.loads(json.dumps(found.to_dict(), allow_nan=False))
    assert list(told["tables"]) == [
        "monthly", "events", "drivers", "cliffs", "chances", "promises",
    ]  # fmt: skip
    assert told["tables"]["monthly"][0]["month"] == "2026-11-15"
    assert told["tables"]["promises"][0]["owner_until"] is None
    assert told["tables"]["cliffs"][0]["causes"][0] == "Eleanor Marsh"


def test_the_story_of_riverbend_is_told(found):
    said = str(found)
    assert "585 of today's 987 pairs within two steps are left on 31 December 2028." in said
    assert "January 2028 is a cliff" in said
    assert "Eleanor Marsh" in said
    assert "In two days $893,800 of $1,612,100 a year in grants ends (30 June 2027 and 31" in said
    assert found.drivers["actor"].iat[0] == "Eleanor Marsh"


def test_the_chart_shows_the_months_that_change(found):
    lines = chart(found, 90).splitlines()
    assert max(map(len, lines)) <= 90
    assert next(line for line in lines if line.startswith("Jan 2028")).split()[2] == "606"
    assert lines[2].split()[:4] == ["15", "Nov", "2026", "987"]
    assert any(line.startswith("funding a year") for line in lines)


def run(arguments, capsys):
    with pytest.raises(SystemExit) as left:
        main(arguments)
    out, err = capsys.readouterr()
    return left.value.code, out, err


COMMAND = ["forecast", "example:riverbend", "--at", AT, "--scenarios", "100"]


def test_the_command_prints_sentences_months_and_notes(capsys):
    code, out, _ = run([*COMMAND, "--until", "2028-06-30"], capsys)
    assert code == 0
    assert out.startswith("If nothing is done: 15 November 2026 to 30 June 2028\n")
    assert "Jan 2028" in out
    assert "--others 0.15 adds a line" in out
    assert "others=" not in out


def test_the_command_prints_every_month_as_csv_and_all_frames_as_json(capsys):
    code, out, _ = run([*COMMAND, "--until", "2027-01-31", "--format", "csv"], capsys)
    rows = list(csv.DictReader(io.StringIO(out)))
    assert code == 0
    assert list(rows[0]) == ["month", "line", "measure", "value", "low", "high"]
    assert (rows[0]["month"], rows[0]["value"]) == ("2026-11-15", "987")
    code, out, _ = run([*COMMAND, "--until", "2027-01-31", "--format", "json"], capsys)
    tables = json.loads(out)["tables"]
    assert list(tables) == ["monthly", "events", "drivers", "cliffs", "chances", "promises"]


def test_the_command_needs_a_day(capsys):
    code, _, err = run(COMMAND, capsys)
    assert code == 2
    assert "--until" in err


def test_workers_change_nothing(capsys):
    plain = run([*COMMAND, "--until", "2027-03-31", "--format", "csv"], capsys)
    shared = run([*COMMAND, "--until", "2027-03-31", "--format", "csv", "--workers", "2"], capsys)
    assert shared == plain


def test_workers_and_a_cluster_do_not_go_together(capsys):
    extra = ["--until", "2027-03-31", "--workers", "2", "--cluster", "tcp://127.0.0.1:1"]
    code, _, err = run([*COMMAND, *extra], capsys)
    assert code == 2
    assert "choose one" in err


# --- real data -----------------------------------------------------------------------------------


def mayors(shared):
    path = shared / "real" / "openstates_offices.csv"
    with path.open(encoding="utf-8", newline="") as stream:
        return [row for row in csv.DictReader(stream) if row["office"] == "mayor"]


def test_which_mayors_terms_end_by_a_day(shared):
    rows = mayors(shared)
    assert len(rows) == 609
    places = sorted({row["jurisdiction"] for row in rows})
    two = [x for x in places if sum(row["jurisdiction"] == x for row in rows) > 1]
    assert (len(places), len(two)) == (592, 16)
    terms = [{"person": f"{row['name']} ({row['person_id'][-8:]})", "office": "Mayor",
              "organization": row["jurisdiction"], "start": row["start_date"],
              "end": row["end_date"]} for row in rows]  # fmt: skip
    offices = [{"office": "Mayor", "organization": place} for place in places]
    people = [{"person": name} for name in sorted({row["person"] for row in terms})]
    organizations = [{"organization": place} for place in places]
    p = partnership(people=people, organizations=organizations, offices=offices, terms=terms)
    answer = cn.forecast(p, "2026-12-31", at="2025-06-01")
    told = {
        (actor, day)
        for actor, day, what in zip(*(answer.events[c] for c in ("actor", "date", "what")))
        if what.startswith("end of term")
    }
    # By hand: everybody there on the day whose own last day comes by then; of two in one place the
    # second, without a first day, begins when the other's term ends.
    expected = set()
    for row in terms:
        rivals = [x for x in terms if x["organization"] == row["organization"] and x is not row]
        before = [x["end"] for x in rivals if x["end"] < row["end"]]
        start = row["start"] or max(before, default="")
        if start <= "2025-06-01" <= row["end"] <= "2026-12-31":
            expected.add((row["person"], pd.Timestamp(row["end"])))
    assert told == expected
    assert len(expected) == 93
