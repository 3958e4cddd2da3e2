"""Where actors stand on the map: nobody overlaps, the box is filled, nothing depends on chance."""

import csv
import os
import subprocess
import sys
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from civicnet.page import layout
from civicnet.page.layout import near, rings


def town(n, seed=0):
    """Make a town: people in organizations of six sectors, two tables, assets as leaves."""
    random = np.random.default_rng(seed)
    n_org, n_asset = n // 8, n // 8
    org, person = np.arange(2, 2 + n_org), np.arange(2 + n_org, n - n_asset)
    asset = np.arange(n - n_asset, n)
    groups = np.full(n, -1)
    groups[org] = np.arange(n_org) % 6
    home = random.choice(org, len(person))
    groups[person] = groups[home]
    holder = random.choice(np.concatenate([org, person]), n_asset)
    groups[asset] = groups[holder]
    seated = random.choice(person, n // 6, replace=False)
    close = random.choice(person, (n, 2))
    close = close[(groups[close[:, 0]] == groups[close[:, 1]]) | (random.random(n) < 0.2)]
    pairs = [(person, home), (asset, holder), (seated, seated % 2)]
    ties = np.concatenate([np.column_stack(pair) for pair in pairs] + [close])
    tier = np.full(n, 2)
    tier[:2], tier[org], tier[asset] = 0, 1, 3
    return ties, groups, tier


def touching(xy, size):
    """Count the pairs whose circles overlap."""
    apart = np.sqrt(((xy[:, None] - xy) ** 2).sum(axis=2)) - size[:, None] - size
    return int((apart[np.triu_indices(len(xy), 1)] < -1e-9).sum())


def shape(xy):
    """Give the width of the box around all places over its height."""
    wide, tall = np.ptp(xy, axis=0)
    return wide / tall


def crossings(xy, ties):
    """Give the share of pairs of ties that cross, among 20,000 pairs drawn at random."""
    random = np.random.default_rng(0)
    ties = np.unique(np.sort(ties[ties[:, 0] != ties[:, 1]], axis=1), axis=0)
    one, two = ties[random.integers(len(ties), size=(2, 20_000))]
    (a, b), (c, d) = xy[one].transpose(1, 0, 2), xy[two].transpose(1, 0, 2)

    def side(p, q, r):
        return np.sign(
            (q[:, 0] - p[:, 0]) * (r[:, 1] - p[:, 1]) - (q[:, 1] - p[:, 1]) * (r[:, 0] - p[:, 0])
        )

    return float(((side(a, b, c) * side(a, b, d) < 0) & (side(c, d, a) * side(c, d, b) < 0)).mean())


def too_close(xy):
    """Give the share whose nearest neighbour is within 0.35 of the mean spacing."""
    apart = np.sqrt(((xy[:, None] - xy) ** 2).sum(axis=2))
    np.fill_diagonal(apart, np.inf)
    return float((apart.min(axis=1) < 0.35 * np.sqrt(np.ptp(xy, axis=0).prod() / len(xy))).mean())


@st.composite
def graphs(draw):
    n = draw(st.integers(1, 40))
    actor = st.integers(0, n - 1)
    ties = draw(st.lists(st.tuples(actor, actor), max_size=80))
    size = draw(st.lists(st.floats(1, 60), min_size=n, max_size=n))
    groups = draw(st.lists(st.integers(-1, 4), min_size=n, max_size=n))
    return n, np.array(ties, dtype=int).reshape(-1, 2), np.array(size), np.array(groups)


@given(graphs(), st.sampled_from([0.6, 1.0, 1.6]))
@settings(max_examples=60, deadline=None)
def test_no_two_actors_overlap_whatever_their_sizes(graph, aspect):
    n, ties, size, groups = graph

    xy = near(n, ties, size=size, groups=groups, aspect=aspect)

    assert xy.shape == (n, 2)
    assert np.isfinite(xy).all()
    assert touching(xy, size) == 0
    assert (xy == np.round(xy, 1)).all()


@given(graphs(), st.randoms(use_true_random=False))
@settings(max_examples=40, deadline=None)
def test_fixed_places_are_kept_exactly_and_others_make_room(graph, random):
    n, ties, size, _ = graph
    held = random.sample(range(n), n // 2)
    # Far enough from one another that the fixed ones do not overlap by themselves.
    fixed = {who: (130.123 * spot, 7.5 * (spot % 3)) for spot, who in enumerate(held)}

    xy = near(n, ties, size=size, fixed=fixed)

    assert all(tuple(xy[who]) == place for who, place in fixed.items())
    assert touching(xy, size) == 0


@given(graphs(), st.data())
@settings(max_examples=60, deadline=None)
def test_nobody_overlaps_on_the_rings(graph, data):
    n, ties, size, sector = graph
    tier = np.array(data.draw(st.lists(st.integers(0, 4), min_size=n, max_size=n)))

    seated = rings(n, ties, sector=sector, tier=tier, size=size, aspect=1.5)

    assert touching(seated.positions, size) == 0


@pytest.mark.parametrize("aspect", [0.6, 1.5])
@pytest.mark.parametrize("n", [60, 140, 300])
def test_a_town_fills_its_box_without_crowds_and_with_few_crossings(n, aspect):
    ties, groups, _ = town(n)
    size = np.full(n, 8.0)

    xy = near(n, ties, size=size, groups=groups, aspect=aspect)

    assert shape(xy) == pytest.approx(aspect, rel=0.02)
    assert too_close(xy) <= 0.05
    assert crossings(xy, ties) <= 0.05
    assert abs(xy.max(axis=0) + xy.min(axis=0)).max() <= 0.2


def test_at_300_crossings_stay_below_those_of_the_best_library_layout_measured():
    ties, groups, _ = town(300)

    xy = near(300, ties, size=np.full(300, 8.0), groups=groups, aspect=1.5)

    assert crossings(xy, ties) <= 0.034


def test_at_3000_actors_the_map_is_still_open():
    ties, groups, _ = town(3000)

    xy = near(3000, ties, size=np.full(3000, 8.0), groups=groups, aspect=1.5)

    assert shape(xy) == pytest.approx(1.5, rel=0.02)
    assert too_close(xy) <= 0.2
    assert crossings(xy, ties) <= 0.04


def test_sectors_stand_together():
    ties, groups, _ = town(300)

    xy = near(300, ties, size=np.full(300, 8.0), groups=groups)

    apart = np.sqrt(((xy[:, None] - xy) ** 2).sum(axis=2))
    nearest = np.argsort(apart, axis=1)[:, 1:7]
    assert (groups[nearest] == groups[:, None]).mean() >= 0.547


def test_the_same_places_come_from_another_hash_seed_and_another_linear_algebra_kernel():
    program = (
        "import sys; import numpy as np; from tests.test_page_layout import town;"
        "from civicnet.page.layout import near, rings; ties, groups, tier = town(200);"
        "size = np.full(200, 8.0); a = near(200, ties, size=size, groups=groups);"
        "b = rings(200, ties, sector=groups, tier=tier, size=size).positions;"
        "sys.stdout.write((a.tobytes() + b.tobytes()).hex())"
    )
    paths = [str(Path(layout.__file__).parents[2]), str(Path(__file__).parents[1])]

    def run(hash_seed, kernel):
        env = {**os.environ, "PYTHONPATH": os.pathsep.join(paths), "PYTHONHASHSEED": hash_seed}
        env["OPENBLAS_CORETYPE"] = kernel
        done = subprocess.run(
            [sys.executable, "-c", program], env=env, capture_output=True, text=True, check=True
        )
        return done.stdout

    first = run("1", "Haswell")

    assert len(first) > 1000
    assert first == run("2", "Nehalem")


def test_nobody_gives_an_empty_map():
    none, no_ties = np.zeros(0, dtype=int), np.zeros((0, 2), dtype=int)

    seated = rings(0, no_ties, sector=none, tier=none, size=np.zeros(0))

    assert near(0, no_ties, size=np.zeros(0)).shape == (0, 2)
    assert seated.positions.shape == (0, 2)
    assert len(seated.sectors) == len(seated.tiers) == 0


def test_one_actor_stands_in_the_middle():
    zero, no_ties = np.zeros(1, dtype=int), np.zeros((0, 2), dtype=int)

    seated = rings(1, no_ties, sector=zero, tier=zero, size=np.array([8.0]))

    assert near(1, no_ties, size=np.array([8.0])).tolist() == [[0.0, 0.0]]
    assert seated.positions.tolist() == [[0.0, 0.0]]


def test_repeated_ties_count_once_more_and_self_ties_not_at_all():
    size = np.full(5, 8.0)
    path = np.array([[0, 1], [1, 2], [2, 3], [3, 4]])
    noisy = np.concatenate([path[::-1, ::-1], path, np.array([[2, 2], [4, 4]])])

    assert (near(5, noisy, size=size) == near(5, path, size=size)).all()


def test_stronger_ties_draw_closer():
    ring = np.array([[i, (i + 1) % 8] for i in range(8)])
    weight = np.array([9.0, 1, 1, 1, 1, 1, 1, np.nan])

    xy = near(8, ring, size=np.full(8, 4.0), weight=weight)

    length = np.sqrt(((xy[ring[:, 0]] - xy[ring[:, 1]]) ** 2).sum(axis=1))
    assert length.argmin() == 0


@pytest.mark.parametrize(
    ("n", "ties"),
    [
        (40, []),
        (201, [(0, leaf) for leaf in range(1, 201)]),
        (60, [(i, j) for i in range(60) for j in range(i)]),
        (500, list(pairwise(range(500)))),
        (120, [(i, i + 20) for i in range(100)]),
        (90, [(i, j) for i, j in pairwise(range(90)) if j % 3]),
    ],
    ids=["isolates", "star", "clique", "path", "twenty-paths", "thirty-triples"],
)
@pytest.mark.parametrize("aspect", [0.6, 1.5])
def test_odd_graphs_fill_at_least_seven_tenths_of_the_box(n, ties, aspect):
    size = np.full(n, 8.0)

    xy = near(n, np.array(ties, dtype=int).reshape(-1, 2), size=size, aspect=aspect)

    assert min(shape(xy) / aspect, aspect / shape(xy)) >= 0.7
    assert touching(xy, size) == 0


def test_leaves_sit_close_about_their_holder():
    ties, groups, tier = town(200)
    size = np.full(200, 8.0)

    xy = near(200, ties, size=size, groups=groups)

    length = np.sqrt(((xy[ties[:, 0]] - xy[ties[:, 1]]) ** 2).sum(axis=1))
    hanging = tier[ties[:, 0]] == 3
    assert np.quantile(length[hanging], 0.9) <= 60
    assert length[hanging].max() <= 130
    assert length[hanging].mean() <= 0.5 * length[~hanging].mean()


def test_small_parts_and_isolates_stay_near_the_main_part():
    ties, groups, _ = town(100)
    ties = np.concatenate([ties, [[100, 101], [102, 103], [103, 104]]])
    groups = np.concatenate([groups, np.full(8, -1)])

    xy = near(108, ties, size=np.full(108, 8.0), groups=groups)

    alone, whole = np.ptp(xy[:100], axis=0).prod(), np.ptp(xy, axis=0).prod()
    assert alone / whole >= 0.7


def test_many_isolates_stand_in_rows_below_the_others():
    ties, groups, _ = town(100)
    groups = np.concatenate([groups, np.arange(30) % 3])

    xy = near(130, ties, size=np.full(130, 8.0), groups=groups)

    assert xy[100:, 1].min() > xy[:100, 1].max()
    assert len(np.unique(xy[100:, 1])) <= 2
    along = groups[100:][np.lexsort((xy[100:, 0], xy[100:, 1]))]
    assert (np.diff(along) >= 0).all()


def test_two_equal_towns_do_not_lie_upon_each_other():
    ties, groups, _ = town(60)
    size = np.full(120, 8.0)

    xy = near(120, np.concatenate([ties, ties + 60]), size=size, groups=np.tile(groups, 2))

    (low, high), (low2, high2) = ((p.min(axis=0), p.max(axis=0)) for p in (xy[:60], xy[60:]))
    assert ((high < low2) | (high2 < low)).any()


def test_a_newcomer_stands_by_its_neighbours_on_a_map_that_stays():
    ties, groups, _ = town(100)
    before = near(100, ties, size=np.full(100, 8.0), groups=groups)
    ties = np.concatenate([ties, [[100, 40]]])

    after = near(101, ties, size=np.full(101, 8.0), fixed=dict(enumerate(map(tuple, before))))

    assert (after[:100] == before).all()
    assert np.hypot(*(after[100] - after[40])) <= 150


def test_a_real_network_with_58_isolates_is_laid_out(shared):
    folder = shared / "real"
    with (folder / "local_health_departments_nodes.csv").open(encoding="utf-8") as file:
        actors = {
            row["id"]: (place, row["state"]) for place, row in enumerate(csv.DictReader(file))
        }
    with (folder / "local_health_departments_edges.csv").open(encoding="utf-8") as file:
        ends = [(actors[row["from"]][0], actors[row["to"]][0]) for row in csv.DictReader(file)]
    states = sorted({state for _, state in actors.values()})
    groups = np.array([states.index(state) for _, state in actors.values()])
    size = np.full(len(actors), 8.0)

    xy = near(len(actors), np.array(ends), size=size, groups=groups, aspect=1.5)

    assert len(actors) == 1283
    assert touching(xy, size) == 0
    assert shape(xy) == pytest.approx(1.5, rel=0.02)
    assert too_close(xy) <= 0.05


def inside(seated, actor, sector):
    """Tell whether an actor lies in the wedge of a sector."""
    x, y = seated.positions[actor] / seated.stretch
    start, end = seated.wedges[seated.sectors.tolist().index(sector)]
    angle = (np.arctan2(y, x) + np.pi / 2) % (2 * np.pi) - np.pi / 2
    return start - 0.01 <= angle <= end + 0.01


@pytest.mark.parametrize("aspect", [0.6, 1.5])
def test_every_actor_sits_in_the_wedge_of_its_sector_and_the_ring_of_its_tier(aspect):
    ties, sector, tier = town(140)

    seated = rings(140, ties, sector=sector, tier=tier, size=np.full(140, 8.0), aspect=aspect)

    radius = np.hypot(*(seated.positions / seated.stretch).T)
    assert all(inside(seated, actor, sector[actor]) for actor in range(140))
    for level, (first, last) in zip(seated.tiers, seated.radii, strict=True):
        assert radius[tier == level].min() >= first - 0.2
        assert radius[tier == level].max() <= last + 0.2
    assert (np.diff(seated.radii.ravel()) >= 0).all()
    assert seated.wedges[0, 0] == pytest.approx(-np.pi / 2)
    assert seated.wedges[-1, 1] == pytest.approx(1.5 * np.pi)
    assert shape(seated.positions) == pytest.approx(aspect, rel=0.15)


def test_a_crowded_tier_takes_several_rings_with_44_px_for_each_actor():
    n = 200
    zero = np.zeros(n, dtype=int)

    seated = rings(
        n, np.zeros((0, 2), dtype=int), sector=zero, tier=zero, size=np.full(n, 8.0), aspect=1.0
    )

    radius = np.hypot(*seated.positions.T).round()
    levels, many = np.unique(radius, return_counts=True)
    assert len(levels) > 3
    assert (2 * np.pi * levels / many >= 44).all()


def test_sectors_with_many_ties_sit_side_by_side():
    sector = np.repeat(np.arange(6), 5)
    strong = [(0, 3), (3, 1), (1, 4), (4, 2), (2, 5), (5, 0)]
    ties = np.array([(5 * a + i, 5 * b + i) for a, b in strong for i in range(5)])

    seated = rings(30, ties, sector=sector, tier=np.zeros(30, dtype=int), size=np.full(30, 8.0))

    around = seated.sectors.tolist()
    together = {frozenset(pair) for pair in zip(around, around[1:] + around[:1], strict=True)}
    assert together == {frozenset(pair) for pair in strong}


def test_tied_actors_of_two_tiers_sit_at_the_same_angle():
    holders, assets = np.arange(12), np.arange(12, 24)
    shuffled = np.random.default_rng(1).permutation(12)
    ties = np.column_stack([holders[shuffled], assets])
    zero = np.zeros(24, dtype=int)

    seated = rings(
        24, ties, sector=zero, tier=np.repeat([0, 1], 12), size=np.full(24, 8.0), aspect=1.0
    )

    x, y = seated.positions.T
    turn = np.arctan2(y, x)
    off = np.abs(np.angle(np.exp(1j * (turn[ties[:, 0]] - turn[ties[:, 1]]))))
    assert off.max() <= 0.2


def test_people_without_a_sector_get_a_wedge_of_their_own():
    sector = np.array([-1, -1, 0, 0, 3, 3])

    seated = rings(
        6, np.array([[0, 2]]), sector=sector, tier=np.zeros(6, dtype=int), size=np.full(6, 8.0)
    )

    assert sorted(seated.sectors) == [-1, 0, 3]
    assert all(inside(seated, actor, sector[actor]) for actor in range(6))


def test_a_small_sector_has_at_least_half_an_equal_share():
    sector = np.array([0] * 90 + [1] * 8 + [2] * 2)

    seated = rings(
        100,
        np.zeros((0, 2), dtype=int),
        sector=sector,
        tier=np.zeros(100, dtype=int),
        size=np.full(100, 8.0),
    )

    width = np.diff(seated.wedges, axis=1).ravel()
    assert width.sum() == pytest.approx(2 * np.pi)
    assert width.min() >= 2 * np.pi / 3 / 2 - 1e-9
