"""Public data as people made them: what each file becomes, or what is wrong and where."""

import numpy as np
import pytest

import civicnet as cn

AT = "2026-11-15"
# Every sample file: (actors, ties), or (code of the first error, its place). A file that moves
# from read to error needs a line in the changelog.
SAMPLES = {
    "csv_quirks/CHDH_LazioTransfers2003.csv": (85, 1306),
    "csv_quirks/CHDH_StysRebels.csv": (81, 240),
    "csv_quirks/CHDH_WTN.csv": (64, 315),
    "csv_quirks/CHDH_everton.csv": (79, 437),
    "csv_quirks/CHDH_morselli.csv": (44, 103),
    "csv_quirks/Konsortien_2020.csv": (25, 0),
    "csv_quirks/Konsortien_2021.csv": (34, 0),
    "csv_quirks/NFDI_Netzwerk_2019.csv": (23, 111),
    "csv_quirks/NFDI_Netzwerk_2020.csv": (26, 126),
    "csv_quirks/NFDI_Netzwerk_2021.csv": (34, 113),
    "csv_quirks/frictionless_blank-rows.csv": (2, 0),
    "csv_quirks/frictionless_countries.csv": ("ragged-row", "row 4"),
    "csv_quirks/frictionless_duplicate-headers.csv": ("duplicate-column", "column id"),
    "csv_quirks/frictionless_structure-errors.csv": ("ragged-row", "row 5"),
    "csv_quirks/frictionless_table-with-accents.csv": ("unknown-format", "row 1"),
    "csv_quirks/gephi_adj_list.csv": ("no-header", "row 1"),
    "csv_quirks/gephi_complex_matrix.csv": ("missing-value", "row 2, column 1"),
    "csv_quirks/gephi_edges_table_repeated_with_ids.csv": (4, 4),
    "csv_quirks/gephi_edges_table_repeated_without_ids.csv": (4, 5),
    "csv_quirks/gephi_edges_table_with_timeset_intervals.csv": (3, 5),
    "csv_quirks/gephi_matrix.csv": (5, 4),
    "csv_quirks/gephi_nodes_table_types_test.csv": (5, 0),
    "csv_quirks/gephi_test_utf8_chars.csv": (2, 0),
    "csv_quirks/gephi_test_utf8_chars_with_bom.csv": (2, 0),
    "csv_quirks/pyvis_NetworkOfThrones.csv": (107, 352),
    "csv_quirks/testCSVComma.csv": (3, 3),
    "csv_quirks/testCSVSemiColon.csv": (3, 3),
    "csv_quirks/test_matrix.csv": (4, 6),
    "kumu/constellation-kumu.json": (14, 19),
    "kumu/kumu-changelabs-template.json": (10, 11),
    "kumu/kumu-omidyarnetwork-us-financial-inclusion-BACKUP.json": (230, 232),
    "kumu/mrvc-kumu-example.json": ("bad-json", "row 33, column 7"),
    "kumu/mrvc-kumu-ira-analysis.json": (150, 202),
    "kumu/mrvc-kumu.json": ("unknown-actor", "sheet connections, row 1, column source"),
    "kumu/paypal-mafia.xlsx": (34, 49),
    "kumu/snap-to-tutorial-data.xlsx": (51, 113),
    "kumu/snap-to-tutorial-project.json": (51, 113),
    "plain_matrix/CHDH_bankwiring.txt": (14, 182),
    "plain_matrix/CHDH_kapferer.txt": (39, 1018),
    "xlsx/gephi_matrix.xlsx": (5, 4),
    "xlsx/gephi_repeated_headers.xls": ("not-yet", ""),
    "xlsx/kumu_overview-of-the-euro-crisis_BADZIP.xlsx": ("unreadable-file", ""),
    "xlsx/manynet_test.xlsx": (3, 3),
    "xlsx/nodexl_ABC-D_raw.xlsx": (76, 115),
    "xlsx/nodexl_css-d_raw.xlsx": (457, 1157),
}


@pytest.fixture(scope="session")
def real(shared):
    return shared / "real"


def n_actors(p):
    """Count people and organizations; the unnamed holder of a body is not one more."""
    return len(p.organizations) + sum(flag is not True for flag in p.people["unnamed"])


def test_every_sample_file_is_in_the_table(real):
    folders = ("kumu", "csv_quirks", "xlsx", "plain_matrix")
    there = {f"{f}/{file.name}" for f in folders for file in (real / "formats" / f).iterdir()}
    assert there == set(SAMPLES)


@pytest.mark.parametrize("name", SAMPLES)
def test_a_sample_file_becomes_what_the_table_says(real, name):
    expected = SAMPLES[name]
    if isinstance(expected[0], int):
        p = cn.read(real / "formats" / name)
        assert (n_actors(p), len(p.ties)) == expected
        return
    with pytest.raises(cn.DataError) as caught:
        cn.read(real / "formats" / name)
    first = next(p for p in caught.value.problems if p.severity == "error")
    assert (first.code, first.place.removeprefix(first.file).removeprefix(", ")) == expected
    assert first.hint, "every error says how to mend it"
    assert first in cn.check(real / "formats" / name)


def test_a_coalition_is_read_as_posts_and_as_organizations(real):
    edges, nodes = (real / f"tobacco_indiana_coll_{part}.csv" for part in ("edges", "nodes"))
    posts = cn.read(edges, actors=nodes)
    organizations = cn.read(edges, actors=nodes, actors_are="organizations")
    assert n_actors(posts) == n_actors(organizations) == 25
    assert len(posts.ties) == len(organizations.ties) == 161
    assert sum(flag is True for flag in posts.people["unnamed"]) == 25
    assert len(organizations.people) == 0
    assert posts.network(at=AT).n_links == organizations.network(at=AT).n_links == 161
    assert "161 of 161 working ties rest on people" in " ".join(posts.describe(at=AT).summary)
    assert "161 rest on institutions" in " ".join(organizations.describe(at=AT).summary)


def test_a_rescue_network_keeps_its_directed_ties_and_its_organizations_attributes(real):
    p = cn.read(real / "emon_mtsthelens_edges.csv", actors=real / "emon_mtsthelens_nodes.csv")
    assert (n_actors(p), len(p.ties)) == (27, 123)
    assert p.network("ties", at=AT, directed=True).n_links == 123
    sponsors = dict(zip(p.organizations["organization"], p.organizations["Sponsorship"]))
    assert sponsors["US.Forest.Service..Vancouver."] == "Federal"


def test_1283_health_departments_keep_their_58_isolates(real):
    p = cn.read(
        real / "local_health_departments_edges.csv",
        actors=real / "local_health_departments_nodes.csv",
    )
    network = p.network(at=AT)
    assert (len(network), network.n_links) == (1283, 2708)
    assert int((np.diff(network.indptr) == 0).sum()) == 58


def test_609_mayors_are_terms_in_592_places_16_of_which_have_two(real):
    p = cn.read(real / "openstates_offices.csv", frame="terms")
    assert len(p.terms) == 875
    mayors = p.terms[p.terms["office"] == "mayor"]
    assert len(mayors) == 609
    per_place = mayors.groupby("organization").size()
    assert (len(per_place), int((per_place > 1).sum())) == (592, 16)
    assert mayors["end"].notna().all()


def test_11_years_of_irish_boards_are_seats_and_the_latest_year_is_the_answer(real):
    p = cn.read(real / "irish_boards_2003_2013.csv", frame="seats")
    # One name is written with one blank and with two: 1,009 spellings are 1,008 people.
    assert (len(p.seats), len(p.people), len(p.organizations)) == (4952, 1008, 90)
    assert p.describe().at.wave == "2013"
    assert p.network("tables", at="2003").n_links == int((p.seats["wave"] == "2003").sum())


def test_californian_committees_of_one_name_are_told_apart_by_their_id(real):
    path = real / "openstates_committees_ca.csv"

    def twice(**options):
        p = cn.read(path, frame="seats", **options)
        return [problem.code for problem in p.problems].count("duplicate-row")

    assert twice() == 0
    assert twice(mapping={"committee_id": "", "person_id": ""}) == 28
