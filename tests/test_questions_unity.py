"""One body or silos: the answer's numbers, its sentences, what it says where it cannot say."""

import csv
import io
import json
import re

import networkx as nx
import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import civicnet as cn
from civicnet import cohesion
from civicnet.cli import main
from civicnet.questions.unity.unity import unity
from tests.build import partnership, ties
from tests.test_questions_brokers import AT, FORBIDDEN, organizations, toy_partnership


@pytest.fixture(scope="module")
def riverbend():
    return cn.load_example("riverbend")


@pytest.fixture(scope="module")
def found(riverbend):
    return unity(riverbend, at=AT)


@pytest.fixture(scope="module")
def graph(riverbend):
    return riverbend.network(at=AT).to_networkx()


def everything(answer):
    """Give all that is said: what found no room in the summary stands first in the notes."""
    return " ".join([*answer.summary, *answer.notes])


def sentence(answer, begins):
    """Give the one sentence that has these words."""
    own = [each for each in (*answer.summary, *answer.notes) if re.search(begins, each)]
    assert len(own) == 1, own
    return own[0]


# --- values worked out beforehand --------------------------------------------------------------


def test_the_toy_has_its_published_values():
    answer = unity(toy_partnership(), at=AT)
    whole = answer.ei.iloc[0]
    assert (whole["external"], whole["internal"]) == (7, 4)
    assert whole["ei_index"] == pytest.approx(3 / 11)
    assert whole["expected"] == pytest.approx(0.5)
    values = answer.table.set_index("measure")["value"]
    assert values["density"] == pytest.approx(11 / 36)
    assert values["centralization_degree"] == pytest.approx(0.410714, abs=1e-6)
    assert values["krackhardt_efficiency"] == pytest.approx(0.892857, abs=1e-6)
    assert answer.core_periphery.core == ("B", "N1", "N2")
    assert answer.core_periphery.r == pytest.approx(0.632456, abs=1e-6)


def test_the_toy_is_told_in_sentences():
    said = everything(unity(toy_partnership(), at=AT))
    assert "All 9 partners can reach each other." in said
    assert "36 of 36 pairs of partners (100%) reach each other; 11 (31%)" in said
    assert "7 of 11 tied pairs are between sectors (64%), where" in said
    assert "would give 75%" in said


# --- the example against networkx --------------------------------------------------------------


def test_the_pieces_are_so(found, graph):
    pieces = sorted(nx.connected_components(graph), key=len)
    largest = pieces.pop()
    outside = set().union(*pieces)
    assert found.summary[1].startswith(f"{len(largest)} of {len(graph)} partners can reach")
    assert f"{len(outside)} stand apart" in found.summary[1]
    assert all(name in found.summary[1] for name in outside)


def test_the_pairs_and_steps_are_so(found, graph):
    steps = [
        far
        for one, ways in nx.all_pairs_shortest_path_length(graph)
        for two, far in ways.items()
        if one < two
    ]
    pairs = len(graph) * (len(graph) - 1) // 2
    said = sentence(found, "pairs of partners .* reach each")
    assert f"{len(steps):,} of {pairs:,} pairs of partners ({len(steps) / pairs:.0%})" in said
    assert f"; {graph.number_of_edges()} ({nx.density(graph):.0%}) are tied directly" in said
    assert f"{sum(steps) / len(steps):.1f} steps on average, {max(steps)} at most" in said


def test_the_ties_between_sectors_and_what_chance_would_give_are_so(found, graph):
    of = nx.get_node_attributes(graph, "sector")
    tied = [(of[a], of[b]) for a, b in graph.edges if a in of and b in of]
    between = sum(a != b for a, b in tied)
    sizes = pd.Series(of).value_counts()
    pairs = len(of) * (len(of) - 1) / 2
    even = 1 - sum(k * (k - 1) / 2 for k in sizes) / pairs
    said = sentence(found, "tied pairs are between sectors")
    assert said.startswith(f"{between} of {len(tied)} tied pairs are between sectors")
    assert f"({between / len(tied):.0%})" in said
    assert f"would give {even:.0%}" in said
    assert between / len(tied) < even
    assert "keep to themselves more than chance" in said


def test_the_sector_most_tied_within_and_the_sectors_without_a_tie_are_so(found, graph):
    of = nx.get_node_attributes(graph, "sector")
    tied = [tuple(sorted((of[a], of[b]))) for a, b in graph.edges if a in of and b in of]
    closed = sentence(found, "within itself")
    name, ties_within = re.search(r"within itself is (\w+): (\d+) tied", closed).groups()
    assert tied.count((name, name)) == int(ties_within)
    sectors = sorted(set(of.values()))
    without = [
        (a, b) for i, a in enumerate(sectors) for b in sectors[i + 1 :] if (a, b) not in tied
    ]
    said = sentence(found, "pairs of sectors have no tie")
    assert said.startswith(f"{len(without)} pairs of sectors have no tie")
    for one, two in re.findall(r"(\w+) and (\w+) \(", said):
        assert (one, two) in without


def test_the_core_is_tied_closer_than_the_rest(found, graph):
    core = found.core.loc[found.core["part"] == "core", "actor"].tolist()
    rest = found.core.loc[found.core["part"] == "periphery", "actor"].tolist()
    assert sentence(found, "a core of").startswith(f"There is a core of {len(core)} partners")
    inside = nx.density(graph.subgraph(core))
    assert inside > 3 * nx.density(graph.subgraph(rest))


def test_the_table_is_that_of_the_measures(riverbend, found):
    pd.testing.assert_frame_equal(found.table, cohesion.table(riverbend.network(at=AT)))


def test_the_sentences_are_plain_and_few(found):
    assert len(found.summary) <= 7
    assert max(len(each.split()) for each in found.summary) <= 25
    assert not FORBIDDEN.search(str(found))
    assert "nor whether more ties would be better" in found.notes[-1]
    assert any("On 15 November 2026: 55 partners" in note for note in found.notes)


def test_the_answer_is_plain_data_too(found):
    said = found.to_dict()
    json.dumps(said, allow_nan=False)
    assert list(said["tables"])[:5] == ["table", "mixing", "need", "agreements", "core"]
    assert list(said["tables"])[5:] == ["ei", "waves", "conflicts", "trust"]


# --- ordinary small cases ----------------------------------------------------------------------


def test_a_partnership_of_nobody_has_an_answer_with_the_same_columns(found):
    p = partnership(context=[{"place": "Riverbend", "key": "population", "value": "1"}])
    empty = unity(p, at=AT)
    assert empty.summary == ("Nobody is there on 15 November 2026.",)
    for name in ("mixing", "ei", "core"):
        ours, theirs = getattr(empty, name), getattr(found, name)
        assert len(ours) == 0
        assert ours.columns.tolist() == theirs.columns.tolist()


def test_one_partner_has_nothing_to_hold_together():
    one = unity(partnership(organizations=organizations("City", sector="public")), at=AT)
    assert one.summary == ("There is one partner only, City: nothing to hold together.",)


def test_without_ties_it_says_so():
    p = partnership(organizations=organizations("City", "YMCA"))
    assert unity(p, at=AT).summary[0] == "No tie or seat links any of the 2 partners."


def test_pieces_are_told_with_their_names():
    p = partnership(
        organizations=organizations(*"ABCDE"), ties=ties(("A", "B"), ("B", "C"), ("D", "E"))
    )
    said = unity(p, at=AT).summary
    assert said[0] == "3 of 5 partners can reach each other; 2 stand apart: D and E."
    assert said[1].startswith("4 of 10 pairs of partners (40%) reach each other")


def test_without_sectors_silos_cannot_be_told():
    p = partnership(organizations=organizations("City", "YMCA"), ties=ties(("City", "YMCA")))
    said = unity(p, at=AT)
    assert said.mixing.columns.tolist()[:3] == ["group", "other", "n_ties"]
    needs = "Cannot say whether sectors are silos: needs the column sector in Organizations."
    assert needs in said.summary
    assert len(said.mixing) == len(said.ei) == 0


def test_one_sector_alone_is_no_silo():
    rows = organizations("City", "Parks", sector="public")
    said = str(unity(partnership(organizations=rows, ties=ties(("City", "Parks"))), at=AT))
    assert "needs a second sector: every partner that has one is public." in said


def test_two_closed_sectors_are_called_so_and_a_ring_has_no_clear_core():
    rows = [*organizations(*"ABCDEF", sector="public"), *organizations(*"UVWXYZ", sector="health")]
    closed = [(a, b) for side in ("ABCDEF", "UVWXYZ") for a in side for b in side if a < b]
    said = str(unity(partnership(organizations=rows, ties=ties(*closed, ("A", "U"))), at=AT))
    assert "1 of 31 tied pairs are between sectors (3%)" in said
    assert "sectors keep to themselves more than chance" in said
    ring = ties(*zip("ABCDEF", "BCDEFA", strict=True))
    round_table = unity(partnership(organizations=rows[:6], ties=ring), at=AT)
    assert "No clear core" in str(round_table)


def test_what_is_surely_no_chance_but_next_to_nothing_is_called_a_little():
    sides = [[f"{side}{i}" for i in range(40)] for side in "AB"]
    rows = [*organizations(*sides[0], sector="public"), *organizations(*sides[1], sector="health")]
    own = [(a, b) for side in sides for i, a in enumerate(side) for b in side[i + 1 :]]
    across = [(a, b) for a in sides[0] for b in sides[1]]
    p = partnership(organizations=rows, ties=ties(*own, *across[: len(across) * 9 // 10]))
    said = str(unity(p, at=AT))
    assert "sectors keep to themselves a little more than chance" in said


# --- who needs whom ----------------------------------------------------------------------------


PLACES = [
    *({"organization": x, "sector": "public"} for x in ("City", "Library", "Parks", "Works")),
    *({"organization": x, "sector": "health"} for x in ("Clinic", "Ward", "Care")),
    {"organization": "Hub", "sector": "nonprofit", "kind": "backbone", "hosted_by": "City"},
    {"organization": "Shop", "sector": "business"},
]


def told(*rows, **frames):
    return unity(partnership(organizations=PLACES, ties=list(rows), **frames), at=AT)


def tie(source, target, **more):
    return {"source": source, "target": target} | more


def test_need_is_mutual_one_way_neither_or_said_by_one_side():
    found = told(
        tie("City", "Hub", need=3), tie("Hub", "City", need=2),
        tie("Clinic", "Hub", need=2), tie("Hub", "Clinic", need=1),
        tie("Ward", "Hub", need=1), tie("Hub", "Ward", need=0),
        tie("Shop", "Hub", need=3), tie("Parks", "Hub"),
    )  # fmt: skip
    need = found.need.set_index(["one", "other"])
    assert need["kind"].to_dict() == {
        ("City", "Hub"): "mutual", ("Clinic", "Hub"): "one-way", ("Hub", "Ward"): "neither",
        ("Hub", "Shop"): "one side said",
    }  # fmt: skip
    one_way = need.loc[("Clinic", "Hub")]
    assert (one_way["depends"], one_way["on"]) == ("Clinic", "Hub")
    half = need.loc[("Hub", "Shop")]
    assert np.isnan(half["need_of_one"])
    assert half["need_of_other"] == 3
    said = "Of 3 pairs of partners where both said, in 1 each needs the other, in 1 only one does"
    assert f"{said}; of 1 only one side said." in everything(found)
    assert "2 pairs of 4 would be mutual" in everything(found)


def test_need_of_people_is_that_of_their_organizations_and_a_dispute_is_none():
    people = [{"person": "Ana", "organization": "City"}, {"person": "Ben", "organization": "Hub"}]
    rows = [tie("Ana", "Ben", need=3), tie("Hub", "City", need=1), tie("Ben", "City", need=2),
            tie("Ward", "Hub", need=3, relation="disputes")]  # fmt: skip
    need = told(*rows, people=people).need
    assert need[["one", "other", "kind"]].to_numpy().tolist() == [["City", "Hub", "mutual"]]


def test_without_need_it_cannot_say_who_needs_whom():
    assert "Cannot say who needs whom: needs the column need in Ties." in everything(
        told(tie("City", "Hub"))
    )


# --- agreements of two and of many -------------------------------------------------------------


def test_rows_of_one_name_are_one_agreement_of_all_its_parties():
    found = told(
        tie("City", "Hub", form="mou", agreement="Compact", start="2024-01-01", end="2027-06-30"),
        tie("Hub", "Clinic", form="mou", agreement="Compact", start="2024-01-01", end="2028-06-30"),
        tie("City", "Parks", form="law"),
        tie("Parks", "City", form="law"),
        tie("City", "Shop", form="verbal"),
        tie("City", "Ward", form="mou", end="2020-01-01"),
    )
    assert found.agreements["n_parties"].tolist() == [3, 2]
    compact, law = (found.agreements.iloc[i] for i in (0, 1))
    assert compact["parties"] == ("City", "Clinic", "Hub")
    assert (compact["kind"], compact["n_ties"]) == ("several parties", 2)
    assert compact["until"] == pd.Timestamp("2028-06-30")
    assert (law["agreement"], law["form"], law["n_ties"]) == (None, "law", 2)
    assert pd.isna(law["until"])
    said = everything(found)
    assert (
        "1 of 2 written agreements (50%) has three parties or more; the largest, Compact, has 3."
        in said
    )
    # City, Clinic and Hub hold together whichever one leaves; Parks hangs on the City.
    assert (
        "4 partners are a party to a written agreement; by these alone 4 hang together, and 3"
        in said
    )


@settings(max_examples=10)
@given(
    st.lists(st.tuples(st.sampled_from("ABC"), st.integers(0, 7), st.integers(0, 7)), max_size=9)
)
def test_every_party_of_an_agreement_has_a_row_that_says_so(drawn):
    names = [place["organization"] for place in PLACES]
    rows = [tie(names[a], names[b], form="mou", agreement=x) for x, a, b in drawn if a != b]
    found = told(*rows).agreements if rows else told(tie("City", "Hub")).agreements
    parties = {}
    for each in rows:
        parties.setdefault(each["agreement"], set()).update((each["source"], each["target"]))
    assert dict(zip(found["agreement"], map(set, found["parties"]), strict=True)) == parties
    assert found["n_ties"].sum() == len(rows)
    assert (found["kind"] == "several parties").sum() == sum(len(x) > 2 for x in parties.values())


# --- disputes and the backbone -----------------------------------------------------------------


def test_the_backbone_may_be_a_party_stand_on_one_side_or_between():
    found = told(
        tie("City", "Hub", trust=4), tie("Library", "Hub", trust=1), tie("Clinic", "Hub", trust=3),
        tie("City", "Library", relation="disputes"), tie("City", "Clinic", relation="opposes"),
        tie("Shop", "City", relation="disputes"), tie("Hub", "Ward", relation="disputes"),
        tie("Shop", "Ward", relation="sues"),
    )  # fmt: skip
    stands = found.conflicts.set_index(["one", "other"])["backbone_stands"].to_dict()
    assert stands == {
        ("City", "Clinic"): "trusted by both", ("City", "Library"): "tied to both",
        ("City", "Shop"): "tied to one", ("Hub", "Ward"): "is a party",
        ("Shop", "Ward"): "tied to neither",
    }  # fmt: skip
    assert found.conflicts.set_index("other").loc["Clinic", "relations"] == ("opposes",)
    host = found.conflicts.set_index(["one", "other"])["host_stands"]
    assert host["City", "Clinic"] == "is a party"
    assert host["Shop", "Ward"] == "tied to neither"
    assert "5 pairs of partners are at odds; Hub is a party to 1 of them." in everything(found)


def test_others_trusted_by_both_sides_are_named():
    found = told(
        tie("City", "Care", trust=4), tie("Clinic", "Care", trust=3), tie("City", "Ward", trust=2),
        tie("Clinic", "Ward", trust=4), tie("City", "Clinic", relation="disputes"),
    )  # fmt: skip
    assert found.conflicts["could_broker"].tolist() == [("Care",)]
    assert "Hub is on no one side of any." in everything(found)


def test_without_a_backbone_it_cannot_say_who_stands_between():
    rows = [{"organization": x, "sector": "public"} for x in ("City", "Shop")]
    p = partnership(organizations=rows, ties=[tie("City", "Shop", relation="disputes")])
    found = unity(p, at=AT)
    assert found.conflicts["backbone_stands"].tolist() == [None]
    assert found.conflicts["reason"].tolist() == ["needs an organization of the kind backbone"]
    assert "cannot say who stands between" in everything(found)


# --- trust in the backbone ---------------------------------------------------------------------


def rated(**by):
    rows = [tie(name, "Hub", trust=value) for name, value in by.items()]
    return told(*rows).trust.set_index("group")


def test_trust_is_shown_from_three_raters_on():
    found = rated(City=4, Library=3, Parks=2, Clinic=1, Ward=2, Care=0)
    assert found["trust"].round(6).to_dict() == {"public": 3.0, "health": 1.0, "all": 2.0}
    assert found["n_raters"].to_dict() == {"public": 3, "health": 3, "all": 6}


def test_two_raters_cannot_be_read_off_from_the_rest():
    found = rated(City=4, Library=3, Parks=2, Clinic=1, Ward=2)
    assert found.loc["public", "trust"] == 3
    hidden = found.loc[["health", "all that are not shown", "all"], "trust"]
    assert hidden.isna().all()
    assert found.loc["health", "reason"] == "fewer than 3 raters: not shown"
    assert found.loc["all", "reason"].startswith("would give away what fewer than 3 said")


def test_several_few_are_shown_together():
    found = rated(City=4, Library=3, Parks=2, Clinic=1, Ward=2, Shop=3)
    assert found.loc["all that are not shown", "trust"] == 2
    assert found.loc["all", "trust"] == 2.5


def test_several_ratings_by_one_are_one_rater():
    found = told(
        *(tie("City", "Hub", trust=x, relation=r) for x, r in ((4, "funds"), (0, "refers")))
    )
    assert found.trust["n_raters"].tolist() == [1, 1, 1]
    assert found.trust["trust"].isna().all()


@settings(max_examples=8)
@given(
    st.dictionaries(
        st.sampled_from(sorted({place["organization"] for place in PLACES} - {"Hub"})),
        st.integers(0, 4),
        min_size=1,
    )
)
def test_nobodys_rating_can_be_worked_out(ratings):
    found = rated(**ratings)
    given = found[found["trust"].notna()]
    assert (given["n_raters"] >= 3).all()
    groups = found.drop(index=["all", "all that are not shown"], errors="ignore")
    shown = groups.loc[groups["trust"].notna(), "n_raters"].sum()
    left = len(ratings) - shown
    if pd.notna(found.loc["all", "trust"]):
        assert left == 0 or left >= 3
        assert found.loc["all", "trust"] == pytest.approx(np.mean(list(ratings.values())))
    assert groups["n_raters"].sum() == found.loc["all", "n_raters"] == len(ratings)


def test_riverbends_backbone_is_trusted_least_by_education(found):
    public = found.trust.set_index("group")
    assert public.loc["education", "trust"] < public.loc["public", "trust"]
    assert public.loc["media", "reason"] == "fewer than 3 raters: not shown"


def test_riverbends_silos_have_opened_between_its_waves(found):
    assert found.waves["wave"].tolist() == ["2024", "2026"]
    assert found.waves["ei_index"].iloc[0] < found.waves["ei_index"].iloc[1]
    now = found.ei.iloc[0]
    last = found.waves.iloc[1]
    assert (last["external"], last["internal"]) == (now["external"], now["internal"])


# --- the command -------------------------------------------------------------------------------


@pytest.mark.parametrize("format", ["table", "csv", "json", "md"])
def test_the_command_answers_in_each_format(capsys, found, format):
    with pytest.raises(SystemExit) as left:
        main(["unity", "example:riverbend", "--at", AT, "--format", format])
    assert left.value.code == 0
    out = capsys.readouterr().out
    if format == "csv":
        rows = list(csv.DictReader(io.StringIO(out)))
        assert [row["measure"] for row in rows] == found.table["measure"].tolist()
    elif format == "json":
        said = json.loads(out)
        assert said["question"] == "unity"
        assert said["summary"] == list(found.summary)
    else:
        assert found.summary[2] in " ".join(out.split())
        assert "density" in out.replace("\\_", "_")
