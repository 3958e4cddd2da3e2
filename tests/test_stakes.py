"""What each asset rests on, what becomes of it when people go, and what is money."""

import numpy as np
import pytest

from civicnet.stakes import fate, fates, money, stakes
from civicnet.standing import standing
from tests.build import partnership

AT = "2026-11-15"
WHO = [{"person": "Marsh", "post": "Mayor", "organization": "City"},
       {"person": "Voss", "post": "Superintendent", "organization": "Schools"}]  # fmt: skip


def held(*assets, **frames):
    p = partnership(who=WHO, assets=list(assets), **frames)
    return stakes(p, standing(p, AT))


def test_an_asset_of_a_person_goes_with_the_person():
    found = held({"asset": "Voice", "kind": "convening", "holder": "Marsh"})
    assert found["basis"].tolist() == ["personal"]
    assert fates(found, ["Marsh"]) == ["goes"]
    assert fates(found, ["Voss"]) == ["stays"]


def test_an_asset_whose_door_somebody_opens_goes_unless_it_is_written_down():
    door = {"kind": "data", "holder": "Schools", "gatekeeper": "Superintendent, Schools"}
    found = held({"asset": "A", **door, "form": "verbal"}, {"asset": "B", **door, "form": "mou"})
    assert fates(found, ["Voss"]) == ["goes", "unattended"]
    assert fates(found, []) == ["stays", "stays"]


def test_an_asset_of_two_groups_goes_with_either():
    groups, nobody = (("Marsh",), ("Voss", "Achebe")), ()
    assert fate(groups, nobody, frozenset({"Marsh"})) == "goes"
    assert fate(groups, nobody, frozenset({"Voss"})) == "stays"
    assert fate(groups, nobody, frozenset({"Voss", "Achebe"})) == "goes"


def test_an_organizations_asset_rests_on_nobody():
    found = held({"asset": "Hall", "kind": "space", "holder": "City"})
    assert found["ends_with"].tolist() == [()]
    assert fates(found, ["Marsh", "Voss"]) == ["stays"]


def test_what_is_given_once_is_spread_over_its_years():
    grant = {"kind": "funding", "holder": "City", "amount": "300", "unit": "USD"}
    found = held(
        {"asset": "A", **grant, "per": "once", "start": "2026-01-01", "end": "2028-12-31"},
        {"asset": "B", **grant, "per": "once", "start": "2026-01-01", "end": "2026-12-31"},
        {"asset": "C", **grant, "per": "year"},
    )
    assert found["yearly"].tolist() == pytest.approx([300 / (1096 / 365.25), 300, 300])


def test_money_is_funding_in_the_unit_most_of_it_is_given_in():
    rows = [
        ("A", "funding", "USD", "1"),
        ("B", "funding", "USD", "2"),
        ("C", "funding", "EUR", "3"),
        ("D", "funding", "", "4"),
        ("E", "staff", "FTE", "5"),
        ("F", "space", "USD", "6"),
    ]
    assets = [{"asset": a, "kind": k, "holder": "City", "unit": u, "amount": x}
              for a, k, u, x in rows]  # fmt: skip
    which, unit = money(held(*assets))
    assert unit == "USD"
    assert which.tolist() == [True, True, False, True, False, False]


def test_of_no_assets_nothing_is_money():
    p = partnership(who=WHO)
    which, unit = money(stakes(p, standing(p, AT)))
    assert (len(which), unit) == (0, "")
    assert which.dtype == np.bool_
