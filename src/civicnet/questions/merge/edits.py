"""A list of edits, one a row: who was added, renamed, tied, no longer tied, or has gone."""

from __future__ import annotations

from dataclasses import dataclass

from civicnet import rules
from civicnet.cells import clean, did_you_mean, fold, read_texts
from civicnet.columns import FRAMES
from civicnet.errors import UnknownActorError
from civicnet.model import Partnership
from civicnet.names import office_label
from civicnet.problems import CODES, Problem
from civicnet.tables import Table

ADD, RENAME, CONNECT, DISCONNECT, ABSENT = "add", "rename", "connect", "disconnect", "absent"
CHANGES = (ADD, RENAME, CONNECT, DISCONNECT, ABSENT)
KINDS = ("person", "organization", "table")
# The columns of a list of edits; those after the second may be blank or left out.
COLUMNS = (
    "change", "name", "to", "kind", "organization", "sector", "relation", "form", "strength",
    "note",
)  # fmt: skip


@dataclass(frozen=True)
class Edit:
    """One edit, with the names as the data write them."""

    change: str
    name: str
    to: str = ""
    kind: str = ""
    organization: str = ""
    sector: str = ""
    relation: str = ""
    form: str = ""
    strength: str = ""
    note: str = ""


def is_edits(table: Table) -> bool:
    """Tell whether a table is a list of edits: it has the columns change and name."""
    return {"change", "name"} <= {fold(header) for header in table.header}


def edits(table: Table, partnership: Partnership) -> tuple[list[Edit], list[Problem]]:
    """
    Read and check a list of edits.

    A name may be one that an earlier row adds or gives. Where a row is wrong it is a problem, with
    its place and how to mend it; nothing is taken of a list with one.
    """
    place = {fold(header): i for i, header in enumerate(table.header)}
    known = _Names(partnership)
    found: list[Edit] = []
    problems: list[Problem] = []
    for row in range(len(table)):
        cells = {
            column: clean(table.column(place[column])[row]) if column in place else ""
            for column in COLUMNS
        }
        if not any(cells.values()):
            continue
        said = _wrong(cells, known)
        if said is None:
            found.append(known.settled(cells))
            continue
        code, column, message, hint = said
        position = place.get(column, place["change"])
        problems.append(table.problem(code, message, hint, row=row, position=position))
    return found, problems


class _Names:
    """The names in the data, and those that edits add on the way."""

    def __init__(self, partnership: Partnership) -> None:
        self.partnership = partnership
        self.now: dict[str, str] = {}  # folded name -> the name as it will be
        self.posts: dict[str, list[str]] = {}  # organization, as it will be -> its posts
        for office in rules.offices(partnership.frames).values():
            self.posts.setdefault(office.organization, []).append(office.office)

    def find(self, name: str) -> str | None:
        """Give a name as the data, or an earlier edit, write it; None where nobody has it."""
        if fold(name) in self.now:
            found = self.now[fold(name)]
            # Renamed once more since.
            return found if fold(found) == fold(name) else self.find(found)
        try:
            found = self.partnership.find(name)
        except UnknownActorError:
            return None
        return self.now.get(fold(found), found)

    def nearest(self, name: str) -> str:
        """Say who may have been meant."""
        people, bodies = self.partnership.people, self.partnership.organizations
        names = [*people["person"], *bodies["organization"], *self.now.values()]
        return did_you_mean(name, names) or "Add them first, with the change add."

    def settled(self, cells: dict[str, str]) -> Edit:
        """Give an edit with the names as they are written, and keep what it adds or renames."""
        change = fold(cells["change"])
        name = cells["name"] if change == ADD else self.find(cells["name"]) or cells["name"]
        to = cells["to"]
        if change == ADD:
            self.now[fold(name)] = name
        elif change == RENAME:
            self.now[fold(name)] = self.now[fold(cells["name"])] = self.now[fold(to)] = to
            # An office is called after its organization.
            posts = self.posts[to] = self.posts.pop(name, [])
            for post in posts:
                for body in (name, to):
                    self.now[fold(office_label(post, body))] = office_label(post, to)
        elif to:
            to = self.find(to) or to
        home = self.find(cells["organization"]) or "" if cells["organization"] else ""
        more = {c: cells[c] for c in ("sector", "relation", "form", "strength", "note")}
        return Edit(change, name, to, fold(cells["kind"]), home, **more)


Wrong = tuple[str, str, str, str]


def _wrong(cells: dict[str, str], known: _Names) -> Wrong | None:
    """Say what is wrong with a row: code, column, message, hint; None where nothing is."""
    change, name, to = fold(cells["change"]), cells["name"], cells["to"]
    if change not in CHANGES:
        hint = did_you_mean(cells["change"], CHANGES) or f"Allowed: {', '.join(CHANGES)}."
        return "bad-choice", "change", f"There is no change {cells['change']!r}.", hint
    if not name:
        return "missing-value", "name", "The row does not say whom it is about.", "Fill in name."
    if change == ADD:
        return _wrong_to_add(cells, known)
    if known.find(name) is None:
        return "unknown-actor", "name", f"Nobody is called {name!r}.", known.nearest(name)
    if change == ABSENT:
        return None
    if not to:
        return "missing-value", "to", f"{change} needs a second name.", "Fill in to."
    if change == RENAME:
        taken = known.find(to)
        if taken is not None and taken != known.find(name):
            hint = "Two who are one are joined in the sheet Aliases."
            return "same-name", "to", f"Somebody is called {to!r} already.", hint
        return None
    if known.find(to) is None:
        return "unknown-actor", "to", f"Nobody is called {to!r}.", known.nearest(to)
    return _wrong_cells(cells) if change == CONNECT else None


def _wrong_to_add(cells: dict[str, str], known: _Names) -> Wrong | None:
    name, kind, home = cells["name"], fold(cells["kind"]), cells["organization"]
    if known.find(name) is not None:
        hint = "Leave the row out, or give another name."
        return "same-name", "name", f"{name!r} is in the data already.", hint
    if kind and kind not in KINDS:
        hint = did_you_mean(kind, KINDS) or f"Allowed: {', '.join(KINDS)}."
        return "bad-choice", "kind", f"{cells['kind']!r} is no kind to add.", hint
    if home and known.find(home) is None:
        return "unknown-actor", "organization", f"Nobody is called {home!r}.", known.nearest(home)
    return None


def _wrong_cells(cells: dict[str, str]) -> Wrong | None:
    """Check what a tie says of itself as the sheet Ties would be checked."""
    for name in ("form", "strength"):
        _, faults = read_texts(FRAMES["ties"].column(name), [cells[name]])
        for fault in faults.values():
            if CODES[fault.code].severity == "error":
                return fault.code, name, fault.message, fault.hint
    return None
