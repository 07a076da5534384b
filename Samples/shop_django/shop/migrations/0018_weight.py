from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("shop", "0017_barcode_in_stock"),
    ]

    operations = [
        migrations.AddField("product", "weight", models.IntegerField(null=True)),
        migrations.AddIndex("product", models.Index(fields=["color"], name="product_color_idx")),
        migrations.AddConstraint("product", models.CheckConstraint(check=models.Q(weight__gte=0), name="product_weight_positive")),
    ]
