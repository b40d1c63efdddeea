"""The figures of a report: words for who cannot see them, and the table behind each."""

import math
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import pandas as pd

from leco import words
from leco.plot import figures
from leco.report import how
from leco.report.material import Material
from leco.report.page import Entry, Figure, Grid
from leco.result import Answer, Statistic

# What stands beside a number: what chance gives, and values that sizes leave alone.
BESIDE = ("expected", "rarefied", "unbiased")


def beside(material: Material, measures: Sequence[str]) -> Figure:
    """Draw measures side by side: one panel each, with what chance gives."""
    frame, lang = material.frame, material.lang
    known = _known(frame, measures)
    count = frame["coalition"].nunique()
    drawn, axes = figures.panels(len(known), height=0.7 + 0.28 * count)
    for measure, ax in zip(known, axes, strict=True):
        figures.dots(frame, measure, ax, lang)
    own = frame[frame["measure"].isin(known)]
    keys = ["beside"]
    if ((own["column"] == "expected") & own["value"].notna()).any():
        keys.append("beside_chance")
    if (own["column"] == "rarefied").any():
        keys.append("beside_rarefied")
    caption = " ".join(material.say(key) for key in keys)
    alt = f"{_names(known, lang)}: {_values(own, lang)}"
    answers = {measure: material.answers[measure] for measure in known}
    return Figure(
        figures.svg(drawn, alt), alt, caption, tuple(sentences(material, known)),
        _beside_grid(material, known), how.of_answers(answers, lang),
    )  # fmt: skip


def over_time(material: Material, measures: Sequence[str]) -> Figure:
    """Draw measures over time: one panel each, a line for each coalition."""
    frame, lang = material.followed, material.lang
    known = _known(frame, measures)
    drawn, axes = figures.panels(len(known), height=1.9)
    for measure, ax in zip(known, axes, strict=True):
        figures.lines(frame, measure, ax, lang)
    if len(set(frame["coalition"])) > 1:
        axes[0].legend(frameon=False, fontsize=9, loc="best")
    moments = list(dict.fromkeys(frame["moment"]))
    caption = material.say("over_time", begin=moments[0], end=moments[-1])
    if frame[frame["measure"].isin(known)]["low"].notna().any():
        caption += " " + material.say("over_time_band")
    said = tuple(_from_to(material, known))
    alt = f"{_names(known, lang)}. {caption}"
    return Figure(figures.svg(drawn, alt), alt, caption, said, _over_grid(material, known),
                  how.of_track(known, frame, lang))  # fmt: skip


def sentences(material: Material, measures: Iterable[str]) -> Iterable[Entry]:
    """Say each measure of each coalition in plain words, with what chance and size would give."""
    for measure in measures:
        said = [
            material.of(name, sentence)
            for name, answer in material.answers[measure].items()
            if (sentence := _sentence(material, measure, name, answer))
        ]
        if said:
            higher = words.text(f"higher.{words.code(measure)}", material.lang)
            yield Entry(words.measure(measure, material.lang), (*said, higher))


def _sentence(material: Material, measure: str, name: str, answer: Answer) -> str:
    """Say one number; nothing where it is not known."""
    frame, lang = material.frame, material.lang
    cells = _by(frame[(frame["measure"] == measure) & (frame["coalition"] == name)], "column")
    if "value" not in cells or math.isnan(cells["value"]["value"]):
        return ""
    said = answer.sentence(lang).rstrip(".")
    # What is said in percent is compared in percent.
    percent = f"{words.percentage(100 * cells['value']['value'], lang)} %"

    def shown(value: float) -> str:
        return (f"{words.percentage(100 * value, lang)} %" if percent in said
                else words.number(value, lang))  # fmt: skip

    # What says itself what chance gives need not hear it twice.
    beside = [column for column in BESIDE if column != "expected" or not _says_chance(answer)]
    more = [
        material.say(f"beside.{column}", value=shown(cells[column]["value"]),
                     size=cells[column]["n"])
        for column in beside if column in cells and not math.isnan(cells[column]["value"])
    ]  # fmt: skip
    return "; ".join([said, *more]) + "."


def _says_chance(answer: Answer) -> bool:
    return isinstance(answer, Statistic) and "expected" in answer.parts


def interval(cell: Mapping[str, float], lang: str) -> str:
    """Write a number, with its interval where there is one."""
    shown = words.number(cell["value"], lang)
    if math.isnan(cell["low"]) or math.isnan(cell["high"]):
        return shown
    return words.text("report.between", lang, value=shown, low=cell["low"], high=cell["high"])


def _by(frame: pd.DataFrame, column: str) -> dict[str, dict[str, Any]]:
    """Give the rows of a frame by what one column says."""
    return {str(row[column]): row for row in _rows(frame)}


def _rows(frame: pd.DataFrame) -> list[dict[str, Any]]:
    return [{str(key): cell for key, cell in row.items()} for row in frame.to_dict("records")]


def _known(frame: pd.DataFrame, measures: Sequence[str]) -> list[str]:
    return [one for one in measures if frame[frame["measure"] == one]["value"].notna().any()]


def _beside_grid(material: Material, measures: Sequence[str]) -> Grid:
    """Lay out what the figure shows: a row for each measure and coalition."""
    lang = material.lang
    own = material.frame[material.frame["measure"].isin(measures)]
    extra = [column for column in BESIDE
             if own[own["column"] == column]["value"].notna().any()]  # fmt: skip
    head = [words.text("report.measure", lang), words.text("report.coalition", lang),
            words.text("compare.column.value", lang)]  # fmt: skip
    sizes = own[own["column"] == "rarefied"]["n"]
    size = int(sizes.min()) if len(sizes) else 0
    head += [words.text(f"compare.column.{column}", lang, size=size) for column in extra]
    rows = []
    for (measure, name), cells in own.groupby(["measure", "coalition"], sort=False):
        row = _by(cells, "column")
        shown = [interval(row[one], lang) if one in row else "–" for one in ("value", *extra)]
        rows.append((words.measure(str(measure), lang), str(name), *shown))
    numeric = (False, False, *[True] * (1 + len(extra)))
    return Grid(words.text("report.behind", lang), tuple(head), tuple(rows), numeric)


def _over_grid(material: Material, measures: Sequence[str]) -> Grid:
    """Lay out what the figure shows: a row for each coalition and moment."""
    lang, frame = material.lang, material.followed
    own = frame[frame["measure"].isin(measures) & (frame["level"] != "partner")]
    rows = []
    for (name, moment), cells in own.groupby(["coalition", "moment"], sort=False):
        row = _by(cells, "measure")
        shown = [interval(row[one], lang) if one in row else "–" for one in measures]
        rows.append((str(name), str(moment), *shown))
    head = (words.text("report.coalition", lang), words.text("report.fact.moment", lang),
            *(words.measure(measure, lang) for measure in measures))  # fmt: skip
    numeric = (False, False, *[True] * len(measures))
    return Grid(words.text("report.behind", lang), head, tuple(rows), numeric)


def _from_to(material: Material, measures: Sequence[str]) -> Iterable[Entry]:
    """Say where each measure began and where it ended."""
    lang, frame = material.lang, material.followed
    for measure in measures:
        lines = []
        for name, rows in frame[frame["measure"] == measure].groupby("coalition", sort=False):
            known = rows.dropna(subset=["value"])
            if known.empty:
                continue
            first, last = _rows(known.iloc[[0, -1]])
            lines.append(words.text(
                "report.from_to", lang, name=name, first=interval(first, lang),
                begin=first["moment"], last=interval(last, lang), end=last["moment"],
            ))  # fmt: skip
        if lines:
            yield Entry(words.measure(measure, lang), tuple(lines))


def _names(measures: Sequence[str], lang: str) -> str:
    return ", ".join(words.measure(measure, lang) for measure in measures)


def _values(frame: pd.DataFrame, lang: str) -> str:
    rows = frame[(frame["column"] == "value") & frame["value"].notna()]
    return "; ".join(
        f"{row['coalition']} {words.measure(str(row['measure']), lang)} "
        f"{words.number(float(row['value']), lang)}"
        for row in rows.to_dict("records")
    )
