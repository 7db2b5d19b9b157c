package io.kvorum.docs;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** A document in Markdown. */
record Page(Path file, String text) {
    private static final Path ROOT = Path.of("..");
    private static final Pattern HEADING_OR_BLOCK =
            Pattern.compile("^(#+ [^\n]*)$|^```(\\w+)\n(.*?)^```$", Pattern.MULTILINE | Pattern.DOTALL);

    /**
     * A block of code.
     *
     * @param section the heading of second level above it
     * @param heading the heading above it, of whatever level
     */
    record Block(String section, String heading, String language, String code) {}

    /** The page at a path from the root of the project. */
    static Page of(String path) {
        Path file = ROOT.resolve(path);
        try {
            return new Page(file, Files.readString(file));
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /** Every page of the project's own documents. */
    static List<Page> all() {
        try (Stream<Path> files = Files.walk(ROOT.resolve("docs"))) {
            List<Page> pages = new ArrayList<>(List.of(of("README.md"), of("CONTRIBUTING.md")));
            files.filter(file -> file.toString().endsWith(".md"))
                    .sorted()
                    .forEach(file -> pages.add(of(ROOT.relativize(file).toString())));
            return pages;
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /** Its blocks of code in one language, in order. */
    List<Block> blocks(String language) {
        List<Block> blocks = new ArrayList<>();
        String section = "";
        String heading = "";
        Matcher part = HEADING_OR_BLOCK.matcher(text);
        while (part.find()) {
            if (part.group(1) != null) {
                heading = part.group(1).replaceFirst("^#+ ", "");
                section = part.group(1).startsWith("## ") ? heading : section;
            } else if (part.group(2).equals(language)) {
                blocks.add(new Block(section, heading, language, part.group(3)));
            }
        }
        return blocks;
    }
}
