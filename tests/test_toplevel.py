"""`import civicnet`: what stands at the top, and what a caller can catch."""

import os
from importlib.resources import files

import pandas as pd
import pytest

import civicnet as cn


def test_every_name_at_the_top_is_there_and_listed():
    assert set(cn.__all__) <= set(dir(cn))
    for name in cn.__all__:
        assert getattr(cn, name) is not None


def test_a_name_that_is_not_there_is_an_attribute_error():
    with pytest.raises(AttributeError, match="brokerz"):
        _ = cn.brokerz


def test_a_star_import_takes_the_names_at_the_top():
    taken = {}
    exec("from civicnet import *", taken)
    assert set(cn.__all__) <= set(taken)


def test_the_package_says_that_it_is_typed():
    assert (files("civicnet") / "py.typed").is_file()


@pytest.mark.parametrize(
    ("error", "builtin"),
    [
        (cn.DataError, ValueError),
        (cn.ArgumentError, ValueError),
        (cn.LimitError, ValueError),
        (cn.UnknownActorError, LookupError),
        (cn.FileError, OSError),
        (cn.MissingExtraError, ImportError),
    ],
)
def test_every_error_is_also_a_builtin(error, builtin):
    assert issubclass(error, cn.CivicnetError)
    assert issubclass(error, builtin)


def test_the_main_job_is_four_lines(tmp_path):
    p = cn.load_example()
    problems = cn.check("example:riverbend")
    page = cn.map(p, tmp_path / "map.html", at="2026-11-15")
    cn.write(p, tmp_path / "riverbend.xlsx")
    assert [problem for problem in problems if problem.severity == "error"] == []
    assert os.fspath(page) == str(tmp_path / "map.html")
    assert cn.read(tmp_path / "riverbend.xlsx").equals(p)


def test_nothing_that_is_passed_in_is_changed(tmp_path):
    ties = pd.DataFrame({"from": ["City", "City"], "to": ["YMCA", None], "mine": [1, 2]})
    before = ties.copy(deep=True)
    with pytest.raises(cn.DataError):
        cn.Partnership.from_frames(ties=ties)
    pd.testing.assert_frame_equal(ties, before)
    mapping = {"mine": ""}
    cn.Partnership.from_frames(ties=ties.dropna(), mapping=mapping)
    assert mapping == {"mine": ""}


def test_a_data_error_holds_every_problem_and_shows_the_worst(tmp_path):
    (tmp_path / "ties.csv").write_text("from,to,since\nA,,someday\n,B,2024\n", encoding="utf-8")
    with pytest.raises(cn.DataError) as raised:
        cn.read(tmp_path / "ties.csv")
    codes = {problem.code for problem in raised.value.problems}
    assert codes == {"missing-value", "bad-date"}
    assert "ties.csv, row 2, column since" in str(raised.value)
