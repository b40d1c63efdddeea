"""The figures of a report, with words for who cannot see them."""

from collections.abc import Sequence

import pandas as pd

from leco import words
from leco.plot import figures
from leco.report.page import Figure


def beside(frame: pd.DataFrame, measures: Sequence[str], lang: str) -> Figure:
    """Draw measures side by side: one panel each, with what chance gives."""
    known = [one for one in measures if frame[frame["measure"] == one]["value"].notna().any()]
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
    caption = " ".join(words.text(f"report.{key}", lang) for key in keys)
    alt = f"{_names(known, lang)}: {_values(own, lang)}"
    return Figure(figures.svg(drawn, alt), alt, caption)


def over_time(frame: pd.DataFrame, measures: Sequence[str], lang: str) -> Figure:
    """Draw measures over time: one panel each, a line for each coalition."""
    known = [one for one in measures if frame[frame["measure"] == one]["value"].notna().any()]
    drawn, axes = figures.panels(len(known), height=2.3)
    for measure, ax in zip(known, axes, strict=True):
        figures.lines(frame, measure, ax, lang)
    coalitions = list(dict.fromkeys(frame["coalition"]))
    if len(coalitions) > 1:
        axes[0].legend(frameon=False, fontsize=9, loc="best")
    moments = list(dict.fromkeys(frame["moment"]))
    caption = words.text("report.over_time", lang, begin=moments[0], end=moments[-1])
    alt = f"{_names(known, lang)}. {caption}"
    return Figure(figures.svg(drawn, alt), alt, caption)


def _names(measures: Sequence[str], lang: str) -> str:
    return ", ".join(words.measure(measure, lang) for measure in measures)


def _values(frame: pd.DataFrame, lang: str) -> str:
    rows = frame[(frame["column"] == "value") & frame["value"].notna()]
    return "; ".join(
        f"{row['coalition']} {words.measure(str(row['measure']), lang)} "
        f"{words.number(float(row['value']), lang)}"
        for row in rows.to_dict("records")
    )
