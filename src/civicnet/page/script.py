"""Ship our own script: what only its readers need stays here, names of our own become short."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from functools import cache
from importlib.resources import files
from itertools import product
from string import ascii_letters
from typing import Any, NamedTuple


class Token(NamedTuple):
    """A word, number, sign, text, pattern or piece of a template; `line` where it begins one."""

    kind: str
    text: str
    line: bool


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
# After one of these a brace opens a block; after anything else an object or a pattern of one.
BEFORE_BLOCK = re.compile(r"[){};]|=>|else|try|finally|do")
# Words of the language that are as short as a short name.
RESERVED = frozenset(
    ("do", "if", "in", "of", "as", "for", "let", "new", "try", "var", "get", "set", "async")
)
# Names of the browser's own that a function of ours may use for something else: left as they are.
BROWSERS = frozenset(
    ("close", "event", "history", "length", "location", "name", "open", "parent", "status", "top")
)
# A line may end after these, or before those, without a statement ending there.
GOES_ON = re.compile(r"\.\.\.|[;{(\[,.?:+\-*/%<>!=]|=>|[-+*/%<>!=]=|[=!]==|&&|\|\|")
CONTINUES = re.compile(r"[)\]}.,;?:+\-*/%<>=]|\?\.|=>|[-+*/%<>!=]=|[=!]==|&&|\|\|")


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


def _roles(script: Sequence[Token]) -> list[str]:
    """
    Tell for each token whether it is a `name` of ours to be, a `key`, or `both` at once.

    Properties after a dot are keys. A key without a value beside it, `{ node }`, is both.
    """
    roles: list[str] = []
    opened: list[tuple[bool, int]] = []
    for place, (kind, text, _) in enumerate(script):
        before = script[place - 1].text if place else ""
        after = script[place + 1].text if place + 1 < len(script) else ""
        if text in ("(", "[", "{") or (kind == "template" and text.endswith("${")):
            opened.append((text == "{" and not BEFORE_BLOCK.fullmatch(before), place))
        if text in (")", "]", "}") or (kind == "template" and text.startswith("}")):
            _, start = opened.pop()
            named = [token.text for token in script[max(0, start - 3) : start]]
            if text == ")" and after == "{" and "function" not in named and roles[start - 1]:
                roles[start - 1] = "key"  # a method, or `if`
        first = bool(opened) and opened[-1][0] and before in ("{", ",")
        if kind != "word" or text in RESERVED or text in BROWSERS:
            roles.append("")
        elif before in (".", "?.") or (first and after == ":"):
            roles.append("key")
        elif first and after in (",", "}", "="):
            roles.append("both")
        else:
            roles.append("name")
    return roles


def _ours(script: Sequence[Token]) -> set[str]:
    """Name what the script itself declares, at any depth."""
    found = set()
    for one, two, three in zip(script, script[1:], script[2:], strict=False):
        if two.kind == "word" and one.text in ("const", "let", "function", "class"):
            found.add(two.text)
        if one.text == "function" and two.text == "*":
            found.add(three.text)
    return found


def short_names(script: Sequence[Token]) -> dict[str, str]:
    """
    Give a short name to each of our own words, where that saves something.

    Every place of such a word gets the same short name, but where it is a key, and no short name
    stands in the script already: whatever a word was bound to, its short name is bound to the same.
    """
    used = Counter(zip((token.text for token in script), _roles(script), strict=True))
    every = RESERVED | {word for token in script for word in re.findall(r"[\w$]+", token.text)}

    def saved(word: str, length: int) -> int:
        return used[word, "name"] * (len(word) - length) - used[word, "both"] * (length + 1)

    free = (
        name
        for length in (1, 2, 3)
        for letters in product(ascii_letters, repeat=length)
        if (name := "".join(letters)) not in every
    )
    often = sorted(_ours(script) - BROWSERS, key=lambda word: (-saved(word, 1), word))
    given = zip((word for word in often if saved(word, 2) > 0), free, strict=False)
    return {word: name for word, name in given if saved(word, len(name)) > 0}


def _about_one_name(script: Sequence[Token], place: int) -> bool:
    """Tell whether a bracket opens here about the one name that an arrow function takes."""
    if place < 0 or script[place].text != "(":
        return False
    here = script[place + 1 : place + 4]
    return [token.text for token in here[1:]] == [")", "=>"] and here[0].kind == "word"


def shipped(source: str) -> str:
    """Write a script in fewer bytes; it does the same, and a line that ends a block still ends."""
    script = list(tokens(source))
    names, roles = short_names(script), _roles(script)
    parts: list[str] = []
    last = ""
    for place, (_, text, line) in enumerate(script):
        after = script[place + 1].text if place + 1 < len(script) else ""
        if text == "," and after in (")", "}"):
            continue
        if _about_one_name(script, place) or _about_one_name(script, place - 2):
            continue
        written = names.get(text, text) if roles[place] in ("name", "both") else text
        if roles[place] == "both" and text in names:
            written = f"{text}:{written}"
        if line and last and not GOES_ON.fullmatch(last) and not CONTINUES.fullmatch(text):
            parts.append("\n")
        elif parts and (
            (re.match(r"[\w$]", written) and re.search(r"[\w$]$", parts[-1]))
            or (written[0] in "+-" and parts[-1][-1] == written[0])
        ):
            parts.append(" ")
        parts.append(written)
        last = text
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
