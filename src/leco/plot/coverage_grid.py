"""Needs against partners: who offers what, what hangs on one, what nobody offers."""

from typing import TYPE_CHECKING

from leco import words
from leco.metrics.coverage import NeedCoverage
from leco.plot.style import (
    INK,
    PALE,
    PALETTE,
    explain_marks,
    name_rows,
    of_most,
    set_title,
    shorten,
)

if TYPE_CHECKING:
    from matplotlib.axes import Axes

# So many partners can still be told apart along the top.
MOST = 40


def coverage_grid(answer: NeedCoverage, ax: "Axes", lang: str | None) -> None:
    """Draw a row for each need and a column for each partner that offers one.

    A square is an offer; a diamond the only one; a shaded row misses providers. At the right:
    how many there are, of how many wanted.
    """
    needs = [str(one) for one in answer.frame.index]
    offers = {partner for who in answer.providers.values() for partner in who}
    count = {one: sum(one in who for who in answer.providers.values()) for one in offers}
    partners = sorted(offers, key=lambda one: (-count[one], str(one)))[:MOST]
    column = {partner: place for place, partner in enumerate(partners)}
    name_rows(ax, [shorten(need, 30) for need in needs])
    ax.set_xlim(-0.6, max(len(partners), 1) - 0.4)
    for row, (need, facts) in enumerate(zip(needs, answer.frame.to_dict("records"), strict=True)):
        who = answer.providers.get(need, ())
        places = [column[one] for one in who if one in column]
        if facts["gap"] > 0:
            ax.axhspan(row - 0.45, row + 0.45, color=PALE, alpha=0.6, linewidth=0, zorder=0)
        alone = len(who) == 1
        ax.scatter(places, [row] * len(places), marker="D" if alone else "s", s=70,
                   color=PALETTE[1] if alone else PALETTE[0], zorder=3)  # fmt: skip
        said = words.text("plot.coverage.count", lang, there=float(facts["providers"]),
                          wanted=float(facts["wanted"]))  # fmt: skip
        ax.annotate(said, (1, row), xycoords=("axes fraction", "data"), xytext=(6, 0), va="center",
                    textcoords="offset points", fontsize=9,
                    color=INK, weight="bold" if facts["gap"] > 0 else "normal")  # fmt: skip
    ax.set_xticks(range(len(partners)), [shorten(str(one), 18) for one in partners],
                  rotation=45, ha="right", rotation_mode="anchor", fontsize=8)  # fmt: skip
    ax.tick_params(axis="x", length=0)
    ax.set_axisbelow(True)
    ax.grid(color=PALE, linewidth=0.5)
    ax.spines[["left", "bottom"]].set_visible(False)
    explain_marks(ax, words.text("plot.coverage.legend", lang))
    set_title(ax, of_most(words.measure(answer.name, lang), len(partners), len(offers), lang))
