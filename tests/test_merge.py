"""Edits made in a room, or another file, are taken into the data: checked, whole, history kept."""

import pandas as pd
import pytest
from hypothesis import given, settings

import civicnet as cn
from civicnet import model
from civicnet.cli import main
from civicnet.errors import ArgumentError, DataError
from civicnet.moments import Moment
from civicnet.questions.merge import applied
from civicnet.questions.merge import edits as listed
from civicnet.readers.frames import tables_from_frames
from tests.build import linked
from tests.strategies import partnerships

AT = "2026-11-15"
DAY = pd.Timestamp(AT)


def city(**more):
    frames = {
        "people": [
            {"person": "Ana", "organization": "City"},
            {"person": "Ben", "organization": "YMCA"},
        ],
        "organizations": [
            {"organization": "City"}, {"organization": "YMCA"}, {"organization": "Schools"},
            {"organization": "Council", "kind": "table"},
        ],
        "offices": [{"office": "Mayor", "organization": "City"}],
        "terms": [{"person": "Ana", "office": "Mayor", "organization": "City",
                   "start": "2024-01-01"}],
        "ties": [{"source": "Ana", "target": "Ben", "form": "verbal", "start": "2024-02-01"}],
        "seats": [{"table": "Council", "actor": "Ben", "start": "2024-03-01"}],
        **more,
    }  # fmt: skip
    return cn.Partnership.from_frames(**{k: pd.DataFrame(v) for k, v in frames.items()})


def edits(*rows):
    return pd.DataFrame([dict(row) for row in rows]).fillna("")


def as_table(rows):
    (table,) = tables_from_frames({"ties": edits(*rows)})
    return table


def merged(p, *rows, **how):
    return cn.merge(p, edits(*rows), at=AT, **how).partnership


# --- what each edit does -------------------------------------------------------------------------


def test_a_new_person_is_there_from_the_day_on():
    p = merged(city(), {"change": "add", "name": "Cy", "organization": "Schools"})
    row = p.people.set_index("person").loc["Cy"]
    assert (row["organization"], row["start"]) == ("Schools", DAY)


def test_a_new_organization_and_a_new_table_have_their_kind():
    p = merged(
        city(),
        {"change": "add", "name": "Library", "kind": "organization", "sector": "public"},
        {"change": "add", "name": "Reading Table", "kind": "table"},
    )
    rows = p.organizations.set_index("organization")
    assert rows.loc["Library", "sector"] == "public"
    assert rows.loc["Reading Table", "kind"] == "table"


def test_a_tie_that_somebody_names_begins_on_the_day_and_counts_from_then():
    before = city()
    p = merged(
        before,
        {"change": "connect", "name": "Ana", "to": "Schools", "form": "mou", "strength": "3"},
    )
    assert linked(p, AT) - linked(before, AT) == {("City", "Schools")}
    assert linked(p, "2026-11-14") == linked(before, "2026-11-14")
    tie = p.ties.iloc[p.ties["target"].tolist().index("Schools")]
    assert (tie["form"], tie["strength"], tie["start"]) == ("mou", 3, DAY)


def test_a_tie_to_a_table_is_a_seat_there():
    p = merged(city(), {"change": "connect", "name": "Ana", "to": "Council"})
    seat = p.seats[p.seats["actor"] == "Ana"].iloc[0]
    assert (seat["table"], seat["role"], seat["start"]) == ("Council", "member", DAY)


def test_what_is_no_longer_tied_gets_its_last_day_and_stays_in_the_data():
    before = city()
    p = merged(before, {"change": "disconnect", "name": "Ben", "to": "Ana"})
    assert p.ties["end"].tolist() == [DAY]
    assert len(p.ties) == len(before.ties)
    assert ("City", "YMCA") not in linked(p, "2026-11-16")
    assert ("City", "YMCA") in linked(p, AT)


def test_who_has_gone_takes_what_is_personal_along():
    p = merged(city(), {"change": "absent", "name": "Ana"})
    assert p.terms["end"].tolist() == [DAY]
    assert p.people.set_index("person").loc["Ana", "end"] == DAY
    assert linked(p, "2026-11-16") == {("Council", "YMCA")}


def test_another_name_stands_wherever_the_old_one_did_and_the_old_one_still_finds_it():
    p = merged(
        city(seats=[{"table": "Council", "actor": "Ana", "on_behalf_of": "Mayor, City"}]),
        {"change": "rename", "name": "City", "to": "City of Riverbend"},
        {"change": "connect", "name": "City", "to": "Schools", "form": "mou"},
    )
    assert "City" not in set(p.organizations["organization"])
    assert p.offices["organization"].tolist() == ["City of Riverbend"]
    assert p.seats["on_behalf_of"].tolist() == ["Mayor, City of Riverbend"]
    assert p.find("City") == "City of Riverbend"
    assert ("City of Riverbend", "Schools") in linked(p, AT)


def test_a_later_row_may_name_whom_an_earlier_one_adds():
    p = merged(
        city(),
        {"change": "add", "name": "Dee"},
        {"change": "rename", "name": "Dee", "to": "Deirdre"},
        {"change": "connect", "name": "dee", "to": "Ben", "form": "verbal"},
    )
    assert ("Deirdre", "YMCA") in linked(p, AT)


def test_an_office_is_found_by_the_new_name_of_its_organization():
    p = merged(
        city(),
        {"change": "rename", "name": "City", "to": "Town"},
        {"change": "rename", "name": "Town", "to": "Village"},
        {"change": "connect", "name": "Mayor, Village", "to": "Schools", "form": "mou"},
        {"change": "connect", "name": "mayor, city", "to": "YMCA", "form": "mou"},
    )
    assert set(p.ties["source"]) == {"Ana", "Mayor, Village"}
    assert linked(p, AT) >= {("Schools", "Village"), ("Village", "YMCA")}


@pytest.mark.parametrize("many", [10, 300])
def test_however_many_edits_names_are_registered_once_and_each_frame_grows_once(many, monkeypatch):
    registers, grown = [], []
    made, grow = model.Register, applied.with_rows
    monkeypatch.setattr(model, "Register", lambda: registers.append(1) or made())
    monkeypatch.setattr(applied, "with_rows", lambda *given: grown.append(1) or grow(*given))
    new = [{"change": "add", "name": f"New {i}", "organization": "City"} for i in range(many)]
    ties = [{"change": "connect", "name": f"New {i}", "to": "Ben"} for i in range(many)]
    told, problems = listed.edits(as_table(new + ties), city())
    after = applied.applied(city().frames, told, Moment(DAY))
    assert not problems
    assert (len(after["people"]), len(after["ties"])) == (2 + many, 1 + many)
    assert (len(registers), len(grown)) == (1, 2)


# --- waves ---------------------------------------------------------------------------------------


def survey():
    ties = [{"source": "A", "target": "B", "wave": "2025"}, {"source": "B", "target": "C",
            "wave": "2025"}, {"source": "A", "target": "C", "wave": "2024"}]  # fmt: skip
    return cn.Partnership.from_frames(ties=pd.DataFrame(ties), actors_are="organizations")


def test_where_the_data_have_waves_a_new_one_is_written_and_the_others_stay():
    p = merged(
        survey(),
        {"change": "disconnect", "name": "A", "to": "B"},
        {"change": "connect", "name": "A", "to": "C", "form": "mou"},
        wave="2026",
    )
    assert linked(p, "2026") == {("B", "C"), ("A", "C")}
    assert linked(p, "2025") == {("A", "B"), ("B", "C")}
    assert linked(p, "2024") == {("A", "C")}


def test_a_wave_that_is_there_is_not_written_over():
    with pytest.raises(ArgumentError, match="there is a wave '2025' already"):
        cn.merge(survey(), edits({"change": "absent", "name": "A"}), wave="2025")


def test_dated_data_get_a_wave_beside_their_new_rows_where_one_is_named():
    p = merged(city(), {"change": "connect", "name": "Ana", "to": "Schools"}, wave="retreat")
    assert sorted(p.ties["wave"].fillna("").tolist()) == ["", "retreat"]


# --- another file --------------------------------------------------------------------------------


def test_another_file_adds_its_rows_and_fills_blank_cells():
    other = cn.Partnership.from_frames(
        organizations=pd.DataFrame([{"organization": "YMCA", "sector": "nonprofit"},
                                    {"organization": "Library"}]),
        ties=pd.DataFrame([{"source": "YMCA", "target": "Library", "form": "mou"}]),
    )  # fmt: skip
    found = cn.merge(city(), other, at=AT)
    p = found.partnership
    assert p.organizations.set_index("organization").loc["YMCA", "sector"] == "nonprofit"
    assert ("Library", "YMCA") in linked(p, AT)
    assert ("City", "YMCA") in linked(p, AT)
    filled = found.changes[found.changes["change"] == "filled"].iloc[0]
    assert (filled["name"], filled["column"], filled["after"]) == ("YMCA", "sector", "nonprofit")


def test_what_another_file_says_otherwise_is_believed_and_told():
    before = city(organizations=[{"organization": "City", "sector": "public"},
                                 {"organization": "YMCA"}, {"organization": "Schools"},
                                 {"organization": "Council", "kind": "table"}])  # fmt: skip
    other = cn.Partnership.from_frames(
        organizations=pd.DataFrame([{"organization": "City", "sector": "business"}])
    )
    found = cn.merge(before, other, at=AT)
    row = found.changes.iloc[0]
    assert (row["change"], row["before"], row["after"]) == ("replaced", "public", "business")
    assert "1 cell says something else: City." in found.summary


@settings(max_examples=5, deadline=None)
@given(partnerships())
def test_a_file_merged_with_itself_changes_nothing(p):
    found = cn.merge(p, p, at=AT)
    assert len(found.changes) == 0
    for name, frame in p.frames.items():
        assert len(found.partnership.frames[name]) == len(frame)


# --- what is wrong -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("row", "column", "code", "said"),
    [
        ({"change": "conect", "name": "Ana", "to": "Ben"}, "change", "bad-choice", "connect"),
        ({"change": "absent", "name": "Anna"}, "name", "unknown-actor", '"Ana"'),
        ({"change": "connect", "name": "Ana", "to": "School"}, "to", "unknown-actor", "Schools"),
        ({"change": "connect", "name": "Ana"}, "to", "missing-value", "Fill in to"),
        ({"change": "absent", "name": ""}, "name", "missing-value", "Fill in name"),
        ({"change": "add", "name": "ana"}, "name", "same-name", "another name"),
        ({"change": "add", "name": "Cy", "kind": "persn"}, "kind", "bad-choice", "person"),
        ({"change": "add", "name": "Cy", "organization": "Cty"}, "organization", "unknown-actor",
         "City"),
        ({"change": "rename", "name": "Ana", "to": "Ben"}, "to", "same-name", "Aliases"),
        ({"change": "connect", "name": "Ana", "to": "Ben", "strength": "strong"}, "strength",
         "bad-number", ""),
    ],
)  # fmt: skip
def test_a_wrong_row_is_told_with_its_place_and_how_to_mend_it(row, column, code, said):
    good = {"change": "connect", "name": "Ben", "to": "Schools"}
    with pytest.raises(DataError) as caught:
        cn.merge(city(), edits(good, row), at=AT)
    (problem,) = caught.value.problems
    assert (problem.row, problem.column, problem.code) == (2, column, code)
    assert said in problem.hint


def test_every_problem_is_told_at_once():
    with pytest.raises(DataError) as caught:
        cn.merge(city(), edits({"change": "x", "name": "Ana"}, {"change": "absent", "name": "Q"}))
    assert [problem.row for problem in caught.value.problems] == [1, 2]


def test_a_frame_that_is_no_list_of_edits_is_refused():
    with pytest.raises(ArgumentError, match="columns change and name"):
        cn.merge(city(), pd.DataFrame({"from": ["Ana"], "to": ["Ben"]}))


def test_the_data_that_were_given_stay_as_they_are():
    before = city()
    kept = {name: frame.copy() for name, frame in before.frames.items()}
    merged(before, {"change": "rename", "name": "City", "to": "Town"})
    for name, frame in kept.items():
        pd.testing.assert_frame_equal(frame, before.frames[name])


# --- the command ---------------------------------------------------------------------------------


def run(*arguments):
    with pytest.raises(SystemExit) as left:
        main([*arguments])
    return left.value.code


def test_the_command_writes_the_data_with_the_changes(tmp_path, capsys):
    changes = tmp_path / "changes.csv"
    changes.write_text("change,name,to\nconnect,Eleanor Marsh,Radio Ribera\n", encoding="utf-8")
    after = tmp_path / "after.json"
    assert run("merge", "example:riverbend", str(changes), "-o", str(after), "--at", AT) == 0
    said = capsys.readouterr().out
    assert "1 new tie or seat: Eleanor Marsh – Radio Ribera." in said
    p = cn.read(after)
    assert ("Mayor's Office", "Radio Ribera") in linked(p, AT)
    assert not p.equals(cn.load_example())


def test_the_command_writes_nothing_of_changes_with_a_mistake(tmp_path, capsys):
    changes = tmp_path / "changes.csv"
    changes.write_text(
        "change,name,to\nconnect,Eleanor Marsh,Radio Ribera\nconnect,Elanor,Radio Ribera\n",
        encoding="utf-8",
    )
    after = tmp_path / "after.json"
    assert run("merge", "example:riverbend", str(changes), "-o", str(after)) == 3
    assert "changes.csv, row 3, column name" in capsys.readouterr().err
    assert not after.exists()
