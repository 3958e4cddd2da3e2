"""Who is tied to whom by group: silos or bridges between sectors."""

from __future__ import annotations

from collections.abc import Mapping
from concurrent.futures import Executor
from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from civicnet import arrays, inference

if TYPE_CHECKING:
    import networkx as nx

    from civicnet.network import Network

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]

NO_TIES = "no tie to anybody who has a group"
NEVER_TIED = "no p: in no draw is there such a tie"
NO_GROUP = "has no group and is left out"


def ei_index(
    n: Network | nx.Graph,
    group: str | Mapping[Any, Any] = "sector",
    *,
    draws: int = 1000,
    seed: int = 0,
    executor: Executor | None = None,
) -> pd.DataFrame:
    """
    Measure whether ties go outside the own group or stay within it: (E - I) / (E + I).

    1 says that all ties go between groups, -1 that each group keeps to itself. Where groups differ
    in size chance alone does not give 0: compare with `expected`. A small `p` says that shuffled
    group labels rarely come as far from their usual value, either way; it does not say that the
    difference is large. That of an actor is exact: it keeps its group and its contacts, and the
    groups of all others are shuffled.

    Parameters
    ----------
    group : the attribute of actors that holds the group, or a mapping from actors to groups. Who
        has none is left out of all pairs, and listed.
    draws, seed, executor : of the permutation test; see `inference.permutation`.

    Returns
    -------
    One row for the network, then one a group, then one an actor, highest first, then by name:

    `level` (str: "network", "group" or "actor"); `name` (str, "" for the network); `n_actors` (int:
    who has a group); `external`, `internal` (int: ties between groups and within; directed ties
    count each, but an actor counts each contact once); `ei_index` (float, -1 to 1; NaN without
    ties); `expected` (float, -1 to 1: were all pairs as likely to be tied, given the sizes; NaN
    where there is no pair); `p` (float, 0–1, two-sided; NaN without ties, or where
    no draw gave the group one); `reason`.

    References
    ----------
    Krackhardt, D. & Stern, R. N. (1988). Informal networks and organizational crises: an
    experimental simulation. Social Psychology Quarterly 51:123–140.

    Examples
    --------
    >>> import networkx as nx
    >>> from civicnet import cohesion
    >>> ties = nx.Graph([("Mayor", "Parks"), ("Mayor", "Schools"), ("Parks", "Schools")])
    >>> sector = {"Mayor": "public", "Parks": "public", "Schools": "education"}
    >>> found = cohesion.ei_index(ties, sector, draws=99)
    >>> print(found[["level", "name", "external", "internal", "ei_index"]].to_string(index=False))
      level      name  external  internal  ei_index
    network                   2         1  0.333333
      group education         2         0  1.000000
      group    public         2         1  0.333333
      actor   Schools         2         0  1.000000
      actor     Mayor         1         1  0.000000
      actor     Parks         1         1  0.000000
    """
    ties = arrays.simple(n)
    codes, names = arrays.groups(n, group)
    starts, ends = _ends(ties, codes)
    external, internal = _by_group(codes, starts, ends, len(names))
    # By name, so that the order of the actors decides no draw.
    by_name = np.argsort(np.array(ties.labels, dtype=object), kind="stable")
    place = np.argsort(by_name)
    found = inference.permutation(
        partial(
            _statistic,
            _among_grouped(place[starts], codes[by_name]),
            _among_grouped(place[ends], codes[by_name]),
            len(names),
        ),
        codes[by_name][codes[by_name] >= 0],
        draws=draws,
        seed=seed,
        executor=executor,
    )
    sizes = np.bincount(codes[codes >= 0], minlength=len(names))
    n_grouped = int(sizes.sum())
    parts = [
        _rows(
            "network",
            ["", *names][:1],
            np.array([n_grouped]),
            external[:1],
            internal[:1],
            _expected(
                np.array([(n_grouped * n_grouped - (sizes * sizes).sum()) / 2]),
                np.array([(sizes * (sizes - 1)).sum() / 2]),
            ),
        ),
        _rows(
            "group",
            names,
            sizes,
            external[1:],
            internal[1:],
            _expected(sizes * (n_grouped - sizes), sizes * (sizes - 1) / 2),
        ),
        _actor_rows(ties, codes, sizes, n_grouped),
    ]
    frame = pd.concat(parts[:2], ignore_index=True)
    frame["p"] = np.where(frame["ei_index"].isna(), np.nan, np.asarray(found.p))
    untold = frame["ei_index"].notna() & frame["p"].isna()
    frame["reason"] = frame["reason"].mask(untold, NEVER_TIED)
    actors = parts[2].assign(p=_chance_of_actors(parts[2], codes))
    frame = pd.concat([frame, actors], ignore_index=True)
    place = frame["level"].map({"network": 0, "group": 1, "actor": 2})
    frame = frame.assign(place=place).sort_values(
        ["place", "ei_index", "name"], ascending=[True, False, True], kind="stable"
    )
    columns = [*(c for c in parts[2].columns if c != "reason"), "p", "reason"]
    return frame[columns].reset_index(drop=True)


def mixing(n: Network | nx.Graph, group: str | Mapping[Any, Any] = "sector") -> pd.DataFrame:
    """
    Count the ties within each group and between each two, beside what even mixing would give.

    A `ratio` above 1 says that two groups (or the members of one) are tied more than the network's
    density would give them, below 1 less; 0 is no tie at all.

    Parameters
    ----------
    group : as for `ei_index`; actors without a group are left out.

    Returns
    -------
    One row per pair of groups, by name, in a directed network one for each direction: `group`,
    `other` (str; directed: the source's group first); `n_ties` (int); `n_pairs` (int: pairs that
    could be tied); `density` (float, 0–1; NaN where there is no such pair); `expected` (float, ≥ 0:
    ties, if every pair were as likely to be tied); `ratio` (float, ≥ 0: `n_ties` / `expected`; NaN
    where nothing is expected); `reason`.

    References
    ----------
    Marsden, P. V. (1981). Models and methods for characterizing the structural parameters of
    groups. Social Networks 3:1–27.

    Examples
    --------
    >>> import networkx as nx
    >>> from civicnet import cohesion
    >>> ties = nx.Graph([("Mayor", "Parks"), ("Mayor", "Schools"), ("Parks", "Schools")])
    >>> sector = {"Mayor": "public", "Parks": "public", "Schools": "education"}
    >>> found = cohesion.mixing(ties, sector)
    >>> print(found[["group", "other", "n_ties", "n_pairs", "density"]].to_string(index=False))
        group     other  n_ties  n_pairs  density
    education education       0        0      NaN
    education    public       2        2      1.0
       public    public       1        1      1.0
    """
    ties = arrays.simple(n)
    codes, names = arrays.groups(n, group)
    starts, ends = _ends(ties, codes)
    k = len(names)
    sizes = np.bincount(codes[codes >= 0], minlength=k)
    observed = np.zeros((k, k), dtype=np.int64)
    np.add.at(observed, (codes[starts], codes[ends]), 1)
    possible = np.outer(sizes, sizes) - np.diag(sizes)
    if not ties.directed:
        observed = np.triu(observed + observed.T - np.diag(np.diag(observed)))
        possible = possible - np.diag(np.diag(possible) // 2)
    rows, columns = np.indices((k, k)) if ties.directed else np.triu_indices(k)
    rows, columns = np.ravel(rows), np.ravel(columns)
    n_ties, n_pairs = observed[rows, columns], possible[rows, columns]
    all_pairs = n_pairs.sum()
    even = n_ties.sum() / all_pairs if all_pairs else np.nan
    expected = n_pairs * even
    return pd.DataFrame(
        {
            "group": pd.Series([names[i] for i in rows], dtype=object),
            "other": pd.Series([names[i] for i in columns], dtype=object),
            "n_ties": n_ties.astype(np.int64),
            "n_pairs": n_pairs.astype(np.int64),
            "density": n_ties / np.where(n_pairs > 0, n_pairs, np.nan),
            "expected": expected,
            "ratio": n_ties / np.where(expected > 0, expected, np.nan),
            "reason": pd.Series(
                [
                    "no pair of actors"
                    if not pairs
                    else ("" if even > 0 else "no ties among those who have a group")
                    for pairs in n_pairs
                ],
                dtype=object,
            ),
        }
    )


def _ends(ties: arrays.Arrays, codes: Ints) -> tuple[Ints, Ints]:
    """Give both ends of each tie between actors that have a group; undirected ones once."""
    kept = (codes[ties.rows] >= 0) & (codes[ties.indices] >= 0)
    if not ties.directed:
        kept &= ties.rows < ties.indices
    return ties.rows[kept], ties.indices[kept]


def _among_grouped(ends: Ints, codes: Ints) -> Ints:
    """Give the ends their numbers among the actors that have a group."""
    return (np.cumsum(codes >= 0) - 1)[ends]


def _by_group(codes: Ints, starts: Ints, ends: Ints, k: int) -> tuple[Ints, Ints]:
    """Count ties between groups and within: of the network first, then of each group."""
    one, two = codes[starts], codes[ends]
    out = one != two
    within = np.bincount(one[~out], minlength=k)
    across = np.bincount(one[out], minlength=k) + np.bincount(two[out], minlength=k)
    return (
        np.concatenate([[int(out.sum())], across]).astype(np.int64),
        np.concatenate([[int((~out).sum())], within]).astype(np.int64),
    )


def _statistic(starts: Ints, ends: Ints, k: int, codes: Ints) -> Floats:
    return _index(*_by_group(codes, starts, ends, k))


def _index(external: NDArray[Any], internal: NDArray[Any]) -> Floats:
    both = external + internal
    found: Floats = (external - internal) / np.where(both > 0, both, np.nan)
    return found


def _chance_of_actors(rows: pd.DataFrame, codes: Ints) -> Floats:
    """Give each actor's p: ties within its own group are so many of its contacts, drawn blindly."""
    # Its import takes half a second, and few measures need it.
    from scipy.stats import hypergeom

    contacts = (rows["external"] + rows["internal"]).to_numpy()
    known = rows["ei_index"].notna().to_numpy()
    size = np.bincount(codes[codes >= 0], minlength=1)[codes]
    cases = np.column_stack([rows["internal"].to_numpy(), size - 1, contacts])[known]
    unlike, which = np.unique(cases, axis=0, return_inverse=True)
    within, own, drawn = unlike.T
    others = int(rows["n_actors"].sum()) - 1
    law = hypergeom(others, own, drawn)
    both = np.minimum(law.cdf(within), law.sf(within - 1))
    found = np.full(len(rows), np.nan)
    found[known] = np.minimum(1.0, 2 * both)[which.ravel()]
    return found


# The index that every pair being tied, or every pair as likely, would give.
_expected = _index


def _rows(
    level: str,
    names: list[str] | tuple[str, ...],
    sizes: NDArray[Any],
    external: NDArray[Any],
    internal: NDArray[Any],
    expected: Floats,
    reason: list[str] | None = None,
) -> pd.DataFrame:
    index = _index(external, internal)
    return pd.DataFrame(
        {
            "level": pd.Series([level] * len(names), dtype=object),
            "name": pd.Series(list(names), dtype=object),
            "n_actors": np.asarray(sizes, dtype=np.int64),
            "external": np.asarray(external, dtype=np.int64),
            "internal": np.asarray(internal, dtype=np.int64),
            "ei_index": index,
            "expected": expected,
            "reason": pd.Series(
                reason or [NO_TIES if np.isnan(x) else "" for x in index], dtype=object
            ),
        }
    )


def _actor_rows(
    ties: arrays.Arrays, codes: Ints, sizes: NDArray[np.int64], n_grouped: int
) -> pd.DataFrame:
    contacts = ties.undirected
    one, two = codes[contacts.rows], codes[contacts.indices]
    known = (one >= 0) & (two >= 0)
    size = len(contacts)
    external = np.bincount(contacts.rows[known & (one != two)], minlength=size)
    internal = np.bincount(contacts.rows[known & (one == two)], minlength=size)
    grouped = codes >= 0
    own = np.where(grouped, sizes[codes] if len(sizes) else 0, 0)
    expected = np.where(grouped, _expected(n_grouped - own, np.maximum(own - 1, 0)), np.nan)
    reason = [
        (NO_GROUP if not has else (NO_TIES if not number else ""))
        for has, number in zip(grouped, external + internal, strict=True)
    ]
    return _rows(
        "actor", ties.labels, grouped.astype(np.int64), external, internal, expected, reason
    )
