import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("orders", "0007_order_supplier"),
    ]

    operations = [
        migrations.AlterField(
            model_name="order",
            name="supplier",
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, to="shop.supplier"),
        ),
    ]
