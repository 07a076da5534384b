from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q


class Category(models.Model):
    name = models.CharField(max_length=80)

    class Meta:
        db_table = "categories"


class Supplier(models.Model):
    name = models.CharField(max_length=120)
    country = models.CharField(max_length=2, db_index=True)

    class Meta:
        verbose_name = "supplier of goods"


class Label(models.Model):
    text = models.CharField(max_length=40, unique=True)


class Product(models.Model):
    name = models.CharField(max_length=200)
    description = models.TextField(blank=True)
    price = models.DecimalField(max_digits=10, decimal_places=2)
    sku = models.CharField(max_length=20, unique=True)
    stock = models.BigIntegerField(default=0)
    created = models.DateTimeField(auto_now_add=True, db_index=True)
    category = models.ForeignKey(Category, on_delete=models.PROTECT)
    brand = models.CharField(max_length=50)
    barcode = models.CharField(max_length=13, null=True, db_index=True)
    slug = models.CharField(max_length=60, null=True, unique=True)
    supplier = models.ForeignKey(Supplier, null=True, on_delete=models.SET_NULL)
    color = models.CharField(max_length=30, null=True)
    weight = models.IntegerField(null=True)
    rating = models.IntegerField(null=True)
    attributes = models.JSONField(default=dict)
    labels = models.ManyToManyField(Label)

    class Meta:
        indexes = [
            models.Index(fields=["name"], name="product_name_idx"),
            models.Index(fields=["price"], name="product_price_idx"),
            models.Index(fields=["brand", "name"], name="product_brand_name"),
            models.Index(fields=["color"], name="product_color_idx"),
            models.Index(fields=["stock"], name="product_stock_idx", condition=Q(stock__gt=0)),
            GinIndex(fields=["attributes"], name="product_attributes_idx"),
        ]
        constraints = [
            models.CheckConstraint(check=Q(price__gte=0), name="product_price_positive"),
            models.CheckConstraint(check=Q(weight__gte=0), name="product_weight_positive"),
            models.UniqueConstraint(fields=["brand", "name"], name="product_brand_name_unique"),
            models.UniqueConstraint(fields=["barcode"], condition=Q(price__gt=0), name="product_barcode_in_stock"),
        ]
