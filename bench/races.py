"""Races: every library has the same network, is checked against ours, and takes its turns."""

from __future__ import annotations

import statistics
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from importlib.util import find_spec
from pathlib import Path

import numpy as np
from networks import Ties
from workers import PLAIN, WITH_STRENGTHS, Cost, Entry, First, Held, Numbers, Worker


@dataclass(frozen=True)
class Measure:
    """
    What is raced.

    Its name; what it is in words; the largest network; to which power of its size work grows; how
    much more patience it gets than others.
    """

    name: str
    words: str
    largest: int
    power: float
    patience: float = 1


# Betweenness and harmonic closeness look from everybody at everything: n² on these networks.
MEASURES = (
    Measure("memory", "a network in memory, ready to measure", 1_000_000, 1),
    Measure("betweenness", "betweenness, exact", 2_000, 2, 3),
    Measure("sources", "betweenness, ways from 64 actors", 200_000, 1),
    Measure("weighted", "betweenness, distance 1/strength", 2_000, 2),
    Measure("harmonic", "harmonic closeness, exact", 20_000, 2),
    Measure("constraint", "constraint and effective size", 1_000_000, 1),
    Measure("cutpoints", "cutpoints", 1_000_000, 1),
    Measure("blocks", "biconnected components", 1_000_000, 1),
    Measure("cores", "coreness", 1_000_000, 1),
    Measure("components", "components", 1_000_000, 1),
    Measure("removals", "pairs lost at every removal", 1_000_000, 1),
    Measure("players", "five key players, greedy", 1_000_000, 1),
    Measure("paths", "independent paths, of one pair", 200_000, 1),
    Measure("scenarios", "1-5 leave, drawn uniformly: pairs left, of one set", 200_000, 1),
    Measure(
        "scenarios-by-degree", "1-5 leave, drawn by degree: pairs left, of one set", 200_000, 1
    ),
    Measure("conversion", "from a networkx graph", 200_000, 1),
    Measure("frames", "from frames, ten ties an actor, names and weights", 200_000, 1),
    Measure("parquet", "a process from Parquet to removals, ten ties an actor", 1_000_000, 1, 20),
    Measure("commands", "the command line, a process", 200, 0),
)
# Where the module and the function are that give what a library has; ours comes first.
LIBRARIES = {
    "civicnet": ("ours", "of_civicnet"),
    "scipy": ("loops", "of_scipy"),
    "networkx": ("peers", "of_networkx"),
    "igraph": ("peers", "of_igraph"),
    "rustworkx": ("peers", "of_rustworkx"),
    "networkit": ("peers", "of_networkit"),
    "": ("whole", "of_processes"),
}
WHOLE = ("parquet", "commands")
# A process is stopped after so many times the patience: others may want the processors, too.
STOP = 8


@dataclass(frozen=True)
class Limits:
    """How much processor time one call may take, and how long and how often it is repeated."""

    patience: float = 12.0
    seconds: float = 0.4
    rounds: int = 7


@dataclass(frozen=True)
class Row:
    """One library at one measure on one network; times in seconds, memory in MB."""

    n: int
    n_ties: int
    measure: str
    who: str
    cpu: float = float("nan")
    wall: float = float("nan")
    cpu_ratio: float = float("nan")
    wall_ratio: float = float("nan")
    peak: float = float("nan")
    bytes_a_tie: float = float("nan")
    bytes_with_strengths: float = float("nan")
    calls: int = 0
    result: str = ""
    note: str = ""


@dataclass
class Known:
    """What calls took before, on smaller networks: so that nobody waits for minutes."""

    took: dict[tuple[str, str], tuple[int, float]] = field(default_factory=dict)

    def expected(self, measure: Measure, who: str, n: int) -> float:
        """Give about how many seconds it would take; 0 where nothing is known."""
        size, seconds = self.took.get((measure.name, who), (n, 0.0))
        return float(seconds * (n / size) ** measure.power)

    def had(self, measure: Measure, library: str) -> bool:
        """Say whether a library has a measure, as far as smaller networks have shown."""
        if measure.name in WHOLE:
            return False
        return any(name == measure.name and who.split(",")[0] == library for name, who in self.took)


def installed() -> dict[str, bool]:
    """Say which libraries there are."""
    return {name: find_spec(name) is not None for name in LIBRARIES if name}


class Stand:
    """The processes that hold one network, one for each library."""

    def __init__(self, ties: Ties, folder: Path, most: float) -> None:
        self.ties = ties
        self.most = most
        self.paths = [folder / f"{name}.npy" for name in ("one", "other")]
        for path, ends in zip(self.paths, (ties.one, ties.other), strict=True):
            np.save(path, ends)
        self.workers: dict[str, Worker] = {}

    def hold(self, library: str) -> Held | None:
        """Start a process, and make its network there."""
        worker = self.workers[library] = Worker(*LIBRARIES[library])
        # Without ours there is no race, so it gets all the time it takes.
        most = 3_600.0 if library == "civicnet" else self.most
        held = worker.ask("hold", self.ties.n, *self.paths, seconds=most)
        return held if isinstance(held, Held) else None

    def worker(self, library: str) -> Worker:
        """Give the process of a library; one that was lost is started anew."""
        if self.workers[library].lost:
            self.hold(library)
        return self.workers[library]

    def stop(self) -> None:
        """End all of them."""
        for worker in self.workers.values():
            worker.stop()


def races(
    ties: Ties, measures: list[Measure], limits: Limits, known: Known, folder: Path
) -> Iterator[Row]:
    """Run the measures on one network with every library."""
    stand = Stand(ties, folder, STOP * limits.patience)
    absent: dict[str, str] = {}
    whole = all(each.name in WHOLE for each in measures)
    memory = MEASURES[0]
    try:
        held: dict[str, Held] = {}
        for name in LIBRARIES:
            if name and (whole or find_spec(name) is None):
                continue
            expected = known.expected(memory, name, ties.n)
            if name != "civicnet" and expected > limits.patience:
                absent[name] = f"left out: its network alone would take {expected:.0f} s"
                continue
            found = stand.hold(name)
            if found is not None and name:
                held[name] = found
                known.took[memory.name, name] = (ties.n, found.cost.cpu)
            elif name:
                absent[name] = f"making its network: {stand.workers.pop(name).lost}"
        for measure in measures:
            if measure is memory:
                yield from _held(ties, held, absent)
            else:
                yield from _race(measure, stand, absent, limits, known)
    finally:
        stand.stop()


def _held(ties: Ties, held: Mapping[str, Held], absent: Mapping[str, str]) -> Iterator[Row]:
    """Say what the networks took to make, and their bytes a tie; ours is made of names."""
    a_tie = 1024**2 / len(ties)
    for who, each in held.items():
        said = [f"{mb * a_tie:.1f} in arrays{what}" for what, mb in each.own.items()]
        if ties.n >= 20_000:
            said.append(f"{each.grown * a_tie:.0f} by the system")
        if who == "civicnet":
            said.append("made of frames of names, which it keeps")
        yield Row(
            ties.n,
            len(ties),
            "memory",
            who,
            each.cost.cpu,
            each.cost.wall,
            peak=each.grown,
            bytes_a_tie=each.own.get(PLAIN, float("nan")) * a_tie,
            bytes_with_strengths=each.own.get(WITH_STRENGTHS, float("nan")) * a_tie,
            calls=1,
            note=f"bytes a tie: {', '.join(said)}" if said else "",
        )
    for who, why in absent.items():
        yield Row(ties.n, len(ties), "memory", who, note=why)


def _race(
    measure: Measure, stand: Stand, absent: Mapping[str, str], limits: Limits, known: Known
) -> Iterator[Row]:
    """Let each library run once, compare what they found, then let them run in turns."""
    ties, patience = stand.ties, measure.patience * limits.patience
    entered: dict[str, tuple[Worker, str, First]] = {}
    left_out = {who: why for who, why in absent.items() if known.had(measure, who)}
    for library in stand.workers:
        if (library == "") != (measure.name in WHOLE):
            continue
        expected = known.expected(measure, f"{library} set up", ties.n)
        if expected > patience:
            left_out[library] = f"left out: setting it up would take {expected:.0f} s"
            continue
        worker = stand.worker(library)
        entry: Entry | None = worker.ask("labels", measure.name, seconds=STOP * patience)
        if entry is None:
            left_out[library] = worker.lost
            continue
        known.took[measure.name, f"{library} set up"] = (ties.n, entry.cost.cpu)
        for label, why in entry.labels.items():
            who = ", ".join(each for each in (library, label) if each)
            expected = known.expected(measure, who, ties.n)
            if why or expected > patience:
                left_out[who] = f"left out: {why or f'would take {expected:.0f} s'}"
                continue
            first: First | None = worker.ask("first", measure.name, label, seconds=STOP * patience)
            seconds = STOP * patience if first is None else first.cost.cpu
            known.took[measure.name, who] = (ties.n, seconds)
            if first is not None and first.part is not None and len(first.part) < ties.n:
                # It takes a part that fits, so this says nothing of a larger network.
                del known.took[measure.name, who]
            if first is None:
                left_out[who] = worker.lost
                # The others of this library stood in the process that was stopped.
                entered = {x: each for x, each in entered.items() if each[0] is not worker}
                break
            entered[who] = (worker, label, first)
        if library == next(iter(stand.workers)) and not entered:
            # Without ours there is nothing to compare with.
            break
    costs = _turns(measure, entered, limits)
    ours = next(iter(entered), "")
    for who, (_, _, first) in entered.items():
        if not costs[who]:
            continue
        cpu, wall = (
            statistics.median(getattr(x, each) for x in costs[who]) for each in ("cpu", "wall")
        )
        result = "" if who == ours else compared(entered[ours][2].numbers, first)
        row = Row(
            ties.n,
            len(ties),
            measure.name,
            who,
            cpu * first.times,
            wall * first.times,
            peak=first.cost.peak,
            calls=len(costs[who]),
            result=result,
            note=first.note,
        )
        if who == ours:
            base = row
        elif not result.startswith("DIFFERS"):
            row = Row(
                **{**vars(row), "cpu_ratio": row.cpu / base.cpu, "wall_ratio": row.wall / base.wall}
            )
        yield row
    for who, why in left_out.items():
        yield Row(ties.n, len(ties), measure.name, who, note=why)


def _turns(
    measure: Measure, entered: Mapping[str, tuple[Worker, str, First]], limits: Limits
) -> dict[str, list[Cost]]:
    """Let everybody run in turns, so that whatever else the machine does falls on all."""
    costs: dict[str, list[Cost]] = {who: [] for who in entered}
    for turn in range(limits.rounds):
        for who, (worker, label, first) in entered.items():
            spent = sum(each.cpu for each in costs[who])
            if first.cost.cpu > 3 * limits.seconds:
                # What is slow runs once; its first call was it.
                costs[who] = [first.cost]
            elif turn < 3 or spent < limits.seconds:
                cost = worker.ask("again", measure.name, label)
                costs[who] += [cost] if cost is not None else []
    return costs


def compared(ours: Numbers, theirs: First) -> str:
    """Say whether a result is ours: whole numbers the same, others to nine digits."""
    if not len(theirs.numbers):
        return "not compared"
    expected = ours if theirs.part is None else ours[theirs.part]
    if expected.shape != theirs.numbers.shape:
        return f"DIFFERS: {theirs.numbers.shape} values for {expected.shape}"
    if "f" in expected.dtype.kind + theirs.numbers.dtype.kind:
        same = np.isclose(expected, theirs.numbers, rtol=1e-9, atol=1e-9, equal_nan=True)
    else:
        same = expected == theirs.numbers
    if same.all():
        return "equal"
    off = np.abs(expected[~same].astype(float) - theirs.numbers[~same].astype(float))
    # What is undefined on one side only has no distance.
    most = np.max(off, initial=0.0, where=np.isfinite(off))
    return f"DIFFERS in {int((~same).sum()):,} of {len(same):,}, by up to {most:.3g}"
