DROP TABLE t;
ALTER TABLE elsewhere.other SET SCHEMA public;
ALTER TABLE other RENAME TO t;
