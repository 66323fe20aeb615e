-- Nothing but a key.
CREATE TABLE tag (name text PRIMARY KEY);
CREATE TABLE pair (a int, b int, PRIMARY KEY (b, a));
