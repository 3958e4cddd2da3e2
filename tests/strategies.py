"""One Hypothesis strategy for valid partnerships, as rich and odd as what people type."""

import datetime as dt

import pandas as pd
from hypothesis import strategies as st

from civicnet import Partnership
from civicnet import vocabulary as words
from civicnet.cells import clean, fold
from civicnet.readers.text import CONTROL

# Texts that spreadsheets, CSV files and programs are known to change or to run.
ODD = (
    "NA",
    "null",
    "None",
    "nan",
    "007",
    "1e5",
    "02139",
    "1/2",
    "3-4",
    "2024-05-01",
    "TRUE",
    "yes",
    "=1+1",
    '=HYPERLINK("http://example.org")',
    "+1 555 0100",
    "-",
    "-5",
    "@home",
    "'quoted'",
    "'=still text",
    "''+x",
    "O'Neil",
    'Ana "Nena" Ruiz',
    "López, María",
    "Łódź Żółć",
    "مجلس المدينة",
    "בית ספר",
    "市立図書館",
    "👩‍👧 Parents",
    "a\u200eb",
    "<script>alert(1)</script>",
    "</json>",
    "{{ x }}",
    "_x000D_",
    "&amp; <b>",
    "%s %d",
    "\\N",
    "\\",
    "#1 Fan Club",
    "http://example.org/a?b=c&d",
    "Smith, Jones & Partners, LLP",
    "x" * 300,
    "long " * 1_000,
)
_IDS = ("007", "7", "1e3", "NA", "a-1", "=2", "00", "ｉｄ")

_letters = st.characters(exclude_categories=("Cc", "Cs", "Cn", "Zl", "Zp"))


def _kept(text):
    """Give the text as a partnership holds it; "" where nothing of it can be held."""
    text = clean(CONTROL.sub("", text))
    errors = ("#REF!", "#N/A", "#VALUE!", "#NAME?", "#DIV/0!", "#NULL!", "#NUM!", "#SPILL!")
    totals = ("total", "totals", "sum", "subtotal", "count", "average")
    return "" if not fold(text) or text in errors or fold(text) in totals else text


texts = st.one_of(st.sampled_from(ODD), st.text(_letters, max_size=12)).map(_kept)
names = texts.filter(lambda t: t and t not in _IDS)
# What a column civicnet does not know may hold: line ends and tabs as well.
free_texts = st.one_of(st.sampled_from(ODD), st.text(max_size=12)).map(
    lambda t: CONTROL.sub("", t).strip()
)
items = names.map(lambda t: _kept(t.replace(";", "").replace("|", ""))).filter(bool)
numbers = st.floats(-1e12, 1e12, allow_nan=False).map(lambda x: float(f"{x:.15g}"))
amounts = st.one_of(st.integers(0, 10**9).map(float), numbers.map(abs))
shares = st.floats(0, 1).map(lambda x: round(x, 6))
days = st.one_of(
    st.dates(dt.date(1700, 1, 1), dt.date(2150, 12, 31)), st.just(dt.date(1900, 2, 28))
)
chances = st.one_of(st.sampled_from(["yes", "no"]), shares.map(str))
yesno = st.sampled_from(["yes", "no"])
own_columns = st.sampled_from(
    ["parking", "=own", "Ünïcode", "NA", "how we met", "007", "-x", "a,b"]
)


def _maybe(strategy):
    return st.one_of(st.just(""), strategy)


def _spell(draw):
    """Draw a start and an end that do not contradict each other; either may be blank."""
    one, two = sorted([draw(days), draw(days)])
    return draw(_maybe(st.just(one.isoformat()))), draw(_maybe(st.just(two.isoformat())))


def _lists(among, most=3):
    if not among:
        return st.just("")
    return st.lists(st.sampled_from(among), max_size=most).map("; ".join)


@st.composite
def partnerships(draw):
    """Build a valid partnership: most frames filled, every kind of column, odd names."""
    distinct = draw(st.lists(names, min_size=4, max_size=14, unique_by=fold))
    cut, other = sorted([draw(st.integers(1, len(distinct))) for _ in range(2)])
    bodies, people, posts = distinct[:cut], distinct[cut:other], distinct[other:]
    offices = sorted(
        draw(st.sets(st.tuples(st.sampled_from(posts), st.sampled_from(bodies)), max_size=4))
        if posts
        else []
    )
    labels = [f"{post}, {body}" for post, body in offices]
    actors = [*bodies, *people, *labels]
    listed = [name for name in actors if not set(name) & set(";|")]
    voices = draw(st.lists(items, max_size=3, unique_by=fold))
    outcomes = draw(st.lists(items, max_size=3, unique_by=fold))
    actor, some_actor = st.sampled_from(actors), _maybe(st.sampled_from(actors))
    body, some_body = st.sampled_from(bodies), _maybe(st.sampled_from(bodies))
    some_office = _maybe(st.sampled_from(labels)) if labels else st.just("")
    some_outcomes = _lists(outcomes)
    ids = iter(draw(st.permutations(_IDS)))

    def number():
        return next(ids, "") if draw(st.integers(0, 3)) == 0 else ""

    frames = {}
    frames["people"] = [
        {
            "person": name,
            "id": number(),
            "organization": draw(some_body),
            "sector": draw(_maybe(texts)),
            "voices": draw(_lists(voices)),
            "level": draw(_maybe(st.sampled_from([*words.LEVELS, "odd job"]))),
            "start": (spell := _spell(draw))[0],
            "end": spell[1],
            "unnamed": draw(_maybe(yesno)),
            "email": draw(_maybe(texts)),
            "notes": draw(_maybe(texts)),
        }
        for name in people
    ]
    frames["organizations"] = [
        {
            "organization": name,
            "id": number(),
            "kind": draw(_maybe(st.sampled_from([*words.ORGANIZATION_KINDS, "guild"]))),
            "sector": draw(_maybe(st.one_of(st.sampled_from(words.SECTORS), texts))),
            "part_of": draw(some_body),
            "hosted_by": draw(some_body),
            "host_form": draw(_maybe(st.sampled_from(words.FORMS))),
            "place": draw(_maybe(texts)),
            "stage": draw(_maybe(st.sampled_from(words.STAGES))),
            "purpose": draw(_maybe(texts)),
            "voices": draw(_lists(voices)),
            "power": draw(_maybe(st.sampled_from([0, 1.5, 3]))),
        }
        for name in bodies
    ]
    frames["offices"] = [
        {
            "office": post,
            "organization": home,
            "kind": draw(_maybe(st.sampled_from([*words.OFFICE_KINDS, "beadle"]))),
            "heads": draw(_maybe(yesno)),
            "holders": draw(_maybe(st.integers(1, 9))),
            "selection": draw(_maybe(st.sampled_from(words.SELECTIONS))),
            "term_years": draw(_maybe(st.integers(1, 6))),
            "next_election": draw(_maybe(days.map(str))),
            "serves_with": draw(_maybe(st.sampled_from(labels[:place]))) if place else "",
            "annual_departure": draw(_maybe(shares)),
            "can_stay": draw(_maybe(chances)),
        }
        for place, (post, home) in enumerate(offices)
    ]
    frames["terms"] = (
        [
            {
                "person": draw(st.sampled_from(people)),
                "office": (office := draw(st.sampled_from(offices)))[0],
                "organization": office[1],
                "start": (spell := _spell(draw))[0],
                "end": spell[1],
                "can_stay": draw(_maybe(chances)),
                "acting": draw(_maybe(yesno)),
            }
            for _ in range(draw(st.integers(0, 4)))
        ]
        if offices and people
        else []
    )
    pairs = st.lists(actor, min_size=2, max_size=2, unique=True)
    frames["ties"] = [
        {
            "source": (pair := draw(pairs))[0],
            "target": pair[1],
            "relation": draw(
                _maybe(st.sampled_from([*words.RELATIONS, *words.ADVERSE_RELATIONS, "bakes with"]))
            ),
            "form": (form := draw(_maybe(st.sampled_from(words.FORMS)))),
            "agreement": (agreement := draw(_maybe(texts))),
            "basis": "" if form or agreement else draw(_maybe(st.sampled_from(words.BASES))),
            "via": draw(some_office),
            "strength": draw(_maybe(st.integers(1, 4))),
            "weight": draw(_maybe(numbers)),
            "trust": draw(_maybe(st.integers(0, 4))),
            "need": draw(_maybe(st.integers(0, 3))),
            "start": (spell := _spell(draw))[0],
            "end": spell[1],
            "wave": draw(_maybe(st.sampled_from(["1", "02", "2024", "spring"]))),
            "directed": draw(_maybe(yesno)),
            "reported_by": draw(some_actor),
            "source_note": draw(_maybe(texts)),
        }
        for _ in range(draw(st.integers(0, 5)) if len(actors) > 1 else 0)
    ]
    frames["seats"] = [
        {
            "table": draw(body),
            "actor": draw(actor),
            "role": draw(_maybe(st.sampled_from(words.SEAT_ROLES))),
            "on_behalf_of": draw(_maybe(st.sampled_from([*bodies, *labels]))),
            "engagement": draw(_maybe(st.sampled_from(words.ENGAGEMENTS))),
            "can_commit": draw(_maybe(yesno)),
            "form": draw(_maybe(st.sampled_from(words.FORMS))),
            "start": (spell := _spell(draw))[0],
            "end": spell[1],
        }
        for _ in range(draw(st.integers(0, 4)))
    ]
    brought = draw(st.lists(st.tuples(names.map(fold), actor), max_size=3, unique=True))
    frames["assets"] = [
        {
            "asset": asset,
            "kind": draw(_maybe(st.sampled_from([*words.ASSET_KINDS, "good will"]))),
            "holder": holder,
            "gatekeeper": draw(some_actor),
            "owner": draw(some_actor),
            "outcome": draw(some_outcomes),
            "recipient": draw(some_actor),
            "amount": draw(_maybe(amounts)),
            "unit": draw(_maybe(st.sampled_from(["USD", "rooms", "=2"]))),
            "per": draw(_maybe(st.sampled_from(["year", "once", "month"]))),
            "used_share": draw(_maybe(shares)),
            "form": draw(_maybe(st.sampled_from(words.FORMS))),
            "start": (spell := _spell(draw))[0],
            "end": spell[1],
        }
        for asset, holder in brought
    ]
    frames["needs"] = [
        {
            "need": need,
            "kind": draw(_maybe(st.sampled_from(words.ASSET_KINDS))),
            "who": draw(some_actor),
            "outcome": draw(some_outcomes),
            "amount": draw(_maybe(amounts)),
            "end": draw(_maybe(days.map(str))),
        }
        for need in draw(st.lists(names, max_size=2, unique_by=fold))
    ]
    frames["voices"] = [
        {
            "voice": voice,
            "population_share": draw(_maybe(shares)),
            "expected_at": draw(_lists([b for b in bodies if b in listed])),
            "served_by": draw(_lists(listed)),
            "spoken_by": draw(_lists(listed)),
        }
        for voice in voices
    ]
    frames["outcomes"] = [
        {
            "outcome": outcome,
            "goal": draw(_maybe(texts)),
            "baseline": draw(_maybe(numbers)),
            "target": draw(_maybe(numbers)),
            "end": draw(_maybe(days.map(str))),
            "owner": draw(some_actor),
            "valid": draw(_maybe(yesno)),
        }
        for outcome in outcomes
    ]
    parts = st.tuples(st.sampled_from(outcomes), actor, st.sampled_from(words.OUTCOME_ROLES))
    chosen = draw(st.lists(parts, max_size=3)) if outcomes else []
    frames["roles"] = [{"outcome": o, "actor": a, "role": r} for o, a, r in chosen]
    frames["context"] = [
        {"place": draw(_maybe(texts)), "key": key, "value": draw(_maybe(texts))}
        for key in draw(st.lists(names, max_size=2, unique_by=fold))
    ]
    known = {fold(name) for name in (*distinct, *labels, *_IDS)}
    frames["aliases"] = [
        {"alias": alias, "name": draw(actor)}
        for alias in draw(st.lists(names, max_size=2, unique_by=fold))
        if fold(alias) not in known
    ]
    for rows in frames.values():
        if rows and draw(st.integers(0, 3)) == 0:
            own = draw(own_columns)
            for row in rows:
                row[own] = draw(_maybe(free_texts))
    return Partnership.from_frames(
        **{name: pd.DataFrame(rows) for name, rows in frames.items() if rows}
    )
