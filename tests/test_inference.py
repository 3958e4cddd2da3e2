"""Permutations and bootstraps: against full enumeration, by seed, and whoever does the work."""

import itertools
import math
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from civicnet.errors import ArgumentError
from civicnet.inference import bootstrap, permutation, simulate

PAY = np.array([3.0, 1.0, 4.0, 1.5, 9.0, 2.5])
HERE = np.array([True, True, True, False, False, False])


def gap(labels):
    return PAY[labels].mean() - PAY[~labels].mean()


def both_means(labels):
    return np.array([PAY[labels].mean(), PAY[~labels].mean()])


def mean_pay(rows):
    return PAY[rows].mean()


def first_number(random):
    return random.random()


def test_a_permutation_gives_what_all_permutations_together_give():
    found = permutation(gap, HERE, draws=4000, seed=1)
    every = np.array([gap(np.array(labels)) for labels in itertools.permutations(HERE)])
    assert found.estimate == pytest.approx(gap(HERE))
    assert found.expected == pytest.approx(every.mean(), abs=0.1)
    assert found.sd == pytest.approx(every.std(), rel=0.05)
    assert found.z == pytest.approx((gap(HERE) - found.expected) / found.sd)
    slack = 1e-9
    assert found.p_low == pytest.approx((every <= gap(HERE) + slack).mean(), abs=0.03)
    assert found.p_high == pytest.approx((every >= gap(HERE) - slack).mean(), abs=0.03)
    assert found.p == min(1, 2 * min(found.p_low, found.p_high))
    assert found.low <= np.quantile(every, 0.05)
    assert found.high >= np.quantile(every, 0.95)
    assert (found.draws, found.level, found.undefined) == (4000, 0.95, 0)


def test_what_is_observed_counts_as_one_more_draw():
    # The largest of all differences: no draw can beat it, and p is still above 0.
    labels = np.isin(PAY, [3.0, 4.0, 9.0])
    found = permutation(gap, labels, draws=19, seed=4)
    drawn = [gap(np.random.default_rng([4, i]).permutation(labels)) for i in range(19)]
    as_high = sum(each >= gap(labels) - 1e-9 for each in drawn)
    assert found.p_high == (1 + as_high) / 20
    assert found.p_low == 1


def test_a_statistic_of_several_numbers_is_tested_at_once():
    several = permutation(both_means, HERE, draws=50)
    assert several.estimate.shape == several.p.shape == (2,)
    assert several.expected.tolist() == pytest.approx(np.mean(simulated_means(50), axis=0).tolist())


def simulated_means(draws):
    return [both_means(np.random.default_rng([0, i]).permutation(HERE)) for i in range(draws)]


def test_a_statistic_that_never_moves_has_no_z():
    found = permutation(lambda _: 1.0, HERE, draws=10)
    assert math.isnan(found.z)
    assert (found.p, found.sd, found.low, found.high) == (1.0, 0.0, 1.0, 1.0)


def test_draws_without_a_value_are_left_out_and_counted():
    def statistic(labels):
        return math.nan if labels[0] else PAY[labels].mean()

    found = permutation(statistic, ~HERE, draws=200)
    assert 60 < found.undefined < 140
    assert not math.isnan(found.expected)
    never = permutation(lambda _: math.nan, HERE, draws=5)
    assert (never.undefined, math.isnan(never.p), math.isnan(never.low)) == (5, True, True)


def test_a_bootstrap_interval_holds_the_estimate_and_narrows_with_more_data():
    few = bootstrap(mean_pay, len(PAY), draws=500)
    assert few.low < few.estimate < few.high
    assert few.estimate == pytest.approx(PAY.mean())
    # The standard error of a mean: sd / sqrt(n).
    assert few.sd == pytest.approx(PAY.std() / math.sqrt(len(PAY)), rel=0.1)
    many = np.tile(PAY, 16)
    more = bootstrap(lambda rows: many[rows].mean(), len(many), draws=500)
    assert (more.high - more.low) / (few.high - few.low) == pytest.approx(1 / 4, abs=0.05)


def test_a_wider_level_gives_a_wider_interval():
    narrow, wide = (bootstrap(mean_pay, 6, level=level) for level in (0.5, 0.99))
    assert wide.low < narrow.low < narrow.high < wide.high


def test_bootstraps_of_a_constant_have_no_width():
    found = bootstrap(lambda _: 7.0, 5, draws=20)
    assert (found.low, found.high, found.sd) == (7.0, 7.0, 0.0)


@given(st.integers(0, 10**6), st.integers(1, 130))
def test_a_draw_depends_on_its_number_alone(seed, draws):
    some, more = (
        simulate(first_number, draws=draws, seed=seed),
        simulate(first_number, draws=draws + 60, seed=seed),
    )
    assert some.tolist() == more[:draws].tolist()
    assert len(set(more.tolist())) == draws + 60


@given(st.integers(0, 1000))
def test_p_is_a_share_and_never_0(seed):
    found = permutation(gap, HERE, draws=30, seed=seed)
    assert min(found.p_low, found.p_high) >= 1 / 31
    assert 0 < found.p <= 1
    assert found.p_low + found.p_high >= 1


@pytest.mark.parametrize("draws", [1, 49, 50, 51, 130])
def test_the_result_does_not_depend_on_who_does_the_work(draws):
    alone = simulate(first_number, draws=draws, seed=4)
    assert alone.shape == (draws,)
    with ThreadPoolExecutor(3) as executor:
        shared = simulate(first_number, draws=draws, seed=4, executor=executor)
    assert alone.tolist() == shared.tolist()


def test_the_result_is_the_same_from_other_processes():
    with ProcessPoolExecutor(2) as executor:
        test = permutation(gap, HERE, draws=120, executor=executor)
        interval = bootstrap(mean_pay, 6, draws=120, executor=executor)
    alone = permutation(gap, HERE, draws=120)
    assert (test.p, test.expected, test.low) == (alone.p, alone.expected, alone.low)
    assert interval.low == bootstrap(mean_pay, 6, draws=120).low


def test_seeds_differ():
    assert simulate(first_number, seed=1).tolist() != simulate(first_number, seed=2).tolist()


def test_draws_of_a_bootstrap_without_a_value_are_left_out_and_counted():
    found = bootstrap(lambda rows: math.nan if 0 in rows else PAY[rows].mean(), 6, draws=300)
    # A sample of six misses one of them with chance (5/6)^6, about a third.
    assert 150 < found.undefined < 250
    assert PAY[1:].min() <= found.low < found.high <= PAY[1:].max()


@pytest.mark.parametrize(
    ("keywords", "name"),
    [({"draws": 0}, "draws"), ({"draws": 2.5}, "draws"), ({"draws": True}, "draws"),
     ({"seed": -1}, "seed"), ({"level": 1}, "level"), ({"level": 0}, "level")],
)  # fmt: skip
def test_what_makes_no_sense_is_refused(keywords, name):
    with pytest.raises(ArgumentError, match=name):
        permutation(gap, HERE, **keywords)
    with pytest.raises(ArgumentError, match=name):
        bootstrap(mean_pay, 6, **keywords)


def test_a_bootstrap_needs_something_to_draw_from():
    with pytest.raises(ArgumentError, match="n must be"):
        bootstrap(mean_pay, 0)
