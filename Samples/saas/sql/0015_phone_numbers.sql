-- CD-266: the text messages go nowhere unless a number starts with its country.
UPDATE app.people SET phone = NULL WHERE phone !~ '^\+[0-9 ]+$';
ALTER DOMAIN app.phone ADD CONSTRAINT international CHECK (VALUE ~ '^\+[0-9 ]+$');
