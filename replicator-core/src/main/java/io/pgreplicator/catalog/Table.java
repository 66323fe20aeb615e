package io.pgreplicator.catalog;

import io.pgreplicator.sql.QualifiedName;
import io.pgreplicator.sql.Sql;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A table of one of the two databases: an ordinary one, or a partitioned one with all its partitions. Immutable.
 *
 * @param oid its oid
 * @param name its name
 * @param kind how its writes can be captured
 * @param owned whether the role that read this has the privileges of its owner
 * @param unlogged whether it is unlogged
 * @param extension the extension it belongs to, if any
 * @param forcedRowSecurity whether row security applies even to its owner
 * @param columns its columns in order
 * @param keys its usable keys, best first
 * @param leaves the relations that hold its rows
 */
public record Table(
        long oid,
        QualifiedName name,
        Kind kind,
        boolean owned,
        boolean unlogged,
        @Nullable String extension,
        boolean forcedRowSecurity,
        List<Column> columns,
        List<Key> keys,
        List<Leaf> leaves) {

    /** How the writes of a table can be captured. */
    public enum Kind {
        /** Statement triggers with transition tables. */
        PLAIN,
        /** Row triggers on the root, which PostgreSQL clones to every partition, present and future. */
        PARTITIONED,
        /** Row triggers, because a transition table of a parent mixes the rows of its children. */
        INHERITED
    }

    public Table {
        columns = List.copyOf(columns);
        keys = List.copyOf(keys);
        leaves = List.copyOf(leaves);
    }

    /** The best usable key. */
    public Optional<Key> key() {
        return keys.stream().findFirst();
    }

    /** The columns that are carried: all except generated ones. */
    public List<Column> carried() {
        return columns.stream().filter(column -> !column.generated()).toList();
    }

    /** The names of the carried columns, quoted and joined by commas. */
    public String carriedList() {
        return carried().stream().map(column -> Sql.identifier(column.name())).collect(Collectors.joining(", "));
    }

    /** The column with that name. Throws {@link IllegalArgumentException} when there is none. */
    public Column column(String columnName) {
        return columns.stream()
                .filter(column -> column.name().equals(columnName))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(name + " has no column " + columnName));
    }

    /** Whether one of its columns has that name. */
    public boolean hasColumn(String columnName) {
        return columns.stream().anyMatch(column -> column.name().equals(columnName));
    }

    /** Bytes of its rows, with TOAST, without indexes. */
    public long bytes() {
        return leaves.stream().mapToLong(Leaf::bytes).sum();
    }

    /** The SQL expression that selects exactly this table's rows: an inheritance child's rows are not its parent's. */
    public String rows() {
        return kind == Kind.PARTITIONED ? name.quoted() : "ONLY " + name.quoted();
    }
}
