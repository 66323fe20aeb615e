package io.pgreplicator.config;

/**
 * Options of the initial copy. Immutable.
 *
 * @param streams concurrent COPY pipes; each holds one connection on either side
 * @param chunkSize size of the part of a table that one pipe copies at a time; the unit of resumption
 * @param indexWorkers indexes and constraints built concurrently on the target
 * @param maintenanceMemory {@code maintenance_work_mem} of each index build on the target
 */
public record CopyOptions(int streams, ByteSize chunkSize, int indexWorkers, ByteSize maintenanceMemory) {
    public static CopyOptions defaults() {
        return new CopyOptions(4, ByteSize.ofMegabytes(64), 2, ByteSize.ofMegabytes(256));
    }
}
