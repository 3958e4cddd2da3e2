from __future__ import annotations

import csv
import io
import re
import tempfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from civicnet.readers import delimited, load
from civicnet.readers.grid import Ask
from tests import bad_inputs
from tests.bad_inputs import write

# Letters a cell may hold; others are the problem control-character.
CELLS = st.text(
    st.characters(exclude_categories=("Cs", "Cc", "Cn"), include_characters='\n\t"'), max_size=12
)
ROWS = st.lists(st.tuples(CELLS, CELLS, CELLS), min_size=1, max_size=8)


def table_of(content: str | bytes, folder: Path, name: str = "ties.csv", **options):
    loaded = load(write(folder, name, content), **options)
    assert [p for p in loaded.problems if p.severity == "error"] == []
    assert len(loaded.tables) == 1
    return loaded.tables[0]


def records(table):
    return [list(row) for row in zip(*table.columns, strict=True)]


def guarded(cell: str) -> str:
    """Put the mark before a cell that a spreadsheet would run, as our own CSV files do."""
    return f"'{cell}" if re.match(r"'*[=+\-@\t\r]", cell) else cell


@given(
    ROWS,
    st.sampled_from(",;\t|"),
    st.sampled_from(["\n", "\r\n", "\r"]),
    st.sampled_from([csv.QUOTE_ALL, csv.QUOTE_MINIMAL]),
    st.sampled_from(["utf-8", "utf-8-sig", "utf-16"]),
)
def test_a_table_of_any_text_reads_back_the_same(rows, separator, line_end, quoting, encoding):
    stream = io.StringIO(newline="")
    # Python's own writer does not quote a line feed where rows end in a carriage return.
    quoting = csv.QUOTE_ALL if line_end == "\r" else quoting
    target = csv.writer(stream, delimiter=separator, lineterminator=line_end, quoting=quoting)
    target.writerow(["person", "notes", "colour"])
    target.writerows([guarded(cell.strip()) for cell in row] for row in rows)

    parsed = delimited.read_text(stream.getvalue().encode(encoding), "people.csv", Ask("people"))

    wanted = [[cell.strip() for cell in row] for row in rows]
    assert records(parsed.tables[0]) == [row for row in wanted if any(row)]


@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
def test_the_separator_is_told_from_the_rows(separator, tmp_path):
    content = "from,to,what\nAna,YMCA,funds\n".replace(",", separator)

    assert records(table_of(content, tmp_path)) == [["Ana", "YMCA", "funds"]]


def test_a_semicolon_file_keeps_its_decimal_commas(tmp_path):
    table = table_of("from;to;weight\nAna;YMCA;0,5\nBen;YMCA;1,25\n", tmp_path)

    assert list(table.column(2)) == ["0,5", "1,25"]


def test_a_sep_line_is_obeyed_and_not_counted(tmp_path):
    table = table_of("sep=|\r\nfrom|to\r\nAna, Ben|YMCA\r\n", tmp_path)

    assert records(table) == [["Ana, Ben", "YMCA"]]
    assert (table.header_row, list(table.rows)) == (1, [2])


def test_one_column_is_never_split_at_a_letter_or_a_comma(tmp_path):
    table = table_of("name\nLopez, Maria\nRuiz, Ana\n", tmp_path, "people.csv")

    assert records(table) == [["Lopez, Maria"], ["Ruiz, Ana"]]


@pytest.mark.parametrize(
    ("encoding", "mark"),
    [
        ("utf-8", b""),
        ("utf-8", b"\xef\xbb\xbf"),
        ("utf-8", b"\xef\xbb\xbf\xef\xbb\xbf"),
        ("utf-16-le", b"\xff\xfe"),
        ("utf-16-be", b"\xfe\xff"),
        ("utf-16-le", b""),
        ("utf-16-be", b""),
        ("utf-32-le", b"\xff\xfe\x00\x00"),
    ],
)
def test_unicode_is_recognized_with_or_without_a_mark(encoding, mark, tmp_path):
    content = "from\tto\r\nJosé Ñuñez\tCafé\r\nAna Ruiz\tCity Hall\r\n"

    table = table_of(mark + content.encode(encoding), tmp_path)

    assert table.header == ("from", "to")
    assert records(table)[0] == ["José Ñuñez", "Café"]


def test_the_encoding_argument_reads_an_old_macs_letters(tmp_path):
    content = "from,to\rJosé,Peña\r".encode("mac_roman")

    assert records(table_of(content, tmp_path, encoding="mac_roman")) == [["José", "Peña"]]


def test_the_encoding_argument_never_overrules_utf8(tmp_path):
    content = "from,to\nJosé,Peña\n".encode()

    assert records(table_of(content, tmp_path, encoding="cp1252")) == [["José", "Peña"]]


def test_text_stays_text(tmp_path):
    cells = ["02139", "007", "1e5", "NA", "null", "9007199254740993", "3.0", "TRUE", "01/02/2024"]
    content = "from,to\n" + "".join(f"{cell},YMCA\n" for cell in cells)

    assert list(table_of(content, tmp_path).column(0)) == cells


def test_blank_rows_are_skipped_and_row_numbers_stay_true(tmp_path):
    table = table_of("\nfrom,to\n\nAna,YMCA\n,,\nBen,YMCA\n", tmp_path)

    assert (table.header_row, list(table.rows)) == (2, [4, 6])


def test_a_cell_over_two_lines_is_one_row(tmp_path):
    table = table_of('from,to\n"Ana\nRuiz",YMCA\nBen,YMCA\n', tmp_path)

    assert list(table.rows) == [2, 3]
    assert table.column(0)[0] == "Ana\nRuiz"


def test_title_rows_above_the_header_are_passed_over(tmp_path):
    table = table_of("Partners of Riverbend\nSpring 2024,\n\nfrom,to\nAna,YMCA\n", tmp_path)

    assert (table.header, table.header_row) == (("from", "to"), 4)


def test_short_rows_are_filled_and_blank_columns_at_the_end_dropped(tmp_path):
    table = table_of("from,to,what,,\nAna,YMCA\nBen,YMCA,funds,,\n", tmp_path)

    assert table.header == ("from", "to", "what")
    assert records(table) == [["Ana", "YMCA", ""], ["Ben", "YMCA", "funds"]]


def test_duplicate_headers_are_kept_for_the_next_step(tmp_path):
    assert table_of("from,to,from\nAna,YMCA,Ben\n", tmp_path).header == ("from", "to", "from")


def test_formula_guards_are_taken_off(tmp_path):
    table = table_of("from,to\n'=Sum,'@home\n'70s Club,O'-Neil\n''+1,YMCA\n", tmp_path)

    assert records(table) == [["=Sum", "@home"], ["'70s Club", "O'-Neil"], ["'+1", "YMCA"]]


def test_several_targets_in_a_csv_cell_stay_one_cell(tmp_path):
    assert records(table_of("from,to\nAna,YMCA|Zoo; Hall\n", tmp_path)) == [
        ["Ana", "YMCA|Zoo; Hall"]
    ]


def test_a_column_that_counts_the_rows_is_left_out(tmp_path):
    assert table_of(",source,target\n0,Ana,YMCA\n1,Ben,YMCA\n", tmp_path).header == (
        "source",
        "target",
    )


def test_names_of_rows_without_a_header_are_the_key(tmp_path):
    table = table_of('"","type"\n"BMA","gov"\n"BML","gov"\n', tmp_path, "types.csv")

    assert (table.frame, table.header) == ("actors", ("actor", "type"))


def test_ties_come_from_standard_input(monkeypatch):
    class Stream:
        buffer = io.BytesIO(b"from,to\nAna,YMCA\n")

    monkeypatch.setattr("sys.stdin", Stream)

    loaded = load("-")

    assert (loaded.source, loaded.tables[0].frame) == ("standard input", "ties")


def test_frame_forces_what_a_single_file_holds(tmp_path):
    table = table_of("name,role,board\nAna,chair,Zoo\n", tmp_path, "x.csv", frame="seats")

    assert table.frame == "seats"


def test_a_mapping_tells_the_header_and_what_the_file_holds(tmp_path):
    content = "Spring survey\nTimestamp,Your name,Your partner\n1 May,Ana,YMCA\n"
    mapping = {"Your name": "source", "Your partner": "target"}

    table = table_of(content, tmp_path, "Form Responses 1.csv", mapping=mapping)

    assert (table.frame, table.header_row) == ("ties", 2)
    assert table.header == ("Timestamp", "Your name", "Your partner")


def test_more_faults_of_one_kind_than_can_be_read_are_counted(tmp_path):
    content = "from,to\n" + "Ana,YMCA,Zoo\n" * 100

    problems = load(write(tmp_path, "ties.csv", content)).problems

    assert len(problems) == 20
    assert "80 more like this" in problems[-1].message


SEEDS = [
    b'from,to,what\nAna,YMCA,funds\nBen,"City\nHall",refers\n',
    "\ufefffrom;to\r\nJosé;Café\r\n".encode(),
    b",Ana,Ben\nAna,0,1\nBen,1,0\n",
    b'{"elements": [{"id": "a", "label": "Ana"}], "connections": [{"from": "a", "to": "a"}]}',
    bad_inputs.bytes_of_book({"Ties": bad_inputs.TIES, "Who": [["person"], ["Ana"]]}),
]


@given(
    st.sampled_from(SEEDS),
    st.lists(st.tuples(st.integers(0, 8000), st.integers(0, 255)), max_size=12),
    st.integers(0, 8000),
    st.sampled_from(["data.csv", "data.xlsx", "data.json", "data"]),
)
def test_no_damage_to_a_file_raises_anything(seed, changes, cut, name):
    content = bytearray(seed)
    for position, value in changes:
        content[position % len(content)] = value
    with tempfile.TemporaryDirectory() as folder:
        path = write(Path(folder), name, bytes(content[: max(1, cut % (2 * len(content)))]))

        loaded = load(path)

    assert loaded.tables or any(problem.severity == "error" for problem in loaded.problems)
