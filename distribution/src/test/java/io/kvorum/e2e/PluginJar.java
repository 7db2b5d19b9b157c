package io.kvorum.e2e;

import io.kvorum.spi.KvorumPlugin;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;

/** A plug-in of a test, as a jar for {@code --plugin-dir}. */
public final class PluginJar {
    private PluginJar() {}

    /**
     * Writes it.
     *
     * @param plugin what the jar's service file names
     * @param others the classes that it needs besides
     */
    public static void write(Path jar, Class<? extends KvorumPlugin> plugin, Class<?>... others) {
        try (OutputStream file = Files.newOutputStream(jar);
                JarOutputStream out = new JarOutputStream(file)) {
            add(out, plugin);
            for (Class<?> other : others) {
                add(out, other);
            }
            out.putNextEntry(new JarEntry("META-INF/services/" + KvorumPlugin.class.getName()));
            out.write(plugin.getName().getBytes(StandardCharsets.UTF_8));
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private static void add(JarOutputStream out, Class<?> type) throws IOException {
        String name = type.getName().replace('.', '/') + ".class";
        out.putNextEntry(new JarEntry(name));
        try (InputStream bytes = type.getClassLoader().getResourceAsStream(name)) {
            bytes.transferTo(out);
        }
    }
}
