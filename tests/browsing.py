"""A real Chromium for tests of the page: a visit knows what was asked for, said and raised."""

from pathlib import Path

import pytest

import civicnet as cn

AT = "2026-11-15"
WIDE, TALL = {"width": 1280, "height": 720}, {"width": 390, "height": 844}
CHROMIUM = next(
    (p for p in ("/usr/bin/chromium", "/usr/bin/chromium-browser") if Path(p).exists()), ""
)
QUIET = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--disable-quic",
]
AXE_RULES = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice")


@pytest.fixture(scope="module")
def browser():
    if not CHROMIUM:
        pytest.skip("chromium is not installed (apt-get install chromium)")
    sync_api = pytest.importorskip("playwright.sync_api", reason="browser tests need playwright")
    with sync_api.sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=QUIET)
        yield chromium
        chromium.close()


@pytest.fixture(scope="session")
def riverbend(tmp_path_factory):
    """The example's page for partners."""
    return cn.map(cn.load_example(), tmp_path_factory.mktemp("page") / "map.html", at=AT).path


@pytest.fixture(scope="session")
def core(tmp_path_factory):
    """The example's page for the inner circle."""
    path = tmp_path_factory.mktemp("page") / "map.html"
    return cn.map(cn.load_example(), path, at=AT, audience="core").path


class Visit:
    """A page that is open, with everything it asked for, said or raised."""

    def __init__(self, browser, path, viewport=None, **options):
        self.context = browser.new_context(viewport=viewport or WIDE, **options)
        self.page = self.context.new_page()
        self.page.set_default_timeout(20000)
        self.asked, self.said = [], []
        self.context.route("**/*", self._trap)
        self.page.on("console", lambda message: self.said.append(message.text))
        self.page.on("pageerror", lambda error: self.said.append(str(error)))
        self.page.on("dialog", lambda dialog: (self.said.append("dialog"), dialog.dismiss()))
        self.page.goto(path.as_uri())
        self.page.wait_for_function("window.civicnet && civicnet.labels().length >= 0")
        self.page.wait_for_function("document.fonts.status === 'loaded'")

    def _trap(self, route):
        url = route.request.url
        if url.startswith("file:") and route.request.is_navigation_request():
            route.continue_()
        else:
            self.asked.append(url)
            route.abort()

    def quiet(self):
        """Tell that nothing was fetched, logged, raised or asked since the page was opened."""
        assert self.asked == []
        assert self.said == []
        assert self.page.evaluate("window.__ran") is None

    def settled(self):
        self.page.wait_for_timeout(450)  # a camera move takes 350 ms

    def labels(self):
        return self.page.evaluate("civicnet.labels()")

    def box(self):
        """The box about all that is drawn, names included."""
        pane = box_of(self.page, "#pane")
        spots = self.page.evaluate("civicnet.spots()")
        boxes = [
            (s["x"] - s["r"], s["y"] - s["r"], s["x"] + s["r"], s["y"] + s["r"]) for s in spots
        ]
        for label in self.labels():
            x, y = label["x"] - pane["x"], label["y"] - pane["y"]
            boxes.append((x, y, x + label["w"], y + label["h"]))
        left, top, right, bottom = zip(*boxes, strict=True)
        return {"w": max(right) - min(left), "h": max(bottom) - min(top)}

    def fill(self):
        """The share of the pane that the box covers."""
        box, pane = self.box(), box_of(self.page, "#pane")
        return box["w"] * box["h"] / (pane["w"] * pane["h"])

    def view(self, name):
        self.page.click(f"#views [data-view={name}]")

    def saved(self, what, folder):
        self.page.click("#save")
        with self.page.expect_download() as download:
            self.page.click(f"#{what}")
        target = folder / f"saved.{what}"
        download.value.save_as(target)
        return target


@pytest.fixture
def visit(browser):
    opened = []

    def open_page(path, viewport=None, **options):
        opened.append(Visit(browser, path, viewport, **options))
        return opened[-1]

    yield open_page
    for each in opened:
        each.context.close()


def overlaps(one, two):
    return (
        one["x"] < two["x"] + two["w"]
        and two["x"] < one["x"] + one["w"]
        and one["y"] < two["y"] + two["h"]
        and two["y"] < one["y"] + one["h"]
    )


def box_of(page, selector):
    box = page.locator(selector).bounding_box()
    return {"x": box["x"], "y": box["y"], "w": box["width"], "h": box["height"]}


@pytest.fixture(scope="session")
def axe():
    package = pytest.importorskip("axe_playwright_python", reason="needs axe-playwright-python")
    return (Path(package.__file__).parent / "axe.min.js").read_text(encoding="utf-8")


def violations(v, axe):
    v.settled()
    v.page.evaluate(axe)
    found = v.page.evaluate(
        "tags => axe.run({runOnly: {type: 'tag', values: tags}, resultTypes: ['violations']})",
        list(AXE_RULES),
    )
    return [
        (each["id"], [node["html"][:120] for node in each["nodes"][:3]])
        for each in found["violations"]
    ]
