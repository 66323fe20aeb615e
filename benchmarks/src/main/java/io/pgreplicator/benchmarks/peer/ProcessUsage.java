package io.pgreplicator.benchmarks.peer;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * What a process has used so far, as Linux tells it. Immutable.
 *
 * @param cpuSeconds processor time of all its threads, in user and system mode
 * @param peakRssBytes the most memory it ever held
 */
public record ProcessUsage(double cpuSeconds, long peakRssBytes) {
    static final ProcessUsage NONE = new ProcessUsage(0, 0);

    /** The kernel shows processor time in these, on every architecture. */
    private static final double TICKS_PER_SECOND = 100;

    private static final int USER_TICKS = 11;
    private static final int SYSTEM_TICKS = 12;
    private static final int USER_TICKS_OF_CHILDREN = 13;
    private static final int SYSTEM_TICKS_OF_CHILDREN = 14;

    /** Reads /proc. Throws {@link IOException} when the process is gone. */
    static ProcessUsage of(long pid) throws IOException {
        Path folder = Path.of("/proc", Long.toString(pid));
        return new ProcessUsage(
                cpuSeconds(Files.readString(folder.resolve("stat"))),
                peakRssBytes(Files.readString(folder.resolve("status"))));
    }

    /** The fields are counted from behind the program's name, which may hold blanks and parentheses. */
    static double cpuSeconds(String stat) {
        return seconds(stat, USER_TICKS, SYSTEM_TICKS);
    }

    /** Of the children that have ended and were waited for. */
    static double endedChildrenSeconds(String stat) {
        return seconds(stat, USER_TICKS_OF_CHILDREN, SYSTEM_TICKS_OF_CHILDREN);
    }

    private static double seconds(String stat, int user, int system) {
        String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
        return (Long.parseLong(fields[user]) + Long.parseLong(fields[system])) / TICKS_PER_SECOND;
    }

    /** A process that has just ended has no such line any more. */
    static long peakRssBytes(String status) {
        return status.lines()
                .filter(line -> line.startsWith("VmHWM:"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) * 1024)
                .findFirst()
                .orElse(0);
    }

    /** The larger of both figures: they only ever grow. */
    ProcessUsage max(ProcessUsage other) {
        return new ProcessUsage(Math.max(cpuSeconds, other.cpuSeconds), Math.max(peakRssBytes, other.peakRssBytes));
    }
}
