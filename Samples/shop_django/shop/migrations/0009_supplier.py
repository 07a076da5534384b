from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("shop", "0008_created_index"),
    ]

    operations = [
        migrations.CreateModel(
            name="Supplier",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=120)),
                ("country", models.CharField(db_index=True, max_length=2)),
            ],
        ),
    ]
