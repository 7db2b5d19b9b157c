package io.kvorum.engine.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kvorum.api.etcdserverpb.Member;
import io.kvorum.engine.cluster.MembersProtocol.Members;
import io.kvorum.engine.cluster.MembersProtocol.Versions;
import io.kvorum.spi.Bytes;
import io.kvorum.spi.MemberId;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class MembersProtocolTest {
    @Test
    void c64_membersComeBackAsTheyWereSent() {
        Members members = new Members(
                -7,
                new MemberId(3),
                List.of(
                        Member.newBuilder()
                                .setID(3)
                                .setName("n3")
                                .addPeerURLs("http://a:1")
                                .addClientURLs("http://a:2")
                                .build(),
                        Member.newBuilder()
                                .setID(-1)
                                .addPeerURLs("http://b:1")
                                .setIsLearner(true)
                                .build()),
                List.of(new MemberId(5), new MemberId(-2)));

        assertThat(MembersProtocol.decodeMembers(MembersProtocol.encode(members)))
                .isEqualTo(members);
    }

    @Test
    void c64_versionsComeBackAsTheyWereSent() {
        for (Versions versions :
                List.of(new Versions("3.7.1", Optional.of("3.7.0")), new Versions("3.7.1", Optional.empty()))) {
            assertThat(MembersProtocol.decodeVersions(MembersProtocol.encode(versions)))
                    .isEqualTo(versions);
        }
    }

    @Test
    void anAnswerOfAnotherFormatIsRefused() {
        for (byte[] odd : List.of(new byte[0], new byte[] {2, 0}, new byte[] {1, 100}, new byte[] {1})) {
            assertThatThrownBy(() -> MembersProtocol.decodeMembers(Bytes.wrap(odd)))
                    .isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> MembersProtocol.decodeVersions(Bytes.wrap(odd)))
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }
}
