import datetime as dt
import os
import subprocess
import sys
import zipfile

import openpyxl
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings

import civicnet as cn
from civicnet.cells import clean
from civicnet.columns import FRAMES, WHO
from civicnet.files import MANIFEST
from civicnet.joining import who_rows
from civicnet.readers.frames import tables_from_frames
from civicnet.understand import understand
from civicnet.writers import sheets
from tests.build import partnership, ties
from tests.strategies import ODD, partnerships

FORMS = ("full", "short")
KINDS = ("out.xlsx", "out.json", "out/")
_FEW = settings(
    max_examples=8,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)


@pytest.fixture(scope="module")
def riverbend():
    return cn.load_example()


def _bytes(path):
    if path.is_dir():
        return {p.name: p.read_bytes() for p in path.iterdir()}
    return path.read_bytes()


def _raw(**frames):
    """Make a partnership whose cells no check has seen."""
    made = dict(partnership(people=[{"person": "Ana", "organization": "City"}]).frames)
    for name, columns in frames.items():
        # As objects: newer pandas would make texts of its own kind of them, and stumble.
        cells = {c: pd.Series(values, dtype=object) for c, values in columns.items()}
        made[name] = made[name].assign(**cells)
    return cn.Partnership(**made)


# --- writing and reading gives the same ---------------------------------------------------------


@pytest.mark.parametrize("form", FORMS)
@_FEW
@given(p=partnerships())
def test_what_is_written_is_read_back_the_same(tmp_path_factory, form, p):
    folder = tmp_path_factory.mktemp("write")
    before = {name: frame.copy(deep=True) for name, frame in p.frames.items()}
    for kind in KINDS:
        cn.write(p, f"{folder}/{kind}", form=form)
        again = cn.read(f"{folder}/{kind}")
        for name, frame in p.frames.items():
            pd.testing.assert_frame_equal(again.frames[name], frame)
    for name, frame in before.items():
        pd.testing.assert_frame_equal(p.frames[name], frame)


@_FEW
@given(p=partnerships())
def test_who_and_what_stands_beside_it_are_split_into_the_same_frames(p):
    who, beside = who_rows(p)
    assert tuple(who.columns[: len(WHO.names)]) == WHO.names
    frames = {**p.frames, **dict.fromkeys(("people", "organizations", "offices", "terms"))}
    given_ = {"who": who, **frames, **beside}
    found = understand(tables_from_frames({n: f for n, f in given_.items() if f is not None}))
    for name, frame in p.frames.items():
        pd.testing.assert_frame_equal(found.frames[name], frame)


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("kind", KINDS)
def test_the_example_survives_every_form_and_is_written_the_same_twice(
    riverbend, tmp_path, kind, form
):
    path = cn.write(riverbend, f"{tmp_path}/{kind}", form=form)
    first = _bytes(path)
    again = cn.read(path)
    assert again.equals(riverbend)
    assert not [p for p in again.problems if p.severity == "error"]
    assert again.invented == riverbend.invented != ""
    cn.write(again, f"{tmp_path}/{kind}", form=form)
    assert _bytes(path) == first


@pytest.mark.parametrize("kind", KINDS)
def test_odd_texts_stay_texts(tmp_path, kind):
    people = [{"person": f"{n} Ana", "notes": text} for n, text in enumerate(ODD)]
    p = partnership(people=people)
    again = cn.read(cn.write(p, f"{tmp_path}/{kind}"))
    assert sorted(again.people["notes"]) == sorted(map(clean, ODD))


def test_lines_and_tabs_in_unknown_columns_survive(tmp_path):
    texts = ["two\nlines", "a\tb", "a\r\nb", "a\rb", '"\n"', "x,\n'=1"]
    p = partnership(people=[{"person": f"P{n}", "own": t} for n, t in enumerate(texts)])
    for kind in KINDS:
        again = cn.read(cn.write(p, f"{tmp_path}/{kind}"))
        assert list(again.people["own"]) == texts


def test_a_blank_unknown_column_is_kept_in_every_form(tmp_path):
    people = [{"person": "Ana", "own": "", "email": ""}, {"person": "Bo", "own": ""}]
    p = partnership(people=people, organizations=[{"organization": "City", "mine": ""}])
    for kind in KINDS:
        for form in FORMS:
            again = cn.read(cn.write(p, f"{tmp_path}/{form}-{kind}", form=form))
            assert again.equals(p), (kind, form)


def test_an_unknown_column_with_a_name_of_ours_is_told_apart(tmp_path):
    who = [{"person": "Ana", "post": "Mayor", "organization": "City", "comment": "tall"}]
    p = partnership(who=who)
    assert "comment" in p.people.columns
    for kind in KINDS:
        again = cn.read(cn.write(p, f"{tmp_path}/{kind}"))
        assert list(again.people["comment (own)"]) == ["tall"]
        assert again.people["notes"].isna().all()


def test_numbers_keep_fifteen_digits(tmp_path):
    values = [0.1, 1 / 3, 123456789012.345, 1e-9, -2.5, 4e20, 0.07]
    rows = [{"source": "A", "target": f"B{n}", "weight": v} for n, v in enumerate(values)]
    p = partnership(ties=rows)
    for kind in KINDS:
        again = cn.read(cn.write(p, f"{tmp_path}/{kind}"))
        assert list(again.ties["weight"]) == [float(f"{v:.15g}") for v in values]


def test_the_names_of_agreements_and_their_forms_share_a_column_until_both_are_there(tmp_path):
    plain = partnership(ties=ties(("A", "B"), form="mou"))
    named = partnership(ties=ties(("A", "B"), form="mou", agreement="Data pact"))
    headers = {}
    for name, p in {"plain": plain, "named": named}.items():
        path = cn.write(p, tmp_path / f"{name}.xlsx", form="short")
        assert cn.read(path).equals(p)
        headers[name] = [cell.value for cell in openpyxl.load_workbook(path)["Ties"][1]]
    assert headers["plain"][3] == "agreement"
    assert "form" not in headers["plain"]
    assert headers["named"][3] == "form"
    assert "agreement" in headers["named"]


# --- what the files look like -------------------------------------------------------------------


def test_the_short_workbook_has_the_four_sheets_and_what_they_cannot_say(riverbend, tmp_path):
    plain = partnership(
        who=[{"person": "Ana", "post": "Mayor", "organization": "City"}, {"organization": "YMCA"}],
        ties=ties(("Ana", "YMCA")),
        seats=[{"table": "Council", "actor": "Ana"}],
        assets=[{"asset": "Room", "holder": "YMCA"}],
    )
    book = openpyxl.load_workbook(cn.write(plain, tmp_path / "plain.xlsx", form="short"))
    assert book.sheetnames == ["Who", "Ties", "Tables", "Assets"]
    assert [cell.value for cell in book["Who"][1]][:4] == [
        "person",
        "post",
        "organization",
        "sector",
    ]
    book = openpyxl.load_workbook(cn.write(riverbend, tmp_path / "r.xlsx", form="short"))
    assert book.sheetnames[:4] == ["Who", "Ties", "Tables", "Assets"]
    assert {"People", "Organizations", "Offices", "Terms", "Needs"} <= set(book.sheetnames)


def test_no_cell_of_a_workbook_is_a_formula_or_a_link(tmp_path):
    people = [{"person": f"{text} {n}", "=own": text} for n, text in enumerate(ODD)]
    path = cn.write(partnership(people=people), tmp_path / "a.xlsx")
    cells = [cell for sheet in openpyxl.load_workbook(path) for row in sheet for cell in row]
    assert {cell.data_type for cell in cells} <= {"s", "n", "inlineStr"}
    assert not [cell for cell in cells if cell.hyperlink]
    assert "=own" in {cell.value for cell in cells}


def test_a_csv_cell_that_would_run_is_guarded_and_a_number_is_not(tmp_path):
    rows = [
        {"source": "=A", "target": "+B", "weight": "-5", "source_note": text}
        for text in ("=1", "+1", "-1", "@x", "'=1", "''@", "'plain", "a=b")
    ]
    path = cn.write(partnership(ties=rows), f"{tmp_path}/out/")
    lines = (path / "ties.csv").read_text("utf-8").splitlines()[1:]
    assert {line.split(",")[0] for line in lines} == {"'=A"}
    assert {line.split(",")[8] for line in lines} == {"-5"}
    assert {line.split(",")[-1] for line in lines} == {
        "'=1",
        "'+1",
        "'-1",
        "'@x",
        "''=1",
        "'''@",
        "'plain",
        "a=b",
    }


def test_dates_are_dates_in_a_workbook_and_old_ones_text(tmp_path):
    rows = ties(("A", "B"), start="1899-05-01", end="2028-02-29")
    sheet = openpyxl.load_workbook(cn.write(partnership(ties=rows), tmp_path / "a.xlsx"))["Ties"]
    names = [cell.value for cell in sheet[1]]
    start, end = (sheet[2][names.index(name)] for name in ("start", "end"))
    assert start.value == "1899-05-01"
    assert end.value == dt.datetime(2028, 2, 29)  # noqa: DTZ001  # a cell has no zone
    assert end.number_format == "yyyy-mm-dd"


def test_a_workbook_says_whose_it_is_and_no_time(tmp_path):
    path = cn.write(partnership(ties=ties(("A", "B"))), tmp_path / "a.xlsx")
    with zipfile.ZipFile(path) as archive:
        assert {part.date_time for part in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert b"2000-01-01T00:00:00Z" in archive.read("docProps/core.xml")


def test_json_rows_leave_blank_cells_out(tmp_path):
    p = partnership(organizations=[{"organization": "Ŷ", "voices": "a; b", "power": "2"}])
    text = cn.write(p, tmp_path / "a.json").read_text("utf-8")
    assert '{"organization": "Ŷ", "voices": ["a", "b"], "power": 2}' in text


# --- whose file it is ---------------------------------------------------------------------------


def test_a_workbook_somebody_has_saved_since_stays_unless_forced(tmp_path):
    p = partnership(ties=ties(("A", "B")))
    path = cn.write(p, tmp_path / "a.xlsx")
    cn.write(p, path)
    book = openpyxl.load_workbook(path)
    book["Ties"]["A3"] = "Mine"
    book.save(path)
    with pytest.raises(cn.FileError, match="--force"):
        cn.write(p, path)
    assert openpyxl.load_workbook(path)["Ties"]["A3"].value == "Mine"
    cn.write(p, path, force=True)


@pytest.mark.parametrize("name", ["a.xlsx", "a.json", "people.csv"])
def test_a_foreign_file_stays_unless_forced(tmp_path, name):
    p = partnership(people=[{"person": "Ana"}])
    (tmp_path / name).write_bytes(b"mine")
    target = tmp_path if name.endswith(".csv") else tmp_path / name
    with pytest.raises(cn.FileError, match="--force"):
        cn.write(p, target)
    assert (tmp_path / name).read_bytes() == b"mine"
    cn.write(p, target, force=True)
    assert cn.read(target).equals(p)


def test_frames_that_are_gone_leave_no_file_behind(tmp_path):
    folder = f"{tmp_path}/out/"
    cn.write(partnership(ties=ties(("A", "B")), outcomes=[{"outcome": "x"}]), folder)
    path = cn.write(partnership(people=[{"person": "Ana"}]), folder)
    assert {p.name for p in path.iterdir()} == {"people.csv", MANIFEST}


# --- what is refused ----------------------------------------------------------------------------


def test_other_kinds_and_forms_are_refused_with_those_there_are(tmp_path):
    p = partnership(people=[{"person": "Ana"}])
    with pytest.raises(cn.ArgumentError, match=r"\.xlsx.*\.json.*folder"):
        cn.write(p, tmp_path / "a.csv")
    with pytest.raises(cn.ArgumentError, match="full, short"):
        cn.write(p, tmp_path / "a.xlsx", form="long")
    assert not list(tmp_path.iterdir())


def test_a_partnership_without_rows_is_not_written(tmp_path):
    empty = {name: frame.iloc[:0] for name, frame in _raw().frames.items()}
    with pytest.raises(cn.ArgumentError, match="no frame has a row"):
        cn.write(cn.Partnership(**empty), tmp_path / "a.xlsx")


@pytest.mark.parametrize("kind", KINDS)
def test_texts_that_no_file_can_hold_are_refused(tmp_path, kind):
    for bad in ("bell\x07", "half \ud800 letter", "nul\0"):
        with pytest.raises(cn.ArgumentError, match="people, row 1, column notes"):
            cn.write(_raw(people={"notes": [bad]}), f"{tmp_path}/{kind}")
    with pytest.raises(cn.ArgumentError, match="separate"):
        cn.write(_raw(people={"voices": [("a; b",)]}), f"{tmp_path}/{kind}")
    assert not list(tmp_path.iterdir())


def test_what_a_workbook_cannot_hold_is_refused_with_a_way_out(tmp_path, monkeypatch):
    long = _raw(people={"notes": ["😀" * 16_384]})
    with pytest.raises(cn.LimitError, match=r"People, row 2, column notes.*32,768 characters"):
        cn.write(long, tmp_path / "a.xlsx")
    assert cn.write(long, tmp_path / "a.json").exists()
    monkeypatch.setattr("civicnet.writers.MAX_ROWS", 3)
    p = partnership(people=[{"person": f"P{n}"} for n in range(3)])
    with pytest.raises(cn.LimitError, match=r"3 rows.*folder of CSV files"):
        cn.write(p, tmp_path / "b.xlsx")
    assert not (tmp_path / "b.xlsx").exists()


# --- the same data give the same bytes ----------------------------------------------------------

_SCRIPT = """
import hashlib, random, sys
import civicnet as cn
from civicnet.readers import load
from civicnet.tables import table
tables = list(load(sys.argv[1]).tables)
random.Random(int(sys.argv[3])).shuffle(tables)
mixed = []
for each in tables:
    rows = list(zip(*each.columns))
    random.Random(int(sys.argv[3])).shuffle(rows)
    mixed.append(table(each.file, each.header, rows, frame=each.frame))
p = cn.Partnership.from_tables(mixed)
for form in ("full", "short"):
    for kind in ("xlsx", "json"):
        path = cn.write(p, f"{sys.argv[2]}/{form}.{kind}", form=form)
        print(hashlib.sha256(path.read_bytes()).hexdigest())
    folder = cn.write(p, f"{sys.argv[2]}/{form}/", form=form)
    for path in sorted(folder.iterdir()):
        print(path.name, hashlib.sha256(path.read_bytes()).hexdigest())
"""


def test_neither_the_hash_seed_nor_the_order_of_rows_changes_a_byte(riverbend, tmp_path):
    cn.write(riverbend, f"{tmp_path}/in/")
    printed = set()
    for seed in range(5):
        (tmp_path / str(seed)).mkdir()
        done = subprocess.run(
            [sys.executable, "-c", _SCRIPT, f"{tmp_path}/in", f"{tmp_path}/{seed}", str(seed)],
            env={**os.environ, "PYTHONHASHSEED": str(seed)},
            capture_output=True,
            check=True,
        )
        printed.add(done.stdout)
    assert len(printed) == 1


def test_every_declared_column_is_written_in_its_order(riverbend):
    for sheet in sheets(riverbend):
        declared = FRAMES[sheet.frame].names
        assert tuple(field.header for field in sheet.fields)[: len(declared)] == declared


def test_who_says_terms_vacancies_people_and_organizations():
    p = partnership(
        who=[
            {"person": "Ana", "post": "Mayor", "organization": "City", "until": "2020"},
            {"person": "Bo", "post": "Mayor", "organization": "City", "since": "2021"},
            {"post": "Clerk", "organization": "City", "elected/appointed/hired": "hired"},
            {"person": "Cy", "organization": "YMCA", "sector": "nonprofit", "voices": "parents"},
            {"organization": "Library", "sector": "public"},
        ]
    )
    who, beside = who_rows(p)
    shown = who[["person", "post", "organization", "sector"]].to_numpy().tolist()
    assert shown == [
        [None, "Clerk", "City", None],
        ["Ana", "Mayor", "City", None],
        ["Bo", "Mayor", "City", None],
        [None, None, "Library", "public"],
        ["Cy", None, "YMCA", "nonprofit"],
    ]
    assert beside == {}
