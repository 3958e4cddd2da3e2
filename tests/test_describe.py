"""What is in the data, in plain sentences, and which questions they can answer."""

import re

import civicnet as cn
from tests.build import partnership, ties

AT = "2026-11-15"


def test_the_example_is_described_in_at_most_seven_plain_sentences():
    said = cn.load_example().describe(at=AT)
    assert 4 <= len(said.summary) <= 7
    assert "invented" in said.summary[0]
    text = str(said)
    assert not re.search(r"\b(node|edge|betweenness|NaN|None|nan)\b", text)
    assert "15 November 2026" in text


def test_the_description_counts_what_holds_at_the_date():
    p = partnership(
        organizations=[{"organization": "City"}, {"organization": "YMCA"}],
        ties=[*ties(("City", "YMCA"), form="mou"), *ties(("City", "YMCA"), end="2020")],
    )
    text = str(p.describe(at=AT))
    assert "On 15 November 2026: 2 organizations; 1 tie." in text
    assert "0 of 1 working tie rest on people" in text
    assert "All 2 partners can reach each other." in text


def test_partners_that_stand_apart_are_named():
    p = partnership(
        organizations=[{"organization": name} for name in ("City", "YMCA", "Library", "Chamber")],
        ties=ties(("City", "YMCA"), ("YMCA", "Library")),
    )
    assert "3 of 4 partners can reach each other; 1 stands apart: Chamber." in str(
        p.describe(at=AT)
    )


def test_the_next_end_of_a_term_and_vacancies_are_told():
    p = partnership(
        who=[
            {"person": "Ann", "post": "Mayor", "organization": "City", "until": "2027-12-31"},
            {"post": "Clerk", "organization": "City"},
        ]
    )
    text = str(p.describe(at=AT))
    assert "1 term ends within two years, the first on 31 December 2027: Ann, Mayor." in text
    assert "Nobody holds 1 office: Clerk, City." in text


def test_old_data_say_of_which_year_they_look_but_history_does_not_make_them_old():
    def terms(*spells):
        return [
            {"person": name, "office": "Mayor", "organization": "City", "start": a, "end": b}
            for name, a, b in spells
        ]

    old = partnership(terms=terms(("Ann", "2010", "2015")))
    assert "look like 2015; use at=2015" in str(old.describe(at=AT))
    followed = partnership(terms=terms(("Ann", "2010", "2015"), ("Bob", "2016", "2028")))
    assert "look like" not in str(followed.describe(at=AT))


def test_notes_say_what_was_inferred_and_what_is_drawn_but_not_counted():
    p = partnership(
        organizations=[{"organization": "City"}, {"organization": "YMCA"}],
        ties=[*ties(("City", "YMCA"), strength=1), *ties(("City", "YMCA"), relation="disputes")],
    )
    notes = " ".join(p.describe(at=AT).notes)
    assert "2 of 2 ties say neither agreement nor basis" in notes
    assert "1 tie of dispute" in notes
    assert "1 tie of awareness only" in notes


def test_the_description_is_plain_data_too():
    said = cn.load_example().describe(at=AT).to_dict()
    assert said["at"] == "2026-11-15"
    assert {"counts", "questions"} == set(said["tables"])
    assert said["tables"]["counts"][0]["frame"] == "people"


def test_every_question_says_whether_it_can_be_answered_and_what_it_needs():
    empty = partnership(context=[{"place": "Riverbend", "key": "population", "value": "1"}])
    questions = empty.describe(at=AT).questions
    assert not questions["can"].any()
    assert questions["needs"].str.len().min() > 0
    assert cn.load_example().describe(at=AT).questions["can"].all()


def test_ties_that_do_not_say_what_they_rest_on_are_told_under_both_readings():
    p = partnership(
        organizations=[{"organization": "City"}, {"organization": "YMCA"}],
        ties=[*ties(("City", "YMCA"), form="verbal"), *ties(("City", "YMCA"))],
    )
    text = str(p.describe(at=AT))
    assert "2 of 2 working ties rest on people" in text
    assert "(1 if those that do not say rest on institutions)" in text


def test_personal_ties_that_nobody_we_know_holds_are_counted():
    frames = {
        "organizations": [{"organization": "City"}, {"organization": "YMCA"}],
        "ties": ties(("City", "YMCA"), form="verbal"),
    }
    assert "1 personal tie is held, on one side at least, by nobody we know." in (
        partnership(**frames).describe(at=AT).notes
    )
    known = [{"person": "Ann", "organization": "City"}, {"person": "Bob", "organization": "YMCA"}]
    notes = partnership(**frames, people=known).describe(at=AT).notes
    assert not [said for said in notes if "nobody we know" in said]
