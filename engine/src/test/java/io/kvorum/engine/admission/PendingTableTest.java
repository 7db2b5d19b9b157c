package io.kvorum.engine.admission;

import static org.assertj.core.api.Assertions.assertThat;

import io.kvorum.api.KvorumException;
import io.kvorum.api.Reply;
import io.kvorum.api.RequestContext;
import org.junit.jupiter.api.Test;

class PendingTableTest {
    private final PendingTable table = new PendingTable(4, 7);

    @Test
    void theOneWhoWaitsIsTakenOnceAndByNobodyElse() {
        Pending pending = add(100);

        assertThat(table.peek(pending.id())).isSameAs(pending);
        assertThat(table.take(pending.id() + 4)).as("same slot, other id").isNull();
        assertThat(table.take(pending.id())).isSameAs(pending);
        assertThat(table.take(pending.id())).isNull();
    }

    @Test
    void idsOfAnotherLifeOfTheMemberAreNotMistakenForThoseOfToday() {
        Pending pending = add(100);
        PendingTable before = new PendingTable(4, 8);

        assertThat(before.nextId()).isNotEqualTo(pending.id());
        assertThat(table.take(before.nextId())).isNull();
    }

    @Test
    void aFullRingRefuses() {
        for (int i = 0; i < 4; i++) {
            assertThat(table.add(pending(100))).isTrue();
        }
        assertThat(table.add(pending(100))).isFalse();
        assertThat(table.size()).isEqualTo(4);
    }

    @Test
    void theSweepTakesThoseWhoseTimeIsOverAndStopsAtTheFirstThatHasTime() {
        Pending early = add(100);
        Pending done = add(100);
        Pending late = add(200);
        table.take(done.id());

        assertThat(table.takeExpired(99)).isNull();
        assertThat(table.takeExpired(100)).isSameAs(early);
        assertThat(table.takeExpired(100)).isNull();
        assertThat(table.takeExpired(200)).isSameAs(late);
        assertThat(table.takeAny()).isNull();
    }

    @Test
    void theSweepKeepsUpWhenTheRingWentRoundSeveralTimes() {
        for (int i = 0; i < 23; i++) {
            table.take(add(100).id());
        }
        Pending last = add(100);

        assertThat(table.takeExpired(100)).isSameAs(last);
    }

    private Pending add(long deadline) {
        Pending pending = pending(deadline);
        assertThat(table.add(pending)).isTrue();
        return pending;
    }

    private Pending pending(long deadline) {
        Reply<Object> silent = new Reply<>() {
            @Override
            public void complete(Object answer) {}

            @Override
            public void fail(KvorumException failure) {}
        };
        return new Pending(table.nextId(), null, RequestContext.background(Runnable::run), silent, 0, deadline);
    }
}
