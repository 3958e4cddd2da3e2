"""Named by members but absent: partners that others speak of and that have no seat or no answer."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from civicnet import bodies
from civicnet.questions.framing import Kind, framed
from civicnet.questions.voices.presence import Presence
from civicnet.standing import Standing

if TYPE_CHECKING:
    from civicnet.model import Partnership

COLUMNS: dict[str, Kind] = {
    "actor": "text", "kind": "text", "sector": "text", "voices": "list", "n_named_by": "count",
    "named_by": "list", "strength": "number", "last_table": "text", "until": "end",
    "reason": "text",
}  # fmt: skip
NO_SEAT = "has no seat"
NO_ANSWER = "names nobody"


def named_absent(
    partnership: Partnership, now: Standing, found: Presence, speaks: dict[str, set[str]]
) -> pd.DataFrame:
    """
    List partners whom members name and who are absent.

    Where there are seats, members are those who have one, and whoever has none is absent. Where
    there are none, members are those who name somebody, and whoever names nobody is absent. A tie
    names its other end by whoever reported it, else by its source; one without direction names
    both. To know of somebody is to name them; a dispute is not.
    """
    links = bodies.links(partnership, now.at)
    ties = links[(links["what"] == "tie") & ~links["adverse"]]
    ties = ties[ties["source"] != ties["target"]]
    names = _named(partnership, now, ties)
    everyone = bodies.actors(partnership, now.at)
    everyone = everyone[everyone["present"] & (everyone["body"] == everyone["actor"])]
    seated = len(partnership.seats) > 0
    members = {place.body for place in found.places} if seated else {one for one, _ in names}
    # A person sits for one organization and is of another: neither is absent.
    members |= {body for place in found.places for body in now.bodies_of.get(place.holder, ())}
    tables = {*found.tables, *everyone.loc[everyone["kind"] == "table", "actor"]}
    by: dict[str, dict[str, float]] = defaultdict(dict)
    for (one, two), strong in names.items():
        if one in members and two not in members and two not in tables:
            by[two][one] = strong
    last = _last_seats(partnership, now) if seated else {}
    rows: list[dict[str, Any]] = []
    for actor, subkind, kind, sector in zip(
        *(everyone[c] for c in ("actor", "subkind", "kind", "sector")), strict=True
    ):
        if actor not in by:
            continue
        table, until = last.get(actor, (None, pd.NaT))
        people = {v for who in now.staff.get(actor, ()) for v in speaks.get(who, ())}
        strengths = [s for s in by[actor].values() if not np.isnan(s)]
        rows.append(
            {
                "actor": actor,
                "kind": subkind or kind,
                "sector": sector,
                "voices": tuple(sorted(speaks.get(actor, set()) | people)),
                "n_named_by": len(by[actor]),
                "named_by": tuple(sorted(by[actor])),
                "strength": max(strengths, default=float("nan")),
                "last_table": table,
                "until": until,
                "reason": NO_SEAT if seated else NO_ANSWER,
            }
        )
    rows.sort(key=lambda row: (-len(row["named_by"]), str(row["actor"])))
    return framed(rows, COLUMNS)


def _named(
    partnership: Partnership, now: Standing, ties: pd.DataFrame
) -> dict[tuple[str, str], float]:
    """Tell who names whom, with the strongest tie; NaN where no strength is said."""
    told = partnership.ties["reported_by"].to_numpy()
    found: dict[tuple[str, str], float] = {}
    columns = ("source", "target", "mutual", "strength", "row")
    for one, two, mutual, strong, row in zip(*(ties[c] for c in columns), strict=True):
        who = told[row]
        by = now.bodies_of.get(who, (now.body_of(who),))[0] if who else one
        pairs = [(two, one)] if by == two else [(one, two)] if by == one else []
        if not pairs:
            # Reported by somebody else, who names both.
            pairs = [(by, one), (by, two)]
        if mutual and not who:
            pairs = [(one, two), (two, one)]
        for pair in pairs:
            found[pair] = np.fmax(found.get(pair, np.nan), strong)
    return found


def _last_seats(partnership: Partnership, now: Standing) -> dict[str, tuple[str, object]]:
    """Give the last seat that each partner had and has no more: the table, and its last day."""
    seats = partnership.seats
    over = seats[seats["end"] < now.at.date].sort_values(["end", "table"], kind="stable")
    found: dict[str, tuple[str, object]] = {}
    columns = (over[c] for c in ("table", "actor", "on_behalf_of", "end"))
    for table, actor, behalf, end in zip(*columns, strict=True):
        home = now.bodies_of.get(actor, (now.posts.homes.get(actor, actor),))[0]
        body = now.body_of(behalf) if behalf else now.body_of(home)
        found[body] = (table, end)
    return found
