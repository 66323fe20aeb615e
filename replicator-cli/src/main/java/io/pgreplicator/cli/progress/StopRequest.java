package io.pgreplicator.cli.progress;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** The signal that asks the process to end, which a shutdown hook does not learn. Immutable. */
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

    /** The exit code of a process that the signal ended, by the convention of shells. */
    public int exitCode() {
        return 128 + number;
    }

    /**
     * Makes each of these signals begin a shutdown, as it does by default, and record which signal it was. A signal that is
     * ignored (by {@code nohup}, for example) stays ignored. Where the JVM does not offer signals, nothing is recorded.
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

    /** By reflection, because the compiler's warning about this package cannot be suppressed. */
    @SuppressWarnings("ReferenceEquality") // the handler equals itself only
    private void handle(AtomicReference<@Nullable StopRequest> noted) throws ReflectiveOperationException {
        Class<?> signalType = Class.forName("sun.misc.Signal");
        Class<?> handlerType = Class.forName("sun.misc.SignalHandler");
        Object ofThis = signalType.getConstructor(String.class).newInstance(signal);
        InvocationHandler answer = (proxy, method, arguments) -> switch (method.getName()) {
            case "handle" -> {
                noted.compareAndSet(null, this);
                // not on the signal thread, which would block here until the end
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
