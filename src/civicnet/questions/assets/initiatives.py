"""Which other initiative our people work in already."""

from __future__ import annotations

import pandas as pd

from civicnet import bodies
from civicnet.questions.assets.brought import Brought
from civicnet.questions.framing import Kind, framed

_INITIATIVES: dict[str, Kind] = {
    "initiative": "text", "n_members": "count", "members": "list", "n_shared": "count",
    "shared": "list", "jaccard": "number", "people": "list", "reason": "text",
}  # fmt: skip


def initiatives(found: Brought) -> pd.DataFrame:
    """
    Hold the members of other initiatives against the partners at our tables.

    An initiative is an organization of that kind. Its members have a seat or a working tie to it,
    bring something to it, or are part of it; ours have a seat at one of our tables.

    Returns one row per initiative, the most shared first: `initiative`, `n_members`, `members`
    (tuple), `n_shared`, `shared` (tuple: members who sit at our tables too), `jaccard` (0-1: shared
    over all of either; NaN without any), `people` (tuple: people who sit at both), `reason`.
    """
    organizations = found.partnership.organizations
    kinds = dict(zip(organizations["organization"], organizations["kind"], strict=True))
    parents = zip(organizations["organization"], organizations["part_of"], strict=True)
    part_of = [(child, parent) for child, parent in parents if parent]
    links = bodies.links(found.partnership, found.now.at)
    links = links[~links["adverse"] & ~(links["strength"] < 2)]
    pairs = set(zip(links["source"], links["target"], strict=True))
    given = zip(found.held["provider"], found.held["receiver"], strict=True)
    seats = links[links["what"] == "seat"]
    seated = set(zip(seats["source"], seats["target"], strict=True))
    sits = set(zip(seats["source_people"], seats["target"], strict=True))
    ours = {body for body, table in seated if kinds.get(table) == "table"}
    at_ours = {p for people, table in sits if kinds.get(table) == "table" for p in people}
    every = {*pairs, *((b, a) for a, b in pairs), *part_of, *given}
    rows = []
    for name in sorted(x for x, kind in kinds.items() if kind == "initiative"):
        members = {a for a, b in every if b == name and a != name and kinds.get(a) != "table"}
        shared, either = members & ours, members | ours
        there = {p for people, table in sits if table == name for p in people}
        rows.append(
            {
                "initiative": name,
                "n_members": len(members),
                "members": tuple(sorted(members)),
                "n_shared": len(shared),
                "shared": tuple(sorted(shared)),
                "jaccard": len(shared) / len(either) if either and ours else float("nan"),
                "people": tuple(sorted(there & at_ours)),
                "reason": "" if ours else "cannot say: needs Tables, with who sits there",
            }
        )
    rows.sort(key=lambda x: (-int(str(x["n_shared"])), str(x["initiative"])))
    return framed(rows, _INITIATIVES)
