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
KEY = re.compile(r"ALTER TABLE (%s) ADD CONSTRAINT (%s) (FOREIGN KEY .*)$" % (NAME, NAME))
INLINE_KEY = re.compile(r"(.*) CONSTRAINT (%s) REFERENCES (.*)$" % NAME)
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
            index, unique, key = INDEX.match(sql), UNIQUE.match(sql), KEY.match(sql)
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
            elif key:
                table, name, definition = key.groups()
                add = run_sql("ALTER TABLE %s ADD CONSTRAINT %s %s NOT VALID" % (table, name, definition), "ALTER TABLE %s DROP CONSTRAINT %s" % (table, name))
                found.append(Phase("A", separate([add], state) if state else add))
                found.append(Phase("V", run_sql("ALTER TABLE %s VALIDATE CONSTRAINT %s" % (table, name), None)))
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
        if field.kind in ("OneToOneField", "ManyToManyField"):
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
        return dedented((text + data[at:self.source.end(self.node)]).decode("utf-8"), self.column)

    def fix_RunSQL(self):
        text = self.text
        word = re.compile(r"\b((?:CREATE\s+(?:UNIQUE\s+)?|DROP\s+)INDEX\s+)(?!CONCURRENTLY)", re.I)
        if len(self.statements) != 1 or not word.match(self.statements[0]) or len(word.findall(text)) > 2:
            return None
        return [Phase("C", word.sub(r"\1CONCURRENTLY ", text))]


def dedented(text, column):
    lines = text.split("\n")
    return "\n".join(lines[:1] + [line[column:] if not line[:column].strip() else line.lstrip() for line in lines[1:]])


def keyword_start(source, word):
    """Where `name=value` begins, which Python tells since 3.9."""
    end = source.start(word.value)
    return re.search(rb"\b%s\s*=\s*$" % word.arg.encode(), source.bytes[:end]).start()
