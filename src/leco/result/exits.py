"""What every answer can leave by: plain values, JSON, a figure, a cell of a notebook."""

import html
import json
from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass
from importlib import import_module
from importlib.metadata import version
from typing import Any, ClassVar

import pandas as pd

from leco.result.plain import SCHEMA_VERSION
from leco.words import Note


@dataclass(frozen=True, eq=False, kw_only=True)
class Exits(ABC):
    """What all answers share, whatever they hold."""

    kind: ClassVar[str]

    notes: tuple[Note, ...] = ()

    @abstractmethod
    def explain(self, lang: str | None = None) -> str:
        """Say the answer in plain sentences."""

    @abstractmethod
    def _content(self) -> dict[str, Any]:
        """Give the answer itself as plain values, for `to_dict`."""

    def to_dict(self) -> dict[str, Any]:
        """Give everything as plain values that JSON can hold (not defined becomes None)."""
        return {
            "schema_version": SCHEMA_VERSION, "leco": version("leco"), "kind": self.kind,
            "notes": [str(note) for note in self.notes], **self._content(),
        }  # fmt: skip

    def to_json(self) -> str:
        """Give `to_dict` as JSON text."""
        return json.dumps(self.to_dict(), ensure_ascii=False, allow_nan=False)

    def _frames(self) -> Sequence[pd.DataFrame]:
        """Give the tables that a notebook shows below the words."""
        return ()

    def _repr_html_(self) -> str:
        first, *rest = map(html.escape, self.explain().splitlines())
        said = "<br>".join([f"<b>{first}</b>", *rest])
        return f"<p>{said}</p>" + "".join(map(frame_html, self._frames()))

    def plot(self, **options: Any) -> Any:
        """Draw the answer; gives a matplotlib Axes. Options are those of ``leco.plot.draw``."""
        return import_module("leco.plot").draw(self, **options)


def frame_html(frame: pd.DataFrame) -> str:
    """Give a frame as a notebook shows it."""
    shown: str = frame._repr_html_()  # type: ignore[operator]  # pandas types it loosely
    return shown
