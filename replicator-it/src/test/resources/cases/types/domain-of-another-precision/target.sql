CREATE DOMAIN money AS numeric(12,2);
CREATE TABLE t (id int PRIMARY KEY, v money);
