"""leco: network analysis of coalition formation.

Files become a `Coalition`; a Coalition, or any networkx graph, goes into a measure; a measure
is held against chance (`test`), followed over time (`track`) or set side by side (`compare`).

    genk = leco.read("genk/")
    leco.brokerage_roles(genk, by="sector").frame
    leco.compare([genk, beringen], ["density", "bridging_ratio"], by="sector", seed=7)

Its names stand in ``__init__.pyi``, each loaded when first used: importing leco costs next to
nothing.
"""

import lazy_loader

__version__ = "0.1.0"

__getattr__, _, __all__ = lazy_loader.attach_stub(__name__, __file__)
__all__ += ["__version__"]


def __dir__():
    return __all__
