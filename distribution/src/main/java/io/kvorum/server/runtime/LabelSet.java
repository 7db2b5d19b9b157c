package io.kvorum.server.runtime;

import java.util.Map;
import java.util.TreeMap;

/** Labels in the order of their names, as they stand between the braces; the text is the identity. */
record LabelSet(String text) implements Comparable<LabelSet> {
    static LabelSet of(String... labels) {
        if (labels.length % 2 != 0) {
            throw new IllegalArgumentException("labels come in pairs of name and value");
        }
        Map<String, String> sorted = new TreeMap<>();
        for (int i = 0; i < labels.length; i += 2) {
            sorted.put(labels[i], labels[i + 1]);
        }
        StringBuilder text = new StringBuilder();
        sorted.forEach((name, value) -> {
            if (!text.isEmpty()) {
                text.append(',');
            }
            text.append(name).append("=\"").append(escape(value)).append('"');
        });
        return new LabelSet(text.toString());
    }

    /** The braces with their content; nothing if there is none. */
    String inBraces() {
        return text.isEmpty() ? "" : "{" + text + "}";
    }

    /** The braces with a bucket's bound as the last label. */
    String inBracesWithBound(String bound) {
        return "{" + text + (text.isEmpty() ? "" : ",") + "le=\"" + bound + "\"}";
    }

    private static String escape(String value) {
        return value.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n");
    }

    @Override
    public int compareTo(LabelSet other) {
        return text.compareTo(other.text);
    }
}
