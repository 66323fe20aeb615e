package io.pgreplicator.gate;

import org.jspecify.annotations.Nullable;

/**
 * A transaction that holds a lock with which one writes. Immutable.
 *
 * @param transaction its virtual number, which it keeps when it is prepared
 * @param pid its backend; null when it is prepared
 * @param gid its name when it is prepared, else null
 * @param seconds how long ago it began, or was prepared
 * @param application what it calls itself; empty when it says nothing
 */
public record Writer(
        String transaction, @Nullable Integer pid, @Nullable String gid, long seconds, String application) {}
