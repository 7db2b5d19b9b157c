package io.kvorum.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Optional;
import java.util.concurrent.Executor;
import org.junit.jupiter.api.Test;

class ContextAndServicesTest {
    private static final Watch WATCH = (context, sink) -> null;

    @Test
    void servicesAreFoundByTheirInterface() {
        Services services = Services.builder().add(Watch.class, WATCH).build();
        assertThat(services.find(Watch.class)).containsSame(WATCH);
        assertThat(services.find(Kv.class)).isEmpty();
    }

    @Test
    void aServiceIsGivenOnce() {
        Services.Builder builder = Services.builder().add(Watch.class, WATCH);
        assertThatThrownBy(() -> builder.add(Watch.class, WATCH)).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void builtServicesDoNotChange() {
        Services.Builder builder = Services.builder();
        Services before = builder.build();
        builder.add(Watch.class, WATCH);
        assertThat(before.find(Watch.class)).isEmpty();
    }

    @Test
    void backgroundContextHasNoLimits() {
        Executor here = Runnable::run;
        RequestContext context = RequestContext.background(here);
        assertThat(context.deadlineNanos()).isEqualTo(Long.MAX_VALUE);
        assertThat(context.peerAddress()).isEmpty();
        assertThat(context.certificateChain()).isEmpty();
        assertThat(context.token()).isEmpty();
        assertThat(context.requireLeader()).isFalse();
        assertThat(context.gateway()).isFalse();
        assertThat(context.cancelled()).isFalse();
        assertThat(context.homeExecutor()).isSameAs(here);
        assertThat(context.retryId()).isEmpty();
        context.onCancel(() -> {
            throw new AssertionError("nobody cancels it");
        });
    }

    @Test
    void backgroundContextCanHaveADeadlineAndAnIdentity() {
        RequestContext context = RequestContext.background(-5, Optional.of("token"), Runnable::run);
        assertThat(context.deadlineNanos()).isEqualTo(-5);
        assertThat(context.token()).contains("token");
    }
}
