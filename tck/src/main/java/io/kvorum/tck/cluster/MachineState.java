package io.kvorum.tck.cluster;

import io.kvorum.spi.Bytes;
import io.kvorum.spi.MemberId;
import io.kvorum.spi.consensus.AppliedState;
import io.kvorum.spi.consensus.Member;
import io.kvorum.spi.consensus.Membership;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;

/** All that a {@link DurableMachine} knows, and its form in a file or a snapshot. */
record MachineState(AppliedState applied, List<Bytes> commands) {
    static final MachineState EMPTY = new MachineState(AppliedState.NONE, List.of());

    MachineState {
        commands = List.copyOf(commands);
    }

    byte[] encode() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            out.writeLong(applied.index());
            out.writeLong(applied.term());
            out.writeInt(applied.membership().members().size());
            for (Member member : applied.membership().members()) {
                out.writeLong(member.id().value());
                out.writeBoolean(member.learner());
                out.writeUTF(String.join(" ", member.peerUrls()));
            }
            out.writeInt(applied.membership().removed().size());
            for (MemberId id : applied.membership().removed()) {
                out.writeLong(id.value());
            }
            out.writeInt(commands.size());
            for (Bytes command : commands) {
                out.writeInt(command.length());
                out.write(command.toByteArray());
            }
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        return bytes.toByteArray();
    }

    static MachineState decode(byte[] encoded) {
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(encoded))) {
            long index = in.readLong();
            long term = in.readLong();
            List<Member> members = new ArrayList<>();
            for (int left = in.readInt(); left > 0; left--) {
                MemberId id = new MemberId(in.readLong());
                boolean learner = in.readBoolean();
                members.add(new Member(id, List.of(in.readUTF().split(" ")), learner));
            }
            List<MemberId> removed = new ArrayList<>();
            for (int left = in.readInt(); left > 0; left--) {
                removed.add(new MemberId(in.readLong()));
            }
            List<Bytes> commands = new ArrayList<>();
            for (int left = in.readInt(); left > 0; left--) {
                commands.add(Bytes.wrap(in.readNBytes(in.readInt())));
            }
            return new MachineState(new AppliedState(index, term, new Membership(members, removed)), commands);
        } catch (IOException tooShort) {
            throw new UncheckedIOException(tooShort);
        }
    }
}
