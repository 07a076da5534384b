from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("shop", "0018_weight"),
    ]

    operations = [
        migrations.RenameIndex("product", new_name="product_brand_name", old_name="product_brand_name_idx"),
    ]
