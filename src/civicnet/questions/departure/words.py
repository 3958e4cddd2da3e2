"""What a departure means, in at most seven sentences of at most 25 words."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from civicnet.questions.departure.fates import GOES, STAYS, UNATTENDED, WAITS, Leaving
from civicnet.questions.ground import Ground
from civicnet.questions.partners import MOST_SENTENCES, brief, listed, n, number
from civicnet.stakes import money
from civicnet.vocabulary import INSTITUTIONAL_FORMS

# A name of so many letters is too long for a sentence.
_LONG = 40
# Fewer assets than this are named.
_FEW = 3
Pairs = tuple[float, float]


@dataclass(frozen=True)
class Told:
    """
    What the sentences are made of.

    `before` and `after` weigh the pairs within reach: of others, and of the own bodies. `around`
    counts the partners tied to these, and those within reach of them. `hosted` is what a head's
    departure puts at risk, and the pairs its closing would cost besides; `stronger` what is lost
    when only close ties count; `as_written` how many ties that go do not say what they rest on, and
    what is lost if they are agreements.
    """

    on: Ground
    case: Leaving
    asked: tuple[str, ...]
    refilled: bool
    own: tuple[str, ...]
    ties: pd.DataFrame
    seats: pd.DataFrame
    assets: pd.DataFrame
    stranded: pd.DataFrame
    voices: pd.DataFrame
    calls: pd.DataFrame
    before: Pairs
    after: Pairs
    around: Pairs
    around_before: Pairs
    hosted: tuple[tuple[str, ...], float]
    stronger: Pairs | None
    as_written: tuple[int, float, float]

    @property
    def cut_off(self) -> list[str]:
        """Who has no way to the rest any more."""
        return list(self.stranded.loc[self.stranded["what"] == "cut off", "body"])

    @property
    def ours(self) -> str:
        """The bodies of those who leave, in words."""
        return self.own[0] if len(self.own) == 1 else "their own bodies"


def sentences(told: Told) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Say the answer in sentences, and in notes what it rests on and what it cannot say."""
    first = [
        told.on.partnership.invented, _who(told), _reach(told), _stranded(told), _held(told),
        _assets(told), _calls(told),
    ]  # fmt: skip
    also = [_hosted(told), _voices(told)]
    first = [each for each in first if each]
    more = [each for each in also if each]
    room = max(MOST_SENTENCES - len(first), 0)
    return (*first, *more[:room]), (*more[room:], *_notes(told))


def _who(told: Told) -> str:
    names, one = listed(told.asked), len(told.asked) == 1
    posts = told.case.given[told.asked[0]] if one else ()
    titled = f"{names} ({posts[0]})" if len(posts) == 1 else names
    follow = "" if told.refilled else " and nobody follows"
    along = sorted({*told.case.given} - {*told.asked})
    if not told.case.whole:
        give = "gives" if one else "give"
        serve = f", as {'does' if len(along) == 1 else 'do'} {listed(along)}" if along else ""
        keep = "they keep their own ties"
        people = n(len(told.case.given), "person", "people")
        office = "the office" if one else "their offices"
        titled = f"If {names} {give} up the office {listed(posts)}{follow}, {keep}{serve}."
        return brief(
            titled if one else "",
            f"If {names} {give} up {office}{follow}, {keep}{serve}.",
            f"If {people} give up their offices{follow}, {keep}.",
        )
    leave, many = ("leaves" if one else "leave"), n(len(told.asked), "person", "people")
    if not along:
        return brief(
            f"If {titled} {leave}{follow}, nobody else has to leave with them.",
            f"If {names} {leave}{follow}, nobody else has to leave with them.",
            f"If these {many} leave{follow}, nobody else has to.",
        )
    serve = f"who {'serves' if len(along) == 1 else 'serve'} with them"
    too = "leaves too" if len(along) == 1 else "leave too"
    return brief(
        f"If {titled} {leave}{follow}, {listed(along)}, {serve}, {too}.",
        f"If {names} {leave}{follow}, {listed(along)}, {serve}, {too}.",
        f"If {names} {leave}{follow}, {n(len(along), 'person', 'people')} {serve} {too}.",
        f"If {many} leave{follow}, {len(along)} {serve} {too}.",
    )


def _reach(told: Told) -> str:
    before, after = sum(told.before), sum(told.after)
    lost = tuple(x - y for x, y in zip(told.before, told.after, strict=True))
    pairs, steps = told.on.reach.pairs, told.on.within
    if not pairs:
        return "Cannot say what reach is lost: needs two partners that count."
    if not before:
        return f"No two partners reach each other within {steps}, so no reach can be lost."
    if lost == (0, 0):
        return _unmoved(told, before)
    start = f"{number(before)} of {n(pairs, 'pair')} of partners reach each other within {steps}"
    now = f"{number(after)} would"
    if min(lost) < 0:
        return brief(f"{start}; {now}.")
    others, own = (n(each, "pair") for each in lost)
    ways = [
        f"{others} of others fall away, {number(lost[1])} of {whose}" if all(lost)
        else f"{others} of others fall away" if lost[0]
        else f"{own} of {whose} fall away"
        for whose in (told.ours, "their own")
    ]  # fmt: skip
    return brief(*(f"{start}; {now}: {way}." for way in ways), f"{start}; {now}.")


def _unmoved(told: Told, before: float) -> str:
    same = f"All {n(before, 'pair')} of partners within {told.on.within} stay so"
    others, own = told.stronger or (0, 0)
    if others + own > 0:
        return brief(
            f"{same}; counting ties of coordination only, {number(others)} of others and "
            f"{number(own)} of their own would go."
        )
    return f"{same}."


def _stranded(told: Told) -> str:
    cut = told.cut_off
    first = "Nobody is cut off"
    if cut:
        hung = {person for names in told.stranded["hung_on"][: len(cut)] for person in names}
        on = f", having hung on {hung.pop()} alone" if len(hung) == 1 else ""
        be = "is" if len(cut) == 1 else "are"
        first = f"{listed(cut, 3)} {be} cut off{on}"
    had, keeps = told.around_before[0], told.around[0]
    lone = len(told.own) == 1 and told.own[0] in told.case.given
    if not told.own or lone or not had:
        return brief(f"{first}.", f"{n(len(cut), 'partner')} are cut off.")
    hold = "keeps" if len(told.own) == 1 else "keep"
    they = "it" if cut == [*told.own] else told.ours
    kept = f"{they} {hold} {number(keeps)} of {n(had, 'partner')}"
    start = ", and that is what a successor starts with" if told.refilled else ""
    count = f"{n(len(cut), 'partner is', 'partners are')} cut off" if cut else first
    return brief(
        f"{first}; {kept}{start}.",
        f"{first}; {kept}.",
        f"{count}; {kept}.",
        f"{count}; their own bodies keep {number(keeps)} of {n(had, 'partner')}.",
    )


def _held(told: Told) -> str:
    """Say which ties and seats go."""
    ties, seats = told.ties, told.seats
    gone = ties[ties["fate"] == GOES]
    paper = ""
    if len(gone) and not gone["form"].isin(INSTITUTIONAL_FORMS).any():
        paper = ", not on paper" if len(ties) == 1 else ", none on paper"
    decide = int((seats.loc[seats["fate"] == GOES, "engagement"] == "decides").sum())
    votes = f", {decide} of which {'decides' if decide == 1 else 'decide'}" if decide else ""
    if decide == (seats["fate"] == GOES).sum() == 1:
        votes = ", one that decides"
    first = [_parts(ties, "tie", paper) if len(ties) else "they hold no tie that counts"]
    if len(seats):
        first.append(_parts(seats, "seat", votes))
    elif not len(told.on.partnership.seats):
        first.append("cannot say which seats go: needs Tables")
    said = [_capital(first[0]), *first[1:]]
    return brief(*("; ".join(said[:most]) + "." for most in range(len(said), 0, -1)))


_VERBS = {
    GOES: ("goes", "go"),
    WAITS: ("waits for a successor", "wait for a successor"),
    STAYS: ("stays", "stay"),
}


def _parts(rows: pd.DataFrame, what: str, of_gone: str) -> str:
    """Say how many go, wait and stay; `of_gone` tells more of those that go."""
    many = len(rows)
    counts = {fate: int((rows["fate"] == fate).sum()) for fate in (GOES, WAITS, STAYS)}
    found = [fate for fate, count in counts.items() if count]
    more = of_gone if counts[GOES] else ""
    if len(found) == 1:
        every = "both" if many == 2 else f"all {many}"
        whose = f"their only {what}" if many == 1 else f"{every} of their {what}s"
        return f"{whose} {_VERBS[found[0]][many != 1]}{more}"
    told = [f"{counts[x]} {_VERBS[x][counts[x] != 1]}" for x in found if x != STAYS]
    if found[0] != GOES:
        return f"of their {many} {what}s {told[0]}"
    if len(told) > 1:
        return f"of their {many} {what}s {told[0]}{more}{',' if more else ''} and {told[1]}"
    return f"{counts[GOES]} of their {many} {what}s {_VERBS[GOES][counts[GOES] != 1]}{more}"


def _assets(told: Told) -> str:
    held = told.assets
    if not len(told.on.partnership.assets):
        return "Cannot say which functions, doors to data or money go: needs Assets."
    goes = held["fate"] == GOES
    kinds = held["kind"].where(held["function"])
    alone = sorted({*kinds[goes].dropna()} - {*kinds[~goes].dropna()})
    doors = list(held.loc[held["door"] & goes, "asset"])
    # An agreement keeps the data, while nobody is there to open them.
    shut = int((held["door"] & (held["fate"] == UNATTENDED)).sum())
    funding, unit = money(held)
    amount = float(held.loc[funding & goes, "yearly"].sum())
    parts = [f"{n(len(doors), 'door')} to data close"] if doors else []
    if len(doors) == 1:
        parts = [f"nobody opens {doors[0]}" if len(doors[0]) < _LONG else "1 door to data closes"]
    parts += (
        [f"{n(shut, 'door')} to data {'is' if shut == 1 else 'are'} unattended"] if shut else []
    )
    parts += [" ".join(f"{number(amount)} {unit} a year goes".split())] if amount else []
    others = list(held.loc[goes & ~held["function"] & ~held["door"] & ~funding, "asset"])
    counted = [f"{n(len(others), 'other asset')} {'goes' if len(others) == 1 else 'go'}"]
    shown = [f"also lost: {listed(others)}"] if len(others) < _FEW else counted
    if not alone and not parts and not others:
        return "No function, door to data or money goes with them."
    rests = f"{'rests' if len(alone) == 1 else 'rest'} on them alone"
    firsts = [[f"{_capital(listed(alone, most))} {rests}"] for most in (8, 4, 3, 2)]
    ways = [
        [*first, *parts, *rest]
        for rest in ((shown, counted, []) if others else ([],))
        for first in (firsts if alone else [[]])
    ]
    ways += [ways[-1][:most] for most in range(len(ways[-1]) - 1, 0, -1)]
    return _capital(brief(*("; ".join(each) + "." for each in ways if each)))


def _calls(told: Told) -> str:
    calls = told.calls
    if not len(calls) and set(told.own) <= {*told.case.given}:
        return "They belong to no organization in whose name somebody could be called."
    if not len(calls):
        return "Nobody outside has an agreement with the office or is close to those who stay."
    first, why = calls["actor"].iat[0], calls["reason"].iat[0].split(":")[0]
    then = list(calls["actor"][1:4])
    more = f"; then {listed(then)}" if then else ""
    return brief(
        f"Call {first} first ({why}){more}.",
        f"Call {first} first{more}.",
        f"Call {first} first ({why}).",
        f"Call {first} first.",
    )


def _hosted(told: Told) -> str:
    hosted, cost = told.hosted
    if not hosted:
        return ""
    house = "is" if len(hosted) == 1 else "are"
    close = "it" if len(hosted) == 1 else "they"
    return brief(
        f"{listed(hosted, 2)} {house} housed by word of mouth; if {close} closed too, "
        f"{number(cost)} more pairs of others would fall away.",
        f"{n(len(hosted), 'partner')} housed by word of mouth may close; then {number(cost)} more "
        "pairs of others would fall away.",
    )


def _voices(told: Told) -> str:
    columns = (told.voices[name] for name in ("voice", "what"))
    said = [f"{voice} {what}" for voice, what in zip(*columns, strict=True)]
    if not said:
        return ""
    many = n(len(said), "group loses", "groups lose")
    return brief(f"{_capital('; '.join(said))}.", f"{many} a seat or somebody who speaks for them.")


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


# --- notes -------------------------------------------------------------------------------------


def _notes(told: Told) -> list[str]:
    notes = [*told.on.notes, f"Pairs: {told.on.counted}; reach is counted within {told.on.within}."]
    partnership = told.on.partnership
    rows, others, own = told.as_written
    if rows:
        lost = [x - y for x, y in zip(told.before, told.after, strict=True)]
        reading = "read as agreements they would change nothing in reach"
        if [others, own] != lost:
            reading = (
                f"read as agreements, {n(others, 'pair')} of others and {number(own)} of their own "
                f"would be lost, not {number(lost[0])} and {number(lost[1])}"
            )
        which = n(rows, "tie that goes says", "ties that go say")
        notes.append(f"{which} neither agreement nor basis; {reading}.")
    funding, _ = money(told.assets)
    amounts = told.assets.loc[funding, "yearly"].notna()
    if len(amounts) and not amounts.all():
        notes.append(f"Money is that of {int(amounts.sum())} of {len(amounts)} grants and funds.")
    if not any(partnership.people["voices"]) and not len(partnership.voices):
        notes.append("Cannot say which groups lose a voice: needs the column voices in Who.")
    if not told.case.whole:
        notes.append(
            "Leaving the office: what hangs on it ends or passes to a successor, and people keep "
            "their own ties, as a partner in person or with their other organization."
        )
    elif told.refilled:
        notes.append(
            "Agreements stay with the office for whoever follows; a successor is not assumed to "
            "know anybody."
        )
    if not told.refilled:
        notes.append("Agreements of an office that nobody holds wait until somebody does.")
    notes.append(
        "If nothing is done: nobody is assumed to make new ties. Ties that nobody wrote down are "
        "missing. It says what rests on whom, not what anybody is worth; share it with care."
    )
    return notes
