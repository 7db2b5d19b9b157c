package io.kvorum.transport.grpc;

import io.grpc.HandlerRegistry;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.ServerCall;
import io.grpc.ServerMethodDefinition;
import io.grpc.ServerServiceDefinition;
import io.grpc.Status;
import java.io.InputStream;
import java.util.Map;

/** Answers calls of methods that are not there, with the texts of the library that etcd uses. */
final class UnknownMethods extends HandlerRegistry {
    private static final MethodDescriptor.Marshaller<InputStream> UNREAD = new MethodDescriptor.Marshaller<>() {
        @Override
        public InputStream stream(InputStream value) {
            return value;
        }

        @Override
        public InputStream parse(InputStream stream) {
            return stream;
        }
    };

    private final Map<String, ServerServiceDefinition> known;

    UnknownMethods(Map<String, ServerServiceDefinition> known) {
        this.known = known;
    }

    @Override
    public ServerMethodDefinition<?, ?> lookupMethod(String fullName, String authority) {
        String service = MethodDescriptor.extractFullServiceName(fullName);
        String method = MethodDescriptor.extractBareMethodName(fullName);
        if (service == null || method == null) {
            return null;
        }
        String text = known.containsKey(service)
                ? "unknown method " + method + " for service " + service
                : "unknown service " + service;
        MethodDescriptor<InputStream, InputStream> descriptor = MethodDescriptor.newBuilder(UNREAD, UNREAD)
                .setFullMethodName(fullName)
                .setType(MethodDescriptor.MethodType.UNKNOWN)
                .build();
        return ServerMethodDefinition.create(descriptor, (call, metadata) -> {
            call.close(Status.UNIMPLEMENTED.withDescription(text), new Metadata());
            return new ServerCall.Listener<InputStream>() {};
        });
    }
}
