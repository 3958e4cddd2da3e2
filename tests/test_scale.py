"""Large data: what is large is looked at once, and nothing that is said of it changes."""

import numpy as np
import pandas as pd
import pytest

import civicnet as cn
from civicnet import Network, fragmentation
from civicnet.arrays import simple
from civicnet.readers import load, parquet

TIES = 20_000
PEOPLE = 2_000


@pytest.fixture(scope="module")
def frames():
    """Give people in organizations, and ties between them, some of every kind."""
    random = np.random.default_rng(3)
    names = np.array([f"Person {i:04d}" for i in range(PEOPLE)], dtype=object)
    source = random.integers(0, PEOPLE, TIES)
    target = (source + random.integers(1, PEOPLE, TIES)) % PEOPLE
    people = pd.DataFrame(
        {"person": names, "organization": [f"Body {i % 90}" for i in range(PEOPLE)]}
    )
    ties = pd.DataFrame(
        {
            "source": names[source],
            "target": names[target],
            "relation": np.array(["works with", "funds"], dtype=object)[
                random.integers(0, 2, TIES)
            ],
            "form": np.array([None, "none", "mou"], dtype=object)[random.integers(0, 3, TIES)],
            "strength": random.choice([np.nan, 1, 2, 3, 4], TIES),
        }
    )
    return people, ties


def links(frames):
    people, ties = frames
    actors = people.rename(columns={"person": "actor"})
    return actors, ties[["source", "target"]].assign(weight=ties["strength"].fillna(2.0))


def test_a_network_ready_to_measure_takes_few_bytes_a_tie(frames):
    actors, ties = links(frames)
    ends = np.sort(ties[["source", "target"]].to_numpy(dtype=object), axis=1)
    ties = ties[~pd.DataFrame(ends).duplicated()]
    weighted = simple(Network.from_links(actors, ties), weight="weight")
    bare = simple(Network.from_links(actors, ties))
    assert weighted.n_ties == bare.n_ties == len(ties)
    # Two entries a tie; where each weighs 1, a single number is kept for all of them.
    assert weighted.indices.nbytes + weighted.weights.nbytes == 32 * len(ties)
    assert bare.indices.nbytes == 16 * len(ties)
    assert bare.weights.strides == (0,)


def test_the_arrays_of_a_simple_network_are_the_networks_own():
    ring = pd.DataFrame({"source": list("abc"), "target": list("bca")})
    network = Network.from_links(pd.DataFrame({"actor": list("abc")}), ring)
    found = simple(network)
    assert np.shares_memory(found.indices, network.indices)
    assert found.weights.strides == (0,)
    assert found.weights.tolist() == [1.0] * 6


def test_frames_of_objects_and_of_strings_give_the_same_network(frames):
    actors, ties = links(frames)
    plain = Network.from_links(
        actors.astype(object), ties.astype({"source": object, "target": object})
    )
    strings = {"source": "string", "target": "string"}
    typed = Network.from_links(actors.astype({"actor": "string"}), ties.astype(strings))
    coded = Network.from_links(actors, ties.astype(dict.fromkeys(strings, "category")))
    for other in (typed, coded):
        assert other.labels == plain.labels
        assert np.array_equal(other.indptr, plain.indptr)
        assert np.array_equal(other.indices, plain.indices)
        assert np.array_equal(other.weights, plain.weights)
        assert np.array_equal(other.link, plain.link)


def test_the_frames_that_were_given_are_left_as_they_were(frames):
    actors, ties = links(frames)
    before = actors.copy(), ties.copy()
    simple(Network.from_links(actors, ties), weight="weight")
    pd.testing.assert_frame_equal(actors, before[0])
    pd.testing.assert_frame_equal(ties, before[1])


def test_every_contact_of_a_large_network_is_where_it_belongs(frames):
    actors, ties = links(frames)
    network = Network.from_links(actors, ties)
    number = {name: i for i, name in enumerate(actors["actor"])}
    ends = np.array(
        [[number[a], number[b]] for a, b in zip(ties["source"], ties["target"], strict=True)]
    )
    both = np.concatenate([ends, ends[:, ::-1]])
    rows = np.repeat(np.arange(PEOPLE), np.diff(network.indptr))
    order = np.lexsort((both[:, 1], both[:, 0]))
    assert np.array_equal(np.column_stack([rows, network.indices]), both[order])
    assert np.array_equal(network.weights, ties["weight"].to_numpy()[network.link])
    assert len(fragmentation.removals(network)) == PEOPLE


def test_a_folder_of_parquet_files_is_what_its_frames_are(frames, tmp_path):
    pytest.importorskip("pyarrow")
    people, ties = frames
    people.to_parquet(tmp_path / "people.parquet")
    ties.to_parquet(tmp_path / "ties.parquet", row_group_size=3_000)
    told = cn.Partnership.from_frames(people=people, ties=ties)
    read = cn.read(tmp_path)
    assert read.equals(told)
    assert len(read.ties) == TIES


def test_equal_cells_of_a_parquet_file_are_one_text(frames, tmp_path):
    pytest.importorskip("pyarrow")
    frames[1].to_parquet(tmp_path / "ties.parquet", row_group_size=3_000)
    for column in load(tmp_path).tables[0].columns:
        assert len({id(cell) for cell in column}) == len(set(column))


def test_a_parquet_file_with_more_rows_than_can_be_read_is_refused(frames, tmp_path, monkeypatch):
    pytest.importorskip("pyarrow")
    frames[1].to_parquet(tmp_path / "ties.parquet")
    monkeypatch.setattr(parquet, "MAX_ROWS", TIES - 1)
    (problem,) = load(tmp_path).problems
    assert (problem.code, problem.severity) == ("too-large", "error")


def test_a_wrong_cell_in_a_large_file_is_named_with_its_row(frames, tmp_path):
    pytest.importorskip("pyarrow")
    people, ties = frames
    ties = ties.astype({"strength": object})
    ties.loc[17_654, "strength"] = "strong"
    ties.loc[17_655, "source"] = "Persn 0001"
    ties["strength"] = ties["strength"].map(lambda x: None if pd.isna(x) else str(x))
    people.to_parquet(tmp_path / "people.parquet")
    ties.to_parquet(tmp_path / "ties.parquet")
    errors = [p for p in cn.check(tmp_path) if p.severity == "error"]
    assert [(p.row, p.column, p.code) for p in errors] == [
        (17_655, "strength", "bad-number"),
        (17_656, "source", "unknown-actor"),
    ]
    assert "Person 0001" in errors[1].hint


def test_what_is_missing_in_a_large_file_stays_missing(frames):
    people, ties = frames
    read = cn.Partnership.from_frames(people=people, ties=ties)
    assert int(read.ties["strength"].isna().sum()) == int(ties["strength"].isna().sum())
    assert read.ties["form"].isna().sum() == ties["form"].isna().sum()
    for column in ("agreement", "via", "wave", "directed"):
        assert set(read.ties[column]) == {None}
    assert read.ties["weight"].isna().all()
