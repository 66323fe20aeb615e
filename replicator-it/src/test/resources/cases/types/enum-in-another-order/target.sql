CREATE TYPE size AS ENUM ('large', 'small');
CREATE TABLE t (id int PRIMARY KEY, v size);
