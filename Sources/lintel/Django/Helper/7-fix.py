import builtins
import io
import tokenize

POSTGRES = "django.contrib.postgres.operations"
# In these no operation minds which of the others comes first.
INDEPENDENT = {
    "AddIndex", "AddIndexConcurrently", "RemoveIndex", "RemoveIndexConcurrently", "AddField", "AddConstraint", "AddConstraintNotValid",
    "CreateModel", "AlterUniqueTogether", "AlterIndexTogether", "AlterModelOptions",
}
NAME = r'"(?:[^"]|"")+"'
VALUE = r"(?:'(?:[^']|'')*'|[\w.+-]+)(?:::\w+)?"
FOREIGN_KEY = re.compile(r"(SET CONSTRAINTS \S+ IMMEDIATE; )?ALTER TABLE (%s) (DROP CONSTRAINT (%s)|ADD CONSTRAINT (%s) FOREIGN KEY .*)$" % ((NAME,) * 3))
INDEX = re.compile(r"CREATE (UNIQUE )?INDEX (%s) ON (.*)$" % NAME, re.S)
UNIQUE = re.compile(r"ALTER TABLE (%s) ADD CONSTRAINT (%s) UNIQUE( NULLS NOT DISTINCT)? (\(%s(?:, %s)*\))( DEFERRABLE INITIALLY \w+)?$" % ((NAME,) * 4))
KEY = re.compile(r"ALTER TABLE (%s) ADD CONSTRAINT (%s) (FOREIGN KEY .*)$" % (NAME, NAME))
INLINE_KEY = re.compile(r"(.*) CONSTRAINT (%s) REFERENCES (.*)$" % NAME, re.S)
NOT_NULL = re.compile(r"ALTER TABLE (%s) (?:ALTER COLUMN (?P<column>%s) SET DEFAULT %s, )?ALTER COLUMN (%s) SET NOT NULL$" % (NAME, NAME, VALUE, NAME))
DEFAULT = re.compile(r"ALTER TABLE (%s) ALTER COLUMN (%s) (SET DEFAULT %s|DROP DEFAULT)$" % (NAME, NAME, VALUE))
FILL = re.compile(r"(UPDATE (%s) SET (%s) = .* WHERE (%s) IS NULL)(?:; SET CONSTRAINTS ALL IMMEDIATE)?$" % ((NAME,) * 3), re.S)
ADD_COLUMN = re.compile(r"ALTER TABLE (%s) ADD COLUMN (%s) (.*)$" % (NAME, NAME), re.S)
# What may hold a word or a semicolon that is none of the statement's own.
UNSPOKEN = re.compile(r"--[^\n]*|/\*.*?\*/|'(?:[^']|'')*'|\$(\w*)\$.*?\$\1\$|(?P<name>%s)" % NAME, re.S)
SQL_NAME = r'(?:%s|\w+)' % NAME
CREATES_INDEX = re.compile(r"\s*CREATE\s+(?:UNIQUE\s+)?INDEX\s+(?!CONCURRENTLY\b)", re.I)
DROPS_INDEX = re.compile(r"\s*DROP\s+INDEX\s+(?!CONCURRENTLY\b)(?=(?:IF\s+EXISTS\s+)?%s(?:\.%s)?\s*(?:RESTRICT\s*)?(?:;\s*)?$)" % (SQL_NAME, SQL_NAME), re.I)


class Refusal(Exception):
    """Why a file is left to a person."""


class Phase:
    """A part of what an operation does. `A` is quick and runs in a transaction with others, `V` reads rows and lets others write,
    `C` runs alone and outside of a transaction."""

    def __init__(self, kind, text, above=()):
        # In the text a tab at a line's beginning is a level of indentation.
        self.kind, self.text = kind, text
        # Comments: the lines above it, and what stands behind it.
        self.above, self.behind = list(above), ""
        self.step = None


def lines_in_strings(text):
    """The numbers of the lines that begin within a string: the blanks before them are part of it."""
    found, opened = set(), []
    if not re.search(r"\"\"\"|\'\'\'|\\\n", text):
        return found
    for token in tokenize.generate_tokens(io.StringIO("(" + text + "\n)").readline):
        kind = tokenize.tok_name[token.type]
        # Since Python 3.12 f-strings come in pieces.
        if kind.endswith("STRING_START"):
            opened.append(token.start[0])
        elif kind.endswith("STRING_END"):
            found.update(range(opened.pop(), token.end[0]))
        elif kind == "STRING":
            found.update(range(token.start[0], token.end[0]))
    return found


def dedented(text, pad):
    """A text from behind a margin, as if it stood at none."""
    inner, lines = lines_in_strings(text), text.split("\n")
    return "\n".join(
        line if number == 0 or number in inner else line[len(pad):] if line.startswith(pad) else line.lstrip() for number, line in enumerate(lines))


def indented(text, pad, unit):
    """A text that stands at no margin, from its second line on behind one."""
    inner, lines = lines_in_strings(text), text.split("\n")
    for number, line in enumerate(lines):
        if number not in inner:
            bare = line.lstrip("\t")
            lines[number] = (pad if number else "") + unit * (len(line) - len(bare)) + bare if bare.strip() else ""
    return "\n".join(lines)


def literal(text):
    return repr(text) if '"' in text else json.dumps(text, ensure_ascii=False)


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


def is_of_django(source, node):
    """Whether what is called comes from Django, and is not another's of the same name."""
    while isinstance(node, ast.Attribute):
        node = node.value
    lines = bindings(source).get(node.id, []) if isinstance(node, ast.Name) else []
    return any((line.split()[1] if isinstance(line, str) else line[0]).split(".")[0] == "django" for line in lines)


def name_of_migrations(source):
    """What a file calls `django.db.migrations`."""
    for node in source.tree.body:
        for alias in node.names if isinstance(node, (ast.Import, ast.ImportFrom)) else []:
            whole = alias.name if isinstance(node, ast.Import) else "%s%s.%s" % ("." * node.level, node.module or "", alias.name)
            if whole == "django.db.migrations":
                return alias.asname or alias.name
    return "migrations"


def margin(source, node):
    """The blanks that the line of a node begins with."""
    return re.match(rb"[ \t]*", source.bytes[source.lines[node.lineno - 1]:]).group().decode()


def first_comment(source, line):
    """The first of the lines of comments right above a line; itself where there are none."""
    while line > 0 and source.bytes[source.lines[line - 1]:source.lines[line]].strip().startswith(b"#"):
        line -= 1
    return line


class Step:
    """An operation that is fixed, or stands beside one."""

    def __init__(self, source, node, statements, flagged, less=False):
        # What the file alone tells of its SQL is not enough to write it anew.
        self.less = less
        self.source, self.node, self.kind = source, node, name_of(node)
        self.statements = [sql.strip().rstrip("; \n") for sql in statements]
        self.flagged = flagged
        self.pad = margin(source, node)
        self.migrations = name_of_migrations(source)
        self.text = dedented(self.written(node), self.pad)
        self.is_done = False

    def written(self, node):
        return self.source.text(node).replace("\r\n", "\n")

    def part(self, node):
        """Some of its text, as if it stood at the left margin."""
        return dedented(self.written(node), self.pad)

    @property
    def model(self):
        word = "name" if self.kind in ("AlterUniqueTogether", "AlterIndexTogether") else "model_name"
        return constant(arguments(self.node, word).get(word))

    def block(self):
        """From where to where it goes, and the comments that go with it: the lines right above it, and what stands behind it."""
        source, data = self.source, self.source.bytes
        start, end = source.start(self.node), source.end(self.node)
        end += re.match(rb"[ \t]*,?[ \t]*", data[end:]).end()
        rest = re.match(rb"(#[^\r\n]*)?(\r\n|\r|\n)", data[end:])
        line = self.node.lineno - 1
        if rest is None or data[source.lines[line]:start].strip():
            return start, end, [], ""
        first = first_comment(source, line)
        above = [data[source.lines[number]:source.lines[number + 1]].decode("utf-8").strip() for number in range(first, line)]
        return source.lines[first], end + rest.end(), above, (rest.group(1) or b"").decode("utf-8").rstrip()

    def run_sql(self, sql, reverse):
        # Routers are asked by the model, as they are for the operation itself.
        return "%s.RunSQL(\n\t%s,\n\t%s,\n\thints={\"model_name\": %s},\n)" % (
            self.migrations, literal(sql), self.migrations + ".RunSQL.noop" if reverse is None else literal(reverse), literal(self.model.lower()))

    def separate(self, database, state):
        def block(items):
            return "".join("\t\t" + indented(item, "\t\t", "\t") + ",\n" for item in items)

        return "%s.SeparateDatabaseAndState(\n\tdatabase_operations=[\n%s\t],\n\tstate_operations=[\n%s\t],\n)" % (self.migrations, block(database), block(state))

    def renamed(self, name):
        return name + self.text[len(self.written(self.node.func)):]

    def phases(self):
        """The parts it falls into; None where Lintel has no way."""
        if not self.flagged:
            return [Phase("C" if self.kind in CONCURRENT else "A", self.text)]
        method = getattr(self, "fix_" + self.kind, None)
        return method() if method and isinstance(self.node, ast.Call) and is_of_django(self.source, self.node.func) else None

    def fix_AddIndex(self):
        return [Phase("C", self.renamed("AddIndexConcurrently"))]

    def fix_RemoveIndex(self):
        return [Phase("C", self.renamed("RemoveIndexConcurrently"))]

    def fix_AddIndexConcurrently(self):
        return [Phase("C", self.text)]

    fix_RemoveIndexConcurrently = fix_AddIndexConcurrently

    def fix_AddConstraint(self):
        args = arguments(self.node, "model_name", "constraint")
        constraint = args.get("constraint")
        if name_of(constraint) == "CheckConstraint":
            name, model = arguments(constraint).get("name"), args.get("model_name")
            if constant(name) is None or constant(model) is None:
                return None
            validate = "ValidateConstraint(\n\tmodel_name=%s,\n\tname=%s,\n)" % (self.part(model), self.part(name))
            return [Phase("A", self.renamed("AddConstraintNotValid")), Phase("V", validate)]
        return self.built([self.text])

    def fix_AlterUniqueTogether(self):
        return self.built([self.text])

    fix_AlterIndexTogether = fix_AlterUniqueTogether

    def built(self, state):
        """Indexes, unique constraints and foreign keys alone: built beside reads and writes, one after the other."""
        found = []
        if not self.statements or self.less or self.model is None:
            return None
        for sql in self.statements:
            index, unique, key = INDEX.match(sql), UNIQUE.match(sql), KEY.match(sql)
            if index:
                text = self.run_sql(
                    "CREATE %sINDEX CONCURRENTLY %s ON %s" % (index.group(1) or "", index.group(2), index.group(3)),
                    "DROP INDEX CONCURRENTLY IF EXISTS %s" % index.group(2))
                found.append(Phase("C", self.separate([text], state) if state else text))
            elif unique:
                table, name, nulls, columns, deferrable = unique.groups("")
                found.append(Phase("C", self.run_sql(
                    "CREATE UNIQUE INDEX CONCURRENTLY %s ON %s %s%s" % (name, table, columns, nulls), "DROP INDEX CONCURRENTLY IF EXISTS %s" % name)))
                add = self.run_sql(
                    "ALTER TABLE %s ADD CONSTRAINT %s UNIQUE USING INDEX %s%s" % (table, name, name, deferrable), "ALTER TABLE %s DROP CONSTRAINT %s" % (table, name))
                found.append(Phase("A", self.separate([add], state) if state else add))
            elif key:
                table, name, definition = key.groups()
                add = self.run_sql("ALTER TABLE %s ADD CONSTRAINT %s %s NOT VALID" % (table, name, definition), "ALTER TABLE %s DROP CONSTRAINT %s" % (table, name))
                found.append(Phase("A", self.separate([add], state) if state else add))
                found.append(Phase("V", self.run_sql("ALTER TABLE %s VALIDATE CONSTRAINT %s" % (table, name), None)))
            else:
                return None
            state = []
        return found

    def fix_AlterField(self):
        built = self.built([self.text])
        return built if built or self.less or self.model is None else self.required()

    def required(self):
        """NOT NULL by a constraint that is checked beside reads and writes."""
        found = [match for match in map(NOT_NULL.match, self.statements) if match]
        if len(found) != 1 or found[0].group("column") not in (None, found[0].group(3)):
            return None
        table, column = found[0].group(1, 3)
        fill, keys, defaults = None, [], ["SET DEFAULT"] if found[0].group("column") else []
        for sql in self.statements:
            key, default, update = FOREIGN_KEY.match(sql), DEFAULT.match(sql), FILL.match(sql)
            if key:
                keys.append(key.group(4) or key.group(5))
            elif default and default.group(1, 2) == (table, column):
                defaults.append(default.group(3))
            elif update and update.group(2, 3, 4) == (table, column, column):
                fill = update.group(1)
            elif sql != found[0].group():
                return None
        # A foreign key that is dropped and made anew, by its name, may as well stay. A default that stays is another matter.
        if len(set(keys)) > 1 or len(keys) not in (0, 2) or defaults and defaults[-1] != "DROP DEFAULT":
            return None
        field = arguments(self.node, "model_name", "name", "field").get("field")
        # What a function of Python gives is known when it runs.
        if fill and (not isinstance(field, ast.Call) or constant(arguments(field).get("default"), Ellipsis) is Ellipsis):
            return None
        check = '"%s_not_null"' % ("%s_%s" % (table.strip('"'), column.strip('"')))[:50]
        add = "ALTER TABLE %s ADD CONSTRAINT %s CHECK (%s IS NOT NULL) NOT VALID" % (table, check, column)
        drop = "ALTER TABLE %s DROP CONSTRAINT %s" % (table, check)
        last = [self.run_sql("ALTER TABLE %s ALTER COLUMN %s SET NOT NULL" % (table, column), "ALTER TABLE %s ALTER COLUMN %s DROP NOT NULL" % (table, column)), self.run_sql(drop, add)]
        if defaults:
            last.append(self.run_sql("ALTER TABLE %s ALTER COLUMN %s DROP DEFAULT" % (table, column), None))
        phases = [
            Phase("A", self.run_sql(add, drop)),
            Phase("V", self.run_sql("ALTER TABLE %s VALIDATE CONSTRAINT %s" % (table, check), None)),
            Phase("A", self.separate(last, [self.text])),
        ]
        if fill:
            # First of all, for a row without a value cannot be changed while the constraint is there.
            phases.insert(0, Phase("C", self.run_sql(fill, None)))
            phases.insert(2, Phase("C", self.run_sql(fill, None), ["# Rows that came before the constraint did."]))
        return phases

    def fix_AddField(self):
        args = arguments(self.node, "model_name", "name", "field", "preserve_default")
        call, model, name = args.get("field"), args.get("model_name"), args.get("name")
        column = ADD_COLUMN.match(self.statements[0]) if self.statements else None
        if not isinstance(call, ast.Call) or column is None or constant(model) is None or constant(name) is None or any(word.arg is None for word in call.keywords):
            return None
        field, definition = Field(constant(name), call), column.group(3)
        # A check would still read every row.
        if field.kind in ("OneToOneField", "ManyToManyField") or " CHECK (" in definition:
            return None
        rest = [sql for sql in self.statements[1:] if INDEX.match(sql)]
        edits, key = {}, INLINE_KEY.match(definition)
        # A column with values has its key checked row by row.
        if key and " DEFAULT " in definition:
            edits["db_constraint"] = "False"
            rest.insert(0, "ALTER TABLE %s ADD CONSTRAINT %s FOREIGN KEY (%s) REFERENCES %s" % (column.group(1), key.group(2), column.group(2), key.group(3).split("; ")[0]))
        if field.flag("db_index"):
            edits["db_index"] = None
        elif rest and field.is_indexed:
            edits["db_index"] = "False"
        if field.flag("unique"):
            key = "%s_%s_key" % (column.group(1).strip('"'), column.group(2).strip('"'))
            if len(key.encode()) > 63 or " UNIQUE" not in definition:
                return None
            edits["unique"] = None
            rest.insert(0, 'ALTER TABLE %s ADD CONSTRAINT "%s" UNIQUE (%s)' % (column.group(1), key, column.group(2)))
        if not edits or not rest or self.less:
            return None
        words = [("model_name", model), ("name", name), ("field", call), ("preserve_default", args.get("preserve_default"))]
        alter = "%s.AlterField(\n%s)" % (
            self.migrations, "".join("\t%s=%s,\n" % (word, indented(self.part(node), "\t", "\t")) for word, node in words if node is not None))
        first, self.statements = self.edited(call, edits), rest
        built = self.built([alter])
        return [Phase("A", first)] + built if built else None

    def edited(self, call, edits):
        """The operation with other arguments in the call of its field: None for one that goes."""
        start, data = self.source.start(self.node), self.source.bytes
        pieces = []
        for word in call.keywords:
            if word.arg in edits:
                value = edits[word.arg]
                begin, end = keyword_start(self.source, word), self.source.end(word.value)
                if value is None:
                    tail = re.match(rb"\s*,[ \t]*", data[end:])
                    lead = re.search(rb"(\r\n|\r|\n)[ \t]*$", data[:begin])
                    if tail:
                        end += tail.end()
                        # A line of its own goes whole.
                        if lead and re.match(rb"[\r\n]", data[end:]):
                            begin = lead.start()
                    else:
                        lead = re.search(rb",\s*$", data[:begin])
                        begin = lead.start() if lead else begin
                    pieces.append((begin, end, b""))
                else:
                    pieces.append((self.source.start(word.value), end, value.encode()))
        for name, value in edits.items():
            if value is not None and not any(word.arg == name for word in call.keywords):
                last = max([word.value for word in call.keywords] + call.args, key=self.source.end)
                # Beneath the others, where each has a line of its own.
                line = data[self.source.lines[last.lineno - 1]:self.source.end(last)]
                indent = line[:len(line) - len(line.lstrip())] if re.match(rb"\s*(\w+\s*=\s*)?$", line[:len(line) - len(self.source.text(last).encode())]) else None
                glue = ", " if indent is None or last.lineno == call.lineno else ",\n" + indent.decode()
                at = self.source.end(last)
                pieces.append((at, at, ("%s%s=%s" % (glue, name, value)).encode()))
        text, at = b"", start
        for begin, end, new in sorted(pieces):
            text += data[at:begin] + new
            at = end
        return dedented((text + data[at:self.source.end(self.node)]).decode("utf-8").replace("\r\n", "\n"), self.pad)

    def fix_RunSQL(self):
        args = arguments(self.node, "sql", "reverse_sql")
        forwards = self.concurrent(args.get("sql"), CREATES_INDEX, DROPS_INDEX)
        if forwards is None or len(self.statements) != 1:
            return None
        # What goes back in another way than by one statement about one index goes as it did.
        edits = [forwards] + [edit for edit in [self.concurrent(args.get("reverse_sql"), CREATES_INDEX, DROPS_INDEX)] if edit]
        start, data = self.source.start(self.node), self.source.bytes
        text, at = b"", start
        for place in sorted(edits):
            text += data[at:place] + b"CONCURRENTLY "
            at = place
        return [Phase("C", dedented((text + data[at:self.source.end(self.node)]).decode("utf-8").replace("\r\n", "\n"), self.pad))]

    def concurrent(self, node, *patterns):
        """Where in the file the word belongs into the one statement of a string; None where it is not known to."""
        while isinstance(node, (ast.List, ast.Tuple)) and node.elts and (len(node.elts) == 1 or isinstance(node, ast.Tuple)):
            node = node.elts[0]
        sql = constant(node)
        if not isinstance(sql, str) or "\\" in sql or sql.count("/*") > 1:
            return None
        bare = UNSPOKEN.sub(lambda match: match.group("name") or " " * len(match.group()), sql)
        match = next((match for match in (pattern.match(bare) for pattern in patterns) if match), None)
        if match is None or ";" in bare.rstrip("; \n\t"):
            return None
        text, head = self.source.text(node), sql[:match.end()]
        opening = re.match(r"[rRuU]?(\"\"\"|'''|\"|')", text)
        raw = head.replace("\n", "\r\n") if "\r\n" in text else head
        if opening is None or not text[opening.end():].startswith(raw):
            return None
        return self.source.start(node) + len((opening.group() + raw).encode())


def keyword_start(source, word):
    """Where `name=value` begins, which Python tells since 3.9."""
    end = source.start(word.value)
    return re.search(rb"\b%s\s*=\s*$" % word.arg.encode(), source.bytes[:end]).start()


def fixable(source, statements, less):
    """The numbers of the operations that can be fixed: what Lintel promises is what it does.

    statements -- the SQL of each operation
    """
    if source.values.get("replaces") is not None or len(source.operations) != len(statements):
        return []
    pairs = enumerate(zip(source.operations, statements))
    return [number for number, (node, sql) in pairs if hasattr(Step, "fix_" + name_of(node)) and Step(source, node, sql, True, less).phases() is not None]
