# What Lintel asks the Python of a Django project. Standard library only, Python 3.8 and later.
# The files of this folder are put together in the order of their names; nothing of it is written to disk.
import ast
import hashlib
import json
import os
import re
import sys

DATA = {"RunPython"}
CONCURRENT = {"AddIndexConcurrently", "RemoveIndexConcurrently"}


class Trouble(Exception):
    """What a person has to be told, in one line."""

    def __init__(self, text, file=None):
        super().__init__(text)
        # The file that it comes from.
        self.file = file


class Source:
    """A migration file as it is written: its operations and where they are."""

    def __init__(self, path, text=None):
        self.path = path
        if text is None:
            with open(path, "rb") as file:
                self.bytes = file.read()
        else:
            self.bytes = text.encode("utf-8")
        self.tree = ast.parse(self.bytes)
        self.bom = 3 if self.bytes.startswith(b"\xef\xbb\xbf") else 0
        self.lines = [0]
        for match in re.finditer(rb"\r\n|\r|\n", self.bytes):
            self.lines.append(match.end())
        self.cls = next((node for node in self.tree.body if isinstance(node, ast.ClassDef) and node.name == "Migration"), None)
        self.values = {}
        self.assignments = {}
        for node in self.cls.body if self.cls else []:
            targets = node.targets if isinstance(node, ast.Assign) else [node.target] if isinstance(node, ast.AnnAssign) else []
            for target in targets:
                if isinstance(target, ast.Name) and node.value is not None:
                    self.values[target.id] = node.value
                    self.assignments[target.id] = node

    def start(self, node):
        return self.lines[node.lineno - 1] + node.col_offset + (self.bom if node.lineno == 1 else 0)

    def end(self, node):
        return self.lines[node.end_lineno - 1] + node.end_col_offset + (self.bom if node.end_lineno == 1 else 0)

    def text(self, node):
        return self.bytes[self.start(node):self.end(node)].decode("utf-8")

    @property
    def atomic(self):
        value = self.values.get("atomic")
        return not (isinstance(value, ast.Constant) and value.value is False)

    @property
    def is_migration(self):
        bases = [self.text(base) for base in self.cls.bases] if self.cls else []
        return any(base.split(".")[-1] == "Migration" for base in bases) or "operations" in self.values

    def pairs(self, name):
        """A list of ("app", "name") pairs, as far as they are written out."""
        found = []
        for item in getattr(self.values.get(name), "elts", []):
            if isinstance(item, ast.Tuple) and all(isinstance(part, ast.Constant) for part in item.elts) and len(item.elts) == 2:
                found.append((item.elts[0].value, item.elts[1].value))
            elif isinstance(item, ast.Call) and name_of(item.func) == "swappable_dependency":
                found.append(("auth", "__first__"))
        return found

    @property
    def operations(self):
        value = self.values.get("operations")
        return list(value.elts) if isinstance(value, (ast.List, ast.Tuple)) else []

    def place(self, node):
        """Where an operation stands, and its name in it."""
        head = node.func if isinstance(node, ast.Call) else node
        return {"start": self.start(node), "end": self.end(node), "head": [self.start(head), self.end(head)]}

    def places(self, count):
        """The places of all operations; the whole class for each where they are not written out as a list."""
        nodes = self.operations
        if len(nodes) != count or any(isinstance(node, ast.Starred) for node in nodes):
            nodes = [self.assignments.get("operations") or self.cls] * count
            return [{"start": self.start(node), "end": self.end(node), "head": [self.start(node), self.start(node) + len("operations")]} for node in nodes]
        return [self.place(node) for node in nodes]


def name_of(node):
    """`AddIndex` of `migrations.AddIndex`."""
    if isinstance(node, ast.Call):
        node = node.func
    return node.attr if isinstance(node, ast.Attribute) else node.id if isinstance(node, ast.Name) else ""


def label_of(path):
    """An app's label: what its `apps.py` says, else its folder's name."""
    folder = os.path.dirname(os.path.dirname(path))
    said = {}
    for node in parsed(os.path.join(folder, "apps.py")):
        if isinstance(node, ast.ClassDef):
            said.update(literals(node.body))
    label = said.get("label")
    return label if isinstance(label, str) else os.path.basename(folder)


def parsed(path):
    """What stands in a module; nothing where there is none to read."""
    try:
        with open(path, "rb") as file:
            return ast.parse(file.read()).body
    except (OSError, SyntaxError, ValueError):
        return []


def literals(nodes):
    """The names that are given a plain value."""
    found = {}
    for node in nodes:
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Constant):
            found.update({target.id: node.value.value for target in node.targets if isinstance(target, ast.Name)})
    return found


def is_migration_path(path):
    return path.endswith(".py") and not os.path.basename(path).startswith("__")


def find(root):
    """The migration files of a project, without those of its environment."""
    found = []
    for folder, folders, names in os.walk(root):
        if "pyvenv.cfg" in names or os.path.basename(folder) in ("site-packages", "node_modules"):
            folders[:] = []
            continue
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        if "__init__.py" in names:
            # `MIGRATION_MODULES` may name any folder; but whose name begins with a digit is imported by no statement.
            is_usual = os.path.basename(folder) == "migrations"
            found += [os.path.join(folder, name) for name in sorted(names) if is_migration_path(name) and (is_usual or name[0].isdigit())]
    return found
