CREATE TABLE binaries (id int PRIMARY KEY, b bytea, u uuid, bit1 bit, bit9 bit(9), vb varbit, vb5 varbit(5), a bytea[]);
