-- An index that tells values apart in another way than their column does may hold what the column takes for one key twice.
CREATE TABLE t (k text PRIMARY KEY, v text);
