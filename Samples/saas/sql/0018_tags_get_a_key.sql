-- CD-275: logical replication does not copy updates of a table without a key.
DELETE FROM app.work_order_tags a
USING app.work_order_tags b
WHERE a.ctid > b.ctid AND (a.work_order_id, a.tag) = (b.work_order_id, b.tag);

ALTER TABLE app.work_order_tags ADD PRIMARY KEY (work_order_id, tag);
