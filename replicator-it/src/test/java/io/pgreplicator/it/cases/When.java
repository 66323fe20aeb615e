package io.pgreplicator.it.cases;

import java.util.Locale;

/** The moment at which the workload of a case runs. */
enum When {
    /** After the capture is installed, before the first chunk is copied. */
    COPYING,
    /** After everything was copied, while the replicator follows. */
    FOLLOWING;

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
