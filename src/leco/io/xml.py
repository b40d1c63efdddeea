"""XML as a tree of elements with their lines, read so that no file can do harm.

What declares a document type or an entity is refused before anything is expanded or fetched:
the standard library's own trees expand entities (591 bytes become three million signs).
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from xml.parsers import expat
from xml.sax.saxutils import escape, quoteattr

from leco.errors import FormatError
from leco.io.found import refused
from leco.io.lost import UNWRITABLE

DEEPEST = 100  # elements within elements; what people make has a dozen
MOST_ELEMENTS = 5_000_000  # a million ties with four attributes each
LOST = "\ufffd"  # stands for a sign that XML cannot hold
_ESCAPED = {"\r": "&#13;", "\n": "&#10;", "\t": "&#9;"}


@dataclass(slots=True)
class Element:
    """One element: its name without namespace, its attributes, its text and what it holds."""

    name: str
    attributes: dict[str, str]
    line: int
    text: str = ""
    held: list["Element"] = field(default_factory=list)

    def all(self, name: str) -> Iterator["Element"]:
        """Give what it holds of a name, in order."""
        return (one for one in self.held if one.name == name)

    def first(self, name: str) -> "Element | None":
        """Give the first that it holds of a name."""
        return next(self.all(name), None)

    def within(self, name: str) -> Iterator["Element"]:
        """Give all of a name at any depth."""
        for one in self.held:
            if one.name == name:
                yield one
            yield from one.within(name)


def read_xml(path: Path, root: str) -> Element:
    """Read a file as a tree whose root has a name."""
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.buffer_text = True
    count = 0
    top = Element("", {}, 0)
    open_, said = [top], [[""]]

    def declared(*_: object) -> None:
        raise refused("xml_doctype", name=path.name, line=parser.CurrentLineNumber)

    def start(name: str, attributes: dict[str, str]) -> None:
        if len(open_) > DEEPEST:
            raise refused("xml_deep", name=path.name, line=parser.CurrentLineNumber)
        held = {_local(key): value for key, value in attributes.items()}
        one = Element(_local(name), held, parser.CurrentLineNumber)
        open_[-1].held.append(one)
        open_.append(one)
        said.append([])
        nonlocal count
        count += 1
        if count > MOST_ELEMENTS:
            raise refused("too_many_counted", name=path.name, line=one.line, value=f"{count:,}")

    def end(_: str) -> None:
        open_.pop().text = "".join(said.pop())

    def words(part: str) -> None:
        said[-1].append(part)

    parser.StartDoctypeDeclHandler = declared
    parser.EntityDeclHandler = declared
    parser.StartElementHandler = start
    parser.EndElementHandler = end
    parser.CharacterDataHandler = words
    try:
        with path.open("rb") as file:
            parser.ParseFile(file)
    except expat.ExpatError as error:
        why = expat.errors.messages[error.code]
        raise refused("xml_broken", name=path.name, line=error.lineno, why=why) from error
    except FormatError:
        raise  # it is a ValueError too, and already says all
    except (LookupError, ValueError) as error:  # an encoding that nobody knows
        line = parser.CurrentLineNumber
        raise refused("xml_broken", name=path.name, line=line, why=str(error)) from error
    found = top.held[0]
    if found.name != root:
        raise refused("xml_root", name=path.name, root=found.name, wanted=root)
    return found


def _local(name: str) -> str:
    return name.rpartition(" ")[2]


def content(value: object) -> str:
    """Write text between tags; a line end is kept as it is."""
    return escape(UNWRITABLE.sub(LOST, str(value)), {"\r": "&#13;"})


def attributes(**values: object) -> str:
    """Write attributes; what is None falls away, and a last underscore of a name."""
    return "".join(
        f" {name.rstrip('_').replace('__', '.')}="
        f"{quoteattr(UNWRITABLE.sub(LOST, str(value)), _ESCAPED)}"
        for name, value in values.items()
        if value is not None
    )
