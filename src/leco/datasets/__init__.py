"""Coalitions that come with leco, each row with its source, and a simulator with known truth.

========== ==================================================================================
limburg    Genk, Beringen and Borgloon as publicly documented: partner lists, no ties
europe     European states and the organisations they joined and left since 1949, by day
simulated  three coalitions grown by stated rules: a stable, a shrinking and a growing core
========== ==================================================================================
"""

from collections.abc import Callable
from copy import copy
from functools import cache
from pathlib import Path

from leco.coalition.coalition import Coalition
from leco.datasets.simulation import simulate as simulate
from leco.errors import LecoError, known_names, meant
from leco.io.reader import read

_DATA = Path(__file__).parent / "data"


def limburg() -> dict[str, Coalition]:
    """Give Genk, Beringen and Borgloon as publicly documented.

    Partners, sectors, core flags where documented, sites and supporting organisations. No
    ties are public, so none are here: they are not known.

    Examples
    --------
    >>> {name: len(coalition) for name, coalition in limburg().items()}
    {'Genk': 4, 'Beringen': 3, 'Borgloon': 11}
    """
    found = [copy(_read(f"limburg/{name}")) for name in ("genk", "beringen", "borgloon")]
    return {coalition.name: coalition for coalition in found}


def europe() -> Coalition:
    """Give the European states and the organisations they joined and left, 1949 to today.

    Day-exact participations in twenty organisations (Council of Europe, EU, EFTA, NATO,
    Warsaw Pact, ...), UN sub-regions as sectors. Ties are made from them at each moment:
    Newman's strengths, of at least the strength that its coalition table states.

    Examples
    --------
    >>> nato = europe().at("1950-01-01").tables["participations"].query("activity == 'NATO'")
    >>> len(nato)
    12
    """
    return copy(_read("europe"))


def simulated() -> dict[str, Coalition]:
    """Give three simulated coalitions: the core stays, shrinks, or grows while all grow.

    Examples
    --------
    >>> sorted(simulated())
    ['Simulated growing', 'Simulated shrinking', 'Simulated stable']
    """
    return {coalition.name: copy(coalition) for coalition in _grown()}


# The tables of a coalition never change: each caller gets its own coalition of the same ones.
@cache
def _read(name: str) -> Coalition:
    return read(_DATA / name)


@cache
def _grown() -> tuple[Coalition, ...]:
    return (
        simulate("Simulated stable", core="stable", seed=11),
        simulate("Simulated shrinking", core="shrinking", seed=12),
        simulate("Simulated growing", core="growing", seed=13),
    )


def load(name: str) -> dict[str, Coalition]:
    """Give a bundled example by name, as a mapping from label to Coalition.

    Raises
    ------
    LecoError
        When there is no such example.
    """
    if name not in _EXAMPLES:
        raise LecoError.of(
            "no_example", name=name, near=meant(name, NAMES), there=known_names(NAMES)
        )
    return _EXAMPLES[name]()


_EXAMPLES: dict[str, Callable[[], dict[str, Coalition]]] = {
    "limburg": limburg,
    "europe": lambda: {"Europe": europe()},
    "simulated": simulated,
}
NAMES = tuple(_EXAMPLES)
