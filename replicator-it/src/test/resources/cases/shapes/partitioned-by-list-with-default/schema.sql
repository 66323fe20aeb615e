-- Rows written through the root and through a partition, moved between partitions, to the default one and back.
CREATE TABLE city (country text, id int, name text, PRIMARY KEY (country, id)) PARTITION BY LIST (country);
CREATE TABLE city_fi PARTITION OF city FOR VALUES IN ('fi');
CREATE TABLE city_se_no PARTITION OF city FOR VALUES IN ('se', 'no');
CREATE TABLE city_other PARTITION OF city DEFAULT;
