package io.pgreplicator.it.random;

/** A type of column, with a value for each small number; some have several spellings of one value. */
enum ColumnType {
    INT("int", "%s"),
    TEXT("text", "'k' || %s"),
    NUMERIC("numeric", "%s::numeric"),
    BIGINT("bigint", "%s * 10000000000"),
    UUID("uuid", "lpad((%s)::text, 32, '0')::uuid"),
    DATE("date", "date '2024-02-27' + %s"),
    MOOD("mood", "('m' || (%s) %% 10)::mood"),
    ANY_CASE("text COLLATE any_case", "'k' || %s"),
    BOOLEAN("boolean", "(%s) %% 2 = 0"),
    FLOAT("float8", "(%s) / 3.0"),
    JSONB("jsonb", "jsonb_build_object('n', %s, 'null', NULL)"),
    TEXTS("text[]", "ARRAY[(%s)::text, NULL, '', E'\\\\N\\t']"),
    MOMENT("timestamptz", "timestamptz '2024-03-31 00:30:00.000001+00' + (%s) * interval '1 hour'"),
    SPAN("interval", "(%s) * interval '1 month -3 days 0.5 seconds'"),
    BYTES("bytea", "('\\x00ff5c0' || (%s) %% 10)::bytea"),
    LONG_TEXT("text", "repeat(md5((%s)::text), 60)");

    /** How many of the first types may be in a key. */
    static final int FOR_KEYS = 8;

    private final String sql;
    private final String value;

    ColumnType(String sql, String value) {
        this.sql = sql;
        this.value = value;
    }

    String sql() {
        return sql;
    }

    /** The value for a number, or for an expression of numbers. */
    String value(String number) {
        return value.formatted(number);
    }

    /** The value for a number; in another spelling where that is still the same key. */
    String value(int number, boolean otherSpelling) {
        if (otherSpelling && this == NUMERIC) {
            return number + ".00";
        }
        if (otherSpelling && this == ANY_CASE) {
            return "'K" + number + "'";
        }
        return switch (this) {
            case TEXT, ANY_CASE -> "'k" + number + "'";
            case NUMERIC -> number + ".0";
            case BIGINT -> number + "0000000000";
            case MOOD -> "'m" + number % 10 + "'";
            default -> value(Integer.toString(number));
        };
    }
}
