-- Every trigger disabled, rows written, every trigger enabled again, as bulk loads do.
CREATE TABLE t (id int PRIMARY KEY, v text);
