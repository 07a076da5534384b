from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("shop", "0015_brand_name_index"),
    ]

    operations = [
        migrations.AddConstraint(
            model_name="product",
            constraint=models.UniqueConstraint(fields=("brand", "name"), name="product_brand_name_unique"),
        ),
    ]
