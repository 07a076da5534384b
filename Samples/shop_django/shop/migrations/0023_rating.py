from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("shop", "0022_stock_index"),
    ]

    operations = [
        migrations.SeparateDatabaseAndState(
            database_operations=[
                migrations.RunSQL("ALTER TABLE shop_product ADD COLUMN rating integer", "ALTER TABLE shop_product DROP COLUMN rating"),
            ],
            state_operations=[
                migrations.AddField("product", "rating", models.IntegerField(null=True)),
            ],
        ),
    ]
