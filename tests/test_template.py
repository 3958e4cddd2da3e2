import datetime as dt

import openpyxl
import pytest

import civicnet as cn
from civicnet.columns import FRAMES, SHORT_HEADERS, SHORT_SHEETS, WHO
from civicnet.template import workbook

SHORT = ("Who", "Ties", "Tables", "Assets")


@pytest.fixture(scope="module", params=[False, True], ids=["short", "full"])
def made(request, tmp_path_factory):
    path = workbook(tmp_path_factory.mktemp("init"), full=request.param)
    return path, openpyxl.load_workbook(path), request.param


def _column(book, sheet, header):
    return next(cell for cell in book[sheet][1] if cell.value == header)


def _rule(book, sheet, header):
    cell = _column(book, sheet, header)
    rules = book[sheet].data_validations.dataValidation
    below = f"{cell.column_letter}2"
    return next((rule for rule in rules if below in rule.sqref), None)


def test_what_init_writes_is_accepted_without_a_remark(made):
    path, _, _ = made
    assert cn.check(path) == []


def test_a_folder_is_made_and_holds_one_workbook(tmp_path):
    path = workbook(tmp_path / "new" / "folder")
    assert path == tmp_path / "new" / "folder" / "partnership.xlsx"
    assert list(path.parent.iterdir()) == [path]


def test_the_sheets_are_those_a_person_fills_in(made):
    _, book, full = made
    visible = [sheet.title for sheet in book if sheet.sheet_state == "visible"]
    assert visible[:5] == ["Read me", *SHORT]
    others = {frame.sheets[0] for name, frame in FRAMES.items() if name not in SHORT_SHEETS}
    assert set(visible[5:]) == (others if full else set())


def test_every_declared_column_is_there_with_its_meaning_in_a_comment(made):
    _, book, full = made
    for name, shown in SHORT_SHEETS.items():
        frame = WHO if name == "who" else FRAMES[name]
        sheet = book["Tables" if name == "seats" else frame.sheets[0]]
        headers = [cell.value for cell in sheet[1]]
        if full and name == "ties":
            assert {"form", "agreement"} <= set(headers)
        else:
            assert headers[: len(shown)] == [SHORT_HEADERS[name].get(c, c) for c in shown]
        for cell, column in zip(sheet[1], shown, strict=False):
            assert frame.column(column).meaning.lower() in cell.comment.text.lower()
    if full:
        for name, frame in FRAMES.items():
            if name not in SHORT_SHEETS:
                assert [c.value for c in book[frame.sheets[0]][1]] == list(frame.names)


def test_closed_lists_stop_and_open_lists_warn(made):
    _, book, full = made
    assert _rule(book, "Tables", "decides").errorStyle in (None, "stop")
    assert _rule(book, "Assets", "kind").errorStyle == "warning"
    assert _rule(book, "Ties", "what").errorStyle == "warning"
    if not full:
        assert _rule(book, "Ties", "agreement").errorStyle == "warning"
    where = _rule(book, "Tables", "decides").formula1
    sheet, area = where.lstrip("=").split("!")
    words = [cell.value for (cell,) in book[sheet][area.replace("$", "")]]
    assert words == list(FRAMES["seats"].column("engagement").choices)


def test_dates_numbers_and_texts_have_their_own_checks_and_formats(made):
    _, book, _ = made
    assert _rule(book, "Who", "until").type == "date"
    assert _rule(book, "Assets", "amount").type == "decimal"
    assert _rule(book, "Who", "person") is None
    assert _column(book, "Who", "person").offset(1).number_format == "@"
    assert _column(book, "Who", "until").offset(1).number_format == "yyyy-mm-dd"
    assert _column(book, "Who", "until").offset(1).value == dt.datetime(2028, 1, 3)  # noqa: DTZ001
    assert book["Who"].freeze_panes == "B2"


def test_columns_that_every_row_needs_look_different(made):
    _, book, _ = made
    fills = {c.value: c.fill.fgColor.rgb for c in book["Ties"][1]}
    assert fills["from"] == fills["to"] != fills["since"]


def test_no_cell_is_a_formula(made):
    _, book, _ = made
    assert not [c for sheet in book for row in sheet for c in row if c.data_type == "f"]


def test_the_example_is_told_by_its_looks_for_as_long_as_it_is_unchanged(made):
    _, book, _ = made
    rules = [rule for area in book["Who"].conditional_formatting for rule in area.rules]
    assert '$A2="Rosa Delgado"' in rules[0].formula[0]
    assert any("grey rows are an example" in (row[0].value or "") for row in book["Read me"])


def test_the_same_template_has_the_same_bytes_and_is_written_again(tmp_path):
    first = workbook(tmp_path / "a.xlsx").read_bytes()
    assert workbook(tmp_path / "a.xlsx").read_bytes() == first


def test_a_workbook_that_somebody_filled_in_stays_unless_forced(tmp_path):
    path = workbook(tmp_path)
    book = openpyxl.load_workbook(path)
    book["Who"]["A8"] = "Ana Ruiz"
    book.save(path)
    with pytest.raises(cn.FileError, match="--force"):
        workbook(tmp_path)
    assert openpyxl.load_workbook(path)["Who"]["A8"].value == "Ana Ruiz"
    workbook(tmp_path, force=True)
    assert openpyxl.load_workbook(path)["Who"]["A8"].value is None


def test_a_place_where_no_folder_can_be_made_is_told(tmp_path):
    (tmp_path / "file").write_text("x")
    with pytest.raises(cn.FileError, match="cannot be made"):
        workbook(tmp_path / "file" / "new")


def test_two_hundred_rows_more_are_accepted_without_a_remark(made, tmp_path):
    path, _, full = made
    book = openpyxl.load_workbook(path)
    for n in range(200):
        name = f"Neighbor {n}"
        body = f"Agency {n}"
        book["Who"].append([name, "Director", body, "public", "director", "hired"])
        tie = ["Rosa Delgado", name, "works with", "Pact 2025" if n % 2 else "verbal", 2]
        book["Ties"].append(tie if not full else [*tie[:3], "mou" if n % 2 else "verbal", 2])
        book["Tables"].append(["Youth Board", name, "member", body, "advises"])
        book["Assets"].append([f"Room {n}", "space", body])
    filled = tmp_path / "filled.xlsx"
    book.save(filled)
    problems = [p for p in cn.check(filled) if p.severity != "note"]
    assert problems == []
    assert len(cn.read(filled).terms) >= 205
