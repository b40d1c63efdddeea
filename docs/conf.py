"""How the documentation is built; what the code knows is written from it (see `pages`)."""

import contextlib
import re
import shutil
import sys
from pathlib import Path

import matplotlib as mpl
from matplotlib import pyplot as plt

import leco
from leco.plot.figures import svg

HERE = Path(__file__).parent
# In the gallery: code, and the file and description of its figure where one follows.
BLOCK = re.compile(
    r"^```python\n(.*?)^```(?:\n\n```{figure} gallery/(\S+)\n:alt: (.*?)\n```)?", re.M | re.S
)
sys.path.insert(0, str(HERE))

import conformance  # noqa: E402 - found beside this file
import pages  # noqa: E402 - the same

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
# All pages stand at the left, under the four captions of the first page; none in a bar above.
html_theme_options = {"show_toc_level": 2, "navigation_with_keys": False, "navbar_center": []}
html_sidebars = {"**": ["globaltoc"]}
toc_object_entries = False  # a measure has a heading already
html_title = "leco"
suppress_warnings = ["config.cache"]


def _written(folder: str, pages: dict[str, str]) -> None:
    """Write pages where Sphinx reads them; none of them is kept in the repository."""
    (HERE / folder).mkdir(exist_ok=True)
    for name, text in pages.items():
        (HERE / folder / f"{name}.md").write_text(text, encoding="utf-8")


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


_written("measures", pages.measures())
_written("api", pages.reference())
_written("api", {"conformance": conformance.page()})
_notebooks()
_gallery()
