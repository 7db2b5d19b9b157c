package io.kvorum.transport.grpc.peer.message;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;

/** Messages that wait for a connection, bounded in number and bytes. Any thread. */
final class SendQueue {
    /** As many messages travel together as fit into this, but at least one. */
    private static final int BATCH_BYTES = 64 * 1024;

    private final int messagesMax;
    private final long bytesMax;
    private final Queue<OutboundMessage> waiting = new ArrayDeque<>();
    private long bytes;
    private boolean open;

    SendQueue(int messagesMax, long bytesMax) {
        this.messagesMax = messagesMax;
        this.bytesMax = bytesMax;
    }

    /** Appends a message; false if the queue is full or closed. */
    synchronized boolean offer(OutboundMessage message) {
        boolean fits = waiting.isEmpty() || bytes + message.encodedBytes() <= bytesMax;
        if (!open || !fits || waiting.size() >= messagesMax) {
            return false;
        }
        waiting.add(message);
        bytes += message.encodedBytes();
        return true;
    }

    /** Takes what travels next; null if nothing waits. */
    synchronized OutboundBatch poll() {
        OutboundMessage first = waiting.poll();
        if (first == null) {
            return null;
        }
        int size = first.encodedBytes();
        List<OutboundMessage> batch = new ArrayList<>();
        batch.add(first);
        for (OutboundMessage next = waiting.peek(); next != null; next = waiting.peek()) {
            if (size + (long) next.encodedBytes() > BATCH_BYTES) {
                break;
            }
            size += next.encodedBytes();
            batch.add(waiting.remove());
        }
        bytes -= size;
        return new OutboundBatch(batch, size);
    }

    /** Takes messages from now on: there is hope that they get somewhere. */
    synchronized void open() {
        open = true;
    }

    /** Throws away what waits and takes nothing any more; returns the number of messages lost. */
    synchronized int close() {
        int lost = waiting.size();
        waiting.clear();
        bytes = 0;
        open = false;
        return lost;
    }

    synchronized long bytes() {
        return bytes;
    }
}
