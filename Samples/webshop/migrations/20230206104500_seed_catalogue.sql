-- The first teas, so that the front page is not empty on the day of the launch.

INSERT INTO products (sku, title, description, price_cents, attributes) VALUES
  ('OOL-014', 'Dong Ding', 'Oolong, lightly roasted; good for five infusions.', 1490, '{"grams": 75, "origin": "Nantou"}'),
  ('GRN-002', 'Sencha "early"', 'Picked before the rains; it''s gone by June.', 1190, '{"grams": 100, "origin": "Kagoshima"}'),
  ('BLK-031', 'Keemun', NULL, 990, '{"grams": 100, "origin": "Anhui"}'),
  ('HRB-007', 'Lemon verbena', 'No caffeine at all.', 650, '{"grams": 40, "origin": "Provence"}')
ON CONFLICT (sku) DO UPDATE SET title = excluded.title, price_cents = excluded.price_cents;

-- The accountants test with this one; it must never be delivered.
INSERT INTO customers (email, full_name)
SELECT 'ledger-test@fernhill.example', 'Ledger Test'
WHERE NOT EXISTS (SELECT FROM customers WHERE email = 'ledger-test@fernhill.example');
