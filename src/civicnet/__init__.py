"""
civicnet: map a partnership, learn who links it, who is missing, and what breaks when she leaves.

The names below are loaded when first used: `import civicnet` costs nothing.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

__version__ = "0.1.0"

if TYPE_CHECKING:
    from civicnet import brokerage, centrality, cohesion, fragmentation
    from civicnet.errors import (
        ArgumentError,
        CivicnetError,
        DataError,
        FileError,
        LimitError,
        MissingExtraError,
        UnknownActorError,
    )
    from civicnet.model import Partnership
    from civicnet.network import Network
    from civicnet.page import Page, map
    from civicnet.problems import Problem
    from civicnet.questions.assets.assets import assets
    from civicnet.questions.assets.gaps import gaps
    from civicnet.questions.brokers import brokers
    from civicnet.questions.concentration import concentration
    from civicnet.questions.departure.depart import depart
    from civicnet.questions.departure.left import left
    from civicnet.questions.forecast.forecast import forecast
    from civicnet.questions.formalize import formalize
    from civicnet.questions.merge.merge import merge
    from civicnet.questions.outcomes.outcomes import outcomes
    from civicnet.questions.pairing import cochairs, introduce
    from civicnet.questions.rehouse.rehouse import rehouse
    from civicnet.questions.risks.risks import risks
    from civicnet.questions.seats.seats import seats
    from civicnet.questions.stakeholders import stakeholders
    from civicnet.questions.survival import survival
    from civicnet.questions.turnover import turnover
    from civicnet.questions.unity.unity import unity
    from civicnet.questions.voices.voices import voices
    from civicnet.reading import check, load_example, read
    from civicnet.writers import write

# Where each name lives. A module here must not share its name with a function above.
_HOMES = {
    "ArgumentError": "errors",
    "CivicnetError": "errors",
    "DataError": "errors",
    "FileError": "errors",
    "LimitError": "errors",
    "MissingExtraError": "errors",
    "Network": "network",
    "Page": "page",
    "Partnership": "model",
    "Problem": "problems",
    "UnknownActorError": "errors",
    "assets": "questions.assets.assets",
    "brokers": "questions.brokers",
    "check": "reading",
    "cochairs": "questions.pairing",
    "concentration": "questions.concentration",
    "depart": "questions.departure.depart",
    "forecast": "questions.forecast.forecast",
    "formalize": "questions.formalize",
    "gaps": "questions.assets.gaps",
    "introduce": "questions.pairing",
    "left": "questions.departure.left",
    "load_example": "reading",
    "map": "page",
    "merge": "questions.merge.merge",
    "outcomes": "questions.outcomes.outcomes",
    "read": "reading",
    "rehouse": "questions.rehouse.rehouse",
    "risks": "questions.risks.risks",
    "seats": "questions.seats.seats",
    "stakeholders": "questions.stakeholders",
    "survival": "questions.survival",
    "turnover": "questions.turnover",
    "unity": "questions.unity.unity",
    "voices": "questions.voices.voices",
    "write": "writers",
}

# Modules of measures, used as cn.centrality.betweenness(…).
_MODULES = ("brokerage", "centrality", "cohesion", "fragmentation")

__all__ = [
    "ArgumentError",
    "CivicnetError",
    "DataError",
    "FileError",
    "LimitError",
    "MissingExtraError",
    "Network",
    "Page",
    "Partnership",
    "Problem",
    "UnknownActorError",
    "__version__",
    "assets",
    "brokerage",
    "brokers",
    "centrality",
    "check",
    "cochairs",
    "cohesion",
    "concentration",
    "depart",
    "forecast",
    "formalize",
    "fragmentation",
    "gaps",
    "introduce",
    "left",
    "load_example",
    "map",
    "merge",
    "outcomes",
    "read",
    "rehouse",
    "risks",
    "seats",
    "stakeholders",
    "survival",
    "turnover",
    "unity",
    "voices",
    "write",
]


def __getattr__(name: str) -> Any:
    if name in _MODULES:
        return import_module(f"civicnet.{name}")
    if name not in _HOMES:
        raise AttributeError(f"module 'civicnet' has no attribute {name!r}")
    return getattr(import_module(f"civicnet.{_HOMES[name]}"), name)


def __dir__() -> list[str]:
    return sorted(__all__)
