"""Several coalitions side by side, and first what cannot be compared."""
