"""Every person's departure and every organization's closure, a row each: what goes, who hangs."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from civicnet import reach as reaches
from civicnet.questions.ground import Ground, Scenario, closure, departure
from civicnet.questions.risks import singly
from civicnet.questions.risks.hosting import at_risk
from civicnet.questions.risks.singly import Costs, alive, closures, ended
from civicnet.questions.risks.what_goes import Gone, Holdings, amount, backups, goes, post
from civicnet.standing import left_homeless
from civicnet.typed import series

Floats = NDArray[np.float64]

# To order people who cost others the same, as many bodies times tied pairs are looked at.
WORK = 10_000_000


def people(
    held: Holdings,
    who: Sequence[str],
    leave: Sequence[Scenario],
    costs: Costs,
    gone: Sequence[Gone],
) -> pd.DataFrame:
    """
    Put the departures of everybody side by side, in the order given; see `Risks.people`.

    What the data do not tell of is NaN: no seats in the data is not no seat lost.
    """
    on = held.on
    posts = [post(on, person) for person in who]
    amounts = [amount(held, each) for each in gone]
    lacks = _lacks(held)
    frame = pd.DataFrame(
        {
            "actor": series(list(who), "text"),
            "office": series([office for office, _ in posts], "text"),
            "organization": series([home for _, home in posts], "text"),
            "departs_with": series(
                [
                    tuple(x for x in each.people if x != person)
                    for person, each in zip(who, leave, strict=True)
                ],
                "list",
            ),
            "within_lost_others": costs.others,
            "within_lost_own": costs.own,
            "pairs_cut": costs.pairs_cut,
            "bodies_cut": series(list(costs.cut), "list"),
            "ties_lost": _counts(each.count("tie") for each in gone),
            "ties_kept": _counts(sum(line.what == "tie" for line in each.kept) for each in gone),
            "seats_lost": _counts(each.count("seat") for each in gone),
            "decision_seats_lost": _counts(each.deciding for each in gone),
            "assets_lost": _counts(len(each.assets) for each in gone),
            "doors_lost": _counts(len(held.names(each.assets, door=True)) for each in gone),
            "amount_at_risk": np.array([yearly for yearly, _ in amounts], dtype=np.float64),
            "sole_contact_of": series(_sole(on, leave, costs), "list"),
            "backups": series(
                [backups(held, one, each) for one, each in zip(leave, gone, strict=True)], "list"
            ),
        }
    )
    return _because(frame, lacks, [why for _, why in amounts])


def _counts(numbers: Iterable[int]) -> Floats:
    return np.fromiter(numbers, dtype=np.float64)


def _lacks(held: Holdings) -> dict[str, tuple[str, ...]]:
    """Say what the data do not tell, with the columns that are not known for it."""
    on, p = held.on, held.on.partnership
    reach = ("within_lost_others", "within_lost_own")
    found: dict[str, tuple[str, ...]] = {}
    if len(on.reach.bodies) > singly.EXACT:
        found[f"more than {singly.EXACT:,} partners: pairs within some steps are not counted"] = (
            reach
        )
    if not on.reach.pairs:
        found["fewer than two partners count, so there is no pair"] = (*reach, "pairs_cut")
    if not len(p.ties):
        found["no ties in the data"] = ("ties_lost", "ties_kept")
    if not len(p.ties) and not len(p.seats) and not len(on.reach.links):
        found["no ties or seats in the data"] = (*reach, "pairs_cut")
    if not len(p.seats):
        found["no seats in the data"] = ("seats_lost", "decision_seats_lost")
    elif not p.seats["engagement"].notna().any():
        found["no seat says who decides"] = ("decision_seats_lost",)
    if not len(p.assets):
        found["no assets in the data"] = ("assets_lost", "doors_lost", "amount_at_risk")
    elif not (p.assets["kind"] == "data").any():
        found["no asset in the data is data"] = ("doors_lost",)
    return found


def _because(
    frame: pd.DataFrame, lacks: Mapping[str, tuple[str, ...]], money: Sequence[str]
) -> pd.DataFrame:
    """Blank what is not known, and say why in the last column."""
    known = {why: [c for c in columns if c in frame] for why, columns in lacks.items()}
    blank = {column for columns in known.values() for column in columns}
    frame = frame.assign(**dict.fromkeys(sorted(blank), np.nan))
    said = [why for why, columns in known.items() if columns]
    some = [[*said, why] if why and "amount_at_risk" not in blank else said for why in money]
    return frame.assign(reason=series(["; ".join(each) for each in some], "text"))


def _sole(on: Ground, leave: Sequence[Scenario], costs: Costs) -> list[tuple[str, ...]]:
    """Name the other bodies of which a departure ends every link to the leavers' own."""
    found = on.reach
    rows = []
    for scenario, pairs in zip(leave, costs.ended, strict=True):
        # Somebody without an organization is the contact of nobody but themselves.
        alone = {found.place[x] for x in scenario.people if x in found.place}
        own = on.own(scenario.people) - alone
        ways = [way for pair in found.ends[pairs].tolist() for way in (pair, pair[::-1])]
        others = {other for mine, other in ways if mine in own and other not in own}
        rows.append(tuple(found.bodies[i] for i in sorted(others)))
    return rows


def ranked(on: Ground, frame: pd.DataFrame, costs: Costs) -> list[int]:
    """
    Order departures: what others lose comes first.

    Where that is the same, efficiency (the mean of 1/steps) decides, while there is time to work it
    out for all who are equal; then pairs and bodies cut, the own body's pairs, seats, assets, ties,
    and the name.
    """
    others = frame["within_lost_others"].fillna(0).round(9).to_numpy(dtype=np.float64)
    lost = np.zeros(len(frame))
    work = len(on.reach.bodies) * max(len(on.reach.ends), 1)
    room = WORK
    today = np.nan
    for value in sorted(set(others.tolist()), reverse=True):
        equal = [i for i in np.flatnonzero(others == value) if len(costs.ended[i])]
        room -= work * len(equal) if len(equal) > 1 else 0
        if len(equal) < 2 or room < 0:
            continue
        if np.isnan(today):
            today = reaches.efficiency(on.reach, alive(on.reach, np.zeros(0, dtype=np.int64)))
        for i in equal:
            left = reaches.efficiency(on.reach, alive(on.reach, costs.ended[i]))
            lost[i] = 0.0 if np.isnan(left) else round(today - left, 9)
    columns = (
        "pairs_cut", "bodies_cut", "within_lost_own", "seats_lost", "assets_lost", "ties_lost",
    )  # fmt: skip
    keys = [
        np.array([len(x) for x in frame[c]]) if c == "bodies_cut" else frame[c].fillna(0).round(9)
        for c in columns
    ]
    names = np.argsort(np.argsort(frame["actor"].to_numpy(dtype=object), kind="stable"))
    order = np.lexsort((names, *(-np.asarray(key) for key in reversed([others, lost, *keys]))))
    return [int(i) for i in order]


# --- organizations --------------------------------------------------------------------------------


def organizations(
    held: Holdings, who: Sequence[str], leave: Sequence[Scenario], costs: Costs
) -> pd.DataFrame:
    """
    Put the closures of all organizations and tables side by side, and how deep each is known.

    `leave` and `costs` are the departures of `who`. The closure that costs others most comes
    first; see `Risks.organizations`.
    """
    on = held.on
    here = [x for x, kind in zip(on.reach.bodies, on.reach.kinds, strict=True) if kind != "person"]
    hosts = set(on.partnership.organizations["hosted_by"])
    close = [
        closure(on, [body]) if body in hosts else Scenario(left_homeless(on.now, [body]), (body,))
        for body in here
    ]
    lost = closures(on, close)
    gone = [goes(held, each) for each in close]
    amounts = [amount(held, each) for each in gone]
    everyone = held.everyone.set_index("actor")
    risky, hangs = at_risk(held), _hangs_on(on, who, leave, costs)
    many = [bench(held, body) for body in here]
    frame = pd.DataFrame(
        {
            "organization": series(here, "text"),
            "kind": series(everyone.loc[here, "kind"].tolist(), "text"),
            "sector": series(everyone.loc[here, "sector"].tolist(), "text"),
            "closes_with": series(
                [
                    tuple(x for x in each.closed if x != body)
                    for body, each in zip(here, close, strict=True)
                ],
                "list",
            ),
            "at_risk_with_head": series([risky.get(body, ()) for body in here], "list"),
            "within_lost_others": lost.others,
            "pairs_cut": lost.pairs_cut,
            "bodies_cut": series(list(lost.cut), "list"),
            "ties_lost": _counts(each.count("tie") for each in gone),
            "seats_lost": _counts(each.count("seat") for each in gone),
            "assets_lost": _counts(len(each.assets) for each in gone),
            "doors_lost": _counts(len(held.names(each.assets, door=True)) for each in gone),
            "amount_at_risk": np.array([yearly for yearly, _ in amounts], dtype=np.float64),
            "n_people": _counts(known for known, _ in many),
            "n_tied": _counts(tied for _, tied in many),
            "one_deep": series([tied == 1 if known else None for known, tied in many], "yesno"),
            "hangs_on": series([hangs.get(body, ()) for body in here], "list"),
        }
    )
    frame = _because(frame, _lacks(held), [why for _, why in amounts])
    columns = ["within_lost_others", "pairs_cut", "ties_lost", "seats_lost"]
    keys = [-frame[c].fillna(0).round(9).to_numpy(dtype=np.float64) for c in columns]
    # They stand in the order of their names, which decides last.
    return frame.iloc[np.lexsort(keys[::-1])].reset_index(drop=True)


def bench(held: Holdings, body: str) -> tuple[int, int]:
    """Count the people of a body that are known by name, and those of them with a tie of theirs."""
    known = [p for p in held.on.now.staff.get(body, ()) if p not in held.unnamed]
    return len(known), sum(person in held.bench.get(body, ()) for person in known)


def _hangs_on(
    on: Ground, who: Sequence[str], leave: Sequence[Scenario], costs: Costs
) -> dict[str, tuple[str, ...]]:
    """Name for each body the people without each of whom, staff aside, it has no tie left."""
    found = on.reach
    several = [i for i, each in enumerate(leave) if len(each.people) > 1]
    alone = [departure(on, [who[i]], with_staff=False) for i in several]
    of = dict(enumerate(costs.ended)) | dict(zip(several, ended(found, alone), strict=True))
    degree = np.bincount(found.ends.ravel(), minlength=len(found.bodies)).tolist()
    hangs: dict[str, list[str]] = defaultdict(list)
    for i, person in enumerate(who):
        for body, times in Counter(found.ends[of[i]].ravel().tolist()).items():
            if times == degree[body]:
                hangs[found.bodies[body]].append(person)
    return {body: tuple(people) for body, people in hangs.items()}


# --- assets ---------------------------------------------------------------------------------------


def assets(held: Holdings) -> pd.DataFrame:
    """
    List the assets that end when one person leaves, with the people on each of whom they rest.

    Returns one row per asset, functions first, then data, then by kind and name: `asset`, `kind`,
    `holder`, `rests_on` (tuple), `recipient`, `function` and `door` (bool: a function of mayors or
    backbones, data), `yearly`, `unit`.
    """
    found = held.assets
    single = [
        tuple(sorted({group[0] for group in groups if len(group) == 1}))
        for groups in found["ends_with"]
    ]
    frame = pd.DataFrame(
        {
            **{c: series(found[c].tolist(), "text") for c in ("asset", "kind", "holder")},
            "rests_on": series(single, "list"),
            "recipient": series(
                held.on.partnership.assets["recipient"].loc[found["row"]].tolist(), "text"
            ),
            "function": found["function"].to_numpy(dtype=bool),
            "door": found["door"].to_numpy(dtype=bool),
            "yearly": found["yearly"].to_numpy(dtype=np.float64),
            "unit": series(found["unit"].tolist(), "text"),
        }
    )
    frame = frame[np.array([len(people) > 0 for people in single], dtype=bool)]
    order = frame.assign(kind=frame["kind"].fillna("")).sort_values(
        ["function", "door", "kind", "asset"], ascending=[False, False, True, True], kind="stable"
    )
    return frame.loc[order.index].reset_index(drop=True)
