package io.pgreplicator.cli.progress;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** Which signal asks the process to end; a shutdown hook is not told. Immutable. */
public enum StopRequest {
    SIGHUP("HUP", 1),
    SIGINT("INT", 2),
    SIGTERM("TERM", 15);

    private final String signal;
    private final int number;

    StopRequest(String signal, int number) {
        this.signal = signal;
        this.number = number;
    }

    /** The exit code of a process that the signal ended, as shells have it. */
    public int exitCode() {
        return 128 + number;
    }

    /**
     * Has each of these signals begin a shutdown, as without this, and note which one it was. A signal that is ignored (by
     * {@code nohup}, say) stays ignored. Where the JVM does not offer signals nothing is noted.
     */
    static void note(AtomicReference<@Nullable StopRequest> noted) {
        for (StopRequest request : values()) {
            try {
                request.handle(noted);
            } catch (ReflectiveOperationException | RuntimeException e) {
                System.getLogger(StopRequest.class.getName())
                        .log(System.Logger.Level.DEBUG, "the signal " + request + " is not told apart", e);
            }
        }
    }

    /** By reflection, because the compiler warns of this package whatever one does. */
    @SuppressWarnings("ReferenceEquality") // the handler equals itself only
    private void handle(AtomicReference<@Nullable StopRequest> noted) throws ReflectiveOperationException {
        Class<?> signalType = Class.forName("sun.misc.Signal");
        Class<?> handlerType = Class.forName("sun.misc.SignalHandler");
        Object ofThis = signalType.getConstructor(String.class).newInstance(signal);
        InvocationHandler answer = (proxy, method, arguments) -> switch (method.getName()) {
            case "handle" -> {
                noted.compareAndSet(null, this);
                // not on the thread of the signals, which would wait here for the end
                new Thread(() -> Runtime.getRuntime().exit(exitCode()), "signal").start();
                yield null;
            }
            case "equals" -> proxy == arguments[0];
            case "hashCode" -> number;
            default -> toString();
        };
        Object handler = Proxy.newProxyInstance(handlerType.getClassLoader(), new Class<?>[] {handlerType}, answer);
        var install = signalType.getMethod("handle", signalType, handlerType);
        Object before = install.invoke(null, ofThis, handler);
        if (before != null && before.equals(handlerType.getField("SIG_IGN").get(null))) {
            install.invoke(null, ofThis, before);
        }
    }
}
