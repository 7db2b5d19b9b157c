package io.kvorum.engine.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.kvorum.spi.MemberId;
import java.util.List;
import org.junit.jupiter.api.Test;

class MemberIdsTest {
    @Test
    void r270_idsAreThoseThatEtcdGivesToItsDefaultMember() {
        MemberId member = MemberIds.founding(List.of("http://localhost:2380"), "etcd-cluster");

        assertThat(member).hasToString("8e9e05c52164694d");
        assertThat(Long.toHexString(MemberIds.cluster(List.of(member)))).isEqualTo("cdf818194e3a8c32");
    }

    @Test
    void r270_idsFollowThePeerUrl() {
        MemberId member = MemberIds.founding(List.of("http://127.0.0.1:12380"), "etcd-cluster");

        assertThat(Long.toUnsignedString(member.value())).isEqualTo("15985099378392235387");
        assertThat(Long.toUnsignedString(MemberIds.cluster(List.of(member)))).isEqualTo("12101053776118486841");
    }

    @Test
    void anotherTokenGivesAnotherMemberAndTheOrderOfUrlsDoesNotMatter() {
        assertThat(MemberIds.founding(List.of("http://a:1", "http://b:1"), "one"))
                .isEqualTo(MemberIds.founding(List.of("http://b:1", "http://a:1"), "one"))
                .isNotEqualTo(MemberIds.founding(List.of("http://a:1", "http://b:1"), "two"));
    }
}
