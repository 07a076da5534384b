#!/usr/bin/env python3
"""Compares lintel with squawk on made-up migrations: `make bench`, or `make bench ARGS=--quick`.

Both run in turn, A B A B, after a warm-up, with their output thrown away; the ratio is the median of the ratios of
the pairs, so that a slow minute of the machine hits both. Peak memory comes from runs of its own.
"""

import argparse
import ctypes
import os
import random
import shutil
import statistics
import subprocess
import sys
import time

sys.dont_write_bytecode = True
from corpus import migration, script

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
SEED = 20260101
MEGABYTE = 1_000_000


class Run:
    def __init__(self, wall, usage, status):
        self.wall = wall
        self.cpu = usage.ru_utime + usage.ru_stime
        self.memory = usage.ru_maxrss * 1024
        self.code = os.waitstatus_to_exitcode(status)


def run(command, folder):
    os.chdir(folder)
    silent = [(os.POSIX_SPAWN_OPEN, fd, os.devnull, os.O_RDWR, 0) for fd in (0, 1, 2)]
    start = time.perf_counter()
    process = os.posix_spawn(command[0], command, os.environ, file_actions=silent)
    _, status, usage = os.wait4(process, 0)
    return Run(time.perf_counter() - start, usage, status)


def peak_memory(command, folder):
    """In bytes. A process inherits the peak of the one it was forked from, and Python is bigger than what it measures.
    So a shell, which is small, starts the program and leaves it to us."""
    ctypes.CDLL(None).prctl(36, 1, 0, 0, 0)  # PR_SET_CHILD_SUBREAPER
    shell = subprocess.run(
        ["/bin/sh", "-c", '"$@" >/dev/null 2>&1 & echo $!', "sh", *command],
        cwd=folder, stdout=subprocess.PIPE, check=True,
    )
    _, status, usage = os.wait4(int(shell.stdout), 0)
    return Run(0, usage, status).memory


class Case:
    def __init__(self, name, folder, lintel, squawk, pairs, goal=None):
        self.name, self.folder, self.lintel, self.squawk, self.pairs, self.goal = name, folder, lintel, squawk, pairs, goal


class Report:
    def __init__(self):
        self.missed = []
        self.line("", "lintel", "squawk", "ratio", "goal", "")

    def line(self, name, ours, theirs, ratio, goal, verdict):
        print(f"{name:<42}{ours:>11}{theirs:>11}{ratio:>8}{goal:>9}  {verdict}".rstrip(), flush=True)

    def compare(self, name, ours, theirs, ratio, goal, text):
        verdict = ""
        if goal is not None:
            verdict = "met" if ratio <= goal else "MISSED"
            if ratio > goal:
                self.missed.append(name.strip())
        self.line(name, text(ours), text(theirs), f"{ratio:.2f}", f"<= {goal:.2f}" if goal is not None else "", verdict)

    def failure(self, name, text):
        self.missed.append(name)
        print(f"{name}: {text}", flush=True)


def seconds(value):
    return f"{value * 1000:.2f} ms" if value < 0.1 else f"{value:.3f} s"


def megabytes(value):
    return f"{value / MEGABYTE:.1f} MB"


def measure(case, report):
    commands = [case.lintel, case.squawk]
    for command in commands:
        for _ in range(3 if case.pairs > 20 else 1):
            code = run(command, case.folder).code
        # 1: there are findings.
        if code not in (0, 1):
            return report.failure(case.name, f"{os.path.basename(command[0])} ended with {code}")
    pairs = [(run(case.lintel, case.folder), run(case.squawk, case.folder)) for _ in range(case.pairs)]
    memory = [max(peak_memory(command, case.folder) for _ in range(3)) for command in commands]

    def median(part):
        return [statistics.median(part(pair[side]) for pair in pairs) for side in (0, 1)]

    ratio = statistics.median(ours.wall / theirs.wall for ours, theirs in pairs)
    report.compare(case.name, *median(lambda one: one.wall), ratio, case.goal, seconds)
    cpu = median(lambda one: one.cpu)
    report.compare("    processor time", *cpu, cpu[0] / max(cpu[1], 1e-6), None, seconds)
    report.compare("    peak memory", *memory, memory[0] / memory[1], 1.0 if case.goal is not None else None, megabytes)


def measure_growth(lintel, folder, sizes, runs, report):
    """Text output marks the place of each finding: that must not cost more in a bigger file."""
    per_megabyte = []
    for size in sizes:
        command = [lintel, "check", "--format", "text", f"script-{size}mb.sql"]
        walls = []
        for _ in range(runs + 1):
            one = run(command, folder)
            if one.code not in (0, 1):
                return report.failure("text output", f"lintel ended with {one.code}")
            walls.append(one.wall)
        wall = statistics.median(walls[1:])
        per_megabyte.append(wall / size)
        report.line(f"text, {size} MB", seconds(wall), "", "", "", f"{seconds(wall / size)} per MB")
    growth = per_megabyte[-1] / per_megabyte[0]
    verdict = "met" if growth <= 1.5 else "MISSED"
    if growth > 1.5:
        report.missed.append("text output grows faster than the file")
    report.line(f"text, cost of a MB at {sizes[-1]} MB against {sizes[0]} MB", "", "", f"{growth:.2f}", "<= 1.50", verdict)


def write(path, text):
    with open(path, "w", encoding="utf-8") as file:
        file.write(text)


def make_corpus(folder):
    if os.path.isdir(folder):
        return
    new = folder + ".new"
    shutil.rmtree(new, ignore_errors=True)
    os.makedirs(os.path.join(new, "migrations"))
    draw = random.Random(SEED)
    write(os.path.join(new, "small.sql"), script(draw, 700, statements=5))
    for number in range(1000):
        name = f"{20240101000000 + number}_{draw.choice(['add', 'change', 'drop', 'index'])}_{number}.sql"
        write(os.path.join(new, "migrations", name), migration(draw, number, 1000))
    for size in (1, 2, 5, 10):
        write(os.path.join(new, f"script-{size}mb.sql"), script(draw, size * MEGABYTE))
    write(os.path.join(new, "script-200kb.sql"), script(draw, 200_000))
    os.rename(new, folder)


def find_squawk(folder):
    venv = os.path.join(folder, "venv")
    program = os.path.join(venv, "bin", "squawk")
    if not os.path.exists(program):
        subprocess.run([sys.executable, "-m", "venv", venv], check=True)
        subprocess.run([os.path.join(venv, "bin", "pip"), "install", "--quiet", "squawk-cli"], check=True)
    return program


def copied(program, folder):
    """How a file was written decides in what pieces the kernel keeps it and maps it, up to twice the memory of a small run. So both are written alike."""
    os.makedirs(folder, exist_ok=True)
    copy = os.path.join(folder, os.path.basename(program))
    shutil.copy(program, copy + ".new")
    os.rename(copy + ".new", copy)
    return copy


def version(program):
    done = subprocess.run([program, "--version"], capture_output=True, text=True, stdin=subprocess.DEVNULL)
    return (done.stdout.strip().splitlines() or ["?"])[0]


def main():
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--lintel", default=os.path.join(ROOT, ".build", "release", "lintel"))
    options.add_argument("--squawk", help="instead of the newest from PyPI")
    options.add_argument("--folder", default=os.path.join(ROOT, ".build", "bench"), help="where corpus and squawk are kept")
    options.add_argument("--quick", action="store_true", help="fewer runs")
    options.add_argument("--strict", action="store_true", help="exit with 1 when a goal is missed")
    chosen = options.parse_args()
    lintel = os.path.abspath(chosen.lintel)
    if not os.access(lintel, os.X_OK):
        sys.exit(f"bench: there is no {lintel}: run `make build`")

    kept = os.path.abspath(chosen.folder)
    os.makedirs(kept, exist_ok=True)
    corpus = os.path.join(kept, f"corpus-2-{SEED}")
    make_corpus(corpus)
    squawk = os.path.abspath(chosen.squawk) if chosen.squawk else find_squawk(kept)
    lintel, squawk = (copied(program, os.path.join(kept, "programs")) for program in (lintel, squawk))
    files = sorted(os.listdir(os.path.join(corpus, "migrations")))
    size = sum(os.path.getsize(os.path.join(corpus, "migrations", name)) for name in files)
    quick = chosen.quick

    print(f"{version(lintel)}; {version(squawk)}; {len(os.sched_getaffinity(0))} processors")
    print(f"1,000 files have {size / 1000:.0f} bytes on average\n")
    report = Report()
    json = [lintel, "check", "--format", "json"]
    squawk_json = [squawk, "--reporter", "json"]
    for case in [
        Case("small file, start included", corpus, [*json, "small.sql"], [*squawk_json, "small.sql"], 40 if quick else 200, 0.9),
        Case("1,000 files to JSON", os.path.join(corpus, "migrations"), [*json, "."], [*squawk_json, *files], 5 if quick else 15, 0.7),
        Case("10 MB to JSON", corpus, [*json, "script-10mb.sql"], [*squawk_json, "script-10mb.sql"], 2 if quick else 5, 0.25),
        # Not more than 200 kB: squawk's text output takes over twenty minutes for 10 MB.
        Case("200 kB to text", corpus, [lintel, "check", "--format", "text", "script-200kb.sql"], [squawk, "script-200kb.sql"], 2 if quick else 5),
    ]:
        measure(case, report)
    measure_growth(lintel, corpus, [1, 2, 5, 10], 2 if quick else 5, report)

    print()
    print("every goal met" if not report.missed else "missed: " + "; ".join(report.missed))
    sys.exit(1 if report.missed and chosen.strict else 0)


main()
