package io.kvorum.e2e.transcript;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What the placeholders of one transcript stand for; lease ids are learned where they first appear. */
final class Placeholders {
    private static final Pattern PLACEHOLDER = Pattern.compile("<[A-Z][^<>]*>");
    private static final Pattern LEASE = Pattern.compile("<LEASE(?:--ID-0*(\\d+)|_ID_(\\d+)_DEC)>");
    private static final Map<String, String> FREE = Map.of(
            "<LEASE--ID-ANY_>", "[0-9a-f]{16}",
            "<LEASE_ID_ANY_DEC>", "\\d+",
            "<CLUSTER_ID_DEC>", "\\d+",
            "<MEMBER_ID_1_DEC>", "\\d+",
            "<TERM>", "\\d+",
            "<TIME>", "\\S+ \\S+",
            "<DURATION>", "[0-9.]+[µm]?s",
            "<STACK>", "(?s:.*)",
            "<USAGE TEXT>", "(?s:.*)");

    private final Map<String, Long> leases = new HashMap<>();

    /** The command with the lease ids seen so far. */
    String fill(String command) {
        Matcher placeholder = LEASE.matcher(command);
        return placeholder.replaceAll(found -> "%016x".formatted(leases.get(found.group(1))));
    }

    /** Whether the text is what is expected; learns the ids in it if so. */
    boolean matches(String expected, String text) {
        List<String> learned = new ArrayList<>();
        List<Integer> radixes = new ArrayList<>();
        Matcher match = Pattern.compile(expression(expected, learned, radixes)).matcher(text);
        if (!match.matches()) {
            return false;
        }
        for (int i = 0; i < learned.size(); i++) {
            leases.put(learned.get(i), Long.parseLong(match.group(i + 1), radixes.get(i)));
        }
        return true;
    }

    private String expression(String expected, List<String> learned, List<Integer> radixes) {
        StringBuilder expression = new StringBuilder();
        Matcher placeholder = PLACEHOLDER.matcher(expected);
        int end = 0;
        while (placeholder.find()) {
            expression.append(Pattern.quote(expected.substring(end, placeholder.start())));
            expression.append(meaning(placeholder.group(), learned, radixes));
            end = placeholder.end();
            if (placeholder.group().equals("<USAGE TEXT>")
                    || placeholder.group().equals("<STACK>")) {
                end = Math.min(expected.length(), end + 1);
            }
        }
        return expression.append(Pattern.quote(expected.substring(end))).toString();
    }

    private String meaning(String placeholder, List<String> learned, List<Integer> radixes) {
        Matcher lease = LEASE.matcher(placeholder);
        if (!lease.matches()) {
            return FREE.getOrDefault(placeholder, Pattern.quote(placeholder));
        }
        boolean hexadecimal = lease.group(1) != null;
        String number = hexadecimal ? lease.group(1) : lease.group(2);
        Long known = leases.get(number);
        if (known != null) {
            return hexadecimal ? "%016x".formatted(known) : Long.toString(known);
        }
        learned.add(number);
        radixes.add(hexadecimal ? 16 : 10);
        return hexadecimal ? "([0-9a-f]{16})" : "(\\d+)";
    }
}
