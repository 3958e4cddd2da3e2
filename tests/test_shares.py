"""Concentration: golden values, by hand, and what must hold for any amounts."""

import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from civicnet import shares
from civicnet.errors import ArgumentError

AMOUNTS = st.lists(st.floats(0, 1e12, allow_subnormal=False), max_size=8)


def grants(*rows):
    return pd.DataFrame(rows, columns=["holder", "amount"])


def test_shares_of_a_half_three_tenths_and_a_fifth():
    assert shares.hhi([0.5, 0.3, 0.2]) == pytest.approx(0.38)
    assert shares.effective_number([0.5, 0.3, 0.2]) == pytest.approx(2.631579, abs=1e-6)


def test_the_unit_of_the_amounts_makes_no_difference():
    assert shares.hhi([5e11, 3e11, 2e11]) == pytest.approx(0.38)
    assert shares.hhi([5e-11, 3e-11, 2e-11]) == pytest.approx(0.38)


def test_what_is_not_known_is_left_out_and_stays_unknown():
    found = shares.shares([30, math.nan, 10])
    assert found[[0, 2]].tolist() == [0.75, 0.25]
    assert math.isnan(found[1])
    assert shares.hhi([30, math.nan, 10]) == pytest.approx(0.625)


@pytest.mark.parametrize("amounts", [[], [math.nan], [0, 0], [0, math.nan]])
def test_without_an_amount_above_nothing_there_is_no_concentration(amounts):
    assert math.isnan(shares.hhi(amounts))
    assert math.isnan(shares.effective_number(amounts))


@pytest.mark.parametrize("wrong", [[-1, 2], [math.inf, 1]])
def test_an_amount_below_nothing_or_without_end_is_refused(wrong):
    with pytest.raises(ArgumentError, match="0 or more"):
        shares.hhi(wrong)


@given(AMOUNTS)
def test_concentration_lies_between_an_even_share_and_one(amounts):
    some = [each for each in amounts if each > 0]
    if some:
        assert 1 / len(some) - 1e-9 <= shares.hhi(amounts) <= 1 + 1e-9


@given(AMOUNTS)
def test_a_funder_who_gives_nothing_changes_nothing(amounts):
    with_one_more = [*amounts, 0.0]
    np.testing.assert_allclose(shares.hhi(with_one_more), shares.hhi(amounts), rtol=1e-12)


@given(AMOUNTS, st.randoms())
def test_the_order_of_amounts_makes_no_difference(amounts, random):
    again = list(amounts)
    random.shuffle(again)
    np.testing.assert_allclose(shares.hhi(again), shares.hhi(amounts), rtol=1e-12)


@given(st.lists(st.floats(1, 1e9), min_size=2, max_size=8))
def test_two_funders_taken_for_one_are_never_less_concentrated(amounts):
    together = [amounts[0] + amounts[1], *amounts[2:]]
    assert shares.hhi(together) >= shares.hhi(amounts) - 1e-12


def test_several_grants_of_one_holder_are_one_share():
    found = shares.concentration(grants(("Oak", 150), ("Ash", 500), ("Elm", 300), ("Oak", 50)))
    row = found.iloc[0]
    assert (row["n_holders"], row["n_rows"], row["n_known"], row["total"]) == (3, 4, 4, 1000)
    assert row["hhi"] == pytest.approx(0.38)
    assert (row["largest"], row["largest_share"], row["reason"]) == ("Ash", 0.5, "")


def test_of_equal_holders_the_first_by_name_is_the_largest():
    assert shares.concentration(grants(("Oak", 1), ("Ash", 1)))["largest"].tolist() == ["Ash"]


def test_it_says_among_how_many_amounts():
    rows = [("Ash", 50), ("Elm", 30), ("Oak", 20), *[("Yew", math.nan)] * 3]
    found = shares.concentration(grants(*rows)).iloc[0]
    assert found["reason"] == "among the 3 of 6 with an amount"
    assert found["hhi"] == pytest.approx(0.38)
    assert found["n_holders"] == 3


def test_groups_come_in_the_order_of_the_rows():
    rows = grants(("Ash", 1), ("Elm", 2), ("Oak", 3)).assign(to=["b", "a", "b"])
    found = shares.concentration(rows, ["to"])
    assert found["to"].tolist() == ["b", "a"]
    assert found["largest_share"].tolist() == [0.75, 1.0]


@pytest.mark.parametrize(
    ("amounts", "reason"),
    [
        ([math.nan], "does not say how much"),
        ([math.nan] * 2, "none of the 2 says how much"),
        ([0.0, 0.0], "all amounts are 0"),
    ],
)
def test_what_cannot_be_told_says_why(amounts, reason):
    found = shares.concentration(grants(*[("Ash", each) for each in amounts])).iloc[0]
    assert math.isnan(found["hhi"])
    assert math.isnan(found["largest_share"])
    assert found["largest"] is None
    assert found["reason"] == reason


def test_nothing_in_gives_nothing_out_in_the_same_columns():
    some = shares.concentration(grants(("Ash", 1.0)).assign(to="a"), ["to"])
    none = shares.concentration(grants().assign(to="a"), ["to"])
    assert len(none) == 0
    assert none.dtypes.to_dict() == some.dtypes.to_dict()
