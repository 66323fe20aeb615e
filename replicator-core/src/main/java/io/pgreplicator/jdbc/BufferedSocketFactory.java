package io.pgreplicator.jdbc;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketOption;
import java.util.Map;
import javax.net.SocketFactory;
import jdk.net.ExtendedSocketOptions;
import org.jspecify.annotations.Nullable;

/**
 * Makes sockets that read in large steps: the driver's own buffer is 8 KiB, and one system call for each 8 KiB costs half of
 * the CPU of a COPY. Thread-safe. Public only because the driver creates it by name.
 */
public final class BufferedSocketFactory extends SocketFactory {
    /** Seconds: a peer that disappears silently is noticed within a minute, not after the system's two hours. */
    private static final Map<SocketOption<Integer>, Integer> KEEP_ALIVE = Map.of(
            ExtendedSocketOptions.TCP_KEEPIDLE, 30,
            ExtendedSocketOptions.TCP_KEEPINTERVAL, 10,
            ExtendedSocketOptions.TCP_KEEPCOUNT, 3);

    private static final int BUFFER_BYTES = 256 << 10;

    @Override
    public Socket createSocket() throws IOException {
        var socket = new BufferedSocket();
        socket.setKeepAlive(true);
        for (SocketOption<Integer> option : KEEP_ALIVE.keySet()) {
            if (socket.supportedOptions().contains(option)) {
                socket.setOption(option, KEEP_ALIVE.get(option));
            }
        }
        return socket;
    }

    @Override
    public Socket createSocket(String host, int port) throws IOException {
        return new Socket(host, port);
    }

    @Override
    public Socket createSocket(String host, int port, InetAddress local, int localPort) throws IOException {
        return new Socket(host, port, local, localPort);
    }

    @Override
    public Socket createSocket(InetAddress host, int port) throws IOException {
        return new Socket(host, port);
    }

    @Override
    public Socket createSocket(InetAddress host, int port, InetAddress local, int localPort) throws IOException {
        return new Socket(host, port, local, localPort);
    }

    private static final class BufferedSocket extends Socket {
        private @Nullable InputStream input;

        @Override
        public synchronized InputStream getInputStream() throws IOException {
            if (input == null) {
                input = new BufferedInputStream(super.getInputStream(), BUFFER_BYTES);
            }
            return input;
        }
    }
}
