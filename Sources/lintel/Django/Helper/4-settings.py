class Settings:
    """What stands in a project's settings for all to read; nothing of them is run."""

    def __init__(self, root):
        self.user, self.foreign = None, None
        path = settings_path(root)
        if path is None:
            return
        nodes, folder, values = parsed(path), os.path.dirname(path), {}
        # Settings in parts lie beside each other.
        for name in sorted(os.listdir(folder)) if os.path.basename(folder) == "settings" else []:
            values.update(literals(parsed(os.path.join(folder, name))) if name.endswith(".py") else {})
        values.update(literals(nodes))
        elsewhere = any(isinstance(node, ast.ImportFrom) and node.names[0].name == "*" and not node.level for node in nodes)
        user = values.get("AUTH_USER_MODEL", None if elsewhere else "auth.User")
        if isinstance(user, str) and user.count(".") == 1:
            self.user = tuple(user.split("."))
        self.foreign = engine(nodes)


def settings_path(root):
    """The file of the settings that `manage.py` names, or the environment."""
    try:
        with open(os.path.join(root, "manage.py"), encoding="utf-8", errors="replace") as file:
            named = re.search(r"""["']DJANGO_SETTINGS_MODULE["'],\s*["']([\w.]+)["']""", file.read())
    except OSError:
        return None
    module = os.environ.get("DJANGO_SETTINGS_MODULE") or (named.group(1) if named else "")
    start = os.path.join(root, *module.split("."))
    return next((path for path in (start + ".py", os.path.join(start, "__init__.py")) if module and os.path.exists(path)), None)


def engine(nodes):
    """What to tell of a default database that is written out and certainly not PostgreSQL; None for nothing."""
    names = [node for top in nodes for node in ast.walk(top) if isinstance(node, ast.Name) and node.id == "DATABASES"]
    values = [node.value for node in nodes if isinstance(node, ast.Assign) and node.targets == names]
    found = constant(member(member(values[0], "default"), "ENGINE")) if values else None
    is_other = found in ("django.db.backends.sqlite3", "django.db.backends.mysql", "django.db.backends.oracle")
    return other_engine("default", found) if is_other else None


def member(node, key):
    """What a dictionary that is written out has."""
    pairs = zip(node.keys, node.values) if isinstance(node, ast.Dict) else ()
    return next((value for name, value in pairs if constant(name) == key), None)
