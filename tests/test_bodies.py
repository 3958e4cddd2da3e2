"""Bodies, links between them, and who carries each link."""

import networkx as nx
from hypothesis import given, settings
from hypothesis import strategies as st

from civicnet import bodies
from civicnet.rules import office_label
from tests.build import linked, partnership, ties

AT = "2026-11-15"
CITY = [{"organization": name} for name in ("City", "Schools", "YMCA")]
CITY += [{"organization": "Council", "kind": "table"}]


def test_people_and_offices_count_as_their_organization():
    p = partnership(
        organizations=CITY,
        offices=[{"office": "Mayor", "organization": "City"}],
        people=[{"person": "Ann"}, {"person": "Bob", "organization": "Schools"}],
        terms=[{"person": "Ann", "office": "Mayor", "organization": "City"}],
        ties=ties(("Mayor", "Bob")),
    )
    assert linked(p) == {("City", "Schools")}


def test_a_person_without_an_organization_is_a_body_of_their_own():
    p = partnership(organizations=CITY, people=[{"person": "Dee"}], ties=ties(("Dee", "YMCA")))
    assert "Dee" in p.network(at=AT).labels
    assert linked(p) == {("Dee", "YMCA")}


def test_each_link_is_one_step_however_many_ties_stand_behind_it():
    rows = [*ties(("City", "YMCA"), strength=2), *ties(("YMCA", "City"), strength=4)]
    network = partnership(organizations=CITY, ties=rows).network(at=AT)
    assert network.links[["n_ties", "weight"]].to_dict("records") == [{"n_ties": 2, "weight": 4.0}]


def test_a_seat_links_a_body_to_a_table_so_two_at_one_table_are_two_steps_apart():
    seats = [{"table": "Council", "actor": "City"}, {"table": "Council", "actor": "YMCA"}]
    graph = partnership(organizations=CITY, seats=seats).network(at=AT).to_networkx()
    assert nx.shortest_path_length(graph, "City", "YMCA") == 2


def test_two_hats_are_a_tie_between_the_two_bodies_carried_by_that_person():
    p = partnership(
        organizations=CITY,
        offices=[{"office": "Trustee", "organization": "Schools"}],
        people=[{"person": "Ann", "organization": "City"}],
        terms=[{"person": "Ann", "office": "Trustee", "organization": "Schools"}],
    )
    (link,) = bodies.links(p, AT).to_dict("records")
    assert (link["what"], link["source"], link["target"]) == ("home", "City", "Schools")
    assert link["source_people"] == ("Ann",)


def test_awareness_and_disputes_are_drawn_but_not_counted():
    rows = [
        *ties(("City", "YMCA"), strength=1),
        *ties(("City", "Schools"), relation="disputes"),
        *ties(("Schools", "YMCA")),
    ]
    p = partnership(organizations=CITY, ties=rows)
    assert linked(p) == {("Schools", "YMCA")}
    assert linked(p, strength=1) == {("Schools", "YMCA"), ("City", "YMCA")}
    typed = bodies.ties_as_typed(p, AT)
    assert len(typed) == 3
    assert typed["adverse"].sum() == 1


def test_an_organizations_seat_stays_when_the_person_who_sits_in_it_has_gone():
    p = partnership(
        organizations=CITY,
        people=[{"person": "Ann", "organization": "City", "end": "2025"}],
        seats=[
            {"table": "Council", "actor": "Ann", "on_behalf_of": "City"},
            {"table": "Council", "actor": "Ann"},
        ],
    )
    assert linked(p, "2026-06-01") == {("City", "Council")}
    assert len(bodies.links(p, "2025-06-01")) == 2
    assert len(bodies.links(p, "2026-06-01")) == 1


def test_an_agreement_of_somebody_who_left_is_drawn_from_the_institution():
    p = partnership(
        organizations=CITY,
        people=[{"person": "Ann"}],
        terms=[
            {
                "person": "Ann",
                "office": "Mayor",
                "organization": "City",
                "start": "2020",
                "end": "2024",
            }
        ],
        ties=ties(("Ann", "YMCA"), form="mou", start="2021"),
    )
    typed = bodies.ties_as_typed(p, "2025-06-01")
    assert list(typed.loc[typed["what"] == "tie", "source"]) == ["Mayor, City"]


def test_every_actor_is_listed_with_its_body_and_sector():
    p = partnership(
        organizations=[{"organization": "City", "sector": "public"}],
        offices=[{"office": "Mayor", "organization": "City", "selection": "elected"}],
        people=[{"person": "Ann"}, {"person": "Old", "organization": "City", "end": "2001"}],
        terms=[{"person": "Ann", "office": "Mayor", "organization": "City"}],
    )
    rows = bodies.actors(p, AT).set_index("actor")
    assert rows["kind"].to_dict() == {
        "Ann": "person",
        "City": "organization",
        "Mayor, City": "office",
        "Old": "person",
    }
    assert rows.loc["Ann", ["body", "sector", "public_office"]].tolist() == ["City", "public", True]
    assert not rows.loc["Old", "present"]


def test_an_empty_answer_keeps_its_columns():
    p = partnership(organizations=CITY)
    assert list(bodies.links(p, AT).columns)[:3] == ["source", "target", "what"]
    assert list(bodies.ties_as_typed(p, AT).columns)[:3] == ["source", "target", "what"]
    assert p.network(at=AT).n_links == 0


# --- laws --------------------------------------------------------------------------------------

ORGANIZATIONS = ["City", "Schools", "YMCA", "Council"]
PERSONS = ["Ann", "Bob", "Cy", "Dee", "Eve"]
POSTS = [("Mayor", "City"), ("Clerk", "City"), ("Head", "Schools"), ("Lead", "YMCA")]
LABELS = [office_label(*post) for post in POSTS]
ACTORS = [*ORGANIZATIONS, *PERSONS, *LABELS]


@st.composite
def partnerships(draw):
    """Draw a small partnership with homes, posts, two hats, ties of every form, and seats."""
    homes = {p: draw(st.sampled_from([None, *ORGANIZATIONS[:3]])) for p in PERSONS}
    posts = draw(
        st.lists(
            st.tuples(st.sampled_from(PERSONS), st.sampled_from(POSTS)), max_size=4, unique=True
        )
    )
    pairs = draw(
        st.lists(
            st.tuples(
                st.sampled_from(ACTORS),
                st.sampled_from(ACTORS),
                st.sampled_from([None, "none", "verbal", "mou", "law"]),
            ).filter(lambda row: row[0] != row[1]),
            max_size=8,
        )
    )
    seats = draw(
        st.lists(
            st.tuples(
                st.sampled_from([a for a in ACTORS if a != "Council"]),
                st.sampled_from([None, *ORGANIZATIONS[:3]]),
            ),
            max_size=3,
            unique=True,
        )
    )
    return partnership(
        organizations=[
            {"organization": o, "kind": "table" if o == "Council" else None} for o in ORGANIZATIONS
        ],
        offices=[{"office": o, "organization": b, "holders": 9} for o, b in POSTS],
        people=[{"person": p, "organization": homes[p]} for p in PERSONS],
        terms=[{"person": p, "office": o, "organization": b} for p, (o, b) in posts],
        ties=[{"source": a, "target": b, "form": f} for a, b, f in pairs],
        seats=[{"table": "Council", "actor": a, "on_behalf_of": b} for a, b in seats],
    )


def distances(p):
    graph = p.network(at=AT).to_networkx()
    return {a: dict(d) for a, d in nx.all_pairs_shortest_path_length(graph)}


@settings(max_examples=20)
@given(partnerships())
def test_retyping_a_tie_by_its_organizations_changes_no_distance(p):
    links = bodies.links(p, AT)
    links = links[links["what"] == "tie"]
    body = dict(zip(links["row"], zip(links["source"], links["target"], strict=True), strict=True))
    basis = dict(zip(links["row"], links["basis"], strict=True))
    rows = [
        {"source": body[i][0], "target": body[i][1], "basis": basis[i]}
        for i in body
        if body[i][0] != body[i][1]
    ]
    frames = {
        name: p.frames[name] for name in ("organizations", "offices", "people", "terms", "seats")
    }
    retyped = partnership(
        **{k: f.to_dict("records") for k, f in frames.items() if len(f)}, ties=rows
    )
    assert distances(retyped) == distances(p)


def pieces(graph, names):
    return {frozenset(c & names) for c in nx.connected_components(graph)} - {frozenset()}


@settings(max_examples=20)
@given(partnerships(), st.sets(st.sampled_from(PERSONS), min_size=1, max_size=3))
def test_the_split_graph_and_the_bodies_agree_on_what_any_departure_cuts_off(p, leavers):
    everyone = bodies.actors(p, AT)
    all_bodies = set(everyone.loc[everyone["body"] == everyone["actor"], "actor"])
    left = nx.Graph()
    left.add_nodes_from(all_bodies)
    for link in bodies.links(p, AT).to_dict("records"):
        sides = (link["source_people"], link["target_people"])
        if all(not side or set(side) - leavers for side in sides):
            left.add_edge(link["source"], link["target"])
    split = p.network("split", at=AT).to_networkx()
    split.remove_nodes_from(
        [n for n, row in split.nodes(data=True) if row.get("person") in leavers]
    )
    assert pieces(split, all_bodies) == pieces(left, all_bodies)


@settings(max_examples=20)
@given(partnerships())
def test_before_anybody_leaves_the_split_graph_connects_what_the_bodies_view_connects(p):
    bodies_graph = p.network(at=AT).to_networkx()
    names = set(bodies_graph)
    assert pieces(p.network("split", at=AT).to_networkx(), names) == pieces(bodies_graph, names)


def test_texts_are_str_or_none_whatever_the_version_of_pandas():
    p = partnership(organizations=CITY, people=[{"person": "Dee"}], ties=ties(("Dee", "YMCA")))
    for frame in (bodies.actors(p, AT), bodies.links(p, AT), bodies.ties_as_typed(p, AT)):
        texts = [c for c in frame if frame[c].dtype == object]
        assert {"relation", "subkind"} & set(texts)
        assert not any(isinstance(value, float) for c in texts for value in frame[c])


def test_a_tie_that_ended_with_the_last_person_who_carried_it_is_not_drawn_either():
    p = partnership(
        organizations=CITY,
        people=[{"person": "Ann", "organization": "City", "end": "2025"}],
        ties=ties(("City", "Schools")),
    )
    assert "tie" in set(bodies.ties_as_typed(p, "2025-06-01")["what"])
    assert "tie" not in set(bodies.ties_as_typed(p, "2026-06-01")["what"])


def test_the_seat_of_an_organization_is_drawn_when_the_person_who_sat_in_it_has_gone():
    p = partnership(
        organizations=CITY,
        people=[{"person": "Ann", "organization": "City", "end": "2025"}],
        seats=[{"table": "Council", "actor": "Ann", "on_behalf_of": "City"}],
    )
    typed = bodies.ties_as_typed(p, "2026-06-01")
    assert typed.loc[typed["what"] == "seat", ["source", "basis"]].to_numpy().tolist() == [
        ["City", "institutional"]
    ]


def test_an_agreement_without_an_institution_counts_as_personal_everywhere():
    p = partnership(
        organizations=CITY, people=[{"person": "Dee"}], ties=ties(("Dee", "YMCA"), form="mou")
    )
    typed = bodies.ties_as_typed(p, AT)
    assert list(typed["basis"]) == list(bodies.links(p, AT)["basis"]) == ["personal"]


@settings(max_examples=25)
@given(partnerships())
def test_what_is_drawn_is_what_is_linked(p):
    typed = bodies.ties_as_typed(p, AT)
    links = bodies.links(p, AT)
    for what in ("tie", "seat"):
        drawn = typed.loc[typed["what"] == what, ["row", "basis"]]
        linked_rows = links.loc[links["what"] == what, ["row", "basis"]]
        assert sorted(map(tuple, drawn.to_numpy())) == sorted(map(tuple, linked_rows.to_numpy()))
