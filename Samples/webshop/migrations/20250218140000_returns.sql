-- SHOP-177: customers can send single packets back.

BEGIN;
SET LOCAL lock_timeout = '5s';

CREATE TABLE returns (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  order_line_id bigint NOT NULL REFERENCES order_lines (id),
  quantity integer NOT NULL CHECK (quantity > 0),
  received_at timestamptz
);

ALTER TABLE order_lines ADD COLUMN returned integer NOT NULL DEFAULT 0;
CREATE INDEX order_lines_product_id_idx ON order_lines (product_id);
ALTER TABLE refunds ADD COLUMN return_id bigint;
ALTER TABLE refunds ADD CONSTRAINT refunds_return_id_fkey FOREIGN KEY (return_id) REFERENCES returns (id) NOT VALID;

COMMIT;

ALTER TABLE refunds VALIDATE CONSTRAINT refunds_return_id_fkey;
CREATE INDEX CONCURRENTLY refunds_return_id_idx ON refunds (return_id);
