"""Whom to bring together: introductions and co-chairs, by hand and on the example."""

import re

import networkx as nx
import pytest

import civicnet as cn
from civicnet.questions.pairing import cochairs, introduce
from tests.build import partnership, ties

AT = "2026-11-15"
FORBIDDEN = re.compile(r"\b(betweenness|nodes?|edges?|nan)\b", re.IGNORECASE)


@pytest.fixture(scope="module")
def riverbend():
    return cn.load_example("riverbend")


def organizations(*names, **sectors):
    return [{"organization": x, "sector": sectors.get(x)} for x in names]


# City - Hub - YMCA, and Hub - Bank - Mill: Ana of the Hub is tied to City, YMCA and Bank.
PLACES = organizations("City", "Hub", "YMCA", "Bank", "Mill", City="public", YMCA="nonprofit")
WHO = [{"person": "Ana", "organization": "Hub"}, {"person": "Ben", "organization": "Bank"}]


def small(**more):
    rows = ties(("Ana", "City"), ("Ana", "YMCA"), form="verbal", trust=3)
    rows += ties(("Ana", "Ben"), form="verbal", trust=1) + ties(("Ben", "Mill"), form="verbal")
    return partnership(people=WHO, organizations=PLACES, ties=rows, **more)


def test_an_introduction_is_worth_the_pairs_it_brings_within_reach():
    found = introduce(small(), 1, at=AT)
    row = found.introductions.iloc[0]
    # Hub knows everybody but the Mill; tied to the Mill it brings City and YMCA there too.
    assert (row["source"], row["target"]) == ("Hub", "Mill")
    assert (row["gain"], row["gain_alone"]) == (2, 2)
    assert row["who_can_introduce"] == ("Ben",)


def test_the_most_trusted_introduces():
    rows = ties(("Cy", "City"), ("Cy", "YMCA"), form="verbal", trust=2)
    p = partnership(
        people=[*WHO, {"person": "Cy", "organization": "Mill"}],
        organizations=PLACES,
        ties=[*rows, *ties(("Ana", "City"), ("Ana", "YMCA"), ("Ana", "Mill"), trust=3),
              *ties(("Bank", "YMCA"), form="mou")],
    )  # fmt: skip
    found = introduce(p, 1, at=AT).introductions
    by_pair = {(row.source, row.target): row for row in found.itertuples()}
    assert ("Bank", "City") not in by_pair
    assert all(set(row.who_can_introduce) <= {"Ana", "Cy"} for row in found.itertuples())
    assert all(list(r.who_can_introduce)[:1] == ["Ana"] for r in found.itertuples()
               if "Ana" in r.who_can_introduce)  # fmt: skip


def test_a_need_that_the_other_side_could_meet_is_a_reason():
    p = small(
        needs=[{"need": "A room", "kind": "space", "who": "Mill"}],
        assets=[{"asset": "Hall", "kind": "space", "holder": "Hub"}],
    )
    found = introduce(p, 1, at=AT)
    assert found.introductions["why"].iat[0][0] == (
        "need: Mill looks for space (A room); Hub has some"
    )
    assert "1 of them meets a need that is written down." in found.summary


def test_nobody_is_introduced_where_nobody_could_do_it():
    p = partnership(organizations=PLACES, ties=ties(("City", "Hub"), ("Hub", "YMCA"), form="mou"))
    found = introduce(p, at=AT)
    assert not len(found.introductions)
    assert "No introduction that somebody could make" in found.summary[-1]


def test_riverbends_introductions_add_up_as_a_graph_does(riverbend):
    found = introduce(riverbend, 3, at=AT)
    graph = riverbend.network(at=AT).to_networkx()
    kind = riverbend.network(at=AT).actors.set_index("actor")["kind"]
    counted = [a for a in graph if kind[a] != "person"]

    def within():
        near = dict(nx.all_pairs_shortest_path_length(graph, cutoff=2))
        return sum(b in near[a] for i, a in enumerate(counted) for b in counted[i + 1 :])

    today = within()
    graph.add_edges_from(zip(found.introductions["source"], found.introductions["target"]))
    more = within() - today
    assert today == 987
    assert f"would bring {more} more pairs within reach" in found.summary[2]
    last = found.introductions.iloc[-1]
    graph.remove_edge(last["source"], last["target"])
    assert today + more - within() == last["gain"]


SEATS = [{"table": "Council", "actor": "Marsh", "role": "chair"},
         {"table": "Council", "actor": "Reece", "role": "member"},
         {"table": "Council", "actor": "Lind", "role": "member"},
         {"table": "Council", "actor": "Staff", "role": "staff"}]  # fmt: skip
PEOPLE = [{"person": "Marsh", "organization": "City"}, {"person": "Reece", "organization": "YMCA"},
          {"person": "Lind", "organization": "Bank"}, {"person": "Staff", "organization": "YMCA"},
          {"person": "Clerk", "organization": "City"}]  # fmt: skip


def council(**more):
    bodies = organizations("City", "YMCA", "Bank", City="public", YMCA="nonprofit", Bank="business")
    return partnership(people=PEOPLE, seats=SEATS, **({"organizations": bodies} | more))


def test_a_cochair_comes_from_outside_public_office_and_does_not_serve_the_table():
    found = cochairs(council(), at=AT).candidates
    assert found["table"].tolist() == ["Council", "Council"]
    assert found["actor"].tolist() == ["Lind", "Reece"]
    assert found["chairs"].iat[0] == ("Marsh",)
    assert found["other_sector"].all()


def test_who_is_trusted_at_the_table_and_knows_others_comes_first():
    rows = ties(("Marsh", "Reece"), trust=3) + ties(("Lind", "Reece"), trust=4)
    found = cochairs(council(ties=rows), at=AT).candidates
    first = found.iloc[0]
    assert (first["actor"], first["trust"], first["n_raters"]) == ("Reece", 3.5, 2)
    assert "trusted 3.5 on average by 2 at the table" in first["why"]


def test_who_leaves_in_the_same_year_is_said():
    terms = [{"person": "Marsh", "office": "Mayor", "organization": "City", "end": "2027-12-31"},
             {"person": "Lind", "office": "Head", "organization": "Bank", "end": "2027-06-30"}
             ]  # fmt: skip
    found = cochairs(council(terms=terms), at=AT).candidates.set_index("actor")
    assert not found.loc["Lind", "other_end"]
    assert found.loc["Reece", "other_end"]


def test_a_table_with_a_chair_from_elsewhere_needs_none_unless_asked_for():
    seats = [*SEATS, {"table": "Council", "actor": "Lind", "role": "co-chair"}]
    seats.remove(SEATS[2])
    bodies = organizations("City", "YMCA", "Bank", City="public", Bank="business")
    p = partnership(people=PEOPLE, seats=seats, organizations=bodies)
    assert not len(cochairs(p, at=AT).candidates)
    assert cochairs(p, "Council", at=AT).candidates["actor"].tolist() == ["Reece"]


def test_without_seats_it_cannot_say():
    p = partnership(organizations=organizations("City", "YMCA"))
    assert "needs Tables" in cochairs(p, at=AT).summary[-1]


def test_an_unknown_table_is_answered_with_the_nearest(riverbend):
    with pytest.raises(cn.UnknownActorError, match="Cradle to Career Council"):
        cochairs(riverbend, "Cradle to Carer Council", at=AT)


def test_a_budget_of_nothing_is_refused():
    with pytest.raises(cn.ArgumentError, match="budget must be 1 or more"):
        introduce(small(), 0, at=AT)


@pytest.mark.parametrize("ask", [introduce, cochairs])
def test_summaries_are_few_short_plain_sentences(riverbend, ask):
    found = ask(riverbend, at=AT)
    assert len(found.summary) <= 7
    assert not FORBIDDEN.search(" ".join(found.summary + found.notes))
    # The names of organizations are what they are.
    assert all(len(sentence.split()) <= 25 for sentence in found.summary)
    assert found.to_dict()["at"] == AT
