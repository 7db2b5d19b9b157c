package io.kvorum.docs.examples;

// region page
import com.google.protobuf.ByteString;
import io.kvorum.api.Kv;
import io.kvorum.api.KvorumException;
import io.kvorum.api.PutAnswer;
import io.kvorum.api.RangeAnswer;
import io.kvorum.api.Reply;
import io.kvorum.api.RequestContext;
import io.kvorum.api.Rows;
import io.kvorum.api.Services;
import io.kvorum.api.etcdserverpb.PutRequest;
import io.kvorum.api.etcdserverpb.RangeRequest;
import io.kvorum.spi.ComponentException;
import io.kvorum.spi.client.ClientTransport;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;

/** Two calls as lines of text, {@code put key value} and {@code get key}; a thread for each of a few connections. */
final class LineTransport implements ClientTransport {
    private static final int CONNECTIONS_MAX = 16;

    private final int port;
    private final Semaphore room = new Semaphore(CONNECTIONS_MAX);
    private final Set<Socket> connections = ConcurrentHashMap.newKeySet();
    private ServerSocket listener;

    LineTransport(int port) {
        this.port = port;
    }

    @Override
    public void bind() {
        try {
            listener = new ServerSocket(port, CONNECTIONS_MAX, InetAddress.getLoopbackAddress());
        } catch (IOException failure) {
            throw new ComponentException("cannot listen on port " + port + ": " + failure, failure);
        }
    }

    @Override
    public List<SocketAddress> boundAddresses() {
        return List.of(listener.getLocalSocketAddress());
    }

    @Override
    public void serve(Services services) {
        Kv kv = services.find(Kv.class).orElseThrow();
        start("line-accept", () -> accept(kv));
    }

    private static void start(String name, Runnable task) {
        Thread thread = new Thread(task, name);
        thread.setDaemon(true);
        thread.start();
    }

    /** When all connections are taken, the next one waits in the listener's queue. */
    private void accept(Kv kv) {
        try {
            while (true) {
                room.acquire();
                Socket connection = listener.accept();
                connections.add(connection);
                start("line-connection", () -> talk(connection, kv));
            }
        } catch (IOException closed) {
            // The listener was closed: nobody is accepted any more.
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void talk(Socket connection, Kv kv) {
        try (connection;
                BufferedReader in =
                        new BufferedReader(new InputStreamReader(connection.getInputStream(), StandardCharsets.UTF_8));
                PrintWriter out = new PrintWriter(connection.getOutputStream(), true, StandardCharsets.UTF_8)) {
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                out.println(answer(line.split(" ", 3), kv));
            }
        } catch (IOException gone) {
            // The client went away.
        } finally {
            connections.remove(connection);
            room.release();
        }
    }

    /** Blocks, which this thread may: it serves one connection and nothing else (CLI-4). */
    private static String answer(String[] words, Kv kv) {
        RequestContext context = RequestContext.background(Runnable::run);
        CompletableFuture<String> answer = new CompletableFuture<>();
        if (words.length == 3 && words[0].equals("put")) {
            PutRequest put = PutRequest.newBuilder()
                    .setKey(ByteString.copyFromUtf8(words[1]))
                    .setValue(ByteString.copyFromUtf8(words[2]))
                    .build();
            kv.put(context, put, new Line<PutAnswer>(answer) {
                @Override
                public void complete(PutAnswer put) {
                    answer.complete("ok " + put.header().revision());
                }
            });
        } else if (words.length == 2 && words[0].equals("get")) {
            RangeRequest range = RangeRequest.newBuilder()
                    .setKey(ByteString.copyFromUtf8(words[1]))
                    .build();
            kv.range(context, range, new Line<RangeAnswer>(answer) {
                @Override
                public void complete(RangeAnswer found) {
                    boolean none = found.rows().isEmpty();
                    answer.complete(
                            none ? "none" : Rows.value(found.rows().get(0)).toStringUtf8());
                }
            });
        } else {
            answer.complete("error: put key value, or get key");
        }
        return answer.join();
    }

    /** CLI-1: every failure has one form, the status and text of its error code. */
    private abstract static class Line<T> implements Reply<T> {
        private final CompletableFuture<String> answer;

        Line(CompletableFuture<String> answer) {
            this.answer = answer;
        }

        @Override
        public void fail(KvorumException failure) {
            answer.complete("error: " + failure.quoted());
        }
    }

    @Override
    public void drain(Duration limit) {
        stopAccepting();
        connections.forEach(LineTransport::endInput); // what was read is still answered
    }

    private static void endInput(Socket connection) {
        try {
            connection.shutdownInput();
        } catch (IOException gone) {
            // The client was faster.
        }
    }

    private void stopAccepting() {
        try {
            if (listener != null) {
                listener.close();
            }
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    @Override
    public void close() {
        stopAccepting();
        for (Socket connection : connections) {
            try {
                connection.close();
            } catch (IOException failure) {
                throw new UncheckedIOException(failure);
            }
        }
    }
}
// endregion
