"""
Compile the kernels where that is possible; a build without a compiler succeeds, and is pure Python.

Every module of civicnet._kernels.builds.MODULES is compiled from its own source into
civicnet/_kernels/_compiled, all of them or none. With CIVICNET_EXPECT_COMPILED=1 a build that
cannot compile fails and says why; with CIVICNET_PURE=1 none is tried. The generated C is not kept.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import sys
import tempfile
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

KERNELS = Path("src", "civicnet", "_kernels")
# What the kernels rely on. Division stays Python's (no cdivision): it must mean the same as
# uncompiled. Ranges are checked once by the driver.
DIRECTIVES = {
    "language_level": 3,
    "boundscheck": False,
    "wraparound": False,
    "initializedcheck": False,
    "embedsignature": False,
}


class KernelsBuildHook(BuildHookInterface[Any]):
    """Add the compiled kernels to a wheel, or put them beside their sources for an editable one."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Compile into a folder of our own, then say what goes into the wheel."""
        if self.target_name != "wheel" or os.environ.get("CIVICNET_PURE"):
            return
        root = Path(self.root)
        home = KERNELS / "_compiled"
        if version == "editable":
            # Whatever comes of this build, an older one must not outlive it.
            for old in (root / home).iterdir():
                if old.suffix in (".so", ".pyd", ".json"):
                    old.unlink()
        self.made = Path(tempfile.mkdtemp(prefix="civicnet-kernels-"))
        try:
            built = compile_kernels(root, self.made)
        except Exception as error:  # a build may fail in any way, and must then be pure
            shutil.rmtree(self.made, ignore_errors=True)
            if os.environ.get("CIVICNET_EXPECT_COMPILED"):
                raise
            self.app.display_warning(
                f"The kernels were not compiled and will run, slower, as Python: {error}"
            )
            return
        if version == "editable":
            for path in built:
                shutil.copy2(path, root / home / path.name)
        else:
            build_data["force_include"].update(
                {str(path): f"civicnet/_kernels/_compiled/{path.name}" for path in built}
            )
        build_data["pure_python"] = False
        build_data["infer_tag"] = True

    # Hatchling passes all three, and this needs none.
    def finalize(self, version: str, build_data: dict[str, Any], artifact_path: str) -> None:  # noqa: ARG002
        """Remove what was made on the way."""
        if hasattr(self, "made"):
            shutil.rmtree(self.made, ignore_errors=True)


def compile_kernels(root: Path, into: Path) -> list[Path]:
    """Compile every kernel under `root`, and give the extensions and the record of sources."""
    from Cython.Build import cythonize
    from setuptools import Distribution, Extension
    from setuptools.command.build_ext import build_ext

    names = modules(root)
    # Only the kernels are copied, so that the paths in the extensions are the same everywhere.
    sources = into / "sources"
    package = sources / "civicnet" / "_kernels"
    package.mkdir(parents=True)
    for name in names:
        shutil.copy2(root / KERNELS / f"{name}.py", package / f"{name}.py")
    for folder in (sources / "civicnet", package):
        (folder / "__init__.py").write_text("", encoding="utf-8")
    windows = sys.platform == "win32"
    # No fused multiply-add: results must not depend on the processor.
    options = ["/O2", "/fp:precise"] if windows else ["-O3", "-g0", "-ffp-contract=off"]
    # Cython's own code for arrays is compiled once, beside the kernels, and not into each of them.
    shared = "civicnet._kernels._compiled.shared"
    files = {f"civicnet._kernels._compiled.{name}": package / f"{name}.py" for name in names}
    extensions = [
        Extension(
            name,
            [str(path)],
            extra_compile_args=options,
            extra_link_args=["-s"] if sys.platform == "linux" else [],
        )
        for name, path in [*files.items(), (shared, package / "shared.c")]
    ]
    made = cythonize(
        extensions,
        build_dir=str(into / "c"),
        shared_utility_qualified_name=shared,
        compiler_directives=DIRECTIVES,
        quiet=True,
        force=True,
    )
    distribution = Distribution({"name": "civicnet", "ext_modules": made})
    command = build_ext(distribution)
    command.build_lib = str(into / "lib")
    command.build_temp = str(into / "objects")
    command.parallel = os.cpu_count() or 1
    command.finalize_options()
    command.run()
    folder = into / "lib" / "civicnet" / "_kernels" / "_compiled"
    built = sorted(path for path in folder.iterdir() if path.suffix in (".so", ".pyd"))
    if len(built) != len(extensions):
        raise RuntimeError(f"{len(built)} of {len(extensions)} extensions were compiled")
    record = into / "sources.json"
    hashes = {name: source_hash(root / KERNELS / f"{name}.py") for name in names}
    record.write_text(json.dumps(hashes, indent=1) + "\n", encoding="utf-8")
    return [*built, record]


def modules(root: Path) -> list[str]:
    """Name the kernels: the modules that ask whether they are compiled."""
    return sorted(
        path.stem
        for path in (root / KERNELS).glob("*.py")
        if "import cython\n" in path.read_text(encoding="utf-8")
    )


def source_hash(path: Path) -> str:
    """Give the hash of a source as civicnet._kernels.builds does."""
    return hashlib.sha256(path.read_text(encoding="utf-8").encode()).hexdigest()


if __name__ == "__main__":
    # python hatch_build.py: compile beside the sources, for work on the kernels.
    with tempfile.TemporaryDirectory() as folder:
        for path in compile_kernels(Path(__file__).parent, Path(folder)):
            shutil.copy2(path, Path(__file__).parent / KERNELS / "_compiled" / path.name)
