-- The role's lock_timeout would stop the build half-way and leave an invalid index.
SET lock_timeout = 0;
CREATE INDEX CONCURRENTLY visits_technician_idx ON app.visits (technician_id, during);
