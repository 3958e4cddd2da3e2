"""The page's sentences: captions, what the file contains, how a cell is written."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import pandas as pd

if TYPE_CHECKING:
    from civicnet.model import Partnership
    from civicnet.page.audience import Gate

LABELS = {
    "start": "Since",
    "end": "Until",
    "used_share": "In use",
    "email": "E-mail",
    "source_note": "Known from",
    "reported_by": "Said by",
    "recruited_by": "Brought in by",
    "part_of": "Part of",
    "hosted_by": "Housed by",
    "host_form": "Housing agreement",
    "serves_with": "Leaves together with",
    "term_years": "Term, years",
    "term_limit": "Terms allowed",
    "can_stay": "May stay",
    "can_commit": "May commit",
    "mandated": "Told to come",
    "voices": "Speaks as",
    "selection": "Chosen by",
    "annual_departure": "Chance of leaving in a year",
}


def label(column: str) -> str:
    """Write the name of a column for readers."""
    words = LABELS.get(column) or column.replace("_", " ").strip()
    return words[:1].upper() + words[1:]


def day(date: pd.Timestamp) -> str:
    """Write a date: 1 November 2026."""
    return f"{date.day} {date.strftime('%B %Y')}"


def number(value: float) -> str:
    """Write a number without a needless fraction: 240,000 or 2.5."""
    return f"{value:,.0f}" if value == int(value) else f"{value:,.2f}".rstrip("0")


def cell(column: str, value: Any) -> str:
    """Write a cell as readers expect it."""
    if isinstance(value, pd.Timestamp):
        return day(value)
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, tuple | list):
        return "; ".join(str(each) for each in value)
    if isinstance(value, float | int):
        if column.endswith("_share") or column == "annual_departure":
            return f"{100 * value:.0f} %"
        return number(float(value))
    return str(value)


def count(amount: int, one: str, many: str = "") -> str:
    """Write a count with its noun: 1 person, 61 people."""
    return f"{amount:,} {one if amount == 1 else many or one + 's'}"


def listing(parts: Sequence[str]) -> str:
    """Join parts as a sentence does: a, b and c."""
    parts = [part for part in parts if part]
    if len(parts) < 2:
        return "".join(parts)
    return f"{', '.join(parts[:-1])} and {parts[-1]}"


def captions(
    nodes: Sequence[Mapping[str, Any]],
    edges: Sequence[Mapping[str, Any]],
    view: Mapping[str, Any],
    *,
    left_out: int,
    assumed: int = 0,
) -> dict[str, str]:
    """
    Say in one sentence what each view shows.

    `assumed` is how many personal ties were only taken for it, because the data do not say.
    """
    kinds = Counter(node["kind"] for node in nodes if not node.get("coded"))
    lines = Counter(edge["line"] for edge in edges)
    who = listing(
        [
            count(kinds["person"], "person", "people") if kinds["person"] else "",
            count(kinds["organization"], "organization") if kinds["organization"] else "",
            count(kinds["table"], "table") if kinds["table"] else "",
        ]
    )
    ties = lines["written"] + lines["personal"] + lines["tie"]
    said = [who, count(ties, "working tie")]
    if assumed and assumed == ties:
        said.append("nothing says what they rest on: taken for personal")
    elif lines["personal"]:
        share = "all" if lines["personal"] == ties else f"{lines['personal']:,}"
        said[1] += f", {share} of them personal: they leave with the person"
    alone = [
        node for node in nodes if node["kind"] in ("organization", "table") and not node["links"]
    ]
    if alone:
        said.append(f"{count(len(alone), 'partner')} without any tie")
    counts = view["counts"]
    assets = [f"{count(counts['brought'], 'kind')} of assets brought"]
    if counts["one"]:
        assets.append(f"{counts['one']} by one partner alone")
    if counts["nobody"]:
        assets.append(f"{count(counts['nobody'], 'kind')} nobody brings")
    if view["needs"]:
        assets.append(f"{counts['unmet']} of {count(len(view['needs']), 'need')} nobody can meet")
    if left_out:
        said.append(f"{count(left_out, 'person', 'people')} not named")
    return {"map": "; ".join(said) + ".", "assets": "; ".join(assets) + "."}


AUDIENCE = {
    "public": "For everybody: organizations and tables, what they bring and need, and officials in "
    "public office by name. Other people are coded or left out.",
    "partners": "For partners: names, ties, seats, and what the ties rest on.",
    "core": "For the inner circle: names, ties, seats, what the ties rest on, ratings and power.",
}


KEYS = (
    ("← ↑ → ↓", "the nearest neighbour in that direction"),
    ("Enter", "open the details"),
    ("Esc", "close them"),
    ("/", "search"),
    ("+  −  0", "larger, smaller, show all"),
    ("1 – 9", "the views, in their order"),
    ("T", "the calendar; then the slider with ← →"),
    ("O", "open a group of many, close it"),
    ("L", "what if this person leaves? again: they are back"),
    ("U", "undo that"),
    ("E", "edit: add, connect"),
    ("Ctrl Z  Y", "undo a change, redo it"),
    ("D", "dark colours, light colours"),
    ("P", "present; then → ← or a remote, C contrast, N note, Esc"),
)


def keys(views: Sequence[Mapping[str, Any]], *, leaving: bool) -> list[tuple[str, str]]:
    """List what the keyboard does in a file with these views."""
    left_out = set() if any(view["id"] == "calendar" for view in views) else {"T"}
    left_out |= set() if leaving else {"L", "U"}
    return [(key, words) for key, words in KEYS if key not in left_out]


CODED = (
    "People who hold no public office stand under codes, such as Person 7. That leaves out their "
    "names and does not hide them: who knows the partnership can tell many by their ties and posts."
)


def contains(
    gate: Gate,
    nodes: Sequence[Mapping[str, Any]],
    edges: Sequence[Mapping[str, Any]],
    invented: str,
) -> list[str]:
    """Say what the file contains and for whom; anybody who gets the file can read all of it."""
    kinds = Counter(node["kind"] for node in nodes if not node.get("coded"))
    lines = Counter(edge["line"] for edge in edges)
    ties = lines["written"] + lines["personal"] + lines["tie"] + lines["adverse"]
    things = [
        count(kinds[kind], one, many)
        for kind, one, many in (
            ("person", "person", "people"),
            ("organization", "organization", ""),
            ("table", "table", ""),
            ("office", "office", ""),
            ("asset", "asset", ""),
        )
        if kinds[kind]
    ]
    things += [count(ties, "tie")] if ties else []
    things += [count(lines["seat"], "seat")] if lines["seat"] else []
    said = [AUDIENCE[gate.audience], f"It holds {listing(things)}."]
    if gate.shown:
        names = sorted({".".join(pair) for pair in gate.shown})
        said.append(f"Shown on request: {listing(names)}.")
    said.append("Whoever has the file can read all of it, also what the picture does not show.")
    if invented:
        said.append(invented)
    return said


def also(nodes: Sequence[Mapping[str, Any]], edges: Sequence[Mapping[str, Any]]) -> list[str]:
    """Say how much of the file is about other days or waves than the one it shows."""
    actors, lines = (sum(bool(item.get("then")) for item in items) for items in (nodes, edges))
    things = [count(actors, "actor") if actors else "", count(lines, "line") if lines else ""]
    said = listing(things)
    return [f"For its calendar it holds {said} of other days or waves."] if said else []


def kept_back(partnership: Partnership, gate: Gate) -> list[str]:
    """Name, for the author only, the filled columns that stayed out of the file."""
    out = [
        f"{frame}.{column}"
        for frame, data in partnership.frames.items()
        for column in data.columns
        if not gate.sees(frame, str(column)) and any(map(_filled, data[column]))
    ]
    return [f"Left out of the file: {', '.join(out)}."] if out else []


def _filled(value: Any) -> bool:
    return not (value is None or value == () or pd.isna(value))
