from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("shop", "0013_color"),
    ]

    operations = [
        AddIndexConcurrently(
            "product",
            models.Index(fields=["price"], name="product_price_idx"),
        ),
    ]
