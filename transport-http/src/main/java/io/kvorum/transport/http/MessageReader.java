package io.kvorum.transport.http;

import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.EnumDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Descriptors.OneofDescriptor;
import com.google.protobuf.Message;
import java.util.Base64;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Turns JSON into messages as the gateway's contract wants it (H22-H28). Safe for any thread. */
final class MessageReader {
    /** As deep as protobuf itself nests messages. */
    private static final int DEPTH_MAX = 100;

    private final Map<Descriptor, Map<String, FieldDescriptor>> names = new ConcurrentHashMap<>();

    /**
     * Reads the first value of a text; what follows is ignored, and no value at all is the empty message (H22).
     *
     * @throws JsonSyntaxException if the text does not describe such a message
     */
    @SuppressWarnings("unchecked") // a builder of a prototype builds the prototype's type
    <Q extends Message> Q read(String text, Q prototype) {
        JsonReader in = new JsonReader(text);
        if (in.peek() == 0) {
            return prototype;
        }
        Message.Builder builder = prototype.newBuilderForType();
        members(in, builder, DEPTH_MAX);
        return (Q) builder.build();
    }

    private void members(JsonReader in, Message.Builder builder, int depthLeft) {
        if (depthLeft == 0) {
            throw new JsonSyntaxException("nested too deeply", in.position());
        }
        Map<String, FieldDescriptor> fields =
                names.computeIfAbsent(builder.getDescriptorForType(), MessageReader::fieldNames);
        Set<Object> seen = new HashSet<>();
        in.expect('{');
        if (in.accept('}')) {
            return;
        }
        do {
            int at = in.position();
            String name = in.string();
            in.expect(':');
            FieldDescriptor field = fields.get(name);
            if (field == null) {
                in.skip(depthLeft);
                continue;
            }
            if (!seen.add(field)) {
                throw new JsonSyntaxException("duplicate field \"" + name + "\"", at);
            }
            if (!in.acceptNull()) {
                OneofDescriptor union = field.getContainingOneof();
                if (union != null && !seen.add(union)) {
                    throw new JsonSyntaxException("oneof " + union.getFullName() + " is already set", at);
                }
                field(in, builder, field, depthLeft);
            }
        } while (in.accept(','));
        in.expect('}');
    }

    /** Names in the message's own spelling and in the camel case that JSON has for it (H23). */
    private static Map<String, FieldDescriptor> fieldNames(Descriptor message) {
        Map<String, FieldDescriptor> fields = new HashMap<>();
        for (FieldDescriptor field : message.getFields()) {
            fields.put(field.getName(), field);
            fields.put(field.getJsonName(), field);
        }
        return fields;
    }

    private void field(JsonReader in, Message.Builder builder, FieldDescriptor field, int depthLeft) {
        if (!field.isRepeated()) {
            Object value = value(in, builder, field, depthLeft);
            if (value != null) {
                builder.setField(field, value);
            }
            return;
        }
        in.expect('[');
        if (in.accept(']')) {
            return;
        }
        do {
            Object value = value(in, builder, field, depthLeft);
            if (value != null) {
                builder.addRepeatedField(field, value);
            }
        } while (in.accept(','));
        in.expect(']');
    }

    /** One value, or null for one that is to be ignored. */
    private Object value(JsonReader in, Message.Builder builder, FieldDescriptor field, int depthLeft) {
        return switch (field.getJavaType()) {
            case MESSAGE -> {
                Message.Builder nested = builder.newBuilderForField(field);
                members(in, nested, depthLeft - 1);
                yield nested.build();
            }
            case BYTE_STRING -> bytes(in, field);
            case STRING -> in.string();
            case BOOLEAN -> in.bool();
            case ENUM -> enumValue(in, field.getEnumType());
            case INT -> (int) JsonInteger.read(in, field, 32);
            case LONG -> JsonInteger.read(in, field, 64);
            case FLOAT, DOUBLE -> throw new IllegalStateException("no message has a " + field.getType());
        };
    }

    /** A name or a number; an unknown name is ignored, an unknown number passes (H26). */
    private static Object enumValue(JsonReader in, EnumDescriptor kind) {
        if (in.peek() == '"') {
            return kind.findValueByName(in.string());
        }
        return kind.findValueByNumberCreatingIfUnknown((int) JsonInteger.parse(in.number(), true, 32, in.position()));
    }

    /** Base64 in the standard or the URL alphabet, with or without padding (H25). */
    private static ByteString bytes(JsonReader in, FieldDescriptor field) {
        int at = in.position();
        String text = in.string();
        boolean url = text.indexOf('-') >= 0 || text.indexOf('_') >= 0;
        Base64.Decoder decoder = url ? Base64.getUrlDecoder() : Base64.getDecoder();
        try {
            return ByteString.copyFrom(decoder.decode(text));
        } catch (IllegalArgumentException noBase64) {
            throw new JsonSyntaxException(
                    "invalid value for bytes field " + field.getName() + ": \"" + shortened(text) + "\"", at);
        }
    }

    private static String shortened(String text) {
        return text.length() <= 64 ? text : text.substring(0, 64) + "…";
    }
}
