"""One coalition's checked tables, immutable, and the verbs that give another Coalition."""

from leco.coalition.core import Coalition as Coalition
