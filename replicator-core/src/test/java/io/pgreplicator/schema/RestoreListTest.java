package io.pgreplicator.schema;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Filters lists as pg_restore writes them. Confined to the test thread. */
class RestoreListTest {

    private final RestoreList list = new RestoreList(
            Set.of("1259 16400", "2606 16500"), Set.of("VIEW totals", "COLUMN totals.", "CONSTRAINT a_b_fkey ON"));

    @Test
    void keepsWhatIsTheUsers() {
        List<String> lines = List.of(
                "5; 2615 16385 SCHEMA - heroku_ext app",
                "6; 2615 16390 SCHEMA - public_data app",
                "2; 3079 16391 EXTENSION - citext ",
                "215; 1259 16441 TABLE public good app",
                "216; 1259 164001 TABLE public replicator app",
                "217; 1259 16442 TABLE public _heroku app",
                "3; 0 0 COMMENT - SCHEMA heroku_ext app",
                "4; 0 0 COMMENT public TABLE good app",
                "7; 0 0 COMMENT public VIEW totals_of_all app",
                "8; 0 0 COMMENT public COLUMN good.totals. app",
                "9; 2620 16600 TRIGGER public good touched app");
        assertThat(list.filter(lines)).isEqualTo(lines);
    }

    @Test
    void dropsWhatBelongsToThePlatform() {
        assertThat(list.filter(List.of(
                        "; Archive created at 2026-11-22 08:00:00 UTC",
                        ";",
                        "5; 2615 2200 SCHEMA - public pg_database_owner",
                        "6; 0 0 COMMENT - SCHEMA public pg_database_owner",
                        "7; 2615 16386 SCHEMA - _heroku postgres",
                        "8; 1259 16387 TABLE _heroku secret postgres",
                        "9; 1255 16388 FUNCTION _heroku guard() postgres",
                        "10; 2615 16389 SCHEMA - replicator app",
                        "11; 1259 16390 SEQUENCE OWNED BY replicator x app",
                        "12; 3466 16391 EVENT TRIGGER - guard postgres",
                        "13; 0 0 COMMENT - EVENT TRIGGER guard postgres",
                        "14; 0 0 COMMENT - EXTENSION citext ",
                        "15; 6104 16392 PUBLICATION - everything postgres",
                        "16; 6106 16393 PUBLICATION TABLE public everything good postgres",
                        "17; 6100 16394 SUBSCRIPTION - theirs postgres")))
                .isEmpty();
    }

    @Test
    void dropsWhatIsOmittedWithItsComments() {
        assertThat(list.filter(List.of(
                        "20; 1259 16400 VIEW public totals app",
                        "21; 0 0 COMMENT public VIEW totals app",
                        "22; 0 0 COMMENT public COLUMN totals.sum app",
                        "23; 2606 16500 FK CONSTRAINT public a a_b_fkey app",
                        "24; 0 0 COMMENT public CONSTRAINT a_b_fkey ON a app")))
                .isEmpty();
    }
}
