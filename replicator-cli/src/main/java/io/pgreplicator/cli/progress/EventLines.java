package io.pgreplicator.cli.progress;

import io.pgreplicator.cli.console.Console;
import io.pgreplicator.cli.console.Logging;
import io.pgreplicator.telemetry.ReplicationEvent;
import io.pgreplicator.telemetry.ReplicationListener;

/** Shows the events of a command that has no progress to show: each event that is worth a line, at once. Thread-safe. */
public final class EventLines implements ReplicationListener {
    private final Console console;
    private final RunLines lines = new RunLines();

    public EventLines(Console console) {
        this.console = console;
    }

    @Override
    public synchronized void on(ReplicationEvent event) {
        String line = lines.line(event);
        if (line != null) {
            Logging.note(line);
            console.print(line);
        }
    }
}
