"""Every question answers any partnership in a few short plain sentences, and never with a guess."""

import inspect
import json
import re

import pandas as pd
import pytest
from hypothesis import given, settings

import civicnet as cn
from tests.strategies import partnerships
from tests.toy import TIES

AT = "2026-11-15"
MOST_SENTENCES, MOST_WORDS = 7, 25
NEVER = re.compile(r"\b(betweenness|[Nn]odes?|[Ee]dges?|nan|NaN|NaT|None(?! of)|True|False)\b")
ASKED = {
    "forecast": {"until": "2028-01-31", "scenarios": 200},
    "formalize": {"budget": 1, "until": "2027-01-31"},
    "introduce": {"budget": 1},
}
QUESTIONS = (
    "brokers", "risks", "forecast", "formalize", "rehouse", "cochairs", "introduce",
    "concentration", "voices", "stakeholders", "assets", "gaps", "seats", "outcomes", "unity",
)  # fmt: skip


def answered(question, p):
    ask = getattr(cn, question)
    given = {"at": AT, **ASKED.get(question, {})}
    return ask(p, **{k: v for k, v in given.items() if k in inspect.signature(ask).parameters})


def one_frame(**frames):
    return cn.Partnership.from_frames(**{name: pd.DataFrame(rows) for name, rows in frames.items()})


SMALL = {
    "one organization": lambda: one_frame(organizations=[{"organization": "City"}]),
    "one person": lambda: one_frame(people=[{"person": "Ana"}]),
    "two people and a tie": lambda: one_frame(
        ties=[{"source": "Ana", "target": "Ben", "form": "verbal"}]
    ),
    "a bare list": lambda: one_frame(
        ties=[dict(zip(("from", "to"), tie.split(">"), strict=True)) for tie in TIES.split()]
    ),
    "seats alone": lambda: one_frame(
        seats=[{"table": "Council", "actor": who, "role": "member"} for who in ("Ana", "Ben")]
    ),
    "assets alone": lambda: one_frame(
        organizations=[{"organization": "Library"}],
        assets=[{"asset": "Room", "kind": "space", "holder": "Library"}],
    ),
}


def short(found):
    assert 0 < len(found.summary) <= MOST_SENTENCES, found.summary
    for sentence in found.summary:
        assert len(sentence.split()) <= MOST_WORDS, sentence
        assert sentence.endswith((".", "?", "!"))


def short_and_plain(found):
    short(found)
    for sentence in found.summary:
        assert not NEVER.search(sentence), sentence
        assert sentence[0] == sentence[0].upper()
        assert "  " not in sentence


@pytest.fixture(scope="module")
def riverbend():
    return cn.load_example()


@pytest.mark.parametrize("question", QUESTIONS)
def test_riverbend_is_answered_in_short_sentences_and_shown_in_a_notebook(riverbend, question):
    found = answered(question, riverbend)
    short_and_plain(found)
    shown = found._repr_html_()
    assert shown.startswith("<p>")
    assert "<table" in shown
    assert "<script" not in shown


@pytest.mark.parametrize("question", QUESTIONS)
@pytest.mark.parametrize("size", SMALL)
def test_the_smallest_partnerships_have_an_answer_too(size, question):
    short_and_plain(answered(question, SMALL[size]()))


@pytest.mark.parametrize("question", QUESTIONS)
@settings(max_examples=3, deadline=None)
@given(p=partnerships())
def test_any_partnership_is_answered_in_a_few_short_sentences_and_never_changed(question, p):
    before = {name: frame.copy() for name, frame in p.frames.items()}
    found = answered(question, p)
    # Whoever is called "nan" is called so in sentences too.
    short(found)
    json.dumps(found.to_dict(), allow_nan=False)
    for name, frame in before.items():
        pd.testing.assert_frame_equal(frame, p.frames[name])
