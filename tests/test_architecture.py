"""The house's plan, proved: layers, no circles, who may use what, and what starting up costs."""

import ast
import importlib
import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest

import civicnet as cn

PACKAGE = Path(cn.__file__).parent
LAYERS = (
    ("errors", "problems"),
    (
        "vocabulary", "columns", "headers", "tables", "cells", "names", "spellings", "draft",
        "registering", "naming", "split", "typed", "merging", "moments",
        "base_rates", "rules", "validate", "understand", "model",
    ),
    (
        "readers", "network", "standing", "bodies", "views", "files", "writers", "joining",
        "examplerows", "template", "marking", "reading", "arrays", "_kernels", "sharing",
    ),
    (
        "ranking", "centrality", "shortest_ways", "brokerage", "redundancy", "gould_fernandez",
        "cohesion", "mixing", "core_periphery", "continuous_core", "krackhardt", "fragmentation",
        "key_players", "inference", "pieces", "leaving", "projection", "set_scores", "reach",
        "chances", "futures", "lifetimes", "stakes", "shares", "strengthening",
    ),
    ("questions",),
    ("page",),
    ("cli",),
)  # fmt: skip
RANK = {name: rank for rank, names in enumerate(LAYERS) for name in names}
# A partnership is asked for its network and its description as a frame is asked for its groups.
# These four open doors upwards, when they are called; nothing is imported before.
DOORS = {
    ("from_frames", "readers"),
    ("from_networkx", "readers"),
    ("network", "views"),
    ("describe", "questions"),
}
MODULES = sorted(
    ".".join(("civicnet", *path.relative_to(PACKAGE).with_suffix("").parts)).removesuffix(
        ".__init__"
    )
    for path in PACKAGE.rglob("*.py")
)
FUNCTIONS = (
    "read", "check", "write", "map", "merge", "load_example", "assets", "brokers", "concentration",
    "depart", "forecast", "gaps", "left", "outcomes", "rehouse", "risks", "seats", "stakeholders",
    "survival", "turnover", "unity", "voices",
)  # fmt: skip


def source(module):
    parts = module.split(".")[1:]
    folder = PACKAGE.joinpath(*parts)
    path = folder / "__init__.py" if folder.is_dir() else folder.with_suffix(".py")
    return ast.parse(path.read_text(encoding="utf-8"))


def is_for_types(node):
    return isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING"


def imports(module, *, at_start=False):
    """List (function, imported module) of every import; for types only is no import."""
    found = []

    def visit(node, function):
        if is_for_types(node):
            return
        if isinstance(node, ast.Import):
            found.extend((function, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.level == 0:
            # `from civicnet import rules` imports the module, not a name of the package.
            whole = [f"{node.module}.{alias.name}" for alias in node.names]
            found.extend((function, name if name in MODULES else node.module) for name in whole)
        if isinstance(node, ast.FunctionDef):
            if at_start:
                return
            function = node.name
        for child in ast.iter_child_nodes(node):
            visit(child, function)

    visit(source(module), "")
    return found


def part(module):
    """Name the part of civicnet a module belongs to; "" for the package itself and for others."""
    return module.split(".")[1] if module.startswith("civicnet.") else ""


@pytest.mark.parametrize("module", [name for name in MODULES if part(name) not in ("", "__main__")])
def test_a_module_imports_from_its_own_layer_or_below(module):
    upward = [
        (function, name)
        for function, name in imports(module)
        if part(name) and RANK[part(name)] > RANK[part(module)]
    ]
    doors = DOORS if module == "civicnet.model" else set()
    assert [each for each in upward if (each[0], part(each[1])) not in doors] == []


def test_the_four_doors_upwards_are_all_used():
    upward = {(function, part(name)) for function, name in imports("civicnet.model")}
    assert upward >= DOORS


def test_modules_do_not_import_each_other_in_a_circle():
    below = {
        module: {name for _, name in imports(module, at_start=True) if name in MODULES} - {module}
        for module in MODULES
    }
    # A package's own __init__ runs before each of its modules.
    while ready := [module for module, needs in below.items() if not needs]:
        for module in ready:
            del below[module]
        for needs in below.values():
            needs.difference_update(ready)
    # The package itself imports nothing at start, so importing it is no circle.
    assert below == {}


@pytest.mark.parametrize(
    ("library", "home"), [("pyvis", "page"), ("click", "cli"), ("rich", "cli")]
)
def test_a_library_is_used_in_one_place_only(library, home):
    users = {
        part(module)
        for module in MODULES
        for _, name in imports(module)
        if name.split(".")[0] == library
    }
    assert users == {home}


def test_only_the_command_line_prints():
    printing = [
        module
        for module in MODULES
        for node in ast.walk(source(module))
        if isinstance(node, ast.Call) and ast.unparse(node.func) in ("print", "click.echo")
    ]
    assert {part(module) for module in printing} == {"cli"}


def test_the_clock_is_read_in_one_place():
    reading = {
        module
        for module in MODULES
        for node in ast.walk(source(module))
        if isinstance(node, ast.Attribute)
        and ast.unparse(node) in ("dt.datetime.now", "dt.date.today")
    }
    assert reading == {"civicnet.moments"}


def test_no_module_is_a_drawer_of_odds_and_ends():
    assert not {"utils", "helpers", "common", "misc"} & {m.rsplit(".")[-1] for m in MODULES}


def test_every_module_has_a_docstring_and_a_place_in_a_layer():
    assert [module for module in MODULES if not ast.get_docstring(source(module))] == []
    assert {part(module) for module in MODULES} - {"", "__main__"} <= set(RANK)


def test_no_module_hides_a_function_of_the_same_name(tmp_path):
    for module in MODULES:
        if module != "civicnet.__main__":
            importlib.import_module(module)
    for name in FUNCTIONS:
        assert callable(getattr(cn, name)), name
    rows = pd.DataFrame({"from": ["City"], "to": ["YMCA"]})
    (tmp_path / "ties.csv").write_text(rows.to_csv(index=False), encoding="utf-8")
    for _ in range(2):
        p = cn.read(tmp_path / "ties.csv")
        assert all(problem.severity != "error" for problem in cn.check(tmp_path / "ties.csv"))
        cn.write(p, tmp_path / "again.json")
        cn.map(p, tmp_path / "map.html")
        assert len(cn.load_example().people) > 50


def loaded_by(*arguments):
    """Run Python anew and list the top-level packages it has loaded at the end."""
    code = "import sys; print(*sorted({m.split('.')[0] for m in sys.modules}), file=sys.stderr)"
    program = "\n".join(["import atexit", f"atexit.register(lambda: exec({code!r}))", *arguments])
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return set(done.stderr.splitlines()[-1].split())


HEAVY = {
    "pandas",
    "numpy",
    "scipy",
    "networkx",
    "pyvis",
    "rich",
    "openpyxl",
    "xlsxwriter",
    "jinja2",
}


@pytest.mark.parametrize("arguments", [["--help"], [], ["--version"], ["help"]])
def test_the_help_loads_nothing_heavy(arguments):
    run = f"from civicnet.cli import main; main({arguments!r})"
    loaded = loaded_by(run)
    assert "click" in loaded
    assert loaded & HEAVY == set()


def test_the_help_of_one_command_loads_nothing_heavy():
    assert loaded_by("from civicnet.cli import main; main(['map', '--help'])") & HEAVY == set()


def test_importing_civicnet_loads_nothing_heavy():
    assert loaded_by("import civicnet") & (HEAVY | {"click"}) == set()


def test_reading_a_file_loads_neither_networkx_nor_pyvis(tmp_path):
    (tmp_path / "ties.csv").write_text("from,to\nCity,YMCA\n", encoding="utf-8")
    loaded = loaded_by(f"import civicnet; civicnet.read({str(tmp_path / 'ties.csv')!r})")
    assert "pandas" in loaded
    assert loaded & {"networkx", "pyvis", "rich", "click"} == set()
