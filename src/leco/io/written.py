"""Where something was written, and what the file could not hold."""

from pathlib import Path
from typing import Self

from leco import words
from leco.words import Note


class Written(type(Path())):  # type: ignore[misc]  # before Python 3.12 Path itself has no children
    """The path of what was written; `notes` says what it could not hold.

    A path like any other: give it to `read`, open it, join it.
    """

    notes: tuple[Note, ...] = ()

    @classmethod
    def at(cls, place: Path, notes: tuple[Note, ...]) -> Self:
        """Give a path its notes."""
        written = cls(place)
        written.notes = notes
        return written

    def explain(self, lang: str | None = None) -> str:
        """Say where it is and, if anything was left out or changed, what."""
        if not self.notes:
            return words.text("written.whole", lang, path=str(self))
        said = [words.text("written.but", lang, path=str(self))]
        return "\n".join([*said, *(f"- {note.say(lang)}" for note in self.notes)])
