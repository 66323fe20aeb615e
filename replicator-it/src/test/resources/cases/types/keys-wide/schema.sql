CREATE TABLE wide_key (
    k1 int, k2 int, k3 int, k4 int, k5 int, k6 int, k7 int, k8 int, k9 int, k10 int, k11 int, k12 int, k13 int, k14 int, k15 int, k16 int, k17 int, k18 int, k19 int, k20 int, k21 int, k22 int, k23 int, k24 int, k25 int, k26 int, k27 int, k28 int, k29 int, k30 int, k31 int, k32 int,
    v text,
    PRIMARY KEY (k1, k2, k3, k4, k5, k6, k7, k8, k9, k10, k11, k12, k13, k14, k15, k16, k17, k18, k19, k20, k21, k22, k23, k24, k25, k26, k27, k28, k29, k30, k31, k32)
);
CREATE TABLE only_key (a int, b text, c date, PRIMARY KEY (c, a, b));
CREATE TABLE one (a int PRIMARY KEY);
CREATE TABLE by_unique (u int NOT NULL UNIQUE, w text NOT NULL, x int, UNIQUE (w, u));
CREATE TABLE later (a int NOT NULL, b text, UNIQUE (a) DEFERRABLE INITIALLY DEFERRED);
