package io.kvorum.server.dns;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * A DNS server on a port of the loopback address, by UDP and TCP, that knows the services a test has put down; other names
 * do not exist. Two threads, ended by {@link #close}.
 */
public final class DnsServer implements AutoCloseable {
    private static final int DATAGRAM_BYTES = 512;
    private static final int ATTEMPTS = 50;

    private final DatagramSocket datagrams;
    private final ServerSocket connections;
    private final Map<String, List<ServiceRecord>> zone = new ConcurrentHashMap<>();
    private final Map<String, Manner> manners = new ConcurrentHashMap<>();
    private final List<String> questions = new CopyOnWriteArrayList<>();

    private DnsServer(DatagramSocket datagrams, ServerSocket connections) {
        this.datagrams = datagrams;
        this.connections = connections;
        start("dns datagrams", this::answerDatagrams);
        start("dns connections", this::answerConnections);
    }

    /** How a name is answered for that a test wants something special. */
    public enum Manner {
        /** Not at all. */
        SILENT,
        /** By datagram only that the answer is too long for one. */
        TRUNCATED,
        /** The server cannot say. */
        FAILURE
    }

    /** Listens; answers at once. */
    public static DnsServer start() {
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            try {
                ServerSocket connections = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
                try {
                    int port = connections.getLocalPort();
                    return new DnsServer(
                            new DatagramSocket(new InetSocketAddress(InetAddress.getLoopbackAddress(), port)),
                            connections);
                } catch (IOException taken) {
                    connections.close();
                }
            } catch (IOException failure) {
                throw new UncheckedIOException(failure);
            }
        }
        throw new IllegalStateException("no port that is free for both protocols");
    }

    private static void start(String name, Runnable work) {
        Thread thread = new Thread(work, name);
        thread.setDaemon(true);
        thread.start();
    }

    /** Where it listens, as {@code host:port}. */
    public String address() {
        return "127.0.0.1:" + connections.getLocalPort();
    }

    /** One more record of a service. */
    public DnsServer service(String name, int priority, int weight, int port, String target) {
        zone.computeIfAbsent(name, absent -> new CopyOnWriteArrayList<>())
                .add(new ServiceRecord(priority, weight, port, target));
        return this;
    }

    /** The name exists, but it is no service. */
    public DnsServer noService(String name) {
        zone.computeIfAbsent(name, absent -> new CopyOnWriteArrayList<>());
        return this;
    }

    public DnsServer manner(String name, Manner manner) {
        manners.put(name, manner);
        return this;
    }

    /** What was asked so far, each as {@code udp SRV name}. */
    public List<String> questions() {
        return questions;
    }

    private void answerDatagrams() {
        byte[] buffer = new byte[DATAGRAM_BYTES];
        while (!datagrams.isClosed()) {
            try {
                DatagramPacket packet = new DatagramPacket(buffer, buffer.length);
                datagrams.receive(packet);
                DnsQuestion question = DnsQuestion.read(ByteBuffer.wrap(buffer, 0, packet.getLength()));
                questions.add("udp " + question);
                Manner manner = manners.get(question.name());
                if (manner != Manner.SILENT) {
                    byte[] answer = question.answer(zone.get(question.name()), manner, true);
                    datagrams.send(new DatagramPacket(answer, answer.length, packet.getSocketAddress()));
                }
            } catch (IOException closed) {
                // The loop's condition tells whether it goes on.
            }
        }
    }

    private void answerConnections() {
        while (!connections.isClosed()) {
            try (Socket connection = connections.accept()) {
                DataInputStream in = new DataInputStream(connection.getInputStream());
                byte[] query = new byte[in.readUnsignedShort()];
                in.readFully(query);
                DnsQuestion question = DnsQuestion.read(ByteBuffer.wrap(query));
                questions.add("tcp " + question);
                byte[] answer = question.answer(zone.get(question.name()), manners.get(question.name()), false);
                DataOutputStream out = new DataOutputStream(connection.getOutputStream());
                out.writeShort(answer.length);
                out.write(answer);
                out.flush();
            } catch (IOException closed) {
                // The loop's condition tells whether it goes on.
            }
        }
    }

    @Override
    public void close() {
        datagrams.close();
        try {
            connections.close();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }
}
