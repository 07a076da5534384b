-- An index on a partitioned table cannot be built concurrently. Its parts can.

SET lock_timeout = '3s';
CREATE INDEX invoices_account_id_idx ON ONLY billing.invoices (account_id, issued_on);

SET lock_timeout = 0;
SET statement_timeout = 0;
CREATE INDEX CONCURRENTLY invoices_2022_account_id_idx ON billing.invoices_2022 (account_id, issued_on);
CREATE INDEX CONCURRENTLY invoices_2023_account_id_idx ON billing.invoices_2023 (account_id, issued_on);
CREATE INDEX CONCURRENTLY invoices_2024_account_id_idx ON billing.invoices_2024 (account_id, issued_on);
CREATE INDEX CONCURRENTLY invoices_2025_account_id_idx ON billing.invoices_2025 (account_id, issued_on);

SET lock_timeout = '3s';
ALTER INDEX billing.invoices_account_id_idx ATTACH PARTITION billing.invoices_2022_account_id_idx;
ALTER INDEX billing.invoices_account_id_idx ATTACH PARTITION billing.invoices_2023_account_id_idx;
ALTER INDEX billing.invoices_account_id_idx ATTACH PARTITION billing.invoices_2024_account_id_idx;
ALTER INDEX billing.invoices_account_id_idx ATTACH PARTITION billing.invoices_2025_account_id_idx;
