package io.pgreplicator.it;

import java.util.List;
import java.util.stream.Stream;

/** The named places at which a run, and an uninstallation, can be held or killed, in the order of the work. Immutable. */
public final class Places {
    public static final List<String> OF_RUN = List.of(
            "leader.taken",
            "install.control-schema",
            "install.capture-schema",
            "install.captured",
            "copy.planned",
            "copy.before-commit",
            "copy.after-commit",
            "index.before-build",
            "index.after-build",
            "foreign-keys.before-restore",
            "sequences.before-set",
            "round.after-heartbeat",
            "round.before-batch",
            "round.before-batch-commit",
            "round.before-watermark",
            "round.before-commit",
            "round.after-commit",
            "round.acknowledged");

    public static final List<String> OF_UNINSTALL =
            List.of("uninstall.released", "uninstall.source-left", "uninstall.restored");

    public static final List<String> ALL =
            Stream.concat(OF_RUN.stream(), OF_UNINSTALL.stream()).toList();

    private Places() {}
}
