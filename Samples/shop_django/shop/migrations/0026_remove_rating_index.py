from django.db import migrations, models


class Migration(migrations.Migration):
    atomic = False

    dependencies = [
        ("shop", "0025_ratings"),
    ]

    operations = [
        migrations.RunSQL("DROP INDEX CONCURRENTLY product_rating", "CREATE INDEX CONCURRENTLY product_rating ON shop_product (rating)"),
    ]
