"""What is not for the readers of a page is in none of the files it can write, for any audience."""

import re
import zlib

import pandas as pd
import pytest

import civicnet as cn
from civicnet.columns import FRAMES
from civicnet.page.audience import RANK
from tests.browsing import AT
from tests.test_page_content import small

pytestmark = pytest.mark.browser

# An average of at least three answers is for partners; a trust of its own is for the core.
AVERAGED = {("ties", "trust"), ("ties", "need")}
# Everybody may know the mayor; who else there is, only partners and the core.
NAMES = {"Ben Cole": "partners", "Cy Dunn": "partners", "Ben": "partners", "Dunn": "partners"}
PNG_PARTS = {b"IHDR", b"IDAT", b"IEND", b"sRGB", b"gAMA", b"pHYs", b"cHRM", b"iCCP", b"sBIT"}


def planted(audience):
    """A partnership with a word of its own in every column that is not for the audience."""
    p = small(
        needs=[{"need": "A van", "kind": "equipment", "who": "YMCA"}],
        context=[{"place": "Town", "key": "population", "value": "1"}],
        outcomes=[{"outcome": "Reading", "owner": "City"}],
    )
    words, frames = [], {name: frame.copy() for name, frame in p.frames.items()}
    for name, frame in frames.items():
        frame["own_column"] = f"OWN-{name}"
        frame["own number"] = 918_273_000 + len(words)
        words += [f"OWN-{name}", str(918_273_000 + len(words)), f"{918_273_000 + len(words):,}"]
        for column in FRAMES[name].columns:
            above = column.audience not in RANK or RANK[column.audience] > RANK[audience]
            if not above or (name, column.name) in AVERAGED:
                continue
            if column.refers or column.type == "name":
                continue  # who is named here must be somebody
            if column.type in ("text", "choice"):
                words.append(f"CANARY-{name}-{column.name}")
                frame[column.name] = words[-1]
            elif column.type == "list":
                words.append(f"CANARY-{name}-{column.name}")
                frame[column.name] = [(words[-1],)] * len(frame)
            elif column.type in ("number", "whole"):
                number = 719_204_000 + len(words)
                words += [str(number), f"{number:,}"]
                frame[column.name] = float(number)
            elif column.type in ("start", "end"):
                frame[column.name] = pd.Timestamp("1931-07-05").as_unit("us")
                words += ["1931-07-05", "5 July 1931"]
    words += [name for name, least in NAMES.items() if RANK[least] > RANK[audience]]
    filled = [name for name, frame in frames.items() if len(frame)]
    assert len(filled) >= 8
    assert len(words) >= 20
    return type(p)(**frames), words


def parts_of_png(raw):
    """Name the parts of a PNG file, and give the bytes of all but the picture itself."""
    at, names, rest = 8, set(), b""
    while at < len(raw):
        length, name = int.from_bytes(raw[at : at + 4], "big"), raw[at + 4 : at + 8]
        names.add(name)
        body = raw[at + 8 : at + 8 + length]
        if name == b"iCCP":
            body += zlib.decompress(body[body.index(b"\0") + 2 :])
        rest += b"" if name == b"IDAT" else body
        at += 12 + length
    return names, rest


def everything_said(v):
    """What the document holds now, but the data and the scripts, which are in the file anyway."""
    return v.page.evaluate(
        """Array.from(document.body.children,
          (one) => one.matches('script') ? '' : one.outerHTML).join()"""
    )


@pytest.mark.parametrize("audience", ["public", "partners", "core"])
def test_no_file_that_the_page_writes_has_a_word_that_is_not_for_its_readers(
    visit, tmp_path, audience
):
    p, words = planted(audience)
    path = cn.map(p, tmp_path / "map.html", at=AT, audience=audience).path
    found = {"the file": path.read_bytes()}
    v = visit(path, reduced_motion="reduce")
    page, downloads = v.page, []
    page.on("download", lambda each: downloads.append(each))  # noqa: PLW0108 (it marks what it is given)
    page.evaluate("window.print = () => dispatchEvent(new Event('beforeprint'))")
    # Something of everything: assets shown, each view, a change, a slide that was kept.
    page.click("[data-group=kinds][data-id=asset]")
    shown = []
    for way in page.locator("#lenses button").all():
        way.click()
        shown.append(everything_said(v))
    page.keyboard.press("Escape")
    for name in ("City", "After-school"):
        page.fill("#find", name)
        page.keyboard.press("Enter")
        shown.append(everything_said(v))
    for view in ("assets", "table", "map"):
        v.view(view)
        shown.append(everything_said(v))
    page.click("#about")
    shown.append(everything_said(v))
    page.click("#info button")
    if page.locator("#edit").count():
        page.click("#edit")
        page.fill("#panel [data-change=add] [name=name]", "Somebody new")
        page.press("#panel [data-change=add] [name=name]", "Enter")
    entries = page.locator("#saves button").evaluate_all("all => all.map(one => one.id)")
    assert {"png", "svg", "poster", "keep", "story"} <= set(entries)
    page.keyboard.press("Escape")
    for entry in sorted(entries, key=lambda entry: entry != "keep"):
        page.click("#save")
        page.click(f"#{entry}")
        page.wait_for_timeout(500 if entry == "png" else 60)
    assert "City" in page.inner_html("#paper")
    page.evaluate("dispatchEvent(new Event('afterprint'))")
    page.keyboard.press("p")
    for _ in range(page.evaluate("civicnet.slides().length")):
        shown.append(everything_said(v))
        page.keyboard.press("ArrowRight")
    page.keyboard.press("Escape")
    found["what is shown"] = "".join(shown).encode()
    for download in downloads:
        found[download.suggested_filename] = download.path().read_bytes()
    # Three entries save nothing by themselves: a slide, the poster, positions of nobody moved.
    assert len(downloads) >= len(entries) - 3
    for what, written in found.items():
        raw = written
        if raw.startswith(b"\x89PNG"):
            names, raw = parts_of_png(raw)
            assert names <= PNG_PARTS, names
        elif re.search("svg|html|the file|shown", what):
            assert b"City" in raw, what
        # Text as it is read, also where JSON wrote it in escapes.
        text = raw.decode("utf-8", "replace")
        text = re.sub(r"\\u([0-9a-f]{4})", lambda sign: chr(int(sign[1], 16)), text)
        told = [word for word in words if re.search(rf"(?<![\w,]){re.escape(word)}(?!\w)", text)]
        assert told == [], what
    # Nor does the search know them.
    known = page.evaluate(
        """words => words.filter((word) => {
          const [find, found] = ['find', 'found'].map((id) => document.getElementById(id));
          find.value = word;
          find.dispatchEvent(new Event('input'));
          return !found.textContent.includes('by that name');
        })""",
        [*words, "City"],
    )
    assert known == ["City"]
    v.quiet()
