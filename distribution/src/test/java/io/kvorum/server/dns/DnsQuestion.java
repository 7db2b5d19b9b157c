package io.kvorum.server.dns;

import io.kvorum.server.dns.DnsServer.Manner;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** A question for one name, and the bytes of its answers (RFC 1035). */
record DnsQuestion(short id, String name, int type) {
    private static final int TYPE_SRV = 33;
    private static final int CLASS_INTERNET = 1;
    private static final int HEADER_BYTES = 12;
    private static final int MESSAGE_BYTES_MAX = 65_535;
    private static final int RESPONSE = 0x8000;
    private static final int TRUNCATED = 0x0200;
    private static final int RECURSION = 0x0180;
    private static final int SERVER_FAILURE = 2;
    private static final int NO_SUCH_NAME = 3;
    private static final int SECONDS_TO_LIVE = 60;

    static DnsQuestion read(ByteBuffer query) {
        short id = query.getShort();
        query.position(HEADER_BYTES);
        List<String> labels = new ArrayList<>();
        for (int length = query.get(); length > 0; length = query.get()) {
            byte[] label = new byte[length];
            query.get(label);
            labels.add(new String(label, StandardCharsets.US_ASCII).toLowerCase(Locale.ROOT));
        }
        return new DnsQuestion(id, String.join(".", labels), query.getShort());
    }

    /** The answer with these records; null for a name that does not exist. */
    byte[] answer(List<ServiceRecord> records, Manner manner, boolean datagram) {
        boolean truncated = manner == Manner.TRUNCATED && datagram;
        int code = manner == Manner.FAILURE ? SERVER_FAILURE : records == null ? NO_SUCH_NAME : 0;
        List<ServiceRecord> shown = records == null || truncated || code != 0 || type != TYPE_SRV ? List.of() : records;
        ByteBuffer answer = ByteBuffer.allocate(MESSAGE_BYTES_MAX);
        answer.putShort(id).putShort((short) (RESPONSE | RECURSION | (truncated ? TRUNCATED : 0) | code));
        answer.putShort((short) 1)
                .putShort((short) shown.size())
                .putShort((short) 0)
                .putShort((short) 0);
        putName(answer, name);
        answer.putShort((short) type).putShort((short) CLASS_INTERNET);
        for (ServiceRecord record : shown) {
            putName(answer, name);
            answer.putShort((short) TYPE_SRV).putShort((short) CLASS_INTERNET).putInt(SECONDS_TO_LIVE);
            int lengthAt = answer.position();
            answer.putShort((short) 0);
            answer.putShort((short) record.priority())
                    .putShort((short) record.weight())
                    .putShort((short) record.port());
            putName(answer, record.target());
            answer.putShort(lengthAt, (short) (answer.position() - lengthAt - Short.BYTES));
        }
        return Arrays.copyOf(answer.array(), answer.position());
    }

    private static void putName(ByteBuffer target, String name) {
        for (String label : name.split("\\.")) {
            byte[] bytes = label.getBytes(StandardCharsets.US_ASCII);
            target.put((byte) bytes.length).put(bytes);
        }
        target.put((byte) 0);
    }

    @Override
    public String toString() {
        return (type == TYPE_SRV ? "SRV " : "type " + type + " ") + name;
    }
}
