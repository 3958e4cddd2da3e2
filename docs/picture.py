"""Take the picture of the README from the real page: `make picture`."""

from __future__ import annotations

import shutil
import sys
import tempfile
from pathlib import Path

from PIL import Image
from playwright.sync_api import sync_playwright

import civicnet as cn

PICTURE = Path(__file__).resolve().parent / "images" / "riverbend-map.png"
LARGEST = 200 * 1024
BROWSERS = ("chromium", "chromium-browser", "google-chrome")


def main() -> None:
    """Draw the bundled example, open it, and keep what a wide screen shows."""
    browser = next((found for name in BROWSERS if (found := shutil.which(name))), None)
    if browser is None:
        sys.exit("The picture needs a chromium: apt-get install chromium")
    PICTURE.parent.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        page = cn.map(cn.load_example(), Path(folder) / "map.html", at="2026-11-15")
        chromium = playwright.chromium.launch(
            executable_path=browser, args=["--no-sandbox", "--disable-gpu"]
        )
        view = chromium.new_page(viewport={"width": 1280, "height": 720})
        view.goto(page.path.as_uri())
        view.wait_for_function("window.civicnet && civicnet.labels().length > 0")
        view.screenshot(path=PICTURE)
        chromium.close()
    with Image.open(PICTURE) as picture:
        # Every colour of the key must survive, so the palette covers rather than counts.
        small = picture.convert("RGB").quantize(256, Image.Quantize.MAXCOVERAGE)
    small.save(PICTURE, optimize=True)
    if PICTURE.stat().st_size > LARGEST:
        sys.exit(f"{PICTURE.name} has {PICTURE.stat().st_size:,} bytes; {LARGEST:,} are allowed")


if __name__ == "__main__":
    main()
