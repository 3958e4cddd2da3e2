"""The sentences and notes of a forecast."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from civicnet import futures, lifetimes, reach, rules
from civicnet.futures import Futures, Prospects
from civicnet.moments import Moment
from civicnet.questions.forecast.dates import Event, amount
from civicnet.questions.forecast.keeping import (
    CONNECTED,
    CUT_OFF,
    DOORS,
    FUNCTIONS,
    MONEY,
    SEATS,
    WITHIN,
    Keeping,
)
from civicnet.questions.ground import Ground
from civicnet.questions.partners import brief, listed, n, number, percent

STRESS, EXPECTED, LEAVES, NO_RATE = "stress", "expected", "expected-leaves", "no-rate"

_NEEDS_ENDS = "the last day of a term (until in Who), an election or a yearly rate of leaving"


@dataclass(frozen=True)
class Told:
    """What the sentences are made of."""

    on: Ground
    found: Prospects
    kept: Keeping
    until: pd.Timestamp
    monthly: pd.DataFrame
    drivers: pd.DataFrame
    cliffs: pd.DataFrame
    happens: Sequence[Event]
    lines: Mapping[str, Futures]
    errors: Mapping[str, float]
    can_stay: float | None
    others: float | None
    seed: int
    cut_off: tuple[str, ...]
    due: pd.DataFrame

    def value(
        self, line: str, measure: str, column: str = "value", *, first: bool = False
    ) -> float:
        """Look up what is there on the last day, or the first."""
        rows = self.monthly
        own = rows[(rows["line"] == line) & (rows["measure"] == measure)]
        if not len(own):
            return float("nan")
        return float(own[column].iat[0 if first else -1])

    @property
    def day(self) -> str:
        """The last day in words."""
        return str(Moment(self.until))


def needs(on: Ground, found: Prospects, happens: Sequence[Event], others: float | None) -> str:
    """Say what is missing before anything can be said; "" where nothing is."""
    if not found.people and not on.reach.bodies:
        return f"anybody who is there {on.at.said}"
    if others is not None or any(event.ends for event in happens):
        return ""
    if any(unit.outlook.known for unit in found.units):
        return ""
    return "the last day of a term (until in Who), an agreement or a grant"


def unknown_ends(found: Prospects, last: pd.Timestamp) -> tuple[str, ...]:
    """Name those of whom nobody knows whether they can stay at an end that comes by a day."""
    return tuple(
        dict.fromkeys(
            unit.person
            for unit in found.units
            if any(np.isnan(end.stays) and end.day <= last for end in unit.outlook.ends)
        )
    )


def cut_off(on: Ground, kept: Keeping, stress: Futures) -> tuple[str, ...]:
    """Name the partners that the line of stress leaves cut off on the last day."""
    never = len(kept.days)
    gone = futures.away(kept.on, stress.units, stress.over, never)
    carriers = futures.carriers(kept.reach, kept.on, gone, never)
    (row,) = lifetimes.ties(kept.reach, carriers, kept.ended, never) >= never
    return reach.cut_off(on.reach, row)


# --- sentences ------------------------------------------------------------------------------------


def cannot_say(told: Told, needs: str) -> tuple[str, ...]:
    """Say what is missing before the calendar holds anything."""
    said = [told.on.partnership.invented, f"Cannot say what the calendar holds: needs {needs}."]
    if told.found.people:
        said.append("An election, a limit of terms or a yearly rate of leaving would do as well.")
    return tuple(sentence for sentence in said if sentence)


def summary(told: Told) -> tuple[str, ...]:
    """Tell it in at most seven sentences."""
    said = [
        told.on.partnership.invented, *_pairs(told), _held(told), _cliff(told), _grants(told),
        _unknown(told), _driver(told),
    ]  # fmt: skip
    return tuple([sentence for sentence in said if sentence][:7])


def _pairs(told: Told) -> list[str]:
    if WITHIN not in told.kept.measures:
        return ["Cannot say what stays within reach: needs two partners or more that count."]
    today = told.value(STRESS, WITHIN, first=True)
    left = f"{number(told.value(STRESS, WITHIN))} of today's {n(today, 'pair')}"
    within = f"within {told.on.within}"
    if not any(unit.outlook.known for unit in told.found.units):
        return [
            f"Cannot say who leaves: needs {_NEEDS_ENDS}.",
            f"If nothing is done, {left} {within} are left on {told.day}.",
        ]
    leaves = "If nothing is done and everybody whose term ends leaves"
    return [f"{leaves}, {left} {within} are left on {told.day}.", _expected(told)]


def _expected(told: Told) -> str:
    value, low, high = (
        number(round(told.value(EXPECTED, WITHIN, each))) for each in ("value", "low", "high")
    )
    rates = any(unit.outlook.annual > 0 for unit in told.found.units)
    by = "Counting yearly rates of leaving" if rates else "Weighed by the chances of staying"
    said = f"{by}, {value} are expected"
    if low != high:
        said += f", {low} to {high} in eight of ten futures"
    if LEAVES not in told.lines:
        return f"{said}."
    who = unknown_ends(told.found, told.until)
    leaves = number(round(told.value(LEAVES, WITHIN)))
    many = f"the {len(who):,} whose staying is unknown leave"
    named = f"{who[0]} leaves" if len(who) == 1 else many
    one = "one person leaves" if len(who) == 1 else many
    return brief(*(f"{said}; {leaves} if {each}." for each in (named, one)))


_NOUNS = {
    FUNCTIONS: ("function", "functions"),
    DOORS: ("data door", "data doors"),
    SEATS: ("deciding seat", "deciding seats"),
}


def _held(told: Told) -> str:
    """Tell what else goes in the line of stress."""
    parts = []
    for measure, (one, many) in _NOUNS.items():
        if measure in told.kept.measures:
            today, left = (told.value(STRESS, measure, first=x) for x in (True, False))
            parts.append(f"{number(left)} of {number(today)} {one if today == 1 else many}")
    cut = n(len(told.cut_off), "partner is cut off", "partners are cut off")
    cut = cut if told.cut_off else "nobody is cut off"
    if not parts:
        return f"Then {cut}."
    kept = f"Then {listed(parts)} are still held"
    if len(told.cut_off) == 1:
        return brief(f"{kept}; {told.cut_off[0]} is cut off.", f"{kept}; {cut}.")
    return f"{kept}; {cut}."


def _cliff(told: Told) -> str:
    if WITHIN not in told.kept.measures:
        return ""
    cliffs = told.cliffs[told.cliffs["measure"] == WITHIN]
    if not len(cliffs):
        return "No month stands out by the pairs it costs."
    line = STRESS if STRESS in set(cliffs["line"]) else EXPECTED
    order = cliffs[cliffs["line"] == line] if line in set(cliffs["line"]) else cliffs
    order = order.sort_values(["drop", "month"], ascending=[False, True], kind="stable")
    month, drop, causes = (order[c].iat[0] for c in ("month", "drop", "causes"))
    pairs = n(round(drop), "pair goes", "pairs go")
    more = f" ({n(len(order) - 1, 'more cliff', 'more cliffs')} besides)" if len(order) > 1 else ""
    said = f"{month.strftime('%B %Y')} is a cliff{more}: {pairs}"
    return brief(*(f"{said} with {listed(causes, many)}." for many in (3, 2, 1)), f"{said}.")


def _grants(told: Told) -> str:
    """Tell on which few days most of the money ends."""
    if MONEY not in told.kept.measures:
        return ""
    unit, today = told.kept.unit, told.value(STRESS, MONEY, first=True)
    by_day: dict[pd.Timestamp, float] = {}
    for event in told.happens:
        if event.worth:
            by_day[event.date] = by_day.get(event.date, 0.0) + event.worth
    if not by_day or not today:
        return f"No grant of today's {amount(today, unit)} a year ends by then."
    days = sorted(by_day, key=lambda day: (-by_day[day], day))[:2]
    ends = amount(sum(by_day[day] for day in days), unit)
    when = " and ".join(str(Moment(day)) for day in sorted(days))
    many = "In one day" if len(days) == 1 else "In two days"
    left = amount(told.value(STRESS, MONEY), unit)
    said = f"{many} {ends} of {amount(today, unit)} a year in grants ends ({when})"
    return brief(f"{said}; {left} is left at the end.", f"{said}.")


def _driver(told: Told) -> str:
    rows = told.drivers[told.drivers["loss_avoided_if_stays"] >= 0.5]
    if not len(rows):
        return ""
    who, avoided = rows["actor"].iat[0], number(round(rows["loss_avoided_if_stays"].iat[0]))
    more = "more pair is" if avoided == "1" else "more pairs are"
    return brief(
        f"Most hangs on {who}: with {who} staying, {avoided} {more} expected to be left.",
        f"With {who} staying, {avoided} {more} expected to be left.",
    )


def _unknown(told: Told) -> str:
    """Say of how many people no risk is known, and what comes of it."""
    unknown, people = len(told.found.unknown), len(told.found.people)
    if not people:
        return "Nobody is known by name, so nobody is taken to leave."
    if not unknown:
        return f"When they may leave is known of all {n(people, 'person', 'people')}."
    of = f"No risk is known of {unknown:,} of {n(people, 'person', 'people')}"
    if told.others is None:
        return f"{of}: they are taken to stay; others=0.15 adds a line where they may leave."
    left = number(round(told.value(NO_RATE, WITHIN))) if WITHIN in told.kept.measures else ""
    if not left:
        return f"{of}; the line no-rate lets them leave at {percent(told.others)} a year."
    return f"{of}; were they to leave at {percent(told.others)} a year, {left} pairs are expected."


# --- notes ----------------------------------------------------------------------------------------


_AS_IT_IS = (
    "Every month is told as it is after its last day. Nobody makes a new tie, nobody is replaced "
    "and nothing is renewed; what begins later is named and adds nothing."
)
_STRESS = (
    "The line stress takes everybody to leave at the first end of a term, whatever is said of "
    "staying on; it needs no assumption, and leaves yearly rates aside."
)
_DRIVERS = (
    "Drivers: what one person's staying would save, everybody else as likely to leave as before. "
    "They do not add up: two may carry the same tie."
)


def notes(told: Told) -> tuple[str, ...]:
    """Say what the answer rests on, and what it does not show."""
    on, kept = told.on, told.kept
    found = [
        *on.notes,
        f"Pairs: {on.counted}.",
        _measures(told),
        *(f"{each}." for each in kept.missing),
        _AS_IT_IS,
        _STRESS,
        *_chance_notes(told),
        *_how(told),
        _DRIVERS,
        _cut_off(told),
        _due(told),
        *_hosted(told),
        *_two_bodies(told),
    ]
    return tuple(each for each in found if each)


def _measures(told: Told) -> str:
    words = {
        WITHIN: f"{WITHIN} (pairs of partners within {told.on.within})",
        CONNECTED: f"{CONNECTED} (pairs with any way to each other)",
        CUT_OFF: f"{CUT_OFF} (partners without any way to the largest part of those they had one "
        "to)",
        FUNCTIONS: f"{FUNCTIONS} (kinds of function of a mayor or backbone that somebody carries)",
        DOORS: f"{DOORS} (data that are there, with somebody who opens them)",
        MONEY: f"{MONEY} (funding in a year{f', {told.kept.unit}' if told.kept.unit else ''})",
        SEATS: f"{SEATS} (seats that decide)",
    }
    return f"Measures: {', '.join(words[each] for each in told.kept.measures)}."


def _chance_notes(told: Told) -> list[str]:
    unknown = unknown_ends(told.found, told.until)
    found = []
    if unknown and told.can_stay is None:
        found.append(
            f"Nobody knows whether {listed(unknown, 8)} can stay when the term ends: in the line "
            "expected they stay, in expected-leaves they leave. can_stay=0.5 would give them an "
            "even chance."
        )
    elif unknown:
        found.append(
            f"{listed(unknown, 8)}: not known whether they can stay; taken to stay with chance "
            f"{told.can_stay:g}, as asked."
        )
    people = len(told.found.people)
    if told.found.unknown:
        found.append(
            f"No known risk: {len(told.found.unknown):,} of {n(people, 'person', 'people')}. That "
            "is not safety: they stay in every line"
            + (
                f" but no-rate, where they leave at {percent(told.others)} a year, as asked."
                if told.others is not None
                else ", because nobody said otherwise."
            )
        )
    sources = {
        unit.outlook.source
        for unit in told.found.units
        if unit.outlook.source and "yearly rate of the office" not in unit.outlook.source
    }
    found += [f"A published rate is used: {source}." for source in sorted(sources)]
    return found


def _how(told: Told) -> list[str]:
    exact = [x for x, each in told.lines.items() if each.exact and x != STRESS]
    drawn = [x for x, each in told.lines.items() if not each.exact]
    found = []
    if exact:
        many = max(len(told.lines[x]) for x in exact)
        found.append(
            f"{listed(exact)}: every combination of who stays and who leaves is weighed by its "
            f"chance ({many:,}). low and high are the 10th and 90th percentile of outcomes."
        )
    if drawn:
        many = max(len(told.lines[x]) for x in drawn)
        error = max(told.errors[x] for x in drawn)
        found.append(
            f"{listed(drawn)}: {many:,} futures drawn with seed {told.seed}; low and high are the "
            "10th and 90th percentile of outcomes. Apart from that band, drawing leaves expected "
            f"pairs uncertain by a standard error of {error:.2g} at most."
        )
    return found


def _cut_off(told: Told) -> str:
    if not told.cut_off:
        return ""
    return f"Cut off on the last day in the line stress: {listed(told.cut_off, 8)}."


def _due(told: Told) -> str:
    """Count the results that outlive whoever answers for them, or their money."""
    if not len(told.due):
        return ""
    owner, money = (
        sum(each in outlives for outlives in told.due["outlives"]) for each in ("owner", "money")
    )
    due = f"Of {n(len(told.due), 'result')} with a day on which they are due"
    return (
        f"{due}, {owner:,} outlive the term of whoever answers for them, {money:,} the money for "
        "them (promises)."
    )


def _hosted(told: Told) -> list[str]:
    """Say what a host could close when its head goes, which no line assumes."""
    heads = {
        told.on.now.body_of(unit.office): unit.person
        for unit in told.found.units
        if unit.role == "post"
        and told.on.now.posts.offices[unit.office].heads
        and any(end.day <= told.until for end in unit.outlook.ends)
    }
    organizations = told.on.partnership.organizations
    found = []
    for body, host, form in zip(
        *(organizations[c] for c in ("organization", "hosted_by", "host_form")), strict=True
    ):
        written = form and rules.form_basis(form) == "institutional"
        if host in heads and not written:
            found.append(
                f"At risk, and in no line: {host} hosts {body} without an agreement, and the term "
                f"of {heads[host]}, who heads it, may end by then."
            )
    return found


def _two_bodies(told: Told) -> list[str]:
    """Own up to the ties of people whose first of two bodies may let go of them."""
    posts = {unit.person for unit in told.found.units if unit.role == "post"}
    several = [
        person
        for person, bodies in told.on.now.bodies_of.items()
        if len(bodies) > 1
        and person in posts
        and person not in told.on.now.posts.homes
        and told.on.now.body_of(told.on.now.held_by(person)[0]) == bodies[0]
    ]
    if not several:
        return []
    who = listed(sorted(several))
    left = "Should the first post end alone, their ties are left where they are."
    return [f"{who}: at home with several partners. {left}"]
