-- The shop as it was drawn on the whiteboard. All prices are gross, in cents.

BEGIN;

CREATE TABLE customers (
  id serial PRIMARY KEY,
  email varchar(120) NOT NULL,
  full_name text NOT NULL,
  password_hash text,
  created_at timestamp NOT NULL DEFAULT now()
);

CREATE TABLE products (
  id serial PRIMARY KEY,
  sku varchar(20) NOT NULL UNIQUE,
  title text NOT NULL,
  description text,
  price_cents integer NOT NULL,
  listed boolean NOT NULL DEFAULT true,
  attributes json NOT NULL DEFAULT '{}'
);

CREATE TABLE orders (
  id serial PRIMARY KEY,
  customer_id integer NOT NULL REFERENCES customers (id),
  number text,
  status text NOT NULL DEFAULT 'open',
  note text,
  placed_at timestamp NOT NULL DEFAULT now()
);

CREATE TABLE order_lines (
  id serial PRIMARY KEY,
  order_id integer NOT NULL REFERENCES orders (id) ON DELETE CASCADE,
  product_id integer NOT NULL REFERENCES products (id),
  quantity integer NOT NULL,
  unit_price_cents integer NOT NULL
);

CREATE INDEX order_lines_order_id_idx ON order_lines (order_id);

COMMIT;
