"""Whether two names may be two spellings of one person; nothing is ever merged because of it."""

from __future__ import annotations

from civicnet.cells import bare
from civicnet.names import near_duplicates

_TITLES = {"mr", "mrs", "ms", "miss", "dr", "prof", "rev", "hon", "sir"}
_SUFFIXES = {"jr", "sr", "ii", "iii", "iv", "phd", "edd", "md", "esq"}
# Short forms that begin with another letter than the name; the rest ("Jim", "Dave") begin alike.
_SHORT = {
    "becky": "rebecca", "bert": "robert", "beth": "elizabeth", "betsy": "elizabeth",
    "bill": "william", "billy": "william", "bob": "robert", "bobby": "robert",
    "cathy": "katherine", "dick": "richard", "drew": "andrew", "gina": "regina",
    "hank": "henry", "kate": "catherine", "kathy": "catherine", "katie": "catherine",
    "liz": "elizabeth", "lupe": "guadalupe", "ned": "edward", "paco": "francisco",
    "peggy": "margaret", "pepe": "jose", "rick": "frederick", "ted": "edward",
    "tina": "christina", "tony": "anthony",
}  # fmt: skip


def likeness(one: str, other: str) -> str:
    """
    Say why two names in one office, one after the other, may be of one person; "" if nothing does.

    It is a suspicion, not a finding: a mother and a daughter can be as alike.

    >>> likeness("Tim Garland", "Dr. Timothy Garland")
    'the same family name, given names that begin alike'
    >>> likeness("Kevin Teasley", "Dana Teasley")
    ''
    """
    first, second = _words(one), _words(other)
    if not first or not second:
        return ""
    if first == second:
        return "the same but for a title, an accent or a suffix"
    shorter, longer = sorted((first, second), key=len)
    if len(shorter) > 1 and set(shorter) <= set(longer):
        return "every word of the one name is in the other"
    if len(shorter) > 1 and first[-1] == second[-1]:
        a, b = first[0], second[0]
        if a[0] == b[0]:
            return "the same family name, given names that begin alike"
        if _SHORT.get(a) == b or _SHORT.get(b) == a:
            return "the same family name, a given name and its short form"
        if b in first[1:-1] or a in second[1:-1]:
            return "the same family name and a given name that both have"
    if near_duplicates([one, other]):
        return "spelled nearly alike"
    return ""


def _words(name: str) -> list[str]:
    """Split a name into its words, without titles and suffixes, the family name last."""
    parts = [bare(part).split() for part in name.split(",")]
    parts = [part for part in parts if part and not set(part) <= _SUFFIXES]
    words = [word for part in (parts[1:] + parts[:1]) for word in part]
    while len(words) > 1 and words[0] in _TITLES:
        words = words[1:]
    while len(words) > 1 and words[-1] in _SUFFIXES:
        words = words[:-1]
    return words
