-- fails when run: column "newsletter" of relation "customers" contains null values
-- It worked on every laptop: no customers there.
SET lock_timeout = '5s';
ALTER TABLE customers ADD COLUMN newsletter boolean NOT NULL;
