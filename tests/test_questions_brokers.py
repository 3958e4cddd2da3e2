"""Who links us: the answer's numbers, its sentences, what it says where it cannot say."""

import csv
import io
import json
import re

import networkx as nx
import pytest

import civicnet as cn
from civicnet.cli import main
from civicnet.questions.brokers import brokers
from tests import toy
from tests.build import partnership, ties

AT = "2026-11-15"
FORBIDDEN = re.compile(r"\b(betweenness|nodes?|edges?|NaN|nan|None|vertex|vertices)\b")


def organizations(*names, **columns):
    return [{"organization": name, **columns} for name in names]


def toy_partnership():
    """Give the toy as organizations whose sectors are its groups."""
    pairs = [tie.split(">") for tie in toy.TIES.split()]
    rows = [{"organization": name, "sector": sector} for name, sector in toy.GROUPS.items()]
    return partnership(organizations=rows, ties=ties(*pairs))


@pytest.fixture(scope="module")
def riverbend():
    return cn.load_example("riverbend")


@pytest.fixture(scope="module")
def found(riverbend):
    return brokers(riverbend, at=AT)


@pytest.fixture(scope="module")
def graph(riverbend):
    return riverbend.network(at=AT).to_networkx()


def connected_pairs(graph, counted):
    """Count the pairs of those who count that have a way to each other."""
    sizes = [len(piece & counted) for piece in nx.connected_components(graph)]
    return sum(size * (size - 1) // 2 for size in sizes)


def without(graph, *actors):
    rest = graph.copy()
    rest.remove_nodes_from(actors)
    return rest


def counted_of(graph):
    """Name those whom pairs count: organizations and tables."""
    return {name for name, kind in graph.nodes(data="kind") if kind != "person"}


# --- values worked out beforehand --------------------------------------------------------------


def test_the_toy_has_its_published_values():
    answer = brokers(toy_partnership(), at=AT)
    table = answer.table.set_index("actor")
    assert answer.table["actor"].tolist()[:4] == ["B", "N2", "M", "S"]
    assert table.loc["B", ["pairs_lost", "n_pieces", "degree"]].tolist() == [16, 2, 5]
    assert table.loc["N2", "pairs_lost"] == 7
    assert table.loc["B", "pairs_lost_share"] == pytest.approx(16 / 28)
    assert table.loc["B", "betweenness"] == pytest.approx(18 / 28)
    assert table.loc["B", "constraint"] == pytest.approx(0.356667, abs=1e-6)
    assert table.loc["N2", "effective_size"] == pytest.approx(7 / 3)
    assert table["is_cutpoint"].sum() == 2
    assert table["rank"].to_dict() == {
        "B": 1, "N2": 2, "M": 3, "S": 3, "C": 5, "N1": 5, "U": 5, "F": 8, "P": 8,
    }  # fmt: skip


def test_the_roles_and_sets_of_the_toy_are_the_published_ones():
    answer = brokers(toy_partnership(), at=AT)
    roles = answer.roles.set_index("actor").loc["B"]
    names = ["coordinator", "consultant", "boundary", "liaison", "total"]
    assert roles[names].tolist() == [0, 1, 3, 4, 8]
    sets = answer.key_players.set_index("size")
    assert sets.loc[1, "actors"] == ("B",)
    assert sets.loc[1, "score"] == pytest.approx(0.571429, abs=1e-6)
    assert sets.loc[2, "actors"] == ("B", "C")
    assert sets.loc[2, "score"] == pytest.approx(2 / 3)
    assert sets["exact"].all()


def test_the_toy_is_told_in_sentences():
    said = str(brokers(toy_partnership(), at=AT))
    assert "Only B links F, N1, N2 and P to the rest." in said
    assert (
        "Without that partner, 16 of 28 pairs of the others lose every connection; 1 more is such: "
        "N2 (7)." in said
    )


# --- the example against networkx --------------------------------------------------------------


def test_what_is_said_of_the_first_broker_is_so(found, graph):
    first = found.table["actor"].iat[0]
    counted = counted_of(graph) - {first}
    lost = connected_pairs(graph, counted) - connected_pairs(without(graph, first), counted)
    pairs = len(counted) * (len(counted) - 1) // 2
    assert found.summary[2].startswith(f"Without that partner, {lost} of {pairs:,} pairs")
    assert lost == found.table["pairs_lost"].iat[0] > 0
    cut_off = re.fullmatch(rf"Only {first} links (.*) to the rest.", found.summary[1])[1]
    rest = without(graph, first)
    largest = max(nx.connected_components(rest), key=len)
    before = nx.node_connected_component(graph, first)
    outside = before - largest - {first}
    named, many = re.fullmatch(r"(.*) and (\d+) more", cut_off).groups()
    assert set(named.split(", ")) < outside
    assert len(named.split(", ")) + int(many) == len(outside)


def test_the_other_cutpoints_are_all_told(found, graph):
    cutpoints = set(nx.articulation_points(graph))
    assert set(found.table.loc[found.table["is_cutpoint"], "actor"]) == cutpoints
    assert found.summary[2].count(f"; {len(cutpoints) - 1} more are such: ") == 1
    assert all(name in found.summary[1] + found.summary[2] for name in cutpoints)


def test_who_brings_others_nearer_is_so(found, graph):
    counted = counted_of(graph)

    def near(net, actors):
        return sum(
            1
            for one, steps in nx.all_pairs_shortest_path_length(net, cutoff=2)
            for two in steps
            if one < two and one in actors and two in actors
        )

    name, lost = re.search(r"nearer than (.*): .* partner, (\d+) pairs", found.summary[3]).groups()
    others = counted - {name}
    assert near(graph, others) - near(without(graph, name), others) == int(lost)
    assert found.table["within_lost"].max() == int(lost)


def test_the_two_sectors_that_few_link_are_so(found, graph):
    told = re.search(
        r"sectors (\w+) and (\w+) there is no tie, and only (\d) partners? (?:is|are) tied to "
        r"both: ([^;]*?)[.;]",
        found.summary[4],
    )
    one, two, many, names = told.groups()
    of = nx.get_node_attributes(graph, "sector")
    assert not [t for t in graph.edges if {of.get(t[0]), of.get(t[1])} == {one, two}]
    both = [
        name
        for name in graph
        if of.get(name) not in (one, two)
        and {one, two} <= {of.get(contact) for contact in graph[name]}
    ]
    assert len(both) == int(many)
    assert all(name in names for name in both)


def test_the_go_between_of_sectors_is_so(found, graph):
    of = nx.get_node_attributes(graph, "sector")

    def across(name):
        contacts = sorted(c for c in graph[name] if c in of)
        return sum(
            1
            for i, one in enumerate(contacts)
            for two in contacts[i + 1 :]
            if of[one] != of[two] and not graph.has_edge(one, two)
        )

    name, pairs = re.search(r"sectors is (.*), for (\d+) pairs", found.summary[5]).groups()
    assert across(name) == int(pairs) == max(across(each) for each in of)


def test_what_the_set_does_is_so(found, graph):
    row = found.key_players.iloc[-1]
    rest = without(graph, *row["actors"])
    pairs = len(rest) * (len(rest) - 1) // 2
    assert row["score"] == pytest.approx(1 - connected_pairs(rest, set(rest)) / pairs)
    assert f"{row['score']:.0%} of pairs of others have no way" in found.summary[6]
    assert all(name in found.summary[6] for name in row["actors"])


def test_the_sentences_are_plain_and_few(found):
    assert len(found.summary) <= 7
    assert "invented" in found.summary[0]
    assert not FORBIDDEN.search(str(found))
    assert not re.search(r"\b0 ", str(found))


def test_the_notes_say_what_it_rests_on_and_does_not_show(found):
    notes = " ".join(found.notes)
    assert "On 15 November 2026: 55 partners" in notes
    assert "3 ties of dispute not counted" in notes
    assert "Rank is by pairs" in notes
    assert "neither causes nor what anybody is worth" in notes
    assert "7 partners have no sector" in notes
    assert "4 people without one are in the network" in notes


def test_the_answer_is_plain_data_too(found):
    said = found.to_dict()
    json.dumps(said, allow_nan=False)
    assert list(said["tables"]) == ["table", "roles", "key_players", "sectors"]
    assert list(said["tables"]["table"][0])[:2] == ["actor", "sector"]


# --- ordinary small cases ----------------------------------------------------------------------


def test_a_partnership_of_nobody_has_an_answer_with_the_same_columns(found):
    p = partnership(context=[{"place": "Riverbend", "key": "population", "value": "1"}])
    empty = brokers(p, at=AT)
    assert empty.summary == ("Nobody is there on 15 November 2026.",)
    for name in ("table", "roles", "sectors"):
        ours, theirs = getattr(empty, name), getattr(found, name)
        assert len(ours) == 0
        assert ours.dtypes.to_dict() == theirs.dtypes.to_dict()


def test_one_partner_links_nobody():
    one = brokers(partnership(organizations=organizations("City", sector="public")), at=AT)
    assert one.summary[0] == "There is one partner only, City, and nobody to link."
    assert one.table["reason"].iat[0].startswith("no ties")


def test_without_ties_it_says_so():
    p = partnership(organizations=organizations("City", "YMCA"))
    said = brokers(p, at=AT)
    assert said.summary[0] == "No tie or seat links any of the 2 partners."
    assert "With " not in str(said)


def test_without_sectors_it_cannot_say_who_links_them():
    p = partnership(organizations=organizations("City", "YMCA"), ties=ties(("City", "YMCA")))
    said = brokers(p, at=AT)
    needs = "Cannot say who links the sectors: needs the column sector in Organizations."
    assert needs in said.summary
    assert len(said.roles) == len(said.sectors) == 0


def test_a_set_without_which_nothing_is_lost_is_not_told():
    whole = [(a, b) for a in "ABCDE" for b in "ABCDE" if a < b]
    said = brokers(partnership(organizations=organizations(*"ABCDE"), ties=ties(*whole)), at=AT)
    assert " together, " not in str(said)
    assert said.key_players["score"].tolist() == [0, 0, 0]


def test_a_partnership_in_pieces_is_ordinary():
    p = partnership(
        organizations=organizations(*"ABCDE"), ties=ties(("A", "B"), ("B", "C"), ("D", "E"))
    )
    said = brokers(p, at=AT)
    assert said.table["pairs_lost"].tolist() == [1, 0, 0, 0, 0]
    assert said.summary[:2] == (
        "Only B links C to the rest.",
        "Without that partner, 1 of 6 pairs of the others lose every connection.",
    )


def test_where_nobody_is_the_only_way_it_says_so():
    ring = ties(("A", "B"), ("B", "C"), ("C", "D"), ("D", "A"))
    said = brokers(partnership(organizations=organizations(*"ABCD"), ties=ring), at=AT)
    assert said.summary[0].startswith("No single partner is the only way between others")


def test_residents_who_hang_on_one_partner_are_not_forgotten():
    p = partnership(
        organizations=organizations(*"ABC"),
        people=[{"person": "Dolores"}],
        ties=ties(("A", "B"), ("B", "C"), ("C", "A"), ("A", "Dolores")),
    )
    said = brokers(p, at=AT)
    assert said.summary[0] == "Only A links Dolores to the rest."
    everybody = brokers(p, at=AT, count="bodies")
    assert "2 of 3 pairs of the others lose every connection" in everybody.summary[1]


def test_a_dispute_and_awareness_link_nobody():
    p = partnership(
        organizations=organizations(*"ABC"),
        ties=[*ties(("A", "B"), strength=1), *ties(("B", "C"), relation="disputes")],
    )
    assert brokers(p, at=AT).summary[0] == "No tie or seat links any of the 3 partners."
    aware = brokers(p, at=AT, strength=1)
    assert aware.table["degree"].sum() == 2


def test_counts_weigh_the_pairs():
    p = partnership(organizations=organizations(*"ABC"), ties=ties(("A", "B"), ("B", "C")))
    said = brokers(p, at=AT, count={"A": 3, "B": 1, "C": 5})
    assert said.table["pairs_lost"].iat[0] == 15


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"group": "sectr"}, "did you mean 'sector'"),
        ({"count": "purpose"}, "count: purpose is no number for"),
        ({"top": 0}, "top must be 1 row or more"),
        ({"within": 0}, "within must be 1 step or more"),
        ({"relation": "nonsense"}, "no tie has the relation"),
    ],
)
def test_a_bad_argument_is_named(riverbend, options, words):
    with pytest.raises(cn.ArgumentError, match=words):
        brokers(riverbend, at=AT, **options)


def test_partners_can_be_grouped_otherwise_and_the_list_cut(riverbend, found):
    said = brokers(riverbend, "kind", at=AT, top=3)
    assert said.table.columns[1] == "kind"
    assert len(said.table) == len(said.roles) == 3
    assert said.table["actor"].tolist() == found.table["actor"].tolist()[:3]


# --- the command -------------------------------------------------------------------------------


def run(capsys, *arguments):
    with pytest.raises(SystemExit) as left:
        main([str(each) for each in arguments])
    return left.value.code, capsys.readouterr().out


@pytest.mark.parametrize("format", ["table", "csv", "json", "md"])
def test_the_command_answers_in_each_format(capsys, found, format):
    code, out = run(
        capsys, "brokers", "example:riverbend", "--at", AT, "--top", 4, "--format", format
    )
    assert code == 0
    if format == "csv":
        rows = list(csv.DictReader(io.StringIO(out)))
        assert [row["actor"] for row in rows] == found.table["actor"].tolist()[:4]
        assert rows[0]["pairs_lost"] == "135"
    elif format == "json":
        said = json.loads(out)
        assert said["question"] == "brokers"
        assert said["summary"] == list(found.summary)
        assert len(said["tables"]["table"]) == 4
    else:
        assert " ".join(found.summary[5].split()) in " ".join(out.split())
        assert found.table["actor"].iat[3] in out


def test_the_command_counts_ties_of_one_relation(capsys, riverbend):
    relation = riverbend.ties["relation"].value_counts().index[0]
    options = ("--at", AT, "--format", "json")
    code, out = run(capsys, "brokers", "example:riverbend", "--relation", relation, *options)
    assert code == 0
    assert f"Only ties of this relation: {relation}." in json.loads(out)["notes"]
    assert run(capsys, "brokers", "example:riverbend", "--relation", "nonsense")[0] == 2
    assert run(capsys, "brokers", "example:riverbend", "--group", "sectr")[0] == 2
