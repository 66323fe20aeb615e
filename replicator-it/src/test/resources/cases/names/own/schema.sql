-- the names that the replicator's own statements use
CREATE TABLE delta_1 (k1 int, xid bigint, gone bool, v1 text, v2 text, present text, PRIMARY KEY (k1, xid));
CREATE TABLE stage_1 (gone int, v1 int, v2 text, s text, t text, c text, d text, r text, PRIMARY KEY (v1, gone));
CREATE TABLE new_rows (found int, tg_op text, tg_name text, "new" int, "old" int, PRIMARY KEY (found, tg_op, tg_name, "new"));
CREATE TABLE old_rows (r int, old_rows int, new_rows int, PRIMARY KEY (r, old_rows));
CREATE TABLE excluded (excluded int PRIMARY KEY, t int, s int);
CREATE TABLE t (t int PRIMARY KEY, d int, c int);
CREATE TABLE captured_table (table_id int PRIMARY KEY, relation oid);
CREATE TABLE chunk (chunk_no int PRIMARY KEY, xmin_ text, txid_current bigint);
CREATE FUNCTION txid_current() RETURNS bigint LANGUAGE sql AS 'SELECT 1::bigint';
CREATE FUNCTION capture_1_new() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN NEW.s := NEW.t; RETURN NEW; END';
CREATE TRIGGER replicat BEFORE INSERT ON excluded FOR EACH ROW EXECUTE FUNCTION capture_1_new();
