CREATE DOMAIN moment AS timestamp(0);
CREATE TABLE t (id int PRIMARY KEY, v moment[]);
