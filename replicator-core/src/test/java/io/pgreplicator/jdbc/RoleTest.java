package io.pgreplicator.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** The names of our sessions, and the patterns that match them. */
class RoleTest {
    @Test
    void namesASessionByProgramRoleAndRun() {
        assertThat(Role.COPY.sessionName("0a1b2c3d")).isEqualTo("replicator copy 0a1b2c3d");
        assertThat(Role.CONTROL.sessionName("")).isEqualTo("replicator control");
        assertThat(Role.sessionFor("schema")).isEqualTo("replicator schema");
    }

    @Test
    void matchesSessions() {
        assertThat(Role.anySession()).isEqualTo("replicator %");
        assertThat(Role.sessionsOf("0a1b2c3d")).isEqualTo("replicator % 0a1b2c3d");
        assertThat(Role.sessionsIn(Role.COPY, Role.DRAIN)).isEqualTo("^replicator (copy|drain)( |$)");
    }
}
