package io.kvorum.server.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kvorum.e2e.Await;
import io.kvorum.server.bootstrap.NameService.Service;
import io.kvorum.server.dns.DnsServer;
import io.kvorum.server.dns.DnsServer.Manner;
import io.kvorum.spi.ComponentException;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** C71 by a real lookup: the resolver of the JDK asks a DNS server. */
final class SystemNameServiceTest {
    private static final String PLAIN = "_etcd-server._tcp.example.test";
    private static final String SECURE = "_etcd-server-ssl._tcp.example.test";
    /** An answer of this process comes sooner, however busy the machine is. */
    private static final Duration PATIENT = Duration.ofSeconds(10);

    private static final Duration IMPATIENT = Duration.ofMillis(20);

    private final DnsServer dns = DnsServer.start();

    @AfterEach
    void close() {
        dns.close();
    }

    private NameService names(Duration firstWait) {
        return new SystemNameService(dns.address(), firstWait);
    }

    private InitialCluster lookUp(Duration firstWait, String advertised, String suffix) {
        return new ServiceRecords(names(firstWait), "me", List.of(advertised)).lookUp("example.test", suffix);
    }

    @Test
    void c61_aHostIsLookedUpOnTheMachineAndAnAddressStandsForItself() throws UnknownHostException {
        assertThat(new SystemNameService().addressOf("10.1.2.3")).isEqualTo("10.1.2.3");
        assertThat(new SystemNameService().addressOf("localhost")).isIn("127.0.0.1", "0:0:0:0:0:0:0:1");
    }

    @Test
    void c71_recordsComeByPriorityAndThenByWeight() throws UnknownHostException {
        dns.service(PLAIN, 20, 5, 1, "last.example.test")
                .service(PLAIN, 10, 1, 2, "light.example.test")
                .service(PLAIN, 10, 60_000, 3, "heavy.example.test")
                .service(PLAIN, 0, 0, 65_535, "first.example.test");
        assertThat(names(PATIENT).services(PLAIN))
                .containsExactly(
                        new Service("first.example.test.", 65_535),
                        new Service("heavy.example.test.", 3),
                        new Service("light.example.test.", 2),
                        new Service("last.example.test.", 1));
        assertThat(dns.questions()).containsExactly("udp SRV " + PLAIN);
    }

    @Test
    void c71_anAnswerThatIsTooLongForADatagramIsFetchedByTcp() throws UnknownHostException {
        IntStream.range(0, 60).forEach(i -> dns.service(PLAIN, i, 0, 2380, "member-" + i + ".example.test"));
        dns.manner(PLAIN, Manner.TRUNCATED);
        assertThat(names(PATIENT).services(PLAIN))
                .hasSize(60)
                .startsWith(new Service("member-0.example.test.", 2380))
                .endsWith(new Service("member-59.example.test.", 2380));
        assertThat(dns.questions()).containsExactly("udp SRV " + PLAIN, "tcp SRV " + PLAIN);
    }

    @Test
    void c71_aNameThatDoesNotExistIsToldByItsName() {
        assertThatThrownBy(() -> names(PATIENT).services(PLAIN))
                .isInstanceOf(UnknownHostException.class)
                .hasMessageStartingWith("lookup " + PLAIN + ": ")
                .hasMessageContaining("DNS name not found");
    }

    @Test
    void c71_aNameWithoutServiceRecordsHasNone() {
        dns.noService(PLAIN);
        assertThatThrownBy(() -> names(PATIENT).services(PLAIN))
                .isInstanceOf(UnknownHostException.class)
                .hasMessageStartingWith("lookup " + PLAIN + ": ");
    }

    @Test
    void c71_aServerThatIsSilentIsAskedFourTimesAndGivenUp() {
        dns.manner(PLAIN, Manner.SILENT);
        assertThatThrownBy(() -> names(IMPATIENT).services(PLAIN))
                .isInstanceOf(UnknownHostException.class)
                .hasMessageStartingWith("lookup " + PLAIN + ": ")
                .hasMessageContaining("timed out");
        Await.until(
                Duration.ofSeconds(60),
                () -> "four questions: " + dns.questions(),
                () -> dns.questions().size() == 4);
        assertThat(dns.questions()).allMatch(("udp SRV " + PLAIN)::equals);
    }

    @Test
    void c71_aServerThatFailsIsToldSo() {
        dns.manner(PLAIN, Manner.FAILURE);
        assertThatThrownBy(() -> names(PATIENT).services(PLAIN))
                .isInstanceOf(UnknownHostException.class)
                .hasMessageContaining("DNS server failure");
    }

    @Test
    void c71_bothServicesAreAskedAndTheirRecordsCountTogether() {
        dns.service(SECURE, 0, 0, 2380, "localhost").service(PLAIN, 0, 0, 2390, "localhost");
        assertThat(lookUp(PATIENT, "http://127.0.0.1:2390", "").text())
                .isEqualTo("0=https://localhost:2380,me=http://localhost:2390");
        assertThat(dns.questions()).containsExactly("udp SRV " + SECURE, "udp SRV " + PLAIN);
    }

    @Test
    void c71_aServiceThatIsMissingOrSilentIsNoFailureWhenTheOtherIsThere() {
        dns.service(PLAIN, 0, 0, 2390, "localhost");
        assertThat(lookUp(PATIENT, "http://127.0.0.1:2390", "").text()).isEqualTo("me=http://localhost:2390");
        dns.manner(SECURE, Manner.FAILURE);
        assertThat(lookUp(PATIENT, "http://127.0.0.1:2390", "").text()).isEqualTo("me=http://localhost:2390");
    }

    @Test
    void c71_theSuffixIsPartOfBothNames() {
        dns.service("_etcd-server-blue._tcp.example.test", 0, 0, 2390, "localhost");
        assertThat(lookUp(PATIENT, "http://127.0.0.1:2390", "blue").text()).isEqualTo("me=http://localhost:2390");
        assertThat(dns.questions())
                .containsExactly(
                        "udp SRV _etcd-server-ssl-blue._tcp.example.test",
                        "udp SRV _etcd-server-blue._tcp.example.test");
    }

    @Test
    void c71_withoutAnyRecordTheStartEndsAndNamesBothServices() {
        assertThatThrownBy(() -> lookUp(PATIENT, "http://127.0.0.1:2390", ""))
                .isInstanceOf(ComponentException.class)
                .hasMessageStartingWith("error setting up initial cluster: error querying DNS SRV records for"
                        + " _etcd-server-ssl lookup " + SECURE)
                .hasMessageContaining("; error querying DNS SRV records for _etcd-server lookup " + PLAIN);
    }

    @Test
    void c71_theOwnEntryMustBeAmongTheRecords() {
        dns.service(PLAIN, 0, 0, 2390, "localhost");
        assertThatThrownBy(() -> lookUp(PATIENT, "http://127.0.0.1:2391", ""))
                .hasMessage("cannot find local etcd member \"me\" in SRV records");
    }
}
