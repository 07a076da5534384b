def refuse_databases():
    """From here on every server is one that cannot be reached; a project may be prepared for that."""
    from django.db.backends.base.base import BaseDatabaseWrapper
    from django.db.utils import OperationalError

    class Unreachable(DatabaseNeeded, OperationalError):
        pass

    def refuse(*arguments, **more):
        raise Unreachable("Lintel reaches no database")

    BaseDatabaseWrapper.connect = BaseDatabaseWrapper.ensure_connection = refuse


class Database:
    """One of the project's databases, as far as the migrations so far have made it. No server is reached."""

    def __init__(self, connection, version):
        self.connection, self.catalog = connection, Catalog()
        connection.cursor = NoCursor
        connection.__dict__["pg_version"] = version * 10000
        connection.introspection.get_constraints = lambda cursor, table: {name: dict(one) for name, one in self.catalog.table(table).items()}
        connection.introspection.get_sequences = lambda cursor, table, *fields: [
            {"name": name, "table": table, "column": column} for column, name in self.catalog.sequences_of(table).items()]
        self.editor_class = collector(connection, self.catalog)

    def takes(self, app):
        from django.db import router

        return router.allow_migrate(self.connection.alias, app)

    def editor(self, migration, found):
        editor = self.editor_class(self.connection, collect_sql=True, atomic=migration.atomic)
        editor.begin(found)
        return editor


def databases(config):
    """Those that are PostgreSQL, the default one first; what is to be told where there is none; and what the others are."""
    from django.db import connections

    found, others = [], []
    for alias in sorted(connections, key=lambda alias: alias != "default"):
        engine = connections.settings[alias].get("ENGINE") or "none"
        try:
            connection = connections[alias]
        except Exception as error:
            # A driver that is not installed.
            if "postg" in engine:
                raise Trouble("Django has no PostgreSQL to write SQL for: %s" % one_line(error))
            others.append((alias, engine))
        else:
            if connection.vendor == "postgresql":
                found.append(connection)
            else:
                others.append((alias, engine))
    foreign = None if found else other_engine(*others[0])
    if foreign:
        try:
            from django.db.backends.postgresql.base import DatabaseWrapper
        except Exception as error:
            raise Trouble("%s; Django has no PostgreSQL to write SQL for: %s" % (foreign, one_line(error)))
        for alias, _ in others:
            connections[alias] = DatabaseWrapper(dict(connections.settings[alias], ENGINE="django.db.backends.postgresql", NAME="lintel", OPTIONS={}), alias)
            found.append(connections[alias])
    return [Database(connection, config.get("postgres", 15)) for connection in found], foreign, [other_engine(*other) for other in others]


def other_engine(alias, engine):
    return "`DATABASES[\"%s\"]` is `%s`, not PostgreSQL" % (alias, engine)


def as_postgres(foreign):
    return "%s: Lintel reads its migrations as PostgreSQL would run them, and fixes none of them" % foreign


def collector(connection, catalog):
    class Collector(connection.SchemaEditorClass):
        """Writes down what is executed, and during which operation."""

        def begin(self, found):
            self.deferred_sql, self.found, self.number, self.owners, self.is_guessing = [], found, 0, {}, False

        def execute(self, sql, params=()):
            text = str(sql)
            if params is not None:
                try:
                    text = text % tuple(self.quote_value(value) for value in params)
                except (TypeError, ValueError):
                    pass
            catalog.note(text)
            self.found.append({"operation": self.number, "sql": text})

        def create_model(self, model):
            super().create_model(model)
            for field in model._meta.local_fields:
                catalog.add_field(model._meta.db_table, field, connection)
            for one in model._meta.constraints:
                if one.name not in catalog.table(model._meta.db_table):
                    catalog.add(model._meta.db_table, one.name, getattr(one, "fields", ()), unique=type(one).__name__ == "UniqueConstraint", check=type(one).__name__ == "CheckConstraint")

        def add_field(self, model, field):
            super().add_field(model, field)
            catalog.add_field(model._meta.db_table, field, connection)

        def effective_default(self, field):
            try:
                return super().effective_default(field)
            except DatabaseNeeded:
                # Whatever the database has, it is one constant of the column's type.
                self.is_guessing = True
                kind = field.db_type(connection) or ""
                return False if kind.startswith("bool") else 1 if re.match(r"int|bigint|smallint|serial|numeric|double", kind) else ""

        def own(self, number):
            for sql in self.deferred_sql:
                # Kept, so that no other gets its identity.
                self.owners.setdefault(id(sql), (number, sql))

        def finish(self):
            for sql in self.deferred_sql:
                self.number = self.owners.get(id(sql), (0,))[0]
                self.execute(sql, None)

    return Collector
