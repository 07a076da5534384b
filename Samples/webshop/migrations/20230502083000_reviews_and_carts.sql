-- SHOP-52, SHOP-57

CREATE TABLE reviews (
  id serial PRIMARY KEY,
  product_id integer NOT NULL REFERENCES products (id),
  customer_id integer NOT NULL REFERENCES customers (id),
  stars smallint NOT NULL CHECK (stars BETWEEN 1 AND 5),
  body text,
  created_at timestamptz NOT NULL DEFAULT now(),
  UNIQUE (product_id, customer_id)
);

CREATE INDEX reviews_newest_idx ON reviews (product_id, created_at DESC);

CREATE VIEW product_ratings AS
SELECT product_id, round(avg(stars), 1) AS average, count(*) AS reviews
FROM reviews
GROUP BY product_id;

CREATE TABLE carts (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  customer_id integer REFERENCES customers (id),
  content json NOT NULL DEFAULT '[]',
  touched_at timestamptz NOT NULL DEFAULT now()
);

CREATE INDEX carts_touched_at_idx ON carts (touched_at);
