package io.kvorum.e2e.cluster;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

/** The check bites: each wrong answer is found. */
final class HistoryCheckTest {
    private static final List<Change> TRUE_HISTORY =
            List.of(new Change(2, "k", "a"), new Change(3, "k", "b"), new Change(4, "l", "c"));

    private static void check(Journal.Operation... operations) {
        new HistoryCheck(TRUE_HISTORY).checkOperations(List.of(operations));
    }

    @Test
    void rightAnswersPass() {
        assertThatCode(() -> check(
                        new Journal.Put(0, 10, 2, "k", "a"),
                        new Journal.Put(5, 30, 3, "k", "b"),
                        new Journal.Get(11, 20, 2, "k", "a", 2),
                        new Journal.Get(31, 40, 4, "l", "c", 4),
                        new Journal.Get(31, 40, 3, "other", "", 0)))
                .doesNotThrowAnyException();
    }

    @Test
    void aLostWriteIsFound() {
        assertThatThrownBy(() -> check(new Journal.Put(0, 10, 5, "k", "lost"))).hasMessageContaining("acknowledged");
    }

    @Test
    void aWriteThatTookEffectTwiceIsFound() {
        assertThatThrownBy(() -> new HistoryCheck(List.of(new Change(2, "k", "a"), new Change(3, "k", "a"))))
                .hasMessageContaining("was written once");
    }

    @Test
    void aGapIsFound() {
        assertThatThrownBy(() -> new HistoryCheck(List.of(new Change(2, "k", "a"), new Change(4, "k", "b"))))
                .hasMessageContaining("no gap");
    }

    @Test
    void aStaleReadIsFound() {
        assertThatThrownBy(() -> check(new Journal.Put(0, 10, 3, "k", "b"), new Journal.Get(11, 20, 2, "k", "a", 2)))
                .hasMessageContaining("began after somebody had seen revision 3");
    }

    @Test
    void aReadThatDoesNotFitItsRevisionIsFound() {
        assertThatThrownBy(() -> check(new Journal.Get(0, 10, 3, "k", "a", 2))).hasMessageContaining("answered");
    }

    @Test
    void aWatchThatMissesAChangeIsFound() {
        assertThatThrownBy(() ->
                        new HistoryCheck(TRUE_HISTORY).checkWatch(List.of(TRUE_HISTORY.get(0), TRUE_HISTORY.get(2))))
                .isInstanceOf(AssertionError.class);
    }
}
