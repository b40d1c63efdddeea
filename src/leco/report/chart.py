"""The figures of a report: words for who cannot see them, and the table behind each."""

from collections.abc import Iterable, Sequence

import pandas as pd

from leco import words
from leco.plot import figures
from leco.report import how
from leco.report.material import Material
from leco.report.page import Entry, Figure, Grid


def beside(material: Material, measures: Sequence[str]) -> Figure:
    """Draw measures side by side: one panel each, with what chance gives."""
    frame, lang = material.frame, material.lang
    known = _known(frame, measures)
    count = frame["coalition"].nunique()
    drawn, axes = figures.panels(len(known), height=0.75 + 0.34 * count)
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
    drawn, axes = figures.panels(len(known), height=2.3)
    for measure, ax in zip(known, axes, strict=True):
        figures.lines(frame, measure, ax, lang)
    if frame["coalition"].nunique() > 1:
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
        title = words.measure(measure, material.lang)
        said = []
        for name, answer in material.answers[measure].items():
            own = material.frame[(material.frame["measure"] == measure)
                                 & (material.frame["coalition"] == name)]  # fmt: skip
            parts = own.set_index("column")
            if "value" not in parts.index or pd.isna(parts.loc["value", "value"]):
                continue
            sentence = answer.sentence(material.lang).rstrip(".")
            number = words.number(float(parts.loc["value", "value"]), material.lang)
            if number not in sentence:  # a share said in percent stands beside the figure's scale
                sentence = f"{number}: {sentence}"
            beside = [
                words.text(f"compare.{column}", material.lang,
                           value=float(parts.loc[column, "value"]), size=int(parts.loc[column, "n"]))
                for column in ("expected", "rarefied", "unbiased")
                if column in parts.index and pd.notna(parts.loc[column, "value"])
                and (column != "expected" or "expected" not in getattr(answer, "parts", {}))
            ]  # fmt: skip
            said.append(material.of(name, " ".join([sentence, *beside]) + "."))
        if said:
            higher = words.text(f"higher.{words.code(measure)}", material.lang)
            yield Entry(title, (*said, higher))


def interval(value: object, low: object, high: object, lang: str) -> str:
    """Write a number, with its interval where there is one."""
    shown = words.number(float(str(value)), lang)
    if pd.isna(low) or pd.isna(high):
        return shown
    return words.text("report.between", lang, value=shown, low=float(str(low)),
                      high=float(str(high)))  # fmt: skip


def _known(frame: pd.DataFrame, measures: Sequence[str]) -> list[str]:
    return [one for one in measures if frame[frame["measure"] == one]["value"].notna().any()]


def _beside_grid(material: Material, measures: Sequence[str]) -> Grid:
    """Lay out what the figure shows: a row for each measure and coalition."""
    lang = material.lang
    own = material.frame[material.frame["measure"].isin(measures)]
    extra = [column for column in ("expected", "rarefied", "unbiased")
             if own[own["column"] == column]["value"].notna().any()]  # fmt: skip
    head = [words.text("report.measure", lang), words.text("report.coalition", lang),
            words.text("compare.column.value", lang)]  # fmt: skip
    sizes = own[own["column"] == "rarefied"]["n"]
    size = int(sizes.min()) if len(sizes) else 0
    head += [words.text(f"compare.column.{column}", lang, size=size) for column in extra]
    rows = []
    for (measure, name), cells in own.groupby(["measure", "coalition"], sort=False):
        row = cells.set_index("column")
        shown = [
            interval(*row.loc[column, ["value", "low", "high"]], lang)
            if column in row.index else "–"
            for column in ("value", *extra)
        ]  # fmt: skip
        rows.append((words.measure(str(measure), lang), str(name), *shown))
    numeric = (False, False, *[True] * (1 + len(extra)))
    return Grid(words.text("report.behind", lang), tuple(head), tuple(rows), numeric)


def _over_grid(material: Material, measures: Sequence[str]) -> Grid:
    """Lay out what the figure shows: a row for each coalition and moment."""
    lang, frame = material.lang, material.followed
    own = frame[frame["measure"].isin(measures) & (frame["level"] != "partner")]
    rows = []
    for (name, moment), cells in own.groupby(["coalition", "moment"], sort=False):
        row = cells.set_index("measure")
        rows.append((str(name), str(moment), *(
            interval(*row.loc[measure, ["value", "low", "high"]], lang)
            if measure in row.index else "–" for measure in measures
        )))  # fmt: skip
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
            first, last = (
                interval(known.iloc[end]["value"], known.iloc[end]["low"],
                         known.iloc[end]["high"], lang) for end in (0, -1)
            )  # fmt: skip
            lines.append(words.text(
                "report.from_to", lang, name=name, first=first, begin=known.iloc[0]["moment"],
                last=last, end=known.iloc[-1]["moment"],
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
