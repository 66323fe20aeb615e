package io.pgreplicator.it;

import java.io.IOException;
import java.net.Socket;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/**
 * One client and its connection to the server behind a {@link TcpProxy}. Thread-safe.
 *
 * <p>Each direction has a thread that reads and one that writes, so that a delay holds up the bytes and not the reading
 * of those behind them; the queue between them is short, so that a stalled side feels it as it would on a real link.
 */
final class ProxiedConnection {

    private static final int CHUNK_BYTES = 64 * 1024;
    private static final int QUEUED_CHUNKS = 64;

    private final Socket client;
    private final Socket server;
    private final Gate gate;
    private final LostAnswer lostAnswer;
    private final Consumer<ProxiedConnection> ended;
    private final AtomicInteger roundTrips;
    private final AtomicBoolean answered = new AtomicBoolean(true);
    private final AtomicInteger openDirections = new AtomicInteger(2);
    private final List<Thread> threads = new CopyOnWriteArrayList<>();

    ProxiedConnection(
            Socket client,
            Socket server,
            Gate gate,
            LostAnswer lostAnswer,
            AtomicInteger roundTrips,
            Consumer<ProxiedConnection> ended) {
        this.client = client;
        this.server = server;
        this.gate = gate;
        this.lostAnswer = lostAnswer;
        this.roundTrips = roundTrips;
        this.ended = ended;
    }

    void start(String name) throws IOException {
        client.setTcpNoDelay(true);
        server.setTcpNoDelay(true);
        direction(name + "-up", client, server);
        direction(name + "-down", server, client);
    }

    /** Ends both connections at once; their peers see "connection reset". */
    void reset() {
        close(client);
        close(server);
        threads.forEach(Thread::interrupt);
        ended.accept(this);
    }

    private void direction(String name, Socket from, Socket to) {
        BlockingQueue<Chunk> queue = new LinkedBlockingQueue<>(QUEUED_CHUNKS);
        thread(name + "-read", () -> read(from, queue));
        thread(name + "-write", () -> write(queue, to));
    }

    private void thread(String name, Transfer transfer) {
        Thread thread = new Thread(
                () -> {
                    try {
                        transfer.run();
                    } catch (IOException | InterruptedException e) {
                        reset();
                    }
                },
                name);
        thread.setDaemon(true);
        threads.add(thread);
        thread.start();
    }

    private void read(Socket from, BlockingQueue<Chunk> queue) throws IOException, InterruptedException {
        byte[] buffer = new byte[CHUNK_BYTES];
        LostAnswer.Search search = lostAnswer.search();
        int count;
        do {
            count = from.getInputStream().read(buffer);
            if (from.equals(server) && search.finds(buffer, count)) {
                reset();
                return;
            }
            if (count > 0) {
                count(from);
            }
            queue.put(new Chunk(Arrays.copyOf(buffer, Math.max(count, 0)), gate.due()));
        } while (count >= 0);
    }

    private void count(Socket from) {
        if (from.equals(server)) {
            answered.set(true);
        } else if (answered.getAndSet(false)) {
            roundTrips.incrementAndGet();
        }
    }

    private void write(BlockingQueue<Chunk> queue, Socket to) throws IOException, InterruptedException {
        Chunk chunk = queue.take();
        while (!chunk.isEnd()) {
            gate.pass(chunk.due);
            to.getOutputStream().write(chunk.bytes);
            chunk = queue.take();
        }
        gate.pass(chunk.due);
        to.shutdownOutput();
        if (openDirections.decrementAndGet() == 0) {
            client.close();
            server.close();
            ended.accept(this);
        }
    }

    private static void close(Socket socket) {
        try {
            // Closing without lingering sends RST instead of FIN.
            socket.setSoLinger(true, 0);
            socket.close();
        } catch (IOException e) {
            // Closed already, which is what was wanted.
            return;
        }
    }

    /** What a thread of this connection does. */
    private interface Transfer {
        void run() throws IOException, InterruptedException;
    }

    /** Bytes on their way and when they are due; no bytes mean the end of the stream. Confined to the two threads. */
    private static final class Chunk {

        private final byte[] bytes;
        private final long due;

        Chunk(byte[] bytes, long due) {
            this.bytes = bytes;
            this.due = due;
        }

        boolean isEnd() {
            return bytes.length == 0;
        }
    }
}
