"""From values to a table: medians and ranges, what is to be reached, and whether it was."""

import datetime
import os
import pathlib
import platform
import re
import statistics

UNITS = (
    ("PSS", "MiB", 1),
    ("RSS", "MiB", 1),
    ("threads", "", 0),
    ("idle CPU", "ms", 1),
    ("wake-ups", "/s", 1),
    ("requests/s", "/s", 0),
    ("GB/s", "GB/s", 2),
    ("CPU s/GB", "s/GB", 2),
    ("line a second", "%", 2),
    ("probe a second", "%", 1),
    ("ulimit", "", 0),
)
MORE_IS_BETTER = ("GB/s", "requests/s", "ulimit")


def goals():
    """(pattern of the measure, words, whether ours reaches it, given medians by peer and ours' values)."""
    ratio = lambda peer, factor: lambda m, v: m["jsupervisor"] <= factor * m[peer]
    under = lambda most: lambda m, v: m["jsupervisor"] <= most
    yield r"^kill -9 .* others$", "no worse than runit; worst under 20 ms", lambda m, v: m["jsupervisor"] <= m["runit"] and max(v) < 20
    yield r"^kill -9 ", "worst under 20 ms", lambda m, v: max(v) < 20
    yield r"^start → first", "0.2 of supervisor", ratio("supervisor", 0.2)
    yield r"^start → \d+ children", "1.5 of the floor", ratio("floor", 1.5)
    yield r"^TERM", "0.05 of supervisor", ratio("supervisor", 0.05)
    yield r"^CPU per restart", "0.25 of supervisor", ratio("supervisor", 0.25)
    yield r"^restart all", "1,300 ms", under(1300)
    yield r"^log .*GB/s$", "supervisor's", lambda m, v: m["jsupervisor"] >= m["supervisor"]
    yield r"^log .*CPU", "supervisor's", ratio("supervisor", 1)
    yield r"line a second", "2 %", under(2)
    yield r"^idle CPU", "10 ms over a bare JVM", lambda m, v: m["jsupervisor"] <= m["bare JVM"] + 10
    yield r"^XML-RPC requests/s, 1$", "supervisor's", lambda m, v: m["jsupervisor"] >= m["supervisor"]
    yield r"^XML-RPC all processes, 1$", "supervisor's", ratio("supervisor", 1)
    yield r"requests/s, \d+", "500", lambda m, v: m["jsupervisor"] >= 500
    yield r"all processes, \d+", "5 ms", under(5)
    yield r"^status, 1$", "0.4 of supervisor", ratio("supervisor", 0.4)
    yield r"^status", "0.1 of supervisor", ratio("supervisor", 0.1)
    yield r"^version", "0.35 of supervisor", ratio("supervisor", 0.35)
    yield r"PSS", "75 MiB", under(75)
    yield r"ulimit", "all", lambda m, v: m["jsupervisor"] >= 1000


def unit(measure):
    return next(((name, digits) for part, name, digits in UNITS if part in measure), ("ms", 1))


def text(values, measure):
    name, digits = unit(measure)
    median = statistics.median(values)
    digits = 2 if digits == 1 and median < 1 else 0 if digits == 1 and median >= 100 else digits
    shown = f"{median:,.{digits}f}"
    return shown if len(values) < 2 else f"{shown} ({min(values):,.{digits}f}–{max(values):,.{digits}f})"


def machine():
    model = re.search(r"model name\s*: (.*)", pathlib.Path("/proc/cpuinfo").read_text())
    return f"{os.cpu_count()} cores ({model[1] if model else platform.machine()}), Linux {platform.release()}, {datetime.date.today()}"


def table(results, names):
    """results: {measure: {peer: values}}."""
    lines = ["| measure | " + " | ".join(names) + " | to reach | |", "|---" * (len(names) + 3) + "|"]
    for measure, by_peer in results.items():
        medians = {peer: statistics.median(values) for peer, values in by_peer.items()}
        # A bare JVM is the same beside any number of processes.
        if measure.startswith("idle CPU") and "bare JVM" not in medians:
            medians |= {peer: statistics.median(values) for peer, values in results.get("idle CPU a minute, 1", {}).items() if peer == "bare JVM"}
        words, verdict = "", ""
        for pattern, goal, reached in goals():
            if re.search(pattern, measure) and "jsupervisor" in by_peer:
                words = goal
                try:
                    verdict = "reached" if reached(medians, by_peer["jsupervisor"]) else "**not reached**"
                except KeyError as missing:
                    verdict = f"no figure of {missing.args[0]}"
                break
        best = ahead(measure, medians, names)
        cells = [text(by_peer[peer], measure) if peer in by_peer else "–" for peer in names]
        kind = unit(measure)[0]
        lines.append(f"| {measure}{f' [{kind}]' if kind and kind not in measure else ''} | {' | '.join(cells)} | {words} | {verdict}{best} |")
    return "\n".join(lines)


def ahead(measure, medians, names):
    """Who is better than ours, said plainly."""
    if "jsupervisor" not in medians:
        return ""
    sign = -1 if any(part in measure for part in MORE_IS_BETTER) else 1
    better = [peer for peer in names if peer in medians and peer not in ("jsupervisor", "floor", "bare JVM") and sign * medians[peer] < sign * medians["jsupervisor"]]
    return f"; ahead: {', '.join(better)}" if better else ""
