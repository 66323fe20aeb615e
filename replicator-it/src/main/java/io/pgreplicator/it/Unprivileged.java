package io.pgreplicator.it;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * How to run a command as somebody else than root, because PostgreSQL refuses to run as root. Immutable.
 *
 * @param prefix what goes before the command
 * @param account the account that has to own the files, empty for our own
 */
record Unprivileged(List<String> prefix, String account) {

    private static final Unprivileged OURSELVES = new Unprivileged(List.of(), "");
    private static final Unprivileged USER_NAMESPACE = new Unprivileged(List.of("unshare", "-U"), "");

    /** The way that works here: as we are, in a user namespace of our own, or as another account. */
    static Unprivileged detect() {
        if (!Subprocess.run(List.of("id", "-u")).output().equals("0")) {
            return OURSELVES;
        }
        // initdb asks for the name of the account as well, so an unmapped user without a name does not do
        if (USER_NAMESPACE.works("id", "-un") && USER_NAMESPACE.works("id", "-u")) {
            return USER_NAMESPACE;
        }
        return Stream.of("postgres", "nobody")
                .map(account -> new Unprivileged(List.of("runuser", "-u", account, "--"), account))
                .filter(candidate -> candidate.works("id", "-u"))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException(
                        "PostgreSQL does not run as root, and neither unshare nor runuser works here"));
    }

    Subprocess run(List<String> command) {
        List<String> complete = new ArrayList<>(prefix);
        complete.addAll(command);
        return Subprocess.run(complete);
    }

    /** A directory that the commands can write to. */
    Path directory(Path wanted) {
        try {
            Path directory = Files.createDirectories(wanted);
            if (!account.isEmpty()) {
                Subprocess.run(List.of("chown", account, directory.toString())).orThrow();
            }
            return directory;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Where files have to live so that the commands can reach them. */
    Path scratch() {
        return account.isEmpty() ? BuildFiles.scratch() : BuildFiles.temporary();
    }

    private boolean works(String... command) {
        Subprocess probe = run(List.of(command));
        return probe.succeeded() && !probe.output().equals("0");
    }
}
