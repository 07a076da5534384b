from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("shop", "0023_rating"),
    ]

    operations = [
        migrations.RunSQL(
            "CREATE INDEX product_rating ON shop_product (rating)",
            "DROP INDEX product_rating",
        ),
    ]
