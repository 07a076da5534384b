from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("shop", "0016_brand_name_unique"),
    ]

    operations = [
        migrations.AddConstraint(
            model_name="product",
            constraint=models.UniqueConstraint(condition=models.Q(price__gt=0), fields=("barcode",), name="product_barcode_in_stock"),
        ),
    ]
