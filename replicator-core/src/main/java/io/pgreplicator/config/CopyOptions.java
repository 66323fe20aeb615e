package io.pgreplicator.config;

/**
 * How the initial copy goes. Immutable.
 *
 * @param streams COPY pipes at the same time; each holds one connection on either side
 * @param chunkSize how much of a table one pipe takes at a time; the unit of resume
 * @param indexWorkers indexes and constraints built at the same time on the target
 * @param maintenanceMemory {@code maintenance_work_mem} of each index build on the target
 */
public record CopyOptions(int streams, ByteSize chunkSize, int indexWorkers, ByteSize maintenanceMemory) {
    public static CopyOptions defaults() {
        return new CopyOptions(4, ByteSize.ofMegabytes(64), 2, ByteSize.ofMegabytes(256));
    }
}
