CREATE SCHEMA logs;
CREATE SCHEMA "A";
CREATE TABLE kept (id int PRIMARY KEY, v int);
CREATE TABLE tmp10 (id int PRIMARY KEY);
CREATE TABLE tmp1 (id int);
CREATE TABLE logs.without_key (v text);
CREATE TABLE "A"."B.c" (v text);
CREATE TABLE "A"."B.C" (id int PRIMARY KEY);
