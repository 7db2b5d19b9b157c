package io.kvorum.architecture;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.library.dependencies.SliceAssignment;
import com.tngtech.archunit.library.dependencies.SliceIdentifier;

/** One slice per plug-in. */
record PluginSlices(String... packages) implements SliceAssignment {
    @Override
    public SliceIdentifier getIdentifierOf(JavaClass type) {
        for (String name : packages) {
            if ((type.getPackageName() + ".").startsWith(name.replace("..", "."))) {
                return SliceIdentifier.of(name);
            }
        }
        return SliceIdentifier.ignore();
    }

    @Override
    public String getDescription() {
        return "plug-ins";
    }
}
