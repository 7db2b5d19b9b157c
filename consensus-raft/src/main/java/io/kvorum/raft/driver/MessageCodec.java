package io.kvorum.raft.driver;

import io.kvorum.raft.core.CommitPoint;
import io.kvorum.raft.core.ForwardedCommand;
import io.kvorum.raft.core.LogEntry;
import io.kvorum.raft.core.Message;
import io.kvorum.raft.core.RefusalReason;
import io.kvorum.spi.Bytes;
import io.kvorum.spi.consensus.ProposalKind;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * Messages as bytes: format (1), kind (1), term (8), then fields by kind, numbers big-endian. Payloads of entries come last
 * and are shared by all receivers; the head tells their lengths.
 */
final class MessageCodec {
    private static final byte FORMAT = 1;
    private static final Bytes[] NONE = new Bytes[0];

    /** A message in two parts. */
    record Encoded(Bytes head, Bytes[] shared) {}

    private MessageCodec() {}

    static Encoded encode(Message message) {
        if (message instanceof Message.AppendRequest request) {
            return encodeAppend(request);
        } else if (message instanceof Message.ForwardedProposals forwarded) {
            return encodeForwarded(forwarded);
        }
        return new Encoded(Bytes.wrap(encodeSmall(message).array()), NONE);
    }

    private static ByteBuffer encodeSmall(Message message) {
        if (message instanceof Message.PreVoteRequest m) {
            return put(head(1, m.term(), 32).putLong(m.lastIndex()).putLong(m.lastTerm()), m.committed());
        } else if (message instanceof Message.PreVoteResponse m) {
            return put(head(2, m.term(), 17).put(flag(m.granted())), m.committed());
        } else if (message instanceof Message.VoteRequest m) {
            return put(
                    head(3, m.term(), 33)
                            .putLong(m.lastIndex())
                            .putLong(m.lastTerm())
                            .put(flag(m.transfer())),
                    m.committed());
        } else if (message instanceof Message.VoteResponse m) {
            return put(head(4, m.term(), 17).put(flag(m.granted())), m.committed());
        } else if (message instanceof Message.AppendAccepted m) {
            return head(6, m.term(), 8).putLong(m.matchIndex());
        } else if (message instanceof Message.AppendRejected m) {
            return head(7, m.term(), 24)
                    .putLong(m.rejectedIndex())
                    .putLong(m.hintIndex())
                    .putLong(m.hintTerm());
        } else if (message instanceof Message.Heartbeat m) {
            return head(8, m.term(), 16).putLong(m.commit()).putLong(m.round());
        } else if (message instanceof Message.HeartbeatResponse m) {
            return head(9, m.term(), 8).putLong(m.round());
        } else if (message instanceof Message.ReadIndexRequest m) {
            return head(10, m.term(), 8).putLong(m.requestId());
        } else if (message instanceof Message.ReadIndexResponse m) {
            return head(11, m.term(), 16).putLong(m.requestId()).putLong(m.index());
        } else if (message instanceof Message.ProposalsRefused m) {
            return head(13, m.term(), 21)
                    .putLong(m.incarnation())
                    .putLong(m.firstSequence())
                    .putInt(m.count())
                    .put((byte) m.reason().ordinal());
        } else if (message instanceof Message.TimeoutNow m) {
            return head(14, m.term(), 0);
        } else if (message instanceof Message.SnapshotOffer m) {
            Bytes meta = SnapshotMetaCodec.encode(m.meta());
            return head(15, m.term(), meta.length()).put(meta.toByteBuffer());
        }
        throw new IllegalStateException("no encoding for " + message);
    }

    private static Encoded encodeAppend(Message.AppendRequest request) {
        int count = request.entries().size();
        ByteBuffer target = head(5, request.term(), 28 + 13 * count);
        target.putLong(request.previousIndex())
                .putLong(request.previousTerm())
                .putLong(request.commit())
                .putInt(count);
        Bytes[] payloads = new Bytes[count];
        for (int i = 0; i < count; i++) {
            LogEntry entry = request.entries().get(i);
            target.putLong(entry.term())
                    .put(entry.kind().code())
                    .putInt(entry.payload().length());
            payloads[i] = entry.payload();
        }
        return new Encoded(Bytes.wrap(target.array()), payloads);
    }

    private static Encoded encodeForwarded(Message.ForwardedProposals forwarded) {
        int count = forwarded.commands().size();
        ByteBuffer target = head(12, forwarded.term(), 20 + 5 * count);
        target.putLong(forwarded.incarnation())
                .putLong(forwarded.firstSequence())
                .putInt(count);
        Bytes[] commands = new Bytes[count];
        for (int i = 0; i < count; i++) {
            ForwardedCommand command = forwarded.commands().get(i);
            target.put(flag(command.kind() == ProposalKind.INTERNAL));
            target.putInt(command.command().length());
            commands[i] = command.command();
        }
        return new Encoded(Bytes.wrap(target.array()), commands);
    }

    /** The reverse of {@link #encode} of head and shared parts in one piece; payloads share its array. */
    static Message decode(Bytes encoded) {
        ByteBuffer source = encoded.toByteBuffer();
        byte format = source.get();
        if (format != FORMAT) {
            throw new IllegalArgumentException("unknown format of a message: " + format);
        }
        byte kind = source.get();
        long term = source.getLong();
        return switch (kind) {
            case 1 -> new Message.PreVoteRequest(term, source.getLong(), source.getLong(), point(source));
            case 2 -> new Message.PreVoteResponse(term, source.get() == 1, point(source));
            case 3 ->
                new Message.VoteRequest(term, source.getLong(), source.getLong(), source.get() == 1, point(source));
            case 4 -> new Message.VoteResponse(term, source.get() == 1, point(source));
            case 5 -> decodeAppend(term, source, encoded);
            case 6 -> new Message.AppendAccepted(term, source.getLong());
            case 7 -> new Message.AppendRejected(term, source.getLong(), source.getLong(), source.getLong());
            case 8 -> new Message.Heartbeat(term, source.getLong(), source.getLong());
            case 9 -> new Message.HeartbeatResponse(term, source.getLong());
            case 10 -> new Message.ReadIndexRequest(term, source.getLong());
            case 11 -> new Message.ReadIndexResponse(term, source.getLong(), source.getLong());
            case 12 -> decodeForwarded(term, source, encoded);
            case 13 ->
                new Message.ProposalsRefused(
                        term,
                        source.getLong(),
                        source.getLong(),
                        source.getInt(),
                        RefusalReason.values()[source.get()]);
            case 14 -> new Message.TimeoutNow(term);
            case 15 -> new Message.SnapshotOffer(term, SnapshotMetaCodec.decode(source));
            default -> throw new IllegalArgumentException("unknown kind of message: " + kind);
        };
    }

    private static Message decodeAppend(long term, ByteBuffer source, Bytes encoded) {
        long previousIndex = source.getLong();
        long previousTerm = source.getLong();
        long commit = source.getLong();
        int count = source.getInt();
        int payload = source.position() + Math.multiplyExact(13, count);
        List<LogEntry> entries = new ArrayList<>(Math.min(count, 1024));
        for (int i = 0; i < count; i++) {
            long entryTerm = source.getLong();
            LogEntry.Kind kind = LogEntry.Kind.of(source.get());
            int length = source.getInt();
            entries.add(new LogEntry(previousIndex + 1 + i, entryTerm, kind, encoded.slice(payload, length)));
            payload += length;
        }
        return new Message.AppendRequest(term, previousIndex, previousTerm, commit, entries);
    }

    private static Message decodeForwarded(long term, ByteBuffer source, Bytes encoded) {
        long incarnation = source.getLong();
        long firstSequence = source.getLong();
        int count = source.getInt();
        int payload = source.position() + Math.multiplyExact(5, count);
        List<ForwardedCommand> commands = new ArrayList<>(Math.min(count, 1024));
        for (int i = 0; i < count; i++) {
            ProposalKind kind = source.get() == 1 ? ProposalKind.INTERNAL : ProposalKind.CLIENT;
            int length = source.getInt();
            commands.add(new ForwardedCommand(kind, encoded.slice(payload, length)));
            payload += length;
        }
        return new Message.ForwardedProposals(term, incarnation, firstSequence, commands);
    }

    private static ByteBuffer head(int kind, long term, int more) {
        return ByteBuffer.allocate(10 + more).put(FORMAT).put((byte) kind).putLong(term);
    }

    private static ByteBuffer put(ByteBuffer target, CommitPoint point) {
        return target.putLong(point.index()).putLong(point.term());
    }

    private static CommitPoint point(ByteBuffer source) {
        return new CommitPoint(source.getLong(), source.getLong());
    }

    private static byte flag(boolean value) {
        return (byte) (value ? 1 : 0);
    }
}
