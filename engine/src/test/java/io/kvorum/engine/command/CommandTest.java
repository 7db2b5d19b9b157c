package io.kvorum.engine.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import io.kvorum.api.etcdserverpb.PutRequest;
import io.kvorum.spi.Bytes;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class CommandTest {
    private static final PutRequest PUT = PutRequest.newBuilder()
            .setKey(ByteString.copyFromUtf8("key"))
            .setValue(ByteString.copyFromUtf8("value"))
            .build();

    @Property(tries = 200)
    void whatWasEncodedIsDecoded(
            @ForAll Operation operation,
            @ForAll long requestId,
            @ForAll long origin,
            @ForAll long wallMilliseconds,
            @ForAll long decidedTerm)
            throws InvalidProtocolBufferException {
        Bytes encoded = Command.encode(operation, requestId, origin, wallMilliseconds, decidedTerm, PUT);

        Command decoded = Command.decode(encoded);

        assertThat(decoded.operation()).isEqualTo(operation);
        assertThat(decoded.requestId()).isEqualTo(requestId);
        assertThat(decoded.origin()).isEqualTo(origin);
        assertThat(decoded.wallMilliseconds()).isEqualTo(wallMilliseconds);
        assertThat(decoded.decidedTerm()).isEqualTo(decidedTerm);
        assertThat(decoded.user()).isEmpty();
        assertThat(PutRequest.parseFrom(decoded.request())).isEqualTo(PUT);
        assertThat(encoded.length()).isLessThanOrEqualTo(PUT.getSerializedSize() + Command.overheadBytes(0));
    }

    @Test
    void aCommandInTheMidstOfAnArrayIsDecodedFromThere() {
        Bytes encoded = Command.encode(Operation.PUT, 1, 2, 3, 4, PUT);
        byte[] larger = new byte[encoded.length() + 10];
        encoded.copyTo(larger, 5);

        assertThat(Command.decode(Bytes.wrap(larger, 5, encoded.length()))).isEqualTo(Command.decode(encoded));
    }

    @Test
    void anOperationOfANewerReleaseIsRefusedByName() {
        byte[] newer = Command.encode(Operation.PUT, 1, 2, 3, 4, PUT).toByteArray();
        newer[1] = 99;

        assertThatThrownBy(() -> Command.decode(Bytes.wrap(newer)))
                .isInstanceOf(UnknownCommandException.class)
                .hasMessageContaining("operation 99");
    }

    @Test
    void operationCodesAreThoseOfTheLogFormat() {
        assertThat(Operation.values())
                .extracting(operation -> operation + "=" + operation.code())
                .containsExactly(
                        "PUT=1",
                        "DELETE_RANGE=2",
                        "TXN=3",
                        "COMPACT=4",
                        "LEASE_GRANT=5",
                        "LEASE_REVOKE=6",
                        "ALARM=7",
                        "MEMBER_ATTRIBUTES=8",
                        "CLUSTER_VERSION=9");
    }
}
