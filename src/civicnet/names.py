"""Who is meant by a name: ids, spellings, aliases, posts; never merged by likeness."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from rapidfuzz import fuzz, process

from civicnet.cells import Fault, bare, clean, did_you_mean, fold, quoted

_SAY = {"people": "a person", "organizations": "an organization", "offices": "an office"}


def office_label(office: str, organization: str) -> str:
    """Name an office so that it is told apart from the same post elsewhere."""
    return f"{office}, {organization}"


@dataclass
class Register:
    """
    Every actor of a partnership by its names while the data are being read.

    One name means one actor, whatever its kind. An id wins over a name: rows of one id are one
    actor however they are spelled, and two ids of one name are two actors, shown "Name (id)".
    """

    kinds: dict[str, str] = field(default_factory=dict)
    clashes: set[str] = field(default_factory=set)  # names used for actors of two kinds
    _by_fold: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    _by_id: dict[tuple[str, str], str] = field(default_factory=dict)
    _posts: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))

    def add(
        self, kind: str, spellings: Iterable[tuple[str, str]], apart: Collection[str] = ()
    ) -> None:
        """
        Add actors of one kind from all (name, id) pairs that mention them; id "" is none.

        Names in `apart` (folded) are shown with their id whatever else is called so.
        """
        by_id: dict[str, Counter[str]] = defaultdict(Counter)
        times: Counter[str] = Counter()
        for name, number in spellings:
            if number:
                by_id[number][clean(name) or number] += 1
            else:
                times[clean(name)] += 1
        del times[""]
        by_fold: dict[str, list[str]] = defaultdict(list)
        for spelled in times:
            by_fold[fold(spelled)].append(spelled)
        shown = {number: commonest(counter) for number, counter in by_id.items()}
        shared = Counter(fold(name) for name in shown.values())
        for number in sorted(shown):
            name = shown[number]
            alone = shared[fold(name)] == 1 and fold(name) not in apart
            label = name if alone else f"{name} ({number})"
            self._enter(kind, label, (*by_id[number], name), number)
        for folded in sorted(by_fold):
            if not any(self.kinds[label] == kind for label in self._by_fold.get(folded, ())):
                label = commonest({name: times[name] for name in by_fold[folded]})
                self._enter(kind, label, (label,), "")

    def add_office(self, office: str, organization: str, number: str = "") -> str:
        """Add an office, known by its label, its id and, where that is enough, the post alone."""
        label = office_label(office, organization)
        if label not in self.kinds:
            self._enter("offices", label, (label,), number)
            self._posts[fold(office)].append(label)
        return label

    def alias(self, alias: str, label: str) -> None:
        """Let `alias` stand for an actor already in the register."""
        if label not in self._by_fold[fold(alias)]:
            self._by_fold[fold(alias)].append(label)

    def _enter(self, kind: str, label: str, names: Iterable[str], number: str) -> None:
        if self.kinds.setdefault(label, kind) != kind:
            self.clashes.add(label)
            return
        if number:
            self._by_id[kind, number] = label
        for name in {label, *names}:
            if label not in self._by_fold[fold(name)]:
                self._by_fold[fold(name)].append(label)

    def named(self, text: str, kinds: Sequence[str]) -> list[str]:
        """Find every actor of the given kinds that `text` may mean."""
        for kind in kinds:
            if label := self._by_id.get((kind, text)):
                return [label]
        labels = [x for x in self._by_fold.get(fold(text), ()) if self.kinds[x] in kinds]
        if not labels and "offices" in kinds:
            labels = self._posts.get(fold(text), [])
        return list(labels)

    def by_id(self, kind: str, number: str) -> str | None:
        """Find an actor by its id."""
        return self._by_id.get((kind, number))

    def resolve(self, text: str, kinds: Sequence[str]) -> str | Fault:
        """Find the one actor that `text` means, or say why that cannot be said."""
        labels = self.named(text, kinds)
        if len(labels) == 1:
            return labels[0]
        if labels:
            options = ", ".join(quoted(label) for label in sorted(labels)[:4])
            return Fault(
                "ambiguous-name",
                f"{quoted(text)} can be any of {options}.",
                "Write the whole name, as shown.",
            )
        others = [x for x in self._by_fold.get(fold(text), ()) if self.kinds[x] not in kinds]
        wanted = " or ".join(_SAY[kind] for kind in kinds)
        if others:
            return Fault(
                "unknown-actor",
                f"{quoted(text)} is {_SAY[self.kinds[others[0]]]}; {wanted} is needed here.",
                "Write the name of one.",
            )
        among = [label for label, kind in self.kinds.items() if kind in kinds]
        hint = did_you_mean(text, among)
        return Fault(
            "unknown-actor",
            f"nobody and nothing is called {quoted(text)}.",
            f"{hint} Correct the cell, add a row for the name, or read with add_missing.".strip(),
        )


def commonest(times: Mapping[str, int]) -> str:
    """Choose the spelling most used; of equals the first in the alphabet."""
    return min(times, key=lambda name: (-times[name], name))


# Above this many names only equal letters are looked for: comparing all pairs grows too slow.
_ALL_PAIRS = 3_000


def near_duplicates(labels: Sequence[str]) -> list[tuple[str, str]]:
    """
    Suggest pairs of names that may be one actor; nothing is ever merged because of it.

    Names are alike when they differ by accents, punctuation or word order, or by a letter or
    two in long words. Names that differ in a number ("District 5", "District 6") are not.
    """
    plain = {label: bare(label) for label in sorted(labels)}
    pairs: set[tuple[str, str]] = set()
    groups: dict[str, list[str]] = defaultdict(list)
    for label, text in plain.items():
        groups[" ".join(sorted(text.split()))].append(label)
    for group in groups.values():
        pairs.update((one, two) for i, one in enumerate(group) for two in group[i + 1 :])
    if len(plain) <= _ALL_PAIRS:
        numbered: dict[tuple[str, ...], list[str]] = defaultdict(list)
        for label, text in plain.items():
            numbered[tuple(w for w in text.split() if any(map(str.isdigit, w)))].append(label)
        for names in numbered.values():
            texts = [plain[name] for name in names]
            scores = process.cdist(texts, texts, scorer=fuzz.ratio, score_cutoff=88)
            for i, j in zip(*scores.nonzero(), strict=True):
                if i < j and _alike(texts[i], texts[j]):
                    pairs.add((names[i], names[j]))
    return sorted(pairs)


def _alike(one: str, two: str) -> bool:
    """Tell whether two plain names with the same numbers differ by a slip of the pen."""
    first, second = one.split(), two.split()
    if len(first) != len(second):
        return sorted("".join(first)) == sorted("".join(second))
    changed = [(a, b) for a, b in zip(first, second, strict=True) if a != b]
    # One changed word, long and nearly equal: "Jefferson Elementry". Short words that differ by a
    # letter ("Maria", "Mario") are two people.
    return len(changed) == 1 and min(map(len, changed[0])) >= 6 and fuzz.ratio(*changed[0]) >= 80
