package io.pgreplicator.cli;

import static io.pgreplicator.telemetry.ReplicationListener.when;

import io.pgreplicator.cli.hook.SwitchHook;
import io.pgreplicator.cli.text.CutoverPage;
import io.pgreplicator.cli.text.CutoverResult;
import io.pgreplicator.cli.text.CutoverText;
import io.pgreplicator.cli.text.Json;
import io.pgreplicator.config.ReplicatorConfig;
import io.pgreplicator.connection.ConnectionSettings;
import io.pgreplicator.error.ErrorCode;
import io.pgreplicator.error.ReplicatorException;
import io.pgreplicator.telemetry.Finding;
import io.pgreplicator.telemetry.LastVerification;
import io.pgreplicator.telemetry.ReplicationEvent.CutoverAsked;
import io.pgreplicator.telemetry.ReplicationEvent.CutoverEnded;
import io.pgreplicator.telemetry.ReplicationEvent.GuardrailsChecked;
import io.pgreplicator.telemetry.ReplicationListener;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** What a cutover tells while it goes on, and what is said of it at its end: as text, JSON and a page. Thread-safe. */
final class CutoverOutcome {
    private static final Set<ErrorCode> ROLLED_BACK = Set.of(ErrorCode.CUTOVER_ROLLED_BACK, ErrorCode.PREFLIGHT_FAILED);

    private final Surroundings surroundings;
    private final ConnectionSettings former;
    private final ConnectionSettings primary;
    private final boolean back;
    private final boolean json;
    private final @Nullable Path page;
    private final CountDownLatch end = new CountDownLatch(1);
    private volatile @Nullable SwitchHook hook;
    private volatile @Nullable CutoverEnded ended;
    private volatile List<Finding> guardrails = List.of();
    private volatile @Nullable LastVerification proof;
    private volatile boolean remote;
    private volatile @Nullable ReplicatorException failure;
    /** What was said, as the exit code; null before. */
    private @Nullable Integer said;

    CutoverOutcome(
            Surroundings surroundings, ReplicatorConfig config, boolean back, boolean json, @Nullable Path page) {
        this.surroundings = surroundings;
        this.former = back ? config.target() : config.source();
        this.primary = back ? config.source() : config.target();
        this.back = back;
        this.json = json;
        this.page = page;
    }

    /** Makes it run a command as soon as the other side takes writes. */
    void runHook(String command, Duration limit) {
        hook = new SwitchHook(command, limit, former, primary, surroundings.err());
    }

    /** Notes what it is told. */
    ReplicationListener listener() {
        return when(CutoverEnded.class, this::note)
                .andThen(when(GuardrailsChecked.class, this::note))
                .andThen(when(CutoverAsked.class, asked -> remote = true));
    }

    /** The end of one the other way, which a former run had begun, is not the outcome of this one. */
    private void note(CutoverEnded told) {
        if (told.back() != back) {
            return;
        }
        ended = told;
        SwitchHook waiting = hook;
        if (told.switched() && waiting != null) {
            waiting.start();
        }
    }

    private void note(GuardrailsChecked checked) {
        guardrails = checked.findings();
        proof = checked.proof();
    }

    /** Whether a running replicator does it. */
    boolean isRemote() {
        return remote;
    }

    /** Whether this cutover has switched. */
    boolean isSwitched() {
        CutoverEnded told = ended;
        return told != null && told.switched();
    }

    /** It is over; {@code cause}: what it failed with. */
    void ended(@Nullable ReplicatorException cause) {
        failure = cause;
        end.countDown();
    }

    /** Waits until it is over; false when that takes longer. */
    boolean awaitEnd(Duration limit) throws InterruptedException {
        return end.await(limit.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** What it failed with. */
    @Nullable
    ReplicatorException failure() {
        return failure;
    }

    /** Prints it, once; waits for the hook. Returns the exit code if nothing has failed but the hook. */
    synchronized int print(@Nullable ReplicatorException cause) throws InterruptedException {
        Integer before = said;
        int code = before == null ? say(cause) : before;
        said = code;
        return code;
    }

    private int say(@Nullable ReplicatorException cause) throws InterruptedException {
        String reason = cause == null || isSwitched() ? null : cause.getMessage();
        if (reason != null && !isRolledBack(cause)) {
            return 0;
        }
        SwitchHook.Result ran = reason == null ? ran() : null;
        CutoverResult result = CutoverResult.of(ended, back, guardrails, reason).with(proof, ran);
        if (json) {
            surroundings.out().print(Json.of(result));
        }
        if (page != null) {
            ZonedDateTime now = ZonedDateTime.now(ZoneId.systemDefault());
            surroundings.write(page, CutoverPage.of(result, ended, former.toString(), primary.toString(), now));
        }
        if (reason == null) {
            surroundings
                    .err()
                    .print(CutoverText.of(ended, back) + (isSwitched() ? " " + CutoverText.next(remote, back) : ""));
        }
        if (ran != null && !ran.isDone()) {
            surroundings.err().print(CutoverText.of(ran));
            return ErrorCode.INTERNAL.exitCode();
        }
        return 0;
    }

    private static boolean isRolledBack(@Nullable ReplicatorException cause) {
        return cause != null && ROLLED_BACK.contains(cause.code());
    }

    private SwitchHook.@Nullable Result ran() throws InterruptedException {
        SwitchHook waiting = hook;
        return waiting == null ? null : waiting.await();
    }
}
