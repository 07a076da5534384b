def parts_of(steps):
    """The migrations that the phases of some operations go into: lists of phases."""
    all_phases = []
    for step in steps:
        phases = step.phases()
        step.is_done = step.flagged and phases is not None
        phases = phases or [Phase("A", step.text)]
        for phase in phases:
            phase.step = step
        all_phases.append((step, phases))
    is_free = all(step.kind in INDEPENDENT or step.flagged and step.kind == "AlterField" and len(steps) == 1 for step in steps)
    parts = []
    places = {}

    def put(step, phase):
        least = places.get(id(step), -1) + 1 if is_free else max(len(parts) - 1, places.get(id(step), -1) + 1)
        for number in range(max(least, 0), len(parts)):
            if phase.kind != "C" and parts[number][0].kind == phase.kind:
                parts[number].append(phase)
                places[id(step)] = number
                return
        parts.append([phase])
        places[id(step)] = len(parts) - 1

    if is_free:
        for step, phases in all_phases:
            if phases[0].kind == "A":
                put(step, phases.pop(0))
        for depth in range(max(len(phases) for _, phases in all_phases)):
            for step, phases in all_phases:
                if depth < len(phases):
                    put(step, phases[depth])
    else:
        for step, phases in all_phases:
            for phase in phases:
                put(step, phase)
    return parts


def names_in(text):
    """What a text has from elsewhere."""
    names = [node for node in ast.walk(ast.parse(text.strip())) if isinstance(node, ast.Name)]
    return {node.id for node in names} - {node.id for node in names if isinstance(node.ctx, ast.Store)}


NEW_NAMES = dict.fromkeys(("AddIndexConcurrently", "RemoveIndexConcurrently", "AddConstraintNotValid", "ValidateConstraint"), POSTGRES)
NEW_NAMES["migrations"] = "django.db"


def new_imports(source, used):
    """Names that a file does not have yet, by the modules that they come from."""
    known, found = bindings(source), {}
    for name in sorted(used & set(NEW_NAMES)):
        if name not in known:
            found.setdefault(NEW_NAMES[name], []).append(name)
        elif (NEW_NAMES[name], name) not in known[name]:
            raise Refusal("`%s` is not Django's in it" % name)
    return found


def imports_for(source, texts):
    known, plain, froms = bindings(source), set(), {}
    used = set().union(*map(names_in, texts))
    for module, names in new_imports(source, used).items():
        froms.setdefault(module, set()).update(names)
    for name in used:
        if name in known:
            for line in known[name]:
                if isinstance(line, str):
                    plain.add(line)
                else:
                    froms.setdefault(line[0], set()).add(line[1])
        elif name not in NEW_NAMES and name not in dir(builtins):
            raise Refusal("its operations use `%s`, which the file itself defines" % name)
    return "".join(line + "\n" for line in sorted(plain)) + "".join("from %s import %s\n" % (module, ", ".join(sorted(names))) for module, names in sorted(froms.items()))


# Those that only change how long something may take are missed by nobody.
LOCAL_SETTING = re.compile(r"\s*SET\s+LOCAL\s+(?!\w*_timeout\b)", re.I)
CLASS_VALUES = {"dependencies", "operations", "atomic", "run_before", "initial"}


def check_class(source):
    """Whether all of a migration's class is known, so that each of its parts can have what it needs of that."""
    for node in source.cls.body:
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            continue
        if node not in source.assignments.values():
            raise Refusal("its class has more than values: `%s`" % one_line(source.text(node))[:40])
    more = sorted(set(source.values) - CLASS_VALUES)
    if more or source.cls.decorator_list or source.cls.keywords:
        raise Refusal("its class has %s of its own" % ("a `%s`" % more[0] if more else "a decorator or metaclass"))


def new_file(source, phases, dependency):
    """A part of a migration in a file of its own."""
    unit = margin(source, source.cls.body[0])
    bases = [source.text(base) for base in source.cls.bases]
    before = source.assignments.get("run_before")
    before = "" if before is None else dedented(source.text(before).replace("\r\n", "\n"), margin(source, before))
    operations = ""
    for phase in phases:
        lines = "".join(unit * 2 + comment + "\n" for comment in phase.above)
        operations += "%s%s%s,%s\n" % (lines, unit * 2, indented(phase.text, unit * 2, unit), "  " + phase.behind if phase.behind else "")
    # What ran without a transaction keeps to that.
    atomic = unit + "atomic = False\n\n" if phases[0].kind == "C" or not source.atomic else ""
    text = "%s\n\nclass Migration(%s):\n%s" % (imports_for(source, [phase.text for phase in phases] + bases + [before]), ", ".join(bases), atomic)
    text += "%sdependencies = [\n%s(\"%s\", \"%s\"),\n%s]\n\n" % (unit, unit * 2, dependency[0], dependency[1], unit)
    if before:
        text += unit + indented(before, unit, unit) + "\n\n"
    return with_newlines(source, text + "%soperations = [\n%s%s]\n" % (unit, operations, unit))


def with_newlines(source, text):
    return text.replace("\n", "\r\n") if b"\r\n" in source.bytes else text


def rewritten(source, steps, first):
    """The file with the phases of its first part for its operations. Other operations go, and take their comments with them."""
    data, edits = source.bytes, []
    unit, stays = margin(source, source.cls.body[0]), {id(phase.step): phase for phase in first}
    for step in steps:
        phase = stays.get(id(step))
        if phase is None:
            begin, end, above, behind = step.block()
            edits.append((begin, end, ""))
            step.comments = (above, behind)
        elif phase.text != step.text:
            edits.append((source.start(step.node), source.end(step.node), indented(phase.text, step.pad, unit)))
    if first[0].kind == "C" and source.atomic:
        value = source.values.get("atomic")
        if value is not None:
            edits.append((source.start(value), source.end(value), "False"))
        else:
            node = next(node for node in source.cls.body if not (isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)))
            at = source.lines[first_comment(source, node.lineno - 1)]
            edits.append((at, at, unit + "atomic = False\n\n"))
    used = set().union(*(names_in(phase.text) for phase in first))
    nodes = [node for node in source.tree.body if isinstance(node, (ast.Import, ast.ImportFrom))]
    for module, names in sorted(new_imports(source, used).items()):
        behind = next((node for node in nodes if isinstance(node, ast.ImportFrom) and not node.level and node.module > module), None)
        at = source.lines[behind.lineno - 1 if behind else nodes[-1].end_lineno] if nodes else 0
        edits.append((at, at, "from %s import %s\n" % (module, ", ".join(names))))
    text, at = b"", 0
    for begin, end, new in sorted(edits, key=lambda edit: edit[:2]):
        text += data[at:begin] + with_newlines(source, new).encode("utf-8")
        at = end
    return (text + data[at:]).decode("utf-8")


def successors(name, count, is_leaf, taken):
    """Names for the migrations that follow one. Django takes the beginning of a name for it, so none begins with another."""
    number = re.match(r"(\d+)(.*)$", name, re.S)
    letters = [chr(code) for code in range(ord("b"), ord("z") + 1)]
    if number is None:
        ways = [["part_%d_of_%s" % (at + 2, name) for at in range(count)]]
    else:
        digits, rest = number.groups()
        # Where others follow, there is no number between.
        ways = [["%s%s%s" % (digits, "".join(letters[at:at + 1]), rest) for at in range(start, start + count)] for start in range(len(letters) - count + 1)]
        if is_leaf:
            ways.insert(0, ["%0*d%s_%d" % (len(digits), int(digits) + at + 1, rest, at + 2) for at in range(count)])
    for made in ways:
        others = taken | set(made)
        if not any(one != other and (one.startswith(other) or other.startswith(one)) for one in made for other in others) and not taken & set(made):
            return made
    raise Refusal("there is no name left for what would follow it")


def is_own(root, path):
    """Whether a file is the project's, and not of a package in its environment."""
    below = os.path.relpath(path, root).split(os.sep)
    if any(name.startswith(".") or name in ("site-packages", "node_modules") for name in below):
        return False
    return not any(os.path.exists(os.path.join(root, *below[:depth], "pyvenv.cfg")) for depth in range(1, len(below)))


class Project:
    """The migrations of a project, some of them with new texts."""

    def __init__(self, root, texts):
        self.root, self.texts, self.sources = root, dict(texts), {}
        self.paths = set(find(root))

    def load(self, path):
        if path not in self.sources:
            self.sources[path] = Source(path, self.texts.get(path))
        return self.sources[path]

    def take(self, texts):
        for path, text in texts.items():
            ast.parse(text)
            self.texts[path] = text
            self.sources.pop(path, None)
            self.paths.add(path)

    def shown(self, path):
        return os.path.relpath(path, self.root)

    def beside(self, path):
        """The names of the migrations in a folder."""
        folder = os.path.dirname(path)
        names = set(os.listdir(folder)) | {os.path.basename(one) for one in self.texts if os.path.dirname(one) == folder}
        return {os.path.splitext(name)[0] for name in names if is_migration_path(name)}

    def dependents(self, path, app, name, told):
        """The files that depend on a migration, by Django or by what is written in them."""
        found = set(told)
        folder = os.path.dirname(path)
        for other in sorted(self.paths | {os.path.join(folder, one + ".py") for one in self.beside(path)}):
            if other == path:
                continue
            try:
                source = self.load(other)
            except (OSError, SyntaxError, ValueError) as error:
                raise Refusal("whether `%s` depends on it is not known, for Python cannot read that: %s" % (self.shown(other), one_line(error)))
            if (app, name) in source.pairs("replaces"):
                raise Refusal("`%s` stands for it (`replaces`)" % self.shown(other))
            if (app, name) in source.pairs("dependencies") or is_named_elsewhere(source, name):
                found.add(other)
        return sorted(found)

    def repointed(self, path, app, old, new):
        """A file with another migration in its dependencies."""
        if not is_own(self.root, path):
            raise Refusal("`%s` depends on it and is not the project's own, so what follows it would come too late" % path)
        source, text, at = self.load(path), b"", 0
        for item in getattr(source.values.get("dependencies"), "elts", []):
            if isinstance(item, ast.Tuple) and [constant(part) for part in item.elts] == [app, old]:
                node = item.elts[1]
                quote = re.search("[\"']", source.text(node)).group()
                text += source.bytes[at:source.start(node)] + (quote + new + quote).encode("utf-8")
                at = source.end(node)
        if not at:
            raise Refusal("`%s` depends on it in a way that Lintel cannot change" % self.shown(path))
        return (text + source.bytes[at:]).decode("utf-8")


def is_named_elsewhere(source, name):
    """Whether a file has a migration's name, and dependencies that are not all written out."""
    value = source.values.get("dependencies")
    items = value.elts if isinstance(value, (ast.List, ast.Tuple)) else None
    if value is None or items is not None and all(isinstance(item, (ast.Tuple, ast.Call)) for item in items):
        return False
    return any(isinstance(node, ast.Constant) and node.value == name for node in ast.walk(source.tree))


def fix_one(project, task):
    """What becomes of one migration: texts by path, the numbers of the operations that changed, and the files that follow it or depend on it."""
    path, app = task["file"], task["app"]
    source, name = project.load(path), os.path.splitext(os.path.basename(path))[0]
    if source.pairs("replaces"):
        raise Refusal("it stands for other migrations (`replaces`)")
    if len(source.operations) != len(task["operations"]):
        raise Refusal("its operations are not written out one by one")
    steps = [Step(source, node, one["statements"], one["flagged"], task["less"]) for node, one in zip(source.operations, task["operations"])]
    parts = parts_of(steps)
    done = [number for number, step in enumerate(steps) if step.is_done]
    if not done:
        return {}, [], [], []
    texts, last = {path: rewritten(source, steps, parts[0])}, name
    if len(parts) == 1:
        return texts, done, [], []
    check_class(source)
    if any(LOCAL_SETTING.match(sql) for step in steps for sql in step.statements):
        raise Refusal("what `SET LOCAL` sets would be gone in the parts that follow")
    dependents = project.dependents(path, app, name, task["dependents"])
    is_leaf = not any(os.path.dirname(other) == os.path.dirname(path) for other in dependents)
    names = successors(name, len(parts) - 1, is_leaf, project.beside(path))
    moved = {id(phase.step) for phase in parts[0]}
    for phases, following in zip(parts[1:], names):
        for phase in phases:
            if id(phase.step) not in moved:
                moved.add(id(phase.step))
                above, phase.behind = phase.step.comments
                phase.above = above + phase.above
        created = os.path.join(os.path.dirname(path), following + ".py")
        texts[created], last = new_file(source, phases, (app, last)), following
    for other in dependents:
        texts[other] = project.repointed(other, app, name, last)
    return texts, done, [os.path.join(os.path.dirname(path), one + ".py") for one in names], dependents


def fix(config):
    """Texts in which flagged operations let others read and write, migration by migration in their order."""
    project, results = Project(config["root"], config.get("overlay", {})), []
    for task in config["tasks"]:
        result = {"file": task["file"], "done": [], "refused": None, "created": [], "changed": []}
        try:
            texts, *made = fix_one(project, task)
            project.take(texts)
            result["done"], result["created"], result["changed"] = made
        except Refusal as refusal:
            result["refused"] = str(refusal)
        except (OSError, SyntaxError, ValueError) as error:
            result["refused"] = "Python cannot read it: %s" % one_line(error)
        results.append(result)
    return {"texts": [{"file": path, "text": text} for path, text in sorted(project.texts.items())], "results": results}
