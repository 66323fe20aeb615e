-- The column is called not null, and holds nulls: its rows could never be found by their key.
CREATE TABLE loose (a int UNIQUE, v text);
