"""One coalition's checked tables, immutable, and the verbs that give another Coalition."""

from leco.coalition.coalition import Coalition as Coalition
