package io.pgreplicator.round;

import com.lmax.disruptor.BlockingWaitStrategy;
import com.lmax.disruptor.ExceptionHandler;
import com.lmax.disruptor.InsufficientCapacityException;
import com.lmax.disruptor.RingBuffer;
import com.lmax.disruptor.dsl.Disruptor;
import com.lmax.disruptor.dsl.ProducerType;
import io.pgreplicator.apply.ApplyTable;
import io.pgreplicator.apply.BatchApplier;
import io.pgreplicator.config.RoundOptions;
import io.pgreplicator.jdbc.TargetWriter;
import io.pgreplicator.jdbc.Work;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * The ring between the thread that reads changes and the appliers that write them. Bounded by slots and, through credits of
 * one kibibyte, by bytes; the publisher waits while it is full, but never for a consumer that cannot continue, because
 * appliers survive their failures. The ring is never durable storage: what is in it when the process dies is read again.
 * Publishing is confined to one thread.
 */
final class RingPipeline implements AutoCloseable {
    private static final int SLOTS = 8192;
    private static final long FULL_RING_PAUSE_NANOS = 200_000;

    private final Disruptor<ChangeSlot> disruptor;
    private final RingBuffer<ChangeSlot> ring;
    private final List<Lane> lanes = new ArrayList<>();
    private final List<Thread> threads = new ArrayList<>();
    private final Semaphore credits;
    private final int allCredits;
    private final int runLength;
    private int lane;
    private int run;

    RingPipeline(TargetWriter writer, RoundOptions options, Work work) {
        this.allCredits = credits(options.ringSize().bytes());
        this.credits = new Semaphore(allCredits);
        this.runLength = Math.max(1, options.batchRows());
        var number = new AtomicInteger();
        this.disruptor = new Disruptor<>(
                ChangeSlot::new,
                SLOTS,
                task -> {
                    var thread = new Thread(task, "apply-" + number.incrementAndGet());
                    thread.setDaemon(true);
                    threads.add(thread);
                    return thread;
                },
                ProducerType.SINGLE,
                new BlockingWaitStrategy());
        for (int i = 0; i < options.appliers(); i++) {
            lanes.add(new Lane(i, new BatchApplier(writer), options, credits, work));
        }
        disruptor.setDefaultExceptionHandler(new LaneFault());
        disruptor.handleEventsWith(lanes.toArray(new Lane[0]));
        this.ring = disruptor.start();
    }

    /** Kibibytes, rounded up: the unit of the ring's limit in bytes. */
    static int credits(long bytes) {
        return (int) Math.min(Integer.MAX_VALUE / 2, 1 + bytes / 1024);
    }

    int lanes() {
        return lanes.size();
    }

    /**
     * Publishes a row; one applier gets a run of neighbouring rows, so that its pages stay cached. False when the round has
     * failed.
     */
    boolean publishRow(Round round, ApplyTable table, byte[] line, boolean oneLane) {
        if (++run > runLength) {
            run = 0;
            lane = (lane + 1) % lanes.size();
        }
        return publishBytes(ChangeSlot.Kind.ROW, round, table, line, oneLane);
    }

    /** Publishes a part of a large row; all its parts go in order to one applier. False when the round has failed. */
    boolean publishPart(ChangeSlot.Kind part, Round round, ApplyTable table, byte[] bytes, boolean oneLane) {
        return publishBytes(part, round, table, bytes, oneLane);
    }

    private boolean publishBytes(ChangeSlot.Kind kind, Round round, ApplyTable table, byte[] bytes, boolean oneLane) {
        int wanted = Math.min(allCredits, credits(bytes.length));
        try {
            while (!credits.tryAcquire(wanted, 100, TimeUnit.MILLISECONDS)) {
                if (round.failed()) {
                    return false;
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            round.fail(null, e);
            return false;
        }
        return publish(kind, oneLane ? 0 : lane, round, table, bytes, wanted);
    }

    /** Publishes that the table was truncated; its rows must then go through the first applier. */
    boolean publishTruncate(Round round, ApplyTable table) {
        return publish(ChangeSlot.Kind.TRUNCATE, 0, round, table, null, 0);
    }

    /** Waits until every applier has committed what was published so far, or abandoned the round. */
    void barrier(Round round) {
        publish(ChangeSlot.Kind.BARRIER, ChangeSlot.ALL_LANES, round, null, null, 0);
        round.awaitLanes();
    }

    /** Ends the round and waits until every applier has committed it or rolled it back. */
    void finish(Round round) {
        publish(ChangeSlot.Kind.END, ChangeSlot.ALL_LANES, round, null, null, 0);
        round.awaitLanes();
    }

    private boolean publish(
            ChangeSlot.Kind kind,
            int toLane,
            Round round,
            @Nullable ApplyTable table,
            byte @Nullable [] line,
            int taken) {
        while (true) {
            try {
                long sequence = ring.tryNext();
                try {
                    ChangeSlot slot = ring.get(sequence);
                    slot.set(kind, toLane, round, table);
                    if (line != null) {
                        slot.setLine(line, taken);
                    }
                } finally {
                    ring.publish(sequence);
                }
                return !round.failed();
            } catch (InsufficientCapacityException e) {
                LockSupport.parkNanos(FULL_RING_PAUSE_NANOS);
            }
        }
    }

    /** Stops the appliers and closes their connections; whatever is in the ring is dropped. */
    @Override
    public void close() {
        disruptor.halt();
        for (Thread thread : threads) {
            try {
                thread.join(TimeUnit.SECONDS.toMillis(10));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
        lanes.forEach(Lane::close);
    }

    /** An applier never throws; if one does nevertheless, the round must not wait for it for ever. */
    private static final class LaneFault implements ExceptionHandler<ChangeSlot> {
        @Override
        public void handleEventException(Throwable fault, long sequence, ChangeSlot slot) {
            Round round = slot.round;
            if (round != null) {
                round.fail(slot.table, fault);
                if (slot.kind == ChangeSlot.Kind.END || slot.kind == ChangeSlot.Kind.BARRIER) {
                    round.laneArrived();
                }
            }
        }

        @Override
        public void handleOnStartException(Throwable fault) {
            throw new IllegalStateException(fault);
        }

        @Override
        public void handleOnShutdownException(Throwable fault) {
            throw new IllegalStateException(fault);
        }
    }
}
