-- The visits of "Ostrava Lifts" were imported on Sunday.
REFRESH MATERIALIZED VIEW CONCURRENTLY app.usage_per_tenant;
REFRESH MATERIALIZED VIEW app.busy_hours;
