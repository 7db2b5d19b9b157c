package io.kvorum.architecture;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.lang.reflect.Constructor;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The public signatures of the SPI: what plug-ins are compiled against changes only on purpose (design §7). */
final class SpiSignaturesTest {
    @Test
    void publicSignaturesAreThoseOfTheGoldenFile() {
        StringBuilder text = new StringBuilder();
        List<JavaClass> types = new ClassFileImporter()
                .importPackages("io.kvorum.spi").stream()
                        .filter(type -> Modifier.isPublic(type.reflect().getModifiers()))
                        .filter(type -> !type.getSimpleName().equals("package-info"))
                        .sorted((left, right) -> left.getName().compareTo(right.getName()))
                        .toList();
        types.forEach(type -> append(text, type.reflect()));
        new GoldenFile("distribution/src/test/golden/spi-signatures.txt").assertSame(text.toString());
    }

    private static void append(StringBuilder text, Class<?> type) {
        text.append(type.toGenericString());
        if (type.getGenericSuperclass() != null && type.getSuperclass() != Object.class) {
            text.append(" extends ").append(type.getGenericSuperclass().getTypeName());
        }
        for (var parent : type.getGenericInterfaces()) {
            text.append(" : ").append(parent.getTypeName());
        }
        text.append('\n');
        TreeSet<String> members = new TreeSet<>();
        Stream.of(type.getDeclaredFields())
                .filter(SpiSignaturesTest::isOffered)
                .map(Field::toGenericString)
                .forEach(members::add);
        Stream.of(type.getDeclaredConstructors())
                .filter(SpiSignaturesTest::isOffered)
                .map(Constructor::toGenericString)
                .forEach(members::add);
        Stream.of(type.getDeclaredMethods())
                .filter(SpiSignaturesTest::isOffered)
                .map(Method::toGenericString)
                .forEach(members::add);
        members.forEach(member -> text.append("  ").append(member).append('\n'));
    }

    private static boolean isOffered(java.lang.reflect.Member member) {
        return !member.isSynthetic()
                && (Modifier.isPublic(member.getModifiers()) || Modifier.isProtected(member.getModifiers()));
    }
}
