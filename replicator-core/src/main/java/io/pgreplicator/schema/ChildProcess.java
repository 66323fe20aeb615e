package io.pgreplicator.schema;

import io.pgreplicator.error.ErrorCode;
import io.pgreplicator.error.ReplicatorException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/**
 * A program run to its end. It gets the connection through its environment, never through its arguments, which every user of
 * the machine can read. Of each output only the last 64 KiB are kept. Immutable.
 *
 * @param exitCode its exit code
 * @param output the end of its standard output
 * @param errors the end of its standard error
 */
record ChildProcess(int exitCode, String output, String errors) {
    private static final int KEPT_BYTES = 64 << 10;

    /**
     * Runs the command and waits for it; an interrupt kills it. Throws {@link IOException} when it cannot be started.
     *
     * @param connection PG* variables; those of this process are not inherited
     */
    static ChildProcess run(List<String> command, Map<String, String> connection) throws IOException {
        var builder = new ProcessBuilder(command);
        builder.environment().keySet().removeIf(name -> name.startsWith("PG"));
        builder.environment().putAll(connection);
        builder.environment().put("LC_ALL", "C");
        Process process = builder.start();
        process.getOutputStream().close();
        var output = new Tail(process.getInputStream(), "output of " + command.get(0));
        var errors = new Tail(process.getErrorStream(), "errors of " + command.get(0));
        try {
            int exitCode = process.waitFor();
            return new ChildProcess(exitCode, output.text(), errors.text());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ReplicatorException(
                    ErrorCode.INTERNAL, command.get(0) + " was interrupted.", "Run the command again.", e);
        } finally {
            process.destroyForcibly();
        }
    }

    /** Reads a stream on a separate thread, so that a full pipe never blocks the program. */
    private static final class Tail {
        private final InputStream stream;
        private final Thread reader;
        private final byte[] kept = new byte[KEPT_BYTES];
        private int length;

        Tail(InputStream stream, String threadName) {
            this.stream = stream;
            this.reader = new Thread(this::read, threadName);
            reader.setDaemon(true);
            reader.start();
        }

        private void read() {
            var chunk = new byte[8192];
            try (stream) {
                for (int count = stream.read(chunk); count >= 0; count = stream.read(chunk)) {
                    int over = Math.max(0, length + count - kept.length);
                    System.arraycopy(kept, over, kept, 0, length - over);
                    length -= over;
                    System.arraycopy(chunk, 0, kept, length, count);
                    length += count;
                }
            } catch (IOException e) {
                // the program has ended, and its exit code says more than its pipe
            }
        }

        String text() throws InterruptedException {
            reader.join();
            return new String(kept, 0, length, StandardCharsets.UTF_8);
        }
    }
}
