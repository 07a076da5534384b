POSTGRES = "django.contrib.postgres.operations"
# In these no operation minds which of the others comes first.
INDEPENDENT = {
    "AddIndex", "AddIndexConcurrently", "RemoveIndex", "RemoveIndexConcurrently", "AddField", "AddConstraint", "AddConstraintNotValid",
    "CreateModel", "AlterUniqueTogether", "AlterModelOptions",
}
NAME = r'"(?:[^"]|"")+"'
FOREIGN_KEY = re.compile(r"(SET CONSTRAINTS \S+ IMMEDIATE; )?ALTER TABLE (%s) (DROP CONSTRAINT (%s)|ADD CONSTRAINT (%s) FOREIGN KEY .*)$" % ((NAME,) * 3))
INDEX = re.compile(r"CREATE (UNIQUE )?INDEX (%s) ON (.*)$" % NAME, re.S)
UNIQUE = re.compile(r"ALTER TABLE (%s) ADD CONSTRAINT (%s) UNIQUE (\(%s(?:, %s)*\))$" % ((NAME,) * 4))
NOT_NULL = re.compile(r"ALTER TABLE (%s) ALTER COLUMN (%s) SET NOT NULL$" % (NAME, NAME))
ADD_COLUMN = re.compile(r"ALTER TABLE (%s) ADD COLUMN (%s) (.*)$" % (NAME, NAME), re.S)


class Refusal(Exception):
    """Why a file is left to a person."""


class Phase:
    """A part of what an operation does. `A` is quick and runs in a transaction with others, `V` reads rows and lets others write,
    `C` runs alone and outside of a transaction."""

    def __init__(self, kind, text, keeps=False):
        self.kind, self.text = kind, text
        # Whether the text has the margin of its place.
        self.keeps = keeps


def run_sql(sql, reverse):
    def one(text):
        return json.dumps(text, ensure_ascii=False) if '"' not in text else "'%s'" % text.replace("\\", "\\\\").replace("'", "\\'")

    return "migrations.RunSQL(\n    %s,\n    %s,\n)" % (one(sql), "migrations.RunSQL.noop" if reverse is None else one(reverse))


def separate(database, state):
    def block(items):
        return "".join("        " + item.replace("\n", "\n        ") + ",\n" for item in items)

    return "migrations.SeparateDatabaseAndState(\n    database_operations=[\n%s    ],\n    state_operations=[\n%s    ],\n)" % (block(database), block(state))


class Step:
    """An operation that is fixed, or stands beside one."""

    def __init__(self, source, node, statements, flagged, less=False):
        # What the file alone tells of its SQL is not enough to write it anew.
        self.less = less
        self.source, self.node, self.kind = source, node, name_of(node)
        self.statements = [" ".join(sql.split()).rstrip("; ") for sql in statements]
        self.flagged = flagged
        self.column = self.margin()

    def margin(self):
        start = self.source.start(self.node)
        line = self.source.lines[self.node.lineno - 1]
        return start - line

    @property
    def text(self):
        """Its text, as if it stood at the left margin."""
        return dedented(self.source.text(self.node), self.column)

    def renamed(self, name):
        head = self.source.text(self.node.func)
        return name + self.text[len(head):]

    def phases(self):
        """The parts it falls into; None where Lintel has no way."""
        if not self.flagged:
            return [Phase("C" if self.kind in CONCURRENT else "A", self.text, True)]
        method = getattr(self, "fix_" + self.kind, None)
        return method() if method and isinstance(self.node, ast.Call) else None

    def fix_AddIndex(self):
        return [Phase("C", self.renamed("AddIndexConcurrently"))]

    def fix_RemoveIndex(self):
        return [Phase("C", self.renamed("RemoveIndexConcurrently"))]

    def fix_AddIndexConcurrently(self):
        return [Phase("C", self.text, True)]

    fix_RemoveIndexConcurrently = fix_AddIndexConcurrently

    def fix_AddConstraint(self):
        args = arguments(self.node, "model_name", "constraint")
        constraint = args.get("constraint")
        if name_of(constraint) == "CheckConstraint":
            name, model = arguments(constraint).get("name"), args.get("model_name")
            if constant(name) is None or constant(model) is None:
                return None
            validate = "ValidateConstraint(\n    model_name=%s,\n    name=%s,\n)" % (self.source.text(model), self.source.text(name))
            return [Phase("A", self.renamed("AddConstraintNotValid")), Phase("V", validate)]
        return self.built([self.text])

    def fix_AlterUniqueTogether(self):
        return self.built([self.text])

    def built(self, state):
        """Indexes and unique constraints alone: built beside reads and writes, one after the other."""
        found = []
        if not self.statements or self.less:
            return None
        for sql in self.statements:
            index, unique = INDEX.match(sql), UNIQUE.match(sql)
            if index:
                table = index.group(3).split(" ")[0]
                text = run_sql(
                    "CREATE %sINDEX CONCURRENTLY %s ON %s" % (index.group(1) or "", index.group(2), index.group(3)),
                    "DROP INDEX CONCURRENTLY IF EXISTS %s" % index.group(2))
                found.append(Phase("C", separate([text], state) if state else text))
            elif unique:
                table, name, columns = unique.groups()
                found.append(Phase("C", run_sql(
                    "CREATE UNIQUE INDEX CONCURRENTLY %s ON %s %s" % (name, table, columns), "DROP INDEX CONCURRENTLY IF EXISTS %s" % name)))
                add = run_sql("ALTER TABLE %s ADD CONSTRAINT %s UNIQUE USING INDEX %s" % (table, name, name), "ALTER TABLE %s DROP CONSTRAINT %s" % (table, name))
                found.append(Phase("A", separate([add], state) if state else add))
            else:
                return None
            state = []
        return found

    def fix_AlterField(self):
        built = self.built([self.text])
        if built or self.less:
            return built
        others = [sql for sql in self.statements if not NOT_NULL.match(sql)]
        found = [match for match in map(NOT_NULL.match, self.statements) if match]
        keys = [FOREIGN_KEY.match(sql) for sql in others]
        # A foreign key that is dropped and made anew, by its name, may as well stay.
        if len(found) != 1 or None in keys or len({key.group(4) or key.group(5) for key in keys}) > 1 or len(keys) not in (0, 2):
            return None
        table, column = found[0].groups()
        check = '"%s_not_null"' % ("%s_%s" % (table.strip('"'), column.strip('"')))[:50]
        add = "ALTER TABLE %s ADD CONSTRAINT %s CHECK (%s IS NOT NULL) NOT VALID" % (table, check, column)
        drop = "ALTER TABLE %s DROP CONSTRAINT %s" % (table, check)
        return [
            Phase("A", run_sql(add, drop)),
            Phase("V", run_sql("ALTER TABLE %s VALIDATE CONSTRAINT %s" % (table, check), None)),
            Phase("A", separate([
                run_sql("ALTER TABLE %s ALTER COLUMN %s SET NOT NULL" % (table, column), "ALTER TABLE %s ALTER COLUMN %s DROP NOT NULL" % (table, column)),
                run_sql(drop, add),
            ], [self.text])),
        ]

    def fix_AddField(self):
        args = arguments(self.node, "model_name", "name", "field")
        call, model, name = args.get("field"), args.get("model_name"), args.get("name")
        column = ADD_COLUMN.match(self.statements[0]) if self.statements else None
        if not isinstance(call, ast.Call) or column is None or constant(model) is None or constant(name) is None or any(word.arg is None for word in call.keywords):
            return None
        field, definition = Field(constant(name), call), column.group(3)
        # A column with values has its key checked row by row.
        if " REFERENCES " in definition and " DEFAULT " in definition or field.kind in ("OneToOneField", "ManyToManyField"):
            return None
        rest = [sql for sql in self.statements[1:] if INDEX.match(sql)]
        edits = {}
        if field.flag("db_index"):
            edits["db_index"] = None
        elif rest and field.is_indexed:
            edits["db_index"] = "False"
        if field.flag("unique"):
            key = "%s_%s_key" % (column.group(1).strip('"'), column.group(2).strip('"'))
            if len(key) > 63 or " UNIQUE" not in definition:
                return None
            edits["unique"] = None
            rest.insert(0, 'ALTER TABLE %s ADD CONSTRAINT "%s" UNIQUE (%s)' % (column.group(1), key, column.group(2)))
        if not edits or not rest or self.less:
            return None
        first = self.edited(call, edits)
        alter = "migrations.AlterField(\n    model_name=%s,\n    name=%s,\n    field=%s,\n)" % (
            self.source.text(model), self.source.text(name), dedented(self.source.text(call), self.column))
        self.statements = rest
        built = self.built([alter])
        return [Phase("A", first, True)] + built if built else None

    def edited(self, call, edits):
        """The operation with other arguments in the call of its field: None for one that goes."""
        start, data = self.source.start(self.node), self.source.bytes
        pieces = []
        for number, word in enumerate(call.keywords):
            if word.arg in edits:
                value = edits[word.arg]
                begin, end = keyword_start(self.source, word), self.source.end(word.value)
                if value is None:
                    tail = re.match(rb"\s*,[ \t]*", data[end:])
                    if tail:
                        end += tail.end()
                    else:
                        lead = re.search(rb",\s*$", data[:begin])
                        begin = lead.start() if lead else begin
                    pieces.append((begin, end, b""))
                else:
                    pieces.append((self.source.start(word.value), end, value.encode()))
        for name, value in edits.items():
            if value is not None and not any(word.arg == name for word in call.keywords):
                last = max([self.source.end(word.value) for word in call.keywords] + [self.source.end(arg) for arg in call.args])
                pieces.append((last, last, (", %s=%s" % (name, value)).encode()))
        text, at = b"", start
        for begin, end, new in sorted(pieces):
            text += data[at:begin] + new
            at = end
        return dedented((text + data[at:self.source.end(self.node)]).decode("utf-8"), self.column)

    def fix_RunSQL(self):
        text = self.text
        made, dropped = re.findall(r"\bCREATE (?:UNIQUE )?INDEX (?!CONCURRENTLY)", text), re.findall(r"\bDROP INDEX (?!CONCURRENTLY)", text)
        if len(self.statements) != 1 or not re.match(r"(CREATE (UNIQUE )?INDEX|DROP INDEX) ", self.statements[0]) or len(made) > 1 or len(dropped) > 1:
            return None
        text = re.sub(r"\b(CREATE (?:UNIQUE )?INDEX )(?!CONCURRENTLY)", r"\1CONCURRENTLY ", text)
        return [Phase("C", re.sub(r"\b(DROP INDEX )(?!CONCURRENTLY)", r"\1CONCURRENTLY ", text))]


def dedented(text, column):
    lines = text.split("\n")
    return "\n".join(lines[:1] + [line[column:] if not line[:column].strip() else line.lstrip() for line in lines[1:]])


def keyword_start(source, word):
    """Where `name=value` begins, which Python tells since 3.9."""
    end = source.start(word.value)
    return re.search(rb"\b%s\s*=\s*$" % word.arg.encode(), source.bytes[:end]).start()


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
