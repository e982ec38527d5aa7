"""The command line of bin/bench, which describes it."""

import argparse
import pathlib
import signal
import sys
import time
import traceback

from . import report
from .benchmark import Benchmark, Peer, results
from .catalogue import select
from .machine import ROOT, Failed, describe
from .site import CONFIGURATION
from .stage import Stage

FOLDER = ROOT / ".agentor" / "bench"


def main() -> int:
    parser = argparse.ArgumentParser(prog="bin/bench", add_help=False)
    parser.add_argument("names", nargs="*", metavar="NAME")
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--list", action="store_true")
    parser.add_argument("--json", type=pathlib.Path, default=FOLDER / "results.json")
    parser.add_argument("--plot", type=pathlib.Path, default=FOLDER / "results.svg")
    options = parser.parse_args()
    try:
        chosen = select(options.names, options.quick)
    except LookupError as error:
        parser.error(str(error))
    if options.list:
        for benchmark in chosen:
            print(f"{benchmark.name:28} {benchmark.does}{target(benchmark, benchmark)}")
            for peer in benchmark.peers:
                print(f"{'':28}   beside {peer.name}{target(benchmark, peer)}: {peer.does}")
        return 0

    # Asked to end, everything that was started is stopped first.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    signal.signal(signal.SIGHUP, signal.default_int_handler)
    if CONFIGURATION != "release":
        tell(f"This is the {CONFIGURATION} build: what follows is no measure of anything.")
    found, failed = [], False
    try:
        with Stage(options.quick) as stage:
            for benchmark in chosen:
                start = time.monotonic()
                try:
                    found += results(benchmark, benchmark.measure(stage))
                    tell(f"{benchmark.name}: {time.monotonic() - start:.0f} s")
                except Failed as failure:
                    failed = True
                    tell(f"{benchmark.name} FAILED: {failure}")
                except Exception:
                    # A mistake of ours, which need not cost what else was measured.
                    failed = True
                    tell(f"{benchmark.name} FAILED:\n{traceback.format_exc()}")
    except KeyboardInterrupt:
        tell("Stopped.")
        failed = True
    except Exception:
        tell(f"Something would not stop:\n{traceback.format_exc()}")
        failed = True
    if found:
        machine = f"{describe()}{', quick' if options.quick else ''}"
        print(f"{machine}\n\n{report.table(found)}")
        report.write(options.json, report.to_json(found))
        report.write(options.plot, report.svg(found, f"Agentor beside its peers, {time.strftime('%F')}: {machine}"))
        print(f"\nIn full: {options.json}, {options.plot}")
    return 1 if failed else 0


def target(benchmark: Benchmark, of: Benchmark | Peer) -> str:
    return f" ({of.target.words(benchmark.unit)})" if of.target else ""


def tell(words: str):
    print(words, file=sys.stderr, flush=True)


sys.exit(main())
