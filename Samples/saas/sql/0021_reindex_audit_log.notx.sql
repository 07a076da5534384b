-- CD-280: the primary key is four times the size it was before the clean-up.
SET lock_timeout = 0;
REINDEX INDEX CONCURRENTLY app.audit_log_pkey;
REINDEX TABLE app.visits;
