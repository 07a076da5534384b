def ordered(sources):
    """Migrations by what they depend on; where nothing decides, by their names."""
    known, done, order = {key: source for key, source in sources}, set(), []

    def visit(key, trail):
        if key in done or key not in known or key in trail:
            return
        for app, name in sorted(known[key].pairs("dependencies") + known[key].pairs("replaces")):
            if name == "__first__":
                name = min((other for label, other in known if label == app), default="")
            visit((app, name), trail | {key})
        done.add(key)
        order.append(key)

    # Trails of thousands of migrations are longer than Python likes to go down.
    sys.setrecursionlimit(20000)
    for key in sorted(known):
        visit(key, frozenset())
    return order


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
    overlay = config.get("overlay", {})
    paths = [path for path in find(config["root"]) if overlay.get(path, "") is not None]
    for path in sorted(set(paths) | set(config["files"]) | {path for path in overlay if overlay[path] is not None}):
        try:
            source = Source(path, overlay.get(path))
            if source.is_migration:
                sources.append(((label_of(path), os.path.splitext(os.path.basename(path))[0]), source))
            elif path in config["files"]:
                problems.append({"file": path, "text": "is no Django migration: it has no class `Migration` with `operations`"})
        except (SyntaxError, ValueError, UnicodeError) as error:
            problems.append({"file": path, "text": "Python cannot read it: %s" % one_line(error), "line": getattr(error, "lineno", None)})
        except OSError as error:
            problems.append({"file": path, "text": error.strerror or str(error)})
    reader, known = Reader(), dict(sources)
    for app, name in ordered(sources):
        source = known[(app, name)]
        if source.pairs("replaces") and any((app, old) in known for _, old in source.pairs("replaces")):
            continue
        operations, statements, lack = [], [], unknown(source, reader)
        texts = [reader.statements(app, node) for node in source.operations]
        if lack:
            fallbacks.append({"file": source.path, "text": lack})
        places = source.places(len(source.operations))
        for number, (node, place) in enumerate(zip(source.operations, places)):
            kind = name_of(node)
            place["class"] = kind
            statements += [{"operation": number, "sql": sql} for sql in texts[number]]
            operations.append(place)
        migrations.append({
            "file": source.path, "app": app, "name": name, "atomic": source.atomic, "operations": operations, "statements": statements, "less": True,
            "fixable": fixable(source, texts, True),
        })
    return {"migrations": migrations, "problems": problems, "fallbacks": fallbacks}


def one_line(error):
    text = " ".join(str(error).split())
    return text or type(error).__name__
