"""The script of the page is shipped in fewer bytes and stays the same script."""

import re
from importlib.resources import files
from itertools import pairwise

import pytest

from civicnet.page import script


def as_shipped(tokens):
    """Leave out what is left out: a comma before a closing bracket, brackets about one name."""
    left_out = set()
    for place, (one, two) in enumerate(pairwise(tokens)):
        following = [token.text for token in tokens[place + 2 : place + 4]]
        if one.text == "," and two.text in (")", "}"):
            left_out.add(place)
        if one.text == "(" and two.kind == "word" and following == [")", "=>"]:
            left_out |= {place, place + 2}
    return [token for place, token in enumerate(tokens) if place not in left_out]


def is_property(before):
    return before.text in (".", "?.")


def test_nothing_but_names_is_changed_and_each_name_everywhere_alike():
    source = script.source()
    tokens = list(script.tokens(source))
    names = script.short_names(tokens)
    written, shipped = as_shipped(tokens), list(script.tokens(script.shipped(source)))
    assert len(names) > 150
    assert len(set(names.values())) == len(names)
    at = 0
    for place, one in enumerate(written):
        kind, text = one.kind, one.text
        there = [token.text for token in shipped[at : at + 3]]
        at += 1
        assert kind == shipped[at - 1].kind
        if kind != "word" or text not in names or is_property(written[place - 1]):
            assert there[0] == text
        elif there[0] == text and written[place + 1].text not in (":", "("):
            assert there == [text, ":", names[text]]  # a key and a name at once
            at += 2
        elif there[0] != text:
            assert there[0] == names[text]
    assert at == len(shipped)


def test_a_short_name_stands_nowhere_in_the_script_as_written():
    source = script.source()
    names = script.short_names(list(script.tokens(source)))
    words = {word for token in script.tokens(source) for word in re.findall(r"[\w$]+", token.text)}
    assert not words & set(names.values())


def test_no_text_of_own_script_is_changed_on_its_way_into_the_page():
    shipped = script.own_script()
    texts = [t.text for t in script.tokens(script.source()) if t.kind in ("text", "pattern")]
    assert len(texts) > 500
    assert all(text in shipped for text in texts)


@pytest.mark.parametrize(
    ("written", "shipped"),
    [
        ("let total = 1; // so far\nsay(total);", "let a=1;say(a);"),
        ("const total = 1; use(total, { total });", "const a=1;use(a,{total:a});"),
        ("const total = 1; f({ total });", "const total=1;f({total});"),
        ("const total = 1; f(a, total, b);", "const c=1;f(a,c,b);"),
        ("const total = 1; f(total, { b, total, c });", "const a=1;f(a,{b,total:a,c});"),
        ("const total = 1; f({ a: total, b: x.total });", "const c=1;f({a:c,b:x.total});"),
        ("const total = 1; f({ total: 2 });", "const a=1;f({total:2});"),
        ("const { b, total = 2 } = x; let total;", "const{b,total=2}=x;let total;"),
        ("const { b, total = 2 } = total; let total;", "const{b,total:a=2}=a;let a;"),
        ("if (x) { total = 2; } let total = 1;", "if(x){a=2;}let a=1;"),
        ("const total = 1; f('total');", "const a=1;f('total');"),
        ("const total = 1; f(`total ${total}`);", "const a=1;f(`total ${a}`);"),
        ("const total = 1; f({ total() { x; } });", "const a=1;f({total(){x;}});"),
        ("class A { *total(x) { y; } }\nlet total;", "class A{*total(x){y;}}\nlet a;"),
        ("const total = x ? y : z; f(total);", "const a=x?y:z;f(a);"),
        ("const total = { x: y ? total : z };", "const a={x:y?a:z};"),
        ("const one = a / b / c; g(/\\/'/g, `${`in`}`);", "const d=a/b/c;g(/\\/'/g,`${`in`}`);"),
        ("function* some() {\n  yield 1;\n}\nsome()\nx()", "function*a(){yield 1;}\na()\nx()"),
        ("f((x) => 1, (a, b) => 2, ({ c }) => 3);", "f(x=>1,(a,b)=>2,({c})=>3);"),
        ("f(() => (a) => (b));", "f(()=>a=>(b));"),
        ("for (const of of b) c;", "for(const of of b)c;"),
        ("x = a + +b - -c;", "x=a+ +b- -c;"),
        ("f(\n  a,\n  [b],\n);", "f(a,[b]);"),
        ("return typeof x in y;", "return typeof x in y;"),
    ],
)  # fmt: skip
def test_what_only_a_reader_needs_is_left_out(written, shipped):
    assert script.shipped(written) == shipped


def test_a_sign_that_our_scripts_do_not_use_is_refused():
    with pytest.raises(ValueError, match="not known"):
        list(script.tokens("const a = 1 @ 2;"))


def test_every_part_is_in_the_script():
    parts = sorted(part.name for part in (files("civicnet.page") / "assets" / "js").iterdir())
    assert [part for part in parts if not part.endswith(".js")] == []
    source = script.source()
    for part in (files("civicnet.page") / "assets" / "js").iterdir():
        assert part.read_text(encoding="utf-8") in source


def test_no_name_is_declared_twice_for_all_files():
    """The files share one function: a second declaration would silently replace the first."""
    pattern = r"^(?:const|let|function\*?|class) (\w+)"
    names = re.findall(pattern, script.source(), re.MULTILINE)
    assert sorted({name for name in names if names.count(name) > 1}) == []
