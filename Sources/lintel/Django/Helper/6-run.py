def start(config):
    """Sets the project up as its manage.py does, and stops before any command."""
    root = config["root"]
    os.chdir(root)
    sys.path[:1] = [root] if sys.path[:1] == [""] else [root] + sys.path[:1]
    try:
        from django.core import management
    except ImportError as error:
        raise Trouble("Django cannot be imported by %s (%s): name the project's Python with `--python`, or activate its environment" % (sys.executable, one_line(error)))
    import runpy

    def nothing(*arguments, **more):
        return None

    management.execute_from_command_line = nothing
    management.ManagementUtility.execute = nothing
    sys.argv = ["manage.py", "sqlmigrate"]
    try:
        runpy.run_path(os.path.join(root, "manage.py"), run_name="__main__")
        import django

        django.setup()
    except SystemExit:
        raise Trouble("`manage.py` ends before the project is set up")
    except Exception as error:
        raise Trouble("the project does not start: %s" % placed(error, root))


def placed(error, root):
    """An error in one line, with the file of the project that it comes from."""
    place, trace = "", error.__traceback__
    while trace is not None:
        path = os.path.abspath(trace.tb_frame.f_code.co_filename)
        # Frames of frozen modules have no file.
        if path.startswith(root + os.sep) and "site-packages" not in path and os.path.exists(path):
            place = "%s:%d: " % (os.path.relpath(path, root), trace.tb_lineno)
        trace = trace.tb_next
    if isinstance(error, SyntaxError) and error.filename:
        place = "%s:%s: " % (os.path.relpath(error.filename, root), error.lineno)
    return "%s%s: %s" % (place, type(error).__name__, one_line(error))


def connect(config):
    """The project's connection, or one to no server, that never reaches a database."""
    from django.db import connections

    connection = connections["default"]
    if connection.vendor != "postgresql":
        from django.db.backends.postgresql.base import DatabaseWrapper

        connection = DatabaseWrapper(dict(connection.settings_dict, ENGINE="django.db.backends.postgresql", NAME="lintel", OPTIONS={}), "default")
        connections["default"] = connection

    def refuse(*arguments, **more):
        raise DatabaseNeeded()

    connection.connect = connection.ensure_connection = connection.get_new_connection = refuse
    connection.cursor = lambda *arguments, **more: NoCursor()
    connection.__dict__["pg_version"] = config.get("postgres", 15) * 10000
    catalog = Catalog()
    connection.introspection.get_constraints = lambda cursor, table: {name: dict(one) for name, one in catalog.table(table).items()}
    connection.introspection.get_sequences = lambda cursor, table, *fields: []
    return connection, catalog


def patch():
    """Data migrations are noted and not run; extensions are not looked for."""
    from django.db.migrations.operations import RunPython

    def forwards(self, app, editor, before, after):
        if self.code is not RunPython.noop:
            editor.execute("SELECT /* RunPython */", None)

    RunPython.database_forwards = forwards
    try:
        from django.contrib.postgres import operations
    except ImportError:
        return
    for name in ("CreateExtension", "BloomExtension", "HStoreExtension", "CITextExtension"):
        found = getattr(operations, name, None)
        if found is not None:
            found.database_forwards = lambda self, app, editor, before, after: editor.execute('CREATE EXTENSION IF NOT EXISTS "%s"' % self.name, None)


def collector(connection, catalog):
    class Collector(connection.SchemaEditorClass):
        """Writes down what is executed, and during which operation."""

        def begin(self):
            self.deferred_sql, self.found, self.number, self.owners = [], [], 0, {}

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
                catalog.add_field(model._meta.db_table, field)
            for one in model._meta.constraints:
                if one.name not in catalog.table(model._meta.db_table):
                    catalog.add(model._meta.db_table, one.name, getattr(one, "fields", ()), unique=type(one).__name__ == "UniqueConstraint", check=type(one).__name__ == "CheckConstraint")

        def add_field(self, model, field):
            super().add_field(model, field)
            catalog.add_field(model._meta.db_table, field)

        def own(self, number):
            for sql in self.deferred_sql:
                # Kept, so that no other gets its identity.
                self.owners.setdefault(id(sql), (number, sql))

    return Collector


def loader_of(overlay):
    from django.apps import apps
    from django.db.migrations.loader import MigrationLoader

    class Loader(MigrationLoader):
        """Takes some files as they are to be."""

        def load_disk(self):
            super().load_disk()
            if not overlay:
                return
            folders = {}
            for config in apps.get_app_configs():
                module = sys.modules.get(self.migrations_module(config.label)[0] or "")
                for folder in getattr(module, "__path__", []):
                    folders[os.path.realpath(folder)] = (config.label, module.__name__)
            for path, text in overlay.items():
                label, package = folders.get(os.path.realpath(os.path.dirname(path)), (None, None))
                name = os.path.splitext(os.path.basename(path))[0]
                if label is None:
                    continue
                self.disk_migrations.pop((label, name), None)
                if text is not None:
                    module = type(sys)("%s.%s" % (package, name))
                    module.__file__, module.__package__ = path, package
                    try:
                        exec(compile(text, path, "exec"), module.__dict__)
                    except Exception as error:
                        raise Trouble("it cannot be loaded: %s: %s" % (type(error).__name__, one_line(error)), path)
                    sys.modules[module.__name__] = module
                    self.disk_migrations[(label, name)] = module.Migration(name, label)

    return Loader(None)


def run(config):
    """What Django itself says the migrations of a project do, without a database."""
    start(config)
    from django.db.migrations.state import ProjectState

    overlay, root = config.get("overlay", {}), config["root"]
    try:
        connection, catalog = connect(config)
    except Exception as error:
        raise Trouble("Django has no PostgreSQL to write SQL for: %s" % one_line(error))
    patch()
    try:
        loader = loader_of(overlay)
    except Trouble:
        raise
    except Exception as error:
        origin = getattr(error, "origin", None)
        raise Trouble("the migrations cannot be loaded: %s" % placed(error, root), file_of(origin) if origin is not None else None)
    plan = {}
    for leaf in sorted(loader.graph.leaf_nodes()):
        plan.update(dict.fromkeys(loader.graph.forwards_plan(leaf)))
    real = set(loader.unmigrated_apps)
    state = ProjectState(real_apps=real)
    reader, migrations, problems, fallbacks, followers = Reader(), [], [], [], dependents(loader)
    for key in plan:
        migration = loader.graph.nodes[key]
        path = file_of(migration)
        try:
            source = Source(path, overlay.get(path))
        except (OSError, SyntaxError, ValueError) as error:
            problems.append({"file": path, "text": one_line(error)})
            continue
        operations = source.places(len(migration.operations))
        editor = collector(connection, catalog)(connection, collect_sql=True, atomic=migration.atomic)
        editor.begin()
        failure, is_read = None, len(source.operations) == len(operations)
        instead = [reader.statements(migration.app_label, node) if is_read else [] for node in source.operations]
        for number, (operation, place) in enumerate(zip(migration.operations, operations)):
            kind = type(operation).__name__
            place["class"] = kind
            editor.number, before = number, state.clone()
            try:
                operation.state_forwards(migration.app_label, state)
            except Exception as error:
                raise Trouble("%s: %s" % (os.path.relpath(path, root), placed(error, root)), path)
            known = len(editor.found)
            try:
                if kind in DATA or operation.reduces_to_sql:
                    operation.database_forwards(migration.app_label, editor, before, state)
                else:
                    editor.execute("SELECT /* %s */" % kind, None)
            except Exception as error:
                # What the file alone tells of this operation has to do.
                del editor.found[known:]
                if is_read:
                    editor.found += [{"operation": number, "sql": sql} for sql in instead[number]]
                failure = failure or ("it asks the database" if isinstance(error, DatabaseNeeded) else one_line(error))
            editor.own(number)
        for sql in editor.deferred_sql:
            editor.number = editor.owners.get(id(sql), (0,))[0]
            editor.execute(sql, None)
        texts = [[] for _ in operations]
        for one in editor.found:
            texts[one["operation"]].append(one["sql"])
        if failure:
            fallbacks.append({"file": path, "text": failure})
        migrations.append({
            "file": path, "app": migration.app_label, "name": migration.name, "atomic": migration.atomic, "operations": operations,
            "statements": editor.found, "less": failure is not None,
            "dependents": followers.get(key, []),
            "fixable": fixable(source, texts, failure is not None),
        })
    seen = {one["file"] for one in migrations}
    for path in config["files"]:
        if path not in seen and not any(one["file"] == path for one in problems):
            problems.append({"file": path, "text": "Django does not know it: its app is not in `INSTALLED_APPS`, or another migration replaces it"})
    leaves = [{"file": file_of(loader.graph.nodes[key]), "text": key[0]} for key in loader.graph.leaf_nodes()]
    return {"migrations": migrations, "problems": problems, "fallbacks": fallbacks, "leaves": leaves}


def file_of(migration):
    return os.path.abspath(sys.modules[type(migration).__module__].__file__)


def dependents(loader):
    """The files of all migrations that depend on each."""
    found, roots = {}, {}
    for key in loader.graph.nodes:
        if all(parent.key[0] != key[0] for parent in loader.graph.node_map[key].parents):
            roots.setdefault(key[0], []).append(key)
    for migration in loader.disk_migrations.values():
        for app, name in migration.dependencies:
            for key in roots.get(app, []) if name == "__first__" else [(app, name)]:
                found.setdefault(key, []).append(file_of(migration))
    return found
