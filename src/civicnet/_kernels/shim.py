"""The few names of Cython that the kernels use, for where Cython is not installed."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import nullcontext
from typing import Any

compiled = False


class _Nogil(nullcontext[None]):
    """Do nothing: as a block, and as a decorator."""

    def __call__(self, function: Callable[..., Any]) -> Callable[..., Any]:
        return function


nogil = _Nogil()


def cfunc(function: Callable[..., Any]) -> Callable[..., Any]:
    """Leave a function as it is; compiled, it is one of C."""
    return function


inline = cfunc


def exceptval(**_: bool) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Leave a function as it is; compiled, it never raises."""
    return cfunc
