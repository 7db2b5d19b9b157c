package io.kvorum.engine.mvcc;

import io.kvorum.spi.Bytes;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** The form of a revision as the key of a row: main, an underscore, sub; big-endian, so that bytes sort as numbers. */
final class RevisionBytes {
    static final int LENGTH = 17;

    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

    private RevisionBytes() {}

    static Bytes of(long main, int sub) {
        byte[] bytes = new byte[LENGTH];
        LONG.set(bytes, 0, main);
        bytes[8] = '_';
        LONG.set(bytes, 9, (long) sub);
        return Bytes.wrap(bytes);
    }

    static long main(Bytes key) {
        return (long) LONG.get(key.array(), key.offset());
    }

    static int sub(Bytes key) {
        return Math.toIntExact((long) LONG.get(key.array(), key.offset() + 9));
    }

    static Bytes ofNumber(long number) {
        byte[] bytes = new byte[Long.BYTES];
        LONG.set(bytes, 0, number);
        return Bytes.wrap(bytes);
    }

    static long number(Bytes bytes) {
        return (long) LONG.get(bytes.array(), bytes.offset());
    }
}
