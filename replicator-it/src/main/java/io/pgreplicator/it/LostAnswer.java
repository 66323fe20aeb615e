package io.pgreplicator.it;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** The answer of a server that a {@link TcpProxy} is to lose, once, whichever connection it comes on. Thread-safe. */
final class LostAnswer {

    private static final int LONGEST = 64;

    private final AtomicReference<byte @Nullable []> expected = new AtomicReference<>();

    /** Waits for a CommandComplete message with this tag. */
    void expect(String commandTag) {
        byte[] tag = commandTag.getBytes(StandardCharsets.US_ASCII);
        ByteBuffer message = ByteBuffer.allocate(tag.length + 6);
        message.put((byte) 'C').putInt(tag.length + 5).put(tag).put((byte) 0);
        expected.set(message.array());
    }

    boolean isExpected() {
        return expected.get() != null;
    }

    /** A search in the bytes of one connection. */
    Search search() {
        return new Search();
    }

    /** Finds the message even when it arrives in pieces. Confined to one thread. */
    final class Search {

        private byte[] tail = {};

        /** Whether the message ends in these bytes; true on one connection only. */
        boolean finds(byte[] buffer, int count) {
            byte[] wanted = expected.get();
            if (count <= 0) {
                return false;
            }
            ByteArrayOutputStream seen = new ByteArrayOutputStream(tail.length + count);
            seen.writeBytes(tail);
            seen.write(buffer, 0, count);
            byte[] bytes = seen.toByteArray();
            int before = tail.length;
            tail = Arrays.copyOfRange(bytes, Math.max(0, bytes.length - LONGEST), bytes.length);
            return wanted != null
                    && contains(bytes, Math.max(0, before - wanted.length + 1), wanted)
                    && expected.compareAndSet(wanted, null);
        }

        private static boolean contains(byte[] bytes, int first, byte[] wanted) {
            for (int start = first; start + wanted.length <= bytes.length; start++) {
                if (Arrays.equals(bytes, start, start + wanted.length, wanted, 0, wanted.length)) {
                    return true;
                }
            }
            return false;
        }
    }
}
