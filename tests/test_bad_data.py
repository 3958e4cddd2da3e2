"""Sheets that can be read but not understood: each problem with its cell and the way out."""

from __future__ import annotations

from datetime import date, datetime

import pytest

import civicnet as cn
from civicnet.problems import CODES
from tests.bad_inputs import book

WHO = ["person", "post", "organization", "sector", "since", "until", "can stay", "serves with"]
PEOPLE = [
    WHO,
    ["Ann Marsh", "Mayor", "City of Riverbend", "public", "2020", "2027-12-31", "no", ""],
    ["Bob Lee", "Chief of Staff", "City of Riverbend", "public", "", "", "", "Mayor"],
    ["Cy Young", "", "Jefferson Elementary", "education", "", "", "", ""],
]
TIES = ["from", "to", "what", "agreement", "strength", "since", "until"]
SEATS = ["table", "who", "role", "on behalf of", "decides", "since", "until"]
ASSETS = ["asset", "kind", "holder", "amount", "per", "until"]


def ties(*row):
    return {"Who": PEOPLE, "Ties": [TIES, ["Ann Marsh", "Cy Young", "works with"], list(row)]}


# name: (sheets, code, sheet, cell, a piece of the message, a piece of the way out)
BAD = {
    "a misspelled organization": (
        ties("Ann Marsh", "Jefferson Elementry", "refers"),
        "unknown-actor", "Ties", "B3", "Jefferson Elementry", '"Jefferson Elementary"',
    ),
    "a first name where the whole name is needed": (
        ties("Ann", "Cy Young", "refers"),
        "unknown-actor", "Ties", "A3", '"Ann"', '"Ann Marsh"',
    ),
    "a blank end of a tie": (
        ties("Ann Marsh", "", "refers"),
        "missing-value", "Ties", "B3", "blank", "delete the row",
    ),
    "a tie of somebody to herself": (
        ties("Ann Marsh", "ann marsh", "refers"),
        "self-tie", "Ties", "B3", "to itself", "Correct one of the two names",
    ),
    "an agreement of unknown form in seats": (
        {"Who": PEOPLE, "Tables": [SEATS, ["Council", "Ann Marsh", "chair", "", "descides"]]},
        "bad-choice", "Tables", "E2", "descides", '"decides"',
    ),
    "a strength beyond the scale": (
        ties("Ann Marsh", "Bob Lee", "refers", "mou", 7),
        "out-of-range", "Ties", "E3", '"7"', "1 to 4",
    ),
    "a strength in words nobody knows": (
        ties("Ann Marsh", "Bob Lee", "refers", "mou", "strong"),
        "bad-number", "Ties", "E3", "strong", "digits",
    ),
    "a season for a date": (
        ties("Ann Marsh", "Bob Lee", "refers", "mou", 3, "Spring 2024"),
        "bad-date", "Ties", "F3", "Spring 2024", "2028-01-31",
    ),
    "a date with two meanings": (
        ties("Ann Marsh", "Bob Lee", "refers", "mou", 3, "03/04/2024"),
        "ambiguous-date", "Ties", "F3", "4 March", "2028-01-31",
    ),
    "a day number where a date lost its format": (
        ties("Ann Marsh", "Bob Lee", "refers", "mou", 3, 45355),
        "bad-date", "Ties", "F3", "day number", "2024-03-04",
    ),
    "a day that does not exist": (
        ties("Ann Marsh", "Bob Lee", "refers", "mou", 3, "2023-02-29"),
        "bad-date", "Ties", "F3", "calendar", "2028-01-31",
    ),
    "an end before the start": (
        ties("Ann Marsh", "Bob Lee", "refers", "mou", 3, "2025", "2024"),
        "end-before-start", "Ties", "G3", "2024-12-31", "Swap",
    ),
    "a column typed twice": (
        {"Who": PEOPLE, "Ties": [[*TIES, "source"], ["Ann Marsh", "Bob Lee"]]},
        "duplicate-column", "Ties", "A1", "both mean source", "Rename",
    ),
    "a sheet without its main column": (
        {"Who": PEOPLE, "Tables": [["who", "role"], ["Ann Marsh", "chair"]]},
        "missing-column", "Tables", "", "no column for table", '"table"',
    ),
    "a column nobody knows": (
        {"Who": [[*WHO, "shoe size"], [*PEOPLE[1], "42"]]},
        "unknown-column", "Who", "I1", "shoe size", "",
    ),
    "a post that serves with itself": (
        {"Who": [WHO, ["Ann", "Mayor", "City", "", "", "", "", "Mayor"]]},
        "serves-with-cycle", "Who", "H2", "Mayor", "Leave serves with blank",
    ),
    "two mayors at once": (
        {"Who": [*PEOPLE, ["Dee Cox", "Mayor", "City of Riverbend", "public", "2025", "", "", ""]]},
        "overlapping-terms", "Who", "A5", '"Ann Marsh" and "Dee Cox"', "holders",
    ),
    "one organization in two sectors": (
        {"Who": [*PEOPLE, ["Dee Cox", "", "Jefferson Elementary", "public", "", "", "", ""]]},
        "two-sectors", "Who", "D5", "education", "write one",
    ),
    "one name for a person and an organization": (
        {"Who": [*PEOPLE, ["Jefferson Elementary", "", "", "", "", "", "", ""]]},
        "same-name", "Who", "A5", "Jefferson Elementary", "longer name",
    ),
    "a chance in words": (
        {"Who": [WHO, ["Ann", "Mayor", "City", "", "", "", "maybe", ""]]},
        "bad-choice", "Who", "G2", "maybe", "0.6 or 60%",
    ),
    "two names that may be one": (
        {"Who": [*PEOPLE, ["Dee", "", "Jefferson Elementery", "", "", "", "", ""]]},
        "near-duplicate", "Who", "C5", "may be the same", "Aliases",
    ),
    "the same seat twice": (
        {"Who": PEOPLE, "Tables": [SEATS, ["Council", "Ann Marsh"], ["Council", "Ann Marsh"]]},
        "duplicate-row", "Tables", "B3", "already has a seat", "Delete one",
    ),
    "an unusual kind of asset": (
        {"Who": PEOPLE, "Assets": [ASSETS, ["Grant", "fundng", "Cy Young"]]},
        "new-kind", "Assets", "B2", "fundng", '"funding"',
    ),
    "an amount with words": (
        {"Who": PEOPLE, "Assets": [ASSETS, ["Grant", "funding", "Cy Young", "about 20k"]]},
        "bad-number", "Assets", "D2", "about 20k", "digits",
    ),
    "an agreement with nobody behind it": (
        {"Who": [*PEOPLE, ["Zed"]], "Ties": [TIES, ["Zed", "Cy Young", "", "mou"]]},
        "no-institution", "Ties", "A2", "Zed", "organization",
    ),
    "an agreement of somebody with two posts": (
        {
            "Who": [*PEOPLE, ["Ann Marsh", "Trustee", "Library", "", "", "", "", ""]],
            "Ties": [TIES, ["Ann Marsh", "Cy Young", "", "contract"]],
        },
        "ambiguous-office", "Ties", "A2", '"Trustee, Library"', "via",
    ),
    "a post that several organizations have": (
        {
            "Who": [WHO, ["A", "Director", "X"], ["B", "Director", "Y"]],
            "Ties": [TIES, ["Director", "A"]],
        },
        "ambiguous-name", "Ties", "A2", '"Director, X"', "whole name",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", BAD)
def test_a_bad_sheet_is_told_with_its_cell_and_the_way_out(name, tmp_path):
    sheets, code, sheet, cell, message, hint = BAD[name]
    path = book(tmp_path, sheets)

    found = [problem for problem in cn.check(path) if problem.code == code]

    assert found, cn.check(path)
    problem = found[0]
    assert (problem.file, problem.sheet) == (path.name, sheet)
    assert not cell or problem.cell == cell, problem
    assert message in problem.message
    assert hint in problem.hint


@pytest.mark.parametrize("name", BAD)
def test_an_error_stops_reading_and_a_warning_does_not(name, tmp_path):
    sheets, code, *_ = BAD[name]
    path = book(tmp_path, sheets)
    if CODES[code].severity == "error":
        with pytest.raises(cn.DataError):
            cn.read(path)
    else:
        assert cn.read(path).problems


def test_real_date_cells_are_dates_whatever_they_look_like(tmp_path):
    rows = [TIES, ["Ann Marsh", "Bob Lee", "", "", "", datetime(2024, 3, 4)]]  # noqa: DTZ001
    path = tmp_path / "dates.xlsx"
    import xlsxwriter

    with xlsxwriter.Workbook(path) as workbook:
        who = workbook.add_worksheet("Who")
        for number, row in enumerate(PEOPLE):
            who.write_row(number, 0, row)
        sheet = workbook.add_worksheet("Ties")
        for number, row in enumerate(rows):
            sheet.write_row(number, 0, row[:5])
        sheet.write(0, 5, "since")
        sheet.write_datetime(1, 5, rows[1][5], workbook.add_format({"num_format": "dd/mm/yy"}))
    assert cn.read(path).ties["start"].iat[0].date() == date(2024, 3, 4)
