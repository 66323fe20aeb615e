-- A dropped table stops the run; after uninstall, without it on the target, it starts anew.
CREATE TABLE t (id int PRIMARY KEY, v text);
CREATE TABLE gone (id int PRIMARY KEY, v text);
