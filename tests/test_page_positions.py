"""The user's own positions: saved by the page, read again, kept exactly; the others make room."""

import csv
import io

import numpy as np
import pytest

import civicnet as cn
from civicnet.cli import main
from civicnet.moments import moment
from civicnet.page.audience import gate
from civicnet.page.content import content
from civicnet.page.places import places
from civicnet.page.positions import read
from civicnet.page.render import drawn
from tests.browsing import AT, TALL
from tests.build import partnership, ties

NODES = [
    {"id": 0, "kind": "organization", "label": "Clinic"},
    {"id": 1, "kind": "organization", "label": "School"},
    {"id": 2, "kind": "person", "label": "=Ada"},
    {"id": 3, "kind": "asset", "label": "Van", "holder": 0},
    {"id": 4, "kind": "asset", "label": "Van", "holder": 1},
    {"id": 5, "kind": "ghost", "label": "Parents"},
]


@pytest.fixture
def told(tmp_path):
    def tell(text, nodes=NODES):
        path = tmp_path / "positions.csv"
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return read(path, nodes)

    return tell


def problems(told, text):
    with pytest.raises(cn.DataError) as caught:
        told(text)
    return caught.value.problems


def test_positions_are_read_by_name_and_an_asset_with_its_holder(told):
    found = told(
        "\ufeffname,holder,x,y\nClinic,,1.04,-2\nVan,School,3,4\n'=Ada,,5,6\nschool,,7,8\n"
    )
    assert found.places == {0: (1.0, -2.0), 4: (3.0, 4.0), 2: (5.0, 6.0), 1: (7.0, 8.0)}
    assert found.problems == ()


def test_a_spreadsheet_may_part_cells_by_semicolons_and_write_commas_in_numbers(told):
    assert told("Name;Y;X\nClinic;2,5;-1,5\n").places == {0: (-1.5, 2.5)}


def test_a_name_that_is_not_on_the_map_is_told_and_left_out(told):
    found = told("name,x,y\nClinik,1,2\nSchool,3,4\nParents,5,6\n")
    assert found.places == {1: (3.0, 4.0)}
    assert [(each.code, each.row, each.column) for each in found.problems] == [
        ("unknown-position", 2, "name"), ("unknown-position", 4, "name"),
    ]  # fmt: skip
    assert "Clinic" in found.problems[0].hint


@pytest.mark.parametrize("cell", ["", "abc", "nan", "inf", "1e300", "1.2.3"])
def test_what_is_no_number_is_a_problem_with_its_place_and_a_way_out(told, cell):
    (found,) = problems(told, f"name,x,y\nSchool,0,0\nClinic,{cell},2\n")
    assert (found.code, found.row, found.column) == ("bad-position", 3, "x")
    assert found.hint.startswith("Write a number")


def test_a_name_that_stands_twice_is_a_problem(told):
    (found,) = problems(told, "name,x,y\nClinic,1,2\nSchool,3,4\nClinic,5,6\n")
    assert (found.row, found.column) == (4, "name")
    assert "row 2" in found.message


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "empty"),
        ("name,x\nClinic,1\n", 'no column "y"'),
        (b"name,x,y\n\xff,1,2\n", "UTF-8"),
        ('name,x,y\n"Clinic,1,2\n', "not CSV"),
        ("name,x,y\n,1,2\n", "no name"),
    ],
)
def test_a_file_that_cannot_be_read_says_why(told, text, said):
    (found,) = problems(told, text)
    assert said in found.message
    assert found.hint


def test_a_file_that_is_not_there_is_told_by_its_name(tmp_path):
    with pytest.raises(cn.FileError, match="there is no such file"):
        read(tmp_path / "none.csv", NODES)


# --- the layout -----------------------------------------------------------------------------------


def laid_out(p, fixed=None, at=AT):
    found = content(p, gate(p, "core", ()), title="Map", at=moment(p.frames, at))
    drawn(found)
    ids = {
        node["label"]: node["id"]
        for node in found.nodes
        if node["kind"] not in ("asset", "ghost") and not node.get("then")
    }
    given = {ids[name]: spot for name, spot in (fixed or {}).items()}
    where = places(found.nodes, found.edges, given)["places"]
    spots = np.array(where["near"]["wide"]).reshape(-1, 2)
    return found, where, {name: tuple(spots[i]) for name, i in ids.items()}, spots


def overlaps(found, spots):
    size = np.array([node["size"] for node in found.nodes])
    apart = np.sqrt(((spots[:, None] - spots) ** 2).sum(axis=2)) - size[:, None] - size
    shown = [n["id"] for n in found.nodes if n["kind"] in ("organization", "table")]
    close = apart[np.ix_(shown, shown)]
    return int((close[np.triu_indices(len(shown), 1)] < 0).sum())


def test_those_named_keep_their_places_and_nobody_overlaps():
    p = cn.load_example()
    _, plain, at, _ = laid_out(p)
    wanted = {"Mayor's Office": (400.0, -200.0), "Riverbend Promise": (-350.5, 180.3)}
    wanted["Eleanor Marsh"] = (430.0, -230.0)
    found, where, now, spots = laid_out(p, wanted)
    assert {name: now[name] for name in wanted} == wanted
    assert overlaps(found, spots) == 0
    assert where["near"]["tall"] == plain["near"]["tall"]
    assert where["rings"] == plain["rings"]
    assert at["Mayor's Office"] != now["Mayor's Office"]


def test_with_everybody_placed_everybody_stays_and_who_is_new_finds_room():
    before = partnership(ties=ties(("A", "B"), ("B", "C"), ("C", "D"), ("D", "A")))
    _, _, at, _ = laid_out(before)
    _, _, again, _ = laid_out(before, at)
    assert again == at
    more = partnership(ties=ties(("A", "B"), ("B", "C"), ("C", "D"), ("D", "A"), ("A", "E")))
    found, _, now, spots = laid_out(more, at)
    assert {name: now[name] for name in at} == at
    size = {node["label"]: node["size"] for node in found.nodes}
    far = {name: np.hypot(*np.subtract(now["E"], now[name])) for name in at}
    assert all(far[name] > size["E"] + size[name] for name in at)
    assert len(spots) == len(found.nodes)


def test_the_command_takes_positions_and_tells_what_it_left_out(tmp_path, capsys):
    own = tmp_path / "positions.csv"
    own.write_text("name,x,y\nMayor's Office,10,20\nNobody Known,1,2\n", encoding="utf-8")
    page = tmp_path / "map.html"
    asked = ["map", "example:riverbend", "-o", str(page), "--at", AT, "--positions", str(own)]
    with pytest.raises(SystemExit) as left:
        main(asked)
    assert left.value.code == 0
    assert '"Nobody Known" is not on this map.' in capsys.readouterr().err
    own.write_text("name,x,y\nMayor's Office,ten,20\n", encoding="utf-8")
    with pytest.raises(SystemExit) as left:
        main([*asked, "--force"])
    assert left.value.code == 3
    assert "row 2, column x" in capsys.readouterr().err


# --- the round trip -------------------------------------------------------------------------------


@pytest.mark.browser
def test_what_the_page_saves_the_next_page_shows(visit, riverbend, tmp_path):
    v = visit(riverbend)
    start = v.page.evaluate('civicnet.spot("Mayor\'s Office")')
    v.page.mouse.move(start["x"], start["y"])
    v.page.mouse.down()
    v.page.mouse.move(start["x"] - 90, start["y"] + 60, steps=6)
    v.page.mouse.up()
    v.settled()
    saved = v.saved("positions", tmp_path)
    text = saved.read_text(encoding="utf-8-sig")
    rows = {(r["name"], r["holder"]): r for r in csv.DictReader(io.StringIO(text))}
    assert len(rows) > 200
    p = cn.load_example()
    again = visit(cn.map(p, tmp_path / "again.html", at=AT, positions=saved).path)
    placed = again.page.evaluate(
        """() => { const { nodes, places } = civicnet.data(); const flat = places.near.wide;
        return nodes.filter((n) => n.kind !== 'ghost' && !n.then).map((n) =>
          [n.label, n.kind === 'asset' ? nodes[n.holder].label : '',
           flat[2 * n.id], flat[2 * n.id + 1]]); }"""
    )
    assert len(placed) == len(rows)
    for name, holder, x, y in placed:
        row = rows[name, holder]
        assert abs(float(row["x"]) - x) <= 0.2, name
        assert abs(float(row["y"]) - y) <= 0.2, name
    first = v.page.evaluate("civicnet.data().places.near.wide")
    office = next(
        n for n in v.page.evaluate("civicnet.data().nodes") if n["label"] == "Mayor's Office"
    )
    moved = rows["Mayor's Office", ""]
    assert abs(float(moved["x"]) - first[2 * office["id"]]) > 20
    twice = again.saved("positions", tmp_path)
    assert twice.read_text(encoding="utf-8") == saved.read_text(encoding="utf-8")
    phone = visit(riverbend, TALL)
    assert phone.saved("positions", tmp_path).read_text(encoding="utf-8-sig").startswith("name,")
    v.quiet()
    again.quiet()
