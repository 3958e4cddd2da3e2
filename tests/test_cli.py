"""The command line as people and scripts meet it: words, streams, exit codes, files."""

import ast
import csv
import inspect
import io
import json
import os
import re
import shlex
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import click
import pytest

import civicnet as cn
from civicnet.cli import civicnet, main
from civicnet.cli.group import COMMANDS
from civicnet.problems import CODES

TIES = "from,to,agreement,since,amount of trust\nCity,YMCA,MOU,2024,3\nYMCA,Library,none,2025-03,\n"
BROKEN = "from,to,since\nCity,YMCA,03/04/2024\nCity,,2024\n"


@dataclass
class Run:
    code: int
    out: str
    err: str


@pytest.fixture
def run(capsys, tmp_path, monkeypatch):
    """Run the command line in an empty folder that holds ties.csv and broken.csv."""
    monkeypatch.chdir(tmp_path)
    Path("ties.csv").write_text(TIES, encoding="utf-8")
    Path("broken.csv").write_text(BROKEN, encoding="utf-8")

    def call(*arguments):
        with pytest.raises(SystemExit) as left:
            main([str(each) for each in arguments])
        printed = capsys.readouterr()
        assert "Traceback" not in printed.err or "--debug" in arguments
        return Run(left.value.code, printed.out, printed.err)

    return call


def command(name):
    return civicnet.get_command(click.Context(civicnet), name)


# --- help --------------------------------------------------------------------------------------


def test_civicnet_alone_is_the_help(run):
    alone, asked = run(), run("--help")
    assert alone.code == asked.code == 0
    assert alone.out == asked.out
    assert all(f"  {name} " in alone.out for name in COMMANDS)


def test_help_takes_the_name_of_a_command(run):
    assert run("help", "map").out == run("map", "--help").out


def test_version_names_the_program_and_its_version(run):
    assert run("--version").out == f"civicnet {cn.__version__}\n"


@pytest.mark.parametrize("name", COMMANDS)
def test_the_list_of_commands_says_what_the_command_itself_says(name):
    assert command(name).help.strip().splitlines()[0] == COMMANDS[name][1]


@pytest.mark.parametrize("name", COMMANDS)
def test_a_command_is_short_and_ends_with_an_example(name):
    function = inspect.unwrap(command(name).callback)
    tree = ast.parse(inspect.getsource(function)).body[0]
    body = tree.body[1:]  # without its docstring
    assert body[-1].end_lineno - body[0].lineno < 15
    assert command(name).epilog.startswith(f"Example: civicnet {name}")


@pytest.mark.parametrize("name", COMMANDS)
def test_every_option_says_what_it_does(name):
    options = [each for each in command(name).params if isinstance(each, click.Option)]
    assert [option.name for option in options if not option.help.endswith(".")] == []


# --- exit codes --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("code", "arguments"),
    [
        (0, "check ties.csv"),
        (0, "summary ties.csv"),
        (0, "map ties.csv -o map.html"),
        (0, "check ties.csv --fail-on error"),
        (1, "check ties.csv --fail-on warning --as ties --map since=wave --map to=target"),
        (1, "check broken.csv --fail-on error"),
        (1, "check broken.csv --fail-on warning"),
        (2, "chekc ties.csv"),
        (2, "check"),
        (2, "check ties.csv --fomat json"),
        (2, "check ties.csv --format jsn"),
        (2, "check ties.csv extra.csv"),
        (2, "check ties.csv --map from"),
        (2, "check ties.csv --map from=sauce"),
        (2, "check ties.csv --as teis"),
        (2, "check ties.csv --encoding klingon"),
        (2, "summary ties.csv --at someday"),
        (2, "map ties.csv --audience everybody"),
        (2, "map ties.csv --show shoe-size"),
        (3, "check broken.csv"),
        (3, "summary broken.csv"),
        (3, "map broken.csv"),
        (4, "check nowhere.csv"),
        (4, "summary example:atlantis"),
        (4, "map ties.csv -o nowhere/map.html"),
        (4, "map ties.csv -o ties.csv"),
        (4, "map ties.csv -o ."),
        (4, "summary ties.csv -o broken.csv"),
    ],
)
def test_the_exit_code_says_what_kind_of_trouble_it_is(run, code, arguments):
    if "--map since" in arguments:
        Path("ties.csv").write_text("from,to,since\nCity,City,2024\nCity,YMCA,2024\n", "utf-8")
    done = run(*arguments.split())
    assert done.code == code, done.err
    assert bool(done.err.strip()) or code in (0, 1, 3)


def test_a_file_beyond_a_limit_leaves_with_5(run, monkeypatch):
    monkeypatch.setattr("civicnet.readers.delimited.MAX_BYTES", 10)
    assert run("summary", "ties.csv").code == 5
    assert run("check", "ties.csv").code == 5


def test_a_mistake_of_ours_is_owned_up_to_without_a_traceback_or_data(run, monkeypatch):
    def breaks(*_, **__):
        raise ZeroDivisionError("Maria Lopez")

    monkeypatch.setattr("civicnet.reading._understood", breaks)
    done = run("summary", "ties.csv")
    assert done.code == 70
    assert "sorry" in done.err
    assert "--debug" in done.err
    assert "Maria Lopez" not in done.err
    shown = run("summary", "ties.csv", "--debug")
    assert shown.code == 70
    assert "Traceback" in shown.err


def test_an_interrupted_run_leaves_with_130(run, monkeypatch):
    def interrupts(*_, **__):
        raise KeyboardInterrupt

    monkeypatch.setattr("civicnet.reading._understood", interrupts)
    done = run("map", "ties.csv")
    assert done.code == 130
    assert "interrupted" in done.err
    assert not Path("map.html").exists()


def test_too_little_memory_is_a_limit_and_a_full_disk_a_matter_of_files(run, monkeypatch):
    for error, code, said in (
        (MemoryError(), 5, "more memory"),
        (OSError(28, "No space left on device", "map.html"), 4, "disk is full"),
    ):

        def fails(*_, error=error, **__):
            raise error

        monkeypatch.setattr("civicnet.reading._understood", fails)
        done = run("summary", "ties.csv")
        assert (done.code, said in done.err) == (code, True)


def test_a_reader_who_leaves_early_is_no_trouble(tmp_path):
    program = [sys.executable, "-m", "civicnet", "summary", "example:riverbend", "--format", "json"]
    with subprocess.Popen(
        program, stdout=subprocess.PIPE, stderr=subprocess.PIPE, cwd=tmp_path, env=surroundings()
    ) as process:
        process.stdout.close()
        said = process.stderr.read().decode()
        process.wait(timeout=60)
    assert process.returncode == 141
    assert said == ""


def surroundings(**more):
    return {**os.environ, "PYTHONPATH": str(Path(cn.__file__).parent.parent), **more}


# --- did you mean ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("arguments", "meant"),
    [
        ("mpa ties.csv", "Did you mean map?"),
        ("validate ties.csv", "Did you mean check?"),
        ("ties.csv", "civicnet map ties.csv"),
        ("map ties.csv --audiense core", "--audience"),
        ("map ties.csv --audience partner", "Did you mean partners?"),
        ("check tise.csv", 'Did you mean "ties.csv"'),
        ("check ties.csv --as tie", "Did you mean ties?"),
        ("check ties.csv --map from=sorce", "Did you mean source"),
        ("map ties.csv --show 'amount of thrust'", "amount of trust"),
        ("summary example:riverbed", '"riverbend"'),
    ],
)
def test_a_mistyped_word_is_answered_with_the_right_one(run, arguments, meant):
    done = run(*shlex.split(arguments))
    assert done.code in (2, 4)
    assert meant in " ".join(done.err.split())


# --- streams -----------------------------------------------------------------------------------


def test_results_go_to_standard_output_and_talk_to_standard_error(run):
    done = run("summary", "ties.csv", "--format", "csv")
    assert done.out.startswith("frame,rows")
    assert done.err == "next: civicnet map ties.csv -o map.html\n"


def test_the_next_step_reads_the_data_in_the_same_way(run):
    typed = "ties.csv --actors-are people --map 'amount of trust=trust'"
    said = run("check", *shlex.split(typed))
    assert said.err == f"next: civicnet map {typed} -o map.html\n"


@pytest.mark.parametrize("arguments", ["check ties.csv", "summary ties.csv", "map ties.csv"])
def test_quiet_says_nothing_beside_the_result(run, arguments):
    assert run(*arguments.split(), "--quiet").err == ""
    assert run("--quiet", *arguments.split(), "--force").err == "" or "check" in arguments


def test_ties_come_from_standard_input(run, monkeypatch):
    stdin = io.TextIOWrapper(io.BytesIO(TIES.encode()))
    monkeypatch.setattr("sys.stdin", stdin)
    done = run("summary", "-", "--format", "json")
    rows = {each["frame"]: each["rows"] for each in json.loads(done.out)["tables"]["counts"]}
    assert rows["ties"] == 2


@pytest.mark.skipif(sys.platform == "win32", reason="there are no pseudo-terminals")
@pytest.mark.parametrize(
    ("environment", "options", "colored"),
    [
        ({}, [], True),
        ({"NO_COLOR": "1"}, [], False),
        ({"TERM": "dumb"}, [], False),
        ({}, ["--no-color"], False),
    ],
)
@pytest.mark.parametrize("arguments", [["check", "broken.csv"], ["summary", "ties.csv"]])
def test_colour_is_for_terminals_that_want_it(run, environment, options, colored, arguments):
    import pty

    terminal, end = pty.openpty()
    kept = {k: v for k, v in surroundings().items() if k not in ("NO_COLOR", "CI")}
    program = [sys.executable, "-m", "civicnet", *arguments, *options]
    with subprocess.Popen(
        program, stdout=end, stderr=end, env={**kept, "TERM": "xterm-256color", **environment}
    ) as process:
        os.close(end)
        said = b""
        while True:
            try:
                part = os.read(terminal, 4096)
            except OSError:  # the other end is closed
                break
            if not part:
                break
            said += part
    os.close(terminal)
    assert process.returncode in (0, 3)
    assert (b"\x1b[" in said) is colored


def test_nothing_in_the_data_can_steer_the_terminal(run):
    Path("ties.csv").write_text("from,to,\x1b[31mred\x1b]0;title\x07\nCity,YM\u202eCA,x\n", "utf-8")
    for format in ("table", "csv", "json", "md"):
        done = run("check", "ties.csv", "--format", format)
        assert "\x1b" not in done.out + done.err or format == "csv"
        assert "\u202e" not in done.out or format in ("csv", "json")


# --- formats -----------------------------------------------------------------------------------


def test_json_has_the_same_shape_whatever_the_question(run):
    for arguments in ("check ties.csv", "summary ties.csv", "doctor"):
        said = json.loads(run(*arguments.split(), "--format", "json").out)
        assert list(said) == ["civicnet", "question", "at", "summary", "tables", "notes"]
        assert said["civicnet"] == cn.__version__
        assert said["question"] == arguments.split()[0]
        assert all(isinstance(row, dict) for rows in said["tables"].values() for row in rows)


def test_json_names_the_date_it_is_for(run):
    said = json.loads(run("summary", "ties.csv", "--at", "2025-06", "--format", "json").out)
    assert said["at"] == "2025-06-30"


def test_csv_is_the_main_table(run):
    rows = list(csv.DictReader(io.StringIO(run("check", "broken.csv", "--format", "csv").out)))
    assert [row["severity"] for row in rows[:2]] == ["error", "error"]
    assert {row["code"] for row in rows} <= set(CODES)
    assert rows[0]["file"] == "broken.csv"


def test_csv_has_twelve_digits_and_no_live_formula():
    from civicnet.cli.output import Answer, Sheet, as_csv

    sheet = Sheet(("name", "share"), (("=1+1", 1 / 3), ("-7", -2.5), ("+", 1e-9)))
    assert as_csv(Answer("q", tables={"table": sheet})) == (
        "name,share\n'=1+1,0.333333333333\n'-7,-2.5\n'+,1e-09\n"
    )


def test_markdown_cells_cannot_break_the_table():
    from civicnet.cli.output import Answer, Sheet, as_markdown

    sheet = Sheet(("name",), (("a|b\n<script>*x*",),))
    assert as_markdown(Answer("q", tables={"t": sheet})).splitlines()[2] == (
        r"| a\|b \<script>\*x\* |"
    )


def test_an_answer_can_be_written_to_a_file(run):
    done = run("summary", "ties.csv", "--format", "json", "-o", "answer.json")
    assert done.out == ""
    assert json.loads(Path("answer.json").read_text("utf-8"))["question"] == "summary"
    assert run("summary", "ties.csv", "--format", "json", "-o", "answer.json").code == 0


def test_a_foreign_file_is_replaced_only_by_force(run):
    Path("mine.csv").write_text("my own notes", "utf-8")
    assert run("summary", "ties.csv", "--format", "csv", "-o", "mine.csv").code == 4
    assert Path("mine.csv").read_text("utf-8") == "my own notes"
    assert run("summary", "ties.csv", "--format", "csv", "-o", "mine.csv", "--force").code == 0
    assert Path("mine.csv").read_text("utf-8").startswith("frame,rows")


# --- reading -----------------------------------------------------------------------------------


def counts(run, *arguments):
    said = json.loads(run("summary", *arguments, "--format", "json").out)
    return {each["frame"]: each["rows"] for each in said["tables"]["counts"] if each["rows"]}


def test_actors_of_a_bare_list_are_what_one_says(run):
    assert counts(run, "ties.csv") == {"people": 3, "organizations": 3, "ties": 2}
    assert counts(run, "ties.csv", "--actors-are", "people") == {"people": 3, "ties": 2}
    only = counts(run, "ties.csv", "--actors-are", "organizations")
    assert only == {"organizations": 3, "ties": 2}


def test_a_second_file_says_who_the_actors_are(run):
    Path("nodes.csv").write_text("label,type\nCity,agency\nYMCA,\nLibrary,person\n", "utf-8")
    found = counts(run, "ties.csv", "--actors", "nodes.csv")
    assert found["ties"] == 2
    assert found["organizations"] == 2


def test_a_single_file_is_what_one_says(run):
    Path("list.csv").write_text("name,post,place\nAda,Mayor,City Hall\n", "utf-8")
    said = run(
        "summary", "list.csv", "--as", "terms", "--map", "place=organization", "--format", "json"
    )
    rows = json.loads(said.out)["tables"]["counts"]
    assert {each["frame"]: each["rows"] for each in rows}["terms"] == 1


def test_dates_are_read_in_the_order_one_says(run):
    Path("ties.csv").write_text("from,to,since\nA,B,03/04/2024\n", "utf-8")
    assert run("check", "ties.csv").code == 3
    assert run("check", "ties.csv", "--date-order", "day-first").code == 0


def test_an_encoding_can_be_named(run):
    Path("ties.csv").write_bytes("from,to\nMañana,Niño\n".encode("cp1252"))
    assert "encoding-assumed" in run("check", "ties.csv").out
    assert "encoding-assumed" not in run("check", "ties.csv", "--encoding", "cp1252").out


def test_missing_organizations_can_be_added(run):
    Path("data").mkdir()
    Path("data/organizations.csv").write_text("organization\nCity\n", "utf-8")
    Path("data/ties.csv").write_text("from,to\nCity,YMCA\n", "utf-8")
    assert run("check", "data").code == 3
    assert run("check", "data", "--add-missing").code == 0


# --- what is wrong -----------------------------------------------------------------------------


def test_a_problem_is_told_with_its_place_and_the_way_to_mend_it(run):
    said = run("check", "broken.csv").out
    assert "broken.csv: 2 errors" in said
    assert "error[ambiguous-date]" in said
    assert "--> broken.csv, row 2, column since" in said
    assert "   = Write it as year-month-day" in said


def test_a_command_that_needs_sound_data_tells_the_errors_and_makes_nothing(run):
    done = run("map", "broken.csv")
    assert done.out == ""
    assert "2 errors in the data" in done.err
    assert "--> broken.csv, row 3, column to" in done.err
    assert not Path("map.html").exists()


def test_at_most_twenty_problems_are_shown_and_the_rest_counted(run):
    rows = "".join(f"Actor {i},Other {i},someday {i}\n" for i in range(30))
    Path("ties.csv").write_text(f"from,to,since\n{rows}", "utf-8")
    for done in (run("check", "ties.csv"), run("map", "ties.csv")):
        assert len(re.findall(r"error\[bad-date\]", done.out + done.err)) == 20
        assert "and 10 more" in done.out + done.err


def test_hints_name_options_not_arguments(run):
    said = run("summary", "ties.csv").out
    assert "--actors-are" in said
    assert "actors_are" not in said


# --- the commands that make something ----------------------------------------------------------


def test_map_writes_one_page_and_says_where_it_is(run):
    done = run("map", "ties.csv", "-o", "our map.html", "--title", "Our city", "--at", "2026")
    assert done.out == ""
    assert "our map.html is ready." in done.err
    assert "file://" in done.err
    page = Path("our map.html").read_text("utf-8")
    assert "<title>Our city</title>" in page


def test_map_shows_a_private_column_only_when_asked(run):
    run("map", "ties.csv")
    assert "amount of trust" not in Path("map.html").read_text("utf-8")
    run("map", "ties.csv", "--show", "amount of trust")
    assert "amount of trust" in Path("map.html").read_text("utf-8")


def test_open_hands_the_page_to_the_browser(run, monkeypatch):
    opened = []
    monkeypatch.setattr("webbrowser.open", opened.append)
    run("map", "ties.csv", "--open")
    assert opened == [Path("map.html").resolve().as_uri()]


def test_demo_draws_the_invented_city_and_says_so(run):
    done = run("demo", "-o", "here")
    assert done.code == 0
    assert "invented" in done.err
    assert "here/riverbend-map.html is ready." in done.err.replace("\\", "/")
    assert "Riverbend" in Path("here/riverbend-map.html").read_text("utf-8")


@pytest.mark.parametrize("full", [[], ["--full"]])
def test_what_init_makes_check_accepts_and_map_draws(run, full):
    done = run("init", "our place", *full)
    assert done.code == 0
    book = Path("our place/partnership.xlsx")
    assert "next: civicnet check 'our place/partnership.xlsx'" in done.err
    assert run("check", book, "--fail-on", "warning").code == 0
    assert run("map", book).code == 0


def test_init_never_replaces_a_workbook_that_somebody_filled_in(run):
    Path("ours").mkdir()
    Path("ours/partnership.xlsx").write_bytes(b"PK filled in by hand")
    assert run("init", "ours").code == 4
    assert Path("ours/partnership.xlsx").read_bytes() == b"PK filled in by hand"


def test_check_marks_the_cells_in_a_copy(run):
    done = run("check", "broken.csv", "--xlsx", "marked.xlsx")
    assert done.code == 3
    assert "marked.xlsx is a copy" in done.err
    assert Path("marked.xlsx").read_bytes().startswith(b"PK")


def test_doctor_lists_what_is_there(run):
    done = run("doctor", "--format", "json")
    parts = {row["what"]: row for row in json.loads(done.out)["tables"]["parts"]}
    assert {"python", "civicnet", "drawing script", "encoding", "folder to write in"} <= set(parts)
    assert parts["drawing script"]["fine"] == "yes"
    assert done.code == (1 if any(row["fine"] == "no" for row in parts.values()) else 0)


def test_doctor_names_what_is_too_old_or_missing(run, monkeypatch):
    from importlib import metadata

    wanted = ["pandas>=999.1", "no-such-package>=1", 'nor-this>=2; extra == "parquet"']
    monkeypatch.setattr(metadata, "requires", lambda _: wanted)
    done = run("doctor", "--format", "json")
    parts = {row["what"]: row for row in json.loads(done.out)["tables"]["parts"]}
    assert done.code == 1
    assert parts["pandas"]["to mend"] == 'pip install "pandas>=999.1"'
    assert parts["no-such-package"]["fine"] == "no"
    assert parts["nor-this"]["fine"] == "-"
