package io.kvorum.server.bootstrap;

import com.google.protobuf.ByteString;
import io.grpc.Grpc;
import io.grpc.InsecureChannelCredentials;
import io.grpc.ManagedChannel;
import io.grpc.ManagedChannelProvider;
import io.grpc.StatusRuntimeException;
import io.kvorum.api.etcdserverpb.KVGrpc;
import io.kvorum.api.etcdserverpb.PutRequest;
import io.kvorum.api.etcdserverpb.RangeRequest;
import io.kvorum.spi.ComponentException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** A registry in any cluster that speaks etcd's protocol. Each call goes to one endpoint, the next one after a failure. */
final class GrpcRegistry implements Registry {
    private final List<ManagedChannel> channels = new ArrayList<>();
    private final Duration requestTimeout;
    private int next;

    private interface Call<T> {
        T on(KVGrpc.KVBlockingStub stub);
    }

    /**
     * Connects with the first call.
     *
     * @param endpoints client URLs, or {@code host:port}
     */
    GrpcRegistry(List<String> endpoints, Duration requestTimeout, Duration keepAliveTime, Duration keepAliveTimeout) {
        this.requestTimeout = requestTimeout;
        try {
            for (String endpoint : endpoints) {
                channels.add(Grpc.newChannelBuilder(target(endpoint), InsecureChannelCredentials.create())
                        .keepAliveTime(keepAliveTime.toMillis(), TimeUnit.MILLISECONDS)
                        .keepAliveTimeout(keepAliveTimeout.toMillis(), TimeUnit.MILLISECONDS)
                        .build());
            }
        } catch (ManagedChannelProvider.ProviderNotFoundException missing) {
            throw new ComponentException(
                    "--discovery-endpoints needs gRPC, which comes with the transport grpc: put its jar into lib/",
                    missing);
        }
    }

    private static String target(String endpoint) {
        if (endpoint.startsWith("https:")) {
            throw new ComponentException(
                    "--discovery-endpoints=" + endpoint + ": TLS comes with a later release of Kvorum");
        }
        return "dns:///" + endpoint.strip().replaceFirst("^http://", "");
    }

    @Override
    public Optional<String> get(String key) throws UnavailableException {
        RangeRequest request =
                RangeRequest.newBuilder().setKey(ByteString.copyFromUtf8(key)).build();
        return call(stub -> stub.range(request)).getKvsList().stream()
                .map(pair -> pair.getValue().toStringUtf8().strip())
                .findFirst();
    }

    @Override
    public List<Entry> list(String prefix) throws UnavailableException {
        // The end of a prefix: its last byte plus one, and no prefix here ends with the greatest byte.
        String end = prefix.substring(0, prefix.length() - 1) + (char) (prefix.charAt(prefix.length() - 1) + 1);
        RangeRequest request = RangeRequest.newBuilder()
                .setKey(ByteString.copyFromUtf8(prefix))
                .setRangeEnd(ByteString.copyFromUtf8(end))
                .build();
        return call(stub -> stub.range(request)).getKvsList().stream()
                .map(pair -> new Entry(
                        pair.getKey().toStringUtf8().strip(),
                        pair.getValue().toStringUtf8().strip(),
                        pair.getCreateRevision()))
                .toList();
    }

    @Override
    public void put(String key, String value) throws UnavailableException {
        PutRequest request = PutRequest.newBuilder()
                .setKey(ByteString.copyFromUtf8(key))
                .setValue(ByteString.copyFromUtf8(value))
                .build();
        call(stub -> stub.put(request));
    }

    private <T> T call(Call<T> call) throws UnavailableException {
        StatusRuntimeException last = null;
        for (int tries = 0; tries < channels.size(); tries++) {
            try {
                return call.on(KVGrpc.newBlockingStub(channels.get(next))
                        .withDeadlineAfter(requestTimeout.toMillis(), TimeUnit.MILLISECONDS));
            } catch (StatusRuntimeException failure) {
                last = failure;
                next = (next + 1) % channels.size();
            }
        }
        throw new UnavailableException(last == null ? "no endpoint" : last.getMessage(), last);
    }

    @Override
    public void close() {
        channels.forEach(ManagedChannel::shutdownNow);
    }
}
