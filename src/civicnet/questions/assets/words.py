"""What is said of assets, in plain sentences, and what the answer rests on."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import pandas as pd

from civicnet.moments import Moment
from civicnet.questions.assets.brought import ANY_OUTCOME, ANY_PLACE, HANDSHAKE, Brought
from civicnet.questions.assets.candidates import ROOM
from civicnet.questions.assets.coverage import thinned, unknown_use
from civicnet.questions.assets.functions import CONTROL, GOES, control, mayors, no_mayor
from civicnet.questions.framing import MOST, foremost
from civicnet.questions.partners import listed, n, percent

if TYPE_CHECKING:
    from civicnet.questions.assets.assets import Assets

Said = tuple[tuple[str, ...], tuple[str, ...]]


def most(found: Brought) -> int:
    """Say how many sentences there is room for beside the one that the data are invented."""
    return MOST - bool(found.partnership.invented)


def of_assets(told: Assets, found: Brought) -> Said:
    """Give the sentences that matter most, and the others."""
    if not len(found.partnership.assets):
        return ("Cannot say who brings what: needs rows in Assets.",), ()
    if not len(found.held):
        return (f"Nothing of what is asked about is there {told.at.said}.",), ()
    sentences = [
        (1, _all(told, found)),
        (1, _alone(told)),
        (2, _with_mayor(told, found)),
        (2, _student_data(told)),
        (3, _idle(told, found)),
        (3, _ending(told)),
        (4, _elected(told)),
        (5, _first_of_mayor(told)),
        (5, _twice(told)),
        (5, _one_way(told)),
        (6, _staff(told)),
        (6, _initiatives(told)),
    ]
    return foremost(sentences, most(found))


def _all(told: Assets, found: Brought) -> str:
    whole = told.coverage[_whole(told.coverage)]
    nobody = list(whole.loc[whole["n_providers"] == 0, "kind"])
    brought = int((whole["n_providers"] > 0).sum())
    partners = n(found.held["provider"].nunique(), "partner brings", "partners bring")
    said = f"{partners} {n(len(found.held), 'asset')} of {n(brought, 'kind')}"
    if not nobody:
        return f"{said}."
    lacking = listed(nobody) if len(nobody) <= 4 else f"{len(nobody)} of the {len(whole)} kinds"
    return f"{said}; nobody brings {lacking}."


def _whole(frame: pd.DataFrame) -> pd.Series:
    return (frame["outcome"] == ANY_OUTCOME) & (frame["place"] == ANY_PLACE)


def _alone(told: Assets) -> str:
    own = told.single[[x == (ANY_OUTCOME,) for x in told.single["outcome"]]]
    if not len(own):
        return "No kind that is brought hangs on one partner alone."
    most = Counter(own["provider"]).most_common(1)[0]
    kinds = list(own.loc[own["provider"] == most[0], "kind"])
    whose = f"{most[0]} alone brings {listed(kinds, 3)}"
    if len(own) == most[1]:
        return f"{whose}."
    return f"{len(own):,} kinds hang on one partner each; {whose}."


def _with_mayor(told: Assets, found: Brought) -> str:
    frame, people = told.functions, mayors(found.now)
    if not frame["n_providers"].sum():
        return ""
    if not people:
        return f"Cannot say what goes with the mayor: {no_mayor(found.now)}."
    goes = list(frame.loc[frame["with_mayor"] == GOES, "function"])
    who = listed(people)
    if not goes:
        return f"No function goes with {who}: others do each of them too."
    verb, them = ("goes", "it") if len(goes) == 1 else ("go", "them")
    return f"With {who} {verb} {listed(goes, 3)}: nobody else does {them}."


def _first_of_mayor(told: Assets) -> str:
    """Say which functions a mayor without the schools is asked for first, and who does them."""
    first = told.functions[told.functions["ask_mayor_first"].map(lambda x: x is True).astype(bool)]
    if not len(first):
        return ""
    asked = listed(list(first["function"]))
    lacking = list(first.loc[first["n_providers"] == 0, "function"])
    does = f"nobody does {listed(lacking)}" if lacking else "somebody does each"
    return f"A mayor who does not run the schools is asked first for {asked}: {does}."


def _student_data(told: Assets) -> str:
    frame = told.data
    if not len(frame):
        return ""
    if frame["access"].isna().all():
        return "Cannot say which data are of single students: needs the column access in Assets."
    student = frame[frame["student_level"].map(lambda x: x is True).astype(bool)]
    loose = student[student["paper"] == HANDSHAKE]
    if not len(student):
        return ""
    if not len(loose):
        return f"None of {n(len(student), 'set')} of student records is known to rest on a word."
    expected = loose[loose["as_expected"].notna()]
    first = expected.iloc[0] if len(expected) else loose.iloc[0]
    verb = "rests" if len(loose) == 1 else "rest"
    said = (
        f"{len(loose):,} of {n(len(student), 'set')} of student records {verb} on somebody's word"
    )
    if len(student) == 1:
        said = "The one set of student records rests on somebody's word"
    if first["as_expected"] is None:
        return f"{said}: {listed(list(loose['asset']), 2)}."
    fits = "as expected" if first["as_expected"] else f"not of the {first['expected_gatekeeper']}"
    return f"{said}: {first['asset']} on that of {first['answers_for']}, {fits}."


def _idle(told: Assets, found: Brought) -> str:
    if unknown_use(found) == len(found.held):
        return "Cannot say what stands idle: needs the column used_share in Assets."
    half = told.idle[told.idle["used_share"] < ROOM]
    if not len(half):
        return "Nothing of which the use is written down is less than half in use."
    first = half.iloc[0]
    return (
        f"{n(len(half), 'asset is', 'assets are')} known to be less than half in use, first of all "
        f"{first['asset']} ({percent(first['used_share'])}, {first['provider']})."
    )


def _ending(told: Assets) -> str:
    frame, until = told.expiring, Moment(told.until)
    if not len(frame):
        return f"Nothing is known to end by {until}."
    sure = int(frame["sure"].sum())
    may = len(frame) - sure
    more = f", {may:,} more may" if may else ""
    holes = {k for k, x in zip(frame["kind"], frame["leaves_hole"], strict=True) if x}
    left = f"; then nobody would bring {listed(sorted(holes), 2)} for some outcome" if holes else ""
    whole = {k for k, x in zip(frame["kind"], frame["leaves_hole"], strict=True)
             if x == (ANY_OUTCOME,)}  # fmt: skip
    if whole:
        left = f"; then nobody would bring {listed(sorted(whole), 3)}"
    return f"By {until}, {n(sure, 'asset ends', 'assets end')}{more}{left}."


def _elected(told: Assets) -> str:
    frame = told.doors
    own = frame[frame["elected"].map(lambda x: x is True).astype(bool)]
    if not len(own):
        return ""
    by: dict[tuple[str, ...], list[int]] = {}
    for i, people in zip(own.index, own["people"], strict=True):
        by.setdefault(people, []).append(i)
    people, rows = max(by.items(), key=lambda x: (own.loc[x[1], "n_assets"].sum(), x[0]))
    mine = own.loc[rows]
    until = mine["until"].min()
    day = "" if pd.isna(until) else f", whose time may end on {Moment(until)},"
    loose = int(mine["n_handshake"].sum())
    who = listed(people) or listed(list(mine["yes_of"]))
    many = int(mine["n_assets"].sum())
    without = f"{loose:,} of them without an agreement"
    if many == 1:
        without = "without an agreement" if loose else "by agreement"
    return f"The yes of {who}{day} opens {n(many, 'asset')}, {without}."


def _twice(told: Assets) -> str:
    frame = told.duplicates[told.duplicates["place"].notna()]
    if not len(frame):
        return ""
    apart = frame[frame["untied"].map(len) > 0]
    first = (apart if len(apart) else frame).iloc[0]
    return (
        f"In {n(len(frame), 'case')} several bring the same kind for one outcome in one place, as "
        f"{first['kind']} for {first['outcome']} in {first['place']}."
    )


def _one_way(told: Assets) -> str:
    own = told.one_way[~told.one_way["only_money"]]
    if not len(own):
        return ""
    first = own.iloc[0]
    return (
        f"{n(len(own), 'partner gives', 'partners give')} to another, beyond money, with nothing "
        f"written down that comes back, as {first['giver']} to {first['receiver']}."
    )


def _staff(told: Assets) -> str:
    frame = told.staff[told.staff["unit"].notna()]
    if not len(frame):
        return ""
    first = frame.iloc[0]
    loose = int(frame["n_handshake"].sum())
    return (
        f"{frame['employer'].nunique()} employers pay for staff who are lent or named, the largest "
        f"{first['employer']}; {n(loose, 'post rests', 'posts rest')} on a word."
    )


def _initiatives(told: Assets) -> str:
    frame = told.initiatives
    if not len(frame) or not frame["n_shared"].iat[0]:
        return ""
    first = frame.iloc[0]
    return f"{first['initiative']} has {n(first['n_shared'], 'partner')} of ours already."


def asset_notes(told: Assets, found: Brought, n_pairs: int) -> list[str]:
    """Say what the answer rests on, what is assumed, and what it cannot say."""
    held, at = found.held, told.at.said
    source = f", from {found.partnership.source}" if found.partnership.source else ""
    assets = f"{n(len(held), 'asset')}{source}"
    notes = [f"{at[0].upper()}{at[1:]}: {assets}; looked ahead to {Moment(told.until)}."]
    notes += gone(found)
    if not len(held):
        return notes
    unknown = unknown_use(found)
    no_place, no_form = int(held["place"].isna().sum()), int(held["form"].isna().sum())
    if unknown:
        notes.append(
            f"{n(unknown, 'asset does', 'assets do')} not say how much is in use: they are not "
            "taken for idle, nor for full."
        )
    if no_place:
        notes.append(
            f"{n(no_place, 'asset does', 'assets do')} not say where: nobody can tell whether they "
            "reach a place."
        )
    if no_form:
        notes.append(
            f"{n(no_form, 'asset does', 'assets do')} not say whether there is an agreement; what "
            "rests on a person is counted as without."
        )
    notes.append(
        "A provider is an organization with its people, or a person without one. What names no "
        "outcome serves all; a place serves its parts where Context says of what each is part."
    )
    if not control(found.partnership) and len(told.data):
        notes.append(
            f"Cannot say whose yes student records should need: needs {CONTROL} in Context."
        )
    if thinned(found):
        notes.append(
            "There are too many kinds, outcomes and places: a place without anything of a kind is "
            "not listed."
        )
    notes.append(
        f"Between {n(n_pairs, 'pair')} of partners something is given; what comes back unwritten, "
        "these data do not show."
    )
    notes.append(
        "Several for the same may be one too many or a good match, and one alone may be the right "
        "one: only those who know the work can say."
    )
    return notes


def gone(found: Brought) -> list[str]:
    """Name what went with somebody who has left."""
    if not found.gone:
        return []
    went = n(len(found.gone), "asset is", "assets are")
    return [f"{went} gone with somebody who has left: {listed(found.gone)}."]
