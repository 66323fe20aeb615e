CREATE TYPE mood AS ENUM ('sad', 'happy');
CREATE TYPE pair AS (a int, m mood);
CREATE DOMAIN checked AS pair CHECK ((VALUE).a < 1000);
CREATE TABLE t (id int PRIMARY KEY, v checked[]);
