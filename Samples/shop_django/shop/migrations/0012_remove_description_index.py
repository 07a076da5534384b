from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("shop", "0011_brand_required"),
    ]

    operations = [
        migrations.RemoveIndex(
            model_name="product",
            name="product_description_idx",
        ),
    ]
