import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("orders", "0006_note"),
        ("shop", "0009_supplier"),
    ]

    operations = [
        migrations.AddField(
            model_name="order",
            name="supplier",
            field=models.ForeignKey(null=True, db_constraint=False, db_index=False, on_delete=django.db.models.deletion.CASCADE, to="shop.supplier"),
        ),
    ]
