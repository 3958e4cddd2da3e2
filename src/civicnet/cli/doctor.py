"""The command that says whether everything civicnet needs is there."""

from __future__ import annotations

import locale
import os
import platform
import re
import sys
import tempfile
from importlib import metadata
from importlib.util import find_spec
from pathlib import Path

import click

from civicnet import __version__
from civicnet.cli.group import Command
from civicnet.cli.options import force_option, format_option, output_option
from civicnet.cli.output import Answer, Sheet, deliver
from civicnet.errors import FileError

_OLDEST_PYTHON = (3, 11)
Row = tuple[str, str, str, str]  # what, found, "yes" | "no" | "-" (it can do without), the way out


@click.command(cls=Command, epilog="Example: civicnet doctor")
@format_option
@output_option
@force_option
def doctor(*, format: str, output: str | None, force: bool) -> int:
    """
    Check that everything civicnet needs is there.

    Versions, the kernels, the drawing script, the encoding, a folder to write in. The exit code is
    1 where something is missing. Nothing is sent anywhere.
    """
    rows = (*_versions(), _kernels(), _drawing_script(), _encoding(), _folder())
    broken = [what for what, _, fine, _ in rows if fine == "no"]
    said = (
        f"Not in order: {', '.join(broken)}." if broken else "Everything civicnet needs is there."
    )
    sheet = Sheet(("what", "found", "fine", "to mend"), rows)
    found = Answer("doctor", summary=(said,), tables={"parts": sheet})
    deliver(found, format=format, output=output, force=force)
    return 1 if broken else 0


def _kernels() -> Row:
    """Tell whether the loops over ties run compiled; they give the same results either way."""
    from civicnet import _kernels

    if stale := _kernels.stale():
        return (
            "kernels",
            f"out of date: {', '.join(stale)}",
            "-",
            "Install civicnet again; until then the slower ones are used.",
        )
    if _kernels.backend() == "compiled":
        return ("kernels", "compiled", "yes", "")
    return (
        "kernels",
        "not compiled: slower, with the same results",
        "-",
        "Install a C compiler, then civicnet again, if networks of thousands are slow.",
    )


def _versions() -> tuple[Row, ...]:
    python = platform.python_version()
    fine = sys.version_info >= _OLDEST_PYTHON
    rows: list[Row] = [
        ("python", python, _yes(fine), "" if fine else "Install Python 3.11 or newer."),
        ("civicnet", __version__, "yes", ""),
    ]
    try:
        wanted = metadata.requires("civicnet") or []
    except metadata.PackageNotFoundError:
        return (*rows, ("packages", "not known: civicnet runs uninstalled", "-", "pip install ."))
    for each in wanted:
        name, lowest, extra = _requirement(each)
        if extra in ("", "parquet"):
            rows.append(_package(name, lowest, extra))
    return tuple(rows)


def _requirement(text: str) -> tuple[str, str, str]:
    """Take a requirement apart into name, lowest version and extra; "" where it has none."""
    found = re.match(r"([\w.-]+)\s*(?:>=\s*([\d.]+))?", text)
    extra = re.search(r"extra\s*==\s*['\"](\w+)['\"]", text)
    return (found[1], found[2] or "", extra[1] if extra else "") if found else (text, "", "")


def _package(name: str, lowest: str, extra: str) -> Row:
    try:
        version = metadata.version(name)
    except metadata.PackageNotFoundError:
        command = f'pip install "civicnet[{extra}]"' if extra else f"pip install {name}"
        return (name, "not installed", "-" if extra else "no", command)
    fine = _numbers(version) >= _numbers(lowest)
    return (name, version, _yes(fine), "" if fine else f'pip install "{name}>={lowest}"')


def _numbers(version: str) -> tuple[int, ...]:
    return tuple(int(part) for part in re.findall(r"\d+", version)[:3])


def _drawing_script() -> Row:
    what = "drawing script"
    if find_spec("pyvis") is None:
        return (what, "pyvis is missing", "no", "pip install pyvis")
    from civicnet.page import render  # reads half a megabyte

    try:
        render.vis_script()
    except (FileError, OSError) as error:
        return (what, "not the one the page was tried with", "no", str(error))
    return (what, "vis-network 9.1.2", "yes", "")


def _encoding() -> Row:
    found = f"{sys.getfilesystemencoding()}, {locale.getpreferredencoding(do_setlocale=False)}"
    plain = "utf" in found.lower()
    return ("encoding", found, _yes(plain), "" if plain else "Set PYTHONUTF8=1.")


def _folder() -> Row:
    place = Path.cwd()
    try:
        with tempfile.TemporaryFile(dir=place):
            return ("folder to write in", str(place), "yes", "")
    except OSError as error:
        reason = os.strerror(error.errno or 0)
        return ("folder to write in", f"{place}: {reason}", "no", "Change to another folder.")


def _yes(fine: bool) -> str:
    return "yes" if fine else "no"
