"""The data as they are the day after somebody left, and whom the successor should meet."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from civicnet import rules
from civicnet.cells import nearest
from civicnet.errors import ArgumentError
from civicnet.moments import Moment, moment
from civicnet.names import office_label
from civicnet.questions import answers
from civicnet.questions.departure import fates
from civicnet.questions.departure.fates import Leaving
from civicnet.questions.departure.first_calls import introductions
from civicnet.questions.departure.handover import Handover, Named, handed_over, leaving, named
from civicnet.questions.departure.heirs import checked, left_open, successors, with_successors
from civicnet.questions.partners import MOST_SENTENCES, brief, listed, n
from civicnet.standing import Standing, standing

if TYPE_CHECKING:
    from civicnet.model import Partnership

_DAY = pd.Timedelta(days=1)
# A name so like another one may be a slip of the pen.
_ALIKE = 86
_FRAMES = ("introductions", "to_settle", "ended", "passed_on")


@dataclass(frozen=True)
class Succession:
    """
    A partnership as it is on the day after somebody's last day.

    `partnership` is a new one; that which was asked is as it was. `introductions` lists each
    partner to whom a personal tie ended, the closest first: `source` (the successor, or the post
    until there is one), `target`, `was_tied_to`, `relation`, `strength`, `trust`,
    `who_can_introduce` and `why`. `to_settle` (`what`, `why`) is what nobody but you can decide;
    `ended` (`sheet`, `what`) and `passed_on` (`sheet`, `what`, `to`) say what was changed.
    """

    at: Moment
    partnership: Partnership
    summary: tuple[str, ...]
    notes: tuple[str, ...]
    introductions: pd.DataFrame
    to_settle: pd.DataFrame
    ended: pd.DataFrame
    passed_on: pd.DataFrame

    to_dict = answers.to_dict
    _repr_html_ = answers.to_html
    __str__ = answers.sentences


def left(
    partnership: Partnership,
    who: str | Sequence[str],
    on: object,
    successor: str | Mapping[str, str] | None = None,
    *,
    with_staff: bool = True,
) -> Succession:
    """
    Write down what is so from the day after somebody's last day.

    Their terms end, and so do the ties, seats and assets that rest on them; agreements and seats of
    their institution stay, written for it. Nobody is merged and no tie is made up.

    Parameters
    ----------
    who : a name, several, or an office, which means whoever holds it.
    on : their last day, a date.
    successor : who follows on the next day, in the office that heads where somebody held several;
        or names by office. Somebody who is not in the data yet is added.
    with_staff : whether those who serve with them leave as well.

    Raises
    ------
    UnknownActorError, ArgumentError
        as for `depart`; and for a successor who cannot be one.

    Examples
    --------
    >>> import civicnet as cn
    >>> p = cn.load_example("riverbend")
    >>> after = cn.left(p, "Eleanor Marsh", "2028-01-01", "Ana Ruiz")
    >>> print(after.summary[3])
    Ana Ruiz follows on 2 January 2028 as Mayor, Mayor's Office.
    """
    at = moment(partnership.frames, on)
    if at.wave:
        raise ArgumentError(f"on must be a date, the last day; {at.wave!r} is a wave")
    now = standing(partnership, at)
    asked = named(partnership, now, who)
    gone = leaving(now, asked, with_staff=with_staff)
    follow = successors(partnership, now, asked, gone, successor)
    written = handed_over(partnership, now, at.date, gone, whole=True)
    still_open = left_open(partnership, written, gone, at)
    ties = written.frames["ties"]
    ends = ties["end"].where(~ties.index.isin(still_open), partnership.ties["end"])
    written.frames["ties"] = ties.assign(end=ends)
    tomorrow = np.datetime64(at.date + _DAY, "us")
    after = checked(partnership, with_successors(partnership, written, follow, gone, tomorrow))
    case = fates.leaving(partnership, now, gone)
    told = _Told(partnership, after, now, asked, gone, follow, written, case, tuple(still_open))
    meet = introductions(case, follow)
    to_settle, ended, passed = _to_settle(told), _ended(told), _passed_on(told)
    return Succession(
        at=Moment(at.date + _DAY),
        partnership=after,
        summary=_summary(told, meet, to_settle),
        notes=_notes(told, meet),
        introductions=meet,
        to_settle=to_settle,
        ended=ended,
        passed_on=passed,
    )


@dataclass(frozen=True)
class _Told:
    """What the lists and sentences are made of."""

    before: Partnership
    after: Partnership
    now: Standing
    asked: Named
    gone: Mapping[str, tuple[str, ...]]
    follow: Mapping[str, str]  # office, or the person who holds none -> successor
    written: Handover
    case: Leaving
    left_open: tuple[int, ...]

    @property
    def at_next(self) -> Moment:
        """The day after the last one."""
        return Moment(self.now.at.date + _DAY)


# --- what was changed, and what is left to do --------------------------------------------------


def _ended(told: _Told) -> pd.DataFrame:
    rows = []
    for name in ("terms", "ties", "seats", "assets"):
        frame = told.before.frames[name]
        kept = set(told.left_open) if name == "ties" else set()
        some = {*told.written.ended.get(name, []), *told.written.never.get(name, [])} - kept
        rows += [[name.capitalize(), _described(name, frame, row)] for row in sorted(some)]
    return fates.table(rows, ("sheet", "what"))


def _passed_on(told: _Told) -> pd.DataFrame:
    rows = []
    for name in ("ties", "seats"):
        before, after = told.before.frames[name], told.written.frames[name]
        followed = told.written.followed if name == "seats" else []
        new = dict(zip(followed, range(len(before), len(after)), strict=True))
        for row in told.written.passed.get(name, []):
            place = new.get(row, row)
            ends = ("source", "target") if name == "ties" else ("actor",)
            to = [after[end].iat[place] for end in ends]
            old = [before[end].iat[row] for end in ends]
            gets = [told.follow.get(x, x) for x, y in zip(to, old, strict=True) if x != y]
            rows.append([name.capitalize(), _described(name, before, row), listed(gets)])
    return fates.table(rows, ("sheet", "what", "to"))


# The columns that say in a few words what a row is about.
_TOLD_BY = {
    "terms": ("person", "office", "organization"),
    "ties": ("source", "target", "relation"),
    "seats": ("actor", "table", "role"),
    "assets": ("asset", "holder"),
}


def _described(name: str, rows: pd.DataFrame, row: int) -> str:
    """Say in a few words what a row is about."""
    cell = {column: rows[column].iat[row] for column in _TOLD_BY[name]}
    if name == "terms":
        return f"{cell['person']}: {office_label(cell['office'], cell['organization'])}"
    if name == "ties":
        what = f": {cell['relation']}" if cell["relation"] else ""
        return f"{cell['source']} and {cell['target']}{what}"
    if name == "seats":
        role = f", {cell['role']}" if cell["role"] else ""
        return f"{cell['actor']} at {cell['table']}{role}"
    return f"{cell['asset']} ({cell['holder']})"


def _to_settle(told: _Told) -> pd.DataFrame:
    """List what follows from a departure that only people can decide."""
    rows: list[list[str]] = []
    offices = {label for labels in told.gone.values() for label in labels}
    day = told.at_next
    holders = rules.holders(told.after.frames, day)
    for label in sorted(offices):
        if not holders.get(label):
            rows.append([label, "nobody holds it"])
        elif label in told.follow:
            rows.append([label, f"write until when {told.follow[label]} holds it"])
    held, _ = fates.assets(told.case)
    for asset, keeper, fate in zip(
        *(held[c] for c in ("asset", "gatekeeper", "fate")), strict=True
    ):
        if fate == fates.GOES and keeper:
            rows.append([asset, f"it went with the yes of {keeper}; ask whoever says it now"])
        elif fate == fates.UNATTENDED:
            rows.append([asset, f"it stays by agreement; name who opens it, as {keeper} did"])
    outcomes, roles = told.before.outcomes, told.before.roles
    for outcome, owner in zip(outcomes["outcome"], outcomes["owner"], strict=True):
        if owner in told.gone:
            rows.append([outcome, f"{owner} owned it; name another owner"])
    for outcome, actor, role in zip(*(roles[c] for c in ("outcome", "actor", "role")), strict=True):
        if actor in told.gone:
            rows.append([outcome, f"{actor} was {role}; name somebody else"])
    for row in told.left_open:
        tie = _described("ties", told.before.ties, row)
        rows.append(
            [tie, "left open: it alone says that they are there; give them a home or a seat"]
        )
    return fates.table(rows, ("what", "why"))


# --- words -------------------------------------------------------------------------------------


def _summary(told: _Told, meet: pd.DataFrame, settle: pd.DataFrame) -> tuple[str, ...]:
    said = [
        told.before.invented,
        _who(told),
        _changed(told),
        _heirs(told),
        _meetings(told, meet),
        _alone(meet),
    ]
    if len(settle) and len(said) < MOST_SENTENCES:
        said.append(f"{n(len(settle), 'thing is', 'things are')} left to settle.")
    return tuple(each for each in said if each)


def _who(told: _Told) -> str:
    names = listed(told.asked.people)
    along = sorted(told.gone.keys() - {*told.asked.people})
    day = f"{told.now.at}"
    also = f", and with them {listed(along)}" if along else ""
    return brief(
        f"The last day of {names} is {day}{also}.",
        f"The last day of {names} is {day}; {n(len(along), 'person', 'people')} who serve with "
        "them leave too.",
        f"The last day of {n(len(told.gone), 'person', 'people')} is {day}.",
    )


def _changed(told: _Told) -> str:
    ended, passed = told.written.ended, told.written.passed
    names = (("terms", "term"), ("ties", "tie"), ("seats", "seat"), ("assets", "asset"))
    counts = {name: len(ended.get(name, [])) for name, _ in names}
    counts["ties"] -= len(told.left_open)
    parts = [n(counts[name], one) for name, one in names if counts[name]]
    papers = (("ties", "agreement"), ("seats", "seat"))
    stays = [n(len(passed[name]), one) for name, one in papers if passed.get(name)]
    go = "passes" if sum(len(passed.get(name, [])) for name, _ in papers) == 1 else "pass"
    first = f"{listed(parts)} end" if parts else "Nothing rests on them that ends"
    return brief(
        f"{first}; {listed(stays)} in their names {go} to their institutions." if stays else "",
        f"{first}.",
    )


def _heirs(told: _Told) -> str:
    if not told.follow:
        return ""
    start = told.at_next
    (place, name), *others = told.follow.items()
    more = f", {len(others)} more" if others else ""
    return brief(
        f"{name} follows on {start} as {place}{more}.",
        f"{n(len(told.follow), 'successor follows', 'successors follow')} on {start}.",
    )


def _meetings(told: _Told, meet: pd.DataFrame) -> str:
    if not len(meet):
        return "No personal tie to anybody who stays ended, so nobody need be introduced anew."
    heirs = sorted({*told.follow.values()} & {*meet["source"].dropna()})
    theirs = meet[meet["source"].isin(heirs)] if heirs else meet
    first, names = theirs["target"].iat[0], theirs["who_can_introduce"].iat[0]
    start = f"{first} first" + (f", whom {names[0]} knows" if names else "")
    rest = len(meet) - len(theirs)
    more = f"; {rest} more wait for whoever takes the other posts" if rest else ""
    people = n(len(theirs), "introduction")
    who = (
        f"{listed(heirs)} {'needs' if len(heirs) == 1 else 'need'}"
        if heirs
        else "A successor needs"
    )
    return brief(f"{who} {people}, to {start}{more}.", f"{who} {people}, to {start}.",
                 f"{who} {people}{more}.")  # fmt: skip


def _alone(meet: pd.DataFrame) -> str:
    alone = int((meet["who_can_introduce"].map(len) == 0).sum())
    if not alone:
        return ""
    return f"For {alone} of these introductions nobody who stays is known to be close: ask in time."


def _notes(told: _Told, meet: pd.DataFrame) -> tuple[str, ...]:
    day = told.at_next
    notes = [f"The data are as on {day}. What was before is kept in them, with its last day."]
    known = list(told.before.people["person"])
    for place, name in told.follow.items():
        if name not in known:
            near = nearest(name, known, cutoff=_ALIKE, limit=1)
            hint = f"; if {near[0]} is meant, write that name" if near else ""
            notes.append(f"{name} is new in the data{hint}.")
        else:
            others = [x for x in told.now.held_by(name) if x != place]
            if others:
                notes.append(
                    f"{name} still holds {listed(others)}: a second hat, which ties both bodies. "
                    "End that term if it is given up."
                )
    disputes = sum(link["adverse"] for _, link, _ in told.case.mine)
    if disputes:
        notes.append(f"{n(disputes, 'tie')} of dispute ended as well, without an introduction.")
    if len(meet):
        notes.append(
            "Who can introduce: whoever stays and has a tie to them, colleagues first; then those "
            "who sit at a table with them. Until their last day those who leave can do it best."
        )
    return tuple(notes)
