package io.pgreplicator.catalog;

import io.pgreplicator.config.TableFilter;
import io.pgreplicator.sql.QualifiedName;
import java.math.BigInteger;
import java.util.List;

/**
 * A sequence of one of the two databases, and the arithmetic of its values, in steps of its increment. Immutable.
 *
 * @param oid its oid
 * @param name its name
 * @param tables the tables that it belongs to: one of their columns owns it, or uses it in its default
 * @param free whether it belongs to no table at all
 * @param definition its definition
 * @param smallest the smallest value that fits its columns
 * @param greatest the greatest value that fits its columns
 * @param readable whether the role that read this may read its value
 * @param settable whether it may set it
 */
public record Sequence(
        long oid,
        QualifiedName name,
        List<QualifiedName> tables,
        boolean free,
        Definition definition,
        long smallest,
        long greatest,
        boolean readable,
        boolean settable) {
    /** At most this fraction of the values up to the bound is skipped because many were handed out recently. */
    private static final long MOST_OF_ROOM = 1000;

    /** The fraction of the values up to the bound that is always reserved for handing out. */
    private static final long LEAST_KEPT = 4;

    private static final BigInteger FAR = BigInteger.ONE.shiftLeft(62);

    public Sequence {
        tables = List.copyOf(tables);
    }

    /** What CREATE SEQUENCE specifies. Immutable. */
    public record Definition(
            String type, long start, long increment, long minimum, long maximum, long cache, boolean cycle) {
        /** The definition in the syntax of ALTER SEQUENCE. */
        @Override
        public String toString() {
            return "AS " + type + " INCREMENT BY " + increment + " MINVALUE " + minimum + " MAXVALUE " + maximum
                    + " START WITH " + start + " CACHE " + cache + (cycle ? " CYCLE" : " NO CYCLE");
        }

        /** Whether the value is between the bounds. */
        public boolean holds(long value) {
            return minimum <= value && value <= maximum;
        }
    }

    /**
     * Whether it is replicated: one of its tables is; or it belongs to no table, and the patterns for tables select its own
     * name.
     */
    public boolean takesPart(TableFilter filter) {
        return free ? filter.includes(name) : tables.stream().anyMatch(filter::includes);
    }

    /** The number of values handed out from one position to the other; negative when the second is behind. */
    public long steps(Position from, Position to) {
        BigInteger[] parts = next(to).subtract(next(from)).divideAndRemainder(increment());
        boolean between = parts[1].signum() * increment().signum() < 0;
        return (between ? parts[0].subtract(BigInteger.ONE) : parts[0])
                .min(FAR)
                .max(FAR.negate())
                .longValueExact();
    }

    /**
     * The minimum number of steps by which the target's position is to be ahead: as many as the sessions' caches can hold
     * and as were handed out recently, but few enough to leave room up to the bound.
     */
    public long margin(Position position, Definition target, long sessions, double lately) {
        long room = Math.max(0, room(position, target));
        long cached = BigInteger.valueOf(definition.cache)
                .multiply(BigInteger.valueOf(sessions))
                .min(FAR)
                .longValueExact();
        return Math.min(Math.max(cached, Math.min((long) lately, room / MOST_OF_ROOM)), room / LEAST_KEPT);
    }

    /** The position that many steps ahead; the bound must leave room for it. */
    public Position ahead(Position position, long steps) {
        return new Position(
                Math.addExact(position.value(), Math.multiplyExact(steps, definition.increment)), position.called());
    }

    /** The number of values between the position and the nearest bound: its own, the target's or that of its columns. */
    private long room(Position position, Definition target) {
        long bound = definition.increment > 0
                ? Math.min(Math.min(definition.maximum, target.maximum), greatest)
                : Math.max(Math.max(definition.minimum, target.minimum), smallest);
        return BigInteger.valueOf(bound)
                .subtract(BigInteger.valueOf(position.value()))
                .divide(increment())
                .min(FAR)
                .longValue();
    }

    private BigInteger next(Position position) {
        BigInteger value = BigInteger.valueOf(position.value());
        return position.called() ? value.add(increment()) : value;
    }

    private BigInteger increment() {
        return BigInteger.valueOf(definition.increment);
    }

    /**
     * The position of a sequence. Immutable.
     *
     * @param value its last value
     * @param called whether that value was handed out; otherwise it is the next one
     */
    public record Position(long value, boolean called) {
        @Override
        public String toString() {
            return value + (called ? "" : " (not handed out yet)");
        }
    }
}
