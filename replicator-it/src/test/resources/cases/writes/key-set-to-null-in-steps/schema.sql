-- Key columns that are null for a while, in transactions of their own. What follows at that time stops, for there is no key; a
-- copy that has not begun finds every step in the log.
CREATE TABLE a (k int NOT NULL UNIQUE, v text);
CREATE TABLE b (v text, k int NOT NULL UNIQUE);
