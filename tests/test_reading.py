"""`read` and `check`: one call from a path to a partnership, or to all that is wrong."""

import pytest

import civicnet as cn


def write(folder, **files):
    for name, text in files.items():
        (folder / f"{name}.csv").write_text(text, encoding="utf-8")
    return folder


def test_a_folder_of_frames_becomes_a_partnership(tmp_path):
    folder = write(
        tmp_path,
        people="person,organization\nAnn,City\n",
        organizations="organization,kind\nCity,\nCouncil,table\n",
        seats="table,who\nCouncil,Ann\n",
    )
    p = cn.read(folder)
    assert (len(p.people), len(p.organizations), len(p.seats)) == (1, 2, 1)
    assert p.source == tmp_path.name


def test_everything_wrong_is_shown_together_worst_first(tmp_path):
    write(
        tmp_path,
        people="person,organization,since\nAnn,Cty,2020\nBob,City,Spring 2024\n",
        organizations="organization,colour\nCity,red\n",
        ties="from,to,agreement\nAnn,Bob,mou\nAnn,Zed,mou\n",
    )
    found = cn.check(tmp_path)
    assert [problem.severity for problem in found] == ["error"] * 3 + ["note"]
    assert [(p.file, p.row, p.column, p.code) for p in found[:3]] == [
        ("people.csv", 2, "organization", "unknown-actor"),
        ("people.csv", 3, "since", "bad-date"),
        ("ties.csv", 3, "to", "unknown-actor"),
    ]
    assert 'Did you mean "City"' in found[0].hint
    with pytest.raises(cn.DataError) as caught:
        cn.read(tmp_path)
    assert caught.value.problems == found


def test_check_of_the_example_finds_no_error():
    assert not [p for p in cn.check("example:riverbend") if p.severity == "error"]


def test_the_example_says_that_it_is_invented():
    assert "invented" in cn.load_example().invented
    with pytest.raises(cn.FileError, match="riverbend"):
        cn.load_example("riverbed")


def test_a_missing_file_is_named_with_the_nearest(tmp_path):
    (tmp_path / "partners.csv").write_text("from,to\na,b\n", encoding="utf-8")
    with pytest.raises(cn.FileError, match="partners"):
        cn.read(tmp_path / "partner.csv")


def test_a_mapping_names_the_columns_that_are_not_known_by_themselves(tmp_path):
    path = tmp_path / "form.csv"
    path.write_text("Your name,Who do you work with\nAnn,Bob\n", encoding="utf-8")
    p = cn.read(path, mapping={"Your name": "source", "Who do you work with": "target"})
    assert p.ties[["source", "target"]].to_numpy().tolist() == [["Ann", "Bob"]]


def test_a_second_file_gives_the_actors_attributes(tmp_path):
    write(
        tmp_path,
        edges="from,to\na1,a2\n",
        nodes="id,label,type,sector\na1,Ann,person,public\na2,City,agency,public\n",
    )
    p = cn.read(tmp_path / "edges.csv", actors=tmp_path / "nodes.csv")
    assert list(p.people["person"]) == ["Ann"]
    assert p.ties[["source", "target"]].to_numpy().tolist() == [["Ann", "City"]]


def test_dates_with_two_meanings_are_read_when_the_order_is_said(tmp_path):
    path = tmp_path / "ties.csv"
    path.write_text("from,to,until\na,b,03/04/2030\n", encoding="utf-8")
    assert [p.code for p in cn.check(path)] == ["ambiguous-date"]
    p = cn.read(path, date_order="day-first")
    assert str(p.ties["end"].iat[0].date()) == "2030-04-03"


def test_a_name_called_na_is_a_name(tmp_path):
    path = tmp_path / "ties.csv"
    path.write_text("from,to,zip\nNA,null,02139\n", encoding="utf-8")
    p = cn.read(path)
    assert p.ties[["source", "target", "zip"]].to_numpy().tolist() == [["NA", "null", "02139"]]
