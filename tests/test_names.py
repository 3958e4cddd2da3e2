"""Who is meant by a name."""

import pytest

from civicnet.cells import Fault
from civicnet.names import Register, near_duplicates


def test_two_spellings_of_one_name_are_one_actor():
    register = Register()
    register.add("people", [("Maria Lopez", ""), ("maria  LOPEZ", ""), ("Maria Lopez", "")])
    assert list(register.kinds) == ["Maria Lopez"]
    assert register.resolve("MARIA LOPEZ", ("people",)) == "Maria Lopez"


def test_two_ids_of_one_name_are_two_actors_shown_with_their_ids():
    register = Register()
    register.add("organizations", [("Education", "a1"), ("Education", "b2"), ("Health", "c3")])
    assert sorted(register.kinds) == ["Education (a1)", "Education (b2)", "Health"]
    assert register.resolve("b2", ("organizations",)) == "Education (b2)"
    fault = register.resolve("Education", ("organizations",))
    assert isinstance(fault, Fault)
    assert fault.code == "ambiguous-name"


def test_one_id_with_two_spellings_is_one_actor():
    register = Register()
    register.add("people", [("Tim Garland", "7"), ("Timothy Garland", "7"), ("Tim Garland", "7")])
    assert list(register.kinds) == ["Tim Garland"]
    assert register.resolve("Timothy Garland", ("people",)) == "Tim Garland"


def test_an_office_is_found_by_its_post_where_that_is_enough():
    register = Register()
    register.add_office("Mayor", "City")
    register.add_office("Director", "YMCA")
    register.add_office("Director", "Library")
    assert register.resolve("mayor", ("offices",)) == "Mayor, City"
    assert register.resolve("director, ymca", ("offices",)) == "Director, YMCA"
    assert register.resolve("Director", ("offices",)).code == "ambiguous-name"


def test_an_unknown_name_is_answered_with_the_nearest():
    register = Register()
    register.add("organizations", [("Jefferson Elementary", "")])
    fault = register.resolve("Jefferson Elementry", ("organizations",))
    assert fault.code == "unknown-actor"
    assert 'Did you mean "Jefferson Elementary"?' in fault.hint


def test_a_person_where_an_organization_is_needed_is_told_apart_from_an_unknown_name():
    register = Register()
    register.add("people", [("Ann", "")])
    fault = register.resolve("Ann", ("organizations",))
    assert "is a person" in fault.message


@pytest.mark.parametrize(
    ("one", "two"),
    [
        ("Maria Lopez", "María López"),
        ("Jefferson Elementary", "Jefferson Elementry"),
        ("Smith, Ann", "Ann Smith"),
        ("Y.M.C.A. of Riverbend", "YMCA of Riverbend"),
        ("Community Foundation", "Comunity Foundation"),
    ],
)
def test_names_that_may_be_one_actor_are_suggested(one, two):
    assert near_duplicates([one, two, "City Hall"]) == [tuple(sorted((one, two)))]


@pytest.mark.parametrize(
    ("one", "two"),
    [
        ("District 5 Council", "District 6 Council"),
        ("Maria Lopez", "Mario Lopez"),
        ("Lincoln Elementary School", "Lincoln Elementary PTA"),
        ("North High School", "South High School"),
        ("Ann Lee", "Ann Li"),
    ],
)
def test_names_that_only_look_alike_are_left_alone(one, two):
    assert near_duplicates([one, two]) == []


def test_a_person_and_an_organization_of_one_name_are_told_apart_by_their_ids():
    register = Register()
    for kind, number in (("people", "1"), ("organizations", "2")):
        register.add(kind, [("Homeland Security", number)], apart={"homeland security"})
    assert register.resolve("1", ("people", "organizations")) == "Homeland Security (1)"
    assert register.resolve("2", ("people", "organizations")) == "Homeland Security (2)"
