"""Sums over arrays that several measures share: no tables, no answers of measures."""
