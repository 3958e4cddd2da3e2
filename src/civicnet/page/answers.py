"""What each view of the map says: one question, asked of the partnership, made visible."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import pandas as pd

from civicnet.page.calendar import calendar
from civicnet.page.lenses import ALARM, CALM, CARE, Board, Lens
from civicnet.questions.partners import counted, listed, n, number, partners, percent

# So many who link most are ringed.
MOST_LINKING = 8
# A caption has two lines beside the map.
LONGEST = 200


def lenses(board: Board, captions: dict[str, str]) -> list[Lens]:
    """Ask every question that the data and the audience allow; a view without an answer is none."""
    whole = Lens("near", "Who is near whom", captions["map"])
    asked = [answer(board) for answer in (*_FOR_ALL, *(() if board.gate.public else _FOR_PARTNERS))]
    found = {lens.id: lens for lens in asked if lens is not None}
    seated = found.pop("rings", Lens("rings", "Who sits where", captions["map"], "rings"))
    through_time = calendar(board)
    # The last, so that the others keep their numbers.
    timed = [through_time] if through_time else []
    return [whole, seated, *(found[each] for each in _ORDER if each in found), *timed]


def _sentence(summary: Sequence[str], invented: str) -> str:
    """Take what an answer says first, but for the notice that the data are invented."""
    first, *more = [said for said in summary if said != invented]
    short = more and len(first) + len(more[0]) < LONGEST
    return f"{first} {more[0]}" if short else first


# --- who links us, where we are one person deep ---------------------------------------------------


def _links(board: Board) -> Lens | None:
    from civicnet import fragmentation  # each question's tools only where its view is made

    if not len(board.partnership.ties) and not len(board.partnership.seats):
        return None
    found = partners(board.partnership, "sector", at=board.at, strength=2, relation=None)
    weights, _ = counted(board.partnership, found, None)
    table = fragmentation.removals(found.network, count=weights, within=2)
    table = table.query("pairs_lost > 0 or within_lost > 0")
    first = table.sort_values(["pairs_lost", "within_lost"], ascending=False, kind="stable")
    lens = Lens("links", "Who links us", "")
    for row in first.head(MOST_LINKING).to_dict("records"):
        lost, farther = row["pairs_lost"], row["within_lost"]
        told = [
            f"the only way between {n(lost, 'pair')} of others" if lost > 0 else "",
            f"{n(farther, 'pair')} of others farther apart" if farther > 0 else "",
        ]
        for actor in board.known([row["actor"]]):
            lens.ring([actor], ALARM if lost > 0 else CALM)
            lens.rows.append((row["actor"], "; ".join(x for x in told if x), actor))
    if not lens.rings:
        return None
    only = int((table["pairs_lost"] > 0).sum())
    nearest = table.loc[table["within_lost"].idxmax()]
    said = f"{n(only, 'partner is', 'partners are')} the only way between some of the others. "
    lens.caption = (said if only else "") + (
        f"Were {nearest['actor']} not there, {n(nearest['within_lost'], 'pair')} of the others "
        "would no longer reach each other within 2 steps."
    )
    lens.key = [
        ("ring", ALARM, "the only way between some others"),
        ("ring", CALM, "brings others nearer to each other"),
    ]
    return lens


def _one_deep(board: Board) -> Lens | None:
    from civicnet.questions.ground import departure
    from civicnet.questions.risks.one_deep import bench
    from civicnet.questions.risks.singly import departures
    from civicnet.questions.risks.what_goes import holdings

    on = board.ground
    who = [person for person in sorted(on.now.present) if board.at_risk(person) is not None]
    costs = departures(on, [departure(on, [person]) for person in who])
    lens = Lens("deep", "One person deep", "")
    told = zip(-np.nan_to_num(costs.others), who, costs.cut, strict=True)
    for minus, person, cut in sorted(told):
        actor = board.at_risk(person)
        if actor is None or not (minus or cut):
            continue
        said = [
            f"{n(-minus, 'pair')} of others would be farther apart" if minus else "",
            f"cuts off {listed(cut)}" if cut else "",
        ]
        lens.ring([actor], ALARM)
        lens.rows.append((person, "; ".join(x for x in said if x), actor))
    held = holdings(on)
    bodies = zip(on.reach.bodies, on.reach.kinds, strict=True)
    # A table has members, not people of its own.
    firms = [body for body, kind in bodies if kind != "person"]
    thin = board.known(body for body in firms if bench(held, body)[1] == 1)
    lens.ring(thin, CARE)
    if not lens.rings:
        return None
    people, many = sum(tone == ALARM for tone in lens.rings.values()), len(thin)
    called = "people" if board.gate.core else "officials"
    lens.caption = (
        f"{number(people)} {called} through whom others reach each other, and "
        f"{n(many, 'organization')} that only one known person ties to the rest. If nothing is "
        "done, what is personal leaves with them."
    )
    lens.key = [
        ("ring", ALARM, "others reach each other through them"),
        ("ring", CARE, "tied to us by one person"),
    ]
    return lens


# --- who brings what alone, and what lacks --------------------------------------------------------


def _alone(board: Board) -> Lens | None:
    from civicnet.questions.assets.brought import ANY_OUTCOME
    from civicnet.questions.assets.coverage import single

    if not len(board.partnership.assets):
        return None
    rows = single(board.brought)
    # A kind brought for one outcome alone is told in the table of `assets`.
    rows = rows[rows["outcome"].map(lambda served: ANY_OUTCOME in served).astype(bool)]
    lens = Lens("alone", "Sole providers", "")
    brings: dict[str, list[str]] = {}
    for provider, kind in zip(rows["provider"], rows["kind"], strict=True):
        brings.setdefault(str(provider), []).append(str(kind))
    for provider, kinds in sorted(brings.items(), key=lambda pair: (-len(pair[1]), pair[0])):
        for actor in board.known([provider]):
            lens.ring([actor], CARE)
            lens.rows.append((provider, f"alone brings {listed(kinds, 4)}", actor))
    if not lens.rings:
        return None
    shown = sum(len(kinds) for provider, kinds in brings.items() if provider in board.ids)
    lens.caption = (
        f"{n(shown, 'kind')} of assets {'hangs' if shown == 1 else 'hang'} on one partner each, "
        f"{n(len(lens.rings), 'partner')} in all. Where that partner stops, nobody else brings it."
    )
    lens.key = [("ring", CARE, "alone brings a kind of asset")]
    return lens


def _lacks(board: Board) -> Lens | None:
    from civicnet.questions.assets.candidates import candidates, nearness, needed, needs

    if not len(board.partnership.needs):
        return None
    asked = needed(board.ground, board.backbone.name)
    found = candidates(board.brought, asked, nearness(board.ground, [x.body for x in asked]))
    lens = Lens("lacks", "What lacks", "")
    could: dict[tuple[str, str], list[str]] = {}
    for row in found.to_dict("records"):
        could.setdefault((row["need"], str(row["who"])), []).append(row["actor"])
    unmet = 0
    for row in needs(board.ground, asked, found).to_dict("records"):
        able = [a for a in could.get((row["need"], str(row["who"])), []) if a in board.ids]
        first = board.known([row["who"]])
        unmet += not able
        lens.ring(first, CARE if able else ALARM)
        lens.ring(board.known(able[:3]), CALM)
        words = f"could be asked: {listed(able, 2)}" if able else "nobody brings it"
        lens.rows.append((row["need"], words, first[0] if first else None))
    if not lens.rows:
        return None
    lens.caption = (
        f"{n(len(lens.rows), 'need')} {'is' if len(lens.rows) == 1 else 'are'} written down; for "
        f"{unmet} nobody brings what is asked for. Ringed: who needs something, and who could be "
        "asked first."
    )
    lens.key = [
        ("ring", ALARM, "needs what nobody brings"),
        ("ring", CARE, "needs what others bring"),
        ("ring", CALM, "could be asked first"),
    ]
    return lens


# --- who is missing -------------------------------------------------------------------------------


def _missing(board: Board) -> Lens | None:
    from civicnet.questions.voices.voices import voices

    sees = board.gate.sees
    if not len(board.partnership.voices) or not sees("voices", "expected_at"):
        return None
    found = voices(board.partnership, at=board.at)
    lens = Lens("missing", "Who is missing", _sentence(found.summary, board.partnership.invented))
    shares = dict(zip(found.table["voice"], found.table["population_share"], strict=True))
    awaited: dict[str, list[dict[str, Any]]] = {}
    for row in found.absent.to_dict("records"):
        awaited.setdefault(row["voice"], []).append(row)
    served = {row["voice"]: row for row in found.served_absent.to_dict("records")}
    for voice in (*awaited, *(each for each in served if each not in awaited)):
        tables = [row["table"] for row in awaited.get(voice, [])]
        servers = list(served[voice]["served_by"]) if voice in served else []
        near = board.known([*tables, *servers])
        if not near:
            continue
        waiting = awaited.get(voice, [])
        by = list(dict.fromkeys(person for row in waiting for person in row["introducers"]))
        facts = [
            ["Expected at", listed(tables)] if tables else [],
            ["Served by", listed(servers)] if servers else [],
            ["Could introduce them", listed(by)] if by else [],
            _population(board, shares.get(voice)),
        ]
        ghost = board.ghost(voice, near[0], [fact for fact in facts if fact])
        lens.ghosts.append(ghost)
        expected = board.known(tables)
        lens.wishes += [board.wish(ghost, table, "expected at") for table in expected]
        helpers = board.known(by)[:3]
        lens.wishes += [board.wish(ghost, each, "could introduce them") for each in helpers]
        lens.ring(expected, CARE)
        lens.ring(helpers, CALM)
        told = [
            f"expected at {listed(tables)}" if tables else "served, and without a seat anywhere",
            f"{listed(by, 2)} could introduce them" if by else "nobody is known who could",
        ]
        lens.rows.append((voice, "; ".join(told if tables else told[:1]), ghost))
    for row in _claims(board):
        actor = board.ids[row["organization"]]
        lens.ring([actor], ALARM)
        lens.rows.append(
            (
                row["organization"],
                "a rightful, urgent claim, no power, far from any decision",
                actor,
            )
        )
    if not lens.ghosts and not lens.rings:
        return None
    lens.key = [
        ("ghost", 0, "a group without a seat where one is expected"),
        ("wish", 0, "the table, and who could bring them there"),
        ("ring", CARE, "a table that expects them"),
        ("ring", CALM, "could introduce them"),
    ]
    if ALARM in lens.rings.values():
        lens.key.append(("ring", ALARM, "a claim that waits: no power, far from decisions"))
    return lens


def _population(board: Board, share: float | None) -> list[str]:
    if share is None or share != share or not board.gate.sees("voices", "population_share"):  # noqa: PLR0124 (NaN)
        return []
    return ["Of the population", percent(share)]


def _claims(board: Board) -> list[dict[str, Any]]:
    """List organizations with a claim that waits, where the audience may see the judgements."""
    from civicnet.questions.stakeholders import stakeholders

    organizations = board.partnership.organizations
    judged = ("power", "legitimacy", "urgency")
    if not all(
        board.gate.sees("organizations", x) and organizations[x].notna().any() for x in judged
    ):
        return []
    claims: pd.DataFrame = stakeholders(board.partnership, at=board.at).claims
    rows: list[dict[str, Any]] = claims.to_dict("records")
    return [row for row in rows if row["organization"] in board.ids]


# --- who sits where, whose result, who needs whom -------------------------------------------------


def _seated(board: Board) -> Lens | None:
    from civicnet.questions.seats.overlap import linkers
    from civicnet.questions.seats.recruiters import tree
    from civicnet.questions.seats.seated import seated
    from civicnet.questions.seats.tables import PUBLIC, tables

    if not len(board.partnership.seats):
        return None
    every = seated(board.partnership, board.ground.now)
    rows = tables(board.ground, every, tree(board.partnership, board.ground.now))
    people = {person for members in every["members"] for person in members}
    chaired = int(rows["chaired_by"].notna().sum())
    by_public = int((rows["chaired_by"] == PUBLIC).sum())
    caption = (
        f"{n(len(people), 'person holds', 'people hold')} {n(len(every), 'seat')} at "
        f"{n(len(rows), 'table')}. "
    )
    if chaired:
        caption += f"Public offices alone chair {by_public} of {n(chaired, 'table')} with a chair."
    lens = Lens("rings", "Who sits where", caption.strip(), "rings")
    for row in linkers(every).to_dict("records"):
        actor = board.at_risk(row["actor"])
        if row["alone_joins"] and actor is not None:
            lens.ring([actor], CARE)
            lens.rows.append((row["actor"], f"alone joins {listed(row['alone_joins'], 2)}", actor))
    for row in rows.to_dict("records"):
        for table in board.known([row["table"]]):
            by = row["chaired_by"]
            chair = f"chaired by {by}" if by else "no chair is written down"
            lens.rows.append((row["table"], f"{n(row['n_members'], 'member')}; {chair}", table))
            if by == PUBLIC:
                lens.ring([table], CALM)
    lens.key = [
        entry
        for entry in (
            ("ring", CALM, "a table chaired by public offices alone"),
            ("ring", CARE, "alone joins two tables"),
        )
        if entry[1] in lens.rings.values()
    ]
    return lens


def _results(board: Board) -> Lens | None:
    from civicnet.questions.outcomes.owners import owners
    from civicnet.questions.outcomes.reinforcement import reinforcement
    from civicnet.questions.outcomes.works import held_assets, works

    if not len(board.partnership.outcomes):
        return None
    on = board.ground
    at_work = works(board.partnership, on.now, held_assets(board.partnership, on.now))
    owned = owners(board.partnership, on.now)
    pairs = reinforcement(on, at_work)
    apart = pairs[~pairs["tied"].astype(bool)]
    nobody = owned.loc[owned["owner"].isna(), "outcome"].tolist()
    lens = Lens("results", "Whose result", "")
    lens.caption = (
        f"Of {n(len(owned), 'result')}, "
        + (f"nobody owns {listed(nobody)}. " if nobody else "each has an owner. ")
        + f"{len(apart)} of {n(len(pairs), 'pair')} of organizations that work on the same one "
        "have no working tie."
    )
    for row in owned.to_dict("records"):
        owner = board.known([row["owner"]]) or board.known([row["organization"]])
        lens.ring(owner, CALM)
        words = f"owned by {row['owner']}" if row["owner"] else "nobody owns it"
        lens.rows.append((row["outcome"], words, owner[0] if owner else None))
    for row in apart.to_dict("records"):
        both = board.known([row["organization"], row["other"]])
        if len(both) == 2:
            shared = listed(row["outcomes"], 2)
            lens.wishes.append(board.wish(both[0], both[1], f"both work on {shared}"))
    if not lens.rings and not lens.wishes:
        return None
    lens.key = [
        ("ring", CALM, "owns a result"),
        ("wish", 0, "work on the same result without a working tie"),
    ]
    return lens


def _needs(board: Board) -> Lens | None:
    from civicnet.questions.unity.conflict import conflicts
    from civicnet.questions.unity.need import need

    lens = Lens("needs", "Who needs whom", "")
    told = []
    if board.gate.sees("ties", "need"):
        pairs = need(board.partnership, board.at)
        mutual = pairs[pairs["kind"] == "mutual"]
        one_way = pairs[pairs["kind"] == "one-way"]
        if len(mutual) or len(one_way):
            for one, other in zip(mutual["one"], mutual["other"], strict=True):
                lens.ring(board.known([one, other]), CALM)
            for row in one_way.to_dict("records"):
                lens.ring(board.known([row["depends"]]), CARE)
                words = f"needs {row['on']}, who does not say the same"
                first = board.known([row["depends"]])
                lens.rows.append((row["depends"], words, first[0] if first else None))
            both = f"{n(len(mutual), 'pair')} of partners need each other"
            told.append(f"{both}, {n(len(one_way), 'pair')} only one way.")
            lens.key += [
                ("ring", CALM, "both need each other"),
                ("ring", CARE, "needs somebody who does not need them"),
            ]
    odds = conflicts(board.ground, board.backbone)
    if len(odds):
        for row in odds.to_dict("records"):
            sides = board.known([row["one"], row["other"]])
            lens.ring(sides, ALARM)
            stands = f"; the backbone is {row['backbone_stands']}" if row["backbone_stands"] else ""
            lens.rows.append(
                (
                    f"{row['one']} and {row['other']}",
                    f"at odds{stands}",
                    sides[0] if sides else None,
                )
            )
        told.append(f"{n(len(odds), 'pair')} {'is' if len(odds) == 1 else 'are'} at odds.")
        lens.key.append(("ring", ALARM, "at odds with somebody"))
    lens.caption = " ".join(told)
    if not any(tone == CALM for _, tone, _ in lens.key):
        lens.label = "Who is at odds"
    return lens if lens.rows else None


Answer = Callable[[Board], Lens | None]
# What assets and needs say is for everybody; the rest rests on ties, seats and people.
_FOR_ALL: tuple[Answer, ...] = (_alone, _lacks)
_FOR_PARTNERS: tuple[Answer, ...] = (_seated, _links, _one_deep, _missing, _results, _needs)
_ORDER = ("links", "deep", "alone", "lacks", "missing", "results", "needs")
