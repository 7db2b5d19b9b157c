package io.kvorum.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import io.kvorum.api.mvccpb.Event;
import io.kvorum.api.mvccpb.KeyValue;
import java.util.Arrays;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

/** Rows and events are byte for byte what protobuf writes, and are read back as protobuf reads them. */
class RowsTest {
    @Provide
    Arbitrary<KeyValue> pairs() {
        Arbitrary<Long> numbers = Arbitraries.oneOf(Arbitraries.of(0L, 1L, 127L, 128L, -1L), Arbitraries.longs());
        Arbitrary<ByteString> contents =
                Arbitraries.bytes().array(byte[].class).ofMaxSize(300).map(ByteString::copyFrom);
        return Combinators.combine(contents, numbers, numbers, numbers, contents, numbers)
                .as((key, create, mod, version, value, lease) -> KeyValue.newBuilder()
                        .setKey(key)
                        .setCreateRevision(create)
                        .setModRevision(mod)
                        .setVersion(version)
                        .setValue(value)
                        .setLease(lease)
                        .build());
    }

    private static byte[] encode(KeyValue pair) {
        return Rows.encode(
                pair.getKey(),
                pair.getCreateRevision(),
                pair.getModRevision(),
                pair.getVersion(),
                pair.getValue(),
                pair.getLease());
    }

    @Property
    void encodesLikeProtobuf(@ForAll("pairs") KeyValue pair) {
        byte[] row = encode(pair);
        assertThat(row).isEqualTo(pair.toByteArray());
        assertThat(Rows.encode(
                        pair.getKey().toByteArray(),
                        pair.getCreateRevision(),
                        pair.getModRevision(),
                        pair.getVersion(),
                        pair.getValue().toByteArray(),
                        pair.getLease()))
                .isEqualTo(row);
    }

    @Property
    void readsEachField(@ForAll("pairs") KeyValue pair) {
        ByteString row = pair.toByteString();
        assertThat(Rows.key(row)).isEqualTo(pair.getKey());
        assertThat(Rows.createRevision(row)).isEqualTo(pair.getCreateRevision());
        assertThat(Rows.modRevision(row)).isEqualTo(pair.getModRevision());
        assertThat(Rows.version(row)).isEqualTo(pair.getVersion());
        assertThat(Rows.value(row)).isEqualTo(pair.getValue());
        assertThat(Rows.lease(row)).isEqualTo(pair.getLease());
        assertThat(Rows.isTombstone(row)).isEqualTo(pair.getModRevision() == 0);
    }

    @Property
    void readsEachFieldOutOfALargerArray(@ForAll("pairs") KeyValue pair) {
        byte[] row = pair.toByteArray();
        byte[] around = new byte[row.length + 5];
        Arrays.fill(around, (byte) 0x7A);
        System.arraycopy(row, 0, around, 3, row.length);
        assertThat(Rows.key(around, 3, row.length)).isEqualTo(pair.getKey());
        assertThat(Rows.createRevision(around, 3, row.length)).isEqualTo(pair.getCreateRevision());
        assertThat(Rows.modRevision(around, 3, row.length)).isEqualTo(pair.getModRevision());
        assertThat(Rows.version(around, 3, row.length)).isEqualTo(pair.getVersion());
        assertThat(Rows.value(around, 3, row.length)).isEqualTo(pair.getValue());
        assertThat(Rows.lease(around, 3, row.length)).isEqualTo(pair.getLease());
    }

    @Property
    void withoutValueCutsTheValueOnly(@ForAll("pairs") KeyValue pair) {
        assertThat(Rows.withoutValue(pair.toByteString()))
                .isEqualTo(pair.toBuilder().clearValue().build().toByteString());
    }

    @Property
    void readersNeverGoWrongOnForeignBytes(@ForAll byte[] bytes) {
        ByteString row = ByteString.copyFrom(bytes);
        try {
            Rows.key(row);
            Rows.lease(row);
            Rows.value(row);
            Rows.withoutValue(row);
        } catch (IllegalArgumentException expected) {
            assertThat(expected).hasMessageStartingWith("not a row: ");
        }
    }

    @Property
    void truncatedRowsAreRefusedOrReadAsProtobufDoes(@ForAll("pairs") KeyValue pair, @ForAll int cut) {
        ByteString whole = pair.toByteString();
        ByteString row = whole.substring(0, Math.floorMod(cut, whole.size() + 1));
        try {
            KeyValue parsed = KeyValue.parseFrom(row);
            assertThat(Rows.lease(row)).isEqualTo(parsed.getLease());
            assertThat(Rows.value(row)).isEqualTo(parsed.getValue());
        } catch (InvalidProtocolBufferException truncated) {
            // The cut field is the last one there is, so looking for the field behind all others must meet it.
            assertThatThrownBy(() -> RowScanner.find(row, 7) /* walks to the end */)
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void tombstoneHasAKeyAndNothingElse() {
        ByteString key = ByteString.copyFromUtf8("gone");
        byte[] row = Rows.encodeTombstone(key);
        assertThat(row).isEqualTo(KeyValue.newBuilder().setKey(key).build().toByteArray());
        assertThat(Rows.isTombstone(ByteString.copyFrom(row))).isTrue();
    }

    @Test
    void wrongWireTypesAreRefused() {
        ByteString keyAsNumber = ByteString.copyFrom(new byte[] {0x08, 1});
        assertThatThrownBy(() -> Rows.key(keyAsNumber)).isInstanceOf(IllegalArgumentException.class);
        ByteString leaseAsBytes = ByteString.copyFrom(new byte[] {0x32, 0});
        assertThatThrownBy(() -> Rows.lease(leaseAsBytes)).isInstanceOf(IllegalArgumentException.class);
        ByteString endlessNumber = ByteString.copyFrom(new byte[] {0x10, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, 1});
        assertThatThrownBy(() -> Rows.createRevision(endlessNumber)).isInstanceOf(IllegalArgumentException.class);
    }

    @Property
    void putEventsEncodeLikeProtobuf(@ForAll("pairs") KeyValue pair, @ForAll("pairs") KeyValue previous) {
        Event alone = Event.newBuilder().setKv(pair).build();
        ByteString event = Events.put(pair.toByteString(), null);
        assertThat(event).isEqualTo(alone.toByteString());
        assertThat(Events.isDelete(event)).isFalse();
        assertThat(Events.put(pair.toByteString(), previous.toByteString()))
                .isEqualTo(alone.toBuilder().setPrevKv(previous).build().toByteString());
    }

    @Property
    void deleteEventsEncodeLikeProtobuf(@ForAll("pairs") KeyValue pair, @ForAll("pairs") KeyValue previous) {
        Event alone = Event.newBuilder()
                .setType(Event.EventType.DELETE)
                .setKv(KeyValue.newBuilder().setKey(pair.getKey()).setModRevision(pair.getModRevision()))
                .build();
        ByteString event = Events.delete(pair.getKey(), pair.getModRevision(), null);
        assertThat(event).isEqualTo(alone.toByteString());
        assertThat(Events.isDelete(event)).isTrue();
        assertThat(Events.delete(pair.getKey(), pair.getModRevision(), previous.toByteString()))
                .isEqualTo(alone.toBuilder().setPrevKv(previous).build().toByteString());
    }
}
