package io.kvorum.e2e;

import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import io.kvorum.api.etcdserverpb.WatchCancelRequest;
import io.kvorum.api.etcdserverpb.WatchCreateRequest;
import io.kvorum.api.etcdserverpb.WatchGrpc;
import io.kvorum.api.etcdserverpb.WatchProgressRequest;
import io.kvorum.api.etcdserverpb.WatchRequest;
import io.kvorum.api.etcdserverpb.WatchResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** A watch stream whose answers wait in a queue. */
public final class WatchStream implements AutoCloseable {
    private static final long LIMIT_SECONDS = 90;

    private final BlockingQueue<WatchResponse> answers = new LinkedBlockingQueue<>();
    private final CompletableFuture<Status> end = new CompletableFuture<>();
    private final StreamObserver<WatchRequest> requests;

    WatchStream(WatchGrpc.WatchStub stub) {
        requests = stub.watch(new StreamObserver<>() {
            @Override
            public void onNext(WatchResponse answer) {
                answers.add(answer);
            }

            @Override
            public void onError(Throwable failure) {
                end.complete(Status.fromThrowable(failure));
            }

            @Override
            public void onCompleted() {
                end.complete(Status.OK);
            }
        });
    }

    public WatchStream create(WatchCreateRequest.Builder request) {
        requests.onNext(WatchRequest.newBuilder().setCreateRequest(request).build());
        return this;
    }

    public WatchStream cancel(long watchId) {
        requests.onNext(WatchRequest.newBuilder()
                .setCancelRequest(WatchCancelRequest.newBuilder().setWatchId(watchId))
                .build());
        return this;
    }

    public WatchStream askProgress() {
        requests.onNext(WatchRequest.newBuilder()
                .setProgressRequest(WatchProgressRequest.getDefaultInstance())
                .build());
        return this;
    }

    /** The next answer; fails if none comes. */
    public WatchResponse next() {
        try {
            WatchResponse answer = answers.poll(LIMIT_SECONDS, TimeUnit.SECONDS);
            if (answer == null) {
                throw new AssertionError("no answer on the watch stream; it ended with " + end.getNow(null));
            }
            return answer;
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(interrupted);
        }
    }

    /** All answers that wait now. */
    public List<WatchResponse> waiting() {
        List<WatchResponse> all = new ArrayList<>();
        answers.drainTo(all);
        return all;
    }

    /** How the stream ended, once it has. */
    public CompletableFuture<Status> end() {
        return end;
    }

    @Override
    public void close() {
        if (!end.isDone()) {
            requests.onError(Status.CANCELLED.asRuntimeException());
        }
    }
}
