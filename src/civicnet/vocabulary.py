"""The words a cell may hold: closed lists, open lists, and the synonyms people write for them."""

from __future__ import annotations

FORMS = ("none", "verbal", "mou", "contract", "law")
INSTITUTIONAL_FORMS = ("mou", "contract", "law")
BASES = ("personal", "institutional")
STRENGTHS = ("awareness", "cooperation", "coordination", "integration")  # 1, 2, 3, 4
ENGAGEMENTS = ("informed", "consulted", "advises", "decides")
SEAT_ROLES = ("chair", "co-chair", "member", "staff")
OUTCOME_ROLES = ("responsible", "accountable", "consulted", "informed")
LEVELS = ("elected", "chief of staff", "director", "line", "volunteer", "resident")
SELECTIONS = ("elected", "appointed", "hired", "ex officio")
STAGES = ("prenatal", "early", "k-5", "6-8", "9-12", "postsecondary", "career")

# What is brought, in one vocabulary, so that one piece of code answers for all of it.
ASSET_GROUPS: dict[str, tuple[str, ...]] = {
    "resources": (
        "funding",
        "staff",
        "data",
        "space",
        "expertise",
        "program",
        "equipment",
        "media",
        "volunteers",
    ),
    "mayoral functions": (
        "agenda setting",
        "championing",
        "convening",
        "match-making",
        "resourcing and incubating",
    ),
    "backbone functions": (
        "guide vision",
        "align activities",
        "shared measurement",
        "public will",
        "policy",
        "mobilize funding",
        "facilitate",
        "staff support",
    ),
    "community assets": (
        "individuals",
        "associations",
        "institutions",
        "place",
        "exchange",
        "stories",
    ),
}
ASSET_KINDS = tuple(kind for group in ASSET_GROUPS.values() for kind in group)

OFFICE_KINDS = (
    "mayor",
    "chief of staff",
    "council member",
    "county executive",
    "superintendent",
    "school board",
    "principal",
    "board chair",
    "president",
    "executive director",
    "director",
    "adviser",
    "officer",
    "staff",
)
ORGANIZATION_KINDS = ("organization", "table", "initiative", "backbone", "agency", "association")

RELATIONS = (
    "works with",
    "convenes",
    "funds",
    "shares data",
    "refers",
    "advises",
    "trusts",
    "champions",
    "reports to",
    "contracts",
    "recruits",
    "learns from",
    "exchanges",
)
# Drawn, never counted as contact: to be at odds is not a way to reach somebody.
ADVERSE_RELATIONS = ("adverse", "disputes", "opposes", "conflicts with", "sues", "competes with")

SECTORS = (
    "public",
    "education",
    "nonprofit",
    "philanthropy",
    "business",
    "community",
    "health",
    "faith",
    "media",
)

# What people write for a word of a closed list. Keys and values are folded (see cells.fold).
WORD_SYNONYMS: dict[str, dict[str, str]] = {
    "form": {
        "no": "none",
        "informal": "none",
        "no agreement": "none",
        "oral": "verbal",
        "handshake": "verbal",
        "spoken": "verbal",
        "memorandum": "mou",
        "memorandum of understanding": "mou",
        "moa": "mou",
        "written": "mou",
        "dua": "contract",
        "data use agreement": "contract",
        "grant": "contract",
        "grant agreement": "contract",
        "lease": "contract",
        "statute": "law",
        "ordinance": "law",
        "legal mandate": "law",
    },
    "engagement": {
        "inform": "informed",
        "consult": "consulted",
        "advise": "advises",
        "advisory": "advises",
        "decide": "decides",
        "votes": "decides",
        "voting": "decides",
        "decision": "decides",
    },
    "seat role": {
        "cochair": "co-chair",
        "co chair": "co-chair",
        "chairperson": "chair",
        "chairman": "chair",
        "chairwoman": "chair",
        "chairs": "chair",
    },
    "level": {"chief-of-staff": "chief of staff"},
    "selection": {"election": "elected", "appointment": "appointed", "ex-officio": "ex officio"},
    "stage": {
        "early childhood": "early",
        "elementary": "k-5",
        "middle": "6-8",
        "middle school": "6-8",
        "high school": "9-12",
        "college": "postsecondary",
        "higher education": "postsecondary",
        "workforce": "career",
    },
}

# The kind of an office where the cell is blank, read from the office's name: first match wins.
OFFICE_NAME_KINDS: tuple[tuple[str, str], ...] = (
    ("chief of staff", "chief of staff"),
    ("vice mayor", "council member"),
    ("deputy mayor", "director"),
    ("assistant superintendent", "director"),
    ("deputy superintendent", "director"),
    ("associate superintendent", "director"),
    ("adviser", "adviser"),
    ("advisor", "adviser"),
    ("council member", "council member"),
    ("councilmember", "council member"),
    ("councilor", "council member"),
    ("alderman", "council member"),
    ("superintendent", "superintendent"),
    ("school board", "school board"),
    ("board chair", "board chair"),
    ("chair of the board", "board chair"),
    ("board president", "board chair"),
    ("mayor", "mayor"),
    ("county executive", "county executive"),
    ("principal", "principal"),
    ("executive director", "executive director"),
    ("chief executive", "executive director"),
    ("ceo", "executive director"),
    ("president", "president"),
    ("director", "director"),
    ("officer", "officer"),
)
# Kinds whose holder speaks for the organization, where `heads` is blank.
HEADING_KINDS = ("mayor", "superintendent", "county executive", "president", "executive director")

PERSON_WORDS = ("person", "people", "individual", "human", "resident")
TABLE_WORDS = ("table", "committee", "board", "council", "task force", "working group", "coalition")
