package io.kvorum.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.kvorum.api.etcdserverpb.ResponseHeader;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.Function;

/** Asks two servers the same and compares what they say: every field but ids and terms, and errors with code and text. */
final class SideBySide {
    private static final List<String> APPLY_TIME_ERRORS = List.of(
            "INVALID_ARGUMENT: etcdserver: key not found",
            "NOT_FOUND: etcdserver: requested lease not found",
            "OUT_OF_RANGE: etcdserver: mvcc: required revision is a future revision",
            "OUT_OF_RANGE: etcdserver: mvcc: required revision has been compacted");

    private final GrpcClient here;
    private final GrpcClient there;

    SideBySide(GrpcClient here, GrpcClient there) {
        this.here = here;
        this.there = there;
    }

    /** Both answer alike. */
    void ask(String what, Function<GrpcClient, ? extends Message> call) {
        ask(what, call, answer -> answer);
    }

    /** Both answer alike, once {@code aside} has taken away what the contract leaves open or has otherwise. */
    void ask(String what, Function<GrpcClient, ? extends Message> call, Function<Message, Message> aside) {
        String expected = answer(call, there, aside);
        assertThat(answer(call, here, aside)).as(what).isEqualTo(expected);
    }

    /**
     * Both answer alike, except that a transaction with several things wrong may name another one of them: 3.4 checks
     * all puts before all ranges, 3.7 checks operation by operation (R83).
     */
    void askOpenToOrderOfChecks(String what, Function<GrpcClient, ? extends Message> call) {
        String expected = answer(call, there, answer -> answer);
        String actual = answer(call, here, answer -> answer);
        if (!(APPLY_TIME_ERRORS.contains(expected) && APPLY_TIME_ERRORS.contains(actual))) {
            assertThat(actual).as(what).isEqualTo(expected);
        }
    }

    /** Both send the same on a watch stream: {@code session} drives it and gives the answers it waited for. */
    void watch(String what, BiFunction<GrpcClient, WatchStream, List<? extends Message>> session) {
        assertThat(answers(session, here)).as(what).isEqualTo(answers(session, there));
    }

    private static String answers(
            BiFunction<GrpcClient, WatchStream, List<? extends Message>> session, GrpcClient client) {
        try (WatchStream stream = client.watch()) {
            StringBuilder text = new StringBuilder();
            session.apply(client, stream)
                    .forEach(answer -> text.append(idsAside(answer)).append("--\n"));
            return text.toString();
        }
    }

    private static String answer(
            Function<GrpcClient, ? extends Message> call, GrpcClient client, Function<Message, Message> aside) {
        try {
            return idsAside(aside.apply(call.apply(client))).toString();
        } catch (StatusRuntimeException failure) {
            Status status = failure.getStatus();
            return status.getCode() + ": " + status.getDescription();
        }
    }

    private static Message idsAside(Message message) {
        if (message instanceof ResponseHeader header) {
            return header.toBuilder()
                    .setClusterId(header.getClusterId() == 0 ? 0 : 1)
                    .setMemberId(header.getMemberId() == 0 ? 0 : 1)
                    .setRaftTerm(header.getRaftTerm() == 0 ? 0 : 1)
                    .build();
        }
        Message.Builder copy = message.toBuilder();
        for (FieldDescriptor field : message.getAllFields().keySet()) {
            if (field.getJavaType() != FieldDescriptor.JavaType.MESSAGE) {
                continue;
            }
            if (field.isRepeated()) {
                for (int i = 0; i < message.getRepeatedFieldCount(field); i++) {
                    copy.setRepeatedField(field, i, idsAside((Message) message.getRepeatedField(field, i)));
                }
            } else {
                copy.setField(field, idsAside((Message) message.getField(field)));
            }
        }
        return copy.build();
    }
}
