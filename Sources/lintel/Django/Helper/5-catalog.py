class DatabaseNeeded(Exception):
    """Something asks the database, which nobody lets it reach."""


class NoCursor:
    """Stands for a cursor where only the catalog is asked for, which is kept here."""

    def __enter__(self):
        return self

    def __exit__(self, *error):
        return False

    def __getattr__(self, name):
        raise DatabaseNeeded()


def object_name(table, column, label):
    """The name that PostgreSQL gives to what has none, within its 63 bytes."""
    names = [name.encode() for name in (table, column)] if column else [table.encode()]
    while len(b"_".join(names)) + len(label) + 1 > 63:
        longest = max(range(len(names)), key=lambda number: (len(names[number]), number))
        names[longest] = names[longest][:-1]
    return "%s_%s" % ("_".join(name.decode("utf-8", "ignore") for name in names), label)


class Catalog:
    """The constraints, indexes and sequences that the statements so far have made: what Django else asks the database for."""

    # A name, with that of its schema or without.
    NAME = r'(?:"?[^"\s(),;.]+"?\.)?"?([^"\s(),;]+)"?'

    def __init__(self):
        self.tables = {}
        # By the table's name: those of its columns.
        self.sequences = {}

    def table(self, name):
        return self.tables.setdefault(plain(name), {})

    def sequences_of(self, name):
        return self.sequences.setdefault(plain(name), {})

    def add(self, table, name, columns, **what):
        about = dict.fromkeys(("primary_key", "unique", "foreign_key", "check", "index", "definition", "type", "options"), False)
        about.update({"columns": list(columns), "orders": [], "foreign_key": None, "type": None}, **what)
        self.table(table)[name] = about

    def add_field(self, table, field, connection):
        """What stands within a column's definition, and is named by PostgreSQL."""
        if field.column is None:
            return

        def name(label, column=field.column):
            return object_name(plain(table), column, label)

        if field.primary_key:
            self.add(table, name("pkey", None), [field.column], primary_key=True, unique=True)
        elif field.unique:
            self.add(table, name("key"), [field.column], unique=True)
        if field.db_parameters(connection)["check"]:
            self.add(table, name("check"), [field.column], check=True)
        if field.get_internal_type().endswith("AutoField"):
            self.sequences_of(table)[field.column] = name("seq")

    def note(self, sql):
        """Keeps what one string changes."""
        for statement in sql.split(";"):
            self.note_one(" ".join(statement.split()))

    def match(self, pattern, sql):
        return re.match(pattern.replace("@", self.NAME), sql, re.I)

    def note_one(self, sql):
        found = self.match(r"CREATE (UNIQUE )?INDEX (?:CONCURRENTLY )?(?:IF NOT EXISTS )?@ ON (?:ONLY )?@ (?:USING (\w+) )?\((.*)", sql)
        if found:
            unique, name, table, method, rest = found.groups()
            columns = re.findall(r'"([^"]+)"', re.split(r" WHERE | INCLUDE ", rest)[0])
            # As `Index.suffix` and `BTreeIndex.suffix` have it.
            kind = method or ("btree" if name.endswith("_btree") or " WITH (" in rest else "idx")
            return self.add(table, name, columns, index=True, unique=bool(unique), type=kind, orders=["ASC"] * len(columns))
        found = self.match(r"DROP INDEX (?:CONCURRENTLY )?(?:IF EXISTS )?@", sql)
        if found:
            for about in self.tables.values():
                about.pop(found.group(1), None)
            return None
        found = self.match(r"ALTER INDEX (?:IF EXISTS )?@ RENAME TO @", sql)
        if found:
            for about in self.tables.values():
                if found.group(1) in about:
                    about[found.group(2)] = about.pop(found.group(1))
            return None
        found = self.match(r"DROP TABLE (?:IF EXISTS )?@", sql)
        if found:
            self.sequences.pop(found.group(1), None)
            return self.tables.pop(found.group(1), None)
        found = self.match(r"ALTER TABLE (?:IF EXISTS )?(?:ONLY )?@ (.*)", sql)
        return self.note_table(found.group(1), found.group(2)) if found else None

    def note_table(self, table, rest):
        about, sequences = self.table(table), self.sequences_of(table)
        found = self.match(r"RENAME TO @", rest)
        if found:
            self.tables[found.group(1)], self.sequences[found.group(1)] = self.tables.pop(table), self.sequences.pop(table)
            return
        found = self.match(r"RENAME COLUMN @ TO @", rest)
        if found:
            old, new = found.groups()
            for one in about.values():
                one["columns"] = [new if column == old else column for column in one["columns"]]
            if old in sequences:
                sequences[new] = sequences.pop(old)
        found = self.match(r"RENAME CONSTRAINT @ TO @", rest)
        if found and found.group(1) in about:
            about[found.group(2)] = about.pop(found.group(1))
        found = self.match(r"DROP COLUMN (?:IF EXISTS )?@", rest)
        if found:
            for name in [name for name, one in about.items() if found.group(1) in one["columns"]]:
                del about[name]
            sequences.pop(found.group(1), None)
        for name in re.findall(r"DROP CONSTRAINT (?:IF EXISTS )?" + self.NAME, rest, re.I):
            about.pop(name, None)
        found = self.match(r"ALTER COLUMN @ (?:DROP IDENTITY|ADD GENERATED)", rest)
        if found:
            sequences.pop(found.group(1), None)
            if " ADD GENERATED" in rest:
                sequences[found.group(1)] = object_name(table, found.group(1), "seq")
        found = self.match(r"ADD COLUMN @ .*CONSTRAINT @ REFERENCES @ ?\(@\)", rest)
        if found:
            self.add(table, found.group(2), [found.group(1)], foreign_key=(found.group(3), found.group(4)))
        found = self.match(r"ADD CONSTRAINT @ (UNIQUE|PRIMARY KEY|FOREIGN KEY|CHECK) (USING INDEX @)?(.*)", rest)
        if not found:
            return
        name, kind, using, index, tail = found.groups()
        kind = kind.upper()
        if kind == "FOREIGN KEY":
            key = self.match(r"\(@\) REFERENCES @ ?\(@\)", tail)
            if key:
                self.add(table, name, [key.group(1)], foreign_key=(key.group(2), key.group(3)))
        elif using:
            columns = about.pop(index, {}).get("columns", [])
            self.add(table, name, columns, unique=True, primary_key=kind == "PRIMARY KEY")
        else:
            columns = list(dict.fromkeys(re.findall(r'"([^"]+)"', tail.split(" INCLUDE ")[0])))
            self.add(table, name, columns, unique=kind != "CHECK", primary_key=kind == "PRIMARY KEY", check=kind == "CHECK")
