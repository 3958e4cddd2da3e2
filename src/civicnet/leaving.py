"""What stays connected when sets of actors go, or people whose bodies stay: many sets at once."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from concurrent.futures import Executor
from functools import partial
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from civicnet import _kernels, arrays
from civicnet.errors import ArgumentError

if TYPE_CHECKING:
    import networkx as nx

    from civicnet.network import Network

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Count = str | Mapping[str, float] | Sequence[float] | Floats | None

# Sets of leavers that make one task for an executor.
TASK = 20_000


def scenarios(
    n: Network | nx.Graph,
    leave: Iterable[Collection[str]],
    *,
    count: Count = None,
    executor: Executor | None = None,
) -> pd.DataFrame:
    """
    Count what stays connected after each of many sets of actors has been taken out.

    Low `pairs_connected` is a set whose leaving splits the others. Each set stands alone: nobody
    stays away from one scenario to the next.

    Parameters
    ----------
    leave : the sets, each a collection of names; an empty one is the network as it is.
    count : what each actor counts; see `removals`.
    executor : shares the work, in tasks of 20,000 sets; the result does not depend on it.

    Returns
    -------
    One row per set, in the order given: `scenario` (int, from 0); `pairs_connected` (float, ≥ 0:
    pairs of those left with some way between them); `largest_piece` (float, ≥ 0: what the largest
    connected piece counts).

    Raises
    ------
    UnknownActorError
        where a name is nobody's.

    References
    ----------
    Borgatti (2006), see `removals`; the pairs connected are his fragmentation before division.

    Examples
    --------
    >>> import networkx as nx
    >>> from civicnet import fragmentation
    >>> ties = [("Mayor", "Schools"), ("Schools", "Parents"), ("Mayor", "Chamber")]
    >>> found = fragmentation.scenarios(nx.Graph(ties), [[], ["Mayor"], ["Mayor", "Schools"]])
    >>> print(found.to_string(index=False))
     scenario  pairs_connected  largest_piece
            0              6.0            4.0
            1              1.0            2.0
            2              0.0            1.0
    """
    ties = arrays.simple(n).undirected
    sets = [[ties.find(name) for name in _names(each)] for each in leave]
    return _without(ties, sets, counts(n, ties, count), executor)


def departures(
    n: Network,
    leave: Iterable[Collection[str]],
    *,
    count: Mapping[str, float] | None = None,
    executor: Executor | None = None,
) -> pd.DataFrame:
    """
    Count the bodies that stay connected when people leave and their bodies stay.

    Takes the network of `partnership.network(view="split")`, in which people stand between the
    bodies they link: taking a person out drops the links that only this person carries, and no
    body goes. That is what a departure does; `scenarios` on the view "bodies" takes out the bodies
    themselves, as a closure does.

    Parameters
    ----------
    leave : the sets of people who leave, each a collection of names (column `person`, or `actor`
        where there is none).
    count : what each body counts, by name; 1 each by default. People themselves count nothing.
    executor : as for `scenarios`.

    Returns
    -------
    One row per set, in the order given: `scenario` (int, from 0); `pairs_connected` (float, ≥ 0:
    pairs of bodies with some way between them); `largest_piece` (float, ≥ 0: what the bodies of
    the largest connected piece count).

    Raises
    ------
    ArgumentError
        where the network is not a split one, a body is to leave, or a person is named by the label
        of a place ("Ana (in person)") and not by column `person`.
    UnknownActorError
        where a name is nobody's.

    References
    ----------
    Ours; the pairs are those of Borgatti (2006), see `removals`.

    Examples
    --------
    >>> import pandas as pd
    >>> from civicnet import fragmentation
    >>> from civicnet.network import Network
    >>> actors = pd.DataFrame({"actor": ["Ana", "City", "Schools", "YMCA"],
    ...     "kind": ["person", "organization", "organization", "organization"],
    ...     "body": ["City", "City", "Schools", "YMCA"]})
    >>> links = pd.DataFrame({"source": ["Ana", "Ana", "City"],
    ...     "target": ["City", "Schools", "YMCA"]})
    >>> split = Network.from_links(actors, links)
    >>> print(fragmentation.departures(split, [[], ["Ana"]]).to_string(index=False))
     scenario  pairs_connected  largest_piece
            0              3.0            3.0
            1              1.0            2.0
    """
    actors = n.actors
    if not {"kind", "body"} <= set(actors.columns):
        raise ArgumentError('departures needs the network of partnership.network(view="split")')
    ties = arrays.simple(n).undirected
    is_body = (actors["body"] == actors["actor"]).to_numpy(dtype=bool)
    found = places(actors)
    sets = []
    for each in leave:
        for name in _names(each):
            if name in found:
                continue
            if is_body[ties.find(name)]:
                raise ArgumentError(f"{name!r} is a body and stays; only people can leave here")
            raise ArgumentError(
                f"people are named by column person; {name!r} stands in no row of it"
            )
        sets.append([place for name in _names(each) for place in found[name]])
    weight = counts(n, ties, count, needed=is_body)
    return _without(ties, sets, np.where(is_body, weight, 0.0), executor)


def counts(
    n: Network | nx.Graph,
    ties: arrays.Arrays,
    count: Count,
    needed: NDArray[np.bool_] | None = None,
) -> Floats:
    """Give what each actor counts as numbers."""
    labels = ties.labels
    if count is None:
        return np.ones(len(labels))
    if isinstance(count, str):
        given = pd.Series(arrays.attribute(n, count), dtype=object)
        weight = pd.to_numeric(given, errors="coerce").to_numpy(dtype=np.float64)
    elif isinstance(count, Mapping):
        by_text = {str(actor): value for actor, value in count.items()}
        weight = np.array([by_text.get(label, np.nan) for label in labels], dtype=np.float64)
    else:
        weight = np.array(count, dtype=np.float64)
    if weight.shape != (len(labels),):
        raise ArgumentError(f"count must give one number for each of the {len(labels)} actors")
    if needed is not None:
        weight = np.where(needed, weight, 0.0)
    wrong = np.flatnonzero(~(np.isfinite(weight) & (weight >= 0)))
    if len(wrong):
        raise ArgumentError(
            f"count must be a number of zero or more for everybody; for {labels[wrong[0]]!r} it "
            f"is {weight[wrong[0]]}"
        )
    return np.asarray(weight, dtype=np.float64)


def _without(
    ties: arrays.Arrays, sets: list[list[int]], weight: Floats, executor: Executor | None
) -> pd.DataFrame:
    tasks = [sets[i : i + TASK] for i in range(0, len(sets), TASK)]
    task = partial(_task, ties.indptr, ties.indices, weight)
    parts = list(map(task, tasks) if executor is None else executor.map(task, tasks))
    pairs, largest = (np.concatenate([np.zeros(0), *(part[i] for part in parts)]) for i in range(2))
    return pd.DataFrame(
        {
            "scenario": np.arange(len(sets), dtype=np.int64),
            "pairs_connected": pairs,
            "largest_piece": largest,
        }
    )


def _task(
    indptr: Ints, indices: Ints, weight: Floats, sets: list[list[int]]
) -> tuple[Floats, Floats]:
    starts = np.cumsum([0, *(len(each) for each in sets)], dtype=np.int64)
    leave = np.array([i for each in sets for i in each], dtype=np.int64)
    return _kernels.pairs_without(indptr, indices, starts, leave, weight)


def _names(leave: Collection[str]) -> Collection[str]:
    """Take one name for the set of that one."""
    return [leave] if isinstance(leave, str) else leave


def places(actors: pd.DataFrame) -> dict[str, list[int]]:
    """Find the rows at which each person stands in the split network; bodies have none."""
    is_person = (actors["kind"] == "person") & (actors["body"] != actors["actor"])
    who = actors["person"] if "person" in actors else actors["actor"].where(is_person)
    found: dict[str, list[int]] = {}
    for place, person in enumerate(who):
        if isinstance(person, str):
            found.setdefault(person, []).append(place)
    return found
