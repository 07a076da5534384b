from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("shop", "0010_product_supplier"),
    ]

    operations = [
        migrations.AlterField(
            model_name="product",
            name="brand",
            field=models.CharField(max_length=50),
        ),
    ]
