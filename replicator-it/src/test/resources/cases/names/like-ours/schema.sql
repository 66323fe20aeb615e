-- Columns and tables that bear the names the replicator gives in its triggers and queries.
CREATE TABLE position (r int PRIMARY KEY, replicator_k1 int, new_rows text, old_rows text, k1 text, t text, d text, c text, v1 text, s text,
    present text, gone text, xid int, excluded text, key text, "new" text, "old" text, tg_relid text, tg_op text, found text);
CREATE TABLE name (replicator_k1 int, present text, gone text, v1 text, "new" int, r int, t int, PRIMARY KEY (t, "new"));
CREATE TABLE split (k1 text, new_rows int, r int, tg_relid int, "old" int, PRIMARY KEY (r, "old")) PARTITION BY RANGE (r);
CREATE TABLE split_1 PARTITION OF split FOR VALUES FROM (0) TO (1000);
CREATE TABLE new_rows (new_rows int PRIMARY KEY, r text);
CREATE TABLE old_rows (old_rows text, r int PRIMARY KEY);
CREATE TABLE seven (g int, f int, e int, d int, c int, b int, a int, v text, PRIMARY KEY (a, b, c, d, e, f, g));
CREATE TABLE count (v text, count int, PRIMARY KEY (count));
