"""When two names are suspected to be of one person, and when not."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from civicnet.spellings import likeness


@pytest.mark.parametrize(
    ("one", "other", "why"),
    [
        ("Tim Garland", "Timothy Garland", "given names that begin alike"),
        ("Greg Hinshaw", "gregory hinshaw", "given names that begin alike"),
        ("E Barker", "Ernest Barker", "given names that begin alike"),
        ("Garland, Tim", "Dr. Timothy Garland", "given names that begin alike"),
        ("Bob Hacker", "Robert Hacker", "its short form"),
        ("William Reichhart", "Bill Reichhart", "its short form"),
        ("Robert Lee Smith", "Lee A. Smith", "that both have"),
        ("Jarrod Burns", "S. Jarrod Burns", "every word"),
        ("Nikki Woodson", "Nikki Woodson Bass", "every word"),
        ("Ronald Ross", "Ronald Ross, Jr.", "suffix"),
        ("Bruce Hibbard", "Dr Bruce Hibbard PhD", "suffix"),
        ("Lucía Velásquez", "Lucia Velasquez", "suffix"),
        ("Arveneda McDonad", "Arveneda McDonald", "spelled nearly alike"),
    ],
)
def test_names_that_are_alike_are_suspected(one, other, why):
    assert likeness(one, other).endswith(why) or likeness(one, other).startswith(why)
    assert likeness(other, one) == likeness(one, other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Kevin Teasley", "Dana Teasley"),
        ("Nicole Johnson", "Helen Johnson"),
        ("Jeremy Williams", "Sherri Miller Williams"),
        ("Robert Boyd", "Robert Evans"),
        ("Melissa Ross", "Melissa Morris"),
        ("Ann Lee", "Tim Garland"),
        ("in_9545", "in_9546"),
        ("Smith", "Jones"),
        ("Smith", "Ann Smith"),
        ("...", "?"),
        ("", "Ann Lee"),
    ],
)
def test_other_names_are_not(one, other):
    assert likeness(one, other) == ""
    assert likeness(other, one) == ""


@given(st.text(max_size=30), st.text(max_size=30))
def test_any_two_texts_can_be_compared_in_either_order(one, other):
    assert likeness(one, other) == likeness(other, one)
