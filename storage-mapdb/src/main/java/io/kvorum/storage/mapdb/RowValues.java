package io.kvorum.storage.mapdb;

import io.kvorum.spi.Bytes;
import java.io.IOException;
import org.mapdb.DataInput2;
import org.mapdb.DataOutput2;
import org.mapdb.serializer.GroupSerializerObjectArray;

/** Values inside nodes carry their length; a value that is a record of its own has that of the record. */
final class RowValues extends GroupSerializerObjectArray<Bytes> {
    private final boolean ownRecord;

    RowValues(boolean ownRecord) {
        this.ownRecord = ownRecord;
    }

    @Override
    public void serialize(DataOutput2 output, Bytes value) throws IOException {
        if (!ownRecord) {
            output.packInt(value.length());
        }
        output.write(value.array(), value.offset(), value.length());
    }

    @Override
    public Bytes deserialize(DataInput2 input, int available) throws IOException {
        byte[] bytes = new byte[ownRecord ? available : input.unpackInt()];
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
