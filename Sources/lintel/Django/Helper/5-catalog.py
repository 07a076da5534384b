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


class Catalog:
    """The constraints and indexes that the statements so far have made: what Django else asks the database for."""

    NAME = r'"?([^"\s(),;]+)"?'

    def __init__(self):
        self.tables = {}

    def table(self, name):
        return self.tables.setdefault(name, {})

    def add(self, table, name, columns, **what):
        about = dict.fromkeys(("primary_key", "unique", "foreign_key", "check", "index", "definition", "type", "options"), False)
        about.update({"columns": list(columns), "orders": [], "foreign_key": None, "type": "btree" if what.get("index") else None}, **what)
        self.table(table)[name] = about

    def add_field(self, table, field):
        if field.column is None:
            return
        if field.primary_key:
            self.add(table, "%s_pkey" % table, [field.column], primary_key=True, unique=True)
        elif field.unique:
            self.add(table, "%s_%s_key" % (table, field.column), [field.column], unique=True)

    def note(self, sql):
        """Keeps what one statement changes."""
        for statement in sql.split(";"):
            self.note_one(" ".join(statement.split()))

    def note_one(self, sql):
        def match(pattern):
            return re.match(pattern.replace("NAME", self.NAME), sql, re.I)

        found = match(r"CREATE (UNIQUE )?INDEX (?:CONCURRENTLY )?(?:IF NOT EXISTS )?NAME ON NAME (?:USING (\w+) )?\((.*)")
        if found:
            columns = re.findall(r'"([^"]+)"', found.group(5).split(" WHERE ")[0])
            return self.add(found.group(3), found.group(2), columns, index=True, unique=bool(found.group(1)), type=found.group(4) or "btree", orders=["ASC"] * len(columns))
        found = match(r"DROP INDEX (?:CONCURRENTLY )?(?:IF EXISTS )?NAME")
        if found:
            for about in self.tables.values():
                about.pop(found.group(1), None)
            return None
        found = match(r"ALTER INDEX (?:IF EXISTS )?NAME RENAME TO NAME")
        if found:
            for about in self.tables.values():
                if found.group(1) in about:
                    about[found.group(2)] = about.pop(found.group(1))
            return None
        found = match(r"DROP TABLE (?:IF EXISTS )?NAME")
        if found:
            return self.tables.pop(found.group(1), None)
        found = match(r"ALTER TABLE (?:ONLY )?NAME (.*)")
        return self.note_table(found.group(1), found.group(2)) if found else None

    def note_table(self, table, rest):
        def match(pattern):
            return re.match(pattern.replace("NAME", self.NAME), rest, re.I)

        about = self.table(table)
        found = match(r"RENAME TO NAME")
        if found:
            self.tables[found.group(1)] = self.tables.pop(table)
        found = match(r"RENAME COLUMN NAME TO NAME")
        if found:
            for one in about.values():
                one["columns"] = [found.group(2) if column == found.group(1) else column for column in one["columns"]]
        found = match(r"DROP COLUMN (?:IF EXISTS )?NAME")
        if found:
            for name in [name for name, one in about.items() if found.group(1) in one["columns"]]:
                del about[name]
        for name in re.findall(r"DROP CONSTRAINT (?:IF EXISTS )?" + self.NAME, rest, re.I):
            about.pop(name, None)
        found = match(r'ADD COLUMN NAME .*CONSTRAINT NAME REFERENCES NAME ?\(NAME\)')
        if found:
            self.add(table, found.group(2), [found.group(1)], foreign_key=(found.group(3), found.group(4)))
        found = match(r"ADD CONSTRAINT NAME (UNIQUE|PRIMARY KEY|FOREIGN KEY|CHECK) (USING INDEX NAME)?(.*)")
        if not found:
            return
        name, kind, using, index, tail = found.groups()
        kind = kind.upper()
        if kind == "FOREIGN KEY":
            key = re.match((r'\(NAME\) REFERENCES NAME ?\(NAME\)').replace("NAME", self.NAME), tail, re.I)
            if key:
                self.add(table, name, [key.group(1)], foreign_key=(key.group(2), key.group(3)))
        elif using:
            columns = about.pop(index, {}).get("columns", [])
            self.add(table, name, columns, unique=True, primary_key=kind == "PRIMARY KEY")
        else:
            columns = list(dict.fromkeys(re.findall(r'"([^"]+)"', tail.split(" INCLUDE ")[0])))
            self.add(table, name, columns, unique=kind != "CHECK", primary_key=kind == "PRIMARY KEY", check=kind == "CHECK")
