"""
Measure the map of made partnerships in a real Chromium: `python bench/map.py`.

Each size is made with a seed, written by `civicnet.map`, and opened; medians of several runs are
shown beside the budgets. A page of many opens grouped: it is used so first, then with everybody
shown. A clock says more about the machine than about the page while others use
it: the line above the table tells the load. Drawing is done in software, without a graphics card.
"""

from __future__ import annotations

import argparse
import json
import os
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from statistics import median
from typing import Any

import numpy as np
from towns import town

import civicnet as cn
from civicnet.moments import moment
from civicnet.page import render
from civicnet.page.audience import gate
from civicnet.page.content import content
from civicnet.page.places import places
from civicnet.page.script import own_script

SIZES = (300, 3_000)
AT = "2026-11-15"
PANE = {"width": 1280, "height": 720}
CHROMIUM = ("/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome")
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--enable-precise-memory-info", "--no-first-run"]


@dataclass(frozen=True)
class Budget:
    """What one number may be: at most, or (`least`) at least, for 300 and for 3,000 actors."""

    name: str
    unit: str
    small: float
    large: float
    least: bool = False

    def bound(self, n: int) -> float:
        """Give what a partnership of n actors may have."""
        return self.small if n <= 1_000 else self.large

    def reached(self, n: int, value: float) -> bool:
        """Tell whether it is."""
        return value >= self.bound(n) if self.least else value <= self.bound(n)


BUDGETS = (
    Budget("file", "KB", 650, 1_600),
    Budget("ready", "ms", 800, 2_000),
    Budget("drag, by program", "frames/s", 50, 15, least=True),
    Budget("drag, by mouse", "frames/s", 50, 15, least=True),
    Budget("search to panel", "ms", 100, 300),
    Budget("change of view", "ms", 300, 1_000),
    Budget("what if they leave", "ms", 150, 1_000),
    Budget("memory", "MB", 20, 50),
    # What a page of many opens with, until it is asked for everybody.
    Budget("grouped: drag, by program", "frames/s", 50, 15, least=True),
    Budget("grouped: drag, by mouse", "frames/s", 50, 15, least=True),
    Budget("grouped: search to panel", "ms", 100, 300),
    Budget("grouped: what if they leave", "ms", 150, 1_000),
    Budget("grouped: open a group", "ms", 300, 300),
    Budget("grouped: show everybody", "ms", 2_000, 2_000),
    Budget("places, in Python", "s", 2, 10),
    Budget("whole map, processor", "s", 4, 20),
    Budget("own script", "KB", 80, 80),
)


# --- what Python takes ------------------------------------------------------------------------


def written(partnership: cn.Partnership, path: Path) -> dict[str, float]:
    """Write the page, and tell what it took and how large it is."""
    begun = time.process_time()
    cn.map(partnership, path, at=AT, force=True)
    whole = time.process_time() - begun
    put = content(
        partnership, gate(partnership, "partners", ()), title="", at=moment(partnership.frames, AT)
    )
    render.drawn(put)
    begun = time.process_time()
    places(put.nodes, put.edges)
    return {
        "whole map, processor": whole,
        "places, in Python": time.process_time() - begun,
        "file": path.stat().st_size / 1000,
        "own script": len(own_script().encode()) / 1000,
    }


# --- what the browser takes -------------------------------------------------------------------

# A frame counts where the picture in it is another than before: drawn anew, or moved.
COUNT = """
window.__drawn = 0;
const wipe = CanvasRenderingContext2D.prototype.clearRect;
CanvasRenderingContext2D.prototype.clearRect = function (...box) {
  if (this.canvas.isConnected) window.__drawn += 1;
  return wipe.apply(this, box);
};
window.__frames = 0;
let last = '';
const look = () => {
  const cover = document.querySelector('#canvas .cover canvas');
  const now = window.__drawn + (cover ? cover.style.transform : '');
  window.__frames += now !== last;
  last = now;
  requestAnimationFrame(look);
};
requestAnimationFrame(look);
window.painted = () => new Promise((go) => requestAnimationFrame(() => setTimeout(go, 0)));
"""
BY_PROGRAM = """async (ms) => {
  const box = document.querySelector('#canvas canvas');
  const { left, top } = box.getBoundingClientRect();
  const send = (type, x, y, to) => to.dispatchEvent(new PointerEvent(type, {
    bubbles: true, cancelable: true, pointerId: 1, pointerType: 'mouse', isPrimary: true,
    button: type === 'pointermove' ? -1 : 0, buttons: type === 'pointerup' ? 0 : 1,
    clientX: left + x, clientY: top + y,
  }));
  send('pointerdown', START_X, START_Y, box);
  const begun = performance.now(), before = window.__frames;
  for (let turn = 0; performance.now() < begun + ms; turn += 1) {
    send('pointermove', START_X + 120 * Math.sin(turn / 8), START_Y + 60 * Math.sin(turn / 5), box);
    await painted();
  }
  const rate = (window.__frames - before) / ((performance.now() - begun) / 1000);
  send('pointerup', START_X, START_Y, box);
  return rate;
}"""
SEARCH = """async (name) => {
  const find = document.getElementById('find');
  const begun = performance.now();
  find.value = name;
  find.dispatchEvent(new Event('input'));
  const enter = { key: 'Enter', bubbles: true, cancelable: true };
  find.dispatchEvent(new KeyboardEvent('keydown', enter));
  await painted();
  const took = performance.now() - begun;
  if (civicnet.chosen() !== name || document.getElementById('panel').hidden) throw new Error(name);
  return took;
}"""
# The numbers under the question change, once it is known what is left without somebody.
WHAT_IF = """async () => {
  const button = document.querySelector('#panel .act');
  if (!button) return null;
  const said = () => document.getElementById('caption').textContent;
  const before = said();
  const begun = performance.now();
  button.click();
  while (said() === before && performance.now() < begun + 10000) await painted();
  return performance.now() - begun;
}"""
VIEWS = "[...document.querySelectorAll('#lenses button')].map((each) => each.dataset.way)"
VIEW = """async (id) => {
  const begun = performance.now();
  document.querySelector(`[data-way=${id}]`).click();
  await painted();
  return performance.now() - begun;
}"""


# A group of those beside the chosen one is chosen, and opened.
OPEN = """async (place) => {
  const all = civicnet.marks().filter((name) => name.startsWith('Around ') || name === 'Tables');
  const { x, y } = civicnet.spot(all[place % all.length]);
  const box = document.querySelector('#canvas canvas');
  for (const type of ['pointerdown', 'pointerup']) {
    box.dispatchEvent(new PointerEvent(type, {
      bubbles: true, cancelable: true, pointerId: 1, pointerType: 'mouse', isPrimary: true,
      button: 0, buttons: type === 'pointerdown' ? 1 : 0, clientX: x, clientY: y,
    }));
  }
  for (let wait = 0; wait < 50 && !document.getElementById('open'); wait += 1) await painted();
  await new Promise((go) => setTimeout(go, 400));
  const before = civicnet.shown().actors;
  const begun = performance.now();
  document.getElementById('open').click();
  await painted();
  const took = performance.now() - begun;
  if (civicnet.shown().actors <= before) throw new Error('it did not open');
  document.querySelector('#panel .close').click();
  return took;
}"""
EVERYBODY = """async () => {
  const select = document.getElementById('group');
  const begun = performance.now();
  select.value = 'none';
  select.dispatchEvent(new Event('change'));
  await painted();
  return performance.now() - begun;
}"""


def opened(
    browser: Any, path: Path, names: Sequence[str], elected: Sequence[str], seconds: float
) -> dict[str, float]:
    """Open the page once, weigh it, and use it: grouped where it opens grouped, then everybody."""
    context = browser.new_context(viewport=PANE)
    context.add_init_script(COUNT)
    page = context.new_page()
    page.set_default_timeout(60_000)
    page.goto(path.resolve().as_uri())
    found = {"ready": page.evaluate("performance.getEntriesByName('civicnet-ready')[0].startTime")}
    session = context.new_cdp_session(page)
    page.wait_for_timeout(300)
    if page.evaluate("(document.getElementById('group') || {value: 'none'}).value") != "none":
        used = {
            **dragged(page, seconds),
            "open a group": median(page.evaluate(OPEN, place) for place in range(3)),
            **asked(page, names, elected),
        }
        found |= {f"grouped: {name}": value for name, value in used.items()}
        page.evaluate("document.querySelector('#panel .close')?.click()")
        found["grouped: show everybody"] = page.evaluate(EVERYBODY)
        page.wait_for_timeout(500)
    session.send("HeapProfiler.collectGarbage")
    found["memory"] = session.send("Runtime.getHeapUsage")["usedSize"] / 1e6
    found |= dragged(page, seconds)
    views = page.evaluate(VIEWS)
    took = []
    for view in (*views[1:], "near") if views else ():
        took.append(page.evaluate(VIEW, view))
        page.wait_for_timeout(700)  # whoever moves, moves half a second
    found["change of view"] = median(took or [0])
    found |= asked(page, names, elected)
    context.close()
    return found


def dragged(page: Any, seconds: float) -> dict[str, float]:
    """Drag the map, by program and by the mouse, and show all of it again."""
    x, y = page.evaluate(FREE)
    program = BY_PROGRAM.replace("START_X", str(x)).replace("START_Y", str(y))
    rates = {
        "drag, by program": page.evaluate(program, 1000 * seconds),
        "drag, by mouse": by_mouse(page, x, y, seconds),
    }
    page.click("#zoom-fit")
    page.wait_for_timeout(500)
    return rates


def asked(page: Any, names: Sequence[str], elected: Sequence[str]) -> dict[str, float]:
    """Look for some, and let some leave."""
    found = {"search to panel": median(page.evaluate(SEARCH, name) for name in names)}
    page.keyboard.press("Escape")
    page.evaluate("document.querySelector('#panel .close')?.click()")
    page.wait_for_timeout(400)
    left = [page.evaluate(WHAT_IF) for name in elected if page.evaluate(SEARCH, name)]
    if any(left):
        found["what if they leave"] = median(each for each in left if each is not None)
    page.evaluate("document.getElementById('back')?.click()")
    page.wait_for_timeout(400)
    return found


# Where nobody stands: a drag moves the map, not an actor.
FREE = """() => {
  const base = document.getElementById('canvas').getBoundingClientRect();
  const all = civicnet.marks().map(civicnet.spot);
  let best = [0, 0, -1];
  for (let x = 150; x < base.width - 150; x += 12) for (let y = 90; y < base.height - 90; y += 12) {
    const near = Math.min(...all.map((s) => Math.hypot(s.x - base.left - x, s.y - base.top - y)));
    if (near > best[2]) best = [x, y, near];
  }
  return best.slice(0, 2);
}"""


def by_mouse(page: Any, x: float, y: float, seconds: float) -> float:
    """Drag the map with the mouse of the system, and count the pictures drawn."""
    base = page.locator("#canvas").bounding_box()
    x, y = x + base["x"], y + base["y"]
    page.mouse.move(x, y)
    page.mouse.down()
    before, begun, turn = page.evaluate("window.__frames"), time.perf_counter(), 0
    while time.perf_counter() < begun + seconds:
        turn += 1
        page.mouse.move(x + 120 * np.sin(turn / 12), y + 60 * np.sin(turn / 8))
    drawn = page.evaluate("window.__frames") - before
    rate = drawn / (time.perf_counter() - begun)
    page.mouse.up()
    return float(rate)


# --- the table ---------------------------------------------------------------------------------


def measured(
    n: int, folder: Path, browser: Any | None, *, runs: int, seconds: float
) -> dict[str, float]:
    """Give the medians of all numbers for one size."""
    partnership = town(n)
    path = folder / f"map-{n}.html"
    rows = [written(partnership, path) for _ in range(min(runs, 3))]
    if browser is not None:
        people = partnership.people["person"]
        names = [people.iloc[k] for k in np.linspace(0, len(people) // 2, 5).astype(int)]
        terms = partnership.terms.merge(partnership.offices, on=["office", "organization"])
        elected = terms.loc[terms["selection"] == "elected", "person"].tolist()[:3]
        # The first page of a browser also pays for what all pages share.
        opened(browser, path, names[:1], (), 0.2)
        used = [opened(browser, path, names, elected, seconds) for _ in range(runs)]
        rows += used
    names_of = {name for row in rows for name in row}
    return {name: median(row[name] for row in rows if name in row) for name in names_of}


def lines(n: int, found: Mapping[str, float]) -> list[str]:
    """Write one size as a table beside the budgets."""
    told = [f"{n:,} actors", f"  {'':28}{'measured':>10}  {'budget':>12}"]
    for each in BUDGETS:
        if each.name not in found:
            continue
        value, bound = found[each.name], each.bound(n)
        digits = 1 if value < 99 else 0
        sign = "≥" if each.least else "≤"
        mark = "" if each.reached(n, value) else "   NOT REACHED"
        told.append(
            f"  {each.name:28}{value:>10,.{digits}f}  {sign} {bound:>8,g} {each.unit}{mark}"
        )
    return told


def chromium() -> str:
    """Find the browser."""
    return next((path for path in CHROMIUM if Path(path).exists()), "")


def run(act: Callable[[Any | None], None]) -> None:
    """Start a browser where there is one, and say so where there is none."""
    if not chromium() or find_spec("playwright") is None:
        print("No chromium or no playwright here: only what Python takes is measured.")
        act(None)
        return
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=ARGUMENTS)
        act(browser)
        browser.close()


def main(given: list[str] | None = None) -> None:
    """Measure, print the tables, and keep the numbers where that is asked for."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("sizes", nargs="*", type=int, help=f"actors; {SIZES} by default")
    parser.add_argument("--runs", type=int, default=5, help="openings of each (%(default)s)")
    parser.add_argument("--quick", action="store_true", help="one short run")
    parser.add_argument("--save", type=Path, metavar="FILE", help="keep the numbers as JSON")
    chosen = parser.parse_args(given)
    kept: dict[int, dict[str, float]] = {}

    def act(browser: Any | None) -> None:
        with tempfile.TemporaryDirectory(prefix="civicnet-bench-") as folder:
            for n in chosen.sizes or SIZES:
                runs, seconds = (1, 0.5) if chosen.quick else (chosen.runs, 2.0)
                kept[n] = measured(n, Path(folder), browser, runs=runs, seconds=seconds)
                print("", *lines(n, kept[n]), sep="\n", flush=True)

    print(f"civicnet {cn.__version__}, {os.cpu_count()} processors, load {os.getloadavg()[0]:.1f}")
    run(act)
    if chosen.save:
        chosen.save.write_text(json.dumps(kept, indent=1), encoding="utf-8")


if __name__ == "__main__":
    main()
