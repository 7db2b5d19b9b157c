package io.kvorum.transport.http;

/**
 * Reads a JSON text piece by piece and strictly: libraries at hand accept single quotes, names without quotes and the
 * same name twice, which the contract does not (H23, H28). One thread.
 */
final class JsonReader {
    private final String text;
    private int position;

    JsonReader(String text) {
        this.text = text;
    }

    int position() {
        return position;
    }

    /** The first character of the next token, or 0 at the end. */
    char peek() {
        while (position < text.length() && isBlank(text.charAt(position))) {
            position++;
        }
        return position < text.length() ? text.charAt(position) : 0;
    }

    JsonSyntaxException unexpected(String wanted) {
        char found = peek();
        return new JsonSyntaxException(
                (found == 0 ? "unexpected end of text" : "unexpected character '" + found + "'") + ", wanted " + wanted,
                position);
    }

    void expect(char token) {
        if (peek() != token) {
            throw unexpected("'" + token + "'");
        }
        position++;
    }

    /** Consumes {@code token} if it is next. */
    boolean accept(char token) {
        if (peek() != token) {
            return false;
        }
        position++;
        return true;
    }

    /** Consumes {@code null} if it is next. */
    boolean acceptNull() {
        if (peek() != 'n') {
            return false;
        }
        word("null");
        return true;
    }

    boolean bool() {
        boolean value = peek() == 't';
        word(value ? "true" : "false");
        return value;
    }

    private void word(String word) {
        peek();
        if (!text.startsWith(word, position)) {
            throw unexpected(word);
        }
        position += word.length();
    }

    /** A number as it is written. */
    String number() {
        peek();
        int start = position;
        acceptHere('-');
        if (!acceptHere('0')) {
            digits();
        }
        if (acceptHere('.')) {
            digits();
        }
        if (acceptHere('e') || acceptHere('E')) {
            if (!acceptHere('-')) {
                acceptHere('+');
            }
            digits();
        }
        return text.substring(start, position);
    }

    private boolean acceptHere(char expected) {
        if (position < text.length() && text.charAt(position) == expected) {
            position++;
            return true;
        }
        return false;
    }

    private void digits() {
        int start = position;
        while (position < text.length() && text.charAt(position) >= '0' && text.charAt(position) <= '9') {
            position++;
        }
        if (start == position) {
            throw unexpected("a digit");
        }
    }

    String string() {
        expect('"');
        int end = position;
        while (end < text.length() && text.charAt(end) >= ' ' && text.charAt(end) != '"' && text.charAt(end) != '\\') {
            end++;
        }
        if (end < text.length() && text.charAt(end) == '"') {
            String plain = text.substring(position, end);
            position = end + 1;
            return plain;
        }
        return escaped();
    }

    private String escaped() {
        StringBuilder value = new StringBuilder();
        while (position < text.length()) {
            char next = text.charAt(position++);
            if (next == '"') {
                return value.toString();
            } else if (next < ' ') {
                throw new JsonSyntaxException("control character inside a string", position - 1);
            }
            value.append(next == '\\' ? escape() : next);
        }
        throw new JsonSyntaxException("unexpected end of text inside a string", position);
    }

    private char escape() {
        char kind = position < text.length() ? text.charAt(position++) : 0;
        return switch (kind) {
            case '"', '\\', '/' -> kind;
            case 'b' -> '\b';
            case 'f' -> '\f';
            case 'n' -> '\n';
            case 'r' -> '\r';
            case 't' -> '\t';
            case 'u' -> unicode();
            default -> throw new JsonSyntaxException("unknown escape in a string", position);
        };
    }

    private char unicode() {
        int value = 0;
        for (int i = 0; i < 4; i++) {
            int digit = position < text.length() ? Character.digit(text.charAt(position++), 16) : -1;
            if (digit < 0) {
                throw new JsonSyntaxException("an escape needs four hexadecimal digits", position);
            }
            value = value << 4 | digit;
        }
        return (char) value;
    }

    /** Reads over one value of any kind. */
    void skip(int depthLeft) {
        if (depthLeft == 0) {
            throw new JsonSyntaxException("nested too deeply", position);
        }
        switch (peek()) {
            case '{' -> skipMembers(depthLeft);
            case '[' -> skipElements(depthLeft);
            case '"' -> string();
            case 't', 'f' -> bool();
            case 'n' -> word("null");
            default -> number();
        }
    }

    private void skipMembers(int depthLeft) {
        expect('{');
        if (accept('}')) {
            return;
        }
        do {
            string();
            expect(':');
            skip(depthLeft - 1);
        } while (accept(','));
        expect('}');
    }

    private void skipElements(int depthLeft) {
        expect('[');
        if (accept(']')) {
            return;
        }
        do {
            skip(depthLeft - 1);
        } while (accept(','));
        expect(']');
    }

    private static boolean isBlank(char character) {
        return character == ' ' || character == '\n' || character == '\r' || character == '\t';
    }
}
