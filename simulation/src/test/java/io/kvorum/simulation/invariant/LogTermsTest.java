package io.kvorum.simulation.invariant;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class LogTermsTest {
    private final LogTerms terms = new LogTerms();

    @Test
    void anEntryOverrulesWhatWasThereAndBehind() {
        for (long index = 5; index <= 200; index++) {
            terms.place(index, 1);
        }
        terms.place(100, 2);
        assertThat(terms.lastIndex()).isEqualTo(100);
        assertThat(terms.at(99)).isEqualTo(1);
        assertThat(terms.at(100)).isEqualTo(2);
        assertThat(terms.at(101)).isEqualTo(LogTerms.UNKNOWN);
        assertThat(terms.at(4)).isEqualTo(LogTerms.UNKNOWN);
    }

    @Test
    void whatIsLeftOutIsUnknownAlsoWhereSomethingWasBefore() {
        terms.place(1, 1);
        terms.place(2, 1);
        terms.place(3, 1);
        terms.place(1, 2);
        terms.place(4, 2);
        assertThat(terms.at(1)).isEqualTo(2);
        assertThat(terms.at(2)).isEqualTo(LogTerms.UNKNOWN);
        assertThat(terms.at(3)).isEqualTo(LogTerms.UNKNOWN);
        assertThat(terms.lastIndex()).isEqualTo(4);
    }

    @Test
    void aLogThatBeginsAnewKnowsNothingElse() {
        assertThat(terms.lastIndex()).isZero();
        terms.place(7, 1);
        terms.beginWith(20, 3);
        assertThat(terms.at(7)).isEqualTo(LogTerms.UNKNOWN);
        assertThat(terms.at(20)).isEqualTo(3);
        terms.place(15, 2);
        assertThat(terms.lastIndex()).isEqualTo(15);
    }
}
