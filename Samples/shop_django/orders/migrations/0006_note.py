from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("orders", "0005_order_line_unique"),
    ]

    operations = [
        migrations.AddField("order", "note", models.TextField(default="")),
    ]
