from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("shop", "0024_rating_index"),
    ]

    operations = [
        migrations.RunSQL("UPDATE shop_product SET rating = 3 WHERE rating IS NULL", migrations.RunSQL.noop),
    ]
