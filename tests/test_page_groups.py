"""Who works together most: communities of what is drawn, and of nothing else."""

from itertools import pairwise

from civicnet.moments import moment
from civicnet.page.audience import gate
from civicnet.page.content import content
from tests.browsing import AT
from tests.build import partnership, ties


def rings(n_rings=4, each=10):
    """Give the rows of rings of partners, each tied to the next ring by one tie."""
    names = [[f"R{ring}-{k}" for k in range(each)] for ring in range(n_rings)]
    within = [
        (ring[k], ring[(k + step) % each]) for ring in names for k in range(each) for step in (1, 2)
    ]
    between = [(one[0], two[5]) for one, two in pairwise(names)]
    return {
        "organizations": [{"organization": name} for ring in names for name in ring],
        "ties": ties(*within, *between, form="mou"),
    }


def filled(p, audience="partners"):
    return content(p, gate(p, audience, ()), title="", at=moment(p.frames, AT))


def named(put):
    """Name the members of each community, and whom it is called after."""
    found = put.rest["groups"]
    bodies = [
        node["label"]
        for node in put.nodes
        if node["home"] == node["id"] and node["kind"] not in ("table", "ghost")
    ]
    together = {
        leader: {name for name, mine in zip(bodies, found["of"], strict=True) if mine == place}
        for place, leader in enumerate(found["around"])
    }
    return {put.nodes[leader]["label"]: mine for leader, mine in together.items()}


def test_each_ring_is_a_community_called_after_its_best_linked_member():
    found = named(filled(partnership(**rings())))
    assert sorted(found) == ["R0-0", "R1-0", "R2-0", "R3-5"]
    assert found["R1-0"] == {f"R1-{k}" for k in range(10)}


def test_the_order_of_rows_changes_nothing():
    turned = {name: rows[::-1] for name, rows in rings().items()}
    one, two = (filled(partnership(**rows)).rest["groups"] for rows in (rings(), turned))
    assert one == two


def test_few_partners_are_in_no_communities():
    assert "groups" not in filled(partnership(**rings(n_rings=2))).rest


def test_where_most_work_with_nobody_there_are_no_communities():
    names = [*"ABC", *(f"Alone {k}" for k in range(30))]
    p = partnership(
        organizations=[{"organization": name} for name in names], ties=ties(*("AB", "BC", "CA"))
    )
    assert "groups" not in filled(p).rest


def test_who_has_few_ties_is_in_no_community_and_a_table_joins_none():
    rows = rings()
    rows["organizations"] += [
        {"organization": "Alone", "kind": "nonprofit"},
        {"organization": "Council", "kind": "table"},
    ]
    seats = [{"table": "Council", "actor": f"R{k}-3"} for k in range(4)]
    members = set().union(*named(filled(partnership(**rows, seats=seats))).values())
    assert members == {f"R{ring}-{k}" for ring in range(4) for k in range(10)}


def test_what_an_audience_may_not_see_divides_nobody():
    rows = rings()
    people = [{"person": f"P{k}"} for k in range(40)]
    pairs = [(k, k // 10 * 10 + (k + step) % 10) for k in range(40) for step in (1, 2)]
    known = ties(*((f"P{one}", f"P{two}") for one, two in pairs))
    both = partnership(
        organizations=rows["organizations"], people=people, ties=rows["ties"] + known
    )
    assert len(filled(both).rest["groups"]["around"]) == 8
    public = filled(both, "public").rest["groups"]
    assert public == filled(partnership(**rows), "public").rest["groups"]
