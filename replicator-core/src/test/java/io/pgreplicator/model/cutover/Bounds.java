package io.pgreplicator.model.cutover;

/**
 * How much may happen in one exploration. Immutable.
 *
 * @param keys rows; each transaction writes the next one in turn
 * @param writers transactions of applications
 * @param leaders replicators that may run at the same time
 * @param highest the highest number of a gate: 3 after one switch, 5 after the return, 7 after another switch
 * @param faults lost processes, connections, answers and servers
 * @param serverFaults whether servers crash, too
 * @param failover whether B may be failed over to a standby that lags
 */
record Bounds(int keys, int writers, int leaders, int highest, int faults, boolean serverFaults, boolean failover) {}
