"""The data of the day after: read again they say what the departure said, and whom to introduce."""

import json
import random
from dataclasses import replace

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import civicnet as cn
from civicnet import reach, rules
from civicnet.cli import main
from civicnet.moments import moment
from civicnet.questions.departure.handover import handed_over, leaving, named
from civicnet.questions.ground import departure, ground
from civicnet.questions.ground import left as what_is_left
from civicnet.standing import standing
from tests.build import partnership, ties
from tests.test_departure import FORBIDDEN, city, random_city, records

ON, AT = "2026-11-14", "2026-11-15"


@pytest.fixture(scope="module")
def small():
    return city()


@pytest.fixture(scope="module")
def riverbend():
    return cn.load_example("riverbend")


@pytest.fixture(scope="module")
def after(riverbend):
    return cn.left(riverbend, "Eleanor Marsh", ON, "Ana Ruiz")


@pytest.fixture(scope="module")
def handed(small):
    return cn.left(small, "Marsh", ON, "Ana")


def row(frame, **cells):
    """Give the one row of a frame in which some cells are so."""
    for column, value in cells.items():
        frame = frame[frame[column] == value]
    (found,) = frame.to_dict("records")
    return found


# --- reading it again --------------------------------------------------------------------------


def tied(found, alive):
    return {
        tuple(sorted((found.bodies[a], found.bodies[b])))
        for (a, b), lives in zip(found.ends, alive, strict=True)
        if lives
    }


def read_again(p, vacant):
    """Give the pairs that are tied on the day after, where agreements of vacant offices wait."""
    found = reach.reach(p, AT)
    nobody, waiting = reach.gone(found, [()]), reach.suspended(found, vacant)
    return found, tied(found, next(reach.alive(found, nobody, waiting))[0])


def agree(p, person, then):
    """Compare the data of the day after with what the departure leaves, refilled or not."""
    on = ground(p, AT)
    for refilled in (True, False):
        gone = departure(on, [person], refilled=refilled)
        found, now = read_again(then, gone.vacant)
        assert now == tied(on.reach, what_is_left(on, gone)[0]), person
        assert {*on.reach.bodies} - {*gone.people} <= {*found.bodies}, person


def test_for_everybody_in_riverbend_the_day_after_is_what_the_departure_leaves(riverbend):
    now, on, day = standing(riverbend, ON), ground(riverbend, AT), moment(riverbend.frames, ON)
    for person in sorted(now.present):
        given_up = leaving(now, named(riverbend, now, person), with_staff=True)
        written = handed_over(riverbend, now, day.date, given_up, whole=True)
        frames = {
            name: frame.drop(index=written.never.get(name, [])).reset_index(drop=True)
            for name, frame in written.frames.items()
        }
        gone = departure(on, [person])
        _, left = read_again(replace(riverbend, **frames), ())
        assert left == tied(on.reach, what_is_left(on, gone)[0]), person
        assert not set(gone.people) & rules.present(frames, on.at), person


@pytest.mark.parametrize("successor", [None, "Ana Ruiz"])
@pytest.mark.parametrize("person", ["Eleanor Marsh", "Terrence Oyelaran", "Beatriz Fontes"])
def test_with_and_without_a_successor_too(riverbend, person, successor):
    agree(riverbend, person, cn.left(riverbend, person, ON, successor).partnership)


def test_who_is_known_by_one_tie_only_is_not_lost_with_it():
    rows = ties(("Ana", "Ben"), form="verbal", start="2024")
    p = partnership(
        people=[{"person": "Ana", "organization": "City"}, {"person": "Ben"}],
        organizations=[{"organization": "City"}],
        ties=rows,
    )
    done = cn.left(p, "Ana", ON)
    agree(p, "Ana", done.partnership)
    assert pd.isna(done.partnership.ties["end"].iat[0])
    assert any("left open" in why for why in done.to_settle["why"])


@settings(max_examples=8, deadline=None)
@given(st.integers(0, 10**6), st.booleans())
def test_the_day_after_is_what_the_departure_leaves(seed, followed):
    p = random_city(seed)
    now = standing(p, ON)
    person = random.Random(seed).choice(sorted(now.present))
    has_place = now.held_by(person) or person in now.posts.homes
    done = cn.left(p, person, ON, "Brand New" if followed and has_place else None)
    agree(p, person, done.partnership)


@pytest.mark.parametrize("name", ["out.xlsx", "out.json", "out/"])
def test_what_is_written_is_read_back_the_same(tmp_path, after, name):
    cn.write(after.partnership, f"{tmp_path}/{name}")
    assert cn.read(f"{tmp_path}/{name}").equals(after.partnership)


def test_the_partnership_that_was_asked_is_as_it_was(small):
    before = {name: frame.copy(deep=True) for name, frame in small.frames.items()}
    cn.left(small, "Marsh", ON, "Ana")
    for name, frame in before.items():
        pd.testing.assert_frame_equal(small.frames[name], frame)


# --- what is written ---------------------------------------------------------------------------


def test_terms_and_personal_ties_end_on_the_last_day(handed):
    p, last = handed.partnership, pd.Timestamp(ON)
    assert row(p.terms, person="Marsh")["end"] == last
    assert row(p.terms, person="Clerk")["end"] == last
    assert row(p.people, person="Marsh")["end"] == last
    assert row(p.ties, source="Marsh", target="Reece")["end"] == last
    assert row(p.assets, asset="Public face")["end"] == last


def test_agreements_stay_with_the_office(handed):
    tie = row(handed.partnership.ties, agreement="Compact")
    assert (tie["source"], tie["target"]) == ("Mayor, City", "Voss")
    assert pd.isna(tie["end"])
    assert ("Marsh and Voss: plans with", "Ana") in records(handed.passed_on, "what", "to")


def test_a_seat_of_the_office_passes_to_the_successor_and_a_personal_one_ends(handed):
    seats = handed.partnership.seats
    assert row(seats, table="Cabinet", actor="Marsh")["end"] == pd.Timestamp(ON)
    new = row(seats, table="Cabinet", actor="Ana")
    assert (new["on_behalf_of"], new["engagement"]) == ("Mayor, City", "advises")
    assert new["start"] == pd.Timestamp(AT)
    assert row(seats, table="Council", actor="Marsh")["end"] == pd.Timestamp(ON)


def test_the_successor_s_term_starts_on_the_next_day(handed):
    term = row(handed.partnership.terms, person="Ana")
    assert (term["office"], term["organization"]) == ("Mayor", "City")
    assert term["start"] == pd.Timestamp(AT)
    holders = rules.holders(handed.partnership.frames, moment(handed.partnership.frames, AT))
    assert holders["Mayor, City"] == ["Ana"]


def test_a_successor_whose_term_lies_ahead_starts_earlier(riverbend):
    done = cn.left(riverbend, "Library Director, Riverbend Public Library", ON, "Owen Gallagher")
    term = row(done.partnership.terms, person="Owen Gallagher")
    assert term["start"] == pd.Timestamp(AT)
    assert row(done.partnership.people, person="Owen Gallagher")["start"] == pd.Timestamp(AT)


def test_successors_can_be_named_by_office(small):
    done = cn.left(small, "Marsh", ON, {"Mayor, City": "Ana", "Chief of Staff, City": "Bo"})
    terms = done.partnership.terms
    assert row(terms, person="Bo")["office"] == "Chief of Staff"
    assert {"Ana", "Bo"} <= set(done.introductions["source"])


def test_what_was_to_begin_later_does_not():
    who = [{"person": "Marsh", "post": "Mayor", "organization": "City"},
           {"person": "Voss", "post": "Superintendent", "organization": "Schools"}]  # fmt: skip
    rows = ties(("Marsh", "Voss"), form="verbal", start="2027")
    rows += ties(("Marsh", "Voss"), form="mou", start="2027", relation="plans with")
    done = cn.left(partnership(who=who, ties=rows), "Marsh", ON)
    (tie,) = done.partnership.ties.to_dict("records")
    assert (tie["source"], tie["form"]) == ("Mayor, City", "mou")


def test_columns_of_one_s_own_keep_their_names_and_cells(riverbend, after):
    assert list(after.partnership.people.columns) == list(riverbend.people.columns)
    parking = dict(zip(riverbend.people["person"], riverbend.people["parking"], strict=True))
    again = dict(
        zip(after.partnership.people["person"], after.partnership.people["parking"], strict=True)
    )
    assert {name: again[name] for name in parking} == parking


# --- whom to introduce -------------------------------------------------------------------------


def test_each_personal_tie_that_ended_is_an_introduction_with_who_could_make_it(handed):
    rows = handed.introductions
    assert records(rows, "source", "target", "was_tied_to") == [
        ("Ana", "Voss", "Marsh"),
        ("Ana", "Feld", "Marsh"),
        ("Ana", "Reece", "Marsh"),
        ("Chief of Staff, City", "Feld", "Achebe"),
    ]
    bank = row(rows, target="Feld", was_tied_to="Achebe")
    assert bank["who_can_introduce"] == ("Tomas",)
    assert bank["why"] == "Tomas and Feld: trusts"
    ymca = row(rows, target="Reece")
    assert ymca["who_can_introduce"] == ()
    assert "ask Marsh before the last day" in ymca["why"]
    assert row(rows, target="Voss")["relation"] == ("works with",)


def test_a_dispute_is_no_introduction(riverbend, after):
    assert "Bill Pruitt" not in set(after.introductions["target"])
    assert any("of dispute ended" in note for note in after.notes)


def test_those_who_left_introduce_nobody(after):
    gone = {"Eleanor Marsh", "Desmond Achebe", "Priya Raghunathan"}
    assert not gone & {name for names in after.introductions["who_can_introduce"] for name in names}
    assert not gone & set(after.introductions["target"])
    first = after.introductions.iloc[0]
    assert (first["source"], first["target"]) == ("Ana Ruiz", "Augustine Feld")


def test_what_only_people_can_settle_is_listed(after):
    settle = dict(records(after.to_settle, "what", "why"))
    assert settle["Chief of Staff, Mayor's Office"] == "nobody holds it"
    assert "Ana Ruiz" in settle["Mayor, Mayor's Office"]
    assert "yes of Mayor, Mayor's Office" in settle["City Hall room 210"]


def test_the_sentences_are_plain_few_and_short(after, handed):
    for done in (after, handed):
        assert 3 <= len(done.summary) <= 7
        assert [x for x in done.summary if len(x.split()) > 25] == []
        assert not FORBIDDEN.search(str(done))
        json.dumps(done.to_dict(), allow_nan=False)
    assert "Ana Ruiz follows on 15 November 2026 as Mayor, Mayor's Office." in after.summary


# --- who can follow ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("who", "successor", "said"),
    [
        ("Marsh", "Achebe", "leaves as well"),
        ("Marsh", "Bank", "is no person"),
        ("Marsh", " ", "needs a name"),
        (["Marsh", "Voss"], "Ana", "say in which office"),
        ("Marsh", {"Director, YMCA": "Ana"}, "nobody who leaves holds 'Director, YMCA'"),
    ],
)
def test_whoever_cannot_follow_is_refused_in_words(small, who, successor, said):
    with pytest.raises(cn.ArgumentError, match=said):
        cn.left(small, who, ON, successor)


def test_the_last_day_is_a_date():
    p = partnership(ties=ties(("A", "B"), wave="2024"))
    with pytest.raises(cn.ArgumentError, match="on must be a date"):
        cn.left(p, "A (holder)", "2024")


def test_a_name_like_another_is_asked_about(riverbend):
    done = cn.left(riverbend, "Library Director, Riverbend Public Library", ON, "Owen Galagher")
    assert any("if Owen Gallagher is meant" in note for note in done.notes)


# --- the command -------------------------------------------------------------------------------


def run(*arguments):
    with pytest.raises(SystemExit) as left:
        main([str(each) for each in arguments])
    return left.value.code


def test_the_command_writes_the_data_and_prints_whom_to_introduce(tmp_path, capsys, after):
    out = tmp_path / "after.xlsx"
    asked = ["left", "example:riverbend", "Eleanor Marsh", "--on", ON, "--successor", "Ana Ruiz"]
    assert run(*asked, "-o", out, "--format", "json") == 0
    printed = capsys.readouterr()
    assert json.loads(printed.out)["summary"] == list(after.summary)
    assert f"{out} holds the data from 15 November 2026 on." in " ".join(printed.err.split())
    assert cn.read(out).equals(after.partnership)


def test_a_foreign_file_is_not_replaced(tmp_path, capsys):
    out = tmp_path / "mine.json"
    out.write_text('{"mine": 1}', encoding="utf-8")
    asked = ["left", "example:riverbend", "Nou Xiong", "--on", ON, "-o", out]
    assert run(*asked) == 4
    assert out.read_text(encoding="utf-8") == '{"mine": 1}'
    assert run(*asked, "--force") == 0
    assert "Nou Xiong" in capsys.readouterr().out


def test_a_successor_without_an_office_among_several_is_a_mistake_in_use(tmp_path, capsys):
    out = tmp_path / "after.json"
    follow = ["--successor", "Ana", "--successor", "Mayor, Mayor's Office=Bo"]
    assert run("left", "example:riverbend", "mayor", "--on", ON, *follow, "-o", out) == 2
    assert "does not say in which office" in capsys.readouterr().err
    assert not out.exists()
