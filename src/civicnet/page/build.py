"""Put one page together: content, places, file."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from civicnet import __version__, files
from civicnet.moments import moment
from civicnet.page import Page
from civicnet.page.audience import gate
from civicnet.page.coded import under_codes
from civicnet.page.content import content
from civicnet.page.positions import Positions, notes, read
from civicnet.page.render import page

if TYPE_CHECKING:
    from civicnet.model import Partnership


def build(
    partnership: Partnership,
    path: Path,
    *,
    show: Sequence[str],
    audience: str,
    title: str | None,
    at: Any,
    story: Path | None,
    positions: Path | None,
    coded: bool,
    force: bool,
) -> Page:
    """Write the page; see `civicnet.page.map`."""
    when = moment(partnership.frames, at)
    codes: dict[str, str] = {}
    if coded and audience != "public":  # there nobody else is named anyway
        partnership, codes = under_codes(partnership, when)
    filled = content(
        partnership,
        gate(partnership, audience, show),
        title=title or _title(partnership),
        at=when,
        story=story,
        coded=codes,
    )
    own = Positions({}) if positions is None else read(positions, filled.nodes)
    made = page(filled, version=__version__, fixed=own.places)
    files.write_atomically(path, made, force=force)
    return Page(path, (*filled.notes, *notes(own.problems)), codes, own.problems)


def _title(partnership: Partnership) -> str:
    """Name the page after the place that the data tell most of."""
    places = Counter(place for place in partnership.context["place"] if place)
    named = min(places, key=lambda place: (-places[place], place), default="")
    return f"{named} asset map" if named else "Asset map"
