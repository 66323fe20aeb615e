/** The test kit: real PostgreSQL servers, seeded workloads, network faults and a comparison of whole databases. */
@NullMarked
package io.pgreplicator.it;

import org.jspecify.annotations.NullMarked;
