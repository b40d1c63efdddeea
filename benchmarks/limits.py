"""What leco's brokerage is raced against from outside Python: loops in C, and R's package sna.

Both are optional. The C loops are compiled from ``kern.c`` in the folder that the environment
variable LECO_LIMITS names; R runs when ``Rscript`` is there and has sna.
"""

import ctypes
import functools
import os
import shutil
import subprocess
import tempfile
from collections.abc import Callable
from pathlib import Path

import numpy as np
from scipy import sparse

from leco.graph.arrays import Network

# How leco and sna name the same counts; the loop in C has them in an order of its own.
SNA = ("coordinator", "itinerant", "representative", "gatekeeper", "liaison", "total")
C = ("coordinator", "itinerant", "gatekeeper", "representative", "liaison")

R_SCRIPT = """
suppressMessages(library(sna))
given <- commandArgs(TRUE)
ties <- cbind(matrix(scan(given[1], quiet = TRUE), ncol = 2, byrow = TRUE), 1)
attr(ties, "n") <- as.integer(given[3])
sector <- scan(given[2], quiet = TRUE)
begin <- proc.time()
found <- brokerage(ties, sector)$raw.nli
spent <- proc.time() - begin
cat(spent[["user.self"]] + spent[["sys.self"]], "\\n")
write.table(found, given[4], row.names = FALSE, col.names = FALSE)
"""


@functools.cache
def kernels() -> ctypes.CDLL | None:
    """Compile the loops in C, when they and a compiler are there."""
    source = Path(os.environ.get("LECO_LIMITS", "nowhere"), "kern.c")
    if not source.exists() or shutil.which("gcc") is None:
        return None
    library = Path(tempfile.mkdtemp()) / "kern.so"
    flags = ["-O3", "-march=native", "-shared", "-fPIC", "-fopenmp", "-lm"]
    command = ["gcc", str(source), "-o", str(library), *flags]
    if subprocess.run(command, capture_output=True, check=False).returncode:
        return None
    return ctypes.CDLL(str(library))


def _pointers(*arrays: np.ndarray) -> list[ctypes.c_void_p]:
    return [ctypes.c_void_p(one.ctypes.data) for one in arrays]


def _for_c(matrix: sparse.csr_array) -> tuple[np.ndarray, np.ndarray]:
    return matrix.indptr.astype(np.int64), matrix.indices.astype(np.int32, copy=False)


def _narrow(net: Network) -> sparse.csr_array:
    """Give the ties with indices of 32 bits, as the loops in C want them: so C does not wait."""
    ties = net.adjacency
    return sparse.csr_array(
        (ties.data, ties.indices.astype(np.int32), ties.indptr.astype(np.int32)), shape=ties.shape
    )


def c_constraint(net: Network) -> Callable[[], np.ndarray] | None:
    """Give the constraint in C; with directions it too has to add the ties up both ways."""
    library, ties = kernels(), _narrow(net)
    if library is None:
        return None
    ready = _for_c(ties)

    def call() -> np.ndarray:
        both, (start, index) = ties, ready
        if net.directed:
            both = sparse.csr_array(ties + ties.T)
            start, index = _for_c(both)
        out = np.zeros(net.n)
        library.constraint(ctypes.c_int32(net.n), *_pointers(start, index, both.data, out))
        return out

    return call


def c_roles(net: Network, sectors: np.ndarray) -> Callable[[], np.ndarray] | None:
    """Give the five roles in C, counted as sna does, in the order of `C`."""
    library, ties = kernels(), _narrow(net)
    if library is None:
        return None
    ready, ready_ways = _for_c(ties), np.full(ties.nnz, 3, dtype=np.uint8)
    group = sectors.astype(np.int32)
    number = ctypes.c_int32(int(sectors.max()) + 1)

    def call() -> np.ndarray:
        (start, index), ways = ready, ready_ways
        if net.directed:
            both = sparse.csr_array(ties + 2 * ties.T)
            (start, index), ways = _for_c(both), both.data.astype(np.uint8)
        out = np.zeros((net.n, 5))
        pointers = _pointers(start, index, ways, group)
        library.gf(ctypes.c_int32(net.n), *pointers, number, *_pointers(out))
        return out

    return call


@functools.cache
def has_sna() -> bool:
    """Whether R can run with sna."""
    if shutil.which("Rscript") is None:
        return False
    asked = ["Rscript", "--vanilla", "-e", "library(sna)"]
    return not subprocess.run(asked, capture_output=True, check=False).returncode


def sna_roles(
    net: Network, sectors: np.ndarray, patience: float
) -> tuple[float, np.ndarray | None]:
    """Run sna's brokerage once: its processor seconds inside R, and its counts as in `SNA`.

    Without counts the seconds are those after which it was stopped.
    """
    with tempfile.TemporaryDirectory() as name:
        files = [Path(name, part) for part in ("ties", "sectors", "script.R", "found")]
        ties, labels, script, found = files
        listed = net.adjacency.tocoo()
        np.savetxt(ties, np.c_[listed.row, listed.col] + 1, fmt="%d")
        np.savetxt(labels, sectors, fmt="%d")
        script.write_text(R_SCRIPT)
        asked = ["Rscript", "--vanilla", script, ties, labels, str(net.n), found]
        try:
            ran = subprocess.run(
                asked, capture_output=True, text=True, check=True, timeout=patience
            )
        except subprocess.TimeoutExpired:
            return patience, None
        return float(ran.stdout), np.loadtxt(found)
