from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("shop", "0029_label"),
    ]

    operations = [
        migrations.AlterModelTable("category", "categories"),
    ]
