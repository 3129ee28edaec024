#!/usr/bin/env python3
"""The assembled tree beside supervisord, runit, s6 and the bare system calls, in turns on this machine.

bench.py [--quick] [--rounds N] [--only WORDS] [--peers NAMES] [--add]. Writes target/bench/result.json and table.md; --add keeps the rows of the
last result.json and puts the values of this run beside them; --docs puts the table into docs/benchmarks.md.
"""

import argparse
import json
import shutil
import subprocess
import sys
import time

import measures
import peers
import report

DOCS = peers.ROOT / "docs/benchmarks.md"
BEGIN, END = "<!-- table -->\n", "<!-- /table -->\n"


def arguments():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--quick", action="store_true", help="one round of smaller numbers")
    parser.add_argument("--rounds", type=int, default=0)
    parser.add_argument("--only", default="", help="runs whose name has these words, comma separated")
    parser.add_argument("--peers", default="", help="comma separated")
    parser.add_argument("--add", action="store_true", help="add to what the last run measured")
    parser.add_argument("--docs", action="store_true", help="put the table into docs/benchmarks.md")
    return parser.parse_args()


def build():
    peers.BUILT.mkdir(parents=True, exist_ok=True)
    for program in ("child", "floor"):
        subprocess.run(["gcc", "-O2", "-static", "-o", peers.BUILT / program, peers.ROOT / f"bench/{program}.c"], check=True)
    javac = peers.java()[0] + "c"
    subprocess.run([javac, "-d", peers.BUILT, peers.ROOT / "bench/Idle.java"], check=True)


def before(added):
    """The values of the last run, when this one adds to them."""
    last = peers.BUILT / "result.json"
    return json.loads(last.read_text())["results"] if added and last.exists() else {}


def measure_all(chosen, classes, results, wrong):
    """Fills results by name and peer; what could not be measured goes to wrong."""
    begun = time.monotonic()
    for number in range(chosen.rounds or (1 if chosen.quick else 3)):
        for name, measure, fits in measures.runs(chosen.quick):
            if chosen.only and not any(word in name for word in chosen.only.split(",")):
                continue
            # In turns, so that a slow minute of the machine is everybody's.
            for peer in classes:
                if not fits(peer):
                    continue
                print(f"\r{time.monotonic() - begun:5.0f} s  round {number + 1}: {name}, {peer.name:20}", end="", file=sys.stderr, flush=True)
                try:
                    for what, values in measure(peer).items():
                        results.setdefault(what, {}).setdefault(peer.name, []).extend(values)
                except (peers.Wrong, OSError, subprocess.SubprocessError) as e:
                    wrong.append(f"{name}, {peer.name}: {e}")
                    print(f"\nbench: {wrong[-1]}", file=sys.stderr)


def main():
    chosen = arguments()
    for program in ("gcc", "wrk", "/usr/bin/supervisord", "/usr/bin/runsvdir", "/usr/bin/s6-svscan", peers.Ours.daemon):
        if not shutil.which(program):
            sys.exit(f"bench: {program} is missing (cure: make dist, build-tools/install-test-deps bench)")
    build()
    # s6 waits a second before it starts anything again: the quick run does without.
    usual = [peer.name for peer in (*peers.ALL, peers.BareJvm) if not (chosen.quick and peer.name == "s6")]
    wanted = chosen.peers.split(",") if chosen.peers else usual
    classes = [peer for peer in (*peers.ALL, peers.BareJvm) if peer.name in wanted]
    results, wrong = before(chosen.add), []
    try:
        measure_all(chosen, classes, results, wrong)
    except KeyboardInterrupt:
        wrong.append("ended by ctrl-C: what was not measured is missing")
    print(file=sys.stderr)
    # A run that adds for some peers still shows the columns of all.
    classes = [peer for peer in (*peers.ALL, peers.BareJvm) if peer in classes or any(peer.name in by_peer for by_peer in results.values())]
    names = [peer.name for peer in classes]
    versions = {peer.name: peer.version(peer) for peer in classes}
    text = f"{report.machine()}. " + ", ".join(f"{name} {version}" for name, version in versions.items()) + ".\n\n" + report.table(results, names) + "\n"
    if wrong:
        text += "\nWhat went wrong: " + "; ".join(wrong) + ".\n"
    (peers.BUILT / "result.json").write_text(json.dumps({"machine": report.machine(), "versions": versions, "results": results, "wrong": wrong}, indent=1))
    (peers.BUILT / "table.md").write_text(text)
    print(text)
    if chosen.docs:
        page = DOCS.read_text()
        head, _, rest = page.partition(BEGIN)
        DOCS.write_text(head + BEGIN + text + END + rest.partition(END)[2])
    sys.exit(1 if wrong else 0)


if __name__ == "__main__":
    main()
