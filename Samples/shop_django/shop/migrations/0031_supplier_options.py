from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("shop", "0030_category_table"),
    ]

    operations = [
        migrations.AlterModelOptions("supplier", {"verbose_name": "supplier of goods"}),
    ]
