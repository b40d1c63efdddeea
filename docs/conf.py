"""How the documentation is built; the pages of measures are written from the catalogue."""

import contextlib
import re
import shutil
import sys
from pathlib import Path
from typing import get_args

import matplotlib as mpl
from matplotlib import pyplot as plt

import leco
from leco.metrics.registry import Family
from leco.plot.figures import svg

HERE = Path(__file__).parent
# In the gallery: code, and the file and description of its figure where one follows.
BLOCK = re.compile(
    r"^```python\n(.*?)^```(?:\n\n```{figure} gallery/(\S+)\n:alt: (.*?)\n```)?", re.M | re.S
)
sys.path.insert(0, str(HERE))

project = "leco"
author = "the leco contributors"
release = version = leco.__version__
extensions = [
    "myst_nb",
    "numpydoc",
    "sphinx.ext.autodoc",
    "sphinx-mathjax-offline",
]
myst_enable_extensions = ["dollarmath", "colon_fence"]
nb_execution_mode = "off"  # the notebooks are run by the tests
numpydoc_show_class_members = False
autodoc_typehints = "none"
exclude_patterns = ["_build"]
html_theme = "pydata_sphinx_theme"
html_theme_options = {"show_toc_level": 2, "navigation_with_keys": False}
html_title = "leco"
suppress_warnings = ["config.cache"]

# Titles of families that are not their names.
TITLES = {"core_periphery": "Core and periphery", "coverage": "Needs and offers",
          "integration": "Integration and agreement"}  # fmt: skip
FAMILIES = {name: TITLES.get(name, name.replace("_", " ").capitalize())
            for name in get_args(Family)}  # fmt: skip


def _pages() -> None:
    """Write one page per family of measures, and the table of all."""
    folder = HERE / "measures"
    folder.mkdir(exist_ok=True)
    entries = leco.measures().values()
    lines = ["# Measures", "", "| measure | per | range | chance model of `compare` | source |",
             "|---|---|---|---|---|"]  # fmt: skip
    for entry in entries:
        low, high = entry.bounds
        lines.append(
            f"| [`{entry.name}`]({entry.family}.md) | {entry.level} | {low} to {high} | "
            f"{entry.null or '–'} | {entry.source} |"
        )
    lines += ["", "```{toctree}", ":hidden:", "", *FAMILIES, "```", ""]
    (folder / "index.md").write_text("\n".join(lines), encoding="utf-8")
    for family, title in FAMILIES.items():
        own = [entry for entry in entries if entry.family == family]
        text = [f"# {title}", ""]
        for entry in own:
            module = entry.function.__module__
            text += ["```{eval-rst}", f".. autofunction:: {module}.{entry.name}", "```", ""]
        (folder / f"{family}.md").write_text("\n".join(text), encoding="utf-8")


def _notebooks() -> None:
    """Show the notebooks where they are read; they live outside of the documentation."""
    folder = HERE / "notebooks"
    folder.mkdir(exist_ok=True)
    for notebook in (HERE.parent / "notebooks").glob("*.ipynb"):
        shutil.copy(notebook, folder)


def _gallery() -> None:
    """Draw the figures of the gallery: each block of code is followed by the figure it makes."""
    folder = HERE / "gallery"
    folder.mkdir(exist_ok=True)
    mpl.use("Agg")
    world: dict[str, object] = {}
    text = (HERE / "gallery.md").read_text(encoding="utf-8")
    for code, name, alt in BLOCK.findall(text):
        with contextlib.chdir(folder):  # what the page saves stays beside its figures
            exec(code, world)  # noqa: S102 - our own page
        if name:
            (folder / name).write_bytes(svg(world["ax"].figure, alt))
            plt.close("all")


_pages()
_notebooks()
_gallery()
