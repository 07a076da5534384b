from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("shop", "0021_stock_bigint"),
    ]

    operations = [
        migrations.AddIndex("product", models.Index(condition=models.Q(stock__gt=0), fields=["stock"], name="product_stock_idx")),
    ]
