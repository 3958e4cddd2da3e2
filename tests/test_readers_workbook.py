from __future__ import annotations

import datetime as dt
import tracemalloc
from pathlib import Path

import openpyxl
import pytest
import xlsxwriter
from hypothesis import given
from hypothesis import strategies as st

from civicnet.readers import load
from civicnet.readers.celltext import as_text
from civicnet.readers.workbook import read_book
from tests.bad_inputs import SHEET, TIES, book, bytes_of_book, patched, sheet_xml


def records(table):
    return [list(row) for row in zip(*table.columns, strict=True)]


def only(path: Path, **options):
    loaded = load(path, **options)
    assert loaded.problems == ()
    assert len(loaded.tables) == 1
    return loaded.tables[0]


def test_sheets_are_known_by_their_names(tmp_path):
    sheets = {
        "Who": [["person", "post"], ["Ana", "mayor"]],
        "Ties": TIES,
        "Tables": [["table", "who"], ["Council", "Ana"]],
        "ORGANISATIONS": [["name"], ["YMCA"]],
        "Read me": [["anything"]],
        "Lists": [["yes"], ["no"]],
        "Old (ignore)": TIES,
    }

    loaded = load(book(tmp_path, sheets))

    assert [table.frame for table in loaded.tables] == ["who", "ties", "seats", "organizations"]
    assert loaded.problems == ()


def test_a_sheet_of_no_known_name_is_known_by_its_columns_and_a_note_says_so(tmp_path):
    path = book(tmp_path, {"Sheet1": TIES, "Sheet2": [["member", "board"], ["Ana", "Zoo"]]})

    loaded = load(path)

    assert [table.frame for table in loaded.tables] == ["ties", "seats"]
    assert [problem.code for problem in loaded.problems] == ["sheet-guessed", "sheet-guessed"]


def test_hidden_sheets_are_read_too(tmp_path):
    path = tmp_path / "data.xlsx"
    with xlsxwriter.Workbook(path) as workbook:
        workbook.add_worksheet("Read me")
        sheet = workbook.add_worksheet("Ties")
        sheet.hide()
        for number, row in enumerate(TIES):
            sheet.write_row(number, 0, row)

    assert len(only(path)) == 2


def test_cells_become_what_they_show(tmp_path):
    path = tmp_path / "data.xlsx"
    with xlsxwriter.Workbook(path) as workbook:
        sheet = workbook.add_worksheet("Ties")
        sheet.write_row(0, 0, ["from", "to", "what"])
        shown = {
            "7": 7,
            "0.3": 0.1 + 0.2,
            "yes": True,
            "no": False,
            "12345678901234": 12345678901234,
            "-2.5": -2.5,
        }
        for row, value in enumerate(shown.values(), 1):
            sheet.write(row, 0, value)
        styles = {
            "2028-01-31": "yyyy-mm-dd",
            "2028-01": "mmm yyyy",
            "2028": "yyyy",
            "2028-01-31T00:00:00": None,
        }
        for row, style in enumerate([each for each in styles.values() if each], 1):
            cell = workbook.add_format({"num_format": style})
            sheet.write_datetime(row, 1, dt.datetime(2028, 1, 31), cell)  # noqa: DTZ001
        sheet.write_number(4, 1, 2139, workbook.add_format({"num_format": "00000"}))
        sheet.write_string(5, 1, "02139")
        sheet.write_formula(6, 1, "=1+1", None, "2")

    table = only(path)

    assert list(table.column(0)) == list(shown)
    assert list(table.column(1)) == ["2028-01-31", "2028-01", "2028", "02139", "02139", "2"]


def test_days_of_a_workbook_from_an_old_mac_are_right(tmp_path):
    path = tmp_path / "data.xlsx"
    with xlsxwriter.Workbook(path, {"date_1904": True}) as workbook:
        sheet = workbook.add_worksheet("Ties")
        sheet.write_row(0, 0, ["from", "to", "since"])
        style = workbook.add_format({"num_format": "d/m/yy"})
        sheet.write_row(1, 0, ["Ana", "YMCA"])
        sheet.write_datetime(1, 2, dt.datetime(2024, 2, 29, 9, 30), style)  # noqa: DTZ001

    assert list(only(path).column(2)) == ["2024-02-29T09:30:00"]


def test_row_numbers_and_letters_are_those_of_the_spreadsheet(tmp_path):
    rows = [["Partners 2024"], [], ["", "from", "", "to"], [], ["", "Ana", "", "YMCA"]]

    table = only(book(tmp_path, {"Ties": rows}))

    assert (table.header, table.letters) == (("from", "to"), ("B", "D"))
    assert (table.header_row, list(table.rows)) == (3, [5])
    assert table.problem("bad-date", "x", row=0, position=1).cell == "D5"


def test_a_merged_title_above_the_header_does_no_harm(tmp_path):
    path = book(tmp_path, {"Ties": [["Partners"], *TIES]})
    workbook = openpyxl.load_workbook(path)
    workbook["Ties"].merge_cells("A1:B1")
    workbook.save(path)

    assert len(only(path)) == 2


@pytest.mark.parametrize("said", ["A1:XFD1048576", "A1", "B2:B2"])
def test_a_sheets_own_word_on_its_size_is_not_believed(said, tmp_path):
    path = patched(
        book(tmp_path, {"Ties": TIES}),
        SHEET,
        lambda xml: xml.replace(b'ref="A1:B3"', f'ref="{said}"'.encode()),
    )

    assert records(only(path)) == TIES[1:]


def test_a_far_cell_costs_no_memory(tmp_path):
    path = tmp_path / "data.xlsx"
    rows = "".join(
        f'<row r="{n}"><c r="A{n}" t="inlineStr"><is><t>{a}</t></is></c>'
        f'<c r="B{n}" t="inlineStr"><is><t>{b}</t></is></c></row>'
        for n, (a, b) in enumerate(TIES, 1)
    )
    far = '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'
    patched(book(tmp_path, {"Ties": TIES}), SHEET, lambda _: sheet_xml(rows + far))

    load(path)
    tracemalloc.start()
    loaded = load(path)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()

    assert [problem.code for problem in loaded.problems] == ["stray-cell"]
    assert len(loaded.tables[0]) == 2
    assert peak < 5 * 2**20


def test_cells_without_addresses_and_rich_or_phonetic_text_are_read(tmp_path):
    rows = (
        '<row><c t="inlineStr"><is><t>from</t></is></c>'
        '<c t="inlineStr"><is><t>to</t></is></c></row>'
        '<row><c t="inlineStr"><is><r><t>Ana </t></r><r><t>Ruiz</t></r></is></c>'
        '<c t="inlineStr"><is><t>東京</t><rPh sb="0" eb="2"><t>トウキョウ</t></rPh></is></c></row>'
    )
    path = patched(book(tmp_path, {"Ties": TIES}), SHEET, lambda _: sheet_xml(rows))

    assert records(only(path)) == [["Ana Ruiz", "東京"]]


VALUES = st.one_of(
    st.none(),
    st.text(st.characters(exclude_categories=("Cs", "Cc", "Cn")), max_size=10).map(str.strip),
    st.integers(-(10**12), 10**12),
    st.floats(-1e9, 1e9).map(lambda number: float(f"{number:.12g}")),
    st.booleans(),
)


@given(st.lists(st.lists(VALUES, min_size=3, max_size=3), min_size=1, max_size=6))
def test_a_workbook_reads_as_openpyxl_reads_it(rows):
    import io

    content = bytes_of_book({"Ties": rows})
    sheet = openpyxl.load_workbook(io.BytesIO(content))["Ties"]
    wanted = [[as_text(cell).strip() for cell in row] for row in sheet.iter_rows(values_only=True)]

    grid = read_book(content, "data.xlsx", lambda _: False).grids[0]

    width = max([len(row) for row in wanted], default=0)
    found = [[*row, *[""] * (width - len(row))] for row in grid.rows]
    assert found == [row for row in wanted if any(row)]


def test_a_matrix_in_a_workbook_becomes_ties(tmp_path):
    rows = [["", "Ana", "Ben"], ["Ana", 0, 1], ["Ben", 0.5, 0]]

    loaded = load(book(tmp_path, {"Sheet1": rows}))

    assert loaded.format == "matrix"
    assert records(loaded.tables[1]) == [["Ana", "Ben", "1", "yes"], ["Ben", "Ana", "0.5", "yes"]]


def test_kumu_targets_in_one_cell_become_several_ties(tmp_path):
    elements = [["Label", "Type", "Home"], ["Ana", "Person", "Eastbank"]]
    connections = [
        ["From", "To", "Label", "Direction", "Strength"],
        ["Ana", "YMCA | Zoo", "", "mutual", "12"],
        ["Ana", "Hall", "", "directed", ""],
    ]

    loaded = load(book(tmp_path, {"Elements": elements, "Connections": connections}))

    actors, ties = loaded.tables
    assert loaded.format == "kumu-workbook"
    assert actors.header == ("Label", "Type", "home (attribute)")
    assert ties.header == ("From", "To", "directed", "weight")
    assert records(ties) == [
        ["Ana", "YMCA", "no", "12"],
        ["Ana", "Zoo", "no", "12"],
        ["Ana", "Hall", "yes", ""],
    ]
    assert list(ties.rows) == [2, 2, 3]


def test_gephi_sheets_say_direction_in_type_and_names_in_label(tmp_path):
    nodes = [["Id", "Label"], ["1", "Ana"], ["2", "YMCA"]]
    edges = [["Source", "Target", "Type", "Weight"], ["1", "2", "Undirected", "2"]]

    loaded = load(book(tmp_path, {"Nodes": nodes, "Edges": edges}))

    assert loaded.format == "gephi"
    assert [table.frame for table in loaded.tables] == ["actors", "ties"]
    assert loaded.tables[1].header == ("Source", "Target", "directed", "Weight")
    assert records(loaded.tables[1]) == [["1", "2", "no", "2"]]


def test_nodexl_measures_and_drawing_never_stop_the_reading(tmp_path):
    path = tmp_path / "data.xlsx"
    with xlsxwriter.Workbook(path) as workbook:
        edges = workbook.add_worksheet("Edges")
        edges.write_row(0, 2, ["Visual Properties", "", "Other"])
        edges.write_row(1, 0, ["Vertex 1", "Vertex 2", "Color", "Visibility", "Edge Weight"])
        edges.write_row(2, 0, ["Ana", "Ben", "red"])
        edges.write_formula(2, 3, "=NA()", None, "#N/A")
        edges.write(2, 4, 3)
        metrics = workbook.add_worksheet("Overall Metrics")
        metrics.write_formula(0, 0, "=1/0", None, "#DIV/0!")

    table = only(path)

    assert table.header == ("Vertex 1", "Vertex 2", "weight")
    assert records(table) == [["Ana", "Ben", "3"]]
