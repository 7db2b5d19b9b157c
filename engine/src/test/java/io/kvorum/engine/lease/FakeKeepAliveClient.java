package io.kvorum.engine.lease;

import io.kvorum.api.KeepAliveStream;
import io.kvorum.api.KvorumException;
import io.kvorum.api.RequestContext;
import io.kvorum.api.Sink;
import io.kvorum.api.etcdserverpb.LeaseKeepAliveRequest;
import io.kvorum.api.etcdserverpb.LeaseKeepAliveResponse;
import java.util.ArrayList;
import java.util.List;

/** A client with one stream of renewals. */
final class FakeKeepAliveClient implements Sink<LeaseKeepAliveResponse> {
    final List<String> answers = new ArrayList<>();
    private final KeepAliveStream stream;
    private Runnable ready;
    private boolean reading = true;
    boolean completed;
    KvorumException failure;

    FakeKeepAliveClient(LeaseReads reads) {
        stream = reads.keepAlive(RequestContext.background(Runnable::run), this);
    }

    void renew(long lease) {
        stream.request(LeaseKeepAliveRequest.newBuilder().setID(lease).build());
    }

    void halfClose() {
        stream.halfClose();
    }

    void setReading(boolean now) {
        reading = now;
        if (now) {
            ready.run();
        }
    }

    @Override
    public boolean offer(LeaseKeepAliveResponse answer) {
        if (reading) {
            answers.add(answer.getID() + ":" + answer.getTTL() + "@"
                    + answer.getHeader().getRevision());
        }
        return reading;
    }

    @Override
    public boolean isReady() {
        return reading;
    }

    @Override
    public void onReady(Runnable signal) {
        ready = signal;
    }

    @Override
    public void complete() {
        completed = true;
    }

    @Override
    public void fail(KvorumException reason) {
        failure = reason;
    }
}
