"""What is said of gaps, in plain sentences, and what the answer rests on."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from civicnet.questions.assets.brought import ANY_OUTCOME, Brought
from civicnet.questions.assets.candidates import CANNOT, NOBODY, OTHERWISE, ROOM, SOMEBODY
from civicnet.questions.assets.funders import POPULATION, SHARED
from civicnet.questions.assets.words import Said, gone, most
from civicnet.questions.framing import foremost
from civicnet.questions.ground import Ground
from civicnet.questions.partners import listed, n
from civicnet.stakes import money

if TYPE_CHECKING:
    from civicnet.questions.assets.gaps import Gaps


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
    return foremost(sentences, most(found))


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
    notes = [*on.notes, *gone(found)]
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
