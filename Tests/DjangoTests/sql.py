# Compares what Lintel's helper says of a project's migrations with what Django's own `sqlmigrate` collects, and runs each on a database.
import glob
import json
import os
import re
import subprocess
import sys

root, helper = sys.argv[1:3]
code = "\n\n".join(open(path).read() for path in sorted(glob.glob(helper + "/*.py")))
question = json.dumps({"mode": "run", "root": root, "postgres": 15, "files": []})
told = json.loads(subprocess.run([sys.executable, "-c", code], input=question.encode(), stdout=subprocess.PIPE).stdout)
assert "trouble" not in told, told
said = {(one["app"], one["name"]): one for one in told["migrations"]}

os.chdir(root)
sys.path.insert(0, root)
os.environ["DJANGO_SETTINGS_MODULE"] = "project.settings"
import django

django.setup()
from django.db import connection
from django.db.migrations.executor import MigrationExecutor


def normal(text):
    return " ".join(text.split()).rstrip("; ")


executor, count, refused = MigrationExecutor(connection), 0, []
executor.recorder.ensure_schema()
plan = executor.migration_plan(executor.loader.graph.leaf_nodes(), clean_start=False)
state = executor._create_project_state(with_applied_migrations=True)
for migration, _ in plan:
    key = (migration.app_label, migration.name)
    try:
        # What `sqlmigrate` does.
        with connection.schema_editor(collect_sql=True, atomic=migration.atomic) as editor:
            migration.apply(state.clone(), editor, collect_sql=True)
        wanted = [normal(line) for line in editor.collected_sql if not line.startswith("--")]
        found = [normal(one["sql"]) for one in said[key]["statements"] if not one["sql"].startswith("SELECT /*")]
        # psycopg writes a constant's type behind it.
        wanted, found = ([re.sub(r"::jsonb", "", line) for line in lines] for lines in (wanted, found))
        if wanted != found:
            print("%s: Django says %s, Lintel %s" % (".".join(key), wanted, found))
    except Exception as error:
        if type(error).__name__ != "NotSupportedError":
            raise
        refused.append(".".join(key))
        migration.atomic = False
    state = executor.apply_migration(state, migration)
    count += 1
print("%d migrations, refused: %s" % (count, ", ".join(refused)))
