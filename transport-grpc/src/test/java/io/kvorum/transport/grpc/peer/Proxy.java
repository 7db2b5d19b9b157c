package io.kvorum.transport.grpc.peer;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

/** Stands between two members and does to a connection what a bad network does, when it has carried enough. */
final class Proxy implements AutoCloseable {
    /** What happens to a connection that has carried enough from its client. */
    enum Fault {
        /** Nothing goes through any more, until {@link #release}. */
        FREEZE,
        /** It ends. */
        CUT
    }

    private final ServerSocket listener;
    private final int targetPort;
    private final Fault fault;
    private final long bytesBeforeFault;
    private final AtomicInteger faults = new AtomicInteger();
    private final AtomicInteger pieces = new AtomicInteger();
    private final int faultsMax;
    private final CountDownLatch released = new CountDownLatch(1);
    private final List<Socket> sockets = new CopyOnWriteArrayList<>();

    Proxy(String targetUrl, Fault fault, long bytesBeforeFault, int faultsMax) throws IOException {
        this.listener = new ServerSocket(0, 50, InetAddress.getByName("127.0.0.1"));
        this.targetPort = LoopbackPorts.portOf(targetUrl);
        this.fault = fault;
        this.bytesBeforeFault = bytesBeforeFault;
        this.faultsMax = faultsMax;
        inBackground(this::accept);
    }

    String url() {
        return "http://127.0.0.1:" + listener.getLocalPort();
    }

    int faults() {
        return faults.get();
    }

    /** How often something was there to read from the clients: no more often than they wrote. */
    int pieces() {
        return pieces.get();
    }

    void release() {
        released.countDown();
    }

    private void accept() {
        while (true) {
            try {
                Socket client = listener.accept();
                Socket server = new Socket(InetAddress.getByName("127.0.0.1"), targetPort);
                sockets.add(client);
                sockets.add(server);
                inBackground(() -> carry(client, server, bytesBeforeFault, pieces));
                inBackground(() -> carry(server, client, Long.MAX_VALUE, new AtomicInteger()));
            } catch (IOException closedOrNobodyThere) {
                if (listener.isClosed()) {
                    return;
                }
            }
        }
    }

    private void carry(Socket from, Socket to, long enough, AtomicInteger read) {
        byte[] buffer = new byte[16 * 1024];
        long carried = 0;
        try (from;
                to) {
            InputStream input = from.getInputStream();
            OutputStream output = to.getOutputStream();
            for (int length = input.read(buffer); length >= 0; length = input.read(buffer)) {
                read.incrementAndGet();
                output.write(buffer, 0, length);
                carried += length;
                if (carried >= enough && faults.getAndIncrement() < faultsMax) {
                    if (fault == Fault.CUT) {
                        return;
                    }
                    released.await();
                }
            }
        } catch (IOException ended) {
            // One of the two has gone; the other end is closed now.
        } catch (InterruptedException never) {
            Thread.currentThread().interrupt();
        }
    }

    private static void inBackground(Runnable task) {
        Thread thread = new Thread(task, "proxy");
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void close() throws IOException {
        release();
        listener.close();
        for (Socket socket : sockets) {
            socket.close();
        }
    }
}
