import django.contrib.postgres.indexes
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("shop", "0026_remove_rating_index"),
    ]

    operations = [
        migrations.AddField("product", "attributes", models.JSONField(default=dict)),
        migrations.AddIndex("product", django.contrib.postgres.indexes.GinIndex(fields=["attributes"], name="product_attributes_idx")),
    ]
