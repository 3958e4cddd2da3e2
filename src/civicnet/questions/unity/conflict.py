"""Who is at odds with whom, on whose side the backbone stands, and who could stand between."""

from __future__ import annotations

from collections import defaultdict

import pandas as pd

from civicnet import bodies
from civicnet.questions.framing import Kind, framed
from civicnet.questions.ground import Ground
from civicnet.questions.rehouse.backbone import Backbone
from civicnet.questions.rehouse.neutrality import at_odds, disputes

PARTY, ONE_SIDE = "is a party", "tied to one"
TRUSTED = "trusted by both"
# Partners named who could broker.
_NAMED = 3

_COLUMNS: dict[str, Kind] = {
    "one": "text", "other": "text", "relations": "list", "backbone_stands": "text",
    "host_stands": "text", "could_broker": "list", "reason": "text",
}  # fmt: skip


def conflicts(on: Ground, found: Backbone) -> pd.DataFrame:
    """
    Tell of every two partners at odds how the backbone stands to both, and who both sides trust.

    A backbone "can help to broker conflict" as a neutral party: tied to both, trusted by both, and
    no party to it. Tied to one side only it may be seen as that side's.

    Returns one row per pair at odds: `one`, `other`, `relations` (tuple), `backbone_stands` ("is a
    party", "trusted by both" (each gave it 3 or more of 4), "tied to both", "tied to one", "tied to
    neither"; None without a backbone), `host_stands` (the same of its host; None where nobody hosts
    it), `could_broker` (tuple: up to three other partners trusted by both), `reason`. What each
    side gave is not shown: it is the word of one or two.
    """
    links = bodies.links(on.partnership, on.at)
    pairs = at_odds(links)
    host = found.host if found.host in on.reach.place and found.host != found.name else ""
    every = disputes(on, [(body, body) for body in on.reach.bodies] if pairs else [])
    stands = {(h, a, b): row for h, a, b, *row in every.itertuples(index=False, name=None)}
    trusted: dict[tuple[str, str], list[tuple[float, str]]] = defaultdict(list)
    for (body, one, other), (how, *given) in stands.items():
        if how == TRUSTED and body != found.name:
            trusted[one, other].append((-sum(given), body))
    said = _relations(links)
    rows = []
    for one, other in pairs:
        how = stands.get((found.name, one, other), [None])[0]
        rows.append(
            {
                "one": one,
                "other": other,
                "relations": tuple(sorted(said[one, other])),
                "backbone_stands": how,
                "host_stands": stands[host, one, other][0] if host else None,
                "could_broker": tuple(x[1] for x in sorted(trusted[one, other])[:_NAMED]),
                "reason": "" if how else "needs an organization of the kind backbone",
            }
        )
    return framed(rows, _COLUMNS)


def _relations(links: pd.DataFrame) -> dict[tuple[str, str], set[str]]:
    found: dict[tuple[str, str], set[str]] = defaultdict(set)
    own = links[links["adverse"]]
    for source, target, relation in zip(*(own[c] for c in _ENDS), strict=True):
        found[min(source, target), max(source, target)].add(relation)
    return found


_ENDS = ("source", "target", "relation")
