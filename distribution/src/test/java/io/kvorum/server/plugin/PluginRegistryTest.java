package io.kvorum.server.plugin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kvorum.spi.ComponentException;
import java.util.List;
import org.junit.jupiter.api.Test;

final class PluginRegistryTest {
    @Test
    void aPartIsChosenByName() {
        PluginRegistry registry =
                PluginRegistry.of(List.of(new NamedPlugin("one", "alpha"), new NamedPlugin("two", "beta")));
        assertThat(registry.choose(Port.STORAGE, "beta").plugin()).isEqualTo("two");
    }

    @Test
    void anUnknownNameListsTheKnownOnes() {
        PluginRegistry registry =
                PluginRegistry.of(List.of(new NamedPlugin("one", "beta"), new NamedPlugin("two", "alpha")));
        assertThatThrownBy(() -> registry.choose(Port.STORAGE, "gamma"))
                .isInstanceOf(ComponentException.class)
                .hasMessage("there is no storage backend named \"gamma\" (--storage); known are: alpha, beta");
    }

    @Test
    void noNameIsAnErrorOfItsOwn() {
        PluginRegistry registry = PluginRegistry.of(List.of(new NamedPlugin("one", "alpha")));
        assertThatThrownBy(() -> registry.choose(Port.STORAGE, ""))
                .hasMessage("no storage backend is chosen: give --storage with one of: alpha");
        assertThatThrownBy(() -> registry.choose(Port.WAL, "chronicle"))
                .hasMessageContaining("none, as no plug-in that offers one was found");
    }

    @Test
    void aNameThatIsOfferedTwiceNamesBothPlugins() {
        assertThatThrownBy(() ->
                        PluginRegistry.of(List.of(new NamedPlugin("one", "alpha"), new NamedPlugin("two", "alpha"))))
                .hasMessageContaining("\"alpha\" is offered by two plug-ins, one and two");
    }

    @Test
    void aPluginForAnotherInterfaceIsRefusedByName() {
        assertThatThrownBy(() -> PluginRegistry.of(List.of(new NamedPlugin("old", "alpha", 2_000))))
                .hasMessageContaining("plug-in old was built for version 2.0")
                .hasMessageContaining("this server has 1.0");
    }
}
