from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("orders", "0004_returned"),
    ]

    operations = [
        migrations.AlterUniqueTogether("orderline", {("order", "product")}),
    ]
