package io.kvorum.server.config;

import static io.kvorum.server.config.SettingGroup.AUTH;
import static io.kvorum.server.config.SettingGroup.SECURITY;

import io.kvorum.spi.config.ConfigKey;
import java.util.ArrayList;
import java.util.List;

/** Settings of TLS and users (sections 2.3 and 2.4 of the contract). */
final class SecuritySettings {
    private static final String TLS = "TLS comes";

    private SecuritySettings() {}

    static List<Setting> all() {
        List<Setting> all = new ArrayList<>();
        all.addAll(clientSide());
        all.addAll(peerSide());
        all.addAll(common());
        String users = "users and roles come";
        all.add(Setting.later(
                AUTH, ConfigKey.text("auth-token", "simple", "Kind of tokens: simple, or jwt with options."), users));
        all.add(Setting.ignored(
                AUTH,
                Keys.unsigned("bcrypt-cost", 10, "Effort of a password check, 4 to 31."),
                "there are no users yet"));
        all.add(Setting.ignored(
                AUTH, Keys.unsigned("auth-token-ttl", 300, "Seconds that a token lives."), "there are no users yet"));
        return all;
    }

    private static List<Setting> clientSide() {
        String block = "client-transport-security.";
        return List.of(
                text("cert-file", "Certificate shown to clients.").inFileAs(block + "cert-file"),
                text("key-file", "Key of that certificate.").inFileAs(block + "key-file"),
                bool("client-cert-auth", "Whether clients must show a certificate.")
                        .inFileAs(block + "client-cert-auth"),
                text("trusted-ca-file", "Whose clients to trust.").inFileAs(block + "trusted-ca-file"),
                text("client-cert-file", "Certificate when this server is a client.")
                        .inFileAs(block + "client-cert-file"),
                text("client-key-file", "Key of that certificate.").inFileAs(block + "client-key-file"),
                text("client-crl-file", "Revoked certificates of clients.").notInFile(),
                text("client-cert-allowed-hostname", "Names a client's certificate may have.")
                        .inFileAs(block + "allowed-hostname"),
                bool("auto-tls", "Makes a certificate for the client port by itself.")
                        .inFileAs(block + "auto-tls"));
    }

    private static List<Setting> peerSide() {
        String block = "peer-transport-security.";
        return List.of(
                text("peer-cert-file", "Certificate shown to members.").inFileAs(block + "cert-file"),
                text("peer-key-file", "Key of that certificate.").inFileAs(block + "key-file"),
                bool("peer-client-cert-auth", "Whether members must show a certificate.")
                        .inFileAs(block + "client-cert-auth"),
                text("peer-trusted-ca-file", "Whose members to trust.").inFileAs(block + "trusted-ca-file"),
                text("peer-client-cert-file", "Certificate towards members.").inFileAs(block + "client-cert-file"),
                text("peer-client-key-file", "Key of that certificate.").inFileAs(block + "client-key-file"),
                text("peer-crl-file", "Revoked certificates of members.").notInFile(),
                text("peer-cert-allowed-cn", "Common name a member's certificate must have.")
                        .inFileAs(block + "allowed-cn"),
                text("peer-cert-allowed-hostname", "Name a member's certificate must have.")
                        .inFileAs(block + "allowed-hostname"),
                bool("peer-skip-client-san-verification", "Leaves out the check of a member's address.")
                        .inFileAs(block + "skip-client-san-verification"),
                bool("peer-auto-tls", "Makes a certificate for the peer port by itself.")
                        .inFileAs(block + "auto-tls"));
    }

    private static List<Setting> common() {
        return List.of(
                Setting.later(
                        SECURITY,
                        Keys.unsigned("self-signed-cert-validity", 1, "Years that such a certificate is valid."),
                        TLS),
                text("cipher-suites", "Allowed cipher suites, in order."),
                Setting.later(
                        SECURITY, ConfigKey.text("tls-min-version", "TLS1.2", "Oldest version of TLS to speak."), TLS),
                text("tls-max-version", "Newest version of TLS to speak."),
                Setting.active(
                        SECURITY,
                        ConfigKey.text("cors", "*", "Origins whose pages may call, as URLs with port, with commas.")),
                Setting.active(
                        SECURITY,
                        ConfigKey.text("host-whitelist", "*", "Host names by which plain HTTP may be called.")));
    }

    private static Setting text(String name, String doc) {
        return Setting.later(SECURITY, ConfigKey.text(name, "", doc), TLS);
    }

    private static Setting bool(String name, String doc) {
        return Setting.later(SECURITY, ConfigKey.bool(name, false, doc), TLS);
    }
}
