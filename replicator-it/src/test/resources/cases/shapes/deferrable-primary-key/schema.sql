-- A deferrable key cannot decide an upsert; its rows move all the same, also under each other's keys.
CREATE TABLE step (id int PRIMARY KEY DEFERRABLE, v text);
CREATE TABLE late (id int PRIMARY KEY DEFERRABLE INITIALLY DEFERRED, v text);
