from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("shop", "0027_attributes"),
    ]

    operations = [
        migrations.CreateModel(
            name="Tag",
            fields=[("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")), ("text", models.CharField(max_length=40, unique=True))],
        ),
        migrations.AddField("product", "labels", models.ManyToManyField(to="shop.tag")),
    ]
