"""What is hosted by word of mouth: two lines for the day its host's head leaves, none assumed."""

from __future__ import annotations

import numpy as np
import pandas as pd

from civicnet import rules
from civicnet.questions.ground import Scenario, departure
from civicnet.questions.risks.singly import besides
from civicnet.questions.risks.what_goes import Holdings
from civicnet.standing import closing_with, left_homeless
from civicnet.typed import series


def hosting(held: Holdings) -> pd.DataFrame:
    """
    Tell for everything hosted without an agreement what follows when the host's head leaves.

    It may stay, or close with all it hosts in turn: one row each, since nobody can know. Pairs of
    the head's own bodies are no loss to others; those of what closes are.

    Returns two rows per hosted body: `hosted`, `host`, `host_form`, `heads` (tuple: the people who
    head the host), `departs_with` (tuple), `line` ("stays" or "closes"), `within_lost_others`,
    `pairs_cut`, `bodies_cut` (tuple), `reason`.
    """
    on = held.on
    organizations = on.partnership.organizations
    columns = ("organization", "hosted_by", "host_form")
    rows = [
        (body, host, form)
        for body, host, form in zip(*(organizations[c] for c in columns), strict=True)
        if host and not (form and rules.form_basis(form) == "institutional")
    ]
    heads = [_heads(held, host) for _, host, _ in rows]
    lines: list[Scenario] = []
    own = []
    for (body, _, _), people in zip(rows, heads, strict=True):
        stays = departure(on, people)
        closed = closing_with(on.partnership, [body])
        homeless = left_homeless(on.now, closed)
        lines += [stays, Scenario(tuple(sorted({*stays.people, *homeless})), closed)]
        own += [on.own(stays.people)] * 2
    costs = besides(on, lines, own)
    known = np.repeat([len(people) > 0 for people in heads], 2).astype(bool)
    twice = [row for row in rows for _ in range(2)]
    with_heads = [people for people in heads for _ in range(2)]
    return pd.DataFrame(
        {
            "hosted": series([body for body, _, _ in twice], "text"),
            "host": series([host for _, host, _ in twice], "text"),
            "host_form": series([form for _, _, form in twice], "text"),
            "heads": series(with_heads, "list"),
            "departs_with": series(
                [
                    tuple(p for p in lines[2 * (i // 2)].people if p not in people)
                    for i, people in enumerate(with_heads)
                ],
                "list",
            ),
            "line": series(["stays", "closes"] * len(rows), "text"),
            "within_lost_others": np.where(known, costs.others, np.nan),
            "pairs_cut": np.where(known, costs.pairs_cut, np.nan),
            "bodies_cut": series(
                [cut if x else () for cut, x in zip(costs.cut, known, strict=True)], "list"
            ),
            "reason": series(
                ["" if x else "nobody is known to head the host" for x in known], "text"
            ),
        }
    )


def at_risk(held: Holdings) -> dict[str, tuple[str, ...]]:
    """Name for each host what it hosts without an agreement, at risk when its head leaves."""
    hosts = set(held.on.partnership.organizations["hosted_by"].dropna())
    found = {host: closing_with(held.on.partnership, [host]) for host in sorted(hosts)}
    return {host: tuple(x for x in those if x != host) for host, those in found.items()}


def _heads(held: Holdings, host: str) -> tuple[str, ...]:
    """Name the people who head an organization."""
    now = held.on.now
    offices = [
        x for x, post in now.posts.offices.items() if post.organization == host and post.heads
    ]
    return tuple(sorted({p for x in offices for p in now.holders.get(x, ()) if p in now.present}))
