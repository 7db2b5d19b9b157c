package io.kvorum.transport.http;

import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.EnumValueDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import java.util.Base64;
import java.util.List;

/** Writes messages as JSON in the shape of the gateway's contract (H41-H47), without blanks. */
final class MessageWriter {
    private MessageWriter() {}

    static String write(Message message) {
        StringBuilder out = new StringBuilder();
        members(out, message);
        return out.toString();
    }

    private static void members(StringBuilder out, Message message) {
        out.append('{');
        char separator = 0;
        for (FieldDescriptor field : message.getDescriptorForType().getFields()) {
            boolean present = field.isRepeated() ? message.getRepeatedFieldCount(field) > 0 : message.hasField(field);
            if (present) {
                if (separator != 0) {
                    out.append(separator);
                }
                separator = ',';
                out.append('"').append(field.getName()).append("\":");
                field(out, field, message.getField(field));
            }
        }
        out.append('}');
    }

    private static void field(StringBuilder out, FieldDescriptor field, Object value) {
        if (!field.isRepeated()) {
            value(out, field, value);
            return;
        }
        out.append('[');
        List<?> elements = (List<?>) value;
        for (int i = 0; i < elements.size(); i++) {
            if (i > 0) {
                out.append(',');
            }
            value(out, field, elements.get(i));
        }
        out.append(']');
    }

    private static void value(StringBuilder out, FieldDescriptor field, Object value) {
        switch (field.getType()) {
            case MESSAGE, GROUP -> members(out, (Message) value);
            case BYTES ->
                out.append('"')
                        .append(Base64.getEncoder().encodeToString(((ByteString) value).toByteArray()))
                        .append('"');
            case STRING -> string(out, (String) value);
            case ENUM -> enumValue(out, (EnumValueDescriptor) value);
            case UINT64, FIXED64 ->
                out.append('"').append(Long.toUnsignedString((Long) value)).append('"');
            case INT64, SINT64, SFIXED64 -> out.append('"').append(value).append('"');
            case UINT32, FIXED32 -> out.append(Integer.toUnsignedString((Integer) value));
            case INT32, SINT32, SFIXED32, BOOL, FLOAT, DOUBLE -> out.append(value);
        }
    }

    private static void enumValue(StringBuilder out, EnumValueDescriptor value) {
        boolean known = value.getType().findValueByNumber(value.getNumber()) != null;
        if (known) {
            out.append('"').append(value.getName()).append('"');
        } else {
            out.append(value.getNumber());
        }
    }

    static void string(StringBuilder out, String text) {
        out.append('"');
        for (int i = 0; i < text.length(); i++) {
            char character = text.charAt(i);
            switch (character) {
                case '"' -> out.append("\\\"");
                case '\\' -> out.append("\\\\");
                case '\n' -> out.append("\\n");
                case '\r' -> out.append("\\r");
                case '\t' -> out.append("\\t");
                default -> {
                    if (character < ' ') {
                        out.append(String.format("\\u%04x", (int) character));
                    } else {
                        out.append(character);
                    }
                }
            }
        }
        out.append('"');
    }
}
