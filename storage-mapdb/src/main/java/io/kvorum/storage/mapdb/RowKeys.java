package io.kvorum.storage.mapdb;

import io.kvorum.spi.Bytes;
import java.io.IOException;
import org.mapdb.DataInput2;
import org.mapdb.DataOutput2;
import org.mapdb.serializer.GroupSerializerObjectArray;

/** Keys of different lengths: each with its length before it. */
final class RowKeys extends GroupSerializerObjectArray<Bytes> {
    @Override
    public void serialize(DataOutput2 output, Bytes key) throws IOException {
        output.packInt(key.length());
        output.write(key.array(), key.offset(), key.length());
    }

    @Override
    public Bytes deserialize(DataInput2 input, int available) throws IOException {
        byte[] bytes = new byte[input.unpackInt()];
        input.readFully(bytes);
        return Bytes.wrap(bytes);
    }

    @Override
    public int compare(Bytes first, Bytes second) {
        return first.compareTo(second);
    }

    @Override
    public boolean isTrusted() {
        return true;
    }
}
