from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("shop", "0007_sku_unique"),
    ]

    operations = [
        migrations.AlterField(
            model_name="product",
            name="created",
            field=models.DateTimeField(auto_now_add=True, db_index=True),
        ),
    ]
