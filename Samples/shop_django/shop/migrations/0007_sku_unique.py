from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("shop", "0006_price_positive"),
    ]

    operations = [
        migrations.AlterField(
            model_name="product",
            name="sku",
            field=models.CharField(max_length=20, unique=True),
        ),
    ]
