"""Try many inputs by hand: ``python -m tests.fuzz 200000 10000``, text files and workbooks.

Every process has a limit of memory, every input one of time. Prints counts by reader and outcome;
what was found is written to the folder ``found``, the smallest file of each kind.
"""

import argparse
import multiprocessing
import os
import resource
import shutil
import tempfile
import time
from concurrent.futures import ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from pathlib import Path

from tests.fuzz.samples import samples
from tests.fuzz.trial import Tally, campaign

CHUNK = 500
MEMORY = 3_000_000_000  # bytes that a process may ask for, its libraries included


def _begin():
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))


def _chunk(reader, seeds, count, seed, scratch):
    return campaign(reader, seeds, count, seed, Path(scratch) / str(os.getpid()))


def main():
    asked = argparse.ArgumentParser()
    asked.add_argument("texts", type=int)
    asked.add_argument("workbooks", type=int)
    asked.add_argument("--seed", type=int, default=0)
    asked.add_argument("--processes", type=int, default=2)
    asked.add_argument("--only", default="")
    asked.add_argument("--found", type=Path, default=Path("found"))
    given = asked.parse_args()
    start = time.perf_counter()
    tally = Tally()
    with tempfile.TemporaryDirectory() as scratch:
        known = samples(Path(scratch) / "samples")
        readers = [one for one in known if given.only in one]
        books = [one for one in readers if one.startswith("workbook")]
        texts = [one for one in readers if one not in books]
        jobs = [
            (reader, known[reader], CHUNK, given.seed * 1_000_000 + place)
            for many, total in ((texts, given.texts), (books, given.workbooks))
            for reader in many
            for place in range(-(-total // (len(many) * CHUNK)))
        ]
        jobs.sort(key=lambda job: job[3])  # all readers a little, then further
        context = multiprocessing.get_context("fork")
        with ProcessPoolExecutor(given.processes, context, _begin) as pool:
            running = {pool.submit(_chunk, *job, scratch): job for job in jobs}
            for done, one in enumerate(as_completed(running), 1):
                try:
                    tally.add(one.result())
                except BrokenProcessPool:
                    # What ended Python, rather than raise, still lies where it was read.
                    shutil.copytree(scratch, given.found / "died", dirs_exist_ok=True)
                    raise
                except Exception:  # a fault of the trial itself: the rest need not be waited for
                    pool.shutdown(cancel_futures=True)
                    raise
                if done % 20 == 0:
                    said = sorted(f"{reader}: {wrong[:200]}" for (reader, *_), (wrong, _)
                                  in tally.found.items())  # fmt: skip
                    print(f"{done * CHUNK} tried, {len(said)} found", *said, sep="\n ", flush=True)
    for (reader, kind), count in sorted(tally.counts.items()):
        print(f"{reader:16} {kind:10} {count:8}")
    for place, ((reader, kind, _), (wrong, sample)) in enumerate(sorted(tally.found.items())):
        folder = given.found / f"{place:03} {reader} {kind}"
        folder.mkdir(parents=True, exist_ok=True)
        for name, content in sample.files.items():
            (folder / name).write_bytes(content)
        print(f"FOUND {folder}: {wrong}")
    total = {book: sum(count for (reader, _), count in tally.counts.items()
                       if reader.startswith("workbook") is book) for book in (False, True)}  # fmt: skip
    print(f"{total[False]} text files and {total[True]} workbooks in "
          f"{time.perf_counter() - start:.0f} seconds; {len(tally.found)} found")  # fmt: skip
    raise SystemExit(bool(tally.found))


if __name__ == "__main__":
    main()
