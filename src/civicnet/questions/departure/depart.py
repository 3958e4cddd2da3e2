"""What if she leaves? What goes, what stays and with whom, before and after, and whom to call."""

from __future__ import annotations

import dataclasses
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal, get_args

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from civicnet import reach as reaches
from civicnet import rules
from civicnet.errors import ArgumentError
from civicnet.moments import Moment
from civicnet.questions import answers
from civicnet.questions.departure import fates
from civicnet.questions.departure import words as said
from civicnet.questions.departure.fates import GOES, STAYS, Leaving
from civicnet.questions.departure.first_calls import CLOSE, call_first
from civicnet.questions.departure.handover import handed_over, named, stepping_down, vacated
from civicnet.questions.ground import Ground, departure, ground
from civicnet.reach import Bools, Reach
from civicnet.stakes import money
from civicnet.standing import closing_with, left_homeless

if TYPE_CHECKING:
    from civicnet.model import Partnership

Leaves = Literal["partnership", "office"]
Floats = NDArray[np.float64]
_DAY = pd.Timedelta(days=1)
# The frames, the main one first.
_FRAMES = ("changes", "ties", "stranded", "seats", "assets", "voices", "call_first")


@dataclass(frozen=True)
class Departure:
    """
    What a departure leaves of a partnership, if nothing is done.

    `people` are all who leave, `along` those of them who serve with the others, `offices` what they
    give up. The frames: `changes` (`measure`, `before`, `after`); `ties` of theirs (`source`,
    `target`, `relation`, `form`, `fate`, `stays_with`); `stranded` (`body`, `what`: "cut off" or
    "lost partner", `hung_on`, `steps_after`, NaN where there is no way); `seats` and `assets` with
    their fate; `voices`, the groups that lose a seat or somebody; `call_first` (`actor`, `reason`,
    `via`), best first.

    A `fate` is "goes"; "stays", with whoever `stays_with` names; "waits", an agreement of an office
    that nobody holds; or "unattended", an asset that stays by agreement without anybody to open it.
    """

    at: Moment
    people: tuple[str, ...]
    along: tuple[str, ...]
    offices: tuple[str, ...]
    leaves: Leaves
    refilled: bool
    summary: tuple[str, ...]
    notes: tuple[str, ...]
    changes: pd.DataFrame
    ties: pd.DataFrame
    stranded: pd.DataFrame
    seats: pd.DataFrame
    assets: pd.DataFrame
    voices: pd.DataFrame
    call_first: pd.DataFrame

    to_dict = answers.to_dict
    _repr_html_ = answers.to_html
    __str__ = answers.sentences


def depart(  # a question and its seven switches, each a keyword
    partnership: Partnership,
    who: str | Sequence[str],
    at: object = None,
    *,
    leaves: Leaves = "partnership",
    refilled: bool = True,
    with_staff: bool = True,
    count: str | Mapping[str, float] | None = None,
    within: int | None = None,
    strength: float = 2,
) -> Departure:
    """
    Tell what goes, what stays and whom to call when somebody leaves.

    Parameters
    ----------
    who : a name, several, or an office such as "Mayor, City", which means whoever holds it.
    leaves : "partnership", with every personal tie, seat and asset; or the "office" alone: what
        hangs on the office ends, and people keep their own ties.
    refilled : whether somebody follows; if not, the agreements of an office nobody holds wait.
    with_staff : whether those who serve with them leave as well.
    count : what a partner counts: "bodies", "people", "voices", a column of Organizations, or
        numbers by name; organizations and tables once unless said.
    within : in how many steps others should be reached: two, or three where partners are far apart.
    strength : leave out ties weaker than this.

    Raises
    ------
    UnknownActorError
        where nobody is called that; it holds the nearest names.
    ArgumentError
        for somebody who is not there at the moment, an office nobody holds, an organization, or an
        unknown word.

    Examples
    --------
    >>> import civicnet as cn
    >>> found = cn.depart(cn.load_example("riverbend"), "Marguerite Voss", at="2026-11-15")
    >>> print(found.summary[4])
    All 18 of their ties go, none on paper; all 3 of their seats stay.
    """
    if leaves not in get_args(Leaves):
        allowed = " or ".join(repr(each) for each in get_args(Leaves))
        raise ArgumentError(f"leaves must be {allowed}; got {leaves!r}")
    on = ground(partnership, at, strength=strength, within=within, count=count)
    asked = named(partnership, on.now, who)
    scenario = departure(on, asked.people, with_staff=with_staff, refilled=refilled)
    if leaves == "partnership":
        given = {person: tuple(sorted(on.now.held_by(person))) for person in scenario.people}
        case = fates.leaving(partnership, on.now, given, refilled=refilled)
    else:
        given = stepping_down(on.now, asked, with_staff=with_staff)
        written = handed_over(partnership, on.now, on.at.date - _DAY, given, whole=False)
        later = dataclasses.replace(partnership, **written.frames)
        case = fates.leaving(partnership, on.now, given, after=later, refilled=refilled)
    return _told(on, case, asked.people, refilled=refilled)


# --- before and after --------------------------------------------------------------------------


@dataclass(frozen=True)
class Compared:
    """
    The same bodies before and after: which pairs are tied then and now.

    `later` is the reach that is left, `place` where its tied pairs stand among those of `found`;
    `known` are the bodies that were there before, `own` those of who leaves.
    """

    found: Reach
    before: Bools
    later: Reach
    place: NDArray[np.int64]
    known: frozenset[str]
    gone: tuple[str, ...]
    waiting: frozenset[str]
    own: frozenset[int]

    def rest(
        self,
        people: Collection[str] = (),
        closed: Collection[str] = (),
        written: Collection[int] = (),
    ) -> Bools:
        """
        Tell which pairs are tied after, also when other people leave or bodies close.

        `written` are rows of ties that hold all the same.
        """
        gone = reaches.gone(self.later, [{*self.gone, *people}])
        ended = reaches.touching(self.later, closed) | reaches.suspended(self.later, self.waiting)
        links = reaches.alive_links(self.later, gone, ended)
        ties = self.later.links["what"] == "tie"
        links |= (ties & self.later.links["row"].isin(written)).to_numpy(dtype=bool)
        row = np.zeros(len(self.found.ends), dtype=bool)
        row[self.place] = reaches.alive_pairs(self.later, links)[0]
        return row

    def within(self, row: Bools) -> tuple[float, float]:
        """Weigh the pairs within reach: of others, and of the bodies of those who leave."""
        rows = np.stack([np.zeros_like(row), row])
        lost = reaches.lost(self.found, rows, [self.own] * 2)
        others, own = (float(each[0] - each[1]) for each in lost)
        return others, own


def after(on: Ground, case: Leaving) -> Compared:
    """Lay the reach before and after side by side."""
    own = frozenset(on.own(case.given))
    base = on.reach
    gone, known = tuple(sorted(case.gone)), frozenset(base.bodies)
    if case.whole:
        everything = np.arange(len(base.ends), dtype=np.int64)
        ones = np.ones(len(base.ends), dtype=bool)
        return Compared(base, ones, base, everything, known, gone, case.waiting, own)
    later = reaches.reach(case.after, on.at, strength=on.strength, steps=base.steps)
    names = sorted({*base.bodies, *later.bodies})
    kinds = dict(zip((*later.bodies, *base.bodies), (*later.kinds, *base.kinds), strict=True))
    # Who becomes a body of their own carries ways between others, and counts nothing.
    counts = dict(zip(base.bodies, base.count, strict=True))
    place = {name: i for i, name in enumerate(names)}
    pairs = [_keys(each, place) for each in (base, later)]
    keys = np.union1d(*pairs)
    found = dataclasses.replace(
        base,
        bodies=tuple(names),
        kinds=tuple(kinds[name] for name in names),
        count=np.array([counts.get(name, 0.0) for name in names], dtype=np.float64),
        ends=np.stack(np.divmod(keys, max(len(names), 1)), axis=1),
    )
    here = frozenset(place[base.bodies[i]] for i in own)
    at = np.searchsorted(keys, pairs[1])
    return Compared(found, np.isin(keys, pairs[0]), later, at, known, gone, case.waiting, here)


def _keys(found: Reach, place: Mapping[str, int]) -> NDArray[np.int64]:
    """Give each tied pair of a reach a number, by the places of its bodies among others."""
    to = np.array([place[name] for name in found.bodies], dtype=np.int64)
    ends = np.sort(to[found.ends], axis=1)
    return np.asarray(ends[:, 0] * max(len(place), 1) + ends[:, 1], dtype=np.int64)


def _told(on: Ground, case: Leaving, asked: tuple[str, ...], *, refilled: bool) -> Departure:
    """Put the answer together."""
    compared = after(on, case)
    row = compared.rest()
    ties, seats = fates.ties(case, on.strength), fates.seats(case)
    everything, assets = fates.assets(case)
    stranded = _stranded(on, case, compared, row)
    own = tuple(sorted(compared.found.bodies[i] for i in compared.own))
    told = said.Told(
        on=on,
        case=case,
        asked=asked,
        refilled=refilled,
        own=own,
        ties=ties,
        seats=seats,
        assets=everything,
        stranded=stranded,
        voices=fates.voices(case),
        calls=call_first(case, own),
        before=compared.within(compared.before),
        after=compared.within(row),
        around=_around(compared, reaches.distances(compared.found, row)),
        around_before=_around(compared, reaches.distances(compared.found, compared.before)),
        hosted=_hosted(on, case, compared, row),
        stronger=_stronger(on, case),
        as_written=_as_written(case, compared),
    )
    summary, notes = said.sentences(told)
    return Departure(
        at=on.at,
        people=tuple(sorted(case.given)),
        along=tuple(sorted({*case.given} - {*asked})),
        offices=tuple(sorted(case.offices)),
        leaves="partnership" if case.whole else "office",
        refilled=refilled,
        summary=summary,
        notes=notes,
        changes=_changes(told, compared, row),
        ties=ties,
        stranded=stranded,
        seats=seats,
        assets=assets,
        voices=told.voices,
        call_first=told.calls,
    )


def _hosted(
    on: Ground, case: Leaving, compared: Compared, row: Bools
) -> tuple[tuple[str, ...], float]:
    """
    Name what the organizations whose head leaves host by word of mouth, and what its closing costs.

    The cost is in pairs of others within reach, beyond what the departure itself costs.
    """
    now = on.now
    empty = vacated(now, case.given)
    hosts = {now.body_of(label) for label in empty if now.posts.offices[label].heads}
    hosted = tuple(x for x in closing_with(on.partnership, hosts) if x not in hosts)
    if not hosted:
        return (), 0.0
    closed = compared.rest(left_homeless(now, hosted), hosted)
    return hosted, compared.within(row)[0] - compared.within(closed)[0]


def _stronger(on: Ground, case: Leaving) -> tuple[float, float] | None:
    """Weigh what is lost when only close ties count; None where they are all that count."""
    if on.strength >= CLOSE:
        return None
    base = reaches.reach(
        on.partnership, on.at, strength=CLOSE, steps=on.reach.steps, count=on.reach.count
    )
    closer = after(dataclasses.replace(on, reach=base, strength=CLOSE), case)
    before, rest = closer.within(closer.before), closer.within(closer.rest())
    return before[0] - rest[0], before[1] - rest[1]


def _as_written(case: Leaving, compared: Compared) -> tuple[int, float, float]:
    """
    Count the ties that go without saying what they rest on, and what is lost if they are written.

    Both readings are given where they differ: the number of ties, pairs of others, pairs of their
    own.
    """
    _, inferred = rules.basis(case.partnership.frames)
    rows = [
        link["row"]
        for key, link, _ in case.mine
        if link["what"] == "tie" and key not in case.later and inferred.iat[link["row"]]
    ]
    before = compared.within(compared.before)
    rest = compared.within(compared.rest(written=rows))
    return len(rows), before[0] - rest[0], before[1] - rest[1]


def _changes(told: said.Told, compared: Compared, row: Bools) -> pd.DataFrame:
    """Measure before and after."""
    on, found = told.on, compared.found
    steps = on.within
    rows = (compared.before, row)
    far = [reaches.distances(found, each) for each in rows]
    others, own = zip(told.before, told.after, strict=True)
    any_way = reaches.connected(found, np.stack(rows))
    efficiency = (reaches.efficiency(found, rows[0]), reaches.efficiency(found, rows[1]))
    tied, reached = zip(told.around_before, told.around, strict=True)
    decides = told.seats["engagement"] == "decides"
    people = len(on.now.present)
    lines: list[tuple[str, float, float]] = [
        (f"pairs of others within {steps}", *others),
        (f"pairs of their own within {steps}", *own),
        ("pairs with any way to each other", float(any_way[0]), float(any_way[1])),
        ("efficiency (mean of 1/steps, all pairs)", *efficiency),
        ("mean steps, pairs connected before and after", *_mean_steps(found, far)),
        ("partners cut off", 0.0, float(len(told.cut_off))),
        ("partners tied to their own body", *tied),
        (f"partners within {steps} of their own body", *reached),
        ("people", people, people - len(told.case.gone)),
        ("their ties", *_staying(told.ties)),
        ("their seats", *_staying(told.seats)),
        ("their seats that decide", *_staying(told.seats[decides])),
    ]
    if len(on.partnership.assets):
        lines += _of_assets(told.assets)
    names = ("measure", "before", "after")
    columns = [pd.Series(values) for values in zip(*lines, strict=True)]
    frame = pd.DataFrame(dict(zip(names, columns, strict=True)))
    return frame.astype({"measure": object, "before": "float64", "after": "float64"})


def _around(compared: Compared, far: Floats) -> tuple[float, float]:
    """Count the partners tied to the bodies of those who leave, and those within reach of them."""
    own = sorted(compared.own)
    near = far[own].min(axis=0, initial=np.inf)
    near[own] = np.inf
    # Whoever becomes a body of their own is no partner that was there before.
    new = [i for i, body in enumerate(compared.found.bodies) if body not in compared.known]
    near[new] = np.inf
    return float((near == 1).sum()), float((near <= compared.found.steps).sum())


def _mean_steps(found: Reach, far: Sequence[Floats]) -> tuple[float, float]:
    """Give the mean steps of the pairs that have a way both times; NaN where there is none."""
    weight = np.outer(found.count, found.count) * np.isfinite(far[0]) * np.isfinite(far[1])
    np.fill_diagonal(weight, 0)
    if not weight.sum():
        return float("nan"), float("nan")
    before, after = (float((weight * np.where(weight > 0, x, 0)).sum() / weight.sum()) for x in far)
    return before, after


def _staying(rows: pd.DataFrame) -> tuple[float, float]:
    return float(len(rows)), float((rows["fate"] == STAYS).sum())


def _of_assets(held: pd.DataFrame) -> list[tuple[str, float, float]]:
    stays, here = held["fate"] == STAYS, held["fate"] != GOES
    functions, doors = held["kind"].where(held["function"]), held["door"]
    lines = [
        ("functions somebody carries", functions.nunique(), functions[here].nunique()),
        ("doors to data that somebody opens", float(doors.sum()), float(doors[stays].sum())),
    ]
    funding, unit = money(held)
    if held.loc[funding, "yearly"].notna().any():
        amount = held["yearly"].where(funding, 0.0)
        of = f", {unit}" if unit else ""
        lines.append((f"funding in a year{of}", float(amount.sum()), float(amount[here].sum())))
    return lines


# --- who is stranded ---------------------------------------------------------------------------


def _stranded(on: Ground, case: Leaving, compared: Compared, row: Bools) -> pd.DataFrame:
    """
    List who is cut off, and the partners that the leavers' own body loses.

    Each with the people on whom it hung, and the steps to the own body that are left.
    """
    found = compared.found
    ended = np.flatnonzero(compared.before & ~row).tolist()
    far = reaches.distances(found, row)
    own = sorted(compared.own)
    steps = far[own].min(axis=0, initial=np.inf)
    carriers = _carriers(on, case)
    rows: list[list[Any]] = []
    cut = [body for body in reaches.cut_off(found, row) if body not in case.given]
    for body in cut:
        piece = np.isfinite(far[found.place[body]])
        crossing = [i for i in ended if piece[found.ends[i, 0]] != piece[found.ends[i, 1]]]
        rows.append([body, "cut off", _hung_on(crossing, found, carriers)])
    for i in ended:
        one, two = found.ends[i]
        other = two if one in compared.own else one
        lost = {one, two} & compared.own and other not in compared.own and steps[other] > 1
        if lost and found.bodies[other] not in cut:
            rows.append([found.bodies[other], "lost partner", _hung_on([i], found, carriers)])
    left = {body: steps[found.place[body]] for body, _, _ in rows}
    frame = fates.table(rows, ("body", "what", "hung_on")).assign(
        steps_after=np.array([left[body] for body, _, _ in rows], dtype=np.float64)
    )
    frame["steps_after"] = frame["steps_after"].where(np.isfinite(frame["steps_after"]))
    apart = frame.assign(nearer=-frame["steps_after"].fillna(np.inf))
    order = apart.sort_values(["what", "nearer", "body"], kind="stable").index
    return frame.loc[order].reset_index(drop=True)


def _carriers(on: Ground, case: Leaving) -> dict[tuple[str, str], set[str]]:
    """Name those of the leavers who carry links between two bodies, and the offices that wait."""
    known: dict[tuple[str, str], set[str]] = defaultdict(set)
    for link in on.reach.links.to_dict("records"):
        one, two = sorted((link["source"], link["target"]))
        known[one, two] |= case.given.keys() & {*link["source_people"], *link["target_people"]}
        if case.waits(link):
            known[one, two] |= case.waiting & {link["source_office"], link["target_office"]}
    return known


def _hung_on(
    pairs: Sequence[int], found: Reach, carriers: Mapping[tuple[str, str], set[str]]
) -> tuple[str, ...]:
    names = [sorted(found.bodies[place] for place in found.ends[i]) for i in pairs]
    return tuple(sorted(set().union(*(carriers.get((one, two), set()) for one, two in names))))
