package io.pgreplicator.schema;

import static org.assertj.core.api.Assertions.assertThat;

import io.pgreplicator.error.ReplicatorException;
import org.junit.jupiter.api.Test;

/** Makes one paragraph of what pg_restore says. Confined to the test thread. */
class SchemaTransferTest {

    @Test
    void namesTheObjectAndTheReason() {
        ReplicatorException failure = SchemaTransfer.refused("""
                pg_restore: while PROCESSING TOC:
                pg_restore: from TOC entry 215; 1259 16441 TABLE person app
                pg_restore: error: could not execute query: ERROR:  type "heroku_ext.citext" does not exist
                LINE 3:     mail heroku_ext.citext
                                 ^
                Command was: CREATE TABLE public.person (
                    id integer NOT NULL,
                    mail heroku_ext.citext
                );
                """);
        assertThat(failure)
                .hasMessage(
                        "The target refused the schema at CREATE TABLE public.person: type \"heroku_ext.citext\" does not"
                                + " exist. Nothing was changed.");
        assertThat(failure.cure()).startsWith("Fix the cause on the target");
    }

    @Test
    void knowsTheCureForTooManyLocks() {
        ReplicatorException failure = SchemaTransfer.refused("""
                pg_restore: error: could not execute query: ERROR:  out of shared memory
                HINT:  You might need to increase max_locks_per_transaction.
                """);
        assertThat(failure).hasMessageContaining("out of shared memory. Nothing was changed.");
        assertThat(failure.cure()).contains("Raise max_locks_per_transaction");
    }

    @Test
    void sendsForAnAdministratorWhereAnExtensionNeedsOne() {
        ReplicatorException failure = SchemaTransfer.refused("""
                pg_restore: error: could not execute query: ERROR:  permission denied to create extension "earthdistance"
                HINT:  Must be superuser to create this extension.
                Command was: CREATE EXTENSION IF NOT EXISTS earthdistance WITH SCHEMA public;
                """);
        assertThat(failure.cure())
                .startsWith(
                        "Let an administrator of the target's database run CREATE EXTENSION \"earthdistance\" in the schema");
    }

    @Test
    void repeatsWhatItDoesNotUnderstand() {
        assertThat(SchemaTransfer.refused("Segmentation fault\n")).hasMessageContaining("Segmentation fault");
    }
}
