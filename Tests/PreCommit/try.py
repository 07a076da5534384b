#!/usr/bin/env python3
"""Commits to a scratch repository through the real pre-commit, with Lintel's own hooks.

  try.py                 the hooks of the kind `system`, with .build/release/lintel
  try.py --kind swift    those that pre-commit builds from source: takes minutes, and the last commit
"""

import argparse
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))

CLEAN = "CREATE INDEX CONCURRENTLY {0} ON orders (customer_id);\n"
BLOCKING = "SET lock_timeout = '5s';\nCREATE INDEX {0} ON orders (customer_id);\n"
FIRST = "CREATE TABLE orders (id bigint PRIMARY KEY, customer_id bigint NOT NULL);\n"


def pre_commit():
    """The newest from PyPI, in a virtual environment of its own; None where it cannot be had."""
    folder = os.path.join(ROOT, ".build", "pre-commit")
    program = os.path.join(folder, "bin", "pre-commit")
    if not os.path.exists(program):
        install = [os.path.join(folder, "bin", "python"), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "pre-commit"]
        for command in [[sys.executable, "-m", "venv", folder], install]:
            if subprocess.run(command).returncode:
                shutil.rmtree(folder, ignore_errors=True)
                return None
    return program


class Repository:
    """A git repository with pre-commit's hooks in it."""

    def __init__(self, path, environment):
        self.path, self.environment = path, environment
        os.makedirs(path)
        self.run("git", "init", "--quiet", "--initial-branch=main")

    def run(self, *command):
        done = subprocess.run(
            command, cwd=self.path, env=self.environment, text=True, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
        return done.returncode, done.stdout

    def need(self, *command):
        status, output = self.run(*command)
        if status:
            sys.exit(f"{' '.join(command)}: {output}")
        return output

    def write(self, name, text):
        path = os.path.join(self.path, name)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "w") as file:
            file.write(text)

    def read(self, name):
        with open(os.path.join(self.path, name)) as file:
            return file.read()

    def commit(self, *names):
        """Stages some files and commits; the status and what was printed."""
        self.need("git", "add", "--", *names)
        return self.run("git", "commit", "--quiet", "--message", "a change")

    def reset(self):
        self.need("git", "reset", "--quiet", "--hard")


class Trial:
    def __init__(self):
        self.passed = self.failed = 0

    def expect(self, what, holds, output=""):
        if holds:
            self.passed += 1
        else:
            self.failed += 1
            print(f"failed: {what}\n{output}")


def configuration(hooks, revision, *ids):
    lines = "".join(f"      - id: {name}\n" for name in ids)
    return f"repos:\n  - repo: {hooks}\n    rev: {revision}\n    hooks:\n{lines}"


def hook_repository(kind, scratch, environment):
    """The repository that the hooks come from, and its revision."""
    if kind == "swift":
        return ROOT, subprocess.run(["git", "-C", ROOT, "rev-parse", "HEAD"], check=True, capture_output=True, text=True).stdout.strip()
    # The hooks as they are now, committed or not.
    hooks = Repository(os.path.join(scratch, "hooks"), environment)
    shutil.copy(os.path.join(ROOT, ".pre-commit-hooks.yaml"), hooks.path)
    hooks.need("git", "add", ".")
    hooks.need("git", "commit", "--quiet", "--message", "hooks")
    return hooks.path, hooks.need("git", "rev-parse", "HEAD").strip()


def main():
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--kind", choices=["system", "swift"], default="system")
    options.add_argument("--lintel", default=os.path.join(ROOT, ".build", "release", "lintel"), help="for the kind system")
    options.add_argument("--may-skip", action="store_true", help="where pre-commit cannot be had, say so and be content")
    options = options.parse_args()
    program = pre_commit()
    if not program:
        print("pre-commit is not here: could not bring it from PyPI")
        sys.exit(0 if options.may_skip else 1)

    with tempfile.TemporaryDirectory(prefix="lintel-pre-commit-") as scratch:
        programs = os.path.join(scratch, "bin")
        os.makedirs(programs)
        os.symlink(program, os.path.join(programs, "pre-commit"))
        if options.kind == "system":
            os.symlink(os.path.abspath(options.lintel), os.path.join(programs, "lintel"))
        environment = {name: value for name, value in os.environ.items() if not name.startswith(("GIT_", "PRE_COMMIT"))}
        environment.update(
            PATH=f"{programs}:{environment['PATH']}", PRE_COMMIT_HOME=os.path.join(scratch, "cache"), GIT_CONFIG_GLOBAL=os.devnull,
            GIT_AUTHOR_NAME="a", GIT_AUTHOR_EMAIL="a@example.org", GIT_COMMITTER_NAME="a", GIT_COMMITTER_EMAIL="a@example.org")
        trial = Trial()
        run(trial, options.kind, scratch, environment)
    print(f"pre-commit: {trial.passed} passed, {trial.failed} failed")
    sys.exit(1 if trial.failed else 0)


def run(trial, kind, scratch, environment):
    ending = "" if kind == "swift" else f"-{kind}"
    hooks, revision = hook_repository(kind, scratch, environment)
    project = Repository(os.path.join(scratch, "project"), environment)
    project.write(".pre-commit-config.yaml", configuration(hooks, revision, "lintel" + ending))
    project.write("lintel.toml", 'exclude = ["legacy"]\n')
    project.write("db/0001_orders.sql", FIRST)
    project.need("git", "add", ".")
    project.need("git", "commit", "--quiet", "--message", "first")
    project.need("pre-commit", "install")
    begin = time.monotonic()
    project.need("pre-commit", "install-hooks")
    print(f"pre-commit made the hooks in {time.monotonic() - begin:.1f} s")

    project.write("db/0002_index.sql", BLOCKING.format("a"))
    status, output = project.commit("db/0002_index.sql")
    trial.expect("a migration that blocks writes stops the commit", status == 1 and "create-index-blocks-writes" in output, output)
    # The file on the disk is good, the one in the commit is not.
    project.write("db/0002_index.sql", CLEAN.format("a"))
    status, output = project.run("git", "commit", "--quiet", "--message", "a change")
    trial.expect("what is staged counts, not what lies on the disk", status == 1 and "create-index-blocks-writes" in output, output)
    status, output = project.commit("db/0002_index.sql")
    trial.expect("a clean migration passes", status == 0 and "Passed" in output, output)

    project.write("legacy/0001_index.sql", BLOCKING.format("b"))
    status, output = project.commit("legacy/0001_index.sql")
    trial.expect("an excluded file is not linted, though pre-commit names it", status == 0 and "Passed" in output, output)
    project.write("notes.txt", BLOCKING.format("c"))
    status, output = project.commit("notes.txt")
    trial.expect("other files do not start the hook", status == 0 and "Skipped" in output, output)
    # A table of the first file is in use, one of the same commit is not.
    project.write("db/0003_refunds.sql", "CREATE TABLE refunds (id bigint PRIMARY KEY, day date);\nCREATE INDEX ON refunds (day);\n")
    status, output = project.commit("db/0003_refunds.sql")
    trial.expect("a table that is new blocks nobody", status == 0, output)

    project.write(".pre-commit-config.yaml", configuration(hooks, revision, "lintel-fix" + ending, "lintel" + ending))
    project.need("git", "add", ".pre-commit-config.yaml")
    project.need("git", "commit", "--quiet", "--message", "fix")
    project.write("db/0004_index.sql", BLOCKING.format("d"))
    status, output = project.commit("db/0004_index.sql")
    trial.expect("lintel-fix changes the file and stops the commit", status == 1 and "files were modified by this hook" in output, output)
    trial.expect("what it wrote is the fix", "CONCURRENTLY" in project.read("db/0004_index.sql"), project.read("db/0004_index.sql"))
    status, output = project.commit("db/0004_index.sql")
    trial.expect("and only once", status == 0, output)

    # What is in the default branch may have run.
    project.write("db/0002_index.sql", BLOCKING.format("a"))
    status, output = project.commit("db/0002_index.sql")
    trial.expect(
        "lintel-fix leaves alone what has been committed",
        status == 1 and "CONCURRENTLY" not in project.read("db/0002_index.sql"), output)
    project.reset()

    names = configuration(hooks, revision, "lintel-fix" + ending, "lintel" + ending).replace(
        f"- id: lintel{ending}\n", f"- id: lintel{ending}\n        args: [--fail-on, error, --]\n")
    project.write(".pre-commit-config.yaml", names)
    project.need("git", "add", ".pre-commit-config.yaml")
    project.need("git", "commit", "--quiet", "--message", "names")
    project.write("-weird.sql", CLEAN.format("e"))
    status, output = project.commit("-weird.sql")
    trial.expect("the name of a file is no option, with and without options", status == 0, output)

    times = []
    for number in range(5):
        begin = time.monotonic()
        _, output = project.run("pre-commit", "run", "--verbose", "lintel" + ending, "--files", "db/0004_index.sql")
        times.append((time.monotonic() - begin, (re.findall(r"duration: ([0-9.]+)s", output) or ["?"])[0]))
    whole, hook = min(times)
    print(f"with a warm cache: {whole:.2f} s for pre-commit, {hook} s of them for lintel")


if __name__ == "__main__":
    main()
