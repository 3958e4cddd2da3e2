from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from civicnet import headers
from civicnet.columns import SHORT_HEADERS

NAMES = st.lists(
    st.sampled_from([*sorted(headers.known_words()), "colour", "", "X 1"]), min_size=1, max_size=12
)


@pytest.mark.parametrize("frame", headers.TABLES)
def test_every_declared_name_and_synonym_is_matched(frame):
    declared = headers.TABLES[frame]
    names = {headers.fold(name) for name in declared.names}

    for column in declared.columns:
        assert headers.match(declared, [column.name]) == {0: column.name}
        for synonym in column.synonyms:
            # A word that is also another column's own name means that other column.
            if headers.fold(synonym) not in names - {headers.fold(column.name)}:
                assert 0 in headers.match(declared, [synonym.upper()])


@pytest.mark.parametrize("frame", SHORT_HEADERS)
def test_the_short_workbooks_headers_are_matched(frame):
    for column, header in SHORT_HEADERS[frame].items():
        found = headers.match(headers.TABLES[frame], [header])
        # In Ties, "agreement" may be a form or a name, and is declared as the name.
        assert found == {0: "agreement" if (frame, column) == ("ties", "form") else column}


def test_an_exact_name_wins_over_a_synonym_before_it():
    ties = headers.TABLES["ties"]

    assert headers.match(ties, ["from", "to", "source"]) == {1: "target", 2: "source"}
    assert headers.rivals(ties, ["from", "to", "source"]) == {0: "source"}


def test_ids_beside_names_are_known_by_the_name():
    seats, terms = headers.TABLES["seats"], headers.TABLES["terms"]

    assert headers.match(seats, ["committee_id", "person id"]) == {0: "table_id", 1: "actor_id"}
    assert headers.match(terms, ["name", "person_id"]) == {0: "person", 1: "person_id"}


def test_the_id_of_the_rows_own_thing_is_its_id():
    people = headers.TABLES["people"]

    assert headers.match(people, ["name", "person_id"]) == {0: "person", 1: "id"}
    assert headers.match(people, ["id", "person_id"]) == {0: "id"}
    assert headers.rivals(people, ["id", "person_id"]) == {1: "id"}


@pytest.mark.parametrize(
    ("header", "frame"),
    [
        ("Source,Target,Weight", "ties"),
        ("Vertex 1,Vertex 2", "ties"),
        ("Id,Label,Degree", "actors"),
        ("name,year", "actors"),
        ("person,post,organization,since,until", "who"),
        ("person_id,name,office,jurisdiction,start_date,end_date", "terms"),
        ("year,director,company", "seats"),
        ("person,person_id,role,committee,chamber,committee_id", "seats"),
        ("name,organization,email,phone", "people"),
        ("asset,kind,holder,whose yes is needed", "assets"),
        ("alias,name", "aliases"),
        ("Classement,Quartier,RevPAR", ""),
        ("", ""),
    ],
)
def test_a_header_tells_what_a_table_holds(header, frame):
    assert headers.best_frame(header.split(",")) == frame


def test_a_frame_without_its_required_columns_scores_nothing():
    assert headers.score(headers.TABLES["ties"], ["source", "relation", "strength"]) == 0
    assert headers.score(headers.TABLES["terms"], ["person_id", "office"]) > 0


def test_a_telling_word_in_a_name_decides_between_equals_only():
    assert headers.frame_told("river_organizations", ["name", "type"]) == "organizations"
    assert headers.frame_told("state_offices", ["name", "office", "start", "end"]) == "terms"


@given(NAMES)
def test_each_column_is_matched_once_and_nothing_is_both(header):
    for declared in headers.TABLES.values():
        matched = headers.match(declared, header)
        rivals = headers.rivals(declared, header)

        assert len(set(matched.values())) == len(matched)
        assert not matched.keys() & rivals.keys()
        assert set(rivals.values()) <= set(matched.values())
