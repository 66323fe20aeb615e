package io.pgreplicator.it;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A network that fails on command: forwards a local port to a server, and cuts, stalls, delays or refuses connections.
 * Thread-safe.
 */
public final class TcpProxy implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(TcpProxy.class);
    private static final int CONNECT_MILLIS = 10_000;

    /** Where new connections lead, in turn. */
    private volatile List<InetSocketAddress> upstreams;

    private final AtomicInteger turn = new AtomicInteger();
    private final int port;
    private final Gate gate = new Gate();
    private final LostAnswer lostAnswer = new LostAnswer();
    private final AtomicInteger accepted = new AtomicInteger();
    private final AtomicInteger roundTrips = new AtomicInteger();
    private final Set<ProxiedConnection> connections = ConcurrentHashMap.newKeySet();
    private @Nullable ServerSocket listener;
    private @Nullable Thread acceptor;

    private TcpProxy(InetSocketAddress upstream) throws IOException {
        this.upstreams = List.of(upstream);
        this.port = listen(0);
    }

    /** Starts to forward a free local port to a server. */
    public static TcpProxy to(String host, int port) {
        try {
            return new TcpProxy(new InetSocketAddress(host, port));
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot listen on a local port", e);
        }
    }

    /** Starts to forward a free local port to a PostgreSQL server. */
    public static TcpProxy to(PostgresServer server) {
        return to(server.host(), server.port());
    }

    /** The address to connect to instead of the server's. */
    public String host() {
        return "127.0.0.1";
    }

    /** The port to connect to instead of the server's; it stays the same. */
    public int port() {
        return port;
    }

    /** Leads new connections to another server, as a fail-over behind one name does, and resets all others. */
    public void leadTo(PostgresServer server) {
        alternate(server);
        cut();
    }

    /** Leads new connections to each of the servers in turn, as a load balancer does. Open ones go on. */
    public void alternate(PostgresServer... servers) {
        upstreams = Stream.of(servers)
                .map(server -> new InetSocketAddress(server.host(), server.port()))
                .toList();
    }

    /** A URI that leads to the server through this proxy. */
    public String through(String uri) {
        PostgresUri direct = PostgresUri.parse(uri);
        return new PostgresUri(direct.user(), direct.password(), host(), port, direct.database()).toString();
    }

    /** How many connections are open now. */
    public int connections() {
        return connections.size();
    }

    /** How many connections were made so far. */
    public int accepted() {
        return accepted.get();
    }

    /**
     * How many times a client wrote after it had got an answer, or for the first time: the round trips of all connections so
     * far, but for the one in which each was established.
     */
    public int roundTrips() {
        return roundTrips.get();
    }

    /** Resets all connections on both sides, losing what is on its way. New ones are accepted. */
    public void cut() {
        connections.forEach(ProxiedConnection::reset);
    }

    /**
     * Swallows the next answer of the server with this command tag ({@code COMMIT}, {@code UPDATE 1}) and resets its
     * connection: the command was done, and its client cannot know.
     */
    public void loseNextAnswer(String commandTag) {
        lostAnswer.expect(commandTag);
    }

    /** Whether the answer that was to be lost has been. */
    public boolean hasLostAnswer() {
        return !lostAnswer.isExpected();
    }

    /** Holds back all bytes in both directions until {@link #resume}, as a dead link does that nobody reports. */
    public void stall() {
        gate.stall(true);
    }

    /** Lets go what {@link #stall} held back. */
    public void resume() {
        gate.stall(false);
    }

    /** Lets every byte read from now on arrive this much later, in each direction. Zero ends it. */
    public void delay(Duration oneWay) {
        gate.delay(oneWay);
    }

    /** Whether new connections are refused, as by a server that is down. Open ones go on. */
    public synchronized void refuse(boolean refused) {
        try {
            if (refused && listener != null) {
                listener.close();
                listener = null;
                awaitEnd(acceptor);
            } else if (!refused && listener == null) {
                listen(port);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot listen on port " + port + " again", e);
        }
    }

    /** Stops listening and resets all connections. */
    @Override
    public void close() {
        refuse(true);
        cut();
        resume();
    }

    private synchronized int listen(int wanted) throws IOException {
        ServerSocket socket = new ServerSocket();
        socket.setReuseAddress(true);
        socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), wanted));
        listener = socket;
        acceptor = new Thread(() -> accept(socket), "proxy-" + socket.getLocalPort() + "-accept");
        acceptor.setDaemon(true);
        acceptor.start();
        return socket.getLocalPort();
    }

    /** The system goes on listening until the acceptor has come back from its last call. */
    private static void awaitEnd(@Nullable Thread acceptor) {
        try {
            if (acceptor != null) {
                acceptor.join();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void accept(ServerSocket socket) {
        while (!socket.isClosed()) {
            try {
                Socket client = socket.accept();
                if (socket.isClosed()) {
                    client.close();
                } else {
                    forward(client);
                }
            } catch (IOException e) {
                // The listener was closed, or the client gave up before it was accepted: nobody is left to tell.
                LOG.debug("A connection to port {} was not accepted", port, e);
            }
        }
    }

    private void forward(Socket client) throws IOException {
        Socket server = new Socket();
        ProxiedConnection connection =
                new ProxiedConnection(client, server, gate, lostAnswer, roundTrips, connections::remove);
        try {
            List<InetSocketAddress> choice = upstreams;
            server.connect(choice.get(Math.floorMod(turn.getAndIncrement(), choice.size())), CONNECT_MILLIS);
        } catch (IOException e) {
            connection.reset();
            return;
        }
        accepted.incrementAndGet();
        connections.add(connection);
        connection.start("proxy-" + port);
    }
}
