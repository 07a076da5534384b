from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("shop", "0028_tags"),
    ]

    operations = [
        migrations.RenameModel("Tag", "Label"),
    ]
