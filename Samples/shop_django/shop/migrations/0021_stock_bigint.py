from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("shop", "0020_stock"),
    ]

    operations = [
        migrations.AlterField("product", "stock", models.BigIntegerField(default=0)),
    ]
