CREATE TABLE texts (k text PRIMARY KEY, v text);
CREATE TABLE padded (k char(6), l varchar(5), v int, PRIMARY KEY (k, l));
