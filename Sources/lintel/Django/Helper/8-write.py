def parts_of(steps):
    """The migrations that the phases of some operations go into: lists of phases."""
    all_phases = []
    for step in steps:
        phases = step.phases()
        all_phases.append((step, phases if phases is not None else [Phase("A", step.text, True)]))
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
    return {node.id for node in ast.walk(ast.parse(text.strip())) if isinstance(node, ast.Name)}


NEW_NAMES = {"AddIndexConcurrently", "RemoveIndexConcurrently", "AddConstraintNotValid", "ValidateConstraint"}


def bindings(source):
    """What the imports of a file bind, each with a line that does it."""
    found = {}
    for node in source.tree.body:
        if isinstance(node, ast.Import):
            for alias in node.names:
                line = "import %s%s" % (alias.name, " as " + alias.asname if alias.asname else "")
                found.setdefault(alias.asname or alias.name.split(".")[0], []).append(line)
        elif isinstance(node, ast.ImportFrom):
            for alias in node.names:
                line = ("." * node.level + (node.module or ""), alias.name + (" as " + alias.asname if alias.asname else ""))
                found.setdefault(alias.asname or alias.name, []).append(line)
    return found


def imports_for(source, texts):
    known, plain, froms = bindings(source), set(), {}
    used = set().union(*map(names_in, texts)) | {"migrations"}
    for name in used:
        if name in known:
            for line in known[name]:
                if isinstance(line, str):
                    plain.add(line)
                else:
                    froms.setdefault(line[0], set()).add(line[1])
        elif name in NEW_NAMES:
            froms.setdefault(POSTGRES, set()).add(name)
        elif name == "migrations":
            froms.setdefault("django.db", set()).add(name)
        elif name not in dir(__builtins__) and name not in getattr(__builtins__, "__dict__", __builtins__ if isinstance(__builtins__, dict) else {}):
            raise Refusal("its operations use `%s`, which the file itself defines" % name)
    return "".join(line + "\n" for line in sorted(plain)) + "".join("from %s import %s\n" % (module, ", ".join(sorted(names))) for module, names in sorted(froms.items()))


def new_file(source, phases, dependency):
    texts = [phase.text for phase in phases]
    atomic = "    atomic = False\n\n" if phases[0].kind == "C" else ""
    operations = "".join("        " + text.replace("\n", "\n        ") + ",\n" for text in texts)
    return "%s\n\nclass Migration(migrations.Migration):\n%s    dependencies = [\n        (\"%s\", \"%s\"),\n    ]\n\n    operations = [\n%s    ]\n" % (
        imports_for(source, texts), atomic, dependency[0], dependency[1], re.sub(r"(?m)^[ \t]+$", "", operations))


def comments_above(source, node):
    """Where the comment lines right above an operation begin, which belong to it; the start of its line without any."""
    line = node.lineno - 1
    if source.bytes[source.lines[line]:source.start(node)].strip():
        return source.start(node)
    while line > 0 and source.bytes[source.lines[line - 1]:source.lines[line]].strip().startswith(b"#"):
        line -= 1
    return source.lines[line]


def rewritten(source, steps, first):
    """The file with the phases of its first part for its operations; other operations go, with the comments above them."""
    data, edits, texts = source.bytes, [], list(first)
    atoms = [phase.text for phase in first]
    moved = []
    for step in steps:
        phases = step.phases() or [Phase("A", step.text, True)]
        stays = next((phase for phase in texts if phase.text in {one.text for one in phases}), None)
        begin, end = source.start(step.node), source.end(step.node)
        if stays is not None:
            texts.remove(stays)
            if stays.text != step.text:
                pad = " " * step.column
                edits.append((begin, end, stays.text.replace("\n", "\n" + pad).encode()))
            continue
        begin = comments_above(source, step.node)
        tail = re.match(rb"[ \t]*,?[ \t]*(#[^\r\n]*)?(\r\n|\r|\n)?", data[end:])
        edits.append((begin, end + tail.end(), b""))
        moved.append(data[begin:source.start(step.node)].decode("utf-8").strip())
    if texts:
        raise Refusal("its operations are not written out one by one")
    if first[0].kind == "C" and source.atomic:
        node = next(node for node in source.cls.body if not (isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)))
        at = source.lines[node.lineno - 1]
        while source.bytes[:at].rstrip(b" \t").endswith(b"\n") and source.bytes[:at].splitlines()[-1].strip().startswith(b"#"):
            at -= len(source.bytes[:at].splitlines(True)[-1])
        pad = " " * node.col_offset
        edits.append((at, at, (pad + "atomic = False\n\n").encode()))
    missing = sorted((set().union(*map(names_in, atoms)) & NEW_NAMES) - set(bindings(source)))
    if missing:
        nodes = [node for node in source.tree.body if isinstance(node, (ast.Import, ast.ImportFrom))]
        froms = [node for node in nodes if isinstance(node, ast.ImportFrom) and (node.module or "") > POSTGRES and not (node.module or "").startswith("__")]
        line = "from %s import %s\n" % (POSTGRES, ", ".join(missing))
        at = source.lines[froms[0].lineno - 1] if froms else source.lines[nodes[-1].end_lineno] if nodes else 0
        edits.append((at, at, line.encode()))
    text, at = b"", 0
    newline = b"\r\n" if b"\r\n" in data else b"\n"
    for begin, end, new in sorted(edits, key=lambda edit: (edit[0], edit[1])):
        text += data[at:begin] + new.replace(b"\n", newline)
        at = end
    return (text + data[at:]).decode("utf-8"), moved


def successors(folder, name, count, is_leaf, taken):
    """Names for the migrations that follow one."""
    number = re.match(r"(\d+)(.*)$", name, re.S)
    if number is None:
        made = ["%s_%d" % (name, at + 2) for at in range(count)]
    elif is_leaf:
        made = ["%0*d%s_%d" % (len(number.group(1)), int(number.group(1)) + at + 1, number.group(2), at + 2) for at in range(count)]
    else:
        made = ["%s%s_%d" % (number.group(1), number.group(2), at + 2) for at in range(count)]
    if any(one in taken for one in made):
        raise Refusal("there is a migration `%s` already" % next(one for one in made if one in taken))
    return made


def repointed(source, app, old, new):
    """The file with another name in its dependencies."""
    for item in getattr(source.values.get("dependencies"), "elts", []):
        if isinstance(item, ast.Tuple) and len(item.elts) == 2 and [constant(part) for part in item.elts] == [app, old]:
            node = item.elts[1]
            quote = source.text(node)[0]
            return (source.bytes[:source.start(node)] + (quote + new + quote).encode() + source.bytes[source.end(node):]).decode("utf-8")
    return None


def fix(config):
    """Texts in which flagged operations let others read and write, migration by migration in their order."""
    texts, left, created, changed = dict(config.get("overlay", {})), {}, {}, {}

    def load(path):
        return Source(path, texts.get(path))

    for task in config["tasks"]:
        path, app = task["file"], task["app"]
        try:
            source, folder = load(path), os.path.dirname(path)
            name = os.path.splitext(os.path.basename(path))[0]
            if source.pairs("replaces"):
                raise Refusal("it stands for other migrations (`replaces`)")
            nodes = source.operations
            if len(nodes) != len(task["operations"]):
                raise Refusal("its operations are not written out one by one")
            def steps():
                return [Step(source, node, one["statements"], one["flagged"], task["less"]) for node, one in zip(nodes, task["operations"])]

            parts = parts_of(steps())
            done = [number for number, step in enumerate(steps()) if step.flagged and step.phases() is not None]
            if not done:
                left[path] = {}
                continue
            others = {one for one in sorted(set(os.listdir(folder)) | {os.path.basename(one) for one in texts if os.path.dirname(one) == folder}) if is_migration_path(one)}
            dependents = []
            for other in sorted(others):
                other_path = os.path.join(folder, other)
                if other_path == path or not other_path.endswith(".py"):
                    continue
                about = load(other_path)
                if (app, name) in about.pairs("replaces"):
                    raise Refusal("`%s` stands for it (`replaces`)" % other)
                if (app, name) in about.pairs("dependencies"):
                    dependents.append(other_path)
            text, moved = rewritten(source, steps(), parts[0])
            names = successors(folder, name, len(parts) - 1, not dependents, {os.path.splitext(one)[0] for one in others})
            new, last = {path: text}, name
            for phases, following in zip(parts[1:], names):
                new[os.path.join(folder, following + ".py")] = new_file(source, phases, (app, last))
                last = following
            if names and moved and any(moved):
                # Comments of what moved go with the first that follows.
                first = os.path.join(folder, names[0] + ".py")
                lines = "".join("        " + line.strip() + "\n" for block in moved if block for line in block.split("\n"))
                new[first] = new[first].replace("    operations = [\n", "    operations = [\n" + lines, 1)
            for dependent in dependents if names else []:
                pointed = repointed(load(dependent), app, name, last)
                if pointed is None:
                    raise Refusal("`%s` depends on it in a way that Lintel cannot change" % os.path.basename(dependent))
                new[dependent] = pointed
                changed.setdefault(path, []).append(dependent)
            for one in new.values():
                ast.parse(one)
            texts.update(new)
            created[path] = [os.path.join(folder, following + ".py") for following in names]
            left[path] = {"done": done}
        except Refusal as refusal:
            left[path] = {"refused": str(refusal)}
        except (OSError, SyntaxError, ValueError) as error:
            left[path] = {"refused": "Python cannot read it: %s" % one_line(error)}
    return {
        "texts": [{"file": path, "text": text} for path, text in sorted(texts.items())],
        "results": [
            {"file": path, "done": about.get("done", []), "refused": about.get("refused"), "created": created.get(path, []), "changed": changed.get(path, [])}
            for path, about in sorted(left.items())
        ],
    }
