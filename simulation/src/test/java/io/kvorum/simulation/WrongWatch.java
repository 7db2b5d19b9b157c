package io.kvorum.simulation;

import io.kvorum.api.Cluster;
import io.kvorum.api.Kv;
import io.kvorum.api.KvorumException;
import io.kvorum.api.Lease;
import io.kvorum.api.RequestContext;
import io.kvorum.api.Services;
import io.kvorum.api.Sink;
import io.kvorum.api.Watch;
import io.kvorum.api.WatchAnswer;
import io.kvorum.api.WatchStream;
import java.util.function.UnaryOperator;

/** Services whose watch streams go wrong in one place. */
final class WrongWatch {
    private WrongWatch() {}

    /** What stands between a watch stream and its receiver. */
    static class Between implements Sink<WatchAnswer> {
        final Sink<WatchAnswer> receiver;

        Between(Sink<WatchAnswer> receiver) {
            this.receiver = receiver;
        }

        @Override
        public boolean offer(WatchAnswer answer) {
            return receiver.offer(answer);
        }

        @Override
        public boolean isReady() {
            return receiver.isReady();
        }

        @Override
        public void onReady(Runnable signal) {
            receiver.onReady(signal);
        }

        @Override
        public void complete() {
            receiver.complete();
        }

        @Override
        public void fail(KvorumException failure) {
            receiver.fail(failure);
        }
    }

    static Parts parts(UnaryOperator<Sink<WatchAnswer>> wrong) {
        return DefaultParts.raft()
                .withServices(services -> replace(services, Watch.class, watch -> new Watch() {
                    @Override
                    public WatchStream open(RequestContext context, Sink<WatchAnswer> sink) {
                        return watch.open(context, wrong.apply(sink));
                    }
                }));
    }

    /** The same services but for one. */
    static <S> Services replace(Services services, Class<S> type, UnaryOperator<S> wrong) {
        Services.Builder builder = Services.builder();
        for (Class<?> other : new Class<?>[] {Kv.class, Lease.class, Watch.class, Cluster.class}) {
            if (!other.equals(type)) {
                addFrom(services, other, builder);
            }
        }
        return builder.add(type, wrong.apply(services.find(type).orElseThrow())).build();
    }

    private static <S> void addFrom(Services services, Class<S> type, Services.Builder builder) {
        services.find(type).ifPresent(service -> builder.add(type, service));
    }
}
