"""What every departure at once comes to, in at most seven sentences of at most 25 words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from civicnet import rules
from civicnet.questions.ground import Ground, Scenario
from civicnet.questions.partners import MOST_SENTENCES, brief, listed, n, number, percent
from civicnet.questions.risks.rough_year import GONE, stronger_than
from civicnet.questions.risks.singly import ended, within_lost
from civicnet.questions.risks.what_goes import Gone, Holdings, functions_alone

# Offices that go before a name: "Mayor Eleanor Marsh".
TITLES = ("mayor", "superintendent", "county executive")
_SMALL = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
# A name is cut after so many words.
_LONG = 10


class Departed(NamedTuple):
    """One departure: who goes, what goes with them, which tied pairs end."""

    scenario: Scenario
    gone: Gone
    ended: NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class Said:
    """What the sentences are made of: holdings, frames, and the departure of each person."""

    held: Holdings
    tables: Mapping[str, pd.DataFrame]
    of: Mapping[str, Departed]

    @property
    def on(self) -> Ground:
        """What the answer stands on."""
        return self.held.on

    @property
    def people(self) -> pd.DataFrame:
        """The departures, that which costs others most first."""
        return self.tables["people"]

    @property
    def first(self) -> str:
        """Whose departure costs others most."""
        return str(self.people["actor"].iat[0])


def told(said: Said) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """
    Say the answer in sentences, the weightiest first; and in notes what it rests on.

    What there is no room for among the sentences comes first among the notes.
    """
    found = [said.on.partnership.invented, _nothing(said)]
    if not found[1] and len(said.people):
        found += [*_reach(said), _ties(said), _keeps(said), _cut_off(said), _functions(said)]
        found += [_doors(said), _one_deep(said), _officials(said), _beside(said)]
    elif not found[1]:
        found += [_NOBODY, _closure(said)]
    found = [x for x in (*found, _funders(said)) if x]
    return tuple(found[:MOST_SENTENCES]), (*found[MOST_SENTENCES:], *_notes(said))


_NOBODY = "Cannot say what a departure would cost: needs people, by name or post."


# --- who, how many, how much ----------------------------------------------------------------------


def short(name: str) -> str:
    """Cut a name that is as long as a sentence."""
    words = name.split()
    return name if len(words) <= _LONG else f"{' '.join(words[:_LONG])} …"


def named(said: Said, person: str) -> str:
    """Name somebody, with the office where that goes before a name."""
    offices = [said.on.now.posts.offices[x] for x in said.on.now.held_by(person)]
    for office in offices:
        if office.kind in TITLES and len(office.office.split()) < 3:
            return f"{office.office[:1].upper()}{office.office[1:]} {short(person)}"
    return short(person)


def _with_staff(said: Said, person: str) -> str:
    staff = len(said.of[person].scenario.people) - 1
    if not staff:
        return named(said, person)
    return f"{named(said, person)} and {_small(staff)} {'staff member' if staff == 1 else 'staff'}"


def _small(number: int) -> str:
    return _SMALL[number] if number < len(_SMALL) else f"{number:,}"


def money_said(amount: float, unit: str) -> str:
    """Write an amount with its unit."""
    return f"${number(amount)}" if unit in ("USD", "$") else f"{number(amount)} {unit}".strip()


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


# --- sentences ------------------------------------------------------------------------------------


def _nothing(said: Said) -> str:
    """Say why nothing can be lost, where nothing can."""
    found = said.on.reach
    if not found.bodies:
        return f"Nobody is there {said.on.at.said}."
    if len(found.bodies) == 1:
        return f"There is one partner only, {short(found.bodies[0])}, so nothing can come apart."
    if not found.pairs:
        return "Cannot say what reach is lost: needs two partners that count."
    if not len(found.ends):
        many = n(len(found.bodies), "partner")
        return f"No tie or seat links any of the {many}, so no departure can part them."
    return ""


def _reach(said: Said) -> list[str]:
    found, row = said.on.reach, said.people.iloc[0]
    who, pairs = _with_staff(said, said.first), n(found.pairs, "pair")
    others, own, cut = (row[c] for c in ("within_lost_others", "within_lost_own", "pairs_cut"))
    if np.isnan(others):
        if not cut:
            return [f"No single departure parts any of the {number(found.connected)} pairs."]
        return [
            brief(
                f"Of {pairs} of partners {number(found.connected)} have some way to each other "
                f"today; without {who} {number(found.connected - cut)} would."
            )
        ]
    if others > 0:
        left = number(found.within - others - own)
        today = f"{number(found.within)} reach each other in {said.on.within} today"
        return [
            brief(
                f"Of {pairs} of partners {today}; without {who} {left} would.",
                f"Of {pairs} of partners {today}; without {named(said, said.first)} {left} would.",
                f"Of {pairs} of partners {today}; after the costliest departure {left} would.",
            )
        ]
    if not found.within:
        return [f"No two partners that count reach each other within {said.on.within}."]
    still = f"No single departure costs others any of {n(found.within, 'pair')}"
    return [f"{still} within {said.on.within}.", *_rough(said)]


def _rough(said: Said) -> list[str]:
    """Say what moves in a rough year, and among stronger ties."""
    table = said.tables["rough_year"]
    if not len(table):
        return []
    most = table.sort_values("rough_lost", ascending=False, kind="stable").iloc[0]
    year = f"In a rough year (each other person gone with probability {GONE:g})"
    if most["rough_lost"] > 0:
        lost = f"{most['rough_lost']:.1f} pairs, ± {most['rough_se']:.1f}"
        first = f"{year} {short(most['actor'])} costs others most: {lost}."
    else:
        first = f"{year} nobody's departure costs others anything either."
    strong = table.sort_values("strong_lost", ascending=False, kind="stable").iloc[0]
    level = f"If only ties of strength {stronger_than(said.on.strength):g} or more counted"
    if not strong["strong_lost"] > 0:
        return [first, f"{level}, it would be the same."]
    lost = n(strong["strong_lost"], "pair")
    return [first, f"{level}, {short(strong['actor'])} would cost others most: {lost}."]


def _ties(said: Said) -> str:
    """Say how many ties of the first are written down, and when the term is over."""
    person, row = said.first, said.people.iloc[0]
    ties = row["ties_lost"] + row["ties_kept"]
    if not ties > 0:
        return ""
    gone = said.of[person].gone
    lines = [x for x in (*gone.ended, *gone.kept) if x.what == "tie"]
    written = sum(x.written is True for x in lines)
    part = f"{'none' if not written else _small(written)} of the {n(ties, 'tie')}"
    if ties == 1:
        part = "the only tie" if written else "not even the only tie"
    verb = "are" if written > 1 else "is"
    verb += " known to be" if any(x.written is None for x in lines) else ""
    together = len(said.of[person].scenario.people)
    theirs = f"the {_small(together)} hold" if together > 1 else "they hold"
    official = said.tables["officials"].set_index("actor")
    ends = official["ends"].get(person, pd.NaT)
    if not pd.isna(ends) and str(official["ends_source"][person]).startswith("term"):
        day = f"{ends.day} {ends.strftime('%B %Y')}"
        return brief(
            f"{named(said, person)}'s term ends {day}; {part} {theirs} {verb} written down.",
            f"{_capital(part)} {theirs} {verb} written down.",
        )
    if together > 1:
        return f"{_capital(part)} {theirs} {verb} written down."
    return brief(
        f"{_capital(part)} of {named(said, person)} {verb} written down.",
        f"{_capital(part)} {theirs} {verb} written down.",
    )


def _keeps(said: Said) -> str:
    """Say which partners the own body keeps, and how much less everybody else costs."""
    found, scenario = said.on.reach, said.of[said.first].scenario
    own = said.on.own(scenario.people) - {found.place.get(x, -1) for x in scenario.people}
    others = said.people["within_lost_others"]
    next_ = ""
    if len(others) > 1 and others.iat[0] > 0:
        most = n(others.iat[1], "pair") if others.iat[1] else "anything"
        more = f"more than {most}" if others.iat[1] else most
        next_ = f"no other departure costs others {more}"
    if len(own) != 1:
        return f"{_capital(next_)}." if next_ else ""
    (body,) = own
    before = int((found.ends == body).any(axis=1).sum())
    lost = sum(body in found.ends[i] for i in said.of[said.first].ended)
    kept = f"{short(found.bodies[body])} would keep {before - lost} of {n(before, 'partner')}"
    return brief(*([f"{kept}; {next_}."] if next_ else []), f"{kept}.")


def _cut_off(said: Said) -> str:
    """Say who is cut off from the rest with whom, the most by one person."""
    rows = []
    for person, cut in zip(said.people["actor"], said.people["bodies_cut"], strict=True):
        own = {x for who in said.of[person].scenario.people for x in said.on.now.bodies_of[who]}
        if others := [x for x in cut if x not in own]:
            rows.append((person, others))
    if not rows:
        return ""
    person, cut = max(rows, key=lambda row: len(row[1]))
    who, names = _with_staff(said, person), [short(x) for x in cut]
    be, many = "is" if len(cut) == 1 else "are", n(len(cut), "partner")
    more = f"; {n(len(rows) - 1, 'other departure')} would cut somebody off" if rows[1:] else ""
    return brief(
        *(f"If {who} leaves, {listed(names, k)} {be} cut off{more}." for k in (4, 2)[: len(cut)]),
        f"Only {who} links {listed(names)} to us.",
        f"If {who} leaves, {many} {be} cut off{more}.",
        f"With one departure {many} {be} cut off.",
    )


def _functions(said: Said) -> str:
    """Say which functions rest on one person alone, the most on one."""
    alone = {x: kinds for x in said.people["actor"] if (kinds := functions_alone(said.held, x))}
    if not alone:
        return ""
    person = max(alone, key=lambda x: len(alone[x]))
    kinds, who = alone[person], named(said, person)
    rest = "rests" if len(kinds) == 1 else "rest"
    return brief(*(f"{_capital(listed(kinds, k))} {rest} on {who} alone." for k in (8, 4, 2)))


def _doors(said: Said) -> str:
    """Say who opens data that no paper opens: an official where there is one."""
    public = set(said.tables["officials"]["actor"])
    rows = said.people[said.people["doors_lost"] > 0]
    if not len(rows):
        return ""
    keys = ["public", "doors_lost", "assets_lost"]
    rows = rows.assign(public=[x in public for x in rows["actor"]])
    row = rows.sort_values(keys, ascending=False, kind="stable").iloc[0]
    assets = said.of[row["actor"]].gone.assets
    doors = [short(x) for x in said.held.names(assets, door=True)]
    calm = "nobody is cut off, but " if not row["bodies_cut"] else ""
    start = f"If {_with_staff(said, row['actor'])} leaves, {calm}no paper opens"
    return brief(*(f"{start} {listed(doors, k)}." for k in (4, 2, 1)), f"{start} them.")


def _one_deep(said: Said) -> str:
    rows = said.tables["organizations"]
    rows = rows[(rows["kind"] == "organization") & rows["one_deep"].notna()]
    deep = sum(x is True for x in rows["one_deep"])
    hang = int(rows["hangs_on"].map(bool).sum())
    if not deep:
        return ""
    be = "is" if deep == 1 else "are"
    first = f"{deep:,} of {n(len(rows), 'organization')} {be} one person deep"
    return f"{first}; for {_small(hang)}, one departure would end every tie."


def _officials(said: Said) -> str:
    rows = said.tables["officials"]["withstands"].dropna()
    if not len(rows):
        return ""
    stand = sum(x is True for x in rows)
    who = n(len(rows), "official")
    fall = said.tables["officials"].loc[rows.index[[x is False for x in rows]], "actor"]
    start = f"Of {who} {_small(stand)} could leave without anything breaking outright"
    names = [named(said, x) for x in fall]
    return brief(*(f"{start}; not {listed(names, k)}." for k in (3, 2) if names), f"{start}.")


def _funders(said: Said) -> str:
    rows = said.tables["funders"]
    rows = rows[rows["share"].notna()]
    if len(rows) < 2:
        return ""
    first, unit = rows.iloc[0], rows["unit"].iat[0] or ""
    total = first["yearly"] / first["share"]
    gives = f"gives {money_said(first['yearly'], unit)} of {money_said(total, unit)} a year"
    to = n(len(first["recipients"]), "partner")
    return brief(
        f"The largest funder, {short(first['funder'])}, {gives} ({percent(first['share'])}), to "
        f"{to}."
    )


def _beside(said: Said) -> str:
    """Say what else goes with the first: seats, assets, money."""
    row, unit = said.people.iloc[0], said.held.funding[1]
    parts = []
    if row["seats_lost"] > 0:
        decide = int(row["decision_seats_lost"]) if row["decision_seats_lost"] > 0 else 0
        votes = (
            f" ({_small(decide)} that {'decides' if decide == 1 else 'decide'})" if decide else ""
        )
        parts.append(f"{n(row['seats_lost'], 'seat')}{votes}")
    if row["assets_lost"] > 0:
        parts.append(n(row["assets_lost"], "asset"))
    if row["amount_at_risk"] > 0:
        parts.append(f"{money_said(row['amount_at_risk'], unit)} a year")
    if not parts:
        return ""
    alone = len(parts) == 1 and parts[0].startswith("1 ")
    what = " and ".join([", ".join(parts[:-1]), parts[-1]] if parts[1:] else parts)
    return f"With {_with_staff(said, said.first)} also {'goes' if alone else 'go'} {what}."


def _closure(said: Said) -> str:
    """Say whose closure costs others most."""
    rows = said.tables["organizations"]
    if not len(rows) or not rows["within_lost_others"].iat[0] > 0:
        return ""
    first, lost = rows["organization"].iat[0], n(rows["within_lost_others"].iat[0], "pair")
    return brief(f"The closure of {short(first)} would cost others most: {lost}.")


# --- notes ----------------------------------------------------------------------------------------


def _notes(said: Said) -> list[str]:
    on = said.on
    return [
        *_seen(said),
        *_leads(said),
        *_hosting(said),
        *on.notes,
        f"Pairs: {on.counted}; reach is counted within {on.within}.",
        *_as_written(said),
        *_cannot(said),
        _CARE,
    ]


_CARE = (
    "Whoever serves with somebody leaves with them. Agreements stay for whoever follows; a "
    "successor is not assumed to know anybody. If nothing is done: nobody makes a new tie, and "
    "ties that nobody wrote down are missing. It says what rests on whom, not what anybody is "
    "worth; share it with care."
)


def _seen(said: Said) -> list[str]:
    """Say who works without being seen, and whether who is seen most is the operator as well."""
    rows = said.tables["visible"]
    if not len(rows):
        return []
    busy = rows[(rows["rank_gap"] > 0) & (rows["working_rank"] <= max(3.0, len(rows) / 20))]
    busy = busy.sort_values(["rank_gap", "actor"], ascending=[False, True])
    found = []
    if len(busy):
        names = [named(said, x) for x in busy["actor"]]
        found.append(
            f"Among those who work with most partners, seen less than that: {listed(names, 3)}. "
            "Who is seen is told by ties 'champions' and assets of kind championing."
        )
    first = rows.iloc[0]
    if first["functions"]:
        found.append(
            f"{named(said, first['actor'])}, who is seen most, also carries "
            f"{listed(first['functions'])} for the backbone."
        )
    return found


def _leads(said: Said) -> list[str]:
    rows = said.tables["leads"]
    rows = rows.sort_values("superintendent_contacts", ascending=False, kind="stable").head(1)
    return [
        f"{named(said, mayor)} is in contact with {number(one)} partners and "
        f"{named(said, other)} with {number(two)}, {len(shared)} of them the same."
        for mayor, other, one, two, shared in zip(
            *(
                rows[c]
                for c in (
                    "mayor", "superintendent", "mayor_contacts", "superintendent_contacts",
                    "shared",
                )
            ),
            strict=True,
        )
    ]  # fmt: skip


def _hosting(said: Said) -> list[str]:
    rows = said.tables["hosting"]
    rows = rows[(rows["line"] == "closes") & rows["within_lost_others"].notna()]
    stays = said.tables["hosting"]["within_lost_others"]
    found = []
    for i, row in rows.iterrows():
        more = row["within_lost_others"] - stays[i - 1]
        heads = listed([short(x) for x in row["heads"]])
        cost = f"at the cost of {n(more, 'more pair', 'more pairs')} of others" if more else "too"
        found.append(
            f"{row['hosted']} is hosted by {row['host']} without an agreement: when {heads} leaves "
            f"it may stay, or close {cost}."
        )
    return found


def _as_written(said: Said) -> list[str]:
    """Give the other reading of ties that say neither agreement nor basis."""
    on, people = said.on, said.people
    if all(line.written is not None for line in said.held.lines):
        return []
    _, inferred = rules.basis(on.partnership.frames)
    links = on.reach.links
    personal = (links["what"] == "tie") & (links["basis"] == "personal")
    unsaid = inferred.to_numpy(dtype=bool)[np.where(personal, links["row"], 0)]
    lasting = np.flatnonzero(personal & unsaid).tolist()
    if not lasting or not len(people) or people["within_lost_others"].isna().any():
        return []
    leave = [said.of[x].scenario for x in people["actor"]]
    ended_then = ended(on.reach, leave, lasting=lasting)
    others, _ = within_lost(on.reach, ended_then, [on.own(x.people) for x in leave])
    now = people["within_lost_others"].max()
    start = f"{n(len(lasting), 'tie says', 'ties say')} neither agreement nor basis"
    if others.max() == now:
        return []
    who = short(people["actor"].iat[int(others.argmax())])
    then = f"the costliest would be {who}'s: {n(others.max(), 'pair')} of others"
    if not others.max():
        then = "no departure would cost others any pair"
    return [f"{start}; read as agreements, {then}, not {number(now)}."]


def _cannot(said: Said) -> list[str]:
    """Say which parts of the answer the data do not tell."""
    p, tables = said.on.partnership, said.tables
    needs = {
        "which seats go": "" if len(p.seats) else "Tables",
        "which functions, doors and money go": "" if len(p.assets) else "Assets",
        "who works without being seen": ""
        if len(tables["visible"])
        else "ties 'champions', or assets of kind championing",
        "at which levels you are known": "" if len(tables["levels"]) else "the column level",
        "whether you would withstand an election": ""
        if len(tables["officials"])
        else "elected offices, or kinds of office",
    }
    asked = [f"{what} (needs {need})" for what, need in needs.items() if need]
    found = [f"Cannot say {'; '.join(asked)}."] if asked else []
    money = said.held.assets.loc[said.held.funding[0], "yearly"].notna()
    if len(money) and not money.all():
        found.append(f"Money is that of {int(money.sum())} of {len(money)} grants and funds.")
    return found
