from django.db import migrations, models


def paint(apps, schema_editor):
    product = apps.get_model("shop", "Product")
    product.objects.filter(color=None).update(color="white")


class Migration(migrations.Migration):
    dependencies = [
        ("shop", "0012_remove_description_index"),
    ]

    operations = [
        migrations.AddField("product", "color", models.CharField(max_length=30, null=True)),
        migrations.RunPython(paint, migrations.RunPython.noop),
    ]
