"""Agreements of two and of many: whether partners are a set of pairs or one body."""

from __future__ import annotations

from collections import defaultdict
from itertools import combinations
from typing import TYPE_CHECKING, Any

import networkx as nx
import pandas as pd

from civicnet import bodies, cohesion
from civicnet import vocabulary as words
from civicnet.moments import Moment
from civicnet.questions.framing import Kind, framed

if TYPE_CHECKING:
    from civicnet.model import Partnership

# From so many parties an agreement is one of several.
SEVERAL = 3
TWO, MANY, WITHIN = "two parties", "several parties", "within one body"

_COLUMNS: dict[str, Kind] = {
    "agreement": "text", "kind": "text", "n_parties": "count", "parties": "list", "form": "text",
    "n_ties": "count", "start": "start", "until": "end", "relations": "list",
}  # fmt: skip


def agreements(partnership: Partnership, at: Moment) -> pd.DataFrame:
    """
    List the written agreements between partners, with everybody who is a party to each.

    Rows of one name are one agreement. Without a name, rows of one form between the same two
    partners with the same dates are one. Contracts in Assets (grants, leases) are not counted.

    Returns one row per agreement, most parties first: `agreement` (its name; None where it has
    none), `kind` ("several parties" from three on, "two parties", "within one body"), `n_parties`,
    `parties` (tuple of bodies), `form` (mou, contract, law; None where only a name is given),
    `n_ties` (rows in Ties), `start`, `until` (the first of its days, the last of its days; NaT
    where one of its rows has none), `relations`.
    """
    found = bodies.links(partnership, at)
    found = found[(found["what"] == "tie") & (found["basis"] == "institutional")]
    ties = partnership.ties.iloc[found["row"].to_numpy(dtype=int)]
    columns = ("agreement", "form", "start", "end", "relation")
    each = zip(found["source"], found["target"], *(ties[c] for c in columns), strict=True)
    rows: dict[tuple[object, ...], list[tuple[object, ...]]] = defaultdict(list)
    for source, target, name, form, start, end, relation in each:
        if not name and form not in words.INSTITUTIONAL_FORMS:
            continue
        key = (name,) if name else (form, *sorted((source, target)), str(start), str(end))
        rows[key].append((source, target, name, form, start, end, relation))
    made = [_agreement(own) for own in rows.values()]
    made.sort(key=_order)
    return framed(made, _COLUMNS)


def _agreement(rows: list[tuple[object, ...]]) -> dict[str, object]:
    sources, targets, names, forms, starts, ends, relations = zip(*rows, strict=True)
    parties = tuple(sorted({str(party) for party in (*sources, *targets)}))
    known = [form for form in forms if form]
    return {
        "agreement": names[0],
        "kind": MANY if len(parties) >= SEVERAL else (WITHIN, TWO)[len(parties) - 1],
        "n_parties": len(parties),
        "parties": parties,
        "form": known[0] if known else None,
        "n_ties": len(rows),
        "start": min(starts) if not pd.isna(list(starts)).any() else pd.NaT,
        "until": max(ends) if not pd.isna(list(ends)).any() else pd.NaT,
        "relations": tuple(sorted({str(relation) for relation in relations if relation})),
    }


def held_by(found: pd.DataFrame) -> tuple[int, int, int]:
    """
    Tell how written agreements alone hold partners together.

    Gives how many are a party to any, how many of them are in the largest group with some way to
    each other, and how many in the largest that stays in one piece whichever one of it leaves.
    """
    graph = nx.Graph()
    for parties in found["parties"]:
        graph.add_edges_from(combinations(parties, 2))
    if not graph:
        return 0, 0, 0
    layers = cohesion.k_components(graph)
    sizes = [int(layers.loc[layers["k"] >= k, "size"].max()) if (layers["k"] >= k).any() else 0
             for k in (1, 2)]  # fmt: skip
    return len(graph), sizes[0], sizes[1]


def _order(row: dict[str, Any]) -> tuple[object, ...]:
    parties = row["parties"]
    return -len(parties), not row["agreement"], str(row["agreement"] or ""), parties
