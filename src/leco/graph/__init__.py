"""From tables to graphs and arrays: knows frames and networkx, never a Coalition."""
