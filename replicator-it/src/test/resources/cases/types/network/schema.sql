CREATE TABLE nets (id int PRIMARY KEY, i inet, c cidr, m macaddr, m8 macaddr8, l pg_lsn, s txid_snapshot, x xid, x8 xid8, t tid);
CREATE TABLE by_inet (i inet, m macaddr, m8 macaddr8, c cidr, v int, PRIMARY KEY (i, m, m8, c));
