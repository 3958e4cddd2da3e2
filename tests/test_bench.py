"""The bench runs, says what is missing, and finds what the others find."""

import json
import os
import subprocess
import sys
from importlib import import_module

import numpy as np
import pytest

from tests.conftest import ROOT

pytest.importorskip("resource", reason="the bench reads what a process used, on Unix only")
BENCH = ROOT / "bench"
MODULES = (
    "races", "targets", "workers", "networks", "measures", "ours", "peers", "loops", "whole",
    "towns", "map",
)  # fmt: skip


@pytest.fixture
def bench(monkeypatch):
    """Give the modules of the bench by name; they are scripts beside one another."""
    monkeypatch.syspath_prepend(str(BENCH))
    yield import_module
    for name in MODULES:
        sys.modules.pop(name, None)


@pytest.fixture(scope="module")
def rows(tmp_path_factory):
    """Run the command on a small network for some measures."""
    file = tmp_path_factory.mktemp("bench") / "rows.json"
    measures = ["memory", "betweenness", "constraint", "blocks", "removals", "players", "paths"]
    measures += ["scenarios-by-degree", "conversion", "frames", "parquet"]
    command = [sys.executable, BENCH / "measures.py", "60", "--quick", "--save", file]
    ended = subprocess.run(
        [*command, "--measures", *measures], capture_output=True, text=True, check=False
    )
    assert ended.returncode == 0, ended.stderr
    found = json.loads(file.read_text(encoding="utf-8"))["rows"]
    assert {row["measure"] for row in found} == set(measures)
    assert all(row["who"] in ended.stdout for row in found)
    return found


def test_every_comparison_agrees(rows):
    assert [row for row in rows if row["result"].startswith("DIFFERS")] == []
    equal = {row["measure"] for row in rows if row["result"] == "equal"}
    assert {"betweenness", "constraint", "blocks", "removals", "frames", "parquet"} <= equal


def test_nobody_is_left_out_on_a_small_network(rows):
    assert [row for row in rows if not row["calls"]] == []


def test_networkx_runs_beside_ours_in_every_measure_it_has(rows):
    named = {row["measure"] for row in rows if row["who"] == "networkx"}
    assert {"betweenness", "constraint", "blocks", "paths", "frames"} <= named


def test_a_process_of_its_own_says_what_memory_it_took(rows):
    (whole,) = (row for row in rows if (row["measure"], row["who"]) == ("parquet", "civicnet"))
    # An interpreter with pandas in it.
    assert 30 < whole["peak"] < 4_000


def test_a_library_that_is_not_there_is_named(bench, monkeypatch):
    races, measures = bench("races"), bench("measures")
    monkeypatch.setattr(races, "find_spec", lambda name: name if name != "igraph" else None)
    monkeypatch.setattr(measures, "version", lambda _name: "1")
    assert "igraph: not installed" in measures.about()


@pytest.mark.parametrize("n", [60, 200, 2_000])
def test_a_made_network_is_simple_and_always_the_same(bench, n):
    ties = bench("networks").people_at_tables(n)
    again = bench("networks").people_at_tables(n)
    assert len(ties) == 5 * n
    assert (ties.one != ties.other).all()
    pairs = np.sort([ties.one, ties.other], axis=0)
    assert len(np.unique(pairs, axis=1)[0]) == len(ties)
    assert (ties.one == again.one).all()
    assert (ties.other == again.other).all()


def test_a_made_network_has_tails_a_fringe_and_pieces_apart(bench):
    ties = bench("networks").people_at_tables(2_000)
    assert ties.degree.max() > 20 * np.median(ties.degree)
    assert (ties.degree == 1).mean() > 0.1
    assert (ties.degree == 0).any()


def test_paths_are_sought_between_people_without_a_tie(bench):
    ties = bench("networks").people_at_tables(200)
    tied = set(zip(ties.one.tolist(), ties.other.tolist(), strict=True))
    chosen = bench("networks").far_pairs(ties)
    assert len(chosen) == 20
    assert not any((a, b) in tied or (b, a) in tied for a, b in chosen)


@pytest.mark.parametrize(
    ("theirs", "said"),
    [
        ([1.0, 2.0, np.nan], "equal"),
        ([1.0, 2.0 + 1e-12, np.nan], "equal"),
        ([1.0, 2.5, np.nan], "DIFFERS in 1 of 3, by up to 0.5"),
        ([1.0, 2.0, 3.0], "DIFFERS in 1 of 3"),
        ([1.0, 2.0], "DIFFERS: (2,) values for (3,)"),
        ([], "not compared"),
    ],
)
def test_another_result_is_called_another(bench, theirs, said):
    workers, compared = bench("workers"), bench("races").compared
    first = workers.First(np.array(theirs), None, workers.Cost(0, 0), 1.0, "")
    assert compared(np.array([1.0, 2.0, np.nan]), first).startswith(said)


def test_a_part_is_compared_with_its_part(bench):
    workers, compared = bench("workers"), bench("races").compared
    first = workers.First(np.array([5, 7]), np.array([0, 2]), workers.Cost(0, 0), 1.0, "")
    assert compared(np.array([5, 6, 7]), first) == "equal"
    assert compared(np.array([5, 6, 8]), first).startswith("DIFFERS in 1 of 2")


def test_what_would_take_too_long_is_known_from_smaller_networks(bench):
    races = bench("races")
    known = races.Known({("betweenness", "networkx"): (2_000, 10.0)})
    (measure,) = (each for each in races.MEASURES if each.name == "betweenness")
    assert known.expected(measure, "networkx", 20_000) == pytest.approx(1_000)
    assert known.expected(measure, "igraph", 20_000) == 0


def test_a_process_that_fails_or_takes_too_long_is_let_go(bench):
    worker = bench("workers").Worker("ours", "of_civicnet")
    assert worker.ask("nonsense", 1, 2, 3, seconds=60) is None
    assert worker.lost == "its process failed"
    slow = bench("workers").Worker("ours", "of_civicnet")
    assert slow.ask("labels", "cores", seconds=0) is None
    assert slow.lost == "stopped after 0 s"


def test_every_measure_is_named_in_the_page_of_the_bench(bench):
    page = (ROOT / "docs" / "benchmarks.md").read_text(encoding="utf-8")
    assert [x.name for x in bench("races").MEASURES if f"`{x.name}`" not in page] == []
    assert os.fspath(BENCH.relative_to(ROOT) / "measures.py") in page


# --- the map -------------------------------------------------------------------------------------


@pytest.mark.parametrize("n", [30, 300])
def test_a_made_partnership_has_as_many_actors_as_asked_for_and_is_always_the_same(bench, n):
    one, two = bench("towns").town(n), bench("towns").town(n)
    for name, frame in one.frames.items():
        assert frame.equals(getattr(two, name)), name
    assert len(one.people) + len(one.organizations) + len(one.offices) == n
    assert one.ties["form"].nunique() > 2
    assert len(one.seats) > 0
    assert len(one.assets) > 0


def test_the_bench_of_the_map_says_what_it_takes_in_python_where_there_is_no_browser(
    bench, monkeypatch, capsys, tmp_path
):
    drawn = bench("map")
    monkeypatch.setattr(drawn, "chromium", lambda: "")
    drawn.main(["30", "--quick", "--save", str(tmp_path / "kept.json")])
    said = capsys.readouterr().out
    assert "No chromium" in said
    assert "places, in Python" in said
    assert "ready" not in said
    (kept,) = json.loads((tmp_path / "kept.json").read_text(encoding="utf-8")).values()
    assert kept["file"] < 650


@pytest.mark.browser
def test_the_bench_of_the_map_uses_the_page_in_a_browser(bench, capsys):
    if not bench("map").chromium():
        pytest.skip("chromium is not installed (apt-get install chromium)")
    pytest.importorskip("playwright.sync_api", reason="browser tests need playwright")
    bench("map").main(["30", "--quick"])
    said = capsys.readouterr().out
    for budget in bench("map").BUDGETS:
        # So few open with everybody.
        assert (budget.name in said) != budget.name.startswith("grouped")


def test_a_budget_is_reached_or_said_not_to_be(bench):
    drawn = bench("map")
    most, least = (
        drawn.Budget("file", "KB", 650, 1_600),
        drawn.Budget("drag", "", 50, 15, least=True),
    )
    assert most.reached(300, 650)
    assert not most.reached(300, 651)
    assert most.reached(3_000, 651)
    assert least.reached(3_000, 15)
    assert not least.reached(300, 49)
    table = "\n".join(drawn.lines(300, {"file": 700.0, "ready": 400.0}))
    assert table.count("NOT REACHED") == 1
