DROP TABLE t; DROP TYPE size;
CREATE TYPE size AS ENUM ('small', 'large');
CREATE TABLE t (id int PRIMARY KEY, v size);
