# Those of Django's own whose tables are not named after them.
TABLES = {
    ("contenttypes", "contenttype"): "django_content_type", ("admin", "logentry"): "django_admin_log", ("sessions", "session"): "django_session",
    ("sites", "site"): "django_site", ("flatpages", "flatpage"): "django_flatpage", ("redirects", "redirect"): "django_redirect",
}


class Model:
    def __init__(self, app, name):
        self.app, self.name, self.fields = app, name, {}
        self.table = TABLES.get((app, name.lower()), "%s_%s" % (app, name.lower()))
        self.constraints = {}

    def column(self, name):
        field = self.fields.get(name)
        return "id" if name == "pk" else field.column if field else name


class Reader:
    """Follows the operations of migrations in their order and writes what is known of their SQL."""

    def __init__(self, user=None):
        """
        user -- the app and the name of the model of users; None where that is not known
        """
        self.models, self.user = {}, user

    def model(self, app, name):
        key = (app, str(name).lower())
        if key not in self.models:
            self.models[key] = Model(app, str(name))
        return self.models[key]

    def target(self, app, node):
        """The table that a relation leads to."""
        name = constant(node)
        if isinstance(name, str):
            if name == "self":
                return None
            parts = name.split(".")
            return self.model(parts[0] if len(parts) > 1 else app, parts[-1]).table
        if node is not None and ("AUTH_USER_MODEL" in ast.dump(node) or name_of(node) == "get_user_model"):
            return self.model(*self.user).table if self.user else "the user table"
        # What is called gives the name; the caller's says nothing.
        return "the table of %s" % name_of(node) if isinstance(node, (ast.Name, ast.Attribute)) else "the table that it refers to"

    def statements(self, app, node, state=True, database=True):
        """The SQL of one operation."""
        method = getattr(self, "do_" + name_of(node), None)
        if method is None or not isinstance(node, ast.Call):
            return []
        found = method(app, node)
        return found if database else []

    # Tables

    def do_CreateModel(self, app, node):
        args = arguments(node, "name", "fields", "options")
        model = Model(app, constant(args.get("name"), "unknown"))
        self.models[(app, model.name.lower())] = model
        options = {constant(key): value for key, value in zip(getattr(args.get("options"), "keys", []), getattr(args.get("options"), "values", []))}
        model.table = constant(options.get("db_table")) or model.table
        after, columns = [], []
        for item in getattr(args.get("fields"), "elts", []):
            if not isinstance(item, ast.Tuple) or len(item.elts) != 2:
                continue
            field = Field(constant(item.elts[0], "unknown"), item.elts[1])
            model.fields[field.name] = field
            if field.kind == "ManyToManyField":
                after += self.many(app, model, field)
                continue
            columns.append("%s %s" % (quoted(field.column), field.definition()))
            after += self.reference(app, model, field) + self.field_indexes(model, field)
        for key in ("unique_together", "indexes", "constraints"):
            for item in getattr(options.get(key), "elts", []):
                if key == "unique_together":
                    after.append(self.unique_together(model, constant(item, [])))
                elif key == "indexes":
                    after.append(self.index(model, item, ""))
                else:
                    after += self.constraint(model, item)
        if constant(options.get("managed"), True) is False or constant(options.get("proxy")):
            return []
        return ["CREATE TABLE %s (%s)" % (quoted(model.table), ", ".join(columns))] + [one for one in after if one]

    def do_DeleteModel(self, app, node):
        model = self.model(app, constant(arguments(node, "name").get("name"), "unknown"))
        self.models.pop((app, model.name.lower()), None)
        return ["DROP TABLE %s CASCADE" % quoted(model.table)]

    def rename_table(self, model, table):
        old, model.table = model.table, table
        return ["ALTER TABLE %s RENAME TO %s" % (quoted(old), quoted(table))] if old != table else []

    def do_RenameModel(self, app, node):
        args = arguments(node, "old_name", "new_name")
        old, new = constant(args.get("old_name"), "unknown"), constant(args.get("new_name"), "unknown")
        model = self.models.pop((app, old.lower()), None) or Model(app, old)
        self.models[(app, new.lower())] = model
        model.name = new
        return self.rename_table(model, "%s_%s" % (app, new.lower())) if model.table == "%s_%s" % (app, old.lower()) else []

    def do_AlterModelTable(self, app, node):
        args = arguments(node, "name", "table")
        model = self.model(app, constant(args.get("name"), "unknown"))
        return self.rename_table(model, constant(args.get("table")) or "%s_%s" % (app, model.name.lower()))

    # Columns

    def field_of(self, app, node):
        args = arguments(node, "model_name", "name", "field")
        model = self.model(app, constant(args.get("model_name"), "unknown"))
        return model, constant(args.get("name"), "unknown"), args.get("field")

    def do_AddField(self, app, node):
        model, name, call = self.field_of(app, node)
        field = model.fields[name] = Field(name, call)
        if field.kind == "ManyToManyField":
            return self.many(app, model, field)
        default, table, column = field.default(), quoted(model.table), quoted(field.column)
        definition = ("%s DEFAULT %s" % (field.type, default) + field.definition()[len(field.type):]) if default and default != "NULL" else field.definition()
        if field.is_relation and field.flag("db_constraint", True):
            definition += " CONSTRAINT %s REFERENCES %s DEFERRABLE INITIALLY DEFERRED" % (quoted(self.key_name(model, field)), quoted(self.target(app, field.args.get("to")) or model.table))
        found = ["ALTER TABLE %s ADD COLUMN %s %s" % (table, column, definition)]
        if default and "db_default" not in field.args:
            found.append("ALTER TABLE %s ALTER COLUMN %s DROP DEFAULT" % (table, column))
        return found + self.field_indexes(model, field)

    def do_RemoveField(self, app, node):
        model, name, _ = self.field_of(app, node)
        field = model.fields.pop(name, None)
        if field and field.kind == "ManyToManyField":
            return ["DROP TABLE %s CASCADE" % quoted("%s_%s" % (model.table, name))]
        return ["ALTER TABLE %s DROP COLUMN %s CASCADE" % (quoted(model.table), quoted(field.column if field else name))]

    def do_RenameField(self, app, node):
        args = arguments(node, "model_name", "old_name", "new_name")
        model = self.model(app, constant(args.get("model_name"), "unknown"))
        old, new = constant(args.get("old_name"), "unknown"), constant(args.get("new_name"), "unknown")
        field = model.fields.pop(old, None)
        before = field.column if field else old
        if field:
            field.name, model.fields[new] = new, field
        after = field.column if field else new
        return ["ALTER TABLE %s RENAME COLUMN %s TO %s" % (quoted(model.table), quoted(before), quoted(after))] if before != after else []

    def do_AlterField(self, app, node):
        model, name, call = self.field_of(app, node)
        old, new = model.fields.get(name), Field(name, call)
        model.fields[name] = new
        table, column, found = quoted(model.table), quoted(new.column), []
        if old is None or new.kind == "ManyToManyField":
            return []
        if old.column != new.column:
            found.append("ALTER TABLE %s RENAME COLUMN %s TO %s" % (table, quoted(old.column), column))
        if old.type != new.type and "lintel_unknown" not in (old.type, new.type):
            found.append("ALTER TABLE %s ALTER COLUMN %s TYPE %s USING %s::%s" % (table, column, new.type, column, new.type))
        if old.flag("null") != new.flag("null"):
            default = new.default()
            if not new.flag("null") and default and default != "NULL":
                found.append("UPDATE %s SET %s = %s WHERE %s IS NULL" % (table, column, default, column))
            found.append("ALTER TABLE %s ALTER COLUMN %s %s NOT NULL" % (table, column, "DROP" if new.flag("null") else "SET"))
        if new.is_unique and not old.is_unique:
            new.unique_name = self.name(model, [new.column], "_uniq")
            found.append("ALTER TABLE %s ADD CONSTRAINT %s UNIQUE (%s)" % (table, quoted(new.unique_name), column))
        if new.is_relation and new.flag("db_constraint", True) and not (old.is_relation and old.flag("db_constraint", True)):
            found += self.reference(app, model, new)
        if old.is_unique and not new.is_unique:
            found.append("ALTER TABLE %s DROP CONSTRAINT %s" % (table, quoted(old.unique_name or "%s_%s_key" % (plain(model.table), old.column))))
        if old.check and not new.check:
            found.append("ALTER TABLE %s DROP CONSTRAINT %s" % (table, quoted("%s_%s_check" % (plain(model.table), old.column))))
        if new.check and not old.check:
            found.append("ALTER TABLE %s ADD CONSTRAINT %s CHECK (%s)" % (table, quoted(self.name(model, [new.column], "_check")), new.check))
        if old.is_indexed and not new.is_indexed:
            found.append("DROP INDEX IF EXISTS %s" % quoted(self.name(model, [old.column], "")))
        elif not old.is_indexed:
            found += self.field_indexes(model, new)
        return found

    # Indexes and constraints

    def name(self, model, columns, suffix):
        """As Django puts it together, within PostgreSQL's 63 bytes."""
        table, joined, end = plain(model.table), "_".join(columns), digest(plain(model.table), *columns) + suffix
        whole, length = "%s_%s_%s" % (table, joined, end), (63 - len(end)) // 2 - 1
        return whole if len(whole) <= 63 else "%s_%s_%s" % (table[:length], joined[:length], end)

    def key_name(self, model, field):
        return self.name(model, [field.column], "_fk")

    def reference(self, app, model, field):
        if not field.is_relation or not field.flag("db_constraint", True):
            return []
        return ["ALTER TABLE %s ADD CONSTRAINT %s FOREIGN KEY (%s) REFERENCES %s DEFERRABLE INITIALLY DEFERRED" % (
            quoted(model.table), quoted(self.key_name(model, field)), quoted(field.column), quoted(self.target(app, field.args.get("to")) or model.table))]

    def field_indexes(self, model, field):
        if not field.is_indexed:
            return []
        return ["CREATE INDEX %s ON %s (%s)" % (quoted(self.name(model, [field.column], "")), quoted(model.table), quoted(field.column))]

    def many(self, app, model, field):
        if "through" in field.args:
            return []
        table = "%s_%s" % (model.table, field.name)
        return ["CREATE TABLE %s (\"id\" bigint NOT NULL PRIMARY KEY GENERATED BY DEFAULT AS IDENTITY, \"from_id\" bigint NOT NULL REFERENCES %s, \"to_id\" bigint NOT NULL REFERENCES %s)" % (
            quoted(table), quoted(model.table), quoted(self.target(app, field.args.get("to")) or model.table))]

    def unique_together(self, model, fields):
        columns = [model.column(name) for name in fields if isinstance(name, str)]
        return "ALTER TABLE %s ADD CONSTRAINT %s UNIQUE (%s)" % (
            quoted(model.table), quoted(self.name(model, columns, "_uniq")), ", ".join(map(quoted, columns))) if columns else ""

    def do_AlterUniqueTogether(self, app, node):
        args = arguments(node, "name", "unique_together")
        model, sets = self.model(app, constant(args.get("name"), "unknown")), constant(args.get("unique_together"), [])
        return [one for one in (self.unique_together(model, fields) for fields in sets or []) if one]

    def index(self, model, call, how, name=None):
        args = arguments(call) if isinstance(call, ast.Call) else {}
        fields = constant(args.get("fields"), [])
        columns = ", ".join(quoted(model.column(name.lstrip("-"))) + (" DESC" if name.startswith("-") else "") for name in fields) or "(%s)" % UNKNOWN
        name = constant(args.get("name")) or self.name(model, [field.lstrip("-") for field in fields], "_idx")
        method = INDEX_METHODS.get(name_of(call))
        where = " WHERE %s" % UNKNOWN if "condition" in args else ""
        return "CREATE INDEX %s%s ON %s%s (%s)%s" % (how, quoted(name), quoted(model.table), " USING " + method if method else "", columns, where)

    def do_AddIndex(self, app, node, how=""):
        args = arguments(node, "model_name", "index")
        return [self.index(self.model(app, constant(args.get("model_name"), "unknown")), args.get("index"), how)]

    def do_AddIndexConcurrently(self, app, node):
        return self.do_AddIndex(app, node, "CONCURRENTLY ")

    def do_RemoveIndex(self, app, node, how=""):
        return ["DROP INDEX %sIF EXISTS %s" % (how, quoted(constant(arguments(node, "model_name", "name").get("name"), "unknown")))]

    def do_RemoveIndexConcurrently(self, app, node):
        return self.do_RemoveIndex(app, node, "CONCURRENTLY ")

    def do_RenameIndex(self, app, node):
        args = arguments(node, "model_name", "new_name", "old_name")
        old, new = constant(args.get("old_name")), constant(args.get("new_name"), "unknown")
        return ["ALTER INDEX %s RENAME TO %s" % (quoted(old), quoted(new))] if old else []

    def constraint(self, model, call, suffix=""):
        args, kind = arguments(call) if isinstance(call, ast.Call) else {}, name_of(call)
        name, table = constant(args.get("name"), "unknown"), quoted(model.table)
        model.constraints[name] = "index" if kind == "UniqueConstraint" and ("condition" in args or call.args) else "constraint"
        if kind == "CheckConstraint":
            return ["ALTER TABLE %s ADD CONSTRAINT %s CHECK (%s)%s" % (table, quoted(name), UNKNOWN, suffix)]
        if kind == "UniqueConstraint":
            columns = ", ".join(quoted(model.column(field)) for field in constant(args.get("fields"), [])) or "(%s)" % UNKNOWN
            if model.constraints[name] == "index":
                return ["CREATE UNIQUE INDEX %s ON %s (%s)%s" % (quoted(name), table, columns, " WHERE %s" % UNKNOWN if "condition" in args else "")]
            return ["ALTER TABLE %s ADD CONSTRAINT %s UNIQUE (%s)" % (table, quoted(name), columns)]
        return ["ALTER TABLE %s ADD CONSTRAINT %s EXCLUDE USING gist ((%s) WITH =)" % (table, quoted(name), UNKNOWN)] if kind == "ExclusionConstraint" else []

    def do_AddConstraint(self, app, node, suffix=""):
        args = arguments(node, "model_name", "constraint")
        return self.constraint(self.model(app, constant(args.get("model_name"), "unknown")), args.get("constraint"), suffix)

    def do_AddConstraintNotValid(self, app, node):
        return self.do_AddConstraint(app, node, " NOT VALID")

    def do_ValidateConstraint(self, app, node):
        args = arguments(node, "model_name", "name")
        model = self.model(app, constant(args.get("model_name"), "unknown"))
        return ["ALTER TABLE %s VALIDATE CONSTRAINT %s" % (quoted(model.table), quoted(constant(args.get("name"), "unknown")))]

    def do_RemoveConstraint(self, app, node):
        args = arguments(node, "model_name", "name")
        model, name = self.model(app, constant(args.get("model_name"), "unknown")), constant(args.get("name"), "unknown")
        if model.constraints.get(name) == "index":
            return ["DROP INDEX IF EXISTS %s" % quoted(name)]
        return ["ALTER TABLE %s DROP CONSTRAINT %s" % (quoted(model.table), quoted(name))]

    # The rest

    def do_RunSQL(self, app, node):
        value = arguments(node, "sql", "reverse_sql").get("sql")
        text = constant(value)
        if text is None and "noop" in name_of(value):
            return []
        parts = [text] if isinstance(text, str) else [part[0] if isinstance(part, (list, tuple)) else part for part in text or []]
        return [part for part in parts if isinstance(part, str) and part.strip()]

    def do_RunPython(self, app, node):
        return [] if name_of(arguments(node, "code").get("code")) == "noop" else ["SELECT /* RunPython */"]

    def do_SeparateDatabaseAndState(self, app, node):
        args, found = arguments(node, "database_operations", "state_operations"), []
        for inner in getattr(args.get("database_operations"), "elts", []):
            found += self.statements(app, inner)
        for inner in getattr(args.get("state_operations"), "elts", []):
            self.statements(app, inner)
        return found

    def extension(self, name):
        return ['CREATE EXTENSION IF NOT EXISTS "%s"' % name]

    def do_CreateExtension(self, app, node):
        return self.extension(constant(arguments(node, "name").get("name"), "unknown"))

    def do_TrigramExtension(self, app, node):
        return self.extension("pg_trgm")

    def do_BtreeGistExtension(self, app, node):
        return self.extension("btree_gist")

    def do_BtreeGinExtension(self, app, node):
        return self.extension("btree_gin")

    def do_HStoreExtension(self, app, node):
        return self.extension("hstore")

    def do_UnaccentExtension(self, app, node):
        return self.extension("unaccent")

    def do_CITextExtension(self, app, node):
        return self.extension("citext")
