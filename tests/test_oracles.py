"""Measures against other tools: each column that is defined alike; of the others, why it is not."""

import csv
import json
import math
from itertools import permutations

import networkx as nx
import pandas as pd
import pytest

from civicnet import _kernels, brokerage, centrality, cohesion, fragmentation
from civicnet.gould_fernandez import ROLES, WHOLE
from tests import definitions
from tests.oracles import ORACLES, compared, oracle_graph, oracle_values, oracle_whole, same, values

DIRECTED = ("krackhardt_advice", "emon_mtsthelens")
PARTITIONS = (
    ("krackhardt_advice", "dept"),
    ("krackhardt_advice", "level"),
    ("emon_mtsthelens", "Sponsorship"),
    ("tobacco_indiana_collab", "agency_cat"),
    ("tobacco_indiana_collab", "agency_lvl"),
)
SNA_ROLES = dict(zip(ROLES, ("w_I", "w_O", "b_IO", "b_OI", "b_O", "t")))


# --- of each actor -----------------------------------------------------------------------------

NOT_OURS = {
    "ig_pagerank_085": "civicnet has no PageRank",
    "ig_coreness_in": "coreness leaves direction aside",
    "ig_coreness_out": "coreness leaves direction aside",
    "ig_local_clustering_sym": "civicnet has the transitivity of the whole network",
    "nx_clustering_sym": "civicnet has the transitivity of the whole network",
    "ig_eccentricity_sym": "civicnet has the diameter, compared below as the largest of these",
    "nx_effective_size_asgiven": "networkx 3.6.1 errs in a directed network, see below",
    "sna_closeness_freeman_sym": "0 for all once one is out of reach, see below",
}


def ours(graph):
    """Give our measures by the names, and on the scales, of the columns of other tools."""
    flat, n = graph.to_undirected(), len(graph)
    pairs = (n - 1) * (n - 2)
    directed = graph.is_directed()

    def scaled(found, factor):
        return {actor: value * factor for actor, value in found.items()}

    def shared_by_reached(found, network):
        reached = {v: len(definitions.distances_from(network, v)) - 1 for v in network}
        return {v: x * (n - 1) / max(reached[v], 1) for v, x in found.items()}, reached

    out, flat_near = values(centrality.closeness(graph)), values(centrality.closeness(flat))
    against = values(centrality.closeness(graph, direction="in"))
    turned = graph.reverse() if directed else graph
    raw = {}
    for name, found, network in (
        ("ig_closeness_out_raw", out, graph),
        ("ig_closeness_in_raw", against, turned),
        ("ig_closeness_sym_raw", flat_near, flat),
    ):
        # Within reach, and not yet averaged: 1 / sum of distances.
        within, reached = shared_by_reached(found, network)
        raw[name] = {v: x / max(reached[v], 1) for v, x in within.items()}
    within, _ = shared_by_reached(against, turned)
    between = values(centrality.betweenness(graph))
    between_flat = values(centrality.betweenness(flat))
    near, nearby = values(centrality.harmonic(graph)), values(centrality.harmonic(turned))
    leading = values(centrality.eigenvector(graph))
    length = math.sqrt(sum(x * x for x in leading.values() if not math.isnan(x)))
    core = values(centrality.coreness(graph))
    cut = values(fragmentation.removals(graph), "is_cutpoint")
    constraint, flat_constraint = (values(brokerage.constraint(g)) for g in (graph, flat))
    size, flat_size = (values(brokerage.effective_size(g)) for g in (graph, flat))
    return raw | {
        "ig_degree": values(centrality.degree(flat)),
        "ig_indegree": values(centrality.degree(graph, direction="in")),
        "ig_outdegree": values(centrality.degree(graph, direction="out")),
        **dict.fromkeys(
            ("ig_betweenness", "sna_betweenness", "nx_betweenness_raw", "pyig_betweenness"),
            scaled(between, pairs / (1 if directed else 2)),
        ),
        "nx_betweenness_norm": between,
        "ig_betweenness_sym": scaled(between_flat, pairs / 2),
        "ig_harmonic_out": scaled(near, n - 1),
        "ig_harmonic_in": scaled(nearby, n - 1),
        "nx_harmonic": scaled(near, n - 1),
        "nx_harmonic_IN": scaled(nearby, n - 1),
        **dict.fromkeys(("sna_closeness_suminv", "pyig_harmonic_norm"), near),
        "pyig_harmonic_OUT_norm": near,
        **dict.fromkeys(("nx_closeness_wf", "nx_closeness_wf_IN"), against),
        **dict.fromkeys(("nx_closeness_nowf", "nx_closeness_nowf_IN"), within),
        "nx_closeness_wf_sym": flat_near,
        **dict.fromkeys(("ig_eigenvector_sym_max1", "pyig_eigenvector_sym_max1"), leading),
        **dict.fromkeys(
            ("sna_evcent_sym_L2", "nx_eigenvector_sym_L2"), scaled(leading, 1 / length)
        ),
        **dict.fromkeys(
            ("ig_coreness_sym", "sna_kcores_sym", "nx_core_number_sym", "pyig_coreness_sym"), core
        ),
        **dict.fromkeys(
            (
                "ig_articulation_sym",
                "sna_cutpoint_sym",
                "nx_articulation_sym",
                "pyig_articulation_sym",
            ),
            cut,
        ),
        **dict.fromkeys(
            (
                "ig_constraint_directed_input",
                "pyig_constraint_asgiven",
                "nx_constraint_asgiven",
                "def_burt_constraint_Z",
            ),
            constraint,
        ),
        **dict.fromkeys(
            ("ig_constraint_sym", "nx_constraint_sym", "pyig_constraint_sym"), flat_constraint
        ),
        "def_burt_constraint_egonet_Z": values(brokerage.constraint_ego(graph)),
        "def_burt_effsize_Z": size,
        "nx_effective_size_sym": flat_size,
    }


@pytest.mark.parametrize("tool", ["R", "py"])
@pytest.mark.parametrize("name", ORACLES)
def test_measures_of_actors_are_those_of_other_tools(shared, name, tool):
    theirs = oracle_values(shared, f"{name}_nodes_{tool}.csv")
    found = ours(oracle_graph(shared, name))
    assert set(theirs.columns) <= found.keys() | NOT_OURS.keys()
    for column in theirs.columns.difference(list(NOT_OURS)):
        # sna and networkx search for the vector step by step.
        digits = 1e-7 if "_L2" in column else 1e-9
        for actor, value in theirs[column].items():
            if not math.isnan(found[column][actor]):
                if not math.isnan(value):
                    expected = pytest.approx(value, rel=digits, abs=1e-10)
                    assert found[column][actor] == expected, (column, actor)
            else:
                # What is undefined is 0 (or a rounding of it) or blank there.
                assert not abs(value) > 1e-12, (column, actor)


@pytest.mark.parametrize("name", ORACLES)
def test_sna_gives_no_closeness_once_somebody_is_out_of_reach(shared, name):
    graph = oracle_graph(shared, name).to_undirected()
    theirs = oracle_values(shared, f"{name}_nodes_R.csv")["sna_closeness_freeman_sym"]
    if nx.is_connected(graph):
        compared(values(centrality.closeness(graph)), theirs)
    else:
        assert (theirs == 0).all()
        assert (centrality.closeness(graph)["closeness"].dropna() > 0).any()


@pytest.mark.parametrize("name", ORACLES)
def test_effective_size_follows_its_definition_where_networkx_does_not(shared, name):
    graph = oracle_graph(shared, name)
    theirs = oracle_values(shared, f"{name}_nodes_py.csv")
    tied = [actor for actor in graph if graph.degree(actor)]
    off = (theirs["nx_effective_size_asgiven"] - theirs["def_burt_effsize_Z"])[tied].abs().max()
    assert off == pytest.approx(0.2142857 if name == "emon_mtsthelens" else 0, abs=1e-6)


@pytest.mark.parametrize("name", ORACLES)
def test_the_diameter_is_the_largest_eccentricity(shared, name):
    graph = oracle_graph(shared, name).to_undirected()
    theirs = oracle_values(shared, f"{name}_nodes_R.csv")["ig_eccentricity_sym"]
    assert values(cohesion.table(graph))["diameter"] == theirs.max()


def test_ucinet_agrees_about_the_graph_with_isolates(shared):
    graph, theirs = oracle_graph(shared, "g9_iso"), oracle_values(shared, "g9_iso_ucinet.csv")
    found, leading = ours(graph), values(centrality.eigenvector(graph).dropna())
    assert len(theirs.columns) == 3
    compared(found["ig_degree"], theirs["UCINET6.849_degree"])
    compared(found["ig_betweenness"], theirs["UCINET6.849_betweenness"])
    column = theirs["UCINET6.849_eigenvector_L2"]
    compared(found["sna_evcent_sym_L2"], column[list(leading)], 1e-6)
    assert (column.drop(list(leading)) == 0).all()


# --- of the whole network ----------------------------------------------------------------------

WHOLE_NOT_OURS = {
    "ig_edge_connectivity_sym": "civicnet counts actors that must leave, not ties",
    "nx_edge_connectivity_sym": "civicnet counts actors that must leave, not ties",
    "nx_components_strong": "components leave direction aside",
    "directed": "of the graph",
    "tools": "which versions they were",
    "partitions": "compared below, by group",
    "kpp_sym": "compared below, by set",
    "ig_vertex_connectivity": "compared below, by pair",
    "nx_node_connectivity_asgiven": "compared below, by pair",
}


def ours_of_the_whole(graph):
    """Give our measures by the names of what other tools say of the whole network."""
    whole, n = values(cohesion.table(graph)), len(graph)
    pairs = n * (n - 1) // 2
    removals = fragmentation.removals(graph)
    bridges = {frozenset(x) for x in cohesion.bridges(graph)[["source", "target"]].to_numpy()}
    cohesive = cohesion.k_components(graph)
    blocks = cohesive[cohesive["k"] == 2].groupby("component")["actor"].agg(frozenset)
    blocks = {*blocks, *bridges}
    # A mutual pair is (1 - edges one way) of all that are tied.
    tied = graph.to_undirected().number_of_edges()
    mutual = whole["reciprocity_nonnull"] * tied
    cut = set(removals["actor"][removals["is_cutpoint"]])
    width = cohesive.loc[cohesive["size"] == n, "k"].max() if whole["components"] == 1 else 0
    far = 1 - centrality.harmonic(graph)["harmonic"].mean()
    found = {
        "n": n,
        "ties": graph.number_of_edges(),
        "dyad_census_sna": {"Mut": mutual, "Asym": tied - mutual, "Null": pairs - tied},
        **dict.fromkeys(("density_sna", "nx_density"), whole["density"]),
        **dict.fromkeys(("components_weak", "nx_components_weak"), whole["components"]),
        **dict.fromkeys(
            ("ig_reciprocity_arc", "sna_grecip_edgewise"), whole["reciprocity_edgewise"]
        ),
        **dict.fromkeys(
            ("ig_reciprocity_ratio", "sna_grecip_dyadic_nonnull"), whole["reciprocity_nonnull"]
        ),
        "sna_grecip_dyadic": whole["reciprocity_dyadic"],
        **dict.fromkeys(
            ("ig_transitivity_global_sym", "nx_transitivity_sym"), whole["transitivity"]
        ),
        "ig_mean_distance": whole["mean_distance"],
        "ig_diameter": whole["diameter"],
        **dict.fromkeys(("ig_articulation_points", "nx_articulation_points"), cut),
        **dict.fromkeys(("ig_bridges", "nx_bridges"), bridges),
        "ig_n_biconnected": len(blocks),
        **dict.fromkeys(("ig_biconnected_components", "nx_biconnected_components"), blocks),
        "sna_bicomponent_members": {block for block in blocks if len(block) > 2},
        **dict.fromkeys(("ig_vertex_connectivity_sym", "nx_node_connectivity_sym"), width),
        "def_breadth_asgiven(DF)": far,
        "ig_centralization": {
            "degree_sym_noloops": whole["centralization_degree"],
            "degree_in": whole["centralization_indegree"],
            "degree_out": whole["centralization_outdegree"],
            "betweenness_sym": whole["centralization_betweenness"],
            "closeness_sym": whole["centralization_closeness"],
        },
        "sna_centralization": {
            "indegree": whole["centralization_indegree"],
            "outdegree": whole["centralization_outdegree"],
        },
        # networkx says it of directed networks only.
        "nx_reciprocity": whole["reciprocity_edgewise"] if graph.is_directed() else math.nan,
    }
    if not graph.is_directed():
        # Directed, sna looks at ways of two steps, at ties in and out, and follows them; and the
        # fragmentation is that of ways along the ties.
        found["sna_gtrans_weak"] = whole["transitivity"]
        found["sna_centralization"] |= {
            "degree": whole["centralization_degree"],
            "betweenness": whole["centralization_betweenness"],
        }
        found["ig_centralization"]["betweenness"] = whole["centralization_betweenness"]
        found["def_fragmentation_asgiven"] = whole["fragmentation"]
        if whole["components"] == 1:
            # Else sna gives 0.
            found["sna_centralization"]["closeness"] = whole["centralization_closeness"]
    return found


def alike(value):
    """Take R's lists of one for lists, names of ties for pairs, and blanks for NaN."""
    if isinstance(value, dict) and value.keys() == {str(i + 1) for i in range(len(value))}:
        value = list(value.values())
    if isinstance(value, list):
        return {
            frozenset(each if isinstance(each, list) else each.split("|"))
            if isinstance(each, list) or "|" in each
            else each
            for each in value
        }
    return math.nan if value is None else value


@pytest.mark.parametrize("tool", ["R", "py"])
@pytest.mark.parametrize("name", ORACLES)
def test_measures_of_the_whole_are_those_of_other_tools(shared, name, tool):
    graph, theirs = oracle_graph(shared, name), oracle_whole(shared, name, tool)
    found = ours_of_the_whole(graph)
    directed = {"sna_gtrans_weak", "def_fragmentation_asgiven"} if graph.is_directed() else set()
    assert theirs.keys() <= found.keys() | WHOLE_NOT_OURS.keys() | directed
    for key in theirs.keys() & found.keys():
        known = theirs[key]
        if isinstance(found[key], dict):
            same(found[key], {k: alike(known[k]) for k in found[key]})
        elif isinstance(found[key], set):
            known = [known] if isinstance(known, str) else known
            assert found[key] == alike(known), key
        else:
            assert found[key] == pytest.approx(alike(known), abs=1e-12, nan_ok=True), key


@pytest.mark.parametrize("name", DIRECTED)
def test_so_many_must_leave_before_some_pair_loses_its_ways(shared, name):
    graph = oracle_graph(shared, name)
    pairs = [pair for pair in permutations(graph, 2) if not graph.has_edge(*pair)]
    least = min(cohesion.connectivity(graph, a, b).n_paths for a, b in pairs)
    assert least == oracle_whole(shared, name, "R")["ig_vertex_connectivity"]
    # networkx says one more of Krackhardt's managers, one of whom has one tie out only.
    theirs = oracle_whole(shared, name, "py")["nx_node_connectivity_asgiven"]
    assert theirs - least == (name == "krackhardt_advice")


UCINET = {
    "n_nodes": "n", "n_ties": "ties", "density": "density", "components": "components",
    "largest_component": "largest_component", "connectedness": "connectedness",
    "fragmentation": "fragmentation", "avg_distance": "mean_distance", "diameter": "diameter",
    "deg_centralization": "centralization_degree", "in_centralization": "centralization_indegree",
    "out_centralization": "centralization_outdegree", "arc_reciprocity": "reciprocity_edgewise",
    "dyad_reciprocity": "reciprocity_nonnull", "avg_degree": "mean degree",
    "k_core_index": "largest coreness", "breadth": "breadth", "compactness": "compactness",
    "wiener_index": "all distances", "mutuals": "mutual", "asymmetrics": "one way",
    "nulls": "no tie",
}  # fmt: skip
UCINET_NOT_OURS = {
    "indeg_h_index", "indeg_corr", "outdeg_corr", "component_ratio", "transitivity_closure",
    "transitivity_index", "prop_within_3", "sd_distance", "dependency_sum", "small_worldness",
    "reciprocity_index",
}  # fmt: skip


def test_ucinet_agrees_about_krackhardts_managers(shared):
    path = shared / "oracles" / "values" / "krackhardt_advice_ucinet_cohesion.json"
    theirs = json.loads(path.read_text(encoding="utf-8"))["values"]
    graph = oracle_graph(shared, "krackhardt_advice")
    found, n = values(cohesion.table(graph)), len(graph)
    tied = graph.to_undirected().number_of_edges() / (n * (n - 1) / 2)
    near = centrality.harmonic(graph)["harmonic"].mean()
    found |= {
        "n": n,
        "ties": graph.number_of_edges(),
        "mean degree": centrality.degree(graph, direction="out")["degree"].mean(),
        "largest coreness": centrality.coreness(graph)["coreness"].max(),
        "breadth": 1 - near,
        "compactness": near,
        # Everybody reaches everybody.
        "all distances": found["mean_distance"] * n * (n - 1),
        "mutual": tied * found["reciprocity_nonnull"],
        "one way": tied * (1 - found["reciprocity_nonnull"]),
        "no tie": 1 - tied,
    }
    assert theirs.keys() == UCINET.keys() | UCINET_NOT_OURS
    for name, measure in UCINET.items():
        assert found[measure] == pytest.approx(theirs[name], rel=1e-6), name


# --- groups ------------------------------------------------------------------------------------


@pytest.mark.parametrize(("name", "group"), PARTITIONS)
def test_the_ei_index_is_that_of_its_definition_in_r(shared, name, group):
    graph = oracle_graph(shared, name)
    known = oracle_whole(shared, name, "R")["partitions"][group]
    frame = cohesion.ei_index(graph, group, draws=1)
    found = {(row["level"], row["name"]): row for row in frame.to_dict("records")}
    network = found["network", ""]
    # Undirected ties stand in two cells.
    times = 1 if graph.is_directed() else 2
    assert network["external"] * times == known["external_arcs"]
    assert network["internal"] * times == known["internal_arcs"]
    assert network["ei_index"] == pytest.approx(known["EI_index"], abs=1e-12)
    for actor, value in known["EI_node"].items():
        expected = math.nan if value is None else value
        found_of_actor = found["actor", actor]["ei_index"]
        assert found_of_actor == pytest.approx(expected, abs=1e-12, nan_ok=True)
    sizes = {name: row["n_actors"] for (level, name), row in found.items() if level == "group"}
    assert sizes == known["levels"]


@pytest.mark.parametrize(("name", "group"), PARTITIONS)
def test_roles_are_those_of_sna_and_of_their_definition(shared, name, group):
    graph = oracle_graph(shared, name)
    sna = oracle_values(shared, f"{name}_brokerage_{group}_sna.csv")
    known = oracle_values(shared, f"{name}_brokerage_{group}_def.csv")
    frame = brokerage.roles(graph, group)
    for role, column in SNA_ROLES.items():
        theirs = sna[f"raw.{column}"]
        assert theirs.tolist() == known["itinerant" if role == "consultant" else role].tolist()
        if graph.is_directed():
            compared(values(frame, role), theirs)
        elif role not in ("representative", "gatekeeper"):
            # sna counts each pair of an undirected network twice.
            compared(values(frame, role), theirs / 2)
        else:
            compared(values(frame, "boundary"), theirs)


def test_expectations_are_those_of_sna_and_its_wrong_deviations_are_not(shared):
    graph = oracle_graph(shared, "krackhardt_advice")
    theirs = oracle_values(shared, "krackhardt_advice_brokerage_dept_sna.csv")
    frame = brokerage.roles_expected(graph, group="dept")
    actors, whole = frame[frame["actor"] != WHOLE], frame[frame["actor"] == WHOLE]
    for role, column in SNA_ROLES.items():
        rows = actors[actors["role"] == role]
        for name, known in (("expected", "exp"), ("sd", "sd"), ("z", "z")):
            compared(values(rows, name), theirs[f"{known}.{column}"])
    said = oracle_whole(shared, "krackhardt_advice", "R")["partitions"]["dept"]
    said, whole = said["sna_brokerage_global"], whole.set_index("role")
    for role, column in SNA_ROLES.items():
        assert whole["observed"][role] == said["raw"][column]
        assert whole["expected"][role] == pytest.approx(said["exp"][column])
        # sna leaves out pairs of two-paths that contradict each other, in four of the six roles.
        exact = role in ("consultant", "liaison")
        assert math.isclose(whole["sd"][role], said["sd"][column], rel_tol=1e-9) is exact


@pytest.mark.parametrize(("name", "group"), PARTITIONS)
def test_the_roles_of_the_whole_are_those_of_sna(shared, name, group):
    graph = oracle_graph(shared, name)
    said = oracle_whole(shared, name, "R")["partitions"][group]["sna_brokerage_global"]["raw"]
    sums = brokerage.roles(graph.to_directed(), group)[list(ROLES)].sum()
    assert sums.to_dict() == {role: said[column] for role, column in SNA_ROLES.items()}


# --- taking out --------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ORACLES)
def test_what_one_removal_breaks_is_what_brute_force_found(shared, name):
    graph = oracle_graph(shared, name)
    frame = fragmentation.removals(graph, distances=True).set_index("actor")
    single = oracle_whole(shared, name, "py")["kpp_sym"]["single_node"]
    before = nx.number_connected_components(graph.to_undirected())
    assert single.keys() == set(frame.index)
    for actor, known in single.items():
        row = frame.loc[actor]
        assert row["fragmentation"] == pytest.approx(known["F_reduced"], abs=1e-12)
        assert row["distance_fragmentation"] == pytest.approx(known["DF_reduced"], abs=1e-12)
        assert before - 1 + row["n_pieces"] == known["components_left"]
        # Divided by the pairs there were before, an isolate's leaving would change the measure.
        n = len(graph)
        reduced = (1 - known["F_reduced"]) * (n - 2) / n
        assert known["F_original"] == pytest.approx(1 - reduced)


@pytest.mark.parametrize("name", ORACLES)
@pytest.mark.parametrize(("goal", "key"), [("fragment", "F"), ("distance_fragment", "DF")])
def test_key_players_are_those_that_brute_force_found(shared, name, goal, key):
    graph = oracle_graph(shared, name)
    theirs = oracle_whole(shared, name, "py")["kpp_sym"]
    sizes = [size for size in (1, 2, 3) if f"{key}_reduced" in theirs.get(f"size{size}", {})]
    assert len(sizes) >= 2
    for size in sizes:
        known = theirs[f"size{size}"][f"{key}_reduced"]
        found = fragmentation.key_players(graph, size, goal)
        assert found.score == pytest.approx(known["best"], abs=1e-12)
        assert found.n_alternatives + 1 == known["n_optimal_sets"]
        if not known["truncated"] and found.n_alternatives <= 20:
            sets = {frozenset(each) for each in known["optimal_sets"]}
            assert {frozenset(each) for each in (found.actors, *found.alternatives)} == sets
    measure = "fragmentation" if goal == "fragment" else "distance_fragmentation"
    whole = values(cohesion.table(graph))[measure]
    assert whole == pytest.approx(theirs["baseline"][key], abs=1e-12)


# --- two modes ---------------------------------------------------------------------------------

TWO_MODE_NOT_OURS = {
    "mode": "of the graph",
    "nx_bip_degree": "scaled by the size of the other mode; civicnet scales by projecting",
    "nx_bip_betweenness": "the same",
    "nx_bip_closeness_normalized": "the same",
    "nx_bip_closeness_unnormalized": "the same",
    "latapy_clustering": "civicnet has none for two modes",
    "node_redundancy": "civicnet has none for two modes",
}


@pytest.fixture(scope="module")
def clubs(shared):
    folder = shared / "oracles" / "graphs"
    nodes = pd.read_csv(folder / "ceos_clubs_2mode_nodes.csv", dtype=str)
    edges = pd.read_csv(folder / "ceos_clubs_2mode_edges.csv", dtype=str)
    graph = nx.Graph()
    graph.add_nodes_from((row["id"], {"mode": row["mode"]}) for row in nodes.to_dict("records"))
    graph.add_edges_from(edges.itertuples(index=False, name=None))
    return graph


def test_directors_and_clubs_are_as_central_as_networkx_says(shared, clubs):
    theirs = oracle_values(shared, "ceos_clubs_2mode_nodes_nx.csv")
    found = ours(clubs)
    assert set(theirs.columns) == {"degree", "betweenness_raw"} | TWO_MODE_NOT_OURS.keys()
    compared(found["ig_degree"], theirs["degree"])
    compared(found["ig_betweenness"], theirs["betweenness_raw"])


def test_directors_and_clubs_project_as_in_networkx(shared, clubs):
    path = shared / "oracles" / "values" / "ceos_clubs_2mode_graph_nx.json"
    theirs = json.loads(path.read_text(encoding="utf-8"))
    assert (len(clubs), clubs.number_of_edges()) == (theirs["n1"] + theirs["n2"], theirs["ties"])
    whole = ours_of_the_whole(clubs)
    assert (whole["components_weak"] == 1) is theirs["connected"]
    assert [whole["ig_articulation_points"], whole["ig_bridges"]] == [set(), set()]
    assert (theirs["articulation_points"], theirs["bridges"]) == ([], [])
    possible = len(clubs) * (len(clubs) - 1) / 2 / (theirs["n1"] * theirs["n2"])
    assert whole["density_sna"] * possible == pytest.approx(theirs["density_2mode"])
    for mode in ("1", "2"):
        known = theirs[f"projection_mode{mode}"]
        count, newman = (cohesion.project(clubs, by, onto=mode) for by in ("count", "newman"))
        assert (len(count), count.n_links) == (known["nodes"], known["edges"])
        assert count.links["weight"].sum() == known["weights_sum"]
        assert newman.links["weight"].sum() == pytest.approx(known["newman_weights_sum"])
        links = zip(*(count.links[c] for c in ("source", "target", "weight")))
        weights = {frozenset((a, b)): weight for a, b, weight in links}
        assert all(weights[frozenset((a, b))] == weight for a, b, weight in known["top5_edges"])


# --- large -------------------------------------------------------------------------------------


def read_large(shared, name):
    """Read a large network that igraph was asked about."""
    if name == "facebook":
        rows = (shared / "real" / "facebook_combined.txt").read_text().split("\n")[1:]
        return nx.Graph(row.split() for row in rows if row)
    if name == "lhds":
        with (shared / "real" / "local_health_departments_edges.csv").open(newline="") as file:
            return nx.Graph((row["from"], row["to"]) for row in csv.DictReader(file))
    frame = pd.read_csv(shared / "real" / "superintendents_20states_twomode.csv.gz", dtype=str)
    return nx.Graph(frame.itertuples(index=False, name=None))


@pytest.mark.parametrize("name", ["facebook", "lhds", "superintendents_2mode"])
def test_large_networks_are_as_igraph_found_them(shared, name):
    path = shared / "oracles" / "values" / "large_graphs_igraph.json"
    known = json.loads(path.read_text(encoding="utf-8"))[name]
    graph = read_large(shared, name)
    assert (len(graph), graph.number_of_edges()) == (known["n"], known["edges_simple_undirected"])
    cores = centrality.coreness(graph)["coreness"]
    components = cohesion.components(graph)
    assert {
        "components": components["component"].max(),
        "largest_component": components["size"].max(),
        "max_degree": centrality.degree(graph)["degree"].max(),
        "articulation_points": fragmentation.removals(graph)["is_cutpoint"].sum(),
        "bridges": len(cohesion.bridges(graph)),
        "max_coreness": cores.max(),
        "nodes_in_max_core": (cores == cores.max()).sum(),
    }.items() <= known.items()
    if name == "lhds" or (name == "facebook" and _kernels.backend() == "compiled"):
        frame = centrality.betweenness(graph)
        pairs = (len(graph) - 1) * (len(graph) - 2) / 2
        top = known["top10_betweenness"]
        assert frame["actor"].head(10).tolist() == [actor for actor, _ in top]
        raw = frame["betweenness"] * pairs
        assert raw.head(10).tolist() == pytest.approx([value for _, value in top], rel=1e-9)
        assert raw.sum() == pytest.approx(known["sum_betweenness"], rel=1e-9)
        transitivity = values(cohesion.table(graph))["transitivity"]
        assert transitivity == pytest.approx(known["transitivity_global"], rel=1e-9)
