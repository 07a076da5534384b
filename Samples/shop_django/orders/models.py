from django.conf import settings
from django.db import models


class Order(models.Model):
    number = models.CharField(max_length=20)
    customer = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE)
    placed = models.DateTimeField()
    note = models.TextField(default="")
    supplier = models.ForeignKey("shop.Supplier", null=True, on_delete=models.CASCADE)


class OrderLine(models.Model):
    order = models.ForeignKey(Order, on_delete=models.CASCADE, related_name="lines")
    product = models.ForeignKey("shop.Product", on_delete=models.PROTECT)
    quantity = models.IntegerField()
    category = models.ForeignKey("shop.Category", default=1, on_delete=models.CASCADE)
    returned = models.IntegerField(default=0)

    class Meta:
        unique_together = [("order", "product")]
