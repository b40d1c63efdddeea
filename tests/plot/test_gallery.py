"""The gallery shows every kind of figure; its code is run with the other pages."""

import re
from pathlib import Path

from leco.plot import __all__ as public, figures

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "gallery.md").read_text("utf-8")
FIGURE = re.compile(
    r"^```python\n(?P<code>[^`]*)^```\n\n```{figure} gallery/(?P<name>[\w-]+)\.svg\n:alt: (?P<alt>.+)\n```$",
    re.MULTILINE,
)
SHOWN = [one.groupdict() for one in FIGURE.finditer(PAGE)]


def test_each_figure_follows_the_code_that_draws_it_and_is_described():
    assert len(SHOWN) == PAGE.count("```{figure}")
    assert len({one["name"] for one in SHOWN}) == len(SHOWN)
    for one in SHOWN:
        assert re.search(r"^ax = ", one["code"], re.MULTILINE), one["name"]
        assert len(one["alt"]) > 15


def test_every_public_figure_and_every_kind_is_shown():
    for name in public:
        assert name == "draw" or f"leco.plot.{name}(" in PAGE, name
    # One word of a call for each answer that is registered; a new one needs its figure.
    calls = {
        "Exits": "", "object": "", "CoreChange": "shrinking_core(", "Track": "track(",
        "Comparison": "compare(", "Integration": '"integration"',
        "CorePeriphery": "core_periphery(", "Formation": "tie_formation(", "Survival": "tenure(",
        "Brokerage": "brokerage_roles(", "NeedCoverage": "need_coverage(", "Table": "hill_profile",
        "Scores": "constraint(", "Statistic": "ei_index(", "Interval": "process_interval(",
        "TestResult": "leco.test(",
    }  # fmt: skip
    for kind in figures._figure.registry:
        assert calls[kind.__name__] in PAGE, kind
