"""The five ways to look at a partnership as a network."""

import pytest

from civicnet import ArgumentError
from tests.build import partnership, ties

AT = "2026-11-15"


@pytest.fixture
def p():
    return partnership(
        organizations=[
            {"organization": "City"},
            {"organization": "YMCA"},
            {"organization": "Council", "kind": "table"},
        ],
        people=[
            {"person": "Ann", "organization": "City"},
            {"person": "Bob", "organization": "YMCA"},
            {"person": "Cy", "organization": "YMCA"},
        ],
        ties=[
            *ties(("Ann", "Bob"), relation="advises", strength=3),
            *ties(("Ann", "Bob"), relation="funds", strength=2, form="contract"),
            *ties(("City", "YMCA"), relation="refers", weight=7),
        ],
        seats=[{"table": "Council", "actor": "Ann"}, {"table": "Council", "actor": "Cy"}],
    )


def pairs(network):
    return sorted(zip(network.links["source"], network.links["target"], strict=True))


def test_bodies_are_linked_by_any_tie_or_seat(p):
    assert pairs(p.network(at=AT)) == [("City", "Council"), ("City", "YMCA"), ("Council", "YMCA")]


def test_people_are_linked_by_personal_ties_and_on_request_by_shared_tables(p):
    assert pairs(p.network("people", at=AT)) == [("Ann", "Bob")]
    shared = p.network("people", at=AT, tables="shared")
    assert pairs(shared) == [("Ann", "Bob"), ("Ann", "Cy")]


def test_tables_are_linked_with_those_seated_there(p):
    network = p.network("tables", at=AT)
    assert pairs(network) == [("Ann", "Council"), ("Cy", "Council")]
    assert network.actors.set_index("actor")["mode"].to_dict() == {
        "Ann": "seated",
        "Council": "table",
        "Cy": "seated",
    }


def test_the_ties_view_keeps_parallel_ties_and_every_actor(p):
    network = p.network("ties", at=AT)
    assert network.parallel
    assert pairs(network) == [("Ann", "Bob"), ("Ann", "Bob"), ("City", "YMCA")]
    assert "Cy" in network.labels
    assert network.to_networkx().number_of_edges("Ann", "Bob") == 2


def test_relations_and_strength_choose_ties(p):
    assert pairs(p.network(at=AT, relation="funds")) == [("City", "YMCA")]
    assert pairs(p.network(at=AT, relation=["seat"])) == [("City", "Council"), ("Council", "YMCA")]
    strong = p.network(at=AT, strength=3, relation=["advises", "funds"])
    assert list(strong.links["n_ties"]) == [1]


def test_the_direction_of_ties_is_kept_on_request_and_seats_go_both_ways(p):
    directed = p.network(at=AT, directed=True)
    assert directed.contacts("City") == ["Council", "YMCA"]
    assert directed.contacts("YMCA") == ["Council"]


def test_weight_is_the_strongest_tie_or_a_column_or_the_number_of_ties(p):
    def weight(**options):
        links = p.network(at=AT, **options).links
        return links.loc[(links["source"] == "City") & (links["target"] == "YMCA"), "weight"].iat[0]

    assert weight() == 3
    assert weight(weight="n_ties") == 3
    assert weight(weight="weight") == 7


def test_people_who_are_one_another_s_only_link_stand_between_bodies_in_the_split_view(p):
    split = p.network("split", at=AT)
    assert {"Bob", "City", "Council"} <= set(split.contacts("Ann"))
    assert {"Ann", "Bob", "City", "YMCA"} <= set(split.labels)


@pytest.mark.parametrize(
    ("options", "piece"),
    [
        ({"view": "bodys"}, "did you mean 'bodies'"),
        ({"relation": "fundss"}, "did you mean 'funds'"),
        ({"weight": "heft"}, "no column 'heft'"),
        ({"view": "people", "tables": "all"}, "'shared'"),
    ],
)
def test_a_wrong_argument_is_answered_with_what_is_allowed(p, options, piece):
    with pytest.raises(ArgumentError, match=piece):
        p.network(at=AT, **options)


@pytest.mark.parametrize("view", ["bodies", "people", "tables", "ties", "split"])
def test_every_view_of_a_partnership_without_actors_is_empty(view):
    p = partnership(context=[{"place": "Riverbend", "key": "population", "value": "1"}])
    network = p.network(view, at=AT)
    assert (len(network), network.n_links) == (0, 0)


@pytest.mark.parametrize("view", ["bodies", "people", "tables", "ties", "split"])
@pytest.mark.parametrize("directed", [False, True])
def test_every_view_goes_to_networkx_with_the_same_actors_and_links(p, view, directed):
    network = p.network(view, at=AT, directed=directed)
    graph = network.to_networkx()
    assert set(graph) == set(network.labels)
    if not network.directed:
        assert graph.number_of_edges() == network.n_links


def test_the_ties_view_leaves_out_weak_ties_only_where_a_strength_is_given():
    p = partnership(
        organizations=[{"organization": "City"}, {"organization": "YMCA"}],
        ties=[*ties(("City", "YMCA"), strength=1), *ties(("City", "YMCA"), strength=3)],
    )
    assert p.network("ties", at=AT).n_links == 2
    assert p.network("ties", at=AT, strength=2).n_links == 1
