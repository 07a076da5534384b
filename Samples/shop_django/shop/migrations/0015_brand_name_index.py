from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    atomic = False

    dependencies = [
        ("shop", "0014_price_index"),
    ]

    operations = [
        AddIndexConcurrently(
            "product",
            models.Index(fields=["brand", "name"], name="product_brand_name_idx"),
        ),
    ]
