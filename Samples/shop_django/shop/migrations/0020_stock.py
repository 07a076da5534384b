from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("shop", "0019_rename_index"),
    ]

    operations = [
        migrations.RenameField("product", "amount", "stock"),
    ]
