package io.kvorum.spi;

import io.kvorum.spi.config.Config;
import io.kvorum.spi.config.ConfigKey;
import java.util.List;

/**
 * Makes one kind of component and has a name by which configuration picks it.
 *
 * @param <C> the component
 * @param <X> what the server lends it
 */
public interface ComponentFactory<C, X> {
    /**
     * The name in configuration ({@code --storage=<name>}): lower-case letters, digits and dashes. Unique for its port
     * among all plug-ins found; a second factory with the same name stops the start.
     */
    String name();

    /**
     * The settings this component reads, without the prefix under which users give them: key {@code segment-bytes} of
     * log {@code chronicle} is {@code --wal-chronicle-segment-bytes}.
     */
    default List<ConfigKey<?>> configKeys() {
        return List.of();
    }

    /**
     * Makes the component.
     *
     * <p>Thread: the starting thread, once per node. May block. Throws {@link ComponentException} with a sentence for the
     * operator when the component cannot work here; the start ends then. Arguments stay valid until the component is
     * closed.
     *
     * @param config validated values of {@link #configKeys()}
     * @param context what the server lends
     */
    C create(Config config, X context);
}
