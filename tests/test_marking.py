import io
import zipfile

import openpyxl
import pytest

import civicnet as cn
from civicnet.marking import COLOURS, SHEET, mark
from civicnet.problems import Problem
from civicnet.template import workbook


@pytest.fixture
def spoiled(tmp_path):
    """Give a workbook with an error, a warning and a note in known cells."""
    path = workbook(tmp_path / "data.xlsx")
    book = openpyxl.load_workbook(path)
    book["Ties"]["A3"] = "Nobody Here"
    book["Assets"]["B2"] = "fundng"
    book["Who"]["L1"] = "shoe size"
    book["Who"]["L2"] = 43
    book["Assets"]["F3"] = "=40+2"
    book.save(path)
    return path


def _marked(book):
    return {
        f"{sheet.title}!{cell.coordinate}": cell.fill.fgColor.rgb
        for sheet in book.worksheets[1:]
        for row in sheet
        for cell in row
        if cell.fill.fgColor.rgb in COLOURS.values()
    }


def _problem(file="a.csv", sheet="", row=0, column="", cell="", message="wrong.", hint="mend."):
    return Problem(file, sheet, row, column, "bad-date", message, hint, cell)


def test_bad_cells_are_coloured_by_how_bad_they_are_and_say_how_to_mend_them(spoiled, tmp_path):
    before = spoiled.read_bytes()
    problems = [p for p in cn.check(spoiled) if p.code != "formula-without-value"]
    book = openpyxl.load_workbook(mark(spoiled, problems, tmp_path / "marked.xlsx"))
    assert _marked(book) == {
        "Ties!A3": COLOURS["error"],
        "Assets!B2": COLOURS["warning"],
        "Who!L1": COLOURS["note"],
    }
    assert 'nobody and nothing is called "Nobody Here"' in book["Ties"]["A3"].comment.text
    assert 'Did you mean "funding"?' in book["Assets"]["B2"].comment.text
    assert spoiled.read_bytes() == before


def test_values_formulas_and_looks_of_the_workbook_are_kept(spoiled, tmp_path):
    old = openpyxl.load_workbook(spoiled)
    new = openpyxl.load_workbook(mark(spoiled, cn.check(spoiled), tmp_path / "marked.xlsx"))
    assert new.sheetnames == [SHEET, *old.sheetnames]
    for sheet in old:
        for row in sheet:
            for cell in row:
                copied = new[sheet.title][cell.coordinate]
                assert copied.value == cell.value
                assert copied.number_format == cell.number_format
    assert new["Assets"]["F3"].value == "=40+2"
    assert new["Who"].data_validations.count == old["Who"].data_validations.count


def test_the_first_sheet_lists_every_problem_with_a_link_to_its_cell(spoiled, tmp_path):
    problems = cn.check(spoiled)
    sheet = openpyxl.load_workbook(mark(spoiled, problems, tmp_path / "m.xlsx")).worksheets[0]
    assert sheet.title == SHEET
    rows = list(sheet.iter_rows(min_row=2, max_col=5))
    assert [row[0].value for row in rows] == [p.severity for p in problems]
    assert [row[3].value for row in rows] == [p.message for p in problems]
    assert rows[0][2].hyperlink.location == f"'{rows[0][1].value}'!{rows[0][2].value}"


def test_a_marked_copy_can_be_checked_mended_and_marked_again(spoiled, tmp_path):
    problems = cn.check(spoiled)
    copy = mark(spoiled, problems, tmp_path / "marked.xlsx")
    assert [p.code for p in cn.check(copy)] == [p.code for p in problems]
    book = openpyxl.load_workbook(copy)
    book["Ties"]["A3"] = "Milltown Together"
    book["Assets"]["F3"] = 42
    book.save(copy)
    with pytest.raises(cn.FileError, match="--force"):
        mark(spoiled, problems, copy)
    again = openpyxl.load_workbook(mark(copy, cn.check(copy), tmp_path / "again.xlsx"))
    assert set(_marked(again)) == {"Assets!B2", "Who!L1"}
    assert again["Ties"]["A3"].comment is None
    assert again.sheetnames.count(SHEET) == 1


def test_a_comment_of_somebody_elses_is_kept_below_ours(tmp_path):
    path = tmp_path / "a.xlsx"
    book = openpyxl.Workbook()
    book.active["A1"] = "from"
    book.active["A1"].comment = openpyxl.comments.Comment("ask Ana", "Bo")
    book.save(path)
    copy = mark(path, [_problem(sheet="Sheet", row=1, cell="A1")], tmp_path / "m.xlsx")
    text = openpyxl.load_workbook(copy)["Sheet"]["A1"].comment.text
    assert text.startswith("wrong. mend.")
    assert text.endswith("ask Ana")
    again = openpyxl.load_workbook(mark(copy, [], tmp_path / "n.xlsx"))
    assert again["Sheet"]["A1"].comment.text == "ask Ana"


def test_text_files_become_sheets_in_which_rows_keep_their_numbers(tmp_path):
    folder = tmp_path / "data"
    folder.mkdir()
    people = 'person,organization\n\nAna,City\n"=1+1",Citty\n007,City\n'
    (folder / "people.csv").write_text(people, encoding="utf-8")
    (folder / "organizations.csv").write_text("organization,colour\nCity,x\n", encoding="utf-8")
    book = openpyxl.load_workbook(mark(folder, cn.check(folder), tmp_path / "m.xlsx"))
    assert _marked(book) == {"people!B4": COLOURS["error"], "organizations!B1": COLOURS["note"]}
    assert [book["people"].cell(row, 1).value for row in range(1, 6)] == [
        "person",
        None,
        "Ana",
        "=1+1",
        "007",
    ]
    assert {c.data_type for sheet in book for row in sheet for c in row if c.value} == {"s"}


def test_names_of_files_become_names_of_sheets_that_excel_allows(tmp_path):
    folder = tmp_path / "data"
    folder.mkdir()
    long = "ties of the whole region, all of them [2026]"
    for name in (f"{long}.csv", f"{long} b.csv"):
        (folder / name).write_text("from,to\nA,\n", encoding="utf-8")
    problems = cn.check(folder)
    book = openpyxl.load_workbook(mark(folder, problems, tmp_path / "m.xlsx"))
    assert len(book.sheetnames) == 3
    assert all(len(name) <= 31 and not set(name) & set("[]:*?/\\") for name in book.sheetnames)
    assert set(_marked(book).values()) == {COLOURS["error"]}


@pytest.mark.parametrize("name", ["data.json", "missing.xlsx"])
def test_where_there_are_no_cells_the_list_stands_alone(tmp_path, name):
    (tmp_path / "data.json").write_text("{", encoding="utf-8")
    copy = mark(tmp_path / name, [_problem(file=name, message="broken\x07.")], tmp_path / "m.xlsx")
    book = openpyxl.load_workbook(copy)
    assert book.worksheets[0]["D2"].value == "broken\ufffd."


def test_problems_without_a_cell_are_listed_and_mark_nothing(spoiled, tmp_path):
    copy = mark(spoiled, [_problem(file="data.xlsx")], tmp_path / "m.xlsx")
    book = openpyxl.load_workbook(copy)
    assert book.worksheets[0]["D2"].value == "wrong."
    assert _marked(book) == {}


def test_what_the_readers_refuse_is_refused(tmp_path):
    bomb = tmp_path / "bomb.xlsx"
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", b" " * 50_000_000)
    with pytest.raises(cn.LimitError, match="times its size"):
        mark(bomb, [], tmp_path / "m.xlsx")
    (tmp_path / "torn.xlsx").write_bytes(b"PK\x03\x04 torn")
    with pytest.raises(cn.FileError, match="damaged"):
        mark(tmp_path / "torn.xlsx", [], tmp_path / "m.xlsx")
    assert not (tmp_path / "m.xlsx").exists()


def test_a_stray_cell_far_away_does_no_harm(tmp_path):
    path = tmp_path / "a.xlsx"
    book = openpyxl.Workbook()
    book.active["A1"], book.active["XFD1048576"] = "from", "x"
    book.save(path)
    marked = mark(path, cn.check(path), tmp_path / "m.xlsx").read_bytes()
    copy = openpyxl.load_workbook(io.BytesIO(marked), read_only=True)
    assert copy.worksheets[0]["A2"].value == "error"


def test_the_data_themselves_are_never_replaced(spoiled, tmp_path):
    for force in (False, True):
        with pytest.raises(cn.ArgumentError, match="another name"):
            mark(spoiled, [], spoiled, force=force)
    with pytest.raises(cn.ArgumentError, match=r"\.xlsx"):
        mark(spoiled, [], tmp_path / "marked.csv")


def test_the_same_problems_give_the_same_bytes(spoiled, tmp_path):
    problems = cn.check(spoiled)
    one = mark(spoiled, problems, tmp_path / "one.xlsx").read_bytes()
    assert mark(spoiled, problems, tmp_path / "one.xlsx").read_bytes() == one
