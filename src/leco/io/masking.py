"""Names in text: what partners and people are called instead, and where they are called by name.

Words are compared without case, accents and signs between them, so that "Huis-van-het-Kind"
and "huis van het kind" are one name.
"""

import hmac
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256

from leco.schema import vocabularies
from leco.schema.headers import fold

PREFIX = "P-"
DIGITS = 8
# A name shorter than this is a code, or a word that stands everywhere.
LETTERS = 4

# A word may hold marks that are written apart from their letter, or signs that nobody sees.
_WORD = re.compile("[^\\W_](?:[^\\W_]|[\u0300-\u036f\u00ad\u200b-\u200f\u2060\ufeff])*")
_UNSEEN = re.compile("[\u00ad\u200b-\u200f\u2060\ufeff]")
_ENDINGS = "be|nl|com|org|net|eu|info|gent|brussels|vlaanderen"
# Ways to reach somebody, whoever it is, and the sign that takes their place.
REACHED: Mapping[str, re.Pattern[str]] = {
    "e-mail": re.compile(r"[^\s@<>()\[\];,:\"']+@[^\s@<>()\[\];,:\"']+"),
    "web": re.compile(
        rf"(?:https?://|www\.)[^\s<>\";]+|(?<![\w.])(?:[\w-]+\.)+(?:{_ENDINGS})\b(?:/[^\s<>\";]*)?",
        re.IGNORECASE,
    ),
    # A national number, an account, and a telephone of at least nine digits.
    "number": re.compile(
        r"(?<!\d)\d{2}\.\d{2}\.\d{2}-\d{3}\.\d{2}(?!\d)|\b[A-Z]{2}\d{2}(?: ?\d{4}){3,5}\b"
    ),
    "phone": re.compile(r"(?<![\w.])(?:\+|00?)[1-9](?:[ ./()-]{0,3}\d){7,13}(?!\d)"),
}
# Words with which leco itself describes a coalition are nobody's name.
OWN_WORDS = frozenset(
    fold(word)
    for name, vocabulary in vars(vocabularies).items()
    # Every module has the built-in names too, and among them what a person typed last.
    if not name.startswith("_") and isinstance(vocabulary, dict)
    for code, said in vocabulary.items() if isinstance(said, tuple)
    for word in (code, *said)
)  # fmt: skip


def codes(named: Iterable[str], key: bytes, digits: int = DIGITS) -> dict[str, str]:
    """Give each its pseudonym: the first digits of its HMAC-SHA256, as many as tell all apart.

    The same key and the same text give the same pseudonym in any file and any order; where two
    would share one, both are written with more digits.

    >>> codes(["city", "school"], bytes(32))
    {'city': 'P-2d398ad7', 'school': 'P-5553facb'}
    """
    whole = {
        one: hmac.new(key, one.encode("utf-8", "surrogatepass"), sha256).hexdigest()
        for one in sorted(set(named))
    }
    found: dict[str, str] = {}
    while len(found) < len(whole):
        shared = Counter(digest[:digits] for digest in whole.values())
        found |= {one: PREFIX + digest[:digits] for one, digest in whole.items()
                  if one not in found and shared[digest[:digits]] == 1}  # fmt: skip
        digits += 1
    return found


def split_words(text: str) -> list[tuple[str, int, int]]:
    """Give the words of a text as they compare, each with where it begins and ends.

    >>> split_words("Café 't Hoekje")
    [('cafe', 0, 4), ('t', 6, 7), ('hoekje', 8, 14)]
    """
    return [(fold(_UNSEEN.sub("", one[0])), one.start(), one.end())
            for one in _WORD.finditer(text)]  # fmt: skip


def telling(words: Iterable[str]) -> bool:
    """Whether words say who it is: four letters, or two of a script without capitals.

    >>> telling(["huis"]), telling(["p", "12"]), telling(["学校"])
    (True, False, True)
    """
    letters = [sign for word in words for sign in word if sign.isalpha()]
    return len(letters) >= LETTERS or sum(sign.lower() == sign.upper() for sign in letters) > 1


@dataclass(frozen=True)
class Mask:
    """Names, and what stands in their place."""

    named: Mapping[str, str]

    @cached_property
    def _worded(self) -> dict[tuple[str, ...], str]:
        """Give what stands in the place of each name, by its words."""
        found: dict[tuple[str, ...], str] = {}
        for name in sorted(self.named):
            words = tuple(word for word, _, _ in split_words(name))
            if telling(words):
                found.setdefault(words, self.named[name])
        return found

    @cached_property
    def _lengths(self) -> dict[str, list[int]]:
        """Tell how many words names have that begin with a word, the most first."""
        found = defaultdict(set)
        for words in self._worded:
            found[words[0]].add(len(words))
        return {word: sorted(lengths, reverse=True) for word, lengths in found.items()}

    def names_in(self, text: str) -> Iterator[tuple[int, int, str]]:
        """Find names in a text: where each begins and ends, and what stands in its place."""
        words = split_words(text) if self.named else []
        place = 0
        while place < len(words):
            for length in self._lengths.get(words[place][0], ()):
                there = words[place : place + length]
                instead = self._worded.get(tuple(word for word, _, _ in there))
                if instead is not None and len(there) == length:
                    yield there[0][1], there[-1][2], instead
                    place += length - 1
                    break
            place += 1

    def text(self, text: str) -> str:
        """Give a text without names, and without what reaches somebody.

        >>> Mask({"Jan Peeters": "P-1"}).text("bel jan  PEETERS, 0471 23 45 67 of jan@x.be")
        'bel P-1, [phone] of [e-mail]'
        """
        for what, sign in REACHED.items():
            text = sign.sub(f"[{what}]", text)
        kept, end = [], 0
        for first, last, instead in self.names_in(text):
            kept += [text[end:first], instead]
            end = last
        return "".join([*kept, text[end:]])

    def label(self, label: str) -> str:
        """Give a label without names: as a text, but for leco's own words; also a short name."""
        if fold(label) in OWN_WORDS:
            return label
        if label in self.named and sum(map(str.isalpha, label)) > 1:
            return self.named[label]
        return self.text(label)

    def labels(self, cells: Iterable[str]) -> dict[str, str]:
        """Give cells of labels without names; two that differ still do.

        >>> Mask({"Genk": "P-1"}).labels(["care;Genk", "genk"])
        {'care;Genk': 'care;P-1', 'genk': 'P-1 (2)'}
        """
        given = list(dict.fromkeys(cells))
        # A name with a semicolon goes first: it would stand in two labels.
        apart = Mask({name: one for name, one in self.named.items() if ";" in name})
        read = {cell: apart.text(cell) if apart.named and ";" in cell else cell for cell in given}
        labels = sorted({part.strip() for cell in read.values() for part in cell.split(";")})
        shown: dict[str, str] = {}
        used: Counter[str] = Counter()
        for label in labels:
            masked = self.label(label)
            used[masked] += 1
            shown[label] = masked if used[masked] == 1 else f"{masked} ({used[masked]})"
        return {cell: each_part(text, shown) for cell, text in read.items()}


def each_part(cell: str, shown: Mapping[str, str]) -> str:
    """Replace each label of a cell, with the signs and spaces between them kept."""
    return re.sub(
        r"[^;]+", lambda one: one[0].replace(one[0].strip(), shown[one[0].strip()])
        if one[0].strip() else one[0], cell,
    )  # fmt: skip
