-- August was complete yesterday. cron does this from October on.
SET lock_timeout = '5s';
REFRESH MATERIALIZED VIEW monthly_sales;
