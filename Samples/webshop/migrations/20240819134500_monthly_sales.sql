-- SHOP-151: the report that takes the shop down on the first of the month gets a table of its own.

CREATE MATERIALIZED VIEW monthly_sales AS
SELECT date_trunc('month', o.placed_at)::date AS month,
       p.sku,
       sum(l.quantity) AS packets,
       sum(l.quantity * l.unit_price_cents) AS cents
FROM orders o
JOIN order_lines l ON l.order_id = o.id
JOIN products p ON p.id = l.product_id
WHERE o.status IN ('paid', 'packed', 'sent')
GROUP BY 1, 2;

CREATE INDEX monthly_sales_month_idx ON monthly_sales (month);
