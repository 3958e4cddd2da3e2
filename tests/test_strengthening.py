"""Which few links to make last: against trying everything with networkx."""

from concurrent.futures import ThreadPoolExecutor
from itertools import combinations, product

import networkx as nx
import numpy as np
import pytest

from civicnet import reach, standing
from civicnet.errors import ArgumentError
from civicnet.strengthening import Prospect, best_set, expected, expected_connected, prospect
from tests.test_reach import AT, of_toy


def near(n, ends, steps):
    graph = nx.empty_graph(n)
    graph.add_edges_from(ends)
    lengths = dict(nx.all_pairs_shortest_path_length(graph))
    pairs = [d for a in lengths for b, d in lengths[a].items() if a < b]
    return sum(d <= steps for d in pairs), len(pairs)


def plain(on, chosen):
    """Give the expected pairs within reach and connected, straight from the definition."""
    kept = {pair for option in chosen for pair in on.options[option]}
    total = np.zeros(2)
    for alive, weight in zip(on.alive, on.weight):
        ends = [on.ends[i] for i in range(len(on.ends)) if alive[i] or i in kept]
        total += weight * np.array(near(len(on.count), ends, on.steps))
    return total


def instance(seed, people=4, most=9):
    """Make a prospect: links that rest on people who leave independently, options of one or two."""
    rng = np.random.default_rng(seed)
    n = int(rng.integers(4, most))
    graph = nx.gnm_random_graph(n, int(rng.integers(n - 1, 2 * n)), seed=seed)
    ends = np.array(sorted(graph.edges), dtype=np.int64)
    holder = rng.integers(0, people + 1, len(ends))  # the last one is an agreement
    chance = rng.uniform(0.05, 0.7, people)
    alive, weight = [], []
    for goes in product([False, True], repeat=people):
        gone = np.array([*goes, False])
        alive.append(~gone[holder])
        weight.append(np.prod(np.where(goes, chance, 1 - chance)))
    personal = np.flatnonzero(holder < people)
    alive = np.array(alive)
    options = [(int(i),) for i in personal]
    if len(personal) > 3:
        options.append(tuple(int(i) for i in rng.choice(personal, 2, replace=False)))
    return Prospect(
        np.ones(n), 2, ends, alive, np.array(weight), tuple(options), np.ones_like(alive)
    )


@pytest.mark.parametrize("seed", range(12))
def test_expected_pairs_are_the_mean_over_all_states(seed):
    on = instance(seed)
    sets = [(), *combinations(range(min(len(on.options), 6)), 2)]
    within, connected = expected(on, sets), expected_connected(on, sets)
    for i, chosen in enumerate(sets):
        assert (within[i], connected[i]) == pytest.approx(tuple(plain(on, chosen)))


@pytest.mark.parametrize("size", [1, 2, 3])
@pytest.mark.parametrize("seed", range(12))
def test_the_best_set_is_that_of_trying_every_set(seed, size):
    on = instance(seed, most=8)
    found = best_set(on, size)
    best = max(
        (
            tuple(np.round(plain(on, each), 9))
            for each in combinations(range(len(on.options)), size)
        ),
        default=tuple(np.round(plain(on, ()), 9)),
    )
    assert found.exact
    assert (round(found.within, 9), round(found.connected, 9)) == best


def test_a_search_comes_within_a_twentieth_of_the_best_gain():
    poor = []
    for seed in range(200):
        on = instance(1_000 + seed, people=4, most=11)
        best, search = best_set(on, 3), best_set(on, 3, most=0)
        today = expected(on, [()])[0]
        assert not search.exact or len(search.chosen) < 3
        assert search.within <= best.within + 1e-9
        if search.within - today < 0.95 * (best.within - today) - 1e-9:
            poor.append(seed)
    assert poor == []


def toy_prospect():
    """Give the toy with its three chances of leaving, and every pair as an option."""
    p = of_toy()
    found = reach.reach(p, AT)
    chances = {"M (holder)": 0.5, "S (holder)": 0.23, "B (holder)": 0.2}
    assert set(chances) <= standing.standing(p, AT).present
    sets, weight = [], []
    for goes in product([False, True], repeat=3):
        sets.append([name for name, gone in zip(chances, goes) if gone])
        weight.append(np.prod([c if g else 1 - c for c, g in zip(chances.values(), goes)]))
    (alive,) = reach.alive(found, reach.gone(found, sets))
    options = [[tuple(ends)] for ends in found.ends.tolist()]
    return found, prospect(found, alive, np.array(weight), options)


def test_what_an_agreement_adds_alone_and_after_others_in_the_toy():
    found, on = toy_prospect()
    names = ["-".join(sorted(found.bodies[b] for b in ends)) for ends in on.ends]
    option = {name: i for i, name in enumerate(names)}
    sets = [[], ["B-M"], ["B-N2"], ["B-M", "C-M"], ["B-M", "C-M", "B-N2"]]
    chosen = [[option[name] for name in each] for each in sets]
    connected = expected_connected(on, chosen) / found.pairs
    assert connected[0] == pytest.approx(0.702361, abs=1e-6)
    assert connected[1] - connected[0] == pytest.approx(0.094472, abs=1e-6)
    assert connected[2] - connected[0] == pytest.approx(0.022222, abs=1e-6)
    # More together than alone: taking the best one after the other would be wrong.
    assert connected[4] - connected[3] == pytest.approx(0.106, abs=1e-3)


def test_a_new_tie_may_be_an_option():
    found, on = toy_prospect()
    new = prospect(found, on.alive, on.weight, [[(found.place["P"], found.place["M"])]])
    assert len(new.ends) == len(found.ends) + 1
    assert not new.alive[:, -1].any()
    assert best_set(new, 1).within > expected(on, [()])[0]


def test_nothing_to_choose_from_is_the_empty_set():
    found, on = toy_prospect()
    none = prospect(found, on.alive, on.weight, [])
    assert best_set(none, 3).chosen == ()
    assert best_set(none, 3).within == pytest.approx(expected(on, [()])[0])


@pytest.mark.parametrize(
    ("size", "objective", "said"), [(0, "within", "budget"), (1, "paper", "objective")]
)
def test_what_cannot_be_asked_is_said(size, objective, said):
    with pytest.raises(ArgumentError, match=said):
        best_set(toy_prospect()[1], size, objective=objective)


@pytest.mark.parametrize("most", [10_000_000, 0])
def test_sharing_the_work_changes_nothing(most, monkeypatch):
    monkeypatch.setattr("civicnet.strengthening._TASK", 7)
    on = instance(5, most=9)
    alone = best_set(on, 3, most=most)
    with ThreadPoolExecutor(2) as pool:
        assert best_set(on, 3, most=most, executor=pool) == alone
