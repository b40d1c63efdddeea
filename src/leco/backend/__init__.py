"""leco behind NetworkX: ``nx.constraint(G, backend="leco")`` runs on leco's kernels."""
