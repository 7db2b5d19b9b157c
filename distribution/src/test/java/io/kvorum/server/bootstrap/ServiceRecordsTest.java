package io.kvorum.server.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

final class ServiceRecordsTest {
    private static final String PLAIN = "_etcd-server._tcp.example.com";
    private static final String SECURE = "_etcd-server-ssl._tcp.example.com";

    private static FixedNames names() {
        return new FixedNames()
                .host("a.example.com", "10.0.0.1")
                .host("b.example.com", "10.0.0.2")
                .host("c.example.com", "10.0.0.3");
    }

    private static InitialCluster lookUp(FixedNames names, String advertised) {
        return new ServiceRecords(names, "me", List.of(advertised)).lookUp("example.com", "");
    }

    @Test
    void c71_theOwnAddressGetsTheOwnNameAndTheOthersNumbers() {
        FixedNames names = names().service(PLAIN, "a.example.com.", 2380)
                .service(PLAIN, "b.example.com.", 2380)
                .service(PLAIN, "c.example.com.", 2380);
        assertThat(lookUp(names, "http://10.0.0.2:2380").text())
                .isEqualTo("0=http://a.example.com:2380,me=http://b.example.com:2380,1=http://c.example.com:2380");
    }

    @Test
    void c71_bothServicesCount() {
        FixedNames names = names().service(SECURE, "a.example.com.", 2380).service(PLAIN, "b.example.com.", 2380);
        assertThat(lookUp(names, "http://b.example.com:2380").text())
                .isEqualTo("0=https://a.example.com:2380,me=http://b.example.com:2380");
    }

    @Test
    void c71_theNameOfTheServiceMayHaveASuffix() {
        FixedNames names = names().service("_etcd-server-blue._tcp.example.com", "a.example.com.", 2380);
        assertThat(new ServiceRecords(names, "me", List.of("http://a.example.com:2380"))
                        .lookUp("example.com", "blue")
                        .text())
                .isEqualTo("me=http://a.example.com:2380");
    }

    @Test
    void c71_theOwnEntryMustBeThere() {
        FixedNames names = names().service(PLAIN, "a.example.com.", 2380);
        assertThatThrownBy(() -> lookUp(names, "http://10.0.0.2:2380"))
                .hasMessage("cannot find local etcd member \"me\" in SRV records");
    }

    @Test
    void c71_theSchemeMustBeTheAdvertisedOne() {
        FixedNames names = names().service(SECURE, "a.example.com.", 2380);
        assertThatThrownBy(() -> lookUp(names, "http://a.example.com:2380"))
                .hasMessageContaining("bootstrap at https://a.example.com:2380 from DNS for etcd-server-ssl"
                        + " has scheme mismatch with expected peer http://a.example.com:2380");
    }

    @Test
    void c71_noRecords() {
        assertThatThrownBy(() -> lookUp(names(), "http://a.example.com:2380"))
                .hasMessage("error setting up initial cluster: error querying DNS SRV records for _etcd-server-ssl"
                        + " lookup " + SECURE + ": no such host; error querying DNS SRV records for _etcd-server"
                        + " lookup " + PLAIN + ": no such host");
    }

    @Test
    void c71_aMemberFoundsTheClusterThatDnsNames() {
        FixedNames names = names().service(PLAIN, "a.example.com.", 2380).service(PLAIN, "b.example.com.", 2380);
        FoundingCluster cluster = new FirstStart(
                        Settings.of(
                                "--name=me",
                                "--discovery-srv=example.com",
                                "--initial-advertise-peer-urls=http://b.example.com:2380",
                                "--peer-transport=memory"),
                        names,
                        new FixedAnswers())
                .found();
        assertThat(cluster.membership().members()).hasSize(2);
        assertThat(cluster.membership().find(cluster.ownId()).orElseThrow().peerUrls())
                .containsExactly("http://b.example.com:2380");
    }
}
