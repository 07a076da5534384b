from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("orders", "0003_line_product_required"),
    ]

    operations = [
        migrations.AddField("orderline", "returned", models.IntegerField(default=0)),
        migrations.RemoveField("orderline", "discount"),
    ]
