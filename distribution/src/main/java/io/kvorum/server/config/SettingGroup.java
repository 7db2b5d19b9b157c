package io.kvorum.server.config;

/** Headings of the help text and the reference page, in their order. */
public enum SettingGroup {
    PARTS("Parts"),
    MEMBER("Member"),
    CLUSTERING("Clustering"),
    SECURITY("Security"),
    AUTH("Auth"),
    LOGGING("Monitoring and logging"),
    TUNING("Features and tuning"),
    UNSAFE("Unsafe");

    private final String title;

    SettingGroup(String title) {
        this.title = title;
    }

    public String title() {
        return title;
    }
}
