"""Share work out among the workers of an executor, and do here what a lost one leaves undone."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import BrokenExecutor, CancelledError, Executor, Future
from typing import TypeVar

Part = TypeVar("Part")
Found = TypeVar("Found")


def shared(
    task: Callable[[Part], Found], parts: Sequence[Part], executor: Executor | None
) -> list[Found]:
    """
    Do a task for each part and give what it finds, in the order of the parts.

    Where a worker is lost and its executor does not start the part anew elsewhere, as a pool of
    processes does not and a cluster does, the part is done in this process. So the result is that
    of doing everything here, as long as a task rests on its part alone.

    Parameters
    ----------
    executor : any `concurrent.futures.Executor`; None does everything here. Where its workers are
        other processes, task, parts and results must be such as can be sent there.
    """
    if executor is None or len(parts) < 2:
        return [task(part) for part in parts]
    # All parts are handed out before the first is waited for.
    pending = [_handed_out(task, part, executor) for part in parts]
    return [_result(task, part, future) for part, future in zip(parts, pending, strict=True)]


def _handed_out(
    task: Callable[[Part], Found], part: Part, executor: Executor
) -> Future[Found] | None:
    try:
        return executor.submit(task, part)
    except BrokenExecutor:
        return None


def _result(task: Callable[[Part], Found], part: Part, future: Future[Found] | None) -> Found:
    try:
        return task(part) if future is None else future.result()
    except (BrokenExecutor, CancelledError, ConnectionError):
        return task(part)
