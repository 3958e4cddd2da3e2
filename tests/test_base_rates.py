"""Published rates of departure, each with its source, and what other figures convert to."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from civicnet import ArgumentError
from civicnet.base_rates import RATES, annual, annual_from_share, annual_from_tenure, share_gone
from civicnet.vocabulary import OFFICE_KINDS


def test_a_share_gone_within_years_is_spread_over_them_at_a_constant_chance():
    assert annual_from_share(0.45, 3) == pytest.approx(0.1807, abs=5e-5)
    assert annual_from_share(0.45, 3) == pytest.approx(1 - 0.55 ** (1 / 3), rel=1e-12)
    assert annual_from_share(0.2, 1) == pytest.approx(0.2)
    assert annual_from_share(1, 4) == 1
    assert annual_from_share(0, 4) == 0


@pytest.mark.parametrize(("years", "rate"), [(6, 0.1535), (5.13, 0.1771), (8.59, 0.1099)])
def test_a_mean_completed_time_in_office_is_a_yearly_chance(years, rate):
    assert annual_from_tenure(years) == pytest.approx(rate, abs=5e-5)
    assert annual_from_tenure(years) == pytest.approx(1 - math.exp(-1 / years), rel=1e-12)


def test_the_time_so_far_of_incumbents_would_overstate_the_chance():
    # Urban superintendents in office in 2014 had been there for 3.2 years; those who had left
    # the same kind of districts had stayed for 6.
    assert annual_from_tenure(3.2) > 1.7 * annual_from_tenure(6)


@given(st.floats(0, 0.99), st.floats(0.5, 100))
def test_what_is_converted_to_a_year_and_back_is_the_same(share, years):
    assert share_gone(annual_from_share(share, years), years) == pytest.approx(share, abs=1e-9)


def test_nobody_is_gone_at_once():
    assert share_gone(0.3, 0) == 0
    assert share_gone(1, 0) == 0
    assert share_gone(1, 0.5) == 1
    assert share_gone(0.171, 1) == pytest.approx(0.171)


@pytest.mark.parametrize(
    ("convert", "given"),
    [
        (annual_from_share, (1.2, 3)),
        (annual_from_share, (math.nan, 3)),
        (annual_from_share, (0.4, 0)),
        (annual_from_tenure, (0,)),
        (annual_from_tenure, (math.inf,)),
        (share_gone, (-0.1, 3)),
        (share_gone, (0.1, -3)),
    ],
)
def test_what_is_no_share_and_no_time_is_refused(convert, given):
    with pytest.raises(ArgumentError, match="must"):
        convert(*given)


def test_superintendents_leave_at_the_rate_of_all_districts_unless_the_largest_are_meant():
    assert annual("superintendent")[0] == 0.171
    assert annual("Superintendent", among="500 largest districts")[0] == 0.23
    assert annual("superintendent", among="215 districts in California")[0] == pytest.approx(
        0.1807, abs=5e-5
    )


def test_a_rate_comes_with_its_source():
    rate, source = annual("superintendent")
    assert source == (
        f"superintendents, all districts, 2021-22 to 2022-23: {rate:.1%} a year "
        "(Rachel White, in Education Week, September 2023)"
    )
    _, source = annual("superintendent", among="215 districts in California")
    assert "18.1% a year, from: 45% left within three years" in source
    assert all(each.source and 0 < each.annual < 1 for each in RATES)


@pytest.mark.parametrize("kind", [*sorted({*OFFICE_KINDS} - {"superintendent"}), "", "pastor"])
def test_who_has_a_term_or_no_published_figure_has_no_rate(kind):
    assert annual(kind) is None


def test_every_kind_with_a_rate_is_one_that_offices_can_have():
    assert {each.kind for each in RATES} <= set(OFFICE_KINDS)


def test_a_group_without_a_figure_is_refused_with_those_that_have_one():
    with pytest.raises(ArgumentError, match="did you mean '500 largest districts'"):
        annual("superintendent", among="500 largest district")
    with pytest.raises(ArgumentError, match="no rate of 'mayor' is known among 'all'; known: none"):
        annual("mayor", among="all")
