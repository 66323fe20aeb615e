-- A generated column is computed again on the target; its values move between rows under a unique index.
CREATE TABLE price (
    id int PRIMARY KEY,
    net int,
    gross int GENERATED ALWAYS AS (net * 2) STORED,
    label text GENERATED ALWAYS AS ('p' || net::text) STORED
);
CREATE UNIQUE INDEX price_gross ON price (gross);
CREATE UNIQUE INDEX price_label ON price (label);
