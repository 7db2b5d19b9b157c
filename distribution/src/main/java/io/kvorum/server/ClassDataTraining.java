package io.kvorum.server;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * Starts a member in a temporary directory, puts a key, and stops it: so that the JVM can keep the classes of a start for
 * the next one. Run by {@code kvorum-share-classes}; arguments are settings as {@code --name=value}.
 */
final class ClassDataTraining {
    private static final int ANSWER_MILLISECONDS = 5_000;
    private static final int FRAME_DATA = 0;
    private static final int FRAME_HEADERS = 1;
    private static final int FRAME_SETTINGS = 4;
    private static final int END_STREAM = 1;
    private static final int END_HEADERS = 4;

    private ClassDataTraining() {}

    public static void main(String[] arguments) throws IOException {
        Path directory = Files.createTempDirectory("kvorum-training-");
        String[] printing = Arrays.copyOf(arguments, arguments.length + 1);
        printing[arguments.length] = "--print-config";
        Main.main(printing);
        Kvorum.Builder builder = Kvorum.embedded()
                .dataDirectory(directory.resolve("data"))
                .port(0)
                .setting("listen-peer-urls", "http://127.0.0.1:0");
        for (String argument : arguments) {
            String[] setting = argument.replaceFirst("^--?", "").split("=", 2);
            builder.setting(setting[0], setting[1]);
        }
        try (Kvorum server = builder.start()) {
            putAKey(URI.create(server.clientEndpoint()));
        }
        Kvorum.deleteTree(directory);
    }

    /** One call of gRPC, written by hand as no client is on the server's class path. */
    private static void putAKey(URI endpoint) throws IOException {
        byte[] put = {0x0a, 1, 'k', 0x12, 1, 'v'};
        byte[] message = new byte[5 + put.length];
        message[4] = (byte) put.length;
        System.arraycopy(put, 0, message, 5, put.length);
        try (Socket socket = new Socket(endpoint.getHost(), endpoint.getPort())) {
            socket.setSoTimeout(ANSWER_MILLISECONDS);
            DataOutputStream out = new DataOutputStream(socket.getOutputStream());
            out.write("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            writeFrame(out, FRAME_SETTINGS, 0, 0, new byte[0]);
            writeFrame(out, FRAME_HEADERS, END_HEADERS, 1, headers(endpoint.getAuthority()));
            writeFrame(out, FRAME_DATA, END_STREAM, 1, message);
            out.flush();
            awaitEndOfStream(socket);
        }
    }

    private static void awaitEndOfStream(Socket socket) throws IOException {
        DataInputStream in = new DataInputStream(socket.getInputStream());
        while (true) {
            int length = in.readUnsignedByte() << 16 | in.readUnsignedShort();
            int type = in.readUnsignedByte();
            int flags = in.readUnsignedByte();
            in.readInt();
            in.skipBytes(length);
            if (type == FRAME_HEADERS && (flags & END_STREAM) != 0) {
                return;
            }
        }
    }

    private static void writeFrame(DataOutputStream out, int type, int flags, int stream, byte[] payload)
            throws IOException {
        out.writeByte(payload.length >> 16);
        out.writeShort(payload.length);
        out.writeByte(type);
        out.writeByte(flags);
        out.writeInt(stream);
        out.write(payload);
    }

    private static byte[] headers(String authority) {
        ByteArrayOutputStream block = new ByteArrayOutputStream();
        header(block, ":method", "POST");
        header(block, ":scheme", "http");
        header(block, ":path", "/etcdserverpb.KV/Put");
        header(block, ":authority", authority);
        header(block, "content-type", "application/grpc");
        header(block, "te", "trailers");
        return block.toByteArray();
    }

    /** A header as it stands, neither compressed nor remembered. */
    private static void header(ByteArrayOutputStream block, String name, String value) {
        block.write(0);
        block.write(name.length());
        block.writeBytes(name.getBytes(StandardCharsets.US_ASCII));
        block.write(value.length());
        block.writeBytes(value.getBytes(StandardCharsets.US_ASCII));
    }
}
