"""`Partnership`: the people, offices, organizations, ties, seats and assets of a partnership."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

import pandas as pd

from civicnet.cells import fold, nearest
from civicnet.columns import ACTORS, FRAMES
from civicnet.errors import ArgumentError, DataError, UnknownActorError
from civicnet.names import Register
from civicnet.problems import Problem
from civicnet.tables import Table
from civicnet.understand import ActorsAre, understand

if TYPE_CHECKING:
    import networkx as nx

    from civicnet.network import Network
    from civicnet.questions.describe import Description


_ONES = {"people": "person", "aliases": "alias", "context": "context"}


@dataclass(frozen=True, eq=False, repr=False)
class Partnership:
    """
    A partnership as validated frames; never changed after it is made.

    Each frame always has every column that columns.FRAMES declares, in that order, followed by
    the unknown columns of the data as text. Texts are `str` or None, lists are tuples, numbers
    are floats (NaN is missing), yes and no are booleans or None, dates are datetime64[us]: a
    start is the first day on which a thing holds, an end the last. Rows stand in an order that
    does not depend on how they were typed.

    `source` names where the data come from; `assumptions` says what was read into them;
    `problems` are the warnings and notes met on reading.
    """

    people: pd.DataFrame
    organizations: pd.DataFrame
    offices: pd.DataFrame
    terms: pd.DataFrame
    ties: pd.DataFrame
    seats: pd.DataFrame
    assets: pd.DataFrame
    needs: pd.DataFrame
    voices: pd.DataFrame
    outcomes: pd.DataFrame
    roles: pd.DataFrame
    context: pd.DataFrame
    aliases: pd.DataFrame
    source: str = ""
    assumptions: tuple[str, ...] = ()
    problems: tuple[Problem, ...] = field(default=())

    @property
    def invented(self) -> str:
        """
        A sentence that has to be shown with the data where they are made up, else "".

        It is the value of the key "invented" in Context, so that it goes wherever the data go.
        """
        keys = self.context["key"].map(lambda key: fold(key or ""))
        return next((said for said in self.context.loc[keys == "invented", "value"] if said), "")

    @property
    def frames(self) -> dict[str, pd.DataFrame]:
        """Every frame by its name, in the order of columns.FRAMES."""
        return {name: getattr(self, name) for name in FRAMES}

    @classmethod
    def from_frames(
        cls,
        *,
        actors_are: ActorsAre | None = None,
        add_missing: bool = False,
        mapping: Mapping[str, str] | None = None,
        source: str = "",
        **frames: pd.DataFrame | None,
    ) -> Partnership:
        """
        Make a partnership from pandas frames; they are not changed.

        Frames are given by name (`ties=`, `people=`, `seats=` …; also `who=`, the sheet of
        people in posts, and `actors=`, a list of actors of any kind) and are checked like a file:
        headers may be synonyms, dates may be texts.

        Raises
        ------
        DataError
            with every problem, where one is an error.
        ArgumentError
            for a frame of an unknown name, or where no frame has a row.

        >>> import pandas as pd
        >>> ties = pd.DataFrame({"from": ["City"], "to": ["YMCA"], "agreement": ["MOU"]})
        >>> Partnership.from_frames(ties=ties, actors_are="organizations")
        Partnership(2 organizations, 1 tie)
        """
        from civicnet.readers.frames import tables_from_frames

        known = (*FRAMES, "who", "actors")
        for name in frames:
            if name not in known:
                near = nearest(name, known)
                hint = f"; did you mean {near[0]!r}?" if near else f"; allowed: {', '.join(known)}"
                raise ArgumentError(f"there is no frame {name!r}{hint}")
        given = {n: f for n, f in frames.items() if f is not None and len(f.columns)}
        return cls.from_tables(
            tables_from_frames(given),
            actors_are=actors_are,
            add_missing=add_missing,
            mapping=mapping,
            source=source,
        )

    @classmethod
    def from_networkx(
        cls, graph: nx.Graph, *, actors_are: ActorsAre | None = None, source: str = ""
    ) -> Partnership:
        """
        Make a partnership from a networkx graph, which is not changed.

        Attributes of nodes and edges become columns: those with a name civicnet knows ("kind",
        "organization", "relation", "strength" …) are understood, the others kept.
        """
        from civicnet.readers.graphs import tables_from_graph

        return cls.from_tables(tables_from_graph(graph), actors_are=actors_are, source=source)

    @classmethod
    def from_tables(
        cls,
        tables: Sequence[Table],
        *,
        actors_are: ActorsAre | None = None,
        add_missing: bool = False,
        mapping: Mapping[str, str] | None = None,
        source: str = "",
    ) -> Partnership:
        """Make a partnership from raw tables, or raise DataError with all that is wrong."""
        found = understand(tables, mapping=mapping, actors_are=actors_are, add_missing=add_missing)
        if not found.frames:
            raise DataError(found.problems)
        if not any(len(frame) for frame in found.frames.values()):
            raise ArgumentError("no frame has a row; a partnership needs at least one")
        return cls(
            **found.frames,
            source=source,
            assumptions=found.assumptions,
            problems=tuple(found.problems),
        )

    # The two doors upwards: a partnership is asked for its network and for its description as a
    # frame is asked for its groups; what answers lives above and is loaded when asked.

    def network(self, view: str = "bodies", **options: Any) -> Network:
        """
        Give the partnership as a network; see civicnet.views.network for views and options.

        `view` is "bodies", "people", "tables", "ties" or "split"; options are `at`, `relation`,
        `strength`, `directed`, `weight` and `tables`.
        """
        from civicnet.views import network

        return network(self, view, **options)

    def describe(self, *, at: object = None) -> Description:
        """Say what is in the data, what was read into them, and what they can answer."""
        from civicnet.questions.describe import describe

        return describe(self, at=at)

    def find(self, name: str, kinds: Sequence[str] = ACTORS) -> str:
        """
        Find the actor that a name means, as it is written in the frames.

        Raises
        ------
        UnknownActorError
            where no actor, or more than one, is called that; it holds the nearest names.
        """
        found = self._register.named(name, kinds)
        if len(found) == 1:
            return found[0]
        among = [label for label, kind in self._register.kinds.items() if kind in kinds]
        raise UnknownActorError(name, sorted(found) or nearest(name, among))

    @cached_property
    def _register(self) -> Register:
        """Everybody by all their names; made once, since a list of edits asks for many."""
        register = Register()
        register.add("people", [(p, "") for p in self.people["person"]])
        register.add("organizations", [(o, "") for o in self.organizations["organization"]])
        for post, body in zip(self.offices["office"], self.offices["organization"], strict=True):
            register.add_office(post, body)
        for alias, label in zip(self.aliases["alias"], self.aliases["name"], strict=True):
            register.alias(alias, label)
        return register

    def equals(self, other: Partnership) -> bool:
        """Tell whether two partnerships hold the same rows, wherever they come from."""
        return all(frame.equals(other.frames[name]) for name, frame in self.frames.items())

    def __repr__(self) -> str:
        counts = [
            f"{len(frame)} {name if len(frame) != 1 else _ONES.get(name, name.removesuffix('s'))}"
            for name, frame in self.frames.items()
            if len(frame)
        ]
        return f"{type(self).__name__}({', '.join(counts)})"
