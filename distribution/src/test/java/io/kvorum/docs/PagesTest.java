package io.kvorum.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** What the documents show is what is compiled, and what they point to is there. */
final class PagesTest {
    private static final Path EXAMPLES = Path.of("src/test/java/io/kvorum/docs/examples");
    private static final Pattern EXAMPLE =
            Pattern.compile("<!-- example: (\\w+) -->\n```java\n(.*?)```\n", Pattern.DOTALL);
    private static final Pattern REGION = Pattern.compile("// region page\n(.*)// endregion\n", Pattern.DOTALL);
    private static final Pattern LINK = Pattern.compile("\\]\\(([^)#\\s:]+)(?:#[^)]*)?\\)");

    /** With {@code -Dkvorum.golden.rewrite=true} the pages are made to show what is compiled. */
    @Test
    void everyExampleShowsTheFileThatIsCompiled() throws IOException {
        Set<String> shown = new TreeSet<>();
        for (Page page : Page.all()) {
            String text = EXAMPLE.matcher(page.text()).replaceAll(found -> {
                shown.add(found.group(1));
                return Matcher.quoteReplacement(
                        "<!-- example: " + found.group(1) + " -->\n```java\n" + region(found.group(1)) + "```\n");
            });
            if (Boolean.getBoolean("kvorum.golden.rewrite")) {
                Files.writeString(page.file(), text);
            } else {
                assertThat(page.text()).as(page.file().toString()).isEqualTo(text);
            }
        }
        assertThat(shown).as("examples that are on some page").containsExactlyElementsOf(names());
    }

    private static List<String> names() throws IOException {
        try (var files = Files.list(EXAMPLES)) {
            return files.map(file -> file.getFileName().toString().replace(".java", ""))
                    .sorted()
                    .toList();
        }
    }

    private static String region(String name) {
        try {
            Matcher region = REGION.matcher(Files.readString(EXAMPLES.resolve(name + ".java")));
            assertThat(region.find()).as("region in " + name).isTrue();
            return region.group(1);
        } catch (IOException failure) {
            throw new AssertionError("no example " + name, failure);
        }
    }

    @Test
    void everyLinkLeadsSomewhere() {
        for (Page page : Page.all()) {
            Matcher link = LINK.matcher(page.text());
            while (link.find()) {
                assertThat(page.file().resolveSibling(link.group(1)))
                        .as("link of %s", page.file())
                        .exists();
            }
        }
    }
}
