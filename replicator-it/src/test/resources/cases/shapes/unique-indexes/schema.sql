-- Values move between rows under unique indexes of each sort.
CREATE TABLE account (
    id int PRIMARY KEY,
    email text,
    active boolean NOT NULL DEFAULT true,
    nick text,
    slot int,
    extra text
);
CREATE UNIQUE INDEX account_email ON account (lower(email));
CREATE UNIQUE INDEX account_nick ON account (nick) WHERE active;
CREATE UNIQUE INDEX account_slot ON account (slot DESC NULLS LAST) INCLUDE (extra);
