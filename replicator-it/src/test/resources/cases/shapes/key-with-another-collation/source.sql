-- Two rows here, one there.
CREATE TABLE t (k text PRIMARY KEY, v int);
