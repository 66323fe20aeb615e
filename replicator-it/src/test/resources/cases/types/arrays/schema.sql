CREATE TABLE arrays (id int PRIMARY KEY, i int[], t text[][], n numeric(6, 2)[], d date[], b bool[], j json[], iv interval[], f float8[], c char(3)[], o oidvector, s int2vector);
CREATE TABLE by_array (a int[], t text[], v int, PRIMARY KEY (a, t));
