package io.pgreplicator.it.shapes;

import io.pgreplicator.it.shapes.SeededTable.Column;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Values for columns of any type, chosen by a seed: such as a constraint may like. Confined to one thread. */
final class SeededValues {
    private static final Pattern LITERAL = Pattern.compile("'([^']*+(?:''[^']*+)*+)'::");
    private static final List<String> TEXTS = List.of(
            "made %d",
            "m%d",
            "%d",
            "M%d@example.org",
            "m%d@example.org",
            "https://example.org/%d",
            "made_%d_0123456789",
            "%032x",
            "%064x",
            "a/%d.png",
            "en");

    private final SplittableRandom random;

    SeededValues(SplittableRandom random) {
        this.random = random;
    }

    boolean chance(double probability) {
        return random.nextDouble() < probability;
    }

    <T> T one(List<T> all) {
        return all.get(random.nextInt(all.size()));
    }

    /** A literal without quotes; null where no value of that type is known. */
    @Nullable
    String of(Column column) {
        if (!column.labels().isEmpty()) {
            return one(column.labels());
        }
        List<String> liked = literals(column.checks());
        if (!liked.isEmpty() && chance(0.7)) {
            return one(liked);
        }
        String value = column.type().endsWith("[]") ? array(column) : scalar(column.type());
        return value == null || column.length() == 0 || value.length() <= column.length()
                ? value
                : value.substring(value.length() - column.length());
    }

    private static List<String> literals(String checks) {
        var literals = new ArrayList<String>();
        LITERAL.matcher(checks)
                .results()
                .forEach(match -> literals.add(match.group(1).replace("''", "'")));
        return literals;
    }

    private String array(Column column) {
        String value = scalar(column.type().replaceAll("\\[\\]$", ""));
        return value == null || chance(0.4) ? "{}" : "{\"" + value.replace("\"", "\\\"") + "\"}";
    }

    private @Nullable String scalar(String type) {
        int n = random.nextInt(chance(0.3) ? 2 : chance(0.3) ? 10 : 20_000);
        String date = "20%02d-%02d-%02d".formatted(20 + n % 7, 1 + n % 12, 1 + n % 28);
        return switch (type.substring(type.lastIndexOf('.') + 1)) {
            case "smallint", "integer", "bigint", "numeric", "real", "double precision", "money", "oid" ->
                Integer.toString(n);
            case "boolean" -> Boolean.toString(n % 2 == 0);
            case "text", "character varying", "character", "citext", "name" ->
                one(TEXTS).formatted(n);
            case "uuid" -> "%08x-0000-4000-8000-%012x".formatted(random.nextInt(), n);
            case "json", "jsonb" -> chance(0.3) ? "{}" : "{\"made\": %d, \"list\": [1, \"é\"]}".formatted(n);
            case "date" -> date;
            case "timestamp without time zone", "timestamp with time zone" ->
                date + " 12:%02d:%02d.%06d+00".formatted(n % 60, n % 59, n);
            case "time without time zone", "time with time zone" -> "12:%02d:00".formatted(n % 60);
            case "interval" -> n + " minutes";
            case "bytea" -> "\\x%064x".formatted(n);
            case "inet", "cidr" -> "10.0.%d.%d".formatted(n / 256 % 256, n % 256);
            case "macaddr" -> "08:00:2b:01:%02x:%02x".formatted(n / 256 % 256, n % 256);
            case "tsvector" -> "made m" + n;
            case "hstore" -> "made=>" + n;
            case "ltree" -> "made.m" + n;
            case "point" -> "(%d,%d)".formatted(n, n + 1);
            case "xml" -> "<made>" + n + "</made>";
            case "int4range", "int8range", "numrange" -> "[%d,%d)".formatted(n, n + 5);
            case "daterange", "tsrange", "tstzrange" -> "[" + date + ",2099-01-01)";
            case "tsquery" -> "made";
            case "geometry", "geography" ->
                chance(0.5) ? "POINT(1 " + n % 90 + ")" : "MULTIPOLYGON(((0 0,0 1,1 1,0 0)))";
            default -> null;
        };
    }
}
