# The models as all migrations of a project leave them, in words; and the apps that end in more than one migration.
import os
import re
import sys

sys.path.insert(0, os.getcwd())
os.environ["DJANGO_SETTINGS_MODULE"] = "project.settings"
import django

django.setup()
from django.db.migrations.loader import MigrationLoader

loader = MigrationLoader(None)
for key, model in sorted(loader.project_state().models.items()):
    options = {name: sorted(map(str, value)) if name in ("indexes", "constraints", "unique_together") else str(value) for name, value in model.options.items()}
    print(".".join(key), sorted(options.items()))
    for name, field in model.fields.items():
        print("   ", name, re.sub(" at 0x[0-9a-f]+", "", str(field.deconstruct()[1:])))
print("conflicts:", loader.detect_conflicts())
