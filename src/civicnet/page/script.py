"""Ship our own script: what only its readers need stays here, names of our own become short."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence, Set
from functools import cache
from importlib.resources import files
from itertools import product
from string import ascii_letters, digits
from typing import Any

from civicnet.page.tokens import Token, answers_only, functions_first, tokens

# After one of these a brace opens a block; after anything else an object or a pattern of one.
BEFORE_BLOCK = re.compile(r"[){};]|=>|else|try|finally|do")
# Words of the language: they stay as they are, and no short name may be one of them.
RESERVED = frozenset(
    re.findall(
        r"\w+",
        """
        as async await break case catch class const continue default delete do else extends false
        finally for function get if in instanceof let new null of return set static super switch
        this throw true try typeof var void while yield
        """,
    )
)
# Before one of these the body of an arrow function is over.
AFTER_BODY = (";", ",", ")", "]", "}")
DECLARES = ("const", "let")
# In the place of the number of a statement: everywhere.
WHOLE = -1
SHORTER = {"const": "let", "true": "!0", "false": "!1"}
# A line may end after these, or before those, without a statement ending there.
GOES_ON = re.compile(r"\.\.\.|[;{(\[,.?:+\-*/%<>!=]|=>|[-+*/%<>!=]=|[=!]==|&&|\|\|")
CONTINUES = re.compile(r"[)\]}.,;?:+\-*/%<>=]|\?\.|=>|[-+*/%<>!=]=|[=!]==|&&|\|\|")


class Script:
    """
    A script taken apart.

    Attributes
    ----------
    tokens : its tokens.
    text : the text of each; nothing a few places before the first and after the last.
    other : for each place where a bracket opens, the place where it closes.
    depth : how many brackets are open at each token.
    roles : for each token "name", "key", "both", "property", "value" or nothing; a key without a
        value beside it, `{ node }`, is both, a key after a dot is a property, a text a value.
    units : the number of the outermost statement in which each token stands.
    """

    def __init__(self, taken: Sequence[Token]) -> None:
        self.tokens = taken
        self.text = [*(token.text for token in self.tokens), *[""] * 4]
        self.other: dict[int, int] = {}
        self.depth: list[int] = []
        self.roles: list[str] = []
        self.units: list[int] = []
        opened: list[int] = []
        for place, token in enumerate(self.tokens):
            if token.closes:
                self.other[opened.pop()] = place
            self.depth.append(len(opened))
            before = self.text[place - 1]
            begins = token.line and not opened and before in (";", "}")
            self.units.append((self.units[-1] if self.units else 0) + begins)
            self.roles.append(self._role(place, opened))
            if token.opens:
                opened.append(place)
        for place in self.other:
            if self._takes(place) and not self._is_function(place - 2):
                self.roles[place - 1] = "key" if self.roles[place - 1] == "name" else ""
        self.bound = dict(self._bindings())

    def _role(self, place: int, opened: Sequence[int]) -> str:
        before, after = self.text[place - 1], self.text[place + 1]
        inside = opened[-1] if opened else -1
        keys = self.text[inside] == "{" and not BEFORE_BLOCK.fullmatch(self.text[inside - 1])
        first = keys and before in ("{", ",")
        kind = self.tokens[place].kind
        if kind not in ("word", "text"):
            return ""
        if kind == "word" and before == ".":
            return "property"
        if before == "?." or (first and after == ":"):
            return "key" if kind == "word" else ""
        if kind == "text" or self.text[place] in RESERVED:
            return "value" if kind == "text" else ""
        return "both" if first and after in (",", "}", "=") else "name"

    def _takes(self, place: int) -> bool:
        """Tell whether a bracket holds what a function of some name takes, before its block."""
        return (
            self.text[place] == "("
            and self.text[self.other[place] + 1] == "{"
            and self.roles[place - 1] in ("name", "key", "property")
        )

    def _is_function(self, place: int) -> bool:
        """Tell whether a function is declared here, not a method."""
        return self.text[place - (self.text[place] == "*")] == "function"

    def _bindings(self) -> Iterator[tuple[int, bool]]:
        """Give the places where a name is declared, and whether for the whole script."""
        for place, token in enumerate(self.tokens):
            whole = self.depth[place] == 0
            if self.roles[place] == "name" and self.text[place + 1] == "=>":
                yield place, False
            elif token.text == "(" and token.kind == "sign":
                end = self.other[place]
                arrow = self.text[end + 1] == "=>"
                if arrow or self._takes(place) or self.text[place - 1] in ("function", "catch"):
                    yield from ((each, False) for each in self._pattern(place + 1, end))
            elif self.roles[place] in ("key", "property"):
                continue
            elif token.text in ("function", "class"):
                named = place + 1 + (self.text[place + 1] == "*")
                if self.roles[named]:
                    yield named, whole
            elif token.text in DECLARES:
                end = place
                while self.text[end] not in (";", "of", "") or self.depth[end] > self.depth[place]:
                    end += 1
                yield from ((each, whole) for each in self._pattern(place + 1, end))

    def _pattern(self, place: int, end: int) -> Iterator[int]:
        """Give the places of the names in a list of patterns, but for what they are set to."""
        while place < end:
            if self.text[place] == "=":
                while place < end and self.text[place] != ",":
                    place = self.other.get(place, place) + 1
            elif self.text[place] in ("{", "["):
                yield from self._pattern(place + 1, self.other[place])
                place = self.other[place]
            elif self.roles[place] in ("name", "both"):
                yield place
            place += 1


def short_names(script: Script) -> dict[int, str]:
    """
    Give a short name, by place, to words and texts, where that saves something.

    A word declared for the whole script has one short name everywhere, and so has a text, or a name
    of the browser's own, that stands in many places. Any other word is known in its outermost
    statement only, so it may share its short name with one of another statement. In no statement
    two words get the same name, and none gets that of a word which stays as it is.
    """
    taken: dict[int, set[str]] = defaultdict(set)
    whole = {script.text[place] for place, everywhere in script.bound.items() if everywhere}
    own = {(script.units[place], script.text[place]) for place in script.bound}
    wanted: dict[tuple[int, str], list[int]] = defaultdict(list)
    for place, role in enumerate(script.roles):
        unit, word = script.units[place], script.text[place]
        if role in ("name", "both"):
            taken[unit].add(word)
            unit = unit if (unit, word) in own and word not in whole else WHOLE
            wanted[unit, word].append(place)
        elif role in ("value", "property"):
            wanted[WHOLE, _text(script, place)].append(place)

    def saved(each: tuple[int, str], length: int = 1) -> int:
        many = Counter(script.roles[place] for place in wanted[each])
        once = len(each[1]) + length + 2 if each[0] == WHOLE and each[1] not in whole else 0
        more = {"both": len(each[1]) + 1, "property": 3}
        return (
            sum(n * (len(each[1]) - length - more.get(role, 0)) for role, n in many.items()) - once
        )

    # What is everywhere first: the others find a letter that is free where they are.
    given: dict[int, str] = {}
    in_whole = set(whole)
    for each in sorted(wanted, key=lambda each: (each[0] != WHOLE, -saved(each), each)):
        if saved(each) <= 0:
            continue
        near = [taken[unit] for unit in {script.units[place] for place in wanted[each]}]
        if each[0] == WHOLE:
            near.append(in_whole)
        blocked = RESERVED.union(*near)
        name = next(name for name in _names() if name not in blocked)
        if saved(each, len(name)) > 0:
            given |= dict.fromkeys(wanted[each], name)
            for names in near:
                names.add(name)
    return given


def _text(script: Script, place: int) -> str:
    """Give what stands at a place; a property as the text that it is in brackets."""
    return f"'{script.text[place]}'" if script.roles[place] == "property" else script.text[place]


def _names() -> Iterator[str]:
    first, later = ascii_letters + "$_", ascii_letters + "$_" + digits
    yield from first
    yield from ("".join(letters) for letters in product(first, later))
    yield from ("".join(letters) for letters in product(first, later, later))


def _head(script: Script, names: Mapping[int, str]) -> str:
    """Declare the short names of texts and of names of the browser's own."""
    own = {(script.units[place], script.text[place]) for place in script.bound}
    own |= {(WHOLE, script.text[place]) for place, whole in script.bound.items() if whole}
    told = {
        name: _text(script, place)
        for place, name in names.items()
        if script.roles[place] == "property"
        or not own & {(WHOLE, script.text[place]), (script.units[place], script.text[place])}
    }
    return f"let {','.join(f'{name}={text}' for name, text in told.items())};" if told else ""


def _joined(script: Script) -> set[int]:
    """Give the places where a declaration ends and the next begins: they can be one."""
    found = set()
    going: set[int] = set()
    for place, token in enumerate(script.tokens):
        depth = script.depth[place]
        if token.text in DECLARES and not script.roles[place]:
            going.add(depth)
        elif token.opens:
            going.discard(depth + 1)
        elif token.text == ";" and depth in going:
            if script.text[place + 1] in DECLARES:
                found.add(place)
            else:
                going.remove(depth)
    return found


def _left_out(script: Script, joined: Set[int]) -> set[int]:
    """Give the places of signs that only a reader needs, and of words that follow from others."""
    found = set()
    closed = {end: start for start, end in script.other.items()}
    for place, token in enumerate(script.tokens):
        after = script.text[place + 1]
        if token.text == "," and after in (")", "}"):
            found.add(place)
        elif token.text == ";" and after == "}":
            # Where nothing is done in a loop the sign is what is done.
            head = script.text[closed.get(place - 1, 0) - 1]
            if head not in ("if", "for", "while"):
                found.add(place)
        elif (
            token.text == "("
            and [script.text[place + 2], script.text[place + 3]] == [")", "=>"]
            and script.tokens[place + 1].kind == "word"
        ):
            found |= {place, place + 2}
        elif token.text == "(" and script.text[place - 1] == "=>" and after != "{":
            end = script.other[place]
            inside = zip(script.text[place:end], script.depth[place:end], strict=True)
            if (",", script.depth[place] + 1) not in inside and script.text[end + 1] in AFTER_BODY:
                found |= {place, end}
    return found | {place + 1 for place in joined}


def shipped(source: str) -> str:
    """Write a script in fewer bytes; it does the same, and a line that ends a block still ends."""
    script = Script(answers_only(functions_first(list(tokens(source)))))
    names, joined = short_names(script), _joined(script)
    left_out = _left_out(script, joined)
    parts = [head] if (head := _head(script, names)) else []
    last, line = "", False
    for place, token in enumerate(script.tokens):
        line = line or token.line
        if place in left_out:
            continue
        text = "," if place in joined else token.text
        written = names.get(place, text)
        if script.roles[place + 1 : place + 2] == ["property"] and place + 1 in names:
            written = "["
        elif script.roles[place] == "property" and place in names:
            written += "]"
        elif script.roles[place] == "both" and place in names:
            written = f"{text}:{written}"
        elif not script.roles[place]:
            written = SHORTER.get(text, text)
        if line and last and not GOES_ON.fullmatch(last) and not CONTINUES.fullmatch(text):
            parts.append("\n")
        elif parts and (
            (re.match(r"[\w$]", written) and re.search(r"[\w$]$", parts[-1]))
            or (written[0] in "+-" and parts[-1][-1] == written[0])
        ):
            parts.append(" ")
        parts.append(written)
        last, line = text, False
    return "".join(parts)


@cache
def own_script() -> str:
    """Join the files of assets/js in the order of their names into one strict function."""
    return f"(function () {{\n'use strict';\n{shipped(source())}\n}})();\n"


def source() -> str:
    """Read the files of assets/js in the order of their names."""
    folder = files(__package__) / "assets" / "js"
    parts = sorted((each for each in folder.iterdir() if each.name.endswith(".js")), key=_name)
    return "\n".join(part.read_text("utf-8") for part in parts)


def _name(file: Any) -> str:
    return str(file.name)
