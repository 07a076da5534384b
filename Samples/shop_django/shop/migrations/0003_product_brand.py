from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("shop", "0002_product_name_index"),
    ]

    operations = [
        migrations.AddField("product", "brand", models.CharField(max_length=50, null=True)),
    ]
