package io.kvorum.transport.grpc.peer.connection;

import io.grpc.Grpc;
import io.grpc.HandlerRegistry;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.MethodDescriptor.MethodType;
import io.grpc.ServerCall;
import io.grpc.ServerMethodDefinition;
import io.grpc.Status;
import io.kvorum.spi.Bytes;
import io.kvorum.transport.grpc.peer.wire.PeerMethod;

/** Refuses calls of methods that members do not have: of clients that have the wrong port, most likely. */
final class ForeignMethods extends HandlerRegistry {
    private final StrayLog strays;

    ForeignMethods(StrayLog strays) {
        this.strays = strays;
    }

    @Override
    public ServerMethodDefinition<?, ?> lookupMethod(String fullName, String authority) {
        MethodDescriptor<Bytes, Bytes> method = MethodDescriptor.<Bytes, Bytes>newBuilder()
                .setFullMethodName(fullName)
                .setType(MethodType.UNKNOWN)
                .setRequestMarshaller(PeerMethod.BYTES)
                .setResponseMarshaller(PeerMethod.BYTES)
                .build();
        return ServerMethodDefinition.create(method, (call, headers) -> {
            strays.note(Stray.call(fullName), call.getAttributes().get(Grpc.TRANSPORT_ATTR_REMOTE_ADDR));
            call.close(Status.UNIMPLEMENTED.withDescription("the peer port serves members only"), new Metadata());
            return new ServerCall.Listener<>() {};
        });
    }
}
