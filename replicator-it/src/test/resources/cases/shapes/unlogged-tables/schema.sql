-- Unlogged tables are carried as others are.
CREATE UNLOGGED TABLE cache (id int PRIMARY KEY, v text);
