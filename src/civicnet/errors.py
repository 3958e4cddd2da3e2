"""The errors a caller can catch: each is also a builtin, and each says the way out."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from civicnet.problems import Problem


class CivicnetError(Exception):
    """Anything civicnet raises on purpose; its message is meant for the user."""


class DataError(CivicnetError, ValueError):
    """
    The data cannot be used as they are; `problems` says where and how to mend them.

    Attributes
    ----------
    problems : every problem found, worst first, warnings included.
    """

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems = list(problems)
        errors = [problem for problem in self.problems if problem.severity == "error"]
        shown = [str(problem) for problem in errors[:20]]
        if len(errors) > len(shown):
            shown.append(f"… and {len(errors) - len(shown)} more")
        count = "1 problem" if len(errors) == 1 else f"{len(errors)} problems"
        super().__init__(f"{count} in the data\n" + "\n".join(shown))


class ArgumentError(CivicnetError, ValueError):
    """An argument is not one of what is allowed; the message names both."""


class UnknownActorError(CivicnetError, LookupError):
    """Nobody is called that; `nearest` holds the names that come closest."""

    def __init__(self, name: str, nearest: Sequence[str] = ()) -> None:
        self.name = name
        self.nearest = list(nearest)
        hint = (
            f" Did you mean {' or '.join(repr(each) for each in self.nearest)}?" if nearest else ""
        )
        super().__init__(f"nobody is called {name!r}.{hint}")

    def __str__(self) -> str:
        # LookupError's own text would quote the message as if it were a key.
        return str(self.args[0])


class FileError(CivicnetError, OSError):
    """A file cannot be opened, read or written; nothing was left half done."""


class LimitError(CivicnetError, ValueError):
    """The input is larger than civicnet will take on; the message names the limit."""


class MissingExtraError(CivicnetError, ImportError):
    """A feature needs an optional package; the message gives the command that installs it."""

    def __init__(self, feature: str, package: str, extra: str) -> None:
        super().__init__(
            f'{feature} needs {package}; install it with: pip install "civicnet[{extra}]"'
        )
