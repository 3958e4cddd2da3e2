"""Processes that hold a network for one library and run its measures, one at a time."""

from __future__ import annotations

import ctypes
import gc
import multiprocessing
import resource
import sys
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from importlib import import_module
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

import numpy as np
from networks import Ties
from numpy.typing import NDArray

Numbers = NDArray[Any]

# A round repeats what is faster than this, so that the clock's steps do not show.
ROUND = 0.02
# Arrays of a network are told with the strengths of its ties, and may be told without.
WITH_STRENGTHS, PLAIN = " with strengths", ""
STATUS = Path("/proc/self/status")
REFERENCES = Path("/proc/self/clear_refs")


@dataclass(frozen=True, eq=False)
class Run:
    """
    One way to a measure.

    `call` is what is timed. `numbers` makes its result comparable; where only a part of the whole
    was worked out, `part` gives its places. `times` turns the time of the call into that which is
    shown: of one scenario, or of all removals where some were tried. `before` runs untimed before
    each call. `note` is said beside it. `peak` tells the MB of another process that did the work.
    """

    call: Callable[[], Any]
    numbers: Callable[[Any], Numbers] = np.asarray
    part: NDArray[np.int64] | None = None
    times: float = 1.0
    note: str | Callable[[Any], str] = ""
    before: Callable[[], object] | None = None
    peak: Callable[[Any], float] | None = None


# The runs of a measure by their labels; or, of one that is left out, why.
Runs = Mapping[str, Run | str]


@dataclass(frozen=True)
class Library:
    """How a library makes its network of ties, its runs by measure, and the MB of its arrays."""

    build: Callable[[Ties], Any]
    measures: Mapping[str, Callable[[Ties, Any], Runs]]
    size: Callable[[Any], Mapping[str, float]] = lambda _: {}


@dataclass(frozen=True, eq=False)
class Cost:
    """What a call took: seconds of processor and of clock; `peak` in MB over an empty process."""

    cpu: float
    wall: float
    peak: float = 0.0


@dataclass(frozen=True)
class Entry:
    """The runs of a library at a measure by label, with why it is left out; cost of setting up."""

    labels: Mapping[str, str]
    cost: Cost


@dataclass(frozen=True, eq=False)
class First:
    """A run's first call: its result, what it took, and what the run says of itself."""

    numbers: Numbers
    part: NDArray[np.int64] | None
    cost: Cost
    times: float
    note: str


@dataclass(frozen=True)
class Held:
    """A network in memory: what making it took, its MB by the system, and those of its arrays."""

    cost: Cost
    grown: float
    own: Mapping[str, float]


class Worker:
    """A process for one library; what it is asked is given up when it takes too long."""

    def __init__(self, module: str, name: str) -> None:
        context = multiprocessing.get_context("spawn")
        self.line, other = context.Pipe()
        self.process = context.Process(target=serve, args=(other, module, name), daemon=True)
        self.process.start()
        other.close()
        self.lost = ""

    def ask(self, *question: object, seconds: float = 600.0) -> Any:
        """Give the answer; None where the process stopped or was stopped, and `lost` says why."""
        if self.lost:
            return None
        try:
            self.line.send(question)
            if self.line.poll(seconds):
                return self.line.recv()
            self.lost = f"stopped after {seconds:.0f} s"
        except (EOFError, ConnectionError):
            self.lost = "its process failed"
        self.stop()
        return None

    def stop(self) -> None:
        """End the process."""
        self.lost = self.lost or "stopped"
        self.process.kill()
        self.process.join()
        self.line.close()


def serve(line: Connection, module: str, name: str) -> None:
    """Answer questions until the other side hangs up."""
    library: Library = getattr(import_module(module), name)()
    empty = _resident()
    known: dict[str, Runs] = {}
    ties: Any = None
    held: Any = None
    while True:
        try:
            what, *rest = line.recv()
        except EOFError:
            return
        if what == "hold":
            ties = Ties(int(rest[0]), *(np.load(path) for path in rest[1:]))
            before = _resident()
            cost, held = _timed(partial(library.build, ties))
            grown = _resident() - before
            line.send(Held(cost, grown, library.size(held)))
        elif what == "labels":
            # Only the runs of one measure are kept at a time, with what they made for themselves.
            known.clear()
            measure = rest[0]
            runs = library.measures.get(measure, _nothing)
            cost, known[measure] = _timed(partial(runs, ties, held))
            reasons = {x: why if isinstance(why, str) else "" for x, why in known[measure].items()}
            line.send(Entry(reasons, cost))
        else:
            measure, label = rest
            run = known[measure][label]
            # Of what is left out nobody asks for more than why.
            assert isinstance(run, Run)  # noqa: S101
            if what == "first":
                _forget_peak()
                cost, found = _timed(run.call, run.before)
                peak = peak_memory() - empty if run.peak is None else run.peak(found)
                numbers = np.asarray(run.numbers(found))
                cost = Cost(cost.cpu, cost.wall, peak)
                note = run.note if isinstance(run.note, str) else run.note(found)
                line.send(First(numbers, run.part, cost, run.times, note))
            else:
                line.send(_round(run))


def _nothing(_ties: Ties, _held: object) -> Runs:
    return {}


def _round(run: Run) -> Cost:
    """Give the mean cost of a call, of as many as fill a round."""
    cpu = wall = 0.0
    calls = 0
    while not calls or wall < ROUND:
        cost, _ = _timed(run.call, run.before)
        cpu, wall, calls = cpu + cost.cpu, wall + cost.wall, calls + 1
    return Cost(cpu / calls, wall / calls)


def _timed(call: Callable[[], Any], before: Callable[[], object] | None = None) -> tuple[Cost, Any]:
    if before is not None:
        before()
    cpu, wall = _cpu(), time.perf_counter()
    found = call()
    return Cost(_cpu() - cpu, time.perf_counter() - wall), found


def _cpu() -> float:
    """Give the seconds of processor of this process, of all its threads, and of ended children."""
    children = resource.getrusage(resource.RUSAGE_CHILDREN)
    return time.process_time() + children.ru_utime + children.ru_stime


def _status(name: str) -> float | None:
    """Read MB from the system's account of this process, where it keeps one."""
    if not STATUS.exists():
        return None
    lines = STATUS.read_text(encoding="utf-8").splitlines()
    return next((int(x.split()[1]) / 1024 for x in lines if x.startswith(name + ":")), None)


def _resident() -> float:
    """Give the MB the process holds, after what is free has been given back."""
    gc.collect()
    if sys.platform == "linux" and hasattr(library := ctypes.CDLL(None), "malloc_trim"):
        library.malloc_trim(0)
    held = _status("VmRSS")
    return held if held is not None else peak_memory()


def _forget_peak() -> None:
    """Begin the account of the peak anew; without /proc it is that since the process began."""
    if REFERENCES.exists():
        REFERENCES.write_text("5", encoding="utf-8")


def peak_memory() -> float:
    """
    Give the most MB the process has held.

    VmHWM and not ru_maxrss where there is one: the latter begins at the peak of the process that
    started this one.
    """
    most = _status("VmHWM")
    if most is not None:
        return most
    used = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return used / (1024**2 if sys.platform == "darwin" else 1024)
