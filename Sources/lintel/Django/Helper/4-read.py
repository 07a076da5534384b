def ordered(sources, user):
    """Migrations by what they depend on; where nothing decides, by their names."""
    known, done, order = {key: source for key, source in sources}, set(), []
    # What a squash replaces is not run where it is.
    instead = {old: key for key, source in sources for old in source.pairs("replaces")}

    def visit(key, trail):
        while key in instead and instead[key] in known:
            key = instead[key]
        if key in done or key not in known or key in trail:
            return
        for app, name in sorted(known[key].pairs("dependencies")):
            if name == "__first__":
                app = user[0] if user and app == "auth" else app
                name = min((other for label, other in known if label == app), default="")
            visit((app, name), trail | {key})
        done.add(key)
        order.append(key)

    # Trails of thousands of migrations are longer than Python likes to go down.
    sys.setrecursionlimit(20000)
    for key in sorted(known):
        visit(key, frozenset())
    return order


def labelled(sources):
    """Migrations by app and name. What those of a folder call each other is their app's label, whatever the folder is called."""
    folders, found = {}, []
    for path, source in sources:
        folders.setdefault(os.path.dirname(path), {})[os.path.splitext(os.path.basename(path))[0]] = source
    labels = {folder: label_of(os.path.join(folder, "x")) for folder in folders}
    for folder, members in folders.items():
        own = [{app for app, name in source.pairs("dependencies") if name in members} for source in members.values()]
        named = set.intersection(*(apps for apps in own if apps)) if any(own) and len(members) > 1 else set()
        others = named - {label for other, label in labels.items() if other != folder}
        label = labels[folder] if labels[folder] in named or len(others) != 1 else others.pop()
        found += [((label, name), source) for name, source in members.items()]
    return found


STATE_ONLY = {"AlterModelOptions", "AlterModelManagers", "AlterOrderWithRespectTo", "AlterModelTableComment"}


def unknown(source, reader):
    """What a file has that only Django understands; None for nothing."""
    if "operations" in source.values and not isinstance(source.values["operations"], (ast.List, ast.Tuple)):
        return "its `operations` are no plain list"
    for node in source.operations:
        kind = name_of(node)
        if not isinstance(node, ast.Call) or kind not in STATE_ONLY and not hasattr(reader, "do_" + kind):
            return "what `%s` does is not known" % (kind or source.text(node)[:40])
    return None


def read(config):
    """What the files alone tell; nothing of the project is run."""
    sources, migrations, problems, fallbacks = [], [], [], []
    overlay, settings = config.get("overlay", {}), Settings(config["root"])
    paths = [path for path in find(config["root"]) if overlay.get(path, "") is not None]
    for path in sorted(set(paths) | set(config["files"]) | {path for path in overlay if overlay[path] is not None}):
        try:
            source = Source(path, overlay.get(path))
            if source.is_migration:
                sources.append((path, source))
            elif path in config["files"]:
                problems.append({"file": path, "text": "is no Django migration: it has no class `Migration` with `operations`"})
        except (SyntaxError, ValueError, UnicodeError) as error:
            problems.append({"file": path, "text": "Python cannot read it: %s" % one_line(error), "line": getattr(error, "lineno", None)})
        except OSError as error:
            problems.append({"file": path, "text": error.strerror or str(error)})
    sources = labelled(sources)
    reader, known, order = Reader(settings.user), dict(sources), ordered(sources, settings.user)
    for app, name in order:
        source = known[(app, name)]
        operations, statements, lack = [], [], unknown(source, reader)
        texts = [reader.statements(app, node) for node in source.operations]
        if lack:
            fallbacks.append({"file": source.path, "text": lack})
        places = source.places(len(source.operations))
        for number, (node, place) in enumerate(zip(source.operations, places)):
            place["class"] = name_of(node)
            statements += [{"operation": number, "sql": sql} for sql in texts[number]]
            operations.append(place)
        migrations.append({
            "file": source.path, "app": app, "name": name, "atomic": source.atomic, "operations": operations, "statements": statements, "less": True,
            "fixable": [] if settings.foreign else fixable(source, texts, True),
        })
    replaced = [
        {"file": known[old].path, "text": "`%s` replaces it" % name}
        for (app, name), source in sources for old in source.pairs("replaces") if old in known and old not in order]
    notices = [as_postgres(settings.foreign)] if settings.foreign else []
    return {"migrations": migrations, "problems": problems, "fallbacks": fallbacks, "replaced": replaced, "notices": notices}


def one_line(error):
    text = " ".join(str(error).split())
    return text or type(error).__name__
