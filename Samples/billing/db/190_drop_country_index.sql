-- Nothing has read it for three months (pg_stat_user_indexes).

SET lock_timeout = 0;
SET statement_timeout = 0;

DROP INDEX CONCURRENTLY billing.accounts_country_idx;
