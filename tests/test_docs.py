"""The documentation says what the code does: generated pages, links, every block is run."""

import ast
import doctest
import importlib.util
import io
import re
import shlex
import textwrap
from contextlib import redirect_stderr, redirect_stdout
from functools import cache
from pathlib import Path

import pytest

import civicnet as cn
from civicnet.cli import main
from civicnet.columns import ACTORS_SHEET, FRAMES, WHO
from civicnet.problems import CODES
from tests.conftest import ROOT

PACKAGE = Path(cn.__file__).parent
DOCS = sorted((ROOT / "docs").rglob("*.md"))
PAGES = [*DOCS, *sorted(ROOT.glob("*.md"))]
BLOCK = re.compile(r"^```(\w+)([^\n]*)\n(.*?)^```", re.MULTILINE | re.DOTALL)
LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")


def name(page):
    return page.relative_to(ROOT).as_posix()


def text(page):
    return (ROOT / page).read_text(encoding="utf-8")


def generate():
    """Load docs/generate.py, which is a script."""
    spec = importlib.util.spec_from_file_location("generate", ROOT / "docs" / "generate.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


# --- generated pages ---------------------------------------------------------------------------


@pytest.mark.parametrize("page", ["docs/columns.md", "docs/problems.md", "docs/commands.md"])
def test_a_generated_page_is_what_the_code_says(page):
    assert text(page) == generate().pages()[ROOT / page], "run `make docs`"


def test_every_module_stands_in_the_plan_with_what_it_is_for():
    plan = text("ARCHITECTURE.md").splitlines()
    lines = generate().modules().splitlines()
    assert [line for line in lines if line not in plan] == [], "run `make docs`"


def test_every_problem_says_how_to_mend_it():
    assert set(generate().MENDS) == set(CODES)
    headings = re.findall(r"^### (.+)$", text("docs/problems.md"), re.MULTILINE)
    assert sorted(headings) == sorted(CODES)


def test_every_column_is_documented():
    page = text("docs/columns.md")
    for frame in (WHO, *FRAMES.values(), ACTORS_SHEET):
        section = page.split(f"\n## {frame.name}\n")[1].split("\n## ")[0]
        for column in frame.columns:
            assert f"| `{column.name}`" in section
            assert column.meaning.replace("|", "\\|") in section


def test_every_dependency_is_explained_and_has_its_licence_named():
    import tomllib

    project = tomllib.loads(text("pyproject.toml"))["project"]
    needs = [*project["dependencies"], *project["optional-dependencies"]["parquet"]]
    for need in needs:
        package = re.match(r"[\w-]+", need)[0]
        assert package in text("ARCHITECTURE.md"), package
        assert package in text("THIRD-PARTY-NOTICES.md"), package


# --- links and words ---------------------------------------------------------------------------


def anchors(page):
    headings = re.findall(r"^#+ (.+)$", text(page), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


@pytest.mark.parametrize("page", PAGES, ids=name)
def test_every_link_leads_somewhere(page):
    broken = []
    for link in LINK.findall(text(page)):
        if re.match(r"https?:|mailto:", link):
            continue
        path, _, anchor = link.partition("#")
        target = page if not path else (page.parent / path).resolve()
        if not target.exists() or (anchor and anchor not in anchors(target)):
            broken.append(link)
    assert broken == []


def test_every_page_can_be_found_from_the_index():
    index = text("docs/index.md")
    linked = {(ROOT / "docs" / link).resolve() for link in LINK.findall(index)}
    assert set(DOCS) - linked == {ROOT / "docs" / "index.md"}


@pytest.mark.parametrize("page", [page for page in PAGES if "THIRD" not in page.name], ids=name)
def test_nothing_is_called_anonymous(page):
    assert "anonym" not in text(page).lower()


# --- what the pages show is what happens -------------------------------------------------------


def blocks(page):
    found = BLOCK.findall(text(page))
    return [(kind, rest.strip(), textwrap.dedent(body)) for kind, rest, body in found]


def run_command(line):
    """Run one command line as the page shows it; give its exit code and all it printed."""
    command, _, comment = line.partition("  #")
    printed = io.StringIO()
    with redirect_stdout(printed), redirect_stderr(printed), pytest.raises(SystemExit) as left:
        main(shlex.split(command)[1:])
    expected = re.search(r"exit code (\d+)", comment)
    assert left.value.code == (int(expected[1]) if expected else 0), printed.getvalue()
    return printed.getvalue()


def squeezed(words):
    return " ".join(words.split())


def run_console(body):
    """Run each `$ civicnet …` line; the lines below it must be in what it prints."""
    printed = ""
    for line in body.splitlines():
        if line.startswith("$ civicnet"):
            printed = squeezed(run_command(line.removeprefix("$ ")))
        elif line.strip() and not line.startswith("$ "):
            assert squeezed(line) in printed
        else:
            printed = ""


def run_session(body, names):
    """Run what is typed after `>>>`; what is shown below must be what comes out."""
    flags = doctest.NORMALIZE_WHITESPACE | doctest.ELLIPSIS
    # A page's blocks share their names, as a session does.
    session = doctest.DocTestParser().get_doctest(body, {}, "page", None, 0)
    session.globs = names
    told = []
    result = doctest.DocTestRunner(optionflags=flags).run(
        session, out=told.append, clear_globs=False
    )
    assert (result.failed, bool(result.attempted)) == (0, True), "".join(told)


example = cache(cn.load_example)


@pytest.fixture
def _one_example(monkeypatch):
    """Give every block the same example: it never changes, and is most of what is read."""
    read = cn.read

    def known(path, **how):
        asked = path == "example:riverbend" and not any(how.values())
        return example() if asked else read(path, **how)

    monkeypatch.setattr(cn, "read", known)
    monkeypatch.setattr(cn, "load_example", lambda _name="riverbend": example())


@pytest.mark.usefixtures("_one_example")
@pytest.mark.parametrize("page", [p for p in PAGES if "```" in text(p)], ids=name)
def test_every_block_of_a_page_runs(page, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    names = {"__name__": "page"}
    for kind, rest, body in blocks(page):
        if kind in ("csv", "toml") and rest:
            Path(rest).write_text(body, encoding="utf-8")
        elif kind == "python":
            with redirect_stdout(io.StringIO()):
                exec(compile(body, name(page), "exec"), names)
        elif kind == "console":
            run_console(body)
        elif kind == "pycon":
            run_session(body, names)


def test_the_readme_shows_the_main_things_on_its_first_screen():
    first = "\n".join(text("README.md").splitlines()[:28])
    assert all(each in first for each in ("make demo", "make test", "pip install", "pipx install"))


def test_the_picture_is_light_enough_to_be_looked_at():
    pictures = list((ROOT / "docs" / "images").iterdir())
    assert pictures
    assert [each.name for each in pictures if each.stat().st_size > 200 * 1024] == []


# --- docstrings --------------------------------------------------------------------------------


def public_definitions():
    for path in sorted(PACKAGE.rglob("*.py")):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        kinds = (ast.FunctionDef, ast.ClassDef)
        for node in tree.body:
            inner = node.body if isinstance(node, ast.ClassDef) else []
            for each in (node, *inner):
                if isinstance(each, kinds) and not each.name.startswith("_"):
                    yield f"{path.relative_to(PACKAGE)}:{each.name}", each


def test_everything_public_has_a_docstring_that_begins_with_one_line():
    without = []
    for place, node in public_definitions():
        said = ast.get_docstring(node) or ""
        if not said.split("\n\n")[0].strip().endswith((".", ":", "?")):
            without.append(place)
    assert without == []
