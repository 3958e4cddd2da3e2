"""
Every frame and every column, declared once.

A declaration drives reading (synonyms, type), checking (limits, choices), the workbook that
`civicnet init` writes (order, drop-down lists), the privacy default (audience) and the reference
page docs/columns.md. Adding a column is one line here.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from civicnet import vocabulary as words

Type = Literal[
    "key",  # the name of the thing the row is about
    "id",  # wins over the name where it is filled
    "actor",  # the name of an actor, of the kinds in `refers`
    "name",  # the name of something else: a voice, an outcome, an office within an organization
    "text",
    "list",  # several names, separated by ; or |
    "choice",
    "number",
    "share",  # 0-1, or written as a percentage
    "whole",
    "yesno",
    "chance",  # yes, no, or a probability
    "start",  # a date; a partial date means its first day
    "end",  # a date; a partial date means its last day
]
# Who may see a column in a shared file: "show" leaves the machine only when asked for by name.
Audience = Literal["public", "partners", "core", "show"]
AUDIENCES: tuple[Audience, ...] = ("public", "partners", "core")

ACTORS = ("people", "organizations", "offices")


@dataclass(frozen=True)
class Column:
    """One column of a frame: what it is called, what it means, what it may hold, who may see it."""

    name: str
    type: Type
    meaning: str
    synonyms: tuple[str, ...] = ()
    refers: tuple[str, ...] = ()
    choices: tuple[str, ...] = ()
    open: bool = False  # a word outside `choices` is kept
    warns: bool = False  # … with a warning; otherwise only what looks like a typing mistake
    vocabulary: str = ""  # the synonyms of words.WORD_SYNONYMS that apply
    low: float | None = None
    high: float | None = None
    required: bool = False
    audience: Audience = "partners"


@dataclass(frozen=True)
class Frame:
    """One frame of a Partnership: one row is what `row` says."""

    name: str
    row: str
    columns: tuple[Column, ...]
    key: tuple[str, ...]
    sheets: tuple[str, ...]  # names of sheets and files that hold it; the first is ours

    def column(self, name: str) -> Column:
        """Find a column's declaration by its name."""
        return next(column for column in self.columns if column.name == name)

    @property
    def names(self) -> tuple[str, ...]:
        """Column names in their order."""
        return tuple(column.name for column in self.columns)


# One declaration, one or two lines: laid out by hand.
# fmt: off

def _start(meaning: str = "first day on which it holds; blank: since before") -> Column:
    also = ("since", "start date", "from date", "begin", "began", "start_date", "term start")
    return Column("start", "start", meaning, also, audience="public")


def _end(meaning: str = "last day on which it holds; blank: still runs") -> Column:
    also = ("until", "end date", "to date", "expires", "ends", "end_date", "term end")
    return Column("end", "end", meaning, also, audience="public")


def _id(meaning: str) -> Column:
    return Column("id", "id", meaning, ("key", "identifier"), audience="show")


_VOICES = Column("voices", "list", "groups it belongs to or speaks as (not those it serves)",
    ("voice", "belongs to", "lived experience"))
_SECTOR = Column("sector", "text", "part of civic life: public, education, nonprofit, business …",
    ("field", "agency type"), audience="public")
_PLACE = Column("place", "text", "where: a city, a neighbourhood", ("location", "area"),
    audience="public")
_FORM = Column("form", "choice", "the agreement it rests on: none, verbal, mou, contract, law",
    ("agreement form", "formality", "agreement type"), choices=words.FORMS, vocabulary="form")

PEOPLE = Frame(
    "people",
    "a person",
    (
        Column("person", "key", "full name", ("name", "full name", "label"), audience="public"),
        _id("your own number for the person; wins over the name"),
        Column("organization", "actor", "home organization",
            ("home", "employer", "affiliation", "org", "works at", "works for", "company"),
            refers=("organizations",)),
        _SECTOR,
        _VOICES,
        Column("level", "choice", "elected, chief of staff, director, line, volunteer, resident",
            choices=words.LEVELS, open=True, vocabulary="level"),
        _start("first day in the organization"),
        _end("last day in the organization"),
        Column("unnamed", "yesno", "yes: stands for whoever is there; the name is not known",
            ("placeholder",)),
        Column("email", "text", "e-mail address", ("e-mail", "mail"), audience="show"),
        Column("phone", "text", "telephone", ("telephone", "mobile", "cell"), audience="show"),
        Column("notes", "text", "private notes", ("note", "comment", "comments"), audience="show"),
    ),
    ("person",),
    ("People", "persons", "person", "individuals"),
)

ORGANIZATIONS = Frame(
    "organizations",
    "an organization, a table or an initiative",
    (
        Column("organization", "key", "name",
            ("name", "org", "agency", "label", "partner", "institution"), audience="public"),
        _id("your own number for the organization; wins over the name"),
        Column("kind", "choice", "organization, table, initiative, backbone, agency …", ("type",),
            choices=words.ORGANIZATION_KINDS, open=True, audience="public"),
        _SECTOR,
        Column("part_of", "actor",
            "the larger organization it legally belongs to; carries no tie",
            ("parent", "part of"), refers=("organizations",), audience="public"),
        Column("hosted_by", "actor", "the organization that houses it",
            ("host", "hosted by", "fiscal sponsor"), refers=("organizations",), audience="public"),
        Column("host_form", "choice", "the agreement the hosting rests on",
            ("hosting agreement", "host agreement"), choices=words.FORMS, vocabulary="form"),
        _PLACE,
        Column("stage", "choice", "stage of life it serves: prenatal … career",
            choices=words.STAGES, open=True, vocabulary="stage", audience="public"),
        Column("purpose", "text",
            "what it is for; for a table the outcome or initiative it is convened around",
            ("mission", "description", "convened around"), audience="public"),
        _VOICES,
        Column("power", "number", "power over the work, 0-3", low=0, high=3, audience="core"),
        Column("legitimacy", "number", "legitimacy of its claim, 0-3", low=0, high=3,
            audience="core"),
        Column("urgency", "number", "urgency of its claim, 0-3", low=0, high=3, audience="core"),
        Column("interest", "number", "interest in the work, 0-3", low=0, high=3, audience="core"),
        Column("notes", "text", "private notes", ("note", "comment", "comments"), audience="show"),
    ),
    ("organization",),
    ("Organizations", "organisations", "orgs", "agencies", "partners", "institutions"),
)

OFFICES = Frame(
    "offices",
    "a post that outlives its holder",
    (
        Column("office", "key", "name of the post", ("post", "position", "title", "name"),
            audience="public"),
        _id("your own number for the office; wins over the name"),
        Column("organization", "actor", "the organization it belongs to",
            ("org", "agency", "jurisdiction", "body"), refers=("organizations",), required=True,
            audience="public"),
        Column("kind", "choice",
            "mayor, superintendent, council member, director …; read from the name when blank",
            ("kind of post", "type"), choices=words.OFFICE_KINDS, open=True, audience="public"),
        Column("heads", "yesno", "speaks for its organization", ("head",), audience="public"),
        Column("holders", "whole", "how many hold it at once; 1 unless said", low=1,
            audience="public"),
        Column("selection", "choice", "elected, appointed, hired, ex officio",
            ("elected appointed hired", "selected by", "how chosen"), choices=words.SELECTIONS,
            vocabulary="selection", audience="public"),
        Column("term_years", "number", "length of a term in years", low=0, audience="public"),
        Column("term_limit", "whole", "terms a person may serve", low=1, audience="public"),
        Column("next_election", "start", "day of the next election", audience="public"),
        Column("serves_with", "name", "the office whose holder's departure takes this one along",
            ("serves with", "leaves with"), refers=("offices",)),
        Column("annual_departure", "share", "chance of leaving in a year, 0-1", audience="core"),
        Column("can_stay", "chance", "may the holder stay at a term's end: yes, no, or a chance",
            ("can stay",), audience="core"),
    ),
    ("office", "organization"),
    ("Offices", "posts", "positions"),
)

TERMS = Frame(
    "terms",
    "a person holding an office for a time",
    (
        Column("person", "actor", "who holds it",
            ("name", "holder", "incumbent", "official", "who"), refers=("people",), required=True,
            audience="public"),
        Column("office", "name", "the post", ("post", "position", "title", "role"),
            refers=("offices",), required=True, audience="public"),
        Column("organization", "actor", "the organization the post belongs to",
            ("org", "agency", "jurisdiction", "body"), refers=("organizations",),
            audience="public"),
        _start("first day in office"),
        _end("last day in office"),
        Column("can_stay", "chance",
            "may the person stay when the term ends: yes, no, or a chance",
            ("can stay", "may stay", "re-election", "renewable"), audience="core"),
        Column("acting", "yesno", "holds it for the time being", ("interim",), audience="public"),
    ),
    ("person", "office", "organization", "start"),
    ("Terms", "tenures", "office holders", "incumbents"),
)

TIES = Frame(
    "ties",
    "a working relation",
    (
        Column("source", "actor", "who",
            ("from", "from person", "ego", "actor1", "vertex 1", "node1", "a", "from name"),
            refers=ACTORS, required=True),
        Column("target", "actor", "with whom",
            ("to", "to person", "alter", "actor2", "vertex 2", "node2", "b", "to name"),
            refers=ACTORS, required=True),
        Column("relation", "choice", "what they do together: works with, funds, shares data …",
            ("what", "type", "relationship", "kind", "label", "connection type"),
            choices=words.RELATIONS + words.ADVERSE_RELATIONS, open=True),
        _FORM,
        Column("basis", "choice", "personal or institutional, where the form does not say",
            ("rests on",), choices=words.BASES),
        Column("agreement", "text", "name of the agreement; rows of one agreement share it",
            ("agreement name", "agreement title")),
        Column("via", "name", "the office through which a person acts", ("through", "office"),
            refers=("offices",)),
        Column("strength", "number", "1 awareness, 2 cooperation, 3 coordination, 4 integration",
            ("intensity", "level"), choices=words.STRENGTHS, low=1, high=4),
        Column("weight", "number", "a number from another tool; never read as strength"),
        Column("trust", "number", "how much the source trusts the target, 0-4", low=0, high=4,
            audience="core"),
        Column("need", "number", "how much the source needs the target, 0-3", low=0, high=3,
            audience="core"),
        _start(),
        _end(),
        Column("wave", "text", "the survey or year in which it was seen", ("survey", "round")),
        Column("directed", "yesno", "no: the tie has no direction", ("is directed",)),
        Column("reported_by", "actor", "who said so", ("reported by", "source of tie"),
            refers=ACTORS, audience="core"),
        Column("source_note", "text", "where it is known from",
            ("source note", "evidence", "note", "notes", "description"), audience="show"),
    ),
    ("source", "target", "relation"),
    ("Ties", "edges", "connections", "links", "relations", "relationships", "edgelist"),
)

SEATS = Frame(
    "seats",
    "a place at a table",
    (
        Column("table", "actor", "the table",
            ("committee", "board", "council", "company", "group", "club"),
            refers=("organizations",), required=True, audience="public"),
        Column("actor", "actor", "who sits there",
            ("who", "member", "person", "director", "name", "seat holder"), refers=ACTORS,
            required=True),
        Column("role", "choice", "chair, co-chair, member, staff", ("seat",),
            choices=words.SEAT_ROLES, open=True, vocabulary="seat role"),
        Column("on_behalf_of", "actor", "the organization or office whose seat it is",
            ("on behalf of", "representing", "represents"), refers=("organizations", "offices")),
        Column("engagement", "choice", "informed, consulted, advises, decides",
            ("decides", "say", "participation"), choices=words.ENGAGEMENTS,
            vocabulary="engagement"),
        Column("can_commit", "yesno", "may commit the organization", ("can commit",)),
        Column("mandated", "yesno", "told to come; does not make the seat institutional",
            ("mandatory",), audience="core"),
        Column("recruited_by", "actor", "who brought them in", ("recruited by", "invited by"),
            refers=ACTORS),
        _FORM,
        _start(),
        _end(),
        Column("wave", "text", "the survey or year in which it was seen",
            ("year", "survey", "round")),
    ),
    ("table", "actor", "role"),
    ("Seats", "Tables", "memberships", "members", "membership"),
)

ASSETS = Frame(
    "assets",
    "something an actor brings",
    (
        Column("asset", "key", "what it is", ("name", "resource", "what"), audience="public"),
        Column("kind", "choice", "funding, staff, data, space … convening … place, stories",
            ("type",), choices=words.ASSET_KINDS, open=True, warns=True, audience="public"),
        Column("holder", "actor", "who brings it", ("held by", "provider", "who", "brought by"),
            refers=ACTORS, required=True, audience="public"),
        Column("gatekeeper", "actor", "whose yes opens it",
            ("whose yes is needed", "whose yes", "opened by"), refers=ACTORS),
        Column("owner", "actor", "who owns it, where that is somebody else", ("owned by",),
            refers=ACTORS),
        Column("outcome", "list", "the outcomes it serves; blank serves all",
            ("outcomes", "for which outcome", "serves"), audience="public"),
        Column("recipient", "actor", "who receives it", ("grantee", "goes to"), refers=ACTORS,
            audience="public"),
        Column("amount", "number", "how much", ("value", "quantity"), low=0),
        Column("unit", "text", "of what: USD, FTE, rooms …", ("currency", "units"),
            audience="public"),
        Column("per", "choice", "year or once", ("period",), choices=("year", "once"), open=True,
            audience="public"),
        Column("used_share", "share", "share of it in use, 0-1", ("used", "in use")),
        Column("access", "text", "public, student-level …", ("data level",), audience="public"),
        _FORM,
        _PLACE,
        _start(),
        _end(),
        Column("notes", "text", "private notes", ("note", "comment", "comments"), audience="show"),
    ),
    ("asset", "holder"),
    ("Assets", "resources"),
)

NEEDS = Frame(
    "needs",
    "something asked for",
    (
        Column("need", "key", "what is needed", ("name", "what"), audience="public"),
        Column("kind", "choice", "the kind of asset that would meet it", ("type",),
            choices=words.ASSET_KINDS, open=True, warns=True, audience="public"),
        Column("who", "actor", "who needs it; blank: the partnership", ("actor", "needed by"),
            refers=ACTORS, audience="public"),
        Column("outcome", "list", "the outcomes it is for", ("outcomes", "for which outcome"),
            audience="public"),
        _PLACE,
        Column("amount", "number", "how much", low=0),
        Column("unit", "text", "of what", audience="public"),
        _end("when it must be met"),
    ),
    ("need", "who"),
    ("Needs", "gaps", "wishes"),
)

VOICES = Frame(
    "voices",
    "a group whose voice counts",
    (
        Column("voice", "key", "the group", ("name", "group"), audience="public"),
        Column("population_share", "share", "its share of the population, 0-1",
            ("share", "population"), audience="public"),
        Column("expected_at", "list", "tables where it should sit",
            ("expected at", "should sit at"), refers=("organizations",), audience="public"),
        Column("served_by", "list", "who serves it (serving is not speaking)", ("served by",),
            refers=ACTORS, audience="public"),
        Column("spoken_by", "list", "who is this group where no person's row says so",
            ("spoken by", "spoken for by"), refers=ACTORS),
    ),
    ("voice",),
    ("Voices", "groups", "voice groups"),
)

OUTCOMES = Frame(
    "outcomes",
    "a result the partnership wants",
    (
        Column("outcome", "key", "the result", ("name", "result"), audience="public"),
        Column("goal", "text", "the goal it serves", audience="public"),
        Column("indicator", "text", "how it is measured", ("metric", "measure"), audience="public"),
        Column("baseline", "number", "the value at the start", audience="public"),
        Column("target", "number", "the value aimed at", audience="public"),
        _end("when the target should be met"),
        Column("owner", "actor", "who answers for it", ("accountable",), refers=ACTORS,
            audience="public"),
        Column("valid", "yesno", "the indicator measures the outcome", audience="public"),
        Column("consistent", "yesno", "available in the same way over the years",
            audience="public"),
        Column("trusted", "yesno", "comes from a source people trust", audience="public"),
        Column("comparable", "yesno", "alike across the region's places and schools",
            audience="public"),
        Column("affordable", "yesno", "cheap enough to collect and report", audience="public"),
        Column("understandable", "yesno", "local people understand it", audience="public"),
        Column("changeable", "yesno", "the partnership can move it", audience="public"),
    ),
    ("outcome",),
    ("Outcomes", "results", "indicators"),
)

ROLES = Frame(
    "roles",
    "an actor's part in an outcome",
    (
        Column("outcome", "name", "the result", ("result",), refers=("outcomes",), required=True,
            audience="public"),
        Column("actor", "actor", "who", ("who", "organization", "person"), refers=ACTORS,
            required=True),
        Column("role", "choice", "responsible, accountable, consulted, informed", ("raci",),
            choices=words.OUTCOME_ROLES, required=True),
    ),
    ("outcome", "actor", "role"),
    ("Roles", "raci", "responsibilities"),
)

CONTEXT = Frame(
    "context",
    "a fact about the place",
    (
        Column("place", "text", "the city or region", audience="public"),
        Column("key", "key", "what is told: mayoral control, population …", ("fact", "name"),
            audience="public"),
        Column("value", "text", "the fact", audience="public"),
    ),
    ("place", "key"),
    ("Context", "facts"),
)

ALIASES = Frame(
    "aliases",
    "another name of an actor",
    (
        Column("alias", "key", "a name people also write", ("also written", "other name"),
            audience="core"),
        Column("name", "actor", "the actor's name in the data", ("actor", "stands for"),
            refers=ACTORS, required=True),
    ),
    ("alias",),
    ("Aliases", "names", "alternative names"),
)

FRAMES: dict[str, Frame] = {
    frame.name: frame
    for frame in (
        PEOPLE,
        ORGANIZATIONS,
        OFFICES,
        TERMS,
        TIES,
        SEATS,
        ASSETS,
        NEEDS,
        VOICES,
        OUTCOMES,
        ROLES,
        CONTEXT,
        ALIASES,
    )
}

# Actors of unknown kind, as other tools list them (Kumu elements, Gephi nodes, NodeXL vertices, a
# second file beside a list of ties). The kind decides whether a row is a person or a body.
ACTORS_SHEET = Frame(
    "actors",
    "an actor, of whatever kind",
    (
        Column("actor", "key", "name",
            ("label", "name", "node", "vertex", "element", "title", "vertex names"),
            audience="public"),
        _id("the other tool's number for it; wins over the name"),
        Column("kind", "text", "person, organization, table …", ("type", "actor type", "mode"),
            audience="public"),
        _SECTOR,
        Column("organization", "actor", "home organization of a person",
            ("home", "employer", "affiliation", "org"), refers=("organizations",)),
        _VOICES,
        Column("notes", "text", "private notes", ("note", "comment", "comments", "description"),
            audience="show"),
    ),
    ("actor",),
    ("Actors", "nodes", "elements", "vertices", "nodelist"),
)

# The sheet that a person fills in first. Each column feeds the frames named in WHO_FEEDS.
WHO = Frame(
    "who",
    "a person in a post (or a person, or an organization without a known person)",
    (
        Column("person", "key", "who", ("name", "full name"), audience="public"),
        Column("post", "text", "the post held", ("office", "position", "title"), audience="public"),
        Column("organization", "text", "where", ("org", "agency", "organisation"),
            audience="public"),
        _SECTOR,
        Column("kind of post", "choice", "mayor, superintendent, director …",
            ("kind", "post kind"), choices=words.OFFICE_KINDS, open=True, audience="public"),
        Column("elected/appointed/hired", "choice", "how the holder is chosen",
            ("selection", "elected appointed hired", "elected or appointed"),
            choices=words.SELECTIONS, vocabulary="selection", audience="public"),
        _start("in the post since"),
        _end("in the post until"),
        Column("can stay", "chance", "may stay when the term ends: yes, no, or a chance",
            ("can_stay",), audience="core"),
        Column("serves with", "text", "the post whose holder's departure takes this one along",
            ("serves_with",)),
        _VOICES,
    ),
    ("person", "post", "organization"),
    ("Who",),
)
WHO_FEEDS: Mapping[str, tuple[tuple[str, str], ...]] = {
    "person": (("people", "person"), ("terms", "person")),
    "post": (("offices", "office"), ("terms", "office")),
    "organization": (
        ("people", "organization"),
        ("offices", "organization"),
        ("terms", "organization"),
        ("organizations", "organization"),
    ),
    "sector": (("people", "sector"), ("organizations", "sector")),
    "kind of post": (("offices", "kind"),),
    "elected/appointed/hired": (("offices", "selection"),),
    "start": (("terms", "start"), ("people", "start")),
    "end": (("terms", "end"), ("people", "end")),
    "can stay": (("terms", "can_stay"),),
    "serves with": (("offices", "serves_with"),),
    "voices": (("people", "voices"),),
}
# Headers of the short workbook where they differ from the column's name.
SHORT_HEADERS: dict[str, dict[str, str]] = {
    "who": {"start": "since", "end": "until"},
    "ties": {
        "source": "from",
        "target": "to",
        "relation": "what",
        "form": "agreement",
        "start": "since",
        "end": "until",
    },
    "seats": {
        "actor": "who",
        "on_behalf_of": "on behalf of",
        "engagement": "decides",
        "start": "since",
        "end": "until",
    },
    "assets": {
        "gatekeeper": "whose yes is needed",
        "outcome": "for which outcome",
        "form": "agreement",
        "end": "until",
    },
}
# The sheets of the short workbook, in order, with the columns each shows.
SHORT_SHEETS: dict[str, tuple[str, ...]] = {
    "who": WHO.names,
    "ties": ("source", "target", "relation", "form", "strength", "start", "end"),
    "seats": ("table", "actor", "role", "on_behalf_of", "engagement", "start", "end"),
    "assets": ("asset", "kind", "holder", "gatekeeper", "outcome", "amount", "per", "form", "end"),
}
