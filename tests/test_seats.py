"""Who sits where: every frame by hand on a small partnership, the laws, riverbend, real tables."""

import json
import re
from collections import Counter
from itertools import combinations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import civicnet as cn
from civicnet.cli import main
from civicnet.questions.seats.seats import seats
from tests.build import partnership, ties

AT = "2026-11-15"
FORBIDDEN = re.compile(r"\b(betweenness|nodes?|edges?|nan)\b", re.IGNORECASE)

PLACES = [
    {"organization": "City", "sector": "public"},
    {"organization": "School", "sector": "education"},
    {"organization": "Fund", "sector": "philanthropy"},
    {"organization": "Club", "sector": "nonprofit"},
    *({"organization": name, "kind": "table"} for name in ("Board", "Circle", "Team", "Empty")),
]
PEOPLE = [
    {"person": "Ana", "organization": "City"},
    {"person": "Ben", "organization": "School"},
    {"person": "Cy", "organization": "Fund"},
    {"person": "Dee", "organization": "City"},
    {"person": "Eve", "organization": "School", "end": "2025-01-01"},
]
OFFICES = [
    {"office": "Mayor", "organization": "City", "selection": "elected"},
    {"office": "Analyst", "organization": "School"},
]
TERMS = [{"person": "Ana", "office": "Mayor", "organization": "City"}]


def seat(table, actor, role="member", behalf="", say="", commit="", told="", by="", **more):
    return {
        "table": table, "actor": actor, "role": role, "on_behalf_of": behalf, "engagement": say,
        "can_commit": commit, "mandated": told, "recruited_by": by,
    } | more  # fmt: skip


SEATS = [
    seat("Board", "Ana", "chair", "Mayor, City", "decides", "yes", start="2019-01-01"),
    seat("Board", "Ben", "member", "School", "decides", "no", "yes", "Ana", start="2020-01-01"),
    seat("Board", "Cy", "member", "", "advises", "yes", "no", "Ben", start="2021-01-01"),
    seat("Board", "Club", "member", "", "informed"),
    seat("Team", "Ben", "chair", "School", "decides", "no", by="Cy", start="2022-01-01"),
    seat("Team", "Cy", "co-chair", "Fund", "decides", "yes"),
    seat("Team", "Dee", "staff", "City", "informed", "", "yes", "Ana"),
    seat("Team", "Analyst, School", "staff", say="advises"),
    seat("Circle", "Dee", "member", "City", "decides", "no", "yes", "Ana"),
    seat("Circle", "Eve", "member", "School", "decides", "yes", "yes", "Ana"),
    seat("Circle", "Ben", end="2020-01-01"),
]
OUTCOMES = [
    {"outcome": "Reading", "goal": "All ready", "owner": "School"},
    {"outcome": "Jobs", "goal": "All ready", "owner": ""},
    {"outcome": "Health", "goal": "", "owner": "Mayor, City"},
]
ROLES = [
    {"outcome": "Reading", "actor": "Ben", "role": "accountable"},
    {"outcome": "Reading", "actor": "Club", "role": "responsible"},
    {"outcome": "Jobs", "actor": "Cy", "role": "consulted"},
    {"outcome": "Jobs", "actor": "Eve", "role": "responsible"},
    {"outcome": "Health", "actor": "Fund", "role": "accountable"},
]


@pytest.fixture(scope="module")
def small():
    return partnership(
        organizations=PLACES, people=PEOPLE, offices=OFFICES, terms=TERMS, seats=SEATS,
        outcomes=OUTCOMES, roles=ROLES, ties=ties(("Ben", "Ana"), form="verbal"),
    )  # fmt: skip


@pytest.fixture(scope="module")
def found(small):
    return seats(small, at=AT)


@pytest.fixture(scope="module")
def riverbend():
    return cn.load_example("riverbend")


@pytest.fixture(scope="module")
def city(riverbend):
    return seats(riverbend, at=AT)


def row(frame, **where):
    """Give the one row that has these values."""
    for column, value in where.items():
        frame = frame[frame[column] == value]
    assert len(frame) == 1
    return frame.iloc[0]


# --- each frame by hand ------------------------------------------------------------------------


def test_a_seat_counts_for_the_institution_it_is_held_for(found):
    ana = row(found.seats, table="Board", actor="Ana")
    assert (ana["organization"], ana["sector"], ana["role"]) == ("City", "public", "chair")
    assert (ana["filled"], ana["own_name"], ana["public"]) == (True, False, True)
    cy = row(found.seats, table="Board", actor="Cy")
    assert (cy["organization"], cy["own_name"], cy["basis"]) == ("Fund", True, "personal")
    club = row(found.seats, actor="Club")
    assert club["members"] == ()
    assert club["filled"] is None


def test_the_seat_of_somebody_who_left_stays_empty_with_the_institution(found):
    eve = row(found.seats, table="Circle", organization="School")
    assert eve["actor"] == "School"
    assert eve["filled"] is False
    assert (eve["can_commit"], eve["mandated"], eve["recruited_by"]) == (None, None, None)
    assert eve["engagement"] == "decides"
    assert "Ben" not in set(found.seats.loc[found.seats["table"] == "Circle", "actor"])


def test_a_seat_of_a_vacant_office_is_empty(found):
    empty = row(found.seats, actor="Analyst, School")
    assert empty["filled"] is False
    assert row(found.table, table="Team")["n_empty"] == 1


def test_the_tables_are_told_in_a_row_each(found):
    assert found.table["table"].tolist() == ["Board", "Circle", "Empty", "Team"]
    board = row(found.table, table="Board")
    assert (board["n_seats"], board["n_members"], board["n_organizations"]) == (4, 4, 4)
    assert board["sectors"] == ("education", "nonprofit", "philanthropy", "public")
    assert (board["n_decides"], board["deciding_sectors"]) == (2, ("education", "public"))
    assert board["n_decides_cannot_commit"] == 1
    assert board["n_own_name"] == 1
    assert (board["n_mandated"], board["n_voluntary"]) == (1, 1)
    assert (board["mandated_low"], board["mandated_high"]) == (0.25, 0.75)
    assert board["n_elsewhere"] == 2
    # Of the six pairs of City, School, Fund and Club one has a tie: Ben and Ana.
    assert (board["n_pairs"], board["n_tied"]) == (6, 1)
    assert board["tied_share"] == pytest.approx(1 / 6)


def test_who_chairs_is_told_by_public_office(found):
    board, team = (row(found.table, table=name) for name in ("Board", "Team"))
    assert (board["chairs"], board["chaired_by"]) == (("Ana",), "public offices only")
    assert (team["chairs"], team["chairs_for"]) == (("Ben", "Cy"), ("School", "Fund"))
    assert team["chaired_by"] == "outside only"
    circle = row(found.table, table="Circle")
    assert circle["chaired_by"] is None
    assert "role chair" in circle["reason"]
    p = partnership(
        organizations=PLACES,
        people=PEOPLE,
        seats=[seat("Board", "Ana", "chair"), seat("Board", "Cy", "co-chair")],
    )
    assert row(seats(p, at=AT).table, table="Board")["chaired_by"] == "public and outside"


def test_a_table_without_seats_is_told_as_that(found):
    empty = row(found.table, table="Empty")
    assert empty["n_seats"] == 0
    assert np.isnan(empty["n_decides"])
    assert empty["reason"] == "nobody is written down at this table"


def test_two_tables_share_those_who_sit_at_both(found):
    # Ben and Cy sit at two tables each, so each adds 1; five people belong to either.
    both = row(found.overlap, table="Board", other="Team")
    assert (both["n_shared"], both["shared"]) == (2, ("Ben", "Cy"))
    assert (both["newman"], both["jaccard"]) == (2.0, 2 / 5)
    assert both["sole_linker"] is None
    one = row(found.overlap, table="Circle", other="Team")
    assert (one["sole_linker"], one["newman"]) == ("Dee", 1.0)
    assert one["jaccard"] == pytest.approx(1 / 3)
    none = row(found.overlap, table="Board", other="Circle")
    assert (none["n_shared"], none["newman"], none["jaccard"]) == (0, 0.0, 0.0)
    assert none["shared_organizations"] == ("City", "School")


def test_who_sits_at_three_tables_gives_each_pair_half():
    people = [{"person": "Ana"}]
    p = partnership(
        organizations=PLACES,
        people=people,
        seats=[seat(table, "Ana") for table in ("Board", "Circle", "Team")],
    )
    assert seats(p, at=AT).overlap["newman"].tolist() == [0.5, 0.5, 0.5]


def test_those_who_alone_join_tables_are_named(found):
    dee = row(found.linkers, actor="Dee")
    assert (dee["n_tables"], dee["alone_joins"]) == (2, ("Circle - Team",))
    # Without Dee the Circle meets nobody; without Ben the Board still has Cy.
    assert dee["parts"] == ("Circle",)
    ben = row(found.linkers, actor="Ben")
    assert (ben["n_alone_joins"], ben["parts"]) == (0, ())
    assert ben["organizations"] == ("School",)


def test_the_tree_of_recruiters_adds_up(found):
    # Ana brought in Ben and Dee; Ben brought in Cy. Cy's later word on Ben closes no circle.
    ana, ben = (row(found.recruiters, recruiter=name) for name in ("Ana", "Ben"))
    assert (ana["n_direct"], ana["n_through"], ana["members"]) == (2, 3, ("Ben", "Cy", "Dee"))
    assert ana["through_share"] == pytest.approx(3 / 5)
    assert (ben["came_through"], ben["n_through"]) == ("Ana", 1)
    # City is of Ana herself too; the Club came by nobody.
    assert ana["only_through"] == ("education", "philanthropy")
    assert ana["sectors"] == ("education", "philanthropy", "public")
    assert (ana["n_seats"], ana["n_mandated"]) == (3, 3)
    assert ana["seat_share"] == pytest.approx(3 / 10)
    cy = row(found.recruiters, recruiter="Cy")
    assert (cy["n_through"], cy["n_seats"]) == (0, 1)
    board = row(found.table, table="Board")
    assert (board["most_through"], board["through_share"]) == ("Ana", 0.5)


def test_somebody_who_has_left_still_links_the_tree():
    people = [{"person": "Old", "end": "2022-01-01"}, {"person": "Ana"}, {"person": "Ben"}]
    rows = [seat("Board", "Old", end="2022-01-01"), seat("Board", "Ana", by="Old"),
            seat("Board", "Ben", by="Ana")]  # fmt: skip
    p = partnership(organizations=PLACES, people=people, seats=rows)
    old = row(seats(p, at=AT).recruiters, recruiter="Old")
    assert not old["there"]
    assert (old["n_direct"], old["n_through"]) == (1, 2)


def test_decision_rights_are_counted_by_sector(found):
    whole = row(found.rights, table="all tables", sector="education")
    # Ben at the Board and the Team, Eve's empty seat at the Circle, the vacant analyst.
    assert (whole["n_seats"], whole["n_decides"], whole["n_advises"]) == (4, 3, 1)
    assert whole["seat_share"] == pytest.approx(4 / 10)
    assert whole["decides_share"] == pytest.approx(3 / 6)
    board = row(found.rights, table="Board", sector="philanthropy")
    assert (board["n_seats"], board["n_decides"], board["decides_share"]) == (1, 0, 0.0)


def test_organizations_whose_delegates_cannot_commit_come_first(found):
    assert found.delegates["organization"].tolist()[0] == "School"
    school, city = (row(found.delegates, organization=x) for x in ("School", "City"))
    # Of Eve's seat it is not known any more; staff of a table are nobody's delegates.
    assert (school["n_seats"], school["n_cannot"], school["n_unsaid"]) == (3, 2, 1)
    assert school["can_commit"] is None
    assert (city["n_can"], city["n_cannot"], city["can_commit"]) == (1, 1, True)
    assert city["decides_and_commits"] is True
    fund = row(found.delegates, organization="Fund")
    assert (fund["n_seats"], fund["n_deciding"], fund["decides_and_commits"]) == (2, 1, True)


def test_a_delegate_who_cannot_is_told_as_that():
    rows = [seat("Board", "Ben", behalf="School", say="decides", commit="no")]
    found = seats(partnership(organizations=PLACES, people=PEOPLE, seats=rows), at=AT)
    assert row(found.delegates, organization="School")["can_commit"] is False
    assert "1 of 1 organization sends nobody who can commit it." in str(found)


def test_none_one_or_several_are_accountable(found):
    reading, jobs, health = (row(found.roles, outcome=x) for x in ("Reading", "Jobs", "Health"))
    # The owner and Ben are the same school; the mayor counts as the city.
    assert (reading["accountable"], reading["answers"]) == (("School",), "one")
    assert (jobs["accountable"], jobs["answers"], jobs["gone"]) == ((), "nobody", ("Eve",))
    assert (health["accountable"], health["answers"]) == (("City", "Fund"), "several")
    # Ben decides but cannot commit; the mayor and Cy decide and can.
    assert reading["deciders"] == ()
    assert health["deciders"] == ("City", "Fund")


def test_who_sits_at_a_table_without_a_role_is_told():
    p = partnership(
        organizations=PLACES, people=PEOPLE, seats=SEATS[1:4], outcomes=OUTCOMES[:2],
        roles=ROLES[:2],
    )  # fmt: skip
    found = seats(p, at=AT)
    fund = row(found.parts, organization="Fund")
    assert (fund["seated"], fund["outcomes"]) == (True, ())
    school = row(found.parts, organization="School")
    assert (school["n_accountable"], school["outcomes"]) == (1, ("Reading",))


def test_the_four_elements_are_told_with_their_evidence(found, city):
    assert found.readiness["shown"].tolist() == ["yes", "no", None, None]
    first = found.readiness.iloc[0]
    assert first["evidence"] == "2 sectors decide at Board; 1 goal is written down"
    assert city.readiness["shown"].tolist() == ["yes", "yes", "in part", "yes"]
    assert "these data do not say whether money moved" in city.readiness["reason"].iloc[2]


# --- what is missing is not zero ---------------------------------------------------------------


def test_what_nobody_wrote_down_is_told_as_that():
    bare = [{"table": "Board", "actor": "Ana"}, {"table": "Board", "actor": "Ben"}]
    found = seats(partnership(organizations=PLACES, people=PEOPLE, seats=bare), at=AT)
    board = row(found.table, table="Board")
    for column in ("n_decides", "n_decides_cannot_commit", "mandated_low", "through_share"):
        assert np.isnan(board[column])
    assert board["reason"] == (
        "needs role chair, decides, can_commit, mandated, recruited_by in Tables"
    )
    said = str(found)
    for part in ("who chairs", "whose table it is", "who decides", "whose delegates can commit"):
        assert f"Cannot say {part}" in said
    assert found.rights["decides_share"].isna().all()
    assert found.delegates["can_commit"].tolist() == [None, None]


def test_without_seats_it_cannot_say():
    p = partnership(organizations=[{"organization": "City"}])
    found = seats(p, at=AT)
    assert found.summary[0] == "Cannot say who sits where: needs Tables, with who sits there."
    for frame in (found.table, found.overlap, found.recruiters, found.rights, found.seats):
        assert len(frame) == 0


def test_an_answer_of_nothing_has_the_same_columns_and_kinds(found):
    empty = seats(partnership(organizations=[{"organization": "City"}]), at=AT)
    for name, frame in found.to_dict()["tables"].items():
        ours, theirs = getattr(empty, name), getattr(found, name)
        assert ours.columns.tolist() == theirs.columns.tolist()
        assert ours.dtypes.tolist() == theirs.dtypes.tolist(), (name, frame)


def test_one_person_at_one_table_is_ordinary():
    found = seats(partnership(organizations=PLACES, people=PEOPLE, seats=SEATS[2:3]), at=AT)
    said = "1 person holds 1 seat at 1 table, for 1 organization; 3 tables have no seat."
    assert said in str(found)
    assert found.linkers.empty
    assert (found.overlap["n_shared"] == 0).all()


def test_a_table_that_sits_at_another_is_nobodys_shared_member():
    rows = [seat("Board", "Team"), seat("Board", "Ana"), seat("Team", "Ana")]
    found = seats(partnership(organizations=PLACES, people=PEOPLE, seats=rows), at=AT)
    assert row(found.overlap, table="Board", other="Team")["shared"] == ("Ana",)
    assert any("1 seat of one table at another is not counted" in note for note in found.notes)


# --- laws --------------------------------------------------------------------------------------

TABLES = ("Board", "Circle", "Team", "Empty")
NAMES = ("Ana", "Ben", "Cy", "Dee", "Eli", "Fay")
rows_of_seats = st.lists(
    st.tuples(
        st.sampled_from(TABLES), st.sampled_from(NAMES), st.sampled_from(("", *NAMES)),
        st.sampled_from(("", "decides", "informed")),
    ),
    min_size=1, max_size=16, unique_by=lambda x: x[:2],
)  # fmt: skip


def built(drawn):
    people = [{"person": name, "sector": "public" if name < "D" else "health"} for name in NAMES]
    rows = [seat(table, actor, say=say, by=by) for table, actor, by, say in drawn]
    return partnership(organizations=PLACES, people=people, seats=rows)


@settings(max_examples=5)
@given(rows_of_seats)
def test_newmans_weights_are_those_of_the_members_shared(drawn):
    found = seats(built(drawn), at=AT)
    sits = {name: {t for t, actor, *_ in drawn if actor == name} for name in NAMES}
    for _, pair in found.overlap.iterrows():
        shared = [x for x in NAMES if {pair["table"], pair["other"]} <= sits[x]]
        assert list(pair["shared"]) == shared
        assert pair["newman"] == pytest.approx(sum(1 / (len(sits[x]) - 1) for x in shared))
    # The weights of one table add up to its members who sit elsewhere too.
    for _, table in found.table.iterrows():
        mine = (found.overlap["table"] == table["table"]) | (
            found.overlap["other"] == table["table"]
        )
        assert found.overlap.loc[mine, "newman"].sum() == pytest.approx(table["n_elsewhere"])


@settings(max_examples=5)
@given(rows_of_seats)
def test_overlap_is_the_same_whichever_table_comes_first(drawn):
    swapped = {"Board": "Zeta", "Circle": "Yoga", "Team": "Alpha", "Empty": "Beta"}
    places = [
        x | {"organization": swapped.get(x["organization"], x["organization"])} for x in PLACES
    ]
    rows = [seat(swapped[table], actor) for table, actor, *_ in drawn]
    people = [{"person": name} for name in NAMES]
    other = seats(partnership(organizations=places, people=people, seats=rows), at=AT).overlap
    mine = seats(built(drawn), at=AT).overlap
    assert {
        (frozenset((swapped[a], swapped[b])), shared, round(w, 9))
        for a, b, shared, w in zip(*(mine[c] for c in ("table", "other", "shared", "newman")))
    } == {
        (frozenset((a, b)), shared, round(w, 9))
        for a, b, shared, w in zip(*(other[c] for c in ("table", "other", "shared", "newman")))
    }


@settings(max_examples=5)
@given(rows_of_seats)
def test_the_subtrees_of_a_recruiter_add_up(drawn):
    found = seats(built(drawn), at=AT)
    tree = found.recruiters.set_index("recruiter")
    members = {actor for _, actor, *_ in drawn}
    for name, own in tree.iterrows():
        below = [x for x in own["members"] if own_recruiter(found, x) == name]
        assert own["n_direct"] == len(below)
        through = sum(tree["n_through"].get(x, 0) for x in below)
        gone = [x for x in tree.index if x not in members and tree.loc[x, "came_through"] == name]
        assert own["n_through"] == len(below) + through + sum(tree.loc[gone, "n_through"])
        assert name not in own["members"]
    roots = tree[tree["came_through"].isna()]
    assert roots["n_through"].sum() + sum(own_recruiter(found, x) is None for x in members) == len(
        members
    )


def own_recruiter(found, name):
    """Name who brought somebody in: the one through whom they came and nobody below did."""
    above = [
        (len(members), by)
        for by, members in zip(found.recruiters["recruiter"], found.recruiters["members"])
        if name in members
    ]
    return min(above)[1] if above else None


@settings(max_examples=5)
@given(rows_of_seats)
def test_the_seats_of_sectors_and_tables_add_up(drawn):
    found = seats(built(drawn), at=AT)
    counts = ["n_seats", "n_decides", "n_advises", "n_consulted", "n_informed", "n_unsaid"]
    whole = found.rights[found.rights["table"] == "all tables"]
    each = found.rights[found.rights["table"] != "all tables"]
    assert (whole[counts].sum() == each[counts].sum()).all()
    assert whole["n_seats"].sum() == len(found.seats) == found.table["n_seats"].sum() == len(drawn)
    assert found.table["n_mandated"].sum() == 0
    assert found.table["mandated_low"].isna().all()


# --- riverbend ---------------------------------------------------------------------------------


def test_half_of_riverbends_council_came_through_the_mayor(city):
    first = city.recruiters.iloc[0]
    assert first["recruiter"] == "Eleanor Marsh"
    council = row(city.table, table="Cradle to Career Council")
    assert council["most_through"] == "Eleanor Marsh"
    assert council["through_share"] > 0.5
    assert set(first["only_through"]) == {"business", "faith", "health"}


def test_riverbends_tables_are_chaired_from_city_offices(city):
    alone = city.table.loc[city.table["chaired_by"] == "public offices only", "table"]
    assert set(alone) == {
        "Cradle to Career Council", "Executive Committee", "Children's Cabinet",
        "Kindergarten Readiness Network",
    }  # fmt: skip
    candidates = cn.cochairs(cn.load_example("riverbend"), at=AT).candidates
    assert set(candidates["table"]) == set(alone)


def test_riverbends_outcomes_have_one_two_or_nobody_accountable(city):
    answers = dict(zip(city.roles["outcome"], city.roles["answers"], strict=True))
    assert [k for k, v in answers.items() if v == "several"] == ["College and training enrollment"]
    assert {k for k, v in answers.items() if v == "nobody"} == {
        "Regular attendance", "Youth well-being"
    }  # fmt: skip


def test_an_earlier_moment_has_the_seats_of_then(riverbend):
    then = seats(riverbend, at="2018-06-01")
    council = row(then.table, table="Cradle to Career Council")
    assert council["chairs"] == ("Harold Whitcomb",)


# --- real tables -------------------------------------------------------------------------------


def test_the_committees_of_the_chemicals_network_overlap_as_the_matrix_says(shared):
    matrix = pd.read_csv(shared / "real" / "chemnet_committee.csv", index_col=0)
    rows = [
        {"table": table, "actor": actor}
        for table in matrix.columns
        for actor in matrix.index[matrix[table] == 1]
    ]
    names = set(matrix.columns) - set(matrix.index)
    assert len(names) == 20
    places = [{"organization": x} for x in matrix.index]
    places += [{"organization": x, "kind": "table"} for x in matrix.columns]
    found = seats(partnership(organizations=places, seats=rows), at=AT)
    both = matrix.to_numpy()
    shared_by = pd.DataFrame(both.T @ both, matrix.columns, matrix.columns)
    sits = both.sum(axis=1)
    worth = np.where(sits > 1, 1 / np.maximum(sits - 1, 1), 0.0)
    newman = pd.DataFrame(both.T @ (both * worth[:, None]), matrix.columns, matrix.columns)
    assert len(found.overlap) == 190
    for _, pair in found.overlap.iterrows():
        assert pair["n_shared"] == shared_by.loc[pair["table"], pair["other"]]
        assert pair["newman"] == pytest.approx(newman.loc[pair["table"], pair["other"]])
    assert len(found.seats) == int(both.sum())


@pytest.mark.parametrize("state", ["in", "ak"])
def test_committees_of_a_legislature_are_tables(shared, state):
    data = pd.read_csv(shared / "real" / f"openstates_committees_{state}.csv")
    rows = pd.DataFrame({
        "table": data["committee"] + " " + data["committee_id"].str[-8:],
        "actor": data["person"] + " " + data["person_id"].str[-8:],
        "role": data["role"],
    }).drop_duplicates(["table", "actor"])  # fmt: skip
    places = [{"organization": x, "kind": "table"} for x in rows["table"].unique()]
    people = [{"person": x} for x in rows["actor"].unique()]
    found = seats(
        partnership(organizations=places, people=people, seats=rows.to_dict("records")), at=AT
    )
    assert len(found.seats) == len(rows)
    sits = rows.groupby("actor")["table"].agg(set)
    pairs = Counter(pair for own in sits for pair in combinations(sorted(own), 2))
    for _, pair in found.overlap.iterrows():
        assert pair["n_shared"] == pairs[pair["table"], pair["other"]]
    assert len(found.linkers) == (sits.map(len) > 1).sum()
    chairs = rows[rows["role"].isin(["chair", "co-chair"])].groupby("table").size()
    assert found.table.set_index("table")["chairs"].map(len).loc[chairs.index].eq(chairs).all()
    # Legislators have no sector here, so who decides cannot be told by it.
    assert "Cannot say who decides" in " ".join([*found.summary, *found.notes])


def test_a_coalitions_ties_beside_its_meetings_are_those_of_the_data(shared):
    nodes = pd.read_csv(shared / "real" / "tobacco_indiana_coll_nodes.csv")
    edges = pd.read_csv(shared / "real" / "tobacco_indiana_coll_edges.csv")
    places = [{"organization": x} for x in nodes["id"]]
    places.append({"organization": "The whole coalition", "kind": "table"})
    rows = [{"table": "The whole coalition", "actor": x} for x in nodes["id"]]
    # Their scale of collaboration, 1 to 4, is taken as strength.
    working = [
        {"source": a, "target": b, "strength": s}
        for a, b, s in zip(*(edges[c] for c in ("from", "to", "collaborate")), strict=True)
    ]
    p = partnership(organizations=places, seats=rows, ties=working)
    pairs = {
        frozenset(pair)
        for *pair, s in edges[["from", "to", "collaborate"]].itertuples(index=False)
        if s >= 2
    }
    whole = seats(p, at=AT).table.iloc[0]
    assert (whole["n_pairs"], whole["n_tied"]) == (300, len(pairs))
    assert seats(p, at=AT, strength=4).table["n_tied"].iloc[0] < len(pairs)


# --- the command -------------------------------------------------------------------------------


def run(capsys, *arguments):
    with pytest.raises(SystemExit) as left:
        main(list(arguments))
    assert left.value.code == 0
    return capsys.readouterr().out


@pytest.mark.parametrize("format", ["table", "csv", "json", "md"])
def test_the_command_answers_in_each_format(capsys, city, format):
    out = run(capsys, "seats", "example:riverbend", "--at", AT, "--format", format)
    if format == "json":
        said = json.loads(out)
        assert said["summary"] == list(city.summary)
        assert list(said["tables"])[:4] == ["table", "overlap", "recruiters", "rights"]
    elif format == "csv":
        assert out.splitlines()[0].split(",")[:2] == ["table", "n_seats"]
        assert len(out.splitlines()) == 8
    else:
        assert city.summary[1] in " ".join(out.split())


def test_the_command_shows_the_seats_of_one_table(capsys):
    out = run(capsys, "seats", "example:riverbend", "--at", AT, "--table", "Exec")
    shown = out.split("Who sits there")[1].split("\n- ")[0]
    assert "Halvorsen" in shown
    assert "Szymański" not in shown
