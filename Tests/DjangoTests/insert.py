# Whether others can write while a migration runs: while somebody's transaction is open that the migration has to wait for.
import os
import subprocess
import sys
import time

try:
    import psycopg
except ImportError:
    import psycopg2 as psycopg

target = sys.argv[1]
where = "host=%s dbname=%s user=postgres" % (os.environ["SHOP_HOST"], os.environ["SHOP_DATABASE"])
first, second, watch = (psycopg.connect(where) for _ in range(3))
second.autocommit = watch.autocommit = True
first.cursor().execute("UPDATE shop_product SET description = 'changed' WHERE id = 1")
migration = subprocess.Popen([sys.executable, "manage.py", "migrate", "shop", target], stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
look = watch.cursor()
for _ in range(400):
    look.execute("SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND query LIKE 'CREATE INDEX%' AND wait_event_type = 'Lock'")
    if look.fetchone()[0]:
        break
    time.sleep(0.05)
cursor = second.cursor()
cursor.execute("SET lock_timeout = '500ms'")
try:
    cursor.execute("INSERT INTO shop_product (name, description, price, sku, amount, created, category_id) VALUES ('late', '', 1, 'late', 0, now(), 1)")
    print("inserted")
except psycopg.Error as error:
    print("waits: %s" % str(error).split("\n")[0])
first.commit()
migration.wait()
look.execute("SELECT indexdef, indisvalid FROM pg_indexes JOIN pg_index ON indexrelid = indexname::regclass WHERE indexname = 'product_name_idx'")
print(migration.returncode, *look.fetchone())
