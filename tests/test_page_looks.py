"""Colours of sectors are told apart by everybody; shapes, sizes and widths mean what they say."""

import itertools
import re
from importlib.resources import files

import numpy as np
import pytest

from civicnet import vocabulary as words
from civicnet.page import looks

# Machado, G. M., Oliveira, M. M. and Fernandes, L. A. F. (2009). A physiologically-based model for
# simulation of color vision deficiency. IEEE TVCG 15(6), 1291-1298; severity 1.0.
SIGHT = {
    "normal": np.eye(3),
    "deutan": [
        [0.367322, 0.860646, -0.227968],
        [0.280085, 0.672501, 0.047413],
        [-0.011820, 0.042940, 0.968881],
    ],
    "protan": [
        [0.152286, 1.052583, -0.204868],
        [0.114503, 0.786281, 0.099216],
        [-0.003882, -0.048116, 1.051998],
    ],
    "tritan": [
        [1.255528, -0.076749, -0.178779],
        [-0.078411, 0.930809, 0.147602],
        [0.004733, 0.691367, 0.303900],
    ],
}
XYZ = np.array(
    [
        [0.4124564, 0.3575761, 0.1804375],
        [0.2126729, 0.7151522, 0.0721750],
        [0.0193339, 0.1191920, 0.9503041],
    ]
)


def lab(color, sight):
    rgb = np.array([int(color[at : at + 2], 16) for at in (1, 3, 5)]) / 255
    light = np.where(rgb <= 0.04045, rgb / 12.92, ((rgb + 0.055) / 1.055) ** 2.4)
    seen = np.clip(np.asarray(SIGHT[sight]) @ light, 0, 1)
    x, y, z = XYZ @ seen / [0.95047, 1, 1.08883]
    f = [v ** (1 / 3) if v > 216 / 24389 else (24389 / 27 * v + 16) / 116 for v in (x, y, z)]
    return 116 * f[1] - 16, 500 * (f[0] - f[1]), 200 * (f[1] - f[2])


def difference(one, two):
    """CIEDE2000, as in Sharma, Wu and Dalal (2005)."""
    (l1, a1, b1), (l2, a2, b2) = one, two
    mean = (np.hypot(a1, b1) + np.hypot(a2, b2)) / 2
    g = 0.5 * (1 - np.sqrt(mean**7 / (mean**7 + 25.0**7)))
    a1, a2 = a1 * (1 + g), a2 * (1 + g)
    c1, c2 = np.hypot(a1, b1), np.hypot(a2, b2)
    h1, h2 = np.degrees(np.arctan2(b1, a1)) % 360, np.degrees(np.arctan2(b2, a2)) % 360
    turn = (h2 - h1 + 180) % 360 - 180 if c1 * c2 else 0.0
    dh = 2 * np.sqrt(c1 * c2) * np.sin(np.radians(turn) / 2)
    lm, c = (l1 + l2) / 2, (c1 + c2) / 2
    h = (h1 + h2) / 2
    if abs(h1 - h2) > 180:
        h += 180 if h1 + h2 < 360 else -180
    if not c1 * c2:
        h = h1 + h2
    t = (
        1
        - 0.17 * np.cos(np.radians(h - 30))
        + 0.24 * np.cos(np.radians(2 * h))
        + 0.32 * np.cos(np.radians(3 * h + 6))
        - 0.20 * np.cos(np.radians(4 * h - 63))
    )
    sl = 1 + 0.015 * (lm - 50) ** 2 / np.sqrt(20 + (lm - 50) ** 2)
    sc, sh = 1 + 0.045 * c, 1 + 0.015 * c * t
    rc = 2 * np.sqrt(c**7 / (c**7 + 25.0**7))
    rt = -np.sin(np.radians(60 * np.exp(-(((h - 275) / 25) ** 2)))) * rc
    dl, dc = (l2 - l1) / sl, (c2 - c1) / sc
    return np.sqrt(dl**2 + dc**2 + (dh / sh) ** 2 + rt * dc * dh / sh)


def test_the_colour_difference_is_that_of_the_published_pairs():
    # Sharma, Wu and Dalal (2005), table 1, pairs 1, 7 and 17.
    assert difference((50, 2.6772, -79.7751), (50, 0, -82.7485)) == pytest.approx(2.0425, abs=5e-5)
    assert difference((50, 0, 0), (50, -1, 2)) == pytest.approx(2.3669, abs=5e-5)
    assert difference((50, 2.5, 0), (73, 25, -18)) == pytest.approx(27.1492, abs=5e-5)


# Ink, paper and the second colour of the bands behind the rings, by day and in a darkened room.
BAND = "#f3f5f9"
THEMES = {
    "day": (looks.INK, looks.PAPER, BAND),
    "night": tuple(looks.NIGHT[color] for color in (looks.INK, looks.PAPER, BAND)),
}


def mixed(one, two, share):
    """Mix two colours as the page does."""
    parts = [[int(color[at : at + 2], 16) for at in (1, 3, 5)] for color in (one, two)]
    return "#" + "".join(f"{round(a * (1 - share) + b * share):02x}" for a, b in zip(*parts))


def contrast(one, two):
    """WCAG 2.2, relative luminance and contrast ratio."""
    light = []
    for color in (one, two):
        rgb = np.array([int(color[at : at + 2], 16) for at in (1, 3, 5)]) / 255
        linear = np.where(rgb <= 0.04045, rgb / 12.92, ((rgb + 0.055) / 1.055) ** 2.4)
        light.append(linear @ [0.2126, 0.7152, 0.0722] + 0.05)
    return max(light) / min(light)


@pytest.mark.parametrize("sight", SIGHT)
@pytest.mark.parametrize("theme", THEMES)
def test_every_pair_of_sectors_is_apart_for_every_kind_of_sight(theme, sight):
    ink, paper, band = THEMES[theme]
    colors = [*looks.PALETTE, looks.GREY, ink, paper]
    for one, two in itertools.combinations(colors, 2):
        assert difference(lab(one, sight), lab(two, sight)) >= 10, (one, two)
    for color in colors[:-1]:
        assert difference(lab(color, sight), lab(band, sight)) >= 10, color


@pytest.mark.parametrize("sight", SIGHT)
@pytest.mark.parametrize("theme", THEMES)
def test_the_border_of_every_sector_stands_off_the_background(theme, sight):
    ink, paper, band = THEMES[theme]
    for color in (*looks.PALETTE, looks.GREY):
        border = mixed(color, ink, 0.45)
        for ground in (paper, band):
            assert difference(lab(border, sight), lab(ground, sight)) >= 25, color
            assert contrast(border, ground) >= 3, color


def test_what_the_key_names_is_dark_enough_by_day_and_light_enough_at_night():
    day = [line.color for name, line in looks.LINES.items() if name not in ("belongs", "brings")]
    for color in (*day, "#b3261e", "#a35c00", "#2f55c8"):
        assert contrast(color, looks.PAPER) >= 4.5, color
        assert contrast(looks.NIGHT[color], looks.NIGHT[looks.PAPER]) >= 4.5, color
    assert {line.color for line in looks.LINES.values()} <= set(looks.NIGHT)


def test_every_colour_that_the_script_draws_with_has_another_at_night():
    folder = files("civicnet.page") / "assets" / "js"
    script = "".join(part.read_text("utf-8") for part in folder.iterdir())
    # The grey of the key's shapes, the colour where no sector is given and that of a pill in a
    # saved picture stand off both.
    both = {looks.GREY, "#8f99a8", "#5d86d9", "#fde8a8"}
    assert set(re.findall(r"#[0-9a-f]{6}\b", script)) <= set(looks.NIGHT) | both


def test_a_sector_of_the_vocabulary_has_the_same_colour_on_every_map():
    alone = looks.sector_looks(["health"])
    among = looks.sector_looks(["transport", "health", *words.SECTORS])
    assert alone["health"] == among["health"]


def test_no_two_of_twenty_seven_sectors_look_alike():
    found = looks.sector_looks([f"sector {number}" for number in range(27)])
    assert len(set(found.values())) == 27
    assert looks.sector_looks([str(n) for n in range(28)])["27"] == (looks.GREY, "plain")


def test_area_grows_with_the_number_of_partners():
    least, most = looks.KINDS["organization"].least, looks.KINDS["organization"].most
    assert looks.radius("organization", 0, 10) == least
    assert looks.radius("organization", 10, 10) == most
    assert looks.radius("organization", 2.5, 10) == pytest.approx((least + most) / 2, abs=0.1)
    assert looks.radius("organization", 0, 0) == least


def test_a_tie_of_unknown_strength_is_neither_the_thinnest_nor_the_broadest():
    assert looks.width(1) < looks.width(None) < looks.width(4)
