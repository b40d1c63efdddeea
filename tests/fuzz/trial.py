"""One input, tried: what it gives must be a coalition or one short error of leco's own."""

import shutil
import signal
import traceback
import warnings
from collections import Counter
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
from tests.fuzz.mutations import mutated

import leco
from leco.io import marking
from leco.io.reader import examine

SECONDS = 20  # of work, not of waiting: a busy machine makes no file slow
SEVERAL = 500  # partners: what more of them take to write is time for other inputs
ONE_LINE, ALL_LINES = 700, 4000


class TooSlowError(BaseException):
    """Reading did not end."""


@contextmanager
def limited():
    """Stop what works longer than it may; where there are no such signals, do not."""
    if not hasattr(signal, "SIGPROF"):
        yield
        return

    def stop(*_):
        raise TooSlowError

    before = signal.signal(signal.SIGPROF, stop)
    signal.setitimer(signal.ITIMER_PROF, SECONDS)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)


def laid(sample, folder):
    """Write the files of a sample to an empty folder; give what is to be read."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    for name, content in sample.files.items():
        (folder / name).write_bytes(content)
    return folder / sample.read


def read(reader, path):
    """Read as a reader does."""
    if reader.endswith("survey"):
        return leco.read_survey(
            path, respondent="Who", wave="1", questions={"Share?": "information"}
        )
    if reader == "workbook":
        # The copy with what is wrong in colour is made of the same cells.
        with suppress(leco.LecoError):
            marking.write_marked(path, path.with_name("marked.xlsx"), examine(path), "en")
    return leco.read(path)


def wrong_with(coalition):
    """Say what a coalition holds that it may not."""
    partners, ties = coalition.partners, coalition.ties
    ids = partners["id"]
    said = []
    if ids.isna().any() or ids.duplicated().any() or (ids.str.strip() == "").any():
        said.append("partners without an id of their own")
    if not (set(ties["source"]) | set(ties["target"])) <= set(ids):
        said.append("ties to nobody")
    if "weight" in ties.columns:
        known = ties["weight"].dropna().to_numpy(dtype=float)
        if not (np.isfinite(known).all() and (known >= 0).all()):
            said.append("strengths that are none")
    return "; ".join(said)


def outcome(reader, path):
    """Read; give the kind of answer, what is wrong with it, and where it came from."""
    try:
        with warnings.catch_warnings(), limited():
            warnings.simplefilter("error")
            found = read(reader, path)
            found.check()
            wrong = wrong_with(found)
            if len(found) < SEVERAL:
                with TemporaryDirectory() as aside:
                    again = leco.read(leco.write(found, Path(aside) / "x.json"))
                if (len(again), len(again.ties)) != (len(found), len(found.ties)):
                    wrong += "; is not the same when it was written and read"
        notes = tuple(sorted({note.code for note in found.notes}))
        return "read", wrong, ("read", notes, tuple(found.tables), min(len(found.ties), 3))
    except leco.DataError as error:
        keys = tuple(sorted({one.key for one in error.problems}))
        short = len(str(error)) <= ALL_LINES and len(str(error).splitlines()) <= 12
        hints = all(one.message and one.hint for one in error.problems)
        return "wrong data", "" if short and hints else f"says {str(error)[:300]!r}", ("data", keys)
    except leco.LecoError as error:
        told = str(error)
        short = 8 <= len(told) <= ONE_LINE and len(told.splitlines()) == 1
        return "refused", "" if short else f"says {told[:300]!r}", ("refused", _line(error))
    except TooSlowError as error:
        return "slow", f"slow at {_line(error)}", ("slow", _line(error))
    except Exception as error:  # any other is what is searched for
        return "foreign", f"{type(error).__name__} at {_line(error)}: {error}"[:400], (
            "foreign", type(error).__name__, _line(error))  # fmt: skip


def _line(error):
    """Give the innermost line of leco's own."""
    frames = traceback.extract_tb(error.__traceback__)
    own = [one for one in frames if "leco" in Path(one.filename).parts]
    return f"{Path(own[-1].filename).name}:{own[-1].lineno}" if own else "?"


@dataclass
class Tally:
    """How many inputs were tried, what they gave, and what was found wrong."""

    counts: Counter = field(default_factory=Counter)
    found: dict = field(default_factory=dict)

    def add(self, other):
        self.counts += other.counts
        for key, case in other.found.items():
            kept = self.found.get(key)
            if kept is None or _size(case[1]) < _size(kept[1]):
                self.found[key] = case


def _size(sample):
    return sum(map(len, sample.files.values()))


def campaign(reader, seeds, count, seed, folder):
    """Try so many inputs for a reader; what gives something new is changed further."""
    rng = np.random.default_rng([seed, *reader.encode()])
    pool, seen, tally = list(seeds), set(), Tally()
    for _ in range(count):
        sample = mutated(rng, pool[int(rng.integers(len(pool)))])
        kind, wrong, trace = outcome(reader, laid(sample, folder))
        tally.counts[reader, kind] += 1
        if wrong:
            case = Tally(found={(reader, kind, str(trace)): (wrong, sample)})
            tally.add(case)
        # A poor man's coverage: another answer, or the same from another line.
        if trace not in seen and _size(sample) < 50_000:
            seen.add(trace)
            pool.append(sample)
    shutil.rmtree(folder, ignore_errors=True)
    return tally
