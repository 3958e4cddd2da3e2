"""Take a script of ours apart, and write its functions in fewer tokens."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple


class Token(NamedTuple):
    """A word, number, sign, text, pattern or piece of a template; `line` where it begins one."""

    kind: str
    text: str
    line: bool

    @property
    def opens(self) -> bool:
        """Whether a bracket opens here, or a place in a template."""
        return (self.kind == "sign" and self.text in "([{") or (
            self.kind == "template" and self.text.endswith("${")
        )

    @property
    def closes(self) -> bool:
        """Whether a bracket closes here, or a place in a template."""
        return (self.kind == "sign" and self.text in ")]}") or (
            self.kind == "template" and self.text[0] == "}"
        )


TOKEN = re.compile(
    r"(?P<space>\s+|//[^\n]*|/\*.*?\*/)"
    r"|(?P<text>'(?:\\.|[^'\\\n])*'|\"(?:\\.|[^\"\\\n])*\")"
    r"|(?P<word>[A-Za-z_$][\w$]*)"
    r"|(?P<number>\.?\d[\w.]*)"
    r"|(?P<sign>\.\.\.|=>|[=!]==|\*\*|&&|\|\||\?\.|\+\+|--|[-+*/%<>!=]=|[-+*/%<>!=&|^~?:;,.(){}\[\]])",
    re.DOTALL,
)
PATTERN = re.compile(r"/(?:\\.|\[(?:\\.|[^\]\\\n])*\]|[^/\\\[\n])+/[a-z]*")
PIECE = re.compile(r"(?:\\.|\$(?!\{)|[^\\`$])*(`|\$\{)", re.DOTALL)
# After one of these a stroke begins a pattern; after anything else it divides.
BEFORE_PATTERN = re.compile(r"[-+*/%=<>!&|^~?:;,({\[]|=>|return|typeof|case|of|in")


def tokens(source: str) -> Iterator[Token]:
    """
    Take a script apart, comments and spaces left out.

    Raises
    ------
    ValueError
        Where it holds a sign that our own scripts do not use.
    """
    at, line, before = 0, True, ""
    deep: list[int] = []
    while at < len(source):
        sign = source[at]
        found: re.Match[str] | None
        if sign == "`" or (sign == "}" and deep and deep[-1] == 0):
            kind, found = "template", PIECE.match(source, at + 1)
            if found:
                if sign == "}":
                    deep.pop()
                if found[1] == "${":
                    deep.append(0)
        elif sign == "/" and BEFORE_PATTERN.fullmatch(before) and source[at + 1] not in "/*":
            kind, found = "pattern", PATTERN.match(source, at)
        else:
            found = TOKEN.match(source, at)
            kind = str(found.lastgroup) if found else ""
        if not found:
            raise ValueError(f"our own script has a sign that is not known: {source[at:][:40]!r}")
        text, at = source[at : found.end()], found.end()
        if kind == "space":
            line = line or "\n" in text
            continue
        if deep and kind == "sign":
            deep[-1] += (text == "{") - (text == "}")
        yield Token(kind, text, line)
        line, before = False, text


def _end(script: Sequence[Token], place: int) -> int:
    """Give the place where a bracket closes that opens at a place."""
    depth = 0
    for end in range(place, len(script)):
        depth += script[end].opens - script[end].closes
        if not depth:
            return end
    raise ValueError("our own script has a bracket that does not close")


def _token(text: str) -> Token:
    return Token("word" if text.isalpha() else "sign", text, line=text == "const")


def functions_first(script: Sequence[Token]) -> list[Token]:
    """
    Write the functions of the whole script as arrows, before all else that is done.

    They are known from the start, as before; what they use is looked up when they are called.
    """
    functions: list[Token] = []
    rest: list[Token] = []
    place = depth = 0
    while place < len(script):
        here = script[place]
        if depth or here.text != "function" or script[place + 1].text == "*":
            depth += here.opens - here.closes
            rest.append(here)
            place += 1
            continue
        taken = _end(script, place + 2)
        end = _end(script, taken + 1)
        functions += [
            _token("const"),
            script[place + 1],
            _token("="),
            *script[place + 2 : taken + 1],
        ]
        functions += [_token("=>"), *script[taken + 1 : end + 1], _token(";")]
        place = end + 1
    return functions + rest


def answers_only(script: Sequence[Token]) -> list[Token]:
    """Write an arrow function that does nothing but return something as that."""
    left_out = set()
    for place in range(len(script) - 3):
        if [each.text for each in script[place : place + 3]] != ["=>", "{", "return"]:
            continue
        end, at, depth = _end(script, place + 1), place + 3, 0
        while at < end and (depth or script[at].text not in (";", ",")):
            depth += script[at].opens - script[at].closes
            at += 1
        if script[at].text == ";" and at + 1 == end and script[place + 3].text not in ("{", ";"):
            left_out |= {place + 1, place + 2, at, end}
    return [token for place, token in enumerate(script) if place not in left_out]
