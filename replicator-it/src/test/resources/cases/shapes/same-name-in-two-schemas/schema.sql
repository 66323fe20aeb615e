-- One name in several schemas, and names that are the same when schema and table are joined.
CREATE SCHEMA a;
CREATE SCHEMA a_b;
CREATE SCHEMA "A";
CREATE TABLE public.c (id int PRIMARY KEY, v text);
CREATE TABLE a.c (id int PRIMARY KEY, v text);
CREATE TABLE "A".c (id int PRIMARY KEY, v text);
CREATE TABLE a.b_c (id int PRIMARY KEY, v text);
CREATE TABLE a_b.c (id int PRIMARY KEY, v text);
CREATE TABLE public."a.c" (id int PRIMARY KEY, v text);
