-- IF NOT EXISTS, for the first run was stopped by the timeout. (It was also what hid the invalid index for a week.)
CREATE INDEX CONCURRENTLY IF NOT EXISTS work_orders_search_idx
  ON app.work_orders USING gin (to_tsvector('simple', title || ' ' || coalesce(details, '')));
