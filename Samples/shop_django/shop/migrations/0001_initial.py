import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = []

    operations = [
        migrations.CreateModel(
            name="Category",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=80)),
            ],
        ),
        migrations.CreateModel(
            name="Product",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=200)),
                ("description", models.TextField(blank=True)),
                ("price", models.DecimalField(decimal_places=2, max_digits=10)),
                ("sku", models.CharField(max_length=20)),
                ("amount", models.IntegerField(default=0)),
                ("created", models.DateTimeField(auto_now_add=True)),
                ("category", models.ForeignKey(on_delete=models.deletion.PROTECT, to="shop.category")),
            ],
            options={"indexes": [models.Index(fields=["description"], name="product_description_idx")]},
        ),
    ]
