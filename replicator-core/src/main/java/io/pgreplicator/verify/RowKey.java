package io.pgreplicator.verify;

import io.pgreplicator.catalog.Key;
import io.pgreplicator.catalog.Table;
import io.pgreplicator.sql.KeyText;
import io.pgreplicator.sql.Sql;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * The key of the rows {@code r} of a table on one side, as SQL. A key is passed as one text per column, the output of its
 * type, and means the same on both sides; where a database holds bytes of no encoding, in hexadecimal form. Immutable.
 *
 * @param columns the key's columns, in the order of the log
 * @param encoding the encoding in which the texts are passed in hexadecimal form; null when they are passed as they are
 */
record RowKey(List<KeyColumn> columns, @Nullable String encoding) {

    /**
     * A column of the key.
     *
     * @param type its type without domains
     * @param operators the key's own operators for it
     */
    record KeyColumn(String name, String type, Key.KeyColumn operators) {}

    RowKey {
        columns = List.copyOf(columns);
    }

    /**
     * The key of a table.
     *
     * @param names its columns, in the order of the log
     * @param key the unique index whose operators are used
     */
    static RowKey of(Table table, List<String> names, Key key, @Nullable String encoding) {
        return new RowKey(
                names.stream()
                        .map(name -> new KeyColumn(
                                name,
                                table.column(name).storage(),
                                key.columns().stream()
                                        .filter(column -> column.name().equals(name))
                                        .findFirst()
                                        .orElseThrow()))
                        .toList(),
                encoding);
    }

    int size() {
        return columns.size();
    }

    /** The text of each column, for a select list. */
    String texts() {
        return join(column -> text(value(column)));
    }

    /** The texts of such values, one for each column, for a select list. */
    String textsOf(List<String> values) {
        return values.stream().map(this::text).collect(Collectors.joining(", "));
    }

    /** The text of each column, as one array. */
    String textArray() {
        return "ARRAY[" + texts() + "]";
    }

    private String text(String value) {
        String text = "format('%s', " + value + ")";
        return encoding == null ? text : "encode(convert_to(" + text + ", '" + encoding + "'), 'hex')";
    }

    /** The key as a person reads it. */
    List<String> readable(List<String> key) {
        return encoding == null
                ? key
                : key.stream()
                        .map(text -> KeyText.of(HexFormat.of().parseHex(text)))
                        .toList();
    }

    /** What to sort by, for ORDER BY. */
    String ordering() {
        return join(column -> value(column) + " USING " + column.operators().less());
    }

    /** The condition under which the row is in the range: above the first key and not above the second; null is open. */
    String between(@Nullable List<String> low, @Nullable List<String> high) {
        var conditions = new ArrayList<String>();
        if (low != null) {
            conditions.add(compared(literals(low), values(), true));
        }
        if (high != null) {
            conditions.add(compared(values(), literals(high), false));
        }
        return conditions.isEmpty() ? "true" : String.join(" AND ", conditions);
    }

    /** Whether the second key follows the first in this side's order, as SQL; after nothing, any key does that can be read. */
    String ascends(@Nullable List<String> low, List<String> high) {
        return low == null
                ? compared(literals(high), literals(high), false)
                : compared(literals(low), literals(high), true);
    }

    /** The condition under which a column of the key is null. */
    String hasNull() {
        return columns.stream().map(column -> value(column) + " IS NULL").collect(Collectors.joining(" OR "));
    }

    /** {@code t1, t2}: as many names of texts as the key has columns. */
    String textNames() {
        return numbered("t");
    }

    /** The parameters that hold many keys, one array of texts per column. */
    String arrays() {
        return columns.stream().map(column -> "?::text[]").collect(Collectors.joining(", "));
    }

    /** The values of the texts {@code t1, t2}, as {@code v1, v2}. */
    String given() {
        return IntStream.range(0, size())
                .mapToObj(i -> read("t" + (i + 1)) + "::" + columns.get(i).type() + " AS v" + (i + 1))
                .collect(Collectors.joining(", "));
    }

    /** The values {@code g.v1, g.v2}. */
    List<String> givenValues() {
        return IntStream.rangeClosed(1, size()).mapToObj(i -> "g.v" + i).toList();
    }

    /** The texts {@code g.t1, g.t2} as a person reads them, as one array. */
    String givenTexts() {
        return IntStream.rangeClosed(1, size())
                .mapToObj(i -> read("g.t" + i))
                .collect(Collectors.joining(", ", "ARRAY[", "]"));
    }

    /** The condition under which the row has the key {@code g.v1, g.v2}. */
    String match() {
        return IntStream.range(0, size())
                .mapToObj(i ->
                        value(columns.get(i)) + " " + columns.get(i).operators().equals() + " g.v" + (i + 1))
                .collect(Collectors.joining(" AND "));
    }

    private List<String> values() {
        return columns.stream().map(RowKey::value).toList();
    }

    private List<String> literals(List<String> key) {
        return IntStream.range(0, size())
                .mapToObj(i ->
                        read(Sql.literal(key.get(i))) + "::" + columns.get(i).type())
                .toList();
    }

    private String read(String text) {
        return encoding == null ? text : "convert_from(decode(" + text + ", 'hex'), '" + encoding + "')";
    }

    /**
     * Whether the left key comes before the right one. As one comparison of rows, which an index supports, where every column
     * has operators of the same names; otherwise column by column, and the index is used for the first one.
     */
    private String compared(List<String> left, List<String> right, boolean strictly) {
        List<String> operators = columns.stream()
                .map(column -> strictly
                        ? column.operators().less()
                        : column.operators().atMost())
                .distinct()
                .toList();
        if (size() == 1) {
            return left.get(0) + " " + operators.get(0) + " " + right.get(0);
        }
        if (operators.size() == 1) {
            return "ROW(" + String.join(", ", left) + ") " + operators.get(0) + " ROW(" + String.join(", ", right)
                    + ")";
        }
        var cases = new ArrayList<String>();
        var equal = new StringBuilder();
        for (int i = 0; i < size(); i++) {
            Key.KeyColumn with = columns.get(i).operators();
            boolean last = i == size() - 1;
            cases.add(
                    equal + left.get(i) + " " + (last && !strictly ? with.atMost() : with.less()) + " " + right.get(i));
            equal.append(left.get(i) + " " + with.equals() + " " + right.get(i) + " AND ");
        }
        return left.get(0) + " " + columns.get(0).operators().atMost() + " " + right.get(0) + " AND ("
                + String.join(" OR ", cases) + ")";
    }

    private String numbered(String letter) {
        return IntStream.rangeClosed(1, size()).mapToObj(i -> letter + i).collect(Collectors.joining(", "));
    }

    private String join(Function<KeyColumn, String> part) {
        return columns.stream().map(part).collect(Collectors.joining(", "));
    }

    private static String value(KeyColumn column) {
        return "r." + Sql.identifier(column.name());
    }
}
