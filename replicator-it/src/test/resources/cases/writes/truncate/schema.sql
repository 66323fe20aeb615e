-- TRUNCATE alone, twice, of several tables, and with rows before and after it.
CREATE TABLE alone (id int PRIMARY KEY, v text);
CREATE TABLE twice (id int PRIMARY KEY, v text);
CREATE TABLE one (id int PRIMARY KEY, v text);
CREATE TABLE two (id int PRIMARY KEY, v text);
CREATE TABLE mixed (id int PRIMARY KEY, v text);
