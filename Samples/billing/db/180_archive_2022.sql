-- The invoices of 2022 go to the archive. No timeout: a detach that is stopped has to be finished by hand (FINALIZE).

SET lock_timeout = 0;
SET statement_timeout = 0;

ALTER TABLE billing.invoices DETACH PARTITION billing.invoices_2022 CONCURRENTLY;

SET lock_timeout = '3s';
ALTER TABLE billing.invoices_2022 SET (autovacuum_enabled = false);
