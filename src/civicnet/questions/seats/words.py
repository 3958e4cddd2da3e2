"""Who sits where, in sentences and notes."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from civicnet.questions.framing import foremost, no, yes
from civicnet.questions.ground import Ground
from civicnet.questions.partners import listed, n, number, percent
from civicnet.questions.seats.rights import ALL
from civicnet.questions.seats.roles import NOBODY, ONE, SEVERAL
from civicnet.questions.seats.tables import PUBLIC


@dataclass(frozen=True, eq=False)
class Told:
    """Everything the sentences are made from."""

    on: Ground
    table: pd.DataFrame
    overlap: pd.DataFrame
    recruiters: pd.DataFrame
    rights: pd.DataFrame
    seats: pd.DataFrame
    linkers: pd.DataFrame
    delegates: pd.DataFrame
    roles: pd.DataFrame
    parts: pd.DataFrame


def sentences(told: Told) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Tell the answer in at most seven sentences; give those that found no room besides."""
    invented = told.on.partnership.invented
    if not len(told.seats):
        return foremost([(1, invented), (1, _none(told)), (2, _answers(told))])
    return foremost(
        [
            (1, invented),
            (1, _whole(told)),
            (2, _chaired(told)),
            (2, _whose(told)),
            (3, _joined(told)),
            (3, _decides(told)),
            (3, _commits(told)),
            (4, _told_to_come(told)),
            (2, _answers(told)),
            (5, _empty(told)),
        ]
    )


def _none(told: Told) -> str:
    if not len(told.on.partnership.seats):
        return "Cannot say who sits where: needs Tables, with who sits there."
    return f"Nobody holds a seat {told.on.at.said}: those written down had ended, or not begun."


def _whole(told: Told) -> str:
    seats = told.seats
    people = {person for members in seats["members"] for person in members}
    firms = set(seats["organization"]) - set(seats["table"]) - people
    hold = "hold" if len(people) != 1 else "holds"
    empty = told.table["n_seats"].eq(0).sum()
    without = f"; {n(empty, 'table has', 'tables have')} no seat" if empty else ""
    return (
        f"{n(len(people), 'person', 'people')} {hold} {n(len(seats), 'seat')} at "
        f"{n(seats['table'].nunique(), 'table')}, for {n(len(firms), 'organization')}{without}."
    )


def _chaired(told: Told) -> str:
    chaired = told.table[told.table["chaired_by"].notna()]
    if not len(chaired):
        return "Cannot say who chairs: needs the role chair in Tables."
    alone = chaired[chaired["chaired_by"] == PUBLIC]
    other = chaired[chaired["chaired_by"] != PUBLIC]
    if not len(alone):
        return "No table is chaired by public offices alone."
    said = f"Public offices alone chair {len(alone):,} of {n(len(chaired), 'table')}"
    if not len(other):
        return f"{said}: no table has one from outside."
    return f"{said}; {listed(other['table'].tolist(), 2)} {_have(len(other))} one from outside."


def _have(count: int) -> str:
    return "has" if count == 1 else "have"


def _whose(told: Told) -> str:
    found = told.recruiters
    if not len(found):
        return "Cannot say whose table it is: needs recruited_by in Tables."
    first = found.iloc[0]
    members = _members(told)
    only = list(first["only_through"])
    through = f"; only so came {listed(only, 3)}" if only else ""
    return (
        f"{first['n_through']:,} of {n(members, 'member')} came through {first['recruiter']}, "
        f"{first['n_direct']:,} of them directly{through}."
    )


def _members(told: Told) -> int:
    every = set(told.seats["table"])
    named = {member for members in told.seats["members"] for member in members}
    unnamed = told.seats["filled"].isna() & ~told.seats["actor"].isin(every)
    return len(named | set(told.seats.loc[unnamed, "actor"]))


def _joined(told: Told) -> str:
    pairs = told.overlap
    if not len(pairs):
        return ""
    apart, one = pairs[pairs["n_shared"] == 0], pairs[pairs["n_shared"] == 1]
    if not len(apart) and not len(one):
        return f"Each of {n(len(pairs), 'pair')} of tables shares two members or more."
    parts = [f"{n(len(apart), 'pair')} of tables {_share(len(apart))} nobody"] if len(apart) else []
    if len(one):
        unit = number(len(one)) if parts else f"{n(len(one), 'pair')} of tables {_share(len(one))}"
        parts.append(f"{unit} only one member")
    return f"{', '.join(parts)}{_linker(one)}."


def _share(count: int) -> str:
    return "shares" if count == 1 else "share"


def _linker(one: pd.DataFrame) -> str:
    if not len(one):
        return ""
    first = one.iloc[0]
    return f": {first['sole_linker']} joins {first['table']} and {first['other']}"


def _decides(told: Told) -> str:
    whole = told.rights[told.rights["table"] == ALL]
    deciding = int(whole["n_decides"].sum())
    if not deciding:
        none = whole["n_unsaid"].sum() == len(told.seats)
        return "Cannot say who decides: needs decides in Tables." if none else "No seat decides."
    known = whole[whole["sector"].notna()]
    if not len(known):
        return f"{n(deciding, 'seat decides', 'seats decide')}; by sector: needs sectors."
    some = known[known["n_decides"] > 0]
    most = [f"{sector} ({x})" for sector, x in _counts(some.head(3))]
    without = known.loc[known["n_decides"] == 0, "sector"].tolist()
    rest = f"; {listed(without, 3)} {_have(len(without))} no vote" if without else ""
    if not without and len(some) > len(most):
        rest = f"; least: {some['sector'].iloc[-1]} ({some['n_decides'].iloc[-1]})"
    return f"{n(deciding, 'deciding seat')} by sector: {listed(most)}{rest}."


def _counts(rows: pd.DataFrame) -> list[tuple[str, int]]:
    return list(zip(rows["sector"], rows["n_decides"], strict=True))


def _commits(told: Told) -> str:
    found = told.delegates
    if not len(found) or found["can_commit"].isna().all():
        return "Cannot say whose delegates can commit: needs can_commit in Tables."
    cannot = found[no(found["can_commit"])]
    who = f", {cannot['organization'].iloc[0]} among them" if len(cannot) > 1 else ""
    return (
        f"{len(cannot):,} of {n(len(found), 'organization')} {_send(len(cannot))} nobody who can "
        f"commit {'it' if len(cannot) == 1 else 'them'}{who}."
    )


def _send(count: int) -> str:
    return "sends" if count == 1 else "send"


def _told_to_come(told: Told) -> str:
    seats = told.seats
    come, free = (int(seats["mandated"].eq(said).sum()) for said in (True, False))
    if not come and not free:
        return "Cannot say who was told to come: needs mandated in Tables."
    unsaid = len(seats) - come - free
    least = "At least " if unsaid else ""
    rest = f"; of {number(unsaid)} it is not said" if unsaid else ""
    return (
        f"{least}{come:,} of {n(len(seats), 'seat')} ({percent(come / len(seats))}) are filled "
        f"because somebody was told to come{rest}."
    )


def _answers(told: Told) -> str:
    roles = told.roles
    if not len(roles):
        return "Cannot say who answers for what: needs Outcomes, with Roles or owners."
    if roles["answers"].isna().all():
        return "Cannot say who answers for what: needs Roles, or owner in Outcomes."
    many = {how: roles.loc[roles["answers"] == how, "outcome"].tolist() for how in _HOW}
    parts = [f"{len(many[ONE]):,} of {n(len(roles), 'outcome')} have one organization accountable"]
    if many[SEVERAL]:
        parts.append(f"{listed(many[SEVERAL], 2)} {_have(len(many[SEVERAL]))} several")
    if many[NOBODY]:
        parts.append(f"{listed(many[NOBODY], 2)} {_have(len(many[NOBODY]))} nobody")
    return f"{'; '.join(parts)}."


_HOW = (ONE, SEVERAL, NOBODY)


def _empty(told: Told) -> str:
    empty = told.seats[no(told.seats["filled"])]
    if not len(empty):
        return ""
    who = listed(sorted(set(empty["actor"])), 2)
    return f"Nobody fills {n(len(empty), 'seat')} today: {who}."


# --- notes ----------------------------------------------------------------------------------------


def notes(told: Told) -> list[str]:
    """Say what the answer rests on, and what it does not show."""
    found = list(told.on.notes)
    if not len(told.seats):
        return found
    seats = told.seats
    own = int(seats["own_name"].sum())
    if own:
        found.append(f"{n(own, 'seat is', 'seats are')} held by people in their own name.")
    chain = seats[seats["actor"].isin(set(seats["table"]))]
    if len(chain):
        found.append(
            f"{n(len(chain), 'seat')} of one table at another {'is' if len(chain) == 1 else 'are'} "
            "not counted where tables share members."
        )
    mandated = seats[yes(seats["mandated"]) & seats["recruited_by"].notna()]
    if len(mandated):
        first = mandated["recruited_by"].value_counts().sort_index().idxmax()
        many = int((mandated["recruited_by"] == first).sum())
        there = told.on.now.kinds.get(first) != "person" or first in told.on.now.present
        gone = "" if there else " (who has left; they still sit)"
        found.append(f"Of the seats filled by order, {many} name {first}{gone}.")
    idle = told.parts[told.parts["seated"] & (told.parts["outcomes"].map(len) == 0)]
    if len(told.on.partnership.roles) and len(idle):
        found.append(
            f"{n(len(idle), 'organization sits', 'organizations sit')} at a table and "
            f"{_have(len(idle))} no role for any outcome: {listed(idle['organization'].tolist())}."
        )
    undecided = told.roles[told.roles["deciders"].map(len) == 0]
    if len(undecided) and seats["can_commit"].notna().any() and seats["engagement"].notna().any():
        found.append(
            "Nobody accountable or responsible holds a deciding seat and can commit: "
            f"{listed(undecided['outcome'].tolist())}."
        )
    ties = told.table[told.table["tied_share"].notna()]
    if len(ties):
        least = ties.loc[ties["tied_share"].idxmin()]
        found.append(
            f"Least tied beside its meetings is {least['table']}: {least['n_tied']} of "
            f"{n(least['n_pairs'], 'pair')} of its organizations have a working tie."
        )
    return [
        *found,
        (
            "A chair is public where the seat is of the public sector, or its holder has an "
            "elected or public office."
        ),
        (
            "Who came through somebody: by the earliest seat that says who brought them in. It "
            "does not say that they would leave with that person."
        ),
        (
            "A seat is no proof that anybody comes, and none that they are heard: these data have "
            "no attendance and no minutes."
        ),
    ]
