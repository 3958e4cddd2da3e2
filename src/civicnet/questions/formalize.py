"""What to sign first: the few agreements that keep most within reach when people leave."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from civicnet import chances, futures, lifetimes, strengthening
from civicnet.errors import ArgumentError
from civicnet.futures import Futures, Prospects
from civicnet.moments import Moment, moment
from civicnet.questions import answers
from civicnet.questions.ground import Ground, ground
from civicnet.questions.pairing import acquainted, introducers
from civicnet.questions.partners import listed, n, number
from civicnet.typed import series

if TYPE_CHECKING:
    from civicnet.model import Partnership

Bools = NDArray[np.bool_]
Floats = NDArray[np.float64]

# How far ahead is looked where no day is given.
MONTHS = 24
# Futures that are drawn where there are too many to weigh each; one month is looked at in each.
DRAWS = 1_000
WARNING = (
    'Those who advise partnerships warn that formalizing "may not always be appropriate for the '
    'local context": a signature can also cost trust. What is weighed here is reach alone.'
)


@dataclass(frozen=True)
class Formalize:
    """
    The few things to sign that keep most pairs of partners within reach.

    `steps`, the best first: `rank`, `what`, `parties` (tuple), `protects_from` (tuple of people
    whose leaving would end that tie), `gain_alone` and `gain_in_set` (float, pairs within reach in
    the mean of the months), `needs_yes_of` (tuple: who speaks for the parties), `leaves_first`
    (tuple: those of them who may be gone before the last month), `sign_before` (datetime64: the
    first day on which one of them may have to go; NaT where none is known), `effort`, `consent` (as
    the ties say it, None where they do not). `seats`: as many new seats (`rank`, `organization`,
    `table`, `gain_in_set`). `introductions`: as many introductions (`rank`, `source`, `target`,
    `gain_in_set`, `who_can_introduce`). `before_after`: `measure`, `before`, `after`.
    """

    at: Moment
    summary: tuple[str, ...]
    notes: tuple[str, ...]
    steps: pd.DataFrame
    seats: pd.DataFrame
    introductions: pd.DataFrame
    before_after: pd.DataFrame
    exact: bool

    to_dict = answers.to_dict
    _repr_html_ = answers.to_html
    __str__ = answers.sentences


@dataclass(frozen=True, eq=False)
class _Outlook:
    """The states that may come, a row each: which tied pairs are, who is there; and weights."""

    on: Ground
    prospects: Prospects
    days: tuple[pd.Timestamp, ...]
    alive: Bools
    here: Bools
    weight: Floats
    exact: bool


@dataclass(frozen=True)
class _Step:
    """Something to sign: in words, between whom, and the tied pairs it makes last."""

    what: str
    parties: tuple[str, ...]
    pairs: tuple[tuple[int, int], ...]
    links: tuple[int, ...]


def formalize(
    partnership: Partnership,
    budget: int = 5,
    until: object = None,
    objective: str = "within",
    *,
    at: object = None,
    can_stay: float | None = None,
    others: float | None = None,
    count: str | Mapping[str, float] | None = None,
    within: int | None = None,
    strength: float = 2,
    seed: int = 0,
    executor: Executor | None = None,
) -> Formalize:
    """
    Find the few things to sign that together keep most pairs of partners within reach.

    A thing to sign is an agreement between two bodies whose tie rests on people or ends soon, a
    named agreement that several share, or a seat that a person holds and an organization could.
    What counts is the mean, over the months to `until`, of the pairs expected within reach, with
    everybody's chance of leaving as `forecast` takes it. Nothing counts for being written down.

    Parameters
    ----------
    budget : how many things to sign.
    until : the last day looked at; two years ahead unless said.
    objective : "within" (pairs within reach; connected pairs decide between equals) or "connected".
    can_stay : the chance of staying at a term's end where nobody knows; 0.5 unless said.
    others : the yearly rate of leaving of those of whom no risk is known; none unless said.
    count, within, strength : what a partner counts, how many steps are within reach, which ties
        count.
    seed : draws futures where there are too many to weigh each.
    executor : any `concurrent.futures.Executor` to share the work; the result is the same.

    Raises
    ------
    ArgumentError
        for a budget below 1, another objective, or a day that is not after the moment.
    """
    if budget < 1:
        raise ArgumentError(f"budget must be 1 or more; got {budget}")
    on = ground(partnership, at, count=count, within=within, strength=strength)
    unknown = 0.5 if can_stay is None else can_stay
    ahead = _ahead(on, _last_day(on, until), unknown=unknown, others=others, seed=seed)
    steps = _steps(ahead)
    signing = strengthening.prospect(
        on.reach, ahead.alive, ahead.weight, [step.pairs for step in steps]
    )
    choice = strengthening.best_set(
        signing, budget, objective=objective, seed=seed, executor=executor
    )
    chosen = strengthening.needed(signing, choice.chosen) if objective == "within" else list(
        choice.chosen
    )  # fmt: skip
    table = _steps_frame(ahead, signing, [steps[i] for i in chosen], chosen)
    seats, seats_within = _seats(ahead, max(len(chosen), 1), seed)
    introductions, introduced_within = _introductions(ahead, max(len(chosen), 1), seed)
    before, after = strengthening.expected(signing, [[], chosen]).tolist()
    apart, together = strengthening.expected_connected(signing, [[], chosen]).tolist()
    written = int(sum(len(step.pairs) for step in (steps[i] for i in chosen)))
    rows = [
        ("pairs within reach, expected", before, after),
        ("connected pairs, expected", apart, together),
        ("pairs within reach, today", on.reach.within, on.reach.within),
        ("the same with as many new seats", before, seats_within),
        ("the same with as many introductions", before, introduced_within),
        ("tied pairs that become written", 0.0, float(written)),
    ]
    before_after = pd.DataFrame(rows, columns=["measure", "before", "after"]).astype(
        {"measure": object}
    )
    return Formalize(
        at=on.at,
        summary=tuple(
            s
            for s in (
                partnership.invented,
                *_told(ahead, table, before, after, seats_within, introduced_within),
            )
            if s
        ),
        notes=_notes(ahead, unknown=unknown, said=can_stay is not None, exact=choice.exact),
        steps=table,
        seats=seats,
        introductions=introductions,
        before_after=before_after,
        exact=choice.exact and ahead.exact,
    )


def _last_day(on: Ground, until: object) -> pd.Timestamp:
    if until is None:
        return on.at.date + pd.DateOffset(months=MONTHS)
    day = moment(on.partnership.frames, until).date
    if day <= on.at.date:
        raise ArgumentError(f"until must be after {on.at.date.date()}; got {day.date()}")
    return day


# --- what may come --------------------------------------------------------------------------------


def _ahead(
    on: Ground, until: pd.Timestamp, *, unknown: float, others: float | None, seed: int
) -> _Outlook:
    """Weigh every state of the tied pairs in the months to come, or draw some."""
    found = futures.prospects(on.partnership, on.now, until)
    carrying = {person for person, _ in on.reach.carriers}
    relevant = futures.relevant(found, carrying)
    ends = pd.date_range(on.at.date, until, freq="ME", inclusive="right")
    days = (on.at.date, *ends, *([until] if not len(ends) or ends[-1] < until else []))
    drawn = futures.weights(
        relevant.units, days, unknown=unknown, others=others, scenarios=DRAWS, seed=seed
    )
    gone = futures.away(relevant, drawn.units, drawn.over, len(days))
    # Over on the first day after the last one; numpy puts a blank end after all days.
    last_days = on.reach.links["until"].to_numpy()
    ended = np.searchsorted(np.array(days, dtype="M8[us]"), last_days, side="right")
    carriers = futures.carriers(on.reach, relevant, gone, len(days))
    last = lifetimes.ties(on.reach, carriers, ended, len(days))
    people = np.minimum(gone.people, len(days))
    rows = _looked_at(drawn)
    alive = np.concatenate([last[future] > day for day, future, _ in rows])
    here = np.concatenate([people[future] > day for day, future, _ in rows])
    weight = np.concatenate([weights for *_, weights in rows])
    return _Outlook(on, relevant, tuple(days), alive, here, weight / weight.sum(), drawn.exact)


def _looked_at(drawn: Futures) -> list[tuple[int, NDArray[np.int64], Floats]]:
    """Say which futures are looked at on which day, and with what weights: days from the second."""
    every = np.arange(len(drawn))
    days = range(1, len(drawn.days))
    if drawn.exact:
        return [(day, every, drawn.weights[day]) for day in days]
    # One day of each drawn future is as good as all of them, and there are fewer states.
    turn = every % len(days)
    return [(day, every[turn == day - 1], np.ones(int((turn == day - 1).sum()))) for day in days]


# --- what could be signed -------------------------------------------------------------------------


def _steps(ahead: _Outlook) -> list[_Step]:
    """List what could be signed: single ties that may end, and agreements that several share."""
    reach = ahead.on.reach
    kinds = dict(zip(reach.bodies, reach.kinds, strict=True))
    at_risk = set(np.flatnonzero(~ahead.alive.all(axis=0)).tolist())
    by_pair = reach.links.groupby("pair").indices
    found = []
    for pair in sorted(at_risk):
        names = tuple(reach.bodies[i] for i in reach.ends[pair])
        if all(kinds[name] != "person" for name in names):
            links = tuple(by_pair[pair].tolist())
            found.append(_Step(_single(ahead, names, links), names, (_ends(ahead, pair),), links))
    agreements: dict[str, list[int]] = defaultdict(list)
    names_of = ahead.on.partnership.ties["agreement"].to_numpy()
    rows = zip(*(reach.links[c] for c in ("what", "row", "pair")), strict=True)
    for link, (what, row, pair) in enumerate(rows):
        if what == "tie" and names_of[row] is not None and pair in at_risk:
            agreements[names_of[row]].append(link)
    for name, rows_of in sorted(agreements.items()):
        pairs = sorted({int(reach.links["pair"].iat[link]) for link in rows_of})
        parties = sorted({reach.bodies[i] for pair in pairs for i in reach.ends[pair]})
        if len(pairs) > 1:
            written = all(reach.links["basis"].iat[link] == "institutional" for link in rows_of)
            what = f"{'renew' if written else 'sign'} {name}"
            ends = tuple(_ends(ahead, pair) for pair in pairs)
            found.append(_Step(what, tuple(parties), ends, tuple(rows_of)))
    return found


def _ends(ahead: _Outlook, pair: int) -> tuple[int, int]:
    one, two = ahead.on.reach.ends[pair]
    return int(one), int(two)


def _single(ahead: _Outlook, names: tuple[str, ...], links: Sequence[int]) -> str:
    """Say in words what would be signed for one tied pair."""
    reach = ahead.on.reach
    rows = reach.links.iloc[list(links)]
    if (rows["basis"] == "institutional").any():
        return f"renew the agreement of {names[0]} and {names[1]}"
    seats = rows[rows["what"] == "seat"]
    if len(seats):
        table = seats["target"].iat[0]
        body = names[0] if names[1] == table else names[1]
        return f"make the seat at {table} that of {body}"
    return f"an agreement between {names[0]} and {names[1]}"


def _steps_frame(
    ahead: _Outlook, signing: strengthening.Prospect, chosen: Sequence[_Step], places: Sequence[int]
) -> pd.DataFrame:
    base, alone, together = 0.0, np.zeros(0), np.zeros(0)
    if places:
        means = strengthening.expected(signing, [[], *([i] for i in places)])
        base, alone = float(means[0]), means[1:]
        together = strengthening.gains(signing, places)
    outlooks = {
        x.person: x for x in chances.outlooks(ahead.on.partnership, ahead.on.now, ahead.days[-1])
    }
    rows = []
    for step, single, joint in zip(chosen, alone, together, strict=True):
        heads = _heads(ahead.on, step.parties)
        leaving, before = _going(outlooks, heads, ahead.days[-1])
        rows.append(
            {
                "what": step.what,
                "parties": step.parties,
                "protects_from": _carriers(ahead, step),
                "gain_alone": float(single - base),
                "gain_in_set": float(joint),
                "needs_yes_of": heads,
                "leaves_first": leaving,
                "sign_before": before,
                "effort": _said(ahead, step, "effort"),
                "consent": _said(ahead, step, "consent"),
            }
        )
    rows.sort(key=lambda row: (-row["gain_in_set"], row["what"]))
    names = ("rank", "what", "parties", "protects_from", "gain_alone", "gain_in_set",
             "needs_yes_of", "leaves_first", "sign_before", "effort", "consent")  # fmt: skip
    values = [row | {"rank": i + 1} for i, row in enumerate(rows)]
    frame = pd.DataFrame({c: series([row[c] for row in values], "text") for c in names})
    kinds = {"rank": "int64", "gain_alone": "float64", "gain_in_set": "float64"}
    return frame.astype(kinds | {"sign_before": "datetime64[us]"})


def _heads(on: Ground, parties: Sequence[str]) -> tuple[str, ...]:
    """Name who speaks for the parties: the holders of the offices that head them."""
    heads = [
        person
        for label, office in on.now.posts.offices.items()
        if office.heads and office.organization in parties
        for person in on.now.holders.get(label, ())
        if person in on.now.present
    ]
    return tuple(sorted(set(heads)))


def _going(
    outlooks: Mapping[str, chances.Outlook], heads: Sequence[str], until: pd.Timestamp
) -> tuple[tuple[str, ...], pd.Timestamp]:
    """Name those who may be gone before the last day, and the first day that may come to."""
    days = {
        head: min((e.day for e in outlooks[head].ends if e.stays != 1 and e.day < until),
                  default=pd.NaT)
        for head in heads if head in outlooks
    }  # fmt: skip
    known = {head: day for head, day in days.items() if not pd.isna(day)}
    return tuple(sorted(known)), min(known.values(), default=pd.NaT)


def _carriers(ahead: _Outlook, step: _Step) -> tuple[str, ...]:
    """Name the people with whom a tie ends: those who may be gone in one of the states."""
    reach = ahead.on.reach
    numbers = {
        int(c)
        for link in step.links
        for ptr, side in ((reach.left_ptr, reach.left), (reach.right_ptr, reach.right))
        for c in side[ptr[link] : ptr[link + 1]]
    }
    people = {reach.carriers[c][0] for c in numbers} - {""}
    place = ahead.prospects.place
    return tuple(sorted(p for p in people if p in place and not ahead.here[:, place[p]].all()))


def _said(ahead: _Outlook, step: _Step, column: str) -> str | None:
    """Pass on what the ties behind a step say in a column of the user's own."""
    ties = ahead.on.partnership.ties
    if column not in ties:
        return None
    links = ahead.on.reach.links.iloc[list(step.links)]
    rows = links.loc[links["what"] == "tie", "row"]
    said = dict.fromkeys(x for x in ties[column].iloc[rows] if isinstance(x, str) and x)
    return "; ".join(said) or None


# --- beside it: new seats, and introductions ------------------------------------------------------


def _seats(ahead: _Outlook, size: int, seed: int) -> tuple[pd.DataFrame, float]:
    """Find as many new seats, held by organizations."""
    reach = ahead.on.reach
    kinds = np.array(reach.kinds, dtype=object)
    tied = {tuple(ends) for ends in reach.ends.tolist()}
    options = [
        (min(int(o), int(t)), max(int(o), int(t)))
        for o in np.flatnonzero(kinds == "organization")
        for t in np.flatnonzero(kinds == "table")
        if (min(o, t), max(o, t)) not in tied
    ]
    chosen, gains, best = _best_new(ahead, options, None, size, seed)
    rows = []
    for one, two in chosen:
        table, body = (one, two) if reach.kinds[one] == "table" else (two, one)
        rows.append({"organization": reach.bodies[body], "table": reach.bodies[table]})
    return _ranked(rows, gains, ("organization", "table")), best


def _introductions(ahead: _Outlook, size: int, seed: int) -> tuple[pd.DataFrame, float]:
    """Find as many introductions of heads by somebody who knows both; they last as people stay."""
    on, reach = ahead.on, ahead.on.reach
    known = acquainted(on)
    heads = {i: _heads(on, [body]) or on.now.staff.get(body, ())[:1]
             for i, body in enumerate(reach.bodies)}  # fmt: skip
    tied = {tuple(ends) for ends in reach.ends.tolist()}
    counted = np.flatnonzero(reach.count).tolist()
    options, who, can = [], [], []
    for i, one in enumerate(counted):
        for two in counted[i + 1 :]:
            by = introducers(known, on, one, two)
            if (one, two) in tied or not by or not heads[one] or not heads[two]:
                continue
            both = [ahead.prospects.place[p] for p in (heads[one][0], heads[two][0])]
            options.append((one, two))
            who.append(by[:3])
            can.append(ahead.here[:, both].all(axis=1))
    lasts = np.stack(can, axis=1) if can else None
    chosen, gains, best = _best_new(ahead, options, lasts, size, seed)
    rows = [
        {
            "source": reach.bodies[one],
            "target": reach.bodies[two],
            "who_can_introduce": who[options.index((one, two))],
        }
        for one, two in chosen
    ]
    return _ranked(rows, gains, ("source", "target", "who_can_introduce")), best


def _best_new(
    ahead: _Outlook, options: list[tuple[int, int]], can: Bools | None, size: int, seed: int
) -> tuple[list[tuple[int, int]], Floats, float]:
    """Choose among ties that are not there yet, and give what each adds and what is reached."""
    reach = ahead.on.reach
    every = strengthening.prospect(
        reach, ahead.alive, ahead.weight, [[pair] for pair in options], can=can
    )
    kept = strengthening.worth_weighing(every, size)
    few = strengthening.prospect(
        reach, ahead.alive, ahead.weight, [[options[i]] for i in kept],
        can=None if can is None else can[:, kept],
    )  # fmt: skip
    choice = strengthening.best_set(few, size, seed=seed, most=0, starts=1)
    chosen = strengthening.needed(few, choice.chosen)
    gains = strengthening.gains(few, chosen) if chosen else np.zeros(0)
    order = np.argsort(-gains, kind="stable")
    return [options[kept[chosen[i]]] for i in order], gains[order], choice.within


def _ranked(rows: list[dict[str, Any]], gains: Floats, names: tuple[str, ...]) -> pd.DataFrame:
    frame = pd.DataFrame({c: series([row[c] for row in rows], "text") for c in names})
    frame.insert(0, "rank", np.arange(1, len(rows) + 1, dtype=np.int64))
    place = min(3, len(frame.columns))
    frame.insert(place, "gain_in_set", np.asarray(gains, dtype=np.float64))
    return frame


# --- words ----------------------------------------------------------------------------------------


def _told(
    ahead: _Outlook, table: pd.DataFrame, before: float, after: float, seats: float, met: float
) -> list[str]:
    on, until = ahead.on, ahead.days[-1]
    month = f"{until.strftime('%B %Y')}"
    if not len(on.reach.ends):
        return ["Cannot say what to sign first: needs Ties or Tables."]
    begin = (
        f"If nothing is done, {number(before)} of {n(on.reach.pairs, 'pair')} of partners reach "
        f"each other in {on.within} in the mean to {month}; today {number(on.reach.within)}."
    )
    if not len(table):
        return [begin, "Nothing that could be signed would keep more of them."]
    first = table.iloc[0]
    said = [
        begin,
        f"{n(len(table), 'thing')} to sign would keep {number(after - before)} more pairs.",
        f"First: {first['what']}.",
    ]
    marked = table[[bool(names) for names in table["leaves_first"]]]
    if len(marked):
        people = sorted({p for names in marked["leaves_first"] for p in names})
        day = marked["sign_before"].min()
        said.append(
            f"{n(len(marked), 'needs', 'need')} the yes of somebody who may go first: "
            f"{listed(people, 3)}, from {day.day} {day.strftime('%B %Y')}."
        )
    said.append(
        f"As many new seats would keep {number(seats - before)} more pairs, as many introductions "
        f"{number(met - before)}."
    )
    return said


def _notes(ahead: _Outlook, *, unknown: float, said: bool, exact: bool) -> tuple[str, ...]:
    on = ahead.on
    risks = ahead.prospects
    notes = [
        *on.notes,
        f"In pairs, {on.counted}.",
        (
            f"Looked at: the ends of {len(ahead.days) - 1} months to {ahead.days[-1].date()}, "
            "and of each the pairs expected within reach. Nothing else is rebuilt."
        ),
        (
            f"{n(len(risks.unknown), 'person has', 'people have')} no known risk of leaving and "
            "stay in all of this."
        ),
    ]
    if not said:
        notes.append(
            "Where nobody knows whether somebody can stay at a term's end, the chance is taken to "
            f"be {unknown:g}: an assumption; can_stay= changes it."
        )
    if ahead.exact:
        notes.append("Every combination of people leaving is weighed.")
    else:
        notes.append(
            f"{DRAWS:,} futures are drawn, since there are too many to weigh each; the numbers "
            "are good to about a pair or two."
        )
    how = "every set was tried" if exact else "the best found; not every set was tried"
    notes.append(f"The set to sign is the best of its size: {how}.")
    notes.append(
        "Gains in the set are what would be missing without that one; they do not add up, since "
        "one signature may need another to be of use."
    )
    notes.append("A new seat is taken to be held by the organization; an introduction to be a tie "
                 "between those who head both, which ends when one of them leaves.")  # fmt: skip
    return (*notes, WARNING)
