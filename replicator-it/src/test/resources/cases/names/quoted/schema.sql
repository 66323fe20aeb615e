CREATE SCHEMA "sch""ema.with space";
CREATE TABLE "sch""ema.with space"."we""ird.ta'ble %s $1 \x ?" (
    "k""ey.%I $$ ':'' :name :'x' ?" int,
    "line
break	tab" text COLLATE "C",
    "v\\1 {fn now()} /* -- */" text DEFAULT 'd',
    "é日本😀" text,
    CONSTRAINT "p""k.%s
:x?" PRIMARY KEY ("k""ey.%I $$ ':'' :name :'x' ?", "line
break	tab")
);
CREATE INDEX "ind""ex %L :y ?" ON "sch""ema.with space"."we""ird.ta'ble %s $1 \x ?" ("é日本😀", "v\\1 {fn now()} /* -- */");
CREATE UNIQUE INDEX "un""ique $a$" ON "sch""ema.with space"."we""ird.ta'ble %s $1 \x ?" ("é日本😀");
CREATE TABLE "sch""ema.with space"."child
of \n 'it'" (
    "i'd" bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    "ref$" int, "erence%" text,
    CONSTRAINT "f'k""%I \x" FOREIGN KEY ("ref$", "erence%")
        REFERENCES "sch""ema.with space"."we""ird.ta'ble %s $1 \x ?" ON UPDATE CASCADE,
    CONSTRAINT "check ?" CHECK ("ref$" <> 77)
);
