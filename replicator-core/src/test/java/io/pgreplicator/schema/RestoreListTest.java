package io.pgreplicator.schema;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Filters lists as pg_restore writes them. Confined to the test thread. */
class RestoreListTest {

    private final RestoreList list =
            new RestoreList(Set.of("1259 16400", "0 16400", "2606 16500", "1259 16410", "1417 16420"));

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
                "9; 2620 16600 TRIGGER public good touched app",
                "10; 1417 16421 SERVER - other app");
        assertThat(list.filter(lines)).isEqualTo(lines);
    }

    /** What a server does not take is left out with all that needs it, where that is no table or part of one. */
    @Test
    void leavesOutWhatAServerDoesNotTake() {
        List<String> all = List.of(
                "5; 2612 16385 PROCEDURAL LANGUAGE - ours app",
                "6; 1255 16386 FUNCTION public of_it() app",
                ";\tdepends on: 5",
                "7; 0 0 COMMENT public FUNCTION of_it() app",
                ";\tdepends on: 6",
                "8; 1259 16387 VIEW public over_it app",
                ";\tdepends on: 6",
                "9; 1255 16388 FUNCTION public other() app",
                "10; 1255 16389 FUNCTION public in_default() app",
                "11; 2604 16390 DEFAULT public t id app",
                ";\tdepends on: 10");
        List<String> lines = all.stream().filter(line -> !line.startsWith(";")).toList();
        RestoreList.Reduced reduced =
                RestoreList.without("5", all, lines, Map.of()).orElseThrow();
        assertThat(reduced.object()).isEqualTo("PROCEDURAL LANGUAGE - ours");
        assertThat(reduced.lines()).containsExactly(lines.get(4), lines.get(5), lines.get(6));
        assertThat(RestoreList.without("10", all, lines, Map.of())).isEmpty();
        assertThat(RestoreList.without("5", all, reduced.lines(), Map.of())).isEmpty();
    }

    @Test
    void dropsWhatBelongsToThePlatform() {
        assertThat(list.filter(List.of(
                        "; Archive created at 2026-11-22 08:00:00 UTC",
                        ";",
                        "1; 0 0 ENCODING - ENCODING ",
                        "3; 0 0 STDSTRINGS - STDSTRINGS ",
                        "4; 0 0 SEARCHPATH - SEARCHPATH ",
                        "5; 2615 2200 SCHEMA - public pg_database_owner",
                        "6; 0 0 COMMENT - SCHEMA public pg_database_owner",
                        "6; 0 0 COMMENT - SCHEMA \"public\" pg_database_owner",
                        "7; 2615 16386 SCHEMA - _heroku postgres",
                        "8; 1259 16387 TABLE _heroku secret postgres",
                        "9; 1255 16388 FUNCTION _heroku guard() postgres",
                        "10; 2615 16389 SCHEMA - replicator app",
                        "11; 0 0 SEQUENCE OWNED BY replicator x app",
                        "12; 3466 16391 EVENT TRIGGER - guard postgres",
                        "13; 0 0 COMMENT - EVENT TRIGGER guard postgres",
                        "14; 0 0 COMMENT - EXTENSION citext ",
                        "15; 6104 16392 PUBLICATION - everything postgres",
                        "16; 6106 16393 PUBLICATION TABLE public everything good postgres",
                        "17; 6100 16394 SUBSCRIPTION - theirs postgres",
                        "18; 0 0 USER MAPPING - USER MAPPING app SERVER other app")))
                .isEmpty();
    }

    @Test
    void dropsWhatIsOmittedWithWhatHasNoNameWithoutIt() {
        assertThat(list.filter(List.of(
                        "20; 1259 16400 VIEW public totals app",
                        "21; 0 0 COMMENT public VIEW totals app",
                        ";\tdepends on: 20",
                        "22; 0 0 COMMENT public COLUMN totals.sum app",
                        ";\tdepends on: 20",
                        "23; 2606 16500 FK CONSTRAINT public a a_b_fkey app",
                        ";\tdepends on: 40 41",
                        "24; 0 0 COMMENT public CONSTRAINT a_b_fkey ON a app",
                        ";\tdepends on: 23",
                        "25; 0 16400 ROW SECURITY public totals app",
                        "26; 0 0 TABLE ATTACH public part app",
                        ";\tdepends on: 40 20",
                        "27; 1417 16420 SERVER - other app")))
                .isEmpty();
    }

    @Test
    void keepsWhatNeedsAnOmittedObjectThatIsThere() {
        List<String> lines = List.of(
                "31; 1259 16700 TABLE public child app",
                ";\tdepends on: 30",
                "32; 0 0 COMMENT public TABLE child app",
                ";\tdepends on: 31");
        var all = new ArrayList<>(List.of("30; 1259 16410 TABLE public parent app"));
        all.addAll(lines);
        assertThat(list.filter(all)).containsExactly(lines.get(0), lines.get(2));
    }
}
