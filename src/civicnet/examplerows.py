"""The words of the template workbook: its Read me, and a small invented example."""

from __future__ import annotations

TITLE = "Milltown is invented: its people, organizations and numbers are made up."

# Paragraphs; "# " begins a heading.
READ_ME = tuple(
    " ".join(paragraph.split())
    for paragraph in f"""
Your partnership, in a few sheets

Fill in what you know; a cell you do not know may stay blank. Dark headers are the cells that
every row needs. Point at a header to read what its column means and which words it takes.

The grey rows are an example. {TITLE} Overwrite them or delete them.

# What to fill in first

1. Who: everybody who matters to your work, with the post they hold. One row is a person in a
post. Leave the post blank for a parent or a neighbor without one; leave the person blank for an
organization where you know nobody yet, or for a post that is vacant.

2. Ties: who works with whom. Write people, or whole organizations, by the names in Who.

3. Tables: who sits at which council, committee or board, and for whom.

4. Assets: what each brings: money, data, rooms, people, influence.

Twenty rows of Who and twenty ties are enough to see something. More can come later.

# Five rules that matter

1. One name for one thing. Write a name the same everywhere; capitals do not matter. Another name
for somebody belongs on a sheet Aliases (columns: alias, name).

2. What is agreed decides what lasts. Under agreement write none, verbal, mou, contract or law, or
the agreement's name. None and verbal leave with the person; the others stay.

3. Dates say what ends. Since is the first day, until the last. A blank until still runs.

4. A seat is held for somebody. On behalf of names the organization or post that keeps the seat
when the person leaves; blank means the seat is the person's own.

5. Blank is not zero. Leave unknown cells blank; nothing is guessed from them.

# How to write it

Several things in one cell are separated by a semicolon: parents; students. Never by a comma,
because a comma can be part of a name.

Dates: 2028-06-30, or any date your spreadsheet knows as one. For a year or month alone type an
apostrophe first: '2028 or '2028-06.

Own columns are welcome, to the right of ours. They are kept, and left out of what you share.

Own sheets too: put (ignore) into the name of a sheet that is not meant for civicnet.

# When you have filled in some rows

Save the workbook, open a terminal in its folder, and type: civicnet check partnership.xlsx

It lists every cell that needs a look, and how to mend it. Then type: civicnet map
partnership.xlsx -o map.html

It draws the map; open map.html in your browser. Nothing leaves your computer.
""".strip().split("\n\n")
)

# Rows by frame; values are texts as a person types them, dates as year-month-day.
EXAMPLE: dict[str, tuple[dict[str, str], ...]] = {
    "who": (
        {
            "person": "Rosa Delgado",
            "post": "Mayor",
            "organization": "City of Milltown",
            "sector": "public",
            "kind of post": "mayor",
            "elected/appointed/hired": "elected",
            "start": "2024-01-02",
            "end": "2028-01-03",
            "can stay": "no",
        },
        {
            "person": "Tom Becker",
            "post": "Chief of Staff",
            "organization": "City of Milltown",
            "sector": "public",
            "kind of post": "chief of staff",
            "elected/appointed/hired": "appointed",
            "start": "2024-01-15",
            "serves with": "Mayor, City of Milltown",
        },
        {
            "person": "Anita Rao",
            "post": "Superintendent",
            "organization": "Milltown Schools",
            "sector": "education",
            "kind of post": "superintendent",
            "elected/appointed/hired": "appointed",
            "start": "2022-07-01",
            "end": "2027-06-30",
            "can stay": "0.6",
        },
        {
            "person": "Leon Hart",
            "post": "President",
            "organization": "Milltown Community Foundation",
            "sector": "philanthropy",
            "kind of post": "president",
            "elected/appointed/hired": "hired",
            "start": "2017-09-01",
        },
        {
            "person": "Grace Kim",
            "post": "Director",
            "organization": "Milltown Together",
            "sector": "nonprofit",
            "kind of post": "executive director",
            "elected/appointed/hired": "hired",
            "start": "2023-03-01",
        },
        {
            "person": "Maria Santos",
            "organization": "Eastside Parents",
            "sector": "community",
            "voices": "parents; Eastside residents",
        },
    ),
    "ties": (
        {
            "source": "Rosa Delgado",
            "target": "Anita Rao",
            "relation": "works with",
            "form": "verbal",
            "strength": "3",
            "start": "2024-02-01",
        },
        {
            "source": "Milltown Together",
            "target": "Milltown Schools",
            "relation": "shares data",
            "form": "contract",
            "strength": "3",
            "start": "2024-07-01",
            "end": "2027-06-30",
        },
        {
            "source": "Milltown Community Foundation",
            "target": "Milltown Together",
            "relation": "funds",
            "form": "contract",
            "strength": "4",
            "start": "2025-01-01",
            "end": "2027-12-31",
        },
        {
            "source": "Grace Kim",
            "target": "Maria Santos",
            "relation": "works with",
            "form": "none",
            "strength": "2",
        },
        {
            "source": "Eastside Parents",
            "target": "Milltown Schools",
            "relation": "advises",
            "form": "verbal",
            "strength": "2",
            "start": "2025-09-01",
        },
    ),
    "seats": (
        {
            "table": "Cradle to Career Council",
            "actor": "Rosa Delgado",
            "role": "chair",
            "on_behalf_of": "Mayor, City of Milltown",
            "engagement": "decides",
            "start": "2024-02-01",
        },
        {
            "table": "Cradle to Career Council",
            "actor": "Anita Rao",
            "role": "member",
            "on_behalf_of": "Milltown Schools",
            "engagement": "decides",
            "start": "2024-02-01",
        },
        {
            "table": "Cradle to Career Council",
            "actor": "Leon Hart",
            "role": "member",
            "on_behalf_of": "Milltown Community Foundation",
            "engagement": "advises",
            "start": "2024-02-01",
        },
        {
            "table": "Cradle to Career Council",
            "actor": "Grace Kim",
            "role": "staff",
            "on_behalf_of": "Milltown Together",
            "engagement": "informed",
        },
    ),
    "assets": (
        {
            "asset": "Operating grant",
            "kind": "funding",
            "holder": "Milltown Community Foundation",
            "outcome": "Third-grade reading",
            "amount": "250000",
            "per": "year",
            "form": "contract",
            "end": "2027-12-31",
        },
        {
            "asset": "Student records",
            "kind": "data",
            "holder": "Milltown Schools",
            "gatekeeper": "Anita Rao",
            "form": "verbal",
        },
        {"asset": "The mayor's invitation", "kind": "convening", "holder": "Rosa Delgado"},
        {"asset": "What families went through", "kind": "stories", "holder": "Maria Santos"},
    ),
    "people": (
        {"person": "Maria Santos", "level": "resident"},
        {"person": "Tom Becker", "level": "chief of staff"},
        {"person": "James Ford", "level": "elected"},
    ),
    "organizations": (
        {
            "organization": "Milltown Together",
            "kind": "backbone",
            "hosted_by": "City of Milltown",
            "host_form": "verbal",
            "purpose": "Keeps the partnership going",
        },
        {
            "organization": "Cradle to Career Council",
            "kind": "table",
            "purpose": "Third-grade reading",
        },
        {"organization": "Eastside Parents", "kind": "association", "place": "Eastside"},
    ),
    "offices": (
        {
            "office": "Mayor",
            "organization": "City of Milltown",
            "term_years": "4",
            "term_limit": "2",
            "next_election": "2027-11-02",
        },
        {
            "office": "Superintendent",
            "organization": "Milltown Schools",
            "annual_departure": "0.17",
        },
    ),
    "terms": (
        {
            "person": "James Ford",
            "office": "Mayor",
            "organization": "City of Milltown",
            "start": "2016-01-04",
            "end": "2024-01-02",
            "can_stay": "no",
        },
    ),
    "needs": (
        {
            "need": "A room for Saturday school",
            "kind": "space",
            "who": "Eastside Parents",
            "outcome": "Third-grade reading",
            "place": "Eastside",
        },
    ),
    "voices": (
        {
            "voice": "parents",
            "population_share": "0.23",
            "expected_at": "Cradle to Career Council",
            "served_by": "Milltown Schools",
        },
        {
            "voice": "Eastside residents",
            "population_share": "0.18",
            "expected_at": "Cradle to Career Council",
        },
        {"voice": "students", "population_share": "0.15", "served_by": "Milltown Schools"},
    ),
    "outcomes": (
        {
            "outcome": "Third-grade reading",
            "goal": "Every child ready for life",
            "indicator": "Third graders reading at grade level (percent)",
            "baseline": "41",
            "target": "60",
            "end": "2030-06-30",
            "owner": "Milltown Schools",
            "valid": "yes",
        },
    ),
    "roles": (
        {"outcome": "Third-grade reading", "actor": "Milltown Schools", "role": "accountable"},
        {"outcome": "Third-grade reading", "actor": "Milltown Together", "role": "responsible"},
    ),
    "context": (
        {"place": "Milltown", "key": "population", "value": "48000"},
        {"place": "Milltown", "key": "mayoral control", "value": "no"},
    ),
    "aliases": ({"alias": "Supt. Rao", "name": "Anita Rao"},),
}
