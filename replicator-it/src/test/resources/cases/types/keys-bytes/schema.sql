CREATE TABLE by_bytea (k bytea, u uuid, v text, PRIMARY KEY (k, u));
CREATE TABLE by_bits (b bit(9), vb varbit, n name, q "char", v text, PRIMARY KEY (b, vb, n, q));
CREATE TABLE by_lsn (l pg_lsn, x xid8, p name, v int, PRIMARY KEY (l, x, p));
