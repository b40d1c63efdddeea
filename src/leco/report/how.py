"""How a number was computed: its formula in words, its source, who counts, what to know."""

from collections.abc import Iterable, Mapping, Sequence

import pandas as pd

from leco import words
from leco.metrics.registry import measures
from leco.report.page import Entry
from leco.result import Answer


def of_answers(answers: Mapping[str, Mapping[str, Answer]], lang: str) -> tuple[Entry, ...]:
    """Tell of each measure, over all coalitions (measure -> coalition -> answer)."""
    return tuple(
        Entry(words.measure(name, lang), (*formula(name, lang), *counted(own, lang)))
        for name, own in answers.items()
    )


def of_track(names: Sequence[str], frame: pd.DataFrame, lang: str) -> tuple[Entry, ...]:
    """Tell of measures followed over time: whom they count at the first and at the last moment."""
    found = []
    for name in names:
        lines = list(formula(name, lang))
        own = frame[(frame["measure"] == name) & frame["value"].notna()]
        for coalition, rows in own.groupby("coalition", sort=False):
            for row in rows.iloc[[0, -1]].to_dict("records"):
                counted = words.text("how.counted", lang, n=row["n"], missing=row["missing"])
                lines.append(f"{coalition}, {row['moment']}: {counted}")
        found.append(Entry(words.measure(name, lang), tuple(dict.fromkeys(lines))))
    return tuple(found)


def formula(name: str, lang: str) -> Iterable[str]:
    """Give the formula in words and its source."""
    code = words.code(name)
    yield words.text(f"how.{code}", lang)
    entry = measures().get(code)
    if entry is not None and entry.source:
        yield words.text("answer.source", lang, source=words.source(code, entry.source, lang))


def counted(answers: Mapping[str, Answer], lang: str) -> Iterable[str]:
    """Say of each coalition who counts, and what to know of its answer."""
    for coalition, answer in answers.items():
        said = [words.text("how.counted", lang, n=answer.n, missing=answer.missing)]
        said += [note.say(lang) for note in answer.notes]
        yield f"{coalition}: {' · '.join(said)}"
