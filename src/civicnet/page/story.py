"""A story: slides, each the map in one state, made from its answers or read from a file."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Iterable, Mapping, Sequence, Set
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from civicnet.cells import did_you_mean, fold, quoted
from civicnet.errors import DataError
from civicnet.page.beside import read_small
from civicnet.problems import SLIDE, Problem, worst_first

Slide = dict[str, Any]

# What a slide about each view asks aloud; the views of a map are some of these.
TITLES = {
    "near": "Who is near whom?",
    "rings": "Who sits where?",
    "links": "Who links us?",
    "deep": "Where are we one person deep?",
    "alone": "What hangs on one partner alone?",
    "lacks": "What do we lack?",
    "missing": "Who is missing?",
    "results": "Who owns which result?",
    "needs": "Who needs whom?",
    "calendar": "What does the calendar hold?",
}
# The ready-made story takes these first, and the others where some of them have no answer.
FIRST = ("near", "rings", "links", "deep", "alone", "missing")
LENGTH = 6
SEATED = "Tables stand in the middle, then those with a seat, then those without one."
# How a file says what size shows, and what the page calls it.
SIZES = {"partners": "links", "brings": "brings", "equal": "equal"}
AUDIENCES = {"public": "everybody", "partners": "partners", "core": "the core"}
# And what is drawn as one; a page that cannot group so shows what it shows at first.
GROUPED = {"everybody": "none"} | {name: name for name in ("organization", "sector", "community")}
CAMERAS = ("whole", "close")
GROUPS = ("kinds", "sectors", "lines", "relations")
TEXTS = ("title", "note", "view", "when", "size", "group", "choose", "camera")
LISTS = ("hide", "show", "only", "leaves")
ENTRIES = (*TEXTS, *LISTS, "vacant")
LONGEST = {"title": 120, "note": 1000}
MAY_LEAVE = (
    "A page for the core may ask it of anybody, one for partners of officials in public office, "
    "one for everybody of nobody."
)
MOST_BYTES, MOST_SLIDES = 1_000_000, 200


@dataclass(frozen=True)
class Stage:
    """
    What slides may name: the views, the key and the actors that one file of the map holds.

    `actors` gives the id of each name, `only_in` the view in which somebody missing stands.
    `find` gives the name in the data that a text means, or nothing; `hidden` are the names of
    those whom the audience may not see, `leaving` the ids of those who may be asked to leave;
    `stops` are the days or waves of the calendar.
    """

    views: Sequence[Mapping[str, Any]]
    key: Mapping[str, Sequence[Mapping[str, Any]]]
    actors: Mapping[str, int]
    only_in: Mapping[int, str]
    find: Callable[[str], str | None]
    hidden: Set[str]
    leaving: Set[int]
    audience: str
    stops: Sequence[str] = ()


def slides(path: Path | None, stage: Stage) -> list[Slide]:
    """
    Read the slides of a file, or make those that tell the map's own answers.

    Raises
    ------
    DataError
        With every problem of the file: its slide, what is wrong and how to mend it.
    FileError, LimitError
        When the file cannot be opened, or is no file somebody wrote by hand.
    """
    return ready_made(stage) if path is None else read(path, stage)


def ready_made(stage: Stage) -> list[Slide]:
    """Ask the first questions of a retreat, each with the first sentence of its view's caption."""
    views = {str(view["id"]): view for view in stage.views}
    wanted = [name for name in FIRST if name in views]
    wanted += [name for name in views if name not in FIRST][: LENGTH - len(wanted)]
    found: list[Slide] = []
    for name in sorted(wanted, key=list(views).index):
        note = first_sentence(views[name]["caption"], stage.actors)
        # Where little is known of seats the view has no sentence of its own.
        if name == "rings" and note == found[0]["note"]:
            if "seat" not in {line["id"] for line in stage.key["lines"]}:
                continue
            note = SEATED
        # Where only some may be said the view has another name, and asks another question.
        title = TITLES[name] if name != "needs" else f"{views[name]['label']}?"
        found.append({"title": title, "note": note, "view": name})
    return found


def first_sentence(text: str, names: Iterable[str]) -> str:
    """Give what a caption says first; a full stop within a name ends nothing."""
    masked = text
    for name in names:
        if "." in name:
            masked = masked.replace(name, "x" * len(name))
    end = re.search(r"[.?!](?= )", masked)
    return text[: end.end()] if end else text


def read(path: Path, stage: Stage) -> list[Slide]:
    """Read a file of slides; see `slides`."""
    told = _Told(path.name, [])
    found = [
        _slide(number, given, stage, told) for number, given in enumerate(_given(path, told), 1)
    ]
    if told.problems:
        raise DataError(worst_first(told.problems))
    return found


@dataclass(frozen=True)
class _Told:
    """The problems of one file, as they are found."""

    file: str
    problems: list[Problem]

    def add(
        self, number: int, entry: str, message: str, hint: str, code: str = "bad-slide"
    ) -> None:
        """Note what is wrong in a slide (0: in the file), in which entry, and the way out."""
        self.problems.append(Problem(self.file, SLIDE, number, entry, code, message, hint))


def _given(path: Path, told: _Told) -> list[Any]:
    """Take the slides out of the file as they are written."""
    too_large = "is larger than a megabyte; a story is a few slides"
    raw = read_small(path, "the story", MOST_BYTES, too_large)
    try:
        whole = tomllib.loads(raw.decode("utf-8-sig"))
    except UnicodeDecodeError:
        hint = "Save it as UTF-8."
        told.add(0, "", "the file is not text in UTF-8.", hint, "bad-toml")
        return []
    except (ValueError, RecursionError) as error:
        hint = 'A text stands between quotation marks: title = "Who links us?"'
        said = "it is too deeply nested" if isinstance(error, RecursionError) else str(error)
        told.add(0, "", f"the file is not TOML: {said}.", hint, "bad-toml")
        return []
    for name in sorted(set(whole) - {"slide"}):
        hint = "Each slide begins with a line [[slide]]; what it says follows below."
        told.add(0, "", f"{quoted(name)} stands outside every slide.", hint)
    listed = whole.get("slide", [])
    if not isinstance(listed, list):
        hint = "Write [[slide]], twice bracketed, before each."
        told.add(0, "", "[slide] is one slide; a story is a list of them.", hint)
        return []
    if not listed and not told.problems:
        told.add(0, "", "there is no slide in it.", "Begin each slide with a line [[slide]].")
    if len(listed) > MOST_SLIDES:
        hint = f"Keep at most {MOST_SLIDES}."
        told.add(0, "", f"there are {len(listed)} slides.", hint)
        return []
    return listed


def _slide(number: int, given: Any, stage: Stage, told: _Told) -> Slide:
    """Read one slide; what is wrong in it is told, and left out."""
    if not isinstance(given, dict):
        told.add(number, "", "this is not a slide.", "Begin each slide with a line [[slide]].")
        return {}
    given = _well_formed(number, given, told)
    view = _view(number, given.get("view", "near"), stage, told)
    found: Slide = {
        "title": " ".join(given.get("title", "").split()) or TITLES.get(view, ""),
        "note": " ".join(given.get("note", "").split()),
        "view": view,
    }
    for entry, words in (("size", tuple(SIZES)), ("group", tuple(GROUPED)), ("camera", CAMERAS)):
        if entry in given and given[entry] not in words:
            hint = did_you_mean(given[entry], words) or f"It is one of: {', '.join(words)}."
            told.add(number, entry, f"{quoted(given[entry])} is not known here.", hint)
    if "when" in given:
        found["stop"] = _stop(number, given["when"], view, stage, told)
    if given.get("size", "partners") != "partners":
        found["size"] = SIZES.get(given["size"], "links")
    if "group" in given:
        found["group"] = GROUPED.get(given["group"], "none")
    off = _off(number, given, stage, told)
    if off:
        found["off"] = off
    if "choose" in given:
        found["choose"] = _actor(number, "choose", given["choose"], view, stage, told)
    if given.get("leaves"):
        asked = [_actor(number, "leaves", name, view, stage, told) for name in given["leaves"]]
        for one, name in zip(asked, given["leaves"], strict=True):
            if one >= 0 and one not in stage.leaving:
                message = (
                    f"{AUDIENCES[stage.audience]} may not be told what if {quoted(name)} left."
                )
                told.add(number, "leaves", message, MAY_LEAVE, "not-for-audience")
        found["leaves"] = asked
        if given.get("vacant"):
            found["vacant"] = True
    if given.get("camera") == "close":
        if "choose" in given:
            found["close"] = True
        else:
            told.add(number, "camera", "nobody is chosen to be close to.", 'Add choose = "a name".')
    return found


def _well_formed(number: int, given: Mapping[str, Any], told: _Told) -> dict[str, Any]:
    """Keep the entries that are known and of their kind."""
    kept: dict[str, Any] = {}
    for entry, value in given.items():
        if entry not in ENTRIES:
            near = did_you_mean(entry, ENTRIES)
            hint = near or f"A slide holds: {', '.join(ENTRIES)}."
            told.add(number, "", f"{quoted(entry)} is nothing a slide holds.", hint)
        elif entry == "vacant":
            if isinstance(value, bool):
                kept[entry] = value
            else:
                told.add(number, entry, "this is neither true nor false.", "Write vacant = true.")
        elif entry in TEXTS and not isinstance(value, str):
            told.add(number, entry, "this is not a text.", f'Write it as {entry} = "…".')
        elif entry in TEXTS and len(value) > LONGEST.get(entry, MOST_BYTES):
            most = LONGEST[entry]
            hint = f"Keep it to {most} characters, so that a room can read it."
            told.add(number, entry, f"this is {len(value):,} characters long.", hint)
        elif entry in LISTS:
            listed = [value] if isinstance(value, str) else value
            if isinstance(listed, list) and all(isinstance(each, str) for each in listed):
                kept[entry] = listed
            else:
                hint = f'Write it as {entry} = ["…", "…"].'
                told.add(number, entry, "this is not a list of texts.", hint)
        else:
            kept[entry] = value
    return kept


def _view(number: int, given: str, stage: Stage, told: _Told) -> str:
    asked = {fold(TITLES[name].rstrip("?")): name for name in TITLES} | {
        name: name for name in TITLES
    }
    names = {text: name for text, name in asked.items() if name in {v["id"] for v in stage.views}}
    names |= {fold(view["label"]): str(view["id"]) for view in stage.views}
    wanted = fold(given.rstrip("? "))
    if wanted in names:
        return names[wanted]
    hint = f"There are: {', '.join(str(view['id']) for view in stage.views)}."
    message = f"there is no view {quoted(given)}."
    if wanted in asked:
        who = AUDIENCES[stage.audience]
        message = f"this map has no view {quoted(given)}: the data, or what {who} may see, give "
        message += "it no answer."
    else:
        hint = did_you_mean(given, list(names)) or hint
    told.add(number, "view", message, hint, "unknown-view")
    return ""


def _stop(number: int, given: str, view: str, stage: Stage, told: _Told) -> int:
    """Find the stop of the calendar that a slide shows: its words, or the one a day falls into."""
    if view and view != "calendar":
        told.add(number, "when", "only the calendar has days.", 'Write view = "calendar".')
        return 0
    words = [fold(stop) for stop in stage.stops]
    if fold(given) in words:
        return words.index(fold(given))
    days = [_day(stop) for stop in stage.stops]
    asked = _day(given)
    # A map drawn again on a later day stops at other days.
    if asked and all(days):
        return next((place for place, day in enumerate(days) if day >= asked), len(days) - 1)
    if view:
        hint = did_you_mean(given, stage.stops) or f"There are: {', '.join(stage.stops)}."
        told.add(number, "when", f"the calendar does not stop at {quoted(given)}.", hint)
    return 0


def _day(text: str) -> str:
    """Read a day as the slider writes it, or as data do; give it as year-month-day, else ""."""
    for way in ("%d %B %Y", "%Y-%m-%d"):
        with suppress(ValueError):
            return datetime.strptime(text.strip(), way).replace(tzinfo=UTC).date().isoformat()
    return ""


def _actor(number: int, entry: str, given: str, view: str, stage: Stage, told: _Told) -> int:
    """Find whom a slide chooses; whom the audience may not see is named to the author alone."""
    folded: dict[str, int] = {}
    for name, one in stage.actors.items():
        folded.setdefault(fold(name), one)
    known = stage.actors.get(given, folded.get(fold(given)))
    if known is None:
        label = stage.find(given)
        known = stage.actors.get(label or "")
        if known is None:
            told.add(number, entry, *_missed(given, label, stage))
            return -1
    where = stage.only_in.get(known)
    if where is not None and view and where != view:
        message = f"{quoted(given)} stands only in the view {where}."
        told.add(number, entry, message, f'Write view = "{where}".')
    return known


def _missed(given: str, name: str | None, stage: Stage) -> tuple[str, str, str]:
    """Say why nobody of that name is on the map: message, hint, code."""
    if name in stage.hidden:
        message = f"{quoted(given)} is not for {AUDIENCES[stage.audience]} to see."
        hint = "Choose somebody the map shows, or draw it for an audience that may see them."
        return message, hint, "not-for-audience"
    if name is not None:
        message = f"{quoted(given)} is in the data, but not on the map of this day."
        return (
            message,
            "Choose somebody the map shows, or draw it at another date.",
            "unknown-actor",
        )
    hint = did_you_mean(given, list(stage.actors)) or "Write the name as the map shows it."
    return f"nobody is called {quoted(given)}.", hint, "unknown-actor"


def _off(number: int, given: Mapping[str, Any], stage: Stage, told: _Told) -> dict[str, list[str]]:
    """Work out what the key hides on a slide, for each group that differs from the start."""
    start = {group: _hidden_first(stage.key[group]) for group in GROUPS}
    off = {group: set(ids) for group, ids in start.items()}
    for entry in ("only", "hide", "show"):
        found = [_entry(number, entry, text, stage, told) for text in given.get(entry, ())]
        pairs = [pair for pair in found if pair]
        if entry == "only":
            for group in {group for group, _ in pairs}:
                off[group] = {each["id"] for each in stage.key[group]}
                off[group] -= {name for one, name in pairs if one == group}
        for group, name in pairs:
            if entry == "hide":
                off[group].add(name)
            elif entry == "show":
                off[group].discard(name)
    return {
        group: [each["id"] for each in stage.key[group] if each["id"] in off[group]]
        for group in GROUPS
        if off[group] != start[group]
    }


def _hidden_first(entries: Iterable[Mapping[str, Any]]) -> set[str]:
    return {entry["id"] for entry in entries if entry.get("on") is False}


def _entry(
    number: int, entry: str, given: str, stage: Stage, told: _Told
) -> tuple[str, str] | None:
    """Find what a text names in the key: its words, or its group and words as in sectors/health."""
    group, _, rest = given.partition("/")
    asked = [(GROUPS, given), *([((group,), rest)] if group in GROUPS else [])]
    found: list[tuple[str, str]] = []
    # As it is written before as it may be meant: two words may differ in their case alone.
    for same in (str, fold):
        for among, words in asked:
            found = found or [
                (each, one["id"])
                for each in among
                for one in stage.key[each]
                if same(words) in (same(one["id"]), same(one["label"]))
            ]
    if found and len({group for group, _ in found}) == 1:
        return found[0]
    if found:
        ways = " or ".join(f'"{group}/{given}"' for group, _ in found)
        told.add(number, entry, f"{quoted(given)} stands twice in the key.", f"Write {ways}.")
        return None
    labels = [one["label"] for each in GROUPS for one in stage.key[each]]
    hint = did_you_mean(given, labels) or "Write the words that stand in the key of the map."
    told.add(number, entry, f"the key has no {quoted(given)}.", hint)
    return None
