"""From the text of a cell to a value: certain, or a fault that says how to mend it."""

import datetime as dt
import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from civicnet.cells import bare, clean, did_you_mean, fold, nearest, read_texts, split_list
from civicnet.columns import FRAMES

END = FRAMES["terms"].column("end")
START = FRAMES["terms"].column("start")
AMOUNT = FRAMES["assets"].column("amount")
SHARE = FRAMES["voices"].column("population_share")
STRENGTH = FRAMES["ties"].column("strength")


def one(column, text, **options):
    values, faults = read_texts(column, [text], **options)
    return values[0], faults.get(0)


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("2028-01-31", dt.date(2028, 1, 31), dt.date(2028, 1, 31)),
        ("2028-02", dt.date(2028, 2, 1), dt.date(2028, 2, 29)),
        ("2028", dt.date(2028, 1, 1), dt.date(2028, 12, 31)),
        ("2028-01-31T08:00:00", dt.date(2028, 1, 31), dt.date(2028, 1, 31)),
        ("31 January 2028", dt.date(2028, 1, 31), dt.date(2028, 1, 31)),
        ("Jan 31, 2028", dt.date(2028, 1, 31), dt.date(2028, 1, 31)),
        ("Sept. 2028", dt.date(2028, 9, 1), dt.date(2028, 9, 30)),
        ("13/04/2024", dt.date(2024, 4, 13), dt.date(2024, 4, 13)),
        ("04/13/2024", dt.date(2024, 4, 13), dt.date(2024, 4, 13)),
        ("04.04.2024", dt.date(2024, 4, 4), dt.date(2024, 4, 4)),
    ],
)
def test_a_partial_start_is_the_first_day_and_a_partial_end_the_last(text, first, last):
    assert one(START, text) == (first, None)
    assert one(END, text) == (last, None)


@pytest.mark.parametrize("text", ["present", "ongoing", "now", "—"])
def test_an_end_that_says_it_still_runs_is_blank(text):
    assert one(END, text) == (None, None)


def test_a_date_with_two_meanings_is_refused_unless_the_column_proves_its_order():
    value, fault = one(END, "03/04/2024")
    assert value is None
    assert fault.code == "ambiguous-date"
    assert "3 April" in fault.message
    assert "4 March" in fault.message
    values, faults = read_texts(END, ["03/04/2024", "13/04/2024"])
    assert values == [dt.date(2024, 4, 3), dt.date(2024, 4, 13)]
    assert not faults
    assert one(END, "03/04/2024", order="month-first") == (dt.date(2024, 3, 4), None)


def test_a_column_that_proves_both_orders_proves_none():
    values, faults = read_texts(END, ["03/04/2024", "13/04/2024", "04/13/2024"])
    assert values[0] is None
    assert faults[0].code == "ambiguous-date"


@given(st.dates(dt.date(1900, 1, 1), dt.date(2100, 12, 31)))
def test_every_day_is_read_the_same_from_iso_and_from_words(day):
    assert one(END, day.isoformat()) == (day, None)
    assert one(START, f"{day.day} {day.strftime('%B')} {day.year}") == (day, None)


@pytest.mark.parametrize(
    ("text", "piece"),
    [
        ("Spring 2024", "2028-01-31"),
        ("45355", "2024-03-04"),
        ("2024-02-30", "2028-01-31"),
        ("01-01-13", "2028-01-31"),
        ("soon", "2028-01-31"),
    ],
)
def test_what_is_not_surely_a_date_is_an_error_with_a_way_out(text, piece):
    value, fault = one(END, text)
    assert value is None
    assert fault.code == "bad-date"
    assert piece in fault.hint


@pytest.mark.parametrize(
    ("text", "number"),
    [("$187,500", 187500), ("1,234.5", 1234.5), ("0.6", 0.6), ("-3", None), ("12 %", None)],
)
def test_numbers_are_read_as_people_write_money(text, number):
    value, fault = one(AMOUNT, text)
    if number is None:
        assert math.isnan(value)
        assert fault is not None
    else:
        assert (value, fault) == (number, None)


def test_a_decimal_comma_is_read_where_the_column_proves_it():
    values, faults = read_texts(AMOUNT, ["0,611553068", "81,2", "12"])
    assert values == [0.611553068, 81.2, 12.0]
    assert not faults
    _, faults = read_texts(AMOUNT, ["1,5", "1,234"])
    assert faults[1].code == "bad-number"


def test_a_share_is_between_0_and_1_or_a_percentage():
    assert one(SHARE, "18%") == (0.18, None)
    assert one(SHARE, "0.18") == (0.18, None)
    _, fault = one(SHARE, "18")
    assert fault.code == "out-of-range"
    assert "18%" in fault.hint


def test_strength_is_a_number_from_1_to_4_or_its_word():
    assert one(STRENGTH, "Integration") == (4.0, None)
    assert one(STRENGTH, "3") == (3.0, None)
    assert one(STRENGTH, "7")[1].code == "out-of-range"


def test_a_closed_list_refuses_a_new_word_and_an_open_list_keeps_it():
    _, fault = one(FRAMES["ties"].column("form"), "conract")
    assert fault.code == "bad-choice"
    assert '"contract"' in fault.hint
    value, fault = one(FRAMES["assets"].column("kind"), "fundng")
    assert (value, fault.code) == ("fundng", "new-kind")
    assert '"funding"' in fault.hint
    assert one(FRAMES["ties"].column("relation"), "counts votes with") == (
        "counts votes with",
        None,
    )


@pytest.mark.parametrize(
    ("text", "kept"), [("Yes", "yes"), ("no", "no"), ("35%", "0.35"), ("0.35", "0.35")]
)
def test_can_stay_is_yes_no_or_a_chance(text, kept):
    assert one(FRAMES["terms"].column("can_stay"), text) == (kept, None)
    assert one(FRAMES["terms"].column("can_stay"), "maybe")[1].code == "bad-choice"


def test_a_blank_is_missing_never_zero():
    assert math.isnan(one(AMOUNT, "")[0])
    assert one(END, "")[0] is None
    assert one(FRAMES["people"].column("voices"), "")[0] == ()
    assert one(FRAMES["seats"].column("mandated"), "")[0] is None


def test_lists_are_separated_by_semicolons_or_bars_never_by_commas():
    assert split_list("students; parents | Smith, Jones & Co ;") == (
        "students",
        "parents",
        "Smith, Jones & Co",
    )


def test_names_are_equal_whatever_their_case_width_or_blanks():
    assert fold("Maria\u00a0 LO\u0301PEZ") == fold("maria lópez")
    assert clean("Zoe\u0308\u200b  Kim") == "Zoë Kim"
    assert bare("María-José O’Neil") == "maria jose oneil"


def test_a_misspelled_name_finds_the_one_meant():
    among = ["Jefferson Elementary School", "Lincoln Elementary School", "City Hall"]
    assert nearest("Jefferson Elementry", among)[0] == "Jefferson Elementary School"
    assert did_you_mean("Jefferson Elementry", among).startswith('Did you mean "Jefferson')
    assert did_you_mean("zzzzqqq", among) == ""
