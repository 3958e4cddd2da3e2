"""Decide how things look: colours of sectors, shapes of kinds, lines of ties, sizes."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from math import sqrt

from civicnet import vocabulary as words

# Nine hues that stay apart for readers with normal, deutan, protan and tritan sight: every pair
# differs by at least 10 (CIEDE2000), also from white, from the ink of tables and from the grey of
# "no sector". A test computes it. Do not change one without running that test.
PALETTE = (
    "#3d70e8",  # blue
    "#e2cb5a",  # gold
    "#1f8851",  # green
    "#673d95",  # purple
    "#793617",  # brown
    "#e8988a",  # salmon
    "#30bcf6",  # sky
    "#d75591",  # pink
    "#929f01",  # olive
)
INK = "#222b45"
GREY = "#b9bfc8"
PAPER = "#ffffff"
# The same in a darkened room; the sectors keep their colours. A test computes the differences and
# the contrasts. Saved pictures and paper are always light.
NIGHT: dict[str, str] = {
    INK: "#edf0f8",
    PAPER: "#171c28",
    "#4d586b": "#b4bdcd",  # words that matter less
    "#f3f5f9": "#1f2534",  # every second band behind the rings
    "#d3d9e3": "#363f53",  # the edges of bands and wedges
    "#3f4c63": "#b9c4da",  # working ties
    "#c0271d": "#ff8177",  # at odds
    "#7466c9": "#a99df0",  # seats
    "#bcc1ca": "#566074",  # who belongs where
    "#b08a3c": "#c9a65a",  # who brings what
    "#2f55c8": "#8fabff",  # not there yet; the third ring
    "#b3261e": "#ff8177",  # the first ring
    "#a35c00": "#f0b04c",  # the second
}
# The tenth sector has the first colour again, with a white dot; the nineteenth a white bar.
MARKS = ("plain", "dot", "bar")


@dataclass(frozen=True)
class Kind:
    """How one kind of thing is drawn and named in the key."""

    name: str
    one: str
    many: str
    shape: str
    least: float  # radius in pixels at the page's natural size
    most: float
    drawn: bool  # shown before anybody touches the key


KINDS: dict[str, Kind] = {
    kind.name: kind
    for kind in (
        Kind("table", "Table", "Tables", "hexagon", 13, 21, drawn=True),
        Kind("organization", "Organization", "Organizations", "square", 8, 19, drawn=True),
        Kind("office", "Office", "Offices", "diamond", 5.5, 7.5, drawn=True),
        Kind("person", "Person", "People", "dot", 4, 8, drawn=True),
        Kind("asset", "Asset", "Assets", "triangle", 5.5, 7.5, drawn=False),
        # Drawn only in the view that is about them.
        Kind("ghost", "Missing voice", "Missing voices", "dot", 8, 8, drawn=False),
    )
}


@dataclass(frozen=True)
class Line:
    """How one kind of line is drawn and named in the key."""

    name: str
    label: str
    meaning: str
    color: str
    dashes: tuple[int, ...]
    width: float


LINES: dict[str, Line] = {
    line.name: line
    for line in (
        Line("written", "In writing", "stays when people leave", "#3f4c63", (), 1.0),
        Line("personal", "Personal", "leaves with the person", "#3f4c63", (5, 4), 1.0),
        Line("tie", "Tie", "two partners work together", "#3f4c63", (), 1.0),
        Line("adverse", "At odds", "drawn, never counted as contact", "#c0271d", (2, 3), 1.6),
        Line("seat", "Seat at a table", "who sits there", "#7466c9", (), 1.0),
        Line("belongs", "Holds, works at", "a person, an office, its home", "#bcc1ca", (), 1.2),
        Line("brings", "Brings", "a partner and an asset", "#b08a3c", (), 1.0),
        Line("wish", "Not there yet", "drawn in the view that is about it", "#2f55c8", (2, 5), 1.8),
    )
}


def sector_looks(sectors: Iterable[str]) -> dict[str, tuple[str, str]]:
    """
    Give each sector a colour and a mark.

    The sectors of the vocabulary always have the same colour, so two maps can be compared;
    other words take what is left, in the order given.
    """
    present = list(dict.fromkeys(sectors))
    known = [sector for sector in words.SECTORS if sector in present]
    taken = {sector: words.SECTORS.index(sector) for sector in known}
    free = [place for place in range(len(PALETTE)) if place not in taken.values()]
    later = iter(range(len(PALETTE), len(PALETTE) * len(MARKS)))
    looks = {}
    for sector in present:
        place = taken.get(sector)
        if place is None:
            place = free.pop(0) if free else next(later, -1)
        if place < 0:
            looks[sector] = (GREY, "plain")
        else:
            looks[sector] = (PALETTE[place % len(PALETTE)], MARKS[place // len(PALETTE)])
    return looks


def radius(kind: str, value: float, largest: float) -> float:
    """Give the radius of an actor: area grows with `value`, between the kind's least and most."""
    look = KINDS[kind]
    if largest <= 0:
        return look.least
    share = sqrt(max(value, 0.0) / largest)
    return round(look.least + (look.most - look.least) * min(share, 1.0), 1)


def width(strength: float | None) -> float:
    """Give the width of a tie: 1 awareness is a hair, 4 integration is broad; blank is between."""
    return 1.3 if strength is None else round(0.3 + 0.6 * strength, 2)
