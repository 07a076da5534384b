-- SHOP-102, this time without BEGIN. No timeout: a build that is stopped half-way leaves an invalid index.

CREATE INDEX CONCURRENTLY products_search_idx
  ON products USING gin (to_tsvector('english', title || ' ' || coalesce(description, '')));
