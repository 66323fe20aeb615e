-- Comparisons, indexes and bounds of partitions go by the order of labels.
CREATE TYPE size AS ENUM ('small', 'large');
CREATE TABLE t (id int PRIMARY KEY, v size);
