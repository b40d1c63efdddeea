"""Figures of answers, with matplotlib: ``answer.plot()`` comes here."""

from leco.plot.figures import draw as draw
