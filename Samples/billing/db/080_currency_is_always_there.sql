-- Every invoice has had a currency since the release of March; the backfill is done. First step of three.

SET lock_timeout = '3s';

ALTER TABLE billing.invoices ADD CONSTRAINT invoices_currency_present CHECK (currency IS NOT NULL) NOT VALID;
