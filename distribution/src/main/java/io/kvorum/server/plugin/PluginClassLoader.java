package io.kvorum.server.plugin;

import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;

/**
 * Classes of one plug-in. Of the server it sees what the two share by contract (the SPI, the API with the messages of
 * Protocol Buffers that it is made of, and the logging facade) and nothing else, so its libraries cannot clash with ours.
 */
final class PluginClassLoader extends URLClassLoader {
    static {
        registerAsParallelCapable();
    }

    private static final String[] SHARED = {"io.kvorum.spi.", "io.kvorum.api.", "org.slf4j.", "com.google.protobuf."};

    private final ClassLoader server;

    PluginClassLoader(Path name, URL[] jars, ClassLoader server) {
        super("plugin " + name.getFileName(), jars, ClassLoader.getPlatformClassLoader());
        this.server = server;
    }

    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
        return isShared(name) ? server.loadClass(name) : super.loadClass(name, resolve);
    }

    private static boolean isShared(String name) {
        for (String prefix : SHARED) {
            if (name.startsWith(prefix)) {
                return true;
            }
        }
        return false;
    }
}
