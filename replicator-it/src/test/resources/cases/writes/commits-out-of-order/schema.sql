-- Transactions that commit in another order than they began in, with rounds between them.
CREATE TABLE t (id int PRIMARY KEY, v text);
