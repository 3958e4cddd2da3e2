"""Where the backbone should live: every column by hand on a small partnership, then riverbend."""

import json
import math
import re
from functools import cache

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import civicnet as cn
from civicnet.cli import main
from civicnet.questions.rehouse.hosts import DIRECTIONS, dominated_by
from civicnet.questions.rehouse.rehouse import rehouse
from tests.build import partnership, ties
from tests.strategies import partnerships

AT = "2026-11-15"
WHOLE = "whole backbone"
FORBIDDEN = re.compile(r"\b(betweenness|nodes?|edges?|nan)\b", re.IGNORECASE)
# From 15 November 2026 three years on, the years of 365.25 days.
YEARS = 1096 / 365.25

PLACES = [
    {"organization": "City Hall", "sector": "public"},
    {"organization": "Fund", "sector": "philanthropy"},
    {"organization": "School", "sector": "education"},
    {"organization": "Club", "sector": "nonprofit"},
    {"organization": "Shop", "sector": "business"},
    {"organization": "Hub", "sector": "nonprofit", "kind": "backbone", "hosted_by": "City Hall",
     "host_form": "verbal"},
]  # fmt: skip
OFFICES = [
    {"office": "Mayor", "organization": "City Hall"},
    {"office": "Aide", "organization": "City Hall", "serves_with": "Mayor, City Hall"},
    {"office": "President", "organization": "Fund", "annual_departure": 0.1},
    {"office": "Executive Director", "organization": "Hub", "annual_departure": 0.2},
]
TERMS = [
    {"person": "Marsh", "office": "Mayor", "organization": "City Hall", "end": "2028-01-01",
     "can_stay": "no"},
    {"person": "Ada", "office": "Aide", "organization": "City Hall"},
    {"person": "Feld", "office": "President", "organization": "Fund"},
    {"person": "Sim", "office": "Executive Director", "organization": "Hub"},
]  # fmt: skip
PEOPLE = [
    {"person": "Marsh", "organization": "City Hall"},
    {"person": "Ada", "organization": "City Hall"},
    {"person": "Feld", "organization": "Fund"},
    {"person": "Sim", "organization": "Hub"},
]
# City Hall is tied to School, Club, Hub and Shop; Hub also to School, Club and Fund; Fund to Club.
TIES = [
    *ties(("Marsh", "School"), ("Marsh", "Club"), ("Marsh", "Sim"), ("Ada", "Shop"), form="verbal"),
    *ties(("Sim", "School"), ("Feld", "Club"), form="verbal"),
    *ties(("Hub", "Club"), form="mou"),
    *ties(("Fund", "Hub"), relation="funds", form="contract"),
    *ties(("Shop", "Marsh"), relation="disputes", trust=1),
]


def asset(name, kind, holder, **more):
    return {"asset": name, "kind": kind, "holder": holder} | more


ASSETS = [
    asset("Mayor's line", "funding", "City Hall", recipient="Hub", amount=60, unit="USD",
          per="year", form="verbal", gatekeeper="Mayor, City Hall"),
    asset("Clerk", "staff", "City Hall", recipient="Hub", amount=1, unit="FTE", form="verbal",
          gatekeeper="Mayor, City Hall"),
    asset("Grant", "funding", "Fund", recipient="Hub", amount=40, unit="USD", per="year",
          form="contract"),
    asset("Sparks", "funding", "Fund", recipient="Club", amount=10, unit="USD", per="year",
          form="contract"),
    asset("A room offered", "resourcing and incubating", "Fund"),
    asset("Vision", "guide vision", "Sim"),
    asset("Follow-up", "policy", "Ada", recipient="Hub"),
    asset("Asking", "mobilize funding", "Fund", gatekeeper="President, Fund"),
    asset("Minutes", "staff support", "Hub", amount=0.5, unit="FTE"),
]  # fmt: skip
FRAMES = {"organizations": PLACES, "offices": OFFICES, "terms": TERMS, "people": PEOPLE,
          "ties": TIES, "assets": ASSETS}  # fmt: skip


def small(**more):
    return partnership(**(FRAMES | more))


def edited(rows, key, name, **more):
    """Give rows with one of them changed."""
    return [row | more if row[key] == name else row for row in rows]


@cache
def found_today():
    """Give the answer for the small partnership as it stands, worked out once."""
    return rehouse(small(), at=AT)


def options(p=None, function=WHOLE, **asked):
    as_it_stands = p is None and not asked
    found = (found_today() if as_it_stands else rehouse(p or small(), at=AT, **asked)).options
    return found[found["function"] == function].set_index("host")


def column(name, **asked):
    return options(**asked)[name].to_dict()


@pytest.fixture(scope="module")
def riverbend():
    return cn.load_example("riverbend")


# --- each column by hand --------------------------------------------------------------------------


def test_todays_host_comes_first_and_no_host_last():
    found = options()
    assert found.index.tolist() == ["City Hall", "Fund", "independent"]
    assert found["today"].tolist() == [True, False, False]
    assert found.loc["Fund", "why"] == ("brings A room offered", "carries mobilize funding")


def test_the_chance_that_the_head_has_left():
    found = column("chance_head_leaves")
    assert found["City Hall"] == 1
    assert found["Fund"] == pytest.approx(1 - 0.9**YEARS)
    # An organization of its own is headed by whoever heads the backbone.
    assert found["independent"] == pytest.approx(1 - 0.8**YEARS)
    sooner = column("chance_head_leaves", until="2028-01-01")
    assert sooner["City Hall"] == 0
    assert column("heads")["independent"] == ("Sim",)
    assert "1 January 2028" in column("chance_source")["City Hall"]


def test_the_form_of_hosting_and_whether_it_is_at_risk():
    assert column("host_form") == {"City Hall": "verbal", "Fund": None, "independent": "no host"}
    assert column("at_risk") == {"City Hall": "yes", "Fund": "unless written", "independent": "no"}
    written = small(organizations=edited(PLACES, "organization", "Hub", host_form="mou"))
    assert options(written).loc["City Hall", ["host_form", "at_risk"]].tolist() == ["mou", "no"]
    unsaid = small(organizations=edited(PLACES, "organization", "Hub", host_form=None))
    assert options(unsaid).loc["City Hall", "at_risk"] == "yes"
    said = rehouse(unsaid, at=AT).summary[0]
    assert said.startswith("Hub lives with City Hall with no agreement written; ")
    offered = small(assets=edited(ASSETS, "asset", "A room offered", form="contract"))
    assert options(offered).loc["Fund", ["host_form", "at_risk"]].tolist() == ["contract", "no"]


def test_money_and_staff_tied_to_a_host_and_left_behind():
    assert column("money_tied") == {"City Hall": 60, "Fund": 40, "independent": 0}
    assert column("staff_tied") == {"City Hall": 1, "Fund": 0, "independent": 0}
    assert column("money_left_behind") == {"City Hall": 0, "Fund": 60, "independent": 60}
    assert column("staff_left_behind") == {"City Hall": 0, "Fund": 1, "independent": 1}
    by_contract = small(assets=edited(ASSETS, "asset", "Mayor's line", form="contract"))
    assert options(by_contract)["money_left_behind"].tolist() == [0, 0, 0]


def test_reach_when_the_head_leaves_and_when_the_backbone_closes_too():
    # 14 of 15 pairs today: Shop and Fund alone are three steps apart.
    stays, closes = column("within_if_head_leaves"), column("within_if_closes")
    # Without Marsh and Ada City Hall has no tie; the other four are all within two steps.
    # Without the Hub, Fund and Club are left.
    assert (stays["City Hall"], closes["City Hall"]) == (6, 1)
    # Without Feld the Fund has the Hub only, which still brings it to all but the Shop.
    assert (stays["Fund"], closes["Fund"]) == (14, 6)
    # Without Sim the Hub keeps Club and Fund; without the Hub, Fund keeps Club.
    assert (stays["independent"], closes["independent"]) == (11, 8)


def test_pairs_expected_by_the_day_by_hand():
    found = column("within_expected")
    assert found["City Hall"] == 1
    assert found["Fund"] == pytest.approx(14 + (1 - 0.9**YEARS) * (6 - 14))
    # Nobody hosts it, so that its head leaves closes nothing.
    assert found["independent"] == pytest.approx(14 + (1 - 0.8**YEARS) * (11 - 14))


def test_neutrality_compares_the_sectors_of_its_contacts_with_those_of_all_others():
    found = column("neutrality")
    # Contacts of City Hall: 1 of 4 education, 2 nonprofit, 1 business. Of all 5 others the same
    # numbers, and 1 philanthropy.
    assert found["City Hall"] == pytest.approx(1 - (0.2 + 0.05 + 0.1 + 0.05) / 2)
    # The Fund: nonprofit only, where 2 of 5 others are.
    assert found["Fund"] == pytest.approx(0.4)
    assert found["independent"] == pytest.approx(0.8)
    rows = found_today().sectors
    rows = rows[rows["host"] == "City Hall"].set_index("sector")
    assert rows["n_ties"].to_dict() == {
        "business": 1, "education": 1, "nonprofit": 2, "philanthropy": 0, "public": 0,
    }  # fmt: skip
    assert rows["expected"].to_dict() == pytest.approx(
        {"business": 0.8, "education": 0.8, "nonprofit": 1.6, "philanthropy": 0.8, "public": 0}
    )


def test_quarrels_are_counted_and_who_could_broker_them_is_told():
    assert column("at_odds") == {"City Hall": 1, "Fund": 0, "independent": 0}
    found = found_today().disputes.set_index("host")
    assert found["stands"].to_dict() == {
        "City Hall": "is a party", "Fund": "tied to neither", "independent": "tied to one",
    }  # fmt: skip
    more = [*TIES, *ties(("Marsh", "Feld"), ("Shop", "Feld"), form="verbal", trust=3)]
    found = rehouse(small(ties=more), at=AT).disputes.set_index("host")
    assert found.loc["Fund", "stands"] == "trusted by both"
    less = [*TIES, *ties(("Marsh", "Feld"), form="verbal", trust=3), *ties(("Shop", "Feld"))]
    found = rehouse(small(ties=less), at=AT).disputes.set_index("host")
    assert found.loc["Fund", "stands"] == "tied to both"


def test_conflicts_of_money():
    assert column("funds_backbone") == {"City Hall": True, "Fund": True, "independent": False}
    assert column("funds_partners") == {"City Hall": 0, "Fund": 1, "independent": 0}
    assert column("same_funders") == {"City Hall": 0, "Fund": 0, "independent": 0}
    found = options(to="Club")
    assert found.loc["Club", "same_funders"] == 1
    assert found.loc["Club", "funding_conflict"] == ("asks the same funder: Fund",)


def test_a_tie_that_funds_is_a_conflict_without_any_amount():
    p = small(assets=[row for row in ASSETS if row["kind"] != "funding"])
    assert options(p)["funds_backbone"].tolist() == [False, True, False]
    nobody = small(assets=[row for row in ASSETS if row["kind"] != "funding"],
                   ties=[row for row in TIES if row.get("relation") != "funds"])  # fmt: skip
    found = options(nobody)
    assert found["funds_backbone"].tolist() == [None, None, None]
    assert found["same_funders"].isna().all()
    assert "needs funding in Assets" in found["reason"].iat[0]


# --- functions ------------------------------------------------------------------------------------


def test_a_function_of_the_backbone_moves_with_it():
    found = options(function="guide vision")
    assert found["lives_in"].to_dict() == {
        "City Hall": ("City Hall",), "Fund": ("Fund",), "independent": ("Hub",),
    }  # fmt: skip
    assert found["chance_head_leaves"].to_dict() == column("chance_head_leaves")
    assert found["staff_tied"].isna().all()
    assert options(function="staff support")["staff_tied"].tolist() == [0.5, 0.5, 0.5]


def test_a_function_of_somebody_else_stays_where_it_is_whoever_hosts():
    found = options(function="mobilize funding")
    assert set(found["lives_in"]) == {("Fund",)}
    assert found["chance_head_leaves"].nunique() == 1
    assert found["chance_head_leaves"].iat[0] == pytest.approx(1 - 0.9**YEARS)
    assert found["within_if_closes"].isna().all()
    assert found["dominated_by"].tolist() == [(), (), ()]
    assert "stays with Fund whoever hosts the rest" in found["reason"].iat[0]


def test_a_function_carried_in_two_places_lives_on_while_one_head_stays():
    more = [*ASSETS, asset("Bold ideas", "guide vision", "Feld")]
    found = options(small(assets=more), function="guide vision")
    assert found["lives_in"]["City Hall"] == ("City Hall", "Fund")
    assert found["chance_head_leaves"]["independent"] == pytest.approx(
        (1 - 0.8**YEARS) * (1 - 0.9**YEARS)
    )
    # The same head is counted once.
    assert found["chance_head_leaves"]["Fund"] == pytest.approx(1 - 0.9**YEARS)


def test_on_whom_each_function_rests():
    found = found_today().functions.set_index("function")
    assert len(found) == 8
    assert found.loc["guide vision", ["rests_on", "one_person", "where"]].tolist() == [
        ("Sim",), True, "backbone",
    ]  # fmt: skip
    # Ada serves with the mayor, so her work ends with either.
    assert found.loc["policy", ["rests_on", "where"]].tolist() == [("Ada", "Marsh"), "today's host"]
    assert found.loc["mobilize funding", ["where", "one_host"]].tolist() == ["elsewhere", "Fund"]
    assert found.loc["staff support", ["rests_on", "one_person", "chance_lost"]].tolist() == [
        (), False, 0,
    ]  # fmt: skip
    assert found.loc["public will", ["carried_by", "where", "one_person"]].tolist() == [
        (), "nobody", None,
    ]  # fmt: skip
    assert math.isnan(found.loc["public will", "chance_lost"])


def test_the_chance_that_nobody_is_left_for_a_function():
    more = [*ASSETS, asset("Bold ideas", "guide vision", "Feld")]
    found = rehouse(small(assets=more), at=AT).functions.set_index("function")
    both = (1 - 0.8**YEARS) * (1 - 0.9**YEARS)
    assert found.loc["guide vision", "chance_lost"] == pytest.approx(both)
    assert found.loc["guide vision", "rests_on"] == ()
    # Nothing is known of Ada, but the mayor surely goes and takes her along.
    assert found.loc["policy", "chance_lost"] == 1


def test_what_is_tied_to_a_host_and_goes_with_its_head():
    found = found_today().tied
    mine = found[found["host"] == "City Hall"].set_index("asset")
    assert mine["if_head_leaves"].to_dict() == dict.fromkeys(
        ("Clerk", "Follow-up", "Mayor's line"), "goes"
    )
    assert mine.loc["Mayor's line", ["share", "after_cut"]].tolist() == [0.6, 48]
    theirs = found[found["host"] == "Fund"].set_index("asset")["if_head_leaves"]
    assert theirs.to_dict() == {"Asking": "goes", "Grant": "stays"}


# --- what is not known ----------------------------------------------------------------------------


def test_a_head_of_whom_nothing_is_known_is_no_safe_head():
    offices = edited(OFFICES, "office", "President", annual_departure=None)
    found = options(small(offices=offices)).loc["Fund"]
    assert math.isnan(found["chance_head_leaves"])
    assert (found["chance_low"], found["chance_high"]) == (0, 1)
    assert "nobody wrote down when Feld may leave" in found["reason"]
    assert math.isnan(found["within_expected"])


def test_a_host_without_a_known_head_says_so():
    found = options(to="Shop").loc["Shop"]
    assert found["heads"] == ()
    assert "nobody is known to head Shop" in found["reason"]
    assert math.isnan(found["within_if_closes"])


def test_whether_she_can_stay_makes_a_chance_between_bounds():
    terms = edited(TERMS, "person", "Feld", end="2027-06-30")
    found = options(small(terms=terms)).loc["Fund"]
    assert math.isnan(found["chance_head_leaves"])
    assert found["chance_low"] == pytest.approx(1 - 0.9**YEARS)
    assert found["chance_high"] == 1
    assert "between 27% and 100%" in found["reason"]


def test_an_amount_that_is_not_said_is_not_nothing():
    p = small(assets=[*ASSETS, asset("Gift", "funding", "City Hall", recipient="Hub")])
    found = options(p).loc["City Hall"]
    assert math.isnan(found["money_tied"])
    assert "money_tied: at least 60 USD, but 1 asset does not say how much" in found["reason"]


def test_without_assets_it_tells_of_the_whole_only():
    found = rehouse(small(assets=[]), "Fund", at=AT)
    assert set(found.options["function"]) == {WHOLE}
    assert found.options["money_tied"].tolist()[:2] != [0, 0]
    assert any("needs backbone functions in Assets" in said for said in found.summary)


def test_without_sectors_neutrality_cannot_be_said():
    places = [{k: v for k, v in row.items() if k != "sector"} for row in PLACES]
    found = options(small(organizations=places))
    assert found["neutrality"].isna().all()
    assert "neutrality: needs the sectors of its partners" in found["reason"].iat[0]


# --- which backbone, which hosts ------------------------------------------------------------------


def test_a_backbone_nobody_hosts_is_independent_today():
    places = edited(PLACES, "organization", "Hub", hosted_by=None, host_form=None)
    found = rehouse(small(organizations=places), at=AT)
    assert found.host == "independent"
    assert found.options["host"].tolist()[:2] == ["independent", "City Hall"]
    assert found.summary[0].startswith("Hub lives on its own; ")


def test_without_that_kind_the_backbone_is_who_carries_most_of_its_functions():
    places = [row for row in PLACES if row["organization"] != "Hub"]
    p = partnership(
        organizations=places,
        offices=OFFICES[:3],
        terms=TERMS[:3],
        people=PEOPLE[:3],
        ties=[row for row in TIES if not {"Hub", "Sim"} & {row["source"], row["target"]}],
        assets=[asset("Vision", "guide vision", "Marsh"), asset("Law", "policy", "City Hall"),
                asset("Asking", "mobilize funding", "Fund")],
    )  # fmt: skip
    found = rehouse(p, at=AT)
    assert (found.backbone, found.host) == ("City Hall", "City Hall")
    whole = found.options[found.options["function"] == WHOLE].set_index("host")
    assert whole.index.tolist() == ["City Hall", "Fund", "independent"]
    # It is no partner of its own that could close, and its cost is not written down apart.
    assert whole["within_if_closes"].isna().all()
    assert math.isnan(whole.loc["City Hall", "money_tied"])
    assert "would have no head yet" in whole.loc["independent", "reason"]
    assert any("No organization is of the kind backbone" in note for note in found.notes)
    assert len(found.summary) <= 7


def test_without_any_backbone_it_cannot_say():
    p = partnership(organizations=PLACES[:4], ties=ties(("Club", "School")))
    found = rehouse(p, at=AT)
    assert found.summary[0].startswith("Cannot say where the backbone should live: needs")
    full = found_today()
    for name in ("options", "functions", "tied", "sectors", "disputes"):
        some, none = getattr(full, name), getattr(found, name)
        assert list(none.columns) == list(some.columns)
        assert len(none) == (8 if name == "functions" else 0)
    assert len(found.to_dict()["tables"]["options"]) == 0


def test_of_several_backbones_the_one_meant_can_be_named():
    places = [*PLACES, {"organization": "Annex", "kind": "backbone"}]
    p = small(organizations=places)
    first = rehouse(p, at=AT)
    assert first.backbone == "Hub"
    assert any("Annex could be meant as well" in note for note in first.notes)
    assert rehouse(p, at=AT, backbone="Annex").backbone == "Annex"


def test_hosts_asked_for_stand_beside_todays_and_none():
    found = options(to=["Club", "School"])
    assert found.index.tolist() == ["City Hall", "Club", "School", "independent"]
    assert options(to="City Hall").index.tolist() == ["City Hall", "independent"]
    assert options(to="Hub").index.tolist() == ["City Hall", "independent"]
    assert options(to="independent").index.tolist() == ["City Hall", "independent"]


def test_where_nobody_else_offers_a_home_it_says_how_to_name_others():
    rows = [row for row in ASSETS if row["asset"] not in ("A room offered", "Asking")]
    found = rehouse(small(assets=rows), at=AT)
    assert set(found.options["host"]) == {"City Hall", "independent"}
    assert any("Nobody else offers a home" in note for note in found.notes)
    assert not any("Nobody else offers a home" in note for note in found_today().notes)


def test_an_unknown_host_is_answered_with_the_nearest():
    with pytest.raises(cn.UnknownActorError, match="Fund"):
        rehouse(small(), "Fud", at=AT)


def test_a_table_is_no_host():
    p = small(organizations=[*PLACES, {"organization": "Council", "kind": "table"}])
    with pytest.raises(cn.ArgumentError, match="Council is a table"):
        rehouse(p, "Council", at=AT)


def test_a_day_that_has_passed_is_refused():
    with pytest.raises(cn.ArgumentError, match="until must be later than"):
        rehouse(small(), at=AT, until="2026-11-14")


@pytest.mark.parametrize(
    ("stage", "early"),
    [("incubated, thinking of spinning off", True), ("Early", True), ("starting up", True),
     ("mature", False), ("sustaining for ten years", False)],
)  # fmt: skip
def test_at_an_early_stage_a_host_is_no_alarm(stage, early):
    context = [{"place": "Town", "key": "Stage of the partnership", "value": stage}]
    found = rehouse(small(context=context), at=AT)
    assert ("no alarm" in " ".join(found.summary)) is early
    assert any(f'as written: "{stage}"' in note for note in found.notes)


def test_an_unknown_stage_is_said():
    found = found_today()
    assert "no alarm" not in " ".join(found.summary)
    assert any("Stage of the partnership: cannot say" in note for note in found.notes)


# --- side by side ---------------------------------------------------------------------------------

NUMBERS = [name for name, (better, _) in DIRECTIONS.items() if better in ("lower", "higher")]


def hosts(**columns):
    """Give rows of options in which nothing is known but some columns."""
    n_rows = len(next(iter(columns.values())))
    known = {name: [math.nan] * n_rows for name in (*NUMBERS, "chance_low", "chance_high")}
    known |= {"host_form": [None] * n_rows, "funds_backbone": [None] * n_rows}
    chance = columns.get("chance_head_leaves")
    bounds = {"chance_low": chance, "chance_high": chance} if chance else {}
    rows = pd.DataFrame(known | bounds | columns)
    return rows.assign(host=[chr(ord("A") + i) for i in range(n_rows)])


def test_a_host_as_good_in_everything_and_better_in_something_outdoes_another():
    rows = hosts(neutrality=[0.5, 0.5, 0.4], at_odds=[0, 1, 0])
    assert dominated_by(rows) == [(), ("A",), ("A",)]


def test_what_is_better_in_something_is_not_outdone():
    assert dominated_by(hosts(neutrality=[0.5, 0.4], at_odds=[1, 0])) == [(), ()]


def test_equal_hosts_do_not_outdo_each_other():
    assert dominated_by(hosts(neutrality=[0.5, 0.5])) == [(), ()]


def test_what_is_not_known_neither_outdoes_nor_is_outdone():
    # B is worse in the one column known of it; of A more is known, so B cannot outdo it.
    assert dominated_by(hosts(neutrality=[0.5, 0.4], at_odds=[3, math.nan])) == [(), ("A",)]
    assert dominated_by(hosts(neutrality=[0.5, math.nan], at_odds=[3, 2])) == [(), ()]
    assert dominated_by(hosts(neutrality=[0.5, math.nan])) == [(), ()]


def test_a_chance_between_bounds_outdoes_by_its_worse_one_only():
    sure = hosts(chance_head_leaves=[0.5, math.nan])
    unsure = sure.assign(chance_low=[0.5, 0.4], chance_high=[0.5, 1.0])
    assert dominated_by(unsure) == [(), ()]
    worse = sure.assign(chance_low=[0.5, 0.6], chance_high=[0.5, 1.0])
    assert dominated_by(worse) == [(), ("A",)]
    nothing = sure.assign(chance_low=[0.5, 0.0], chance_high=[0.5, 1.0])
    assert dominated_by(nothing) == [(), ()]


def test_a_written_agreement_is_better_than_a_word_and_no_host_best():
    forms = hosts(host_form=["verbal", "mou", "no host", None])
    assert dominated_by(forms) == [("B", "C"), ("C",), (), ("B", "C")]


COLUMN = st.lists(st.sampled_from([0.0, 0.5, 1.0, math.nan]), min_size=4, max_size=4)


@given(st.dictionaries(st.sampled_from(NUMBERS[1:]), COLUMN, min_size=1))
def test_an_outdone_host_is_worse_or_equal_in_all_that_is_known_and_worse_in_something(columns):
    rows = hosts(**columns).set_index("host", drop=False)
    outdone = dict(zip(rows["host"], dominated_by(rows), strict=True))
    for host, by in outdone.items():
        for other in by:
            mine, theirs = rows.loc[host, list(columns)], rows.loc[other, list(columns)]
            known = mine.notna()
            sign = np.array([-1 if DIRECTIONS[c][0] == "lower" else 1 for c in columns])
            ahead = (sign * (theirs - mine).astype(float))[known]
            assert (ahead >= 0).all()
            assert (ahead > 0).any()
            # Nobody is outdone in a circle, and whoever outdoes the other outdoes this one too.
            assert host not in outdone[other]
            assert set(outdone[other]) <= set(by)


# --- laws -----------------------------------------------------------------------------------------


@given(partnerships())
@settings(max_examples=10)
def test_it_answers_for_any_partnership(p):
    found = rehouse(p, at=AT)
    assert 1 <= len(found.summary) <= 7
    kept = found.options["within_if_closes"].dropna()
    assert (kept <= found.options.loc[kept.index, "within_if_head_leaves"] + 1e-9).all()
    chance = found.options["chance_head_leaves"].dropna()
    assert chance.between(0, 1).all()
    assert found.options["neutrality"].dropna().between(-1e-9, 1 + 1e-9).all()


def test_who_is_there_and_gives_nothing_changes_nothing():
    more = [*PLACES, {"organization": "Library", "sector": "public"}]
    before, after = options(), options(small(organizations=more))
    same = ["chance_head_leaves", "money_tied", "staff_tied", "within_if_head_leaves",
            "within_if_closes", "at_odds", "funds_partners"]  # fmt: skip
    pd.testing.assert_frame_equal(before[same], after[same])


def test_an_agreement_in_writing_is_never_worse_for_the_host():
    before = options()
    after = options(small(organizations=edited(PLACES, "organization", "Hub", host_form="law")))
    assert after.loc["City Hall", "within_expected"] >= before.loc["City Hall", "within_expected"]
    assert set(after.loc["City Hall", "dominated_by"]) <= set(
        before.loc["City Hall", "dominated_by"]
    )


# --- riverbend ------------------------------------------------------------------------------------


def test_riverbends_promise_lives_in_the_mayors_office_by_word_of_mouth(riverbend):
    found = rehouse(riverbend, at=AT)
    assert (found.backbone, found.host) == ("Riverbend Promise", "Mayor's Office")
    today = found.options.iloc[0]
    assert (today["host_form"], today["at_risk"], today["chance_head_leaves"]) == (
        "verbal", "yes", 1,
    )  # fmt: skip
    assert (today["money_tied"], today["staff_tied"]) == (60_000, 1)
    tied = found.tied[found.tied["host"] == "Mayor's Office"]
    assert set(tied["if_head_leaves"]) == {"goes"}


def test_riverbends_community_foundation_offers_a_home_and_pays_part_of_the_bill(riverbend):
    whole = options(riverbend)
    row = whole.loc["Riverbend Community Foundation"]
    assert "brings Fiscal home offered to the Promise" in row["why"]
    assert row["chance_head_leaves"] == pytest.approx(1 - 0.91**YEARS)
    assert row["within_if_closes"] > whole.loc["Mayor's Office", "within_if_closes"]
    assert row["funding_conflict"][0] == "funds the backbone"
    assert row["funds_partners"] == 2
    assert row["neutrality"] < whole.loc["Mayor's Office", "neutrality"]


def test_riverbends_functions_rest_on_few_people(riverbend):
    found = rehouse(riverbend, at=AT).functions.set_index("function")
    assert found.loc[["guide vision", "facilitate"], "rests_on"].tolist() == [
        ("Simone Baptiste",)
    ] * 2  # fmt: skip
    assert found.loc["public will", "rests_on"] == ("Eleanor Marsh",)
    assert "Eleanor Marsh" in found.loc["policy", "rests_on"]
    assert (found["where"] == "backbone").sum() == 4


def test_riverbends_city_hall_is_a_party_to_the_quarrel_with_its_council(riverbend):
    found = rehouse(riverbend, at=AT).disputes
    city = found[(found["host"] == "Mayor's Office") & (found["one"] == "City Council")]
    assert city["stands"].tolist() == ["is a party"]


@pytest.mark.parametrize(
    "to",
    [None, "College Bound Riverbend", "the District", ["Great Bluffs State University", "RCF"]],
)
def test_summaries_are_few_short_plain_sentences(riverbend, to):
    found = rehouse(riverbend, to, at=AT)
    assert len(found.summary) <= 7
    assert not FORBIDDEN.search(" ".join(found.summary + found.notes))
    assert [s for s in found.summary if len(s.split()) > 25] == []
    assert json.loads(json.dumps(found.to_dict()))["at"] == AT
    assert str(found) == "\n".join(found.summary)


def test_nothing_that_is_passed_in_is_changed(riverbend):
    before = riverbend.assets.copy()
    rehouse(riverbend, at=AT)
    pd.testing.assert_frame_equal(riverbend.assets, before)


# --- command --------------------------------------------------------------------------------------


def run(capsys, *arguments):
    with pytest.raises(SystemExit) as left:
        main(["rehouse", "example:riverbend", "--at", AT, *arguments])
    return left.value.code, capsys.readouterr().out


def test_the_command_lays_hosts_side_by_side(capsys):
    code, out = run(capsys, "--to", "the District")
    assert code == 0
    line = next(line for line in out.splitlines() if line.strip().startswith("at odds"))
    assert line.split()[-3:] == ["1", "1", "0"]
    assert "47% to 100%" in out
    assert "Simone Baptiste" in out


def test_the_command_gives_options_as_csv_and_everything_as_json(capsys):
    code, out = run(capsys, "--format", "csv")
    assert code == 0
    header = out.splitlines()[0].split(",")
    assert header[:9] == [
        "host", "function", "chance_head_leaves", "host_form", "money_tied", "staff_tied",
        "within_if_closes", "neutrality", "dominated_by",
    ]  # fmt: skip
    code, out = run(capsys, "--format", "json")
    assert set(json.loads(out)["tables"]) == {
        "options", "functions", "tied", "sectors", "disputes", "directions",
    }  # fmt: skip


def test_the_command_says_where_there_is_no_backbone(capsys, tmp_path):
    (tmp_path / "ties.csv").write_text("from,to\nCity,YMCA\n", encoding="utf-8")
    with pytest.raises(SystemExit) as left:
        main(["rehouse", str(tmp_path / "ties.csv"), "--at", AT])
    assert left.value.code == 0
    assert "Cannot say where the backbone should live" in capsys.readouterr().out
