package io.kvorum.e2e.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.kvorum.api.etcdserverpb.HashKVRequest;
import io.kvorum.api.etcdserverpb.HashKVResponse;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Members with different logs and storages are one cluster: what they agree on does not depend on where they keep it. */
final class MixedPartsIT {
    private static final int PUTS = 200;

    @Test
    void aMemberInMemoryAndTwoOnDiskHaveEqualHashes(@TempDir Path directory) {
        List<String> onDisk = List.of(TestCluster.patient());
        List<String> inMemory = List.of(TestCluster.patient("--wal=memory", "--storage=memory"));
        try (TestCluster cluster = TestCluster.start(directory, List.of(onDisk, inMemory, onDisk))) {
            long revision = 0;
            for (int i = 0; i < PUTS; i++) {
                revision = cluster.member(1 + i % 3).client().put("key" + i % 50, "value" + i);
            }
            HashKVRequest request =
                    HashKVRequest.newBuilder().setRevision(revision).build();
            // A read through the majority, so that each member has what was acknowledged.
            cluster.members().forEach(member -> member.client().get("key0"));
            List<HashKVResponse> hashes = cluster.members().stream()
                    .map(member -> member.client().maintenance().hashKV(request))
                    .toList();
            assertThat(hashes.stream().map(HashKVResponse::getHash).distinct()).hasSize(1);
            assertThat(hashes.stream()
                            .map(hash -> hash.getHeader().getMemberId())
                            .distinct())
                    .hasSize(3);
        }
    }
}
