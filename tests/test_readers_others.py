from __future__ import annotations

import datetime as dt
import json

import networkx as nx
import numpy as np
import pandas as pd
import pytest

from civicnet.errors import ArgumentError
from civicnet.readers import load
from civicnet.readers.frames import tables_from_frames
from civicnet.readers.graphs import tables_from_graph
from tests.bad_inputs import TIES, book, write


def records(table):
    return [list(row) for row in zip(*table.columns, strict=True)]


# --- folders and Parquet -----------------------------------------------------------------------


def test_a_folder_is_read_by_the_names_of_its_files(tmp_path):
    write(tmp_path, "Tables.csv", "table,who\nCouncil,Ana\n")
    write(tmp_path, "ties.tsv", "from\tto\nAna\tYMCA\n")
    write(tmp_path, "needs.csv", "need,who\n")
    write(tmp_path, "README.txt", "about these files")
    write(tmp_path, ".hidden.csv", "x")
    write(tmp_path, "~$data.xlsx", "x")

    loaded = load(tmp_path)

    assert loaded.format == "folder"
    assert {table.frame: len(table) for table in loaded.tables} == {
        "seats": 1,
        "needs": 0,
        "ties": 1,
    }
    assert loaded.problems == ()


def test_files_of_a_folder_that_say_nothing_are_noted(tmp_path):
    write(tmp_path, "ties.csv", "from,to\nAna,YMCA\n")
    write(tmp_path, "colours.csv", "colour\nred\n")
    write(tmp_path, "picture.png", b"\x89PNG")
    write(tmp_path, "links 2024.csv", "from,to\nAna,Zoo\n")

    loaded = load(tmp_path)

    notes = {(problem.file, problem.code) for problem in loaded.problems}
    assert notes == {
        ("colours.csv", "unknown-sheet"),
        ("picture.png", "unknown-sheet"),
        ("links 2024.csv", "sheet-guessed"),
    }
    assert [table.frame for table in loaded.tables] == ["ties", "ties"]


def test_frame_says_what_the_one_file_of_a_folder_holds(tmp_path):
    write(tmp_path, "list.csv", "name,board\nAna,Zoo\n")

    assert [table.frame for table in load(tmp_path, frame="seats").tables] == ["seats"]


def test_parquet_files_are_read_as_text(tmp_path):
    pytest.importorskip("pyarrow")
    frame = pd.DataFrame(
        {
            "from": ["Ana", "Ben"],
            "to": ["YMCA", None],
            "since": pd.to_datetime(["2024-01-31", None]),
        }
    )
    frame["weight"] = pd.array([3, None], dtype="Int64")
    frame.to_parquet(tmp_path / "ties.parquet")

    for loaded in (load(tmp_path), load(tmp_path / "ties.parquet")):
        assert (loaded.format, loaded.tables[0].frame) == ("parquet", "ties")
        assert records(loaded.tables[0]) == [
            ["Ana", "YMCA", "2024-01-31", "3"],
            ["Ben", "", "", ""],
        ]


def test_csv_files_win_over_parquet_files_and_a_note_says_so(tmp_path):
    write(tmp_path, "ties.csv", "from,to\nAna,YMCA\n")
    write(tmp_path, "ties.parquet", b"PAR1")

    loaded = load(tmp_path)

    assert [problem.file for problem in loaded.problems] == ["ties.parquet"]
    assert "CSV files were read instead" in loaded.problems[0].message


def test_a_missing_package_is_named_with_the_command(tmp_path, monkeypatch):
    monkeypatch.setitem(__import__("sys").modules, "pyarrow", None)
    path = write(tmp_path, "ties.parquet", b"PAR1")

    problem = load(path).problems[0]

    assert problem.code == "missing-package"
    assert 'pip install "civicnet[parquet]"' in problem.hint


def test_a_second_file_lists_the_actors(tmp_path):
    ties = write(tmp_path, "ties.csv", "from,to\n1,2\n")
    nodes = write(tmp_path, "whatever.csv", "Id,Label,age\n1,Ana,40\n2,YMCA,\n")

    loaded = load(ties, actors=nodes)

    assert [table.frame for table in loaded.tables] == ["ties", "actors"]
    assert records(loaded.tables[1]) == [["1", "Ana", "40"], ["2", "YMCA", ""]]


def test_the_actors_may_be_a_workbook(tmp_path):
    ties = write(tmp_path, "ties.csv", "from,to\nAna,YMCA\n")
    nodes = book(tmp_path, {"People": [["person"], ["Ana"]], "Ties": TIES}, "nodes.xlsx")

    assert [table.frame for table in load(ties, actors=nodes).tables] == ["ties", "people"]


# --- JSON --------------------------------------------------------------------------------------


def test_own_json_is_read_back(tmp_path):
    people = [{"person": "Ana", "voices": ["youth", "parents"], "unnamed": False, "id": None}]
    ties = [{"source": "Ana", "target": "YMCA", "strength": 3.0, "trust": 2.5}]
    content = {"civicnet": "1.0", "frames": {"people": people, "ties": ties, "needs": []}}

    loaded = load(write(tmp_path, "data.json", json.dumps(content)))

    assert loaded.format == "json"
    assert loaded.problems == ()
    assert {table.frame: records(table) for table in loaded.tables} == {
        "people": [["Ana", "youth; parents", "no", ""]],
        "ties": [["Ana", "YMCA", "3", "2.5"]],
        "needs": [],
    }


def test_kumu_ids_win_over_labels(tmp_path):
    content = {
        "elements": [
            {"id": "e1", "label": "Office"},
            {"id": "e2", "label": "Office"},
            {"_id": "e3", "attributes": {"label": "Zoo", "element type": "Place", "Name": "z"}},
        ],
        "connections": [
            {"from": "e2", "to": "Zoo", "direction": "mutual", "strength": 9},
            {"from": "e1", "to": "e1", "attributes": {"connection type": "loop"}},
        ],
    }

    actors, ties = load(write(tmp_path, "map.json", json.dumps(content))).tables

    assert actors.header == ("id", "label", "type", "name (attribute)")
    assert ties.header == (
        "source",
        "source_id",
        "target",
        "target_id",
        "type",
        "directed",
        "weight",
    )
    assert records(ties) == [
        ["Office", "e2", "Zoo", "", "", "no", "9"],
        ["Office", "e1", "Office", "e1", "loop", "", ""],
    ]


def test_kumu_names_without_elements_are_names(tmp_path):
    content = {"elements": [], "connections": [{"from": "Ana", "to": "Ben"}]}

    loaded = load(write(tmp_path, "map.json", json.dumps(content)))

    assert loaded.problems == ()
    assert records(loaded.tables[1]) == [["Ana", "Ben"]]


# --- matrices ----------------------------------------------------------------------------------


def test_a_symmetric_matrix_gives_each_pair_once_and_keeps_isolates(tmp_path):
    content = ",Ana,Ben,Eva\nAna,0,2,0\nBen,2,0,\nEva,0,0,0\n"

    actors, ties = load(write(tmp_path, "m.csv", content)).tables

    assert records(actors) == [["Ana"], ["Ben"], ["Eva"]]
    assert records(ties) == [["Ana", "Ben", "2", "no"]]
    assert list(ties.rows) == [2]


def test_labels_in_another_order_are_matched_by_name(tmp_path):
    content = ",Ben,Eva,Ana\nAna,1,0,0\nBen,0,1,0\nEva,0,0,1\n"

    _, ties = load(write(tmp_path, "m.csv", content)).tables

    assert [row[:2] for row in records(ties)] == [["Ana", "Ben"], ["Ben", "Eva"], ["Eva", "Ana"]]


def test_a_matrix_with_names_before_the_rows_only_is_read(tmp_path):
    content = "Ana;0;1,5;0\nBen;0;0;0\nEva;1;0;0\n"

    _, ties = load(write(tmp_path, "m.csv", content)).tables

    assert records(ties) == [["Ana", "Ben", "1.5", "yes"], ["Eva", "Ana", "1", "yes"]]


def test_numbers_of_three_columns_are_no_matrix(tmp_path):
    loaded = load(write(tmp_path, "m.csv", "1,2,1\n2,3,4\n3,1,2\n"))

    assert [problem.code for problem in loaded.problems] == ["unknown-format"]


def test_a_table_of_numbers_with_known_columns_is_no_matrix(tmp_path):
    loaded = load(write(tmp_path, "m.csv", "From,To,Weight\n1,2,1\n2,1,2\n2,3,3\n"))

    assert loaded.format == "csv"
    assert len(loaded.tables[0]) == 3


# --- frames and graphs -------------------------------------------------------------------------


def test_values_of_a_frame_become_text_and_the_frame_stays_as_it_is():
    frame = pd.DataFrame(
        {
            "person": ["Ana", None],
            "start": pd.to_datetime(["2024-03-01", None]),
            "n": [3.0, np.nan],
            "ok": [True, pd.NA],
            "voices": [("a", "b"), []],
            "day": [dt.date(2024, 1, 2), pd.NaT],
        },
        index=[7, 7],
    )
    before = frame.copy(deep=True)

    (table,) = tables_from_frames({"people": frame})

    assert records(table) == [
        ["Ana", "2024-03-01", "3", "yes", "a; b", "2024-01-02"],
        ["", "", "", "", "", ""],
    ]
    assert (table.frame, table.sheet, table.file, list(table.rows)) == (
        "people",
        "people",
        "",
        [1, 2],
    )
    pd.testing.assert_frame_equal(frame, before)


def test_categories_and_repeated_column_names_are_read():
    frame = pd.DataFrame([[1, 2]], columns=["from", "from"]).astype("category")

    assert records(tables_from_frames({"ties": frame})[0]) == [["1", "2"]]


def test_parallel_edges_of_a_graph_are_kept_and_the_graph_stays_as_it_is():
    graph = nx.MultiGraph()
    graph.add_node("Zoo", sector="public", tags=["a", "b"])
    graph.add_edge("Ana", "YMCA", key="funds", weight=2.0)
    graph.add_edge("Ana", "YMCA", key="refers")
    before = nx.to_dict_of_dicts(graph), dict(graph.nodes(data=True))

    actors, ties = tables_from_graph(graph)

    assert actors.header == ("actor", "sector", "tags")
    assert records(actors)[0] == ["Zoo", "public", "a; b"]
    assert ties.header == ("source", "target", "directed", "relation", "weight")
    assert records(ties) == [
        ["Ana", "YMCA", "no", "funds", "2"],
        ["Ana", "YMCA", "no", "refers", ""],
    ]
    assert (nx.to_dict_of_dicts(graph), dict(graph.nodes(data=True))) == before


def test_labels_name_the_nodes_that_are_numbers():
    graph = nx.DiGraph([(1, 2)])
    nx.set_node_attributes(graph, {1: "Ana", 2: "YMCA"}, "label")

    actors, ties = tables_from_graph(graph)

    assert actors.header == ("actor", "id")
    assert records(ties) == [["Ana", "YMCA", "1", "2", "yes"]]


def test_attributes_never_pass_for_names_or_ends():
    graph = nx.Graph()
    graph.add_edge("Ana", "Ben", source="survey", directed="yes")
    graph.nodes["Ana"]["name"] = "Ana Ruiz"

    actors, ties = tables_from_graph(graph)

    assert actors.header == ("actor", "name (attribute)")
    assert ties.header == ("source", "target", "source (attribute)", "directed")


def test_nodes_that_look_alike_as_text_are_refused():
    with pytest.raises(ArgumentError, match="relabel_nodes"):
        tables_from_graph(nx.Graph([(1, "1")]))


def test_an_empty_graph_gives_empty_tables():
    actors, ties = tables_from_graph(nx.Graph())

    assert (len(actors), len(ties)) == (0, 0)
    assert ties.header == ("source", "target", "directed")
