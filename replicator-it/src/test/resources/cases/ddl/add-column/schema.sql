-- A new column stops the run until the target has it too; then the values that rows hold in it arrive.
CREATE TABLE t (id int PRIMARY KEY, v text);
