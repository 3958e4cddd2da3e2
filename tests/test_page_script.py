"""The script of the page is shipped in fewer bytes and stays the same script."""

import re
from collections import Counter
from importlib.resources import files

import pytest

from civicnet.page import script
from civicnet.page.tokens import tokens


@pytest.fixture(scope="module")
def own():
    return script.Script(list(tokens(script.source())))


def written_names(taken):
    """Give for each name of a script its outermost statement, the word and what is shipped."""
    names = script.short_names(taken)
    return [
        (taken.units[place], taken.text[place], names.get(place, taken.text[place]))
        for place, role in enumerate(taken.roles)
        if role in ("name", "both")
    ]


def test_in_no_statement_two_words_become_one_or_one_becomes_two(own):
    found = set(written_names(own))
    assert len({(unit, word) for unit, word, _ in found}) == len(found)
    assert len({(unit, written) for unit, _, written in found}) == len(found)


def test_what_is_declared_for_the_whole_script_has_one_name_of_its_own(own):
    whole = {own.text[place] for place, everywhere in own.bound.items() if everywhere}
    pairs = {(word, written) for _, word, written in written_names(own) if word in whole}
    assert len(whole) > 200
    assert len(pairs) == len(whole) == len({written for _, written in pairs})


def test_a_name_of_the_browser_is_told_once_and_called_alike_everywhere(own):
    shipped = script.own_script()
    pairs = {(word, written) for _, word, written in written_names(own)}
    for word in ("document", "Object", "window", "undefined"):
        (written,) = {each for told, each in pairs if told == word}
        assert f"{written}={word}," in shipped
    assert not set(script.short_names(own).values()) & script.RESERVED


def test_every_key_template_and_pattern_is_shipped_as_often_as_it_is_written(own):
    def counted(taken):
        kinds = ("template", "pattern")
        kept = [t.text for t in taken.tokens if t.kind in kinds]
        return Counter(kept + [taken.text[p] for p, r in enumerate(taken.roles) if r == "key"])

    # A key and a name at once is shipped as a key of its own.
    assert not counted(own) - counted(script.Script(list(tokens(script.own_script()))))


def test_no_text_of_own_script_is_changed_on_its_way_into_the_page():
    shipped = script.own_script()
    texts = [t.text for t in tokens(script.source()) if t.kind in ("text", "pattern")]
    assert len(texts) > 500
    assert all(text in shipped for text in texts)


@pytest.mark.parametrize(
    ("written", "shipped"),
    [
        ("let total = 1; // so far\nsay(total);", "let a=1;say(a);"),
        ("const total = 1; use(total, { total });", "let a=1;use(a,{total:a});"),
        ("const total = 1; f({ total });", "let a=1;f({total:a});"),
        ("const total = 1; f(a, total, b);", "let c=1;f(a,c,b);"),
        ("const total = 1; f(total, { b, total, c });", "let a=1;f(a,{b,total:a,c});"),
        ("const total = 1; f({ a: total, b: x.total });", "let a=1;f({a:a,b:x.total});"),
        ("const total = 1; f({ total: 2 });", "let a=1;f({total:2});"),
        ("const { b, total = 2 } = x; let total;", "let{b,total:a=2}=x,a;"),
        ("const { b, total = 2 } = total; y;", "let{b,total:a=2}=a;y;"),
        ("if (x) { total = 2; } let total = 1;", "if(x){a=2}let a=1;"),
        ("const total = 1; f('total');", "let a=1;f('total');"),
        ("const total = 1; f(`total ${total}`);", "let a=1;f(`total ${a}`);"),
        ("const total = 1; f({ total() { x; } });", "let a=1;f({total(){x}});"),
        ("class A { *total(x) { y; } }\nlet total;", "class A{*total(x){y}}\nlet a;"),
        ("const total = x ? y : z; f(total);", "let a=x?y:z;f(a);"),
        ("const total = { x: y ? total : z };", "let a={x:y?a:z};"),
        ("const one = a / b / c; g(/\\/'/g, `${`in`}`);", "let d=a/b/c;g(/\\/'/g,`${`in`}`);"),
        ("function* some() {\n  yield 1;\n}\nsome()\nx()", "function*a(){yield 1}\na()\nx()"),
        ("const one = 1;\nconst two = true;\nf(two);", "let b=1,a=!0;f(a);"),
        ("for (const one of x) f(one);\nconst one = 2;", "for(let a of x)f(a);let a=2;"),
        ("for (let one = 0, two = 1; one < 2; );", "for(let a=0,b=1;a<2;);"),
        ("f(one => one, two);\nf(two => two, one);", "f(a=>a,two);f(a=>a,one);"),
        ("const f = (one) => { const two = one; return two; };", "let f=a=>{let b=a;return b};"),
        ("while (x()) ;\n{ for (;;) ; }", "while(x());{for(;;);}"),
        ("const { one: [two], three } = x; f(two, three);", "let{one:[a],three:b}=x;f(a,b);"),
        ("try { x; } catch (error) { f(error); }", "try{x}catch(a){f(a)}"),
        ("const at = 1;\nfind((name) => at + name);", "let a=1;find(b=>a+b);"),
        ("f((x) => 1, (a, b) => 2, ({ c }) => 3);", "f(x=>1,(a,b)=>2,({c})=>3);"),
        ("f(() => (a) => (b));", "f(()=>a=>b);"),
        ("f(() => (a, b), () => (x ? y : z) + 1);", "f(()=>(a,b),()=>(x?y:z)+1);"),
        ("f('total', 'total', 'total', x ? 'total' : 1);", "let a='total';f(a,a,a,x?a:1);"),
        ("f({ 'so far': 1, b: ['so far', 'so far'] });", "let a='so far';f({'so far':1,b:[a,a]});"),
        ("f(Infinity, Infinity, Infinity);", "let a=Infinity;f(a,a,a);"),
        ("a.counted.counted(b.counted, c?.counted);", "let d='counted';a[d][d](b[d],c?.counted);"),
        ("f('total', a.total, b.total, { total: 1 });", "let c='total';f(c,a[c],b[c],{total:1});"),
        ("x\n  .totals(y)\n  .totals(z).totals(1);", "let a='totals';x[a](y)[a](z)[a](1);"),
        ("some(1);\nfunction some(one) {\n  f(one);\n}", "let a=b=>{f(b)};a(1);"),
        ("g(() => { return x; }, () => { y; return x; });", "g(()=>x,()=>{y;return x});"),
        ("f(() => { return { x }; }, () => { return [{ b }]; });", "f(()=>{return{x}},()=>[{b}]);"),
        ("for (const of of b) c;", "for(let of of b)c;"),
        ("x = a + +b - -c;", "x=a+ +b- -c;"),
        ("f(\n  a,\n  [b],\n);", "f(a,[b]);"),
        ("return typeof x in y;", "return typeof x in y;"),
    ],
)  # fmt: skip
def test_what_only_a_reader_needs_is_left_out(written, shipped):
    assert script.shipped(written) == shipped


def test_a_sign_that_our_scripts_do_not_use_is_refused():
    with pytest.raises(ValueError, match="not known"):
        list(tokens("const a = 1 @ 2;"))


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
