package io.kvorum.e2e.cluster;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Stands before a member's peer port and can swallow what passes: from everybody, or from one process. Connections stay
 * open then, as they do when a cable is cut; healing closes the connections that lost bytes.
 */
final class PeerProxy implements AutoCloseable {
    private static final int BUFFER_BYTES = 64 * 1024;

    private final ServerSocket listener;
    private final int target;
    private final Set<Passage> passages = ConcurrentHashMap.newKeySet();
    private final Set<Long> cutProcesses = ConcurrentHashMap.newKeySet();
    private final AtomicLong swallowed = new AtomicLong();
    private volatile boolean allCut;

    PeerProxy(int port, int target) {
        this.target = target;
        try {
            listener = new ServerSocket();
            listener.setReuseAddress(true);
            listener.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
        start("peer-proxy-" + port, this::accept);
    }

    private static void start(String name, Runnable task) {
        Thread thread = new Thread(task, name);
        thread.setDaemon(true);
        thread.start();
    }

    int port() {
        return listener.getLocalPort();
    }

    /** Swallows everything from now on. */
    void cutAll() {
        allCut = true;
    }

    /** Swallows what comes from and goes to one process. */
    void cut(long processId) {
        cutProcesses.add(processId);
    }

    /** Lets everything pass again; connections that lost something end. */
    void heal() {
        allCut = false;
        cutProcesses.clear();
        passages.stream().filter(passage -> passage.damaged).forEach(Passage::close);
    }

    /** How many pieces of data, and attempts to connect, went nowhere: what a test injected. */
    long swallowed() {
        return swallowed.get();
    }

    private void accept() {
        while (!listener.isClosed()) {
            try {
                Passage passage = new Passage(listener.accept());
                passages.add(passage);
                start("peer-proxy-connect", passage::open);
            } catch (IOException closed) {
                return;
            }
        }
    }

    private final class Passage {
        private final Socket near;
        private final Socket far = new Socket();
        private volatile long processId;
        private volatile boolean damaged;

        Passage(Socket near) {
            this.near = near;
        }

        boolean isCut() {
            return allCut || cutProcesses.contains(processId);
        }

        void open() {
            processId = SocketOwners.processOf(near.getPort());
            try {
                if (isCut()) {
                    noteLoss();
                    near.getInputStream().transferTo(OutputStream.nullOutputStream());
                    close();
                    return;
                }
                far.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), target));
                start("peer-proxy-back", () -> pump(far, near));
                pump(near, far);
            } catch (IOException ended) {
                close();
            }
        }

        /** Something went nowhere. Who heals just now may have looked for damage before this. */
        private void noteLoss() {
            damaged = true;
            swallowed.incrementAndGet();
            if (!isCut()) {
                close();
            }
        }

        private void pump(Socket from, Socket to) {
            byte[] buffer = new byte[BUFFER_BYTES];
            try {
                InputStream in = from.getInputStream();
                OutputStream out = to.getOutputStream();
                int count = in.read(buffer);
                while (count >= 0) {
                    if (isCut() || damaged) {
                        noteLoss();
                    } else {
                        out.write(buffer, 0, count);
                    }
                    count = in.read(buffer);
                }
            } catch (IOException ended) {
                // One side is gone, and so is the passage.
            }
            close();
        }

        void close() {
            passages.remove(this);
            try {
                near.close();
                far.close();
            } catch (IOException ignored) {
                // Sockets that are closed are closed.
            }
        }
    }

    @Override
    public void close() {
        try {
            listener.close();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
        passages.forEach(Passage::close);
    }
}
