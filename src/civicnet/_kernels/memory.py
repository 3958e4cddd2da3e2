"""Working memory of the kernels: arrays when compiled, lists, which are faster, when not."""

from __future__ import annotations

from typing import Any

import numpy as np


def ints(size: int, fill: int, *, compiled: bool) -> Any:
    """Give room for whole numbers."""
    return np.full(size, fill, dtype=np.int64) if compiled else [fill] * size


def small(size: int, fill: int, *, compiled: bool) -> Any:
    """Give room for whole numbers below 2**31; half the memory is read sooner."""
    return np.full(size, fill, dtype=np.int32) if compiled else [fill] * size


def floats(size: int, fill: float, *, compiled: bool) -> Any:
    """Give room for numbers."""
    return np.full(size, fill, dtype=np.float64) if compiled else [fill] * size


def words(size: int) -> Any:
    """Give room for sets of 64; only the compiled kernels use it."""
    return np.zeros(size, dtype=np.uint64)
