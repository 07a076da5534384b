-- SHOP-90, the rest: the importer is through.
ALTER TABLE order_lines
  ADD CONSTRAINT order_lines_warehouse_id_fkey FOREIGN KEY (warehouse_id) REFERENCES warehouses (id);
