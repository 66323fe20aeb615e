package io.pgreplicator.verify;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What one statement has seen of a row on one side. Immutable.
 *
 * @param seen the state that it saw: the source's snapshot, or the target's watermark; null before the first round
 * @param server when that server was started
 * @param standby whether it is a standby
 * @param key the key as that side has it; null where there is no row
 * @param version tells this version of the row from every other one; null where there is no row
 * @param hash the hash of the row; null where there is no row
 * @param flagged on the source: its change may not be applied yet; on the target: it is recorded as refused
 */
record Sight(
        @Nullable String seen,
        String server,
        boolean standby,
        @Nullable List<String> key,
        @Nullable String version,
        @Nullable String hash,
        boolean flagged) {

    boolean isPresent() {
        return hash != null;
    }
}
