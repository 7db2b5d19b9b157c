package io.kvorum.server.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kvorum.spi.MemberId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class TokenDiscoveryTest {
    private static final String SIZE = "/_etcd/registry/t/_config/size";

    private final MapRegistry registry = new MapRegistry();
    private final List<Duration> pauses = new ArrayList<>();

    private InitialCluster join(long id, String entry) {
        return new TokenDiscovery(registry, "t", new MemberId(id), pauses::add).join(entry);
    }

    @Test
    void c72_aMemberRegistersAndGetsTheOthersInTheOrderOfRegistration() {
        registry.put(SIZE, "2");
        registry.put("/_etcd/registry/t/members/b", "n1=http://10.0.0.1:2380");
        assertThat(join(0xa, "n2=http://10.0.0.2:2380").text())
                .isEqualTo("n1=http://10.0.0.1:2380,n2=http://10.0.0.2:2380");
        assertThat(registry.get("/_etcd/registry/t/members/a")).contains("n2=http://10.0.0.2:2380");
    }

    @Test
    void c72_itWaitsForTheOthers() {
        registry.put(SIZE, "2");
        registry.beforeList(3, () -> registry.put("/_etcd/registry/t/members/b", "n1=http://10.0.0.1:2380"));
        assertThat(join(0xa, "n2=http://10.0.0.2:2380").text())
                .isEqualTo("n2=http://10.0.0.2:2380,n1=http://10.0.0.1:2380");
        assertThat(pauses).isNotEmpty();
    }

    @Test
    void c72_thePlannedNumberMustBeThere() {
        assertThatThrownBy(() -> join(0xa, "n=http://10.0.0.2:2380")).hasMessage("discovery: size key not found");
        for (String bad : List.of("three", "0", "-1", "")) {
            registry.put(SIZE, bad);
            assertThatThrownBy(() -> join(0xa, "n=http://10.0.0.2:2380")).hasMessage("discovery: size key is bad");
        }
    }

    @Test
    void c72_whoComesTooLateIsRefusedAndDoesNotRegister() {
        registry.put(SIZE, "1");
        registry.put("/_etcd/registry/t/members/b", "n1=http://10.0.0.1:2380");
        assertThatThrownBy(() -> join(0xa, "n2=http://10.0.0.2:2380"))
                .hasMessageStartingWith("discovery: cluster is full");
        assertThat(registry.get("/_etcd/registry/t/members/a")).isEmpty();
    }

    @Test
    void c72_whoIsRegisteredMayComeAgain() {
        registry.put(SIZE, "1");
        join(0xa, "n1=http://10.0.0.1:2380");
        assertThat(join(0xa, "n1=http://10.0.0.1:2380").text()).isEqualTo("n1=http://10.0.0.1:2380");
    }

    @Test
    void c72_aRegistryThatIsAwayIsAskedAgainLessAndLessOften() {
        registry.put(SIZE, "1");
        registry.failNext(3);
        join(0xa, "n1=http://10.0.0.1:2380");
        assertThat(pauses).startsWith(Duration.ofSeconds(2), Duration.ofSeconds(4), Duration.ofSeconds(8));
    }
}
