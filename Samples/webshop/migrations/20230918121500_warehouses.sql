-- SHOP-90: a second warehouse, in Ghent. Old lines all come from the first; the importer fills them in overnight.

CREATE TABLE warehouses (
  id smallint PRIMARY KEY,
  name text NOT NULL,
  country char(2) NOT NULL
);

INSERT INTO warehouses VALUES (1, 'Fernhill', 'GB'), (2, 'Gent-Zeehaven', 'BE');

ALTER TABLE order_lines ADD COLUMN warehouse_id smallint;
ALTER TABLE products ADD COLUMN weight_grams integer CHECK (weight_grams > 0);
