"""What stays in reach when links go, against plain search; and one build against the other."""

import networkx as nx
import numpy as np
import pytest

from civicnet import _kernels as kernels
from civicnet._kernels import builds
from civicnet.errors import ArgumentError

COMPILED = builds.chosen() == "compiled"


@pytest.fixture(params=["uncompiled", "compiled"] if COMPILED else ["uncompiled"])
def build(request, monkeypatch):
    monkeypatch.setattr(builds, "chosen", lambda: request.param)
    return request.param


def setting(seed, most=40):
    """Make links, what each actor counts, and sets of links that go, with actors to tell apart."""
    rng = np.random.default_rng(seed)
    n = int(rng.integers(2, most))
    graph = nx.gnm_random_graph(n, int(rng.integers(0, 2 * n)), seed=seed)
    ends = np.array(sorted(graph.edges), dtype=np.int64).reshape(-1, 2)
    count = rng.integers(0, 3, n).astype(float) if seed % 2 else np.ones(n)
    sets = [np.flatnonzero(rng.random(len(ends)) < share) for share in (0, 0.1, 0.3, 0.6, 1)]
    mine = [rng.choice(n, size=min(n, k), replace=False) for k in (0, 1, 1, 2, 2)]
    return n, ends, count, sets, mine


def flat(sets):
    ptr = np.cumsum([0, *map(len, sets)])
    return ptr, np.concatenate([np.zeros(0, np.int64), *sets]).astype(np.int64)


def near(n, links, steps):
    """Give the pairs within so many steps of each other."""
    graph = nx.empty_graph(n)
    graph.add_edges_from(links.tolist())
    return {
        (a, b)
        for a, reached in nx.all_pairs_shortest_path_length(graph, cutoff=steps)
        for b in reached
        if a < b
    }


def weigh(pairs, count):
    return sum(count[a] * count[b] for a, b in pairs)


@pytest.mark.parametrize("steps", [1, 2, 3, 4, 6])
@pytest.mark.parametrize("seed", range(24))
def test_pairs_lost_are_those_of_a_search_before_and_after(seed, steps, build):
    n, ends, count, sets, mine = setting(seed)
    others, touching = kernels.pairs_lost(ends, *flat(sets), *flat(mine), count, steps=steps)
    before = near(n, ends, steps)
    for i, (links, own) in enumerate(zip(sets, mine)):
        lost = before - near(n, np.delete(ends, links, axis=0), steps)
        touched = {pair for pair in lost if set(pair) & set(own.tolist())}
        assert others[i] == pytest.approx(weigh(lost - touched, count))
        assert touching[i] == pytest.approx(weigh(touched, count))


@pytest.mark.parametrize("seed", range(24))
def test_connected_pairs_are_those_of_a_search(seed, build):
    n, ends, count, sets, _ = setting(seed)
    found = kernels.pairs_connected(ends, *flat(sets), count)
    for links, pairs in zip(sets, found):
        assert pairs == pytest.approx(weigh(near(n, np.delete(ends, links, axis=0), n), count))


def test_the_number_of_threads_changes_nothing(build):
    rng = np.random.default_rng(1)
    ends = np.array(sorted(nx.gnm_random_graph(150, 600, seed=1).edges))
    sets = [rng.choice(600, size=30, replace=False) for _ in range(120)]
    none = [np.zeros(0, np.int64)] * 120
    one, two = (
        kernels.pairs_lost(ends, *flat(sets), *flat(none), np.ones(150), threads=t) for t in (1, 2)
    )
    assert (one[0] == two[0]).all()
    connected = [
        kernels.pairs_connected(ends, *flat(sets), np.ones(150), threads=t) for t in (1, 2)
    ]
    assert (connected[0] == connected[1]).all()


@pytest.mark.skipif(not COMPILED, reason="the kernels are not compiled here")
@pytest.mark.parametrize("seed", range(12))
def test_both_builds_give_the_same(seed, monkeypatch):
    _, ends, count, sets, mine = setting(seed, most=140)
    found = {}
    for each in ("compiled", "uncompiled"):
        monkeypatch.setattr(builds, "chosen", lambda each=each: each)
        lost = kernels.pairs_lost(ends, *flat(sets), *flat(mine), count)
        found[each] = [*lost, kernels.pairs_connected(ends, *flat(sets), count)]
    for one, two in zip(found["compiled"], found["uncompiled"]):
        assert one.tolist() == two.tolist()


def test_wrong_sets_are_refused():
    ends, count = np.array([[0, 1]]), np.ones(2)
    with pytest.raises(ArgumentError, match="gone_ptr must begin with 0"):
        kernels.pairs_connected(ends, [0, 2], [0], count)
    with pytest.raises(ArgumentError, match="from 0 to 0"):
        kernels.pairs_connected(ends, [0, 1], [1], count)
    with pytest.raises(ArgumentError, match="two different actors"):
        kernels.pairs_connected(np.array([[1, 1]]), [0, 0], [], count)
    with pytest.raises(ArgumentError, match="own must have as many sets"):
        kernels.pairs_lost(ends, [0, 1], [0], [0], [], count)
    with pytest.raises(ArgumentError, match="steps must be 1 or more"):
        kernels.pairs_lost(ends, [0, 1], [0], [0, 0], [], count, steps=0)
