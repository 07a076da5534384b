-- CD-271: nobody can be in two places.
ALTER TABLE app.visits
  ADD CONSTRAINT visits_no_overlap EXCLUDE USING gist (technician_id WITH =, during WITH &&)
  WHERE (technician_id IS NOT NULL);
