-- Transactions prepared early and committed after others came and went; one is rolled back.
CREATE TABLE t (id int PRIMARY KEY, v text);
