-- CD-230: the invoice export computes this in four places, each a little different.
ALTER TABLE app.visits
  ADD COLUMN minutes integer
  GENERATED ALWAYS AS ((extract(epoch FROM upper(during) - lower(during)) / 60)::integer) STORED;
