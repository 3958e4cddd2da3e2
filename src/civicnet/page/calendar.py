"""The calendar of the map: on which days or in which waves it changes, and what there is then."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

import pandas as pd

from civicnet.moments import Moment, moment, waves
from civicnet.names import office_label
from civicnet.page.lenses import ALARM, CALM, Board, Drawn, Lens
from civicnet.page.wording import day as written
from civicnet.page.wording import listing
from civicnet.questions.partners import n, number

if TYPE_CHECKING:
    from civicnet.futures import Prospects
    from civicnet.model import Partnership
    from civicnet.questions.forecast.dates import Event
    from civicnet.questions.ground import Ground

Edge = dict[str, Any]
Key = tuple[Any, ...]

# A slider has so many stops; each costs as much as reading the data once.
MOST_AHEAD, MOST_BACK, MOST_WAVES = 12, 4, 24
# With so many actors a stop is a year, and no pairs are counted in waves.
CROWD = 1000
# So many lines of other stops, and the file would hold more of them than of the map's own.
MOST_OTHERS = 6000
# A caption has two lines; a list beside the map is scrolled through.
LONGEST, LISTED, CHANGED = 200, 40, 8
# What is counted in sentences: ties and seats, not who holds what.
COUNTED = ("tie", "seat")
ABOUT = ("person", "tie", "seat", "asset")
PERIODS = ("D", "M", "Q", "Y")
DAY = pd.Timedelta(days=1)


@dataclass
class Stop:
    """
    One place of the slider: a moment, and the partnership as it is read then.

    `events` are what happens since the stop before, `pairs` a sentence on how many pairs of
    partners reach each other.
    """

    label: str
    moment: Moment
    read: Partnership
    caption: str = ""
    pairs: str = ""
    events: list[Event] = field(default_factory=list)


def calendar(board: Board) -> Lens | None:
    """
    Give the view that is moved through time; None where the data tell of one moment only.

    What there is at each stop is left in `board.calendar`, as the page takes it; who and what is
    there only at other stops is added to the board.
    """
    by_wave = bool(board.at.wave)
    if by_wave and not board.gate.sees("ties", "wave"):
        return None
    lens = Lens("calendar", "Calendar", "")
    stops, start = _waves(board) if by_wave else _days(board, lens)
    there = _There(board, len(stops), start)
    if len(stops) < 2:
        return None
    for place, stop in enumerate(stops):
        if place != start:
            there.look(place, board.read(stop.read, stop.moment))
    if not there.add_others():
        return None
    if by_wave:
        there.list_changes(lens)
    else:
        there.add_assets([stop.moment for stop in stops])
    for place, stop in enumerate(stops):
        stop.caption = stop.caption or there.told(place, stops, by_wave=by_wave)
    before = f"since the {'wave' if by_wave else 'stop'} before"
    lens.key = [("line", ALARM, f"gone {before}"), ("line", CALM, f"new {before}")]
    if not by_wave or there.others:
        lens.key.append(("ghost", 0, "no longer there" if by_wave else "their time is over"))
    lens.caption = stops[start].caption
    lens.most = len(lens.rows) if by_wave else LISTED
    board.calendar = {
        "start": start,
        "waved": by_wave,
        "stops": [[stop.label, stop.caption] for stop in stops],
        **there.to_dict(),
    }
    return lens


# --- waves ----------------------------------------------------------------------------------------


def _waves(board: Board) -> tuple[list[Stop], int]:
    """Make a stop of every wave; of very many the latest, and the one the map shows."""
    from civicnet.questions.ground import ground  # what asks questions, only where one is asked

    p = board.partnership
    named = waves(p.frames)
    keep = {*named[-MOST_WAVES + 1 :], board.at.wave}
    steps = ground(p, board.at).reach.steps
    named = [wave for wave in named if wave in keep]
    stops = [Stop(wave, moment(p.frames, wave), p) for wave in named]
    if len(board.nodes) <= CROWD:
        for stop in stops:
            on = ground(p, stop.moment, within=steps)
            if on.reach.pairs:
                stop.pairs = _pairs(on, f"{number(on.reach.within)} reach each other")
    return stops, named.index(board.at.wave)


def _pairs(on: Ground, told: str) -> str:
    return f"Of {n(on.reach.pairs, 'pair')} of partners {told} in {on.within}."


# --- days -----------------------------------------------------------------------------------------


def _days(board: Board, lens: Lens) -> tuple[list[Stop], int]:
    """
    Make a stop of every day, month, quarter or year in which something ends or begins.

    Ahead it is the forecast's reading of what ends when, in its line "stress".
    """
    from civicnet import futures
    from civicnet.questions.forecast.dates import events
    from civicnet.questions.ground import ground

    p, today = board.partnership, board.at.date
    last = pd.Timestamp(year=today.year + 2, month=12, day=31)
    on = ground(p, board.at)
    found = futures.prospects(p, on.now, last)
    # They stay, of whom this audience may not be told that they leave.
    mine = tuple(unit for unit in found.units if board.at_risk(unit.person) is not None)
    found = replace(found, units=mine)
    happens = [event for event in events(on, found, last) if _for_audience(board, event)]
    coarse = len(board.nodes) > CROWD
    ahead = _periods([_due(event) for event in happens], MOST_AHEAD, last, coarse=coarse)
    back = _past(p, today, coarse=coarse)
    stops = [Stop(written(day), Moment(day + DAY), p) for day in back]
    stops.append(Stop(written(today), board.at, p))
    ended = _ended(board, found, ahead)
    left = _left(board, on, found, ahead)
    for place, day in enumerate(ahead):
        since = ahead[place - 1] if place else today - DAY
        stop = Stop(written(day), Moment(day + DAY), ended)
        stop.events = [event for event in happens if since < _due(event) <= day]
        if left:
            stop.pairs = _pairs(on, f"{number(left[place + 1])} still reach each other")
        stop.caption = _by(stop, " more" if place else "")
        stops.append(stop)
        here = len(stops) - 1
        lens.rows += [(*row, here) for row in _rows(board, stop.events)]
    if ahead:
        words = _counts(happens) or "nothing known"
        caption = f"By {written(ahead[-1])}, {words} will end. "
        if left:
            told = f"{number(left[0])} reach each other"
            caption += _pairs(on, told)[:-1] + f"; if nothing is done, {number(left[-1])} then."
        stops[len(back)].caption = caption.strip()
    return stops, len(back)


def _due(event: Event) -> pd.Timestamp:
    """Give an event's last day; what begins on the day after a stop follows on what ends on it."""
    return event.date - DAY if _begins(event) else event.date


def _begins(event: Event) -> bool:
    return event.source.startswith("first day")


def _for_audience(board: Board, event: Event) -> bool:
    """Tell whether the list may name an event; who may leave was sorted out before."""
    node = board.nodes.get(board.ids.get(event.actor, -1))
    if event.about == "other" and not _begins(event):
        return node is not None and event.what == "election"
    if not board.gate.public:
        return True
    named = node is not None and not node.get("coded")
    return named and event.about in ("person", "asset")


def _rows(board: Board, events: Iterable[Event]) -> list[tuple[str, str, int | None, str]]:
    """Write events for the list, a row an actor and day: who, what, whom to choose, when."""
    said: dict[tuple[str, str], list[str]] = defaultdict(list)
    for event in events:
        words = f"{event.named} ends" if event.about == "asset" else event.what
        known = board.ids.get(event.actor)
        if known is not None and event.about == "person":
            for home in board.nodes[known]["homes"]:
                words = words.removesuffix(f", {board.nodes[home]['label']}")
        said[event.date.date().isoformat(), event.actor].append(words)
    rows = []
    for (date, name), each in said.items():
        things = [words.removesuffix(" ends") for words in each]
        # "A ends; B ends" is said once: "A; B end".
        once = "" if things == each else " ends" if len(each) == 1 else " end"
        rows.append((name, "; ".join(things) + once, board.ids.get(name), date))
    return rows


def _counts(events: Iterable[Event]) -> str:
    """Count what ends: "2 terms and 1 agreement"."""
    about = Counter(
        event.about for event in events if event.ends and not event.what.startswith("goes with")
    )
    nouns = zip(ABOUT, ("term", "agreement", "seat", "asset"), strict=True)
    return listing([n(about[each], noun) for each, noun in nouns if about[each]])


def _by(stop: Stop, more: str) -> str:
    """Say what ends by a stop, by as many names as fit, and what is left."""
    counts = _counts(stop.events)
    many = " and " in counts or not f"{counts} ".startswith(("1 ", " "))
    said = f"By {stop.label}, {counts or 'nothing known'}{more} {'end' if many else 'ends'}"
    first = sorted(
        (event for event in stop.events if event.ends),
        key=lambda event: (ABOUT.index(event.about), event.what.startswith("goes with")),
    )
    names = dict.fromkeys(event.named for event in first)
    shown: list[str] = []
    for name in names:
        if len(f"{said}: {listing([*shown, name])} and 10 others. {stop.pairs}") <= LONGEST:
            shown.append(name)
        else:
            break
    rest = [n(len(names) - len(shown), "other")] if len(shown) < len(names) else []
    told = f": {listing([*shown, *rest])}." if shown else "."
    return f"{said}{told} {stop.pairs}".strip()


def _periods(
    days: Iterable[pd.Timestamp], most: int, last: pd.Timestamp, *, coarse: bool
) -> list[pd.Timestamp]:
    """Merge days into the shortest periods that are few enough: the last day of each."""
    found = sorted(set(days))
    merged: list[pd.Timestamp] = []
    for period in PERIODS[-1:] if coarse else PERIODS:
        merged = sorted({min(day.to_period(period).end_time.normalize(), last) for day in found})
        if len(merged) <= most:
            break
    return merged


def _past(p: Partnership, today: pd.Timestamp, *, coarse: bool) -> list[pd.Timestamp]:
    """List the days of history: from when on the data say what has ended, not only what began."""
    dated = [p.frames[name] for name in ("terms", "ties", "seats")]
    ends = pd.concat([rows["end"].dropna() for rows in dated])
    ends = ends[ends < today]
    if ends.empty:
        return []
    changes = pd.concat([ends, *(rows["start"].dropna() - DAY for rows in dated)])
    changes = changes[(changes >= ends.min()) & (changes < today)]
    found = _periods(changes.tolist(), MOST_BACK, today, coarse=coarse)
    return [day for day in found if day < today][-MOST_BACK:]


def _ended(board: Board, found: Prospects, ahead: Sequence[pd.Timestamp]) -> Partnership:
    """
    Give the partnership in which every post held today is over on its day.

    A post of which no end is known, or may be told, goes on.
    """
    from civicnet import futures

    p, today = board.partnership, board.at.date
    ends = sorted({x.day for unit in found.units for x in unit.outlook.ends})
    ends = [day for day in ends if ahead and today <= day <= ahead[-1]]
    days = [today, *(day + DAY for day in ends)]
    line = futures.stress(found.units, days)
    gone = futures.away(found, found.units, line.over, len(days)).posts[0].tolist()
    over = {
        post: days[day] - DAY
        for post, day in zip(found.posts, gone, strict=True)
        if day < len(days)
    }
    terms, people = p.terms.copy(), p.people.copy()
    told = {name: board.at_risk(name) is not None for name in {*terms["person"], *people["person"]}}
    rows = zip(
        *(terms[c] for c in ("person", "office", "organization", "start", "end")), strict=True
    )
    new = []
    for person, office, body, start, end in rows:
        if end < today:
            new.append(end)
        elif not start > today:
            new.append(over.get((person, office_label(office, body)), pd.NaT))
        else:
            new.append(end if told[person] else pd.NaT)
    terms["end"] = pd.Series(new, index=terms.index, dtype="datetime64[us]")
    kept_back = ~people["person"].map(told).astype(bool) & (people["end"] >= today)
    people.loc[kept_back, "end"] = pd.NaT
    return replace(p, terms=terms, people=people)


def _left(board: Board, on: Ground, found: Prospects, ahead: Sequence[pd.Timestamp]) -> list[float]:
    """Count the pairs of partners within reach today and after each stop, as the forecast does."""
    from civicnet import futures
    from civicnet.questions.forecast.keeping import WITHIN, keeping, values

    if board.gate.public or not on.reach.pairs or not ahead:
        return []
    days = [board.at.date, *(day + DAY for day in ahead)]
    kept = keeping(on, found, days)
    stress = futures.stress(kept.on.units, days)
    found_left: list[float] = values(
        kept, stress.units, stress.over, only=(WITHIN,)
    )[0, :, 0].tolist()  # fmt: skip
    return found_left


# --- what there is at each stop -------------------------------------------------------------------


class _There:
    """At which stops each actor and each line is there: a bit a stop."""

    def __init__(self, board: Board, stops: int, start: int) -> None:
        self.board = board
        self.all = (1 << stops) - 1
        self.actors: Counter[str] = Counter()
        self.lines: Counter[Key] = Counter()
        # A tie may hang on somebody else after a while; it is neither gone nor new then.
        self.ties: Counter[Key] = Counter()
        self.nodes: dict[str, dict[str, Any]] = {}
        self.edges: dict[Key, Edge] = {}
        self.tie_of: dict[Key, Key] = {}
        self.ids: dict[Key, int] = {}
        self.assets: dict[int, int] = {}
        self.look(start, (list(board.nodes.values()), board.edges, board.behind))
        for line, edge in self.edges.items():
            self.ids[line] = edge["id"]

    def look(self, place: int, drawn: Drawn) -> None:
        """Note who and what is there at a stop."""
        nodes, edges, behind = drawn
        bit = 1 << place
        names = {node["id"]: node["label"] for node in nodes if node["kind"] != "asset"}
        for node in nodes:
            if node["id"] in names and not node.get("coded"):
                self.actors[node["label"]] |= bit
                homes = [names[home] for home in node["homes"]]
                self.nodes.setdefault(node["label"], {**node, "homes": homes})
        seen: Counter[Key] = Counter()
        for edge in edges:
            if edge["from"] not in names or edge["to"] not in names:
                continue
            one, two = names[edge["from"]], names[edge["to"]]
            row = None if self.board.at.wave else behind.get(edge["id"])
            what = edge.get("relation") or edge.get("role") or ""
            same: Key = row or (edge["what"], *sorted((one, two)), what)
            seen[same] += 1
            line: Key = (*same, one, two) if row else (*same, seen[same])
            self.lines[line] |= bit
            self.ties[same] |= bit
            self.tie_of[line] = same
            self.edges.setdefault(line, {**edge, "from": one, "to": two})

    def add_others(self) -> bool:
        """Add to the board who and what is there only at other stops, if not too much."""
        board = self.board
        known: dict[str, int] = {x: board.ids[x] for x in self.actors if x in board.ids}
        others = [] if board.gate.public else sorted({*self.actors} - {*known})
        if len(self.lines) - len(self.ids) > MOST_OTHERS:
            return False
        linked: dict[str, Counter[str]] = defaultdict(Counter)
        for edge in self.edges.values():
            for one, two in ((edge["from"], edge["to"]), (edge["to"], edge["from"])):
                linked[one][two] += 1
        most: Counter[str] = Counter()
        for node in board.nodes.values():
            most[node["kind"]] = max(most[node["kind"]], node["links"])
        for name in others:
            node = self.nodes[name]
            beside = [home for home in node["homes"] if home in board.ids]
            beside += sorted(linked[name], key=lambda each: (-linked[name][each], each))
            near = [board.ids[each] for each in beside if each in board.ids]
            if near:
                links = min(len(linked[name]), most[node["kind"]])
                known[name] = board.another(node, near[0], links)
        for line in sorted(self.edges.keys() - self.ids.keys(), key=str):
            edge = self.edges[line]
            if edge["from"] in known and edge["to"] in known:
                self.ids[line] = board.another_line(edge, known[edge["from"]], known[edge["to"]])
        self.known, self.others = known, others
        return True

    def add_assets(self, moments: Sequence[Moment]) -> None:
        """Let assets go on their last day, with the lines to who brings and who opens them."""
        board = self.board
        places = {
            (node["label"], node["holder"]): place
            for place, node in board.nodes.items()
            if node["kind"] == "asset"
        }
        rows = board.partnership.assets
        for asset, holder, start, end in zip(
            *(rows[c] for c in ("asset", "holder", "start", "end")), strict=True
        ):
            place = places.get((asset, board.ids.get(holder, -1)))
            if place is not None:
                self.assets[place] = self.actors.get(holder, self.all) & sum(
                    1 << stop
                    for stop, at in enumerate(moments)
                    if not start > at.date and not end < at.date
                )

    def changes(self, place: int) -> dict[str, list[Key]]:
        """List the ties and seats that are new, gone and kept since the stop before."""
        found: dict[str, list[Key]] = {"new": [], "gone": [], "kept": []}
        now, before = 1 << place, (1 << place) >> 1
        for line in self.ids:
            if self.edges[line]["what"] not in COUNTED:
                continue
            mine, tie = self.lines[line], self.ties[self.tie_of[line]]
            if mine & now:
                found["kept" if tie & before else "new"].append(line)
            elif mine & before and not tie & now:
                found["gone"].append(line)
        return found

    def told(self, place: int, stops: Sequence[Stop], *, by_wave: bool) -> str:
        """Say how a stop differs from the one before."""
        found = self.changes(place)
        new, gone, kept = (len(found[each]) for each in ("new", "gone", "kept"))
        stop = stops[place]
        what = "tie" if by_wave else "tie or seat"
        many = "ties" if by_wave else "ties and seats"
        if not place:
            first = f"The first of {n(len(stops), 'wave')}, {stop.label}: "
            said = first if by_wave else f"By {stop.label}, as far back as ends are written down: "
            return f"{said}{n(new, what, many)}. {stop.pairs}".strip()
        head = f"{stop.label}: " if by_wave else f"By {stop.label}: "
        said = f"{head}{n(new, f'{what} is', f'{many} are')} new since {stops[place - 1].label}, "
        return f"{said}{number(gone)} gone, {number(kept)} in both. {stop.pairs}".strip()

    def list_changes(self, lens: Lens) -> None:
        """List for each wave the actors whose ties change most."""
        for place in range(1, self.all.bit_length()):
            found = self.changes(place)
            ends: dict[str, Counter[str]] = defaultdict(Counter)
            for sort in ("new", "gone"):
                for line in found[sort]:
                    for end in ("from", "to"):
                        ends[self.edges[line][end]][sort] += 1
            ranked = sorted(ends, key=lambda name: (-ends[name].total(), name))
            for name in ranked[:CHANGED]:
                words = f"{number(ends[name]['new'])} new, {number(ends[name]['gone'])} gone"
                lens.rows.append((name, words, self.known[name], "", place))

    def to_dict(self) -> dict[str, list[list[int]]]:
        """Give each set of stops, as bits, with the ids of all that is there then alone."""
        actors = {
            self.known[name]: stops for name, stops in self.actors.items() if name in self.known
        }
        lines = {self.ids[line]: stops for line, stops in self.lines.items() if line in self.ids}
        actors |= self.assets
        lines |= {
            edge["id"]: self.assets[edge["to"]]
            for edge in self.board.edges
            if edge["to"] in self.assets
        }
        moved = {
            place: self.ties[self.tie_of[line]]
            for line, place in self.ids.items()
            if self.ties[self.tie_of[line]] != self.lines[line]
        }
        return {
            "actors": self._by_stops(actors),
            "lines": self._by_stops(lines),
            "moved": self._by_stops(moved),
        }

    def _by_stops(self, found: Mapping[int, int]) -> list[list[int]]:
        alike: dict[int, list[int]] = defaultdict(list)
        for place, stops in sorted(found.items()):
            if stops != self.all:
                alike[stops].append(place)
        # Ids are told by their distance from the one before: most are near.
        return [
            [stops, *(one - two for one, two in zip(ids, [0, *ids], strict=False))]
            for stops, ids in sorted(alike.items())
        ]
