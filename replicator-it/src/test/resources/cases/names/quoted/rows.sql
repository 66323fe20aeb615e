INSERT INTO "sch""ema.with space"."we""ird.ta'ble %s $1 \x ?" SELECT g, 't' || g, 'v', 'u' || g FROM generate_series(1, 300) AS g;
INSERT INTO "sch""ema.with space"."child
of \n 'it'" ("ref$", "erence%") SELECT g, 't' || g FROM generate_series(1, 70) AS g;
