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

    refuse_databases()

    def nothing(*arguments, **more):
        return None

    management.execute_from_command_line = nothing
    management.ManagementUtility.execute = nothing
    sys.argv = ["manage.py", "sqlmigrate"]
    try:
        try:
            runpy.run_path(os.path.join(root, "manage.py"), run_name="__main__")
        except SystemExit as end:
            # `sys.exit(main())` is how many end when all is well.
            if end.code:
                raise
        import django

        django.setup()
    except (Exception, SystemExit) as error:
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


def patch():
    """Data migrations are noted and not run; extensions are not looked for."""
    from django.db import router
    from django.db.migrations.operations import RunPython

    def forwards(self, app, editor, before, after):
        if self.code is not RunPython.noop and router.allow_migrate(editor.connection.alias, app, **self.hints):
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


class Replay:
    """Follows a project's migrations in their order, and writes down the SQL of some."""

    def __init__(self, config):
        from django.conf import settings
        from django.db.migrations.state import ProjectState

        self.overlay, self.root = config.get("overlay", {}), config["root"]
        self.databases, self.foreign, self.others = databases(config)
        patch()
        try:
            self.loader = loader_of(self.overlay)
        except Trouble:
            raise
        except Exception as error:
            origin = getattr(error, "origin", None)
            raise Trouble("the migrations cannot be loaded: %s" % placed(error, self.root), file_of(origin) if origin is not None else None)
        self.followers = dependents(self.loader)
        self.state = ProjectState(real_apps=set(self.loader.unmigrated_apps))
        self.reader, self.migrations, self.problems, self.fallbacks, self.elsewhere = Reader(tuple(settings.AUTH_USER_MODEL.split("."))), [], [], [], []

    def apps(self, files):
        """The apps that files belong to. Of all others the models have to be known, which takes a fraction of the time that their SQL does."""
        real = {os.path.realpath(path) for path in files}
        return {app for (app, _), migration in self.loader.disk_migrations.items() if os.path.realpath(file_of(migration)) in real}

    def follow(self, apps):
        """
        - apps: whose SQL is wanted; None for all.
        """
        graph, plan = self.loader.graph, {}
        for leaf in sorted(graph.leaf_nodes()):
            plan.update(dict.fromkeys(graph.forwards_plan(leaf)))
        for key in plan:
            migration = graph.nodes[key]
            if apps is None or migration.app_label in apps:
                self.write(migration)
            else:
                # Models that are rendered would be rendered again with each operation.
                self.state.__dict__.pop("apps", None)
                for operation in migration.operations:
                    self.change(migration, operation)

    def change(self, migration, operation):
        try:
            operation.state_forwards(migration.app_label, self.state)
        except Exception as error:
            raise Trouble("%s: %s" % (os.path.relpath(file_of(migration), self.root), placed(error, self.root)), file_of(migration))

    def write(self, migration):
        path, app = file_of(migration), migration.app_label
        try:
            source = Source(path, self.overlay.get(path))
        except (OSError, SyntaxError, ValueError) as error:
            self.problems.append({"file": path, "text": one_line(error)})
            return
        places, found, failure = source.places(len(migration.operations)), [], None
        editors = [database.editor(migration, found) for database in self.databases if database.takes(app)]
        if not editors and app not in self.elsewhere:
            self.elsewhere.append(app)
        is_read = len(source.operations) == len(places)
        instead = [self.reader.statements(app, node) if is_read else [] for node in source.operations]
        for number, (operation, place) in enumerate(zip(migration.operations, places)):
            kind = place["class"] = type(operation).__name__
            before, known = self.state.clone(), len(found)
            self.change(migration, operation)
            for editor in editors:
                editor.number = number
                try:
                    if kind in DATA or operation.reduces_to_sql:
                        operation.database_forwards(app, editor, before, self.state)
                    else:
                        editor.execute("SELECT /* %s */" % kind, None)
                except Exception as error:
                    # What the file alone tells of this operation has to do.
                    del found[known:]
                    if is_read:
                        found += [{"operation": number, "sql": sql} for sql in instead[number]]
                    failure = failure or ("it asks the database" if isinstance(error, DatabaseNeeded) else one_line(error))
                editor.own(number)
                if editor.is_guessing:
                    failure = failure or "it asks the database"
                # A router may have it done in another one only.
                if len(found) > known:
                    break
        for editor in editors:
            editor.finish()
        texts = [[one["sql"] for one in found if one["operation"] == number] for number in range(len(places))]
        if failure:
            self.fallbacks.append({"file": path, "text": failure})
        self.migrations.append({
            "file": path, "app": app, "name": migration.name, "atomic": migration.atomic, "operations": places, "statements": found, "less": failure is not None,
            "dependents": self.followers.get((app, migration.name), []), "fixable": [] if self.foreign else fixable(source, texts, failure is not None),
        })

    def unseen(self, files):
        """Files that somebody wants to know about, and that Django does not run."""
        seen = {one["file"] for one in self.migrations + self.problems}
        known = {os.path.realpath(file_of(migration)): key for key, migration in self.loader.disk_migrations.items()}
        replaced = []
        for path in files:
            key = known.get(os.path.realpath(path))
            by = [name for (_, name), migration in self.loader.replacements.items() if key in migration.replaces]
            if path in seen or key in self.loader.graph.nodes:
                continue
            if by:
                replaced.append({"file": path, "text": "`%s` replaces it" % by[0]})
            else:
                self.problems.append({"file": path, "text": "Django does not know it: its app is not in `INSTALLED_APPS`"})
        return replaced


def run(config):
    """What Django itself says the migrations of a project do, without a database."""
    start(config)
    replay, files = Replay(config), config["files"]
    replay.follow(None if config.get("whole") or not files else replay.apps(files + list(replay.overlay)))
    replaced, graph, notices = replay.unseen(files), replay.loader.graph, []
    if replay.foreign:
        notices.append(as_postgres(replay.foreign))
    if replay.elsewhere:
        notices.append("%s: no database of PostgreSQL takes %s, so Lintel knows nothing of %s migrations" % (
            ", ".join(replay.others) or "`DATABASE_ROUTERS`", ", ".join("`%s`" % app for app in replay.elsewhere), "its" if len(replay.elsewhere) == 1 else "their"))
    leaves = [{"file": file_of(graph.nodes[key]), "text": key[0]} for key in graph.leaf_nodes()]
    return {
        "migrations": replay.migrations, "problems": replay.problems, "fallbacks": replay.fallbacks, "leaves": leaves, "replaced": replaced,
        "notices": notices,
    }
