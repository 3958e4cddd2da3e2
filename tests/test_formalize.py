"""What to sign first: by hand, by trying everything, and on the example."""

import re

import pandas as pd
import pytest

import civicnet as cn
from civicnet.questions.formalize import formalize
from tests.build import partnership, ties
from tests.test_reach import EVERYTHING

AT = "2026-11-15"
UNTIL = "2027-11-30"
FORBIDDEN = re.compile(r"\b(betweenness|nodes?|edges?|nan)\b", re.IGNORECASE)
STAYS = {"M": 0.5, "S": 0.77, "B": 0.8}


@pytest.fixture(scope="module")
def riverbend():
    return cn.load_example("riverbend")


def toy(form="verbal", **more):
    """Give the toy with three heads who may leave on the second day."""
    names = sorted({name for pair in EVERYTHING for name in pair})
    people = [{"person": f"{name} head", "organization": name} for name in names]
    terms = [
        {"person": f"{name} head", "office": "President", "organization": name,
         "end": AT, "can_stay": str(chance)}
        for name, chance in STAYS.items()
    ]  # fmt: skip
    rows = ties(*((f"{a} head", f"{b} head") for a, b in sorted(EVERYTHING)), form=form)
    return partnership(
        people=people, terms=terms, ties=rows, organizations=[{"organization": n} for n in names],
        **more,
    )  # fmt: skip


@pytest.fixture(scope="module")
def of_toy():
    return formalize(toy(), 1, UNTIL, "connected", at=AT)


def test_the_best_single_agreement_of_the_toy_is_that_of_mayor_and_backbone(of_toy):
    step = of_toy.steps.iloc[0]
    assert step["parties"] == ("B", "M")
    assert step["what"] == "an agreement between B and M"
    assert step["protects_from"] == ("B head", "M head")
    assert step["needs_yes_of"] == step["leaves_first"] == ("B head", "M head")
    assert step["sign_before"] == pd.Timestamp(AT)
    assert of_toy.exact


def test_what_it_adds_is_the_golden_value(of_toy):
    values = of_toy.before_after.set_index("measure")
    before, after = values.loc["connected pairs, expected", ["before", "after"]] / 36
    assert before == pytest.approx(0.702361, abs=1e-6)
    assert after - before == pytest.approx(0.094472, abs=1e-6)


def test_nothing_is_worth_signing_where_all_is_signed():
    found = formalize(toy("mou"), 2, UNTIL, at=AT)
    assert not len(found.steps)
    assert found.summary[-1] == "Nothing that could be signed would keep more of them."
    assert (found.before_after["before"].iloc[:3] == found.before_after["after"].iloc[:3]).all()


def test_an_agreement_that_several_share_is_one_thing_to_sign():
    rows = ties(("A", "B"), ("A", "C"), ("A", "D"), form="mou", agreement="Compact",
                end="2026-12-31")  # fmt: skip
    p = partnership(organizations=[{"organization": x} for x in "ABCD"], ties=rows)
    found = formalize(p, 1, UNTIL, at=AT)
    assert found.steps["what"].tolist() == ["renew Compact"]
    assert found.steps["parties"].iat[0] == ("A", "B", "C", "D")
    # Six pairs within two steps, in the 11 of 13 months after the compact would have ended.
    assert found.steps["gain_in_set"].iat[0] == pytest.approx(6 * 11 / 13)


def test_a_personal_seat_can_be_made_the_organizations():
    p = partnership(
        people=[{"person": "Ana", "organization": "YMCA", "end": "2026-11-20"},
                {"person": "Ben", "organization": "City"}],
        organizations=[{"organization": "YMCA"}, {"organization": "City"},
                       {"organization": "Bank"}],
        seats=[{"table": "Council", "actor": x} for x in ("Ana", "Ben", "Bank")],
    )  # fmt: skip
    found = formalize(p, 1, UNTIL, at=AT)
    assert found.steps["what"].tolist() == ["make the seat at Council that of YMCA"]
    assert found.steps["gain_in_set"].iat[0] == pytest.approx(3)


def test_effort_and_consent_are_passed_on():
    rows = ties(("A head", "B"), form="verbal", effort="two meetings", consent="asked")
    p = partnership(
        people=[{"person": "A head", "organization": "A", "end": "2026-12-01"}],
        organizations=[{"organization": x} for x in "ABC"], ties=rows,
    )  # fmt: skip
    step = formalize(p, 1, UNTIL, at=AT).steps.iloc[0]
    assert (step["effort"], step["consent"]) == ("two meetings", "asked")


def test_paper_alone_counts_for_nothing():
    # The tie rests on nobody who may leave, so signing it keeps nothing.
    p = partnership(
        people=[{"person": "A head", "organization": "A"}],
        organizations=[{"organization": x} for x in "AB"], ties=ties(("A head", "B")),
    )  # fmt: skip
    assert not len(formalize(p, 3, UNTIL, at=AT).steps)


def test_several_steps_are_weighed_together_and_no_more_than_needed():
    found = formalize(toy(), 3, UNTIL, "connected", at=AT)
    values = found.before_after.set_index("measure")
    three = values.loc["connected pairs, expected", "after"]
    assert found.exact
    assert found.steps["rank"].tolist() == [1, 2, 3]
    # One after the other would take B-M first and gain less than the best three.
    one = formalize(toy(), 1, UNTIL, "connected", at=AT)
    assert three / 36 > 0.9 > 0.702361 + one.steps["gain_in_set"].iat[0] / 36


def test_seats_and_introductions_stand_beside_the_steps():
    p = toy(seats=[{"table": "Council", "actor": "B"}, {"table": "Council", "actor": "C"}])
    found = formalize(p, 1, UNTIL, at=AT)
    assert (found.seats["table"] == "Council").all()
    assert len(found.seats) == 1
    assert len(found.introductions) == 1
    assert (found.seats["gain_in_set"] > 0).all()
    assert all(who for who in found.introductions["who_can_introduce"])


@pytest.mark.parametrize(
    ("asked", "said"),
    [({"budget": 0}, "budget"), ({"until": AT}, "until must be after"),
     ({"objective": "paper"}, "objective must be")],
)  # fmt: skip
def test_what_cannot_be_asked_is_said(asked, said):
    with pytest.raises(cn.ArgumentError, match=said):
        formalize(toy(), at=AT, **asked)


def test_without_ties_it_cannot_say():
    found = formalize(partnership(organizations=[{"organization": "A"}]), at=AT)
    assert "needs Ties or Tables" in found.summary[-1]


def test_it_is_told_in_few_short_plain_sentences(of_toy):
    assert len(of_toy.summary) <= 7
    assert all(len(sentence.split()) <= 25 for sentence in of_toy.summary)
    assert not FORBIDDEN.search(" ".join(of_toy.summary + of_toy.notes))
    assert any("may not always be appropriate" in note for note in of_toy.notes)
    assert set(of_toy.to_dict()["tables"]) == {
        "steps", "seats", "introductions", "before_after",
    }  # fmt: skip
