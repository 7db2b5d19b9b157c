package io.kvorum.transport.grpc;

import com.google.protobuf.Message;
import com.google.protobuf.MessageLite;
import com.google.protobuf.Parser;
import io.grpc.MethodDescriptor;
import io.grpc.MethodDescriptor.Marshaller;
import io.grpc.ServerMethodDefinition;
import io.grpc.ServerServiceDefinition;
import io.grpc.ServiceDescriptor;
import io.kvorum.api.Answer;
import io.kvorum.api.RequestContext;
import io.kvorum.api.Sink;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** Puts the methods of one service together: names from the generated code, marshallers and handlers of our own. */
final class ServiceMethods {
    private final CallEnvironment environment;
    private final ServiceDescriptor generated;
    private final List<ServerMethodDefinition<?, ?>> methods = new ArrayList<>();

    ServiceMethods(CallEnvironment environment, ServiceDescriptor generated) {
        this.environment = environment;
        this.generated = generated;
    }

    /** A unary method whose answer is in wire form. */
    <Q extends MessageLite, A extends Answer<?>> ServiceMethods encoded(
            MethodDescriptor<Q, ?> method, Parser<Q> parser, UnaryCall.Method<Q, A> handler) {
        return unary(method, parser, new AnswerMarshaller<>(environment.sentBytes()), handler);
    }

    /** A unary method whose answer is a message. */
    <Q extends MessageLite, A extends Message> ServiceMethods message(
            MethodDescriptor<Q, A> method, Parser<Q> parser, A answer, UnaryCall.Method<Q, A> handler) {
        return unary(method, parser, new MessageMarshaller<>(answer, environment.sentBytes()), handler);
    }

    private <Q extends MessageLite, A> ServiceMethods unary(
            MethodDescriptor<Q, ?> method, Parser<Q> parser, Marshaller<A> marshaller, UnaryCall.Method<Q, A> handler) {
        MethodDescriptor<Inbound<Q>, A> own =
                method.toBuilder(requests(parser), marshaller).build();
        MethodMetrics metrics = new MethodMetrics(environment, own);
        methods.add(ServerMethodDefinition.create(
                own, (call, metadata) -> new UnaryCall<>(call, metadata, environment, metrics, handler)));
        return this;
    }

    /** A stream in both directions. */
    <Q extends MessageLite, A> ServiceMethods stream(
            MethodDescriptor<Q, ?> method,
            Parser<Q> parser,
            Marshaller<A> marshaller,
            StreamCall.Method<Q, A> handler) {
        return stream(method, parser, marshaller, Function.identity(), handler);
    }

    /** One request, a stream of answers. */
    <Q extends MessageLite, T, A> ServiceMethods serverStream(
            MethodDescriptor<Q, ?> method,
            Parser<Q> parser,
            Marshaller<A> marshaller,
            Function<T, A> wrap,
            ServerStreamMethod<Q, T> handler) {
        return stream(method, parser, marshaller, wrap, (context, sink) -> new SingleRequest<>(handler, context, sink));
    }

    /** A method of a service that answers one request with a stream. */
    @FunctionalInterface
    interface ServerStreamMethod<Q, T> {
        void call(RequestContext context, Q request, Sink<T> sink);
    }

    private <Q extends MessageLite, T, A> ServiceMethods stream(
            MethodDescriptor<Q, ?> method,
            Parser<Q> parser,
            Marshaller<A> marshaller,
            Function<T, A> wrap,
            StreamCall.Method<Q, T> handler) {
        MethodDescriptor<Inbound<Q>, A> own =
                method.toBuilder(requests(parser), marshaller).build();
        MethodMetrics metrics = new MethodMetrics(environment, own);
        methods.add(ServerMethodDefinition.create(own, (call, metadata) -> {
            StreamCall<Q, T, A> stream = new StreamCall<>(call, metadata, environment, metrics, wrap);
            stream.open(handler, GrpcCall.checkMetadata(metadata, environment.streamVersions()));
            return stream;
        }));
        return this;
    }

    private <Q extends MessageLite> RequestMarshaller<Q> requests(Parser<Q> parser) {
        return new RequestMarshaller<>(parser, environment.requestBytesMax(), environment.receivedBytes());
    }

    ServerServiceDefinition build() {
        ServiceDescriptor.Builder descriptor =
                ServiceDescriptor.newBuilder(generated.getName()).setSchemaDescriptor(generated.getSchemaDescriptor());
        methods.forEach(method -> descriptor.addMethod(method.getMethodDescriptor()));
        ServerServiceDefinition.Builder service = ServerServiceDefinition.builder(descriptor.build());
        methods.forEach(service::addMethod);
        return service.build();
    }
}
