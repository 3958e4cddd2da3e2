"""What is said of assets and gaps, in plain sentences, and what the answers rest on."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from civicnet.moments import Moment
from civicnet.questions.assets.brought import ANY_OUTCOME, ANY_PLACE, HANDSHAKE, Brought
from civicnet.questions.assets.candidates import CANNOT, NOBODY, OTHERWISE, ROOM, SOMEBODY
from civicnet.questions.assets.coverage import thinned, unknown_use
from civicnet.questions.assets.functions import CONTROL, GOES, control, mayors, no_mayor
from civicnet.questions.assets.funders import POPULATION, SHARED
from civicnet.questions.framing import MOST, foremost
from civicnet.questions.ground import Ground
from civicnet.questions.partners import listed, n, percent
from civicnet.stakes import money

if TYPE_CHECKING:
    from civicnet.questions.assets.assets import Assets
    from civicnet.questions.assets.gaps import Gaps

Said = tuple[tuple[str, ...], tuple[str, ...]]


def _most(found: Brought) -> int:
    return MOST - bool(found.partnership.invented)


# --- who brings what ------------------------------------------------------------------------------


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
    return foremost(sentences, _most(found))


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
    return f"With {who} {'goes' if len(goes) == 1 else 'go'} {listed(goes, 3)}: nobody else does."


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
        return f"None of {n(len(student), 'set')} of student records is known to hang on a word."
    expected = loose[loose["as_expected"].notna()]
    first = expected.iloc[0] if len(expected) else loose.iloc[0]
    verb = "hangs" if len(loose) == 1 else "hang"
    said = f"{len(loose):,} of {n(len(student), 'set')} of student records {verb} on a word"
    if len(student) == 1:
        said = "The one set of student records hangs on a word"
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
        f"{first['employer']}; {n(loose, 'post hangs', 'posts hang')} on a word."
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
    if not len(held):
        return notes
    notes += _gone(found)
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


def _gone(found: Brought) -> list[str]:
    if not found.gone:
        return []
    went = n(len(found.gone), "asset is", "assets are")
    return [f"{went} gone with somebody who has left: {listed(found.gone)}."]


# --- what lacks -----------------------------------------------------------------------------------


def of_gaps(told: Gaps, found: Brought) -> Said:
    """Give the sentences that matter most, and the others."""
    sentences = [
        (1, _asked(told)),
        (1, _could(told)),
        (2, _first(told)),
        (2, _holes(told, found)),
        (3, _agencies(told)),
        (3, _leads(told)),
        (4, _funders(told)),
        (4, _per_person(told, found)),
    ]
    return foremost(sentences, _most(found))


def _asked(told: Gaps) -> str:
    needs = told.needs
    if not len(needs):
        return "Cannot say what is asked for: needs rows in Needs."
    none = needs[needs["status"] == NOBODY]
    said = f"{n(len(needs), 'need is', 'needs are')} written down"
    if not len(none):
        return f"{said}; for each somebody brings something of the kind."
    kinds = listed(sorted(set(none["kind"])), 2)
    if len(none) == len(needs):
        return f"{said}; nobody brings what is asked for ({kinds})."
    return f"{said}; for {len(none):,} nobody brings what is asked for ({kinds})."


def _could(told: Gaps) -> str:
    status = told.needs["status"]
    could, otherwise = int((status == SOMEBODY).sum()), int((status == OTHERWISE).sum())
    cannot = int((status == CANNOT).sum())
    if not could + otherwise + cannot:
        return ""
    room = int((told.needs["n_with_room"] > 0).sum())
    said = [f"{could:,} could be filled by somebody, {room:,} with room that is written down"]
    if otherwise:
        said.append(f"{otherwise:,} by what serves other outcomes so far")
    if cannot:
        said.append(f"of {cannot:,} it cannot be said: needs its kind")
    return "; ".join(said) + "."


def _first(told: Gaps) -> str:
    first = told.candidates[(told.candidates["rank"] == 1) & told.candidates["fits"]]
    if not len(first):
        return ""
    room = first[first["capacity"] >= ROOM]
    if len(room):
        row = room.iloc[0]
        return f"{row['need']}: ask {row['actor']} first; {row['why'][1]}."
    row = first.iloc[0]
    return f"{row['need']}: ask {row['actor']} first, who {row['why'][0]}."


def _holes(told: Gaps, found: Brought) -> str:
    if not len(found.held):
        return "Cannot say what nobody brings: needs rows in Assets."
    nobody = [k for k, x in zip(told.holes["kind"], told.holes["outcome"], strict=True)
              if x == (ANY_OUTCOME,)]  # fmt: skip
    some = len(told.holes) - len(nobody)
    if not len(told.holes):
        return "Somebody brings each kind, for each outcome."
    lacking = f"{len(nobody)} of the {len(found.kinds)} kinds"
    if 0 < len(nobody) <= 4:
        lacking = listed(nobody)
    said = f"Nobody brings {lacking} at all" if nobody else "Each kind is brought by somebody"
    if not some:
        return f"{said}."
    return (
        f"{said}; {n(some, 'kind is', 'kinds are')} brought for some outcomes and not for others."
    )


def _agencies(told: Gaps) -> str:
    frame = told.agencies
    if not len(frame):
        return ""
    none = frame[~frame["touches"]]
    if len(none):
        of = f"{len(none):,} of {n(len(frame), 'public agency', 'public agencies')}"
        verb = "touches" if len(none) == 1 else "touch"
        return f"{of} {verb} none of the work: {listed(list(none['agency']), 2)}."
    unnamed = list(frame.loc[frame["n_outcomes"] == 0, "agency"])
    said = f"All {len(frame):,} public agencies have a part in the work"
    if len(frame) == 1:
        said = f"{frame['agency'].iat[0]}, the one public agency, has a part in the work"
    return f"{said}; no outcome names {listed(unnamed, 2)}." if unnamed else f"{said}."


def _leads(told: Gaps) -> str:
    frame = told.leads[told.leads["money_received"].isna()]
    if not len(frame):
        return ""
    gain = n(len(frame), "partner gains", "partners gain")
    first = "" if len(frame) == 1 else "first "
    name = frame["actor"].iat[0]
    return f"{gain} from what others bring, and no money goes either way: {first}{name}."


def _funders(told: Gaps) -> str:
    frame = told.funders
    if not len(frame):
        return ""
    meet = frame[frame["should_meet"]]
    if not len(meet):
        return "No two funders without a tie share two grantees."
    first = meet.iloc[0]
    who = listed(first["coordinators"], 2)
    said = (
        f"{n(len(meet), 'pair of funders shares', 'pairs of funders share')} {SHARED} grantees or "
        f"more without a tie, first {first['source']} and {first['target']}"
    )
    return f"{said}; {who} could bring them together." if who else f"{said}."


def _per_person(told: Gaps, found: Brought) -> str:
    is_money, unit = money(found.held)
    if not is_money.any():
        return ""
    frame = told.per_person[told.per_person["outcome"] == ANY_OUTCOME]
    known = frame[frame["per_person"].notna()]
    if not found.held.loc[is_money, "place"].notna().any():
        return "Cannot say what money comes to a person: needs the place of funding in Assets."
    if not len(known):
        return f"Cannot say what money comes to a person: needs {POPULATION} by place in Context."
    own = known[[not any(x in found.within.get(y, ()) for y in known["place"])
                 for x in known["place"]]].sort_values("per_person", ascending=False)  # fmt: skip
    high, low = own.iloc[0], own.iloc[-1]
    sign = {"USD": "$", "EUR": "€", "GBP": "£"}.get(unit.upper(), "")
    tail = "" if sign or not unit else f" {unit}"
    each = [f"{sign}{x['per_person']:,.2f}{tail} a person in {x['place']}" for x in (high, low)]
    rest = f" and {each[1].replace(' a person', '')}" if len(own) > 1 else ""
    return f"Of the money named for a place, a year brings {each[0]}{rest}."


def gap_notes(told: Gaps, found: Brought, on: Ground, backbone: str) -> list[str]:
    """Say what the answer rests on, what is assumed, and what it cannot say."""
    held = found.held
    notes = [*on.notes, *_gone(found)]
    notes.append(
        "Whom to ask first: whose serves the outcome, is named alike, is half free or more, is in "
        "the place, is fewer steps away, is trusted by more. An order, not a score."
    )
    if (told.needs["who"] == "the partnership").any():
        notes.append(
            f"Where nobody is said to ask, steps are counted from {backbone}."
            if backbone
            else "Where nobody is said to ask, steps are not known: needs a backbone."
        )
    unknown = int(np.isnan(told.candidates["capacity"].to_numpy(dtype=np.float64)).sum())
    if unknown:
        notes.append(
            f"For {unknown:,} of {len(told.candidates):,} candidates nobody wrote down how much is "
            "free: needs the column used_share in Assets."
        )
    if on.partnership.ties["trust"].isna().all():
        notes.append("Cannot say who is trusted: needs the column trust in Ties.")
    is_money, unit = money(held)
    unplaced = held.loc[is_money & held["place"].isna().to_numpy(), "yearly"].sum()
    if unplaced and len(told.per_person):
        notes.append(
            f"{unplaced:,.0f} {unit} a year names no place: it is no part of the money per person."
        )
    notes.append(
        "A hole is no need by itself, and a candidate has not been asked. Who gains is told from "
        "what is received; what that is worth to them, these data do not say."
    )
    return notes
