"""Every file of the shared samples: the format it is, and the rows it holds or what is wrong."""

from __future__ import annotations

import pytest

from civicnet.readers import load

# (format, {frame: rows}) for what is read; (code, sheet, row, column) for what is not.
EXPECTED = {
    "csv_quirks/CHDH_LazioTransfers2003.csv": ("matrix", {"actors": 85, "ties": 1306}),
    "csv_quirks/CHDH_StysRebels.csv": ("csv", {"ties": 240}),
    "csv_quirks/CHDH_WTN.csv": ("matrix", {"actors": 64, "ties": 315}),
    "csv_quirks/CHDH_everton.csv": ("matrix", {"actors": 79, "ties": 437}),
    "csv_quirks/CHDH_morselli.csv": ("matrix", {"actors": 44, "ties": 103}),
    "csv_quirks/Konsortien_2020.csv": ("csv", {"actors": 25}),
    "csv_quirks/Konsortien_2021.csv": ("csv", {"actors": 34}),
    "csv_quirks/NFDI_Netzwerk_2019.csv": ("csv", {"ties": 111}),
    "csv_quirks/NFDI_Netzwerk_2020.csv": ("csv", {"ties": 126}),
    "csv_quirks/NFDI_Netzwerk_2021.csv": ("csv", {"ties": 113}),
    "csv_quirks/frictionless_blank-rows.csv": ("csv", {"actors": 2}),
    "csv_quirks/frictionless_countries.csv": ("ragged-row", "", 4, ""),
    "csv_quirks/frictionless_duplicate-headers.csv": ("csv", {"actors": 2}),
    "csv_quirks/frictionless_structure-errors.csv": ("ragged-row", "", 5, ""),
    "csv_quirks/frictionless_table-with-accents.csv": ("unknown-format", "", 1, ""),
    "csv_quirks/gephi_adj_list.csv": ("no-header", "", 1, ""),
    "csv_quirks/gephi_complex_matrix.csv": ("missing-value", "", 2, "1"),
    "csv_quirks/gephi_edges_table_repeated_with_ids.csv": ("csv", {"ties": 4}),
    "csv_quirks/gephi_edges_table_repeated_without_ids.csv": ("csv", {"ties": 5}),
    "csv_quirks/gephi_edges_table_with_timeset_intervals.csv": ("gephi", {"ties": 5}),
    "csv_quirks/gephi_matrix.csv": ("matrix", {"actors": 5, "ties": 4}),
    "csv_quirks/gephi_nodes_table_types_test.csv": ("gephi", {"actors": 5}),
    "csv_quirks/gephi_test_utf8_chars.csv": ("gephi", {"actors": 3}),
    "csv_quirks/gephi_test_utf8_chars_with_bom.csv": ("gephi", {"actors": 3}),
    "csv_quirks/pyvis_NetworkOfThrones.csv": ("csv", {"ties": 353}),
    "csv_quirks/testCSVComma.csv": ("csv", {"ties": 3}),
    "csv_quirks/testCSVSemiColon.csv": ("csv", {"ties": 3}),
    "csv_quirks/test_matrix.csv": ("matrix", {"actors": 4, "ties": 6}),
    "kumu/constellation-kumu.json": ("kumu-json", {"actors": 14, "ties": 19}),
    "kumu/kumu-changelabs-template.json": ("kumu-json", {"actors": 10, "ties": 11}),
    "kumu/kumu-omidyarnetwork-us-financial-inclusion-BACKUP.json": (
        "kumu-json",
        {"actors": 230, "ties": 232},
    ),
    "kumu/mrvc-kumu-example.json": ("bad-json", "", 33, "7"),
    "kumu/mrvc-kumu-ira-analysis.json": ("kumu-json", {"actors": 150, "ties": 202}),
    "kumu/mrvc-kumu.json": ("kumu-json", {"actors": 3, "ties": 3}),
    "kumu/paypal-mafia.xlsx": ("kumu-workbook", {"actors": 34, "ties": 49}),
    "kumu/snap-to-tutorial-data.xlsx": ("kumu-workbook", {"actors": 51, "ties": 113}),
    "kumu/snap-to-tutorial-project.json": ("kumu-json", {"actors": 51, "ties": 113}),
    "plain_matrix/CHDH_bankwiring.txt": ("matrix", {"actors": 14, "ties": 182}),
    "plain_matrix/CHDH_kapferer.txt": ("matrix", {"actors": 39, "ties": 1018}),
    "xlsx/gephi_matrix.xlsx": ("matrix", {"actors": 5, "ties": 4}),
    "xlsx/gephi_repeated_headers.xls": ("not-yet", "", 0, ""),
    "xlsx/kumu_overview-of-the-euro-crisis_BADZIP.xlsx": ("unreadable-file", "", 0, ""),
    "xlsx/manynet_test.xlsx": ("workbook", {"ties": 3}),
    "xlsx/nodexl_ABC-D_raw.xlsx": ("nodexl", {"actors": 76, "ties": 120}),
    "xlsx/nodexl_css-d_raw.xlsx": ("nodexl", {"actors": 458, "ties": 1157}),
}
FOLDERS = ("csv_quirks", "kumu", "plain_matrix", "xlsx")


def formats(shared):
    return shared / "real" / "formats"


def test_every_sample_file_is_in_the_table(shared):
    there = {
        f"{folder}/{file.name}"
        for folder in FOLDERS
        for file in (formats(shared) / folder).iterdir()
    }

    assert there == set(EXPECTED)


@pytest.mark.parametrize("name", EXPECTED)
def test_a_sample_file_is_read_as_expected(shared, name):
    expected = EXPECTED[name]

    loaded = load(formats(shared) / name)

    errors = [problem for problem in loaded.problems if problem.severity == "error"]
    if len(expected) == 2:
        rows = {table.frame: len(table) for table in loaded.tables}
        assert (loaded.format, rows, errors) == (*expected, [])
    else:
        code, sheet, row, column = expected
        assert [(e.code, e.sheet, e.row, e.column) for e in errors] == [(code, sheet, row, column)]
        assert errors[0].file == name.rpartition("/")[2]
        assert errors[0].hint


@pytest.mark.parametrize("folder", ["dl", "gexf", "gml", "graphml", "pajek", "vna"])
def test_files_of_other_programs_are_named_and_told_not_yet(shared, folder):
    for file in (formats(shared) / folder).iterdir():
        loaded = load(file)

        assert [problem.code for problem in loaded.problems] == ["not-yet"], file
        assert not loaded.tables


@pytest.mark.parametrize(
    ("name", "frame", "rows"),
    [
        ("tobacco_indiana_coll_edges.csv", "ties", 161),
        ("emon_mtsthelens_edges.csv", "ties", 123),
        ("local_health_departments_edges.csv", "ties", 2708),
        ("openstates_offices.csv", "terms", 875),
        ("irish_boards_2003_2013.csv", "seats", 4952),
        ("openstates_committees_ca.csv", "seats", 1213),
        ("local_health_departments_nodes.csv", "actors", 1283),
    ],
)
def test_a_single_table_says_by_its_header_what_it_holds(shared, name, frame, rows):
    loaded = load(shared / "real" / name)

    assert [(table.frame, len(table)) for table in loaded.tables] == [(frame, rows)]
    assert not loaded.problems


def test_a_second_file_brings_the_actors(shared):
    folder = shared / "real"

    loaded = load(
        folder / "local_health_departments_edges.csv",
        actors=folder / "local_health_departments_nodes.csv",
    )

    assert [(table.frame, len(table)) for table in loaded.tables] == [
        ("ties", 2708),
        ("actors", 1283),
    ]


def test_two_mode_matrices_become_seats(shared):
    loaded = load(shared / "real" / "chemnet_committee.csv")

    assert {table.frame: len(table) for table in loaded.tables} == {"actors": 30, "seats": 180}


def test_kumu_elements_of_one_label_stay_two(shared):
    actors, ties = load(formats(shared) / "kumu" / "mrvc-kumu-ira-analysis.json").tables
    labels = list(actors.column(actors.header.index("label")))

    assert labels.count("Department of Homeland Security") == 2
    assert len(set(actors.column(0))) == 150
    assert set(ties.column(ties.header.index("source_id"))) <= set(actors.column(0))


def test_the_columns_nodexl_draws_with_are_left_out(shared):
    ties, actors = load(formats(shared) / "xlsx" / "nodexl_css-d_raw.xlsx").tables

    assert ties.header == ("Vertex 1", "Vertex 2", "weight", "directed")
    assert actors.header == ("Vertex",)
    assert (ties.header_row, ties.rows[0], ties.letters[2]) == (2, 3, "O")
