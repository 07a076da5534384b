-- Second step. Reads all invoices beside reads and writes.

SET lock_timeout = '3s';

ALTER TABLE billing.invoices VALIDATE CONSTRAINT invoices_currency_present;
