from __future__ import annotations

import pytest

from civicnet.errors import ArgumentError, FileError
from civicnet.problems import CODES
from civicnet.readers import load
from tests import bad_inputs

JARGON = ("parse", "exception", "delimiter", "codec", "token", "traceback", "null", "dtype", "BOM")


@pytest.mark.parametrize("name", bad_inputs.BAD)
def test_a_bad_file_is_told_with_its_place_and_the_way_out(name, tmp_path):
    bad = bad_inputs.BAD[name]
    path = bad.build(tmp_path)

    problems = load(path, **bad.options).problems

    found = [problem for problem in problems if problem.code == bad.code]
    assert found, problems
    problem = found[0]
    place = (problem.file, problem.sheet, problem.row)
    assert place == (path.name, bad.sheet, bad.row), problem
    if bad.cell:
        assert problem.cell == bad.cell, problem
    else:
        assert problem.column == bad.column, problem
    assert bad.hint in problem.hint, problem


@pytest.mark.parametrize("name", bad_inputs.BAD)
def test_every_message_is_a_sentence_without_jargon(name, tmp_path):
    bad = bad_inputs.BAD[name]

    for problem in load(bad.build(tmp_path), **bad.options).problems:
        assert problem.code in CODES
        assert problem.message[-1] in ".)…", problem
        if problem.severity != "note":
            assert problem.hint, problem
        assert not [word for word in JARGON if word in problem.hint], problem


def test_the_corpus_is_large_and_varied():
    bads = bad_inputs.BAD.values()

    assert len(bads) >= 45
    assert len({bad.kind for bad in bads}) >= 22
    assert sum(bad.real for bad in bads) >= 15


def test_a_missing_file_is_named_with_its_neighbours(tmp_path):
    bad_inputs.write(tmp_path, "partners.csv", "from,to\nAna,YMCA\n")

    with pytest.raises(FileError, match=r'Did you mean "partners\.csv"'):
        load(tmp_path / "partner.csv")
    with pytest.raises(FileError, match="no file"):
        load(tmp_path / "nowhere" / "partner.csv")


def test_an_unknown_frame_is_refused_with_those_allowed(tmp_path):
    path = bad_inputs.write(tmp_path, "ties.csv", "from,to\nAna,YMCA\n")

    with pytest.raises(ArgumentError, match='Did you mean "people"'):
        load(path, frame="poeple")


def test_a_frame_cannot_be_said_of_several_sheets(tmp_path):
    rows = [["from", "to"], ["Ana", "YMCA"]]
    path = bad_inputs.book(tmp_path, {"Ties": rows, "Edges": rows})

    with pytest.raises(ArgumentError, match="several: Ties, Edges"):
        load(path, frame="seats")


def test_an_unknown_encoding_is_refused(tmp_path):
    path = bad_inputs.write(tmp_path, "ties.csv", "from,to\nAna,YMCA\n")

    with pytest.raises(ArgumentError, match="mac_roman"):
        load(path, encoding="klingon")
