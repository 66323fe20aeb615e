-- Transactions that stay open for long: what others commit arrives meanwhile, and theirs when they commit.
CREATE TABLE t (id int PRIMARY KEY, v text);
CREATE TABLE aside (id int PRIMARY KEY, v text);
