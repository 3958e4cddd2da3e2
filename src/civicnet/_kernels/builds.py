"""Which build of the kernels is in use, and whether it is that of the sources beside it."""

from __future__ import annotations

import hashlib
import json
import os
from functools import cache
from importlib import import_module
from pathlib import Path
from types import ModuleType

MODULES = (
    "brokerage",
    "constraint",
    "cores",
    "cuts",
    "flow",
    "losses",
    "paths",
    "reach",
    "scenarios",
    "survivors",
)
HERE = Path(__file__).parent
# Written by hatch_build.py when every kernel has been compiled: module -> hash of its source.
RECORD = HERE / "_compiled" / "sources.json"


@cache
def module(name: str, build: str) -> ModuleType:
    """Load a kernel module, compiled or as Python."""
    folder = "civicnet._kernels._compiled" if build == "compiled" else "civicnet._kernels"
    return import_module(f"{folder}.{name}")


@cache
def chosen() -> str:
    """
    Say which build serves: "compiled" where it is there and was not declined.

    A build of other sources than those beside it is as good as none.
    """
    if os.environ.get("CIVICNET_KERNELS", "") == "uncompiled" or not RECORD.exists() or stale():
        return "uncompiled"
    try:
        for name in MODULES:
            module(name, "compiled")
    except ImportError:
        # Built for another Python or another system.
        return "uncompiled"
    return "compiled"


def stale() -> list[str]:
    """Name the kernels whose source has changed since they were compiled."""
    if not RECORD.exists():
        return []
    built = json.loads(RECORD.read_text(encoding="utf-8"))
    return [name for name in MODULES if built.get(name) != source_hash(name)]


def source_hash(name: str) -> str:
    """Give the hash of a kernel's source, the same whatever the ends of its lines."""
    text = (HERE / f"{name}.py").read_text(encoding="utf-8")
    return hashlib.sha256(text.encode()).hexdigest()
